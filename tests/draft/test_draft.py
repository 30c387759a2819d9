"""A draft is a readable study with what speaks for each guess, in two languages, and nothing personal in it."""

import numpy as np
import polars as pl
import pytest

import servicekit as sk
from servicekit.data._file_notes import FileNotes, keep_notes
from servicekit.foundation._errors import InvalidValueError
from servicekit.study._toml import study_from_toml


def roles(draft):
    return {column.name: column.role for column in draft.columns}


ANSWERS = {
    "respondent": list(range(1, 61)),
    "branch": ["North", "Canal", "Market"] * 20,
    "overall": [5, 4, 3, 2, 1, 99] * 10,
    "recommend": [10, 9, 0, 7, 6, 8] * 10,
    "speed": [2, 3, 4, 4, 5, 1] * 10,
    "staff": [3, 3, 4, 5, 5, 2] * 10,
    "minutes": [round(1.7 * row, 1) for row in range(60)],
    "comment": [f"it took {row} long days" for row in range(60)],
}


def test_a_survey_becomes_a_study_that_assess_takes_as_it_is():
    draft = sk.draft_study(ANSWERS)
    assert roles(draft) == {
        "respondent": "id",
        "branch": "group",
        "overall": "csat",
        "recommend": "nps",
        "speed": "item",
        "staff": "item",
        "minutes": "duration",
        "comment": "text",
    }
    assessment = sk.assess(draft, ANSWERS)
    assert assessment.part("measures").results["overall"].n_missing == 10
    assert assessment.study == draft.study
    assert (draft.study.comments.columns, draft.study.comments.rating) == (("comment",), "overall")
    assert list(assessment.part("comments").topics) == ["comment"]


@pytest.mark.parametrize("language", ("en", "zh"))
def test_both_languages_say_the_same_study(language):
    draft = sk.draft_study(ANSWERS)
    text = draft.to_toml(language=language)
    assert study_from_toml(text) == draft.study
    assert ("CONFIRM" in text) == (language == "en")
    assert ("请确认" in text) == (language == "zh")
    assert "overall" in draft.summary(language=language)


def test_three_lines_are_named_first_and_codes_lead():
    checks = sk.draft_study(ANSWERS).checks
    assert len(checks) == 3
    assert "missing_codes = [99]" in checks[0].en


def test_each_check_says_where_and_what_to_do():
    draft = sk.draft_study(ANSWERS)
    for language in ("en", "zh"):
        for check in draft.checks:
            text = check.text(language)
            assert text.startswith(("[scales.", "[questions.overall]", "[drivers]"))
    assert "(overall" in draft.checks[0].en
    assert "out of this list" in draft.checks[0].en
    assert "higher_is_better = false" in "".join(check.en for check in draft.checks)


def test_a_wide_table_is_told_in_few_lines():
    wide = {f"q{number:02d}": [1 + (row + number) % 5 for row in range(60)] for number in range(60)}
    lines = sk.draft_study({**ANSWERS, **wide}).summary().split("\n\n")[0].splitlines()
    assert len(lines) < 15
    assert any(line.startswith("q00 … q59 (60)") for line in lines)
    assert all(any(line.startswith(name) for line in lines) for name in ("branch", "overall", "comment"))


def test_names_from_the_file_cannot_break_out_of_the_draft():
    hostile = 'a"\n[evil]\nx = "'
    draft = sk.draft_study(pl.DataFrame({hostile: [1, 2, 3, 4, 5] * 5, "overall": [1, 2, 3, 4, 5] * 5}))
    assert "evil" not in draft.study.uses
    assert all(line.startswith(("#", "[", " ")) or "=" in line for line in draft.to_toml().splitlines() if line)


def test_personal_values_stand_nowhere():
    table = {**ANSWERS, "contact": [f"person{row}@mail.example" for row in range(60)]}
    draft = sk.draft_study(table)
    assert roles(draft)["contact"] == "pii"
    assert "@" not in draft.to_toml() + draft.summary() + draft._repr_html_()
    assert "contact" not in draft.study.uses


def test_the_table_tells_parts_of_one_question_apart_in_both_languages():
    asked = "Please tell us how much you agree with each of the following"
    parts = (f"{asked} [the room was clean]", f"{asked} [staff were friendly]")
    draft = sk.draft_study({part: [1 + row % 5 for row in range(40)] for part in parts} | {"x": [1, 2] * 20})
    for language, head in (("en", "column"), ("zh", "列")):
        first, *lines = draft.summary(language=language).splitlines()
        assert first.startswith(head)
        assert len({line.split("  ")[0] for line in lines[:3]}) == 3
        assert all(len(line.split("  ")[0]) <= 40 for line in lines[:3])
    page = draft._repr_html_()
    assert "Check first" in page
    assert "也可能是" in page


def test_a_column_named_after_a_person_is_masked():
    draft = sk.draft_study({"overall": [1, 2, 3, 4, 5] * 6, "asked by jo.doe@mail.example": ["x"] * 30})
    assert "jo.doe" not in draft.to_toml().split("one value")[-1]


def test_numbers_kept_as_text_are_noticed_in_any_script():
    draft = sk.draft_study(pl.DataFrame({"overall": ["5", "４", "3", "1", "2"] * 6, "branch": list("AABBA") * 6}))
    assert draft.study.text


def test_the_whole_table_is_looked_at_not_its_first_rows():
    early, late = [3, 4] * 10_000, [1, 2, 3, 4, 5] * 1_000
    table = {"overall": [*early, *late], "wave": ["2025"] * 20_000 + ["2026"] * 5_000}
    draft = sk.draft_study(table)
    assert [(c.low, c.high) for c in draft.columns][:1] == [(1.0, 5.0)]
    assert "wave" in {c.role for c in draft.columns}


def test_files_of_one_questionnaire_are_one_survey():
    first = {"id": list(range(40)), "overall": [1, 2, 3, 4] * 10, "day": [4] * 40}
    second = {"id": list(range(40, 80)), "overall": [5, 4, 3, 2] * 10, "day": [None] * 40}
    draft = sk.draft_study(first, second)
    assert draft.kinds == ("survey",)
    assert [(c.low, c.high) for c in draft.columns if c.name == "overall"] == [(1.0, 5.0)]


def test_a_log_beside_the_survey_becomes_its_section():
    sales = {
        "customer_id": [row % 40 for row in range(200)],
        "date": [f"2026-{1 + row % 12:02}-{1 + row % 28:02}" for row in range(200)],
        "amount": [10 + row / 7 for row in range(200)],
    }
    draft = sk.draft_study(ANSWERS, sales)
    assert draft.kinds == ("survey", "transactions")
    assert draft.study.transactions.customer == "customer_id"
    assert {c.table for c in draft.columns} == {0, 1}
    assert sk.assess(draft, ANSWERS, transactions=sales).part("customers") is not None


def test_a_table_of_results_is_named_as_such_and_drafts_nothing():
    draft = sk.draft_study({"year": [0, 1, 2, 3], "regular": [1000, 631, 468, 382], "high_end": [1000, 869, 743, 653]})
    assert draft.kinds == ("curve",)
    assert draft.is_empty
    assert "results, not of answers" in draft.to_toml()


def test_a_lone_rating_on_zero_to_ten_is_proposed_but_not_taken():
    table = {"market": ["US", "UK", "MEX"] * 44, "month": list(range(1, 13)) * 11, "rating": list(range(11)) * 12}
    draft = sk.draft_study(table)
    assert roles(draft)["rating"] == "nps?"
    assert draft.is_empty
    assert "# [questions.recommend]" in draft.to_toml()


def test_a_constant_column_is_left_out():
    draft = sk.draft_study({"overall": [1, 2, 3, 4, 5] * 12, "asked": [0] * 60})
    assert roles(draft)["asked"] == "constant"
    assert "asked" not in draft.study.uses
    assert sk.assess(draft, {"overall": [1, 2, 3, 4, 5] * 12, "asked": [0] * 60}).part("measures") is not None


def test_texts_and_value_labels_of_the_file_reach_the_study():
    frame = pl.DataFrame({"q1": [1, 2, 3, 4, 5, 9] * 10, "q2": ["N", "S", "N", "S", "S", "N"] * 10})
    notes = FileNotes(
        file_name="wave 1.sav",
        labels={"q1": "Overall, how satisfied are you?", "q2": "Which branch?"},
        codebooks={
            "q1": {
                1: "Very satisfied",
                2: "Satisfied",
                3: "Neutral",
                4: "Dissatisfied",
                5: "Very dissatisfied",
                9: "Don't know",
            },
        },
    )
    draft = sk.draft_study(keep_notes(frame, notes))
    study = draft.study
    scale = study.scale(study.questions["overall"].scale)
    assert (scale.low, scale.high, scale.missing_codes, scale.higher_is_better) == (1, 5, (9,), False)
    assert study.labels["q1"].en == "Overall, how satisfied are you"
    assert study.title.en == "wave 1"
    assert sk.assess(draft, frame).part("measures").results["overall"].value == pytest.approx(0.4)


def test_empty_and_foreign_input():
    with pytest.raises(InvalidValueError, match="at least one table"):
        sk.draft_study()
    with pytest.raises(InvalidValueError):
        sk.draft_study("survey.csv")
    assert sk.draft_study({"overall": []}).is_empty
    assert roles(sk.draft_study({"a": [None, None]})) == {"a": "empty"}


def test_order_of_rows_and_columns_changes_nothing():
    names = ["overall", "branch", "recommend", "minutes", "comment"]
    shuffled = {name: [ANSWERS[name][(7 * row + 3) % 60] for row in range(60)] for name in reversed(names)}
    straight = {name: ANSWERS[name] for name in names}
    assert roles(sk.draft_study(shuffled)) == roles(sk.draft_study(straight))


def test_evidence_speaks_for_the_role_that_was_taken():
    said = {column.name: column.evidence.en for column in sk.draft_study(ANSWERS).columns}
    assert said["overall"].startswith("answers on 1-5")
    assert said["branch"] == "3 texts"


def test_ratings_that_few_gave_are_no_drivers():
    rng = np.random.default_rng(2)
    table = {name: rng.integers(1, 6, 300).tolist() for name in ("Overall satisfaction", "Staff", "Speed", "Price")}
    table["Parking"] = [int(code) if place < 90 else 6 for place, code in enumerate(rng.integers(1, 6, 300))]
    table["Rental car"] = [int(code) if place < 90 else None for place, code in enumerate(rng.integers(1, 6, 300))]
    drafted = sk.draft_study(table)
    assert set(drafted.study.drivers.drivers) == {"Staff", "Speed", "Price"}
    assert "left out, for few rated them" in drafted.to_toml()


def test_a_summary_is_how_a_draft_shows_itself_and_has_no_checks_where_all_is_sure():
    draft = sk.draft_study({"id": list(range(60)), "branch": ["North", "South"] * 30})
    assert repr(draft) == str(draft) == draft.summary()
    assert draft.checks == ()
    assert "heck" not in draft.summary()


def test_what_is_no_table_is_refused():
    with pytest.raises(InvalidValueError, match="a frame or a mapping of columns, got 'int'; read_table"):
        sk.draft_study(3)
