"""The day of a typed time is the day on the clock of its zone, not the day in UTC."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest

from servicekit.data._answers import InputPolicy
from servicekit.data._columns import Column
from servicekit.data._transactions import read_transactions
from servicekit.data.time._dates import on_clock


@pytest.mark.parametrize("kind", ("pandas", "polars", "polars-lazy", "pyarrow", "arrow-stream", "lists"))
@pytest.mark.parametrize("zone", ("Asia/Shanghai", "America/New_York"))
def test_a_purchase_falls_on_the_day_the_clock_showed(make: Any, kind: str, zone: str):
    place = ZoneInfo(zone)
    bought = [datetime(2024, 7, 1, 1, tzinfo=place), datetime(2024, 7, 1, 23, tzinfo=place), None]
    table = pa.table({"who": ["a", "b", "c"], "on": pa.array(bought, pa.timestamp("us", zone))})
    log = read_transactions(make(table, kind), customer="who", date="on", policy=InputPolicy(invalid="omit"))
    assert log.day.tolist() == [np.datetime64("2024-07-01").astype(int)] * 2


def test_clocks_follow_summer_time_and_plain_offsets():
    hours = np.array(["2024-03-10T06:30", "2024-03-10T07:30", "NaT"], dtype="datetime64[ns]")
    shown = on_clock(Column(name="t", values=hours, zone="America/New_York"))
    assert shown.astype("datetime64[m]").astype(str).tolist() == ["2024-03-10T01:30", "2024-03-10T03:30", "NaT"]
    fixed = on_clock(Column(name="t", values=hours[:1], zone="+08:00"))
    assert str(fixed[0].astype("datetime64[m]")) == "2024-03-10T14:30"
