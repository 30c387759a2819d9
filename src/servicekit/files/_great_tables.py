"""A banner table as a table of great_tables, which a page or a notebook shows and a user styles further."""

from typing import Any

from servicekit.foundation._extras import require
from servicekit.segments._banner import DASH, Banner, BannerCell


def great_table(table: Banner) -> Any:
    """Return a ``great_tables.GT``: a spanner for each column question, rows grouped by question, letters with shares.

    Args:
        table: What ``banner`` returned.

    Raises:
        MissingExtraError: great_tables is not installed.
    """
    great = require("great_tables", extra="tables")
    polars = require("polars", extra="files")
    columns: dict[str, list[str]] = {
        "question": [question for question, _ in table.cells],
        "answer": [str(answer) for _, answer in table.cells],
    }
    for column in table.columns:
        columns[column.letter] = [_shown(cells[column.letter]) for cells in table.cells.values()]
    made = great.GT(polars.DataFrame(columns), rowname_col="answer", groupname_col="question")
    for question in dict.fromkeys(column.question for column in table.columns):
        own = [column.letter for column in table.columns if column.question == question]
        made = made.tab_spanner(label=question, columns=own)
    heads = {column.letter: f"{column.answer} ({column.letter}), n {column.n:,}" for column in table.columns}
    return made.cols_label(**heads).cols_align(align="right", columns=list(heads))


def _shown(cell: BannerCell) -> str:
    return DASH if cell.value is None else " ".join((f"{100 * cell.value:.0f}%", *cell.exceeds))
