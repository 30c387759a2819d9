"""Batches of observations to counts of outcomes, with every bad row refused or counted by reason."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy
from servicekit.data._categories import tidy_name
from servicekit.data._frames import Batch, Column, read_columns
from servicekit.data._grouping import grouping
from servicekit.data._numerals import decimal_digits, parse_number, stripped
from servicekit.data.time._dates import PROBLEMS, day_numbers
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import InvalidValueError
from servicekit.standards._outcomes import BAD, FAILED, KEPT, NOT_OBSERVED, OUTCOMES, Rulebook, Tokens, rulebook
from servicekit.standards._standard import StandardSet, check_standards

Codes = NDArray[np.int64]
KINDS: Final = len(OUTCOMES)
MOST_WORDS: Final = 1_000_000


@frozen(kw_only=True)
class Layout:
    """Which column holds what."""

    standard: str
    site: str
    result: str
    auditor: str | None
    wave: str | None
    times: TimeFormat | None = None

    @property
    def names(self) -> list[str]:
        """The columns needed."""
        return [name for name in (self.standard, self.site, self.result, self.auditor, self.wave) if name is not None]


class Part(NamedTuple):
    """Counts of one batch."""

    sites: tuple[Any, ...]
    waves: tuple[Any, ...]
    auditors: tuple[Any, ...]
    counts: Codes
    by_auditor: Codes
    rejected: Mapping[str, int]


class Axis(NamedTuple):
    """Levels of a grouping column and the level of each row, -1 where it is blank."""

    levels: tuple[Any, ...]
    codes: Codes


def axis_of(batch: Batch, name: str | None, rows: int) -> Axis:
    """Return the levels of a grouping column; one level, None, for all rows where there is no such column."""
    if name is None:
        return Axis((None,), np.zeros(rows, dtype=np.int64))
    groups = grouping(batch[name])
    levels = tuple(level for level in groups.levels if level is not None)
    place = np.array([-1 if level is None else levels.index(level) for level in groups.levels], dtype=np.int64)
    return Axis(levels, place[groups.codes] if rows else groups.codes)


def dated(column: Column, times: TimeFormat | None, sets_aside: bool) -> Column:
    """Return waves as days where the form of their dates is stated; what is no date is missing, or refused."""
    if times is None:
        return column
    days, problems = day_numbers(column, times)
    if not sets_aside and (wrong := problems > PROBLEMS.index("missing")).any():
        row = int(np.flatnonzero(wrong)[0])
        raise InvalidValueError("wave", "a date as the format says", entry_of(column, row), f"column {column.name!r}")
    return Column(name=column.name, values=days.astype("datetime64[D]"), valid=problems == 0)


def read_part(
    batch: Batch, first_row: int, *, layout: Layout, standards: StandardSet, tokens: Tokens, sets_aside: bool
) -> Part:
    """Count the outcomes of one batch.

    Args:
        batch: The columns named by ``layout``.
        first_row: Row number of the batch's first row, for messages.
        layout: Which column holds what.
        standards: The standards.
        tokens: Words that are read.
        sets_aside: Whether bad rows are counted by reason; else the first one is refused.
    """
    rules = rulebook(standards)
    rows = len(batch[layout.result])
    keys = axis_of(batch, layout.standard, rows)
    known = [standards.key_of(name) for name in keys.levels]
    place = np.array([*(-1 if key is None else rules.keys.index(key) for key in known), -1], dtype=np.int64)
    standard = place[keys.codes]
    if layout.wave is not None:
        batch = {**batch, layout.wave: dated(batch[layout.wave], layout.times, sets_aside)}
    axes = {name: axis_of(batch, getattr(layout, name), rows) for name in ("site", "wave", "auditor")}
    outcome = outcomes_of(batch[layout.result], standard, rules, tokens)
    rejected: dict[str, int] = {}
    good = (standard >= 0) & (outcome != BAD)
    for axis in axes.values():
        good &= axis.codes >= 0
    if not good.all():
        bad = np.flatnonzero(~good)
        blank = {name: axis.codes < 0 for name, axis in axes.items()}
        if not sets_aside:
            _refuse(batch, layout, standards, blank, int(bad[0]), first_row, len(bad))
        rejected = _reasons(bad, standard, blank)
    return _counted(rules, axes, standard, outcome, good, rejected)


def _counted(
    rules: Rulebook,
    axes: Mapping[str, Axis],
    standard: Codes,
    outcome: NDArray[np.int8],
    good: NDArray[np.bool_],
    rejected: Mapping[str, int],
) -> Part:
    sites, waves, auditors = axes["site"], axes["wave"], axes["auditor"]
    if not good.all():
        standard, outcome = standard[good], outcome[good]
        sites, waves, auditors = (Axis(axis.levels, axis.codes[good]) for axis in (sites, waves, auditors))
    shape = (len(rules.keys), len(sites.levels), len(waves.levels), KINDS)
    cell = ((standard * shape[1] + sites.codes) * shape[2] + waves.codes) * KINDS + outcome
    counts = np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape)
    people = (len(rules.keys), len(auditors.levels), KINDS)
    cell = (standard * people[1] + auditors.codes) * KINDS + outcome
    by_auditor = np.bincount(cell, minlength=int(np.prod(people))).reshape(people)
    return Part(sites.levels, waves.levels, auditors.levels, counts, by_auditor, rejected)


def outcomes_of(column: Column, standard: Codes, rules: Rulebook, tokens: Tokens) -> NDArray[np.int8]:
    """Return the outcome of each row; rows of an unknown standard get one too, which nobody uses."""
    if column.levels is None and column.values.dtype.kind in "iuf":
        # what stands where there is no value means nothing, so it must not be judged
        numbers = np.where(column.present, column.values, 0).astype(np.float64)
        return np.where(column.present, rules.judge(standard, numbers), NOT_OBSERVED).astype(np.int8)
    words = _entries(column)
    if len(words.levels) * len(rules.keys) > MOST_WORDS:
        return _row_by_row(words.levels, words.codes, standard, rules, tokens)
    units = rules.unit_words
    table = rules.judge_words([tokens.meaning(level, units) for level in words.levels])
    judged: NDArray[np.int8] = table[standard, words.codes] if len(standard) else np.empty(0, dtype=np.int8)
    return judged


def _entries(column: Column) -> Axis:
    """Return the distinct cells, in which the truth value True is not the number 1."""
    if column.levels is not None:
        groups = grouping(column, most=MOST_WORDS)
        return Axis(tuple(groups.levels), groups.codes)
    cells = zip(column.values.tolist(), column.present.tolist(), strict=True)
    entries = [(type(entry), entry) if here else (type(None), None) for entry, here in cells]
    try:
        place = {entry: code for code, entry in enumerate(dict.fromkeys(entries))}
    except TypeError:
        kinds = sorted({kind.__name__ for kind, _ in entries})
        raise InvalidValueError("result", "numbers, truth values or words", kinds, f"column {column.name!r}") from None
    codes = np.fromiter((place[entry] for entry in entries), dtype=np.int64, count=len(entries))
    return Axis(tuple(entry for _, entry in place), codes)


def _row_by_row(
    levels: Sequence[object], codes: Codes, standard: Codes, rules: Rulebook, tokens: Tokens
) -> NDArray[np.int8]:
    """Judge measured values written as text, of which there may be as many as rows."""
    units = rules.unit_words
    said = [tokens.meaning(level, units) for level in levels]
    meaning = np.array([one.code for one in said], dtype=np.int64)[codes]
    numbers = np.array([one.number for one in said])[codes]
    tags = np.array([one.unit for one in said], dtype=np.str_)[codes]
    judged = rules.judge(standard, rules.measured_as(standard, numbers, tags))
    judged[(meaning < -1) & rules.measured[standard]] = BAD
    return np.where(meaning >= KEPT, meaning, judged).astype(np.int8)


def _reasons(bad: Codes, standard: Codes, blank: Mapping[str, NDArray[np.bool_]]) -> dict[str, int]:
    reasons: dict[str, int] = {}
    left = np.ones(len(bad), dtype=bool)
    broken = {"unknown_standard": standard[bad] < 0, **{f"blank_{name}": rows[bad] for name, rows in blank.items()}}
    for reason, rows in broken.items():
        if count := int((rows & left).sum()):
            reasons[reason] = count
        left &= ~rows
    if left.any():
        reasons["invalid_result"] = int(left.sum())
    return reasons


def entry_of(column: Column, row: int) -> Any:
    """Return one cell as it was given, None where it is empty, for messages."""
    if not column.present[row]:
        return None
    entry = column.values[row]
    value = column.levels[int(entry)] if column.levels is not None else entry
    return value.item() if isinstance(value, np.generic) else value


def _refuse(
    batch: Batch,
    layout: Layout,
    standards: StandardSet,
    blank: Mapping[str, NDArray[np.bool_]],
    row: int,
    first_row: int,
    many: int,
) -> None:
    where = f"row {first_row + row}" + (f" and {many - 1} more" if many > 1 else "")
    key = entry_of(batch[layout.standard], row)
    found = standards[standards.key_of(tidy_name(key) if isinstance(key, str) else key) or key]
    for name, rows in blank.items():
        if rows[row]:
            column = getattr(layout, name)
            raise InvalidValueError(
                name, "given in every row", entry_of(batch[column], row), f"column {column!r}, {where}"
            )
    rule = found.unit.rule if found.unit else "yes or no"
    got = entry_of(batch[layout.result], row)
    words = isinstance(got, str)
    omit = "or pass policy=InputPolicy(invalid='omit')"
    hint = f"declare further words in tokens, {omit}" if words else omit
    percent = parse_number(decimal_digits(stripped(got).rstrip("%％"))) if isinstance(got, str) else got
    if found.unit and found.unit.high == 1 and isinstance(percent, int | float) and 1 < percent <= 100:
        hint = f"did you mean {percent / 100:g}?"
    raise InvalidValueError("result", rule, got, f"standard {found.key!r}, {where}", hint)


@frozen(kw_only=True, eq=False)
class Rows:
    """Observations that say kept or failed.

    Attributes:
        standard: Position of each row's standard in the set.
        kept: Whether it was kept.
        axes: Site, wave, visit and auditor of each row; one level, None, where there is no such column.
        row: Which row of the data each is.
    """

    row: NDArray[np.intp]
    standard: NDArray[np.int64]
    kept: NDArray[np.bool_]
    axes: Mapping[str, Axis]

    def units(self, *names: str) -> NDArray[np.int64]:
        """Return a number for each row, equal for rows that are alike in the named axes."""
        unit = np.zeros(len(self.kept), dtype=np.int64)
        for name in names:
            unit = unit * max(len(self.axes[name].levels), 1) + self.axes[name].codes
        return unit


def read_rows(
    data: Data,
    standards: StandardSet,
    columns: Mapping[str, str | None],
    tokens: Tokens,
    policy: InputPolicy | None = None,
    times: TimeFormat | None = None,
) -> Rows:
    """Read observations row by row.

    Args:
        data: Data frame of any kind or mapping of columns.
        standards: The standards that were audited.
        columns: Column of "standard", "site", "result", "auditor", "wave" and "visit"; None where there is none.
        tokens: Words that are read.
        policy: Whether the first bad row raises, or bad rows are left out (``audit`` counts them).
        times: How waves that are dates are written; None where they are names.

    Raises:
        InvalidValueError: A cell is blank or impossible.
        UnknownConceptError: A key names no standard.
    """
    check_standards(standards)
    found = read_columns(data, [name for name in columns.values() if name is not None])
    result = found[str(columns["result"])]
    rows = len(result)
    sets_aside = as_policy(policy).invalid == "omit"
    if (wave := columns["wave"]) is not None:
        found[wave] = dated(found[wave], times, sets_aside)
    axes = {role: axis_of(found, columns[role], rows) for role in ("standard", "site", "wave", "visit", "auditor")}
    for role, axis in axes.items():
        if not sets_aside and (axis.codes < 0).any():
            row = int(np.flatnonzero(axis.codes < 0)[0])
            got = entry_of(found[str(columns[role])], row)
            raise InvalidValueError(role, "given in every row", got, f"column {columns[role]!r}, row {row}")
    keys = axes.pop("standard")
    rules = rulebook(standards)
    known = [standards.key_of(name) for name in keys.levels]
    if not sets_aside and None in known:
        standards[keys.levels[known.index(None)]]  # raises, with the nearest key
    places = [-1 if key is None else rules.keys.index(key) for key in known]
    place = np.array([*places, -1], dtype=np.int64)[keys.codes]
    outcome = outcomes_of(result, place, rules, tokens)
    if not sets_aside and (outcome == BAD).any():
        row = int(np.flatnonzero(outcome == BAD)[0])
        standard = standards[rules.keys[int(place[row])]]
        rule = standard.unit.rule if standard.unit else "yes or no"
        raise InvalidValueError("result", rule, entry_of(result, row), f"standard {standard.key!r}, row {row}")
    seen = ((outcome == KEPT) | (outcome == FAILED)) & (place >= 0)
    for axis in axes.values():
        seen &= axis.codes >= 0
    return Rows(
        row=np.flatnonzero(seen),
        standard=place[seen],
        kept=outcome[seen] == KEPT,
        axes={role: Axis(axis.levels, axis.codes[seen]) for role, axis in axes.items()},
    )
