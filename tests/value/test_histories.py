"""Purchase histories from a real log, their compression, and what is refused."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._answers import InputPolicy
from servicekit.data._transactions import Transactions, read_transactions
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.value._histories import PurchaseHistories, compressed, histories_from_counts, purchase_histories


@pytest.fixture(scope="module")
def log(real_data: Path) -> pd.DataFrame:
    return pd.read_csv(real_data / "cdnow_elog_sample.csv")


def read(data: object, **settings: object) -> Transactions:
    return read_transactions(
        data,
        customer="sampleid",
        date="date",
        amount="sales",
        times=TimeFormat("%Y%m%d"),
        **settings,  # type: ignore[arg-type]
    )


def test_the_published_summary_of_the_log_is_reproduced(log: pd.DataFrame, real_data: Path) -> None:
    summary = pd.read_csv(real_data / "cdnow_bgnbd_summary.csv")
    found = purchase_histories(read(log), end="1997-09-30")
    assert found.n_customers == 2357
    assert found.n_repeaters == 946
    assert (found.frequency == summary.frequency).all()
    assert np.abs(found.recency - summary.recency).max() < 0.005  # printed with two digits
    assert np.abs(found.age - summary["T"]).max() < 0.005
    assert found.after_end == 1959
    assert found.same_day == 146
    assert found.repeated == 21


def test_rows_in_any_order_give_the_same_histories(log: pd.DataFrame) -> None:
    ours, theirs = (purchase_histories(read(data)) for data in (log, log.sample(frac=1, random_state=3)))
    assert ours.to_dict() == theirs.to_dict()
    assert (ours.customers == theirs.customers).all()
    assert (ours.recency == theirs.recency).all()
    assert ours.spend is not None
    assert theirs.spend is not None
    assert (ours.spend == theirs.spend).all()


LOGS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 60), st.integers(0, 50)), min_size=1, max_size=60)


@given(rows=LOGS)
def test_every_purchase_is_counted_once(rows: list[tuple[int, int, int]]) -> None:
    data = {"who": [r[0] for r in rows], "day": [r[1] for r in rows], "money": [r[2] for r in rows]}
    found = purchase_histories(
        read_transactions(data, customer="who", date="day", amount="money", times=TimeFormat("day_number")),
        period_days=1,
    )
    days = {(who, day) for who, day, _ in rows}
    assert int(found.frequency.sum()) + found.n_customers == len(days)
    assert found.same_day == len(rows) - len(days)
    assert found.n_customers == len({who for who, *_ in rows})
    for place, who in enumerate(found.customers.tolist()):
        bought = sorted(day for other, day in days if other == who)
        assert found.recency[place] == bought[-1] - bought[0]
        assert found.age[place] == max(day for _, day in days) - bought[0]
        later = sum(money for other, day, money in rows if other == who and day > bought[0])
        assert found.spend is not None
        assert found.spend[place] * found.frequency[place] == pytest.approx(later)


@given(rows=LOGS, period=st.sampled_from((1.0, 7.0, 30.4375)))
def test_compression_loses_nothing(rows: list[tuple[int, int, int]], period: float) -> None:
    data = {"who": [r[0] for r in rows], "day": [r[1] for r in rows]}
    found = purchase_histories(
        read_transactions(data, customer="who", date="day", times=TimeFormat("day_number")), period_days=period
    )
    rows_of = compressed(found)
    assert rows_of.weight.sum() == found.n_customers
    assert (rows_of.frequency[rows_of.position] == found.frequency).all()
    assert (rows_of.recency[rows_of.position] == found.recency).all()
    assert (rows_of.age[rows_of.position] == found.age).all()
    triples = list(zip(rows_of.frequency, rows_of.recency, rows_of.age, strict=True))
    assert len(set(triples)) == len(triples)


def test_customers_who_come_after_the_end_are_counted_apart() -> None:
    data = {"who": ["a", "a", "b"], "day": ["2024-01-01", "2024-01-08", "2024-03-01"]}
    found = purchase_histories(read_transactions(data, customer="who", date="day"), end="2024-02-01")
    assert (found.n_customers, found.not_yet, found.after_end) == (1, 1, 1)
    assert found.spend is None
    with pytest.raises(NotEnoughDataError, match="on or before"):
        purchase_histories(read_transactions(data, customer="who", date="day"), end="2023-12-31")


def test_a_return_lowers_the_money_and_is_no_visit() -> None:
    rows = {
        "who": ["a", "a", "a", "b", "b", "c"],
        "when": ["2024-01-01", "2024-01-08", "2024-01-15", "2024-01-01", "2024-01-29", "2024-01-03"],
        "paid": [10.0, 30.0, -12.0, 5.0, -5.0, -1.0],
    }
    log = read_transactions(rows, customer="who", date="when", amount="paid", returns="net")
    found = purchase_histories(log, end="2024-01-29")
    assert (found.customers.tolist(), found.not_yet) == (["a", "b"], 1)  # c gave back what was bought before the log
    assert (found.frequency.tolist(), found.recency.tolist()) == ([1, 0], [1.0, 0.0])
    assert found.spend is not None
    assert found.spend.tolist() == [18.0, 0.0]


def test_returns_and_currency_text_never_become_purchases() -> None:
    data = {"sampleid": [1, 1, 2], "date": [20240101, 20240102, 20240101], "sales": [10.0, -10.0, 5.0]}
    with pytest.raises(InvalidValueError, match="amounts must be of at least 0"):
        read(data)
    aside = read(data, returns="omit")
    assert aside.rejected == {"return": 1}
    assert purchase_histories(aside).n_repeaters == 0
    text = data | {"sales": ["$10", "$-10", "$5"]}
    with pytest.raises(InvalidValueError, match="not text"):
        read(text)
    with pytest.raises(NotEnoughDataError, match="got none"):
        purchase_histories(read(text, policy=InputPolicy(invalid="omit")))


@pytest.mark.parametrize(
    ("columns", "message"),
    (
        (([-1], [0], [5]), "frequency"),
        (([1.5], [1], [5]), "frequency"),
        (([np.nan], [0], [5]), "frequency"),
        (([1], [6], [5]), "recency must be from 0 to the age"),
        (([1], [-1], [5]), "recency"),
        (([0], [2], [5]), "0 exactly where nobody bought again"),
        (([1], [0], [5]), "0 exactly where nobody bought again"),
        (([0], [0], [np.inf]), "age"),
        (([0, 1], [0], [5, 5]), "one number for each of the 2 customers"),
    ),
)
def test_histories_that_cannot_be_true_are_refused(columns: tuple[list[float], ...], message: str) -> None:
    with pytest.raises(InvalidValueError, match=message):
        histories_from_counts(*columns)


def test_spend_is_money_where_somebody_bought_again() -> None:
    found = histories_from_counts([0, 2], [0, 3], [5, 5], spend=[np.nan, 12.5])
    assert found.spend is not None
    assert found.spend.tolist() == [0, 12.5]
    with pytest.raises(InvalidValueError, match="spend"):
        histories_from_counts([1], [3], [5], spend=[-1])
    with pytest.raises(InvalidValueError, match="customers"):
        histories_from_counts([1], [3], [5], customers=["a", "b"])


def test_the_record_shows_counts_not_customers() -> None:
    record = histories_from_counts([0, 2], [0, 3], [5, 5]).to_dict()
    assert record["n_once"] == 1
    assert "customers" not in record["evidence"]
    assert isinstance(histories_from_counts([0], [0], [5]), PurchaseHistories)
