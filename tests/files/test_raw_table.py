"""Rows of a text file are found by trial: encoding, line ends, delimiter; nothing is guessed that can be refused."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.files._encoding import SAMPLE
from servicekit.files._raw_table import DELIMITERS, is_blank, raw_text
from servicekit.files._tables import read_table
from servicekit.foundation._errors import InvalidValueError, RecordError

ZH = "编号,评价\n1,非常满意\n2,服务态度一般\n3,不满意\n"
ZH_TW = "編號,評價\n1,非常滿意\n2,服務態度一般\n3,不滿意\n"
DE = "Filiale;Zufriedenheit\nMünchen;sehr gut\nKöln;mäßig\nGrünwald;groß\n"
FR = "agence;avis\nLyon;très satisfait\nNîmes;déçu\nOrléans;à améliorer\n"


def table(tmp_path, content, **options):
    path = tmp_path / "survey.csv"
    path.write_bytes(content)
    return raw_text(path, **options)


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    (
        (ZH, "gb18030", "gb18030"),
        (ZH, "utf-8", "utf-8-sig"),
        (ZH, "utf-8-sig", "utf-8-sig"),
        (ZH, "utf-16", "utf-16"),
        (ZH, "utf-16-le", "utf-16-le"),
        (ZH_TW, "big5", "big5"),
        (ZH_TW, "gb18030", "gb18030"),
        (DE, "cp1252", "cp1252"),
        (FR, "cp1252", "cp1252"),
        (FR, "utf-16-be", "utf-16-be"),
        (DE, "utf-32", "utf-32"),
    ),
)
def test_the_encoding_is_found_by_trial(tmp_path, text, encoding, found):
    raw = table(tmp_path, text.encode(encoding))
    assert raw.encoding == found
    mark = ";" if text in (DE, FR) else ","
    assert [cells for _, cells in raw.rows()] == [line.split(mark) for line in text.splitlines()]


def test_a_few_letters_that_are_valid_in_two_encodings_are_asked_about(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_bytes("q,branch\n5,站1\n4,站2\n".encode("gb18030"))
    with pytest.raises(RecordError, match="'utf-8' or 'gb18030'"):
        read_table(path)
    assert read_table(path, encoding="gb18030")["branch"].to_list() == ["站1", "站2"]
    for text in ("q,branch\n5,Łódź\n", "q,branch\n5,Москва\n", "q,branch\n5,站1\n", "q,branch\n5,Köln\n"):
        path.write_text(text, encoding="utf-8")
        assert read_table(path)["branch"][0] in text


def test_utf_8_with_one_broken_byte_is_damaged_and_not_another_encoding(tmp_path):
    content = ("id,评价\n" + "1,很满意，谢谢\n" * 30).encode()
    with pytest.raises(RecordError, match=r"byte (99|100), .*damaged"):
        table(tmp_path, content[:100] + b"\xff" + content[101:])


def test_what_fits_no_encoding_is_refused_with_the_byte(tmp_path):
    with pytest.raises(RecordError, match="byte 2,"):
        table(tmp_path, bytes([97, 10, *range(0x81, 0xFF)]) * 3)


@pytest.mark.parametrize("junk", (b"\x00", b"\x01", b"\x1b"))
def test_a_control_character_is_refused_with_its_line(tmp_path, junk):
    with pytest.raises(RecordError, match="line 3"):
        table(tmp_path, b"id,q\n1,5\n2," + junk + b"\n")


@pytest.mark.parametrize("end", ("\n", "\r\n", "\r"))
def test_every_kind_of_line_end(tmp_path, end):
    raw = table(tmp_path, f"id,q{end}1,5{end}2,4{end}".encode())
    assert list(raw.rows()) == [(1, ["id", "q"]), (2, ["1", "5"]), (3, ["2", "4"])]


def test_a_carriage_return_within_a_row_is_refused(tmp_path):
    with pytest.raises(RecordError, match="line 2"):
        list(table(tmp_path, b"id,q\n1,5\r2,4\n").rows())


def test_delimiters_within_quotation_marks_do_not_count(tmp_path):
    raw = table(tmp_path, b'branch;"Quality, price, service";"Speed, staff, place"\nA;5;4\nB;3;2\n')
    assert raw.delimiter == ";"
    raw = table(tmp_path, b'branch,"happy; overall; today"\nA,5\nB,3\n')
    assert raw.delimiter == ","


def test_a_line_sep_names_the_delimiter_and_is_no_row(tmp_path):
    raw = table(tmp_path, "\ufeffsep=;\r\nid;q\r\n1;5,5\r\n".encode())
    assert list(raw.rows()) == [(2, ["id", "q"]), (3, ["1", "5,5"])]
    assert [note.en for note in raw.notes] == ["read as UTF-8, semicolon", "the line sep= skipped"]


def test_blank_rows_have_no_cells(tmp_path):
    raw = table(tmp_path, "id,q\n1,5\n\n,\n\u3000,\xa0\n2,4\n".encode())
    assert [place for place, cells in raw.rows() if not cells] == [3, 4, 5]


def test_places_count_lines_within_quotation_marks(tmp_path):
    raw = table(tmp_path, b'id,q\n1,"a\nb"\n2,4\n')
    assert [place for place, _ in raw.rows()] == [1, 2, 4]


@pytest.mark.parametrize("mark", ("", ";;", '"', "\n", 5))
def test_a_delimiter_is_one_character(tmp_path, mark):
    with pytest.raises(InvalidValueError, match="delimiter"):
        table(tmp_path, b"a,b\n1,2\n", delimiter=mark)


def test_nothing_of_the_process_is_changed(tmp_path):
    before = csv.field_size_limit()
    seen = [csv.field_size_limit() for _ in table(tmp_path, b"a,b\n1,2\n").rows()]
    assert {before, csv.field_size_limit(), *seen} == {before}


cells = st.text(st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from(",;|\t\n "), max_size=8)


@settings(max_examples=60)
@given(
    rows=st.integers(2, 5).flatmap(
        lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=2, max_size=8)
    ),
    mark=st.sampled_from(DELIMITERS),
    encoding=st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "gb18030")),
    end=st.sampled_from(("\n", "\r\n")),
)
def test_what_was_written_is_read_again(tmp_path_factory, rows, mark, encoding, end):
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    path = tmp_path_factory.mktemp("raw") / "survey.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    found = [row for _, row in raw_text(path, encoding=encoding, delimiter=mark).rows()]
    assert [row for row in found if row] == [row for row in rows if not all(map(is_blank, row))]


def read(tmp_path, text):
    path = tmp_path / "survey.csv"
    path.write_text(text, encoding="utf-8")
    return read_table(path)


def test_two_groups_above_many_names_are_part_of_the_header(tmp_path):
    groups = ["Service,,,,,Price,,,,", "a,b,c,d,e,f,g,h,i,j"]
    found = read(tmp_path, "\n".join([*groups, *["1,2,3,4,5,1,2,3,4,5"] * 3]))
    assert found.columns[4:6] == ["Service [e]", "Price [f]"]


def test_a_long_file_of_another_encoding_is_told_from_its_first_lines(tmp_path):
    line = "非常满意,服务态度很好\n"
    content = "评价,意见\n" + line * (SAMPLE // len(line.encode("gb18030")) + 10)
    path = tmp_path / "long.csv"
    path.write_bytes(content.encode("gb18030"))
    assert read_table(path)["评价"][0] == "非常满意"


def test_numbers_with_a_decimal_comma_are_numbers_where_another_mark_parts_the_cells(tmp_path):
    found = read(tmp_path, "paid;branch\n3,5;A\n12;B\n0,25;C\n")
    assert found["paid"].to_list() == [3.5, 12.0, 0.25]
    assert read(tmp_path, "paid;branch\n3,5;A\nnone yet;B\n")["paid"].to_list() == ["3,5", "none yet"]
