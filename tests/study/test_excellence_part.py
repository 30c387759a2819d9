"""What sets the delighted apart from the merely satisfied, in a report."""

import numpy as np
import pytest

import servicekit as sk
from servicekit.foundation._errors import RecordError
from servicekit.stats import ClaimKind
from servicekit.study import study_from_toml
from servicekit.study.parts import _excellence as excellence_part

STUDY = """
seed = 1
resamples = 50
[scales.five]
low = 1
high = 5
[questions.overall]
column = "y"
kind = "csat"
scale = "five"
[drivers]
outcome = "y"
outcome_scale = "five"
drivers = ["warm", "fast", "clean"]
scale = "five"
"""


def rated(n=800, seed=2, strength=2.0):
    """A best answer to warm makes delight, fast keeps the dissatisfied away and clean goes along with warm only."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=n)
    latent = {name: 0.7 * common + 0.7 * rng.normal(size=n) for name in ("warm", "fast", "clean")}
    answers = {name: 1 + np.searchsorted((-2, -1, 0, 0.7), own) for name, own in latent.items()}
    delighted = rng.random(n) < 1 / (1 + np.exp(0.8 - strength * (answers["warm"] == 5)))
    return answers | {"y": np.where(answers["fast"] == 1, 2, np.where(delighted, 5, 4))}


def test_what_makes_delight_is_told_and_what_goes_along_is_not():
    found = sk.assess(study_from_toml(STUDY), rated())
    part = found.part("excellence")
    (told,) = [finding for finding in part.findings if finding.claimed]
    assert told.text.en.count("of those who give warm its best answer are delighted") == 1
    assert "points more, for certain" in told.text.en
    assert told.text.zh.startswith("给“warm”最高分的顾客中")
    assert told.decided.claim.kind is ClaimKind.DRIVER
    assert "answer 5 to “Overall satisfaction”; merely satisfied: 4" in part.findings[0].text.en
    lifts, effects = (
        part.results[key]
        for key in ("lift of the best answer", "difference the best answer makes to the share of the delighted")
    )
    assert lifts["clean"].interval.low > 1, "clean has a lift"
    assert 0 in effects["clean"].interval, "of which nothing is its own"
    assert {rung.generation.key: rung.state for rung in found.ladder}["excellence"] == "done"
    for language in ("en", "zh"):
        page = sk.report(found, language=language)
        assert 'id="excellence"' in page
    assert sk.reports.verify(sk.report(found), found.to_results()) == ()


def test_where_nothing_makes_delight_nothing_is_told():
    part = sk.assess(study_from_toml(STUDY), rated(strength=0.0)).part("excellence")
    assert not any(finding.claimed for finding in part.findings)
    assert part.findings[1].text.en.startswith("What sets the delighted apart from the merely satisfied cannot be told")


def test_a_scale_that_runs_the_other_way_tells_the_same():
    turned = STUDY.replace("high = 5\n", "high = 5\nhigher_is_better = false\n", 1)
    data = {name: 6 - answers for name, answers in rated().items()}
    there, back = (
        sk.assess(study_from_toml(text), table, parts=["excellence"]).part("excellence")
        for text, table in ((STUDY, rated()), (turned, data))
    )
    for one, other in zip(there.claims, back.claims, strict=True):
        assert other.evidence.p == pytest.approx(one.evidence.p)
        assert other.difference.value == pytest.approx(one.difference.value)


def test_too_few_delighted_are_not_tested():
    data = rated()
    data["y"] = np.where(np.arange(800) < 20, 5, np.minimum(data["y"], 4))
    found = sk.assess(study_from_toml(STUDY), data)
    assert not any(claim.is_testable for claim in found.part("excellence").claims)
    (rung,) = [rung for rung in found.ladder if rung.generation.key == "excellence"]
    assert rung.state == "partly"
    assert rung.lacks.en.startswith("30 delighted and 30 merely satisfied")


def test_who_counts_as_delighted_is_stated_or_follows_from_the_length_of_the_scale():
    ten = STUDY.replace("high = 5", "high = 10").replace("low = 1", "low = 0")
    rng = np.random.default_rng(1)
    data = {name: rng.integers(0, 11, 200) for name in ("y", "warm", "fast", "clean")}
    first = sk.assess(study_from_toml(ten), data).part("excellence").findings[0].text
    assert "answer 10 or 9 to" in first.en
    assert "satisfied: 8 or 7 (" in first.en
    assert "答10或9的算非常满意，答8或7的算一般满意" in first.zh
    stated = sk.assess(study_from_toml(ten + "delighted = 1\nsatisfied = 3\n"), data).part("excellence")
    assert "satisfied: 9 or 8 or 7 (" in stated.findings[0].text.en
    with pytest.raises(RecordError, match="delighted"):
        study_from_toml(STUDY + "delighted = 0\n")
    with_all = sk.assess(study_from_toml(STUDY + "delighted = 3\nsatisfied = 3\n"), rated())
    (lacking,) = [part for part in with_all.not_run if part.key == "excellence"]
    assert "at most the 5 answers" in lacking.reason.en


def test_weights_of_one_are_none_and_order_is_nothing():
    data = rated()
    plain = sk.assess(study_from_toml(STUDY), data, parts=["excellence"]).part("excellence")
    text = STUDY.replace("[scales.five]", 'design.weights = "w"\n[scales.five]', 1)
    weighted = sk.assess(study_from_toml(text), data | {"w": np.ones(800)}, parts=["excellence"]).part("excellence")
    order = np.random.default_rng(3).permutation(800)
    turned = STUDY.replace('"warm", "fast", "clean"', '"clean", "warm", "fast"')
    mixed = sk.assess(study_from_toml(turned), {k: v[order] for k, v in data.items()}, parts=["excellence"])
    found = {claim.name: claim for claim in mixed.part("excellence").claims}
    for claim, other in zip(plain.claims, weighted.claims, strict=True):
        assert found[claim.name].evidence.p == pytest.approx(claim.evidence.p)
        assert found[claim.name].difference.value == pytest.approx(claim.difference.value)
        assert other.difference.value == pytest.approx(claim.difference.value)


BIG = STUDY.replace("seed = 1\n", "seed = 1\nlevel = 0.9\n")


def answered(seed=3, n=600):
    """Answers of which some are missing; the outcome runs from 3 to 5, so that some are dissatisfied."""
    data = {name: own.astype(float) for name, own in rated(n, seed).items()}
    data["y"][:60] = 3.0
    data["warm"][50:90] = np.nan
    data["y"][85:100] = np.nan
    return data


def complete(data, names=("warm", "fast", "clean")):
    """Rows with every answer that are delighted (5) or merely satisfied (4): best answers, delight, and which rows."""
    table = np.column_stack([data[name] for name in names])
    used = ~np.isnan(table).any(axis=1) & (data["y"] >= 4)
    return (table[used] == 5).astype(float), (data["y"][used] == 5).astype(float), used


@pytest.fixture(scope="module")
def told():
    data = answered()
    return data, sk.assess(study_from_toml(BIG), data, parts=["excellence"]).part("excellence")


def test_each_claim_is_the_larger_of_the_public_effect_and_the_regression_of_delight(told):
    data, part = told
    tops, delight, used = complete(data)
    about = {"scale": sk.Scale(low=1, high=5), "level": 0.9}
    public = sk.priorities.excellence(data, "y", ["warm", "fast", "clean"], **about)
    linear = sk.stats.coefficient_tests(tops, delight)
    assert part.excellence.n == used.sum() == public.n
    assert part.excellence.share.level == 0.9
    for place, (claim, name) in enumerate(zip(part.claims, ("warm", "fast", "clean"), strict=True)):
        driver, top = public.drivers[name], tops[:, place] == 1
        expected = max(driver.effect.p_value, linear.evidence[place].p)
        assert claim.evidence.p == pytest.approx(expected)
        assert claim.evidence.standard_error == pytest.approx(driver.effect.standard_error)
        assert (claim.evidence.n, claim.evidence.rows_read) == (used.sum(), 600)
        assert (claim.own.count, claim.own.n) == (delight[top].sum(), top.sum())
        assert (claim.reference.value.count, claim.reference.n) == (delight[~top].sum(), (~top).sum())
        assert claim.difference.value == pytest.approx(driver.effect.value)
        assert claim.direction == (1 if driver.effect.value >= 0 else -1)
        assert (claim.name, claim.unit, claim.good) == (f"excellence/delight/{name}", "share", None)
        assert claim.details["n_top"] == top.sum()
    assert {claim.direction for claim in part.claims} == {-1, 1}


def test_who_is_compared_is_said_and_the_tables_hold_both_sides(told):
    data, part = told
    tops, delight, used = complete(data)
    share = f"{100 * delight.mean():.1f}%"
    assert part.findings[0].text.en == (
        f"Delighted: answer 5 to “Overall satisfaction”; merely satisfied: 4 ({share} of the {used.sum()} who are one "
        "or the other are delighted)."
    )
    assert part.findings[0].text.zh == (
        f"“总体满意度”答5的算非常满意，答4的算一般满意（两类合计{used.sum()}人，其中非常满意的占{share}）。"
    )
    found = part.results
    assert found["share of the delighted"].count == delight.sum()
    for place, name in enumerate(("warm", "fast", "clean")):
        top = tops[:, place] == 1
        assert found["delighted among those who give the best answer"][name].count == delight[top].sum()
        assert found["delighted among those who give another answer"][name].n == (~top).sum()
        lift = found["lift of the best answer"][name]
        assert lift.value == pytest.approx(delight[top].mean() / delight[~top].mean())
        effect = found["difference the best answer makes to the share of the delighted"][name]
        assert effect == part.excellence.drivers[name].effect


def test_the_regression_takes_weights_and_clusters_along():
    data = answered() | {"w": np.tile([0.5, 1.5, 1.0], 200), "shop": np.arange(600) // 20}
    tops, delight, used = complete(data)
    for key in ("weights", "clusters"):
        column = {"weights": "w", "clusters": "shop"}[key]
        text = BIG.replace("[scales.five]", f'design = {{ {key} = "{column}" }}\n[scales.five]', 1)
        part = sk.assess(study_from_toml(text), data, parts=["excellence"]).part("excellence")
        linear = sk.stats.coefficient_tests(tops, delight, **{key: data[column][used].tolist()})
        about = {"scale": sk.Scale(low=1, high=5), "level": 0.9, "design": sk.Design(**{key: column})}
        public = sk.priorities.excellence(data, "y", ["warm", "fast", "clean"], **about)
        for claim, evidence, driver in zip(part.claims, linear.evidence, public.drivers.values(), strict=True):
            assert claim.evidence.p == pytest.approx(max(evidence.p, driver.effect.p_value))
    few = data | {"shop": np.arange(600) // 150}  # four shops tell nothing
    text = BIG.replace("[scales.five]", 'design = { clusters = "shop" }\n[scales.five]', 1)
    for claim in sk.assess(study_from_toml(text), few, parts=["excellence"]).part("excellence").claims:
        assert claim.evidence.p is None
        assert "clusters" in claim.evidence.reason.en
        assert (claim.evidence.n, claim.evidence.rows_read) == (used.sum(), 600)


def test_what_cannot_be_estimated_is_named_with_its_reason():
    data = answered()
    rows, compared = np.arange(600), np.flatnonzero(complete(data)[2])
    few, enough = (data | {"clean": np.where(np.isin(rows, compared[:best]), 5.0, 3.0)} for best in (29, 30))
    said = [
        [finding.text for finding in sk.assess(study_from_toml(BIG), each, parts=["excellence"]).parts[0].findings]
        for each in (few, enough)
    ]
    en = "Not estimable, for fewer than 30 gave the best answer or fewer than 30 another: clean."
    zh = "给最高分或未给最高分的不足30人、无法估计的有：clean。"
    assert [(text.en, text.zh) for text in said[0] if text.en.startswith("Not est")] == [(en, zh)]
    assert not [text for text in said[1] if text.en.startswith("Not est")]
    alike = data | {"clean": data["warm"]}  # one and the same twice
    part = sk.assess(study_from_toml(BIG), alike, parts=["excellence"]).parts[0]
    assert all(claim.evidence.p is None and claim.evidence.reason is not None for claim in part.claims)
    assert not any(finding.text.en.startswith("Not estimable") for finding in part.findings)
    alone = BIG.replace('drivers = ["warm", "fast", "clean"]', 'drivers = ["clean"]')
    (claim,) = (
        sk.assess(study_from_toml(alone), data | {"clean": np.full(600, 5.0)}, parts=["excellence"]).parts[0].claims
    )
    assert claim.evidence.p is None
    ever = sk.assess(study_from_toml(BIG), data | {"clean": np.full(600, 5.0)}, parts=["excellence"]).parts[0]
    by_name = {claim.details["attribute"]: claim for claim in ever.claims}
    assert (by_name["clean"].evidence.p, by_name["warm"].evidence.p is None) == (None, False)


def test_thirty_on_the_smaller_side_are_enough():
    def tested(delighted):
        data = {name: own.astype(float) for name, own in rated(600, 6).items()}
        data["y"] = np.where(np.isin(np.arange(600), np.arange(0, 20 * delighted, 20)), 5.0, 4.0)
        return sk.assess(study_from_toml(BIG), data, parts=["excellence"]).parts[0].claims

    assert all(claim.evidence.p is not None for claim in tested(30))
    for claim in tested(29):
        assert claim.evidence.p is None
        assert "29" in claim.evidence.reason.en
    nobody = sk.assess(study_from_toml(BIG), rated(600, 6) | {"y": np.full(600, 4.0)}, parts=["excellence"]).parts[0]
    assert all(claim.evidence.p is None for claim in nobody.claims)


def test_two_answers_are_delight_from_eight_on():
    def boxes(high, **more):
        text = BIG.replace("high = 5", f"high = {high}") + "".join(f"{key} = {own}\n" for key, own in more.items())
        return excellence_part._boxes(study_from_toml(text), study_from_toml(text).drivers)

    assert (boxes(7), boxes(8)) == ((1, 1), (2, 2))
    assert (boxes(8, delighted=1), boxes(8, satisfied=3)) == ((1, 2), (2, 3))


def test_a_fold_is_told_the_measure_and_the_rows_and_without_drivers_the_part_is_not_run(told):
    data, part = told
    first, rows = (ask(data) for ask in excellence_part.requests(study_from_toml(BIG)))
    assert first == part.excellence
    assert (rows.n, rows.read) == (np.isfinite(data["y"] + data["warm"]).sum(), 600)
    assert list(rows.values[np.isfinite(rows.values).all(axis=1)][0]) == [
        data[n][0] for n in ("warm", "fast", "clean", "y")
    ]
    nothing = study_from_toml("[scales.s]\nlow = 1\nhigh = 5\n")
    assert list(excellence_part.requests(nothing)) == []
    lacking = excellence_part.assess(nothing, {})
    assert (lacking.key, lacking.needs, lacking.reason) == ("excellence", excellence_part.NEEDS, None)


def test_no_effect_at_all_has_no_minus_and_of_nobody_no_share_is_told():
    # 60 best answers and 60 others, each half of them delighted: the effect is 0
    data = {"warm": [5, 5, 4, 4] * 30, "y": [5, 4] * 60}
    text = BIG.replace('drivers = ["warm", "fast", "clean"]', 'drivers = ["warm"]')
    (claim,) = sk.assess(study_from_toml(text), data, parts=["excellence"]).parts[0].claims
    assert (claim.difference.value, claim.direction) == (0.0, 1)
    nobody = sk.assess(study_from_toml(text), data | {"y": [1, 2] * 60}, parts=["excellence"]).parts[0]
    assert "(– of the 0 who are one or the other are delighted)" in nobody.findings[0].text.en


@pytest.mark.parametrize(
    ("scale", "answers", "away"),
    (
        (sk.Scale(low=1, high=5), [5, 4, 1], [0, 1, 4]),
        (sk.Scale(low=1, high=5, step=0.5), [5, 4.5, 4, 1], [0, 1, 2, 8]),
        (sk.Scale(low=1, high=5, higher_is_better=False), [1, 2, 5], [0, 1, 4]),
        (sk.Scale(low=0, high=100, step=None), [100, 99.7, 98.5], [0, 1, 2]),  # a slider has one best answer
    ),
)
def test_an_answer_is_so_many_steps_from_the_best(scale, answers, away):
    assert excellence_part._from_best(np.array(answers), scale).tolist() == away
    counted = sk.priorities.excellence(
        {"a": answers * 40, "y": [5, 4] * (20 * len(answers))}, "y", ["a"], scale={"a": scale, "y": sk.LIKERT_5}
    )
    assert counted.drivers["a"].n_top == 40


def test_one_best_answer_is_in_the_regression_and_labels_of_drivers_are_used():
    data = answered()
    rows = np.flatnonzero(complete(data)[2])
    once = data | {"clean": np.where(np.arange(600) == rows[0], 5.0, 3.0)}
    tops, delight, _ = complete(once)
    linear = sk.stats.coefficient_tests(tops, delight).evidence
    text = BIG + '[drivers.labels]\nwarm = { en = "Warmth", zh = "热情" }\n'
    first, second, last = sk.assess(study_from_toml(text), once, parts=["excellence"]).parts[0].claims
    public = sk.priorities.excellence(once, "y", ["warm", "fast", "clean"], scale=sk.Scale(low=1, high=5), level=0.9)
    for claim, own, name in ((first, linear[0], "warm"), (second, linear[1], "fast")):
        assert claim.evidence.p == pytest.approx(max(own.p, public.drivers[name].effect.p_value))
    assert last.evidence.p is None
    assert [claim.subject.zh for claim in (first, second)] == ["热情", "fast"]
