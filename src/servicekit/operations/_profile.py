"""A customer's profile: what is known, from where and since when; what is sensitive stays masked."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import attrs
from attrs import field, frozen

from servicekit.foundation._checks import non_blank_text, plain_date
from servicekit.foundation._documents import AFTER_SALES, under
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import plain
from servicekit.foundation._vocabulary import Concept, Label, framework, member, members
from servicekit.operations._customer_information import CustomerSense, InformationKind, LearningWay
from servicekit.operations._own_fields import Fit, OwnField, fields_of, fit_of


@framework(
    "F36",
    title=Label("Fields of a customer profile", "客户档案字段"),
    summary=Label("The single things that a profile may hold.", "档案中可以记录的各项内容。"),
    sources=(under(AFTER_SALES, "客户信息收集"),),
    interpretation=Label(
        "Which fields are sensitive, and which way can fill which field, is this library's reading.",
        "哪些字段敏感、哪种方法能补哪个字段，为本库解读。",
    ),
)
class ProfileField(Concept):
    """A single thing to know."""

    LIKED_STAFF = "liked_staff", "Staff preferred", "喜好的服务人员", "Who should serve.", "希望由谁服务。"
    LIKED_MANNER = (
        "liked_manner",
        "Manner of service preferred",
        "喜好的服务方式",
        "How to be served.",
        "希望怎样被服务。",
    )
    LIKED_ACTIVITIES = (
        "liked_activities",
        "Activities liked",
        "喜好的服务活动",
        "Which events are welcome.",
        "喜欢哪些活动。",
    )
    LIKED_TOPICS = "liked_topics", "Topics liked", "喜好的话题", "What to talk about.", "喜欢谈论什么。"
    RELIGION = "religion", "Religion", "宗教信仰", "The religion, if it matters to service.", "与服务有关的宗教信仰。"
    SUPERSTITIONS = (
        "superstitions",
        "Superstitions",
        "迷信",
        "Numbers, days or signs that are avoided.",
        "回避的数字、日子或征兆。",
    )
    TABOOS = "taboos", "Taboos", "忌讳", "What must not be said or done.", "不能说、不能做的事。"
    CHARACTER = "character", "Character", "性格类型", "What kind of person it is.", "是什么性格的人。"
    SPENDING_HABITS = "spending_habits", "Spending habits", "消费习惯", "How money is spent.", "怎样花钱。"
    INCOME = "income", "Income", "收入水平", "How much is earned.", "收入多少。"
    WORKING_STYLE = "working_style", "Working style", "工作方式", "How and when work is done.", "怎样工作。"
    CUSTOMER_CLASS = (
        "customer_class",
        "Class of customer",
        "客户类别",
        "Valuable, promising, keepable or disposable.",
        "有价值、有潜力、可维持或可抛弃。",
    )
    OCCUPATION = "occupation", "Occupation", "职业", "What the customer does for a living.", "从事什么职业。"
    POST = "post", "Post", "职务", "Which post the customer holds.", "担任什么职务。"
    RANK = (
        "professional_rank",
        "Professional rank",
        "职称",
        "Which rank the profession has given, such as engineer or professor.",
        "专业技术职称，如工程师、教授。",
    )
    UNIT = (
        "unit",
        "Employer and its kind",
        "单位背景",
        "For which kind of employer the customer works.",
        "所在单位及其性质。",
    )
    SERVICE_NEEDS = "service_needs", "Service needs", "服务需求", "What service is wanted.", "需要什么服务。"
    PRIORITIES = "priorities", "What counts", "看重要素", "What matters most in it.", "最看重什么。"
    PARTICIPATION = (
        "participation",
        "Participation",
        "活动参与度",
        "How readily offers and events are taken up.",
        "参与活动和促销的程度。",
    )
    ADD_ON_BUSINESS = "add_on_business", "Add-on business", "业务增值情况", "What is bought besides.", "还购买了什么。"
    AMOUNTS = "amounts", "Amounts", "服务金额", "How much is spent with us.", "在我处消费多少。"
    FREQUENCY = "frequency", "Frequency", "服务频次", "How often the customer comes.", "多久来一次。"
    FAMILY = "family", "Family", "家庭成员及职业", "Who belongs to the family and what they do.", "家庭成员及其职业。"
    ORIGIN = "origin", "Origin", "出生地", "Where the customer comes from.", "客户来自哪里。"
    LIFE_STORY = "life_story", "Life story", "经历", "What the customer has lived through.", "客户经历过什么。"
    ANNIVERSARIES = "anniversaries", "Anniversaries", "主要纪念日", "Days to remember.", "值得记住的日子。"
    HOBBIES = "hobbies", "Hobbies", "特别嗜好", "What the customer loves to do.", "特别爱好什么。"

    @property
    def kind(self) -> InformationKind:
        """The kind of information."""
        return next(kind for kind, fields in FIELDS_OF.items() if self in fields)

    @property
    def is_sensitive(self) -> bool:
        """Whether it is masked and left out of exports unless asked for by name."""
        return self in SENSITIVE

    @property
    def ways(self) -> tuple[LearningWay, ...]:
        """The ways in which it can be learnt."""
        return tuple(way for way, fields in LEARNT_BY.items() if self in fields)


_F = ProfileField
FIELDS_OF: Final[Mapping[InformationKind, tuple[ProfileField, ...]]] = {
    InformationKind.LIKES: (_F.LIKED_STAFF, _F.LIKED_MANNER, _F.LIKED_ACTIVITIES, _F.LIKED_TOPICS),
    InformationKind.BELIEFS: (_F.RELIGION, _F.SUPERSTITIONS, _F.TABOOS),
    InformationKind.TRAITS: (_F.CHARACTER, _F.SPENDING_HABITS, _F.INCOME, _F.WORKING_STYLE),
    InformationKind.CLASS: (_F.CUSTOMER_CLASS,),
    InformationKind.IDENTITY: (_F.OCCUPATION, _F.POST, _F.RANK, _F.UNIT),
    InformationKind.WISHES: (
        _F.SERVICE_NEEDS, _F.PRIORITIES, _F.PARTICIPATION, _F.ADD_ON_BUSINESS, _F.AMOUNTS, _F.FREQUENCY,
    ),
    InformationKind.BACKGROUND: (_F.FAMILY, _F.ORIGIN, _F.LIFE_STORY, _F.ANNIVERSARIES, _F.HOBBIES),
}  # fmt: skip
SENSITIVE: Final = frozenset(
    (_F.RELIGION, _F.SUPERSTITIONS, _F.INCOME, _F.CUSTOMER_CLASS, _F.FAMILY, _F.ORIGIN, _F.LIFE_STORY)
)
LEARNT_BY: Final[Mapping[LearningWay, tuple[ProfileField, ...]]] = {
    LearningWay.OBSERVATION: (_F.CHARACTER, _F.LIKED_MANNER, _F.LIKED_TOPICS, _F.TABOOS),
    LearningWay.EXPERIENCE: (
        _F.LIKED_STAFF, _F.LIKED_MANNER, _F.LIKED_TOPICS, _F.CHARACTER, _F.WORKING_STYLE, _F.PRIORITIES, _F.TABOOS,
        _F.SUPERSTITIONS,
    ),
    LearningWay.TRACES: (_F.HOBBIES, _F.SPENDING_HABITS, _F.CHARACTER, _F.FAMILY, _F.RELIGION, _F.SUPERSTITIONS),
    LearningWay.RECORDS: (
        _F.AMOUNTS, _F.FREQUENCY, _F.ADD_ON_BUSINESS, _F.PARTICIPATION, _F.SPENDING_HABITS, _F.LIKED_STAFF,
        _F.LIKED_ACTIVITIES, _F.CUSTOMER_CLASS,
    ),
    LearningWay.INTERVIEW: (
        _F.SERVICE_NEEDS, _F.PRIORITIES, _F.OCCUPATION, _F.POST, _F.RANK, _F.UNIT, _F.FAMILY, _F.ORIGIN,
        _F.LIFE_STORY, _F.ANNIVERSARIES, _F.HOBBIES, _F.WORKING_STYLE, _F.RELIGION, _F.TABOOS,
    ),
    LearningWay.PHONE: (_F.SERVICE_NEEDS, _F.PRIORITIES, _F.LIKED_STAFF, _F.PARTICIPATION, _F.RANK),
    LearningWay.QUESTIONNAIRE: (
        _F.SERVICE_NEEDS, _F.PRIORITIES, _F.LIKED_ACTIVITIES, _F.INCOME, _F.OCCUPATION, _F.POST, _F.UNIT,
        _F.ANNIVERSARIES, _F.HOBBIES,
    ),
}  # fmt: skip

AnyField = ProfileField | OwnField
MASK: Final = "•••"


class Masked:
    """A value that does not show itself; only ``reveal`` gives it."""

    __slots__ = ("_value",)

    def __init__(self, value: object) -> None:
        self._value = value

    def reveal(self) -> Any:
        """Return the value."""
        return self._value

    def __repr__(self) -> str:
        return MASK

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Masked) and bool(self._value == other._value)

    def __hash__(self) -> int:
        return hash(MASK)


@frozen(kw_only=True)
class ProfileEntry:
    """One thing that was learnt.

    Attributes:
        field: What it is about.
        value: What was learnt; masked if the field is sensitive.
        way: How it was learnt.
        on: When.
        by: Who learnt it.
    """

    field: AnyField
    value: object
    way: LearningWay
    on: date = attrs.field(validator=plain_date)
    by: str = ""

    def __attrs_post_init__(self) -> None:
        learnt = self.value.reveal() if isinstance(self.value, Masked) else self.value
        if (
            learnt is None
            or (isinstance(learnt, float) and learnt != learnt)
            or (isinstance(learnt, str) and not learnt.strip())
        ):
            raise InvalidValueError(self.field.key, "something that was learnt", None, hint="leave unknown fields out")
        if self.field.is_sensitive and not isinstance(self.value, Masked):
            object.__setattr__(self, "value", Masked(self.value))


@frozen(kw_only=True)
class Gap:
    """Something not known, and the ways that could fill it."""

    field: AnyField
    ways: tuple[LearningWay, ...]


def _sense(value: CustomerSense | str) -> CustomerSense:
    return member(CustomerSense, value)


@frozen(kw_only=True)
class Profile:
    """What is known of one customer; ``learn`` returns the profile with one more entry.

    Attributes:
        customer: Who it is.
        entries: Everything learnt, older entries kept.
        own: Fields of one's own trade besides the 27: a list of ``OwnField``, or "fashion", "car" or "property".
        sense: In which sense it is a customer, or its key: "buyer", or "dealt_with" for a colleague or another post.

    Example:
        >>> import servicekit as sk
        >>> sk.operations.Profile(customer="K-1").customer
        'K-1'
    """

    customer: str = field(validator=non_blank_text)
    entries: tuple[ProfileEntry, ...] = ()
    own: tuple[OwnField, ...] = field(default=(), converter=fields_of)
    sense: CustomerSense = field(default=CustomerSense.BUYER, converter=_sense)

    def __attrs_post_init__(self) -> None:
        taken = [each.key for each in ProfileField]
        if repeated := [each.key for each in self.own if each.key in taken]:
            raise InvalidValueError("own fields", "named unlike the fields there are", repeated)

    @property
    def fields(self) -> tuple[AnyField, ...]:
        """Everything that could be known: the fields of every trade and one's own."""
        return (*ProfileField, *self.own)

    def _field(self, what: AnyField | str) -> AnyField:
        for each in self.own:
            if what in (each, each.key):
                return each
        key = what if isinstance(what, str) else what.key
        if self.own and key not in [each.key for each in ProfileField]:
            raise UnknownConceptError("field of the profile", key, [each.key for each in self.fields])
        return member(ProfileField, key)

    def learn(
        self, what: AnyField | str, value: object, *, way: LearningWay | str, on: date, by: str = ""
    ) -> "Profile":
        """Return the profile with one more thing learnt.

        Args:
            what: The field, or its key.
            value: What was learnt; None and blank text are refused.
            way: How, or its key.
            on: When.
            by: Who learnt it.
        """
        about = self._field(what)
        if isinstance(about, OwnField):
            about.check(value)
        entry = ProfileEntry(field=about, value=value, way=member(LearningWay, way), on=on, by=by)
        return attrs.evolve(self, entries=(*self.entries, entry))

    @property
    def latest(self) -> Mapping[AnyField, ProfileEntry]:
        """The latest entry of each field that is known; of one day the one entered last."""
        newest: dict[AnyField, ProfileEntry] = {}
        for entry in self.entries:
            if entry.field not in newest or entry.on >= newest[entry.field].on:
                newest[entry.field] = entry
        return {known: newest[known] for known in self.fields if known in newest}

    def __getitem__(self, what: AnyField | str) -> ProfileEntry:
        about = self._field(what)
        if about not in self.latest:
            raise UnknownConceptError("entry of the profile", about.key, [known.key for known in self.latest])
        return self.latest[about]

    @property
    def completeness_share(self) -> float:
        """Share of all fields that are known."""
        return len(self.latest) / len(self.fields)

    @property
    def completeness_by_kind(self) -> Mapping[InformationKind, float]:
        """Share of the fields of each kind that are known."""
        known = self.latest
        of_kind = {kind: [each for each in self.fields if each.kind is kind] for kind in FIELDS_OF}
        return {kind: sum(entry in known for entry in fields) / len(fields) for kind, fields in of_kind.items()}

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Fields not known, with the ways that could fill them."""
        return tuple(Gap(field=about, ways=about.ways) for about in self.fields if about not in self.latest)

    @property
    def ways_that_fill(self) -> Mapping[LearningWay, tuple[AnyField, ...]]:
        """For each way the gaps it could fill, the most fruitful way first."""
        found = {way: tuple(gap.field for gap in self.gaps if way in gap.ways) for way in LEARNT_BY}
        return dict(sorted(found.items(), key=lambda item: -len(item[1])))

    def fits(self, goods: Mapping[str, object]) -> Fit:
        """Hold new goods against what is known: what fits, what does not, and what is not known.

        Args:
            goods: Field, by its key, to what the goods have: one value, a list of any that will do, or for a number a
                pair (least, most). Sensitive fields cannot be asked for.

        Example:
            >>> from datetime import date
            >>> import servicekit as sk
            >>> ann = sk.operations.Profile(customer="Ann", own="fashion")
            >>> ann = ann.learn("size", "S", way="experience", on=date(2026, 3, 1))
            >>> ann.fits({"size": ["S", "M"], "colours": "blue"})
            Fit(fitting=('size',), unfitting=(), unknown=('colours',))
        """
        asked = {self._field(key): wanted for key, wanted in goods.items()}
        if hidden := [about.key for about in asked if about.is_sensitive]:
            raise InvalidValueError("goods", "about fields that are not sensitive", hidden)
        known = self.latest
        return fit_of({about.key: (known[about].value if about in known else None, w) for about, w in asked.items()})

    def older_than(self, plain_date: date) -> tuple[ProfileEntry, ...]:
        """Return latest entries that were learnt before a day and may have changed since."""
        return tuple(entry for entry in self.latest.values() if entry.on < plain_date)

    def export(self, *, sensitive: Iterable[AnyField | str] = ()) -> dict[str, Any]:
        """Return what is known, with way and day, ready for JSON; sensitive fields only if they are named.

        Args:
            sensitive: Sensitive fields to be exported, by name.

        Raises:
            UnknownConceptError: A name is no field.
            InvalidValueError: A name is no sensitive field, which needs no naming.
        """
        if isinstance(sensitive, str):
            members(ProfileField, sensitive)
        asked = [self._field(what) for what in sensitive]
        if open_ones := [about.key for about in asked if not about.is_sensitive]:
            raise InvalidValueError("sensitive", "sensitive fields", open_ones, hint="the others are exported anyway")
        return {
            "customer": self.customer,
            "sense": self.sense.key,
            "fields": {
                about.key: {
                    "value": plain(entry.value.reveal() if isinstance(entry.value, Masked) else entry.value),
                    "way": entry.way.key,
                    "on": entry.on.isoformat(),
                    "by": entry.by,
                }
                for about, entry in self.latest.items()
                if not about.is_sensitive or about in asked
            },
        }
