"""The plan of a study: what its parts will ask of the survey, so that one pass over the data answers all of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Protocol

import attrs

from servicekit.data._accepted import Data
from servicekit.data._frames import column_names
from servicekit.data._summaries import Measure, Plan, Summaries, held, planned
from servicekit.foundation._errors import ServiceKitError
from servicekit.foundation._vocabulary import Label
from servicekit.study._part import NotRun, Part
from servicekit.study._study import Study
from servicekit.study.tables._data_quality import check_data
from servicekit.study.tables._given_tables import Tables


class Named(Protocol):
    """A module that makes one part of an assessment."""

    @property
    def KEY(self) -> str:  # noqa: N802
        """Key of the part."""
        ...

    @property
    def NAME(self) -> Label:  # noqa: N802
        """Its name in reports."""
        ...


class Task(Named, Protocol):
    """A module that makes a part of one table."""

    @property
    def assess(self) -> Callable[[Study, Data | None], Part | NotRun]:
        """Study and data -> the part."""
        ...


class Asking(Protocol):
    """A module that says beforehand what it will ask of the survey.

    It may also have ``again(study)``: measures that ask for something only when the first answers are known.
    """

    @property
    def requests(self) -> Callable[[Study], Iterable[Measure]]:
        """Study -> the measures that the part will take, each of which asks for what it reads."""
        ...


class SurveyTask(Named, Asking, Protocol):
    """A module that makes a part of the survey."""

    @property
    def assess(self) -> Callable[[Study, Data], Part | NotRun]:
        """Study and survey -> the part."""
        ...


class JointTask(Named, Protocol):
    """A module that makes a part of several tables."""

    @property
    def assess(self) -> Callable[[Study, Tables], Part | NotRun]:
        """Study and tables -> the part."""
        ...

    def is_asked(self, study: Study) -> bool:
        """Return whether the study asks for the part."""
        ...


def study_plan(study: Study, data: Data, tasks: Iterable[Asking]) -> Plan:
    """Return what the parts of a study ask of its survey.

    Args:
        study: What the columns mean.
        data: The survey, of which only the names of columns are looked at.
        tasks: The parts to be run; their measures write down what they read.
    """
    known = set(column_names(data))
    measures = [measure for task in tasks for measure in _measures(task.requests, study)]
    plan = planned(data, [partial(check_data, study), *measures], record_id=study.record_id)
    return Plan(
        requests=tuple(request for request in plan.requests if known.issuperset(request.names)),
        rows=tuple(name for name in plan.rows if name in known),
        record_id=study.record_id if study.record_id in known else None,
    )


def second_pass(study: Study, survey: Summaries, tasks: Iterable[Asking]) -> None:
    """Read a survey again for what parts ask only when the first answers are known, if any does.

    Args:
        study: What the columns mean.
        survey: What the first pass gave.
        tasks: The parts to be run.
    """
    again = [measures for task in tasks if (measures := getattr(task, "again", None)) is not None]
    survey.read_again(measure for measures in again for measure in _measures(measures, study))


def _measures(asked: Callable[[Study], Iterable[Measure]], study: Study) -> Iterator[Measure]:
    """Yield measures; none where the study itself is wrong, which is said when the part is run."""
    with suppress(ServiceKitError):
        yield from asked(study)


def table_held(section: attrs.AttrsInstance | None, table: Data) -> Summaries:
    """Return a table beside the survey, of which the columns that its section names are read once.

    Args:
        section: What the columns of the table mean; None where the study does not say.
        table: A frame of any kind or a mapping of columns.
    """
    named = set(_texts(None if section is None else attrs.asdict(section)))
    return held(table, [name for name in column_names(table) if name in named])


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for key, part in value.items() for text in (*_texts(key), *_texts(part)))
    elif isinstance(value, list | tuple):
        yield from (text for part in value for text in _texts(part))
