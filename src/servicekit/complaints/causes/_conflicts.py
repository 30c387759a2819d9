"""Conflicts between customer and company: three kinds, journeys read by them, and the holes that standards leave."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from attrs import evolve, field, frozen, validators

from servicekit.foundation._checks import instance_of, validate
from servicekit.foundation._documents import SERVICE_TYPES, under
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Concept, Label, Source, framework, member, members


@framework(
    "F16",
    title=Label("Kinds of conflict", "冲突的类型"),
    summary=Label(
        "Where customer and company collide; service standards must cover all of it.",
        "客户与公司在哪里发生冲突；服务标准必须全部覆盖。",
    ),
    sources=(under(SERVICE_TYPES, "冲突的含义"),),
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


def _rating(instance: object, attribute: object, value: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 5:
        raise InvalidValueError("rating", "a whole number from 1 to 5", value)


@frozen(kw_only=True)
class Incident:
    """Something that goes wrong on a journey.

    Attributes:
        key: Its name within the journey.
        label: What happens.
        kinds: The conflicts it makes; several are possible.
        rating: What the customer feels now, from 1 (very bad) to 5 (very good); None if it is not said.
        word: The same in a word.

    Example:
        >>> import servicekit as sk
        >>> sk.complaints.JOURNEYS["late_flight"].incidents[0].key
        'late'
    """

    key: str
    label: Label
    kinds: tuple[ConflictKind, ...] = field(converter=_kinds)
    rating: int | None = field(default=None, validator=validators.optional(_rating))
    word: Label | None = None


@frozen(kw_only=True)
class Journey:
    """The way of one customer, incident by incident.

    ``sk.reports.staff_card`` prints it as an exercise, what the customer feels at each incident left open or told.

    Attributes:
        key, title: Its name.
        incidents: In the order of time.
        sources: Where it is told; empty for one's own.

    Example:
        >>> import servicekit as sk
        >>> len(sk.complaints.JOURNEYS["late_flight"].incidents)
        5
    """

    key: str
    title: Label
    incidents: tuple[Incident, ...]
    sources: tuple[Source, ...] = ()

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
    incidents = tuple(evolve(incident, kinds=kinds.get(incident.key, incident.kinds)) for incident in journey.incidents)
    return evolve(journey, incidents=incidents)


K = ConflictKind


def _worked(key: str, title: Label, *incidents: tuple[str, str, str, Any, int, str, str]) -> Journey:
    """Return a journey of the document: key, words in both languages, kinds, rating, and the feeling in a word."""
    return Journey(
        key=key,
        title=title,
        incidents=tuple(
            Incident(key=name, label=Label(en, zh), kinds=kinds, rating=rating, word=Label(word_en, word_zh))
            for name, en, zh, kinds, rating, word_en, word_zh in incidents
        ),
        sources=(under(SERVICE_TYPES, "客户与公司的冲突"),),
    )


LATE_FLIGHT: Final = _worked(
    "late_flight",
    Label("A late flight", "航班晚点"),
    ("late", "The flight leaves hours late.", "航班晚点数小时。", K.TRANSACTION, 2, "uneasy", "不安"),
    (
        *("no_reason", "Nobody says why, or for how long.", "没有人说明原因和时间。"),
        *((K.TRANSACTION, K.COMMUNICATION), 1, "helpless", "无助"),
    ),
    (
        *("board_is_wrong", "The board still shows the old time.", "显示屏还是原来的时间。"),
        *(K.PRODUCT_QUALITY, 2, "misled", "被误导"),
    ),
    (
        *("meal", "The meal handed out is cold and short.", "发放的餐食又冷又不够。"),
        *(K.PRODUCT_QUALITY, 2, "slighted", "被怠慢"),
    ),
    ("counter", "Staff at the counter answer curtly.", "柜台人员回答生硬。", K.COMMUNICATION, 1, "angry", "愤怒"),
)
"""A worked case: one delay, all three kinds of conflict. Incidents, ratings and words are written for this example."""

MARKETPLACE_PROSPECT: Final = _worked(
    "marketplace_prospect",
    Label("A prospect of an online marketplace", "网上市场的潜在客户"),
    (
        *("press", "Reads in the press of a benefit and doubts it.", "看到报道，对效益有疑问。"),
        *(K.PRODUCT_QUALITY, 3, "curious", "好奇而有疑虑"),
    ),
    (
        *("site", "Finds no clear statement on the site.", "在网站上找不到明确的说明。"),
        *((K.PRODUCT_QUALITY, K.TRANSACTION), 2, "puzzled", "困惑"),
    ),
    ("no_number", "Has no telephone number at hand.", "手边没有电话号码。", K.COMMUNICATION, 2, "hindered", "受阻"),
    (
        *("number_unknown", "Is told that the number does not exist.", "被告知没有这个号码。"),
        *(K.COMMUNICATION, 1, "distrustful", "不信任"),
    ),
    (
        *("far_away", "Ends up with a number in another city.", "得到的是外地的号码。"),
        *(K.COMMUNICATION, 2, "put out", "麻烦"),
    ),
    (
        *("talks_too_much", "The seller talks and leaves no room for questions.", "销售人员说得太多，没有机会提问。"),
        *(K.TRANSACTION, 1, "unheard", "不被倾听"),
    ),
    (
        *("engaged", "The line is engaged ever after.", "再打电话总是占线。"),
        *(K.COMMUNICATION, 1, "resigned", "放弃"),
    ),
)
"""A worked case: from the newspaper to the engaged line. The document asks what the customer feels; the answers are a
reading."""

JOURNEYS: Final[Mapping[str, Journey]] = MappingProxyType(
    {
        each.key: each
        for each in (
            LATE_FLIGHT,
            MARKETPLACE_PROSPECT,
        )
    }
)
