"""Colour follows what stands: points of a map, bars of a chain."""

import numpy as np
import pytest

import servicekit as sk
from servicekit.plots._canvas import BLUE, GREY, ORANGE
from servicekit.plots._what_if import _side

pytest.importorskip("matplotlib")


def colours(ax):
    return [line.get_color() for line in ax.lines if line.get_marker() == "o"]


def survey(drives, low, seed, n=400):
    rng = np.random.default_rng(seed)
    latent = rng.normal(size=(n, 4))
    pull = latent @ np.array(drives) + rng.normal(size=n)
    data = {f"d{k}": np.clip(np.rint(3.4 + latent[:, k] - (low if k == 0 else 0)), 1, 5) for k in range(4)}
    return data | {"y": np.clip(np.rint(3.4 + pull), 1, 5)}


def told(drives, low, seed):
    data = survey(drives, low, seed)
    return sk.priorities.importance_performance(data, "y", ["d0", "d1", "d2", "d3"], scale=sk.LIKERT_5, resamples=100)


def test_an_attribute_that_matters_more_and_is_done_worse_is_coloured():
    assert colours(sk.plots.plot(told((1.2, 0.2, 0.2, 0.0), 1.0, 1)))[0] == ORANGE


def test_attributes_that_matter_alike_and_are_done_alike_are_grey_though_each_of_them_matters():
    found = told((0.7, 0.7, 0.7, 0.7), 0.0, 2)
    assert all(found.importance.differs_from_nothing.values())
    assert set(colours(sk.plots.plot(found))) == {GREY}


def test_hardly_any_point_is_coloured_where_two_attributes_matter_alike_and_all_are_done_alike():
    coloured = sum(ORANGE in colours(sk.plots.plot(told((0.7, 0.7, 0.0, 0.0), 0.0, seed))) for seed in range(20))
    assert coloured <= 4  # more happens once in 400 times at a true 5 %


def test_stated_importance_is_coloured_where_both_sides_of_the_lines_stand():
    rng = np.random.default_rng(3)
    alike = {name: rng.integers(2, 6, 300) for name in ("i0", "i1", "i2", "p0", "p1", "p2")}
    lower = alike | {name: np.maximum(values - 1, 1) for name, values in alike.items() if name[0] == "p"}
    far = lower | {"i0": rng.integers(4, 6, 300), "p0": rng.integers(1, 3, 300)}
    asked = {f"p{k}": f"i{k}" for k in range(3)}
    for data, is_coloured in ((lower, False), (far, True)):
        found = sk.priorities.importance_performance(
            data, None, ["p0", "p1", "p2"], importance=asked, scale=sk.LIKERT_5, resamples=50
        )
        assert (colours(sk.plots.plot(found))[0] == ORANGE) is is_coloured


def test_bars_of_a_chain_are_neutral_where_they_may_be_0():
    assert (_side(-1.0, 2.0), _side(None, None), _side(0.0, 2.0)) == (GREY, GREY, GREY)
    assert (_side(0.5, 2.0), _side(-2.0, -0.5)) == (BLUE, ORANGE)
