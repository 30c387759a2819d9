"""Parts of an assessment: typed results, the claims that they may allow, and what is said once those are decided."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Final, Literal

import attrs
from attrs import field, frozen

from servicekit.foundation import _markup as markup
from servicekit.foundation._errors import NotEnoughDataError, ServiceKitError
from servicekit.foundation._results import Groups, Result
from servicekit.foundation._vocabulary import Label, Language, Source
from servicekit.stats.claims._claims import Claim, Decided

Tone = Literal["good", "bad", "neutral", "caution"]
INCOMPLETE_SHARE: Final = 0.8
GAPS: Final[tuple[tuple[Language, str], ...]] = (("en", " "), ("zh", ""))
"""What stands between two sentences of a language."""


@frozen(kw_only=True)
class Shown:
    """A figure that a picture prints and no table holds.

    Attributes:
        key: Which one, within the part.
        measure, group: What it is, and of what.
        value, low, high: The figure and the ends of its interval.
        unit: "share", "whole share" (no decimals), or "index" from 0 to 100.
        n: Answers behind it.
    """

    key: str
    measure: Label
    group: Label
    value: float | None
    low: float | None = None
    high: float | None = None
    unit: str = "share"
    n: float | None = None


ONE_OF_MANY: Final = re.compile(
    r"(?:^|(?<=[(])|(?<=[;,] )|(?<=of )|(?<=and ))"
    r"1 (answer|customer|respondent|row|comment|wait|visit|mark|day|point|case|purchase)s\b"
)
"""Sentences are written for many; of one they would read "1 answers"."""


def _in_one_line(text: Label) -> Label:
    """Write out line breaks and the like that names from the data may bring into a sentence."""
    if not isinstance(text, Label):
        return text
    english = ONE_OF_MANY.sub(r"1 \1", markup.visible(text.en))
    return Label(english, markup.visible(text.zh))


@frozen(kw_only=True)
class Finding(Result):
    """One sentence of a report; made by ``say``, ``fact`` and ``caution`` only.

    Attributes:
        text: The statement in both languages, figures included.
        decided: The claim behind it; None for a fact of the file or a caution of method.
        is_caution: Whether it is a reason for care.
        claimed: Whether it says that the claim holds; otherwise it says that the data cannot tell.
        is_urgent: Whether it stands on the first screen whatever else does: a red line that was seen to be crossed.

    Example:
        >>> import servicekit as sk
        >>> sk.study.Finding(text=sk.foundation.Label("Waits grew.", "等待变长。")).text.zh
        '等待变长。'
    """

    title = Label("Finding", "结论")
    derived = ("tone",)

    text: Label = field(converter=_in_one_line)
    decided: Decided | None = None
    is_caution: bool = False
    claimed: bool = False
    is_urgent: bool = False

    @property
    def tone(self) -> Tone:
        """ "good" or "bad" only where a claim stands whose direction is good or bad news."""
        if self.is_caution:
            return "caution"
        if self.decided is None or not self.claimed or not self.decided.stands:
            return "neutral"
        good, direction = self.decided.claim.good, self.decided.claim.direction
        if good is None or not direction:
            return "neutral"
        return "good" if good == direction else "bad"


Statement = Finding | tuple[Claim, ...]
"""A sentence that needs no decision, or claims that are told together: those that stand, else that none can be told."""


@frozen(kw_only=True)
class Table:
    """A table of a part.

    Attributes:
        key: What tells it from the other tables of the part, the same in every language.
        caption: Its heading.
        result: What stands in it.
        names: Names of keys in the result, such as columns, for readers.
    """

    key: str
    caption: Label
    result: "Result | Groups[Any]"
    names: Mapping[str, Label] = field(factory=dict)

    @classmethod
    def titled(
        cls, caption: Label, result: "Result | Groups[Any]", names: Mapping[str, Label] | None = None
    ) -> "Table":
        """Return a table whose key is its English caption.

        Args:
            caption: Its heading, small letters first.
            result: What stands in it.
            names: Names of keys in the result.
        """
        heading = Label(caption.en[:1].upper() + caption.en[1:], caption.zh)
        return cls(key=caption.en, caption=heading, result=result, names=names or {})


@frozen(kw_only=True)
class Part(Result):
    """One part of an assessment; each has its own class, whose attributes are what was computed.

    Attributes:
        key: "measures", "expectation", "quality", "index", "priorities", "groups", "waves", ...
        name: Its heading.
        method: How it was computed and how sure one can be.
        sources: Where the method comes from.
        statements: What may be said, before the decision over the whole report.
        findings: What the report says.
    """

    title: ClassVar[Label] = Label("Part of an assessment", "评估的一部分")
    derived: ClassVar[tuple[str, ...]] = ("findings",)

    key: str
    name: Label
    method: Label
    sources: tuple[Source, ...] = field(default=())
    statements: tuple[Statement, ...] = field(default=(), repr=False, metadata={"evidence": False})
    findings: tuple[Finding, ...] = ()

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim of the part, whether it will stand or not."""
        return tuple(claim for entry in self.statements if isinstance(entry, tuple) for claim in entry)

    captions: ClassVar[Mapping[str, Label]] = {}
    """Caption of each attribute that holds a result, or results by column."""
    rows: ClassVar[Mapping[str, Label]] = {}
    """Name of the one row of an attribute that holds one figure; the usual name of such a figure if not given."""

    def tables(self) -> Iterator[Table]:
        """Yield a table of everything computed."""
        for name, caption in self.captions.items():
            found = getattr(self, name)
            if isinstance(found, Groups | Result):
                yield Table.titled(caption, found, {"": self.rows[name]} if name in self.rows else None)
            elif isinstance(found, Mapping):  # by column
                for column, one in found.items():
                    yield Table.titled(Label(caption.en.format(column), caption.zh.format(column)), one)

    def shown(self) -> "Iterator[Shown]":
        """Yield figures that pictures print and tables do not."""
        yield from ()

    @property
    def results(self) -> Mapping[str, "Result | Groups[Any]"]:
        """Everything computed by the keys of its tables, for tables of any part."""
        return {table.key: table.result for table in self.tables()}

    def told(self, findings: tuple[Finding, ...]) -> "Part":
        """Return the part with what is said."""
        return attrs.evolve(self, findings=findings)


@frozen(kw_only=True)
class NotRun:
    """A part that could not be run, and the data it would need."""

    key: str
    name: Label
    needs: Label
    reason: Label | None = None


def unfit(error: ServiceKitError) -> Label:
    """Return the reason that the answers of a part are refused, in both languages."""
    return Label(error.text("en"), f"数据不合要求：{error.text('zh')}")


def nothing_to_report(lacking: Iterable[NotRun]) -> NotEnoughDataError:
    """Return the refusal where nothing can be reported, with what each part lacks in both languages."""
    problems = [
        Label(
            *(f"{part.name.text(language)}{gap}{(part.reason or part.needs).text(language)}" for language, gap in GAPS)
        )
        for part in lacking
    ]
    told = "; ".join(["there is no figure to report: the study lacks", *(one.en for one in problems)])
    return NotEnoughDataError(told, problems)


def no_section(name: str) -> Label:
    """Return the reason that a table was given and the study does not say what its columns mean.

    Args:
        name: Of the section of the study file.
    """
    return Label(f"no [{name}] in the study", f"调查方案中没有「{name}」一节")
