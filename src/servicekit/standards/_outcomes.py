"""What an auditor wrote down, read against a standard: kept, failed, not applicable or not observed."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._numerals import decimal_digits, parse_number, stripped
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._phrases import normalise_text
from servicekit.foundation._vocabulary import Concept, Source, framework
from servicekit.foundation._vocabulary import Label as _Label
from servicekit.standards._standard import YES_OR_NO, Standard


@framework(
    "F31",
    title=_Label("Outcomes of an audit observation", "检查观察的结果"),
    summary=_Label("What an observation says about a standard.", "一次观察对标准的结论。"),
    sources=(Source("Training decks on customer service", None, "服务标准与服务落实"),),
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


def _folded(tokens: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(normalise_text(stripped(token)) for token in tokens))


@frozen(kw_only=True)
class Tokens:
    """Words that auditors write instead of a number; compared without case, width and outer spaces.

    Anything that is neither in one of these lists nor a plain number is refused. An empty cell is not observed.

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
    not_observed: tuple[str, ...] = field(default=("", "not observed", "未观察"), converter=_folded)

    def __attrs_post_init__(self) -> None:
        every = [*self.yes, *self.no, *self.not_applicable, *self.not_observed]
        if repeated := sorted({token for token in every if every.count(token) > 1}):
            raise InvalidValueError("tokens", "of one meaning each", repeated)

    def meaning(self, entry: object) -> tuple[int, float]:
        """Return what one cell says and, if it is a number, the number."""
        if entry is None:
            return NOT_OBSERVED, 0.0
        if isinstance(entry, bool | np.bool_):
            return (_YES, 1.0) if entry else (_NO, 0.0)
        if isinstance(entry, int | float | np.integer | np.floating):
            return (NOT_OBSERVED, 0.0) if entry != entry else (_NUMBER, float(entry))
        if not isinstance(entry, str):
            return BAD, 0.0
        word = normalise_text(stripped(entry))
        said = (
            (_YES, self.yes),
            (_NO, self.no),
            (NOT_APPLICABLE, self.not_applicable),
            (NOT_OBSERVED, self.not_observed),
        )
        for meaning, words in said:
            if word in words:
                return meaning, float(meaning == _YES)
        number = parse_number(decimal_digits(stripped(entry)))
        return (BAD, 0.0) if number is None else (_NUMBER, number)


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

    def judge(self, standards: NDArray[Any], numbers: NDArray[np.float64]) -> NDArray[np.int8]:
        """Return the outcome of each number for its standard, ``BAD`` where the unit does not allow it."""
        possible = (numbers >= self.lowest[standards]) & (numbers <= self.highest[standards]) & np.isfinite(numbers)
        possible &= ~self.whole[standards] | (numbers == np.floor(numbers))
        kept = (numbers >= self.accepted_low[standards]) & (numbers <= self.accepted_high[standards])
        return np.where(possible, np.where(kept, KEPT, FAILED), BAD).astype(np.int8)

    def judge_words(self, meanings: Sequence[tuple[int, float]]) -> NDArray[np.int8]:
        """Return a table standards x words of outcomes."""
        said = np.array([meaning for meaning, _ in meanings], dtype=np.int64)
        numbers = np.array([number for _, number in meanings], dtype=float)
        rows = np.repeat(np.arange(len(self.keys)), len(meanings))
        judged = self.judge(rows, np.tile(numbers, len(self.keys))).reshape(len(self.keys), len(meanings))
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
    )
