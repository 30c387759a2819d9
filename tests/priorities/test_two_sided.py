"""Two-sided drivers: slopes and sandwich of R, few false labels, refusals where a side is too small."""

import numpy as np
import pytest

import servicekit as sk
from servicekit.stats.drivers._ordinal_logit import fit_ordinal

LIKERT = sk.LIKERT_5
DRIVERS = ["x1", "x2", "x3"]


@pytest.fixture(scope="module")
def table(rated_table):
    return rated_table(400, seed=5)


@pytest.fixture(scope="module")
def found(table):
    return sk.priorities.two_sided_drivers(table, "y", DRIVERS, scale=LIKERT)


def test_slopes_and_their_sandwich_are_those_of_r(found):
    # R 4.2.2, MASS 7.3-58.2 polr, sandwich 3.0-2 (its variance divided by n, ours by n - 1)
    slopes = [0.529573, 0.918483, 1.229816, 0.004312, -0.218313, 1.397795]
    errors = [0.179854, 0.160794, 0.196342, 0.183542, 0.191350, 0.200929]
    effects = found.effects.values()
    assert [v for e in effects for v in (e.below.value, e.above.value)] == pytest.approx(slopes, abs=2e-5)
    assert [v for e in effects for v in (e.below.standard_error, e.above.standard_error)] == pytest.approx(
        errors, abs=2e-4
    )


def test_penalty_reward_is_least_squares_with_hc3(table):
    found = sk.priorities.two_sided_drivers(table, "y", DRIVERS, scale=LIKERT, method="penalty_reward")
    # R 4.2.2, lm and sandwich 3.0-2 vcovHC HC3
    effects = [0.478482228, 0.607648784, 0.871085951, 0.070710847, -0.184634832, 0.823357485]
    errors = [0.1612247, 0.1269815, 0.1694671, 0.1209866, 0.1549661, 0.1289992]
    sides = [side for e in found.effects.values() for side in (e.below, e.above)]
    assert [side.value for side in sides] == pytest.approx(effects, abs=1e-8)
    assert [side.standard_error for side in sides] == pytest.approx(errors, abs=1e-6)
    assert all(-1 <= e.impact_asymmetry <= 1 for e in found.effects.values())


def test_the_ends_of_the_outcome_are_two_logits(found):
    # R 4.2.2 glm: top two answers, and any but the bottom two
    assert [found.sides[x].delight.value for x in DRIVERS] == pytest.approx([0.9764068, 0.4465503, 0.5722533], abs=1e-6)
    assert [found.sides[x].dissatisfaction.value for x in DRIVERS] == pytest.approx(
        [0.7031109, 0.4862425, 0.333049], abs=1e-6
    )


def test_influence_and_information_are_derivatives_of_the_likelihood():
    rng = np.random.default_rng(4)
    x, w = rng.normal(size=(200, 2)), rng.uniform(0.5, 1.5, 200)
    y = np.digitize(x @ [0.7, -0.4] + rng.logistic(size=200), [-1.0, 0.3, 1.5])
    fit = fit_ordinal(x, y, w)

    def of_rows(at):
        ends = np.concatenate([[-np.inf], at[:3], [np.inf]])
        high, low = (1 / (1 + np.exp(-(ends[y + up] - x @ at[3:]))) for up in (1, 0))
        return w * np.log(high - low)

    at = np.concatenate([fit.thresholds, fit.slopes])
    assert fit.log_likelihood == pytest.approx(of_rows(at).sum(), abs=1e-9)
    steps = np.eye(5) * 1e-5
    gradient = np.array([of_rows(at + step) - of_rows(at - step) for step in steps]).T / 2e-5
    assert gradient.sum(axis=0) == pytest.approx(np.zeros(5), abs=1e-5)
    curved = np.array(
        [
            [
                sum(sign * of_rows(at + one + sign * other).sum() for sign in (1, -1))
                - sum(sign * of_rows(at - one + sign * other).sum() for sign in (1, -1))
                for other in steps * 10
            ]
            for one in steps * 10
        ]
    ) / (4e-8)
    assert fit.scores == pytest.approx(gradient @ np.linalg.inv(-curved)[:, 3:], abs=1e-5)


def test_kinds_are_found_where_they_are_strong(found):
    assert [kind.key for kind in found.kinds.values()] == ["performance", "basic", "exciting"]


def test_order_of_rows_and_of_attributes_changes_nothing(table, found):
    order = np.random.default_rng(1).permutation(400)
    mixed = {name: values[order] for name, values in table.items()}
    again = sk.priorities.two_sided_drivers(mixed, "y", DRIVERS[::-1], scale=LIKERT)
    assert {name: again.kinds[name] for name in DRIVERS} == found.kinds
    for name in DRIVERS:
        assert again.effects[name].below.value == pytest.approx(found.effects[name].below.value, abs=1e-6)


def test_weights_of_one_and_equal_clusters_of_one_are_no_design(table, found):
    for design in (sk.Design(weights="w"), sk.Design(strata="one")):
        data = table | {"w": np.ones(400), "one": ["s"] * 400}
        weighted = sk.priorities.two_sided_drivers(data, "y", DRIVERS, scale=LIKERT, design=design)
        assert weighted.kinds == found.kinds
        effects = zip(weighted.effects.values(), found.effects.values(), strict=True)
        assert all(a.variances == pytest.approx(b.variances) for a, b in effects)


def test_doubling_every_respondent_within_clusters_changes_no_interval(table, found):
    twice = {name: np.concatenate([values, values]) for name, values in table.items()}
    twice["who"] = np.tile(np.arange(400), 2)
    again = sk.priorities.two_sided_drivers(twice, "y", DRIVERS, scale=LIKERT, design=sk.Design(clusters="who"))
    for name in DRIVERS:
        assert again.effects[name].variances == pytest.approx(found.effects[name].variances, rel=1e-6)


def test_a_turned_scale_gives_the_same(table, found):
    turned = sk.Scale(low=1, high=5, higher_is_better=False)
    scales = {"y": LIKERT, "x2": LIKERT, "x3": LIKERT, "x1": turned}
    again = sk.priorities.two_sided_drivers(table | {"x1": 6 - table["x1"]}, "y", DRIVERS, scale=scales)
    assert again.effects["x1"].below.value == pytest.approx(found.effects["x1"].below.value)


def test_thirty_answers_on_a_side_or_no_label(table):
    x1 = np.where((table["x1"] < 3) & (np.arange(400) > 60), 3, table["x1"])
    few = sk.priorities.two_sided_drivers(table | {"x1": x1}, "y", DRIVERS, scale=LIKERT)
    assert few.effects["x1"].n_below < 30
    assert few.kinds["x1"].key == "not_estimable"
    assert few.effects["x1"].reason.key == "too_few"
    assert few.kinds["x2"].key == "basic"


def test_few_in_the_bottom_boxes_say_nothing_about_dissatisfaction(rated_table):
    happy = rated_table(300, seed=2, cuts=(-9.0, -8.0, -0.3, 1.2))
    found = sk.priorities.two_sided_drivers(happy, "y", DRIVERS, scale=LIKERT)
    assert found.sides["x1"].difference.reason.key == "too_few"


def test_an_outcome_that_an_attribute_decides_is_not_estimable(table):
    found = sk.priorities.two_sided_drivers(table | {"y": table["x1"]}, "y", DRIVERS, scale=LIKERT)
    assert found.effects["x1"].reason.key == "not_converged"
    assert {kind.key for kind in found.kinds.values()} == {"not_estimable"}
    alike = sk.priorities.two_sided_drivers(table | {"y": [4] * 400}, "y", DRIVERS, scale=LIKERT)
    assert alike.effects["x1"].reason.key == "zero_variance"


def test_groups_are_analysed_apart(table):
    both = {name: np.concatenate([values, values]) for name, values in table.items()} | {"wave": [1] * 400 + [2] * 400}
    found = sk.priorities.two_sided_drivers(both, "y", DRIVERS, scale=LIKERT, by="wave")
    assert found[1].kinds == found[2].kinds
    assert found[1].to_dict() == found[2].to_dict()


def test_nothing_is_said_to_have_no_effect_unless_both_effects_are_shown_small(rated_table):
    noise = rated_table(200, seed=3, kinds=("linear", "linear"), slope=0.0)
    small = sk.priorities.two_sided_drivers(noise, "y", ["x1", "x2"], scale=LIKERT)
    assert {kind.key for kind in small.kinds.values()} == {"undecided"}
    noise = rated_table(20_000, seed=3, kinds=("linear", "linear"), slope=0.0)
    large = sk.priorities.two_sided_drivers(noise, "y", ["x1", "x2"], scale=LIKERT)
    assert {kind.key for kind in large.kinds.values()} == {"neither"}


@pytest.mark.parametrize(
    ("change", "words"),
    (
        ({"drivers": ["x1", "y"]}, "other columns than the outcome"),
        ({"drivers": ["x1", "x1"]}, "each once"),
        ({"neutral": 5}, "inside the scale"),
        ({"neutral": {"x2": 9}}, "x2"),
        ({"method": "prca"}, "ordinal, penalty_reward"),
        ({"scale": {"y": LIKERT}}, "x1"),
    ),
)
def test_bad_calls_are_refused(table, change, words):
    arguments = {"drivers": DRIVERS, "scale": LIKERT} | change
    with pytest.raises(sk.foundation.InvalidValueError, match=words):
        sk.priorities.two_sided_drivers(table, "y", **arguments)


def wrong_kinds(rated_table, n, kinds, replications, *, method="ordinal"):
    counts = {"basic": 0, "exciting": 0}
    truth = {f"x{place + 1}": kind for place, kind in enumerate(kinds)}
    for seed in range(replications):
        made = rated_table(n, seed=seed, kinds=kinds, slope=0.5, cuts=(-3.6, -2.4, -1.0, 0.6))
        found = sk.priorities.two_sided_drivers(made, "y", list(truth), scale=LIKERT, method=method)
        for name, kind in found.kinds.items():
            if kind.key in counts and kind.key != truth[name]:
                counts[kind.key] += 1
    return {key: count / replications / len(kinds) for key, count in counts.items()}


@pytest.mark.slow
def test_linear_attributes_are_rarely_called_basic_or_exciting(rated_table):
    wrong = wrong_kinds(rated_table, 500, ("linear",) * 5, 100)
    assert max(wrong.values()) <= 0.04, f"seeds 0 to 99: {wrong}"
    assert wrong_kinds(rated_table, 2000, ("linear",) * 5, 20, method="penalty_reward")["basic"] > 0.3


@pytest.mark.slow
def test_beside_a_basic_and_an_exciting_attribute_few_others_are_called_so(rated_table):
    wrong = wrong_kinds(rated_table, 1000, ("basic", "exciting", "linear", "linear", "linear"), 60)
    assert max(wrong.values()) <= 0.08, f"seeds 0 to 59: {wrong}"


def test_an_answer_lies_between_the_ends_of_any_outcome(table):
    """With four answers two at each end would ask the same question twice: one at each end is left."""
    four = table | {"y": np.clip(table["y"], 1, 4)}
    asked = {**dict.fromkeys(DRIVERS, LIKERT), "y": sk.Scale(low=1, high=4)}
    sides = sk.priorities.two_sided_drivers(four, "y", DRIVERS, scale=asked).sides[DRIVERS[0]]
    assert (sides.n_top, sides.n_bottom) == ((four["y"] == 4).sum(), (four["y"] == 1).sum())
    assert sides.delight.value != sides.dissatisfaction.value
    two = table | {"y": np.where(table["y"] > 3, 2, 1)}
    sides = sk.priorities.two_sided_drivers(two, "y", DRIVERS, scale=asked | {"y": sk.Scale(low=1, high=2)}).sides[
        DRIVERS[0]
    ]
    assert sides.delight.value is None
    assert sides.delight.reason is not None


def test_too_few_rows_for_penalties_and_rewards_say_how_many_are_needed(table):
    few = {name: list(values[:8]) for name, values in table.items()}
    found = sk.priorities.two_sided_drivers(few, "y", DRIVERS, scale=LIKERT, method="penalty_reward")
    assert all(each.below.value is None and each.above.value is None for each in found.effects.values())
