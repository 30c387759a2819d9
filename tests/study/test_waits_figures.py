"""Waits in a report: figures are those of the room's own calls on the same log, sentences those of the figures."""

import numpy as np
import pytest
from one_part import alone, claims, texts
from scipy.stats import t

import servicekit as sk
from servicekit.foundation import InvalidValueError, Label
from servicekit.stats import ClaimTest, exact_binomial, survival_quantile, two_shares
from servicekit.study import Study, study_from_toml
from servicekit.study.parts import _wait_findings as say
from servicekit.study.parts import _waits as waits
from servicekit.waiting._propositions import PROPOSITIONS, WaitCondition

CALLS = """level = {level}
[labels]
desk = {{ en = "Desk", zh = "柜台" }}
[waits]
unit = "{unit}"
served = ["in"]
abandoned = ["out"]
ignored = ["test"]
{more}
[waits.columns]
waited = "s"
outcome = "o"
{columns}
"""


def text(more="", columns="", unit="seconds", level=0.95):
    return CALLS.format(more=more, columns=columns, unit=unit, level=level)


def calls(n=120, out=30, seed=1):
    rng = np.random.default_rng(seed)
    ends = np.array(["in"] * (n - out) + ["out"] * out)
    rng.shuffle(ends)
    return {
        "s": rng.exponential(40, n).round(),
        "o": ends,
        "desk": rng.choice(["a", "b", "c"], n),
        "one": ["x"] * n,
        "h": rng.exponential(100, n).round() + 1,
    }


LOG = calls()


def log(data=LOG, level=0.95, **about):
    about = {"wait": "s", "outcome": "o", "answered": ["in"], "abandoned": ["out"], "level": level} | about
    return sk.waiting.wait_log(data, **about)


def part(data=LOG, **about):
    return alone(waits, text(**about), data)


def said_of(found, begins):
    """The one sentence that begins so, in both languages."""
    (one,) = [pair for pair in texts(found) if pair[0].startswith(begins)]
    return one


def shown(estimate, digits=1, factor=1.0, sign=""):
    value, low, high = (
        f"{factor * number:.{digits}f}{sign}"
        for number in (estimate.value, estimate.interval.low, estimate.interval.high)
    )
    return f"{value} ({low} to {high})", f"{value}（{low}至{high}）"


@pytest.mark.parametrize(("unit", "seconds"), (("seconds", 1), ("minutes", 60)))
def test_the_figures_of_a_log_are_those_of_the_calls(unit, seconds):
    found = part(unit=unit, level=0.9, more='threshold = 20.0\nby = ["desk"]')
    own = log(unit=unit, level=0.9)
    curve = sk.waiting.wait_distribution(own)
    promised = {"within_seconds": 20 * seconds}
    assert found.distribution.value == curve.value
    assert found.late.value == survival_quantile(curve, share=0.9).value
    assert said_of(found, "If nobody")[0].count(f" {unit} and nine in ten") == 1, "in the unit of the study"
    assert f" up to {shown(curve, 0, 1 / seconds)[0]} {unit}" in said_of(found, "If nobody")[0]
    rows = {name.en for table in found.tables() for name in table.names.values()}
    assert "Nine in ten wait no longer than, if nobody gives up" in rows
    assert (found.late.interval.low, found.late.interval.level) == (
        survival_quantile(curve, share=0.9).interval.low,
        0.9,
    )
    assert found.gave_up == sk.waiting.abandonment_share(own)
    assert found.patience == sk.waiting.mean_patience(own)
    assert found.service == sk.waiting.service_level(own, **promised)
    assert found.patient_service == sk.waiting.service_level(own, **promised, counting="patient")
    for desk, each in log(unit=unit, level=0.9, by="desk").items():
        assert found.distribution_by["desk"][desk].value == sk.waiting.wait_distribution(each).value
        assert (
            found.late_by["desk"][desk].value == survival_quantile(sk.waiting.wait_distribution(each), share=0.9).value
        )
        assert found.gave_up_by["desk"][desk].count == sk.waiting.abandonment_share(each).count
        assert found.gave_up_by["desk"][desk].name.en == desk
        assert found.service_by["desk"][desk].count == sk.waiting.service_level(each, **promised).count


def test_what_is_said_of_a_log_in_both_languages():
    found = part(more="threshold = 20.0")
    own = log()
    curve = sk.waiting.wait_distribution(own)
    late = survival_quantile(curve, share=0.9)
    half = shown(curve, 0)
    assert late.interval.high == np.inf
    nine = f"{late.value:.0f} ({late.interval.low:.0f} or more)", f"{late.value:.0f}（不低于{late.interval.low:.0f}）"
    gave, patience = shown(sk.waiting.abandonment_share(own), 1, 100, "%"), shown(sk.waiting.mean_patience(own), 0)
    naive = np.quantile(LOG["s"][LOG["o"] == "in"], 0.9)
    assert naive < late.value
    level = shown(sk.waiting.service_level(own, within_seconds=20), 1, 100, "%")
    assert texts(found)[0][0].endswith("are served within 20 seconds."), "the promise opens a report of waits alone"
    assert set(texts(found)) == {
        ("120 waits, 90 of them served.", "共120次等待，其中90次得到接待。"),
        (
            f"If nobody gave up, half would wait up to {half[0]} seconds and nine in ten up to {nine[0]}. "
            f"Counting only those who were served would say {naive:.0f} for nine in ten, which is too short.",
            f"若无人放弃，一半顾客的等待不超过{half[1]}秒，九成不超过{nine[1]}秒。"
            f"只算得到服务的顾客，九成会得出{naive:.0f}秒，偏短。",
        ),
        (
            f"{gave[0]} of customers gave up; on average they are ready to wait {patience[0]} seconds.",
            f"{gave[1]}的顾客放弃等待；顾客平均愿意等{patience[1]}秒。",
        ),
        (f"{level[0]} of customers are served within 20 seconds.", f"{level[1]}的顾客在20秒内得到服务。"),
    }


def test_where_nobody_gives_up_nothing_is_left_out_and_no_patience_known():
    data = {"s": [0] * 17 + [100] * 2, "o": ["in"] * 19, "desk": list("ab") * 9 + ["a"]}
    found = alone(waits, text(more='threshold = 20.0\nby = ["desk"]'), data)
    # of those served the ninth tenth lies between 0 and 100 by interpolation, below the 100 of the curve
    assert np.quantile(data["s"], 0.9) < found.late.value
    assert not [en for en, _ in texts(found) if "Counting only" in en or "gave up" in en]
    assert said_of(found, "Half of the customers wait up to 0 ")
    assert (found.gave_up, found.patience, found.patient_service) == (None, None, None)
    assert found.gave_up_by == {}
    assert found.service_by["desk"]["a"].n == 10


def test_one_unit_is_one_and_a_promise_comes_before_who_gave_up():
    said = [en for en, _ in texts(part(unit="minutes", more="threshold = 1.0"))]
    assert said[0].endswith(" of customers are served within 1 minute.")
    assert "of customers gave up" in said[1]


def test_where_leaving_them_out_says_the_same_nothing_is_said_of_it():
    found = alone(waits, text(), {"s": [10] * 20 + [5], "o": ["in"] * 20 + ["out"]})
    assert found.late.value == np.quantile([10] * 20, 0.9)
    assert "Counting only" not in said_of(found, "If nobody")[0]


def test_a_curve_that_never_gets_so_far_says_so():
    found = alone(waits, text(), {"s": [5, 10, 20, 30], "o": ["in", "out", "out", "out"]})
    assert found.late.value is None
    assert "Counting only" not in said_of(found, "If nobody")[0]
    nobody = alone(waits, text(), {"s": [5, 10], "o": ["out", "out"]})
    assert (nobody.distribution.value, nobody.log.n_answered) == (None, 0)


def test_rows_that_do_not_count_are_told_with_the_reason():
    data = {"s": [5, None, 7, 8, 9, 4], "o": ["in", "in", "test", "odd", None, "test"]}
    found = alone(waits, 'invalid = "omit"\n' + text(), data)
    assert (found.log.n, found.log.missing, dict(found.log.rejected)) == (
        1, 2, {"ignored_outcome": 2, "unknown_outcome": 1},
    )  # fmt: skip
    (aside,) = [finding for finding in found.findings if finding.is_caution]
    assert (aside.text.en, aside.text.zh) == (
        "Rows not counted: 2 without wait or outcome, 2 without a customer, 1 of unknown outcome.",
        "未计入：缺时长或结局2行，并非顾客2行，结局不明1行。",
    )
    missing = alone(waits, text(), {"s": [5, None], "o": ["in", "in"]})
    assert said_of(missing, "Rows not counted") == (
        "Rows not counted: 1 without wait or outcome.", "未计入：缺时长或结局1行。",
    )  # fmt: skip
    ignored = alone(waits, text(), {"s": [5, 6], "o": ["in", "test"]})
    assert said_of(ignored, "Rows not counted")[0] == "Rows not counted: 1 without a customer."
    assert not [en for en, _ in texts(part()) if en.startswith("Rows not counted")]


@pytest.mark.parametrize(("kept", "direction"), ((80, 1), (79, -1), (95, 1)))
def test_a_promise_is_held_against_its_target_by_the_exact_test(kept, direction):
    data = {"s": [10] * kept + [30] * (100 - kept), "o": ["in"] * 100}
    found = alone(waits, text(more="threshold = 20.0\ntarget_share = 0.8"), data)
    claim = claims(found)["promise"]
    assert claim.evidence == exact_binomial(kept, 100, against=0.8)
    assert (claim.direction, claim.good, claim.reference.value, claim.own.count) == (direction, 1, 0.8, kept)
    assert (claim.measure.en, claim.measure.zh) == ("Customers served within 20 seconds", "20秒内得到服务的顾客占比")


def test_groups_are_held_against_all_others():
    data = {"s": [10] * 90 + [30] * 10 + [10] * 50 + [30] * 50, "o": ["in"] * 200, "desk": ["a"] * 100 + ["b"] * 100}
    found = alone(waits, text(more='threshold = 20.0\nby = ["desk", "one"]'), data | {"one": ["x"] * 200})
    claim = claims(found)["desk/b"]  # of two the lower one
    assert claim.evidence.p == two_shares(50, 100, 90, 100).p
    assert (claim.own.value, claim.reference.number, claim.direction) == (0.5, 0.9, -1)
    assert claim.details["group"] == Label("Desk", "柜台")
    assert claim.worth_knowing == 0.05
    assert claim.measure == Label("customers served within 20 seconds", "20秒内得到服务的顾客占比")
    assert claims(found).keys() == {"desk/b"}, "one group has no others"
    assert list(found.service_by) == ["desk", "one"]
    assert alone(waits, text(more='by = ["desk"]'), data).service_by == {}


def test_who_gives_up_more_than_the_others_is_named_and_bad_news():
    data = {
        "s": [10] * 300, "o": ["out"] * 40 + ["in"] * 60 + ["out"] * 10 + ["in"] * 90 + ["out"] * 12 + ["in"] * 88,
        "desk": ["a"] * 100 + ["b"] * 100 + ["c"] * 100, "one": ["x"] * 300,
    }  # fmt: skip
    found = alone(waits, text(more='by = ["desk", "one"]'), data)
    claim = claims(found)["gave_up/desk/a"]
    assert claim.evidence.p == two_shares(40, 100, 22, 200).p
    assert (claim.own.value, claim.reference.number, claim.direction, claim.good) == (0.4, 0.11, 1, -1)
    assert (claim.measure, claim.details["group"], claim.worth_knowing) == (say.GAVE_UP, Label("Desk", "柜台"), 0.05)
    assert not [name for name in claims(found) if name.startswith("gave_up/one")], "one group has no others"
    assert [finding.tone for finding in found.findings if finding.claimed] == ["bad"]


@pytest.mark.parametrize(("groups", "shown"), ((30, True), (31, False)))
def test_more_than_thirty_groups_are_not_compared(groups, shown):
    data = {"s": [10] * 62, "o": ["in"] * 62, "desk": [k % groups for k in range(62)]}
    found = alone(waits, text(more='by = ["desk"]'), data)
    assert ("desk" in found.distribution_by) is shown


def test_a_column_without_groups_is_not_compared():
    found = alone(waits, text(more='by = ["desk"]'), {"s": [1, 2], "o": ["in"] * 2, "desk": [None, None]})
    assert found.distribution_by == {}


FELT = 'perceived = "felt"\n'
HOPED = 'expected = "hoped"\n'
CONDITIONS = 'conditions = { unoccupied = "idle", anxious = "fear" }'


def asked(n=80, seed=11):
    rng = np.random.default_rng(seed)
    clock, idle, fear = rng.lognormal(2, 0.5, n), rng.integers(0, 2, n), rng.integers(0, 2, n)
    felt = clock * 1.1 * 1.8**idle * 0.6**fear * np.exp(rng.normal(0, 0.3, n))
    return {"s": clock, "o": ["in"] * n, "felt": felt, "hoped": np.full(n, 8.0), "idle": idle, "fear": fear}


ASKED = asked()


def felt(data=ASKED, level=0.95, **conditions):
    return sk.waiting.perceived_waits(data, actual="s", perceived="felt", conditions=conditions, level=level)


def test_felt_time_is_the_model_of_the_call_and_each_condition_its_t_test():
    found = part(ASKED, unit="minutes", level=0.9, more=CONDITIONS, columns=FELT)
    model = felt(level=0.9, unoccupied="idle", anxious="fear")
    assert found.felt.baseline.value == pytest.approx(model.baseline.value)
    assert found.felt.baseline.level == 0.9
    savings = sk.waiting.perceived_savings(model)
    assert list(found.savings) == [s.multiplier.condition.key for s in savings]
    assert [one.value for one in found.savings.values()] == pytest.approx([s.value for s in savings])
    assert {key: one.value for key, one in found.multipliers.items()} == pytest.approx(
        {s.multiplier.condition.key: s.multiplier.value for s in savings}
    )
    for key, direction in (("unoccupied", 1), ("anxious", -1)):
        one, claim = model.multipliers[WaitCondition(key)], claims(found)[f"felt/{key}"]
        statistic = one.log_value / one.standard_error
        assert claim.evidence.p == pytest.approx(2 * t.sf(abs(statistic), one.degrees_of_freedom), rel=1e-9)
        assert claim.evidence.statistic == pytest.approx(statistic)
        assert (claim.evidence.df, claim.evidence.n) == (pytest.approx(one.degrees_of_freedom), 80)
        assert claim.evidence.test == ClaimTest.ROBUST_COEFFICIENT
        assert (claim.direction, claim.good, claim.reference.value, claim.unit) == (direction, -1, 1.0, "mean")
        assert claim.own == found.multipliers[key]
        assert claim.details["remedy"] == PROPOSITIONS[WaitCondition(key)].remedy
    base, ratio = shown(model.baseline, 2), f"{ASKED['felt'].sum() / ASKED['s'].sum():.2f}"
    assert said_of(found, "Waits feel") == (
        f"Waits feel {ratio} times as long as they are, over all 80 that can be compared; {base[0]} times where none "
        "of the conditions holds.",
        f"可比较的80次等待中，感知时间合计为实际的{ratio}倍；不具备任何条件时为{base[1]}倍。",
    )
    assert [finding.tone for finding in found.findings if finding.claimed] == ["bad", "good"]


def test_without_conditions_or_with_one_that_never_varies():
    bare = part(ASKED, unit="minutes", columns=FELT)
    base = shown(felt().baseline, 2)
    assert said_of(bare, "Waits feel")[0].endswith(f"; typically {base[0]} times.")
    assert said_of(bare, "Waits feel")[1].endswith(f"；典型倍数为{base[1]}。")
    assert (bare.multipliers, bare.savings, bare.claims) == (None, None, ())
    always = part(ASKED | {"idle": [1] * 80}, unit="minutes", more=CONDITIONS, columns=FELT)
    claim = claims(always)["felt/unoccupied"]
    assert claim.evidence.p is None
    assert (claim.evidence.reason.en, claim.evidence.n) == ("only 80 answers", 80)
    assert claim.direction == -1, "it is told from nothing, and lengthens nothing"
    assert claims(always)["felt/anxious"].evidence.p is not None


def test_a_condition_that_changes_nothing_has_no_longer_side():
    same = ASKED | {"felt": ASKED["s"] * np.tile([1.0, 1.0, 2.0, 2.0], 20), "idle": [0, 1] * 40}
    found = part(same, unit="minutes", more='conditions = { unoccupied = "idle" }', columns=FELT)
    value = felt(same, unoccupied="idle").multipliers[WaitCondition("unoccupied")].log_value
    assert abs(value) < 1e-9
    assert claims(found)["felt/unoccupied"].direction == (1 if value > 0 else -1)


@pytest.mark.parametrize("columns", (HOPED, FELT + HOPED))
def test_waits_are_held_against_what_was_expected(columns):
    """As felt where that was asked, else by the clock."""
    found = part(ASKED, unit="minutes", level=0.9, columns=columns)
    longer = int((ASKED["felt" if FELT in columns else "s"] > 8).sum())
    claim = claims(found)["longer"]
    assert claim.evidence == exact_binomial(longer, 80, against=0.5)
    assert (claim.own.count, claim.own.level) == (longer, 0.9)
    assert (claim.direction, claim.good, claim.reference.value) == (1 if longer >= 40 else -1, -1, 0.5)
    assert (found.felt is None) == (FELT not in columns)
    assert sum(share.count for share in found.expectation.values()) == 80
    assert part(ASKED, unit="minutes").expectation is None


@pytest.mark.parametrize(("longer", "direction"), ((10, 1), (9, -1), (20, 1)))
def test_half_who_waited_longer_is_no_less_than_half(longer, direction):
    data = {"s": [60 * 9] * longer + [60 * 5] * (20 - longer), "o": ["in"] * 20, "hoped": [60 * 8] * 20}
    found = alone(waits, text(columns=HOPED), data)
    assert claims(found)["longer"].direction == direction
    nobody = alone(waits, text(columns=HOPED), data | {"hoped": [None] * 20})
    assert nobody.claims == ()


def test_what_cannot_be_modelled_says_why_in_both_languages():
    two = {name: values[:2] for name, values in ASKED.items()}
    last = texts(part(two, unit="minutes", columns=FELT + HOPED))[-1]
    assert last[0].startswith("Felt time was not modelled: ")
    assert last[1].startswith("未能建立感知时间模型：")
    assert not set("abcdefghijklmnopqrstuvwxyz") & set(last[1].replace("n=2", ""))


STAFF = "threshold = 20.0\ntarget_share = 0.8\nshrinkage_share = 0.3\narrivals = { noon = 100, evening = 40 }"


@pytest.mark.parametrize(("stated", "unit"), (("", "seconds"), ("\nhandling = 3.0", "minutes")))
def test_agents_are_those_of_the_call(stated, unit):
    """With the time of service that was measured, or that was stated in its place."""
    columns = 'handling = "h"\n'
    found = part(more=STAFF + stated, columns=columns, unit=unit)
    seconds = 60 if unit == "minutes" else 1
    served = sk.waiting.handling_time(LOG, handling="h", outcome="o", answered=["in"], unit=unit)
    assert (found.handling.value, found.handling.n) == (served.value, 90)
    patience = sk.waiting.mean_patience(log(unit=unit)).value
    target = sk.waiting.ServiceTarget(service_level_share=0.8, within_seconds=20 * seconds)
    for model, patient in (("Erlang C", None), ("Erlang A", patience)):
        own = sk.waiting.agents_per_interval(
            target,
            arrivals_per_hour={"noon": 100, "evening": 40},
            handling_seconds=180.0 if stated else served,
            patience_seconds=patient,
            shrinkage_share=0.3,
        )
        plans = found.agents[model]
        assert {key: (plan.value, plan.scheduled_agents) for key, plan in plans.items()} == {
            key: (plan.value, plan.scheduled_agents) for key, plan in own.items()
        }
    assert {key: rate.mean for key, rate in found.arrivals.items()} == {"noon": 100, "evening": 40}
    needed = [
        f"{plans['noon'].value:.0f}"
        + ("" if (ends := plans["noon"].interval) is None else f" ({ends.low:.0f} to {ends.high:.0f})")
        for plans in found.agents.values()
    ]
    words = {"seconds": "seconds", "minutes": "minutes"}[unit]
    assert texts(found)[-1][0] == (
        f"Busiest interval noon, 100 customers per hour: to serve 80.0% within 20 {words} takes {needed[0]} "
        f"(Erlang C), {needed[1]} (Erlang A) agents at work."
    )
    zh = [each.replace(" (", "（").replace(" to ", "至").replace(")", "）") for each in needed]
    assert texts(found)[-1][1] == (
        f"最忙时段noon，每小时100位顾客：要使80.0%在20{'分钟' if unit == 'minutes' else '秒'}内得到服务，"
        f"需在岗座席{zh[0]}名（Erlang C），{zh[1]}名（Erlang A）。"
    )


def test_without_patience_there_is_no_erlang_a():
    patient = LOG | {"o": ["in"] * 120}
    assert list(part(patient, more=STAFF + "\nhandling = 180.0").agents) == ["Erlang C"]


def test_counted_arrivals_are_told_with_their_interval():
    rng = np.random.default_rng(3)
    came = [f"2024-05-{day + 1:02d} {hour:02d}:{m:02d}" for day in range(8) for hour in (9, 10)
            for m in rng.integers(0, 60, 12 if hour == 9 else 20 + day)]  # fmt: skip
    data = {"s": rng.exponential(40, len(came)).round(), "o": ["in"] * len(came), "e": came}
    more = "threshold = 20.0\ntarget_share = 0.8\nhandling = 180.0"
    found = alone(waits, text(more=more, columns='entered = "e"\n'), data)
    rates = sk.waiting.arrivals_by_hour(data, "e")
    assert {key: rate.mean for key, rate in found.arrivals.items()} == {key: rate.mean for key, rate in rates.items()}
    low, high = rates["10:00"].interval.low, rates["10:00"].interval.high
    assert texts(found)[-1][0].startswith(f"Busiest interval 10:00, 23.5 ({low:.1f} to {high:.1f}) customers per hour")


@pytest.mark.parametrize(
    ("more", "columns", "en", "zh"),
    (
        (
            "arrivals = { noon = 100 }", "",
            "the time of service (column handling, or handling)",
            "服务时间（handling列或handling）",
        ),
        ("handling = 180.0", "", "arrivals (column entered, or arrivals)", "到达量（entered列或arrivals）"),
        (
            "", "",
            "the time of service (column handling, or handling) and arrivals (column entered, or arrivals)",
            "服务时间（handling列或handling）、到达量（entered列或arrivals）",
        ),
    ),
)  # fmt: skip
def test_what_agents_lack_is_said(more, columns, en, zh):
    found = part(more=f"threshold = 20.0\ntarget_share = 0.8\n{more}", columns=columns)
    assert texts(found)[-1] == (f"To plan agents, the study lacks {en}.", f"规划座席尚缺{zh}。")
    assert (found.agents, found.arrivals) == ({}, None)


def test_nobody_asked_for_agents():
    assert part(more="threshold = 20.0\nhandling = 180.0\narrivals = { noon = 100 }").agents == {}
    assert part(more="target_share = 0.8\nhandling = 180.0\narrivals = { noon = 100 }").agents == {}
    unknown = part(LOG | {"h": [None] * 120}, more=STAFF, columns='handling = "h"\n')
    assert (
        texts(unknown)[-1][0] == "To plan agents, the study lacks the time of service (column handling, or handling)."
    )


def test_agents_that_cannot_be_planned_say_why():
    refused = say.no_plan(InvalidValueError("answers", "whole numbers from 0 to 10", 11))
    assert refused.text == Label(
        "Agents were not planned: answers must be whole numbers from 0 to 10, got 11.",
        "未规划座席：回答应为0至10的整数，实际为11。",
    )
    data = {"s": [5.0] * 3, "o": ["in"] * 3, "e": [f"2024-05-01 09:0{k}" for k in range(3)]}
    more = "threshold = 20.0\ntarget_share = 0.8\nhandling = 180.0\nshare_of_days = 0.9"
    found = alone(waits, text(more=more, columns='entered = "e"\n'), data)  # one day tells nothing of the others
    assert texts(found)[-1][0].startswith("Agents were not planned: ")
    assert found.agents == {}


def test_without_a_section_a_table_or_a_wait_the_part_is_not_run():
    lacking = waits.assess(Study(), None)
    assert (lacking.key, lacking.reason) == ("waits", None)
    assert lacking.needs.en.startswith("A log of waits")
    assert waits.assess(Study(), LOG).reason.en == "no [waits] in the study"
    study = study_from_toml(text())
    assert waits.assess(study, None).reason is None
    empty = waits.assess(study, {"s": [None], "o": ["in"]})
    assert (empty.reason.en, empty.reason.zh) == ("no wait that can be used", "没有可用的等待记录")
