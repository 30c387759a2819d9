"""The tree of satisfaction with the covariance of its items, and needs met."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._answers import InputPolicy
from servicekit.data._scales import LIKERT_5, YES_NO, Scale
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.satisfaction._needs_met import needs_met
from servicekit.satisfaction._satisfaction_elements import SatisfactionElement
from servicekit.satisfaction._satisfaction_tree import satisfaction_tree
from servicekit.satisfaction._tree_nodes import ELEMENTS_OF_SATISFACTION, SatisfactionTree
from servicekit.stats.designs._design import Design

FOOD = SatisfactionTree(key="food", items=("taste", "choice"), weight=0.6)
SERVICE = SatisfactionTree(key="service", items=("staff",), weight=0.4)
TREE = SatisfactionTree(key="restaurant", children=(FOOD, SERVICE))


def answers(n=80, seed=0):
    rng = np.random.default_rng(seed)
    person = rng.normal(0, 0.9, (n, 1))
    rows = np.clip(np.rint(3.5 + person + rng.normal(0, 0.5, (n, 3))), 1, 5)
    return dict(zip(("taste", "choice", "staff"), rows.T, strict=True))


def test_an_index_is_the_mean_over_people_with_their_own_spread():
    data = answers()
    own = 25 * (0.3 * (data["taste"] - 1) + 0.3 * (data["choice"] - 1) + 0.4 * (data["staff"] - 1))
    found = satisfaction_tree(data, TREE, scale=LIKERT_5)
    assert found.index.value == pytest.approx(own.mean())
    assert found.index.average.standard_error == pytest.approx(own.std(ddof=1) / np.sqrt(80))
    alone = np.sqrt(sum((25 * w) ** 2 * data[k].var(ddof=1) for k, w in TREE.item_weights.items()) / 80)
    assert alone < 0.75 * found.index.average.standard_error  # what leaving out the covariances would give


def test_leaving_out_the_covariances_gives_a_third_of_the_standard_error_with_many_items():
    # 24 items that run together as those of the kiosk survey do (.97 against .33): the shape of the published figures
    rng = np.random.default_rng(3)
    n, k = 194, 24
    rows = np.clip(np.rint(4.9 + rng.normal(0, 0.85, (n, 1)) + rng.normal(0, 0.9, (n, k))), 1, 7)
    names = [f"q{place}" for place in range(k)]
    data = dict(zip(names, rows.T, strict=True))
    seven = Scale(low=1, high=7)
    found = satisfaction_tree(data, SatisfactionTree(key="all", items=names), scale=seven)
    own = (rows - 1).mean(axis=1) / 0.06
    assert found.index.average.standard_error == pytest.approx(own.std(ddof=1) / np.sqrt(n))
    alone = np.sqrt(((rows / 0.06).var(axis=0, ddof=1) / k**2).sum() / n)
    assert 0.25 < alone / found.index.average.standard_error < 0.4


def test_the_kiosk_survey_has_the_published_index(real_data):
    import polars as pl

    frame = pl.read_csv(real_data / "kiosk_servqual_kano_ipa.csv").filter(pl.col("authors_sample") == 1)
    tree = SatisfactionTree(key="all", items=[f"sat{place:02}" for place in range(1, 25)])
    found = satisfaction_tree(frame, tree, scale=Scale(low=1, high=7))
    assert found.index.value == pytest.approx(65.30, abs=0.01)
    assert found.index.average.standard_error == pytest.approx(0.970, abs=0.001)


def test_pairwise_takes_each_item_over_those_who_answered_it():
    data = answers()
    whole = satisfaction_tree(data, TREE, scale=LIKERT_5)
    same = satisfaction_tree(data, TREE, scale=LIKERT_5, missing="pairwise")
    assert same.index.value == pytest.approx(whole.index.value)
    assert same.index.average.standard_error == pytest.approx(whole.index.average.standard_error)
    gaps = {name: values.copy() for name, values in data.items()}
    gaps["staff"][:30] = np.nan
    found = satisfaction_tree(gaps, TREE, scale=LIKERT_5, missing="pairwise")
    assert found["food"].value == pytest.approx(whole["food"].value)
    assert found["service"].value == pytest.approx(25 * (np.nanmean(gaps["staff"]) - 1))
    assert (found.n, satisfaction_tree(gaps, TREE, scale=LIKERT_5).n) == (80, 50)
    # linearised by hand: each person's part of the weighted sum of means
    food = 25 * (0.3 * (gaps["taste"] - gaps["taste"].mean()) + 0.3 * (gaps["choice"] - gaps["choice"].mean())) / 80
    staff = np.nan_to_num(25 * 0.4 * (gaps["staff"] - np.nanmean(gaps["staff"])) / 50)
    error = np.sqrt(((food + staff) ** 2).sum() * 50 / 49)
    assert found.index.average.standard_error == pytest.approx(error)


def test_derived_weights_are_the_shares_of_branches_with_their_own_resamples():
    from servicekit.stats.drivers._drivers import driver_importance

    data = answers(200)
    rng = np.random.default_rng(8)
    data["overall"] = np.clip(np.rint(0.6 * data["staff"] + 0.3 * data["taste"] + rng.normal(0.3, 0.6, 200)), 1, 5)
    found = satisfaction_tree(data, TREE, scale=LIKERT_5, outcome="overall", resamples=200)
    weights = {key: weight.value for key, weight in found.derived_weights.items()}
    assert sum(weights.values()) == pytest.approx(1)
    groups = {"food": ["taste", "choice"], "service": ["staff"]}
    drivers = driver_importance(data, "overall", ["taste", "choice", "staff"], groups=groups, resamples=0)
    assert weights == pytest.approx(drivers.shares)
    assert found.index.value == pytest.approx(sum(weights[key] * found[key].value for key in weights))
    assert found.index.value in found.index.interval
    assert found["food"].contribution.value + found["service"].contribution.value == pytest.approx(0, abs=1e-9)
    assert found["food"].weight == pytest.approx(weights["food"])
    again = satisfaction_tree(data, TREE, scale=LIKERT_5, outcome="overall", resamples=200)
    assert again.index.interval == found.index.interval
    by = satisfaction_tree(data | {"g": ["a", "b"] * 100}, TREE, scale=LIKERT_5, outcome="overall", by="g", resamples=9)
    assert set(by) == {"a", "b"}
    with pytest.raises(InvalidValueError, match="two branches"):
        satisfaction_tree(data, FOOD, scale=LIKERT_5, outcome="overall")
    with pytest.raises(InvalidValueError, match="no item of the tree"):
        satisfaction_tree(data, TREE, scale=LIKERT_5, outcome="staff")


def test_contributions_add_up():
    found = satisfaction_tree(answers(), TREE, scale=LIKERT_5)
    assert found["food"].contribution.value + found["service"].contribution.value == pytest.approx(0, abs=1e-9)
    fixed = satisfaction_tree(answers(), TREE, scale=LIKERT_5, reference=50)
    parts = fixed["food"].contribution.value + fixed["service"].contribution.value
    assert parts == pytest.approx(fixed.index.value - 50)
    assert fixed["food"].contribution.value == pytest.approx(0.6 * (fixed["food"].value - 50))


@given(st.lists(st.floats(0.05, 1), min_size=2, max_size=5))
def test_a_tree_of_one_level_is_the_weighted_mean(raw):
    weights = [each / sum(raw) for each in raw]
    rng = np.random.default_rng(1)
    data = {f"q{k}": rng.integers(1, 6, 12) for k in range(len(raw))}
    tree = SatisfactionTree(
        key="all", children=[SatisfactionTree(key=f"n{k}", items=(f"q{k}",), weight=w) for k, w in enumerate(weights)]
    )
    means = [25 * (values.mean() - 1) for values in data.values()]
    found = satisfaction_tree(data, tree, scale=LIKERT_5)
    assert found.index.value == pytest.approx(np.dot(weights, means))


def test_the_preset_has_every_element_once_and_prunes_what_has_no_column():
    keys = [node.key for node in ELEMENTS_OF_SATISFACTION.nodes()]
    assert sorted(keys) == sorted(element.key for element in SatisfactionElement)
    columns = {"quality": ["taste", "choice"], "smile": "staff"}
    found = satisfaction_tree(answers(), ELEMENTS_OF_SATISFACTION, scale=LIKERT_5, columns=columns)
    assert {key: node.weight for key, node in found.nodes.items() if key in ("product", "service", "quality")} == {
        "product": 0.5,
        "service": 0.5,
        "quality": 0.5,
    }
    assert "image" not in found.nodes


def test_scales_groups_weights_gaps_and_turned_scales():
    data = answers() | {"shop": ["a", "b"] * 40, "w": np.linspace(0.5, 1.5, 80)}
    data["staff"] = data["staff"].copy()
    data["staff"][0] = np.nan
    found = satisfaction_tree(data, TREE, scale=LIKERT_5)
    assert (found.n, found.n_missing) == (79, 1)
    assert satisfaction_tree(data, TREE, scale=LIKERT_5, by="shop")["a"].n == 39
    assert satisfaction_tree(data, TREE, scale=LIKERT_5, design=Design(weights="w")).index.interval is not None
    school = Scale(low=1, high=5, higher_is_better=False)
    turned = data | {"staff": 6 - data["staff"]}
    scales = {"taste": LIKERT_5, "choice": LIKERT_5, "staff": school}
    assert satisfaction_tree(turned, TREE, scale=scales).index.value == pytest.approx(found.index.value)


def test_trees_refuse_weights_that_do_not_add_up_doubles_and_empty_leaves():
    with pytest.raises(InvalidValueError, match=r"children of 'x' must be such that they add up to 1, got 0\.6"):
        SatisfactionTree(key="x", children=(FOOD,))
    with pytest.raises(InvalidValueError, match="each once"):
        SatisfactionTree(key="x", children=(FOOD, SatisfactionTree(key="y", items=("taste",), weight=0.4)))
    with pytest.raises(InvalidValueError, match="not both"):
        SatisfactionTree(key="x", items=("a",), children=(FOOD, SERVICE))
    with pytest.raises(InvalidValueError, match="ones with items"):
        satisfaction_tree(answers(), ELEMENTS_OF_SATISFACTION, scale=LIKERT_5)
    with pytest.raises(UnknownConceptError, match="did you mean 'smile'"):
        satisfaction_tree(answers(), ELEMENTS_OF_SATISFACTION, scale=LIKERT_5, columns={"smiles": "staff"})
    with pytest.raises(InvalidValueError, match="given for every item, got"):
        satisfaction_tree(answers(), TREE, scale={"taste": LIKERT_5})


def test_needs_fall_into_four_quadrants():
    data = {"fixed": [5, 4, 2, 1, 3], "valued": [5, 1, 4, 2, 5], "eased": [4, 2, 5, 1, 4]}
    found = needs_met(data, solved="fixed", felt=["valued", "eased"], scale=LIKERT_5)
    counts = {key: share.count for key, share in found.shares.items()}
    assert counts == {"neither": 1, "solved_only": 1, "felt_only": 2, "both": 1}
    assert found.odds_ratio.value == pytest.approx((1 / 1) / (2 / 1))
    assert needs_met(data, solved="fixed", felt=["valued", "eased"], scale=LIKERT_5, met_from=3)["both"].count == 2


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=30))
def test_the_four_shares_add_up_to_one(rows):
    data = {"solved": [row[0] for row in rows], "felt": [row[1] for row in rows]}
    found = needs_met(data, solved="solved", felt="felt", scale=YES_NO)
    assert sum(share.value for share in found.shares.values()) == pytest.approx(1)
    assert found["both"].count == sum(all(row) for row in rows)


def test_needs_by_group_turned_scales_gaps_and_bad_input():
    data = {"fixed": [5, 4, None, 1], "felt": [5, 1, 4, 9], "shop": list("aabb"), "w": [0.5, 1.5, 1.0, 1.0]}
    omit = InputPolicy(invalid="omit")
    found = needs_met(data, solved="fixed", felt="felt", scale=LIKERT_5, policy=omit)
    assert (found.n, found.n_missing, found.n_rejected) == (2, 1, 1)
    groups = needs_met(data, solved="fixed", felt="felt", scale=LIKERT_5, policy=omit, by="shop")
    assert groups["a"]["both"].value == 0.5
    weighted = needs_met(data, solved="fixed", felt="felt", scale=LIKERT_5, policy=omit, design=Design(weights="w"))
    assert weighted["both"].value == 0.25
    assert weighted.odds_ratio is None
    school = Scale(low=1, high=5, higher_is_better=False)
    assert needs_met({"a": [1, 5], "b": [2, 5]}, solved="a", felt="b", scale=school)["both"].count == 1
    with pytest.raises(InvalidValueError, match="each on one side"):
        needs_met(data, solved="fixed", felt=["fixed"], scale=LIKERT_5)
    with pytest.raises(InvalidValueError, match="from 1 to 5, got 6"):
        needs_met(data, solved="fixed", felt="felt", scale=LIKERT_5, met_from=6)
