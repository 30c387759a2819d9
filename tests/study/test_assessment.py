"""An assessment runs what the data allow, says what it found in two languages, and names what it lacks."""

import json

import numpy as np
import pytest

import servicekit
from servicekit.datasets._example import example_study, example_survey
from servicekit.files._tables import read_table
from servicekit.foundation._errors import NotEnoughDataError, RecordError
from servicekit.foundation._vocabulary import LANGUAGES
from servicekit.reports._html import report
from servicekit.study._assessment import assess
from servicekit.study._toml import study_from_toml
from servicekit.study.conclusions._generations import LADDER, Generation, feasible_generations

AIRPORT = """
design.weights = "WEIGHT"
groups = ["BAREA"]
[scales.five]
low = 1
high = 5
missing_codes = [0, 6]
[scales.recommend]
low = 0
high = 10
missing_codes = [11]
[questions.overall]
column = "Q7ALL"
kind = "csat"
scale = "five"
[questions.recommend]
column = "NETPRO"
kind = "nps"
scale = "recommend"
"""


@pytest.fixture(scope="module")
def example():
    return assess(study_from_toml(example_study()), example_survey())


def test_the_example_runs_every_part_of_a_survey(example):
    keys = {part.key for part in example.parts}
    assert {"measures", "expectation", "quality", "index", "priorities", "groups", "waves"} <= keys


def test_every_finding_speaks_both_languages(example):
    for part in example.parts:
        assert part.findings
        for finding in part.findings:
            assert any("\u4e00" <= c <= "\u9fff" for c in finding.text.zh)
            assert all(finding.text.text(language) for language in LANGUAGES)


def test_an_assessment_survives_json(example):
    again = json.loads(json.dumps(example.to_dict(), allow_nan=False))
    assert {part["evidence"]["key"] for part in again["evidence"]["parts"]} == {part.key for part in example.parts}


def test_the_same_seed_gives_the_same_assessment(example):
    assert assess(study_from_toml(example_study()), example_survey()).to_dict() == example.to_dict()


def test_the_generator_s_weak_branch_and_weak_dimension_are_found(example):
    words = " ".join(finding.text.en for finding in example.first)
    assert "Market" in words
    assert "Responsiveness" in words


def test_order_of_rows_changes_no_figure_where_records_have_ids(example):
    data = example_survey()
    order = np.random.default_rng(3).permutation(len(data["id"]))
    mixed = {name: [cells[place] for place in order] for name, cells in data.items()}
    study = study_from_toml(example_study())
    again = assess(study, mixed).part("measures")
    for name, result in example.part("measures").results.items():
        assert again.results[name].tally.counts == result.tally.counts
        assert again.results[name].value == pytest.approx(result.value, rel=1e-12)


def test_all_missing_columns_are_reported_before_anything_is_computed():
    study = study_from_toml(AIRPORT)
    with pytest.raises(RecordError, match=r"Q7ALL.*NETPRO|NETPRO.*Q7ALL"):
        assess(study, {"WEIGHT": [1.0], "BAREA": ["A"]})


def test_answers_off_their_scale_are_reported_for_all_columns_at_once():
    data = {"Q7ALL": [1, 7], "NETPRO": [3, 12], "WEIGHT": [1.0, -1.0], "BAREA": ["A", "B"]}
    with pytest.raises(RecordError) as error:
        assess(study_from_toml(AIRPORT), data)
    message = str(error.value)
    assert "3 problems" in message
    assert all(name in message for name in ("'Q7ALL'", "'NETPRO'", "'WEIGHT'"))


def test_a_net_promoter_question_on_another_scale_is_refused_by_name():
    with pytest.raises(RecordError, match=r"recommend.*0-10"):
        assess(study_from_toml(AIRPORT.replace("high = 10", "high = 7").replace("[11]", "[]")), {"Q7ALL": [1]})


def test_set_aside_answers_are_counted_and_the_rest_used():
    study = study_from_toml('invalid = "omit"\n' + AIRPORT)
    data = {"Q7ALL": [1, 7, 5, 0], "NETPRO": [3, 12, 10, 11], "WEIGHT": [1.0] * 4, "BAREA": ["A", "A", "B", "B"]}
    found = assess(study, data)
    assert found.data_quality.columns["Q7ALL"].rejected == {"out_of_scale": 1}
    assert found.data_quality.columns["Q7ALL"].missing == 1
    assert found.part("measures").results["overall"].n == 2


def test_nothing_to_assess_is_an_error():
    with pytest.raises(NotEnoughDataError, match="nothing to assess"):
        assess(study_from_toml(AIRPORT))


def test_parts_without_data_say_what_they_would_need(real_data):
    found = assess(study_from_toml(AIRPORT), read_table(real_data / "sfo_airport_2018.csv"))
    lacking = {part.key: part.needs.en for part in found.not_run}
    assert {"expectation", "quality", "index", "waves"} <= set(lacking)
    assert "expectation" in lacking["expectation"].lower()
    assert found.part("measures").results["recommend"].n == 2650


def test_a_case_log_alone_can_be_assessed(real_data):
    study = study_from_toml(
        '[complaints]\ntimes = { pattern = "%m/%d/%Y %H:%M", zone = "America/New_York", '
        'ambiguous = "earlier", nonexistent = "shift" }\ndeadline = 24\n[complaints.columns]\nopened = "Created Date"\n'
        'resolved = "Closed Date"\ncause = "Complaint Type"\n'
    )
    part = assess(study, complaints=read_table(real_data / "nyc311_animals_2025.csv")).part("complaints")
    log, clock = part.results["log"], part.results["time to resolve"]
    assert (log.n, log.n_open) == (4969, 277)
    assert clock.finished_only_median == pytest.approx(4.48, abs=0.01)
    assert clock.value > 5.5


def test_the_ladder_names_each_generation_and_what_it_needs():
    assert tuple(LADDER) == tuple(Generation)
    assert feasible_generations([]) == ()
    assert feasible_generations(["quality", "waves"]) == (Generation.PERCEIVED_QUALITY, Generation.MANAGEMENT)


def test_every_rung_says_done_partly_or_what_is_missing():
    text = AIRPORT.replace("[scales.five]", '[report]\nstage = "closing_shortfalls"\n[scales.five]', 1)
    data = {"Q7ALL": [1, 5] * 20, "NETPRO": [3, 10] * 20, "WEIGHT": [0.75, 1.25] * 20, "BAREA": ["A", "B"] * 20}
    found = assess(study_from_toml(text), data)
    assert [rung.generation for rung in found.ladder] == list(Generation)
    for rung in found.ladder:
        assert (rung.lacks is None) == (rung.state == "done") == found.is_answered(rung.generation)
        assert (rung.state == "missing") == (not found.generations[rung.generation.key])
    advice = found.recommended
    assert (advice.aim, advice.now) == (Generation.SHORTFALLS, None)
    assert advice.open_before == tuple(Generation)[:4]
    for language, words in (("en", "suits it"), ("zh", "宜采用“满意度+短板改进”一代")):
        assert words in report(found, language=language)


def test_every_rung_names_a_call_that_there_is():
    for rung in LADDER.values():
        place = servicekit
        for name in rung.call.removeprefix("sk.").split("."):
            place = getattr(place, name)
        assert callable(place)


def test_an_unknown_stage_is_refused():
    with pytest.raises(RecordError, match="stage"):
        study_from_toml(AIRPORT + '[report]\nstage = "world_class"\n')


def test_progress_is_told_step_by_step_and_never_printed(capsys):
    seen = []
    data = {"Q7ALL": [1, 5], "NETPRO": [3, 10], "WEIGHT": [1.0, 1.5], "BAREA": ["A", "B"]}
    assess(study_from_toml(AIRPORT), data, progress=lambda done, steps, name: seen.append((done, steps)))
    assert [done for done, _ in seen] == list(range(len(seen)))
    assert capsys.readouterr() == ("", "")
