"""The same people in several waves: changes are judged within them, and nobody counts twice."""

import numpy as np
import pytest

import servicekit as sk
from servicekit.foundation._errors import RecordError
from servicekit.study import study_from_toml

STUDY = """
seed = 1
resamples = 50
wave = "wave"
panel = "who"
[scales.five]
low = 1
high = 5
[questions.overall]
column = "y"
kind = "csat"
scale = "five"
"""


def panel(waves=2, people=300, up=0.3, seed=1):
    """Kind people stay kind: answers of one person have a correlation of about .8."""
    rng = np.random.default_rng(seed)
    kind = 1.2 * rng.normal(size=people)
    said = [
        1 + np.searchsorted((-1.5, -0.8, 0, 0.9), kind + 0.5 * rng.normal(size=people) + up * k / (waves - 1))
        for k in range(waves)
    ]
    return {
        "who": np.tile([f"c{k}" for k in range(people)], waves),
        "wave": np.repeat(2020 + np.arange(waves), people),
        "y": np.concatenate(said),
    }


def change(text, data):
    found = sk.assess(study_from_toml(text), data)
    (one,) = [one for one in found.decided if one.claim.sort == "wave"]
    return found, one


def test_a_change_is_the_paired_contrast_of_the_same_people():
    data = panel()
    found, one = change(STUDY, data)
    _, blind = change(STUDY.replace('panel = "who"\n', ""), data)
    wide = {"now": data["y"][300:], "then": data["y"][:300]}
    paired = sk.stats.paired_contrast(wide, ["now", "then"], scale=sk.LIKERT_5, measure="top_box")["now", "then"]
    assert one.stands
    assert not blind.stands
    assert one.claim.difference.value == pytest.approx(paired.value)
    assert one.claim.evidence.p == pytest.approx(paired.p_value, rel=0.1)
    assert found.part("waves").changes["overall"].contrasts[0].interval.width == pytest.approx(
        paired.interval.width, rel=0.02
    )
    said = [finding.text for finding in found.part("waves").findings]
    assert "300 respondents answered in both 2020 (300) and 2021 (300)" in said[0].en
    assert "都作答的有300人，按同一人前后的回答比较。" in said[0].zh
    low, high = one.interval.low, one.interval.high
    assert high - low < 2 * paired.interval.width


def test_whoever_missed_a_wave_counts_in_the_others():
    data = panel()
    kept = ~((data["wave"] == 2021) & (np.arange(600) % 3 == 0))
    found, one = change(STUDY, {name: values[kept] for name, values in data.items()})
    assert (one.claim.evidence.n, one.claim.evidence.n_reference) == (200, 300)
    said = found.part("waves").findings[0].text
    assert "200 respondents answered in both 2020 (300) and 2021 (200); each of these is held against" in said.en
    assert said.en.endswith("all others count as different people.")
    assert said.zh.endswith("这些人按同一人前后的回答比较，其余按不同的人比较。")


def test_nobody_is_held_against_himself_where_nobody_came_back():
    data = panel(up=1.0)
    found, one = change(STUDY, data | {"who": np.arange(600)})
    assert one.stands
    assert not [said for said in found.part("waves").findings if "answered in both" in said.text.en]


def test_a_few_who_came_back_do_not_hide_a_change():
    data = panel(up=1.0)
    alone = change(STUDY, data | {"who": np.arange(600)})[1].claim.evidence.p
    again = np.concatenate([np.arange(300), np.arange(300) + 297])
    some = change(STUDY, data | {"who": again})[1].claim.evidence.p
    assert some == pytest.approx(alone, rel=0.5)


def test_the_slope_of_many_waves_is_within_people():
    data = panel(waves=5, people=80, up=0.5)
    blind, slope = (
        next(one for one in sk.assess(study_from_toml(text), data).decided if one.claim.sort == "slope")
        for text in (STUDY.replace('panel = "who"\n', ""), STUDY)
    )
    assert slope.claim.difference.value == pytest.approx(blind.claim.difference.value)
    assert slope.claim.evidence.standard_error < 0.75 * blind.claim.evidence.standard_error


def test_one_person_counts_as_one_in_the_headline_too():
    data = panel(waves=4, people=100, up=0.0)
    within, blind = (
        sk.assess(study_from_toml(text), data).part("measures").measures["overall"]
        for text in (STUDY, STUDY.replace('panel = "who"\n', ""))
    )
    assert within.value == blind.value
    assert within.interval.width > 1.5 * blind.interval.width


def test_a_larger_cluster_holds_its_people():
    text = STUDY.replace('panel = "who"\n', 'panel = "who"\ndesign = { clusters = "shop" }\n')
    data = panel() | {"shop": np.tile(np.arange(300) // 10, 2)}
    found, one = change(text, data)
    assert "answered in both" not in found.part("waves").findings[0].text.en
    assert one.claim.evidence.df < 30


def test_a_panel_without_waves_is_refused():
    with pytest.raises(RecordError, match="panel"):
        study_from_toml(STUDY.replace('wave = "wave"\n', ""))


def test_a_page_says_so_and_holds_no_other_figures():
    found = sk.assess(study_from_toml(STUDY), panel())
    page = sk.report(found)
    assert "the same respondents in several waves" in page
    assert "同一批受访者多期作答" in sk.report(found, language="zh")
    assert sk.reports.verify(page, found.to_results()) == ()
