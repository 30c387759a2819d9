"""What holds for every claim of every part, whatever the data: sides, sizes, figures and p that fit each other."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from scipy.special import stdtr

from servicekit.stats.claims._claim_tests import exact_binomial, two_shares
from servicekit.stats.claims._claims import ClaimKind
from servicekit.stats.intervals._estimates import Difference, Share
from servicekit.study._assessment import assess
from servicekit.study._toml import study_from_toml

PATH = Path(__file__).parents[2] / "benchmarks" / "null_reports.py"
SPEC = importlib.util.spec_from_file_location("null_worlds", PATH)
assert SPEC is not None
assert SPEC.loader is not None
worlds = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(worlds)


def apart(rng):
    """A survey on everything in which something is true of every part."""
    text, data = worlds.everything(rng, 400)
    low = data["branch"] == "B"
    for name in ("overall", "q2", "d1", "p0"):
        data[name] = np.maximum(data[name] - low - (name == "q2"), 1)
    data["recommend"] = np.where(data["wave"] == 2023, np.maximum(data["recommend"] - 2, 0), data["recommend"])
    data["outcome"] = np.clip(np.rint((data["d0"] + data["d1"]) / 2 + rng.normal(0, 0.4, 400)), 1, 5).astype(int)
    return text, data


def beside(rng):
    """Tables in which sites, desks and kinds of cases differ."""
    text, data = worlds._beside(rng)
    sheets, waits, cases = data["audits"], data["waits"], data["complaints"]
    bad = np.array(sheets["site"]) == "C"
    sheets["seen"] = np.where(bad & (rng.random(bad.size) < 0.4), "no", sheets["seen"]).tolist()
    slow = np.array(waits["desk"]) == "y"
    waits["waited"] = np.where(slow, 3 * np.array(waits["waited"]), waits["waited"]).tolist()
    waits["felt"] = np.where(np.array(waits["idle"]) == 1, 2 * np.array(waits["felt"]), waits["felt"]).tolist()
    cases["back"] = [row or how == "ok" for row, how in zip(cases["back"], cases["how"], strict=True)]
    cases["type"] = ["bill" if kind == "staff" else kind for kind in cases["type"]]
    return text, data


@pytest.fixture(scope="module", params=(apart, beside), ids=lambda make: make.__name__)
def found(request):
    text, data = request.param(np.random.default_rng(17))
    tables = {name: data[name] for name in worlds.BESIDE if name in data}
    survey = {name: values for name, values in data.items() if name not in worlds.BESIDE}
    return assess(study_from_toml(text), survey or None, **tables)


def test_something_stands_and_something_does_not(found):
    stands = [one.stands for one in found.decided]
    assert 3 <= sum(stands) < len(stands)


def test_a_direction_is_that_of_the_difference(found):
    for one in found.decided:
        claim = one.claim
        if claim.direction and claim.difference is not None and claim.difference.value:
            assert np.sign(claim.difference.value) == claim.direction, claim.name


def test_a_difference_is_own_less_reference(found):
    for one in found.decided:
        claim = one.claim
        if isinstance(claim.difference, Difference) and claim.own is not None and claim.reference.number is not None:
            assert claim.difference.value == pytest.approx(claim.own.value - claim.reference.number), claim.name
        if claim.kind is ClaimKind.LEVEL and claim.direction and claim.own is not None and claim.difference is None:
            number = claim.reference.number
            if claim.own.value is not None and number is not None and claim.own.value != number:
                assert np.sign(claim.own.value - number) == claim.direction, claim.name


def test_a_statistic_has_the_sign_of_its_direction_and_p_is_no_smaller_than_its_tail(found):
    for one in found.decided:
        claim, evidence = one.claim, one.claim.evidence
        if evidence.statistic is None or evidence.df is None or evidence.p is None:
            continue
        if evidence.test.key in ("two_samples", "common_clusters", "paired", "robust_coefficient"):
            tail = 2 * stdtr(evidence.df, -abs(evidence.statistic))
            assert evidence.p >= tail * (1 - 1e-9), claim.name
        if claim.direction and claim.kind in (ClaimKind.DIFFERENCE, ClaimKind.CHANGE, ClaimKind.TREND):
            assert np.sign(evidence.statistic) in (0, claim.direction), claim.name


def test_plain_shares_are_tested_by_their_counts(found):
    for one in found.decided:
        claim, own = one.claim, one.claim.own
        if claim.evidence.test.key == "mid_p" and isinstance(own, Share) and isinstance(claim.reference.value, Share):
            other = claim.reference.value
            p = two_shares(round(own.count), round(own.n), round(other.count), round(other.n)).p
            if claim.kind is ClaimKind.CHANGE:
                assert claim.evidence.p == p, claim.name
            else:  # the step-down keeps the largest p so far
                assert claim.evidence.p >= p * (1 - 1e-9), claim.name
        number = claim.reference.value
        is_exact = claim.evidence.test.key == "exact_binomial" and isinstance(own, Share) and isinstance(number, float)
        if is_exact and own.sampling is None and claim.evidence.df is None and own.n == claim.evidence.n:
            assert claim.evidence.p == exact_binomial(round(own.count), round(own.n), against=number).p, claim.name


def test_sizes_are_those_of_the_figures(found):
    for one in found.decided:
        claim = one.claim
        n = getattr(claim.own, "n", None)
        if n is not None and claim.evidence.n and claim.kind in (ClaimKind.DIFFERENCE, ClaimKind.CHANGE):
            assert claim.evidence.n == round(n), claim.name
        if claim.reference.n is not None and claim.evidence.n_reference is not None:
            assert claim.evidence.n_reference == claim.reference.n, claim.name
        if claim.evidence.rows_read is not None:
            assert claim.evidence.n <= claim.evidence.rows_read, claim.name


def test_weights_add_up_and_depend_on_what_was_asked_only(found):
    own = {one.claim.name for one in found.decided if one.weight}
    shared = sum(one.weight for one in found.decided if one.claim.rival not in own)
    assert shared == pytest.approx(1.0)
    assert len({one.m for one in found.decided}) == 1
    parts = {one.claim.part for one in found.decided if one.weight}
    for part in parts:
        mine = [one for one in found.decided if one.claim.part == part and one.claim.rival not in own]
        assert sum(one.weight for one in mine) == pytest.approx(1 / len(parts)), part
        leads = [one.weight for one in mine if one.claim.lead and one.weight]
        others = [one.weight for one in mine if not one.claim.lead and one.weight]
        if leads and others:
            assert sum(leads) == pytest.approx(sum(others)), part


def test_a_tone_is_good_or_bad_only_where_a_claim_with_a_good_side_stands(found):
    for part in found.parts:
        for finding in part.findings:
            one = finding.decided
            if one is None or not one.stands or one.claim.good is None or finding.is_caution:
                assert finding.tone in ("neutral", "caution"), finding.text.en
            elif one.claim.direction:
                assert finding.tone == ("good" if one.claim.direction == one.claim.good else "bad"), finding.text.en


def test_sentences_name_their_subject_and_their_figures(found):
    for part in found.parts:
        for finding in part.findings:
            one = finding.decided
            if one is None or not finding.claimed or one.claim.kind is ClaimKind.LEVEL:
                continue
            if one.claim.sort in ("explained", "returns"):  # of all attributes, of all cases
                continue
            subject = one.claim.subject
            for text, name in ((finding.text.en, subject.en), (finding.text.zh, subject.zh)):
                assert name.casefold() in text.casefold(), finding.text.en


def test_the_first_screen_shows_standing_claims_and_the_largest_first(found):
    screen = found.first_screen
    shown = [finding.decided for finding in screen.findings]
    assert all(one.stands for one in shown)
    news = [finding.tone != "bad" for finding in screen.also_sure if finding.decided.claim.kind is not ClaimKind.LEVEL]
    assert news[1:] == sorted(news[1:])  # bad news comes before the rest, but for the lead
    assert len(shown) <= 5
    reach = [abs(one.near_end or 0) * one.claim.affected.customers for one in (f.decided for f in screen.pressing)]
    assert reach == sorted(reach, reverse=True)
    if any(one.stands and one.claim.good and one.claim.direction == -one.claim.good for one in found.decided):
        assert screen.kind == "decisive"
