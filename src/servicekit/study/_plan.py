"""The plan of a study: what its parts will ask of the survey, so that one pass over the data answers all of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Protocol

import attrs

from servicekit.data._frames import column_names
from servicekit.data._summaries import Measure, Plan, Summaries, held, planned
from servicekit.foundation._vocabulary import Label
from servicekit.study._data_quality import check_data
from servicekit.study._part import NotRun, Part
from servicekit.study._study import Study


class Task(Protocol):
    """A module that makes one part of an assessment."""

    @property
    def KEY(self) -> str:  # noqa: N802
        """Key of the part."""
        ...

    @property
    def NAME(self) -> Label:  # noqa: N802
        """Its name in reports."""
        ...

    @property
    def assess(self) -> Callable[[Study, Any], Part | NotRun]:
        """Study and data -> the part."""
        ...


class JointTask(Task, Protocol):
    """A module that makes a part of several tables."""

    def is_asked(self, study: Study) -> bool:
        """Return whether the study asks for the part."""
        ...


def study_plan(study: Study, data: Any, tasks: Iterable[Task]) -> Plan:
    """Return what the parts of a study ask of its survey.

    A part that has ``requests(study)`` yields the measures it will take; they write down what they read. One that has
    not is itself run on no rows, as far as it comes, and the rows of all columns are kept for it.

    Args:
        study: What the columns mean.
        data: The survey, of which only the names of columns are looked at.
        tasks: The parts to be run.
    """
    known = set(column_names(data))
    measures: list[Measure] = []
    others: list[Task] = []
    for task in tasks:
        if (requests := getattr(task, "requests", None)) is not None:
            measures += requests(study)
        else:
            others.append(task)
            measures.append(partial(task.assess, study))
    plan = planned(data, [partial(check_data, study), *measures], record_id=study.record_id)
    rows = (*plan.rows, *(study.uses if others else ()))
    return Plan(
        requests=tuple(request for request in plan.requests if known.issuperset(request.names)),
        rows=tuple(name for name in dict.fromkeys(rows) if name in known),
        record_id=study.record_id if study.record_id in known else None,
    )


def table_held(section: Any, table: Any) -> Summaries:
    """Return a table beside the survey, of which the columns that its section names are read once.

    Args:
        section: What the columns of the table mean; None where the study does not say.
        table: A frame of any kind or a mapping of columns.
    """
    named = set(_texts(None if section is None else attrs.asdict(section)))
    return held(table, [name for name in column_names(table) if name in named])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for key, part in value.items() for text in (*_texts(key), *_texts(part)))
    elif isinstance(value, list | tuple):
        yield from (text for part in value for text in _texts(part))
