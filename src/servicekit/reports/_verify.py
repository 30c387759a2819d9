"""Checking a printed report against its results file: every sentence and every cell is written anew and compared."""

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any, Final

from attrs import field, frozen

from servicekit.data._accepted import Data
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Interval
from servicekit.foundation._vocabulary import Label, Language
from servicekit.reports._seal import is_sealed
from servicekit.study.conclusions._figures import DASH, figure_words, interval_words
from servicekit.study.conclusions._results_rows import filled, parsed, written
from servicekit.study.wording._formatting import write

Row = Mapping[str, Any]
VOID: Final = frozenset({"meta", "link", "br", "img", "input", "hr"})
MISSING: Final = Label("is not in the results file", "结果文件中没有这一项")
ABSENT: Final = Label("is in the results file, not in the report", "结果文件中有，报告中没有")
DIFFERS: Final = Label("the report says “{}”, the results “{}”", "报告为“{}”，结果文件为“{}”")
CHANGED: Final = Label(
    "was changed after it was written, in a picture, a tile or a note", "生成后有改动，在图、指标块或说明中"
)


@frozen(kw_only=True)
class Mismatch:
    """One place where a report and its results disagree.

    Attributes:
        key: Id of the figure or sentence.
        problem: What is wrong, in both languages.
    """

    key: str
    problem: Label

    def __str__(self) -> str:
        return f"{self.key}: {self.problem.en}"


def verify(page: str, results: Data) -> tuple[Mismatch, ...]:
    """Write every sentence and every figure of a report anew from its results and return where they differ.

    Args:
        page: What ``report`` returned, or the text of the file.
        results: What ``assessment.to_results()`` returned, or a data frame of the results file.

    Returns:
        Where they disagree; empty where every sentence and every figure of a table is as computed and nothing else of
        the page was changed since it was written.

    Raises:
        InvalidValueError: The page is no report, or the results have no column ``id``.

    Example:
        >>> import servicekit as sk
        >>> example = sk.load_example()
        >>> found = sk.assess(example.study, example.survey, parts=["measures"])
        >>> page = sk.report(found)
        >>> sk.reports.verify(page, found.to_results())
        ()
        >>> [one.key for one in sk.reports.verify(page.replace("62.9%", "63.9%", 1), found.to_results())]
        ['sentence:first/opening']
    """
    rows = {str(row["id"]): row for row in _rows(results)}
    reader = _Reader()
    reader.feed(page)
    if not reader.printed:
        raise InvalidValueError("the page", "a report with marked figures", "none")
    language: Language = "zh" if reader.language.startswith("zh") else "en"
    found = [one for entry in reader.printed if (one := _compared(entry, rows, language)) is not None]
    shown = {entry.key for entry in reader.printed}
    found += [
        Mismatch(key=key, problem=ABSENT)
        for key, row in rows.items()
        if row["statistic"] == "sentence" and key not in shown
    ]
    found += [
        Mismatch(key=key, problem=ABSENT)
        for key, row in rows.items()
        if row["statistic"] == "figure of a picture" and _shown(row) not in reader.said
    ]
    if not found and not is_sealed(page):  # a picture, a tile or a note; what is found above says more
        found.append(Mismatch(key="page", problem=CHANGED))
    return tuple(found)


def _shown(row: Row) -> str:
    """Return a figure as a picture writes it."""
    value, unit = float(row["value"]), str(row["unit"])
    return f"{100 * value:.0f}%" if unit == "whole share" else write(value, unit)


def _rows(results: object) -> Iterator[Row]:
    if isinstance(results, str | bytes):
        raise InvalidValueError("results", "a mapping of columns or a data frame", type(results).__name__)
    columns: Mapping[str, Any] = results if isinstance(results, Mapping) else _columns(results)
    if "id" not in columns:
        raise InvalidValueError("results", "a table with a column 'id'", list(columns)[:5])
    names = list(columns)
    for cells in zip(*columns.values(), strict=True):
        yield dict(zip(names, cells, strict=True))


@frozen
class _Printed:
    key: str
    kind: str
    words: str


@frozen(eq=False, repr=False, slots=False)
class _Open:
    key: str
    kind: str
    depth: int
    words: list[str] = field(factory=list)


class _Reader(HTMLParser):
    """Collect what a page prints under each id."""

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.printed: list[_Printed] = []
        self.said = ""
        """Everything that the page says."""
        self._depth = 0
        self._open: list[_Open] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "html":
            self.language = known.get("lang") or ""
        if tag in VOID:
            return
        self._depth += 1
        if "data-r" in known:
            self._open.append(_Open(known["data-r"] or "", known.get("data-s") or "text", self._depth))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self._open and self._open[-1].depth == self._depth:
            done = self._open.pop()
            self.printed.append(_Printed(done.key, done.kind, "".join(done.words)))
        self._depth -= 1

    def handle_data(self, data: str) -> None:
        self.said += data
        for entry in self._open:
            entry.words.append(data)


def _compared(entry: _Printed, rows: Mapping[str, Row], language: Language) -> Mismatch | None:
    row = rows.get(entry.key)
    if row is None:
        return Mismatch(key=entry.key, problem=MISSING)
    expected = _sentence(entry.key, row, rows, language) if entry.kind == "text" else _cell(entry.kind, row, language)
    if entry.words == expected:
        return None
    said = (entry.words, expected)
    return Mismatch(key=entry.key, problem=Label(DIFFERS.en.format(*said), DIFFERS.zh.format(*said)))


def _sentence(key: str, row: Row, rows: Mapping[str, Row], language: Language) -> str:
    numbers: dict[int, str] = {}
    while (found := rows.get(f"{key}#{len(numbers)}")) is not None:
        value = _number(found["value"])
        said = "?" if value is None else written(value, str(found["unit"]))
        numbers[len(numbers)] = str(found["printed"]) if _agrees(str(found["printed"]), said) else said
    return filled(str(row[f"text_{language}"] or ""), numbers)


def _agrees(printed: str, said: str) -> bool:
    """Return whether a number as printed is the figure: equal, or without the trailing zeros."""
    try:
        return printed == said or parsed(printed) == parsed(said)
    except ValueError:
        return False


def _cell(kind: str, row: Row, language: Language) -> str:
    value, unit = _number(row["value"]), str(row["unit"])
    hidden = value is None or row["publishable"] == "no"
    if kind == "n":
        n = _number(row["n"])
        return "" if n is None else f"{n:,.0f}"
    if kind == "value":
        if not hidden and value is not None:
            return figure_words(value, unit)
        reason = row[f"reason_{language}"] or ""
        return f"{DASH} ({reason})" if language == "en" else f"{DASH}（{reason}）"
    if hidden or not row["interval_kind"]:
        return ""
    low, high = (_number(row[end]) for end in ("low", "high"))
    ends = {
        "low": float("-inf") if low is None else low,
        "high": float("inf") if high is None else high,
    }
    return interval_words(Interval(method="", kind=row["interval_kind"], **ends), unit, language)


def _number(value: Any) -> float | None:
    return None if value is None or value == "" else float(value)


def _columns(frame: Any) -> Mapping[str, Any]:
    import narwhals as nw

    seen: Any = nw.from_native(frame)
    eager: Any = seen.collect() if isinstance(seen, nw.LazyFrame) else seen
    found: dict[str, Any] = eager.to_dict(as_series=False)
    return found
