"""Importance against performance: cells cut at the means, the same figures as driver analysis and mean scores."""

import numpy as np
import pytest

import servicekit as sk

RATED = ["tangibles_1", "reliability_1", "responsiveness_1", "assurance_1", "empathy_1"]
SCALES = {"overall": sk.LIKERT_5} | dict.fromkeys(RATED, sk.LIKERT_7)


@pytest.fixture(scope="module")
def found():
    return sk.priorities.importance_performance(
        sk.load_example().survey, "overall", RATED, scale=SCALES, resamples=50, rng=np.random.default_rng(3)
    )


def test_figures_are_those_of_the_driver_analysis_and_of_the_mean_scores(found):
    survey = sk.load_example().survey
    drivers = sk.driver_importance(survey, "overall", RATED, scales=SCALES, resamples=0)
    assert found.importance.shares == pytest.approx(drivers.shares)
    for name in RATED:
        assert found.performance[name].value == sk.mean_score(survey, name, scale=sk.LIKERT_7).value


def test_a_cell_says_on_which_side_of_both_means_an_attribute_lies(found):
    performance, importance = found.cuts
    for name, cell in found.cells.items():
        matters, does_well = found.importance.shares[name] >= importance, found.performance[name].index >= performance
        assert (cell.key in {"improve_first", "keep_up"}) == matters
        assert (cell.key in {"keep_up", "possible_overkill"}) == does_well


def test_the_same_seed_gives_the_same_answer(found):
    again = sk.priorities.importance_performance(
        sk.load_example().survey, "overall", RATED, scale=SCALES, resamples=50, rng=np.random.default_rng(3)
    )
    assert again.to_dict() == found.to_dict()


def test_an_outcome_among_the_attributes_is_refused():
    with pytest.raises(sk.foundation.InvalidValueError):
        sk.priorities.importance_performance(
            sk.load_example().survey, "overall", ["overall", *RATED], scale=SCALES, resamples=0
        )
