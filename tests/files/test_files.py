"""Tables are read strictly; a damaged file is refused with its place (bad inputs 121 to 128)."""

import csv
import zipfile

import openpyxl
import polars as pl
import pytest

from servicekit.data._file_notes import notes_of_frame
from servicekit.files import _studies
from servicekit.files._parquet_pages import check_pages
from servicekit.files._refusal import refusing
from servicekit.files._results import write_results
from servicekit.files._studies import read_study
from servicekit.files._tables import read_table
from servicekit.foundation._errors import InvalidValueError, RecordError
from servicekit.satisfaction._net_promoter import net_promoter_score


def written(tmp_path, content, name="survey.csv"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path):  # bad input 121
    table = read_table(written(tmp_path, b"\xef\xbb\xbfid,q\n1,5\n"))
    assert table.columns == ["id", "q"]


def test_another_encoding_is_found_or_named(tmp_path):  # bad input 122
    path = written(tmp_path, "id,评价\n1,满意\n".encode("gb18030"))
    assert read_table(path)["评价"].to_list() == ["满意"]
    assert read_table(path, encoding="gb18030")["评价"].to_list() == ["满意"]
    with pytest.raises(RecordError, match=r"byte 3 .*gb18030"):
        read_table(path, encoding="utf-8")


def test_an_encoding_that_is_none_is_refused(tmp_path):
    for name in ("klingon", "rot13", "hex", "\0"):
        with pytest.raises(InvalidValueError, match="gb18030"):
            read_table(written(tmp_path, b"id,q\n1,5\n"), encoding=name)


def test_utf_16_from_a_spreadsheet_is_recognised(tmp_path):  # bad input 123
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        assert read_table(written(tmp_path, "id,q\n1,5\n".encode(encoding)))["q"].to_list() == [5]


def test_nul_bytes_are_refused_with_their_place(tmp_path):  # bad input 124
    with pytest.raises(RecordError, match="line 2: a NUL byte"):
        read_table(written(tmp_path, b"id,q\n1,\x005\n"))


def test_an_unclosed_quote_names_the_line_where_it_opened(tmp_path):  # bad input 125
    with pytest.raises(RecordError, match="line 3"):
        read_table(written(tmp_path, b'id,q\n1,5\n2,"never closed\n3,4\n4,4\n'))


def test_one_endless_field_is_refused(tmp_path):  # bad input 125
    with pytest.raises(RecordError, match="line 2"):
        read_table(written(tmp_path, b'id,q\n1,"' + b"x" * 1_100_000 + b'"\n'))


@pytest.mark.parametrize("mark", (";", "\t", "|"))
def test_other_delimiters_are_found_from_the_header(tmp_path, mark):  # bad input 126
    table = read_table(written(tmp_path, f"id{mark}q\n1{mark}5\n".encode()))
    assert table.columns == ["id", "q"]


@pytest.mark.parametrize("row", ("3", "3,4,5"))
def test_a_row_of_another_length_is_refused_with_its_line(tmp_path, row):  # bad input 127
    with pytest.raises(RecordError, match=r"line 3: . cells? where the header in line 1 has 2"):
        read_table(written(tmp_path, f"id,q\n1,5\n{row}\n4,4\n".encode()))


@pytest.mark.parametrize("start", (b"PK\x03\x04", b"\x1f\x8b"))
def test_an_archive_named_csv_is_not_opened(tmp_path, start):  # bad input 128
    with pytest.raises(RecordError, match="unpack"):
        read_table(written(tmp_path, start + b"rest"))


def test_repeated_column_names_are_numbered_and_said(tmp_path):  # bad input 41; ticket systems write them
    table = read_table(written(tmp_path, b"q,q,r,q (2)\n1,5,2,3\n"))
    assert table.columns == ["q", "q (3)", "r", "q (2)"]
    assert "numbered: q" in " ".join(note.en for note in notes_of_frame(table).notes)


def test_an_empty_file_says_so(tmp_path):
    with pytest.raises(RecordError, match="empty"):
        read_table(written(tmp_path, b""))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(RecordError, match="no file"):
        read_table(tmp_path / "absent.csv")


def test_an_unknown_ending_lists_the_known_ones(tmp_path):
    with pytest.raises(InvalidValueError, match=r"\.csv"):
        read_table(written(tmp_path, b"x", "survey.ods"))


def test_every_format_gives_the_same_score(tmp_path):
    answers = [10, 9, 8, 3, None, 10]
    frame = pl.DataFrame({"branch": list("AABBAB"), "recommend": answers})
    frame.write_csv(tmp_path / "s.csv")
    frame.write_parquet(tmp_path / "s.parquet")
    frame.write_ipc(tmp_path / "s.arrow")
    book = openpyxl.Workbook()
    for row in [frame.columns, *frame.iter_rows()]:
        book.active.append(list(row))
    book.save(tmp_path / "s.xlsx")
    found = {
        suffix: net_promoter_score(read_table(tmp_path / f"s.{suffix}"), "recommend")
        for suffix in ("csv", "parquet", "arrow", "xlsx")
    }
    assert len(set(found.values())) == 1
    assert found["csv"].n == 5
    assert found["csv"].n_missing == 1


def test_a_sheet_is_chosen_by_name(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["a"])
    second = book.create_sheet("Answers")
    second.append(["q"])
    second.append([5])
    book.save(tmp_path / "s.xlsx")
    assert read_table(tmp_path / "s.xlsx", sheet="Answers")["q"].to_list() == [5]
    with pytest.raises(InvalidValueError, match="Answers"):
        read_table(tmp_path / "s.xlsx", sheet="answers")


def test_numbers_and_words_in_one_column_of_a_workbook_stay_words(tmp_path):
    book = openpyxl.Workbook()
    for cell in ("q", 5, "n/a", 4.0):
        book.active.append([cell])
    book.save(tmp_path / "s.xlsx")
    assert read_table(tmp_path / "s.xlsx")["q"].to_list() == ["5", "n/a", "4"]


def test_a_name_is_a_name_and_no_pattern(tmp_path):
    for name in ("s1.csv", "s[1].csv", "s*.csv", "s?.csv", "s{1}.csv"):
        written(tmp_path, f"q\n{len(name)}\n".encode(), name)
    for suffix in ("parquet", "arrow"):
        for name, value in ((f"s1.{suffix}", 1), (f"s[1].{suffix}", 2), (f"s*.{suffix}", 3)):
            frame = pl.DataFrame({"q": [value]})
            (frame.write_parquet if suffix == "parquet" else frame.write_ipc)(tmp_path / name)
    assert read_table(tmp_path / "s[1].csv")["q"].to_list() == [8]
    assert read_table(tmp_path / "s*.csv")["q"].to_list() == [6]
    assert read_table(tmp_path / "s[1].parquet").collect()["q"].to_list() == [2]
    assert read_table(tmp_path / "s*.arrow").collect()["q"].to_list() == [3]
    (tmp_path / "s[1].csv").unlink()
    with pytest.raises(RecordError, match="no file"):
        read_table(tmp_path / "s[1].csv")


@pytest.mark.parametrize("mark", (b",", b";"))
def test_delimiters_within_a_quoted_header_are_text(tmp_path, mark):
    content = b'branch%s"Quality, price; service"\nA%s5\nB%s3\n' % (mark, mark, mark)
    assert read_table(written(tmp_path, content)).to_dict(as_series=False) == {
        "branch": ["A", "B"],
        "Quality, price; service": [5, 3],
    }


def test_a_line_sep_carriage_returns_and_blank_rows(tmp_path):
    expected = {"q": [5, 4], "branch": ["A", "B"]}
    for content in (
        b"sep=;\r\nq;branch\r\n5;A\r\n4;B\r\n",
        b"q,branch\r5,A\r4,B\r",
        b"q,branch\n5,A\n\n,\n ,\n4,B\n,\n",
        b"\n\nq,branch\n5,A\n4,B",
    ):
        assert read_table(written(tmp_path, content)).to_dict(as_series=False) == expected


def book_of(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_title_above_the_header_is_passed_over(tmp_path):
    rows = [["Survey 2026"], [], ["q", "branch", "why"], [5, "A", "x"], [4, "B", None]]
    table = read_table(book_of(tmp_path / "s.xlsx", rows))
    assert table.to_dict(as_series=False) == {"q": [5, 4], "branch": ["A", "B"], "why": ["x", None]}
    text = written(tmp_path, b"Survey 2026,,\nq,branch,why\n5,A,x\n4,B,\n")
    assert read_table(text).to_dict(as_series=False) == table.to_dict(as_series=False)


def test_the_row_of_the_header_can_be_named(tmp_path):
    path = book_of(tmp_path / "s.xlsx", [["a", "b"], ["q", "branch"], [5, "A"]])
    assert read_table(path, header_row=2).to_dict(as_series=False) == {"q": [5], "branch": ["A"]}
    for row in (0, 9, -1):
        with pytest.raises(InvalidValueError, match="header_row"):
            read_table(path, header_row=row)


def test_a_column_without_a_name_is_kept_with_its_number(tmp_path):
    path = book_of(tmp_path / "s.xlsx", [["q", None, None, "branch"], [5, 7, None, "A"], [4, None, None, "B"]])
    assert read_table(path).to_dict(as_series=False) == {"q": [5, 4], "column 2": [7, None], "branch": ["A", "B"]}
    text = written(tmp_path, b"q,,,branch\n5,7,,A\n4,,,B\n")
    assert read_table(text).to_dict(as_series=False) == read_table(path).to_dict(as_series=False)
    # a header of one name is no title where numbers would become the names of columns
    assert read_table(written(tmp_path, b"q,\n5,7\n")).columns == ["q", "column 2"]


def test_a_formula_error_in_a_workbook_is_no_missing_answer(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["q"])
    book.active.append([5])
    book.active["A3"] = "#N/A"
    assert book.active["A3"].data_type == "e"
    book.save(tmp_path / "s.xlsx")
    assert read_table(tmp_path / "s.xlsx")["q"].to_list() == ["5", "#N/A"]


def test_many_columns_are_read_in_seconds(tmp_path):
    header = ",".join(f"q{place}" for place in range(20_000))
    row = ",".join("5" for _ in range(20_000))
    assert read_table(written(tmp_path, f"{header}\n{row}\n{row}\n".encode())).shape == (2, 20_000)


def test_a_number_of_thousands_of_digits_stays_text(tmp_path):
    table = read_table(written(tmp_path, b"q\n1\n" + b"9" * 5000 + b"\n"))
    assert table["q"].to_list() == ["1", "9" * 5000]


@pytest.mark.parametrize(
    ("cell", "said"),
    (
        (b'<row r="1000000000"><c r="A1000000000"><v>1</v></c></row>', "where no sheet has one"),
        (b'<row r="2"><c r="ZZZZ2"><v>1</v></c></row>', "where no sheet has one"),
        (b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "delete what stands far"),
    ),
)
def test_a_small_workbook_cannot_claim_a_large_sheet(tmp_path, cell, said):
    source = book_of(tmp_path / "s.xlsx", [["q"], [5]])
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(tmp_path / "t.xlsx", "w") as after:
        for part in before.namelist():
            content = before.read(part)
            if part.endswith("sheet1.xml"):
                content = content.replace(b"</sheetData>", cell + b"</sheetData>")
            after.writestr(part, content)
    with pytest.raises(RecordError, match=said):
        read_table(tmp_path / "t.xlsx")


def test_an_archive_that_unpacks_into_much_is_not_unpacked(tmp_path):
    path = book_of(tmp_path / "s.xlsx", [["q"], [5]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * (201 << 20))
    with pytest.raises(RecordError, match="not unpacked"):
        read_table(path)


def test_reading_changes_nothing_for_other_threads(tmp_path):
    before = csv.field_size_limit(200_000)
    try:
        assert read_table(written(tmp_path, b'q,w\n5,"' + b"x" * 150_000 + b'"\n'))["q"].to_list() == [5]
        assert csv.field_size_limit() == 200_000
    finally:
        csv.field_size_limit(before)


def test_a_footer_longer_than_its_file_and_pages_of_the_second_kind(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    table = pytest.importorskip("pyarrow").table({"overall": [5, 4, 3] * 20, "branch": ["A", "B", None] * 20})
    path = tmp_path / "t.parquet"
    parquet.write_table(table, path, data_page_version="2.0")
    assert read_table(path).collect()["overall"].to_list() == [5, 4, 3] * 20
    content = path.read_bytes()
    path.write_bytes(content[:-8] + (10**6).to_bytes(4, "little") + content[-4:])
    with pytest.raises(RecordError, match="its footer is said to be longer than the file"):
        read_table(path)


def test_a_footer_whose_parts_are_of_another_kind_contradicts_itself(tmp_path):
    # field 4 a list of one struct, whose field 1 is a list of one struct without the field 3 it needs
    for footer in (b"\x49\x1c\x19\x1c\x00\x00\x00", b"\x45\x02\x00", b"\x4b\x01\x55\x02\x02\x00"):
        path = tmp_path / "f.parquet"
        path.write_bytes(b"PAR1" + footer + len(footer).to_bytes(4, "little") + b"PAR1")
        with pytest.raises(RecordError, match="it contradicts itself"):
            check_pages(path)


def test_results_are_written_as_parquet_or_csv_alone(tmp_path):
    with pytest.raises(InvalidValueError, match=r"a \.parquet or \.csv file, got 'r.xlsx'"):
        write_results(tmp_path / "r.xlsx", None)


def test_a_study_is_a_text_of_some_pages_in_an_encoding_that_can_be_told(tmp_path, monkeypatch):
    path = tmp_path / "s.toml"
    path.write_bytes("# Wort \u0578\n".encode())  # one letter of Armenian, or a Chinese one in another encoding
    with pytest.raises(RecordError, match="may be written in utf-8-sig or gb18030; save it as UTF-8"):
        read_study(path)
    monkeypatch.setattr(_studies, "LONGEST", 5)
    with pytest.raises(RecordError, match=r"is no .*: it has \d+ bytes"):
        read_study(path)


def test_a_fault_of_the_disk_is_told_as_that():
    with pytest.raises(FileNotFoundError), refusing("a.csv", "a table"):
        raise FileNotFoundError(2, "No such file", "a.csv")
    with pytest.raises(RecordError, match=r"a\.csv"), refusing("a.csv", "a table"):
        raise OSError("the codec broke")


def test_a_workbook_without_cells_or_sheets_says_so(tmp_path):
    path = tmp_path / "b.xlsx"
    book_of(path, [])
    with pytest.raises(RecordError, match="the sheet 'Sheet' is empty"):
        read_table(path)
    book = openpyxl.Workbook()
    book.active.append(["overall"])
    book.active.append([5])
    book.create_chartsheet("Chart")
    book.save(path)
    assert read_table(path)["overall"].to_list() == [5]
    with pytest.raises(InvalidValueError, match="sheet must be one of Sheet, got 'Chart'"):
        read_table(path, sheet="Chart")
