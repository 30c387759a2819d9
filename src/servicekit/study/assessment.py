"""Assessment: every measurement that the data allow, what it says, and what could not be run for want of data."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from attrs import frozen

from servicekit.foundation.results import Result
from servicekit.foundation.vocabulary import Label
from servicekit.study.data_quality import DataQuality, check
from servicekit.study.generations import LADDER, Generation, feasible_generations
from servicekit.study.part import Finding, NotRun, Part
from servicekit.study.parts import expectation, groups, index, measures, priorities, quality, waves
from servicekit.study.study import Study

Progress = Callable[[int, int, Label], None]
SURVEY_PARTS: Final = (measures, expectation, quality, index, priorities, groups, waves)
MOST_FIRST: Final = 5


@frozen(kw_only=True)
class Assessment(Result):
    """What a study of real data found.

    Attributes:
        study: What the columns meant.
        data_quality: Rows, missing and rejected answers.
        parts: What was measured.
        not_run: What could not be measured, with the data it would need.
    """

    title = Label("Assessment of a service", "服务评估")
    derived = ("first", "generations")

    study: Study
    data_quality: DataQuality
    parts: tuple[Part, ...]
    not_run: tuple[NotRun, ...]

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
        there = set(feasible_generations(_evidence(self.study)))
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
    }
    return [name for name, known in there.items() if known]


def assess(study: Study, data: Any, *, progress: Progress | None = None) -> Assessment:
    """Run every part of a study that the data allow.

    Args:
        study: What the columns mean.
        data: Survey answers: a frame of any kind, eager or lazy, or a mapping of columns.
        progress: Called with (parts done, parts in all, name of the next one); for programs that show progress.

    Raises:
        RecordError: The study does not fit the data; every problem is listed.
    """
    tasks: Sequence[Any] = SURVEY_PARTS
    steps = len(tasks) + 1
    _tell(progress, 0, steps, DataQuality.title)
    found = check(study, data)
    done: list[Part | NotRun] = []
    for number, task in enumerate(tasks, start=1):
        _tell(progress, number, steps, task.NAME)
        done.append(task.assess(study, data))
    return Assessment(
        study=study,
        data_quality=found,
        parts=tuple(part for part in done if isinstance(part, Part)),
        not_run=tuple(part for part in done if isinstance(part, NotRun)),
    )


def _tell(progress: Progress | None, done: int, steps: int, name: Label) -> None:
    if progress is not None:
        progress(done, steps, name)
