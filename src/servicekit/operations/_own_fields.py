"""Profile fields of one's own trade, presets for three trades, and new goods held against what is known."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Literal

from attrs import field, frozen

from servicekit.foundation._checks import non_blank_text
from servicekit.foundation._documents import RETAIL, under
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import Label, Source, member, members
from servicekit.operations._customer_information import InformationKind, LearningWay

ValueKind = Literal["text", "number", "day", "list"]
Trade = Literal["fashion", "car", "property"]

_SHOP: Final = under(RETAIL, "VIP资源的利用")


def _kind(value: InformationKind | str) -> InformationKind:
    return member(InformationKind, value)


def _ways(values: Iterable[LearningWay | str]) -> tuple[LearningWay, ...]:
    return members(LearningWay, values)


@frozen(kw_only=True)
class OwnField:
    """A field of a customer profile that a trade needs besides the 27 of every trade.

    Attributes:
        key: Permanent identifier.
        label: Its name in both languages.
        kind: Which of the seven kinds of information it is, or its key.
        ways: In which ways it can be learnt, or their keys.
        is_sensitive: Whether it is masked and left out of exports unless asked for by name.
        value: What is kept: "text", "number", "day", or "list" of texts.
        source: Where it is named; None for one's own.

    Example:
        >>> import servicekit as sk
        >>> pet = sk.operations.OwnField(
        ...     key="pet", label=sk.foundation.Label("Pet", "宠物"), kind="background", ways=["interview"]
        ... )
        >>> sk.operations.Profile(customer="K-1", own=[pet]).fields[-1].key
        'pet'
    """

    key: str = field(validator=non_blank_text)
    label: Label
    kind: InformationKind = field(converter=_kind)
    ways: tuple[LearningWay, ...] = field(converter=_ways)
    is_sensitive: bool = False
    value: ValueKind = "text"
    source: Source | None = None

    def __attrs_post_init__(self) -> None:
        if self.value not in ("text", "number", "day", "list"):
            raise InvalidValueError("value", "'text', 'number', 'day' or 'list'", self.value, f"field {self.key!r}")

    def check(self, value: object) -> None:
        """Refuse what is not of the kind that is kept."""
        kinds: dict[ValueKind, Any] = {"text": str, "number": int | float, "day": date, "list": list | tuple}
        good = isinstance(value, kinds[self.value]) and not isinstance(value, bool)
        if isinstance(value, list | tuple):
            good = good and bool(value) and all(isinstance(each, str) for each in value)
        if not good:
            raise InvalidValueError(self.key, f"a {self.value}", value)


@frozen
class Fit:
    """How far new goods fit a customer.

    Attributes:
        fitting, unfitting: Keys of the fields in which they do and do not.
        unknown: Keys of the fields of which nothing is known: ask before calling.
    """

    fitting: tuple[str, ...]
    unfitting: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def is_fit(self) -> bool:
        """Whether something fits and nothing is known not to."""
        return bool(self.fitting) and not self.unfitting


def fit_of(held: Mapping[str, tuple[Any, Any]]) -> Fit:
    """Return how far what goods have meets what is known; None is unknown."""
    found: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    for key, (known, wanted) in held.items():
        found[None if known is None else _meets(known, wanted)].append(key)
    return Fit(tuple(found[True]), tuple(found[False]), tuple(found[None]))


def _meets(known: object, wanted: object) -> bool:
    if isinstance(known, int | float) and isinstance(wanted, tuple) and len(wanted) == 2:
        return bool(wanted[0] <= known <= wanted[1])
    offered = set(wanted) if isinstance(wanted, list | tuple | set | frozenset) else {wanted}
    return bool(offered & (set(known) if isinstance(known, list | tuple) else {known}))


def _field(
    key: str, en: str, zh: str, kind: str, ways: str, source: Source | None, value: ValueKind = "text"
) -> OwnField:
    return OwnField(key=key, label=Label(en, zh), kind=kind, ways=ways.split(), value=value, source=source)


TRADE_FIELDS: Final[Mapping[Trade, tuple[OwnField, ...]]] = MappingProxyType(
    {
        "fashion": (
            _field("size", "Size", "尺码", "wishes", "experience records interview", _SHOP),
            _field("figure", "Figure", "身材", "traits", "observation experience", _SHOP),
            _field(
                "colours",
                "Colours liked",
                "喜好的颜色",
                "likes",
                "experience records interview",
                _SHOP,
                "list",
            ),
        ),
        "car": (
            _field("plate", "Number plate", "车牌号", "identity", "records observation", None),
            _field("car_model", "Model", "车型", "identity", "records observation", None),
            _field("mileage", "Mileage", "行驶里程", "wishes", "records phone", None, "number"),
            _field("next_service", "Next service", "下次保养日期", "wishes", "records phone", None, "day"),
        ),
        "property": (
            _field("floor_plan", "Floor plan", "户型", "wishes", "interview phone", None),
            _field("budget", "Budget", "预算", "wishes", "interview questionnaire", None, "number"),
            OwnField(
                key="household",
                label=Label("People in the household", "家庭人数"),
                kind="background",
                ways=["interview"],
                is_sensitive=True,
                value="number",
            ),
        ),
    }
)
"""Fields of three trades; the document on total customer service names size, figure and likes, the others are added."""


def fields_of(own: Trade | Iterable[OwnField]) -> tuple[OwnField, ...]:
    """Return the fields of a trade, or those given, with keys unlike each other."""
    if isinstance(own, str):
        if own not in TRADE_FIELDS:
            raise UnknownConceptError("trade", own, list(TRADE_FIELDS))
        return TRADE_FIELDS[own]
    found = tuple(own)
    keys = [each.key for each in found]
    if len(set(keys)) < len(keys):
        raise InvalidValueError("own fields", "different from each other", keys)
    return found
