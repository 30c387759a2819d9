"""What a purchase log says of customers: each figure is that of the public measure, each sentence word for word."""

from datetime import date, timedelta

import numpy as np
import pytest
from scipy import stats

import servicekit as sk
from servicekit.foundation._errors import NotConvergedError
from servicekit.foundation._vocabulary import Label
from servicekit.study import Study, study_from_toml
from servicekit.study.parts import _customer_findings as say
from servicekit.study.parts import _customers as customers
from servicekit.study.sections._sections import ReportSection, TransactionsSection
from servicekit.study.wording._telling import tell

FIRST = date(2025, 1, 1)
STUDY = """
level = 0.9
[transactions]
customer = "who"
date = "day"
amount = "paid"
currency = "$"
loyal_threshold = 3
margin_share = 0.4
discount = 0.08
horizon_years = 2
end = "2026-02-28"
"""


def purchases(n=160, seed=5, *, tied=False):
    """Customers who buy at a rate of their own until they leave, for amounts of their own, or tied to the rate."""
    rng = np.random.default_rng(seed)
    rows = []
    for one in range(n):
        day, rate, stays, mean = rng.integers(0, 200), rng.gamma(1.2, 0.02), rng.beta(2, 6), rng.gamma(6, 5)
        mean = 5 + 800 * rate if tied else mean
        while day < 424:
            rows.append((f"c{one:03}", day, round(float(mean * rng.gamma(4, 0.25)) + 0.01, 2)))
            day += 1 + int(rng.exponential(1 / max(rate, 0.002)))
            if rng.random() < stays:
                break
    return made([(who, day, paid) for who, day, paid in sorted(rows, key=lambda row: row[1])])


def made(rows):
    return {
        "who": [who for who, *_ in rows],
        "day": [(FIRST + timedelta(days=int(day))).isoformat() for _, day, *_ in rows],
        "paid": [paid for *_, paid in rows],
    }


def part_of(table, text=STUDY):
    part = customers.assess(study_from_toml(text), table)
    return tell([part], ReportSection())[0][0]


def short(rows, **settings):
    settings = {"customer": "who", "date": "day", "amount": "paid"} | settings
    part = customers.assess(Study(transactions=TransactionsSection(**settings)), made(rows))
    return tell([part], ReportSection())[0][0]


@pytest.fixture(scope="module")
def table():
    return purchases()


@pytest.fixture(scope="module")
def part(table):
    return part_of(table)


@pytest.fixture(scope="module")
def log(table):
    found = sk.data.read_transactions(table, customer="who", date="day", amount="paid")
    assert max(table["day"]) <= "2026-02-28"
    return found


def texts(part, language="en", tone=None):
    return [finding.text.text(language) for finding in part.findings if tone in (None, finding.tone)]


def ends(estimate, written):
    return [written(end) for end in (estimate.interval.low, estimate.interval.high)]


def percent(value):
    return f"{100 * value:.1f}%"


def money(value):
    return f"${value:,.2f}".replace("-", "−")


def halves(table):
    """First day, first day of the second half, and the day after the end (28 February 2026)."""
    first = date.fromisoformat(min(table["day"]))
    days = (date(2026, 2, 28) - first).days + 1
    return first, first + timedelta(days=days // 2), date(2026, 3, 1), days


def test_each_figure_is_that_of_the_public_measure_at_the_settings_of_the_study(part, table, log):
    first, split, after, _ = halves(table)
    spread = sk.loyalty.concentration(log.totals, level=0.9)
    assert (part.concentration.total, part.concentration.n) == (spread.total, spread.n)
    assert (part.concentration.gini.value, part.concentration.gini.interval) == (
        spread.gini.value,
        spread.gini.interval,
    )
    about = {"end": "2026-02-28", "margin_share": 0.4, "level": 0.9}
    assert part.tenure.periods == sk.value.tenure_spend(log, **about).periods
    assert part.second_purchase == sk.value.repurchase_time(log, until="2026-02-28", level=0.9)
    kept = sk.value.kept_share(log, split=split, until="2026-02-28", level=0.9)
    assert (part.kept.count, part.kept.n, part.kept.level) == (kept.count, kept.n, 0.9)
    assert part.kept.name == customers.KEPT
    base = sk.loyalty.customer_base(log, periods=(first, split, after), loyal_threshold=3, level=0.9)
    assert part.target_groups.counts == base.counts
    assert part.target_groups.movement.shares == base.movement.shares
    histories = sk.value.purchase_histories(log, end="2026-02-28")
    buying = sk.value.bg_nbd(histories, level=0.9)
    assert (part.buying.r, part.buying.alpha, part.buying.level) == (buying.r, buying.alpha, 0.9)
    periods = 2 * 365.25 / histories.period_days
    spend = sk.value.gamma_gamma(histories, level=0.9)
    assert (part.spending.p, part.spending.level) == (spend.p, 0.9)
    alive, ahead = (
        sk.value.alive_share(buying, histories),
        sk.value.purchases_of_base(buying, histories, periods=periods),
    )
    worth = sk.value.value_of_base(
        buying, spend, histories, periods=periods, discount_rate_per_year=0.08, margin_share=0.4
    )
    for found, expected in ((part.alive, alive), (part.ahead, ahead), (part.lifetime_value, worth)):
        assert (found.value, found.interval) == (expected.value, expected.interval)


def test_five_points_of_retention_are_worth_what_the_halves_say(part, table):
    _, split, _, days = halves(table)
    early = [paid for day, paid in zip(table["day"], table["paid"], strict=True) if day < split.isoformat()]
    rate = 1.08 ** (days / 2 / 365.25) - 1
    margin = 0.4 * sum(early) / part.kept.n
    public = sk.value.retention_gain(
        retention=part.kept, points=5, margin=margin, discount_rate=rate, first_period=True
    )
    assert part.retention_gain.value == pytest.approx(public.value)
    for side in ("before", "after"):
        found, expected = getattr(part.retention_gain, side), getattr(public, side)
        assert found.value == pytest.approx(expected.value)
    low, high = ends(part.retention_gain, percent)
    conditions = public.conditions
    share = percent(part.retention_gain.value)
    assert (
        f"Keeping 5 points more of them would change the lifetime value per customer by {share} ({low} to {high}). "
        f"Conditions: {conditions.en}" in texts(part)
    )
    zh = f"顾客保持率若提高5个百分点，每位顾客的终身价值约变化{share}（{low}至{high}）。{conditions.zh}"
    assert zh in texts(part, "zh")


def days_of(table, who, start, stop):
    chosen = zip(table["who"], table["day"], strict=True)
    return len({day for one, day in chosen if one == who and start.isoformat() <= day < stop.isoformat()})


def test_moves_between_the_halves_are_counted_by_customer(part, table):
    first, split, after, _ = halves(table)
    kinds = {0: "lost", 1: "disloyal", 2: "disloyal"}
    moves = {}
    for who in sorted(set(table["who"])):
        before = days_of(table, who, first, split)
        if before:
            move = f"{kinds.get(before, 'loyal')} -> {kinds.get(days_of(table, who, split, after), 'loyal')}"
            moves[move] = moves.get(move, 0) + 1
    assert {move: share.count for move, share in part.movement.items() if share.count} == moves
    starts = {move.partition(" ->")[0] for move in moves}
    assert set(part.movement) == {f"{start} -> {end}" for start in starts for end in ("loyal", "disloyal", "lost")}
    assert not any(share.n == 0 for share in part.movement.values())
    loyal = [share.n for move, share in part.movement.items() if move.startswith("loyal ->")]
    assert set(loyal) == {sum(count for move, count in moves.items() if move.startswith("loyal ->"))}
    assert part.movement["loyal -> lost"].name.en.count(" → ") == 1


def test_the_log_and_who_carries_the_turnover_are_said(part, table):
    n, many = len(table["who"]), len(set(table["who"]))
    first = min(table["day"])
    assert texts(part)[0] == f"{n:,} purchases of {many:,} customers from {first} to 2026-02-28."
    assert texts(part, "zh")[0] == f"{first}至2026-02-28共{many:,}位顾客、{n:,}次购买。"
    spread = part.concentration
    three = [(spread.top_fifth, percent), (spread.customers_for_80_percent, percent), (spread.gini, "{:.2f}".format)]
    top, few, gini = ((write(one.value), *ends(one, write)) for one, write in three)
    assert texts(part)[1] == (
        f"The top 20% of customers bring {top[0]} ({top[1]} to {top[2]}) of turnover; {few[0]} ({few[1]} to {few[2]}) "
        f"of customers bring 80% of it (Gini {gini[0]} ({gini[1]} to {gini[2]}))."
    )
    assert texts(part, "zh")[1] == (
        f"消费额最高的20%顾客贡献{top[0]}（{top[1]}至{top[2]}）的营业额；"
        f"80%的营业额来自{few[0]}（{few[1]}至{few[2]}）的顾客（基尼系数{gini[0]}（{gini[1]}至{gini[2]}））。"
    )


def test_money_by_tenure_and_who_came_back_are_said(part):
    first, *_, last = part.tenure.periods
    k = len(part.tenure.periods)
    assert k > 2
    a, b = ((money(one.value), *ends(one, money)) for one in (first, last))
    assert texts(part)[2] == (
        f"Margin per customer: {a[0]} ({a[1]} to {a[2]}) in the first three months, {b[0]} ({b[1]} to {b[2]}) in "
        f"months {3 * (k - 1) + 1} to {3 * k}, those who left included."
    )
    assert texts(part, "zh")[2] == (
        f"平均每位顾客（含已流失的）带来的毛利：头3个月{a[0]}（{a[1]}至{a[2]}），"
        f"第{3 * (k - 1) + 1}至{3 * k}个月{b[0]}（{b[1]}至{b[2]}）。"
    )
    low, high = ends(part.kept, percent)
    share = percent(part.kept.value)
    assert (
        f"{share} ({low} to {high}) of those who bought in the first half of the period bought again in the second."
        in texts(part)
    )
    assert f"前半期有购买的顾客中，{share}（{low}至{high}）在后半期再次购买。" in texts(part, "zh")


def test_one_quarter_alone_says_nothing_of_tenure_and_two_do():
    def quarters(days):
        part = short([(f"c{k}", day, 2.0) for k in range(30) for day in (0, days)])
        said = [text for text in texts(part) if text.startswith("Turnover per customer")]
        return len(part.tenure.periods), [text.partition(" in months ")[2][:6] for text in said]

    assert quarters(120) == (1, [])
    assert quarters(200) == (2, ["4 to 6"])


def test_what_the_models_expect_is_said(part):
    alive, ahead = (percent(part.alive.value), *ends(part.alive, percent)), part.ahead
    low, high = ends(ahead, "{:,.0f}".format)
    assert (
        f"By the model {alive[0]} ({alive[1]} to {alive[2]}) of customers are still there; together they are expected "
        f"to buy {ahead.value:,.0f} ({low} to {high}) times in the next 2 years." in texts(part)
    )
    assert (
        f"按模型推算，{alive[0]}（{alive[1]}至{alive[2]}）的顾客仍在；预计今后2年合计购买{ahead.value:,.0f}（{low}至{high}）次。"
        in texts(part, "zh")
    )
    worth = part.lifetime_value
    low, high = ends(worth, money)
    assert (
        "Margin expected of a present customer over the next 2 years, discounted at 8.0% a year: "
        f"{money(worth.value)} ({low} to {high})." in texts(part)
    )
    assert f"现有顾客今后2年的预期毛利（年贴现率8.0%）：{money(worth.value)}（{low}至{high}）。" in texts(part, "zh")


def test_a_year_is_one_and_turnover_is_all_of_the_amount(table):
    part = part_of(table, STUDY.replace("horizon_years = 2\n", "").replace("margin_share = 0.4\n", ""))
    assert any("times in the next year." in text for text in texts(part))
    assert any(text.startswith("Turnover expected of a present customer over the next year,") for text in texts(part))
    assert any(text.startswith("Turnover per customer: ") for text in texts(part))
    assert any("今后1年的预期营业额" in text for text in texts(part, "zh"))


def half_years(lost, stayed, fewer=0):
    """Customers loyal in the first half of 100 days, of whom so many then bought nothing, twice, or once."""
    rows = [("x", 0, 1.0), ("x", 99, 1.0)]
    for k in range(lost + stayed + fewer):
        rows += [(f"c{k}", 10, 2.0), (f"c{k}", 20, 2.0)]
        later = () if k < lost else (70, 80) if k < lost + stayed else (70,)
        rows += [(f"c{k}", day, 2.0) for day in later]
    return rows


@pytest.mark.parametrize(
    ("lost", "stayed", "tone", "en", "zh"),
    (
        (30, 5, "bad", "more were lost than stayed, for certain. Ask why they left, and win them back.",
         "可以确定流失的多于保持的。了解流失的原因，并争取其回归。"),
        (5, 30, "good", "more stayed than were lost, for certain.", "可以确定保持的多于流失的。"),
        (12, 12, "neutral", "which are more cannot be told.", "哪一方更多，尚不能判断。"),
    ),
)  # fmt: skip
def test_the_loyal_who_were_lost_are_tested_against_those_who_stayed(lost, stayed, tone, en, zh):
    part = short(half_years(lost, stayed, 1), loyal_threshold=2)
    (claim,) = part.claims
    n = lost + stayed + 1
    assert claim.evidence.p == pytest.approx(min(1.0, stats.binomtest(lost, lost + stayed).pvalue))
    assert (claim.evidence.n, claim.evidence.n_reference) == (n, stayed)
    assert claim.direction == (1 if lost > stayed else -1)
    assert (claim.own.count, claim.reference.value.count, claim.good, claim.part) == (lost, stayed, -1, "customers")
    (said,) = [finding for finding in part.findings if finding.decided]
    assert said.tone == tone
    start = f"Of {n} loyal customers {percent(stayed / n)} stayed loyal and {percent(lost / n)} bought nothing in the "
    assert said.text.en.startswith(f"{start}second half")
    assert en in said.text.en
    assert said.text.zh.startswith(
        f"{n}位忠诚顾客中，{percent(stayed / n)}保持忠诚，{percent(lost / n)}在后半期没有购买"
    )
    assert said.text.zh.endswith(zh)
    assert f"{stayed} customers are loyal now." in texts(part)
    assert f"现有忠诚顾客{stayed}位。" in texts(part, "zh")


def test_where_nobody_was_loyal_nothing_is_said_of_them():
    part = short([(f"c{k}", day, 2.0) for k in range(5) for day in (0, 99)], loyal_threshold=2)
    assert part.claims == ()
    assert not any("loyal" in text for text in texts(part))


def test_rows_that_count_for_nothing_are_said_by_their_reason():
    rows = [("a", 0, 1.0), ("a", 40, 2.0), ("b", 9, 3.0), ("b", 60, 1.0), (None, 5, 1.0), ("c", 6, -4.0)]
    part = short(rows, end="2025-02-20", returns="omit")
    (said,) = [finding for finding in part.findings if finding.text.en.startswith("Rows left out")]
    assert said.text.en == "Rows left out: 1 (returns 1) set aside, 1 incomplete, 1 after the end."
    assert said.text.zh == "未计入的行：剔除1（退货1），不完整1，晚于截止日1。"
    assert said.tone == "caution"
    twice = {**made(rows[:3]), "no": [1, 1, 2], "day": ["2025-01-01", "2025-01-05", "1 May"], "paid": ["3", "x", "4"]}
    section = TransactionsSection(customer="who", date="day", amount="paid", receipt="no", currency="€")
    odd = customers.assess(Study(transactions=section, invalid="omit"), twice)
    assert odd.statements[1].text.en.startswith("Rows left out: 2 (not a date 1, not a number 1) set aside, 0 ")
    assert odd.statements[1].text.zh == "未计入的行：剔除2（并非日期1，并非数字1），不完整0，晚于截止日0。"
    for only in ([*rows[:3], rows[4]], rows[:4]):  # one incomplete, or one after the end
        part = short(only, end="2025-02-20")
        assert any(text.startswith("Rows left out: 0 set aside, ") for text in texts(part))
    assert not any("left out" in text for text in texts(short(rows[:3])))
    late = [*rows[:4], ("z", 80, 1.0)]  # a customer of the time after the end alone
    assert texts(short(late, end="2025-02-20"))[0] == "3 purchases of 2 customers from 2025-01-01 to 2025-02-20."


def test_no_turnover_or_less_than_none_is_said():
    none = short([("a", 0, 0.0), ("b", 9, 0.0)])
    assert "There is no turnover to share out." in texts(none, tone="caution")
    assert "没有可分摊的营业额。" in texts(none, "zh")
    rows = [("a", 0, 5.0), ("b", 1, 2.0), ("b", 2, -9.0), ("c", 3, 1.0), ("d", 4, 2.0), ("d", 5, -2.0)]
    part = short(rows, returns="net")
    assert (part.concentration.n, part.concentration.total) == (3, 6.0)  # d with 0 has a share of none
    assert "1 customer returned more than they bought; they have no share of turnover." in texts(part, tone="caution")
    assert "1位顾客退货多于购买，不计入营业额占比。" in texts(part, "zh")


def test_one_in_five_who_bought_once_is_not_many_and_more_is(part):
    def said(once):
        about = {"frequency": [0] * once + [2] * 16, "recency": [0.0] * once + [5.0] * 16, "age": [9.0] * (once + 16)}
        histories = sk.value.histories_from_counts(**about)
        section = study_from_toml(STUDY).transactions
        return [finding.text for finding in say.of_outlook(part.alive, part.ahead, histories, section)[1:]]

    assert said(4) == []  # of 20
    (text,) = said(5)
    assert text.en == (
        "23.8% bought on one day only; the model cannot see them leave, so the share still there is too high."
    )
    assert text.zh == "23.8%的顾客只买过一天，模型无法判断他们是否已流失，活跃顾客占比因此偏高。"


def test_five_points_that_would_carry_retention_to_one_are_no_question():
    def kept(stayed, of=20):
        rows = [("x", 0, 1.0)] if stayed < of else []
        rows += [(f"c{k}", 5, 2.0) for k in range(of - (stayed < of))] + [(f"c{k}", 99, 2.0) for k in range(stayed)]
        return short(rows).retention_gain

    assert kept(19) is None
    assert kept(18) is not None


def test_whether_money_and_buying_are_related_is_told_only_where_it_shows(part):
    related = part.spending.correlation_interval
    doubts = [text for text in texts(part, tone="caution") if text.startswith("Those who buy more often")]
    assert bool(doubts) is (0 not in related)
    tied = part_of(purchases(tied=True))
    assert 0 not in tied.spending.correlation_interval
    (said,) = [finding for finding in tied.findings if finding.text.en.startswith("Those who buy more often")]
    assert f"(correlation {tied.spending.correlation:.2f})" in said.text.en
    assert f"（相关系数{tied.spending.correlation:.2f}）" in said.text.zh
    assert said.is_caution


def test_a_figure_that_the_model_cannot_give_is_said_and_the_others_stay(monkeypatch, table):
    def refuses(*_, **__):
        raise NotConvergedError("the likelihood has no clear maximum")

    monkeypatch.setattr(customers, "value_of_base", refuses)
    part = part_of(table)
    assert (part.lifetime_value, part.spending is None, part.alive is None) == (None, False, False)
    assert "Lifetime value: not estimable (the likelihood has no clear maximum)." in texts(part, tone="caution")
    assert "终身价值：无法估计（似然函数没有明确的最大值）。" in texts(part, "zh")
    assert not any("expected of a present customer" in text for text in texts(part))
    monkeypatch.setattr(customers, "alive_share", refuses)
    part = part_of(table)
    assert (part.alive, part.ahead, part.spending, part.buying is None) == (None, None, None, False)
    monkeypatch.setattr(customers, "bg_nbd", refuses)
    part = part_of(table)
    assert (part.buying, part.kept is None) == (None, False)
    assert "Who is still there (BG/NBD): not estimable (the likelihood has no clear maximum)." in texts(
        part, tone="caution"
    )


def test_what_a_log_of_two_days_or_without_a_threshold_allows():
    alone = short([("a", 0, 2.0), ("b", 0, 3.0)])
    assert (alone.kept, alone.retention_gain) == (None, None)
    two = short([("a", 0, 2.0), ("a", 1, 2.0), ("b", 0, 3.0)])
    assert (two.kept.count, two.kept.n) == (1, 2)
    assert say.NO_THRESHOLD in [finding.text for finding in two.findings]
    assert two.target_groups is None
    free = customers.assess(Study(transactions=TransactionsSection(customer="who", date="day")), made([("a", 0, 1.0)]))
    assert free.concentration is None
    nothing = customers.assess(Study(), made([]))
    assert nothing.reason == Label("no [transactions] in the study", "调查方案中没有「transactions」一节")
