"""What people write: the topics of the dissatisfied against those of the others, and typical comments."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

import attrs
import numpy as np
from attrs import frozen

from servicekit.comments._examples import Quotation, example_comments
from servicekit.comments._topic_shares import TopicShare, TopicShares, topic_shares
from servicekit.data._accepted import Data
from servicekit.data._answers import read_answers
from servicekit.data._frames import read_columns
from servicekit.data._scales import Scale
from servicekit.data._summaries import Measure
from servicekit.foundation._errors import UnknownConceptError
from servicekit.foundation._literature import HOLM_1979
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label, Source
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference
from servicekit.study._part import Finding, NotRun, Part, Statement, Table
from servicekit.study._part_names import COMMENTS as PART
from servicekit.study._study import Study
from servicekit.study.parts._measures import name_of
from servicekit.study.sections._comments_section import CommentsSection
from servicekit.study.wording._formatting import percent
from servicekit.study.wording._sentences import caution, fact

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "Word lists say which topics a comment mentions; whether its writer is dissatisfied is taken from the rating, "
    "never from words. A share is one of comments that match a list, not of all that was meant: the lists find between "
    "a quarter and nine tenths of the comments on a topic, and a calibrated share takes some reading by hand. Shares: "
    "hull of score and mid-p interval; the dissatisfied against the others: mid-p test, under weights and clusters the "
    "larger p of the linearised t and of permutation. Comments quoted are of middling length, no two alike, in an "
    "order that nobody chose.",
    "按词表判断一条意见提到哪些话题；是否不满意只看评分，不从用词推断。占比指命中词表的意见所占比例，并非所有谈到该话题的意见："
    "词表能找出其中四分之一至九成，校准须人工阅读一部分。占比取得分与mid-P合并区间；不满意者与其余顾客的差别用中点p检验，"
    "加权或整群数据取线性化t检验与置换检验中较大的p值。引用的意见篇幅居中、互不雷同，次序不由人挑选。",
)
SOURCES: Final = (HOLM_1979,)
DETRACTORS: Final = 6
FEWEST_MENTIONS: Final = 5
MOST_QUOTED: Final = 3
"""Topics of which comments are quoted: those that the dissatisfied mention most."""
OTHERS: Final = Label("the others", "其余顾客")
NAMES_STAY: Final = Label(
    "Quoted comments: e-mail addresses, phone, card, identity and plate numbers are masked; names cannot be found for "
    "certain, so read them before the report is passed on.",
    "引用的意见已遮盖邮箱、电话、卡号、证件号与车牌；人名无法保证全部识别，转发报告之前请先通读。",
)


@frozen(kw_only=True)
class CommentsPart(Part):
    """What people write.

    Attributes:
        topics: Topics of each column of comments.
        examples: Column -> topic -> comments of the dissatisfied (of anybody without a rating) to quote.
        names: Names of the columns in reports.
        rating: Name of the question by which the dissatisfied are known; None without one.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = SOURCES
    topics: Mapping[str, TopicShares]
    examples: Mapping[str, Mapping[str, tuple[Quotation, ...]]]
    names: Mapping[str, Label]
    rating: Label | None = None

    def tables(self) -> Iterator[Table]:
        """Yield the shares of the dissatisfied and of the others, by column."""
        for column, found in self.topics.items():
            name = self.names[column]
            low = {topic.name.en: topic.dissatisfied for topic in found.topics.values()}
            if found.n_dissatisfied is None:
                yield Table.titled(Label(f"topics of {column}", f"{name.zh}：各话题占比"), Groups("topic", low))
                continue
            high = {topic.name.en: topic.others for topic in found.topics.values() if topic.others is not None}
            yield Table.titled(
                Label(f"topics of {column}, dissatisfied", f"{name.zh}：不满意顾客"), Groups("topic", low)
            )
            yield Table.titled(Label(f"topics of {column}, others", f"{name.zh}：其余顾客"), Groups("topic", high))


def requests(study: Study) -> Iterator[Measure]:
    """Yield the reading of the columns of comments and of their rating."""
    section = study.comments
    if section is not None:
        rating = [study.measured[key].column for key in (section.rating or study.lead,) if key in study.measured]
        names = [*section.columns, *rating, *study.design.columns]
        yield partial(read_columns, names=tuple(dict.fromkeys(names)))


def assess(study: Study, data: Data) -> Part | NotRun:
    """Count the topics of every column of comments."""
    section = study.comments
    if section is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    rating, scale, highest = _rating(study, section)
    about: dict[str, Any] = {"rating": rating, "scale": scale, "highest_dissatisfied": highest}
    topics: dict[str, TopicShares] = {}
    examples: dict[str, Mapping[str, tuple[Quotation, ...]]] = {}
    statements: list[Statement] = []
    for column in section.columns:
        found = topic_shares(data, comment=column, rules=section.rules(), level=study.level, **about, **study.sample)
        topics[column] = found = _named(found, section.names())
        examples[column] = _examples(study, section, data, column, found, about)
        name = study.label(column)
        statements.append(_read(name, found))
        claims = tuple(_claim(study, column, name, topic) for topic in found.topics.values() if _is_tested(topic))
        statements += [claims] if claims else []
    if any(quoted for column in examples.values() for quoted in column.values()):
        statements.append(caution(NAMES_STAY))
    return CommentsPart(
        topics=topics,
        examples=examples,
        names={column: study.label(column) for column in section.columns},
        rating=name_of(study, section.rating or study.lead) if rating else None,
        statements=tuple(statements),
    )


def _rating(study: Study, section: CommentsSection) -> tuple[str | None, Scale | None, float | None]:
    """Return the column of the rating, its scale, and the best answer that counts as dissatisfied."""
    key = section.rating or study.lead
    if not key:
        return None, None, None
    if key not in study.measured:
        raise UnknownConceptError("question", key, list(study.measured))
    question = study.measured[key]
    highest = section.highest_dissatisfied
    if highest is None and question.kind == "nps":
        highest = DETRACTORS
    return question.column, study.scale(question.scale), highest


def _named(found: TopicShares, names: Mapping[str, Label]) -> TopicShares:
    def told(topic: TopicShare) -> TopicShare:
        name = names.get(topic.topic, topic.name)
        others = None if topic.others is None else attrs.evolve(topic.others, name=name)
        return attrs.evolve(topic, name=name, dissatisfied=attrs.evolve(topic.dissatisfied, name=name), others=others)

    return attrs.evolve(found, topics={key: told(topic) for key, topic in found.topics.items()})


def _read(name: Label, found: TopicShares) -> Finding:
    silent = percent(found.n_unmatched / found.n) if found.n else "–"
    if found.n_dissatisfied is None:
        return fact(
            Label(
                f"{name.en}: {found.n:,} comments; {silent} of them mention no topic of the lists.",
                f"{name.zh}：{found.n:,}条意见，其中{silent}未提到词表中的任何话题。",
            )
        )
    return fact(
        Label(
            f"{name.en}: {found.n:,} comments, {found.n_dissatisfied:,} of them by dissatisfied customers (answers "
            f"{found.highest_dissatisfied:g} or worse); {silent} mention no topic of the lists.",
            f"{name.zh}：{found.n:,}条意见，其中{found.n_dissatisfied:,}条来自不满意的顾客"
            f"（评分为{found.highest_dissatisfied:g}或更差）；{silent}未提到词表中的任何话题。",
        )
    )


def _is_tested(topic: TopicShare) -> bool:
    """Whether so many mention it that a difference could show; how many in all says nothing of a difference."""
    if topic.others is None:
        return False
    pairs = (topic.dissatisfied, topic.others)
    return sum((share.value or 0) * share.n for share in pairs) >= FEWEST_MENTIONS


def _claim(study: Study, column: str, name: Label, topic: TopicShare) -> Claim:
    assert topic.evidence is not None
    assert topic.difference is not None
    shift = topic.difference.value or 0
    return Claim(
        name=f"{KEY}/{column}/{topic.topic}",
        kind=ClaimKind.DIFFERENCE,
        sort="topic",
        part=KEY,
        subject=topic.name,
        measure=name,
        own=topic.dissatisfied,
        reference=Reference(kind="others_pooled", label=OTHERS, value=topic.others, n=topic.evidence.n_reference),
        difference=topic.difference,
        evidence=topic.evidence,
        direction=1 if shift > 0 else -1 if shift < 0 else 0,
        worth_knowing=study.report.worth_knowing / 100,
    )


def _examples(
    study: Study,
    section: CommentsSection,
    data: Data,
    column: str,
    found: TopicShares,
    about: Mapping[str, Any],
) -> dict[str, tuple[Quotation, ...]]:
    """Return comments of the dissatisfied on the topics that they mention most."""
    if not section.examples:
        return {}
    wanted = [key for key, share in found.shares.items() if share][:MOST_QUOTED]
    if not wanted:
        return {}
    columns = read_columns(data, [column, *filter(None, (about["rating"],))])
    chosen = columns[column]
    rows = np.arange(len(chosen))
    if about["rating"]:
        scale = about["scale"]
        answers = read_answers(columns[about["rating"]], scale, study.policy)
        bound = np.array([found.highest_dissatisfied], dtype=float)
        rows = np.flatnonzero(answers.here & (scale.turned(answers.numbers(scale)) <= scale.turned(bound)))
        chosen = chosen.rows(rows)
    options: dict[str, Any] = {"comment": column, "n": section.examples, "rules": section.rules()}
    return {
        key: tuple(
            attrs.evolve(quoted, row=int(rows[quoted.row]))
            for quoted in example_comments({column: chosen}, topic=key, **options)
        )
        for key in wanted
    }
