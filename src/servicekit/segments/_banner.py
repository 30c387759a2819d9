"""Banner tables: shares of answers by column, with the letters of the columns they exceed."""

from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations
from math import isnan
from string import ascii_uppercase
from typing import Any, Final, Literal

import numpy as np
from attrs import field, frozen

from servicekit.data._accepted import Data
from servicekit.data._frames import read_columns
from servicekit.foundation import _checks as checks
from servicekit.foundation import _markup as markup
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Result
from servicekit.foundation._shown import Grid
from servicekit.foundation._vocabulary import Label
from servicekit.segments._cell_tests import tested
from servicekit.segments._crosstab import coded
from servicekit.stats.comparison._comparison import AdjustedP, benjamini_hochberg, holm
from servicekit.stats.designs._design import Design, as_design, refuse_parts
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.scores._presentation_standard import PublicationRule
from servicekit.stats.summaries._answer_rows import rows_of, share_of

Adjust = Literal["bh", "holm"]
FEWEST: Final = 30
DASH: Final = "—"


@frozen(kw_only=True)
class BannerColumn(Result):
    """One column of a banner table.

    Attributes:
        letter: By which other columns name it.
        question: Question whose answers are columns.
        answer: The answer.
        n: Respondents.
    """

    title = Label("Banner column", "表头列")
    derived = ("letter", "n")

    letter: str
    question: str
    answer: object
    n: int


@frozen(kw_only=True)
class BannerCell(Result):
    """One cell of a banner table.

    Attributes:
        share: Share of the answer within the column.
        exceeds: Letters of the columns of the same question that it exceeds.
        is_small: Whether the column has too few answers for the share to be shown or tested, or the rule of publication
            forbids to print it.
    """

    title = Label("Banner cell", "表格单元")
    derived = ("value", "exceeds")

    share: Share
    exceeds: tuple[str, ...] = ()
    is_small: bool = False

    @property
    def value(self) -> float | None:
        """The share; None in a small cell."""
        return None if self.is_small else self.share.value


@frozen(kw_only=True)
class Banner(Result):
    """Shares of answers by column with letters.

    Attributes:
        columns: The columns, in order.
        cells: Cell of each row question, answer and letter.
        tested: P-values of all pairs of columns, adjusted within the table.
        fewest: Answers below which a cell is a dash.
        level: Confidence level; letters stand where the adjusted p is below 1 - level.
    """

    title = Label("Banner table", "交叉汇总表")
    derived = ("m",)

    columns: tuple[BannerColumn, ...]
    cells: Mapping[tuple[str, Hashable], Mapping[str, BannerCell]]
    tested: AdjustedP = field(repr=False, metadata={"evidence": False})
    fewest: int
    level: float = 0.95

    @property
    def m(self) -> int:
        """Pairs of columns tested."""
        return self.tested.m

    def _rows(self) -> list[dict[str, Any]]:
        return [
            {"question": question, "answer": answer}
            | {
                name: figure
                for column in self.columns
                for name, figure in _figures(column, cells[column.letter]).items()
            }
            for (question, answer), cells in self.cells.items()
        ]

    def _shown(self) -> tuple[Grid, ...]:
        header = ("", "", *(f"{column.question}: {column.answer} ({column.letter})" for column in self.columns))
        rows = [("", "n", *(str(column.n) for column in self.columns))]
        for (question, answer), cells in self.cells.items():
            shown = [_shown(cells[column.letter]) for column in self.columns]
            rows.append((question, markup.visible(answer), *shown))
        return (Grid(header, rows),)


def _figures(column: BannerColumn, cell: BannerCell) -> dict[str, Any]:
    """Return a cell as columns of a frame: the share (None in small cells), the letters it exceeds, the answers."""
    name = f"{column.question}: {column.answer} ({column.letter})"
    return {name: cell.value, f"{name} exceeds": " ".join(cell.exceeds), f"{name} n": cell.share.n}


def _shown(cell: BannerCell) -> str:
    if cell.value is None:
        return DASH
    return f"{cell.value:.0%} {' '.join(cell.exceeds)}".strip()


def banner(
    data: Data,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    adjust: Adjust = "bh",
    fewest: int = FEWEST,
    publish: PublicationRule | None = None,
    design: Design | None = None,
    level: float = 0.95,
) -> Banner:
    """Return shares of answers by column, with the letters of the columns that each exceeds.

    Every answer to a column question is a column; columns of one question hold different respondents and are tested
    against each other. Columns of two questions overlap in respondents and are not. Without adjustment nearly every
    table of no difference shows a letter: six columns by eight rows do so in 98 of 100. ``to_frame`` makes a frame of
    the table, for Excel files.

    Args:
        data: A frame of any kind or a mapping of columns, one row per respondent.
        rows: Questions whose answers are counted.
        columns: Questions whose answers are the columns; each with one answer a respondent.
        adjust: "bh" keeps false letters to a share of all letters within the table, "holm" allows hardly any.
        fewest: Answers below which a cell is a dash and is not tested.
        publish: Rule by which further cells are dashes (``NCHS_2017``); they are tested all the same.
        design: Columns of weights, strata and clusters.
        level: Letters stand where the adjusted p-value is below 1 - level.

    Raises:
        InvalidValueError: A question is named twice, or there are more than 26 columns.

    Source:
        Benjamini and Hochberg (1995); Holm (1979).

    Example:
        >>> import servicekit as sk
        >>> rows = {"branch": ["a"] * 60 + ["b"] * 60, "again": ["yes"] * 50 + ["no"] * 40 + ["yes"] * 30}
        >>> found = sk.segments.banner(rows, ["again"], ["branch"])
        >>> found.cells["again", "yes"]["A"].exceeds
        ('B',)
    """
    asked, heads = _listed("rows", rows), _listed("columns", columns)
    if both := sorted({*asked} & {*heads}):
        raise InvalidValueError("columns", "other questions than the rows", both)
    if adjust not in ("bh", "holm"):
        raise InvalidValueError("adjust", "'bh' or 'holm'", adjust)
    checks.validate(checks.whole_positive, "fewest", fewest)
    checks.validate(checks.confidence, "level", level)
    design = as_design(design)
    refuse_parts(design, "margins", "second stage")
    found = read_columns(data, list(dict.fromkeys([*asked, *heads, *design.columns])))
    read = {name: coded(found[name]) for name in (*asked, *heads)}
    answers = rows_of(tuple(read), np.column_stack([codes for codes, _ in read.values()]), found, design, {})
    places = [(name, code) for name in heads for code in range(len(read[name][1]))]
    if len(places) > len(ascii_uppercase):
        raise InvalidValueError("columns", f"at most {len(ascii_uppercase)} answers together", len(places))
    here = answers.where & answers.sample.used
    letters = dict(zip(places, ascii_uppercase, strict=False))
    members = {letter: here & (answers.column(name) == code) for (name, code), letter in letters.items()}
    cells: dict[tuple[str, Any], dict[str, BannerCell]] = {}
    tests: list[tuple[tuple[str, Any], str, str, float | None]] = []
    for name in asked:
        given = ~np.isnan(answers.column(name))
        for code, answer in enumerate(read[name][1]):
            hits = answers.column(name) == code
            cells[name, answer] = own = {
                letter: BannerCell(
                    share=share_of(answers, hits, member & given, level=level),
                    is_small=int((member & given).sum()) < fewest,
                )
                for letter, member in members.items()
            }
            for head in heads:
                large = [x for (question, _), x in letters.items() if question == head and not own[x].is_small]
                for first, second in combinations(large, 2):
                    evidence = tested(answers, hits, members[first] & given, members[second] & given)
                    tests.append(((name, answer), first, second, evidence.p))
    adjusted = (benjamini_hochberg if adjust == "bh" else holm)([p for *_, p in tests], nan="drop")
    exceeds = _letters(cells, tests, adjusted, 1 - level)
    return Banner(
        columns=tuple(
            BannerColumn(letter=letter, question=name, answer=read[name][1][code], n=int(members[letter].sum()))
            for (name, code), letter in letters.items()
        ),
        cells={row: _published(own, row, exceeds, publish) for row, own in cells.items()},
        tested=adjusted,
        fewest=fewest,
        level=level,
    )


def _listed(role: str, given: Sequence[str]) -> list[str]:
    names = [given] if isinstance(given, str) else list(given)
    if not names or len(set(names)) < len(names):
        raise InvalidValueError(role, "at least one question, each once", names)
    return names


def _letters(
    cells: Mapping[tuple[str, Any], Mapping[str, BannerCell]],
    tests: Sequence[tuple[tuple[str, Any], str, str, float | None]],
    adjusted: AdjustedP,
    alpha: float,
) -> dict[tuple[tuple[str, Any], str], list[str]]:
    """Return the letters that stand at each cell."""
    found: dict[tuple[tuple[str, Any], str], list[str]] = {}
    for (row, first, second, _), p in zip(tests, adjusted.adjusted, strict=True):
        if p is None or isnan(p) or p >= alpha:
            continue
        higher = (cells[row][first].share.value or 0.0) > (cells[row][second].share.value or 0.0)
        winner, loser = (first, second) if higher else (second, first)
        found.setdefault((row, winner), []).append(loser)
    return {key: sorted(letters) for key, letters in found.items()}


def _published(
    own: Mapping[str, BannerCell],
    row: tuple[str, Any],
    exceeds: Mapping[tuple[tuple[str, Any], str], list[str]],
    publish: PublicationRule | None,
) -> dict[str, BannerCell]:
    """Return the cells of a row with their letters; those that a rule does not let out are dashes."""
    return {
        letter: BannerCell(
            share=cell.share,
            exceeds=tuple(exceeds.get((row, letter), ())),
            is_small=cell.is_small or (publish is not None and publish.judge(cell.share).verdict == "no"),
        )
        for letter, cell in own.items()
    }
