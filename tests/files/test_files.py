"""Tables are read strictly; a damaged file is refused with its place (bad inputs 121 to 128)."""

import openpyxl
import polars as pl
import pytest

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


def test_another_encoding_is_refused_with_the_byte_and_read_when_named(tmp_path):  # bad input 122
    path = written(tmp_path, "id,评价\n1,满意\n".encode("gb18030"))
    with pytest.raises(RecordError, match=r"byte 3 .*gb18030"):
        read_table(path)
    assert read_table(path, encoding="gb18030")["评价"].to_list() == ["满意"]


def test_utf_16_from_a_spreadsheet_is_recognised(tmp_path):  # bad input 123
    path = written(tmp_path, "id,q\n1,5\n".encode("utf-16"))
    with pytest.raises(RecordError, match=r"UTF-16.*encoding='utf-16'"):
        read_table(path)
    assert read_table(path, encoding="utf-16")["q"].to_list() == [5]


def test_nul_bytes_are_refused_with_their_place(tmp_path):  # bad input 124
    with pytest.raises(RecordError, match="NUL byte at byte 7"):
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
    with pytest.raises(RecordError, match=r"line 3: . fields? where the header has 2|line 3: . fields"):
        read_table(written(tmp_path, f"id,q\n1,5\n{row}\n4,4\n".encode()))


@pytest.mark.parametrize("start", (b"PK\x03\x04", b"\x1f\x8b"))
def test_an_archive_named_csv_is_not_opened(tmp_path, start):  # bad input 128
    with pytest.raises(RecordError, match="unpack"):
        read_table(written(tmp_path, start + b"rest"))


def test_repeated_column_names_are_refused(tmp_path):  # bad input 41
    with pytest.raises(RecordError, match="'q'"):
        read_table(written(tmp_path, b"q,q\n1,5\n"))


def test_an_empty_file_says_so(tmp_path):
    with pytest.raises(RecordError, match="empty"):
        read_table(written(tmp_path, b""))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(RecordError, match="no file"):
        read_table(tmp_path / "absent.csv")


def test_an_unknown_ending_lists_the_known_ones(tmp_path):
    with pytest.raises(InvalidValueError, match=r"\.csv"):
        read_table(written(tmp_path, b"x", "survey.sav"))


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
    assert found["csv"].missing == 1


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
