"""Figures of groups: each against all others by hand, places by the public rankings, what is small, every sentence."""

import attrs
import numpy as np
import pytest
from part_checks import alone, passes_of
from scipy.stats import chi2_contingency

import servicekit as sk
from servicekit.foundation import Label
from servicekit.satisfaction import net_promoter_score, top_box
from servicekit.stats import SampledScores, mean_score, rank_means, rank_shares, step_down
from servicekit.study import study_from_toml
from servicekit.study.parts import _groups as task

HEAD = """
seed = 3
groups = ["g"]
labels.g = { en = "Shop", zh = "门店" }
[scales.five]
low = 1
high = 5
[scales.mark]
low = 1
high = 5
higher_is_better = false
[scales.ten]
low = 0
high = 10
"""
CSAT = '[questions.q]\ncolumn = "q"\nkind = "csat"\nscale = "five"\nlabel = { en = "Satisfied", zh = "满意率" }\n'
MEAN = '[questions.m]\ncolumn = "m"\nkind = "mean"\nscale = "five"\n'
MARK = '[questions.k]\ncolumn = "m"\nkind = "mean"\nscale = "mark"\n'
NPS = '[questions.n]\ncolumn = "n"\nkind = "nps"\nscale = "ten"\n'


def survey(**shares):
    """Return answers of groups, each given as (satisfied, others), and the same as means and recommendations."""
    good = np.concatenate([[1] * ups + [0] * downs for ups, downs in shares.values()]).astype(bool)
    names = np.concatenate([[name] * sum(counts) for name, counts in shares.items()])
    place = np.arange(len(good)) % 2
    answers = {"q": np.where(good, 5 - place, 1 + place), "n": np.where(good, 9 + place, 2 + 5 * place), "g": names}
    return answers | {"m": answers["q"]}


def ranked(part):
    return {one.unit for one in part.rankings["g"].units}


def said_of(part):
    """Return the cautions of the part itself, without those of its ranking."""
    return [one.text for one in part.findings if one.is_caution and not one.text.en.startswith("Ranking of ")]


def part_of(text, data):
    return alone("groups", text, data)


FOUR = {"A": (70, 30), "B": (68, 32), "C": (71, 29), "D": (50, 50), "E": (3, 1)}


@pytest.fixture(scope="module")
def whole():
    data = survey(**FOUR)
    return data, *part_of(HEAD + CSAT + MEAN + NPS + MARK, data)


def test_every_table_holds_what_the_measures_and_rankings_compute(whole):
    data, part, _ = whole
    rooms = {
        "q": top_box(data, "q", scale=sk.LIKERT_5, boxes=2, by="g"),
        "m": mean_score(data, "m", scale=sk.LIKERT_5, by="g"),
        "n": net_promoter_score(data, "n", scale=sk.Scale(low=0, high=10), by="g"),
    }
    found = part.results
    assert list(found) == ["q by g", "m by g", "n by g", "k by g", "ranking of g"]
    for name, room in rooms.items():
        assert dict(found[f"{name} by g"]) == dict(room)
    assert found["ranking of g"] == rank_shares(dict(rooms["q"]), rng=3)
    captions = {table.key: table.caption for table in part.tables()}
    assert captions["q by g"] == Label("Satisfied by Shop", "满意率，按门店")
    assert captions["ranking of g"] == Label("Ranking of Shop (shrunk towards the mean)", "按门店排序（收缩估计）")
    assert (part.lead, part.columns, part.mixes) == ("q", {"g": Label("Shop", "门店")}, {})


def scores(data, name):
    answers = data["n"] if name == "n" else data["q"]
    made = {
        "q": (answers >= 4) * 1.0,
        "n": np.where(answers >= 9, 100.0, np.where(answers <= 6, -100.0, 0.0)),
    }.get(name, answers * 1.0)
    return {group: made[data["g"] == group] for group in FOUR}


@pytest.mark.parametrize(
    ("name", "unit", "good", "worth"),
    (("q", "share", 1, 0.05), ("m", "mean", 1, 0.2), ("n", "nps", 1, 10), ("k", "mean", -1, 0.2)),
)
def test_each_group_is_tested_against_all_others_that_were_not_named_before_it(whole, name, unit, good, worth):
    data, _, decided = whole
    rows = scores(data, name)
    named = step_down({group: SampledScores.of_rows(each) for group, each in rows.items()})
    claims = {key: one.claim for key, one in decided.items() if key.startswith(f"g/{name}/")}
    assert list(claims) == [f"g/{name}/{one.group}" for one in named]
    assert {one.group for one in named} == {"A", "B", "C", "D"}  # E has four answers: it counts among the others
    for one in named:
        claim, own = claims[f"g/{name}/{one.group}"], rows[one.group]
        rest = np.concatenate([each for group, each in rows.items() if group not in {one.group, *one.without}])
        assert claim.evidence.p == pytest.approx(one.evidence.p)
        assert claim.own.value == pytest.approx(own.mean())
        assert (claim.reference.number, claim.reference.n) == (pytest.approx(rest.mean()), len(rest))
        assert claim.reference.without == tuple(one.without)
        assert claim.difference.value == pytest.approx(own.mean() - rest.mean())
        assert claim.direction == np.sign(own.mean() - rest.mean())
        assert (claim.good, claim.unit, claim.worth_knowing) == (good, unit, pytest.approx(worth))
        assert claim.lead == (name == "q")
        assert (claim.affected.customers if claim.affected else None) == (len(own) if name == "q" else None)
        assert (claim.subject, claim.details["group"]) == (Label(one.group, one.group), Label("Shop", "门店"))


def test_groups_alike_lie_on_neither_side():
    _, decided = part_of(HEAD + CSAT, survey(A=(60, 40), B=(60, 40)))
    assert {one.claim.direction for one in decided.values()} == {0}


def test_rows_without_a_group_belong_to_none():
    data = survey(A=(60, 40), B=(40, 60), none=(100, 0))
    data["g"] = np.array([None if name == "none" else name for name in data["g"]], dtype=object)
    part, decided = part_of(HEAD + CSAT, data)
    assert [one.claim.reference.n for one in decided.values()] == [100]
    assert ranked(part) == {"A", "B"}
    assert len(part.measures["g"]["q"]) == 3


def test_groups_are_ranked_by_the_lead_question_as_it_is_asked():
    data = survey(**FOUR)
    room = mean_score(data, "m", scale=sk.LIKERT_5, by="g")
    assert part_of(HEAD + MEAN, data)[0].rankings["g"] == rank_means(dict(room), rng=3)
    turned = mean_score(data, "m", scale=attrs.evolve(sk.LIKERT_5, higher_is_better=False), by="g")
    down, up = part_of(HEAD + MARK, data)[0].rankings["g"], part_of(HEAD + MEAN, data)[0].rankings["g"]
    assert down == rank_means(dict(turned), higher_is_better=False, rng=3) != up
    score = net_promoter_score(data, "n", scale=sk.Scale(low=0, high=10), by="g")
    assert part_of(HEAD + NPS + CSAT, data)[0].rankings["g"] == rank_means(dict(score), rng=3)


def test_what_has_no_interval_has_no_place_and_who_answered_nothing_stays_at_the_end():
    data = survey(A=(60, 40), B=(40, 60), C=(30, 10), F=(3, 0))
    data = {name: values.astype(object) for name, values in data.items()}
    data["q"][data["g"] == "F"] = None
    data["m"][data["g"] == "F"] = None
    data["shop"] = np.r_[np.arange(100) // 10, 10 + np.arange(100) // 10, [30] * 40, [31] * 3]
    data["w"] = np.tile([1.1, 2.5, 3.3], 81)
    room = top_box(data, "q", scale=sk.LIKERT_5, boxes=2, by="g", design=sk.Design(clusters="shop"))
    assert room["C"].reason is not None
    clustered = 'design.clusters = "shop"\n' + HEAD
    assert ranked(part_of(clustered + CSAT, data)[0]) == {"A", "B", "F"}
    assert ranked(part_of(clustered + MEAN, data)[0]) == {"A", "B", "F"}
    assert ranked(part_of(HEAD + CSAT, data)[0]) == {"A", "B", "C", "F"}
    same = data | {"m": np.where(data["g"] == "C", 4, data["m"])}
    assert ranked(part_of(HEAD + MEAN, same)[0]) == {"A", "B", "C", "F"}
    weighted = 'design.weights = "w"\n' + HEAD
    assert ranked(part_of(weighted + MEAN, same)[0]) == {"A", "B", "F"}
    assert ranked(part_of(weighted + MEAN, data)[0]) == {"A", "B", "C", "F"}


def test_groups_that_are_the_clusters_are_not_compared():
    data = survey(A=(60, 40), B=(40, 60))
    part, decided = part_of('design.clusters = "g"\n' + HEAD + CSAT + MEAN, data)
    assert (decided, part.rankings) == ({}, {})
    (care,) = [text for text in said_of(part) if "is not compared" in text.en]
    assert care.en.startswith("Shop is not compared: each group is one cluster of the sample, so that chance")
    assert care.zh.startswith("门店不作比较：每组恰为样本中的一个群，")
    assert [*part.results] == ["q by g", "m by g"]
    nobody = data | {"q": [None] * 200}
    part, _ = part_of(HEAD + CSAT, nobody)
    assert not any("not compared: each group is one cluster" in one.text.en for one in part.findings)
    two = {**data, "h": np.tile(["x", "y"], 100)}
    both = part_of('design.clusters = "g"\n' + HEAD.replace('["g"]', '["g", "h"]') + CSAT, two)[0]
    assert set(both.rankings) == {"h"}


@pytest.mark.parametrize(
    ("sizes", "small", "tiny"),
    (((29, 30), True, False), ((4, 5), True, True), ((30, 4), False, True), ((30, 31), False, False)),
)
def test_small_groups_are_uncertain_and_tiny_ones_count_among_the_others(sizes, small, tiny):
    part, _ = part_of(HEAD + CSAT, survey(A=(60, 40), B=(sizes[0] - 2, 2), C=(sizes[1] - 2, 2)))
    said = said_of(part)
    less = [name for name, n in zip("BC", sizes, strict=True) if 5 <= n < 30]
    few = [name for name, n in zip("BC", sizes, strict=True) if n < 5]
    want = []
    if small:
        want.append(
            Label(
                f"Shop: fewer than 30 answers in {' and '.join(less)}; their figures are uncertain.",
                f"门店：{'和'.join(less)}的回答不足30份，数值仅供参考。",
            )
        )
    if tiny:
        want.append(
            Label(
                f"Shop: fewer than 5 answers in {' and '.join(few)}, which count among the others and are not "
                "compared.",
                f"门店：{'和'.join(few)}的回答不足5份，并入其余，不单独比较。",
            )
        )
    assert said == want


def many(k, n=40, step=1):
    """Return k groups of n answers whose numbers of satisfied rise by a step."""
    return {f"s{place:02d}": (n // 2 + step * (place % 3), n - n // 2 - step * (place % 3)) for place in range(k)}


def test_many_groups_are_told_to_differ_by_the_chi_squared_test_of_the_table():
    shares = many(10, step=5)
    _, decided = part_of(HEAD + CSAT, survey(**shares, small=(20, 9)))
    claim = decided["g/q"].claim
    want = chi2_contingency(np.array(list(shares.values())), correction=False)
    assert claim.evidence.p == pytest.approx(want.pvalue)
    assert (claim.evidence.statistic, claim.evidence.df) == (pytest.approx(want.statistic), 9)
    assert (claim.evidence.n, claim.details["k"], claim.lead, claim.direction) == (400, 10, True, 0)
    assert claim.details["group"] == Label("Shop", "门店")
    assert claim.evidence.test.key == "chi_squared"
    apart = survey(**many(12, n=60, step=10))
    findings = part_of(HEAD + CSAT, apart)[0].findings
    (said,) = [one for one in findings if one.decided and one.decided.claim.name == "groups/g/q"]
    assert said.text == Label(
        "Shop: the 12 groups differ in Satisfied, for certain, but which of them cannot be said.",
        "12个门店的满意率之间可以确定有差别，但还不能指出是哪一个。",
    )
    assert said.tone == "neutral"


@pytest.mark.parametrize(
    ("shares", "extra"),
    ((many(9), {}), ({**many(9), "s": (20, 9)}, {}), (many(10), {"w": np.tile([1.1, 2.5, 3.3, 1.0], 100)})),
)
def test_few_or_small_or_weighted_groups_are_not_told_to_differ_as_a_whole(shares, extra):
    head = ('design.weights = "w"\n' if extra else "") + HEAD
    assert "g/q" not in part_of(head + CSAT, survey(**shares) | extra)[1]
    exactly = {**many(9), "s": (20, 10)}
    assert ("g/q" in part_of(HEAD + CSAT, survey(**exactly))[1]) is True


def test_means_are_not_told_to_differ_as_a_whole_and_the_same_share_of_all_is_no_difference():
    _, decided = part_of(HEAD + CSAT + MEAN, survey(**many(10)))
    assert "g/m" not in decided
    assert decided["g/q"].claim.lead is True
    later = part_of(HEAD + MEAN + CSAT, survey(**many(10)))[1]
    assert later["g/q"].claim.lead is False
    for counts in ((40, 0), (0, 40)):
        alike = part_of(HEAD + CSAT, survey(**{f"s{place}": counts for place in range(10)}))[1]
        assert (alike["g/q"].claim.evidence.p, alike["g/q"].claim.evidence.statistic) == (1.0, 0.0)


def aged(n=50, seed=1):
    rng = np.random.default_rng(seed)
    g, age = np.repeat(["A", "B", "C"], n), rng.integers(0, 2, 3 * n)
    good = rng.random(3 * n) < np.where(age, 0.75, 0.55) - 0.2 * (g == "A")
    answers = np.where(good, 5, 2)
    return {"g": g, "age": np.array(["young", "old"])[age], "q": answers, "m": answers}


ADJUSTED = 'adjust_for = ["age"]\n' + HEAD.replace('["g"]', '["g", "age"]')


def test_where_the_study_adjusts_columns_are_ranked_and_told_at_the_same_mix():
    data = aged()
    part, decided = part_of(ADJUSTED + CSAT + MEAN, data)
    assert part.mixes.keys() == {"g"}
    assert part.mixes["g"].keys() == {"q", "m"}
    assert {one.claim.sort for name, one in decided.items() if name.startswith("g/")} == {"group_adjusted"}
    assert {one.claim.sort for name, one in decided.items() if name.startswith("age/")} == {"group"}
    assert {one.claim.lead for name, one in decided.items() if name.startswith("g/q")} == {True}
    assert {one.claim.lead for name, one in decided.items() if name.startswith("g/m")} == {False}
    found = part.results
    assert list(found) == [
        *("q by g", "q by g, adjusted", "m by g", "m by g, adjusted", "ranking of g"),
        *("q by age", "m by age", "ranking of age"),
    ]
    assert dict(found["q by g, adjusted"]) == part.mixes["g"]["q"].figures
    caption = next(table.caption for table in part.tables() if table.key == "q by g, adjusted")
    assert caption == Label("Satisfied by Shop, at the same mix of customers", "满意率，按门店，按顾客构成调整后")
    cells = top_box(data, "q", scale=sk.LIKERT_5, boxes=2, by=["g", "age"])
    assert found["ranking of g"] == rank_means(cells, adjust_for=["age"], rng=3)
    assert found["ranking of age"] == rank_shares(dict(top_box(data, "q", scale=sk.LIKERT_5, boxes=2, by="age")), rng=3)
    low = part_of(ADJUSTED + MARK, data)[0].rankings["g"]
    turned = mean_score(data, "m", scale=attrs.evolve(sk.LIKERT_5, higher_is_better=False), by=["g", "age"])
    assert low == rank_means(turned, adjust_for=["age"], rng=3, higher_is_better=False)


def test_the_part_is_planned_and_not_run_without_groups_or_questions(monkeypatch):
    data = aged()
    for text in (HEAD, ADJUSTED):
        assert passes_of(monkeypatch, task, study_from_toml(text + CSAT + MEAN), data) == 1
    study = study_from_toml(HEAD + CSAT)
    lacking = sk.study.NotRun(key="groups", name=task.NAME, needs=task.NEEDS)
    assert task.assess(attrs.evolve(study, groups=()), data) == lacking
    assert task.assess(attrs.evolve(study, questions={}), data) == lacking
    assert list(task.requests(attrs.evolve(study, groups=()))) == []
