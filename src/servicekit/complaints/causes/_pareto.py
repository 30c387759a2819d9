"""Pareto of causes: which few make up most of it, every share with its interval; a complaint may have several."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.complaints.causes._causes import Responsibility, responsibility_of
from servicekit.complaints.causes._classification import LONGEST, Classification, TextRules
from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy
from servicekit.data._frames import backend_of, read_columns
from servicekit.data._grouping import by_columns, by_name, indices, to_list
from servicekit.foundation._checks import instance_of, validate
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Groups, Result
from servicekit.foundation._vocabulary import Concept, Label, member
from servicekit.stats.intervals._estimates import Share

Kind = TypeVar("Kind", bound=Concept)
Named = NDArray[np.bool_]
VITAL_SHARE: Final = 0.8
RECOGNISED: Final = Label("Complaints in which a cause was recognised", "识别出原因的投诉占比")


def _with_those_above(cause: Label) -> Label:
    return Label(f"{cause.en} or one named more often", f"{cause.zh}或更常见的原因")


@frozen(kw_only=True)
class ParetoLine(Generic[Kind]):
    """One cause.

    Attributes:
        cause: The cause.
        share: Complaints that name it, of those with any cause.
        cumulative: Complaints that name it or one of the causes above it.
    """

    cause: Kind
    share: Share
    cumulative: Share


@frozen(kw_only=True)
class Pareto(Result, Generic[Kind]):
    """Causes in order of frequency.

    Phrases recognise only part of what people complain about: shares are of the complaints in which they found
    anything, and ``recognised`` says how many those are. The cumulative share is that of complaints which would be
    touched if the causes down to a line were removed; with one cause per complaint it is the usual sum. The order is
    found in the same data, so cumulative shares of the first few causes lean upwards where causes are nearly tied.

    Attributes:
        counts: Cause -> complaints that name it, most frequent first; causes nobody named are there with 0.
        reached: Complaints that name one of the causes down to each place.
        by_whom: Responsible party -> complaints with at least one of its causes.
        n: Complaints with at least one cause.
        n_unclassified: Complaints in which no cause was found.
        missing: Empty entries.
        rejected: Entries set aside, by reason.
        level: Confidence level.
    """

    title = Label("Pareto of causes, of those recognised", "原因帕累托分析（仅含识别出原因的投诉）")
    derived = ("n", "n_unclassified", "recognised", "missing", "shares", "cumulative", "vital_few", "responsibility")
    _lines = ("lines",)

    counts: Mapping[Kind, int]
    reached: tuple[int, ...]
    by_whom: Mapping[Responsibility, int]
    n: int
    n_unclassified: int
    missing: int = 0
    rejected: Mapping[str, int] = field(factory=dict)
    level: float = 0.95

    def _share(self, count: int, name: Label) -> Share:
        return Share(count=count, n=self.n, level=self.level, name=name)

    @property
    def recognised(self) -> Share:
        """Share of the complaints in which any cause was found; every other share is of these alone."""
        return Share(count=self.n, n=self.n + self.n_unclassified, level=self.level, name=RECOGNISED)

    @property
    def shares(self) -> Mapping[Kind, Share]:
        """Cause -> share of complaints that name it, of those with any cause."""
        return {line.cause: line.share for line in self.lines}

    @property
    def cumulative(self) -> Mapping[Kind, Share]:
        """Cause -> share of complaints that name it or one of the causes above it."""
        return {line.cause: line.cumulative for line in self.lines}

    @property
    def lines(self) -> tuple[ParetoLine[Kind], ...]:
        """A line for each cause that was named, most frequent first."""
        both = zip(self.counts.items(), self.reached, strict=True)
        return tuple(
            ParetoLine(
                cause=cause,
                share=self._share(count, cause.label),
                cumulative=self._share(
                    reached, Label(f"{cause.label.en} or more frequent", f"{cause.label.zh}及更常见的")
                ),
            )
            for (cause, count), reached in both
            if count
        )

    @property
    def vital_few(self) -> tuple[Kind, ...]:
        """The fewest causes from the top that touch at least 80 % of the complaints with a cause."""
        few: list[Kind] = []
        for line in self.lines:
            few.append(line.cause)
            if line.cumulative.count >= VITAL_SHARE * self.n:
                break
        return tuple(few)

    @property
    def responsibility(self) -> Mapping[Responsibility, Share]:
        """Complaints in which each party has a part; they add up to more than 1 where causes are mixed."""
        return {party: self._share(count, party.label) for party, count in self.by_whom.items()}


@frozen(kw_only=True, eq=False)
class ClassifiedTexts(Result, Generic[Kind]):
    """What a column of comments is about.

    Attributes:
        kind: The framework whose concepts were looked for.
        classifications: For each row what was found; None for rows without text and rows set aside.
        missing: Rows without text.
        rejected: Rows set aside, by reason.
    """

    title = Label("Comments by cause", "按原因归类的意见")
    derived = ("n", "counts", "n_unclassified", "missing", "rejected")

    kind: type[Kind] = field(metadata={"evidence": False})
    classifications: tuple[Classification[Kind] | None, ...] = field(repr=False, metadata={"evidence": False})
    missing: int
    rejected: Mapping[str, int]

    @property
    def texts(self) -> tuple[Classification[Kind], ...]:
        """The classifications of the rows that have one."""
        return tuple(found for found in self.classifications if found is not None)

    @property
    def n(self) -> int:
        """Comments read."""
        return len(self.texts)

    @property
    def counts(self) -> Mapping[Kind, int]:
        """Comments that name each concept."""
        found = Counter(concept for text in self.texts for concept in text.concepts)
        return {concept: found[concept] for concept in self.kind}

    @property
    def n_unclassified(self) -> int:
        """Comments in which nothing was found."""
        return sum(not found.concepts for found in self.texts)


def classify_texts(
    data: Data, column: str, rules: TextRules[Kind], *, policy: InputPolicy | None = None
) -> ClassifiedTexts[Kind]:
    """Return what every comment of a column is about.

    Args:
        data: Any data frame or mapping of columns.
        column: The column of free text; empty texts are missing.
        rules: What to look for.
        policy: Its ``invalid`` refuses entries that are no text or longer than 100,000 characters, or omits and
            counts them.

    Example:
        >>> import servicekit as sk
        >>> texts = {"comment": ["The clerk was rude", "Fine"]}
        >>> found = sk.complaints.classify_texts(texts, "comment", sk.complaints.TEXT_RULES["reasons"])
        >>> found.n
        2
    """
    validate(instance_of(TextRules, "a TextRules, such as one of TEXT_RULES"), "rules", rules)
    invalid = as_policy(policy).invalid
    read = read_columns(data, [column])[column]
    known: dict[str, Classification[Kind]] = {}
    found: list[Classification[Kind] | None] = []
    rejected: Counter[str] = Counter()
    for row, text in enumerate(to_list(read)):
        problem = "" if text is None else _problem(text)
        if problem and invalid == "raise":
            rule = f"text of at most {LONGEST:,} characters"
            raise InvalidValueError(f"column {column!r}", rule, text, f"row {row}")
        rejected.update([problem] if problem else [])
        if problem or not isinstance(text, str) or not text.strip():
            found.append(None)
            continue
        if text not in known:
            known[text] = rules.classify(text)
        found.append(known[text])
    missing = found.count(None) - rejected.total()
    return ClassifiedTexts(kind=rules.kind, classifications=tuple(found), missing=missing, rejected=dict(rejected))


def text_pareto(found: ClassifiedTexts[Kind], *, level: float = 0.95) -> Pareto[Kind]:
    """Return the Pareto of what comments name.

    Args:
        found: Classified comments.
        level: Confidence level.

    Example:
        >>> import servicekit as sk
        >>> texts = {"comment": ["The clerk was rude", "Fine"]}
        >>> found = sk.complaints.classify_texts(texts, "comment", sk.complaints.TEXT_RULES["reasons"])
        >>> sk.complaints.text_pareto(found).n
        1
    """
    validate(instance_of(ClassifiedTexts, "comments classified by classify_texts"), "found", found)
    named = _named(found.kind, [text.concepts for text in found.texts])
    return _pareto(found.kind, named, found.missing, found.rejected, level)


def pareto(
    data: Data,
    column: str,
    kind: type[Kind],
    *,
    separator: str | None = None,
    by: str | Sequence[str] | None = None,
    level: float = 0.95,
    policy: InputPolicy | None = None,
) -> Pareto[Kind] | Groups[Pareto[Kind]]:
    """Return the Pareto of causes that were classified by hand.

    Args:
        data: Any data frame or mapping of columns, one row per complaint.
        column: Keys of the causes; empty entries are missing.
        kind: The framework to which the keys belong.
        separator: What stands between several keys in one entry (";"); None: one key per entry.
        by: Column of groups, or a list of columns; a result for each.
        level: Confidence level.
        policy: Its ``invalid`` refuses unknown keys, or leaves out such complaints and counts them.

    Example:
        >>> import servicekit as sk
        >>> rows = {"cause": ["product_quality", "product_quality", "service_attitude"]}
        >>> sk.complaints.pareto(rows, "cause", kind=sk.complaints.DissatisfactionCause).n
        3
    """
    if not (isinstance(kind, type) and issubclass(kind, Concept)):
        raise InvalidValueError("kind", "a framework such as DissatisfactionReason", kind)
    invalid = as_policy(policy).invalid
    columns = read_columns(data, [column, *by_columns(by)])
    rows = [
        _keys(entry, kind, separator, invalid, f"column {column!r}, row {row}")
        for row, entry in enumerate(to_list(columns[column]))
    ]
    if by is None:
        return _of_rows(kind, rows, level)
    groups = indices(columns, by)
    return Groups(
        by_name(by), {g: _of_rows(kind, [rows[k] for k in own], level) for g, own in groups.items()}, backend_of(data)
    )


def _problem(text: object) -> str:
    if not isinstance(text, str):
        return "not_a_text"
    return "too_long" if len(text) > LONGEST else ""


def _keys(entry: object, kind: type[Kind], separator: str | None, invalid: str, where: str) -> tuple[Kind, ...] | str:
    """Return the causes of one complaint, or why there are none: "missing" or "unknown_cause"."""
    if entry is None or (isinstance(entry, str) and not entry.strip()):
        return "missing"
    parts: Sequence[Any] = [entry] if separator is None or not isinstance(entry, str) else entry.split(separator)
    try:
        return tuple(dict.fromkeys(member(kind, part.strip() if isinstance(part, str) else part) for part in parts))
    except UnknownConceptError as error:
        if invalid == "omit":
            return "unknown_cause"
        what, key, known = error.parts
        raise UnknownConceptError(f"{what} ({where})", key, known) from None


def _of_rows(kind: type[Kind], rows: Sequence[tuple[Kind, ...] | str], level: float) -> Pareto[Kind]:
    named = _named(kind, [row for row in rows if not isinstance(row, str)])
    unknown = sum(row == "unknown_cause" for row in rows)
    rejected = {"unknown_cause": unknown} if unknown else {}
    return _pareto(kind, named, sum(row == "missing" for row in rows), rejected, level)


def _named(kind: type[Kind], rows: Sequence[Iterable[Kind]]) -> Named:
    place = {concept: number for number, concept in enumerate(kind)}
    table = np.zeros((len(rows), len(place)), dtype=bool)
    for number, concepts in enumerate(rows):
        for concept in concepts:
            table[number, place[concept]] = True
    return table


def _pareto(kind: type[Kind], named: Named, missing: int, rejected: Mapping[str, int], level: float) -> Pareto[Kind]:
    members = list(kind)
    counts = named.sum(axis=0)
    order = np.argsort(-counts, kind="stable")
    reached = np.logical_or.accumulate(named[:, order], axis=1).sum(axis=0)
    any_cause = int(named.any(axis=1).sum())
    parties = [responsibility_of(cause) for cause in members]
    by_whom = {
        party: int(named[:, [own is party for own in parties]].any(axis=1).sum())
        for party in Responsibility
        if any(own is not None for own in parties)
    }
    return Pareto(
        counts={members[place]: int(counts[place]) for place in order.tolist()},
        reached=tuple(reached.tolist()),
        by_whom=by_whom,
        n=any_cause,
        n_unclassified=len(named) - any_cause,
        missing=missing,
        rejected=rejected,
        level=level,
    )
