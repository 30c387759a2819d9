"""Tallies: merging, chunking, groups, weights and designs."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._answers import InputPolicy
from servicekit.data._scales import LIKERT_5, ZERO_TO_TEN, Scale
from servicekit.foundation._errors import InvalidValueError, ScaleMismatchError, ServiceKitWarning
from servicekit.stats.designs._design import Design
from servicekit.stats.scores._category_score import effective_n, score_spread
from servicekit.stats.summaries._tally import Tally
from servicekit.stats.summaries._tally_data import tally

ASIDE = InputPolicy(invalid="omit")
answers = st.lists(st.sampled_from([1, 2, 3, 4, 5, None, 9]), max_size=12)
# weights are multiples of 1/8, so that every sum of them is exact and equality can be asked for
rows = st.lists(
    st.tuples(
        st.sampled_from([1, 2, 3, 4, 5, None, 9]),
        st.integers(0, 40).map(lambda k: k / 8),
        st.sampled_from("xy"),
        st.sampled_from("abc"),
    ),
    max_size=15,
)


def summarised(part, kind):
    columns = list(zip(*part, strict=True)) or [(), (), (), ()]
    designs = {"weighted": Design(weights="w"), "stratified": Design(weights="w", strata="s")}
    designs["clustered"] = Design(weights="w", strata="s", clusters="c")
    data = dict(zip("qwsc", map(list, columns), strict=True))
    return tally(data, "q", scale=LIKERT_5, policy=ASIDE, design=designs.get(kind))


def designed(answers, **columns):
    """Tally answers whose design columns are given beside them."""
    return tally({"q": answers, **columns}, "q", scale=LIKERT_5, design=Design(**{role: role for role in columns}))


KINDS = ("plain", "weighted", "stratified", "clustered")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.filterwarnings("ignore:the weights in")
@given(a=rows, b=rows, c=rows)
def test_tallies_are_a_commutative_monoid_and_the_whole_is_the_sum_of_its_parts(kind, a, b, c):
    first, second, third = (summarised(part, kind) for part in (a, b, c))
    assert first + second == second + first
    assert (first + second) + third == first + (second + third)
    assert first + Tally.empty(LIKERT_5) == first
    assert Tally.empty(LIKERT_5) + first == first
    assert summarised(a + b, kind) == first + second


@given(row=answers, groups=st.randoms())
def test_the_tallies_of_groups_add_up_to_the_tally_of_all(row, groups):
    by = [groups.choice("pqr") for _ in row]
    parts = tally(row, by=by, scale=LIKERT_5, policy=ASIDE)
    whole = tally(row, scale=LIKERT_5, policy=ASIDE)
    assert sum(parts.values(), start=Tally.empty(LIKERT_5)) == whole
    assert whole.n + whole.missing + whole.rejected_count == len(row)


@given(row=answers)
def test_duplicating_the_data_keeps_the_mean(row):
    assert tally(row * 2, scale=LIKERT_5, policy=ASIDE).mean == tally(row, scale=LIKERT_5, policy=ASIDE).mean


def test_rejected_and_missing_rows_are_counted_in_their_own_group():
    found = tally([1, 9, None, 9, 8, 5], by=list("aaabbb"), scale=LIKERT_5, policy=ASIDE)
    assert (found["a"].n, found["a"].missing, dict(found["a"].rejected)) == (1, 1, {"out_of_scale": 1})
    assert (found["b"].n, found["b"].missing, dict(found["b"].rejected)) == (1, 0, {"out_of_scale": 2})


@pytest.mark.parametrize(
    "columns", ({"weights": [1, 0.5, 2, 1.5]}, {"strata": list("xxyy")}, {"clusters": list("klkl")})
)
def test_rejected_rows_of_a_designed_sample_are_not_called_missing(columns):
    data = {"q": [1, 9, None, 5], "g": list("abab"), **columns}
    sample = {"policy": ASIDE, "design": Design(**{role: role for role in columns})}
    found = tally(data, "q", by="g", scale=LIKERT_5, **sample)
    assert (found["a"].missing, found["a"].rejected_count, found["a"].n) == (1, 0, 1)
    assert (found["b"].missing, found["b"].rejected_count, found["b"].n) == (0, 1, 1)
    whole = tally(data, "q", scale=LIKERT_5, **sample)
    assert (whole.n, whole.missing, dict(whole.rejected)) == (2, 1, {"out_of_scale": 1})


def test_rejections_of_a_frequency_table_count_as_often_as_the_row():
    found = tally([1, 9, None], scale=LIKERT_5, counts=[3, 5, 7], policy=ASIDE)
    assert (found.n, found.missing, dict(found.rejected)) == (3, 7, {"out_of_scale": 5})


def test_text_read_unusually_is_counted_in_its_group():
    reading = InputPolicy(text=True)
    found = tally(["５", "5", "4"], by=["a", "b", "a"], scale=LIKERT_5, policy=reading)
    assert (found["a"].normalised, found["b"].normalised) == (1, 0)


def test_batches_of_any_size_give_the_same_tallies():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"q": rng.integers(0, 12, 500).astype(float), "b": rng.choice(["x", "y"], 500)})
    frame.loc[::7, "q"] = np.nan
    whole = tally(frame, "q", by="b", scale=ZERO_TO_TEN, policy=ASIDE)
    shuffled = frame.sample(frac=1, random_state=1)
    parts = [tally(shuffled[i : i + 37], "q", by="b", scale=ZERO_TO_TEN, policy=ASIDE) for i in range(0, 500, 37)]
    for group in ("x", "y"):
        assert sum((part[group] for part in parts), start=Tally.empty(ZERO_TO_TEN)) == whole[group]


def test_tallies_that_do_not_belong_together_do_not_add():
    plain, weighted = tally([1], scale=LIKERT_5), designed([1], weights=[0.5])
    with pytest.raises(ScaleMismatchError, match="weighted and an unweighted"):
        plain + weighted
    with pytest.raises(ScaleMismatchError, match="clusters and of single rows"):
        weighted + designed([1], clusters=["a"])
    with pytest.raises(ScaleMismatchError, match="different scales"):  # bad input 7
        plain + tally([1], scale=Scale(low=1, high=5, higher_is_better=False))


def test_an_unweighted_tally_without_answers_joins_a_weighted_one_and_the_reverse():
    plain, weighted = tally([1], scale=LIKERT_5), designed([1], weights=[0.5])
    none_plain = tally([None], scale=LIKERT_5)
    none_weighted = designed([None], weights=[0.5])
    assert (plain + none_weighted).is_weighted is False
    assert (plain + none_weighted).mean == 1
    assert (weighted + none_plain).weights == weighted.weights
    assert (weighted + none_weighted).missing == 1


def test_counts_are_whole_numbers():
    assert Tally.from_counts({1: 2, 5: 1.0}, LIKERT_5).counts == (2, 0, 0, 0, 1)
    for wrong in (1.5, -1, float("nan"), True):
        with pytest.raises(InvalidValueError, match="counts must be a whole number"):
            Tally.from_counts({1: wrong}, LIKERT_5)
    with pytest.raises(InvalidValueError, match="answers must be whole numbers from 1 to 5"):
        Tally.from_counts({6: 1}, LIKERT_5)


def test_a_misspelt_argument_is_not_lost():
    with pytest.raises(TypeError, match="'weight'"):
        tally([1], scale=LIKERT_5, weight=[2.0])
    with pytest.raises(InvalidValueError, match="a tally"):
        tally(tally([1], scale=LIKERT_5), scale=LIKERT_5, design=Design(weights="w"))


def test_the_mean_of_equal_answers_does_not_leave_the_scale_by_rounding():
    for weight in (0.1, 0.3, 1 / 3, 0.7):
        found = designed([5] * 3, weights=[weight] * 3)
        assert found.mean == 5


SAMPLES = ("strat", "strat_as_pps", "clus")


@pytest.mark.parametrize("name", SAMPLES)
def test_weighted_scores_and_standard_errors_equal_the_survey_package(golden, name):
    # R survey 4.1-1; finite populations are taken out of its standard errors by hand where it can be done
    want = json.loads((golden / "outputs" / "survey_branches.json").read_text())[name]
    data = pd.read_csv(golden / "inputs" / ("branches_clus.csv" if name == "clus" else "branches_strat.csv"))
    data["group"] = np.where(data.now >= 700, 1, np.where(data.now < 600, -1, 0))
    design = {"strat": {"strata": "size"}, "strat_as_pps": {}, "clus": {"clusters": "district"}}[name] | {
        "weights": "pw"
    }
    found = tally(data, "group", scale=Scale(low=-1, high=1), design=Design(**design))
    assert found.mean == pytest.approx(want["nps"]["est"], rel=1e-10)
    spread = score_spread(found, (-1, 0, 1))
    assert spread.degrees_of_freedom == want["degf"]
    if name == "strat_as_pps":
        assert spread.covariance[0, 0] ** 0.5 == pytest.approx(want["nps"]["se"], rel=1e-10)
    elif name == "clus":
        sampled = data.district.nunique() / data.fpc.iloc[0]
        assert (spread.covariance[0, 0] * (1 - sampled)) ** 0.5 == pytest.approx(want["nps"]["se"], rel=1e-10)
    else:  # each stratum has a finite population of its own
        assert spread.covariance[0, 0] ** 0.5 > want["nps"]["se"]


def test_shares_of_groups_have_the_standard_errors_of_domains(golden):
    want = json.loads((golden / "outputs" / "survey_branches.json").read_text())["strat_as_pps"]["by_size"]
    data = pd.read_csv(golden / "inputs" / "branches_strat.csv")
    scale = Scale(low=300, high=1000)
    found = tally(data, "now", by="size", scale=scale, design=Design(weights="pw"))
    for level, mean, error in zip(want["level"], want["est"], want["se"], strict=True):
        assert found[level].mean == pytest.approx(mean, rel=1e-10)
        spread = score_spread(found[level], scale.categories)
        assert spread.covariance[0, 0] ** 0.5 == pytest.approx(error, rel=1e-10)
        assert spread.degrees_of_freedom == found[level].n - 1


def test_a_stratum_of_one_unit_widens_the_spread_and_gives_no_score_interval():
    strata = list("aaabbbc")
    alone = designed([1, 2, 3, 3, 4, 5, 5], strata=strata)
    joined = designed([1, 2, 3, 3, 4, 5, 5], strata=list("aaabbbb"))
    points = LIKERT_5.categories
    assert score_spread(alone, points).covariance[0, 0] > score_spread(joined, points).covariance[0, 0]
    assert effective_n(alone, points) <= effective_n(joined, points)


def test_a_group_that_lies_in_one_cluster_is_worth_one_unit():
    branches = ["a"] * 4 + ["b"] * 4
    data = {"q": [1, 2, 3, 5, 2, 3, 3, 4], "branch": branches}
    found = tally(data, "q", by="branch", scale=LIKERT_5, design=Design(clusters="branch"))
    assert effective_n(found["a"], LIKERT_5.categories) <= 1


def test_weights_that_are_not_whole_are_not_taken_for_frequencies(recwarn):
    design = Design(weights="w")
    tally({"a": [1, 2, 3], "w": [1.0, 2.5, 3.3]}, "a", scale=LIKERT_5, design=design)
    assert not recwarn.list
    with pytest.warns(ServiceKitWarning, match="look like whole numbers"):
        tally({"a": [1, 2, 3], "w": [1.0, 2.0, 3.0]}, "a", scale=LIKERT_5, design=design)
