"""Designed samples against R's survey package, and what a design must never do."""

import csv
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError
from servicekit.stats._count_interval import share_interval
from servicekit.stats._design import SampleDesign, spread_of
from servicekit.stats._designed_rows import design_mean, design_ratio, design_score
from servicekit.stats._intervals import t_quantile

SAMPLES = ("srs_nofpc", "srs", "strat", "strat_as_pps", "clus")


def columns(path):
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {key: np.array([row[key] for row in rows]) for key in rows[0]}


def numbers(data, key):
    return data[key].astype(float)


def designs(folder):
    srs, strat, clus = (columns(folder / f"{name}.csv") for name in ("branches_srs", "branches_strat", "branches_clus"))
    sizes = dict(zip(strat["size"].tolist(), numbers(strat, "fpc").tolist(), strict=True))
    return {
        "srs_nofpc": (srs, SampleDesign(weights=numbers(srs, "pw"))),
        "srs": (srs, SampleDesign(weights=numbers(srs, "pw"), population={None: 6194})),
        "strat": (strat, SampleDesign(weights=numbers(strat, "pw"), strata=strat["size"], population=sizes)),
        "strat_as_pps": (strat, SampleDesign(weights=numbers(strat, "pw"))),
        "clus": (clus, SampleDesign(weights=numbers(clus, "pw"), clusters=clus["district"], population={None: 757})),
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_means_shares_and_ratios_equal_the_reference(golden, name):
    want = json.loads((golden / "outputs" / "survey_branches.json").read_text())[name]
    data, design = designs(golden / "inputs")[name]
    assert design.n == want["n"]
    assert design.degrees_of_freedom == want["degf"]
    assert design.kish_n == pytest.approx(want["kish_neff"], rel=1e-12)
    for place, column in enumerate(want["mean"]["names"]):
        found = design_mean(numbers(data, column), design)
        assert found.value == pytest.approx(want["mean"]["est"][place], rel=1e-12)
        assert found.standard_error == pytest.approx(want["mean"]["se"][place], rel=1e-10)
        assert [found.interval.low, found.interval.high] == pytest.approx(want["mean"]["ci_t"]["values"][place])
    ratio = design_ratio(numbers(data, "now"), numbers(data, "before"), design)
    assert ratio.value == pytest.approx(want["ratio_now_before"]["est"], rel=1e-12)
    assert ratio.standard_error == pytest.approx(want["ratio_now_before"]["se"], rel=1e-10)
    assert [ratio.interval.low, ratio.interval.high] == pytest.approx(want["ratio_now_before"]["ci_t"], rel=1e-3)
    other = design_ratio(numbers(data, "asked"), numbers(data, "customers"), design)
    assert other.standard_error == pytest.approx(want["ratio_asked_customers"]["se"], rel=1e-10)
    for place, level in enumerate(("E", "H", "M")):
        share = design_score(data["size"] == level, (0, 1), design)
        assert share.value == pytest.approx(want["size"]["est"][place], rel=1e-12)
        assert share.variance == pytest.approx(want["size"]["vcov"][place][place], rel=1e-9, abs=1e-20)
        part = design_mean(numbers(data, "now"), design, where=data["size"] == level)
        assert part.value == pytest.approx(want["by_size"]["est"][place], rel=1e-12)
        assert part.standard_error == pytest.approx(want["by_size"]["se"][place], rel=1e-10)


@pytest.mark.parametrize("name", SAMPLES)
def test_scores_of_categories_equal_the_reference(golden, name):
    want = json.loads((golden / "outputs" / "survey_branches.json").read_text())[name]
    data, design = designs(golden / "inputs")[name]
    points = numbers(data, "now")
    promoters = design_score((points >= 700).astype(float) - (points < 600), (-1, 0, 1), design)
    assert promoters.value == pytest.approx(want["nps"]["est"], rel=1e-10)
    assert promoters.standard_error == pytest.approx(want["nps"]["se"], rel=1e-10)
    assert [promoters.interval.low, promoters.interval.high] == pytest.approx(want["nps"]["ci_t"], abs=0.03)
    top = design_score(points >= 800, (0, 1), design, method="exact")
    assert top.value == pytest.approx(want["top"]["est"], rel=1e-10)
    assert top.standard_error == pytest.approx(want["top"]["se"], rel=1e-10)
    beta = want["ciprop"]["beta"]["ci"]  # Korn and Graubard's interval: the same but for capping and degrees of freedom
    assert [top.interval.low, top.interval.high] == pytest.approx(beta, abs=0.012)
    assert top.value in design_score(points >= 800, (0, 1), design).interval


def test_sums_by_stratum_and_rows_give_the_same(golden):
    data, design = designs(golden / "inputs")["strat"]
    rows = design.weights * (numbers(data, "now") - 650)
    strata = {}
    for name in np.unique(data["size"]):
        own = rows[data["size"] == name]
        strata[name] = own.size, own.sum(keepdims=True), np.atleast_2d(own @ own)
    by_sums, by_rows = spread_of(strata, design.population), design.spread(rows)
    assert by_sums.covariance == pytest.approx(by_rows.covariance, rel=1e-12)
    assert by_sums.degrees_of_freedom == by_rows.degrees_of_freedom


def test_of_a_finite_population_less_is_unknown():
    answers = np.r_[-np.ones(20), np.zeros(30), np.ones(50)]
    endless = design_score(answers, (-1, 0, 1), SampleDesign(weights=np.ones(100)))
    half = design_score(answers, (-1, 0, 1), SampleDesign(weights=np.ones(100), population={None: 200}))
    assert half.n_effective == pytest.approx(2 * endless.n_effective)
    census = design_score(answers, (-1, 0, 1), SampleDesign(weights=np.ones(100), population={None: 100}))
    assert (census.interval.low, census.interval.method) == (census.value, "census")


@given(st.lists(st.tuples(st.floats(0.1, 10), st.sampled_from((-1, 0, 1))), min_size=2, max_size=60))
def test_a_designed_score_lies_in_its_interval_and_the_interval_on_the_scale(rows):
    weights, answers = zip(*rows, strict=True)
    found = design_score(answers, (-1, 0, 1), SampleDesign(weights=weights))
    assert -1 <= found.interval.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.interval.high <= 1
    assert 0 < found.n_effective <= found.n + 1e-9
    assert found.interval.width > 0


@given(st.lists(st.tuples(st.floats(0.1, 10), st.sampled_from((0, 1))), min_size=2, max_size=40), st.floats(-300, 300))
def test_only_proportions_of_weights_matter(rows, exponent):  # bad inputs 65 and 66
    weights, answers = (np.array(column) for column in zip(*rows, strict=True))
    found = design_score(answers, (0, 1), SampleDesign(weights=weights))
    scaled = design_score(answers, (0, 1), SampleDesign(weights=weights * 10**exponent))
    assert scaled.n_effective == pytest.approx(found.n_effective, rel=1e-9)
    assert scaled.interval.low == pytest.approx(found.interval.low, rel=1e-6, abs=1e-9)


def test_rows_of_weight_zero_do_not_count():  # bad input 62
    with_zero = design_score((1, 0, 1, 1), (0, 1), SampleDesign(weights=(2, 1, 1, 0)))
    without = design_score((1, 0, 1), (0, 1), SampleDesign(weights=(2, 1, 1)))
    assert (with_zero.n, with_zero.interval) == (without.n, without.interval)


def test_weights_that_are_none_are_refused_or_not_estimable():
    for wrong in ((1, -1), (1, float("nan")), (1, float("inf"))):  # bad inputs 61, 64 and 66
        with pytest.raises(InvalidValueError, match=r"weights must be finite numbers of at least 0.*row 1"):
            SampleDesign(weights=wrong)
    nothing = SampleDesign(weights=(0, 0))  # bad input 63
    assert nothing.kish_n == 0
    for found in (
        design_mean((1, 2), nothing),
        design_score((0, 1), (0, 1), nothing),
        design_ratio((1, 2), (1, 2), nothing),
    ):
        assert (found.value, found.interval, found.reason.key) == (None, None, "no_data")


def test_a_population_smaller_than_the_sample_is_refused():  # bad input 73
    design = SampleDesign(weights=np.ones(5), population={None: 4})
    with pytest.raises(InvalidValueError, match="at least the 5 units sampled, got 4"):
        design_mean(np.arange(5.0), design)
    with pytest.raises(InvalidValueError, match="given for every stratum"):
        design_mean(np.arange(5.0), SampleDesign(weights=np.ones(5), population={"a": 4}))


def test_one_row_that_outweighs_the_others_is_said():  # bad input 72
    weights = np.r_[60.0, np.full(40, 1.0)]
    found = design_score(np.arange(41) % 2, (0, 1), SampleDesign(weights=weights))
    assert found.kish_n < 41 / 5
    assert found.caution.en.startswith("A few rows")
    assert design_score(np.arange(41) % 2, (0, 1), SampleDesign(weights=np.ones(41))).caution is None


def test_a_stratum_of_one_unit_leaves_the_spread_unknown():
    design = SampleDesign(weights=np.ones(4), strata=np.array(["a", "a", "a", "b"]))
    found = design_score((0, 1, 1, 1), (0, 1), design)
    assert (found.value, found.interval, found.reason.key) == (0.75, None, "single_unit")
    assert design_mean((1, 2, 3, 4), design).reason.key == "single_unit"
    assert design_ratio((1, 2, 3, 4), (2, 1, 3, 4), design).reason.key == "single_unit"


def test_answers_that_all_agree_are_no_certainty():  # bad inputs 8, 10 and 11
    same = design_score((1, 1, 1, 1, 1), (0, 1), SampleDesign(weights=(1, 2, 3, 4, 5)))
    kish = 225 / 55
    t = t_quantile(0.95, 4) / 1.959963984540054
    assert same.interval.low == pytest.approx(share_interval(kish / t**2, kish / t**2).low)
    one = design_score((1,), (0, 1), SampleDesign(weights=(3,)))
    assert one.interval.low < 0.1
    assert design_mean((4, 4), SampleDesign(weights=(1, 2))).reason.key == "zero_variance"
    assert design_mean((4,), SampleDesign(weights=(1,))).reason.key == "too_few"


def test_rows_that_do_not_fit_are_refused():
    design = SampleDesign(weights=np.ones(3))
    with pytest.raises(InvalidValueError, match="one for each of the 3 rows"):  # bad input 60
        design_ratio(np.ones((3, 1)), np.ones(3), design)
    with pytest.raises(InvalidValueError, match=r"finite numbers.*row 1"):
        design_mean((1, float("nan"), 2), design)
    assert design_mean((1, float("nan"), 3), design, where=np.array([True, False, True])).value == 2
    with pytest.raises(InvalidValueError, match="among the scores"):
        design_score((0, 1, 2), (0, 1), design)
    with pytest.raises(InvalidValueError, match="true or false"):
        design_mean((1, 2, 3), design, where=(1, 0, 1))
    with pytest.raises(InvalidValueError, match="one for each of the 3 rows"):
        SampleDesign(weights=np.ones(3), strata=np.ones(2))
    with pytest.raises(InvalidValueError, match="0 and 1"):
        design_score((0, 1, 2), (0, 1, 2), design, method="exact")


def test_reading_a_mean_of_the_denominator_of_zero():  # bad input 56
    found = design_ratio((1.0, 2.0, 3.0), (0.0, 0.0, 0.0), SampleDesign(weights=np.ones(3)))
    assert (found.value, found.reason.key) == (None, "zero_denominator")
