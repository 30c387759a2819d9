"""Measures of designed samples against R's survey package, and what a design must never do."""

import csv
import json
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import servicekit as sk
from servicekit.foundation._errors import InvalidValueError, ServiceKitWarning
from servicekit.stats.designs import _designed_tallies as designed_tallies
from servicekit.stats.designs._kish import kish_n
from servicekit.stats.intervals._count_interval import share_interval
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.intervals._intervals import t_quantile
from servicekit.stats.summaries._column_means import average_of_columns
from servicekit.stats.summaries._moments_data import moments

POINTS = sk.Scale(low=0, high=1000, step=None, true_zero=True)
THREE = sk.Scale(low=1, high=3)
DESIGNS = {
    "srs_nofpc": ("srs", sk.Design(weights="pw")),
    "srs": ("srs", sk.Design(weights="pw", fpc="fpc")),
    "strat": ("strat", sk.Design(weights="pw", strata="size", fpc="fpc")),
    "strat_as_pps": ("strat", sk.Design(weights="pw")),
    "clus": ("clus", sk.Design(weights="pw", clusters="district", fpc="fpc")),
}


def branches(golden, name):
    sample, design = DESIGNS[name]
    with (golden / "inputs" / f"branches_{sample}.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    numbers = ("now", "before", "asked", "customers", "pw", "fpc")
    data = {key: [float(row[key]) if key in numbers else row[key] for row in rows] for key in rows[0]}
    want = json.loads((golden / "outputs" / "survey_branches.json").read_text())[name]
    return data, design, want


def mean_of(data, column, design):
    return average_of_columns(moments(data, [column], missing="listwise", design=design), np.ones(1))


@pytest.mark.parametrize("name", DESIGNS)
def test_means_shares_and_ratios_equal_the_reference(golden, name):
    data, design, want = branches(golden, name)
    assert kish_n(data["pw"]) == pytest.approx(want["kish_neff"], rel=1e-12)
    for place, column in enumerate(want["mean"]["names"]):
        found = mean_of({**data, column: [float(x) for x in data[column]]}, column, design)
        assert found.n == want["n"]
        assert found.value == pytest.approx(want["mean"]["est"][place], rel=1e-12)
        # equal weights without anything else are no design: the same figure, from the standard deviation
        assert found.standard_error == pytest.approx(want["mean"]["se"][place], rel=1e-10)
        assert [found.interval.low, found.interval.high] == pytest.approx(
            want["mean"]["ci_t"]["values"][place], rel=0.01
        )
    for upper, lower, key in (("now", "before", "ratio_now_before"), ("asked", "customers", "ratio_asked_customers")):
        wide = sk.Scale(low=0, high=1e6, step=None, true_zero=True)
        ratio = sk.ratio_of_means(data, evaluation=upper, expectation=lower, scale=wide, design=design)
        assert ratio.value == pytest.approx(want[key]["est"], rel=1e-12)
        assert ratio.standard_error == pytest.approx(want[key]["se"], rel=1e-10)
    parts = moments(data, ["now"], by="size", missing="listwise", design=design)
    for place, level in enumerate(("E", "H", "M")):
        flags = {**data, "is": [int(size == level) for size in data["size"]]}
        share = sk.top_box(flags, "is", boxes=1, scale=sk.YES_NO, design=design)
        assert share.value == pytest.approx(want["size"]["est"][place], rel=1e-12)
        assert share.standard_error**2 == pytest.approx(want["size"]["vcov"][place][place], rel=1e-9, abs=1e-17)
        part = average_of_columns(parts[level], np.ones(1))
        assert part.value == pytest.approx(want["by_size"]["est"][place], rel=1e-12)
        own, rows = part.n, want["n"]  # with equal weights alone a domain is a sample of its own
        times = (own / (own - 1) * (rows - 1) / rows) ** 0.5 if name == "srs_nofpc" else 1.0
        assert part.standard_error == pytest.approx(want["by_size"]["se"][place] * times, rel=1e-10)


@pytest.mark.parametrize("name", DESIGNS)
def test_scores_of_categories_equal_the_reference(golden, name):
    data, design, want = branches(golden, name)
    points = np.array(data["now"])
    data |= {"nps": np.where(points >= 700, 10, np.where(points < 600, 0, 7)), "top": (points >= 800).astype(int)}
    promoters = sk.net_promoter_score(data, "nps", design=design)
    assert promoters.value == pytest.approx(100 * want["nps"]["est"], rel=1e-10)
    assert promoters.standard_error == pytest.approx(100 * want["nps"]["se"], rel=1e-10)
    assert [promoters.interval.low, promoters.interval.high] == pytest.approx(
        [100 * end for end in want["nps"]["ci_t"]], abs=3
    )
    top = sk.top_box(data, "top", boxes=1, scale=sk.YES_NO, design=design)
    assert top.value == pytest.approx(want["top"]["est"], rel=1e-10)
    assert top.standard_error == pytest.approx(want["top"]["se"], rel=1e-10)
    beta = want["ciprop"]["beta"]["ci"]  # Korn and Graubard's interval: the same but for capping and degrees of freedom
    size = top.n_effective * (t_quantile(0.95, want["n"] - 1) / t_quantile(0.95, want["degf"])) ** 2
    exact = Share(count=top.value, n=1.0, n_effective=size, method="exact").interval
    assert [exact.low, exact.high] == pytest.approx(beta, abs=0.012)


@pytest.mark.filterwarnings("ignore:the weights in")
@given(st.lists(st.tuples(st.floats(0.1, 10), st.sampled_from((1, 7, 10))), min_size=2, max_size=60))
def test_a_designed_score_lies_in_its_interval_and_the_interval_on_the_scale(rows):
    weights, answers = zip(*rows, strict=True)
    found = sk.net_promoter_score({"q": answers, "w": weights}, "q", design=sk.Design(weights="w"))
    assert (found.interval is None) == (kish_n(weights) < 2)
    if found.interval is None:
        assert found.reason.key == "one_respondent"
        return
    assert -100 <= found.interval.low <= found.value <= found.interval.high <= 100
    assert 0 < found.n_effective <= found.n
    assert found.interval.width > 0


@pytest.mark.filterwarnings("ignore:the weights in")
@given(st.lists(st.tuples(st.floats(0.1, 10), st.sampled_from((0, 1))), min_size=2, max_size=40), st.floats(-100, 100))
def test_only_proportions_of_weights_matter(rows, exponent):  # bad inputs 65 and 66
    weights, answers = (np.array(column) for column in zip(*rows, strict=True))
    found, scaled = (
        sk.top_box({"q": answers, "w": w}, "q", boxes=1, scale=sk.YES_NO, design=sk.Design(weights="w"))
        for w in (weights, weights * 10**exponent)
    )
    assert scaled.n_effective == pytest.approx(found.n_effective, rel=1e-9)
    if found.interval is not None:
        assert scaled.interval.low == pytest.approx(found.interval.low, rel=1e-6, abs=1e-9)


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from((-100, -3, 0, 7, 100)), st.integers(0, 4), st.integers(1, 3) | st.none(), st.integers(0, 3),
            st.sampled_from("ab"),
        ),
        min_size=1,
    ),
    chunk=st.sampled_from((1, 4, 1 << 16)),
    by=st.sampled_from((None, "group")),
    parts=st.sampled_from((("strata", "clusters"), ("strata",), ("clusters",))),
)  # fmt: skip
def test_numbered_units_counted_in_pieces_are_the_units_of_their_names(rows, chunk, by, parts):
    stratum, cluster, answer, weight, group = zip(*rows, strict=True)
    numbered = {
        "s": np.array(stratum, dtype=np.int8), "c": np.array(cluster), "a": answer,
        "w": np.array(weight, dtype=float), "group": group,
    }  # fmt: skip
    named = {**numbered, "s": [str(name) for name in stratum], "c": [str(name) for name in cluster]}
    design = sk.Design(weights="w", **{part: part[0] for part in parts})
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore", ServiceKitWarning)  # whole weights, whose sums are exact in any order
        plain = sk.stats.tally(named, "a", scale=THREE, design=design, by=by)
        patch.setattr(designed_tallies, "CHUNK", chunk)
        found = sk.stats.tally(numbered, "a", scale=THREE, design=design, by=by)
    assert dict(found) == dict(plain) if by else found == plain


def test_rows_of_weight_zero_do_not_count():  # bad input 62
    with_zero, without = (
        sk.mean_score({"q": [3, 1, 3, 3][:n], "w": [2, 1.5, 1, 0][:n]}, "q", scale=THREE, design=sk.Design(weights="w"))
        for n in (4, 3)
    )
    assert (with_zero.n, with_zero.interval) == (without.n, without.interval)


def test_without_any_weight_nothing_is_estimable():  # bad input 63
    data, design = {"q": [1, 2], "w": [0.0, 0.0]}, sk.Design(weights="w")
    for found in (
        sk.mean_score(data, "q", scale=THREE, design=design),
        sk.ratio_of_means(data, evaluation="q", expectation="q", design=design),
    ):
        assert (found.value, found.interval) == (None, None)
        assert found.reason.key in ("no_weight", "no_data")
    assert mean_of(data, "q", design).reason.key == "no_data"


def test_a_population_smaller_than_the_sample_is_refused():  # bad input 73
    data, design = {"q": [1.0, 2, 3, 1, 2], "N": [4] * 5}, sk.Design(fpc="N")
    with pytest.raises(InvalidValueError, match="at least the 5 units sampled, got 4"):
        mean_of(data, "q", design)
    with pytest.raises(InvalidValueError, match="at least the 5 units sampled, got 4"):
        _ = sk.mean_score(data, "q", scale=THREE, design=design).interval


def test_one_row_that_outweighs_the_others_is_said():  # bad input 72
    data = {"q": np.arange(41) % 2, "w": np.r_[60.5, np.full(40, 1.0)]}
    found = sk.top_box(data, "q", boxes=1, scale=sk.YES_NO, design=sk.Design(weights="w"))
    assert kish_n(data["w"]) < 41 / 5
    assert "few_effective" in [caution.key for caution in found.cautions]
    assert sk.top_box(data, "q", boxes=1, scale=sk.YES_NO).cautions == ()


def test_a_stratum_of_one_unit_leaves_the_spread_unknown():
    data, design = {"q": [1, 3, 3, 3], "e": [2, 1, 3, 3], "h": list("aaab")}, sk.Design(strata="h")
    found = sk.mean_score(data, "q", scale=THREE, design=design)
    assert (found.value, found.interval, found.standard_error, found.reason.key) == (2.5, None, None, "single_unit")
    assert mean_of(data, "q", design).reason.key == "single_unit"
    ratio = sk.ratio_of_means(data, evaluation="q", expectation="e", design=design)
    assert (ratio.interval, ratio.reason.key) == (None, "single_unit")


def test_answers_that_all_agree_are_no_certainty():  # bad inputs 8, 10 and 11
    design = sk.Design(weights="w")
    data = {"q": [1] * 5, "w": [1.5, 2.5, 3.5, 4.5, 5.5]}
    same = sk.top_box(data, "q", boxes=1, scale=sk.YES_NO, design=design)
    size = kish_n(data["w"]) * (t_quantile(0.95, 4) / t_quantile(0.95, kish_n(data["w"]) - 1)) ** 2
    assert same.interval.low == pytest.approx(share_interval(size, size).low)
    one = sk.top_box({"q": [1], "w": [3.5]}, "q", boxes=1, scale=sk.YES_NO, design=design)
    assert (one.interval, one.reason.key) == (None, "one_respondent")
    assert mean_of({"q": [4.0, 4.0], "w": [1.5, 2]}, "q", design).interval is None
    assert mean_of({"q": [4.0], "w": [1.5]}, "q", design).reason.key == "too_few"


def test_a_denominator_of_zero_is_said():  # bad input 56
    found = sk.ratio_of_means(
        {"y": [1, 2, 3], "x": [0, 0, 0], "w": [1, 2, 1.5]},
        evaluation="y",
        expectation="x",
        design=sk.Design(weights="w"),
    )
    assert (found.value, found.reason.key) == (None, "zero_denominator")
