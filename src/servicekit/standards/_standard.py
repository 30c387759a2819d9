"""A service standard: what is done, for whom, how it is measured, what counts as kept, which conflict it answers."""

from collections.abc import Iterable, Iterator
from math import inf
from typing import Final, Literal

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.foundation._checks import as_tuple, finite, instance_of, non_blank_text, positive
from servicekit.foundation._documents import OF_STANDARDS
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._phrases import normalise_text
from servicekit.foundation._vocabulary import Concept, Label, Source, framework, member


@frozen(kw_only=True)
class Unit:
    """A unit of measurement.

    Attributes:
        key: Permanent identifier.
        label: Its name in both languages.
        low, high: Smallest and largest possible value.
        is_whole: Whether only whole numbers are possible.

    Example:
        >>> import servicekit as sk
        >>> sk.standards.Unit(key="seconds", label=sk.foundation.Label("seconds", "秒")).key
        'seconds'
    """

    key: str
    label: Label
    low: float = 0.0
    high: float = inf
    is_whole: bool = False

    @property
    def rule(self) -> str:
        """What a value must be, for messages."""
        if self == YES_OR_NO:
            return "yes or no"
        kind = "a whole number" if self.is_whole else "a number"
        reach = f"of at least {self.low:g}" if self.high == inf else f"from {self.low:g} to {self.high:g}"
        return f"{kind} {reach} ({self.label.en})"

    def allows(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which values are possible; infinity and NaN are not."""
        possible: NDArray[np.bool_] = np.isfinite(values) & (values >= self.low) & (values <= self.high)
        if self.is_whole:
            possible &= values == np.floor(values)
        return possible


SECONDS: Final = Unit(key="seconds", label=Label("seconds", "秒"))
MINUTES: Final = Unit(key="minutes", label=Label("minutes", "分钟"))
SHARE: Final = Unit(key="share", label=Label("share", "比例"), high=1.0)
PIECES: Final = Unit(key="pieces", label=Label("pieces", "件"), is_whole=True)
ITEMS: Final = Unit(key="items", label=Label("items", "项"), is_whole=True)
YES_OR_NO: Final = Unit(key="yes_or_no", label=Label("yes or no", "是否"), high=1.0, is_whole=True)

ConflictKey = Literal["product_quality", "transaction", "communication"]
CONFLICT_KINDS: Final[dict[str, Label]] = {
    "product_quality": Label("Product quality", "产品品质"),
    "transaction": Label("Transaction", "交易过程"),
    "communication": Label("Communication", "沟通"),
}
SLACK: Final = 1e-9


@framework(
    "F31",
    title=Label("Directions of a service standard", "服务标准的方向"),
    summary=Label("On which side of its threshold a standard is kept.", "达标在阈值的哪一侧。"),
    sources=OF_STANDARDS,
)
class Direction(Concept):
    """On which side of its threshold a standard is kept.

    Example:
        >>> import servicekit as sk
        >>> str(sk.standards.Direction("at_most"))
        'at most 至多'
    """

    AT_MOST = "at_most", "at most", "至多", "Kept up to the threshold and on it.", "不超过阈值即达标。"
    AT_LEAST = "at_least", "at least", "不低于", "Kept from the threshold on.", "达到阈值即达标。"
    EXACTLY = "exactly", "exactly", "恰好", "Kept on the threshold alone.", "等于阈值才达标。"


@frozen
class Area:
    """A part of the service to which standards belong.

    Example:
        >>> import servicekit as sk
        >>> sk.standards.Area(key="hall", label=sk.foundation.Label("Hall", "大厅")).key
        'hall'
    """

    key: str
    label: Label


def _known_kind(instance: object, attribute: object, value: object) -> None:
    if value not in CONFLICT_KINDS:
        raise UnknownConceptError("conflict kind", value, list(CONFLICT_KINDS))


def _direction(given: Direction | str) -> Direction:
    return member(Direction, given)


_optional: Final = attrs.validators.optional
_both_languages: Final = instance_of(Label, "a Label with the text in both languages")


@frozen(kw_only=True)
class Standard:
    """One service standard; without unit, threshold and direction it is kept or not, as the auditor says.

    Attributes:
        key: Permanent identifier within its set.
        text: What is to be done.
        area: The part of the service.
        subject: Who or what it holds for.
        measure: How an auditor finds out.
        unit, threshold, direction: All three for a measured standard, none for one of yes and no; the direction may be
            given by its key.
        critical: Whether one failure fails the visit, whatever the score.
        weight: How much it counts in the score.
        conflict: Kind of conflict with the customer that it answers ("product_quality", "transaction",
            "communication"); None where nobody has said.
        idea: The thought behind it, where the source gives one.
        ticks: The single things that are counted, each with a box of its own on a sheet; none where nothing is counted.

    Example:
        >>> import servicekit as sk
        >>> next(iter(sk.standards.FASHION_RETAIL)).key
        'smile'
    """

    key: str = field(validator=non_blank_text)
    text: Label = field(validator=_both_languages)
    area: Area = field(validator=instance_of(Area, "an Area"))
    subject: Label = field(validator=_both_languages)
    measure: Label = field(validator=_both_languages)
    conflict: ConflictKey | None = field(default=None, validator=_optional(_known_kind))
    unit: Unit | None = field(default=None, validator=_optional(instance_of(Unit, "a Unit, such as SECONDS")))
    threshold: float | None = field(default=None, validator=_optional(finite))
    direction: Direction | None = field(default=None, converter=attrs.converters.optional(_direction))
    critical: bool = False
    weight: float = field(default=1.0, validator=positive)
    idea: Label | None = None
    ticks: tuple[Label, ...] = ()

    def __attrs_post_init__(self) -> None:
        given = {"unit": self.unit, "threshold": self.threshold, "direction": self.direction}
        missing = [name for name, value in given.items() if value is None]
        if 0 < len(missing) < 3:
            raise InvalidValueError(
                "a measured standard",
                "given unit, threshold and direction",
                f"no {missing[0]}",
                f"standard {self.key!r}",
            )
        if self.ticks and (self.threshold is None or len(self.ticks) < self.threshold):
            rule = f"given a threshold that its {len(self.ticks)} ticks can reach"
            raise InvalidValueError("a standard with ticks", rule, self.threshold, f"standard {self.key!r}")
        if self.unit and not self.unit.allows(np.array([self.threshold], dtype=float))[0]:
            raise InvalidValueError("threshold", self.unit.rule, self.threshold, f"standard {self.key!r}")

    @property
    def is_measured(self) -> bool:
        """Whether an observation is a number in the unit; else it is yes or no."""
        return self.unit is not None

    @property
    def accepted(self) -> tuple[float, float]:
        """The lowest and the highest value that keep the standard; yes is 1."""
        if self.threshold is None or self.unit is None:
            return 1.0, 1.0
        # shares come out of divisions: 19 of 20 must keep "at least 0.95"
        slack = 0.0 if self.unit.is_whole else SLACK * max(1.0, abs(self.threshold))
        low = -inf if self.direction is Direction.AT_MOST else self.threshold - slack
        high = inf if self.direction is Direction.AT_LEAST else self.threshold + slack
        return low, high

    def kept(self, value: float | bool) -> bool:
        """Return whether a measured value, or yes and no, keeps the standard.

        Raises:
            InvalidValueError: The value is not possible in the unit, or is neither yes nor no.
        """
        possible = self.unit or YES_OR_NO
        if isinstance(value, bool) is self.is_measured or not possible.allows(np.array([value], dtype=float))[0]:
            raise InvalidValueError("observation", possible.rule, value, f"standard {self.key!r}")
        low, high = self.accepted
        return low <= value <= high

    def target(self, language: Literal["en", "zh"] = "en") -> str:
        """Write what counts as kept: "at most 10 seconds", shares in per cent, or "yes" (做到)."""
        if self.unit is None or self.direction is None or self.threshold is None:
            return "yes" if language == "en" else "做到"
        gap = " " if language == "en" else ""
        if self.unit == SHARE:
            return f"{self.direction.label.text(language)}{gap}{100 * self.threshold:g}%"
        return f"{self.direction.label.text(language)}{gap}{self.threshold:g}{gap}{self.unit.label.text(language)}"


def _standards(given: Iterable[Standard]) -> tuple[Standard, ...]:
    found = as_tuple("standards", given)
    if strangers := [item for item in found if not isinstance(item, Standard)]:
        raise InvalidValueError("standards", "of the class Standard", strangers)
    return found


@frozen(kw_only=True)
class StandardSet:
    """Standards audited together; keys that occur twice and texts that say the same twice are refused.

    Example:
        >>> import servicekit as sk
        >>> len(list(sk.standards.CAR_AFTER_SALES)) > 10
        True
    """

    key: str
    title: Label
    standards: tuple[Standard, ...] = field(converter=_standards)
    sources: tuple[Source, ...] = ()
    interpretation: Label | None = None

    def __attrs_post_init__(self) -> None:
        if not self.standards:
            raise InvalidValueError("standards", "at least one", 0, f"set {self.key!r}")
        keys = [standard.key for standard in self.standards]
        texts = [f"{standard.subject.en}: {standard.text.en}" for standard in self.standards]
        for what, found in (("standard keys", keys), ("texts of standards", texts)):
            if repeated := sorted({entry for entry in found if found.count(entry) > 1}):
                raise InvalidValueError(what, "different from each other", repeated, f"set {self.key!r}")

    def __getitem__(self, key: str) -> Standard:
        for standard in self.standards:
            if standard.key == key:
                return standard
        raise UnknownConceptError(f"standard of {self.key!r}", key, [standard.key for standard in self.standards])

    @property
    def names(self) -> dict[str, str]:
        """What a sheet may call a standard -> its key: the key, or the text in either language where one has it."""
        texts = [(normalise_text(words), item.key) for item in self.standards for words in (item.text.en, item.text.zh)]
        keys: dict[str, set[str]] = {}
        for text, key in texts:
            keys.setdefault(text, set()).add(key)
        named = {text: next(iter(found)) for text, found in keys.items() if len(found) == 1}
        return named | {item.key: item.key for item in self.standards}

    def key_of(self, name: object) -> str | None:
        """Return the key of the standard that goes by a name: its key, or its text in either language; None if none."""
        names = self.names
        if not isinstance(name, str):
            return None
        return names.get(name) or names.get(normalise_text(name.rstrip(" *")))

    def __iter__(self) -> Iterator[Standard]:
        return iter(self.standards)

    def __len__(self) -> int:
        return len(self.standards)

    @property
    def areas(self) -> tuple[Area, ...]:
        """The areas in the order in which they first occur."""
        return tuple(dict.fromkeys(standard.area for standard in self.standards))


def check_standards(standards: object) -> None:
    """Refuse what is no set of standards, such as a list of them."""
    if not isinstance(standards, StandardSet):
        raise InvalidValueError("standards", "a StandardSet", type(standards).__name__)
