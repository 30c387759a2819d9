"""Case logs: who complained when, who was answered when, and who is still waiting, from any data frame."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final, TypeVar

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, Invalid, as_policy
from servicekit.data._frames import Column, read_columns
from servicekit.data._grouping import by_columns, by_name, indices
from servicekit.data.time._time_columns import AS_FOUND, NEVER, OWN_OFFSETS, Instants, TimeFormat, Times, read_times
from servicekit.foundation._checks import as_tuple, instance_of, validate
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError, UnknownConceptError
from servicekit.foundation._results import Groups, Result
from servicekit.foundation._vocabulary import Label

Found = TypeVar("Found", bound=Result)
Rows = NDArray[np.intp]
CALLS: Final = ("followed_up", "promised", "confirmed")
"""Times of calls that are owed, and of the promise before which one is."""
TIMES: Final = ("opened", "acknowledged", "resolved", "withdrawn", *CALLS)
ROLES: Final = (
    *("case", "source", *TIMES, "status", "reopened", "customer", "cause", "channel", "site", "kind", "post"),
)
CONTRADICTIONS: Final = ("missing_opened", "closed_without_time", "open_with_time", "resolved_and_withdrawn")
_HIDDEN: Final[Any] = {"evidence": False}


@frozen(kw_only=True)
class Spells:
    """Stretches during which cases were open; a case that was reopened has several.

    Attributes:
        case: Position of the case in the log, ascending, and within a case by time.
        start, end: From when to when; NaT as end of a stretch that goes on.
        withdrawn: Whether the customer ended it by withdrawing: no resolution, and nothing to be followed any more.
    """

    case: Rows = field(repr=False, eq=False)
    start: Instants = field(repr=False, eq=False)
    end: Instants = field(repr=False, eq=False)
    withdrawn: NDArray[np.bool_] = field(repr=False, eq=False)


@frozen(kw_only=True)
class CaseLog(Result):
    """Cases read from a log; cases still open are kept and counted as not yet resolved.

    Attributes:
        spells: When each case was open.
        acknowledged: When each was acknowledged, NaT for never; None if the log does not say.
        extracted_at: Until when the log tells what happened; in UTC, or on the log's plain clock.
        extract_is_given: Whether the caller gave that time; else it is the last time seen in the log, and cases that
            were open at the end are followed too short a time by however long nothing happened.
        columns: Values that cases can be grouped by.
        reopenings: How often each case was opened again; None if the log does not say.
        n_rows: Rows read.
        rejected: Rows set aside, by reason.
        settled: Local times that a stated policy had to decide, by kind.
        place: Zone whose days and weeks are meant; None for UTC or a plain clock.
        calls: "followed_up", "promised" and "confirmed", as far as the log has them: an instant for each case.

    Example:
        >>> import servicekit as sk
        >>> rows = {"opened": ["2024-03-04T09:00Z", "2024-03-05T10:00Z"], "site": ["A", "B"]}
        >>> rows["resolved"] = ["2024-03-04T15:00Z", None]
        >>> log = sk.complaints.read_case_log(rows, columns={name: name for name in rows})
        >>> log.n_rows
        2
    """

    title = Label("Case log", "投诉案例记录")
    derived = ("n", "n_open", "n_withdrawn", "extracted_at", "extract_is_given", "n_rows", "rejected")

    spells: Spells = field(metadata=_HIDDEN)
    acknowledged: Instants | None = field(repr=False, eq=False, metadata=_HIDDEN)
    extracted_at: datetime
    extract_is_given: bool
    columns: Mapping[str, Column] = field(repr=False, eq=False, metadata=_HIDDEN)
    reopenings: NDArray[np.int64] | None = field(default=None, repr=False, eq=False, metadata=_HIDDEN)
    n_rows: int
    rejected: Mapping[str, int] = field(factory=dict)
    settled: Mapping[str, int] = field(factory=dict)
    place: tzinfo | None = field(default=None, repr=False, metadata=_HIDDEN)
    calls: Mapping[str, Instants] = field(factory=dict, repr=False, eq=False, metadata=_HIDDEN)

    @property
    def n(self) -> int:
        """Cases."""
        return int(self.spells.case[-1]) + 1 if self.spells.case.size else 0

    @property
    def n_open(self) -> int:
        """Cases open when the log was extracted."""
        return int(np.isnat(self.spells.end).sum())

    @property
    def n_withdrawn(self) -> int:
        """Withdrawals: they end a case without a resolution and count as censored, like cases still open."""
        return int(self.spells.withdrawn.sum())

    @property
    def first(self) -> Rows:
        """Position of the first stretch of each case."""
        return np.searchsorted(self.spells.case, np.arange(self.n))

    @property
    def opened(self) -> Instants:
        """When each case was opened first."""
        return self.spells.start[self.first]

    @property
    def resolved(self) -> Instants:
        """When each case was resolved at the end of its first stretch; NaT where it is open or was withdrawn."""
        ends = self.spells.end[self.first]
        return np.where(self.spells.withdrawn[self.first], NEVER, ends)

    @property
    def followed_until(self) -> Instants:
        """Until when a case without a resolution was followed: to its withdrawal or the extract."""
        return np.where(self.spells.withdrawn[self.first], self.spells.end[self.first], self.end)

    @property
    def end(self) -> np.datetime64:
        """The time of the extract on the line of the instants."""
        return np.datetime64(self.extracted_at.replace(tzinfo=None), "us")

    def rows_by(self, by: str | Sequence[str]) -> dict[Hashable, Rows]:
        """Return the positions of the cases of each group, in sorted order; None is a group of its own.

        Args:
            by: A role ("site", "cause") or a column carried along; or a list of them.
        """
        for column in by_columns(by):
            if column not in self.columns:
                raise UnknownConceptError("column of the case log", column, list(self.columns))
        return indices(self.columns, by)

    def by(self, by: str | Sequence[str], measure: Callable[[Rows], Found]) -> Groups[Found]:
        """Return a measure of the cases of each group.

        Args:
            by: As for ``rows_by``.
            measure: Function of the positions of the cases.
        """
        return Groups(by_name(by), {level: measure(rows) for level, rows in self.rows_by(by).items()})


def read_case_log(
    data: Data,
    *,
    columns: Mapping[str, str],
    also: Sequence[str] = (),
    times: TimeFormat | None = None,
    policy: InputPolicy | None = None,
    closed_statuses: Sequence[str] | None = None,
    extracted_at: datetime | None = None,
    skew: timedelta = timedelta(0),
) -> CaseLog:
    """Read a log with one row per case.

    A case whose resolution is empty is open at the time of the extract. A case that ends before it begins, or that
    happens after the extract, is set aside and counted, never turned around.

    Args:
        data: Data frame of any kind, or mapping of columns.
        columns: Role -> name of the column; "opened" is needed, the others are "case", "source", "acknowledged",
            "resolved", "withdrawn" (when the customer took it back), "status", "reopened" (number of times, or yes
            and no), "customer", "cause", "channel", "site", "kind" and "post" (of the problem, and who has it),
            "followed_up" (the call afterwards), "promised" and "confirmed" (a hand-over, and word of it before).
        also: Further columns to group by, under their own names.
        times: How times are written, and on which clock; ISO 8601 with offsets if not given.
        policy: Whether a bad row raises, or is omitted and counted.
        closed_statuses: The values of "status" that mean closed; a case whose status and times contradict each other
            is then refused or set aside.
        extracted_at: Until when the log tells what happened; the last time in it if not given.
        skew: By how much clocks may run ahead of the extract.

    Raises:
        MissingColumnError: A column is not there.
        InvalidValueError: A time that cannot be read; a case that occurs twice (give "source" where different sites
            use the same numbers).
        NotEnoughDataError: No case is left.

    Example:
        >>> import servicekit as sk
        >>> rows = {"opened": ["2024-03-04T09:00Z", "2024-03-05T10:00Z"], "site": ["A", "B"]}
        >>> rows["resolved"] = ["2024-03-04T15:00Z", None]
        >>> log = sk.complaints.read_case_log(rows, columns={name: name for name in rows})
        >>> log.n_rows
        2
    """
    reading, invalid = check_times(times), as_policy(policy).invalid
    also = as_tuple("also", also)
    closed_statuses = None if closed_statuses is None else as_tuple("closed_statuses", closed_statuses)
    _check_roles(columns)
    table = read_columns(data, [*columns.values(), *also])
    read = {role: read_times(table[columns[role]], reading, invalid=invalid) for role in TIMES if role in columns}
    carried = {role: table[name] for role, name in columns.items() if role not in TIMES} | {n: table[n] for n in also}
    _refuse_repeated(carried)
    problems = _problems(read, carried, closed_statuses, invalid)
    happened = [column for role, column in read.items() if role != "promised"]  # a promise may lie ahead
    end, given = extract_time(happened, problems, extracted_at, reading, skew)
    opened = read["opened"].instants
    resolved = read["resolved"].instants if "resolved" in read else np.full_like(opened, "NaT")
    acknowledged = read["acknowledged"].instants if "acknowledged" in read else None
    withdrawn = read["withdrawn"].instants if "withdrawn" in read else np.full_like(opened, "NaT")
    calls = {role: read[role].instants for role in CALLS if role in read}
    for later in (resolved, acknowledged, withdrawn, calls.get("promised"), calls.get("confirmed")):
        if later is not None:
            problems[(problems == "") & (later < opened)] = "negative_duration"
    if "followed_up" in calls:
        called = ~np.isnat(calls["followed_up"])
        early = called & ~(calls["followed_up"] >= resolved)
        problems[(problems == "") & early] = "called_before_resolved"
    good = problems == ""
    if not good.any():
        raise no_case(problems)
    return CaseLog(
        spells=Spells(
            case=np.arange(int(good.sum())),
            start=opened[good],
            end=np.fmin(resolved, withdrawn)[good],
            withdrawn=~np.isnat(withdrawn[good]),
        ),
        acknowledged=None if acknowledged is None else acknowledged[good],
        extracted_at=end,
        extract_is_given=given,
        columns={name: column.rows(good) for name, column in carried.items()},
        reopenings=_reopenings(carried, good),
        n_rows=good.size,
        rejected=dict(sorted(Counter(problems[~good].tolist()).items())),
        settled=dict(sum((Counter(column.settled) for column in read.values()), Counter())),
        place=reading.place,
        calls={role: instants[good] for role, instants in calls.items()},
    )


def check_times(times: TimeFormat | None) -> TimeFormat:
    """Return how the times of a case log are written; with their own offsets where nothing is said."""
    validate(instance_of(TimeFormat | None, "a TimeFormat", hint="TimeFormat(zone='Europe/Rome')"), "times", times)
    reading = times or TimeFormat()
    return attrs.evolve(reading, zone=OWN_OFFSETS) if reading.zone == AS_FOUND else reading


def _check_roles(columns: Mapping[str, str]) -> None:
    if "opened" not in columns:
        raise InvalidValueError("columns", "a mapping that names the column of 'opened'", list(columns))
    if unknown := [role for role in columns if role not in ROLES]:
        raise UnknownConceptError("role of a column", unknown[0], ROLES)


def _refuse_repeated(carried: Mapping[str, Column]) -> None:
    """Refuse a case that occurs twice in one source: which of the two rows is right cannot be known."""
    if "case" not in carried:
        return
    case, source = carried["case"], carried.get("source")
    if not case.present.all():
        row = int(np.argmin(case.present))
        raise InvalidValueError("case", "named in every row", None, f"column {case.name!r}, row {row}")
    keys = (
        case.values.tolist() if source is None else list(zip(source.values.tolist(), case.values.tolist(), strict=True))
    )
    if repeated := [key for key, count in Counter(keys).items() if count > 1]:
        hint = "name the column of 'source' if sites number their own cases" if source is None else ""
        raise InvalidValueError("case", "different in every row", repeated, f"column {case.name!r}", hint)


def _problems(
    times: Mapping[str, Times], carried: Mapping[str, Column], closed: Sequence[str] | None, invalid: Invalid
) -> NDArray[Any]:
    found = np.full(times["opened"].instants.shape, "", dtype="U24")
    for column in times.values():
        found = np.where(found == "", column.problems, found).astype("U24")
    found[(found == "") & np.isnat(times["opened"].instants)] = "missing_opened"
    if closed is not None:
        if "status" not in carried or "resolved" not in times:
            raise InvalidValueError("closed_statuses", "given with the columns of 'status' and 'resolved'")
        says_closed = np.isin(carried["status"].values.astype(str), list(closed)) & carried["status"].present
        has_time = ~np.isnat(times["resolved"].instants)
        found[(found == "") & says_closed & ~has_time] = "closed_without_time"
        found[(found == "") & ~says_closed & has_time] = "open_with_time"
    if "resolved" in times and "withdrawn" in times:
        both = ~np.isnat(times["resolved"].instants) & ~np.isnat(times["withdrawn"].instants)
        found[(found == "") & both] = "resolved_and_withdrawn"
    refuse_row(found, CONTRADICTIONS, invalid)
    return found


def refuse_row(problems: NDArray[Any], named: Sequence[str], invalid: Invalid) -> None:
    """Raise for the first row with one of the named problems, unless such rows are to be set aside."""
    bad = np.isin(problems, named)
    if invalid == "raise" and bad.any():
        row = int(np.argmax(bad))
        hint = f"{int(bad.sum())} such rows; policy=InputPolicy(invalid='omit') counts them"
        raise InvalidValueError("rows", "complete and free of contradictions", str(problems[row]), f"row {row}", hint)


def extract_time(
    times: Sequence[Times],
    problems: NDArray[Any],
    given: datetime | None,
    reading: TimeFormat,
    skew: timedelta = timedelta(0),
) -> tuple[datetime, bool]:
    """Return the time of the extract, marking the rows in which something happens after it."""
    latest = np.fmax.reduce([column.instants for column in times])
    limit = None if given is None else np.datetime64(_on_the_line(given, reading), "us")
    if limit is not None:
        problems[(problems == "") & (latest > limit + np.timedelta64(skew))] = "after_extract"
    usable = latest[problems == ""]
    if not usable.size:
        raise no_case(problems)
    last = usable.max() if limit is None else max(usable.max(), limit)
    return _moment(last, reading), limit is not None


def no_case(problems: NDArray[Any]) -> NotEnoughDataError:
    """Return the error for a log without any usable row, with what is wrong with them."""
    counts = Counter(problems[problems != ""].tolist())
    why = ", ".join(f"{count} {problem}" for problem, count in sorted(counts.items()))
    return NotEnoughDataError(f"no usable case among {problems.size} rows" + (f": {why}" if why else ""))


def _on_the_line(at: datetime, reading: TimeFormat) -> datetime:
    validate(instance_of(datetime, "a datetime"), "extracted_at", at)
    if (at.tzinfo is None) != (reading.zone is None):
        rule = "without a zone on a plain clock" if reading.zone is None else "with a time zone"
        raise InvalidValueError("extracted_at", rule, at.isoformat())
    return at if at.tzinfo is None else at.astimezone(UTC).replace(tzinfo=None)


def _moment(at: np.datetime64, reading: TimeFormat) -> datetime:
    plain: datetime = at.astype("datetime64[us]").astype(datetime)
    return plain if reading.zone is None else plain.replace(tzinfo=UTC)


def _reopenings(carried: Mapping[str, Column], good: NDArray[np.bool_]) -> NDArray[np.int64] | None:
    if "reopened" not in carried:
        return None
    column = carried["reopened"].rows(good)
    values = np.asarray(column.values.tolist())
    numbers = values.dtype.kind in "biuf" and column.present.all()
    if not numbers or not (np.isfinite(values) & (values >= 0) & (values % 1 == 0)).all():
        rule = "a number of times, or True and False, in every row"
        raise InvalidValueError("reopened", rule, column.values.tolist()[:3], f"column {column.name!r}")
    return values.astype(np.int64)
