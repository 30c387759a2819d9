"""A customer's profile: what is known, from where and since when; what is sensitive stays masked."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import attrs
from attrs import field, frozen

from servicekit.foundation._checks import day, words
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._members import member, members
from servicekit.foundation._results import plain
from servicekit.operations._profile_fields import FIELDS_OF, LEARNT_BY, InformationKind, LearningWay, ProfileField

MASK: Final = "•••"


class Masked:
    """A value that does not show itself; only ``reveal`` gives it."""

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        self._value = value

    def reveal(self) -> Any:
        """Return the value."""
        return self._value

    def __repr__(self) -> str:
        return MASK

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Masked) and bool(self._value == other._value)

    def __hash__(self) -> int:
        return hash(MASK)


@frozen(kw_only=True)
class Entry:
    """One thing that was learnt.

    Attributes:
        field: What it is about.
        value: What was learnt; masked if the field is sensitive.
        way: How it was learnt.
        on: When.
        by: Who learnt it.
    """

    field: ProfileField
    value: Any
    way: LearningWay
    on: date = attrs.field(validator=day)
    by: str = ""

    def __attrs_post_init__(self) -> None:
        learnt = self.value.reveal() if isinstance(self.value, Masked) else self.value
        if (
            learnt is None
            or (isinstance(learnt, float) and learnt != learnt)
            or (isinstance(learnt, str) and not learnt.strip())
        ):
            raise InvalidValueError(self.field.key, "something that was learnt", None, hint="leave unknown fields out")
        if self.field.is_sensitive and not isinstance(self.value, Masked):
            object.__setattr__(self, "value", Masked(self.value))


@frozen(kw_only=True)
class Gap:
    """Something not known, and the ways that could fill it."""

    field: ProfileField
    ways: tuple[LearningWay, ...]


@frozen(kw_only=True)
class Profile:
    """What is known of one customer; ``learn`` returns the profile with one more entry.

    Attributes:
        customer: Who it is.
        entries: Everything learnt, older entries kept.
    """

    customer: str = field(validator=words)
    entries: tuple[Entry, ...] = ()

    def learn(
        self, what: ProfileField | str, value: Any, *, way: LearningWay | str, on: date, by: str = ""
    ) -> "Profile":
        """Return the profile with one more thing learnt.

        Args:
            what: The field, or its key.
            value: What was learnt; None and blank text are refused.
            way: How, or its key.
            on: When.
            by: Who learnt it.
        """
        about = member(ProfileField, what)
        entry = Entry(field=about, value=value, way=member(LearningWay, way), on=on, by=by)
        return attrs.evolve(self, entries=(*self.entries, entry))

    @property
    def latest(self) -> Mapping[ProfileField, Entry]:
        """The latest entry of each field that is known; of one day the one entered last."""
        newest: dict[ProfileField, Entry] = {}
        for entry in self.entries:
            if entry.field not in newest or entry.on >= newest[entry.field].on:
                newest[entry.field] = entry
        return {known: newest[known] for known in ProfileField if known in newest}

    def __getitem__(self, what: ProfileField | str) -> Entry:
        about = member(ProfileField, what)
        if about not in self.latest:
            raise UnknownConceptError("entry of the profile", about.key, [known.key for known in self.latest])
        return self.latest[about]

    @property
    def completeness_share(self) -> float:
        """Share of all fields that are known."""
        return len(self.latest) / len(ProfileField)

    @property
    def completeness_by_kind(self) -> Mapping[InformationKind, float]:
        """Share of the fields of each kind that are known."""
        known = self.latest
        return {kind: sum(entry in known for entry in fields) / len(fields) for kind, fields in FIELDS_OF.items()}

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Fields not known, with the ways that could fill them."""
        return tuple(Gap(field=about, ways=about.ways) for about in ProfileField if about not in self.latest)

    @property
    def ways_that_fill(self) -> Mapping[LearningWay, tuple[ProfileField, ...]]:
        """For each way the gaps it could fill, the most fruitful way first."""
        missing = {gap.field for gap in self.gaps}
        found = {way: tuple(about for about in fields if about in missing) for way, fields in LEARNT_BY.items()}
        return dict(sorted(found.items(), key=lambda item: -len(item[1])))

    def older_than(self, day: date) -> tuple[Entry, ...]:
        """Return latest entries that were learnt before a day and may have changed since."""
        return tuple(entry for entry in self.latest.values() if entry.on < day)

    def export(self, *, sensitive: Iterable[ProfileField | str] = ()) -> dict[str, Any]:
        """Return what is known, with way and day, ready for JSON; sensitive fields only if they are named.

        Args:
            sensitive: Sensitive fields to be exported, by name.

        Raises:
            UnknownConceptError: A name is no field.
            InvalidValueError: A name is no sensitive field, which needs no naming.
        """
        asked = members(ProfileField, sensitive)
        if open_ones := [about.key for about in asked if not about.is_sensitive]:
            raise InvalidValueError("sensitive", "sensitive fields", open_ones, hint="the others are exported anyway")
        return {
            "customer": self.customer,
            "fields": {
                about.key: {
                    "value": plain(entry.value.reveal() if isinstance(entry.value, Masked) else entry.value),
                    "way": entry.way.key,
                    "on": entry.on.isoformat(),
                    "by": entry.by,
                }
                for about, entry in self.latest.items()
                if not about.is_sensitive or about in asked
            },
        }
