"""Weights fitted to margins, and samples of two stages: the design says so, and the interval takes it into account."""

import json
from pathlib import Path

import attrs
import numpy as np
import pytest

from servicekit.data._scales import LIKERT_5, Scale
from servicekit.satisfaction._disconfirmation import disconfirmation_shares
from servicekit.satisfaction._net_promoter import net_promoter_score
from servicekit.satisfaction._ratio_of_means import ratio_of_means
from servicekit.satisfaction._top_box import top_box
from servicekit.segments._crosstab import crosstab
from servicekit.stats.comparison._comparison import compare
from servicekit.stats.designs._design import Design
from servicekit.stats.designs._linearised import covariance_of
from servicekit.stats.designs._weighting import post_stratify, rake
from servicekit.stats.scores._category_score import score_correlation
from servicekit.stats.scores._mean_score import mean_score
from servicekit.stats.summaries._answer_rows import read_rows
from servicekit.stats.summaries._moments_data import moments
from servicekit.stats.summaries._tally_data import tally

# R 4.2.2, survey 4.1.1; made by tests/golden/survey_margins.R
GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "survey_margins.json").read_text())
TEN = Scale(low=0, high=10)
CASES = [pytest.param(case, id=f"{case['kind']} {case['seed']}") for case in GOLDEN["cases"]]
STAGES = [pytest.param(case, id=f"{case['seed']}") for case in GOLDEN["stages"]]


def design_of(case):
    return Design(
        weights="fitted",
        strata="h" if case["strata"] else None,
        clusters="c" if case["clusters"] else None,
        margins=["p"] if case["kind"] == "post-stratified" else ["p", "q"],
    )


def staged(case):
    first = {} if case["second"] else {"clusters": "c", "fpc": "N"}
    return Design(
        weights="w" if case["weights"] else None,
        strata="h" if case["strata"] else None,
        **(first or {"clusters": ["c", "i"], "fpc": ["N", "M"]}),
    )


@pytest.mark.filterwarnings("ignore::servicekit.foundation.ServiceKitWarning")
@pytest.mark.parametrize("case", CASES)
def test_margins_equal_the_survey_package(case):
    design = design_of(case)
    whole = mean_score(case["data"], "y", scale=TEN, design=design)
    assert whole.value == pytest.approx(case["whole"]["mean"][1], rel=1e-9)
    assert whole.standard_error == pytest.approx(case["whole"]["vcov"][3] ** 0.5, rel=1e-9)
    top = top_box(case["data"], "y", scale=TEN, boxes=3, design=design)
    assert top.value == pytest.approx(case["whole"]["top"], rel=1e-9)
    assert top.standard_error == pytest.approx(case["whole"]["top_se"], rel=1e-9)
    groups = mean_score(case["data"], "y", scale=TEN, design=design, by="g")
    for name in "uv":
        assert groups[name].standard_error == pytest.approx(case[name]["vcov"][3] ** 0.5, rel=1e-9)
    if case["clusters"]:
        u, v = groups["u"], groups["v"]
        matrix = np.reshape(case["domains"], (2, 2))
        together = score_correlation((u.tally, u.scores), (v.tally, v.scores))
        assert together == pytest.approx(matrix[0, 1] / (matrix[0, 0] * matrix[1, 1]) ** 0.5, abs=1e-9)


def pairs(case):
    """Return the data with only complete pairs."""
    data = dict(case["data"])
    data["x"] = [None if y is None else x for x, y in zip(data["x"], data["y"], strict=True)]
    return data


def measures(case, design):
    """Return the standard errors of the gap and of the ratio of means."""
    about = {"evaluation": "y", "expectation": "x", "scale": attrs.evolve(TEN, true_zero=True), "design": design}
    gap = disconfirmation_shares(pairs(case), **about).gap.standard_error
    return gap, ratio_of_means(pairs(case), **about).standard_error


@pytest.mark.filterwarnings("ignore::servicekit.foundation.ServiceKitWarning")
@pytest.mark.parametrize("case", CASES)
def test_covariances_gaps_and_ratios_under_margins_equal_the_survey_package(case):
    design, (x, y) = design_of(case), np.eye(2)
    found = moments(pairs(case), ["x", "y"], missing="listwise", design=design)
    assert covariance_of(found, x, y).ravel() == pytest.approx(case["whole"]["vcov"], rel=1e-9)
    groups = moments(pairs(case), ["x", "y"], missing="listwise", design=design, by="g")
    for name in "uv":
        assert covariance_of(groups[name], x, y).ravel() == pytest.approx(case[name]["vcov"], rel=1e-9)
    assert measures(case, design) == pytest.approx((case["whole"]["gap_se"], case["whole"]["ratio_se"]), rel=1e-9)
    half = {name: column[:70] for name, column in pairs(case).items()}
    rest = {name: column[70:] for name, column in pairs(case).items()}
    joined = sum(
        (moments(part, ["x", "y"], missing="listwise", design=design) for part in (rest,)),
        start=moments(half, ["x", "y"], missing="listwise", design=design),
    )
    assert covariance_of(joined, x, y) == pytest.approx(covariance_of(found, x, y), rel=1e-9)


@pytest.mark.parametrize("case", STAGES)
def test_gaps_and_ratios_of_two_stages_equal_the_survey_package(case):
    found = moments(pairs(case), ["x", "y"], missing="listwise", design=staged(case))
    assert covariance_of(found, *np.eye(2)).ravel() == pytest.approx(case["vcov"], rel=1e-9)
    assert measures(case, staged(case))[1] == pytest.approx(case["ratio_se"], rel=1e-9)


@pytest.mark.parametrize("case", STAGES)
def test_two_stages_of_finite_populations_equal_the_survey_package(case):
    found = mean_score(case["data"], "y", scale=TEN, design=staged(case))
    assert found.value == pytest.approx(case["mean"][1], rel=1e-9)
    assert found.standard_error == pytest.approx(case["vcov"][3] ** 0.5, rel=1e-9)
    domain = mean_score(case["data"], "y", scale=TEN, design=staged(case), by="g")["u"]
    assert (domain.value, domain.standard_error) == pytest.approx((case["u"], case["u_se"]), rel=1e-9)
    top = top_box(case["data"], "y", scale=TEN, boxes=3, design=staged(case))
    assert top.standard_error == pytest.approx(case["top_se"], rel=1e-9)


def test_a_second_stage_matters_only_where_populations_are_finite():
    case = GOLDEN["stages"][1]
    one = mean_score(case["data"], "y", scale=TEN, design=Design(clusters="c"))
    two = mean_score(case["data"], "y", scale=TEN, design=Design(clusters=["c", "i"]))
    assert two.standard_error == one.standard_error
    open_end = mean_score(case["data"], "y", scale=TEN, design=Design(clusters=["c", "i"], fpc="N"))
    both = mean_score(case["data"], "y", scale=TEN, design=staged(case))
    assert both.standard_error < open_end.standard_error  # units drawn from endless clusters tell less


def survey(rng, n=200, share=0.5):
    """Return answers of two kinds of customers, the one far happier, whose shares in the population are equal."""
    kind = np.where(rng.random(n) < share, "often", "rare")
    happy = rng.random(n) < np.where(kind == "often", 0.95, 0.30)
    return {"kind": kind.tolist(), "answer": np.where(happy, 5, 2).tolist()}


def test_the_design_of_fitted_weights_carries_their_margins():
    data = survey(np.random.default_rng(1))
    fitted = post_stratify(data["kind"], {"often": 0.5, "rare": 0.5}, margin="kind")
    assert fitted.design == Design(weights="weight", margins="kind")
    raked = rake({"kind": data["kind"]}, {"kind": {"often": 0.5, "rare": 0.5}}, name="w")
    assert raked.design == Design(weights="w", margins="kind")
    data |= {"weight": fitted.weights.tolist()}
    known = top_box(data, "answer", scale=LIKERT_5, design=fitted.design)
    forgotten = top_box(data, "answer", scale=LIKERT_5, design=Design(weights="weight"))
    assert known.value == forgotten.value
    assert known.interval.width < 0.85 * forgotten.interval.width
    assert known.n_effective > 1.2 * known.n > forgotten.n_effective


@pytest.mark.parametrize("n", (50, 200))
def test_intervals_of_post_stratified_shares_hold_their_word(n):
    rng = np.random.default_rng(n)
    held, widths = 0, []
    replications = 300
    for _ in range(replications):
        data = survey(rng, n)
        fitted = post_stratify(data["kind"], {"often": 0.5, "rare": 0.5}, margin="kind")
        found = top_box({**data, "weight": fitted.weights}, "answer", scale=LIKERT_5, design=fitted.design).interval
        held += 0.625 in found
        widths.append(found.width)
    assert 0.93 - 2 * 0.0126 <= held / replications <= 0.985
    assert np.mean(widths) < {50: 0.23, 200: 0.112}[n]  # 0.278 and 0.141 where margins are forgotten


def test_chunks_and_groups_add_up_and_a_coarser_scale_keeps_the_cells():
    case = GOLDEN["cases"][13]
    design = design_of(case)
    rows = case["data"]
    half = {name: column[:70] for name, column in rows.items()}
    rest = {name: column[70:] for name, column in rows.items()}
    whole = tally(rows, "y", scale=TEN, design=design)
    joined = tally(half, "y", scale=TEN, design=design) + tally(rest, "y", scale=TEN, design=design)
    first, second = (net_promoter_score(each) for each in (whole, joined))
    assert second.standard_error == pytest.approx(first.standard_error, rel=1e-12)
    groups = tally(rows, "y", scale=TEN, design=design, by="g")
    coarse = whole.regrouped([0] * 8 + [1] * 3)
    top = top_box(rows, "y", scale=TEN, boxes=3, design=design)
    assert mean_score(coarse, scale=coarse.scale).standard_error == pytest.approx(top.standard_error, rel=1e-9)
    assert compare({name: net_promoter_score(each) for name, each in groups.items()}).m == 1


def test_a_margin_that_is_missing_in_a_row_is_refused():
    data = {"answer": [5, 4, 3], "w": [1.0, 2.5, 1.0], "kind": ["a", None, "b"]}
    with pytest.raises(Exception, match="margins must be given for every row"):
        top_box(data, "answer", scale=LIKERT_5, design=Design(weights="w", margins="kind"))


@pytest.mark.parametrize("case", CASES)
def test_rows_of_answers_take_margins_as_the_survey_package_does(case):
    rows = read_rows(case["data"], {"y": TEN}, design=design_of(case))[0][None]
    used = rows.answered()
    hits = (rows.column("y")[used] >= 8).astype(float)
    weights = rows.weights(used)
    influence = weights * (hits - weights @ hits / weights.sum()) / weights.sum()
    error = rows.covariance(influence[:, None], used)[0, 0] ** 0.5
    assert error == pytest.approx(case["whole"]["top_se"], rel=1e-9)


def test_a_table_of_two_questions_takes_margins():
    case = next(each for each in GOLDEN["cases"] if each["kind"] == "raked")
    data = case["data"] | {"high": [None if y is None else int(y >= 8) for y in case["data"]["y"]]}
    kept, forgotten = (
        crosstab(data, "high", "g", design=design).cells[1, "u"].share.n_effective
        for design in (design_of(case), attrs.evolve(design_of(case), margins=()))
    )
    assert kept != forgotten


def test_a_second_stage_within_endless_clusters_adds_nothing():
    case = GOLDEN["stages"][0]
    data = case["data"] | {"high": [None if y is None else int(y >= 8) for y in case["data"]["y"]]}
    one, two = (crosstab(data, "high", "g", design=Design(clusters=names)) for names in ("c", ["c", "i"]))
    assert two.to_dict() == one.to_dict()
