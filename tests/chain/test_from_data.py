"""A chain from one's own tables: case log, purchases, answers of a follow-up."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

import servicekit as sk
from servicekit.chain import recovery_chain
from servicekit.complaints import outcome_mix, read_case_log, return_rates
from servicekit.foundation import InvalidValueError, UnknownConceptError

FIRST = datetime(2023, 1, 1, tzinfo=UTC)
LIMITS = {"quickly": timedelta(days=2), "resolved_within": timedelta(days=14)}
RATES = return_rates(
    {
        "did_not_complain": (18, 60),
        "complained_unresolved": (6, 20),
        "complained_resolved": (33, 50),
        "complained_resolved_quickly": (27, 30),
    }
)


def log_of(days, customers=None, *, followed=745.0):
    cases = {
        "opened": [FIRST + timedelta(days=float(day)) for day in days],
        "resolved": [FIRST + timedelta(days=float(day) + 1 + i % 9) if i % 5 else None for i, day in enumerate(days)],
    }
    if customers is not None:
        cases["customer"] = list(customers)
    end = FIRST + timedelta(days=followed)
    return read_case_log(cases, columns={name: name for name in cases}, extracted_at=end)


def purchases(rows):
    columns = dict(zip(("customer", "date", "amount"), map(list, zip(*rows, strict=True)), strict=True))
    return sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")


def test_one_call_goes_from_tables_to_money():
    days = np.linspace(0, 730, 800)
    bought = [
        (c, (date(2022, 1, 1) + timedelta(days=d)).isoformat(), 100.0 + c)
        for c in range(200)
        for d in (c, 531 + c)
        if c % 5 or d < 300
    ]
    log = log_of(days)
    chain = recovery_chain(
        complaints=log, **LIMITS, transactions=purchases(bought), margin_share=0.5, complaint_rate=0.4, returns=RATES,
        discount_rate=0.1,
    )  # fmt: skip
    mix = outcome_mix(log, **LIMITS)
    assert chain.figures["settled"].value == mix.settled.value
    assert chain.figures["complaints"].value == pytest.approx(799 * 365.25 / 745)
    assert chain.figures["margin"].value == pytest.approx(
        0.5 * np.mean([100 + c for c in range(200) if c % 5]), rel=0.02
    )
    assert 0.7 < chain.figures["retention"].value < 0.9
    assert chain.figures["margin"].n is None  # every customer was counted: nobody is left to ask
    run = chain.run(draws=2000)
    assert run["loss"].value in run["loss"].interval


def test_a_customer_who_complains_again_in_the_period_counts_once():
    days = [*range(0, 300, 10)] * 2
    every = recovery_chain_of(log_of(days, followed=365.25)).figures["complaints"].value
    once = (
        recovery_chain_of(log_of(days, [f"c{i % 30}" for i in range(60)], followed=365.25)).figures["complaints"].value
    )
    assert every == pytest.approx(59)
    assert once == pytest.approx(29)


def recovery_chain_of(log, **more):
    known = {"complaint_rate": 0.4, "settled": 0.7, "settled_quickly": 0.3, "retention": 0.8, "margin": 100}
    return recovery_chain(complaints=log, returns=RATES, discount_rate=0.1, **(known | more))


def test_complaints_that_come_in_waves_are_less_sure():
    rng = np.random.default_rng(3)
    even = log_of(np.linspace(0, 360, 400), followed=364)
    weeks = rng.permutation(np.repeat([0.5, 2.0], 26))
    waves = log_of(
        np.sort(rng.choice(np.arange(364), 400, p=np.repeat(weeks, 7) / np.repeat(weeks, 7).sum())), followed=364
    )
    narrow, wide = (recovery_chain_of(log).figures["complaints"].interval for log in (even, waves))
    assert wide.width > 1.5 * narrow.width
    assert narrow.width == pytest.approx(2 * 1.96 * np.sqrt(400), rel=0.05)


def test_the_yearly_count_holds_the_truth_as_often_as_promised():
    rng, held = np.random.default_rng(4), 0
    for _ in range(200):
        days = np.sort(rng.uniform(0, 180, rng.poisson(60)))
        found = recovery_chain_of(log_of(days, followed=180)).figures["complaints"].interval
        held += 60 * 365.25 / 180 in found
    assert held / 200 >= 0.93 - 2 * 0.018


@pytest.mark.parametrize(
    ("given", "error", "said"),
    (
        ({"quickly": timedelta(days=2), "settled": None}, InvalidValueError, "given together"),
        ({"complaints": 400, "quickly": timedelta(days=2)}, InvalidValueError, "given with a case log"),
        ({**LIMITS}, InvalidValueError, "given instead of settled and settled_quickly"),
        ({"period": "fortnight"}, UnknownConceptError, "fortnight"),
        ({"retention": None, "transactions": purchases([(1, "2024-01-01", 5.0), (2, "2024-03-01", 5.0)])},
         InvalidValueError, r"retention \(retention: purchases over two periods\)"),
        ({"transactions": "purchases.csv"}, InvalidValueError, "what read_transactions returned"),
        ({"margin": None, "margin_share": 30, "transactions": purchases([(1, "2024-03-01", 5.0)])},
         InvalidValueError, "margin_share must be a share"),
    ),
)  # fmt: skip
def test_tables_that_do_not_go_together_are_refused(given, error, said):
    log = given.pop("complaints", log_of([0, 10, 20, 300]))
    with pytest.raises(error, match=said):
        recovery_chain_of(log, **given)


def test_a_log_of_one_case_gives_no_rate():
    with pytest.raises(InvalidValueError, match="at least two complaints at different times"):
        recovery_chain_of(log_of([5.0]))


def test_a_complaint_of_an_unknown_customer_counts_by_itself():
    known = [f"c{i % 30}" for i in range(60)]
    unknown = [None if i >= 55 else name for i, name in enumerate(known)]
    days = [*range(0, 300, 10)] * 2
    counts = [
        recovery_chain_of(log_of(days, names, followed=365.25)).figures["complaints"].value
        for names in (known, unknown)
    ]
    assert counts[1] == pytest.approx(counts[0] + 5)


@pytest.mark.parametrize(
    ("bought", "lacking"),
    (
        ([], "retention"),
        ([(1, "2020-01-01", 5.0), (2, "2024-03-01", 5.0)], "retention"),  # nobody bought in the period before the last
        ([(c, day, 5.0) for c in range(8) for day in ("2022-03-01", "2024-02-28")], "margin"),  # all spend the same
    ),
)
def test_purchases_that_do_not_tell_a_figure_leave_it_missing(bought, lacking):
    known = {"customer": [], "date": [], "amount": []}
    for customer, day, amount in bought:
        for name, value in zip(known, (customer, day, amount), strict=True):
            known[name].append(value)
    log = sk.data.read_transactions(known, customer="customer", date="date", amount="amount")
    asked = {"retention": None} if lacking == "retention" else {"margin": None, "margin_share": 0.5, "retention": None}
    with pytest.raises(InvalidValueError, match=rf"these are missing: {lacking} \("):
        recovery_chain_of(log_of([0, 10, 20, 300]), transactions=log, **asked)


def test_purchases_without_amounts_tell_retention_alone():
    rows = {"customer": [c for c in range(8) for _ in range(2)], "date": ["2022-03-01", "2024-02-28"] * 8}
    log = sk.data.read_transactions(rows, customer="customer", date="date")
    with pytest.raises(InvalidValueError, match=r"these are missing: margin \("):
        recovery_chain_of(log_of([0, 300]), transactions=log, margin=None, margin_share=0.5, retention=None)
