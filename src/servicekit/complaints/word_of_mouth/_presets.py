"""Cascades from the literature and from training documents, each with its convention and its conditions."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from attrs import frozen

from servicekit.complaints.word_of_mouth._offspring import CascadeGeneration, Constant, Empirical, Uniform
from servicekit.complaints.word_of_mouth._reach import Cascade, Reach, Talk
from servicekit.foundation._documents import AFTER_SALES, PROPERTY, RETAIL, under
from servicekit.foundation._literature import TARP_STUDIES, TIMM
from servicekit.foundation._vocabulary import Label, Source


@frozen(kw_only=True)
class CascadePreset:
    """A cascade as a source has it.

    Attributes:
        key: Permanent identifier.
        label: Its name in both languages.
        stream: Whether it is about bad or about good experiences.
        cascade: The rounds.
        source: Where the figures come from.
        convention: Who is counted, how deep it goes, and what the figure is not.
        range_end: At which end of the source's ranges every number is taken; None where it gives no ranges.
    """

    key: str
    label: Label
    stream: Talk
    cascade: Cascade
    source: Source
    convention: Label
    range_end: Literal["lower", "upper"] | None = None

    @property
    def reach(self) -> Reach:
        """People reached under the preset."""
        return Reach(cascade=self.cascade)


_DEPTH_TWO: Final = Label("The first teller is counted; two rounds.", "计入最初讲述者；共两轮。")
_RETELL: Final = 0.13

ELEVEN_THEN_FIVE: Final = CascadePreset(
    key="eleven_then_five",
    label=Label("One tells 11, each of them 5: 67 people", "一人告诉11人，每人再告诉5人：67人"),
    stream=Talk.NEGATIVE,
    cascade=Cascade(rounds=(Constant(11), Constant(5))),
    source=under(RETAIL, "处理顾客的不满"),
    convention=_DEPTH_TWO,
)
THIRTEEN_THEN_FIVE: Final = CascadePreset(
    key="thirteen_then_five",
    label=Label("One tells 13, each of them 5: 79 people", "一人告诉13人，每人再告诉5人：79人"),
    stream=Talk.NEGATIVE,
    cascade=Cascade(rounds=(Constant(13), Constant(5))),
    source=under(AFTER_SALES, "客户满意度的意义"),
    convention=Label(
        "The first teller is counted; two rounds. That the second round is meant is a reading of the document.",
        "计入最初讲述者；共两轮。第二轮是对资料的一种解读。",
    ),
)
FROM_600: Final = CascadePreset(
    key="from_600",
    label=Label("Behind one complaint at least 600 people", "一次投诉背后至少600人知道"),
    stream=Talk.NEGATIVE,
    cascade=Cascade(
        first_tellers=25, rounds=(Constant(10), CascadeGeneration(tells=Constant(10), telling_share=_RETELL))
    ),
    source=under(PROPERTY, "客户不满带来的伤害"),
    convention=Label(
        "The lower end of the document's ranges: as for 1825, the first tellers counted, but all tell 10.",
        "取资料所给范围的下端：同1825，但人人告诉10人。",
    ),
    range_end="lower",
)
UP_TO_1825: Final = CascadePreset(
    key="up_to_1825",
    label=Label("Behind one complaint up to 1825 people", "一次投诉背后最多1825人知道"),
    stream=Talk.NEGATIVE,
    cascade=Cascade(
        first_tellers=25, rounds=(Constant(20), CascadeGeneration(tells=Constant(20), telling_share=_RETELL))
    ),
    source=under(PROPERTY, "客户不满带来的伤害"),
    convention=Label(
        "The upper end of the document's ranges: 25 silent customers talk and are counted, all tell 20, 13 % of the "
        "hearers tell 20 more; how many those are is chance. In the original study the 13 % are customers who tell "
        "more than 20, not hearers who tell on.",
        "取资料所给范围的上端：25名沉默顾客都讲述并计入，人人告诉20人，13%的听者再告诉20人，实际多少人转述有偶然性。"
        "原始研究中13%指告诉20人以上的顾客，并非继续转述的听者。",
    ),
    range_end="upper",
)
UP_TO_1898: Final = CascadePreset(
    key="up_to_1898",
    label=Label("The same with the complainer among the tellers: 1898", "投诉者也计入讲述者：1898人"),
    stream=Talk.NEGATIVE,
    cascade=Cascade(first_tellers=26, rounds=UP_TO_1825.cascade.rounds),
    source=under(PROPERTY, "客户不满带来的伤害"),
    convention=Label(
        "As for 1825, at the upper end, with 26 customers counted: the one who complains talks too.",
        "同1825，取上端；26名顾客，即投诉者本人也讲述。",
    ),
    range_end="upper",
)
MID_RANGE: Final = CascadePreset(
    key="mid_range",
    label=Label("The same with 10 to 20 told, each number equally likely", "告诉10至20人，各数等可能"),
    stream=Talk.NEGATIVE,
    cascade=Cascade(
        first_tellers=25, rounds=(Uniform(10, 20), CascadeGeneration(tells=Uniform(10, 20), telling_share=_RETELL))
    ),
    source=under(PROPERTY, "客户不满带来的伤害"),
    convention=Label(
        "The document's ranges as distributions: 1131.25 people expected; the first tellers are counted, two rounds.",
        "以资料给出的范围为分布：期望1131.25人；计入最初讲述者，共两轮。",
    ),
)
TARP_TELLING: Final = CascadePreset(
    key="tarp_telling",
    label=Label("TARP: 9 or 10 told, 13 % tell more than 20", "TARP：告诉9至10人，13%的人告诉20人以上"),
    stream=Talk.NEGATIVE,
    cascade=Cascade(first_tellers=25, rounds=(Empirical({7: 0.19, 8: 0.68, 21: 0.13}),)),
    source=TARP_STUDIES,
    convention=Label(
        "25 customers tell 9.5 people each on average and nobody tells on: 262.5 people with the tellers. More than 20 "
        "is taken as 21, the least possible; the shape below 20 is an assumption that keeps the mean.",
        "25名顾客平均各告诉9.5人，无人转述：连同讲述者共262.5人。“20人以上”取最小值21；20人以下的分布是保持均值的假设。",
    ),
)
PLEASED_FIFTEEN: Final = CascadePreset(
    key="pleased_fifteen",
    label=Label("A pleased customer reaches 15: tells 5, each of them 2", "满意顾客影响15人：告诉5人，每人再告诉2人"),
    stream=Talk.POSITIVE,
    cascade=Cascade(rounds=(Constant(5), Constant(2)), counts_first_tellers=False),
    source=TIMM,
    convention=Label(
        "The first teller is not counted, unlike in the 67; two rounds.", "与67人的算法不同，不计最初讲述者；共两轮。"
    ),
)
RESOLVED_FIVE: Final = CascadePreset(
    key="resolved_five",
    label=Label("A well resolved complaint is told to 5", "圆满解决的投诉会告诉5人"),
    stream=Talk.POSITIVE,
    cascade=Cascade(rounds=(Constant(5),), counts_first_tellers=False),
    source=under(RETAIL, "不满意但还会在你这里消费的顾客"),
    convention=Label("The first teller is not counted; one round.", "不计最初讲述者；一轮。"),
)
CASCADES: Final[Mapping[str, CascadePreset]] = MappingProxyType(
    {
        each.key: each
        for each in (
            ELEVEN_THEN_FIVE,
            THIRTEEN_THEN_FIVE,
            FROM_600,
            UP_TO_1825,
            UP_TO_1898,
            MID_RANGE,
            TARP_TELLING,
            PLEASED_FIFTEEN,
            RESOLVED_FIVE,
        )
    }
)
