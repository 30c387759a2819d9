"""Parts of an assessment: results with what was found in them, said in words."""

from collections.abc import Mapping
from typing import Any, Literal

from attrs import field, frozen

from servicekit.foundation import _markup as markup
from servicekit.foundation._results import Groups, Result
from servicekit.foundation._vocabulary import Label, Source

Tone = Literal["good", "bad", "neutral", "caution"]


def _in_one_line(text: Label) -> Label:
    """Write out line breaks and the like that names from the data may bring into a sentence."""
    return Label(markup.visible(text.en), markup.visible(text.zh)) if isinstance(text, Label) else text


@frozen(kw_only=True)
class Finding:
    """One statement that the data support.

    Attributes:
        text: The statement in both languages, figures included.
        tone: Whether it is good news, bad news, neither, or a reason for care.
        urgency: How much it matters for what to do first; 0 for not at all.

    Example:
        >>> import servicekit as sk
        >>> sk.study.Finding(text=sk.foundation.Label("Waits grew.", "等待变长。")).text.zh
        '等待变长。'
    """

    text: Label = field(converter=_in_one_line)
    tone: Tone = "neutral"
    urgency: float = 0.0


@frozen(kw_only=True)
class Part(Result):
    """One part of an assessment.

    Attributes:
        key: "measures", "expectation", "quality", "index", "priorities", "groups", "waves", ...
        name: Its heading.
        results: What was computed, by name; groups of results where a column formed groups.
        findings: What the results say.
        method: How it was computed and how sure one can be.
        sources: Where the method comes from.
    """

    title = Label("Part of an assessment", "评估的一部分")
    derived = ("findings",)

    key: str
    name: Label
    results: Mapping[str, Result | Groups[Any]]
    findings: tuple[Finding, ...] = ()
    method: Label
    sources: tuple[Source, ...] = field(default=())


@frozen(kw_only=True)
class NotRun:
    """A part that could not be run, and the data it would need."""

    key: str
    name: Label
    needs: Label
    reason: str = ""


def incomplete(used: int, rows: int) -> tuple[Finding, ...]:
    """Return a caution where a part that needs complete answers lost more than a fifth of the rows."""
    if rows == 0 or used >= 0.8 * rows:
        return ()
    text = Label(
        f"Only {used:,} of {rows:,} respondents answered every question needed here.",
        f"{rows:,}位受访者中只有{used:,}位回答了此处所需的全部题目。",
    )
    return (Finding(text=text, tone="caution"),)
