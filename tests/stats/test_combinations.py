"""Sums of figures: the interval of a difference is Newcombe's, and known figures add no width."""

import pytest

from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Interval
from servicekit.stats.intervals._intervals import mover_difference, mover_sum, wilson


def test_a_difference_is_a_sum_with_a_negative_weight():
    first, second = (0.9, wilson(45, 50)), (0.6, wilson(30, 50))
    found = mover_sum([(1, *first), (-1, *second)])
    expected = mover_difference(first, second)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_known_figures_shift_and_weights_scale():
    found = mover_sum([(100, 0.9, wilson(45, 50)), (1, 7, None)])
    alone = wilson(45, 50)
    assert (found.low, found.high) == pytest.approx((7 + 100 * alone.low, 7 + 100 * alone.high))
    assert mover_sum([(1, 7, None)]) is None
    assert mover_sum([]) is None


def test_levels_must_agree_and_open_sets_stay_open():
    with pytest.raises(InvalidValueError, match="levels"):
        mover_sum([(1, 0.5, wilson(5, 10)), (1, 0.5, wilson(5, 10, level=0.9))])
    anything = Interval(low=-1, high=1, method="fieller", kind="unbounded")
    assert mover_sum([(1, 0.5, wilson(5, 10)), (1, 0.5, anything)]).kind == "unbounded"
