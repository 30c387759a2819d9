"""Figures of a chain: those that the tables give, by the measures that give them, and those that the section says."""

from datetime import timedelta

import attrs
import pytest
from what_if_tables import STUDY, cases

from servicekit.chain._from_data import complaints_over, figures_of_purchases
from servicekit.chain._recovery_stages import FILLS, RETURNS
from servicekit.complaints.cases._case_log import read_case_log
from servicekit.complaints.recovery._outcome_mix import outcome_mix
from servicekit.complaints.recovery._return_rates import return_rates_from
from servicekit.data._transactions import read_transactions
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import InvalidValueError
from servicekit.study._toml import study_from_toml
from servicekit.study.conclusions._what_if_figures import gathered

CASES = cases(n=200)
LOG = read_case_log(
    CASES, columns={"opened": "opened", "resolved": "resolved", "customer": "customer"}, times=TimeFormat(zone="UTC")
)
BOUGHT = {
    "customer": [k % 40 for k in range(400)],
    "date": [f"20{22 + k // 200}-{1 + k % 12:02d}-{1 + k % 28:02d}" for k in range(400)],
    "amount": [10.0 + k % 7 for k in range(400)],
}
WHOLE = study_from_toml(STUDY)


def of(study=WHOLE, **tables):
    return gathered(study, study.what_if, {"complaints": CASES, "transactions": BOUGHT, **tables})


def test_each_figure_is_that_of_its_measure():
    found, missing = of()
    mix = outcome_mix(LOG, quickly=timedelta(days=2), resolved_within=timedelta(days=14))
    assert found["complaints"].value == complaints_over(LOG, "year").value
    assert (found["settled"], found["settled_quickly"]) == (mix.settled, mix.settled_quickly)
    rates = return_rates_from(CASES, outcome="outcome", returned="returned").returned
    assert {outcome.key for outcome in found["returns"]} >= {outcome.key for outcome in rates}
    assert all(found["returns"][outcome].value == share.value for outcome, share in rates.items())
    log = read_transactions(BOUGHT, customer="customer", date="date", amount="amount")
    bought = figures_of_purchases(log, period="year", margin_share=0.3)
    assert found["retention"].value == pytest.approx(bought["retention"].value)
    assert found["margin"].value == pytest.approx(bought["margin"].value)
    assert found["discount_rate"] == pytest.approx(WHOLE.transactions.discount)
    assert found["complaint_rate"].value == 60 / 150  # of the section
    assert missing == ()
    assert RETURNS.values() & found.keys() == set()  # they stand under "returns"


def test_limits_are_in_the_unit_of_the_case_log():
    for unit, times in (("hours", 24), ("minutes", 1440)):
        text = STUDY.replace('unit = "days"', f'unit = "{unit}"').replace("quickly = 2\n", f"quickly = {2 * times}\n")
        found, _ = of(study_from_toml(text.replace("resolved_within = 14", f"resolved_within = {14 * times}")))
        assert found["settled_quickly"] == of()[0]["settled_quickly"]


def test_a_period_has_its_part_of_the_year():
    found, _ = of(study_from_toml(STUDY.replace("quickly = 2\n", 'quickly = 2\nperiod = "quarter"\n')))
    assert found["complaints"].value == complaints_over(LOG, "quarter").value
    assert (1 + found["discount_rate"]) ** 4 - 1 == pytest.approx(WHOLE.transactions.discount)


def test_what_the_section_says_stands_in_place_of_the_tables():
    given = attrs.evolve(WHOLE.what_if, figures=study_from_toml(
        STUDY.replace("[what_if.figures]", "[what_if.figures]\ncomplaints = 77\nsettled = 0.5\nreturn_unresolved = 0.2")
    ).what_if.figures)  # fmt: skip
    found, missing = gathered(WHOLE, given, {"complaints": CASES, "transactions": BOUGHT})
    assert (found["complaints"].value, found["settled"].value, missing) == (77, 0.5, ())
    unresolved = next(outcome for outcome, name in RETURNS.items() if name == "return_unresolved")
    assert found["returns"][unresolved].value == 0.2
    one = {name: values[:1] for name, values in CASES.items()}  # too few to tell how many a year
    assert gathered(WHOLE, given, {"complaints": one})[0]["complaints"].value == 77


def test_what_neither_gives_is_missing():
    no_limits = STUDY.replace("quickly = 2\nresolved_within = 14\n", "")
    found, missing = of(study_from_toml(no_limits))
    assert missing == ("settled", "settled_quickly")
    for left in ('outcome = "outcome"\n', 'returned = "returned"\n'):
        _, missing = of(study_from_toml(STUDY.replace(left, "")))
        assert missing == ("return_unresolved", "return_resolved", "return_quickly")
    found, missing = of(study_from_toml(STUDY.replace('amount = "amount"\n', "")))
    assert missing == ("margin",)
    assert found["retention"].value is not None
    _, missing = of(transactions=None)
    assert missing == ("retention", "margin", "discount_rate")
    recent = {name: values[-2:] for name, values in CASES.items()}
    _, missing = of(complaints=recent)  # nobody was followed for two weeks, nobody was asked
    assert set(missing) <= set(FILLS)
    assert {"settled", "settled_quickly"} <= set(missing)


def test_limits_without_a_case_log_are_refused():
    with pytest.raises(InvalidValueError, match=r"quickly of \[what_if\] must be given with a case log"):
        of(complaints=None)
    no_limits = study_from_toml(STUDY.replace("quickly = 2\nresolved_within = 14\n", ""))
    assert "complaints" in of(no_limits, complaints=None)[1]
    without = attrs.evolve(WHOLE, complaints=None)
    with pytest.raises(InvalidValueError, match="case log"):
        of(without)
