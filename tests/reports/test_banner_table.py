"""A banner table as a page, a workbook, Markdown, a frame and a table of great_tables: the same shares and letters."""

from io import BytesIO

import openpyxl
import pytest

import servicekit as sk

ANSWERS = {
    "branch": ["a"] * 60 + ["=b"] * 60 + ["<i>"] * 20,
    "again": ["yes"] * 50 + ["no"] * 10 + ["no"] * 40 + ["yes"] * 20 + ["no"] * 20,
}


@pytest.fixture(scope="module")
def table():
    return sk.segments.banner(ANSWERS, ["again"], ["branch"])


@pytest.mark.parametrize(("language", "said"), (("en", "Shares within a column."), ("zh", "表中为列内占比。")))
def test_a_page_shows_shares_letters_and_dashes(table, language, said):
    page = sk.report(table, language=language)
    letter = {column.answer: column.letter for column in table.columns}
    assert f"83% {letter['=b']}" in page
    assert "<td>—</td>" in page
    assert "&lt;i&gt;" in page
    assert "<i>" not in page
    assert said in page
    assert "{" not in page.split("</style>")[1].split("<script")[0]
    assert "Holm" in sk.report(sk.segments.banner(ANSWERS, ["again"], ["branch"], adjust="holm"), language=language)


def test_a_workbook_holds_numbers_and_no_formula(table, tmp_path):
    path = tmp_path / "banner.xlsx"
    sk.report(table, path=path)
    sheet = openpyxl.load_workbook(path).active
    heads = [cell.value for cell in sheet[4]]
    column = next(place for place, name in enumerate(heads) if str(name).startswith("a ("))
    row = next(row for row in sheet.iter_rows(min_row=6) if row[1].value == "yes")
    assert row[column].value == pytest.approx(50 / 60)
    assert row[column].number_format == "0%"
    assert row[column + 1].value == next(c.letter for c in table.columns if c.answer == "=b")
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    assert openpyxl.load_workbook(BytesIO(sk.report(table, form="xlsx", language="zh"))).active.title == "交叉汇总表"


def test_markdown_and_frame_hold_the_same(table):
    words = sk.report(table, form="markdown")
    assert "| again | yes | " in words
    frame = sk.to_frame(table, kind="polars")
    assert frame["branch: a (A)" if "branch: a (A)" in frame.columns else frame.columns[2]].len() == 2


def test_great_tables_are_made_where_they_are_asked_for(table):
    pytest.importorskip("great_tables")
    page = sk.to_frame(table, kind="great_tables").as_raw_html()
    assert "83% " in page
    assert "<i>" not in page


def test_without_great_tables_one_sentence_says_what_brings_them(table, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "great_tables", None)
    with pytest.raises(sk.foundation.MissingExtraError, match=r"servicekit\[tables\]"):
        sk.to_frame(table, kind="great_tables")


def test_nothing_else_is_taken(table):
    with pytest.raises(sk.foundation.InvalidValueError, match="banner table"):
        sk.report(3)
    example = sk.load_example()
    whole = sk.assess(example.study, example.survey, parts=["measures"])
    with pytest.raises(sk.foundation.InvalidValueError, match="compare_to"):
        sk.report(table, compare_to=whole)
