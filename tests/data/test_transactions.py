"""A purchase log is read by one policy, whatever the order of its rows."""

from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._answers import InputPolicy
from servicekit.data._columns import as_column
from servicekit.data._transactions import read_transactions
from servicekit.data.time._dates import day_number, day_numbers
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import InvalidValueError, MissingColumnError

OMIT = InputPolicy(invalid="omit")

LOG = {
    "who": ["b", "a", "b", "a", "c"],
    "when": ["2024-03-01", "2024-01-05", "2024-01-01", "2024-02-01", "2024-02-02"],
    "paid": [10.0, 5.0, 2.5, 1.0, 4.0],
}


def read(log, **settings):
    return read_transactions(log, customer="who", date="when", amount="paid", **settings)


def test_a_log_is_summed_per_customer_and_sorted_by_day():
    log = read(LOG)
    assert log.customers.tolist() == ["a", "b", "c"]
    assert log.counts.tolist() == [2, 2, 1]
    assert log.totals.tolist() == [6.0, 12.5, 4.0]
    assert log.first_day.tolist() == [day_number("2024-01-05"), day_number("2024-01-01"), day_number("2024-02-02")]
    assert log.last_day[1] == day_number(date(2024, 3, 1))


@given(st.permutations(range(5)))
def test_the_order_of_rows_leaves_no_trace(order):
    mixed = read({name: [column[i] for i in order] for name, column in LOG.items()})
    plain = read(LOG)
    assert mixed.totals.tobytes() == plain.totals.tobytes()
    assert mixed.day.tolist() == plain.day.tolist()


def test_a_period_keeps_every_customer_listed_and_excludes_its_end():
    january = read(LOG).between("2024-01-01", "2024-02-01")
    assert january.counts.tolist() == [1, 1, 0]
    with pytest.raises(InvalidValueError, match="start before its end"):
        read(LOG).between("2024-02-01", "2024-01-01")


@pytest.mark.parametrize(
    ("column", "value", "reason", "message"),
    (
        ("paid", "$29.33", "not_a_number", "finite numbers, not text"),
        ("paid", float("inf"), "not_a_number", "finite numbers"),  # bad input 27
        ("paid", -3.0, "return", "returns='net'"),
        ("when", "03/04/2024", "not_a_date", "real calendar days"),  # bad input 103
        ("when", "2024-02-30", "not_a_date", "real calendar days"),
    ),
)
def test_a_bad_row_is_refused_with_its_place_or_set_aside_with_its_reason(column, value, reason, message):
    log = {name: list(entries) for name, entries in LOG.items()}
    log[column][3] = value
    with pytest.raises(InvalidValueError, match=message) as caught:
        read(log)
    assert "row 3" in str(caught.value)
    assert f"'{column}'" in str(caught.value)
    kept = read(log, policy=OMIT)
    assert (len(kept), dict(kept.rejected)) == (4, {reason: 1})


def test_amounts_kept_as_text_are_read_where_their_sign_is_named():
    log = LOG | {"paid": [f"${amount:,.2f}" for amount in LOG["paid"]]}
    assert read(log, currency="$").totals.tolist() == read(LOG).totals.tolist()
    with pytest.raises(InvalidValueError, match=r"pass currency='\$'"):
        read(log)
    with pytest.raises(InvalidValueError, match="finite numbers, not text"):
        read(log, currency="€")
    german = {"who": ["a"], "when": ["2024-01-01"], "paid": ["1.234,50 €"]}
    assert read(german, currency="€", decimal=",").totals.tolist() == [1234.5]


def test_returns_can_be_netted_against_purchases():
    log = {"who": ["a", "a"], "when": ["2024-01-01", "2024-01-02"], "paid": [10.0, -4.0]}
    net = read(log, returns="net")
    assert net.totals.tolist() == [6.0]
    assert (net.counts.tolist(), net.days_bought.tolist()) == ([1], [1])  # giving back is no purchase
    assert net.first_day.tolist() == net.last_day.tolist()
    assert dict(read(log, returns="omit").rejected) == {"return": 1}


def test_numbers_are_dates_only_in_a_named_format():
    coded = {"who": [1, 1], "when": [19970101, 19970230], "paid": [1.0, 1.0]}
    with pytest.raises(InvalidValueError, match="name the format"):  # bad input 102
        read(coded)
    with pytest.raises(InvalidValueError, match="row 1"):
        read(coded, times=TimeFormat("%Y%m%d"))
    assert read(coded, times=TimeFormat("%Y%m%d"), policy=OMIT).day.tolist() == [day_number("1997-01-01")]
    with pytest.raises(InvalidValueError, match="at least 0"):
        read({"who": [1], "when": [-5], "paid": [1.0]}, times=TimeFormat("day_number"))


def test_missing_cells_are_counted_never_read():
    log = read({"who": ["a", None, "b"], "when": ["2024-01-01"] * 2 + [None], "paid": [1.0, 1.0, 1.0]})
    assert (len(log), log.missing, log.customers.tolist()) == (1, 2, ["a"])


def test_a_repeated_receipt_is_a_duplicate_and_equal_rows_without_one_are_kept_and_counted():
    log = {"who": ["a", "a"], "when": ["2024-01-02", "2024-01-01"], "paid": [1.0, 1.0], "receipt": ["r1", "r1"]}
    with pytest.raises(InvalidValueError, match="listed once each"):
        read(log, transaction="receipt")
    kept = read(log, transaction="receipt", policy=OMIT)
    assert (kept.day.tolist(), dict(kept.rejected)) == ([day_number("2024-01-01")], {"duplicate": 1})
    twice = read({"who": ["a", "a"], "when": ["2024-01-01"] * 2, "paid": [1.0, 1.0]})
    assert (len(twice), twice.repeated) == (2, 1)


def test_dates_may_be_objects_arrays_or_text_with_a_time():
    days = {
        int(day_numbers(as_column("d", column))[0][0])
        for column in (
            np.array(["2024-05-06"], dtype="datetime64[ns]"),
            np.array([date(2024, 5, 6)], dtype=object),
            np.array([datetime(2024, 5, 6, 23, 59)], dtype=object),
            np.array(["2024-05-06T23:59:00"], dtype=object),
        )
    }
    assert days == {day_number("2024-05-06")}


def test_a_missing_column_and_a_log_without_amounts_say_so():
    with pytest.raises(MissingColumnError):
        read_transactions(LOG, customer="whom", date="when")
    with pytest.raises(InvalidValueError, match="amount"):
        _ = read_transactions(LOG, customer="who", date="when").totals


def test_the_real_log_of_a_shop_is_read_whole(real_data):
    import polars as pl

    frame = pl.read_csv(real_data / "cdnow_elog_sample.csv")
    log = read_transactions(frame, customer="sampleid", date="date", amount="sales", times=TimeFormat("%Y%m%d"))
    repeated = len(frame) - frame.unique(["sampleid", "date", "sales"]).height
    assert (len(log), len(log.customers), log.repeated, log.missing) == (6919, 2357, repeated, 0)
    assert log.totals.sum() == pytest.approx(frame["sales"].sum())
    assert log.day.min() == day_number("1997-01-01")


@pytest.mark.parametrize(
    ("settings", "message"),
    (({"returns": "ignore"}, "'raise', 'omit' or 'net'"),),
)
def test_unknown_policies_are_refused(settings, message):
    with pytest.raises(InvalidValueError, match=message):
        read(LOG, **settings)


def test_identifiers_are_of_one_type_and_whole_floats_are_whole_numbers():
    with pytest.raises(InvalidValueError, match="of one type"):  # bad input 37
        read({"who": [1, "a"], "when": ["2024-01-01"] * 2, "paid": [1.0, 1.0]})
    log = read({"who": [7.0, None, 8.0], "when": ["2024-01-01"] * 3, "paid": [1.0, 1.0, 1.0]})
    assert (log.customers.tolist(), log.missing) == ([7, 8], 1)
    plain = read({"who": np.array(["a", ""]), "when": ["2024-01-01"] * 2, "paid": [1.0, 1.0]})
    assert (plain.customers.tolist(), plain.missing) == (["a"], 1)


def test_missing_dates_amounts_and_receipts_of_any_kind_are_missing():
    frame = {
        "who": ["a", "b", "c", "d"],
        "when": np.array(["2024-01-01", "NaT", "2024-01-02", "2024-01-03"], dtype="datetime64[D]"),
        "paid": [1.0, 1.0, None, 1.0],
        "receipt": ["r1", "r2", "r3", None],
    }
    log = read(frame, transaction="receipt")
    assert (log.customers.tolist(), log.missing) == (["a"], 3)
    text = {"who": ["a", "b"], "when": ["2024-01-01", " "], "paid": np.array([1, None], dtype=object)}
    assert read(text).missing == 1


def test_a_day_number_must_be_a_date_and_coded_text_has_eight_digits():
    with pytest.raises(InvalidValueError, match="ISO text"):
        day_number("yesterday")
    days, problems = day_numbers(as_column("d", ["19970131", "970131", "1997-01-31"]), TimeFormat("%Y%m%d"))
    assert (days[0], problems.tolist()) == (day_number("1997-01-31"), [0, 2, 2])
    scalar = np.empty(1, dtype=object)
    scalar[0] = np.datetime64("1997-01-31")
    assert day_numbers(as_column("d", scalar))[0].tolist() == [day_number("1997-01-31")]
    assert day_numbers(as_column("d", [b"1997-01-31"]))[1].tolist() == [2]


def test_amounts_of_any_exact_type_are_numbers():
    from decimal import Decimal

    log = read({"who": ["a", "a"], "when": ["2024-01-01"] * 2, "paid": [Decimal("1.25"), Decimal("2.5")]})
    assert log.totals.tolist() == [3.75]
