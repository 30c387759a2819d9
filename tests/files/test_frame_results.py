"""Results go out as a frame of the kind that came in."""

import importlib
import pkgutil

import attrs
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import servicekit as sk
from servicekit.datasets._example import example_study, example_survey
from servicekit.files._frames import _cells, _says_something, figures_frame
from servicekit.foundation._results import Result
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


BRANCHES = {"branch": [*"aabbccc"] * 9, "q": [5, 4, 3, 2, 1, 5, 4] * 9, "next": [1, 2, 4, 4, 5, 5, 3] * 9}


def shares():
    return sk.top_box(BRANCHES, "q", scale=sk.LIKERT_5, by="branch")


def test_a_comparison_has_a_row_for_each_pair_and_so_has_the_sequence_of_its_contrasts():
    compared = sk.compare(shares())
    table = sk.to_frame(compared)
    assert list(zip(table["first"], table["second"], strict=True)) == [(c.first, c.second) for c in compared.contrasts]
    assert table["value"] == [c.value for c in compared.contrasts]
    assert table["low"] == [c.interval.low for c in compared.contrasts]
    assert table["adjusted_p"] == [c.adjusted_p for c in compared.contrasts]
    assert {"high", "p_value", "reason"} <= set(table)
    assert sk.to_frame(compared.contrasts) == table
    assert sk.to_frame(compared, kind="polars").height == len(compared.contrasts)


def test_a_ranking_has_a_row_for_each_unit_with_its_own_figure():
    ranked = sk.stats.rank_shares({"a": (3, 9), "b": (8, 20), "c": (70, 90)})
    table = sk.to_frame(ranked, kind="pandas")
    assert list(table["unit"]) == [unit.unit for unit in ranked.units]
    assert {"own", "value", "low", "high", "n", "rank", "rank_low", "rank_high"} <= set(table.columns)


def test_a_control_chart_and_a_monitor_have_a_row_for_each_period():
    chart = sk.stats.individuals_chart([5, 6, 5, 7, 6, 5, 6, 99])
    table = sk.to_frame(chart)
    assert table["period"] == [point.period for point in chart.points]
    assert table["centre"] == [chart.centre] * 8
    assert table["signals"][-1] == "above"
    looks = sk.stats.monitor({week: sk.stats.Share(count=4, n=9) for week in ("w1", "w2", "w3")})
    assert sk.to_frame(looks)["period"] == ["w1", "w2", "w3"]


def test_a_backlog_has_a_row_for_each_period_by_its_day():
    rows = {"opened": ["2024-03-04T09:00Z", "2024-03-15T10:00Z"], "site": ["A", "B"]}
    rows["resolved"] = ["2024-03-04T15:00Z", None]
    found = sk.complaints.backlog(sk.complaints.read_case_log(rows, columns={name: name for name in rows}))
    assert sk.to_frame(found)["starts"] == list(found.starts)
    assert sk.to_frame(found)["open_at_end"] == list(found.open_at_end)


def test_a_table_has_a_row_for_each_cell_a_funnel_for_each_stage_and_a_group_its_own_rows():
    cells = sk.to_frame(sk.segments.crosstab(BRANCHES, "q", "next"))
    assert len(cells["row"]) == len(set(BRANCHES["q"])) * len(set(BRANCHES["next"]))
    assert {"column", "count", "share", "share_low", "adjusted_p"} <= set(cells)
    funnel = sk.experience.funnel({"seen": 90, "asked": 40, "bought": 8})
    assert sk.to_frame(funnel)["name"] == ["seen", "asked", "bought"]
    assert sk.to_frame(funnel)["lost"] == [None, 50, 32]
    several = sk.to_frame({"north": funnel, "south": funnel})
    assert several["name"] == ["north"] * 3 + ["south"] * 3
    assert several["name_2"] == ["seen", "asked", "bought"] * 2


def test_each_result_that_consists_of_lines_names_what_it_holds():
    for module in pkgutil.walk_packages(sk.__path__, "servicekit."):  # modules are loaded when they are asked for
        importlib.import_module(module.name)
    kinds, found = [Result], {}
    while kinds:
        kinds += (kind := kinds.pop()).__subclasses__()
        found |= {kind.__name__: kind} if kind._lines and attrs.has(kind) else {}
    assert {"Kano", "Priorities", "InvestmentPlan", "Pareto", "TopicShares", "Excellence"} <= set(found)
    for name, kind in found.items():
        assert all(held in attrs.fields_dict(kind) or hasattr(kind, held) for held in kind._lines), name


def test_what_is_no_sequence_of_results_is_refused():
    with pytest.raises(sk.foundation.InvalidValueError, match="result must be a result"):
        sk.to_frame([1, 2])


def test_an_assessment_is_the_table_of_its_results():
    found = sk.assess(study_from_toml(example_study()), example_survey(), parts=["measures"])
    table = sk.to_frame(found)
    assert table == found.to_results()
    assert list(sk.to_frame(found, kind="polars", escape_formulas=True).columns) == list(table)


def test_many_groups_that_all_answered_have_a_row_each():
    groups = sk.net_promoter_score({"y": [9, 3] * 2000, "g": [row // 2 for row in range(4000)]}, "y", by="g")
    assert len(sk.to_frame(groups, kind="polars")) == 2000


def test_texts_and_numbers_tell_whether_anything_was_found():
    assert _cells("advice", sk.foundation.Label("Ask", "询问")) == {"advice": "Ask"}
    said = ({"a": 0, "b": (0.0, 2)}, [None, "words", True], {"a": []}, 0, 3.5)
    assert [_says_something(value) for value in said] == [True, False, False, False, True]
