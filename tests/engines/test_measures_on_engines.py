"""Measures take every kind of frame, and what they find goes out as the kind that came in."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import narwhals as nw
import numpy as np
import pyarrow as pa
import pytest

from servicekit.complaints.cases._case_log import read_case_log
from servicekit.data._frames import backend_of, column_names, read_columns
from servicekit.data._scales import LIKERT_7, Scale
from servicekit.data.time._time_columns import TimeFormat
from servicekit.files._frames import to_frame
from servicekit.foundation._errors import InvalidValueError
from servicekit.index_models._index import satisfaction_index
from servicekit.index_models._model import index_model
from servicekit.satisfaction._dimensions import dimensions_of
from servicekit.satisfaction._net_promoter import net_promoter_score
from servicekit.satisfaction._ratio_of_means import ratio_of_means
from servicekit.satisfaction._servqual import servqual
from servicekit.satisfaction._top_box import top_box

ROWS = 600
PERCEIVED, EXPECTED = ("p1", "p2", "p3", "p4"), ("e1", "e2", "e3", "e4")
DIMENSIONS = dimensions_of(
    {
        "reliability": dict(zip(PERCEIVED[:2], EXPECTED[:2], strict=True)),
        "empathy": dict(zip(PERCEIVED[2:], EXPECTED[2:], strict=True)),
    }
)
MODEL = index_model("quality -> satisfaction")
SHANGHAI = ZoneInfo("Asia/Shanghai")
ROLES = {"case": "case", "opened": "opened", "resolved": "resolved"}
OUTGOING = {
    "mapping": "mapping",
    "lists": "mapping",
    "pandas": "pandas",
    "pandas-nullable": "pandas",
    "pandas-pyarrow": "pandas",
    "pandas-categorical": "pandas",
    "polars": "polars",
    "polars-categorical": "polars",
    "polars-lazy": "polars-lazy",
    "pyarrow": "pyarrow",
    "pyarrow-dictionary": "pyarrow",
    "arrow-stream": "pyarrow",
    "duckdb": "duckdb",
    "duckdb-connection": "duckdb",
    "ibis": "ibis",
    "dask": "dask",
    "pyspark": "pyspark",
}


@pytest.fixture(scope="module")
def survey() -> Any:
    rng = np.random.default_rng(11)
    felt = rng.normal(size=ROWS)
    columns: dict[str, Any] = {
        "id": np.arange(ROWS),
        "recommend": np.clip(np.rint(7 + 2 * felt + rng.normal(size=ROWS)), 0, 10).astype(np.int8),
        "site": np.array(["east", "west"])[rng.integers(0, 2, ROWS)],
    }
    for name in (*PERCEIVED, *EXPECTED):
        answers = np.clip(np.rint(5 + felt + rng.normal(size=ROWS)), 1, 7).astype(np.int8)
        columns[name] = pa.array(answers, mask=rng.random(ROWS) < 0.02)
    return pa.table(columns)


@pytest.fixture(scope="module")
def cases() -> Any:
    opened = [datetime(2024, 3, day, 9, tzinfo=SHANGHAI) for day in (1, 2, 3)]
    resolved = [datetime(2024, 3, 4, 9, tzinfo=SHANGHAI), None, datetime(2024, 3, 3, 21, tzinfo=SHANGHAI)]
    kind = pa.timestamp("us", "Asia/Shanghai")
    return pa.table({"case": [1, 2, 3], "opened": pa.array(opened, kind), "resolved": pa.array(resolved, kind)})


def test_net_promoter_score(make: Any, survey: Any, kind: str):
    answers = survey["recommend"].to_numpy()
    found = net_promoter_score(make(survey, kind), "recommend")
    assert found.value == pytest.approx(100 * ((answers >= 9).mean() - (answers <= 6).mean()), rel=1e-14)
    assert found == net_promoter_score(answers)
    assert net_promoter_score(make(survey, kind), "recommend", by="site")["east"].n == survey["site"].to_pylist().count(
        "east"
    )


def test_top_box(make: Any, survey: Any, kind: str):
    assert top_box(make(survey, kind), "p1", scale=LIKERT_7) == top_box(survey, "p1", scale=LIKERT_7)


def test_servqual(make: Any, survey: Any, kind: str):
    expected = servqual(survey, DIMENSIONS, record_id="id")
    found = servqual(make(survey, kind), DIMENSIONS, record_id="id")
    assert found.to_dict() == expected.to_dict()
    by_site = servqual(make(survey, kind), DIMENSIONS, by="site", record_id="id")
    assert by_site.to_dict() == servqual(survey, DIMENSIONS, by="site", record_id="id").to_dict()


def test_satisfaction_ratio(make: Any, survey: Any, kind: str):
    zero_based = Scale(low=0, high=10, true_zero=True)
    asked: dict[str, Any] = {"evaluation": "recommend", "expectation": "p1", "scale": zero_based}
    assert ratio_of_means(make(survey, kind), **asked).to_dict() == ratio_of_means(survey, **asked).to_dict()


def test_satisfaction_index(make: Any, survey: Any, kind: str):
    def index(data: Any) -> dict[str, Any]:
        columns = {"quality": list(EXPECTED), "satisfaction": list(PERCEIVED)}
        rng = np.random.default_rng(1)
        return satisfaction_index(
            data, MODEL, columns=columns, scale=LIKERT_7, record_id="id", resamples=50, rng=rng
        ).to_dict()

    assert index(make(survey, kind)) == index(survey)


def test_a_case_log_with_typed_times_of_a_zone(make: Any, cases: Any, kind: str):
    typed: Any = "utc" if kind == "mapping" else "refuse"  # numpy's times have no zone, and it must be said
    for zone in ("Asia/Shanghai", "aware"):
        log = read_case_log(make(cases, kind), columns=ROLES, times=TimeFormat(zone=zone, typed=typed))
        assert log.n_open == 1
        assert log.opened.astype("datetime64[h]").astype(str).tolist() == [f"2024-03-0{day}T01" for day in (1, 2, 3)]
        assert (log.resolved[0], log.resolved[2]) == (np.datetime64("2024-03-04T01"), np.datetime64("2024-03-03T13"))


@pytest.mark.parametrize(
    "kind", ("pandas", "pandas-pyarrow", "polars", "polars-lazy", "pyarrow", "arrow-stream", "duckdb", "dask")
)
def test_typed_times_bring_their_zone(make: Any, cases: Any, kind: str):
    column = read_columns(make(cases, kind), ["opened"])["opened"]
    assert column.zone is not None
    assert column.values.dtype.kind == "M"
    plain = cases.set_column(1, "opened", cases["opened"].cast(pa.timestamp("us")))
    assert read_columns(make(plain, kind), ["opened"])["opened"].zone is None
    with pytest.raises(InvalidValueError, match="the column has no zone: say typed='local'"):
        read_case_log(make(plain, kind), columns={"opened": "opened"}, times=TimeFormat(zone="Asia/Shanghai"))


def test_results_go_out_as_the_kind_that_came_in(make: Any, survey: Any, kind: str):
    groups = net_promoter_score(make(survey, kind), "recommend", by="site")
    assert groups.source == OUTGOING[kind]
    frame = to_frame(groups)
    assert backend_of(frame) == OUTGOING[kind]
    columns = read_columns(frame, column_names(frame))
    assert columns["site"].values.tolist() == ["east", "west"]
    assert columns["value"].values.tolist() == [groups["east"].value, groups["west"].value]
    assert columns["n"].values.tolist() == [groups["east"].n, groups["west"].n]
    assert {"low", "high"} <= set(columns)
    if kind not in ("mapping", "lists", "dask"):
        nw.from_native(frame)  # and so whatever speaks to frames can go on with it
