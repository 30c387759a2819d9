"""Threads and processes that read, draw and write at once get what each would get alone, and change no setting."""

import csv
import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import matplotlib as mpl
import polars as pl
import pyreadstat
import pytest

import servicekit as sk
from servicekit.files._output import write_text
from servicekit.plots._canvas import as_svg
from servicekit.plots._estimates import plot_estimates

FILES = ("t.csv", "g.csv", "t.parquet", "t.sav")


@pytest.fixture
def folder(tmp_path):
    frame = pl.DataFrame({"q": [1 + row % 5 for row in range(60)], "branch": [f"东站{row % 3}" for row in range(60)]})
    frame.write_csv(tmp_path / "t.csv")
    (tmp_path / "g.csv").write_bytes(frame.write_csv(separator=";").encode("gb18030"))
    frame.write_parquet(tmp_path / "t.parquet")
    pyreadstat.write_sav(frame.to_pandas(), str(tmp_path / "t.sav"))
    return tmp_path


def work(folder, turn):
    """Read one of the files, draw what it says and write the drawing where all the others write theirs."""
    table = sk.read_table(folder / FILES[turn % len(FILES)])
    found = sk.top_box(table, "q", scale=sk.LIKERT_5, by="branch")
    drawn = as_svg(plot_estimates(found))
    write_text(folder / "shared.svg", drawn)
    assert (folder / "shared.svg").read_text(encoding="utf-8").endswith("</svg>\n")
    draft = sk.draft_study(table)
    return str(dict(found)), drawn, [column.role for column in draft.columns]


def test_many_threads_reading_drawing_and_writing_at_once(folder):
    settings, limit = dict(mpl.rcParams), csv.field_size_limit()
    alone = work(folder, 0)
    with ThreadPoolExecutor(6) as pool:
        assert all(each == alone for each in pool.map(lambda turn: work(folder, turn), range(16)))
    assert dict(mpl.rcParams) == settings
    assert csv.field_size_limit() == limit
    assert {each.name for each in folder.iterdir()} == {*FILES, "shared.svg"}


def test_many_processes_reading_drawing_and_writing_at_once(folder):
    def begin(turns):
        command = [sys.executable, __file__, str(folder), *map(str, turns)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(place for place in sys.path if place)}
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)

    alone = told(work(folder, 0))
    children = [begin(range(start, start + len(FILES))) for start in range(2)]
    for child in children:
        said, _ = child.communicate(timeout=60)
        assert child.returncode == 0
        assert said.split() == [alone] * len(FILES)
    assert {each.name for each in folder.iterdir()} == {*FILES, "shared.svg"}


def told(found):
    return hashlib.sha256(repr(found).encode()).hexdigest()


def test_what_turns_a_line_around_or_breaks_it_is_shown_in_pictures():
    name = "North\u202e\u2028South"
    found = sk.top_box({"q": [5, 4], "b": [name, "x"]}, "q", scale=sk.LIKERT_5, by="b")
    drawn = as_svg(plot_estimates(found))
    assert "\u202e" not in drawn
    assert "\u2028" not in drawn
    assert r"\u202e" in drawn


if __name__ == "__main__":
    for turn in sys.argv[2:]:
        print(told(work(Path(sys.argv[1]), int(turn))))
