"""Conflicts between customer and company: three kinds, journeys read by them, and the holes that standards leave."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from servicekit.foundation._checks import instance_of, validate
from servicekit.foundation._documents import SERVICE_TYPES
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Concept, Label, framework, member, members


@framework(
    "F16",
    title=Label("Kinds of conflict", "冲突的类型"),
    summary=Label(
        "Where customer and company collide; service standards must cover all of it.",
        "客户与公司在哪里发生冲突；服务标准必须全部覆盖。",
    ),
    sources=(SERVICE_TYPES,),
)
class ConflictKind(Concept):
    """What the conflict is about.

    Example:
        >>> import servicekit as sk
        >>> str(sk.complaints.ConflictKind("product_quality"))
        'Product quality 产品品质'
    """

    PRODUCT_QUALITY = (
        "product_quality",
        "Product quality",
        "产品品质",
        "Tangible things: documents, signs, goods, and doubts about what they are good for.",
        "有形的因素：文件、标志、货物，以及对产品和效益的疑问。",
    )
    TRANSACTION = (
        "transaction",
        "Transaction",
        "交易过程",
        "How it comes about: system, transport, speed, information and the way a service is carried out.",
        "过程如何进行：体系、运输、速度、信息和服务的执行。",
    )
    COMMUNICATION = (
        "communication",
        "Communication",
        "沟通冲突",
        "How people deal with each other: attitude, guidance, care and being within reach.",
        "人与人如何相处：态度、指导、关心和能否联系上。",
    )


def _kinds(values: "ConflictKind | str | Iterable[ConflictKind | str]") -> tuple[ConflictKind, ...]:
    chosen = [values] if isinstance(values, str | ConflictKind) else values
    validate(instance_of(Iterable, "one kind of conflict or several"), "kinds", chosen)
    return tuple(dict.fromkeys(members(ConflictKind, chosen)))


@frozen(kw_only=True)
class Incident:
    """Something that goes wrong on a journey.

    Attributes:
        key: Its name within the journey.
        label: What happens.
        kinds: The conflicts it makes; several are possible.

    Example:
        >>> import servicekit as sk
        >>> sk.complaints.JOURNEYS["late_flight"].incidents[0].key
        'late'
    """

    key: str
    label: Label
    kinds: tuple[ConflictKind, ...] = field(converter=_kinds)


@frozen(kw_only=True)
class Journey:
    """The way of one customer, incident by incident.

    Example:
        >>> import servicekit as sk
        >>> len(sk.complaints.JOURNEYS["late_flight"].incidents)
        5
    """

    key: str
    title: Label
    incidents: tuple[Incident, ...]

    def of(self, kind: ConflictKind | str) -> tuple[Incident, ...]:
        """Return the incidents in which a kind of conflict shows."""
        wanted = member(ConflictKind, kind)
        return tuple(incident for incident in self.incidents if wanted in incident.kinds)

    @property
    def counts(self) -> Mapping[ConflictKind, int]:
        """How many incidents show each kind."""
        return {kind: len(self.of(kind)) for kind in ConflictKind}


@frozen(kw_only=True)
class ConflictCoverage(Result):
    """Which kinds of conflict a set of standards covers.

    Attributes:
        matrix: Standard -> kind of conflict -> whether it covers it.
        journey: Incidents to be covered too, if a journey was given: key -> its kinds.
    """

    title = Label("Coverage of conflicts by service standards", "服务标准对冲突的覆盖")
    derived = ("holes", "uncovered_incidents", "idle")

    matrix: Mapping[str, Mapping[ConflictKind, bool]]
    journey: Mapping[str, tuple[ConflictKind, ...]] = field(factory=dict)

    @property
    def holes(self) -> tuple[ConflictKind, ...]:
        """Kinds of conflict that no standard covers."""
        return tuple(kind for kind in ConflictKind if not any(row[kind] for row in self.matrix.values()))

    @property
    def uncovered_incidents(self) -> tuple[str, ...]:
        """Incidents of the journey with a conflict that no standard covers."""
        return tuple(key for key, kinds in self.journey.items() if set(kinds) & set(self.holes))

    @property
    def idle(self) -> tuple[str, ...]:
        """Standards that cover no kind of conflict."""
        return tuple(standard for standard, row in self.matrix.items() if not any(row.values()))


def conflict_coverage(
    standards: Mapping[str, ConflictKind | str | Iterable[ConflictKind | str]], *, journey: Journey | None = None
) -> ConflictCoverage:
    """Return which kinds of conflict a set of standards covers, and the holes.

    Args:
        standards: Name of each standard -> the kinds it covers.
        journey: Incidents that must be covered, if any.

    Example:
        >>> import servicekit as sk
        >>> [kind.key for kind in sk.complaints.conflict_coverage({"answer in three rings": "communication"}).holes]
        ['product_quality', 'transaction']
    """
    if not isinstance(standards, Mapping):
        raise InvalidValueError("standards", "a mapping from standard to kinds of conflict", type(standards).__name__)
    covered = {name: _kinds(kinds) for name, kinds in standards.items()}
    matrix = {name: {kind: kind in kinds for kind in ConflictKind} for name, kinds in covered.items()}
    if journey is not None:
        validate(instance_of(Journey, "a Journey, such as one of JOURNEYS"), "journey", journey)
    wanted = {} if journey is None else {incident.key: incident.kinds for incident in journey.incidents}
    return ConflictCoverage(matrix=matrix, journey=wanted)


def classify_incidents(
    journey: Journey, kinds: Mapping[str, ConflictKind | str | Iterable[ConflictKind | str]]
) -> Journey:
    """Return a journey with some of its incidents classified anew, by hand.

    Args:
        journey: The journey.
        kinds: Key of an incident -> its kinds.
    """
    keys = [incident.key for incident in journey.incidents]
    for key in kinds:
        if key not in keys:
            raise UnknownConceptError(f"incident of {journey.key!r}", key, keys)
    incidents = tuple(
        Incident(key=incident.key, label=incident.label, kinds=kinds.get(incident.key, incident.kinds))
        for incident in journey.incidents
    )
    return Journey(key=journey.key, title=journey.title, incidents=incidents)


K = ConflictKind

LATE_FLIGHT: Final = Journey(
    key="late_flight",
    title=Label("A late flight", "航班晚点"),
    incidents=(
        Incident(key="late", label=Label("The flight leaves hours late.", "航班晚点数小时。"), kinds=K.TRANSACTION),
        Incident(
            key="no_reason",
            label=Label("Nobody says why, or for how long.", "没有人说明原因和时间。"),
            kinds=(K.TRANSACTION, K.COMMUNICATION),
        ),
        Incident(
            key="board_is_wrong",
            label=Label("The board still shows the old time.", "显示屏还是原来的时间。"),
            kinds=K.PRODUCT_QUALITY,
        ),
        Incident(
            key="meal",
            label=Label("The meal handed out is cold and short.", "发放的餐食又冷又不够。"),
            kinds=K.PRODUCT_QUALITY,
        ),
        Incident(
            key="counter",
            label=Label("Staff at the counter answer curtly.", "柜台人员回答生硬。"),
            kinds=K.COMMUNICATION,
        ),
    ),
)
"""A worked case: one delay, all three kinds of conflict. The incidents are written for this example."""

MARKETPLACE_PROSPECT: Final = Journey(
    key="marketplace_prospect",
    title=Label("A prospect of an online marketplace", "网上市场的潜在客户"),
    incidents=(
        Incident(
            key="press",
            label=Label("Reads in the press of a benefit and doubts it.", "看到报道，对效益有疑问。"),
            kinds=K.PRODUCT_QUALITY,
        ),
        Incident(
            key="site",
            label=Label("Finds no clear statement on the site.", "在网站上找不到明确的说明。"),
            kinds=(K.PRODUCT_QUALITY, K.TRANSACTION),
        ),
        Incident(
            key="no_number",
            label=Label("Has no telephone number at hand.", "手边没有电话号码。"),
            kinds=K.COMMUNICATION,
        ),
        Incident(
            key="number_unknown",
            label=Label("Is told that the number does not exist.", "被告知没有这个号码。"),
            kinds=K.COMMUNICATION,
        ),
        Incident(
            key="far_away",
            label=Label("Ends up with a number in another city.", "得到的是外地的号码。"),
            kinds=K.COMMUNICATION,
        ),
        Incident(
            key="talks_too_much",
            label=Label("The seller talks and leaves no room for questions.", "销售人员说得太多，没有机会提问。"),
            kinds=K.TRANSACTION,
        ),
        Incident(
            key="engaged", label=Label("The line is engaged ever after.", "再打电话总是占线。"), kinds=K.COMMUNICATION
        ),
    ),
)
"""A worked case: from the newspaper to the engaged line."""

JOURNEYS: Final[Mapping[str, Journey]] = MappingProxyType(
    {
        each.key: each
        for each in (
            LATE_FLIGHT,
            MARKETPLACE_PROSPECT,
        )
    }
)
