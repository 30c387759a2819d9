"""One plan, one fold: a survey is read once, and what a part makes of summaries is what its measures give alone."""

import subprocess
import sys
from collections.abc import Mapping
from functools import reduce
from typing import Any

import attrs
import numpy as np
import pytest
from bank_calls import bank_calls
from hypothesis import given, settings
from hypothesis import strategies as st
from whole_study import DESIGNS, PARTS, whole_study, whole_survey

import servicekit as sk
from servicekit.data import _kept_rows as kept_rows
from servicekit.data._columns import Column
from servicekit.data._frames import batches, read_columns
from servicekit.data._grouping import to_list
from servicekit.data._requests import DerivedColumns
from servicekit.data._summaries import planned
from servicekit.study._part_tasks import JOINT_PARTS, SURVEY_PARTS, TABLE_PARTS
from servicekit.study._plan import second_pass, study_plan
from servicekit.study._toml import study_from_toml
from servicekit.study.parts._measures import measured
from servicekit.study.sections._staff_section import StaffSection


class Counted:
    """A table that notes which columns are read, each time it is."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.reads: list[set[str]] = []
        self.data = DerivedColumns(data=dict(table), needs=(), makes=("\0",), make=self._read)

    def _read(self, batch: Mapping[str, Any], first_row: int) -> Mapping[str, Column]:
        if first_row == 0:
            self.reads.append({*batch})
        return {"\0": Column(name="\0", values=np.zeros(len(next(iter(batch.values())))))}


def test_an_assessment_reads_each_column_of_the_survey_once() -> None:
    example = sk.load_example()
    survey = Counted(example.survey)
    sk.assess(example.study, survey.data)
    assert len(survey.reads) == 1


TABLES = """
[complaints]
voicing = "deck_4_percent"
talk = "up_to_1825"
outcome = "how"
returned = "back"
value_per_customer = 200
outcomes = { open = "complained_unresolved", ok = "complained_resolved" }
[complaints.columns]
opened = "opened"
resolved = "closed"
channel = "channel"
[waits]
times = { pattern = "%H:%M:%S" }
served = ["AGENT"]
abandoned = ["HANG"]
ignored = ["PHANTOM"]
threshold = 20
by = ["type"]
[waits.columns]
waited = "q_time"
outcome = "outcome"
handling = "ser_time"
entered = "vru_entry"
day = "date"
[audits.columns]
site = "branch"
standard = "item"
result = "seen"
auditor = "who"
visit = "visit"
"""


def test_every_table_beside_the_survey_is_read_once() -> None:
    rows = 60
    complaints = {
        "opened": [f"2024-01-{1 + row % 28:02d}T10:00:00" for row in range(rows)],
        "closed": [f"2024-02-{1 + row % 28:02d}T10:00:00" if row % 9 else None for row in range(rows)],
        "how": ["ok", "open"] * (rows // 2),
        "back": [row % 3 == 0 for row in range(rows)],
        "channel": ["desk", "phone"] * (rows // 2),
    }
    audits = {
        "branch": ["north", "south"] * (rows // 2),
        "item": ["greet", "greet", "tidy", "tidy"] * (rows // 4),
        "seen": ["yes", "yes", "no"] * (rows // 3),
        "who": ["ann", "ben", "cy"] * (rows // 3),
        "visit": [row // 4 for row in range(rows)],
    }
    given = {"complaints": complaints, "waits": bank_calls(), "audits": audits}
    tables = {name: Counted(table) for name, table in given.items()}
    assessment = sk.assess(study_from_toml(TABLES), **{name: table.data for name, table in tables.items()})
    assert {part.key for part in assessment.parts} == {"complaints", "waits", "compliance"}
    assert {name: len(table.reads) for name, table in tables.items()} == dict.fromkeys(tables, 1)


def test_what_was_planned_is_answered_without_another_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """With no rows kept, only what was asked beforehand is known."""
    monkeypatch.setattr(kept_rows, "MOST_ROWS", 100)
    example = sk.load_example()
    parts = [task for task in SURVEY_PARTS if task.KEY in ("measures", "groups", "waves")]
    summaries = study_plan(example.study, example.survey, parts).fold(example.survey)
    sk.study.check_data(example.study, summaries)
    for part in parts:
        part.assess(example.study, summaries)
    assert summaries.passes == 1


def test_an_assessment_of_more_rows_than_are_kept_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    example = sk.load_example()
    keys = ["measures", "groups", "waves"]
    whole = sk.assess(example.study, example.survey, parts=keys)
    monkeypatch.setattr(kept_rows, "MOST_ROWS", 100)
    assert sk.assess(example.study, example.survey, parts=keys).to_dict() == whole.to_dict()


def test_a_study_that_asks_for_everything_reads_its_survey_once() -> None:
    survey = Counted(whole_survey())
    asked = StaffSection(
        role="post", front_line=("clerk",), management=("head",), attributes=("speed", "staff"), scale="five", target=4
    )
    staff = {"post": ["clerk", "head"] * 20, "speed": [3, 4, 5, 4] * 10, "staff": [2, 4] * 20}
    found = sk.assess(attrs.evolve(whole_study("clustered"), staff=asked), survey.data, staff=staff)
    assert {part.key for part in found.parts} == {*PARTS, "improvement", "internal_gaps"}
    assert len(survey.reads) == 1


def test_more_rows_than_are_kept_are_read_twice_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """Again is read only what needs the first pass: which choices there are, how far a row is from what others say."""
    monkeypatch.setattr(kept_rows, "MOST_ROWS", 300)
    study, survey = whole_study("weighted"), Counted(whole_survey())
    found = sk.assess(study, survey.data)
    assert {part.key for part in found.parts} == {*PARTS, "improvement"}
    assert survey.reads[1:] == [{"channels", "speed", "staff", "price", "overall", *study.design.columns}]


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("task", SURVEY_PARTS, ids=PARTS)
def test_a_part_asks_beforehand_for_all_it_takes(monkeypatch: pytest.MonkeyPatch, task: Any, design: str) -> None:
    monkeypatch.setattr(kept_rows, "MOST_ROWS", 300)
    study, survey = whole_study(design), Counted(whole_survey())
    summaries = study_plan(study, survey.data, [task]).fold(survey.data)
    second_pass(study, summaries, [task])
    assert isinstance(task.assess(study, summaries), sk.study.Part)
    assert len(survey.reads) == 1 + (task.KEY == "choices" or (task.KEY == "priorities" and not study.design.clusters))


answers = st.lists(st.sampled_from([1, 2, 3, 4, 5, None]), min_size=1, max_size=60)


@given(answers, st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
@pytest.mark.filterwarnings("ignore:the weights:servicekit.foundation.ServiceKitWarning")
def test_measures_of_summaries_equal_those_of_the_data(column: list[int | None], seed: int) -> None:
    rng = np.random.default_rng(seed)
    survey = {
        "sat": column,
        "site": rng.choice(["north", "south", "east"], len(column)).tolist(),
        "w": rng.integers(1, 4, len(column)) / 64,
    }
    study = sk.Study(
        scales={"five": sk.LIKERT_5},
        questions={"sat": sk.study.Question(column="sat", kind="csat", scale="five")},
        groups=("site",),
        design=sk.Design(weights="w"),
    )
    measures = [lambda data: measured(study, "sat", data), lambda data: measured(study, "sat", data, by="site")]
    summaries = planned(survey, measures).fold(survey)
    for measure in measures:
        assert measure(summaries) == measure(survey)
    assert summaries.passes == 1


def test_a_refusal_reaches_the_measure_that_asked_and_no_other() -> None:
    survey = {"good": [1, 2, 3], "bad": [1, 2, 33]}
    measures = [lambda data, n=name: sk.top_box(data, n, scale=sk.LIKERT_5) for name in survey]
    summaries = planned(survey, measures).fold(survey)
    assert sk.top_box(summaries, "good", scale=sk.LIKERT_5).n == 3
    with pytest.raises(sk.foundation.InvalidValueError, match="33"):
        sk.top_box(summaries, "bad", scale=sk.LIKERT_5)


def test_rows_kept_come_back_as_they_were() -> None:
    survey: dict[str, Any] = {
        "whole": np.array([1, 300, -7], dtype=np.int64),
        "half": [0.5, None, 2.0],
        "text": ["b", None, "a"],
        "mixed": ["1", 2, None],
        "day": np.array(["2024-01-01", "NaT", "2024-02-03"], dtype="datetime64[D]"),
    }
    summaries = planned(survey, [lambda data: read_columns(data, list(survey))]).fold(survey)
    direct, kept = read_columns(survey, list(survey)), read_columns(summaries, list(survey))
    for name in survey:
        assert to_list(kept[name]) == to_list(direct[name])
        assert kept[name].values.dtype == direct[name].values.dtype
    assert summaries.passes == 1


@given(st.permutations(range(12)), st.integers(1, 11))
@settings(max_examples=30, deadline=None)
def test_the_sample_of_rows_does_not_depend_on_their_order(order: list[int], cut: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_rows, "MOST_ROWS", 5)
        request = kept_rows.rows_request(("x",), "id")
        column = np.array(order)
        parts = [column[:cut], column[cut:]]
        summaries = [
            request.summarise(read_columns({"x": part, "id": part}, ["x", "id"]), 0) for part in parts if len(part)
        ]
        found = summaries[0] if len(summaries) == 1 else request.merge(*summaries)
        kept = found.sample()
        assert kept.read == 12
        whole = request.summarise(read_columns({"x": np.arange(12), "id": np.arange(12)}, ["x", "id"]), 0).sample()
        assert kept.columns["x"].unpacked.values.tolist() == whole.columns["x"].unpacked.values.tolist()


@pytest.mark.parametrize("ids", (range(900), [7] * 900, [*range(30)] * 30), ids=("each", "one", "many"))
def test_rows_kept_are_few_and_those_of_the_lowest_ranks(monkeypatch: pytest.MonkeyPatch, ids: Any) -> None:
    monkeypatch.setattr(kept_rows, "MOST_ROWS", 20)
    data = {"id": np.array(list(ids)), "x": np.arange(900)}
    wanted = kept_rows.rows_request(("x",), "id")
    parts = [wanted.summarise(part, 0) for part in batches(data, ["x", "id"], rows=60)]
    whole = kept_rows.KeptRows(
        columns={"x": kept_rows.joined([part.columns["x"] for part in parts])},
        ranks=np.concatenate([part.ranks for part in parts]),
        read=900,
    )
    found = reduce(wanted.merge, parts)
    assert found.read == 900
    assert len(found.ranks) <= 40
    kept, straight = found.sample(), whole.sample()
    assert kept.ranks.tolist() == straight.ranks.tolist()
    assert kept.columns["x"].unpacked.values.tolist() == straight.columns["x"].unpacked.values.tolist()


def test_tests_of_a_sample_of_rows_say_so_and_others_use_all(monkeypatch: pytest.MonkeyPatch) -> None:
    example = sk.load_example()
    keys = ["priorities", "sides", "quality"]
    whole = sk.assess(example.study, example.survey, parts=keys)
    monkeypatch.setattr(kept_rows, "MOST_ROWS", 300)
    found = sk.assess(example.study, example.survey, parts=keys)
    said = {part.key: " ".join(finding.text.en for finding in part.findings) for part in found.parts}
    assert "What needs single answers uses a random sample of 300 of the 640" in said["sides"]
    assert not any("random sample" in said[key] for key in ("priorities", "quality"))
    tests = [[claim.evidence for claim in one.part("quality").claims] for one in (found, whole)]
    assert tests[0] == tests[1]
    own, all_rows = found.part("priorities").coefficients, whole.part("priorities").coefficients
    assert own.n == all_rows.n
    np.testing.assert_allclose(own.covariance, all_rows.covariance, rtol=1e-9)


def test_a_report_is_not_held_up_by_imports_that_it_does_not_need() -> None:
    code = (
        "import attrs, sys, servicekit as sk; e = sk.load_example();"
        "few = sk.Study(scales=e.study.scales, questions=e.study.questions, groups=e.study.groups);"
        "sk.assess(few, e.survey); print(*sys.modules); sk.assess(e.study, e.survey); print(*sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    few, whole = (set(line.split()) for line in run.stdout.splitlines())
    assert not {"scipy.stats", "scipy.optimize", "narwhals", "pyarrow", "pandas"} & whole
    parts = {name.rpartition("._")[2] for name in few if name.startswith("servicekit.study.parts._")}
    assert parts == {"measures", "groups", "adjusted_groups"}


@pytest.mark.parametrize("task", (*SURVEY_PARTS, *TABLE_PARTS.values(), *JOINT_PARTS), ids=lambda task: task.KEY)
def test_a_part_that_is_not_asked_for_says_what_its_module_would(task: Any) -> None:
    study, survey = sk.Study(), {"a": [1]}
    nothing = {"survey": survey} if task in JOINT_PARTS else None if task in TABLE_PARTS.values() else survey
    found = task.assess(study, nothing)
    assert (found.key, found.name) == (task.KEY, task.NAME)
    assert found == task.module.assess(study, nothing)
    assert not task.requests(study) if task in JOINT_PARTS else True
    assert [task.module.KEY, task.module.NAME] == [task.KEY, task.NAME]
