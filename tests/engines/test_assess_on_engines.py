"""A whole study on every engine: one export, and the same figures to the last bit for ratings."""

from typing import Any

import numpy as np
import pytest

import servicekit as sk

pa = pytest.importorskip("pyarrow")
ROWS = 700


@pytest.fixture(scope="module")
def survey() -> Any:
    rng = np.random.default_rng(11)
    felt = rng.normal(size=ROWS)
    columns: dict[str, Any] = {"id": np.arange(ROWS)}
    for name in ("overall", "speed", "staff"):
        answers = np.clip(np.rint(3 + felt + rng.normal(size=ROWS)), 1, 5).astype(np.int8)
        columns[name] = pa.array(answers, mask=rng.random(ROWS) < 0.05)
    columns["recommend"] = np.clip(np.rint(6 + 2 * felt), 0, 10).astype(np.int8)
    columns["site"] = pa.array(["north", "south", "east", None]).take(pa.array(rng.integers(0, 4, ROWS)))
    columns["wave"] = np.where(np.arange(ROWS) < ROWS // 2, "2024-Q1", "2024-Q2")
    return pa.table(columns)


@pytest.fixture(scope="module")
def study() -> sk.Study:
    return sk.Study(
        scales={"five": sk.LIKERT_5, "ten": sk.ZERO_TO_TEN},
        questions={
            "overall": sk.study.Question(column="overall", kind="csat", scale="five"),
            "recommend": sk.study.Question(column="recommend", kind="nps", scale="ten"),
        },
        drivers=sk.study.DriversSection(
            outcome="overall", outcome_scale="five", drivers=("speed", "staff"), scale="five"
        ),
        groups=("site",),
        wave="wave",
        record_id="id",
        resamples=100,
    )


@pytest.fixture(scope="module")
def expected(survey: Any, study: sk.Study) -> dict[str, list[Any]]:
    return sk.assess(study, survey).to_results()


def test_an_assessment_says_the_same_on_every_engine(
    make: Any, survey: Any, study: sk.Study, expected: dict[str, list[Any]], kind: str
) -> None:
    found = sk.assess(study, make(survey, kind)).to_results()
    assert found["id"] == expected["id"]
    assert found["text_en"] == expected["text_en"]
    assert found["value"] == expected["value"]


def test_a_cluster_without_ids_of_rows_is_refused_before_it_is_read(make: Any, survey: Any, study: sk.Study) -> None:
    import attrs

    with pytest.raises(sk.foundation.InvalidValueError, match="record_id"):
        sk.assess(attrs.evolve(study, record_id=None), make(survey, "dask"))
