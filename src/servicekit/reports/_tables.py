"""Tables of the report: every estimate of a part with value, interval and number of answers."""

from collections.abc import Iterator, Mapping
from typing import Any

from servicekit.foundation import _markup as markup
from servicekit.foundation._results import Estimate, Result
from servicekit.foundation._vocabulary import Label, Language
from servicekit.reports import _labels as wording

DEEPEST = 4


def result_tables(results: Mapping[str, Any], language: Language) -> str:
    """Return one table for each result of a part; estimates inside a result are listed with their names."""
    tables = []
    for name, result in results.items():
        rows = list(estimate_rows(result, language))
        if rows:
            header = [w.text(language) for w in (wording.MEASURE, wording.VALUE, wording.INTERVAL, wording.ANSWERS)]
            tables.append(f'<div class="wide">{markup.table(header, rows, caption=name)}</div>')
    return "".join(tables)


def estimate_rows(result: Any, language: Language) -> Iterator[tuple[str, ...]]:
    """Yield name, value, interval and number of answers of every estimate inside a result."""
    for name, estimate in estimates_in(result, language):
        yield _row(name, estimate)


def estimates_in(result: Any, language: Language, path: str = "", depth: int = 0) -> Iterator[tuple[str, Estimate]]:
    """Yield every estimate inside a result with the names that lead to it."""
    if isinstance(result, Estimate):
        yield path or result.title.text(language), result
    elif isinstance(result, Mapping):
        for key, entry in result.items():
            if isinstance(entry, Result | Mapping) and depth < DEEPEST:
                yield from estimates_in(entry, language, _joined(path, _name(key, entry, language)), depth + 1)
    elif isinstance(result, Result):
        for name in result.derived:
            entry = getattr(result, name)
            if isinstance(entry, Result | Mapping) and depth < DEEPEST:
                label = entry.title.text(language) if isinstance(entry, Estimate) else ""
                yield from estimates_in(entry, language, _joined(path, label), depth + 1)


def _name(key: Any, entry: Any, language: Language) -> str:
    name = getattr(entry, "name", None)
    return name.text(language) if isinstance(name, Label) else "—" if key is None else str(key)


def _joined(first: str, second: str) -> str:
    return f"{first} · {second}" if first and second else first or second


def _row(name: str, estimate: Estimate) -> tuple[str, ...]:
    value = markup.number(estimate.value) if estimate.value is not None else f"– ({estimate.reason})"
    n = getattr(estimate, "n", None)
    return name, value, str(estimate.interval or ""), f"{n:g}" if isinstance(n, int | float) else ""
