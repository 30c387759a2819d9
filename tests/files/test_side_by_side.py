"""Threads that read and draw at once get what each would get alone, and leave the process as it was."""

import csv
from concurrent.futures import ThreadPoolExecutor

import matplotlib as mpl
import polars as pl

import servicekit as sk
from servicekit.plots._canvas import as_svg
from servicekit.plots._estimates import plot_estimates


def test_many_threads_reading_and_drawing_at_once(tmp_path):
    frame = pl.DataFrame({"q": [1 + row % 5 for row in range(60)], "branch": [f"东站{row % 3}" for row in range(60)]})
    frame.write_csv(tmp_path / "t.csv")
    (tmp_path / "g.csv").write_bytes(frame.write_csv(separator=";").encode("gb18030"))
    frame.write_parquet(tmp_path / "t.parquet")
    settings, limit = dict(mpl.rcParams), csv.field_size_limit()

    def work(turn):
        name = ("t.csv", "g.csv", "t.parquet")[turn % 3]
        found = sk.top_box(sk.read_table(tmp_path / name), "q", scale=sk.LIKERT_5, by="branch")
        return dict(found), as_svg(plot_estimates(found))

    alone = work(0)
    with ThreadPoolExecutor(6) as pool:
        assert all(each == alone for each in pool.map(work, range(18)))
    assert dict(mpl.rcParams) == settings
    assert csv.field_size_limit() == limit


def test_what_turns_a_line_around_or_breaks_it_is_shown_in_pictures():
    name = "North\u202e\u2028South"
    found = sk.top_box({"q": [5, 4], "b": [name, "x"]}, "q", scale=sk.LIKERT_5, by="b")
    drawn = as_svg(plot_estimates(found))
    assert "\u202e" not in drawn
    assert "\u2028" not in drawn
    assert r"\u202e" in drawn
