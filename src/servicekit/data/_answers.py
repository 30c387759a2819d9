"""Raw values to answers on a scale: one policy for what is missing, what is refused and what is normalised."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import inf
from numbers import Real
from typing import Any, Final, Literal, NoReturn

import attrs
import numpy as np
from attrs import field, frozen, validators
from numpy.typing import NDArray

from servicekit.data._columns import Column, checked_column
from servicekit.data._numerals import casefolded, decimal_digits, has_hidden, parse_number, stripped
from servicekit.data._scales import Scale
from servicekit.foundation._errors import InvalidValueError

Invalid = Literal["raise", "omit"]
CODE_LIKE_SHARE: Final = 0.01
WRONG_SCALE_SHARE: Final = 0.1
MANY_VALUES: Final = 3
KINDS: Final = {
    "b": "true or false",
    "c": "complex numbers",
    "M": "dates",
    "m": "durations",
    "S": "bytes",
    "V": "records",
}


def check_invalid(invalid: str) -> Invalid:
    """Return the policy for bad values if it is one, else raise."""
    if invalid == "raise":
        return "raise"
    if invalid == "omit":
        return "omit"
    raise InvalidValueError("invalid", "'raise' or 'omit'", invalid)


def _tokens(tokens: Iterable[str]) -> tuple[str, ...]:
    return (tokens,) if isinstance(tokens, str) else tuple(tokens)  # else "a" would be found in "n/a"


@frozen(kw_only=True)
class InputPolicy:
    """How raw values are read.

    Attributes:
        invalid: "raise" raises at the first bad value; "omit" counts them by reason and goes on.
        text: Whether numbers written as text are read ("5"); otherwise text must be a label of the scale.
        decimal: The decimal mark of such text.
        missing_tokens: Texts that stand for "no answer" instead of the empty one alone.

    Example:
        >>> import servicekit as sk
        >>> sk.net_promoter_score([9, 10, 11], policy=sk.InputPolicy(invalid="omit")).n
        2
    """

    invalid: Invalid = field(default="raise", converter=check_invalid)
    text: bool = False
    decimal: Literal[".", ","] = field(default=".", validator=validators.in_((".", ",")))
    missing_tokens: tuple[str, ...] = field(default=("",), converter=_tokens)


def as_policy(policy: InputPolicy | None) -> InputPolicy:
    """Return a policy, or that which raises; a word by itself is refused, it would be taken for one that raises."""
    if policy is None:
        return InputPolicy()
    if not isinstance(policy, InputPolicy):
        raise InvalidValueError("policy", "an InputPolicy", policy, hint='write sk.InputPolicy(invalid="omit")')
    return policy


@frozen(kw_only=True, eq=False)
class Answers:
    """Answers of one column.

    Attributes:
        values: Positions in the categories of the scale (integers), or numbers on a continuous scale.
        present: Where there is an answer; None where every row has one.
        aside: Which rows were set aside, by reason; no row has two reasons.
        unusual: Where an answer was written unusually and read all the same; None where there is none.
    """

    values: NDArray[Any]
    present: NDArray[np.bool_] | None
    aside: Mapping[str, NDArray[np.bool_]] = field(factory=dict)
    unusual: NDArray[np.bool_] | None = None

    def numbers(self, scale: Scale, rows: NDArray[np.intp] | None = None) -> NDArray[np.float64]:
        """Return the answers as numbers on their scale; what stands where none is present means nothing.

        Args:
            scale: The answers allowed.
            rows: Places of the answers wanted; None for all.
        """
        values = self.values if rows is None else self.values[rows]
        if scale.step is None:
            return np.array(values, dtype=np.float64)
        if scale.is_integer and scale.step == 1:  # several times faster than to look each one up
            return np.asarray(np.add(values, scale.low, dtype=np.float64))
        return np.asarray(np.asarray(scale.categories)[values], dtype=np.float64)

    @property
    def rejected(self) -> dict[str, int]:
        """Number of rows set aside, by reason."""
        return {reason: int(np.count_nonzero(rows)) for reason, rows in self.aside.items() if rows.any()}

    @property
    def answered(self) -> int:
        """Number of answers."""
        return len(self.values) if self.present is None else int(np.count_nonzero(self.present))

    @property
    def missing(self) -> int:
        """Number of rows without an answer that were not set aside."""
        gone = 0 if self.present is None else len(self.present) - int(np.count_nonzero(self.present))
        return gone - sum(self.rejected.values())

    @property
    def normalised(self) -> int:
        """Number of answers that were written unusually and read all the same."""
        return 0 if self.unusual is None else int(np.count_nonzero(self.unusual))

    @property
    def here(self) -> NDArray[np.bool_]:
        """Where there is an answer, as an array in every case."""
        return np.ones(len(self.values), dtype=bool) if self.present is None else self.present


def read_answers(column: Column, scale: Scale, policy: InputPolicy, *, first_row: int = 0) -> Answers:
    """Read a column on a scale.

    Args:
        column: Raw values.
        scale: The answers allowed; its missing codes count as missing.
        policy: Policy for text and for bad values.
        first_row: Number of the batch's first row, for messages.

    Raises:
        InvalidValueError: A value is no answer and the policy is to refuse; column, row, value and rule are named.
    """
    if not isinstance(scale, Scale):
        raise InvalidValueError("scale", "a Scale, such as LIKERT_5 or Scale(low=1, high=5)", scale)
    known = column.read.get((scale, policy))
    if known is None:
        known = column.read[scale, policy] = _read(column, scale, policy, first_row)
    found: Answers = known
    return found


def _read(column: Column, scale: Scale, policy: InputPolicy, first_row: int) -> Answers:
    if column.levels is not None:
        return _coded_answers(column, scale, policy, first_row)
    kind = column.values.dtype.kind
    if kind in KINDS and bool(column.present.any()) and not (kind == "b" and scale.is_yes_no):
        raise InvalidValueError(f"column {column.name!r}", scale.rule, KINDS[kind])
    if kind in "iu" and column.valid is None and not scale.missing_codes and _all_on(column.values, scale):
        return Answers(values=_offset(column.values, scale), present=None)
    if (
        kind == "f"
        and not scale.missing_codes
        and not column.rejected
        and (places := _whole_places(column, scale)) is not None
    ):
        return Answers(values=places, present=column.valid)
    is_byte = kind in "iu" and column.values.dtype.itemsize == 1 and not column.rejected
    if is_byte and (found := _byte_answers(column, scale)) is not None:
        return found
    aside = dict(column.rejected)
    numbers, present, unusual = _numbers(column, scale, policy, first_row, aside)
    answered = present & ~np.isin(numbers, scale.missing_codes) if scale.missing_codes else present
    values, good = _placed(numbers, scale)
    off = answered & ~good
    if off.any():
        if policy.invalid == "raise":
            _refuse(column.name, numbers, off, scale, first_row)
        aside["out_of_scale"] = aside.get("out_of_scale", False) | off
        answered = answered & good
    return Answers(values=values, present=None if answered.all() else answered, aside=aside, unusual=unusual)


def joined_aside(*parts: Mapping[str, NDArray[np.bool_]]) -> dict[str, NDArray[np.bool_]]:
    """Return which rows were set aside in any of several columns; a row keeps the first reason found for it."""
    found: dict[str, NDArray[np.bool_]] = {}
    for part in parts:
        for reason, rows in part.items():
            taken = np.logical_or.reduce(list(found.values())) if found else np.zeros(len(rows), dtype=bool)
            found[reason] = found.get(reason, False) | (rows & ~taken)
    return found


def _coded_answers(column: Column, scale: Scale, policy: InputPolicy, first_row: int) -> Answers:
    """Read each of the texts once, however often it was given."""
    levels = list(column.levels or ()) or [None]
    table = np.empty(len(levels), dtype=object)
    table[:] = levels
    texts = checked_column(column.name, table, None)
    try:
        each = _read(texts, scale, attrs.evolve(policy, invalid="omit"), 0)
    except InvalidValueError:
        return _read(column.plain, scale, policy, first_row)  # which says in which row
    codes = column.values.astype(np.intp)
    if policy.invalid == "raise" and any(rows[codes[column.present]].any() for rows in each.aside.values()):
        return _read(column.plain, scale, policy, first_row)
    here = column.present & each.here[codes]
    aside = {reason: rows[codes] & column.present for reason, rows in each.aside.items()}
    unusual = None if each.unusual is None else each.unusual[codes] & column.present
    return Answers(
        values=each.values[codes],
        present=None if here.all() else here,
        aside={reason: rows for reason, rows in aside.items() if rows.any()},
        unusual=unusual if unusual is not None and unusual.any() else None,
    )


def _all_on(values: NDArray[Any], scale: Scale) -> bool:
    if not (scale.is_integer and scale.step == 1 and len(values) > 0):
        return False
    if scale.low == 0 and scale.high <= np.iinfo(values.dtype).max and values.dtype.isnative:
        # what is below 0 is far above the scale without its sign: one pass instead of two
        return bool(values.view(f"u{values.dtype.itemsize}").max() <= scale.high)
    return bool(values.min() >= scale.low) and bool(values.max() <= scale.high)


def _byte_answers(column: Column, scale: Scale) -> Answers | None:
    """Read ratings kept in single bytes, or return None where any is off the scale; few passes, no wider copies."""
    values, ends, reach = column.values, np.iinfo(column.values.dtype), scale.high - scale.low
    if not (scale.is_integer and scale.step == 1 and ends.min <= scale.low <= scale.high <= ends.max and reach < 128):
        return None
    places = values.view(np.uint8) - np.uint8(int(scale.low) % 256)  # what is below the scale wraps to far above it
    on = places <= np.uint8(reach)
    gone = np.zeros(len(values), dtype=bool) if column.valid is None else ~column.valid
    for code in scale.missing_codes:
        if code.is_integer() and ends.min <= code <= ends.max:
            gone |= values == values.dtype.type(code)
    on &= ~gone
    lacking = int(np.count_nonzero(gone))
    if lacking + np.count_nonzero(on) < len(values):
        return None
    places *= on
    return Answers(values=places.view(np.int8), present=on if lacking else None)


def _whole_places(column: Column, scale: Scale) -> NDArray[np.int8] | None:
    """Return the places of ratings kept as floats, or None where any is off the scale; few passes."""
    if not (scale.is_integer and scale.step == 1 and scale.snap == 0 and 0 <= scale.low < scale.high < 127):
        return None
    values = column.values if column.valid is None else np.where(column.valid, column.values, scale.low)
    if not len(values) or not (values.min() >= scale.low and values.max() <= scale.high):
        return None
    whole = values.astype(np.int8)
    return whole - np.int8(scale.low) if bool((whole == values).all()) else None


def _offset(values: NDArray[Any], scale: Scale) -> NDArray[Any]:
    low = int(scale.low)
    if low == 0:
        return values
    # small unsigned columns would wrap below zero, and narrow ones above: widen unless the result fits for sure
    narrow = values.dtype.itemsize == 1 and low >= 0 and scale.high <= 127
    return values - values.dtype.type(low) if narrow else values.astype(np.int64) - low


def _placed(numbers: NDArray[np.float64], scale: Scale) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    if scale.step is None:
        with np.errstate(invalid="ignore"):
            good = (numbers >= scale.low) & (numbers <= scale.high)
        return np.where(good, numbers, 0.0) + 0.0, good  # no negative zero
    places = scale.index(numbers)
    return np.where(places < 0, 0, places), places >= 0


def _numbers(
    column: Column, scale: Scale, policy: InputPolicy, first_row: int, aside: dict[str, NDArray[np.bool_]]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_] | None]:
    present = column.present
    if column.values.dtype.kind in "iufb":
        return np.where(present, column.values.astype(np.float64), np.nan), present, None
    return _from_objects(column, present, scale, policy, first_row, aside)


def _from_objects(
    column: Column,
    present: NDArray[np.bool_],
    scale: Scale,
    policy: InputPolicy,
    first_row: int,
    aside: dict[str, NDArray[np.bool_]],
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_] | None]:
    _refuse_mixed(column, present, scale)
    numbers = np.full(len(present), np.nan)
    present, unusual, wrong = present.copy(), np.zeros(len(present), dtype=bool), np.zeros(len(present), dtype=bool)
    cache: dict[Any, tuple[float | None, str]] = {}
    for row in np.flatnonzero(present):
        entry = column.values[row]
        if entry not in cache:
            cache[entry] = _one(entry, scale, policy)
        number, outcome = cache[entry]
        if outcome == "missing":
            present[row] = False
        elif number is None:
            if policy.invalid == "raise":
                hint = _means_no_answer(entry, column.values[column.present]) or outcome
                raise InvalidValueError(
                    "answers", _text_rule(scale), entry, f"column {column.name!r}, row {first_row + row}", hint
                )
            wrong[row], present[row] = True, False
        else:
            numbers[row] = number
            unusual[row] = outcome == "normalised"
    if wrong.any():
        aside["not_an_answer"] = aside.get("not_an_answer", False) | wrong
    return numbers, present, unusual if unusual.any() else None


def _one(entry: Any, scale: Scale, policy: InputPolicy) -> tuple[float | None, str]:
    if not isinstance(entry, str):
        try:
            return float(entry), "plain"
        except OverflowError:  # larger than any machine number, so off every scale
            return inf if entry > 0 else -inf, "plain"
    if entry in policy.missing_tokens or stripped(entry) in policy.missing_tokens:
        return None, "missing"
    if has_hidden(stripped(entry)):
        return None, "it has an invisible character inside"
    if (word := casefolded(entry)) in scale.words:
        code = scale.words[word]
        return code, "plain" if entry in (scale.labels[code].en, scale.labels[code].zh) else "normalised"
    if not policy.text:
        if scale.labels:
            return None, ""
        return None, "declare labels in the scale, or pass policy=sk.InputPolicy(text=True) for numbers kept as text"
    plain = decimal_digits(stripped(entry))
    number = parse_number(plain, decimal=policy.decimal)
    return number, "normalised" if number is not None and plain != entry else "write it as a plain number"


def _means_no_answer(entry: object, entries: NDArray[Any]) -> str:
    """Return what to do with a word among numbers kept as text; nothing for an entry of another kind."""
    texts = [value for value in entries if isinstance(value, str)]
    numbers = sum(any(map(str.isdigit, value)) for value in texts)
    if not isinstance(entry, str) or not entry.strip().replace(" ", "").isalpha() or 2 * numbers < len(texts):
        return ""
    return f"if {entry!r} ({texts.count(entry)} times) means no answer, add it to missing_tokens"


def _text_rule(scale: Scale) -> str:
    if not scale.labels:
        return scale.rule
    return f"{scale.rule} or one of {', '.join(repr(label.en) for label in scale.labels.values())}"


def _refuse_mixed(column: Column, present: NDArray[np.bool_], scale: Scale) -> None:
    counts = Counter(map(type, column.values[present]))
    numeric = (Real, Decimal)
    if all(issubclass(kind, str) for kind in counts) or all(
        issubclass(kind, numeric) and not issubclass(kind, bool) for kind in counts
    ):
        return
    found = ", ".join(f"{name} ({count})" for name, count in sorted((k.__name__, n) for k, n in counts.items()))
    hint = "" if len(counts) == 1 else "make them all of one kind first"
    raise InvalidValueError(f"column {column.name!r}", scale.rule, ..., f"it holds {found}", hint)


def _refuse(name: str, numbers: NDArray[np.float64], off: NDArray[np.bool_], scale: Scale, first_row: int) -> NoReturn:
    rows = np.flatnonzero(off)
    values, counts = np.unique(numbers[rows], return_counts=True)
    top = int(counts.argmax())
    hint = ""
    if len(values) >= MANY_VALUES and len(rows) >= WRONG_SCALE_SHARE * len(numbers):
        hint = f"is it the right scale? answers run from {np.nanmin(numbers):g} to {np.nanmax(numbers):g}"
    elif not scale.low <= values[top] <= scale.high and counts[top] >= max(2, CODE_LIKE_SHARE * len(numbers)):
        hint = f"if {values[top]:g} ({counts[top]} times) means no answer, declare it in missing_codes"
    where = f"column {name!r}, row {first_row + rows[0]}" + (f" and {len(rows) - 1} more" if len(rows) > 1 else "")
    got = [float(value) for value in dict.fromkeys(numbers[rows].tolist())]
    raise InvalidValueError("answers", scale.rule, [int(v) if v.is_integer() else v for v in got], where, hint)


def any_aside(aside: Mapping[str, NDArray[np.bool_]]) -> NDArray[np.bool_] | None:
    """Return which rows were set aside for any reason; None where there is no reason."""
    return np.logical_or.reduce(list(aside.values())) if aside else None
