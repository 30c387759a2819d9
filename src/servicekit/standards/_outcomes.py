"""What an auditor wrote down, read against a standard: kept, failed, not applicable or not observed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._numerals import decimal_digits, parse_number, stripped
from servicekit.foundation._documents import OF_STANDARDS
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._phrases import normalise_text
from servicekit.foundation._vocabulary import Concept, framework
from servicekit.foundation._vocabulary import Label as _Label
from servicekit.standards._standard import SECONDS, YES_OR_NO, Standard, Unit


@framework(
    "F31",
    title=_Label("Outcomes of an audit observation", "检查观察的结果"),
    summary=_Label("What an observation says about a standard.", "一次观察对标准的结论。"),
    sources=OF_STANDARDS,
)
class Outcome(Concept):
    """What an observation says about a standard; only kept and failed count in a rate.

    Example:
        >>> import servicekit as sk
        >>> str(sk.standards.Outcome("kept"))
        'Kept 达标'
    """

    KEPT = "kept", "Kept", "达标", "The standard was kept.", "达到了标准。"
    FAILED = "failed", "Failed", "未达标", "The standard was not kept.", "没有达到标准。"
    NOT_APPLICABLE = (
        "not_applicable",
        "Not applicable",
        "不适用",
        "The standard does not apply to this visit.",
        "标准不适用于本次检查。",
    )
    NOT_OBSERVED = (
        "not_observed",
        "Not observed",
        "未观察",
        "The auditor could not see it.",
        "检查者未能看到。",
    )


OUTCOMES: Final = tuple(Outcome)
BAD: Final = len(OUTCOMES)
KEPT, FAILED, NOT_APPLICABLE, NOT_OBSERVED = range(BAD)
_NUMBER, _YES, _NO = -1, -2, -3


UNIT_WORDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "秒", "秒钟"), "seconds"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "分", "分钟"), "minutes"),
    **dict.fromkeys(("pc", "pcs", "piece", "pieces", "件", "个", "样"), "pieces"),
    **dict.fromkeys(("item", "items", "项"), "items"),
}
"""Words of units as auditors write them -> keys of units."""
IN_SECONDS: Final = {"seconds": 1.0, "minutes": 60.0}
_MEASURES: Final = re.compile(r"([+-]?[0-9.]+)\s*([^0-9.+\-]+)")
_NO_UNITS: Final[Mapping[str, str]] = {}


class Meaning(NamedTuple):
    """What one cell says.

    Attributes:
        code: The outcome, ``BAD``, or that it is a number, yes or no.
        number: Where it is a number.
        unit: Key of the unit written behind it, "" where there is none.
    """

    code: int
    number: float
    unit: str


def _folded(tokens: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(normalise_text(stripped(token)) for token in tokens))


@frozen(kw_only=True)
class Tokens:
    """Words and marks that auditors write; compared without case, width and outer spaces.

    Anything that is neither in one of these lists nor a number, with or without its unit ("8 s", "8秒", "1分20秒"), is
    refused. An empty cell is not observed.

    Attributes:
        yes, no: Answers to a standard of yes and no; for one that is measured they are no measurement.
        kept, failed: The auditor's own verdict, for any standard.
        not_applicable, not_observed: What does not count.
        units: Word of a unit -> its key; the names of the standards' own units are read besides.

    Example:
        >>> import servicekit as sk
        >>> sk.standards.Tokens().yes
        ('yes', 'y', 'true', '是', '合格')
    """

    yes: tuple[str, ...] = field(default=("yes", "y", "true", "是", "合格"), converter=_folded)
    no: tuple[str, ...] = field(default=("no", "n", "false", "否", "不合格"), converter=_folded)
    not_applicable: tuple[str, ...] = field(
        default=("N/A", "NA", "n.a.", "not applicable", "不适用"), converter=_folded
    )
    not_observed: tuple[str, ...] = field(
        default=("", "not observed", "未观察", "未观察到", "没看到"), converter=_folded
    )
    kept: tuple[str, ...] = field(
        default=("√", "✓", "✔", "☑", "✅", "kept", "met", "ok", "达标", "做到", "已做到"), converter=_folded
    )
    failed: tuple[str, ...] = field(
        default=("×", "✗", "✘", "✕", "☒", "❌", "failed", "not met", "未达标", "不达标", "未做到", "没做到"),
        converter=_folded,
    )
    units: Mapping[str, str] = field(factory=lambda: dict(UNIT_WORDS))

    def __attrs_post_init__(self) -> None:
        every = [*self.yes, *self.no, *self.not_applicable, *self.not_observed, *self.kept, *self.failed]
        if repeated := sorted({token for token in every if every.count(token) > 1}):
            raise InvalidValueError("tokens", "of one meaning each", repeated)

    def meaning(self, entry: object, units: Mapping[str, str] = _NO_UNITS) -> Meaning:
        """Return what one cell says and, if it is a number, the number and the unit written behind it.

        Args:
            entry: A cell.
            units: Further words of units and their keys.
        """
        if entry is None:
            return Meaning(NOT_OBSERVED, 0.0, "")
        if isinstance(entry, bool | np.bool_):
            return Meaning(_YES if entry else _NO, float(entry), "")
        if isinstance(entry, int | float | np.integer | np.floating):
            return Meaning(NOT_OBSERVED, 0.0, "") if entry != entry else Meaning(_NUMBER, float(entry), "")
        if not isinstance(entry, str):
            return Meaning(BAD, 0.0, "")
        word = normalise_text(stripped(entry)).replace("\ufe0f", "")  # emoji or text: one mark
        said = (
            (_YES, self.yes),
            (_NO, self.no),
            (KEPT, self.kept),
            (FAILED, self.failed),
            (NOT_APPLICABLE, self.not_applicable),
            (NOT_OBSERVED, self.not_observed),
        )
        for meaning, words in said:
            if word in words:
                return Meaning(meaning, float(meaning == _YES), "")
        number = parse_number(decimal_digits(stripped(entry)))
        return Meaning(_NUMBER, number, "") if number is not None else _with_unit(word, {**units, **self.units})


def _with_unit(word: str, units: Mapping[str, str]) -> Meaning:
    """Read "8 s" or "1分20秒": numbers, each with the word of its unit; several only for times, which add up."""
    parts = _MEASURES.findall(decimal_digits(word))
    if not parts or "".join(f"{number}{unit}" for number, unit in parts).replace(" ", "") != word.replace(" ", ""):
        return Meaning(BAD, 0.0, "")
    read = [(parse_number(number), units.get(unit.strip())) for number, unit in parts]
    if len(read) == 1 and read[0][0] is not None and read[0][1] is not None:
        return Meaning(_NUMBER, read[0][0], read[0][1])
    seconds = 0.0
    for number, unit in read:
        if number is None or unit is None or unit not in IN_SECONDS:
            return Meaning(BAD, 0.0, "")
        seconds += number * IN_SECONDS[unit]
    return Meaning(_NUMBER, seconds, SECONDS.key)


TOKENS: Final = Tokens()


@frozen(kw_only=True, eq=False)
class Rulebook:
    """The standards as arrays, so that a million observations are judged at once."""

    keys: tuple[str, ...]
    measured: NDArray[np.bool_]
    lowest: NDArray[np.float64]
    highest: NDArray[np.float64]
    whole: NDArray[np.bool_]
    accepted_low: NDArray[np.float64]
    accepted_high: NDArray[np.float64]
    units: tuple[Unit, ...]

    @property
    def unit_words(self) -> dict[str, str]:
        """The names of the units of these standards -> their keys."""
        return {
            normalise_text(word): unit.key
            for unit in self.units
            if unit != YES_OR_NO
            for word in (unit.key, unit.label.en, unit.label.zh)
        }

    def measured_as(self, standards: NDArray[Any], numbers: NDArray[np.float64], tags: NDArray[np.str_]) -> Any:
        """Return numbers in the units of their standards, NaN where the unit written does not fit."""
        own = np.array([unit.key for unit in self.units])[standards]
        seconds = {**IN_SECONDS, "": np.nan}
        factor = np.array([seconds.get(tag, np.nan) for tag in tags.tolist()])
        divisor = np.array([seconds.get(key, np.nan) for key in own.tolist()])
        return np.where((tags == "") | (tags == own), numbers, numbers * factor / divisor)

    def judge(self, standards: NDArray[Any], numbers: NDArray[np.float64]) -> NDArray[np.int8]:
        """Return the outcome of each number for its standard, ``BAD`` where the unit does not allow it."""
        possible = (numbers >= self.lowest[standards]) & (numbers <= self.highest[standards]) & np.isfinite(numbers)
        possible &= ~self.whole[standards] | (numbers == np.floor(numbers))
        kept = (numbers >= self.accepted_low[standards]) & (numbers <= self.accepted_high[standards])
        return np.where(possible, np.where(kept, KEPT, FAILED), BAD).astype(np.int8)

    def judge_words(self, meanings: Sequence[Meaning]) -> NDArray[np.int8]:
        """Return a table standards x words of outcomes."""
        said = np.array([meaning.code for meaning in meanings], dtype=np.int64)
        numbers = np.tile([meaning.number for meaning in meanings], len(self.keys)).astype(np.float64)
        tags = np.tile(np.array([meaning.unit for meaning in meanings], dtype=np.str_), len(self.keys))
        rows = np.repeat(np.arange(len(self.keys)), len(meanings))
        judged = self.judge(rows, self.measured_as(rows, numbers, tags)).reshape(len(self.keys), len(meanings))
        # yes and no are no measurement
        judged[np.ix_(self.measured, (said == _YES) | (said == _NO))] = BAD
        return np.where(said >= 0, said, judged).astype(np.int8)


def rulebook(standards: Iterable[Standard]) -> Rulebook:
    """Return the standards as arrays."""
    listed = tuple(standards)
    units = [standard.unit or YES_OR_NO for standard in listed]
    accepted = np.array([standard.accepted for standard in listed], dtype=float)
    return Rulebook(
        keys=tuple(standard.key for standard in listed),
        measured=np.array([standard.is_measured for standard in listed]),
        lowest=np.array([unit.low for unit in units]),
        highest=np.array([unit.high for unit in units]),
        whole=np.array([unit.is_whole for unit in units]),
        accepted_low=accepted[:, 0],
        accepted_high=accepted[:, 1],
        units=tuple(units),
    )
