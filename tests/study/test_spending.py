"""Where a budget goes by the Kano categories, in a report."""

import pytest
from one_part import alone, texts

import servicekit as sk
from servicekit.foundation._errors import RecordError
from servicekit.study import study_from_toml
from servicekit.study.parts import _kano, _spending

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


def bought(text=STUDY, data=ANSWERS):
    """The part on Kano pairs by itself, and what it says of money."""
    part = alone(_kano, text, data)
    return part, [pair for pair in texts(part) if "budget" in pair[0] or "At that rate" in pair[0]]


def by_call(budget=100, worth=None, fulfilment=None, data=ANSWERS):
    asked = sk.priorities.kano(data, {key: (f"{key}_fun", f"{key}_dys") for key in "ab"}, resamples=100, rng=1)
    given = fulfilment or {"a": 0.5, "b": 0.1}
    return sk.priorities.investment_plan(asked, fulfilment=given, cost={"a": 60, "b": 100}, budget=budget, worth=worth)


def written(plan, key, currency=""):
    return (
        f"{key} from {100 * plan.fulfilment[key]:.1f}% to {100 * plan.plan[key]:.1f}% for {plan.spent[key]:.0f}"
        f"{currency} (funded in {100 * plan.stability[key]:.0f}% of resamples)"
    )


def test_what_is_bought_stands_in_the_order_of_money():
    plan = by_call()
    assert plan.spent["b"] > plan.spent["a"] > 0
    _, said = bought()
    en, zh = said[0]
    assert en == (
        "Under the S-CR curve, which is a convention, a budget of 100 gains most by: "
        f"{written(plan, 'b')}; {written(plan, 'a')}. It spends {plan.total_spent:.0f} and gains {plan.gain:.3f} "
        "(1: all customers from neutral to satisfied by one attribute)."
    )
    assert f"；a由50.0%提到{100 * plan.plan['a']:.1f}%，投入{plan.spent['a']:.0f}（占重抽样的" in zh
    assert zh.startswith("按S-CR曲线（一种惯例）计算，100的预算这样用收益最大：b由10.0%提到")
    assert f"。共投入{plan.total_spent:.0f}，收益{plan.gain:.3f}（1相当于" in zh


def test_what_the_next_tenth_of_the_budget_gains():
    plan = by_call()
    _, said = bought()
    gain = f"{plan.marginal_gain * 10:.3f}"
    assert said[1] == (
        f"At that rate another 10 would gain {gain}; where spending should stop hangs on what that is worth, which the "
        "study does not state.",
        f"按此时的边际收益，再投入10约增加{gain}；应投到哪里为止，取决于收益值多少钱，调查方案未写明。",
    )


@pytest.mark.parametrize(
    ("budget", "worth", "pays"), ((100, 1000, "more than"), (100, 1, "no more than"), (130, 1000, "no more than"))
)
def test_with_a_worth_it_is_told_up_to_where_spending_pays(budget, worth, pays):
    plan = by_call(budget, worth)
    if budget == 130:  # b from .1 to 1 takes 90 and a from .5 to 1 takes 30: beyond 120 nothing is left to buy
        assert plan.stop_at == 120
    money = plan.marginal_gain * budget / 10 * worth
    _, said = bought(STUDY.replace("budget = 100", f"budget = {budget}") + f'worth = {worth}\ncurrency = "EUR"\n')
    gain, shown = (
        f"{plan.marginal_gain * budget / 10:.3f}",
        f"{money:.0f}" if money >= 100 or not money else f"{money:.2f}",
    )
    assert said[1][0] == (
        f"At that rate another {budget / 10:.0f} EUR would gain {gain}, worth {shown} EUR. At a worth of {worth:,} EUR "
        f"spending pays up to {plan.stop_at:.0f} EUR, {pays} the budget."
    )
    than = "不高于" if "no" in pays else "高于"
    assert said[1][1] == (
        f"按此时的边际收益，再投入{budget / 10:.0f} EUR约增加{gain}，值{shown} EUR。"
        f"若1的收益值{worth:,} EUR，投入到{plan.stop_at:.0f} EUR为止仍划算，{than}预算。"
    )


def test_a_budget_that_ends_where_spending_stops_is_no_less_than_that():
    one = STUDY.replace("cost = { a = 60, b = 100 }", "cost = { a = 60 }").replace(
        "{ a = 0.5, b = 0.1 }", "{ a = 0.0 }"
    )
    linear = ANSWERS | {"a_fun": [1] * 100}  # one-dimensional: each step of 12 gains the same, up to 60
    _, said = bought(one.replace("budget = 100", "budget = 60") + "worth = 1000\n", linear)
    assert "spending pays up to 60, no more than the budget." in said[1][0]


def test_the_unit_of_money_decides_nothing():
    part, _ = bought()
    cents = STUDY.replace("budget = 100", "budget = 1").replace("{ a = 60, b = 100 }", "{ a = 0.6, b = 1.0 }")
    small, said = bought(cents)
    assert small.plan.plan == pytest.approx(part.plan.plan)
    assert 0 < small.plan.spent["a"] < small.plan.spent["b"] < 1
    assert f"a from 50.0% to {100 * part.plan.plan['a']:.1f}% for 0." in said[0][0]


def test_nothing_is_bought_where_nothing_gains():
    indifferent = {name: [3] * 100 for name in ANSWERS} | {"y": ANSWERS["y"]}
    _, said = bought(data=indifferent)
    assert "a budget of 100 gains most by: nothing. It spends 0 and gains 0.000" in said[0][0]
    assert "100的预算这样用收益最大：无。共投入0" in said[0][1]


def test_what_is_funded_in_fewer_than_four_fifths_of_resamples_hangs_on_who_answered(monkeypatch):
    tied = ANSWERS | {"b_fun": [1] * 51 + [3] * 49}
    plan = by_call(data=tied)
    part, _ = bought(data=tied)
    assert 0.4 < plan.stability["b"] < 0.8 <= plan.stability["a"]
    warned = [pair for pair in texts(part) if "hangs on who" in pair[0]]
    assert warned == [
        ("Whether b should be funded hangs on who happened to answer.", "b是否值得投入，会因受访者不同而改变。")
    ]
    monkeypatch.setattr(_spending, "STEADY", plan.stability["b"])  # as steady as that is steady
    part, _ = bought(data=tied)
    assert not [pair for pair in texts(part) if "hangs on who" in pair[0]]


RATED = """[importance]
scale = "seven"
importance = ["i"]
performance = ["a"]
[scales.seven]
low = 1
high = 7
"""
DRIVEN = '[drivers]\noutcome = "y"\noutcome_scale = "five"\nscale = "five"\ndrivers = ["a"]\n'


@pytest.mark.parametrize(
    ("section", "now"),
    # a mean of 2.5 on 1 to 7 and on 1 to 5; of both the scale of the drivers
    ((RATED, 1.5 / 6), (DRIVEN, 1.5 / 4), (RATED + DRIVEN, 1.5 / 4)),
)
def test_how_far_an_attribute_is_fulfilled_is_its_mean_rating(section, now):
    bare = STUDY.replace("fulfilment = { a = 0.5, b = 0.1 }", "fulfilment = { b = 0.1 }") + section
    data = ANSWERS | {"a": [1, 2, 3, 4] * 25, "i": [7] * 100}
    part = alone(_kano, bare, data)
    assert part.plan.fulfilment == {"a": pytest.approx(now), "b": 0.1}
    told = [pair for pair in texts(part) if "taken from its mean rating" in pair[0]]
    assert len(told) == 1
    study = study_from_toml(bare)
    (ask,) = _spending.fulfilment_requests(study, study.kano)
    assert ask(data).index == pytest.approx(100 * now)
    stated = study_from_toml(STUDY + section)
    assert list(_spending.fulfilment_requests(stated, stated.kano)) == []
    assert not [en for en, _ in texts(alone(_kano, STUDY + section, data)) if "mean rating" in en]
    nobody = alone(_kano, bare, data | {"a": [None] * 100})
    assert nobody.plan is None
    assert texts(nobody)[-1] == (
        "No plan for the budget: how far a is fulfilled now is neither stated nor rated in a column of that name.",
        "未作投入方案：a目前做到什么程度，调查方案未写明，也没有同名的评分列。",
    )


def test_a_study_without_costs_asks_for_no_ratings():
    bare = STUDY.split("[kano.investment]")[0] + DRIVEN
    study = study_from_toml(bare)
    assert list(_spending.fulfilment_requests(study, study.kano)) == []
    assert alone(_kano, bare, ANSWERS | {"a": [1, 2, 3, 4] * 25}).plan is None
