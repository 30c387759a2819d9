"""Usability questionnaires and journeys are found by names of columns and by wording, in English and Chinese."""

import numpy as np
import pytest

import servicekit as sk

RNG = np.random.default_rng(11)
SUS_EN = (
    "I think that I would like to use this app frequently",
    "I found the app unnecessarily complex",
    "I thought the app was easy to use",
    "I think that I would need the support of a technical person",
    "I found the various functions were well integrated",
    "I thought there was too much inconsistency",
    "I would imagine that most people would learn to use it very quickly",
    "I found the app very cumbersome to use",
    "I felt very confident using the app",
    "I needed to learn a lot of things before I could get going",
)
SUS_ZH = (
    "我愿意经常使用这个系统", "我觉得这个系统没必要这么复杂", "我认为这个系统容易使用", "我需要技术人员的帮助才能使用",
    "系统的各项功能整合得很好", "系统有太多不一致的地方", "大多数人能很快学会使用", "我觉得使用起来很笨拙",
    "使用时我很有信心", "使用前我需要学习很多东西",
)  # fmt: skip
UEQ_S = (
    "obstructive / supportive", "complicated / easy", "inefficient / efficient", "confusing / clear",
    "boring / exciting", "not interesting / interesting", "conventional / inventive", "usual / leading edge",
)  # fmt: skip
UMUX = (
    "This system's capabilities meet my requirements", "Using this system is a frustrating experience",
    "This system is easy to use", "I have to spend too much time correcting things with this system",
)  # fmt: skip


def codes(names, low, high, rows=60):
    return {name: RNG.integers(low, high + 1, rows).tolist() for name in names}


@pytest.mark.parametrize(
    ("names", "low", "high", "instrument"),
    (
        ([f"sus_{k}" for k in range(1, 11)], 1, 5, "sus"),
        ([f"SUS{k:02}" for k in range(1, 11)], 0, 4, "sus"),
        ([f"ueq_{k}" for k in range(1, 27)], 1, 7, "ueq"),
        ([f"UEQ-S {k}" for k in range(1, 9)], -3, 3, "ueq_s"),
        ([f"umux_lite_{k}" for k in range(1, 3)], 1, 7, "umux_lite"),
        ([f"umux_q{k}" for k in range(1, 5)], 1, 7, "umux"),
        (SUS_EN, 1, 5, "sus"),
        (SUS_ZH, 1, 5, "sus"),
        (UEQ_S, 1, 7, "ueq_s"),
        (UMUX, 1, 7, "umux"),
    ),
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_questionnaires_are_found_and_scored(names, low, high, instrument):
    order = list(names)
    table = codes(RNG.permutation(order).tolist(), low, high) | codes(["overall"], 1, 5)
    draft = sk.draft_study(table)
    (asked,) = draft.study.experience.questionnaires.values()
    assert (asked.instrument, list(asked.items)) == (instrument, order)
    assert {column.role for column in draft.columns if column.name in order} == {"usability"}
    part = sk.assess(draft, table).part("experience")
    (score,) = part.usability.values()
    assert score.instrument.key == instrument
    assert "[experience.questionnaires" in draft.to_toml(language="zh")


@pytest.mark.parametrize(
    ("names", "low", "high"),
    (
        ([f"sus_{k}" for k in range(1, 10)], 1, 5),  # one item is not there
        ([f"sus_{k}" for k in range(1, 11)], 1, 10),  # answers of another form
        (SUS_EN[:9], 1, 5),
    ),
)
def test_what_is_none_is_left_a_battery(names, low, high):
    draft = sk.draft_study(codes(names, low, high) | codes(["overall"], 1, 5))
    assert draft.study.experience is None


def test_a_questionnaire_alone_is_a_draft_to_assess():
    table = codes([f"sus_{k}" for k in range(1, 11)], 1, 5)
    draft = sk.draft_study(table)
    assert not draft.is_empty
    assert [part.key for part in sk.assess(draft, table).parts] == ["experience"]


def test_ratings_of_touchpoints_are_a_journey_to_confirm():
    steps = ["booking", "check_in", "boarding", "meal", "arrival"]
    table = codes(steps, 1, 5) | codes(["overall_satisfaction"], 1, 5)
    draft = sk.draft_study(table)
    section = draft.study.journey
    assert [each.evaluation for each in section.touchpoints.values()] == steps
    assert section.outcome == "overall_satisfaction"
    assert "order in which customers meet them" in draft.to_toml()
    assert sk.assess(draft, table).part("journey") is not None
    chinese = codes(["预订", "值机", "登机", "入住", "退房"], 1, 5) | codes(["总体满意度"], 1, 5)
    drafted = sk.draft_study(chinese).study.journey
    assert [each.evaluation for each in drafted.touchpoints.values()] == ["预订", "值机", "登机", "入住", "退房"]
    assert drafted.outcome == "总体满意度"
