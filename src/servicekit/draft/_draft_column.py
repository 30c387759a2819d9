"""What one column of a draft seems to be, and the columns as a table to look through."""

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import frozen

from servicekit.draft._page import ROLE_NAMES, SURE_FROM, plain
from servicekit.foundation._vocabulary import Label, Language

WIDEST: Final = 40
MOST_ROWS: Final = 40
FEW_ALIKE: Final = 4
HEAD: Final = (
    Label("Column", "列"),
    Label("Role", "角色"),
    Label("Sure", "把握"),
    Label("Could be", "也可能是"),
    Label("Evidence", "依据"),
)


@frozen(kw_only=True)
class DraftColumn:
    """What one column seems to be.

    Attributes:
        name: The column.
        label: Text of its question; the name where the file has no other.
        role: "csat", "nps", "item", "group", "wave", "text", "id", ...
        confidence: From 0 (a toss-up) to 1; the margin over the next best role.
        evidence: What speaks for the role.
        alternatives: Roles nearly as likely.
        low, high: Ends of the scale of a rating.
        missing_codes: Numbers that seem to mean no answer.
        table: Which of the tables given it belongs to, from 0.
    """

    name: str
    label: str
    role: str
    confidence: float
    evidence: Label
    alternatives: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    missing_codes: tuple[float, ...] = ()
    table: int = 0


def doubt(column: DraftColumn) -> Label | str:
    """Return what else a column could be, where that is not sure."""
    others = [ROLE_NAMES[name] for name in column.alternatives if name in ROLE_NAMES]
    if column.confidence >= SURE_FROM or not others:
        return ""
    return Label(", ".join(other.en for other in others), "、".join(other.zh for other in others))


def _row(column: DraftColumn, language: Language) -> tuple[str, str, str, str]:
    other = doubt(column)
    return (
        _shortened(plain(column.name)),
        ROLE_NAMES[column.role].text(language),
        f"{column.confidence:.0%}",
        other.text(language) if isinstance(other, Label) else other,
    )


def _shortened(name: str, widest: int = WIDEST) -> str:
    """Return a name that fits its column of the summary; of parts of one question the end tells them apart."""
    if _width(name) <= widest:
        return name
    start, end = "", ""
    while _width(start + (letter := name[len(start)])) < widest // 2:
        start += letter
    while _width((letter := name[-1 - len(end)]) + end) < widest - _width(start):
        end = letter + end
    return f"{start}…{end}"


def _width(text: str) -> int:
    return sum(2 if letter > "\u2e80" else 1 for letter in text)


def _padded(text: str, width: int) -> str:
    return text + " " * max(0, width - _width(text))


def _joined(rows: Sequence[tuple[str, ...]], language: Language) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a wide table, those of many columns alike as one where the first of them stands."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        alike.setdefault(row[1:], []).append(row[0])
    for row in rows:
        names = alike[row[1:]]
        if len(names) < FEW_ALIKE or len({name[:1] for name in names}) > 1:
            yield row
        elif row[0] == names[0]:
            many = f"({len(names)})" if language == "en" else f"（{len(names)}列）"
            yield (f"{_shortened(names[0], 14)} … {_shortened(names[-1], 14)} {many}", *row[1:])


def text_table(columns: Sequence[DraftColumn], language: Language) -> Iterator[str]:
    """Yield the lines of a plain table of columns and roles."""
    heads = (head.text(language) for head in HEAD[:-1])
    lines = [tuple(heads) if language == "zh" else tuple(head.casefold() for head in heads)]
    rows = [_row(column, language) for column in columns]
    lines += rows if len(rows) <= MOST_ROWS else _joined(rows, language)
    widths = [min(WIDEST, max(_width(line[place]) for line in lines)) for place in range(len(lines[0]))]
    for line in lines:
        yield "  ".join(_padded(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip()
