"""Tables of the report: every estimate of a part with value, interval and number of answers."""

from collections.abc import Iterable, Iterator
from typing import Any

from servicekit.files._frames import estimates_in
from servicekit.foundation import _markup as markup
from servicekit.foundation._reasons import told
from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Label, Language
from servicekit.reports import _labels as wording


def result_tables(results: Iterable[tuple[Label, Any]], language: Language) -> str:
    """Return one table for each result of a part; estimates inside a result are listed with their names."""
    tables = []
    for caption, result in results:
        rows = list(estimate_rows(result, language))
        if rows:
            header = [w.text(language) for w in (wording.MEASURE, wording.VALUE, wording.INTERVAL, wording.ANSWERS)]
            tables.append(f'<div class="wide">{markup.table(header, rows, caption=caption.text(language))}</div>')
    return "".join(tables)


def estimate_rows(result: Any, language: Language) -> Iterator[tuple[str, ...]]:
    """Yield name, value, interval and number of answers of every estimate inside a result."""
    for name, estimate in estimates_in(result, language):
        yield _row(name, estimate, language)


def _row(name: str, estimate: Estimate, language: Language) -> tuple[str, ...]:
    value = markup.number(estimate.value) if estimate.value is not None else f"– ({told(estimate.reason, language)})"
    n = getattr(estimate, "n", None)
    return name, value, str(estimate.interval or ""), f"{n:g}" if isinstance(n, int | float) else ""
