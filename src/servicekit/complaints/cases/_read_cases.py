"""Cases read back from a table of their events, one row an event, without loss."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC
from typing import Any, Final

from attrs import field, frozen

from servicekit.complaints.cases._case import STRICT, Case, CaseRules
from servicekit.complaints.cases._case_log import check_times
from servicekit.complaints.cases._case_tables import EVENT_COLUMNS, SEPARATOR
from servicekit.complaints.cases._events import Event
from servicekit.complaints.cases._states import CaseEvent
from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy
from servicekit.data._frames import Column, column_names, read_columns
from servicekit.data.time._time_columns import TimeFormat, read_times
from servicekit.foundation._errors import (
    ForbiddenEventError,
    InvalidValueError,
    MissingColumnError,
    RecordError,
    ServiceKitError,
    UnknownConceptError,
)
from servicekit.foundation._records import listed
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label

NEEDED: Final = ("case", "event", "at", "by")
TIMES: Final = ("at", "until")
_FALSE: Final = (False, 0, "false", "False", "0")
_TRUE: Final = (True, 1, "true", "True", "1")


@frozen(kw_only=True)
class ReadCases(Result):
    """Cases read from a table of events.

    Attributes:
        cases: In order of source and number.
        n_rows: Rows read.
        rejected: Cases set aside, by reason.
    """

    title = Label("Cases read from their events", "由事件读取的案例")
    derived = ("n", "n_events", "n_rows", "rejected")

    cases: tuple[Case, ...] = field(repr=False, metadata={"evidence": False})
    n_rows: int
    rejected: Mapping[str, int] = field(factory=dict)

    @property
    def n(self) -> int:
        """Cases."""
        return len(self.cases)

    @property
    def n_events(self) -> int:
        """Events, each once."""
        return sum(len(case.events) for case in self.cases)


def read_cases(
    data: Data,
    *,
    columns: Mapping[str, str] | None = None,
    names: Mapping[str, CaseEvent | str] | None = None,
    times: TimeFormat | None = None,
    rules: CaseRules = STRICT,
    policy: InputPolicy | None = None,
) -> ReadCases:
    """Return the cases that a table of events tells of, whatever the order of its rows.

    It is the way back from ``event_table``. Of a large log of another system, of which only states and times are
    wanted, ``replay_events`` is faster.

    Args:
        data: Data frame of any kind, or mapping of columns, one row per event.
        columns: Role -> name of the column; "case", "event", "at" and "by" are needed, the others are those of
            ``event_table``. Without it the columns that have these names are read.
        names: What the events are called in the data -> event; their own keys if None.
        times: How times are written, and on which clock; ISO 8601 with offsets if not given.
        rules: How strictly the cases were kept.
        policy: Whether an impossible case raises, or is omitted and counted by reason.

    Raises:
        MissingColumnError: A column is not there.
        RecordError: Rows that no event can be made of; all are told.
        ForbiddenEventError: An event that its case did not allow.
        InvalidValueError: An order that cannot be told; an id that stands for two events.

    Example:
        >>> import servicekit as sk
        >>> from datetime import UTC, datetime
        >>> case = sk.complaints.Case.open("K-1", at=datetime(2024, 3, 4, 9, tzinfo=UTC), by="Li")
        >>> sk.complaints.read_cases(sk.complaints.event_table([case])).cases == (case,)
        True
    """
    reading, invalid = check_times(times), as_policy(policy).invalid
    wanted = _roles(data, columns)
    table = read_columns(data, list(wanted.values()))
    values = {role: _entries(role, table[name], reading) for role, name in wanted.items()}
    rejected: Counter[str] = Counter()
    groups: dict[tuple[str, str], list[Event]] = {}
    problems, unreadable = [], set()
    n_rows = len(values["case"])
    for row in range(n_rows):
        given = {role: column[row] for role, column in values.items() if column[row] is not None}
        key = str(given.get("source", "")), str(given.get("case", ""))
        try:
            groups.setdefault(key, []).append(_event(given, names))
        except ServiceKitError as error:
            problems.append(f"row {row}: {error.message}")
            unreadable.add(key)
    if problems and invalid == "raise":
        raise RecordError(listed("table of events", problems), problems)
    cases = []
    for key, events in sorted(groups.items()):
        reason = "unreadable_event" if key in unreadable else ""
        try:
            if not reason:
                cases.append(Case.of(events, rules=rules))
        except (ForbiddenEventError, InvalidValueError) as error:
            if invalid == "raise":
                raise
            reason = "illegal_event" if isinstance(error, ForbiddenEventError) else "order_unknown"
        rejected.update([reason] if reason else [])
    return ReadCases(cases=tuple(cases), n_rows=n_rows, rejected=dict(sorted(rejected.items())))


def _roles(data: Data, columns: Mapping[str, str] | None) -> dict[str, str]:
    if columns is None:
        known = column_names(data)
        columns = {role: role for role in EVENT_COLUMNS if role in known or role in NEEDED}
        if missing := [role for role in NEEDED if role not in known]:
            raise MissingColumnError(missing, known)
    if unknown := [role for role in columns if role not in EVENT_COLUMNS]:
        raise UnknownConceptError("role of a column", unknown[0], EVENT_COLUMNS)
    if missing := [role for role in NEEDED if role not in columns]:
        raise InvalidValueError("columns", "a mapping that names 'case', 'event', 'at' and 'by'", missing)
    return dict(columns)


def _entries(role: str, column: Column, reading: TimeFormat) -> list[Any]:
    if role in TIMES:
        instants = read_times(column, reading).instants.astype("datetime64[us]")
        return [None if at is None else at.replace(tzinfo=UTC) for at in instants.astype(object).tolist()]
    entries = zip(column.values.tolist(), column.present.tolist(), strict=True)
    return [_plain(value) if here else None for value, here in entries]


def _plain(value: Any) -> Any:
    """Return a number as Python has it, and nothing where a text is blank or a number is none."""
    plain = value.item() if hasattr(value, "item") else value
    return None if plain != plain or (isinstance(plain, str) and not plain.strip()) else plain


def _event(given: dict[str, Any], names: Mapping[str, CaseEvent | str] | None) -> Event:
    for role in NEEDED:
        if role not in given:
            raise InvalidValueError(role, "given in every row", None)
    called = given.pop("event")
    if names is not None and called not in names:
        raise UnknownConceptError("event", str(called), [str(name) for name in names])
    details: dict[str, Any] = {"kind": called if names is None else names[called]}
    for role, value in given.items():
        details[role] = value if role not in _READ else _READ[role](value)
    return Event(**details)


def _text(value: Any) -> str:
    number = isinstance(value, float) and value.is_integer()
    return str(int(value)) if number else str(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or float(value) != int(value):
        raise InvalidValueError("sequence", "a whole number", value)
    return int(value)


def _flag(value: object) -> bool:
    if value in _TRUE or value in _FALSE:
        return value in _TRUE
    raise InvalidValueError("safety", "true or false", value)


_READ: Final[Mapping[str, Any]] = {
    **dict.fromkeys(("case", "source", "by", "id", "to", "grade", "approved_by", "note"), _text),
    "sequence": _whole,
    "amount": float,
    "safety": _flag,
    "causes": lambda value: str(value).split(SEPARATOR),
}
