"""Where a budget goes by the Kano categories, in a report."""

import pytest

import servicekit as sk
from servicekit.foundation._errors import RecordError
from servicekit.study import study_from_toml

STUDY = """
seed = 1
resamples = 100
[scales.five]
low = 1
high = 5
[questions.overall]
column = "y"
kind = "csat"
scale = "five"
[kano]
scale = "five"
functional = ["a_fun", "b_fun", "c_fun"]
dysfunctional = ["a_dys", "b_dys", "c_dys"]
[kano.investment]
budget = 100
cost = { a = 60, b = 100 }
fulfilment = { a = 0.5, b = 0.1 }
"""
ANSWERS = {
    "a_fun": [2] * 80 + [1] * 20,
    "a_dys": [5] * 100,
    "b_fun": [1] * 52 + [3] * 48,
    "b_dys": [3] * 100,
    "c_fun": [1] * 90 + [3] * 10,
    "c_dys": [5] * 100,
    "y": [5, 4, 2, 5] * 25,
}


def told(text=STUDY, data=ANSWERS):
    found = sk.assess(study_from_toml(text), data)
    return found, found.part("kano")


def test_the_plan_is_that_of_the_call():
    _, part = told()
    asked = sk.priorities.kano(ANSWERS, {key: (f"{key}_fun", f"{key}_dys") for key in "ab"}, resamples=100)
    plan = sk.priorities.investment_plan(asked, fulfilment={"a": 0.5, "b": 0.1}, cost={"a": 60, "b": 100}, budget=100)
    assert part.plan.plan == plan.plan
    assert part.plan.spent == plan.spent
    assert part.plan.gain == pytest.approx(plan.gain)
    assert set(part.plan.plan) == {"a", "b"}, "what has no cost is not for sale"
    said = [finding.text for finding in part.findings]
    (first,) = [text for text in said if text.en.startswith("Under the S-CR curve, which is a convention")]
    assert "a from 50.0% to 90.0% for 24 (funded in 100% of resamples)" in first.en
    assert "按S-CR曲线（一种惯例）计算，100的预算这样用收益最大：" in first.zh
    assert any("hangs on what that is worth" in text.en for text in said)


@pytest.mark.parametrize("language", ("en", "zh"))
def test_pictures_show_the_plan_and_where_to_stop(language):
    text = STUDY + 'worth = 300\ncurrency = "€"\n'
    found, part = told(text)
    page = sk.report(found, language=language)
    assert {"en": "How the budget is best spent", "zh": "预算的最优用法"}[language] in page
    assert "50% → 90%" in page
    assert "€" in page
    assert sk.reports.verify(page, found.to_results()) == ()
    (stop,) = [finding.text for finding in part.findings if "spending pays up to" in finding.text.en]
    assert "the budget" in stop.en
    ax = sk.plots.plot(part.plan, language=language)
    assert len(ax.get_legend().get_texts()) == 2


def test_what_is_not_stated_is_rated_or_nothing_is_planned():
    bare = STUDY.replace("fulfilment = { a = 0.5, b = 0.1 }", "fulfilment = { b = 0.1 }")
    _, part = told(bare)
    assert part.plan is None
    assert any("how far a is fulfilled now is neither stated nor rated" in f.text.en for f in part.findings)
    drivers = '[drivers]\noutcome = "y"\noutcome_scale = "five"\nscale = "five"\ndrivers = ["a"]\n'
    _, part = told(bare + drivers, ANSWERS | {"a": [1, 2, 3, 4] * 25})
    assert part.plan.fulfilment["a"] == pytest.approx((2.5 - 1) / 4)
    assert any("taken from its mean rating" in f.text.en for f in part.findings)


def test_what_hangs_on_who_answered_is_said():
    tied = ANSWERS | {"b_fun": [1] * 40 + [3] * 60, "a_fun": [2] * 50 + [1] * 50}
    _, part = told(STUDY.replace("budget = 100", "budget = 40"), tied)
    unsteady = [key for key in part.plan.plan if part.plan.spent[key] and part.plan.stability[key] < 0.8]
    said = any("hangs on who happened to answer" in finding.text.en for finding in part.findings)
    assert said == bool(unsteady)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    (
        ("a = 60", "zzz = 60", "zzz"),
        ("a = 60", "a = -1", "cost of 'a'"),
        ("a = 0.5", "a = 5", "fulfilment of 'a'"),
        ("budget = 100", "budget = 0", "budget"),
        ("cost = { a = 60, b = 100 }", "cost = {}", "cost"),
    ),
)
def test_wrong_costs_are_refused(old, new, words):
    with pytest.raises(RecordError, match=words):
        study_from_toml(STUDY.replace(old, new))
