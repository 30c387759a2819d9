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
    drivers = sk.driver_importance(survey, "overall", RATED, scale=SCALES, resamples=0)
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


@pytest.fixture(scope="module")
def asked():
    """Return 200 respondents who rated four attributes and said how important each is."""
    rng = np.random.default_rng(11)
    common = rng.normal(size=(200, 1))
    rated = np.clip(np.rint(4.5 + common + rng.normal(size=(200, 4)) + [1, 0.2, -0.2, -1]), 1, 7)
    stated = np.clip(np.rint(5 + 0.5 * common + rng.normal(size=(200, 4)) + [0.5, -1, 0.6, -1]), 1, 7)
    overall = np.clip(np.rint(rated @ [0.5, 0.1, 0.4, 0.1] + rng.normal(size=200)), 1, 7)
    data = {f"p{k}": rated[:, k] for k in range(4)} | {f"i{k}": stated[:, k] for k in range(4)} | {"overall": overall}
    return data, [f"p{k}" for k in range(4)], {f"p{k}": f"i{k}" for k in range(4)}


def rated(asked, **about):
    data, attributes, importance = asked
    about = {"outcome": "overall", "importance": importance, "rng": np.random.default_rng(2), "resamples": 300} | about
    outcome = about.pop("outcome")
    return sk.priorities.importance_performance(data, outcome, attributes, scale=sk.LIKERT_7, **about)


def test_every_cell_says_in_how_many_resamples_it_holds(asked):
    found = rated(asked)
    for stability, cells in ((found.stability, found.cells), (found.stated_stability, found.stated_cells)):
        assert set(stability) == set(cells)
        for name, held in stability.items():
            assert sum(held.values()) == pytest.approx(1)
            assert held[cells[name].key] > 0.3
    assert found.stated_stability["p0"]["keep_up"] > 0.95
    assert found.stated_cells["p3"].key == "low_priority"
    assert -1 <= found.agreement <= 1


def test_gaps_are_paired_and_adjusted(asked):
    data, attributes, importance = asked
    found = rated(asked, resamples=0)
    for name in attributes:
        assert found.gaps[name].value == pytest.approx(np.mean(data[name] - data[importance[name]]))
        assert found.gaps[name].adjusted_p >= found.gaps[name].p_value
    assert found.stability == {}


def test_on_the_diagonal_all_that_matters_more_than_it_does_well_is_to_be_improved(asked):
    found = rated(asked, cut="diagonal", outcome=None)
    for name, cell in found.stated_cells.items():
        behind = found.stated[name].index > found.performance[name].index
        assert (cell.key == "improve_first") == behind
    assert found.cells == {}
    assert found.importance.reason.key == "part"


def test_cuts_at_median_and_scale(asked):
    assert rated(asked, cut="scale", resamples=0).cuts == (50, 0.25)
    found = rated(asked, cut="median", resamples=0)
    assert found.cuts[0] == pytest.approx(np.median([mean.index for mean in found.performance.values()]))


def test_a_reversed_scale_gives_the_same_cells(asked):
    data, attributes, importance = asked
    turned = sk.Scale(low=1, high=7, higher_is_better=False)
    flipped = {name: 8 - values for name, values in data.items()}
    found = sk.priorities.importance_performance(
        flipped, "overall", attributes, scale=turned, importance=importance, resamples=50, rng=np.random.default_rng(2)
    )
    plain = rated(asked, resamples=50)
    assert found.stated_cells == plain.stated_cells
    assert found.stated_stability == plain.stated_stability


@pytest.mark.parametrize(
    ("change", "words"),
    (
        ({"importance": {"p0": "i0"}}, "every attribute"),
        ({"importance": None, "cut": "diagonal"}, "stated importance"),
        ({"importance": None, "outcome": None}, "stated importance"),
        ({"cut": "golden"}, "diagonal"),
    ),
)
def test_bad_calls_are_refused(asked, change, words):
    with pytest.raises(sk.foundation.InvalidValueError, match=words):
        rated(asked, **change)


def test_groups_have_their_own_cells_and_a_performance_pulled_towards_all():
    rng = np.random.default_rng(6)
    site = np.array(["a"] * 200 + ["b"] * 200 + ["c"] * 8)
    x = rng.integers(1, 6, (408, 2))
    data = {"x": x[:, 0], "y": x[:, 1], "all": np.clip(x[:, 0] + rng.integers(-1, 2, 408), 1, 5), "site": site}
    data["y"][site == "c"] = np.array([1, 1, 1, 1, 1, 1, 2, 1])
    about = {"scale": sk.LIKERT_5, "resamples": 50}
    found = sk.priorities.importance_performance(data, "all", ["x", "y"], by="site", **about)
    assert list(found) == ["a", "b", "c"]
    here = {name: values[site == "a"] for name, values in data.items() if name != "site"}
    alone = sk.priorities.importance_performance(here, "all", ["x", "y"], **about)
    assert found["a"].importance.shares == pytest.approx(alone.importance.shares)
    assert found["a"].cells == alone.cells
    assert found["a"].performance["x"].value == pytest.approx(alone.performance["x"].value)
    assert set(found["a"].stability) == {"x", "y"}
    few = found["c"]
    assert few.performance["y"].value < few.shrunken["y"].value < found["a"].performance["y"].value
    assert alone.shrunken == {}


def test_stated_importance_by_group_pairs_within_the_group():
    rng = np.random.default_rng(7)
    data = {name: rng.integers(1, 6, 120) for name in ("x", "y", "ix", "iy")} | {"site": ["a", "b"] * 60}
    about = {"importance": {"x": "ix", "y": "iy"}, "scale": sk.LIKERT_5, "resamples": 20}
    found = sk.priorities.importance_performance(data, None, ["x", "y"], by="site", **about)
    here = {name: values[::2] for name, values in data.items() if name != "site"}
    alone = sk.priorities.importance_performance(here, None, ["x", "y"], **about)
    assert found["a"].gaps["x"].difference.value == pytest.approx(alone.gaps["x"].difference.value)
    assert found["a"].stated_cells == alone.stated_cells


def test_a_frame_has_a_row_for_each_attribute_with_its_importance(found):
    table = sk.to_frame(found)
    assert table["name"] == RATED
    assert table["importance"] == pytest.approx(list(found.importance.shares.values()))
    assert sk.priorities.importance_performance(
        {"y": [5, 4, 3, 2, 1, 3], "a": [None] * 6, "b": [None] * 6, "i": [1, 2, 3, 4, 5, 1], "j": [2, 2, 3, 4, 5, 1]},
        None, ["a", "b"], importance={"a": "i", "b": "j"}, scale=sk.LIKERT_5, resamples=10,
    ).stated_stability == {}  # fmt: skip
    with pytest.raises(sk.foundation.InvalidValueError, match=r"scale must be given for every column.*'overall'"):
        sk.priorities.importance_performance({}, "overall", ["a"], scale={"a": sk.LIKERT_5})


def test_groups_are_pulled_together_where_at_least_two_answered_differently():
    rated = {"y": [5, 4, 3, 2, 1, 3] * 4, "a": [5, 4, 3, 2, 1, 4] * 4, "b": [3, 4, 5, 2, 1, 4] * 4}
    groups = {"shop": ["A"] * 12 + [None] * 12}
    ways = {"scale": sk.LIKERT_5, "resamples": 0, "by": "shop"}
    found = sk.priorities.importance_performance(rated | groups, "y", ["a", "b"], **ways)
    assert all(one.shrunken == {} for one in found.values())  # one group is compared with none
