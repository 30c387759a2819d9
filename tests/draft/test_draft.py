"""A draft guesses scales, codes, roles and pairs, and says on what each guess rests."""

import polars as pl
import pytest

from servicekit.data._columns import as_column
from servicekit.draft._column_guess import expectation_pairs, guess
from servicekit.draft._draft import draft_study
from servicekit.files._tables import read_table
from servicekit.study._assessment import assess
from servicekit.study._toml import study_from_toml


def test_a_far_number_is_taken_for_a_missing_code_and_counted():
    found = guess(as_column("q3", [1, 2, 3, 4, 5, 99, 99, 3, 4, 5]))
    assert (found.low, found.high, found.missing_codes) == (1, 5, (99.0,))
    assert "99 occurs 2 times" in found.evidence


def test_zero_below_a_scale_from_one_is_a_code_and_six_only_beside_it():
    assert guess(as_column("q", [0, 1, 2, 3, 4, 5, 6] * 3)).missing_codes == (0.0, 6.0)
    assert guess(as_column("q", [1, 2, 3, 4, 5, 6] * 3)).missing_codes == ()


def test_the_zero_of_zero_to_ten_is_an_answer():
    found = guess(as_column("NETPRO", [*range(11), 11, 11]))
    assert (found.role, found.low, found.high, found.missing_codes) == ("recommend", 0, 10, (11.0,))


def test_a_scale_wider_than_its_answers_is_said_to_be_a_reading():
    found = guess(as_column("q", [2, 3, 4, 5, 6, 7] * 2))
    assert (found.low, found.high) == (1, 7)
    assert "read as 1 to 7" in found.evidence


@pytest.mark.parametrize(
    ("name", "values", "role"),
    (
        ("respondent_id", list(range(100, 130)), "id"),
        ("weight", [0.5, 1.2, 1.7, 0.9], "weight"),
        ("wave", ["2024", "2025"] * 5, "wave"),
        ("网点", ["东", "西"] * 5, "group"),
        ("推荐意愿", list(range(11)), "recommend"),
        ("overall satisfaction", [1, 2, 3, 4, 5], "satisfaction"),
        ("comment", [f"text {n}" for n in range(40)], "id"),
        ("amount", [12.5, 80.0, 3.25, 7.75], "unknown"),
        ("empty", [None, None], "unknown"),
    ),
)
def test_roles_are_guessed_from_names_and_values(name, values, role):
    assert guess(as_column(name, values)).role == role


def test_expectations_find_their_perceptions():
    names = ["exp01", "per01", "exp02", "per02", "q1_expected", "q1", "experience"]
    assert expectation_pairs(names) == [("exp01", "per01"), ("exp02", "per02"), ("q1_expected", "q1")]


def test_numbers_kept_as_text_are_noticed():
    text = draft_study(pl.DataFrame({"overall": ["5", "４", "3", "1", "2"], "branch": list("AABBA")}))
    assert "text = true" in text
    assert study_from_toml(text).text


def test_names_from_the_file_cannot_break_out_of_the_draft():
    hostile = 'a"\n[evil]\nx = "'
    text = draft_study(pl.DataFrame({hostile: [1, 2, 3, 4, 5], "overall": [1, 2, 3, 4, 5]}))
    assert "evil" not in study_from_toml(text).uses


@pytest.mark.parametrize("name", ("sfo_airport_2018", "kiosk_servqual_kano_ipa", "abc2_customer_survey"))
def test_the_draft_for_a_real_survey_runs_as_it_is(real_data, name):
    data = read_table(real_data / f"{name}.csv")
    study = study_from_toml(draft_study(data).replace("title =", "resamples = 50\ntitle =", 1))
    assert assess(study, data).part("measures") is not None
