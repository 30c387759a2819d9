"""Observations kept row by row, where it matters who saw what in which visit."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._answers import check_invalid
from servicekit.data._frames import read_columns
from servicekit.foundation._errors import InvalidValueError
from servicekit.standards._observations import Axis, axis_of, entry_of, outcomes_of
from servicekit.standards._outcomes import BAD, FAILED, KEPT, Tokens, rulebook
from servicekit.standards._standard import StandardSet, check_standards


@frozen(kw_only=True, eq=False)
class Rows:
    """Observations that say kept or failed.

    Attributes:
        standard: Position of each row's standard in the set.
        kept: Whether it was kept.
        axes: Site, wave, visit and auditor of each row; one level, None, where there is no such column.
    """

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
    data: Any, standards: StandardSet, columns: Mapping[str, str | None], tokens: Tokens, invalid: str = "refuse"
) -> Rows:
    """Read observations row by row.

    Args:
        data: Data frame of any kind or mapping of columns.
        standards: The standards that were audited.
        columns: Column of "standard", "site", "result", "auditor", "wave" and "visit"; None where there is none.
        tokens: Words that are read.
        invalid: "refuse" raises at the first bad row; "set_aside" leaves bad rows out (``audit`` counts them).

    Raises:
        InvalidValueError: A cell is blank or impossible.
        UnknownConceptError: A key names no standard.
    """
    check_standards(standards)
    found = read_columns(data, [name for name in columns.values() if name is not None])
    result = found[str(columns["result"])]
    rows = len(result)
    axes = {role: axis_of(found, columns[role], rows) for role in ("standard", "site", "wave", "visit", "auditor")}
    sets_aside = check_invalid(invalid) == "set_aside"
    for role, axis in axes.items():
        if not sets_aside and (axis.codes < 0).any():
            row = int(np.flatnonzero(axis.codes < 0)[0])
            got = entry_of(found[str(columns[role])], row)
            raise InvalidValueError(role, "given in every row", got, f"column {columns[role]!r}, row {row}")
    keys = axes.pop("standard")
    rules = rulebook(standards)
    known = [standards[key].key if not sets_aside or key in rules.keys else None for key in keys.levels]
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
        standard=place[seen],
        kept=outcome[seen] == KEPT,
        axes={role: Axis(axis.levels, axis.codes[seen]) for role, axis in axes.items()},
    )
