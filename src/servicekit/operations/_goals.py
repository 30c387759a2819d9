"""Whether a goal can lead a service organisation: definite, supported, resting on a need, unambiguous, agreed."""

from collections.abc import Mapping

from attrs import field, frozen

from servicekit.foundation._documents import PROPERTY, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F35",
    title=Label("Checks of a service goal", "服务目标的检验"),
    summary=Label("Five things a goal must be before it can be followed.", "目标要能被执行，须满足五点。"),
    sources=(under(PROPERTY, "明确整体工作目标"),),
)
class GoalCheck(Concept):
    """Something a goal must be."""

    DEFINITE = (
        "definite",
        "Definite",
        "明确",
        "It says what is measured, how much and by when.",
        "说明衡量什么、多少、何时。",
    )
    SUPPORTED = (
        "supported",
        "Fully supported",
        "得到充分支持",
        "Someone stands behind it and gives the means.",
        "有人负责支持，并提供所需的条件。",
    )
    RESTS_ON_NEED = (
        "rests_on_need",
        "Rests on a customer need",
        "源于客户需求",
        "It names the need it serves.",
        "指明所满足的客户需求。",
    )
    UNAMBIGUOUS = (
        "unambiguous",
        "Unambiguous",
        "无歧义",
        "All who tell it back mean the same.",
        "所有人复述时意思一致。",
    )
    AGREED = "agreed", "Agreed by all", "达成共识", "All who are to reach it have agreed.", "所有参与者都已认同。"


@frozen(kw_only=True)
class Goal:
    """A goal as it was set.

    Attributes:
        text: The goal in words.
        measure, target, by_when: What is measured, how much is wanted, and until when.
        supporter, means: Who stands behind it, and what is given for it (people, time, money, authority).
        customer_need: The need that it serves.
        concerned: Who is to reach it.
        agreed: Who has agreed.
        retold: For those who were asked: whether they told it back in the sense meant.

    Example:
        >>> import servicekit as sk
        >>> sk.operations.Goal(text="Answer in three rings").text
        'Answer in three rings'
    """

    text: str
    measure: str = ""
    target: str = ""
    by_when: str = ""
    supporter: str = ""
    means: str = ""
    customer_need: str = ""
    concerned: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()
    retold: Mapping[str, bool] = field(factory=dict, hash=False)

    def __attrs_post_init__(self) -> None:
        if not self.text.strip():
            raise InvalidValueError("goal", "put into words", self.text)
        for name, people in (("agreed", self.agreed), ("retold", tuple(self.retold))):
            if strangers := [person for person in people if person not in self.concerned]:
                raise InvalidValueError(name, "among those concerned", strangers, f"goal {self.text!r}")


@frozen(kw_only=True)
class GoalReview(Result):
    """Which checks a goal passes; None where nobody was asked, which is not a pass."""

    title = Label("Review of a goal", "目标检验")
    derived = ("passed", "open_points", "is_sound")

    goal: Goal

    @property
    def passed(self) -> Mapping[str, bool | None]:
        """Whether each check is passed, by its key."""
        goal = self.goal
        told = list(goal.retold.values())
        return {
            GoalCheck.DEFINITE.key: all(part.strip() for part in (goal.measure, goal.target, goal.by_when)),
            GoalCheck.SUPPORTED.key: bool(goal.supporter.strip() and goal.means.strip()),
            GoalCheck.RESTS_ON_NEED.key: bool(goal.customer_need.strip()),
            GoalCheck.UNAMBIGUOUS.key: all(told) if told else None,
            GoalCheck.AGREED.key: set(goal.agreed) == set(goal.concerned) if goal.concerned else None,
        }

    @property
    def open_points(self) -> tuple[str, ...]:
        """What is still to be done, in words."""
        goal, found = self.goal, []
        parts = {"measure": goal.measure, "target": goal.target, "by_when": goal.by_when}
        if lacking := [name for name, value in parts.items() if not value.strip()]:
            found.append(f"definite: no {', '.join(lacking)}")
        supports = {"supporter": goal.supporter, "means": goal.means}
        if lacking := [name for name, value in supports.items() if not value.strip()]:
            found.append(f"supported: no {', '.join(lacking)}")
        if not goal.customer_need.strip():
            found.append("rests_on_need: no customer need named")
        if not goal.retold:
            found.append("unambiguous: nobody was asked to tell it back")
        elif wrong := [person for person, same in goal.retold.items() if not same]:
            found.append(f"unambiguous: {', '.join(wrong)} understood it otherwise")
        if not goal.concerned:
            found.append("agreed: nobody is named who is to reach it")
        elif against := [person for person in goal.concerned if person not in goal.agreed]:
            found.append(f"agreed: {', '.join(against)} not yet")
        return tuple(found)

    @property
    def is_sound(self) -> bool:
        """Whether all five checks are passed."""
        return not self.open_points


def goal_review(goal: Goal) -> GoalReview:
    """Check a goal against the five things it must be.

    Args:
        goal: The goal as it was set.

    Example:
        >>> import servicekit as sk
        >>> sk.operations.goal_review(sk.operations.Goal(text="Answer in three rings")).title.en
        'Review of a goal'
    """
    return GoalReview(goal=goal)
