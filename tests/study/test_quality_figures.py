"""Dimensions and stages of quality: means, gaps and p are those of tests called on the same complete answers."""

import numpy as np
import pytest
from one_part import SCALES, alone, claims, texts

import servicekit as sk
from servicekit.stats import ClaimTest, paired_mean
from servicekit.study import Study, study_from_toml
from servicekit.study.parts import _quality as quality
from servicekit.study.wording._candidates import left_out

FIVE, MARKS = sk.LIKERT_5, sk.Scale(low=1, high=6, higher_is_better=False)


def section(scale="five", *, gaps=False, stages=("front", "back", None)):
    text = f'[quality]\nscale = "{scale}"\n'
    for key, stage in zip("xyz", stages, strict=True):
        text += f'[quality.dimensions.{key}]\nitems = ["{key}1", "{key}2"]\n'
        text += f'expectations = ["{key}3", "{key}4"]\n' if gaps else ""
        text += f'stage = "{stage}"\n' if stage else ""
    return text


def rated(middles, n=60, seed=3, top=5, gaps=False):
    rng = np.random.default_rng(seed)
    own = rng.normal(0, 0.8, n)
    found = {}
    for key, middle in zip("xyz", middles, strict=True):
        for item in (1, 2):
            found[f"{key}{item}"] = np.clip(np.rint(middle + own + rng.normal(0, 0.6, n)), 1, top)
            if gaps:
                found[f"{key}{item + 2}"] = np.clip(np.rint(3.4 + own + rng.normal(0, 0.6, n)), 1, top)
    return found


def score(data, key, first=1):
    return (data[f"{key}{first}"] + data[f"{key}{first + 1}"]) / 2


def part(text, data, head=""):
    return alone(quality, head + SCALES + text, data)


DATA = rated((4.2, 2.6, 3.4))


def test_dimensions_are_those_of_the_call_and_stand_in_the_tables():
    found = part(section(), DATA, "level = 0.9\n")
    blocks = [
        sk.satisfaction.Dimension(key=k, label=sk.foundation.Label(k, k), items=(f"{k}1", f"{k}2")) for k in "xyz"
    ]
    own = sk.servqual(DATA, blocks, scale=FIVE, level=0.9)
    tables = {table.key: table for table in found.tables()}
    assert list(tables) == ["quality", "perception by dimension", "front and back stage"]
    assert {k: one.perception for k, one in found.quality.dimensions.items()} == {
        k: one.perception for k, one in own.dimensions.items()
    }
    assert dict(tables["perception by dimension"].result) == {k: own.dimensions[k].perception for k in "xyz"}
    assert tables["perception by dimension"].names == {k: sk.foundation.Label(k, k) for k in "xyz"}
    with_gaps = part(section(gaps=True, stages=(None,) * 3), rated((4, 2.5, 3), gaps=True))
    assert list(with_gaps.results) == [
        "quality",
        "perception by dimension",
        "expectation by dimension",
        "gap by dimension",
    ]


@pytest.mark.parametrize(("scale", "worst", "best"), (("five", "y", "x"), ("marks", "x", "y")))
def test_the_ends_are_tested_within_respondents_against_every_other(scale, worst, best):
    found = claims(part(section(scale), DATA, "level = 0.9\n"))
    means = {key: float(score(DATA, key).mean()) for key in "xyz"}
    for sort, place in (("worst", worst), ("best", best)):
        claim = found[sort]
        p = {other: paired_mean(score(DATA, place) - score(DATA, other)).p for other in "xyz" if other != place}
        rival = max(p, key=p.get)
        assert claim.subject.en == place
        assert claim.reference.label.en == rival
        assert claim.evidence.p == pytest.approx(max(p.values()), rel=1e-6)
        assert (claim.evidence.n, claim.evidence.test) == (60, ClaimTest.EXTREMUM)
        assert claim.own.value == pytest.approx(means[place])
        assert claim.reference.number == pytest.approx(means[rival])
        assert claim.difference.value == pytest.approx(abs(means[place] - means[rival]))
        spread = (score(DATA, place) - score(DATA, rival)).std(ddof=1) / np.sqrt(60)
        assert claim.difference.standard_error == pytest.approx(spread)
        assert claim.difference.level == 0.9
        assert (claim.direction, claim.good, claim.lead, claim.unit) == (0, None, True, "mean")
        out = [1.0 if key == place else left_out(p[key], 2) for key in "xyz"]
        assert claim.details["set"].p_values == pytest.approx(out, rel=1e-6)
        assert [name.en for name in claim.details["set"].names] == ["x", "y", "z"]


@pytest.mark.parametrize(("middles", "direction"), (((4.2, 2.4, 3.4), -1), ((4.6, 4.0, 4.4), 0)))
def test_the_widest_gap_is_bad_news_only_where_it_is_a_shortfall(middles, direction):
    data = rated(middles, gaps=True)
    found = claims(part(section(gaps=True, stages=(None,) * 3), data))
    gap = found["gap"]
    apart = {key: score(data, key) - score(data, key, 3) for key in "xyz"}
    place = min(apart, key=lambda key: apart[key].mean())
    p = {other: paired_mean(apart[place] - apart[other]).p for other in "xyz" if other != place}
    own = paired_mean(apart[place]).p
    assert gap.subject.en == place == "y"
    assert gap.direction == direction
    assert gap.own.value == pytest.approx(apart[place].mean())
    assert gap.reference.number == pytest.approx(apart[max(p, key=p.get)].mean())
    assert gap.evidence.p == pytest.approx(max(*p.values(), own if direction else 0.0), rel=1e-6)
    assert gap.evidence.test == (ClaimTest.LARGEST if direction else ClaimTest.EXTREMUM)
    assert (gap.good, gap.lead, gap.measure) == (1, True, quality.GAP)
    # beside a gap the ends of perception do not lead
    assert [found[sort].lead for sort in ("worst", "best")] == [False, False]
    assert found["worst"].measure == quality.PERCEPTION
    assert found["worst"].good is None


def test_the_shortfall_itself_must_be_sure():
    """One dimension lies surely below the others, but not surely below what was expected of it."""
    data = rated((4.6, 3.4, 4.6), gaps=True)
    gap = claims(part(section(gaps=True, stages=(None,) * 3), data))["gap"]
    apart = score(data, "y") - score(data, "y", 3)
    assert apart.mean() < 0
    assert gap.evidence.p == pytest.approx(paired_mean(apart).p, rel=1e-6)
    assert gap.evidence.p > 0.05


def test_it_must_be_sure_that_no_other_gap_is_wider():
    """Two dimensions lie surely below what was expected of them; which of the two does more so is not sure."""
    data = rated((2.4, 2.5, 4.6), gaps=True)
    gap = claims(part(section(gaps=True, stages=(None,) * 3), data))["gap"]
    apart = {key: score(data, key) - score(data, key, 3) for key in "xy"}
    assert gap.evidence.p == pytest.approx(paired_mean(apart["x"] - apart["y"]).p, rel=1e-6)
    assert gap.evidence.p > paired_mean(apart[gap.subject.en]).p
    same = {name: np.full(60, 3.0) for name in data}
    assert claims(part(section(gaps=True, stages=(None,) * 3), same))["gap"].direction == 0, "as it was expected"


def test_without_spread_a_gap_is_there_or_it_is_not():
    n = 40
    data = {f"{key}{item}": np.full(n, 3.0) for key in "xyz" for item in (1, 2, 3, 4)}
    data |= {"y1": np.full(n, 2.0), "y2": np.full(n, 2.0)}
    gap = claims(part(section(gaps=True, stages=(None,) * 3), data))["gap"]
    assert gap.evidence.p == 0.0  # every respondent tells the same


def test_few_clusters_leave_the_ends_untested():
    data = rated((4.2, 2.4, 3.4), gaps=True) | {"c": np.arange(60) % 5}
    found = claims(part(section(gaps=True), data, 'design.clusters = "c"\n'))
    assert {found[sort].evidence.p for sort in ("gap", "worst", "best", "stage")} == {None}


def test_one_dimension_has_no_ends_and_no_widest_gap():
    text = '[quality]\nscale = "five"\n[quality.dimensions.x]\nitems = ["x1", "x2"]\n'
    assert part(text, DATA).claims == ()
    assert part(text + 'expectations = ["x3", "x4"]\n', rated((4, 3, 3), gaps=True)).claims == ()
    two = text + '[quality.dimensions.y]\nitems = ["y1"]\n'
    assert claims(part(two, DATA)).keys() == {"worst", "best"}


@pytest.mark.parametrize(("n", "told"), ((0, True), (1, True), (2, False)))
def test_fewer_than_two_complete_answers_are_no_quality(n, told):
    data = {name: [*values[:n], *([None] * 3)] for name, values in DATA.items()}
    found = part(section(), data)
    said = texts(found)
    assert (
        said[0] == (f"Only {n} complete answers: no quality can be stated.", f"完整回答只有{n}份，无法评定质量。")
    ) is told
    assert (found.claims == ()) is told


def test_the_quality_of_few_complete_answers_says_so():
    data = {name: [*values, *([None] * 20)] for name, values in DATA.items()}
    (last,) = [pair for pair in texts(part(section(), data)) if pair[0].startswith("Only")]
    assert last[0].startswith("Only 60 of 80 respondents answered every question needed here")
    assert not [pair for pair in texts(part(section(), DATA)) if pair[0].startswith("Only")]


def test_items_that_hang_together_weakly_are_told(monkeypatch):
    rng = np.random.default_rng(1)
    data = DATA | {"z1": rng.integers(1, 6, 60), "z2": rng.integers(1, 6, 60)}
    found = part(section(), data)
    alphas = {key: one.perception_alpha for key, one in found.quality.dimensions.items()}
    assert alphas["z"].interval.high < 0.7 < alphas["x"].interval.high < 1
    weak = alphas["z"]
    said = [pair for pair in texts(found) if "weakly" in pair[0]]
    figure = [f"{end:.2f}".replace("-", "−") for end in (weak.value, weak.interval.low, weak.interval.high)]
    assert said == [
        (
            f"The items of z hang together weakly (alpha {figure[0]} ({figure[1]} to {figure[2]})); read its mean with "
            "care.",
            f"z的几道题内部一致性偏低（α={figure[0]}（{figure[1]}至{figure[2]}）），宜分题看，不宜只看平均分。",
        )
    ]
    assert [finding.is_caution for finding in found.findings if "weakly" in finding.text.en] == [True]
    monkeypatch.setattr(quality, "WEAK_ALPHA", weak.interval.high)  # the end itself must lie below
    assert not [pair for pair in texts(part(section(), data)) if "weakly" in pair[0]]
    single = '[quality]\nscale = "five"\n[quality.dimensions.x]\nitems = ["x1"]\n'
    assert texts(part(single, data)) == []


def test_a_study_without_quality_is_not_run():
    lacking = quality.assess(Study(), {})
    assert (lacking.key, lacking.needs.en, lacking.reason) == ("quality", "Several items per quality dimension.", None)


@pytest.mark.parametrize("scale", ("five", "marks"))
@pytest.mark.parametrize("level", (0.95, 0.9))
def test_the_stages_are_means_of_their_items_and_their_difference_is_paired(scale, level):
    found = part(section(scale), DATA, f"level = {level}\nreport.worth_knowing = 3.0\n")
    claim = claims(found)["stage"]
    # three points of 0 to 100, on 1 to 5 or on 1 to 6
    assert claim.worth_knowing == pytest.approx(0.03 * (5 if scale == "marks" else 4))
    front, back = score(DATA, "x"), score(DATA, "y")
    tested = paired_mean(back - front)
    assert claim.evidence.p == pytest.approx(tested.p, rel=1e-6)
    assert (claim.evidence.n, claim.evidence.rows_read, claim.reference.n) == (60, 60, 60)
    assert claim.difference.value == pytest.approx((back - front).mean())
    assert claim.difference.standard_error == pytest.approx(tested.standard_error)
    assert claim.direction == (1 if scale == "marks" else -1)  # back stage has the lower mean: the better mark
    assert (claim.lead, claim.good, claim.unit) == (False, None, "mean")
    assert claim.details == {"front": f"{front.mean():.2f}", "back": f"{back.mean():.2f}"}
    for key, own in (("front", front), ("back", back)):
        stage = found.stages[key]
        assert stage.value == pytest.approx(own.mean())
        assert stage.standard_error == pytest.approx(own.std(ddof=1) / np.sqrt(60))
        assert (stage.degrees_of_freedom, stage.n, stage.level) == (59, 60, level)
    assert (claim.own, claim.reference.value) == (found.stages["back"], found.stages["front"])
    assert found.statements[0] == (claim,)


def test_stages_rated_the_same_have_no_spread_and_no_lower_one():
    same = {name: np.full(10, 3.0) for name in DATA}
    found = part(section(), same)
    claim = claims(found)["stage"]
    assert (claim.direction, claim.evidence.p) == (1, 1.0)
    assert [(one.standard_error, one.degrees_of_freedom) for one in found.stages.values()] == [(0.0, 9.0)] * 2


def test_stages_need_both_and_answers_to_all_their_items():
    for named in (("front", None, None), (None, "back", None), (None, None, None)):
        assert part(section(stages=named), DATA).stages is None
    data = DATA | {"z1": [None] * 50 + [3.0] * 10}  # z belongs to no stage
    claim = claims(part(section(), data))["stage"]
    assert (claim.evidence.n, claim.evidence.rows_read) == (60, 60)
    data = DATA | {"x1": [None] * 20 + DATA["x1"][20:].tolist()}
    claim = claims(part(section(), data))["stage"]
    assert (claim.evidence.n, claim.evidence.rows_read) == (40, 60)
    assert claim.details["back"] == f"{score(DATA, 'y')[20:].mean():.2f}"


def test_what_is_said_of_the_stages_in_both_languages():
    text = section().replace("z", "x")
    lower = {name: [4.0, 5.0] * 30 for name in ("x1", "x2")} | {
        name: [2.0, 3.0, 2.0, 2.0] * 15 for name in ("y1", "y2")
    }
    text = text.split('[quality.dimensions.x]\nitems = ["x1", "x2"]\n', 2)
    text = text[0] + '[quality.dimensions.x]\nitems = ["x1", "x2"]\n' + text[1]
    found = part(text, lower)
    one = found.findings[0].decided
    near, far = f"{abs(one.near_end):.2f}", f"{max(abs(one.interval.low), abs(one.interval.high)):.2f}"
    assert texts(found)[0] == (
        f"Back stage is rated worse than front stage, for certain: 2.25 against 4.50; {near} to {far} points of the "
        "scale apart (60 answers).",
        f"后台的评价可以确定不如前台：后台2.25，前台4.50，相差{near}至{far}分（60份回答）。",
    )
    even = lower | {"y1": [5.0, 4.0, 4.0, 5.0] * 15, "y2": [5.0, 4.0, 4.0, 5.0] * 15}
    assert texts(part(text, even))[0] == (
        "Front stage 4.50, back stage 4.50; which is rated better cannot be told (60 answers).",
        "前台4.50，后台4.50；哪一方评价更好，尚不能判断（60份回答）。",
    )


def test_what_is_asked_of_the_data_is_what_is_used():
    study = study_from_toml(SCALES + section())
    asked = [ask(DATA) for ask in quality.requests(study)]
    assert len(asked) == 3
    assert [found.names for found in asked[1:]] == [("x1", "x2", "y1", "y2", "z1", "z2"), ("x1", "x2", "y1", "y2")]
    alone_front = study_from_toml(SCALES + section(stages=("front", None, None)))
    assert len(list(quality.requests(alone_front))) == 2
    assert list(quality.requests(Study())) == []
