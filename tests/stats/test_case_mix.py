"""Units with different customers: at the same mix they differ only where they do."""

import numpy as np
import pytest

from servicekit.data._scales import LIKERT_5, ZERO_TO_TEN
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError, UnknownConceptError
from servicekit.satisfaction._top_box import top_box
from servicekit.stats.comparison._comparison import compare
from servicekit.stats.designs._design import Design
from servicekit.stats.rankings._case_mix import case_mix
from servicekit.stats.rankings._mean_ranking import rank_means
from servicekit.stats.rankings._share_ranking import rank_shares
from servicekit.stats.scores._mean_score import mean_score


def survey(seed=1, units=6, size=60, spread=0.8, effects=None):
    rng = np.random.default_rng(seed)
    unit = np.repeat(np.arange(units), size)
    mix = np.exp(rng.normal(0, spread, (units, 3)))
    mix /= mix.sum(axis=1, keepdims=True)
    age = np.concatenate([rng.choice(3, size, p=own) for own in mix])
    shift = np.zeros(units) if effects is None else np.asarray(effects)
    score = 6.5 + shift[unit] + np.array([-0.9, 0.0, 0.9])[age] + 1.5 * rng.normal(size=unit.size)
    return {
        "unit": unit.tolist(),
        "age": [("old", "middle", "young")[a] for a in age],
        "sex": rng.choice(["f", "m"], unit.size).tolist(),
        "score": np.clip(np.rint(score), 0, 10).astype(int).tolist(),
        "w": rng.uniform(0.5, 2.5, unit.size).tolist(),
        "day": rng.integers(0, 25, unit.size).tolist(),
        "half": (np.arange(unit.size) % 2).tolist(),
    }


def matrix(data, names):
    """Return indicators of units and of every level of the other columns but their first."""
    columns = [[float(unit == one) for unit in data["unit"]] for one in dict.fromkeys(data["unit"])]
    order = list(dict.fromkeys(zip(data["unit"], *(data[name] for name in names), strict=True)))
    for place, name in enumerate(names, 1):
        levels = list(
            dict.fromkeys(sorted({key[place] for key in order}, key=[key[place] for key in sorted(order)].index))
        )
        columns += [[float(own == level) for own in data[name]] for level in levels[1:]]
    return np.array(columns).T


@pytest.mark.parametrize("names", (["age"], ["age", "sex"]))
def test_adjusted_figures_are_those_of_the_regression_on_rows(names):
    data = survey()
    found = case_mix(mean_score(data, "score", scale=ZERO_TO_TEN, by=["unit", *names]), names)
    x, y = matrix(data, names), np.array(data["score"], dtype=float)
    k = len(set(data["unit"]))
    solved, *_ = np.linalg.lstsq(x, y, rcond=None)
    rest = y - x @ solved
    to = np.hstack([np.eye(k), np.tile(x[:, k:].mean(axis=0), (k, 1))])
    covariance = to @ np.linalg.inv(x.T @ x) @ to.T * (rest @ rest) / (len(y) - x.shape[1])
    assert [each.value for each in found.figures.values()] == pytest.approx((to @ solved).tolist(), rel=1e-9)
    assert [each.standard_error for each in found.figures.values()] == pytest.approx(np.sqrt(np.diag(covariance)))
    assert found.covariance == pytest.approx(covariance)
    total = float(np.mean(y))
    sizes = np.bincount(data["unit"]) / len(y)
    assert sizes @ [each.value for each in found.figures.values()] == pytest.approx(total)


def test_weights_and_clusters_give_the_sandwich():
    data = survey(3)
    design = Design(weights="w", clusters="day")
    names = ["age"]
    found = case_mix(mean_score(data, "score", scale=ZERO_TO_TEN, by=["unit", *names], design=design), names)
    x, y, w = matrix(data, names), np.array(data["score"], dtype=float), np.array(data["w"])
    inverse = np.linalg.inv(x.T @ (x * w[:, None]))
    rest = y - x @ (inverse @ (x.T @ (w * y)))
    totals = np.zeros((25, x.shape[1]))
    np.add.at(totals, np.array(data["day"]), (w * rest)[:, None] * x)
    middle = 25 / 24 * totals.T @ totals
    k = len(set(data["unit"]))
    to = np.hstack([np.eye(k), np.tile((w @ x[:, k:]) / w.sum(), (k, 1))])
    assert found.covariance == pytest.approx(to @ inverse @ middle @ inverse @ to.T, rel=1e-9)
    assert found.figures[0].freedom == 24
    strata = Design(weights="w", strata="half")
    assert case_mix(mean_score(data, "score", scale=ZERO_TO_TEN, by=["unit", "age"], design=strata), ["age"]).n == 360


def differing(spread, repeats, seed):
    raw = adjusted = 0
    for number in range(repeats):
        data = survey(seed + number, units=10, size=100, spread=spread)
        found = case_mix(mean_score(data, "score", scale=ZERO_TO_TEN, by=["unit", "age"]), ["age"])
        raw, adjusted = raw + (found.raw_p_value < 0.05), adjusted + (found.p_value < 0.05)
    return raw / repeats, adjusted / repeats


def test_equal_service_and_different_customers_differ_only_unadjusted():
    raw, adjusted = differing(0.8, 150, 100)
    assert raw > 0.6
    assert adjusted <= 0.05 + 2 * 0.018


def test_what_units_do_is_still_seen():
    data = survey(5, size=150, effects=[0, 0, 0, 0, 0, 1.5])
    cells = mean_score(data, "score", scale=ZERO_TO_TEN, by=["unit", "age"])
    found = compare(cells, adjust_for="age", against=0)
    assert found[5, 0].adjusted_p < 0.001
    assert found[5, 0].interval.low < 1.5 < found[5, 0].interval.high
    assert found[5, 0].difference.raw_value == pytest.approx(
        found.mix.figures[5].raw_value - found.mix.figures[0].raw_value
    )
    assert "age = " in next(iter(found.mix.coefficients))
    ranked = rank_means(cells, adjust_for=["age"])
    assert ranked.units[0].unit == 5
    assert ranked[5].own.raw.value == found.mix.figures[5].raw_value
    assert ranked.p_value == found.mix.p_value < 0.001
    assert found.to_dict()["evidence"]["mix"]["evidence"]["adjusted_for"] == ["age"]


def test_raw_figures_are_those_of_all_answers_of_the_unit():
    data = survey(7)
    data["age"][:5] = [None] * 5
    for design in (None, Design(weights="w"), Design(weights="w", clusters="day")):
        cells = top_box(data, "score", scale=ZERO_TO_TEN, boxes=3, by=["unit", "age"], design=design)
        whole = top_box(data, "score", scale=ZERO_TO_TEN, boxes=3, by="unit", design=design)
        found = rank_shares(cells, adjust_for="age")
        assert found.mix.n_undescribed == 5
        for unit in found.units:
            assert unit.own.raw.value == pytest.approx(whole[unit.unit].value)
            assert unit.own.raw.standard_error == pytest.approx(whole[unit.unit].standard_error)


def test_what_cannot_be_adjusted_is_refused():
    data = survey()
    by_unit = mean_score(data, "score", scale=ZERO_TO_TEN, by="unit")
    with pytest.raises(InvalidValueError, match="adjust_for must be some of the columns"):
        compare(by_unit, adjust_for="age")
    apart = {"unit": ["a"] * 6 + ["b"] * 6, "age": ["old"] * 6 + ["young"] * 6, "score": [1, 2, 3, 4, 5, 4] * 2}
    with pytest.raises(InvalidValueError, match="several units share"):
        rank_means(mean_score(apart, "score", scale=LIKERT_5, by=["unit", "age"]), adjust_for="age")
    one = {name: column[:60] for name, column in data.items()}
    with pytest.raises(NotEnoughDataError, match="needs 2 units"):
        rank_means(mean_score(one, "score", scale=ZERO_TO_TEN, by=["unit", "age"]), adjust_for="age")
    nested = {**data, "day": data["unit"]}
    cells = mean_score(nested, "score", scale=ZERO_TO_TEN, by=["unit", "age"], design=Design(clusters="day"))
    with pytest.raises(InvalidValueError, match="leave clusters out"):
        rank_means(cells, adjust_for="age")
    with pytest.raises(UnknownConceptError, match="unit"):
        compare(mean_score(data, "score", scale=ZERO_TO_TEN, by=["unit", "age"]), adjust_for="age", pairs=[(0, 99)])


def test_a_funnel_names_only_units_beyond_the_wide_limits():
    rng = np.random.default_rng(3)
    sizes = rng.integers(20, 400, 25)
    units = {name: (int(rng.binomial(n, 0.8 if name else 0.45)), int(n)) for name, n in enumerate(sizes)}
    found = rank_shares(units, draws=10).funnel
    assert found.outside == {0: "below"}
    assert found.centre == pytest.approx(sum(x for x, _ in units.values()) / sizes.sum())
    assert found.deviation == pytest.approx((found.centre * (1 - found.centre)) ** 0.5)
    narrow, wide = found.limits[-1], found.limits[0]
    assert wide[4] - wide[3] > narrow[4] - narrow[3] > narrow[2] - narrow[1]
    means = rank_means({k: (20 + k, 4.0 + k / 50, 0.8) for k in range(8)}, draws=10).funnel
    assert means.deviation == pytest.approx(0.8)
    assert rank_shares({"a": (3, 9)}, draws=10).funnel is None
