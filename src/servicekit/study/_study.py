"""A study: which column means what, on which scale, and how the sample was drawn."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Literal

from attrs import evolve, field, frozen
from attrs.validators import in_, optional

from servicekit.data._answers import InputPolicy, Invalid
from servicekit.data._scales import Scale
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._checks import confidence, whole_positive
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import Label
from servicekit.satisfaction._dimensions import Dimension, QualityDimension
from servicekit.stats.designs._design import Design
from servicekit.study.conclusions._disclosure import Disclosure
from servicekit.study.sections._comments_section import CommentsSection
from servicekit.study.sections._expectations_section import ExpectationsSection
from servicekit.study.sections._experience_section import ExperienceSection
from servicekit.study.sections._further_sections import (
    ChurnSection,
    EventsSection,
    ImportanceSection,
    KanoSection,
    UsageSection,
)
from servicekit.study.sections._improvement_sections import ActionsSection, TargetSection
from servicekit.study.sections._joined_section import JoinedSection
from servicekit.study.sections._journey_section import JourneySection
from servicekit.study.sections._sections import (
    AuditsSection,
    ComplaintsSection,
    LoyaltySection,
    ReportSection,
    TransactionsSection,
    WaitsSection,
)
from servicekit.study.sections._staff_section import StaffSection
from servicekit.study.sections._what_if_section import WhatIfSection

Kind = Literal["csat", "nps", "ces", "mean", "multi"]
UNTITLED: Final = Label("Service assessment", "服务评估")
KINDS: tuple[Kind, ...] = ("csat", "nps", "ces", "mean", "multi")


@frozen(kw_only=True)
class Question:
    """One question that is a measure by itself.

    Attributes:
        column: Where its answers stand.
        kind: "csat" (share of the best answers), "nps", "ces", "mean" or "multi" (several answers may be given).
        scale: Name of its scale; none for "multi".
        boxes: For "csat": how many of the best answers count.
        label: How it is called in reports; the column if None.
        columns: For "multi" in place of ``column``: one column a choice, ticked or not.
        separator: For "multi" with one column: what stands between the answers of a cell.

    Example:
        >>> import servicekit as sk
        >>> sk.study.Question(column="recommend", kind="nps", scale="ten")
        Question(column='recommend', kind='nps', scale='ten', boxes=2, label=None, columns=(), separator='')
    """

    column: str = ""
    kind: Kind
    scale: str = ""
    boxes: int = field(default=2, validator=whole_positive)
    label: Label | None = None
    columns: tuple[str, ...] = ()
    separator: str = ""

    def __attrs_post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InvalidValueError("kind of a question", f"one of {', '.join(KINDS)}", self.kind)
        if self.kind != "multi" and not (self.column and self.scale):
            raise InvalidValueError(f"question of kind {self.kind!r}", "given its column and its scale", ...)
        if self.kind == "multi" and bool(self.columns) == bool(self.column and self.separator):
            raise InvalidValueError("question of kind 'multi'", "given columns, or a column and its separator", ...)


@frozen(kw_only=True)
class Pair:
    """Expectation and evaluation of the service as a whole, by the same customer on one scale.

    Example:
        >>> import servicekit as sk
        >>> sk.study.Pair(evaluation="met", expectation="hoped", scale="seven")
        Pair(evaluation='met', expectation='hoped', scale='seven')
    """

    evaluation: str
    expectation: str
    scale: str


@frozen(kw_only=True)
class QualityBlock:
    """Items of one quality dimension; with expectations in the same order for gaps.

    Attributes:
        items, expectations: Columns.
        weight: Its importance.
        label: Its name in reports.
        stage: Whether customers meet it ("front") or it happens behind the counter ("back"); a report then sets front
            stage and back stage against each other.
    """

    items: tuple[str, ...]
    expectations: tuple[str, ...] = ()
    weight: float = 1.0
    label: Label | None = None
    stage: Literal["front", "back"] | None = None


@frozen(kw_only=True)
class QualitySection:
    """Perceived quality: the dimensions and the scale of all their items."""

    scale: str
    dimensions: Mapping[str, QualityBlock]

    def resolved(self) -> tuple[Dimension, ...]:
        """Return the dimensions with bilingual names; the five of SERVQUAL bring their own."""
        known = {concept.key: concept.label for concept in QualityDimension}
        return tuple(
            Dimension(
                key=key,
                label=block.label or known.get(key, Label(key, key)),
                items=block.items,
                expectations=block.expectations,
                weight=block.weight,
            )
            for key, block in self.dimensions.items()
        )


@frozen(kw_only=True)
class IndexSection:
    """Satisfaction index model: which columns measure which construct."""

    model: Literal["ECSI", "ACSI"]
    scale: str
    constructs: Mapping[str, tuple[str, ...]]


@frozen(kw_only=True)
class DriversSection:
    """What moves overall satisfaction: an outcome and the ratings that may explain it.

    Attributes:
        outcome, outcome_scale: Overall satisfaction and the name of its scale.
        drivers, scale: Columns of ratings and the name of their scale.
        labels: Names of the ratings in reports.
        missing: Which rows the shares of importance use: those with both answers of a pair ("pairwise"), or those with
            every answer ("listwise").
        neutral: Answer that is neither good nor bad, on the scale of the ratings; the middle of it if None.
        delighted, satisfied: How many of the best answers to the outcome count as delighted, and how many below them as
            merely satisfied; one each, or two each on a scale of eight answers and more, if None.
    """

    outcome: str
    outcome_scale: str
    drivers: tuple[str, ...]
    scale: str
    labels: Mapping[str, Label] = field(factory=dict)
    missing: Literal["pairwise", "listwise"] = "pairwise"
    neutral: float | None = None
    delighted: int | None = field(default=None, validator=optional(whole_positive))
    satisfied: int | None = field(default=None, validator=optional(whole_positive))

    def __attrs_post_init__(self) -> None:
        if self.outcome in self.drivers:
            raise InvalidValueError("drivers", f"other columns than the outcome {self.outcome!r}", self.drivers)


@frozen(kw_only=True)
class Study:
    """Everything that the columns of a survey file do not say by themselves.

    Attributes:
        title: Title of the report.
        scales: Named scales.
        questions: Measures by name ("overall", "recommend"), in the order of the report.
        satisfaction: Expectation and evaluation of the whole.
        quality: Items of the quality dimensions.
        index: Columns of the index model.
        drivers: Overall satisfaction and what may explain it.
        loyalty: Questions that tell why customers stay.
        complaints, transactions, audits, waits: Columns of the tables beside the survey.
        kano, importance: Pairs of questions of these kinds.
        usage: How much customers use the service, and what they think of it.
        churn, events: Columns of tables beside the survey: customers who stay or leave, events of cases.
        what_if: Changes to be decided on, and figures that the data do not give.
        comments: What people write, and by which question the dissatisfied are known.
        targets: What questions are to reach, and by when; by name, which may be that of the question.
        actions: Who may answer for the actions of a register.
        journey: Moments in which customers meet the service, in their order.
        experience: Usability questionnaires, tasks and the stages that customers reach.
        staff: The table in which front line and management answer what customers were asked.
        expectations: The ladder and the sources of expectation, elements of satisfaction, needs met.
        joined: Columns that are made of several, one of which is ticked a row: name -> which; groups may name them.
        groups: Columns that form groups (branch, segment); the first one is ranked.
        adjust_for: Columns that describe customers (age, kind of visit), at whose same mix groups are compared; what a
            customer brings, never what a group does.
        wave: Column of the wave.
        wave_order: The waves from the first to the last; needed only where their names do not tell it ("before",
            "after").
        wave_by: "month", "quarter" or "year" where ``wave`` is a column of days or times of which these are the waves.
        wave_times: How those times are written; the periods are those of its zone.
        panel: Column that tells who answered, where the same people answer in several waves: changes are then judged
            against what each of them said before, and one person's answers count as one everywhere.
        report: How sure the report is to be.
        disclosure: What only the people of the survey know about it.
        counts: Column of how many people each row stands for, in a table of counts.
        design: Columns of weights, strata and clusters.
        record_id: Column of the row's identity.
        labels: Names of columns in reports.
        invalid: What happens to answers off their scale: "raise" or "omit".
        text: Whether numbers kept as text are read.
        missing_tokens: Texts that stand for "no answer".
        level: Confidence level.
        seed: Seed of the resampling; the same seed gives the same report.
        resamples: Bootstrap resamples.

    Example:
        >>> import servicekit as sk
        >>> sk.load_example().study.questions["recommend"].kind
        'nps'
    """

    record_version: ClassVar[int] = 1

    title: Label = UNTITLED
    scales: Mapping[str, Scale] = field(factory=dict)
    questions: Mapping[str, Question] = field(factory=dict)
    satisfaction: Pair | None = None
    quality: QualitySection | None = None
    index: IndexSection | None = None
    drivers: DriversSection | None = None
    loyalty: LoyaltySection | None = None
    complaints: ComplaintsSection | None = None
    transactions: TransactionsSection | None = None
    audits: AuditsSection | None = None
    waits: WaitsSection | None = None
    kano: KanoSection | None = None
    importance: ImportanceSection | None = None
    usage: UsageSection | None = None
    churn: ChurnSection | None = None
    events: EventsSection | None = None
    what_if: WhatIfSection | None = None
    comments: CommentsSection | None = None
    targets: Mapping[str, TargetSection] = field(factory=dict)
    actions: ActionsSection | None = None
    journey: JourneySection | None = None
    experience: ExperienceSection | None = None
    expectations: ExpectationsSection | None = None
    staff: StaffSection | None = None
    joined: Mapping[str, JoinedSection] = field(factory=dict)
    groups: tuple[str, ...] = ()
    adjust_for: tuple[str, ...] = ()
    wave: str | None = None
    wave_order: tuple[str, ...] = ()
    wave_by: Literal["month", "quarter", "year"] | None = field(
        default=None, validator=optional(in_(("month", "quarter", "year")))
    )
    wave_times: TimeFormat | None = None
    panel: str | None = None
    report: ReportSection = field(factory=ReportSection)
    disclosure: Disclosure = field(factory=Disclosure)
    counts: str | None = None
    design: Design = field(factory=Design)
    record_id: str | None = None
    labels: Mapping[str, Label] = field(factory=dict)
    invalid: Invalid = "raise"
    text: bool = False
    missing_tokens: tuple[str, ...] = ("",)
    level: float = field(default=0.95, validator=confidence)
    seed: int = 20240229
    resamples: int = field(default=1000, validator=whole_positive)

    def __attrs_post_init__(self) -> None:
        if self.wave is None and (self.wave_by is not None or self.wave_times is not None):
            raise InvalidValueError("wave", "the column of times that wave_by parts into periods", None)
        if self.panel is not None and self.wave is None:
            raise InvalidValueError("wave", "given where panel says who answered in several waves", None)

    def scale(self, name: str) -> Scale:
        """Return a scale by its name."""
        try:
            return self.scales[name]
        except KeyError:
            raise UnknownConceptError("scale", name, list(self.scales)) from None

    @property
    def measured(self) -> dict[str, Question]:
        """The questions whose answers lie on a scale."""
        return {name: question for name, question in self.questions.items() if question.kind != "multi"}

    @property
    def choices(self) -> dict[str, Question]:
        """The questions to which several answers may be given."""
        return {name: question for name, question in self.questions.items() if question.kind == "multi"}

    @property
    def lead(self) -> str:
        """Question of the study that matters first; "" without questions."""
        if self.report.lead is not None and self.report.lead not in self.measured:
            raise UnknownConceptError("question", self.report.lead, list(self.measured))
        return self.report.lead or next(iter(self.measured), "")

    @property
    def policy(self) -> InputPolicy:
        """The policy for text and for bad values."""
        return InputPolicy(invalid=self.invalid, text=self.text, missing_tokens=self.missing_tokens)

    @property
    def as_panel(self) -> "Study":
        """The study in which the answers of one person of the panel are one cluster, where nothing larger is."""
        if self.panel is None or self.design.clusters:
            return self
        return evolve(self, design=evolve(self.design, clusters=(self.panel,)))

    @property
    def sample(self) -> dict[str, Any]:
        """The sampling design as the measures take it."""
        return {"design": self.design, "policy": self.policy}

    @property
    def replication(self) -> dict[str, Any]:
        """The sampling design as measures made of moments take it."""
        return {"design": self.design, "record_id": self.record_id, "policy": self.policy}

    def label(self, column: str) -> Label:
        """Return the name of a column in reports."""
        return self.labels.get(column) or Label(column, column)

    @property
    def uses(self) -> dict[str, str]:
        """Every column the study needs and the name of its scale ("" for columns without one)."""
        found = dict.fromkeys(
            (
                *self.groups,
                *self.adjust_for,
                *filter(None, (self.wave, self.record_id, self.panel)),
                *self.design.columns,
            ),
            "",
        )
        for question in self.measured.values():
            found[question.column] = question.scale
        for question in self.choices.values():
            found.update(dict.fromkeys(question.columns or (question.column,), ""))
        if self.satisfaction:
            found.update(
                dict.fromkeys((self.satisfaction.evaluation, self.satisfaction.expectation), self.satisfaction.scale)
            )
        if self.quality:
            for block in self.quality.dimensions.values():
                found.update(dict.fromkeys((*block.items, *block.expectations), self.quality.scale))
        if self.index:
            for items in self.index.constructs.values():
                found.update(dict.fromkeys(items, self.index.scale))
        if self.drivers:
            found[self.drivers.outcome] = self.drivers.outcome_scale
            found.update(dict.fromkeys(self.drivers.drivers, self.drivers.scale))
        if self.kano:
            found.update(dict.fromkeys((*self.kano.functional, *self.kano.dysfunctional), self.kano.scale))
        if self.importance:
            both = (*self.importance.importance, *self.importance.performance)
            found.update(dict.fromkeys(both, self.importance.scale))
        if self.usage:
            found.update({name: scale for name, scale in self.usage.scales.items() if scale or name not in found})
        for section in (self.journey, self.experience, self.expectations, self.comments, self.staff):
            for name, scale in section.uses.items() if section is not None else ():
                found[name] = scale or found.get(name, "")
        if self.loyalty:
            found.update({rated.column: rated.scale for rated in self.loyalty.rated})
        return found
