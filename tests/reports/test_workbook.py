"""A workbook holds figures as numbers, words as text, the same in both languages, and what the results say."""

from io import BytesIO

import openpyxl
import pytest

from servicekit.cli._commands import main
from servicekit.datasets._example import load_example
from servicekit.foundation._errors import InvalidValueError
from servicekit.reports._html import report
from servicekit.reports._workbook import _sheet_name
from servicekit.study._assessment import assess
from servicekit.study._toml import study_from_toml

HOSTILE = ('=HYPERLINK("http://x")', "+1+1", "@SUM(A1)", "#N/A", "\x07bell")
TINY = """
title = { en = "=1+1", zh = "=1+1" }
groups = ["branch"]
[scales.five]
low = 1
high = 5
[questions.overall]
column = "q"
kind = "csat"
scale = "five"
"""


def sheets(content):
    return openpyxl.load_workbook(BytesIO(content)).worksheets


@pytest.fixture(scope="module")
def example():
    found = load_example()
    return assess(found.study, found.survey, **found.tables)


def figures(page):
    rows = [[cell.value for cell in row] for row in page.iter_rows(max_col=9)]
    heads = [place for place, row in enumerate(rows) if row[0] in ("Table", "表")]
    return [row for row in rows[heads[0] + 1 :] if row[1] is not None] if heads else []


@pytest.mark.parametrize("language", ("en", "zh"))
def test_there_is_a_sheet_a_part_whose_numbers_are_those_of_the_results(example, language):
    found = sheets(report(example, language=language, form="xlsx"))
    assert len(found) == len(example.parts) + 3
    results = example.to_results()
    known = {
        (value * (100 if unit == "points" else 1), n)
        for value, n, unit, publishable in zip(
            results["value"], results["n"], results["unit"], results["publishable"], strict=True
        )
        if value is not None and publishable != "no"
    }
    numbers = [(row[2], row[7]) for page in found for row in figures(page) if isinstance(row[2], int | float)]
    assert len(numbers) > 100

    def rounded(pairs):
        return {(round(value, 9), n if n is None else round(n, 9)) for value, n in pairs}

    assert rounded(numbers) <= rounded(known)
    for page in found:
        for row in figures(page):
            assert all(cell is None or isinstance(cell, int | float) or cell in ("∞", "−∞") for cell in row[2:6])
            assert row[2] is not None or row[8]  # a number, or why there is none
            if isinstance(row[3], float) and isinstance(row[2], float):
                assert row[3] - 1e-9 <= row[2] <= row[4] + 1e-9


def test_every_sentence_stands_in_the_workbook(example):
    found = sheets(report(example, form="xlsx"))
    words = {cell.value for page in found for row in page.iter_rows() for cell in row}
    assert all(finding.text.en in words for part in example.parts for finding in part.findings)


def test_text_is_never_a_formula_nor_an_error():
    data = {"q": [1, 5, 4, 5, 2] * 12, "branch": list(HOSTILE) * 12}
    found = sheets(report(assess(study_from_toml(TINY), data), form="xlsx"))
    cells = [cell for page in found for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert any(cell.value == "=1+1" and cell.data_type == "s" for cell in cells)
    assert any(HOSTILE[0] in str(cell.value) for cell in cells)


def test_names_of_sheets_are_allowed_and_differ():
    taken = set()
    names = [_sheet_name(name, taken) for name in ("a" * 40, "A" * 50, "What [is] it?", "", "'")]
    assert len({name.casefold() for name in names}) == 5
    assert all(0 < len(name) <= 31 and not set("[]:*?/\\") & set(name) for name in names)


def test_a_report_is_written_in_the_form_of_its_ending(example, tmp_path):
    for name, start in (("r.html", b"<!doctype"), ("r.md", b"# "), ("r.xlsx", b"PK")):
        report(example, path=tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(start)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.html", "r.md", "r.xlsx"]
    with pytest.raises(InvalidValueError, match=r"\.xlsx"):
        report(example, path=tmp_path / "r.pdf")
    with pytest.raises(InvalidValueError, match="left out"):
        report(example, path=tmp_path / "r.html", form="html")


def test_the_command_writes_a_workbook_and_refuses_other_endings_before_any_work(tmp_path, capsys):
    assert main(["demo", "--report", str(tmp_path / "r.xlsx"), "--language", "zh"]) == 0
    assert len(openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets) > 5
    assert main(["demo", "--report", str(tmp_path / "r.pdf")]) == 1
    assert "r.pdf" in capsys.readouterr().err
