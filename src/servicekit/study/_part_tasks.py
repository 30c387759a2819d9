"""The parts of an assessment as tasks: the module of a part is loaded when its turn comes, and where a study asks."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import Final, cast

from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._summaries import Measure
from servicekit.foundation._vocabulary import Label
from servicekit.study import _part_names as parts
from servicekit.study._part import NotRun, Part
from servicekit.study._part_names import PartName
from servicekit.study._plan import JointTask, SurveyTask, Task
from servicekit.study._study import Study
from servicekit.study.tables._given_tables import Tables


@frozen(kw_only=True)
class PartTask:
    """A part of which only the name is loaded.

    Attributes:
        about: Its name.
        asked: Whether a study asks for it; where not, it is not run, and its module is not loaded.
    """

    about: PartName
    asked: Callable[[Study], object]

    @property
    def KEY(self) -> str:  # noqa: N802
        """Key of the part."""
        return self.about.key

    @property
    def NAME(self) -> Label:  # noqa: N802
        """Its name in reports."""
        return self.about.name

    @property
    def NEEDS(self) -> Label:  # noqa: N802
        """The data it needs."""
        return self.about.needs

    def is_asked(self, study: Study) -> bool:
        """Whether a study asks for it."""
        return bool(self.asked(study))

    @property
    def module(self) -> object:
        """The module that makes the part."""
        return import_module(f"servicekit.study.parts._{self.KEY}")

    def absent(self) -> NotRun:
        """Return the part that is not run for want of data."""
        return NotRun(key=self.KEY, name=self.NAME, needs=self.NEEDS)

    def requests(self, study: Study) -> Iterable[Measure]:
        """Return the measures that the part will take of the survey."""
        return cast("SurveyTask", self.module).requests(study) if self.is_asked(study) else ()


@frozen(kw_only=True)
class SurveyPart(PartTask):
    """A part of the survey."""

    def again(self, study: Study) -> Iterator[Measure]:
        """Yield measures that ask for something only when the first answers are known."""
        if self.is_asked(study) and (measures := getattr(self.module, "again", None)) is not None:
            yield from measures(study)

    def assess(self, study: Study, data: Data) -> Part | NotRun:
        """Make the part."""
        return cast("SurveyTask", self.module).assess(study, data) if self.is_asked(study) else self.absent()


@frozen(kw_only=True)
class TablePart(PartTask):
    """A part of one table, whose module says where the study does not tell what the columns of the table mean."""

    def assess(self, study: Study, table: Data | None) -> Part | NotRun:
        """Make the part."""
        return self.absent() if table is None else cast("Task", self.module).assess(study, table)


@frozen(kw_only=True)
class JointPart(PartTask):
    """A part of several tables.

    Attributes:
        own: A table that no other part reads, which asks for the part, too.
    """

    own: str | None = None

    def assess(self, study: Study, tables: Tables) -> Part | NotRun:
        """Make the part."""
        is_given = self.own is not None and tables.get(self.own) is not None
        if not self.is_asked(study) and not is_given:
            return self.absent()
        return cast("JointTask", self.module).assess(study, tables)


SURVEY_PARTS: Final = (
    SurveyPart(about=parts.MEASURES, asked=lambda study: True),
    SurveyPart(about=parts.EXPECTATION, asked=lambda study: study.satisfaction),
    SurveyPart(about=parts.QUALITY, asked=lambda study: study.quality),
    SurveyPart(about=parts.INDEX, asked=lambda study: study.index),
    SurveyPart(about=parts.PRIORITIES, asked=lambda study: study.drivers),
    SurveyPart(about=parts.SIDES, asked=lambda study: study.drivers),
    SurveyPart(about=parts.EXCELLENCE, asked=lambda study: study.drivers),
    SurveyPart(about=parts.IMPORTANCE, asked=lambda study: study.importance),
    SurveyPart(about=parts.KANO, asked=lambda study: study.kano),
    SurveyPart(about=parts.USAGE, asked=lambda study: study.usage),
    SurveyPart(about=parts.JOURNEY, asked=lambda study: study.journey),
    SurveyPart(about=parts.EXPERIENCE, asked=lambda study: study.experience),
    SurveyPart(about=parts.EXPECTATIONS, asked=lambda study: study.expectations),
    SurveyPart(about=parts.GROUPS, asked=lambda study: study.groups and study.measured),
    SurveyPart(about=parts.WAVES, asked=lambda study: study.wave is not None and study.measured),
    SurveyPart(about=parts.LOYALTY, asked=lambda study: study.loyalty),
    SurveyPart(about=parts.CHOICES, asked=lambda study: study.choices),
    SurveyPart(about=parts.COMMENTS, asked=lambda study: study.comments),
)
TABLE_PARTS: Final[Mapping[str, TablePart]] = {
    "complaints": TablePart(about=parts.COMPLAINTS, asked=lambda study: study.complaints),
    "transactions": TablePart(about=parts.CUSTOMERS, asked=lambda study: study.transactions),
    "audits": TablePart(about=parts.COMPLIANCE, asked=lambda study: study.audits),
    "waits": TablePart(about=parts.WAITS, asked=lambda study: study.waits),
    "churn": TablePart(about=parts.CHURN, asked=lambda study: study.churn),
    "events": TablePart(about=parts.EVENTS, asked=lambda study: study.events),
}
INTERNAL_GAPS: Final = JointPart(about=parts.INTERNAL_GAPS, asked=lambda study: study.staff, own="staff")
WHAT_IF: Final = JointPart(about=parts.WHAT_IF, asked=lambda study: study.what_if)
IMPROVEMENT: Final = JointPart(
    about=parts.IMPROVEMENT, asked=lambda study: study.targets or study.actions is not None, own="actions"
)
JOINT_PARTS: Final = (INTERNAL_GAPS, WHAT_IF, IMPROVEMENT)
"""Parts that read several tables at once."""
SURVEY_AND_TABLES: Final = (IMPROVEMENT, INTERNAL_GAPS)
"""Those of them that read the survey."""
