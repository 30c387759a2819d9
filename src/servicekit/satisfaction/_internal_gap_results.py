"""What gaps inside a company are made of: contrasts between sides, distances from targets, and where a gap lies."""

from collections.abc import Mapping
from typing import Final

from attrs import evolve, field, frozen

from servicekit.foundation import _checks as checks
from servicekit.foundation._documents import MEASUREMENT, under
from servicekit.foundation._errors import UnknownConceptError
from servicekit.foundation._reasons import Reason
from servicekit.foundation._results import Estimate, Interval, Result
from servicekit.foundation._vocabulary import Concept, Label, framework
from servicekit.stats.comparison._comparison import Contrast
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.scores._mean_score import MeanScore

CUSTOMERS, FRONT_LINE, MANAGEMENT = ROLES = ("customers", "front_line", "management")
PAIRS: Final = ((FRONT_LINE, CUSTOMERS), (MANAGEMENT, CUSTOMERS), (MANAGEMENT, FRONT_LINE))


@framework(
    "F10",
    title=Label("Where a gap inside the company lies", "企业内部服务缺口所在"),
    summary=Label(
        "Says where what customers miss is lost: in what management believes, in standards, or in keeping them.",
        "指出顾客未得到之处失于何处：管理层的认识、标准的缺失，还是执行。",
    ),
    sources=(under(MEASUREMENT, "客户满意度测评·第五代"),),
    interpretation=Label(
        "The document asks to attend to gaps inside the company and names none; these four places are a reading.",
        "文档只提出关注企业内部服务缺口，未列举缺口；此处四类为本库的理解。",
    ),
)
class InternalGap(Concept):
    """Where a gap lies.

    Example:
        >>> import servicekit as sk
        >>> str(sk.satisfaction.InternalGap("no_standard"))
        'No standard 缺少标准'
    """

    OVERRATED = (
        "overrated",
        "Overrated",
        "管理层高估",
        "Management thinks better of it than customers do.",
        "管理层的评价高于顾客。",
    )
    NO_STANDARD = (
        "no_standard",
        "No standard",
        "缺少标准",
        "Customers fall short of the target, and no standard covers it.",
        "顾客评价未达目标，且没有相应标准。",
    )
    NOT_KEPT = (
        "not_kept",
        "Not kept",
        "执行不到位",
        "The standard is there and is not kept.",
        "有标准，但未执行到位。",
    )
    KEPT_AND_MISSED = (
        "kept_and_missed",
        "Kept and missed",
        "达标而仍不满",
        "The standard is kept, and customers still fall short of the target.",
        "标准已执行到位，顾客评价仍未达目标。",
    )


@frozen(kw_only=True)
class AgainstTarget(Estimate):
    """A mean answer, or a share kept, less its target.

    Attributes:
        estimate: The figure.
        target: What is aimed at.
        p_value: Of no difference; None if not estimable.
        adjusted_p: Adjusted for all comparisons of the call.
        level: Confidence level.
    """

    title = Label("Distance from the target", "与目标之差")

    estimate: MeanScore | Share
    target: float
    p_value: float | None = None
    adjusted_p: float | None = None
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def value(self) -> float | None:
        """Figure less target."""
        return None if self.estimate.value is None else self.estimate.value - self.target

    @property
    def interval(self) -> Interval | None:
        """Interval of the distance alone."""
        own: Interval | None = evolve(self.estimate, level=self.level).interval
        return None if own is None else own.map(lambda figure: figure - self.target)

    @property
    def reason(self) -> Reason | None:
        """Why there is no value or interval."""
        return self.estimate.reason


@frozen(kw_only=True)
class AttributeGaps(Result):
    """What the three sides answer about one attribute, and what the audit says of it.

    Attributes:
        attribute: Its column.
        scores: Side -> mean answer.
        contrasts: Front line less customers, management less customers, management less front line.
        shortfall: Customers' mean less the target.
        standards: Keys of the standards that serve it; None where the call was given none.
        keeping: Share kept of those standards less what counts as kept; None where there are none.
        alpha: Greatest adjusted p-value of a claim.
    """

    title = Label("Gaps of an attribute", "要素缺口")
    derived = ("found",)
    _lines = ("contrasts",)

    attribute: str
    scores: Mapping[str, MeanScore]
    contrasts: tuple[Contrast, ...]
    shortfall: AgainstTarget
    standards: tuple[str, ...] | None = None
    keeping: AgainstTarget | None = None
    alpha: float

    @property
    def found(self) -> tuple[InternalGap, ...]:
        """Where a gap lies, as claims over the whole call; empty where none is shown, which does not mean none is."""
        short = self._claims(self.shortfall, -1)
        kinds = {
            InternalGap.OVERRATED: self._claims(self[MANAGEMENT, CUSTOMERS], 1),
            InternalGap.NO_STANDARD: short and self.standards == (),
            InternalGap.NOT_KEPT: self._claims(self.keeping, -1),
            InternalGap.KEPT_AND_MISSED: short and self._claims(self.keeping, 1),
        }
        return tuple(kind for kind, stands in kinds.items() if stands)

    def _claims(self, figure: Contrast | AgainstTarget | None, sign: int) -> bool:
        if figure is None or figure.adjusted_p is None or figure.value is None:
            return False
        return figure.adjusted_p <= self.alpha and figure.value * sign > 0

    def __getitem__(self, pair: tuple[str, str]) -> Contrast:
        for contrast in self.contrasts:
            if (contrast.first, contrast.second) == pair:
                return contrast
        raise UnknownConceptError("pair of sides", pair, [f"{first}, {second}" for first, second in PAIRS])


@frozen(kw_only=True)
class InternalGaps(Result):
    """Gaps of all attributes.

    Attributes:
        attributes: Attribute -> its gaps.
        left_out: Values of the column of sides that are none of the three, with the number of rows.
        comparisons: Over how many comparisons the p-values are adjusted.
        level: Confidence level.
    """

    title = Label("Gaps inside the company", "企业内部服务缺口")
    derived = ("found",)
    _lines = ("attributes",)

    attributes: Mapping[str, AttributeGaps]
    left_out: Mapping[str, int] = field(factory=dict)
    comparisons: int
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def found(self) -> Mapping[str, tuple[InternalGap, ...]]:
        """Attribute -> where its gaps lie; attributes without a claim are left out."""
        return {name: gaps.found for name, gaps in self.attributes.items() if gaps.found}

    def __getitem__(self, attribute: str) -> AttributeGaps:
        if attribute not in self.attributes:
            raise UnknownConceptError("attribute", attribute, list(self.attributes))
        return self.attributes[attribute]
