"""SPSS and Stata files: codes, labels and which codes are no answer, declared or only labelled."""

import polars as pl
import pyreadstat
import pytest

from servicekit.data._scales import LIKERT_5
from servicekit.files import _labelled_apart
from servicekit.files._labelled import labelled_table
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
