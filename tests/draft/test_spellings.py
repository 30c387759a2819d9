"""What a draft asks about the file itself, and pairs of expectation and experience in other words."""

import pytest

import servicekit as sk
from servicekit.foundation import InvalidValueError

OVERALL = [5, 4, 3, 4, 2, 1] * 20


def asked(draft):
    return [check.en for check in draft.checks], [check.zh for check in draft.checks]


def test_levels_that_differ_in_capitals_are_asked_about():
    branches = ["North", "north", "NORTH ", "South"] * 30
    en, zh = asked(sk.draft_study({"overall": OVERALL, "Branch": branches}))
    assert any("Branch: North, north, NORTH differ only in capitals" in line for line in en)
    assert any("仅大小写或空格不同" in line for line in zh)


def test_levels_of_other_names_are_not_asked_about():
    draft = sk.draft_study({"overall": OVERALL, "Branch": ["North", "South"] * 60})
    assert "differ only" not in draft.to_toml()


DAYS = ["2026-03-04", "06/03/2026", "4 Mar 2026"] * 40


def test_dates_in_several_forms_are_asked_about():
    draft = sk.draft_study({"overall": OVERALL, "Date of visit": DAYS, "Branch": ["North", "South"] * 60})
    assert "CONFIRM: Date of visit: no pattern reads all of its times" in draft.to_toml()
    assert "没有一种格式能读出全部时间" in draft.to_toml(language="zh")


def test_a_study_refused_for_such_dates_names_its_own_key():
    study = sk.study.study_from_toml(
        'title = { en = "a", zh = "b" }\nwave = "d"\nwave_by = "month"\n[scales.s]\nlow = 1\nhigh = 5\n'
        '[questions.o]\ncolumn = "o"\nkind = "csat"\nscale = "s"\nboxes = 2\n'
    )
    with pytest.raises(InvalidValueError) as caught:
        sk.assess(study, {"o": OVERALL, "d": DAYS})
    assert "wave_times = { pattern = ... }" in caught.value.text("en")
    assert "请统一写法，并在调查方案中写明：wave_times = { pattern = ... }" in caught.value.text("zh")


PARTS = ("Reliability", "Speed", "Courtesy")


@pytest.mark.parametrize(
    ("hoped", "felt", "is_asked"),
    (
        ("期望—{}", "实际感受—{}", False),
        ("期望—{}", "体验—{}", False),
        ("Expectation (1-7) [{}]", "Please rate (1-7) [{}]", False),
        ("Expected {}", "Experienced {}", False),
        ("What did you expect? (expected level) [{}]", "And how was it today? [{}]", True),
    ),
)
def test_expectations_and_what_was_felt_make_pairs(hoped, felt, is_asked):
    table = {"overall": OVERALL}
    for place, part in enumerate(PARTS):
        table[hoped.format(part)] = [(i * (place + 2)) % 7 + 1 for i in range(120)]
        table[felt.format(part)] = [(i * (place + 3) + 1) % 7 + 1 for i in range(120)]
    draft = sk.draft_study(table)
    items = list(draft.study.quality.dimensions.values())
    assert sorted(name for d in items for name in d.expectations) == sorted(hoped.format(part) for part in PARTS)
    assert ("is the other question how it was?" in draft.to_toml()) is is_asked


def test_importance_is_no_experience():
    table = {"overall": OVERALL}
    for part in PARTS:
        table[f"What we expected [{part}]"] = [i % 7 + 1 for i in range(120)]
        table[f"Importance [{part}]"] = [i * 3 % 7 + 1 for i in range(120)]
    assert sk.draft_study(table).study.quality is None
