"""The staff card: a protocol on one page, in one language, as text, Markdown or HTML."""

import re
from collections.abc import Callable, Sequence
from typing import Final, Literal

from servicekit.complaints.protocols._protocol import Protocol
from servicekit.foundation import _markup as markup
from servicekit.foundation._checklist import Step
from servicekit.foundation._checks import instance_of, validate
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Label, Language, check_language

CardForm = Literal["text", "markdown", "html"]
_WORDS: Final = {
    "steps": Label("Steps", "步骤"),
    "manners": Label("Manners", "注意事项"),
    "prohibitions": Label("Never", "禁忌"),
    "optional": Label("optional", "可选"),
    "critical": Label("critical", "一票否决"),
    "after": Label("after", "须先完成"),
    "evidence": Label("Evidence", "凭据"),
}
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&])")
Write = Callable[[str], str]


def staff_card(protocol: Protocol, *, language: Language = "en", form: CardForm = "text") -> str:
    """Return a protocol as a card to print and tick.

    Args:
        protocol: Any protocol, one's own included.
        language: "en" or "zh".
        form: "text", "markdown" or "html"; whatever stands in the labels is escaped for it.

    Example:
        >>> import servicekit as sk
        >>> sk.complaints.staff_card(sk.complaints.PROTOCOLS["ten_steps"]).splitlines()[0]
        'Ten steps to defuse a complaint'
    """
    validate(instance_of(Protocol, "a Protocol, such as one of PROTOCOLS"), "protocol", protocol)
    chosen = check_language(language)
    if form == "html":
        return _html(protocol, chosen)
    if form not in ("text", "markdown"):
        raise InvalidValueError("form", "'text', 'markdown' or 'html'", form)
    return _lines(protocol, chosen, _in_markdown if form == "markdown" else _plain, form == "markdown")


def _plain(words: str) -> str:
    """Keep a label on its line: what does not print is written out."""
    return "".join(c if c.isprintable() or c == "\u3000" else ascii(c)[1:-1] for c in words)


def _in_markdown(words: str) -> str:
    return _MARKDOWN.sub(r"\\\1", _plain(words))


def _sections(protocol: Protocol) -> list[tuple[Label, Sequence[Step], bool]]:
    parts = (("steps", protocol.steps, True), ("manners", protocol.manners, False))
    found = [
        (_WORDS[name], steps, numbered)
        for name, steps, numbered in (*parts, ("prohibitions", protocol.prohibitions, False))
    ]
    return [section for section in found if section[1]]


def _marks(step: Step, protocol: Protocol, language: Language) -> str:
    """Return what is special about a step: optional, critical, waiting for more than what stands before it."""
    told = [_WORDS["optional"].text(language)] if not step.required and step in protocol.steps else []
    told += [_WORDS["critical"].text(language)] if step.critical else []
    keys = [other.key for other in protocol.steps]
    if surprising := sorted({keys.index(key) + 1 for key in step.after} - _usual(step, protocol)):
        told.append(f"{_WORDS['after'].text(language)} {', '.join(map(str, surprising))}")
    gap = "; " if language == "en" else "；"
    return (f" ({gap.join(told)})" if language == "en" else f"（{gap.join(told)}）") if told else ""


def _usual(step: Step, protocol: Protocol) -> set[int]:
    """Return the numbers that need no mention: the step before, and the last required one before."""
    place = protocol.steps.index(step) if step in protocol.steps else 0
    required = [number for number, other in enumerate(protocol.steps[:place], 1) if other.required]
    return {place, *required[-1:]}


def _lines(protocol: Protocol, language: Language, write: Write, markdown: bool) -> str:
    title = write(protocol.title.text(language))
    lines = [f"# {title}" if markdown else title, "" if markdown else "=" * max(4, len(title))]
    if protocol.principle is not None:
        principle = write(protocol.principle.text(language))
        lines += [f"> {principle}" if markdown else principle, ""]
    colon = ": " if language == "en" else "："
    for heading, steps, numbered in _sections(protocol):
        lines += ["", f"## {heading.text(language)}" if markdown else heading.text(language), ""]
        for number, step in enumerate(steps, 1):
            name = write(step.label.text(language)) + write(_marks(step, protocol, language))
            tell = colon + write(step.meaning.text(language)) if step.meaning else ""
            bullet = f"{number}. [ ]" if numbered else ("- [ ]" if markdown else "[ ]")
            lines.append(f"{bullet} **{name}**{tell}" if markdown else f"{bullet} {name}{tell}")
            if step.evidence is not None:
                shown = f"{_WORDS['evidence'].text(language)}{colon}{write(step.evidence.text(language))}"
                lines.append(f"   - {shown}" if markdown else f"       {shown}")
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _html(protocol: Protocol, language: Language) -> str:
    text = markup.text
    colon = ": " if language == "en" else "："
    parts = [f"<h1>{text(protocol.title.text(language))}</h1>"]
    if protocol.principle is not None:
        parts.append(f"<p><strong>{text(protocol.principle.text(language))}</strong></p>")
    for heading, steps, numbered in _sections(protocol):
        kind = "ol" if numbered else "ul"
        items = []
        for step in steps:
            name = text(step.label.text(language)) + text(_marks(step, protocol, language))
            tell = text(colon + step.meaning.text(language)) if step.meaning else ""
            evidence = step.evidence.text(language) if step.evidence else ""
            shown = (
                f"<br><small>{text(_WORDS['evidence'].text(language) + colon + evidence)}</small>" if evidence else ""
            )
            items.append(f"<li><strong>{name}</strong>{tell}{shown}</li>")
        parts.append(f"<h2>{text(heading.text(language))}</h2><{kind}>{''.join(items)}</{kind}>")
    tag = {"en": "en", "zh": "zh-Hans"}[language]
    return f'<article lang="{tag}">{"".join(parts)}</article>'
