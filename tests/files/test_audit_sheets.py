"""The sheet that is written is the sheet that is read: what the auditor fills in arrives, key by key."""

import openpyxl
import pytest

from servicekit.files import read_audit_sheet, write_audit_sheet
from servicekit.foundation import InvalidValueError, Label, RecordError, UnknownConceptError
from servicekit.standards import (
    CAR_AFTER_SALES,
    FASHION_RETAIL,
    Area,
    Standard,
    StandardSet,
    audit,
    audit_score,
    failed_marks,
)


def filled(path, marks, *, column=6, language="zh", **fields):
    write_audit_sheet(CAR_AFTER_SALES, path, language=language, **fields)
    book = openpyxl.load_workbook(path)
    page = book.active
    for row in page.iter_rows():
        if row[0].value in marks:
            for place, text in enumerate(marks[row[0].value]):
                row[column - 1 + place].value = text
    book.save(path)
    return path


@pytest.mark.parametrize("language", ("en", "zh"))
def test_an_untouched_sheet_has_every_standard_and_no_result(tmp_path, language):
    path = tmp_path / "sheet.xlsx"
    write_audit_sheet(FASHION_RETAIL, path, language=language, site="North", visit="7")
    found = read_audit_sheet(path, standards=FASHION_RETAIL)
    assert found["standard"] == [standard.key for standard in FASHION_RETAIL]
    assert set(found["site"]) == {"North"}
    assert set(found["visit"]) == {"7"}
    assert set(found["result"]) == set(found["photo"]) == {None}
    assert audit(found, FASHION_RETAIL, auditor=None).not_observed == len(FASHION_RETAIL)


def test_the_marks_of_an_auditor_become_an_audit(tmp_path):
    marks = {
        "greet_within_10_seconds": ("8秒", "IMG_1.jpg", "很热情"),
        "parts_fill_rate": (0.93, None, None),
        "extras_explained": ("6项", None, None),
        "fixed_first_time": ("×", "IMG_2.jpg", "返修"),
    }
    first = filled(tmp_path / "one.xlsx", marks, site="北站", visit="1", auditor="李")
    second = filled(tmp_path / "two.xlsx", {"fixed_first_time": ("做到",)}, site="北站", visit="2", auditor="王")
    found = read_audit_sheet([first, second], standards=CAR_AFTER_SALES)
    result = audit(found, CAR_AFTER_SALES)
    assert (result.kept_count, result.failed_count) == (3, 2)
    assert result.auditors == ("李", "王")
    mark, other = failed_marks(found, CAR_AFTER_SALES, photo="photo", note="note", visit="visit")
    assert (mark.standard, mark.critical, mark.visit) == ("fixed_first_time", True, "1")
    assert (mark.result, mark.photo, mark.note) == ("×", "IMG_2.jpg", "返修")
    assert (other.standard, other.photo) == ("parts_fill_rate", None)
    score = audit_score(found, CAR_AFTER_SALES, visit="visit")
    assert (score.visits.n, score.visits.n_critical) == (2, 1)


def test_labels_stand_for_keys_and_unknown_ones_are_named(tmp_path):
    path = tmp_path / "sheet.xlsx"
    write_audit_sheet(CAR_AFTER_SALES, path, site="A", visit="1")
    book = openpyxl.load_workbook(path)
    page = book.active
    row = next(row for row in page.iter_rows() if row[0].value == "fixed_first_time")
    row[0].value = CAR_AFTER_SALES["fixed_first_time"].text.zh
    row[5].value = "√"
    book.save(path)
    assert audit(read_audit_sheet(path, standards=CAR_AFTER_SALES), CAR_AFTER_SALES, auditor=None).kept_count == 1
    row[0].value = "fixed_frist_time"
    book.save(path)
    with pytest.raises(UnknownConceptError, match="did you mean 'fixed_first_time'"):
        read_audit_sheet(path, standards=CAR_AFTER_SALES)
    row[0].value = None
    book.save(path)
    with pytest.raises(RecordError, match="without the key"):
        read_audit_sheet(path)


def test_a_sheet_without_its_visit_is_refused(tmp_path):
    path = tmp_path / "sheet.xlsx"
    write_audit_sheet(CAR_AFTER_SALES, path, site="A")
    with pytest.raises(RecordError, match=r"Visit \(检查编号\) is not filled in"):
        read_audit_sheet(path)
    openpyxl.Workbook().save(path)
    with pytest.raises(RecordError, match="no line of heads with 'Key' or '编号'"):
        read_audit_sheet(path)
    path.write_bytes(b"PK no workbook")
    with pytest.raises(RecordError, match="no workbook"):
        read_audit_sheet(path)
    with pytest.raises(InvalidValueError, match=r"a \.xlsx file"):
        write_audit_sheet(CAR_AFTER_SALES, tmp_path / "sheet.csv")


def test_every_worksheet_of_a_workbook_is_a_visit(tmp_path):
    path = filled(tmp_path / "sheet.xlsx", {"fixed_first_time": ("√",)}, site="A", visit="1")
    book = openpyxl.load_workbook(path)
    copy = book.copy_worksheet(book.active)
    next(row for row in copy.iter_rows() if row[0].value == "检查编号")[1].value = 2
    book.save(path)
    found = read_audit_sheet(path)
    assert sorted(set(map(str, found["visit"]))) == ["1", "2"]
    assert found["result"].count("√") == 2


def test_texts_never_become_formulas_and_keys_of_digits_stay_keys(tmp_path):
    area = Area("desk", Label("=1+1", "=1+1"))
    standard = Standard(
        key="101", text=Label("=cmd()", "=cmd()"), area=area, subject=Label("a", "a"), measure=Label("b", "b")
    )
    own = StandardSet(key="own", title=Label("Own", "自有"), standards=(standard,))
    path = tmp_path / "sheet.xlsx"
    write_audit_sheet(own, path, site="=A1", visit="1")
    book = openpyxl.load_workbook(path)
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)
    row = next(row for row in book.active.iter_rows() if row[0].value == "101")
    row[0].value, row[5].value = 101, "ok"
    book.save(path)
    found = read_audit_sheet(path, standards=own)
    assert (found["standard"], found["site"]) == (["101"], ["=A1"])
    assert audit(found, own, auditor=None).kept_count == 1
