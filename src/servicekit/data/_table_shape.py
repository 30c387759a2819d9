"""Where a table begins in the rows of a file: titles, header rows of survey tools, names, question texts, totals."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from attrs import field, frozen

from servicekit.data._numerals import parse_number, stripped
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Label

MOST_TITLE_ROWS: Final = 10
TITLE_SHARE: Final = 0.2
LOOKED_AT: Final = 500
NEW_TEXTS: Final = 0.8
MOST_TOTALS: Final = 3
_PARTS_DROPPED: Final = (
    "response|open-ended response|réponse|réponse ouverte|réponse libre|antwort|offene antwort|"
    "antwort mit offenem ende|respuesta|respuesta abierta|respuesta de extremo abierto|回复|开放式回复|回答|开放式回答"
)
PARTS_DROPPED: Final = frozenset(_PARTS_DROPPED.split("|"))
_OTHER: Final = (
    "other|other (please specify)|autre (veuillez préciser)|sonstiges (bitte angeben)|otro (especifique)|其他（请注明）"
)
SECOND_ROW: Final = frozenset((*PARTS_DROPPED, *_OTHER.split("|")))
QUALTRICS: Final = frozenset(
    ("StartDate", "EndDate", "RecordedDate", "ResponseId", "ResponseID", "DistributionChannel", "UserLanguage")
)
_TOTALS: Final = (
    "total|totals|grand total|average|mean|sum|gesamt|durchschnitt|mittelwert|summe|moyenne|somme|promedio|media|"
    "合计|平均|总计|平均值|平均分|小计|合計|總計|平均值|小計|average:|total:|mean:|suma|medio|media:|ø"
)
TOTALS: Final = frozenset(_TOTALS.split("|"))
IMPORT_ID: Final = re.compile(r"""^\{\s*["']ImportId["']""")
LIKE_DATE: Final = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}:\d{2}")


@frozen(kw_only=True)
class TableShape:
    """Where names, texts and answers stand in the rows of a file without its blank rows.

    Attributes:
        names: Names of the columns, all different and none blank.
        labels: Name -> text of the question, where the file has one besides the name.
        title_rows, header_rows: Rows before the header, and of it; the answers follow.
        unnamed: Places of the columns that the file does not name.
        repeated: Names that occur more than once in the file; all but the first got a number.
    """

    names: tuple[str, ...]
    labels: dict[str, str] = field(factory=dict)
    title_rows: int = 0
    header_rows: int = 1
    unnamed: tuple[int, ...] = ()
    repeated: tuple[str, ...] = ()

    @property
    def skipped(self) -> int:
        """Rows before the first answer."""
        return self.title_rows + self.header_rows

    @property
    def is_plain(self) -> bool:
        """Whether the first row names all columns and the second is the first answer."""
        return self.skipped == 1 and not self.unnamed and not self.repeated


def table_shape(rows: Sequence[Sequence[str]], *, header_row: int | None = None) -> TableShape:
    """Return where the table begins.

    Args:
        rows: The first rows of the file as texts, blank rows left out; some hundreds tell best.
        header_row: Number of the row that names the columns, from 1 and blank rows left out, if the caller knows.

    Raises:
        InvalidValueError: There is no such row.
    """
    rows = [[stripped(cell) for cell in row] for row in rows[: LOOKED_AT + MOST_TITLE_ROWS]]
    if not rows:
        return TableShape(names=())
    if header_row is not None and not 1 <= header_row <= len(rows):
        raise InvalidValueError("header row", f"a row of the table, from 1 to {len(rows)}", header_row)
    titles = _title_rows(rows) if header_row is None else header_row - 1
    body = rows[titles:]
    width = max(len(row) for row in body)
    body = [[*row, *[""] * (width - len(row))] for row in body]
    count, texts = _header_rows(body)
    width = max(len(row) for row in rows[titles : titles + count])
    first, second = body[0][:width], body[1][:width] if count > 1 else []
    if texts:
        names, unnamed = _named(first)
        twice = tuple(name for name, times in Counter(filter(None, first)).items() if times > 1)
        labels = {name: text for name, text in zip(names, second, strict=True) if text and text != name}
        about: dict[str, Any] = {"title_rows": titles, "header_rows": count, "unnamed": unnamed, "repeated": twice}
        return TableShape(names=names, labels=labels, **about)
    if count == 2:
        first = list(_joined(first, second))
    names, unnamed = _named(first)
    twice = tuple(name for name, times in Counter(filter(None, first)).items() if times > 1)
    return TableShape(names=names, title_rows=titles, header_rows=count, unnamed=unnamed, repeated=twice)


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell) for cell in row)


def _title_rows(rows: Sequence[Sequence[str]]) -> int:
    width = max(len(row) for row in rows)
    few = max(1, int(TITLE_SHARE * width))
    for place, row in enumerate(rows[: MOST_TITLE_ROWS + 1]):
        if _filled(row) > few:
            names = all(parse_number(cell) is None for cell in row if cell)  # a header is made of words
            return place if _filled(row) >= 2 and names else 0
        following = rows[place + 1] if place + 1 < len(rows) else ()
        if _filled(row) >= 2 and following and _filled(following) >= width:
            return place
    return 0


def _header_rows(body: Sequence[Sequence[str]]) -> tuple[int, bool]:
    """Return the number of header rows and whether the second holds texts of the questions."""
    for place in (1, 2):
        if len(body) > place:
            marked = sum(bool(IMPORT_ID.match(cell)) for cell in body[place])
            if marked and marked >= 0.5 * _filled(body[place]):
                return place + 1, place == 2
    known = [place for place, name in enumerate(body[0]) if name in QUALTRICS]
    dates = [place for place in known if body[0][place] in ("StartDate", "EndDate", "RecordedDate")]
    if len(known) >= 3 and len(body) > 1 and dates and not any(LIKE_DATE.search(body[1][place]) for place in dates):
        return 2, True
    return (2, False) if len(body) > 2 and _is_second_header(body) else (1, False)


def _is_second_header(body: Sequence[Sequence[str]]) -> bool:
    first, second = body[0], body[1]
    filled = [place for place, cell in enumerate(second) if cell]
    if not filled or any(parse_number(second[place]) is not None for place in filled):
        return False
    says = any(second[place].casefold() in SECOND_ROW for place in filled)
    fills = any(not first[place] for place in filled)
    if not (says or fills) or (all(first) and not says):
        return False
    new = 0
    for place in filled:
        below = {row[place] for row in body[2:] if row[place]}
        new += second[place] not in below or below == {second[place]}
    return new >= NEW_TEXTS * len(filled)


def _joined(first: Sequence[str], second: Sequence[str]) -> Iterator[str]:
    question = ""
    for name, part in zip(first, second, strict=True):
        question = name or question
        if not part or part.casefold() in PARTS_DROPPED:
            yield name
        else:
            yield f"{question} [{part}]" if question else part


def _named(cells: Sequence[str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return names that differ, and which columns had none."""
    taken: set[str] = set(cells)
    seen: set[str] = set()
    names: list[str] = []
    unnamed: list[int] = []
    for place, cell in enumerate(cells):
        name, number = cell or f"column {place + 1}", 2
        if not cell:
            unnamed.append(place)
        while name in seen or (name != cell and name in taken):
            name, number = f"{cell or f'column {place + 1}'} ({number})", number + 1
        seen.add(name)
        names.append(name)
    return tuple(names), tuple(unnamed)


def total_rows(last: Sequence[Sequence[object]]) -> int:
    """Return how many of the last rows are totals or averages under the table rather than answers."""
    count = 0
    for row in reversed(last[-MOST_TOTALS:]):
        texts = [stripped(str(cell)).casefold() for cell in row if cell is not None and stripped(str(cell))]
        if not texts or texts[0] not in TOTALS:
            break
        count += 1
    return count


def notes_of(shape: TableShape, *, blank_rows: int = 0, totals: int = 0, left_out: int = 0) -> tuple[Label, ...]:
    """Return what was skipped, as sentences."""
    notes: list[Label] = []
    if shape.title_rows:
        notes.append(Label(f"{_many(shape.title_rows, 'title row')} skipped", f"跳过{shape.title_rows}行标题"))
    if shape.header_rows > 1:
        used = "question texts kept as labels" if shape.labels else "joined to names of columns"
        zh = "题目文本用作标签" if shape.labels else "合并为列名"
        notes.append(Label(f"{shape.header_rows} header rows, {used}", f"{shape.header_rows}行表头，{zh}"))
    if blank_rows:
        notes.append(Label(f"{_many(blank_rows, 'blank row')} skipped", f"跳过{blank_rows}个空行"))
    if totals:
        rows = f"{_many(totals, 'row')} of totals at the end left out"
        notes.append(Label(rows, f"略去末尾{totals}行合计"))
    if left_out:
        notes.append(
            Label(
                f"{_many(left_out, 'column')} without name and entries left out",
                f"略去{left_out}个既无列名也无内容的列",
            )
        )
    if shape.repeated:
        shown = ", ".join(shape.repeated[:5])
        notes.append(Label(f"names that occur more than once numbered: {shown}", f"重复的列名已编号：{shown}"))
    if named := len(shape.unnamed) - left_out:
        notes.append(
            Label(f"{_many(named, 'column')} without a name named by place", f"{named}个没有列名的列按位置命名")
        )
    return tuple(notes)


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}" + ("" if count == 1 else "s")
