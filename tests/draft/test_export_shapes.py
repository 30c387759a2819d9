"""Random surveys written in the export shapes of survey tools come back as the same study."""

import csv

import numpy as np
import pytest
from exported_files import FILES, tencent, wenjuan
from exported_surveys import SHAPES, labels_of
from hypothesis import given, settings
from hypothesis import strategies as st
from survey_texts import answers

import servicekit as sk


def read(rows, path, *, encoding="utf-8-sig", delimiter=","):
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)
    return sk.read_table(path)


def problems(draft, expected):
    """Return the columns whose role is not the one they were written with."""
    roles = {column.name: column.role for column in draft.columns}
    wanted = {name: role for role, name in expected.items() if isinstance(name, str)}
    wanted |= dict.fromkeys(expected["items"], "item") | dict.fromkeys(expected["multi"], "multi")
    return {name: (roles.get(name), role) for name, role in wanted.items() if roles.get(name) != role}


SHAPES = {
    **SHAPES,
    "腾讯问卷": (tencent, ("zh",), ("words", "numbers", "anchored")),
    "问卷网": (wenjuan, ("zh",), ("words", "numbers", "anchored")),
}
CASES = [
    (shape, language, form)
    for shape, (_, languages, forms) in SHAPES.items()
    for language in languages
    for form in forms
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("exports")


@pytest.mark.parametrize(("shape", "language", "form"), CASES)
def test_a_survey_comes_back_from_the_shape_it_was_written_in(shape, language, form, folder):
    rows, expected = SHAPES[shape][0](answers(np.random.default_rng(7), 90), language, labels_of(language, form))
    table = read(rows, folder / "survey.csv")
    draft = sk.draft_study(table)
    assert problems(draft, expected) == {}
    assert_same_study(draft, expected, table)


@given(case=st.sampled_from(CASES), seed=st.integers(0, 1 << 32), rows=st.integers(60, 160))
@settings(max_examples=40)
def test_random_surveys_come_back_from_every_shape(case, seed, rows, folder):
    shape, language, form = case
    written, expected = SHAPES[shape][0](
        answers(np.random.default_rng(seed), rows), language, labels_of(language, form)
    )
    table = read(written, folder / "random.csv")
    draft = sk.draft_study(table)
    assert problems(draft, expected) == {}
    assert_same_study(draft, expected, table)


def assert_same_study(draft, expected, table):
    study = draft.study
    overall = study.questions["overall"]
    assert (overall.column, overall.kind) == (expected["csat"], "csat")
    scale = study.scale(overall.scale)
    assert (scale.low, scale.high, scale.missing_codes) == (1, 5, ())
    assert study.questions["recommend"].column == expected["nps"]
    assert study.groups == (expected["group"],)
    assert set(study.drivers.drivers) == set(expected["items"])
    several = next(iter(study.choices.values()))
    assert list(several.columns or [several.column]) == expected["multi"]
    assert sk.assess(attrs_few(study), table).part("measures").results["overall"].n_missing == 0


def attrs_few(study):
    import attrs

    return attrs.evolve(study, resamples=20, drivers=None, groups=())


@pytest.mark.parametrize("language", ("en", "de", "fr", "es", "zh"))
@pytest.mark.parametrize("suffix", tuple(FILES))
def test_a_survey_comes_back_from_the_file_it_was_written_to(suffix, language, tmp_path):
    path = tmp_path / f"survey{suffix}"
    written = answers(np.random.default_rng(11), 90)
    expected = FILES[suffix](path, written, language)
    table = sk.read_table(path)
    draft = sk.draft_study(table)
    assert problems(draft, expected) == {}
    study = draft.study
    scale = study.scale(study.questions["overall"].scale)
    assert (scale.low, scale.high) == (1, 5)
    assert study.questions["recommend"].column == expected["nps"]
    assert set(study.drivers.drivers) == set(expected["items"])
    assert study.groups == (expected["group"],)
    silent = len(range(3, 90, 17)) if suffix != ".xlsx" else 0
    assert sk.assess(attrs_few(study), table).part("measures").results["overall"].n_missing == silent


@given(
    suffix=st.sampled_from(tuple(FILES)),
    language=st.sampled_from(("en", "de", "fr", "es", "zh")),
    seed=st.integers(0, 1 << 32),
    rows=st.integers(60, 160),
)
@settings(max_examples=6, deadline=None)
def test_random_surveys_come_back_from_files_with_labels_and_titles(suffix, language, seed, rows, folder):
    path = folder / f"random{suffix}"
    expected = FILES[suffix](path, answers(np.random.default_rng(seed), rows), language)
    assert problems(sk.draft_study(sk.read_table(path)), expected) == {}


@pytest.mark.parametrize("encoding", ("utf-8", "utf-8-sig", "utf-16", "gb18030"))
@pytest.mark.parametrize("delimiter", (",", ";", "\t"))
def test_encodings_and_delimiters_change_nothing(encoding, delimiter, folder):
    rows, expected = SHAPES["问卷星"][0](answers(np.random.default_rng(3), 90), "zh", labels_of("zh", "anchored"))
    table = read(rows, folder / "survey.csv", encoding=encoding, delimiter=delimiter)
    assert problems(sk.draft_study(table), expected) == {}


def test_columns_of_a_tool_keep_what_they_are_whatever_the_tool():
    rows = range(60)
    days = [f"2026-03-{1 + row % 28:02} 10:{row:02}" for row in rows]

    def roles(table):
        return {column.name: column.role for column in sk.draft_study(table).columns}

    stamps = {"StartDate": days, "EndDate": days, "ResponseId": [f"R_{row}" for row in rows], "Progress": [100] * 60}
    found = roles({**stamps, "Q1": [5, 4, 3] * 20, "Q2_5_TEXT": ["my words", *[None] * 59], "Status": [None] * 60})
    assert (found["Q2_5_TEXT"], found["Status"]) == ("text", "meta")
    lime = {"submitdate": days, "lastpage": [3] * 60, "startlanguage": ["en"] * 60, "seed": list(rows)}
    found = roles({**lime, "overall": [5, 4, 3] * 20, "Group time: first": [row * 1.7 for row in rows]})
    assert found["Group time: first"] == "duration"
    star = {"序号": list(rows), "提交答卷时间": days, "来自IP": [f"1.2.3.{row}" for row in rows]}
    assert roles({**star, "满意度": [5, 4, 3] * 20})["来自IP"] == "pii"
    desk = {
        "Ticket ID": list(rows),
        "Created at": days,
        "Solved at": days,
        "Name": ["A", "B"] * 30,
        "Email": [None] * 60,
    }
    found = roles({**desk, "Id": list(rows)})
    assert (found["Name"], found["Email"], found["Id"]) == ("group", "empty", "id")


def test_the_times_of_an_interview_open_no_case_however_little_was_asked():
    days = [f"2026-03-{1 + row % 28:02} 10:{row:02}" for row in range(60)]
    stamps = {"StartDate": days, "EndDate": days, "Status": [0] * 60, "ResponseId": [f"R_{row}" for row in range(60)]}
    draft = sk.draft_study({**stamps, "Progress": [100] * 60, "Q1": [5, 4, 3] * 20})
    assert "a survey, one row a respondent" in draft.to_toml()
    assert "[complaints]" not in draft.to_toml()
