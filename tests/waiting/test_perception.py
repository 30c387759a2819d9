"""Felt time: multipliers recovered from made data, robust errors against another program, bad input refused."""

from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._answers import InputPolicy
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.waiting._perception import LARSON_OVERESTIMATE, PerceivedWaits, perceived_waits
from servicekit.waiting._propositions import WaitCondition
from servicekit.waiting._remedies import perceived_savings, perceived_wait
from servicekit.waiting._wait import Wait

TRUE = {WaitCondition.UNOCCUPIED: 1.4, WaitCondition.UNEXPLAINED: 1.25, WaitCondition.ALONE: 1.0}
COLUMNS = {kind: kind.key for kind in TRUE}


def made(rows: int, seed: int, noise: float = 0.3) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    data = {kind.key: rng.integers(0, 2, rows) for kind in TRUE}
    actual = rng.lognormal(2, 0.5, rows)
    stretch = 1.1 * np.prod([np.where(data[kind.key], m, 1.0) for kind, m in TRUE.items()], axis=0)
    return data | {"actual": actual, "felt": actual * stretch * np.exp(rng.normal(0, noise, rows))}


def fitted(data: object, **settings: object) -> PerceivedWaits:
    return perceived_waits(data, actual="actual", perceived="felt", conditions=COLUMNS, **settings)  # type: ignore[arg-type]


def test_multipliers_are_recovered() -> None:
    model = fitted(made(4000, 1))
    for kind, true in TRUE.items():
        found = model.multipliers[kind]
        assert found.value == pytest.approx(true, rel=0.05)
        assert found.interval is not None
        assert true in found.interval
    assert model.baseline.value == pytest.approx(1.1, rel=0.05)


def test_intervals_cover_as_often_as_they_say() -> None:
    inside = 0
    for seed in range(200):
        interval = fitted(made(60, seed)).multipliers[WaitCondition.UNOCCUPIED].interval
        assert interval is not None
        inside += 1.4 in interval
    assert 0.90 <= inside / 200 <= 0.99


def test_intervals_of_a_rare_condition_cover_too() -> None:
    inside, n = 0, 60
    for seed in range(200):
        rng = np.random.default_rng(seed)
        rare = (np.arange(n) < 4).astype(int)
        felt = 10 * 1.5**rare * np.exp(rng.normal(0, 0.3 * (1 + 1.5 * rare)))
        data = {"actual": np.full(n, 10.0), "felt": felt, "rare": rare}
        found = perceived_waits(data, actual="actual", perceived="felt", conditions={"unoccupied": "rare"})
        interval = found.multipliers[WaitCondition.UNOCCUPIED].interval
        assert interval is not None
        inside += 1.5 in interval
    assert inside / 200 >= 0.91


def test_hc3_errors_by_their_definition() -> None:
    data = made(80, 3)
    model = fitted(data)
    design = np.column_stack([np.ones(80), *(data[kind.key] for kind in TRUE)])
    inverse = np.linalg.inv(design.T @ design)
    outcome = np.log(data["felt"] / data["actual"])
    beta = inverse @ design.T @ outcome
    leverage = np.diag(design @ inverse @ design.T)
    meat = design.T @ np.diag(((outcome - design @ beta) / (1 - leverage)) ** 2) @ design
    assert np.asarray(model.covariance) == pytest.approx(inverse @ meat @ inverse, rel=1e-9)
    assert log(model.baseline.value or 0) == pytest.approx(beta[0])


def test_degrees_of_freedom_by_their_definition_and_few_for_a_rare_condition() -> None:
    rng = np.random.default_rng(8)
    n = 60
    rare = (np.arange(n) < 4).astype(int)
    data = {"actual": rng.uniform(5, 50, n), "unoccupied": rare, "alone": rng.integers(0, 2, n)}
    data["felt"] = data["actual"] * np.exp(rng.normal(0, 0.3, n))
    names = {WaitCondition.UNOCCUPIED: "unoccupied", WaitCondition.ALONE: "alone"}
    model = perceived_waits(data, actual="actual", perceived="felt", conditions=names)
    design = np.column_stack([np.ones(n), rare, data["alone"]])
    solve = np.linalg.inv(design.T @ design) @ design.T
    residual_maker = np.eye(n) - design @ solve
    for place, part in enumerate((model.baseline, *model.multipliers.values())):
        root = np.abs(solve[place] / np.diag(residual_maker))
        spread = root[:, None] * residual_maker * root
        wanted = np.trace(spread) ** 2 / np.trace(spread @ spread)
        assert part.degrees_of_freedom == pytest.approx(wanted, rel=1e-9)
    assert model.multipliers[WaitCondition.UNOCCUPIED].degrees_of_freedom < 5
    assert perceived_wait(model, Wait(actual_minutes=9, conditions=["unoccupied"])).degrees_of_freedom < 5


@given(seed=st.integers(0, 50), scale=st.floats(0.1, 60))
def test_the_unit_of_time_does_not_matter(seed: int, scale: float) -> None:
    data = made(40, seed)
    other = data | {"actual": data["actual"] * scale, "felt": data["felt"] * scale}
    ours, theirs = fitted(data), fitted(other)
    for kind in TRUE:
        assert theirs.multipliers[kind].value == pytest.approx(ours.multipliers[kind].value, rel=1e-9)
    assert theirs.overestimation_ratio == pytest.approx(ours.overestimation_ratio)


@given(seed=st.integers(0, 30))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    data = made(40, seed)
    shuffled = np.random.default_rng(seed).permutation(40)
    ours, theirs = fitted(data), fitted({name: column[shuffled] for name, column in data.items()})
    assert theirs.multipliers[WaitCondition.ALONE].value == pytest.approx(
        ours.multipliers[WaitCondition.ALONE].value, rel=1e-9
    )


def test_the_remedy_that_saves_most_comes_first() -> None:
    model = fitted(made(2000, 5))
    savings = perceived_savings(model)
    assert savings[0].multiplier.condition is WaitCondition.UNOCCUPIED
    first = savings[0]
    assert first.value is not None
    assert first.interval is not None
    assert first.value in first.interval
    assert first.value == pytest.approx(first.felt_minutes * (1 - 1 / (first.multiplier.value or 1)))
    assert first.per_wait == pytest.approx(first.value / first.multiplier.n_with)
    values = [saving.value or 0 for saving in savings]
    assert values == sorted(values, reverse=True)


def test_a_typical_wait_is_felt_as_the_product() -> None:
    model = fitted(made(500, 6))
    found = perceived_wait(model, Wait(actual_minutes=10, conditions=["unoccupied", "unexplained"]))
    factors = [
        model.baseline,
        model.multipliers[WaitCondition.UNOCCUPIED],
        model.multipliers[WaitCondition.UNEXPLAINED],
    ]
    assert found.value == pytest.approx(10 * np.prod([factor.value for factor in factors]))
    assert found.interval is not None
    assert found.value in found.interval
    unknown = perceived_wait(model, Wait(actual_minutes=10, conditions=["unfair"]))
    assert unknown.value is None
    assert unknown.reason.key == "unknown_multiplier"


def test_a_condition_that_never_varies_is_not_estimable_and_named() -> None:
    # bad input 74
    data = made(40, 1)
    data["alone"] = np.ones(40, dtype=int)
    found = fitted(data).multipliers[WaitCondition.ALONE]
    assert found.value is None
    assert found.interval is None
    assert found.reason.text() == "at least 2 waits with and 2 without the condition are needed, got 40 and 0"
    assert perceived_savings(fitted(data))[-1].value is None


def test_conditions_that_always_occur_together_are_refused() -> None:
    # bad input 75
    data = made(40, 1)
    data["alone"] = data["unexplained"]
    with pytest.raises(InvalidValueError, match="told apart by the data, got 'alone'"):
        fitted(data)


def test_too_few_waits_are_refused() -> None:
    # bad input 76
    data = {
        "actual": [1.0, 2, 3, 4],
        "felt": [1.0, 2, 3, 4],
        "unoccupied": [0, 0, 1, 1],
        "unexplained": [0, 1, 0, 1],
        "alone": [1, 0, 0, 1],
    }
    with pytest.raises(NotEnoughDataError, match="4 multipliers need at least 6 waits, got 4"):
        fitted(data)


def test_rows_without_a_wait_are_counted_apart() -> None:
    data = made(40, 1)
    data["actual"][3] = 0
    model = fitted(data)
    assert (model.n, model.no_wait, model.incomplete) == (39, 1, 0)


def test_missing_and_bad_values_are_counted_not_guessed() -> None:
    data = made(40, 1)
    data["felt"][0] = np.nan
    data["felt"][1] = -5
    data["felt"][2] = 0
    data["unoccupied"][4] = 3
    with pytest.raises(InvalidValueError):
        fitted(data)
    model = fitted(data, policy=InputPolicy(invalid="omit"))
    assert model.n == 36
    assert model.incomplete == 4
    assert model.rejected == {"felt: out_of_scale": 1, "unoccupied: out_of_scale": 1, "felt: felt_as_none": 1}


def test_a_wait_felt_as_nothing_is_refused() -> None:
    data = made(40, 1)
    data["felt"][2] = 0
    with pytest.raises(InvalidValueError, match="above 0 where there was a wait"):
        fitted(data)


def test_the_published_figure_is_a_sourced_preset_and_no_default() -> None:
    assert LARSON_OVERESTIMATE.ratio == 1.36
    assert LARSON_OVERESTIMATE.source.conditions is not None
    assert fitted(made(400, 2, noise=0.0)).baseline.value == pytest.approx(1.1)


def test_waits_that_fit_exactly_claim_no_interval() -> None:
    data = {"actual": [1.0] * 8, "felt": [exp(0)] * 8} | {"unoccupied": [0, 1] * 4}
    model = perceived_waits(data, actual="actual", perceived="felt", conditions={"unoccupied": "unoccupied"})
    assert model.multipliers[WaitCondition.UNOCCUPIED].value == pytest.approx(1)
    assert model.explained_share is None


def test_without_conditions_the_typical_stretch_alone_is_estimated() -> None:
    data = {"clock": [1.0, 2.0, 4.0], "felt": [2.0, 2.0, 4.0]}
    model = perceived_waits(data, actual="clock", perceived="felt", conditions={})
    assert model.baseline.value == pytest.approx(2 ** (1 / 3))
    assert model.multipliers == {}
