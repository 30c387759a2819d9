"""Figures of stated importance: tables, tests by hand, what the map prints, and when nothing is said."""

import attrs
import numpy as np
import pytest
from part_checks import alone, passes_of
from scipy.stats import ttest_1samp

import servicekit as sk
from servicekit.foundation import Label
from servicekit.priorities import importance_performance
from servicekit.study import study_from_toml
from servicekit.study.parts import _importance as task
from servicekit.study.parts._map_figures import derived_map, stated_map

HEAD = """
seed = 1
resamples = 12
labels.p1 = { en = "Speed", zh = "速度" }
[scales.five]
low = 1
high = 5
[scales.ten]
low = 0
high = 10
"""
ASKED = '[importance]\nscale = "five"\nimportance = ["i1", "i2", "i3"]\nperformance = ["p1", "p2", "p3"]\n'
OVERALL = '[questions.overall]\ncolumn = "sat"\nkind = "csat"\nscale = "ten"\n'
STATED, RATED = ("i1", "i2", "i3"), ("p1", "p2", "p3")


def survey(n=60, seed=1, means=(4.5, 3.0, 3.2, 2.5, 3.9, 3.6)):
    rng = np.random.default_rng(seed)
    person = rng.normal(0, 0.4, n)
    data = {
        name: np.clip(np.rint(mean + person + rng.normal(0, 0.7, n)), 1, 5)
        for name, mean in zip((*STATED, *RATED), means, strict=True)
    }
    return data | {"sat": np.clip(np.rint(data["p1"] + 0.5 * data["p2"] + rng.normal(1, 1, n)), 0, 10)}


def part_of(text, data):
    return alone("importance", text, data)


def room(data, outcome=None, **about):
    scales = dict.fromkeys((*STATED, *RATED), sk.LIKERT_5) | {"sat": sk.Scale(low=0, high=10)}
    names = {"p1": Label("Speed", "速度")}
    pairs = dict(zip(RATED, STATED, strict=True))
    return importance_performance(
        data, outcome, RATED, scale=scales, importance=pairs, names=names, resamples=12, rng=1, **about
    )


@pytest.fixture(scope="module")
def whole():
    data = survey()
    data["i1"][:5] = np.nan
    return data, *part_of(HEAD + ASKED + OVERALL, data)


def test_every_table_holds_what_the_room_computes(whole):
    data, part, _ = whole
    found = room(data, "sat", missing="pairwise")
    assert list(part.results) == ["stated importance", "performance", "performance less importance"]
    assert dict(part.results["stated importance"]) == found.stated
    assert dict(part.results["performance"]) == found.performance
    gaps = {key: one.difference for key, one in found.gaps.items()}
    assert dict(part.results["performance less importance"]) == gaps
    assert part.priorities.importance.shares == found.importance.shares
    assert [table.names["p1"] for table in part.tables()] == [Label("Speed", "速度")] * 3


def p_of(rows, place):
    return ttest_1samp(rows[:, place] - rows.mean(axis=1), 0)


def test_each_attribute_needs_both_of_its_differences_from_the_average(whole):
    data, part, decided = whole
    stated, rated = (np.array([data[name] for name in names]).T for names in (STATED, RATED))
    stated = stated[~np.isnan(stated).any(axis=1)]
    assert list(decided) == [f"stated_first/{name}" for name in RATED]
    for place, name in enumerate(RATED):
        claim = decided[f"stated_first/{name}"].claim
        matters, done = p_of(stated, place), p_of(rated, place)
        first = matters.statistic > 0 > done.statistic
        want = max(matters.pvalue, done.pvalue) if first else 1.0
        assert claim.evidence.p == pytest.approx(want)
        assert (claim.evidence.n, claim.evidence.rows_read, claim.evidence.test.key) == (55, 60, "largest")
        assert (claim.direction, claim.good, claim.unit, claim.lead) == (-1, 1, "index", True)
        assert claim.details == {
            "attribute": name,
            "k": 3,
            "said": f"{part.priorities.stated[name].index:.1f}",
            "own": f"{part.priorities.performance[name].index:.1f}",
        }
    assert decided["stated_first/p1"].stands
    assert {one.claim.evidence.p for name, one in decided.items() if name != "stated_first/p1"} == {1.0}


def test_what_stands_and_how_far_both_kinds_of_importance_agree_is_said(whole):
    _, part, decided = whole
    first, agreed = part.findings
    said = decided["stated_first/p1"].claim.details
    assert first.text.en.startswith(
        "Customers say that Speed matters more than the average of the 3 attributes asked, and rate it lower"
    )
    assert said["said"] in first.text.en
    assert said["own"] in first.text.en
    assert first.tone == "bad"
    r = f"{part.priorities.agreement:.2f}".replace("-", "−")
    assert agreed.text == Label(
        f"What customers say matters and what goes with their satisfaction correlate by {r} over the 3 attributes (1: "
        "the same order, 0: nothing in common).",
        f"在这3项上，顾客自述的重要性与由回答推算的重要性的相关系数为{r}（1为次序一致，0为互不相干）。",
    )
    assert (agreed.tone, agreed.is_caution) == ("neutral", False)


@pytest.mark.parametrize(
    ("means", "stands"),
    (
        ((4.5, 3.0, 3.2, 2.5, 3.9, 3.6), True),
        ((4.5, 3.0, 3.2, 3.9, 2.5, 3.6), False),  # matters and is done well
        ((3.0, 4.5, 3.2, 2.5, 3.9, 3.6), False),  # matters less and is done badly
        ((3.0, 4.5, 3.2, 3.9, 2.5, 3.6), False),
    ),
)
@pytest.mark.parametrize("up", (True, False))
def test_only_what_matters_more_and_is_rated_worse_is_named_whichever_end_is_best(means, stands, up):
    data = survey(means=means)
    text = HEAD if up else HEAD.replace("high = 5", "high = 5\nhigher_is_better = false")
    found = data if up else {name: 6 - values if name != "sat" else values for name, values in data.items()}
    decided = part_of(text + ASKED, found)[1]
    assert decided["stated_first/p1"].stands is stands
    assert decided["stated_first/p1"].claim.evidence.p < 0.01 if stands else True
    plain = part_of(HEAD + ASKED, data)[1]
    for name, one in plain.items():
        assert decided[name].claim.evidence.p == pytest.approx(one.claim.evidence.p, rel=1e-6)


def test_attributes_alike_lie_on_no_side():
    column = np.tile([2.0, 3, 4, 3], 10)
    data = dict.fromkeys((*STATED, *RATED), column) | {"sat": column}
    _, decided = part_of(HEAD + ASKED, data)
    assert {one.claim.evidence.p for one in decided.values()} == {1.0}


def test_few_answers_to_one_side_are_no_test_and_say_why():
    data = survey(n=20)
    data["p2"][1:] = np.nan
    claim = part_of(HEAD + ASKED, data)[1]["stated_first/p1"].claim
    assert (claim.evidence.p, claim.evidence.reason.en) == (None, "only 1 answers")
    assert (claim.evidence.n, claim.evidence.rows_read) == (1, 20)
    data["p2"][:] = np.nan
    claim = part_of(HEAD + ASKED, data)[1]["stated_first/p2"].claim
    assert (claim.evidence.p, "own" in claim.details, "said" in claim.details) == (None, False, True)


def outcome_of(text):
    study = study_from_toml(HEAD + ASKED + text)
    return task._outcome(study, study.importance)


CSAT = '[questions.{0}]\ncolumn = "{0}"\nkind = "csat"\nscale = "five"\n'
NPS = '[questions.n]\ncolumn = "n"\nkind = "nps"\nscale = "ten"\n'
DRIVERS = '[drivers]\noutcome = "y"\noutcome_scale = "five"\nscale = "five"\ndrivers = ["p1", "p2"]\n'


@pytest.mark.parametrize(
    ("text", "column"),
    (
        ("", None),
        (CSAT.format("a"), "a"),
        (CSAT.format("a") + CSAT.format("b") + '[report]\nlead = "b"\n', "b"),
        (NPS, None),
        (NPS + CSAT.format("a"), "a"),
        (CSAT.format("a") + DRIVERS, "y"),
        (CSAT.format("p1"), None),  # an attribute is no outcome of itself
        (CSAT.format("i2"), None),
        (DRIVERS.replace('"y"', '"i2"'), None),
    ),
)
def test_overall_satisfaction_is_what_the_drivers_name_else_the_leading_share(text, column):
    assert outcome_of(text) == column


def test_what_the_answers_show_is_added_only_where_it_can_be_told():
    data = survey()
    stated = room(data)
    crossed = {name: np.repeat(np.tile([2.0, 4.0], 16 // 2**k), 2**k) for k, name in enumerate((*RATED, "sat"))}
    crossed |= {name: data[name][:32] for name in STATED}
    for other in (
        data | {"sat": np.full(60, 7)},  # does not vary
        data | {"sat": data["p1"] + data["p2"]},  # is nothing but two of them, or one
        data | {"sat": data["p1"]},
        crossed,  # has nothing to do with any
        {name: values[:4] for name, values in data.items()},
    ):
        part, decided = part_of(HEAD + ASKED + OVERALL, other)
        assert part.priorities.importance.shares is None
        assert len(decided) == 3
        assert not any("correlate" in one.text.en for one in part.findings)
    more = survey(n=200)
    more["sat"] = more["p1"] + more["p2"] + (np.arange(200) == 7)  # all but one answer
    found = part_of(HEAD + ASKED + OVERALL, more)[0].priorities.importance
    assert 0.992 < found.r2 < 1
    assert found.shares
    alone_, _ = part_of(HEAD + ASKED, data)
    assert (alone_.priorities.stated, alone_.priorities.stated_stability) == (stated.stated, stated.stated_stability)
    assert alone_.priorities.importance.shares is None
    both = part_of(HEAD + ASKED + OVERALL, data)[0].priorities
    assert both.importance.shares == room(data, "sat", missing="pairwise").importance.shares


def test_the_map_prints_indices_and_how_often_a_cell_held(whole):
    part = whole[1]
    found = part.priorities
    shown = {one.key: one for one in part.shown()}
    assert list(shown) == [f"{kind}/{name}" for kind in ("stated", "performance", "held") for name in RATED]
    for kind, scores in (("stated", found.stated), ("performance", found.performance)):
        for name, score in scores.items():
            one = shown[f"{kind}/{name}"]
            assert (one.value, one.low, one.high) == (score.index, score.index_interval.low, score.index_interval.high)
            assert (one.unit, one.n, one.group) == ("index", score.tally.n, found.names[name])
    for name, cell in found.stated_cells.items():
        one = shown[f"held/{name}"]
        assert one.value == found.stated_stability[name][cell.key]
        assert (one.unit, one.n, one.low, one.high) == ("whole share", None, None, None)
    assert [shown[f"{kind}/p1"].measure for kind in ("stated", "performance", "held")] == [
        Label("Stated importance, 0 to 100", "自述重要性（0至100分）"),
        Label("Performance, 0 to 100", "表现（0至100分）"),
        Label("Share of resamples in its cell", "重抽样中落在该区的比例"),
    ]
    assert not [one for one in stated_map(attrs.evolve(found, stated_stability={})) if one.key.startswith("held")]


def test_the_map_of_derived_importance_prints_shares_of_what_is_explained(whole):
    found = whole[1].priorities
    shown = {one.key: one for one in derived_map(found)}
    assert list(shown) == [f"{kind}/{name}" for kind in ("importance", "performance", "held") for name in RATED]
    for name, share in found.importance.shares.items():
        one, interval = shown[f"importance/{name}"], found.importance.estimates[name].interval
        assert (one.value, one.unit, one.n) == (share, "share", found.importance.n)
        assert one.low == pytest.approx(interval.low / found.importance.r2)
        assert one.high == pytest.approx(interval.high / found.importance.r2)
        assert shown[f"held/{name}"].value == found.stability[name][found.cells[name].key]
    assert sum(shown[f"importance/{name}"].value for name in RATED) == pytest.approx(1)
    bare = room(whole[0], "sat", missing="pairwise")
    bare = attrs.evolve(bare, importance=attrs.evolve(bare.importance, draws=()), stability={})
    plain = list(derived_map(bare))
    assert [one.key for one in plain if one.key.startswith("held")] == []
    assert [(one.low, one.high) for one in plain if one.key.startswith("importance")] == [(None, None)] * 3
    assert list(derived_map(room(whole[0]))) == []


def test_the_part_is_planned_and_says_what_it_lacks(monkeypatch):
    data = survey()
    for text in (ASKED, ASKED + OVERALL):
        assert passes_of(monkeypatch, task, study_from_toml(HEAD + text), data) == 1
    study = study_from_toml(HEAD + ASKED + OVERALL)
    none = attrs.evolve(study, importance=None)
    lacking = sk.study.NotRun(key="importance", name=task.NAME, needs=task.NEEDS)
    assert (list(task.requests(none)), task.assess(none, data)) == ([], lacking)
    single = attrs.evolve(study, importance=attrs.evolve(study.importance, importance=("i1",), performance=("p1",)))
    few = Label("a single attribute has no average to be held against", "只有一项，无从与平均比较")
    assert (list(task.requests(single)), task.assess(single, data)) == ([], attrs.evolve(lacking, reason=few))
    two = attrs.evolve(study, importance=attrs.evolve(study.importance, importance=STATED[:2], performance=RATED[:2]))
    assert len(task.assess(two, data).claims) == 2
    assert len(list(task.requests(two))) == 4
    assert len(list(task.requests(attrs.evolve(two, questions={})))) == 3
