"""SPSS and Stata files: codes, labels and which codes are no answer, declared or only labelled."""

import json
import struct
from io import BytesIO

import polars as pl
import pyreadstat
import pytest

from servicekit.data._scales import LIKERT_5
from servicekit.files import _labelled_apart
from servicekit.files._labelled import _cleaned, _within, labelled_table, with_words
from servicekit.files._labelled_child import _answer
from servicekit.files._spss_dictionary import check_dictionary
from servicekit.files._tables import read_table
from servicekit.foundation._errors import MissingColumnError, RecordError
from servicekit.satisfaction._top_box import top_box

FRAME = pl.DataFrame(
    {
        "sat": [1.0, 5.0, 9.0, 4.0, None, 8.0],
        "nps": [10.0, 99.0, 3.0, 98.0, 0.0, 7.0],
        "branch": [1.0, 2.0, 1.0, 3.0, 2.0, 1.0],
        "speed": [1.5, 2.5, 3.0, None, 1.0, 2.0],
        "why": ["slow", "", "ok", "", "fine", "x"],
    }
).to_pandas()
LABELS = ["Overall satisfaction", "Recommend", "Branch", "Speed", "Why"]
VALUES = {
    "sat": {1: "Very dissatisfied", 5: "Very satisfied", 8: "Don't know", 9: "Refused"},
    "branch": {1: "North", 2: "South", 3: "East"},
}


@pytest.fixture
def spss(tmp_path):
    path = tmp_path / "survey.sav"
    missing = {"nps": [{"lo": 98, "hi": 99}], "sat": [9]}
    pyreadstat.write_sav(FRAME, str(path), column_labels=LABELS, variable_value_labels=VALUES, missing_ranges=missing)
    return path


def test_declared_and_merely_labelled_codes_are_no_answers(spss):
    table = read_table(spss)
    assert table["sat"].to_list() == [1, 5, None, 4, None, None]
    assert table["nps"].to_list() == [10, None, 3, None, 0, 7]
    assert table["speed"].to_list() == [1.5, 2.5, 3.0, None, 1.0, 2.0]
    assert table["why"].to_list() == ["slow", None, "ok", None, "fine", "x"]
    found = top_box(table, "sat", scale=LIKERT_5, boxes=2)
    assert (found.n, found.n_missing) == (3, 3)


def test_labels_are_kept_beside_the_codes(spss):
    table = labelled_table(spss)
    assert table.labels["sat"] == "Overall satisfaction"
    assert table.value_labels["sat"] == {1: "Very dissatisfied", 5: "Very satisfied"}
    assert table.no_answer["sat"] == {8: "Don't know", 9: "Refused"}
    assert table.no_answer["nps"] == {98: "", 99: ""}


def test_a_group_is_read_in_words_where_they_are_asked_for(spss):
    assert read_table(spss, words=["branch"])["branch"].to_list() == [
        "North",
        "South",
        "North",
        "East",
        "South",
        "North",
    ]
    with pytest.raises(MissingColumnError, match="branch"):
        read_table(spss, words=["brnch"])


def test_a_stata_file_with_its_own_missing_values(tmp_path):
    path = tmp_path / "survey.dta"
    pyreadstat.write_dta(
        FRAME.assign(nps=FRAME["nps"].astype("object").mask(FRAME["nps"] > 90, "a")),
        str(path),
        column_labels=LABELS,
        variable_value_labels={"branch": VALUES["branch"]},
        missing_user_values={"nps": ["a"]},
    )
    table = read_table(path, words=["branch"])
    assert table["nps"].to_list() == [10, None, 3, None, 0, 7]
    assert table["branch"].to_list()[:3] == ["North", "South", "North"]


def test_labels_of_whole_numbers_on_a_column_of_decimals(tmp_path):
    path = tmp_path / "survey.dta"
    words = {"sat": {1: "bad", 5: "good", 9: "Don't know"}}
    pyreadstat.write_dta(FRAME, str(path), variable_value_labels=words)
    assert read_table(path)["sat"].to_list() == [1, 5, None, 4, None, 8]


@pytest.mark.parametrize(
    ("script", "said"),
    (
        ("import os; os.kill(os.getpid(), 11)", "its reader crashed"),
        ("import os; os._exit(3)", "its reader crashed"),
        ("import time; time.sleep(60)", "its reader came to no end in 1 seconds"),
    ),
)
def test_a_reader_that_crashes_or_hangs_is_one_refusal(spss, tmp_path, monkeypatch, script, said):
    child = tmp_path / "child.py"
    child.write_text(script)
    monkeypatch.setattr(_labelled_apart._labelled_child, "__file__", str(child))
    monkeypatch.setattr(_labelled_apart, "SECONDS", 1.0)
    with pytest.raises(RecordError, match=f"survey.sav cannot be read as an SPSS file: {said}") as refused:
        read_table(spss)
    assert "\n" not in str(refused.value)


def test_a_file_of_any_name_is_read_from_anywhere(spss, tmp_path, monkeypatch):
    odd = tmp_path / "-o 中文 [1].sav"
    spss.rename(odd)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "json.py").write_text("raise SystemExit")  # what lies in the folder is not imported
    assert read_table(odd.name)["sat"].to_list() == [1, 5, None, 4, None, None]


def test_a_file_named_like_one_is_refused(tmp_path):
    for suffix, kind in ((".sav", "SPSS"), (".dta", "Stata"), (".zsav", "SPSS")):
        path = tmp_path / f"survey{suffix}"
        path.write_bytes(b"q\n5\n")
        with pytest.raises(RecordError, match=rf"survey{suffix} is not an? {kind} file"):
            read_table(path)


def test_words_are_put_where_there_are_words(spss):
    table = labelled_table(spss)
    bare = next(name for name in table.frame.columns if name not in table.value_labels)
    assert with_words(table, [bare]).equals(table.frame)


def test_a_declared_range_of_texts_touches_no_number_and_labels_of_codes_are_whole():
    assert (_within(5, 1, 9), _within(5, "a", "z"), _within(None, 1, 9)) == (True, False, False)
    counts = pl.Series("n", [1, 2, 99], dtype=pl.Int8)
    assert _cleaned(counts, {99: "no answer", 1.5: "refused"}).to_list() == [1, 2, None]


def test_the_child_hands_over_codes_and_labels_and_refuses_what_a_file_can_not_hold(spss):
    out = BytesIO()
    _answer(str(spss), ".sav", 10**6, out)
    line, _, stream = out.getvalue().partition(b"\n")
    assert set(json.loads(line)) == {"labels", "value_labels", "missing_ranges"}
    assert pl.read_ipc_stream(BytesIO(stream)).columns == labelled_table(spss).frame.columns
    out = BytesIO()
    _answer(str(spss), ".sav", 1, out)
    assert list(json.loads(out.getvalue())) == ["claims"]


def test_a_file_that_claims_more_than_it_can_hold_is_damaged(spss, monkeypatch):
    monkeypatch.setattr(_labelled_apart, "MOST_CELLS_A_BYTE", 0)
    with pytest.raises(RecordError, match=r"claims \d+ rows of \d+ columns, more than it can hold"):
        read_table(spss)


def written_sav(path, **more):
    pyreadstat.write_sav(pl.DataFrame({"a": [1.0, 2.0], "b": ["x", "y"]}), str(path), **more)
    return path


def test_notes_within_an_spss_file_are_passed_over(tmp_path):
    path = written_sav(tmp_path / "n.sav", note=["asked by telephone", "in two waves"])
    assert read_table(path)["a"].to_list() == [1, 2]


@pytest.mark.parametrize(
    ("record", "said"),
    (
        (struct.pack("<ii", 99, 0), "its dictionary contradicts itself"),  # no known kind
        (struct.pack("<ii", 3, 5) + b"\0" * 8, "its dictionary contradicts itself"),  # five labels, and no room for one
        (struct.pack("<ii", 4, 1), "it ends at byte"),  # a variable is to be named
        (struct.pack("<ii", 4, 0), "its dictionary contradicts itself"),
        (struct.pack("<i", 6), "it ends at byte"),
    ),
)
def test_a_dictionary_that_contradicts_itself_is_refused(tmp_path, record, said):
    path = tmp_path / "d.sav"
    content = written_sav(path).read_bytes()
    path.write_bytes(content[:176] + content[176 : 176 + 32] + record)
    with pytest.raises(RecordError, match=said):
        check_dictionary(path)
