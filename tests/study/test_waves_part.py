"""Waves: changes, standstills and slopes are those of the tests called on the same answers; what cannot be is said."""

import numpy as np
import pytest
from one_part import SCALES, alone, claims, texts
from scipy.stats import t

import servicekit as sk
from servicekit.data._scales import Scale
from servicekit.stats import SampledScores, two_samples
from servicekit.stats.comparison._level_test import trend_test
from servicekit.study import Study, study_from_toml
from servicekit.study.parts import _waves as waves
from servicekit.study.parts._measures import measured

FIVE, MARKS = Scale(low=1, high=5), Scale(low=1, high=6, higher_is_better=False)


def text(kind="csat", scale="five", head=""):
    label = 'label = { en = "Satisfied", zh = "满意" }\n'
    return f'{head}wave = "w"\n{SCALES}[questions.q]\ncolumn = "q"\nkind = "{kind}"\nscale = "{scale}"\n{label}'


def by_wave(*answers, first=2020):
    return {
        "q": [one for wave in answers for one in wave],
        "w": [first + place for place, wave in enumerate(answers) for _ in wave],
    }


def shares(*good):
    return by_wave(*([5] * each + [1] * (100 - each) for each in good))


@pytest.mark.parametrize("good", ((40, 60), (60, 40), (50, 50), (70, 30, 45)))
def test_the_newest_wave_of_shares_is_tested_against_the_one_before(good):
    part = alone(waves, text(), shares(*good))
    change, same = claims(part)["change/q"], claims(part)["same/q"]
    before, newest = good[-2:]
    tested = two_samples(SampledScores.of_counts(newest, 100), SampledScores.of_counts(before, 100))
    assert change.evidence == tested
    assert change.direction == (newest > before) - (newest < before)
    assert change.difference.value == pytest.approx((newest - before) / 100)
    assert (change.own.value, change.reference.number) == (newest / 100, before / 100)
    assert (change.reference.n, change.good, change.unit, change.worth_knowing) == (100, 1, "share", 0.05)
    assert change.details == {"w0": str(2018 + len(good)), "w1": str(2019 + len(good))}
    # two one-sided tests of five points by the standard error of the change and 198 degrees of freedom
    room = (0.05 - abs(newest - before) / 100) / tested.standard_error
    assert same.evidence.p == pytest.approx(t.sf(room, 198), rel=1e-9)
    assert (same.evidence.margin, same.evidence.df, same.rival) == (0.05, 198.0, change.name)
    assert (same.evidence.n, same.evidence.n_reference) == (100, 100)


def test_a_mean_has_the_degrees_of_freedom_of_its_change_and_a_mark_is_good_where_it_is_low():
    rng = np.random.default_rng(4)
    first, last = rng.integers(1, 7, 60), rng.integers(2, 7, 80)
    data = by_wave(first.tolist(), last.tolist())
    found = claims(alone(waves, text("mean", "marks"), data))
    tested = two_samples(SampledScores.of_rows(last.astype(float)), SampledScores.of_rows(first.astype(float)))
    change, same = found["change/q"], found["same/q"]
    assert change.evidence.p == pytest.approx(tested.p)
    assert (change.good, change.unit, change.reference.n) == (-1, "mean", 60)
    assert change.worth_knowing == pytest.approx(0.05 * (6 - 1))
    room = (0.25 - abs(last.mean() - first.mean())) / tested.standard_error
    assert same.evidence.p == pytest.approx(t.sf(room, tested.df), rel=1e-6)
    assert same.evidence.df == pytest.approx(tested.df)


@pytest.mark.parametrize(
    ("data", "head"),
    (
        (by_wave([5] * 30, [5] * 30), ""),  # nobody differs: no spread to judge by
        (shares(50, 50), "report.worth_knowing = 0.0\n"),  # no margin
        (by_wave([5], [5, 1, 1]), ""),  # one answer is no wave
    ),
)
def test_unchanged_is_not_tested_without_spread_margin_or_answers(data, head):
    found = claims(alone(waves, text(head=head), data))
    assert found["same/q"].evidence.p is None
    reasons = {"no spread to judge by", "only 1 answers"}
    assert found["same/q"].evidence.reason.en in reasons
    assert (found["change/q"].evidence.p is None) == (found["same/q"].evidence.reason.en == "only 1 answers")


@pytest.mark.parametrize(("good", "direction"), (((40, 50, 60, 70), 1), ((70, 60, 50, 40, 30), -1), ((5, 6, 6, 5), 0)))
def test_from_four_waves_on_the_slope_is_tested(good, direction):
    part = alone(waves, text(), shares(*good))
    claim = claims(part)["trend/q"]
    slope, tested = trend_test([SampledScores.of_counts(each, 100) for each in good])
    assert claim.evidence == tested
    assert claim.difference.value == pytest.approx(slope, abs=1e-15)
    assert claim.difference.standard_error == pytest.approx(tested.standard_error)
    assert claim.difference.level == 0.95
    assert claim.direction == direction
    assert (claim.good, claim.unit, claim.reference.value, claim.own.value) == (1, "share", 0.0, good[-1] / 100)
    assert claim.details == {"k": len(good), "w0": "2020", "w1": str(2019 + len(good))}


def test_three_waves_have_no_slope_and_a_falling_mark_is_good_news():
    assert "trend/q" not in claims(alone(waves, text(), shares(10, 50, 90)))
    falling = by_wave(*([mark, mark + 1] * 30 for mark in (4, 3, 2, 1)))
    part = alone(waves, text("mean", "marks"), falling)
    assert (claims(part)["trend/q"].good, claims(part)["trend/q"].unit) == (-1, "mean")
    assert [finding.tone for finding in part.findings] == ["good", "good"]


def test_what_is_said_of_a_fall_a_standstill_and_a_slope_in_both_languages():
    falls = alone(waves, text(), shares(80, 50))
    ((en, zh),) = texts(falls)
    # the interval at the level of one of two claims; its ends are those of the claim as decided
    ends = falls.findings[0].decided.interval
    near, far = f"{-100 * ends.high:.1f}", f"{-100 * ends.low:.1f}"
    assert en == (
        f"Satisfied fell from 80.0% (2020) to 50.0% (2021), for certain: by {near} to {far} points "
        "(100 and 100 answers)."
    )
    assert zh == (
        f"满意率由2020的80.0%降至2021的50.0%，可以确定下降了，降幅{near}至{far}个百分点（100份与100份回答）。"
    )
    still = by_wave([5, 1] * 2000, [5, 1] * 2000)
    assert texts(alone(waves, text(), still)) == [
        (
            "Satisfied is unchanged from 2020 (50.0%) to 2021 (50.0%): within 5.0 points, for certain.",
            "满意率与2020基本持平（50.0%与50.0%；可以确定相差不超过5.0个百分点，2021）。",
        )
    ]
    (_, (en, zh)) = texts(alone(waves, text(), shares(80, 70, 60, 50)))
    assert en.startswith(
        "Satisfied falls over the 4 waves from 2020 to 2023, for certain: by about −10.0 points a wave ("
    )
    assert zh.startswith("2020至2023的4期中，满意率可以确定总体下降，平均每期−10.0个百分点（")


def test_tables_hold_the_waves_in_order_and_their_changes():
    data = shares(40, 60, 50)
    part = alone(waves, text(), data)
    box = sk.top_box(data, "q", scale=FIVE, by="w")
    assert dict(part.waves["q"]) == {2020: box[2020], 2021: box[2021], 2022: box[2022]}
    assert part.changes["q"] == sk.stats.compare(
        {wave: box[wave] for wave in (2020, 2021, 2022)}, pairs="consecutive", adjust="bh"
    )
    assert [(table.key, table.caption.en, table.caption.zh) for table in part.tables()] == [
        ("q", "Satisfied, by wave", "满意率，按期"),
        ("q_changes", "Satisfied, changes from wave to wave", "满意率，各期变化"),
    ]
    stated = alone(waves, text(head='wave_order = ["2022", "2020", "2021"]\n'), data)
    assert list(stated.waves["q"]) == [2022, 2020, 2021]
    assert claims(stated)["change/q"].details == {"w0": "2020", "w1": "2021"}
    study = study_from_toml(text())
    assert [ask(data) for ask in waves.requests(study)] == [measured(study, "q", data, by="w")]
    assert list(waves.requests(Study(questions=study.questions, scales=study.scales))) == []


def test_a_wave_without_answers_is_in_no_comparison():
    data = by_wave([5] * 60 + [1] * 40, [5] * 40 + [1] * 60, [None] * 10)
    found = alone(waves, text(), data)
    assert claims(found)["change/q"].details == {"w0": "2020", "w1": "2021"}
    assert list(found.waves["q"]) == [2020, 2021, 2022]
    assert alone(waves, text(), by_wave([5] * 60 + [1] * 40, [None] * 10)).claims == ()


def test_without_waves_or_an_order_the_part_is_not_run():
    for study in (Study(), Study(wave="w"), Study(questions=study_from_toml(text()).questions)):
        assert waves.assess(study, {}).needs.en == "A column of waves with at least two of them."
    one = alone(waves, text(), shares(40))
    assert (one.reason.en, one.reason.zh) == ("waves found: [2020]", "只有这些期：2020")
    nothing = alone(waves, text(), {"q": [5, 1], "w": [None, None]})
    assert (nothing.reason.en, nothing.reason.zh) == ("waves found: []", "只有这些期：无")
    unknown = alone(waves, text(), {"q": [5, 1] * 9, "w": ["before", "after"] * 9})
    assert "wave_order" in unknown.reason.en
    assert unknown.reason.zh == "「w」列各期的先后无法从名称判断，请在调查方案中写明 wave_order"


def panel(who, **more):
    """Three waves of 20 people each."""
    data = {"q": [5, 1] * 30, "w": [2020] * 20 + [2021] * 20 + [2022] * 20, "p": who, **more}
    return study_from_toml(text(head='panel = "p"\n')).as_panel, data


@pytest.mark.parametrize(
    ("who", "en", "zh"),
    (
        (
            [*range(20)] * 3,
            "Satisfied: 20 respondents answered in both 2021 (20) and 2022 (20); each is held against what the same "
            "person said before.",
            "满意率：2021（20人）与2022（20人）都作答的有20人，按同一人前后的回答比较。",
        ),
        (
            [*range(40), *range(33, 53)],  # those of 33 to 39 came back
            "Satisfied: 7 respondents answered in both 2021 (20) and 2022 (20); each of these is held against what "
            "the same person said before, all others count as different people.",
            "满意率：2021（20人）与2022（20人）都作答的有7人，这些人按同一人前后的回答比较，其余按不同的人比较。",
        ),
    ),
)
def test_a_panel_says_who_came_back(who, en, zh):
    study, data = panel(who)
    part = waves.assess(study, data)
    assert (part.statements[0].text.en, part.statements[0].text.zh) == (en, zh)


def test_a_panel_of_which_nobody_came_back_says_nothing_of_it():
    study, data = panel([*range(60)])
    assert len(waves.assess(study, data).statements) == 1
    blind = study_from_toml(text())
    assert len(waves.assess(blind, data).statements) == 1
