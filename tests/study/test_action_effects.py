"""Which actions the survey verifies, on which waves and groups, and that the effect is that of the public measure."""

from datetime import date

import numpy as np
import pytest

import servicekit as sk
from servicekit.foundation._vocabulary import Label
from servicekit.improvement import Action, ActionRegister
from servicekit.study import study_from_toml
from servicekit.study.parts._action_effects import around, effects_of, first_day, question_of

WAVES = ("2024-01", "2024-03", "2024-05", "2024-07")
STUDY = """
seed = 9
level = 0.9
groups = ["region", "branch"]
wave = "wave"
[scales.five]
low = 1
high = 5
[scales.mark]
low = 1
high = 5
higher_is_better = false
[questions.overall]
column = "sat"
kind = "csat"
scale = "five"
label = { en = "Satisfied", zh = "满意" }
[questions.mark]
column = "note"
kind = "mean"
scale = "mark"
"""


def survey(branches=6, n=20):
    rng = np.random.default_rng(3)
    rows = [(f"b{unit}", wave) for wave in WAVES for unit in range(branches) for _ in range(n)]
    data = {
        "branch": [unit for unit, _ in rows],
        "wave": [wave for _, wave in rows],
        "region": [f"r{int(unit[1:]) % 2}" for unit, _ in rows],
        "sat": [int(rng.integers(1, 5)) + (unit == "b0" and wave > "2024-04") for unit, wave in rows],
        "note": rng.integers(1, 6, len(rows)).tolist(),
    }
    data["branch"][-1] = None  # of no branch, in a wave that counts
    return data


def register(measure="overall", units=("b0", "b1"), *, started=True, finished=True):
    action = Action(
        key="act",
        label=Label("Act", "行动"),
        kind="prevention",
        owner="Li",
        due=date(2024, 4, 30),
        measure=measure,
        expected=0.15,
        units=units,
    )
    made = ActionRegister(owners=["Li"]).plan(action, by="Li", at=date(2024, 3, 20))
    made = made.record("act", "start", by="Li", at=date(2024, 5, 2)) if started else made
    return made.record("act", "finish", by="Li", at=date(2024, 6, 28)) if started and finished else made


def effects(data=None, text=STUDY, **about):
    return effects_of(study_from_toml(text), survey() if data is None else data, register(**about), WAVES)


@pytest.fixture(scope="module")
def data():
    return survey()


def by_hand(data, measure, waves=("2024-03", "2024-07"), **about):
    """The public effect between two waves; the action ran from 2 May to 28 June."""
    cells = measure(data)
    before, after = ({unit: cells[unit, wave] for unit in (f"b{k}" for k in range(6))} for wave in waves)
    return sk.improvement.verify_effect(before, after, acted=["b0", "b1"], expected=0.15, level=0.9, rng=9, **about)


def test_the_effect_is_that_of_the_wave_before_the_start_and_the_first_after_the_end(data):
    def top(rows):
        about = {"scale": sk.Scale(low=1, high=5), "boxes": 2, "level": 0.9}
        return sk.satisfaction.top_box(rows, "sat", by=["branch", "wave"], **about)

    assert effects(data) == {"act": by_hand(data, top)}


def test_a_mark_of_which_1_is_the_best_is_better_where_it_is_lower(data):
    def mean(rows):
        scale = sk.Scale(low=1, high=5, higher_is_better=False)
        return sk.stats.mean_score(rows, "note", by=["branch", "wave"], scale=scale, level=0.9)

    (found,) = effects(data, measure="note").values()
    assert found == by_hand(data, mean, higher_is_better=False)
    assert found != by_hand(data, mean)


def test_what_the_survey_cannot_verify_is_left_out_and_the_next_grouping_is_tried(data):
    assert effects(data, started=False) == {}
    assert effects(data, finished=False) == {}
    assert effects(data, measure="speed") == {}
    assert effects(data, units=("b0", "b9")) == {}  # a unit of no answers
    assert effects(data, units=("r0",)) == {}  # two regions are fewer than the four that a baseline needs
    silent = [pair == ("b0", "2024-07") for pair in zip(data["branch"], data["wave"], strict=True)]
    few = {name: [v for v, gone in zip(column, silent, strict=True) if not gone] for name, column in data.items()}
    assert effects(few) == {}
    unknown = [None if wave == "2024-03" else unit for unit, wave in zip(data["branch"], data["wave"], strict=True)]
    assert effects(data | {"branch": unknown, "region": unknown}) == {}
    both = data | {"region": data["branch"], "branch": ["b0", "b1", "b2"] * 160}
    assert effects(both) == effects(data)  # the first grouping that has the units
    turned = STUDY.replace('["region", "branch"]', '["branch", "region"]')
    too_few = effects(both, turned)  # three units are refused, the next grouping has six
    assert too_few == effects(data)
    assert effects(data, STUDY.replace('["region", "branch"]', '["region"]')) == {}


def test_an_action_moves_the_question_named_by_key_column_or_name():
    study = study_from_toml(STUDY)

    def found(measure):
        return question_of(study, next(iter(register(measure=measure).actions)))

    names = ("overall", " OVERALL ", "sat", "Satisfied", "满意", "mark", "note", "satisfaction")
    assert [found(name) for name in names] == ["overall"] * 5 + ["mark", "mark", None]


@pytest.mark.parametrize(
    ("name", "day"),
    (
        ("2024 Q1", date(2024, 1, 1)),
        ("2024q2", date(2024, 4, 1)),
        ("2024/Q4", date(2024, 10, 1)),
        ("2024 h1", date(2024, 1, 1)),
        ("2024.5.2", date(2024, 5, 2)),
        (" 2024 ", date(2024, 1, 1)),
        ("2024 Q5", None),
        ("2024-02-30", None),
    ),
)
def test_the_day_of_a_quarter_a_half_year_and_a_month(name, day):
    assert first_day(name) == day


def test_a_wave_before_the_start_must_have_ended_and_one_after_the_finish_have_begun():
    days = [date(2024, month, 1) for month in (1, 2, 3)]
    assert around(days, date(2024, 2, 1), date(2024, 3, 1)) == (days[0], days[2])
    assert around(days, date(2024, 1, 31), date(2024, 3, 1)) is None  # the first wave runs to the end of January
    assert around(days, date(2024, 2, 1), date(2024, 3, 2)) is None
    assert around(days[:1], date(2024, 2, 1), date(2024, 1, 1)) is None  # when a last wave ended nobody knows
    assert around([*days, "later"], date(2024, 2, 1), date(2024, 3, 1)) is None
    assert around([], date(2024, 2, 1), date(2024, 3, 1)) is None
