"""Columns whose names sound like a wave: rating questions about expectations are none."""

import pytest

import servicekit as sk
from servicekit.draft._word_lists import hits, is_wave_name

RATED = [1, 2, 3, 4, 5, 4, 3, 5, 2, 4, 5, 3] * 10


def drafted(name, answers=RATED):
    table = {"网点": ["甲", "乙"] * 60, "总体满意度": [5, 4, 3, 4, 2, 1] * 20, name: answers}
    draft = sk.draft_study(table)
    return draft, next(column for column in draft.columns if column.name == name)


@pytest.mark.parametrize("name", ("您对等候时间的期望", "您的期望值", "是否符合预期", "overall in this period"))
def test_a_rating_is_no_wave_whatever_its_name_holds(name):
    draft, column = drafted(name)
    assert column.role != "wave"
    assert draft.study.wave is None


@pytest.mark.parametrize("name", ("期望", "预期", "逾期天数", "假期", "分期付款", "满月", "分期期数", "逾期期数"))
def test_a_letter_inside_another_word_says_no_wave(name):
    assert "wave" not in hits(name)
    assert not is_wave_name(name)


@pytest.mark.parametrize("name", ("期", "月", "第3期", "期次", "期数", "波次", "月份", "季度", "年份", "wave"))
def test_names_of_waves_are_in_force(name):
    draft, column = drafted(name, [1, 2, 3, 4, 5, 5] * 20)
    assert column.role == "wave"
    assert draft.study.wave == name


def test_a_doubtful_wave_is_written_out_but_not_in_force():
    draft, column = drafted("waiting period", list(range(1, 31)) * 4)
    assert draft.study.wave is None
    assert column.role != "wave" or '# wave = "waiting period"' in draft.to_toml()
