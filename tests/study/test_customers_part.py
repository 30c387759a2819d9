"""The customers part reads a purchase log by its section, and says in words what the figures are."""

import json

import numpy as np
import polars as pl
import pytest

from servicekit.data.time._time_columns import TimeFormat
from servicekit.datasets._example import SEED, example_study, example_transactions
from servicekit.foundation._errors import InvalidValueError, MissingColumnError
from servicekit.foundation._vocabulary import LANGUAGES
from servicekit.study._assessment import assess
from servicekit.study._part import NotRun
from servicekit.study._study import Study
from servicekit.study._toml import study_from_toml
from servicekit.study.parts import _customers as customers
from servicekit.study.parts._customer_findings import money_of
from servicekit.study.sections._sections import ReportSection, TransactionsSection
from servicekit.study.wording._telling import tell

CDNOW = """
[transactions]
customer = "masterid"
date = "date"
amount = "sales"
times = { pattern = "%Y%m%d" }
currency = "$"
loyal_threshold = 2
"""
PLAIN = TransactionsSection(customer="who", date="day", amount="paid")


def alone(study, data):
    """The part as a report of its own."""
    part = customers.assess(study, data)
    return part if isinstance(part, NotRun) else tell([part], ReportSection())[0][0]


def run(rows, *, invalid="raise", **settings):
    frame = {"who": [r[0] for r in rows], "day": [r[1] for r in rows], "paid": [r[2] for r in rows]}
    frame |= {"receipt": [r[3] for r in rows]} if rows and len(rows[0]) > 3 else {}
    section = TransactionsSection(customer="who", date="day", amount="paid", **settings)
    return alone(Study(transactions=section, invalid=invalid), frame)


def words(part):
    return " ".join(finding.text.en for finding in part.findings)


ROWS = [("an", "2024-01-01", 10.0), ("an", "2024-03-05", 20.0), ("bo", "2024-02-01", 5.0), ("cy", "2024-06-30", 9.0)]


@pytest.fixture(scope="module")
def cdnow(real_data):
    frame = pl.read_csv(real_data / "cdnow_elog_sample.csv")
    return assess(study_from_toml(CDNOW), transactions=frame).part("customers")


def test_the_cdnow_log_gives_the_published_model(cdnow):
    # Fader, Hardie and Lee (2005) fit 39 weeks; here the whole 78 weeks of the sample are used
    model = cdnow.results["model of buying"]
    assert model.n_customers == 2357
    assert 0.2 < model.r < 0.3
    assert cdnow.results["share still there"].interval.low > 0.7


def test_the_cdnow_log_fits_the_published_parameters_on_its_first_half(real_data):
    frame = pl.read_csv(real_data / "cdnow_elog_sample.csv")
    text = CDNOW + 'end = "1997-09-30"\n'
    part = assess(study_from_toml(text), transactions=frame).part("customers")
    model = part.results["model of buying"]
    assert (model.r, model.alpha) == (pytest.approx(0.243, abs=0.002), pytest.approx(4.414, abs=0.02))
    assert (model.a, model.b) == (pytest.approx(0.793, abs=0.01), pytest.approx(2.426, abs=0.03))
    assert "after the end" in words(part)


def test_every_result_of_the_log_is_there_and_becomes_json(cdnow):
    assert list(cdnow.results) == [
        "concentration",
        "money by tenure",
        "time to second purchase",
        "customers kept",
        "target groups",
        "movement between the halves",
        "five points of retention",
        "model of buying",
        "share still there",
        "expected purchases",
        "model of spending",
        "lifetime value",
    ]
    json.dumps(cdnow.to_dict(), allow_nan=False)


def test_findings_speak_both_languages_and_give_the_money_its_sign(cdnow):
    for finding in cdnow.findings:
        for language in LANGUAGES:
            assert finding.text.text(language)
            assert "None" not in finding.text.text(language)
            assert "nan" not in finding.text.text(language)
    assert "$" in words(cdnow)
    assert "top 20%" in words(cdnow)


def test_shares_that_moved_add_up_to_one(cdnow):
    moves = cdnow.results["movement between the halves"]
    loyal = [share.value for name, share in moves.items() if name.startswith("loyal ->")]
    assert sum(loyal) == pytest.approx(1)


def test_no_section_or_no_table_is_told_and_not_run():
    assert alone(Study(), {"who": []}).reason.en == "no [transactions] in the study"
    lacking = alone(Study(transactions=PLAIN), None)
    assert isinstance(lacking, NotRun)
    assert lacking.reason is None


def test_the_order_of_rows_leaves_no_trace():
    data = example_transactions(SEED)
    study = study_from_toml(example_study())
    order = np.random.default_rng(1).permutation(len(data["customer"]))
    mixed = {name: [cells[place] for place in order] for name, cells in data.items()}
    first, second = (alone(study, each) for each in (data, mixed))
    assert first.to_dict() == second.to_dict()


def test_numbers_are_no_dates_without_a_pattern():
    # bad input 102
    rows = [("an", 20240101, 10.0)]
    with pytest.raises(InvalidValueError, match="name the format"):
        run(rows)
    assert "1 purchase of 1 customer from 2024-01-01" in words(run(rows, times=TimeFormat("%Y%m%d")))


def test_a_negative_amount_is_refused_until_the_study_says_what_it_is():
    rows = [*ROWS, ("an", "2024-03-06", -20.0)]
    with pytest.raises(InvalidValueError, match="returns"):
        run(rows)
    assert "returns 1" in words(run(rows, returns="omit"))
    assert run(rows, returns="net").results["concentration"].total == 24.0


def test_a_customer_who_returned_more_than_was_bought_has_no_share_and_is_named():
    part = run([*ROWS, ("bo", "2024-03-06", -20.0)], returns="net")
    assert "1 customer returned more than they bought" in words(part)
    assert part.results["concentration"].n == 2


def test_money_kept_as_text_is_read_only_with_its_sign():
    rows = [("an", "2024-01-01", "¥1,210.50"), ("bo", "2024-01-02", "¥ 9")]
    with pytest.raises(InvalidValueError, match="finite numbers, not text"):
        run(rows)
    assert run(rows, currency="¥").results["concentration"].total == 1219.5
    with pytest.raises(InvalidValueError, match="£3"):
        run([*rows, ("cy", "2024-01-03", "£3")], currency="¥")
    assert "not a number 1" in words(run([*rows, ("cy", "2024-01-03", "£3")], currency="¥", invalid="omit"))


def test_a_receipt_listed_twice_is_noticed():
    rows = [(*row, number) for number, row in enumerate(ROWS)]
    rows.append((*ROWS[0], 0))
    with pytest.raises(InvalidValueError, match="once each"):
        run(rows, receipt="receipt")
    assert "listed twice 1" in words(run(rows, receipt="receipt", invalid="omit"))


def test_customers_who_bought_once_only_leave_the_models_without_an_answer():
    rows = [(f"c{n}", f"2024-01-{n + 1:02d}", 5.0) for n in range(28)]
    part = run(rows, loyal_threshold=1)
    assert "needs repeat purchases" in words(part)
    assert "model of buying" not in part.results
    assert part.results["customers kept"].value == 0
    assert part.results["time to second purchase"].value is None


def test_a_log_without_amounts_says_who_comes_back_and_nothing_of_money():
    data = {key: cells for key, cells in example_transactions(SEED).items() if key != "amount"}
    section = TransactionsSection(customer="customer", date="date")
    part = alone(Study(transactions=section), data)
    assert {"share still there", "expected purchases", "customers kept"} <= set(part.results)
    assert {"concentration", "lifetime value", "money by tenure"} & set(part.results) == set()
    assert "state loyal_threshold" in words(part)


def test_a_single_purchase_is_not_torn_into_halves():
    part = run([("an", "2024-01-01", 10.0)])
    assert "customers kept" not in part.results
    assert part.results["concentration"].total == 10.0


def test_a_log_with_nothing_usable_is_not_run():
    found = run([("an", "yesterday", 10.0)], invalid="omit")
    assert isinstance(found, NotRun)
    assert "no purchase" in found.reason.en


def test_a_column_that_is_not_there_is_refused():
    with pytest.raises(MissingColumnError):
        alone(Study(transactions=PLAIN), {"who": ["an"], "day": ["2024-01-01"]})


def test_money_is_written_with_its_sign_before_or_its_name_behind():
    def written(sign):
        return money_of(TransactionsSection(customer="a", date="b", currency=sign))(1234.5)

    assert (written("$"), written("CNY"), written("元"), written(None)) == (
        "$1,234.50",
        "1,234.50 CNY",
        "1,234.50 元",
        "1,234.50",
    )


@pytest.mark.parametrize(("name", "value"), (("loyal_threshold", 0), ("margin_share", 1.5), ("margin_share", 0.0)))
def test_a_section_refuses_what_cannot_be(name, value):
    with pytest.raises(InvalidValueError, match=name):
        TransactionsSection(customer="a", date="b", **{name: value})
