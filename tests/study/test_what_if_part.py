"""What changes would gain: figures are those of the chain called by itself, sentences follow from them alone."""

import attrs
import numpy as np
import pytest

from servicekit.chain import assumed, own, published, recovery_chain
from servicekit.chain._recovery_stages import LABELS
from servicekit.chain._what_if import WhatIf
from servicekit.chain._worth_of_knowing import Knowing, WorthOfKnowing
from servicekit.complaints import RETURN_PRESETS
from servicekit.foundation import Label
from servicekit.stats import Average, ClaimTest, Share
from servicekit.study import Study, study_from_toml
from servicekit.study.parts import _what_if as what_if
from servicekit.study.parts import _what_if_findings as say
from servicekit.study.sections._what_if_section import ChangeSection, WhatIfSection
from servicekit.study.wording._telling import tell

RETURNS = {
    "did_not_complain": own(Share(count=18, n=60)),
    "complained_unresolved": own(Share(count=30, n=100)),
    "complained_resolved": own(Share(count=132, n=200)),
    "complained_resolved_quickly": 0.9,
}
CHANGE = {"settled_quickly": 0.6}
SECTION = WhatIfSection(changes={"faster": ChangeSection(to=CHANGE)}, currency="EUR")
NAME = Label("Faster", "加快")


def chain(returns=RETURNS, **more):
    figures = {
        "complaints": 400, "complaint_rate": 0.4, "settled": 0.7, "settled_quickly": 0.3, "retention": 0.8,
        "margin": 100, "discount_rate": 0.1, "hearers_per_lost": 0.0, "deterred_share": 0.0, "handling_cost": 0.0,
    } | more  # fmt: skip
    return recovery_chain(**figures, returns=returns)


CHAIN = chain()


def gained(draws, cost=100.0, depends_on=("return_resolved", "return_silent"), gain=100.0):
    """A gain with these draws, as a chain would give it."""
    return WhatIf(
        change=CHANGE, outcome="loss", gain=gain, draws=np.asarray(draws, dtype=float), cost=cost, break_even=None,
        level=0.9, seed=3, depends_on=depends_on,
    )  # fmt: skip


def knowing(all_known=0.0, *figures):
    return WorthOfKnowing(
        all_known=all_known,
        figures=tuple(
            Knowing(figure=name, label=LABELS[name], perfect=perfect, more=more) for name, perfect, more in figures
        ),
    )


def claim(gain, known=None, of=CHAIN, section=SECTION):
    (found,) = say.decision("faster", NAME, gain, known or knowing(), of, section)
    return found


@pytest.mark.parametrize(
    ("draws", "direction", "against"),
    (
        ([90.0] * 3 + [110.0] * 7, 1, 3),
        ([90.0] * 5 + [110.0] * 5, 1, 5),  # half of them pay: no less than half
        ([90.0] * 6 + [110.0] * 4, -1, 4),
        ([100.0] * 6 + [110.0] * 4, -1, 4),  # what just meets its cost does not pay
        ([100.0] * 2 + [110.0] * 8, 1, 2),
    ),
)
def test_whether_it_pays_is_the_smaller_tail_of_the_draws(draws, direction, against):
    found = claim(gained(draws))
    assert found.direction == direction
    assert found.evidence.p == pytest.approx(min(1.0, 2 * (against + 1) / 11))
    assert (found.evidence.test, found.evidence.n) == (ClaimTest.JOINT_DRAWS, 60)  # 60 of the rarer figure
    assert (found.name, found.good, found.unit, found.reference.value) == ("what_if/faster", 1, "money", 100.0)
    assert found.details["chance"] == f"{10 * sum(draw > 100 for draw in draws)}%"
    assert found.details["period"] == Label("a year", "每年")


def test_figures_of_the_sentence_are_written_as_money():
    gain = gained([1000.0, 1200.0, 1400.0], cost=99.5, gain=1234.5)
    details = claim(gain).details
    assert (details["own"], details["t"]) == ("1,234 EUR", "99.50 EUR")
    assert (details["low"], details["high"]) == (f"{gain.interval.low:,.0f}", f"{gain.interval.high:,.0f}")


def test_without_own_data_or_spread_nothing_is_tested():
    known = claim(gained([90.0, 110.0], depends_on=("margin", "settled_quickly")))
    assert known.evidence.p is None
    assert known.evidence.reason.en == "no figure of your own data moves the gain"
    assert known.evidence.test == ClaimTest.JOINT_DRAWS
    sure = claim(gained([110.0, 110.0]))
    assert sure.evidence.p is None
    assert "low" not in sure.details
    one = claim(gained([90.0, 110.0], depends_on=("return_unresolved",)))
    assert one.evidence.n == 100


def test_a_figure_without_a_number_of_answers_counts_none():
    measured = attrs.evolve(RETURNS["did_not_complain"], n=None)
    found = claim(
        gained([90.0, 110.0], depends_on=("return_silent",)), of=chain(RETURNS | {"did_not_complain": measured})
    )
    assert found.evidence.n == 0
    assert found.evidence.p is not None


JUDGED = {
    "hearers_per_lost": own(Average(n=500, mean=2.0, sd=1.0)),
    "deterred_share": assumed(0.0, 0.5, 0.9),
}


@pytest.mark.parametrize(("cost", "end"), ((9000.0, 0.0), (60000.0, 0.9)))
def test_a_judgement_stands_at_the_end_that_speaks_against(cost, end):
    """The more people are put off, the more is gained: to pay with none of them, not to pay with most of them."""
    of = chain(**JUDGED)
    gain = of.what_if(CHANGE, cost=cost, draws=4000, rng=3, level=0.9)
    pays = gain.probability_pays >= 0.5
    assert pays == (end == 0.0)
    worst = of.replace(deterred_share=end).what_if(CHANGE, cost=cost, draws=4000, rng=3)
    against = (worst.draws <= cost).sum() if pays else (worst.draws > cost).sum()
    found = claim(gain, of=of)
    assert found.evidence.p == pytest.approx(min(1.0, 2 * (against + 1) / 4001))
    assert found.direction == (1 if pays else -1)


def test_a_judgement_that_lowers_the_gain_stands_at_its_other_end():
    """The more of the unsettled come back anyway, the less is gained by settling."""
    of = chain(RETURNS | {"complained_resolved": assumed(0.3, 0.5, 0.89)})
    change = {"settled_quickly": 0.6}
    for cost in (10.0, 50000.0):
        gain = of.what_if(change, cost=cost, draws=2000, rng=3, level=0.9)
        pays = gain.probability_pays >= 0.5
        gains = [of.replace(return_resolved=end).what_if(change, draws=1).value for end in (0.3, 0.89)]
        assert gains[0] > gains[1]
        worst = of.replace(return_resolved=0.89 if pays else 0.3).what_if(change, cost=cost, draws=2000, rng=3)
        against = (worst.draws <= cost).sum() if pays else (worst.draws > cost).sum()
        found = claim(attrs.evolve(gain, depends_on=(*gain.depends_on, "return_silent")), of=of).evidence
        assert found.p == pytest.approx(min(1.0, 2 * (against + 1) / 2001))


def test_by_published_figures_it_is_only_reckoned():
    quoted = RETURNS | {
        "complained_resolved": published(RETURN_PRESETS["tarp_over_100_dollars"], "complained_resolved")
    }
    of = chain(quoted)
    found = say.decision("faster", NAME, gained([90.0, 110.0], gain=1500.0), knowing(), of, SECTION)
    assert found.is_caution
    assert found.text == Label(
        "By published figures (Return: resolved) “Faster” would gain 1,500 EUR a year and costs 100 EUR; they are not "
        "of your customers, and whether it pays cannot be told.",
        "按公布数据（再购率：已解决）推算，“加快”每年可增收1,500 EUR，成本为100 EUR；"
        "这些数据并非来自贵方顾客，是否划算无从判断。",
    )
    # a published figure that moves nothing does not matter
    assert claim(gained([90.0, 110.0], depends_on=("return_silent",)), of=of).name == "what_if/faster"


def ask(gain, known, of=CHAIN):
    return claim(gain, known, of).details["ask"].en, claim(gain, known, of).details["ask"].zh


@pytest.mark.parametrize(("whole", "hardly"), ((20.0, True), (20.1, False)))
@pytest.mark.parametrize(("gain", "cost"), ((1000.0, 0.0), (-1000.0, 0.0), (10.0, 1000.0)))
def test_to_know_more_hardly_helps_where_it_is_worth_a_fiftieth_of_what_is_at_stake(whole, hardly, gain, cost):
    en, zh = ask(gained([90.0, 110.0], cost=cost, gain=gain), knowing(whole))
    written = "20 EUR" if whole == 20.0 else "20.10 EUR"
    if hardly:
        assert en == f"More answers would hardly help: to know every figure for certain is worth {written} at most."
        assert zh == f"再调查意义不大：即使确知所有数据，价值也不超过{written}。"
    else:
        assert en == f"To know every figure for certain would be worth {written} at most."
        assert zh == f"确知所有数据的价值至多为{written}。"


SMALL = gained([90.0, 110.0], cost=100.0, gain=100.0)


@pytest.mark.parametrize(
    ("more", "n", "worth"),
    (
        ({25: 60.0, 100: 80.0, 400: 100.0}, 25, 60),  # three fifths of the most that answers can give
        ({25: 59.0, 100: 80.0, 400: 100.0}, 100, 80),
        ({25: 10.0, 100: 30.0, 400: 100.0}, 400, 100),
    ),
)
def test_as_few_answers_are_asked_for_as_bring_most_of_it(more, n, worth):
    en, zh = ask(SMALL, knowing(200.0, ("return_silent", 150.0, {25: 5.0}), ("return_resolved", 120.0, more)))
    each = f"{worth / n:.2f} EUR" if worth % n else f"{worth // n} EUR"
    assert en == (
        f"Before deciding it is worth about {worth} EUR to follow up {n} more customers whose complaint was resolved, "
        f"though not quickly: do so if an answer costs less than {each}."
    )
    assert zh == (
        f"决定之前先再回访{n}位投诉已解决但不迅速的顾客，价值约{worth} EUR："
        f"只要每份回答的成本不超过{each}，就值得一做。"
    )


@pytest.mark.parametrize(("most", "asked"), ((4.0, False), (4.1, True)))
def test_answers_worth_a_fiftieth_of_knowing_all_are_not_asked_for(most, asked):
    en, _ = ask(SMALL, knowing(200.0, ("return_silent", 150.0, {400: most})))
    assert en.startswith("Before deciding" if asked else "To know every figure for certain would be worth 200 EUR")


def test_what_nobody_can_be_asked_about_is_not_asked():
    for figures in ((("settled", 150.0, {}),), (("complaints", 150.0, {400: 120.0}),), ()):
        en, _ = ask(SMALL, knowing(200.0, *figures))
        assert en == "To know every figure for certain would be worth 200 EUR at most."


@pytest.mark.parametrize(("perfect", "judged"), ((100.1, True), (100.0, False)))
def test_a_judgement_worth_more_than_any_answers_comes_first(perfect, judged):
    of = chain(**JUDGED)
    known = knowing(300.0, ("return_silent", 160.0, {400: 100.0}), ("deterred_share", perfect, {}))
    en, zh = ask(SMALL, known, of)
    if judged:
        assert en == (
            "What matters most is only judged: “Share of hearers who are put off”; to know it before deciding is worth "
            "100 EUR at most."
        )
        assert zh == "影响最大的是仅凭判断的“听说者中因此放弃的比例”：决定之前确知它，价值至多为100 EUR。"
    else:
        assert en.startswith("Before deciding it is worth about 100 EUR to follow up 400 more customers who had a prob")
    alone = knowing(300.0, ("deterred_share", 5.0, {}))
    assert ask(SMALL, alone, of)[0].startswith("What matters most is only judged")
    little = knowing(300.0, ("deterred_share", 0.005, {}))  # there are no answers that would be worth anything
    assert ask(SMALL, little, of)[0].endswith("to know it before deciding is worth 0.01 EUR at most.")


def run(of=CHAIN, draws=2000):
    return of.run(draws=draws, rng=3)


@pytest.mark.parametrize(("period", "en", "zh"), (("year", "a year", "每年"), ("month", "a month", "每月")))
def test_what_is_at_stake_is_told_with_its_interval(period, en, zh):
    found, section = run(), attrs.evolve(SECTION, period=period)
    loss, lost = found["loss"], found["lost"]
    ends = [f"{end:,.0f}" for end in (loss.interval.low, loss.interval.high)]
    gone = [f"{number:,.0f}" for number in (lost.value, lost.interval.low, lost.interval.high)]
    assert say.at_stake(found, section).text == Label(
        f"Problems cost {loss.value:,.0f} EUR {en} ({ends[0]} to {ends[1]}): {gone[0]} ({gone[1]} to {gone[2]}) "
        "customers lost.",
        f"问题{zh}造成的损失为{loss.value:,.0f} EUR（{ends[0]}至{ends[1]}）："
        f"流失顾客{gone[0]}（{gone[1]}至{gone[2]}）位。",
    )


def test_prospects_put_off_are_told_and_what_is_known_has_no_interval():
    known = dict.fromkeys(RETURNS, 0.5)
    sure = run(chain(known))
    assert sure["loss"].interval is None
    assert say.at_stake(sure, SECTION).text.en == (
        f"Problems cost {sure['loss'].value:,.0f} EUR a year: {sure['lost'].value:,.0f} customers lost."
    )
    many = run(chain(known, hearers_per_lost=2.0, deterred_share=0.25))
    away = f"{many['deterred'].value:,.0f}"
    text = say.at_stake(many, SECTION).text
    assert text.en.endswith(f" customers lost and {away} prospects put off.")
    assert text.zh.endswith(f"位，另有潜在顾客{away}位因此放弃。")


def test_a_negative_count_has_the_sign_of_one():
    assert (say._count(-1234.4), say._count(1234.6)) == ("−1,234", "1,235")


def told(of, *gains):
    return [entry.text.en for entry in say.outsiders(of, gains)]


def test_what_does_not_come_from_own_data_is_told_where_it_matters():
    gain = gained([90.0, 110.0])
    bare = say.outsiders(CHAIN, [gain])
    assert all(entry.is_caution for entry in bare)
    assert told(CHAIN, gain) == [say.EVERYBODY.en, bare[-1].text.en]
    assert bare[-1].text.en.startswith("That customers with a better outcome return more often does not prove")
    both = {"complained_resolved": published(RETURN_PRESETS["tarp_over_100_dollars"], "complained_resolved")}
    of = chain(RETURNS | both, deterred_share=assumed(0.0, 0.1, 0.2), no_problem_share=0.95)
    matters = gained([90.0, 110.0], depends_on=("deterred_share", "return_resolved"))
    assert told(of, gain, matters)[:-1] == [
        "Judgement, not data: Share of hearers who are put off. The gains are as sure as it is.",
        "Published, of other companies' customers: Return: resolved; their uncertainty is not known and not in the "
        "intervals.",
    ]
    assert [entry.text.zh for entry in say.outsiders(of, [matters])][:-1] == [
        "属于判断而非数据：听说者中因此放弃的比例。收益的可靠程度取决于这些判断。",
        "取自公开来源、反映其他企业的顾客：再购率：已解决；其不确定性未知，未计入区间。",
    ]
    assert len(told(of, gained([90.0, 110.0], depends_on=("return_silent",)))) == 1


STUDY = """
level = 0.9
seed = 5
[what_if]
currency = "EUR"
period = "month"
[what_if.figures]
complaints = 400
complaint_rate = 0.4
settled = 0.7
settled_quickly = 0.3
retention = 0.8
margin = 100
discount_rate = 0.1
return_silent = 0.3
return_unresolved = 0.3
return_resolved = { count = 60, n = 100 }
return_quickly = 0.9
[what_if.changes.faster]
label = { en = "Faster", zh = "加快" }
to = { settled_quickly = 0.6 }
cost = 2500
[what_if.changes.both]
to = { settled = 0.9, settled_quickly = 0.5 }
cost = 3000
"""


@pytest.fixture(scope="module")
def part():
    study = study_from_toml(STUDY)
    return tell([what_if.assess(study, {})], study.report)[0][0]


def test_the_part_is_the_chain_of_its_figures(part):
    of = recovery_chain(
        complaints=400, complaint_rate=0.4, settled=0.7, settled_quickly=0.3, retention=0.8, margin=100,
        discount_rate=0.1, period="month",
        returns={
            "did_not_complain": 0.3, "complained_unresolved": 0.3,
            "complained_resolved": own(Share(count=60, n=100)), "complained_resolved_quickly": 0.9,
        },
    )  # fmt: skip
    changes = {"faster": ({"settled_quickly": 0.6}, 2500), "both": ({"settled": 0.9, "settled_quickly": 0.5}, 3000)}
    assert part.run["loss"].value == of.run(draws=10)["loss"].value
    assert part.run.level == 0.9
    assert part.run["loss"].interval == of.run(rng=5, level=0.9)["loss"].interval
    for key, (to, cost) in changes.items():
        own_gain = of.what_if(to, cost=cost, rng=5, level=0.9)
        gain = part.gains[key]
        assert (gain.value, gain.cost, gain.interval) == (own_gain.value, cost, own_gain.interval)
        fitted = {"draws": 40_000, "rng": 5}
        assert part.sensitivity[key].rows == of.sensitivity(to, level=0.9, **fitted).rows
        assert part.knowing[key].rows == of.worth_of_knowing(to, cost=cost, **fitted).rows
    assert list(part.curves) == ["faster"], "of two figures at once there is no way between"
    first, *_, last = part.curves["faster"].results
    assert (first.value, first.cost) == (0, 0)
    assert (last.value, last.cost, last.interval) == (
        part.gains["faster"].value, 2500, part.gains["faster"].interval,
    )  # fmt: skip
    assert part.curves["faster"].positions[-1] == 0.6
    assert part.names == {"faster": Label("Faster", "加快"), "both": Label("both", "both")}
    assert (part.currency, part.figure_names["margin"]) == ("EUR", LABELS["margin"])
    assert [row["figure"] for row in part.provenance.rows] == [row["figure"] for row in of.provenance().rows]
    tables = {table.key: table for table in part.tables()}
    assert list(tables) == ["the chain today", "gain of “Faster”", "gain of “both”"]
    assert tables["gain of “both”"].result == part.gains["both"]
    assert tables["gain of “Faster”"].caption.zh == "“加快”的收益"
    assert dict(tables["the chain today"].result) == dict(part.run.stages)


def test_what_is_at_stake_comes_first_and_what_is_no_data_last(part):
    said = [finding.text.en for finding in part.findings]
    assert said[0].startswith("Problems cost ")
    assert " a month (" in said[0]
    assert [claim.name for claim in part.claims] == ["what_if/faster", "what_if/both"]
    assert said[-1].startswith("That customers with a better outcome")
    assert say.EVERYBODY.en in said


def test_without_a_section_or_a_figure_the_part_is_not_run():
    assert not what_if.is_asked(Study())
    assert what_if.is_asked(study_from_toml(STUDY))
    assert what_if.assess(Study(), {}).needs == what_if.NEEDS
    lacking = what_if.assess(study_from_toml(STUDY.replace("margin = 100\n", "").replace("complaints = 400\n", "")), {})
    assert lacking.needs == Label(
        "These figures, from tables or under [what_if.figures]. Complaints (complaints): a case log, or their number; "
        "Margin per customer (margin): purchases with amounts, and the part that is margin.",
        "以下数据，来自各表或在「what_if.figures」中给出。投诉数（complaints）：投诉台账，或投诉数量；"
        "每位顾客的利润（margin）：带金额的购买记录及其中的利润占比。",
    )
