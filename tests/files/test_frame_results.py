"""Results go out as a frame of the kind that came in."""

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import servicekit as sk
from servicekit.datasets._example import example_study, example_survey
from servicekit.files._frames import figures_frame
from servicekit.study._toml import study_from_toml

DATA = {"branch": ["A", "A", "B", "B"], "recommend": [10, 9, 3, None]}


@pytest.mark.parametrize("make", (pd.DataFrame, pl.DataFrame, pa.table), ids=("pandas", "polars", "pyarrow"))
def test_groups_come_back_as_the_frame_that_went_in(make):
    frame = make(DATA)
    found = sk.to_frame(sk.net_promoter_score(frame, "recommend", by="branch"))
    assert type(found) is type(frame)
    assert list(found["branch"]) in (["A", "B"], [pa.scalar("A"), pa.scalar("B")])


def test_a_mapping_gives_a_mapping_of_lists():
    found = sk.to_frame(sk.net_promoter_score(DATA, "recommend", by="branch"))
    assert found["value"] == [100.0, -100.0]
    assert found["low"][0] < found["value"][0] <= found["high"][0]


def test_one_result_is_one_row_of_the_kind_asked_for():
    found = sk.to_frame(sk.top_box([5, 4, 2, 1]), kind="polars")
    assert found.height == 1
    assert found["value"][0] == 0.5


def test_every_figure_of_an_assessment_is_one_frame():
    assessment = sk.assess(study_from_toml(example_study()), example_survey())
    frame = figures_frame(assessment)
    assert set(frame["part"]) == {part.key for part in assessment.parts}
    known = frame.filter(pl.col("low").is_not_null())
    assert (known["low"] <= known["value"]).all()
    assert (known["value"] <= known["high"]).all()


@pytest.mark.parametrize("sign", ("=", "+", "-", "@", "\t=", "\r@", " =", "＝"))
def test_a_group_name_is_no_formula_in_a_spreadsheet(sign):
    name = f'{sign}HYPERLINK("http://example.org")'
    data = {"q": [5, 4, 1], "branch": [name, name, "North"]}
    by_branch = sk.top_box(data, "q", scale=sk.LIKERT_5, by="branch")
    shown = name.strip()  # names of groups are trimmed
    assert set(sk.to_frame(by_branch)["branch"]) == {shown, "North"}
    harmless = sk.to_frame(by_branch, escape_formulas=True)
    assert set(harmless["branch"]) == {f"'{shown}", "North"}
    assert harmless["value"] == sk.to_frame(by_branch)["value"]
