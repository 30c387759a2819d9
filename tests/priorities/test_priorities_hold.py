"""What all measures of priorities hold: chunks are the whole, order is nothing, more of the same is surer."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest

import servicekit as sk

FIVE = sk.LIKERT_5
NAMES = ("a", "b", "c")
PAIRS = {name: (f"{name}_with", f"{name}_without") for name in NAMES}


def answers(n=480, seed=4):
    """Attributes that go along with each other, an outcome they drive, Kano pairs, a branch."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=n)
    latent = {name: 0.6 * common + 0.8 * rng.normal(size=n) for name in NAMES}
    found = {name: 1 + np.searchsorted((-1.3, -0.5, 0.2, 0.9), own) for name, own in latent.items()}
    pull = 1.2 * latent["a"] + 0.6 * latent["b"] + rng.logistic(size=n)
    found["y"] = 1 + np.searchsorted((-2.5, -1.2, 0.0, 1.4), pull)
    for place, name in enumerate(NAMES):
        found[f"{name}_with"] = rng.choice([1, 2, 3], n, p=[0.6 - 0.2 * place, 0.1 + 0.2 * place, 0.3])
        found[f"{name}_without"] = rng.choice([3, 4, 5], n, p=[0.5, 0.2, 0.3])
        found[f"imp_{name}"] = rng.integers(1, 6, n)
    return found | {"branch": rng.choice(["u", "v"], n), "visits": rng.integers(1, 7, n)}


CALLS = {
    "two_sided": lambda data, names: sk.priorities.two_sided_drivers(data, "y", names, scale=FIVE),
    "excellence": lambda data, names: sk.priorities.excellence(data, "y", names, scale=FIVE),
    "importance": lambda data, names: sk.priorities.importance_performance(
        data, "y", names, scale=FIVE, importance={name: f"imp_{name}" for name in names}, resamples=0
    ),
    "drivers": lambda data, names: sk.driver_importance(data, "y", names, scale=FIVE, resamples=0),
    "kano": lambda data, names: sk.priorities.kano(data, {name: PAIRS[name] for name in names}, resamples=0),
    "usage": lambda data, names: sk.segments.usage_attitude(
        data, "visits", "a", cuts={"visits": 4, "a": 4}, scale={"a": FIVE}
    ),
    "banner": lambda data, names: sk.segments.banner(data, [names[0]], ["branch"]),
    "crosstab": lambda data, names: sk.segments.crosstab(data, names[0], "branch"),
}


def same(one, other):
    """Compare dictionaries of results, numbers to eight digits."""
    if isinstance(one, dict):
        assert {str(key) for key in one} == {str(key) for key in other}
        return all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(same(*both) for both in zip(one, other, strict=True))
    if isinstance(one, float) and isinstance(other, float):
        return one == pytest.approx(other, rel=1e-8, abs=1e-10, nan_ok=True)
    return one == other


@pytest.mark.parametrize("call", CALLS)
def test_chunks_are_the_whole(call):
    data = {name: values.tolist() for name, values in answers().items()}
    whole = pa.table(data)
    chunks = pa.concat_tables([whole.slice(start, 96) for start in range(0, 480, 96)])
    assert chunks.column(0).num_chunks == 5
    assert same(CALLS[call](chunks, NAMES).to_dict(), CALLS[call](data, NAMES).to_dict())


@pytest.mark.parametrize("call", CALLS)
def test_order_of_rows_is_nothing(call):
    data = answers()
    order = np.random.default_rng(1).permutation(480)
    mixed = {name: values[order] for name, values in data.items()}
    assert same(CALLS[call](mixed, NAMES).to_dict(), CALLS[call](data, NAMES).to_dict())


def p_values(call, data, names=NAMES):
    found = CALLS[call](data, names)
    if call == "two_sided":
        return {name: effect.asymmetry.p_value for name, effect in found.effects.items()}
    if call == "excellence":
        return {name: driver.effect.p_value for name, driver in found.drivers.items()}
    if call == "drivers":
        return found.own_p_values
    return {name: one.evidence.p for name, one in found.attributes.items()}


@pytest.mark.parametrize("call", ("two_sided", "excellence", "drivers", "kano"))
def test_order_of_attributes_is_nothing(call):
    data = answers()
    there, back = (p_values(call, data, names) for names in (NAMES, NAMES[::-1]))
    for name in NAMES:
        assert back[name] == pytest.approx(there[name], rel=1e-5, abs=1e-12)


@pytest.mark.parametrize("call", ("two_sided", "excellence", "drivers", "kano"))
def test_more_of_the_same_is_surer(call):
    data = answers()
    once, four = (p_values(call, {name: np.tile(values, times) for name, values in data.items()}) for times in (1, 4))
    for name in NAMES:
        assert four[name] <= once[name] + 1e-12


@pytest.fixture(scope="module")
def kiosk(real_data):
    table = sk.read_table(real_data / "kiosk_servqual_kano_ipa.csv")
    kept = [place for place, one in enumerate(table["authors_sample"].to_list()) if one == 1]
    return {name: [values[place] for place in kept] for name in table.columns if (values := table[name].to_list())}


def test_cells_of_the_kiosk_hold_where_stated_and_not_where_derived(kiosk):
    performance = [name for name in kiosk if name.startswith("sat") and name[3:].isdigit()]
    assert (len(performance), len(kiosk["sat01"])) == (24, 194)
    columns = [*performance, *(name.replace("sat", "imp") for name in performance)]
    scales = dict.fromkeys(columns, sk.LIKERT_7) | {"overall_sat": FIVE}
    found = sk.priorities.importance_performance(
        kiosk, "overall_sat", performance, scale=scales, missing="pairwise",
        importance={name: name.replace("sat", "imp") for name in performance}, resamples=300,
    )  # fmt: skip
    stated = [found.stated_stability[name][found.stated_cells[name].key] for name in performance]
    derived = [found.stability[name][found.cells[name].key] for name in performance]
    assert np.mean(np.array(stated) >= 0.95) > 0.5
    assert np.mean(np.array(derived) >= 0.95) < 0.5
    assert found.agreement < 0.4


def test_money_for_the_kiosk_buys_less_and_less_and_whoever_answered_decides(kiosk):
    keys = [f"kano{place:02d}" for place in range(1, 30)]
    found = sk.priorities.kano(kiosk, {key: (f"{key}_fun", f"{key}_dys") for key in keys}, resamples=100)
    assert all(one.n >= 190 for one in found.attributes.values())
    about = {"fulfilment": dict.fromkeys(keys, 0.4), "cost": dict.fromkeys(keys, 20.0)}
    plans = [sk.priorities.investment_plan(found, budget=budget, **about) for budget in (40, 80, 160, 320)]
    margins = [plan.marginal_gain for plan in plans]
    assert all(later <= earlier + 1e-9 for earlier, later in pairwise(margins))
    assert all(later.gain > earlier.gain for earlier, later in pairwise(plans))
    assert any(0.05 < share < 0.95 for share in plans[1].stability.values())
