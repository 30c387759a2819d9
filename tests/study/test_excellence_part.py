"""What sets the delighted apart from the merely satisfied, in a report."""

import numpy as np
import pytest

import servicekit as sk
from servicekit.foundation._errors import RecordError
from servicekit.stats import ClaimKind
from servicekit.study import study_from_toml

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
