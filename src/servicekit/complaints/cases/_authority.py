"""Authority: who may promise what to a complaining customer, and up to which amount."""

from math import inf

from attrs import field, frozen, validators

from servicekit.foundation._checks import instance_of, non_negative
from servicekit.foundation._documents import AFTER_SALES
from servicekit.foundation._errors import ForbiddenEventError, InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import Concept, Label, framework, member


@framework(
    "F15",
    title=Label("Remedies", "补救方式"),
    summary=Label("What may be offered to set a complaint right.", "为解决投诉可以提供的补救。"),
    sources=(AFTER_SALES,),
)
class Remedy(Concept):
    """Kind of offer.

    Example:
        >>> import servicekit as sk
        >>> str(sk.complaints.Remedy("apology"))
        'Apology 道歉'
    """

    APOLOGY = "apology", "Apology", "道歉", "Saying sorry, in person or in writing.", "当面或书面致歉。"
    EXPLANATION = "explanation", "Explanation", "解释说明", "Telling how it came about.", "说明事情的由来。"
    REPAIR = "repair", "Repair or redo", "返修重做", "Doing the work again, right this time.", "重新把事情做好。"
    REPLACEMENT = "replacement", "Replacement", "更换", "Giving another one for it.", "换一件给客户。"
    REFUND = "refund", "Refund", "退款", "Giving the price back, in full or in part.", "全部或部分退还价款。"
    COMPENSATION = "compensation", "Compensation", "赔偿", "Paying for the harm done.", "赔偿造成的损失。"
    GOODWILL = (
        "goodwill",
        "Gesture of goodwill",
        "额外关怀",
        "Something extra that is not owed.",
        "额外给予客户的心意。",
    )


@frozen(kw_only=True)
class Grade:
    """A rank of staff and what it may offer alone.

    Attributes:
        key: Its name in events ("agent").
        label: In both languages.
        limit: Largest amount per offer, in the house's currency; None: no limit.
        remedies: What it may offer; every kind if empty.

    Example:
        >>> import servicekit as sk
        >>> sk.complaints.Grade(key="clerk", label=sk.foundation.Label("Clerk", "职员")).key
        'clerk'
    """

    key: str
    label: Label = field(validator=instance_of(Label, "a Label with English and Chinese words"))
    limit: float | None = field(default=None, validator=validators.optional(non_negative))
    remedies: tuple[Remedy, ...] = ()

    def may_offer(self, remedy: Remedy, amount: float) -> bool:
        """Say whether an offer lies within the rank's own authority."""
        allowed = not self.remedies or remedy in self.remedies
        return allowed and amount <= (inf if self.limit is None else self.limit)


@frozen(kw_only=True)
class Authority:
    """The ranks of a house, from the front line upwards.

    Example:
        >>> import servicekit as sk
        >>> clerk = sk.complaints.Grade(key="clerk", label=sk.foundation.Label("Clerk", "职员"))
        >>> len(sk.complaints.Authority(grades=(clerk,)).grades)
        1
    """

    grades: tuple[Grade, ...]

    def __attrs_post_init__(self) -> None:
        keys = [grade.key for grade in self.grades]
        if not keys or len(set(keys)) < len(keys):
            raise InvalidValueError("grades", "at least one, with different keys", keys)

    def __getitem__(self, key: str) -> Grade:
        for grade in self.grades:
            if grade.key == key:
                return grade
        raise UnknownConceptError("grade of authority", key, [grade.key for grade in self.grades])

    def who_may(self, remedy: Remedy | str, amount: float = 0.0) -> tuple[Grade, ...]:
        """Return the ranks that may make an offer."""
        kind = member(Remedy, remedy)
        return tuple(grade for grade in self.grades if grade.may_offer(kind, amount))

    def check(self, key: str | None, remedy: Remedy | str, amount: float = 0.0) -> None:
        """Refuse an offer above a rank's authority, naming who may make it.

        Raises:
            ForbiddenEventError: The rank is not given, or may not offer this.
            UnknownConceptError: There is no such rank.
        """
        kind = member(Remedy, remedy)
        able = ", ".join(grade.key for grade in self.who_may(kind, amount)) or "nobody"
        if key is None:
            raise ForbiddenEventError(f"an offer must say the grade of whoever makes it; it may be made by: {able}")
        grade = self[key]
        if not grade.may_offer(kind, amount):
            limit = "" if grade.limit is None else f", whose limit is {grade.limit:g}"
            raise ForbiddenEventError(
                f"an offer of {kind.key} worth {amount:g} is beyond the authority of {key!r}{limit}; "
                f"it may be made by: {able}"
            )
