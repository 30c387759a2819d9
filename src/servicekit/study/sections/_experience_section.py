"""The section of a study about ease of use: questionnaires, tasks, and the path of the customer."""

from collections.abc import Mapping
from typing import Final

from attrs import field, frozen

from servicekit.data._scales import Scale
from servicekit.experience._instruments import USABILITY_INSTRUMENTS, UsabilityInstrument
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import Label

FEWEST_STAGES: Final = 2


@frozen(kw_only=True)
class QuestionnaireColumns:
    """Columns of a usability questionnaire.

    Attributes:
        instrument: Key of the questionnaire: "sus", "umux", "umux_lite", "ueq" or "ueq_s".
        items: Its items in the order of the printed form, as answered.
        scale: Name of the scale of the items; as many answers as the printed form has.
        by: Column of what was used: the touchpoint, the product; None for one thing.
        label: What was used, in reports.
    """

    instrument: str
    items: tuple[str, ...]
    scale: str
    by: str | None = None
    label: Label | None = None

    def __attrs_post_init__(self) -> None:
        if self.instrument not in USABILITY_INSTRUMENTS:
            raise UnknownConceptError("instrument", self.instrument, list(USABILITY_INSTRUMENTS))
        size = self.printed.size
        if len(self.items) != size or len(set(self.items)) < size:
            rule = f"the {size} columns of {self.printed.label.en} in the order of the form, each once"
            raise InvalidValueError("items", rule, list(self.items))

    @property
    def printed(self) -> UsabilityInstrument:
        """The questionnaire as printed."""
        return USABILITY_INSTRUMENTS[self.instrument]

    def fits(self, scale: Scale) -> bool:
        """Return whether answers on a scale are those of the printed form, whatever their codes.

        Args:
            scale: Of the items.
        """
        own = self.printed.scale
        return scale.step == 1 and scale.high - scale.low == own.high - own.low


@frozen(kw_only=True)
class TaskColumns:
    """Columns of a task of a usability test, one row an attempt.

    Attributes:
        success: 1 or 0 for whether the attempt completed the task; None: not asked.
        time: How long it took; attempts that failed do not count. None: not measured.
        unit: Of the time, for reports.
        by: Column of the task or touchpoint, where one table holds several.
        label: Name of the task in reports.
    """

    success: str | None = None
    time: str | None = None
    unit: str = "seconds"
    by: str | None = None
    label: Label | None = None

    def __attrs_post_init__(self) -> None:
        if self.success is None and self.time is None:
            raise InvalidValueError("a task", "given its success, its time or both", None)


@frozen(kw_only=True)
class ExperienceSection:
    """How easy things are to use, and how many people go from stage to stage.

    Attributes:
        questionnaires: Name -> columns of a usability questionnaire.
        tasks: Name -> columns of a task.
        funnel: Columns of 1 and 0 for whether a person reached each stage, in the order of the stages.
    """

    questionnaires: Mapping[str, QuestionnaireColumns] = field(factory=dict, hash=False)
    tasks: Mapping[str, TaskColumns] = field(factory=dict, hash=False)
    funnel: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        if not (self.questionnaires or self.tasks or self.funnel):
            raise InvalidValueError("[experience]", "given questionnaires, tasks or a funnel", None)
        if self.funnel and (len(self.funnel) < FEWEST_STAGES or len(set(self.funnel)) < len(self.funnel)):
            raise InvalidValueError("stages of the funnel", "at least two, each once", list(self.funnel))

    @property
    def uses(self) -> dict[str, str]:
        """Every column and the name of its scale; "" where it has none."""
        found: dict[str, str] = {}
        for asked in self.questionnaires.values():
            found.update(dict.fromkeys(asked.items, asked.scale))
            if asked.by is not None:
                found.setdefault(asked.by, "")
        for task in self.tasks.values():
            for name in (task.success, task.time, task.by):
                if name is not None:
                    found.setdefault(name, "")
        for name in self.funnel:
            found.setdefault(name, "")
        return found

    @property
    def is_by_touchpoint(self) -> bool:
        """Whether it tells touchpoints apart."""
        columns = [asked.by for asked in self.questionnaires.values()] + [task.by for task in self.tasks.values()]
        return len(columns) > 1 or any(columns)
