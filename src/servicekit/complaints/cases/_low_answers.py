"""The closed loop begins: a case for each respondent whose answer is low, linked to that answer."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, datetime

import numpy as np

from servicekit.complaints.cases._case import STRICT, Case, CaseRules
from servicekit.complaints.cases._case_log import check_times
from servicekit.data._accepted import Data
from servicekit.data._columns import is_missing
from servicekit.data._frames import read_columns
from servicekit.data._grouping import to_list
from servicekit.data.time._time_columns import TimeFormat, read_times
from servicekit.foundation._checks import as_tuple, instance_of, validate
from servicekit.foundation._errors import InvalidValueError


def open_cases(
    data: Data,
    *,
    when: Mapping[str, Sequence[Hashable]],
    respondent: str,
    answered: str,
    source: str = "survey",
    by: str = "survey",
    times: TimeFormat | None = None,
    rules: CaseRules = STRICT,
) -> tuple[Case, ...]:
    """Return a case for each respondent who gave one of the answers that call for one.

    The case has the respondent as its number and the survey as its source, which is the link back to the answers; its
    note says which answers they were. Opened twice from the same data, the cases are equal.

    Args:
        data: Data frame of any kind, or mapping of columns, one row per respondent.
        when: Column -> the answers that open a case, such as ``{"overall": [1, 2]}``; one case for a respondent,
            however many of the answers are low. Numbers equal numbers, texts equal texts.
        respondent: Column that names the respondent, each once.
        answered: Column with the time of the answer, which is when the case is received.
        source: Name of the survey or wave; part of what tells cases apart.
        by: Who receives the case.
        times: How times are written, and on which clock; ISO 8601 with offsets if not given.
        rules: How strictly the cases are kept.

    Returns:
        Cases in the order of the rows; rows without an answer open none.

    Raises:
        InvalidValueError: Nothing to look for, an answer that nobody can have given, or a row that calls for a case
            and has no respondent, a respondent who has one already, or no time.

    Example:
        >>> import servicekit as sk
        >>> survey = {"id": ["r1", "r2"], "overall": [2, 5], "at": ["2024-06-03T10:00Z", "2024-06-03T11:00Z"]}
        >>> [case] = sk.complaints.open_cases(survey, when={"overall": [1, 2]}, respondent="id", answered="at")
        >>> case.id, case.events[0].note
        ('r1', 'overall = 2')
    """
    validate(instance_of(Mapping, "a mapping from column to the answers that open a case"), "when", when)
    wanted = {name: as_tuple(f"answers of {name!r}", answers) for name, answers in when.items()}
    if not wanted or not all(wanted.values()):
        raise InvalidValueError("when", "at least one column with at least one answer", dict(when))
    for name, text in (("source", source), ("by", by)):
        if not isinstance(text, str) or not text.strip():
            raise InvalidValueError(name, "a text that is not blank", text)
    table = read_columns(data, [*wanted, respondent, answered])
    columns = {name: to_list(table[name]) for name in (*wanted, respondent)}
    for name, answers in wanted.items():
        _comparable(name, answers, columns[name])
    notes = [
        "; ".join(f"{name} = {_shown(columns[name][row])}" for name, low in wanted.items() if columns[name][row] in low)
        for row in range(len(table[respondent]))
    ]
    called = np.flatnonzero([bool(note) for note in notes])
    read = read_times(table[answered].rows(called), check_times(times))
    found: dict[str, Case] = {}
    for row, instant in zip(called.tolist(), read.instants, strict=True):
        name = columns[respondent][row]
        where = f"row {row}"
        if is_missing(name) or not str(name).strip():
            raise InvalidValueError(f"column {respondent!r}", "filled in where an answer opens a case", None, where)
        if np.isnat(instant):
            raise InvalidValueError(f"column {answered!r}", "filled in where an answer opens a case", None, where)
        key = _shown(name)
        if key in found:
            raise InvalidValueError(f"column {respondent!r}", "each respondent once", name, where)
        at = instant.astype("datetime64[us]").astype(datetime).replace(tzinfo=UTC)
        found[key] = Case.open(key, by=by, at=at, source=source, note=notes[row], rules=rules)
    return tuple(found.values())


def _comparable(name: str, answers: Sequence[object], column: Sequence[object]) -> None:
    """Refuse to look for numbers among texts or texts among numbers: no case would ever be opened."""
    kinds = {isinstance(entry, str) for entry in column if not is_missing(entry)}
    for answer in answers:
        if kinds and isinstance(answer, str) not in kinds:
            rule = (
                "texts, like the answers in the column" if True in kinds else "numbers, like the answers in the column"
            )
            raise InvalidValueError(f"answers of {name!r}", rule, answer)


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) and value.is_integer() else str(value)
