"""Columns as numbers: ratings in steps of their scale, so that sums of them are exact; other numbers from an origin."""

from typing import Any, Final

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._answers import InputPolicy, any_aside, read_answers
from servicekit.data._frames import Column
from servicekit.data._scales import Scale
from servicekit.data._vectors import Floats
from servicekit.foundation._errors import InvalidValueError

MODERATE: Final = 2**15
SMALLEST: Final = 1e-140


@frozen(kw_only=True, eq=False)
class NumberColumn:
    """Values of a column, counted in steps from an origin.

    Attributes:
        values: A value is ``origin + unit * x``; what stands where none is means nothing.
        present: Where there is a value; None where every row has one.
        aside: Rows whose value was set aside; None without any.
        largest: Greatest x possible; infinite where they need not be whole.
    """

    values: NDArray[Any]
    present: NDArray[np.bool_] | None
    aside: NDArray[np.bool_] | None
    origin: float
    unit: float
    largest: float

    def take(self, rows: NDArray[np.intp]) -> "NumberColumn":
        """Return the values of some of the rows."""
        present = None if self.present is None else self.present[rows]
        return attrs.evolve(
            self,
            values=self.values[rows],
            present=None if present is None or present.all() else present,
            aside=None if self.aside is None else self.aside[rows],
        )


def read_numbers(column: Column, scale: Scale | None, policy: InputPolicy, first_row: int) -> NumberColumn:
    """Read a column on its scale, or as plain numbers.

    Args:
        column: Raw values.
        scale: The answers allowed; None for any finite numbers.
        policy: Policy for text and for bad values.
        first_row: Number of the batch's first row, for messages.
    """
    if scale is None:
        return _plain(column, policy, first_row)
    answers = read_answers(column, scale, policy, first_row=first_row)
    if scale.step is None:
        return _shifted(answers.values, answers.present, any_aside(answers.aside))
    return NumberColumn(
        values=answers.values,
        present=answers.present,
        aside=any_aside(answers.aside),
        origin=scale.low,
        unit=float(scale.step),
        largest=float(len(scale.categories) - 1),
    )


def _plain(column: Column, policy: InputPolicy, first_row: int) -> NumberColumn:
    if column.values.dtype.kind not in "iuf" and column.present.any():
        raise InvalidValueError(f"column {column.name!r}", "numbers", column.values.dtype.name)
    values = column.values.astype(np.float64)
    present, aside = column.valid, dict(column.rejected)
    wrong = ~np.isfinite(values) if present is None else ~np.isfinite(values) & present
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        if policy.invalid == "raise":
            where = f"column {column.name!r}, row {first_row + row}"
            raise InvalidValueError("values", "finite numbers", values[row], where)
        aside["not_finite"] = wrong
        present = column.present & ~wrong
    _require_squares(column.name, values, present)
    return _shifted(values, present, any_aside(aside))


def _require_squares(name: str, values: Floats, present: NDArray[np.bool_] | None) -> None:
    """Raise where numbers are so small or so large that their squares lose digits.

    Args:
        name: The column.
        values: Its numbers.
        present: Where there is one; None where everywhere.
    """
    size = np.abs(values if present is None else values[present]).max(initial=0.0)
    if size and not SMALLEST < size < 1 / SMALLEST:
        rule = f"of a size from {SMALLEST:g} to {1 / SMALLEST:g}, whose squares keep their digits"
        raise InvalidValueError(f"column {name!r}", rule, float(size), hint="take another unit")


def _shifted(values: Floats, present: NDArray[np.bool_] | None, aside: NDArray[np.bool_] | None) -> NumberColumn:
    values = values.astype(np.float64) if present is None else np.where(present, values, 0.0)
    origin = 0.0
    # whole numbers of moderate size keep exact sums; others are counted from the first of them, because squares
    # of distant numbers would lose their digits and equal numbers would seem to vary
    if len(values) and not (np.abs(values).max() <= MODERATE and np.array_equal(values, np.rint(values))):
        origin = float(values[0 if present is None else int(np.argmax(present))])
    return NumberColumn(values=values - origin, present=present, aside=aside, origin=origin, unit=1.0, largest=np.inf)
