"""Assessment: every measurement that the data allow, what it says, and what could not be run for want of data."""

from collections.abc import Callable
from typing import Any, Final, Protocol

from attrs import frozen

from servicekit.data._frames import materialise_streams
from servicekit.foundation import _markup as markup
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.study._counts import people_of
from servicekit.study._data_quality import DataQuality, check_data
from servicekit.study._generations import LADDER, Generation, feasible_generations
from servicekit.study._kept import kept
from servicekit.study._part import Finding, NotRun, Part
from servicekit.study._study import Study
from servicekit.study.parts import _choices as choices
from servicekit.study.parts import _churn as churn_part
from servicekit.study.parts import _complaints as complaints_part
from servicekit.study.parts import _compliance as compliance
from servicekit.study.parts import _customers as customers_part
from servicekit.study.parts import _events as events_part
from servicekit.study.parts import _expectation as expectation
from servicekit.study.parts import _groups as groups
from servicekit.study.parts import _index as index
from servicekit.study.parts import _loyalty as loyalty
from servicekit.study.parts import _measures as measures
from servicekit.study.parts import _priorities as priorities
from servicekit.study.parts import _quality as quality
from servicekit.study.parts import _waits as waits
from servicekit.study.parts import _waves as waves

Progress = Callable[[int, int, Label], None]
SURVEY_PARTS: Final = (measures, expectation, quality, index, priorities, groups, waves, loyalty, choices)
TABLE_PARTS: Final = {
    "complaints": complaints_part,
    "transactions": customers_part,
    "audits": compliance,
    "waits": waits,
    "churn": churn_part,
    "events": events_part,
}
NO_SURVEY: Final = Label("Survey answers.", "问卷回答。")
MOST_FIRST: Final = 6
USAGE: Final = frozenset({"repeat_share", "attitude"})


@frozen(kw_only=True)
class Assessment(Result):
    """What a study of real data found.

    Attributes:
        study: What the columns meant.
        data_quality: Rows, missing and rejected answers of the survey.
        tables: Names of the tables beside the survey that were given.
        parts: What was measured.
        not_run: What could not be measured, with the data it would need.

    Example:
        >>> import servicekit as sk
        >>> example = sk.load_example()
        >>> assessment = sk.assess(example.study, example.survey)
        >>> len(assessment.parts) > 3
        True
    """

    title = Label("Assessment of a service", "服务评估")
    derived = ("first", "generations")

    study: Study
    data_quality: DataQuality
    tables: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    not_run: tuple[NotRun, ...] = ()

    def __repr__(self) -> str:
        parts = ", ".join(part.key for part in self.parts)
        return f"Assessment({self.study.title.en!r}, rows={self.data_quality.rows}, parts: {parts})"

    def _repr_html_(self) -> str:
        title = f"<h3>{markup.text(self.study.title)}</h3>"
        parts = ""
        for part in self.parts:
            said = "".join(f"<li>{markup.text(finding.text)}</li>" for finding in part.findings)
            parts += f"<h4>{markup.text(part.name)}</h4><ul>{said}</ul>"
        lacking = markup.table(("", ""), [(part.name, part.needs) for part in self.not_run]) if self.not_run else ""
        return title + parts + lacking

    def part(self, key: str) -> Part | None:
        """Return a part by its key; None where it was not run."""
        return next((part for part in self.parts if part.key == key), None)

    @property
    def first(self) -> tuple[Finding, ...]:
        """The most urgent finding of each part: what to look at first.

        Urgencies of different parts have no common unit, so parts are not ranked against each other.
        """
        urgent = [max(part.findings, key=lambda f: f.urgency) for part in self.parts if part.findings]
        return tuple(finding for finding in urgent if finding.urgency > 0)[:MOST_FIRST]

    @property
    def generations(self) -> dict[str, bool]:
        """Which of the ten generations of measurement the data allow."""
        there = set(feasible_generations([*_evidence(self.study), *self.tables]))
        return {generation.key: generation in there for generation in Generation}

    @property
    def next_steps(self) -> tuple[tuple[Generation, Label], ...]:
        """Generations out of reach and the data that would bring each within it."""
        return tuple((g, LADDER[g].needs) for g in Generation if not self.generations[g.key])


def _evidence(study: Study) -> list[str]:
    there = {
        "quality": study.quality is not None,
        "index": study.index is not None,
        "drivers": study.drivers is not None,
        "effort": any(question.kind == "ces" for question in study.questions.values()),
        "waves": study.wave is not None,
        "usage": study.loyalty is not None and set(study.loyalty.evidence) >= USAGE,
    }
    return [name for name, known in there.items() if known]


class Drafted(Protocol):
    """What carries a study: a draft that nobody has corrected yet."""

    @property
    def study(self) -> Study:
        """The study proposed."""


def assess(
    study: Study | Drafted,
    data: Any = None,
    *,
    complaints: Any = None,
    transactions: Any = None,
    audits: Any = None,
    waits: Any = None,
    churn: Any = None,
    events: Any = None,
    progress: Progress | None = None,
) -> Assessment:
    """Run every part of a study that the data allow.

    Args:
        study: What the columns mean; a draft stands for the study it proposes.
        data: Survey answers: a frame of any kind, eager or lazy, or a mapping of columns; None without a survey.
        complaints, transactions, audits, waits, churn, events: The tables beside the survey, as far as there are any.
        progress: Called with (parts done, parts in all, name of the next one); for programs that show progress.

    Raises:
        RecordError: The study does not fit the data; every problem is listed.

    Example:
        >>> import servicekit as sk
        >>> example = sk.load_example()
        >>> assessment = sk.assess(example.study, example.survey)
        >>> len(assessment.parts) > 3
        True
    """
    if not isinstance(study, Study):
        study = getattr(study, "study", study)
    if not isinstance(study, Study):
        hint = "read_study(path) makes one of a file; the study comes first, then the data"
        raise InvalidValueError("study", "a Study", type(study).__name__, hint=hint)
    data = materialise_streams(data)
    given = {
        "complaints": complaints,
        "transactions": transactions,
        "audits": audits,
        "waits": waits,
        "churn": churn,
        "events": events,
    }
    given = {name: materialise_streams(table) for name, table in given.items()}
    if data is None and all(table is None for table in given.values()):
        raise NotEnoughDataError("there is nothing to assess: give survey answers or another table")
    tables = {name: table for name, table in given.items() if name in TABLE_PARTS}
    steps = 1 + len(SURVEY_PARTS) + len(tables)
    _tell(progress, 0, steps, DataQuality.title)
    data = people_of(study, data)
    quality = check_data(study, data) if data is not None else DataQuality(rows=0, columns={})
    done: list[Part | NotRun] = []
    for task in SURVEY_PARTS:
        _tell(progress, len(done) + 1, steps, task.NAME)
        done.append(task.assess(study, data) if data is not None else _absent(task))
    for name, table in tables.items():
        _tell(progress, len(done) + 1, steps, TABLE_PARTS[name].NAME)
        done.append(TABLE_PARTS[name].assess(study, table))
    return Assessment(
        study=study,
        data_quality=quality,
        tables=tuple(name for name, table in given.items() if table is not None),
        parts=tuple(part for part in done if isinstance(part, Part)),
        not_run=(*(part for part in done if isinstance(part, NotRun)), *kept(study)),
    )


def _absent(task: Any) -> NotRun:
    return NotRun(key=task.KEY, name=task.NAME, needs=getattr(task, "NEEDS", NO_SURVEY))


def _tell(progress: Progress | None, done: int, steps: int, name: Label) -> None:
    if progress is not None:
        progress(done, steps, name)
