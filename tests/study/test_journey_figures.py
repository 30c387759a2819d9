"""Figures of a journey: tables and claims against the room and by hand, who is named, and every sentence."""

from itertools import pairwise

import attrs
import numpy as np
import pytest
from part_checks import alone, passes_of, share
from scipy.stats import norm, ttest_rel

import servicekit as sk
from servicekit.experience import Touchpoint, journey
from servicekit.foundation import Label
from servicekit.study import study_from_toml
from servicekit.study.parts import _journey as task

KEYS = ("book", "wait", "meal", "pay", "home")
TEXT = """
seed = 1
resamples = 40
[scales.five]
low = 1
high = 5
[scales.ten]
low = 0
high = 10
[journey]
scale = "five"
outcome = "overall"
outcome_scale = "ten"
[journey.touchpoints]
book = { evaluation = "book", expectation = "hoped", label = { en = "Booking", zh = "预订" } }
wait = { evaluation = "wait", label = { en = "Wait", zh = "等候" } }
meal = { evaluation = "meal", label = { en = "Meal", zh = "用餐" } }
pay = { evaluation = "pay", label = { en = "Payment", zh = "结账" } }
home = { evaluation = "home" }
"""
NAMES = dict(zip(KEYS, ("Booking", "Wait", "Meal", "Payment", "home"), strict=True))


def survey(means=(4.2, 4.1, 2.9, 4.0, 3.9, 4.8), n=80, seed=1):
    rng = np.random.default_rng(seed)
    person = rng.normal(0, 0.5, n)
    data = {
        name: np.clip(np.rint(mean + person + rng.normal(0, 0.8, n)), 1, 5)
        for name, mean in zip((*KEYS, "hoped"), means, strict=True)
    }
    return data | {"overall": np.clip(np.rint(data["book"] + data["meal"] + rng.normal(0, 1, n)), 0, 10)}


def part_of(data, text=TEXT):
    return alone("journey", text, data)


def claims_of(decided):
    return {name: one.claim for name, one in decided.items()}


@pytest.fixture(scope="module")
def whole():
    data = survey()
    for name in ("pay", "home"):
        data[name][:8] = np.nan
    data["book"][10:13] = np.nan
    return data, *part_of(data)


def test_every_table_holds_what_the_room_computes_under_its_name(whole):
    data, part, _ = whole
    touchpoints = [
        Touchpoint(key=key, evaluation=key, expectation="hoped" if key == "book" else None, label=part.names[key])
        for key in KEYS
    ]
    about = {"outcome": "overall", "outcome_scale": sk.Scale(low=0, high=10), "resamples": 40, "rng": 1}
    room = journey(data, touchpoints, scale=sk.LIKERT_5, **about)
    assert part.journey == room
    assert {key: name.en for key, name in part.names.items()} == NAMES
    found = part.results
    assert list(found) == [
        *("evaluation of moments", "gap", "disappointed", "lost", "changes", "falling", "cost of the weakest moment")
    ]
    assert dict(found["evaluation of moments"]) == {key: room[key].score for key in KEYS}
    assert found["gap"]["book"].value == room["book"].gap.value
    assert found["disappointed"]["book"].value == room["book"].disappointed.value
    assert {key: one.value for key, one in found["lost"].items()} == {key: room[key].lost.value for key in KEYS[:-1]}
    steps = [f"{NAMES[first]} → {NAMES[second]}" for first, second in pairwise(KEYS)]
    for key, figures in (("changes", [c.change for c in room.changes]), ("falling", [c.falling for c in room.changes])):
        assert list(found[key]) == steps
        assert [one.value for one in found[key].values()] == [one.value for one in figures]
    assert found["changes"]["Booking → Wait"].name == Label("Booking → Wait", "预订→等候")
    assert found["cost of the weakest moment"] == room.weakest_cost


def pairs(data, first, second):
    both = ~np.isnan(data[first]) & ~np.isnan(data[second])
    return data[first][both], data[second][both]


def test_each_claim_is_the_test_of_its_figure_by_hand(whole):
    data, part, decided = whole
    claims = claims_of(decided)
    rivals = {key: ttest_rel(*pairs(data, "meal", key)) for key in KEYS if key != "meal"}
    hardest = max(rivals, key=lambda key: rivals[key].pvalue)
    weakest, (meal, rival) = claims["weakest"], pairs(data, "meal", hardest)
    assert weakest.evidence.p == pytest.approx(rivals[hardest].pvalue)
    assert weakest.difference.value == pytest.approx((rival - meal).mean())
    assert (weakest.subject.en, weakest.reference.label.en, weakest.unit) == ("Meal", NAMES[hardest], "mean")
    assert (weakest.own, weakest.evidence.n, weakest.lead) == (part.journey["meal"].score, 80, True)
    for first, second in pairwise(KEYS):
        claim, (before, after) = claims[f"change/{second}"], pairs(data, first, second)
        want = ttest_rel(after, before)
        assert claim.evidence.p == pytest.approx(want.pvalue)
        assert (claim.evidence.df, claim.evidence.n) == (len(before) - 1, len(before))
        assert claim.evidence.standard_error == pytest.approx((after - before).std(ddof=1) / len(before) ** 0.5)
        assert claim.direction == np.sign(want.statistic)
        assert claim.good == (1 if want.statistic < 0 else None)
        assert (claim.lead, claim.unit, claim.worth_knowing) == (False, "mean", 0.05 * (5 - 1))
        assert claim.difference.value == pytest.approx((after - before).mean())
    gap, (evaluated, hoped) = claims["gap/book"], pairs(data, "book", "hoped")
    want = ttest_rel(evaluated, hoped)
    assert (gap.evidence.p, gap.evidence.df) == (pytest.approx(want.pvalue), 76)
    assert (gap.direction, gap.good, gap.lead, gap.reference.number) == (-1, 1, False, 0.0)
    assert gap.difference.value == pytest.approx((evaluated - hoped).mean())
    cost, draws = claims["cost"], part.journey.weakest_cost.draws
    assert cost.evidence.p == pytest.approx(2 * norm.sf(cost.own.value / draws.std(ddof=1)))
    assert (cost.evidence.n, cost.direction, cost.lead) == (part.journey.n_for_cost, 1, False)
    assert (cost.also, cost.reference.number, cost.measure.en) == (("journey/weakest",), 0.0, "overall")
    assert cost.evidence.n == 80 - 8 - 3


def test_what_is_clear_is_said_word_for_word(whole):
    _, part, decided = whole
    found = part.journey
    said = {one.decided.claim.name: one for one in part.findings if one.decided is not None}
    one, own = decided["weakest"], found["meal"].score.value
    near, far = (f"{abs(end):.2f}" for end in (one.interval.low, one.interval.high))
    assert said["journey/weakest"].text == Label(
        f"The weakest moment is Meal, for certain: {own:.2f} (80 answers); the next, {one.claim.reference.label.en}, "
        f"is {near} to {far} points of the scale better. Worst in the resamples: Meal 100.0%.",
        f"评价最差的时刻是用餐（{own:.2f}；80份回答），可以确定不如其次的{one.claim.reference.label.zh}，"
        f"相差{near}至{far}分。重抽样中居末的比例：用餐100.0%。",
    )
    cost = found.weakest_cost
    low, high = f"{cost.interval.low:.2f}", f"{cost.interval.high:.2f}"
    assert said["journey/cost"].text.en == (
        f"If Meal were rated like the other moments on average, overall would be {cost.value:.2f} points of the scale "
        f"better ({low} to {high}; 69 answers, for certain more than nothing); that is an association, not proof of "
        "cause."
    )
    one = decided["change/meal"]
    far, near = (f"{-end:.2f}" for end in (one.interval.low, one.interval.high))
    fall = said["journey/change/meal"]
    assert fall.text.en == (
        f"From Wait to Meal ratings get worse, for certain: by {near} to {far} points of the scale (80 customers rated "
        "both)."
    )
    assert fall.text.zh == f"从等候到用餐，评价可以确定变差，相差{near}至{far}分（80位顾客两项都评了）。"
    assert (fall.tone, said["journey/change/pay"].tone, said["journey/gap/book"].tone) == ("bad", "neutral", "bad")
    assert said["journey/change/pay"].text.en.startswith("From Meal to Payment ratings get better, for certain: by ")
    assert said["journey/gap/book"].text.zh.startswith("在预订，实际感受可以确定低于期望，低")
    lost, care = part.findings[-2:]
    fell = share(found["meal"].lost)
    assert lost.text == Label(
        f"Customers who came no further, of those who reached a moment: Meal {fell.en}.",
        f"到达该时刻后没有再往下走的顾客占比：用餐{fell.zh}。",
    )
    assert found["meal"].lost.count == 8
    assert care.is_caution
    assert care.text.en.startswith("No column says who came how far")


def test_where_a_column_says_who_came_how_far_nothing_is_warned_of_and_where_all_did_nothing_is_said():
    data = survey(n=30) | {"came": np.r_[np.ones(25), np.zeros(5)]}
    for name in ("pay", "home"):
        data[name][25:] = np.nan
    text = TEXT.replace('evaluation = "pay"', 'evaluation = "pay", reached = "came"')
    part, _ = part_of(data, text)
    assert part.findings[-1].text.en.startswith("Customers who came no further")
    everybody, _ = part_of(survey(n=30))
    assert not any("came no further" in one.text.en or one.is_caution for one in everybody.findings)
    assert ("gap" in everybody.results, "lost" in everybody.results) == (True, False)


def test_moments_alike_are_not_told_apart():
    column = np.tile([2.0, 3, 4, 3], 10)
    data = {name: np.roll(column, shift) for shift, name in enumerate((*KEYS, "hoped"))} | {"overall": column}
    part, decided = part_of(data)
    assert not any(one.stands for one in decided.values())
    texts = {one.decided.claim.name: one.text for one in part.findings if one.decided is not None}
    assert texts["journey/weakest"].en.startswith("Which moment is the weakest cannot be told (40 answers). Lowest in")
    assert texts["journey/weakest"].zh.startswith("哪个时刻评价最低，尚不能判断（40份回答）。")
    assert texts["journey/change/wait"] == Label(
        "Between none of the 5 moments and the next can it be told whether ratings get better or worse.",
        "5个时刻之间，评价变好还是变差，尚不能判断。",
    )
    assert texts["journey/gap/book"].en == (
        "At none of the moments asked about can it be told whether experience lies above or below expectation."
    )
    assert "journey/cost" not in texts
    assert {one.claim.direction for name, one in decided.items() if name.startswith("change")} == {0}
    assert decided["gap/book"].claim.direction == 0


def test_where_less_is_better_the_same_moments_are_named_and_differences_turn():
    data = survey()
    turned = {name: (6 - values if name != "overall" else values) for name, values in data.items()}
    text = TEXT.replace("high = 5", "high = 5\nhigher_is_better = false")
    found, plain = claims_of(part_of(turned, text)[1]), claims_of(part_of(data)[1])
    for name, claim in plain.items():
        assert found[name].evidence.p == pytest.approx(claim.evidence.p, rel=1e-6)
        assert (found[name].subject, found[name].direction) == (claim.subject, claim.direction)
    assert found["weakest"].difference.value == pytest.approx(plain["weakest"].difference.value)
    assert found["weakest"].own.value == pytest.approx(6 - plain["weakest"].own.value)


def test_a_worse_outcome_of_better_ratings_is_no_cost():
    data = survey()
    data["overall"] = 10 - 2 * data["meal"]
    _, decided = part_of(data)
    claim = decided["cost"].claim
    assert claim.own.value < 0
    assert (claim.evidence.p, claim.direction) == (1.0, 1)


def test_a_cost_without_resamples_or_of_moments_that_copy_each_other_is_not_tested():
    data = survey()
    _, decided = part_of(data, TEXT.replace("resamples = 40", "resamples = 1"))
    evidence = decided["cost"].claim.evidence
    assert (evidence.p, evidence.reason.en) == (None, "only 80 answers")
    _, decided = part_of(data | {"wait": data["book"]})
    assert decided["cost"].claim.evidence.p is None


def test_what_was_rated_by_one_is_said_and_two_are_enough():
    data = survey(n=30)
    data["meal"][1:] = np.nan
    data["meal"][0] = 1
    part, decided = part_of(data)
    assert part.findings[0].is_caution
    assert part.findings[0].text == Label(
        "Meal was rated by too few to say anything of it.", "评价用餐的人太少，无法说明。"
    )
    assert decided["weakest"].claim.subject.en != "Meal"
    assert part.journey.weakest == "meal"
    assert "cost" not in decided  # it would be that of a moment that one rated
    data["meal"][1] = 1
    part, decided = part_of(data)
    assert not any("too few" in one.text.en for one in part.findings)
    assert decided["weakest"].claim.subject.en == "Meal"


def test_of_a_single_moment_that_was_rated_nothing_is_the_weakest():
    data = survey(n=30)
    for name in ("wait", "meal", "pay", "home"):
        data[name][:] = np.nan
    part, decided = part_of(data)
    assert "weakest" not in decided
    assert sum("too few" in one.text.en for one in part.findings) == 4
    data["wait"] = survey(n=30)["wait"]
    assert "weakest" in part_of(data)[1]


@pytest.mark.parametrize(
    ("counts", "en", "zh"),
    (
        ({"meal": 995, "pay": 5}, "Meal 99.5%, Payment 0.5%", "用餐99.5%，结账0.5%"),
        ({"meal": 996, "pay": 4}, "Meal 99.6%", "用餐99.6%"),
        (
            {"book": 10, "wait": 40, "meal": 20, "pay": 25, "home": 5},
            "Wait 40.0%, Payment 25.0%, Meal 20.0%, Booking 10.0%",
            "等候40.0%，结账25.0%，用餐20.0%，预订10.0%",
        ),
        ({}, "no resamples", "未作重抽样"),
    ),
)
def test_odds_are_the_largest_shares_of_resamples(whole, counts, en, zh):
    assert task.odds(attrs.evolve(whole[1].journey, worst_counts=counts)) == Label(en, zh)


def test_few_customers_need_the_sign_test_too(whole):
    data = {name: values[:20] for name, values in survey().items()}
    _, decided = part_of(data)
    for change in decided["weakest"], decided["change/meal"], decided["gap/book"]:
        assert change.claim.evidence.n == 20
    room = journey(data, [Touchpoint(key=key, evaluation=key) for key in KEYS], scale=sk.LIKERT_5, resamples=0)
    assert [decided[f"change/{one.second}"].claim.evidence.p for one in room.changes] == [one.p for one in room.changes]


def test_the_part_is_planned_and_not_run_without_its_section(monkeypatch):
    study, data = study_from_toml(TEXT), survey(n=30)
    assert passes_of(monkeypatch, task, study, data) == 1
    none = attrs.evolve(study, journey=None)
    assert list(task.requests(none)) == []
    assert task.assess(none, data) == sk.study.NotRun(key="journey", name=task.NAME, needs=task.NEEDS)
    short = attrs.evolve(study, journey=attrs.evolve(study.journey, outcome=None, outcome_scale=None))
    part = task.assess(short, data)
    assert "cost of the weakest moment" not in part.results
    assert "journey/cost" not in {claim.name for claim in part.claims}
    moments = {key: attrs.evolve(each, expectation=None) for key, each in study.journey.touchpoints.items()}
    found = task.assess(attrs.evolve(study, journey=attrs.evolve(study.journey, touchpoints=moments)), data)
    assert {"gap", "disappointed"}.isdisjoint(found.results)
