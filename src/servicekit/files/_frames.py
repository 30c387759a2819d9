"""Results as a data frame of the kind that came in."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np

from servicekit.data._frames import to_frame as frame_of
from servicekit.files._great_tables import great_table
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._lines import line
from servicekit.foundation._reasons import Reason
from servicekit.foundation._results import Estimate, Groups, Interval, Result
from servicekit.foundation._vocabulary import Concept, Label, Language
from servicekit.segments._banner import Banner
from servicekit.stats.scores._many_scores import score_columns
from servicekit.stats.summaries._tally_table import LazyResults
from servicekit.study._assessment import Assessment
from servicekit.study.conclusions._figures import estimates_in

FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def to_frame(
    result: Result | Groups[Any] | Mapping[Any, Result] | Sequence[Result],
    *,
    kind: str | None = None,
    escape_formulas: bool = False,
) -> Any:
    """Return a result, or one row for each group of it, as a data frame.

    A result that consists of contrasts, units, points or periods (a comparison, a ranking, a control chart, a backlog,
    a banner table, ...) has a row for each.

    Args:
        result: A result, the groups that ``by=`` gave, any mapping or sequence of results, or an assessment, of which
            every figure and every sentence is a row.
        kind: "pandas", "polars", "polars-lazy", "pyarrow", "duckdb", "ibis", "dask", "pyspark" or "mapping"; by default
            the kind of frame that the groups came from. Of a banner table also "great_tables": a ``GT`` to style
            further.
        escape_formulas: Whether texts that a spreadsheet would take for formulas, because they begin with ``= + - @``,
            a tab or a line end, get an apostrophe in front; for frames that are written to CSV or Excel files.

    Example:
        >>> import servicekit as sk
        >>> scores = sk.net_promoter_score({"branch": ["a", "b", "b"], "score": [9, 10, 3]}, "score", by="branch")
        >>> sk.to_frame(scores, kind="polars").shape[0]
        2
    """
    if isinstance(result, Assessment):
        rows_of_all = result.to_results()
        return frame_of(_harmless(rows_of_all) if escape_formulas else rows_of_all, kind or "mapping")
    if isinstance(result, Banner) and kind == "great_tables":
        return great_table(result)
    if isinstance(result, list | tuple):
        columns = _side_by_side([_cells_of(line(_known(entry))) for entry in result])
        return frame_of(_harmless(columns) if escape_formulas else columns, kind or "mapping")
    items: Mapping[Any, Any] = result if isinstance(result, Mapping) else {"": result}
    source = kind or (result.source if isinstance(result, Groups) else "mapping")
    by = result.by if isinstance(result, Groups) else "name"
    keys = () if not isinstance(result, Mapping) else (by,) if isinstance(by, str) else by
    lines = _lines(items, keys)
    if lines is not None:
        columns = _side_by_side(lines)
    else:
        groups = [group if isinstance(by, tuple) else (group,) for group in items]
        columns = {name: [group[place] for group in groups] for place, name in enumerate(keys)} | _columns(items)
    return frame_of(_harmless(columns) if escape_formulas else columns, source)


def _lines(items: Mapping[Any, Any], keys: Sequence[str]) -> list[dict[str, Any]] | None:
    """Return a row for each line of results that consist of lines, after the group it is of; None of others."""
    if isinstance(getattr(items, "results", None), LazyResults):
        return None
    lines = [(group, line) for group, item in items.items() for line in _known(item)._rows()]
    if not lines:
        return None
    return [
        dict(zip(keys, group if len(keys) > 1 else (group,), strict=False))
        | {f"{name}_2" if name in keys else name: cell for name, cell in _cells_of(line).items()}
        for group, line in lines
    ]


def _side_by_side(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row.get(name) for row in rows] for name in dict.fromkeys(name for row in rows for name in row)}


def _columns(items: Mapping[Any, Any]) -> dict[str, list[Any]]:
    """Return the figures of results; those of many groups without making an object of each."""
    held = getattr(items, "results", None)
    found = score_columns(held) if isinstance(held, LazyResults) else None
    if found is None:
        return _side_by_side([_row(item) for item in items.values()])
    places, columns = found
    apart = np.setdiff1d(np.arange(len(items)), places).tolist()
    if apart:  # groups without an answer say why
        groups = list(items)
        rows = [_row(items[groups[place]]) for place in apart]
        for name in dict.fromkeys((*columns, *(name for row in rows for name in row))):
            column = np.full(len(items), None, dtype=object)
            if name in columns:
                column[places] = columns[name]
            column[apart] = [row.get(name) for row in rows]
            columns[name] = column.tolist()
    return columns


def _harmless(columns: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """Return columns in which no text, and no name, is a formula to a spreadsheet."""
    return {_as_text(name): [_as_text(cell) for cell in cells] for name, cells in columns.items()}


def _as_text(cell: object) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA_SIGNS) else cell


def _known(item: object) -> Result:
    if not isinstance(item, Result):
        raise InvalidValueError("result", "a result, the groups of one, or results by name", item)
    return item


def _row(item: Result) -> dict[str, Any]:
    return _cells_of({name: getattr(item, name) for name in _known(item).derived})


def _cells_of(figures: Mapping[str, object]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, figure in figures.items():
        row.update(_cells(name, figure))
    return row


def _cells(name: str, value: object) -> dict[str, Any]:
    if isinstance(value, Interval):
        prefix = "" if name == "interval" else f"{name}_"
        return {f"{prefix}low": value.low, f"{prefix}high": value.high, f"{prefix}kind": value.kind}
    if isinstance(value, Estimate):
        bounds = {} if value.interval is None else _cells(name, value.interval)
        return {name: value.value, **bounds}
    if isinstance(value, Concept | Reason):
        return {name: value.key}
    if isinstance(value, Label):
        return {name: value.en}
    if isinstance(value, Mapping):
        cells: dict[str, Any] = {}
        for key, entry in value.items():
            cells.update(_cells(f"{name}_{key}", entry))
        return cells
    return {name: value} if value is None or isinstance(value, str | int | float | bool | date) else {}


def figures_frame(
    assessment: Assessment, *, kind: str = "polars", language: Language = "en", escape_formulas: bool = False
) -> Any:
    """Return every figure of an assessment as one data frame: part, name, value, interval and reason.

    Args:
        assessment: What ``assess`` returned.
        kind: Kind of data frame, as for ``to_frame``.
        language: Language of the names.
        escape_formulas: Whether texts that a spreadsheet would take for formulas get an apostrophe in front.

    Example:
        >>> import servicekit as sk
        >>> example = sk.load_example()
        >>> assessment = sk.assess(example.study, example.survey, parts=["measures"])
        >>> sk.files.figures_frame(assessment).columns[:3]
        ['part', 'result', 'figure']
    """
    columns: dict[str, list[Any]] = {
        name: [] for name in ("part", "result", "figure", "value", "low", "high", "reason")
    }
    for part in assessment.parts:
        for name, result in part.results.items():
            for path, estimate in estimates_in(result, language):
                interval = estimate.interval
                cells = (
                    part.key,
                    name,
                    path,
                    estimate.value,
                    *_ends(interval),
                    estimate.reason and estimate.reason.key,
                )
                for column, cell in zip(columns.values(), cells, strict=True):
                    column.append(cell)
    return frame_of(_harmless(columns) if escape_formulas else columns, kind)


def has_figure(assessment: Assessment) -> bool:
    """Return whether an assessment has found anything: an estimate with a value, or a number of another result."""
    results = [result for part in assessment.parts for result in part.results.values()]
    estimates = [estimate for result in results for _, estimate in estimates_in(result, "en")]
    return any(estimate.value is not None for estimate in estimates) or any(
        _says_something(getattr(result, name))
        for result in results
        if isinstance(result, Result)
        for name in result.derived
        if not isinstance(result, Estimate)
    )


def _says_something(value: object) -> bool:
    if isinstance(value, Result | str | bool) or value is None:
        return False
    if isinstance(value, Mapping):
        return any(map(_says_something, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_says_something, value))
    return isinstance(value, int | float) and value != 0


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    return (None, None) if interval is None or interval.kind != "bounded" else (interval.low, interval.high)
