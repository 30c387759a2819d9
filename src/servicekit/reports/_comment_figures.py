"""Pictures of comments: topics of the dissatisfied beside those of the others, and comments quoted."""

from typing import Final

from servicekit.comments._topic_shares import TopicShare
from servicekit.foundation._markup import text
from servicekit.foundation._results import Interval
from servicekit.foundation._vocabulary import Label, Language
from servicekit.reports import _labels as wording
from servicekit.reports._picture import Picture, Pictures, tone_of
from servicekit.reports._rankings import Row, ranking
from servicekit.stats.claims._claims import Decided
from servicekit.study._assessment import Assessment
from servicekit.study._part import Part
from servicekit.study.parts._comments import CommentsPart
from servicekit.study.wording._formatting import UNIT_NAMES, percent, write_difference

TOPIC: Final = Label("Topic", "话题")
DISSATISFIED: Final = Label("Comments of the dissatisfied", "不满意顾客的意见")
EVERYBODY: Final = Label("Comments", "意见")
AGAINST: Final = Label("Against the others", "与其余顾客比较")
TITLE: Final = Label("{}: topics by satisfaction", "{}：话题与满意程度")
ALL: Final = Label("{}: topics", "{}：话题")
OTHERS: Final = Label("others {}", "其余{}")
LEGEND: Final = Label(
    "Mark and bar: share among the comments of the dissatisfied with its {:g}% interval; stroke: among those of the "
    "others. ● the two differ, ○ cannot be told.",
    "圆点与粗线：不满意顾客的意见中的占比与{:g}%置信区间；竖线：其余顾客的意见中的占比。●两者不同，○尚不能判断。",
)
WORDS: Final = Label("{}: in their own words", "{}：顾客原话")
CHOSEN: Final = Label(
    "Chosen by rule, not by hand: of middling length, no two alike; personal data that have a form are masked.",
    "按规则选取，未经人工挑选：篇幅居中、互不雷同；有固定格式的个人信息已遮盖。",
)


def comments_pictures(assessment: Assessment, part: Part, language: Language) -> Pictures:
    """Yield the topics of each column of comments, and what is quoted."""
    assert isinstance(part, CommentsPart)
    decided = {one.claim.name: one for one in assessment.decided}
    level = 100 * assessment.study.level
    for column, found in part.topics.items():
        name = part.names[column]
        if not found.n:
            continue
        is_rated = found.n_dissatisfied is not None
        rows = [_row(found.topics[key], decided.get(f"{part.key}/{column}/{key}"), language) for key in found.shares]
        head = DISSATISFIED if is_rated else EVERYBODY
        heads = (
            TOPIC.text(language),
            head.text(language),
            wording.FIGURE.text(language).format(level),
            AGAINST.text(language) if is_rated else "",
        )
        yield Picture(
            title=_of(TITLE if is_rated else ALL, name),
            body=ranking(rows, unit="share", language=language, heads=heads),
            note=LEGEND.text(language).format(level) if is_rated else "",
        )
        quoted = {key: entries for key, entries in part.examples.get(column, {}).items() if entries}
        if quoted:
            body = "".join(
                f"<dt>{text(found.topics[key].name.text(language))}</dt>"
                + "".join(f"<dd><q>{text(one.text)}</q></dd>" for one in entries)
                for key, entries in quoted.items()
            )
            body = f'<dl class="quotes">{body}</dl>'
            yield Picture(title=_of(WORDS, name), body=body, note=CHOSEN.text(language))


def _of(words: Label, name: Label) -> Label:
    return Label(words.en.format(name.en), words.zh.format(name.zh))


def _row(topic: TopicShare, one: Decided | None, language: Language) -> Row:
    says = ""
    if topic.others is not None and topic.others.value is not None:
        says = OTHERS.text(language).format(percent(topic.others.value))
        says += _apart(one.interval if one is not None and one.stands else None, one, language)
    return Row(
        name=topic.name.text(language),
        estimate=topic.dissatisfied,
        other=topic.others.value if topic.others is not None else None,
        tone=tone_of(one),
        says=says,
    )


def _apart(interval: Interval | None, one: Decided | None, language: Language) -> str:
    comma = ", " if language == "en" else "，"
    if interval is None or one is None:
        return comma + wording.NOT_APART.text(language)
    near, far = sorted(abs(end) for end in (interval.low, interval.high))
    moved = wording.HIGHER if one.claim.direction > 0 else wording.LOWER
    ends = write_difference(near, "share"), write_difference(far, "share")
    return comma + moved.text(language).format(*ends, UNIT_NAMES["share"].text(language))
