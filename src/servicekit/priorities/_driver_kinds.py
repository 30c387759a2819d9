"""The kinds of attributes by what they do below and above the neutral answer."""

from servicekit.foundation._literature import BRANDT_1987, MIKULIC_2008
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F10",
    title=Label("Two-sided drivers", "双侧驱动因素"),
    summary=Label(
        "Tells what avoids dissatisfaction from what makes satisfaction.", "区分避免不满的因素与带来满意的因素。"
    ),
    sources=(BRANDT_1987, MIKULIC_2008),
)
class DriverKind(Concept):
    """What an attribute does to an outcome below and above its neutral answer.

    Example:
        >>> import servicekit as sk
        >>> str(sk.priorities.DriverKind("basic"))
        'Basic 必备因素'
    """

    BASIC = (
        "basic",
        "Basic",
        "必备因素",
        "Costs more where it fails than it earns where it shines.",
        "做不好时损失大于做好时的收益。",
    )
    PERFORMANCE = (
        "performance",
        "Performance",
        "期望因素",
        "Counts below and above the neutral answer.",
        "中性回答上下两侧都有作用。",
    )
    EXCITING = (
        "exciting",
        "Exciting",
        "魅力因素",
        "Earns more where it shines than it costs where it fails.",
        "做好时的收益大于做不好时的损失。",
    )
    NEITHER = (
        "neither",
        "Neither",
        "无作用",
        "Shown to count for next to nothing on both sides.",
        "两侧的作用均可忽略。",
    )
    UNDECIDED = "undecided", "Undecided", "未定", "The data do not decide.", "数据不足以判定。"
    NOT_ESTIMABLE = (
        "not_estimable",
        "Not estimable",
        "无法估计",
        "Too few answers below or above the neutral one.",
        "中性回答以下或以上的回答过少。",
    )
