"""What the dissatisfied write about: share of each topic by the respondents' own rating, with intervals and tests."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, overload

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.comments._mentions import mention_table
from servicekit.comments._topics import Topic, rules_of
from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy, read_answers
from servicekit.data._chronology import in_order
from servicekit.data._columns import Column, is_missing
from servicekit.data._frames import backend_of, batches, read_columns
from servicekit.data._grouping import by_columns, by_name, grouping_by, to_list
from servicekit.data._scales import Scale
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._phrases import Rule
from servicekit.foundation._results import Groups, Result, SetsAside
from servicekit.foundation._vocabulary import Label
from servicekit.stats.claims._claim_tests import Evidence, two_shares
from servicekit.stats.comparison._comparison import holm
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Difference, Share
from servicekit.stats.scores._category_score import category_share, score_correlation
from servicekit.stats.scores._sampled_scores import SampledScores
from servicekit.stats.scores._two_samples import two_samples
from servicekit.stats.summaries._tally import Tally
from servicekit.stats.summaries._tally_data import tallies_of

ROWS: Final = 20_000
"""Comments searched at a time; more at once would only take more memory."""
MENTION: Final = "whether a comment mentions a topic"
MENTIONS: Final = Scale(low=0, high=1)
Counts = NDArray[np.int64]
Bools = NDArray[np.bool_]


@frozen(kw_only=True)
class TopicShare(Result):
    """How many comments mention a topic, among the dissatisfied and the others.

    Attributes:
        topic: Key of the topic.
        name: Its name.
        dissatisfied: Share of the comments of dissatisfied respondents; of all comments where there is no rating.
        others: The same for the others; None without a rating.
        evidence: Test of the two shares against each other; None without a rating.
        adjusted_p: Its p-value by Holm over all topics; None where there is no test.
        correlation: Of the two shares; not 0 where one cluster has both kinds of respondents.
    """

    title = Label("Topic of comments", "评论话题")
    derived = ("difference", "is_more_frequent")

    topic: str
    name: Label
    dissatisfied: Share
    others: Share | None = None
    evidence: Evidence | None = None
    adjusted_p: float | None = None
    correlation: float = 0.0

    @property
    def difference(self) -> Difference | None:
        """Share of the dissatisfied less that of the others, with its interval."""
        if self.others is None:
            return None
        return Difference(first=self.dissatisfied, second=self.others, correlation=self.correlation)

    @property
    def is_more_frequent(self) -> bool:
        """Whether the dissatisfied clearly mention it more often: 5 % by Holm over all topics."""
        difference = self.difference
        known = difference is not None and difference.value is not None and self.adjusted_p is not None
        return bool(known and difference.value > 0 and self.adjusted_p <= 0.05)  # type: ignore[union-attr,operator]


@frozen(kw_only=True)
class TopicShares(SetsAside, Result):
    """What comments are about: shares of comments that *match* a word list, not of all that was meant.

    Attributes:
        n: Comments that were searched.
        n_missing: Rows without a comment, or without a rating where one is asked for.
        n_dissatisfied: Comments of dissatisfied respondents; None without a rating.
        n_unmatched: Comments that match no topic.
        highest_dissatisfied: Best rating that still counts as dissatisfied; None without a rating.
        rejected: Rows set aside, by reason.
        topics: Share of each topic, by key.
    """

    title = Label("Topics of comments", "评论话题")
    derived = ("shares",)
    _lines = ("topics",)

    n: int
    n_missing: int
    n_dissatisfied: int | None
    n_unmatched: int
    highest_dissatisfied: float | None = None
    rejected: Mapping[str, int] = field(factory=dict, hash=False)
    topics: Mapping[str, TopicShare] = field(hash=False)

    @property
    def shares(self) -> dict[str, float | None]:
        """Share of each topic among the dissatisfied (all, where there is no rating), most frequent first."""
        found = {key: topic.dissatisfied.value for key, topic in self.topics.items()}
        return dict(sorted(found.items(), key=lambda item: -(item[1] or 0.0)))


@overload
def topic_shares(
    data: Data,
    *,
    comment: str,
    rating: str | None = None,
    scale: Scale | None = None,
    highest_dissatisfied: float | None = None,
    by: None = None,
    rules: Mapping[str, Rule] | None = None,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> TopicShares: ...
@overload
def topic_shares(
    data: Data,
    *,
    comment: str,
    rating: str | None = None,
    scale: Scale | None = None,
    highest_dissatisfied: float | None = None,
    by: str | Sequence[str],
    rules: Mapping[str, Rule] | None = None,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> Groups[TopicShares]: ...
def topic_shares(
    data: Data,
    *,
    comment: str,
    rating: str | None = None,
    scale: Scale | None = None,
    highest_dissatisfied: float | None = None,
    by: str | Sequence[str] | None = None,
    rules: Mapping[str, Rule] | None = None,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> TopicShares | Groups[TopicShares]:
    """Return how many comments mention each topic; with a rating, the dissatisfied against the others.

    Whether someone is dissatisfied is taken from the rating and never guessed from words.

    Args:
        data: Data frame of any kind or mapping of columns; read in batches, each comment once.
        comment: Column of texts; blank ones are missing.
        rating: Column of the same respondents' ratings.
        scale: Its scale; needed with ``rating``.
        highest_dissatisfied: Best rating that still counts as dissatisfied; the middle of the scale does not, if None.
        by: Column of groups, or a list of columns.
        rules: Word lists by topic; ``TOPIC_RULES`` if None.
        design: Columns of weights, strata and clusters; the whole table is then held in memory.
        policy: Policy for bad ratings.
        level: Confidence level of the shares.

    Returns:
        ``TopicShares``, or ``Groups`` of it.

    Raises:
        InvalidValueError: A comment is no text, a rating is not on its scale, or a rating comes without scale.

    Example:
        >>> from servicekit import LIKERT_5
        >>> from servicekit.comments import topic_shares
        >>> survey = {"why": ["rude staff", "too expensive", "", "nice staff"], "overall": [1, 2, 3, 5]}
        >>> topic_shares(survey, comment="why", rating="overall", scale=LIKERT_5).topics["staff"].dissatisfied.count
        1
    """
    lists = rules_of(rules)
    checks.validate(checks.confidence, "level", level)
    most = _threshold(rating, scale, highest_dissatisfied)
    design = design if design is not None and design.columns else None
    names = [name for name in (comment, rating, *by_columns(by), *(design.columns if design else ())) if name]
    whole = read_columns(data, names) if design else None
    tallies: dict[Any, _Tally] = {}
    sides: list[tuple[Bools, Bools, Bools]] = []
    first_row = 0
    for batch in batches(data, names, rows=ROWS) if whole is None else _cut(whole, names[0]):
        texts = [_text(entry, comment) for entry in to_list(batch[comment])]
        low, known, aside = _low(batch, rating, scale, most, as_policy(policy), first_row, len(texts))
        groups = grouping_by(batch, by) if by else None
        first_row += len(texts)
        usable = np.array([text is not None for text in texts], dtype=bool) & known
        table = np.zeros((len(texts), len(lists)), dtype=bool)
        table[usable] = mention_table([text for text, use in zip(texts, usable, strict=True) if use and text], lists)
        if whole is not None:
            sides.append((usable & low, usable & ~low, table))
        for code, group in enumerate(groups.levels if groups else (None,)):
            rows = groups.codes == code if groups else np.ones(len(texts), dtype=bool)
            tallies.setdefault(group, _Tally(len(lists))).add(rows, usable, low, table, aside)
    designed = _designed(whole, sides, by, design, len(lists)) if whole is not None and design and sides else {}
    make = {group: _result(tally, lists, most, level, designed.get(group)) for group, tally in tallies.items()}
    if by is None:
        return make[None] if make else _result(_Tally(len(lists)), lists, most, level, None)
    return Groups(by_name(by), {group: make[group] for group in in_order(make)}, backend_of(data))


def _cut(whole: Mapping[str, Column], name: str) -> Iterator[dict[str, Column]]:
    for start in range(0, len(whole[name]), ROWS):
        yield {key: column.rows(slice(start, start + ROWS)) for key, column in whole.items()}


def _designed(
    whole: Mapping[str, Column],
    sides: Sequence[tuple[Bools, Bools, Bools]],
    by: str | Sequence[str] | None,
    design: Design,
    topics: int,
) -> dict[Any, list[tuple[Tally, Tally]]]:
    """Return for each group and topic who mentions it among the dissatisfied and the others, under the design."""
    low, high, table = (np.concatenate(parts) for parts in zip(*sides, strict=True))
    found: dict[Any, list[tuple[Tally, Tally]]] = {}
    for topic in range(topics):
        codes = table[:, topic].astype(np.int64)
        sides_of: list[dict[str, Column]] = [
            {**whole, MENTION: Column(name=MENTION, values=codes, valid=side)} for side in (low, high)
        ]
        pair = [tallies_of(rows, MENTION, by=by, scale=MENTIONS, design=design) for rows in sides_of]
        for group in pair[0]:
            found.setdefault(group, []).append((pair[0][group], pair[1][group]))
    return found


class _Tally:
    """Counts that add up over batches."""

    def __init__(self, topics: int) -> None:
        self.rows = self.unmatched = 0
        self.n: Counts = np.zeros(2, dtype=np.int64)
        self.mentions: Counts = np.zeros((2, topics), dtype=np.int64)
        self.rejected: dict[str, int] = {}

    def add(self, rows: Any, usable: Any, low: Any, table: Any, aside: Mapping[str, object]) -> None:
        self.rows += int(rows.sum())
        for place, side in enumerate((low, ~low)):
            chosen = rows & usable & side
            self.n[place] += int(chosen.sum())
            self.mentions[place] += table[chosen].sum(axis=0)
        self.unmatched += int((rows & usable & ~table.any(axis=1)).sum())
        for reason, where in aside.items():
            self.rejected[reason] = self.rejected.get(reason, 0) + int((rows & where).sum())


def _threshold(rating: str | None, scale: Scale | None, highest: float | None) -> float | None:
    if rating is None:
        if scale is not None or highest is not None:
            raise InvalidValueError("rating", "named where scale or highest_dissatisfied is given", None)
        return None
    if scale is None:
        raise InvalidValueError("scale", f"given for the ratings in {rating!r}, such as LIKERT_5", None)
    if highest is None:
        middle = (scale.low + scale.high) / 2
        if not scale.higher_is_better:
            return min((answer for answer in scale.categories if answer > middle), default=scale.high)
        return max((answer for answer in scale.categories if answer < middle), default=scale.low)
    best = scale.high if scale.higher_is_better else scale.low
    if not scale.low <= highest <= scale.high or highest == best:
        rule = f"from {scale.low:g} to {scale.high:g} and not the best answer, {best:g}"
        raise InvalidValueError("highest_dissatisfied", rule, highest)
    return float(highest)


def texts_of(data: Data, name: str) -> list[str | None]:
    """Return the comments of a column, None where there is none."""
    return [_text(entry, name) for batch in batches(data, [name], rows=ROWS) for entry in to_list(batch[name])]


def _text(entry: object, name: str) -> str | None:
    if is_missing(entry):
        return None
    if not isinstance(entry, str):
        raise InvalidValueError(f"column {name!r}", "a column of comments", entry)
    return entry if entry.strip() else None


def _low(
    batch: Mapping[str, Column],
    rating: str | None,
    scale: Scale | None,
    most: float | None,
    policy: InputPolicy,
    first_row: int,
    rows: int,
) -> tuple[Any, Any, Mapping[str, Any]]:
    """Return who is dissatisfied, whose rating is known, and who was set aside for what."""
    if rating is None or scale is None or most is None:
        return np.ones(rows, dtype=bool), np.ones(rows, dtype=bool), {}
    answers = read_answers(batch[rating], scale, policy, first_row=first_row)
    given = answers.numbers(scale)
    return given <= most if scale.higher_is_better else given >= most, answers.here, answers.aside


def _larger(found: Evidence, plain: Evidence) -> Evidence:
    """Return evidence under the design with the larger p of its own and of the plain counts.

    A topic that few mention is by chance mentioned by none of the dissatisfied of a few clusters, and then looks surer
    than it is.
    """
    return found if found.p is None or plain.p is None else attrs.evolve(found, p=max(found.p, plain.p))


def _result(
    tally: _Tally,
    rules: Mapping[str, Rule],
    most: float | None,
    level: float,
    designed: Sequence[tuple[Tally, Tally]] | None,
) -> TopicShares:
    rated = most is not None
    (n_low, n_high), (low, high) = tally.n.tolist(), tally.mentions.tolist()
    known = {topic.key: topic.label for topic in Topic}
    names = {key: known.get(key, Label(key, key)) for key in rules}
    tests: list[Evidence | None] = [None] * len(rules)
    correlations = [0.0] * len(rules)
    if designed is None:
        shares = [
            (Share(count=a, n=n_low, level=level, name=name), Share(count=b, n=n_high, level=level, name=name))
            for a, b, name in zip(low, high, names.values(), strict=True)
        ]
        if rated:
            tests = [two_shares(a, n_low, b, n_high) for a, b in zip(low, high, strict=True)]
    else:
        shares = [
            (category_share(one, 1, level=level, name=name), category_share(other, 1, level=level, name=name))
            for (one, other), name in zip(designed, names.values(), strict=True)
        ]
        if rated:
            scores = MENTIONS.categories
            sampled = [[SampledScores.of_tally(side, scores) for side in pair] for pair in designed]
            plain = [two_shares(a, n_low, b, n_high) for a, b in zip(low, high, strict=True)]
            tests = [_larger(two_samples(*pair), rows) for pair, rows in zip(sampled, plain, strict=True)]
            correlations = [score_correlation((one, scores), (other, scores)) for one, other in designed]
    adjusted = holm([test.p if test else None for test in tests], nan="drop").adjusted if rated else [None] * len(tests)
    topics = {
        key: TopicShare(
            topic=key,
            name=names[key],
            dissatisfied=shares[place][0],
            others=shares[place][1] if rated else None,
            evidence=tests[place],
            adjusted_p=adjusted[place],
            correlation=correlations[place],
        )
        for place, key in enumerate(rules)
    }
    rejected = {reason: count for reason, count in tally.rejected.items() if count}
    return TopicShares(
        n=n_low + n_high,
        n_missing=tally.rows - n_low - n_high - sum(rejected.values()),
        n_dissatisfied=n_low if rated else None,
        n_unmatched=tally.unmatched,
        highest_dissatisfied=most,
        rejected=rejected,
        topics=topics,
    )
