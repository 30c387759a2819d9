"""Rating scales: which answers exist, what they mean, and exact moves from one scale to another."""

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Final, TypeVar

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._numerals import casefolded
from servicekit.foundation._checks import finite, non_negative, positive
from servicekit.foundation._errors import InvalidValueError, ScaleMismatchError
from servicekit.foundation._vocabulary import Label

MOST_CATEGORIES: Final = 1001


def _exact(number: float) -> Fraction:
    # 0.1 means one tenth, as it is written, not the nearest binary fraction
    return Fraction(repr(float(number)))


def _codes(codes: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sorted(float(code) for code in codes))


Answer = TypeVar("Answer", float, NDArray[np.float64])


@frozen(kw_only=True, slots=False)
class Scale:
    """The answers a question allows.

    Attributes:
        low, high: The ends.
        step: Distance between neighbouring answers; None for a continuous scale.
        higher_is_better: Direction; it is part of the identity of every summary.
        true_zero: Whether 0 means "none", so that ratios of answers mean something.
        missing_codes: Numbers that stand for "no answer" ("don't know" = 99); they lie off the scale.
        labels: Words of the answers, by number.
        snap: Largest distance by which an answer may miss its category (float noise); 0 refuses any.

    Example:
        >>> import servicekit as sk
        >>> sk.Scale(low=1, high=5).categories
        (1.0, 2.0, 3.0, 4.0, 5.0)
    """

    low: float = field(converter=float, validator=finite)
    high: float = field(converter=float, validator=finite)
    step: float | None = 1.0
    higher_is_better: bool = True
    true_zero: bool = False
    missing_codes: tuple[float, ...] = field(default=(), converter=_codes)
    labels: Mapping[float, Label] = field(factory=dict, hash=False)
    snap: float = field(default=0.0, validator=non_negative)

    def __attrs_post_init__(self) -> None:
        if not self.high > self.low:
            raise InvalidValueError("high end of a scale", f"above the low end {self.low:g}", self.high)
        if self.step is not None:
            positive(None, "step", self.step)
            steps = (_exact(self.high) - _exact(self.low)) / _exact(self.step)
            if steps.denominator != 1 or steps >= MOST_CATEGORIES:
                rule = f"such that whole steps (fewer than {MOST_CATEGORIES}) lead from low to high"
                raise InvalidValueError("step", rule, self.step)
        if on_scale := [code for code in self.missing_codes if self._holds(code)]:
            raise InvalidValueError("missing codes", f"off the scale ({self.rule})", on_scale)
        if self.true_zero and self.low != 0:
            raise InvalidValueError("low end of a scale with a true zero", "0", self.low)
        if off_scale := [code for code in self.labels if not self._holds(code)]:
            raise InvalidValueError("labelled answers", f"on the scale ({self.rule})", off_scale)
        if twice := sorted({word for word, codes in self._meanings().items() if len(codes) > 1}):
            raise InvalidValueError("labels", "different for each answer, whatever their case and spacing", twice)

    @property
    def rule(self) -> str:
        """The answers allowed, in words."""
        ends = f"from {self.low:g} to {self.high:g}"
        if self.step is None:
            return f"numbers {ends}"
        return f"whole numbers {ends}" if self.is_integer else f"numbers {ends} in steps of {self.step:g}"

    @cached_property
    def is_integer(self) -> bool:
        """Whether every answer is a whole number, so that sums are exact."""
        return self.step is not None and float(self.step).is_integer() and self.low.is_integer()

    @cached_property
    def categories(self) -> tuple[float, ...]:
        """Every answer in rising order.

        Raises:
            InvalidValueError: The scale is continuous.
        """
        if self.step is None:
            raise InvalidValueError("scale", "of separate categories", "a continuous scale")
        start, step = _exact(self.low), _exact(self.step)
        count = int((_exact(self.high) - start) / step) + 1
        return tuple(float(start + step * k) for k in range(count))

    def _meanings(self) -> dict[str, set[float]]:
        found: dict[str, set[float]] = {}
        for code, label in self.labels.items():
            for word in (label.en, label.zh):
                found.setdefault(casefolded(word), set()).add(code)
        return found

    @cached_property
    def words(self) -> dict[str, float]:
        """The answer that each label means, by the label in the form in which labels are compared."""
        return {word: codes.pop() for word, codes in self._meanings().items()}

    @cached_property
    def is_yes_no(self) -> bool:
        """Whether the answers are 0 and 1, so that true and false may stand for them."""
        return (self.low, self.high, self.step) == (0, 1, 1)

    def _holds(self, code: float) -> bool:
        return code in self.categories if self.step is not None else self.low <= code <= self.high

    def index(self, values: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the position of each answer in ``categories``; -1 for an answer off the scale, NaN included."""
        table = np.asarray(self.categories)
        with np.errstate(invalid="ignore", over="ignore"):
            near = np.rint((values - self.low) / (table[1] - table[0]))
            inside = (near >= 0) & (near < len(table))
            place = np.where(inside, near, 0).astype(np.int64)
            inside &= np.abs(values - table[place]) <= self.snap
        return np.where(inside, place, -1)

    def rescale(self, value: float, to: "Scale") -> float:
        """Move one answer to the same relative place on another scale, exactly rounded.

        A change of direction is honoured: the best answer stays the best.
        """
        if not self.low <= value <= self.high:
            raise InvalidValueError("value", self.rule, value)
        share = (_exact(value) - _exact(self.low)) / (_exact(self.high) - _exact(self.low))
        if self.higher_is_better is not to.higher_is_better:
            share = 1 - share
        return float(_exact(to.low) + share * (_exact(to.high) - _exact(to.low)))

    def to_index(self, value: Answer) -> Answer:
        """Return a mean answer as 0 (worst) to 100 (best)."""
        share = (value - self.low) / (self.high - self.low)
        return 100 * (share if self.higher_is_better else 1 - share)

    def require_same(self, other: "Scale") -> None:
        """Raise unless the other scale is the same in every respect."""
        if self != other:
            raise ScaleMismatchError(
                f"answers on different scales cannot be joined: {self!r} and {other!r}; rescale one of them first"
            )

    def turned(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return answers so that more is better: as they are, or counted from the other end of the scale."""
        return numbers if self.higher_is_better else self.low + self.high - numbers

    def require_true_zero(self, purpose: str) -> None:
        """Raise unless 0 on this scale means none."""
        if not self.true_zero:
            zero_based = Scale(low=0, high=self.high - self.low, step=self.step, true_zero=True)
            raise InvalidValueError(
                f"scale of a {purpose}",
                "one with a true zero",
                self.rule,
                hint=f"move the codes to {zero_based.rule} and declare Scale(..., true_zero=True) if 0 then means none",
            )


LIKERT_5: Final = Scale(low=1, high=5)
LIKERT_7: Final = Scale(low=1, high=7)
ONE_TO_TEN: Final = Scale(low=1, high=10)
ZERO_TO_TEN: Final = Scale(low=0, high=10)
YES_NO: Final = Scale(low=0, high=1, true_zero=True)
PERCENT: Final = Scale(low=0, high=100, step=None, true_zero=True)
