"""Plan, fold and parts give what each measure gives by itself, on random studies and on every engine."""

import re
from importlib.util import find_spec
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from whole_study import DESIGNS, PARTS, whole_study, whole_survey

from servicekit.data import _kept_rows as kept_rows
from servicekit.data._engines import fold
from servicekit.data._grouping import to_list
from servicekit.study._part import Part
from servicekit.study._part_tasks import SURVEY_PARTS
from servicekit.study._plan import second_pass, study_plan
from servicekit.study._study import Study

pa = pytest.importorskip("pyarrow")
IN_ONE_PIECE = ("mapping", "pandas", "polars-lazy", "pyarrow", "duckdb", *(("ibis",) if find_spec("ibis") else ()))
NEED_ROWS = ("priorities", "sides", "kano", "usage", "journey", "loyalty", "comments", "excellence")
"""Parts that test single answers: of more rows than are kept they see a sample."""
SUMMARIES = tuple(key for key in PARTS if key not in NEED_ROWS)
SECTIONS = (
    "drivers", "importance", "kano", "satisfaction", "quality", "expectations", "journey", "experience", "comments",
    "loyalty", "usage", "index",
)  # fmt: skip


@st.composite
def studies(draw: st.DrawFn, record_id: str | None = None) -> Study:
    """Return a study that leaves out some sections, groups and questions; its rows are known by id or number."""
    study = whole_study(draw(st.sampled_from(tuple(DESIGNS))))
    without: dict[str, Any] = dict.fromkeys(draw(st.sets(st.sampled_from(SECTIONS), max_size=6)), None)
    kept = draw(st.sets(st.sampled_from(tuple(study.questions)), min_size=1))
    questions = {name: one for name, one in study.questions.items() if name in kept | {"recommend"}}
    groups = draw(st.sampled_from([("branch",), ("segment", "branch")]))
    adjusted = draw(st.sampled_from([(), ("age",)]))
    return attrs.evolve(
        study, questions=questions, groups=groups, adjust_for=adjusted, resamples=10, record_id=record_id, **without
    )


def told(part: Any, *, of_clusters: bool = False) -> Any:
    """Return everything that a part found and claims, written out, but the kind of frame that it came from.

    Clusters stand in the order in which partitions of a cluster of machines show them, and sums over them end in other
    digits: with ``of_clusters`` neither is told.
    """
    if not isinstance(part, Part):
        return part
    written = repr(_sourceless((part.to_dict(), part.claims), of_clusters))
    if part.key != "experience" and not of_clusters:
        return written
    # logarithms of times are no ratings: the last digits of their sums depend on the engine
    return re.sub(r"\d+\.\d+(?:e[+-]\d+)?", lambda found: f"{float(found[0]):.9g}", written)


def _sourceless(found: Any, is_sorted: bool) -> Any:
    if isinstance(found, dict):
        kept = {key: _sourceless(value, is_sorted) for key, value in found.items() if key != "source"}
        return dict(sorted(kept.items(), key=lambda entry: str(entry[0]))) if is_sorted else kept
    return [_sourceless(value, is_sorted) for value in found] if isinstance(found, list | tuple) else found


def in_order_of_rank(survey: dict[str, Any]) -> dict[str, Any]:
    """Return the same rows in the order in which those of a sample by their ids are kept."""
    kept = fold(survey, kept_rows.rows_request(("id",), "id")).ranked().columns["id"].unpacked
    place = {name: row for row, name in enumerate(survey["id"])}
    order = [place[name] for name in to_list(kept)]
    return {name: [values[row] for row in order] for name, values in survey.items()}


@given(
    study=studies(),
    rows=st.integers(30, 150),
    seed=st.integers(0, 9),
    missing=st.sampled_from([0.0, 0.3]),
    kind=st.sampled_from(IN_ONE_PIECE),
    bound=st.sampled_from([1 << 17, 29]),
    chosen=st.sets(st.sampled_from(PARTS), min_size=4, max_size=6),
)
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a study is large: to shrink one takes minutes
)
@pytest.mark.filterwarnings("ignore::servicekit.foundation.ServiceKitWarning")
def test_each_part_is_what_its_measures_give_alone(
    make: Any, study: Study, rows: int, seed: int, missing: float, kind: str, bound: int, chosen: set[str]
) -> None:
    survey = whole_survey(rows, seed, missing)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_rows, "MOST_ROWS", bound)
        known = chosen if bound > rows else chosen.intersection(SUMMARIES)
        tasks = [task for task in SURVEY_PARTS if task.KEY in known]
        data = make(pa.table(survey), kind)
        summaries = study_plan(study, data, tasks).fold(data)
        second_pass(study, summaries, tasks)
        passes = summaries.passes
        for task in tasks:
            assert told(task.assess(study, summaries)) == told(task.assess(study, survey)), task.KEY
        assert summaries.passes == passes


@given(
    study=studies(record_id="id"),
    rows=st.integers(30, 150),
    seed=st.integers(0, 9),
    missing=st.sampled_from([0.0, 0.3]),
    chosen=st.sets(st.sampled_from(PARTS), min_size=4, max_size=6),
)
@settings(
    max_examples=5,  # each of them is jobs of Spark
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@pytest.mark.spark
@pytest.mark.filterwarnings("ignore::servicekit.foundation.ServiceKitWarning")
def test_each_part_of_spark_is_what_its_measures_give_alone(
    make: Any, study: Study, rows: int, seed: int, missing: float, chosen: set[str]
) -> None:
    survey = whole_survey(rows, seed, missing)
    tasks = [task for task in SURVEY_PARTS if task.KEY in chosen]
    data = make(pa.table(survey), "pyspark")
    summaries = study_plan(study, data, tasks).fold(data)
    second_pass(study, summaries, tasks)
    passes = summaries.passes
    for task in tasks:
        found, alone = task.assess(study, summaries), task.assess(study, in_order_of_rank(survey))
        of_clusters = bool(study.design.clusters)
        assert told(found, of_clusters=of_clusters) == told(alone, of_clusters=of_clusters), task.KEY
    assert summaries.passes == passes


@pytest.mark.parametrize("kind", ("dask", pytest.param("pyspark", marks=pytest.mark.spark)))
@pytest.mark.filterwarnings("ignore::servicekit.foundation.ServiceKitWarning")
def test_each_part_of_a_cluster_is_that_of_the_same_rows_here(make: Any, kind: str) -> None:
    study, survey = attrs.evolve(whole_study(), resamples=10), pa.table(whole_survey(90))
    here, there = (study_plan(study, data, SURVEY_PARTS).fold(data) for data in (survey, make(survey, kind)))
    for task in SURVEY_PARTS:
        assert told(task.assess(study, there)) == told(task.assess(study, here)), task.KEY
