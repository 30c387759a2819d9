"""Staff cards: a protocol, a checklist, standards or the duties of a post on one page, as text, Markdown or HTML."""

import re
from collections.abc import Callable, Sequence
from typing import Final, Literal
from unicodedata import east_asian_width

from attrs import evolve, frozen

from servicekit.complaints.causes._conflicts import Incident, Journey
from servicekit.complaints.protocols._protocol import Protocol
from servicekit.foundation import _markup as markup
from servicekit.foundation._checklist import Checklist, Step
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import Label, Language, check_language
from servicekit.operations._call_parts import CallPart
from servicekit.operations._calls import CallKey
from servicekit.operations._contact_plan import Contact
from servicekit.operations._duties import SHIFTS, Duty, ResponsibilityMatrix
from servicekit.operations._profile import Profile
from servicekit.operations._property_office import PROPERTY_OFFICE
from servicekit.standards._standard import Standard, StandardSet

CardForm = Literal["text", "markdown", "html"]
_WORDS: Final = {
    "steps": Label("Steps", "步骤"),
    "manners": Label("Manners", "注意事项"),
    "prohibitions": Label("Never", "禁止事项"),
    "optional": Label("optional", "可选"),
    "critical": Label("critical", "一票否决"),
    "after": Label("after", "须先完成"),
    "evidence": Label("Evidence", "凭据"),
    "post": Label("post", "岗位"),
    "duties": Label("Duties", "职责"),
    "helps": Label("Helps with", "协助"),
    "stands_in": Label("Stands in for", "代行岗位"),
    "stand_in": Label("Stand-in", "代班岗位"),
    "taken": Label("taken over from", "交接自"),
    "handed": Label("handed on to", "交接给"),
    "call": Label("Say", "沟通内容"),
    "known": Label("What we know", "已知信息"),
    "after_call": Label("Afterwards", "通话之后"),
    "by": Label("by", "截止"),
    "feels": Label("What does the customer feel now?", "客户感觉？"),
    "rating": Label("rating (1 to 5)", "评分（1至5）"),
    "word": Label("in a word", "一个词"),
    "conflict": Label("conflict", "冲突类型"),
}
FORBIDDEN: Final = "✗"
_AFTER_CALL: Final = (CallKey.RECORD, CallKey.FOLLOW_UP)
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&])")
Write = Callable[[str], str]


@frozen(kw_only=True)
class _Line:
    name: str
    tell: str = ""
    evidence: str = ""


@frozen(kw_only=True)
class _Section:
    heading: str
    lines: tuple[_Line, ...]
    numbered: bool = False
    is_forbidden: bool = False


@frozen(kw_only=True)
class _Card:
    title: str
    principle: str = ""
    sections: tuple[_Section, ...]


def staff_card(
    thing: Protocol | Checklist | StandardSet | ResponsibilityMatrix | Contact | Journey,
    *,
    post: str | None = None,
    profile: Profile | None = None,
    solved: bool = False,
    language: Language = "en",
    form: CardForm = "text",
) -> str:
    """Return a protocol, a checklist, standards, duties, a contact or a journey as a card to print and tick.

    Args:
        thing: Any of the library's or one's own; a contact of a plan gives the sheet of the call, a
            journey (one of ``JOURNEYS``) an exercise.
        post: Whose card it is: of a matrix the key of a post, of standards whom they hold for (in either language), of
            a checklist the post that its steps are tagged with. Without it everybody's.
        solved: Of a journey: whether the sheet tells what the customer feels at each incident, or asks it.
        profile: Of the customer to be called; what is sensitive in it is left out.
        language: "en" or "zh".
        form: "text", "markdown" or "html"; whatever stands in the labels is escaped for it.

    Raises:
        UnknownConceptError: There is no such post; those there are are named.
        InvalidValueError: ``thing`` is of another kind, a protocol was asked for the card of one post, or a profile
            is of somebody else.

    Example:
        >>> import servicekit as sk
        >>> sk.reports.staff_card(sk.complaints.PROTOCOLS["ten_steps"]).splitlines()[0]
        'Ten steps to defuse a complaint'
        >>> print(sk.reports.staff_card(sk.operations.PROPERTY_OFFICE, post="hall_cleaner", language="zh"))
        房产销售案场：售楼处保洁
        ========================
        <BLANKLINE>
        <BLANKLINE>
        职责
        <BLANKLINE>
        [ ] 大厅、办公区、卫生间保洁
        <BLANKLINE>
    """
    chosen = check_language(language)
    if form not in ("text", "markdown", "html"):
        raise InvalidValueError("form", "'text', 'markdown' or 'html'", form)
    if profile is not None and (not isinstance(thing, Contact) or str(thing.customer) != profile.customer):
        raise InvalidValueError("profile", "of the customer to be called", profile.customer)
    if solved and not isinstance(thing, Journey):
        raise InvalidValueError("solved", "left out for all but journeys", solved)
    if isinstance(thing, Journey):
        if post is not None:
            raise InvalidValueError("post", "left out for a journey", post)
        told = _of_journey(thing, chosen, solved=solved)
        return (
            _html(told, chosen)
            if form == "html"
            else _lines(told, chosen, _in_markdown if form == "markdown" else _plain, form == "markdown")
        )
    card = _of_contact(thing, profile, chosen) if isinstance(thing, Contact) else _card(thing, post, chosen)
    if form == "html":
        return _html(card, chosen)
    return _lines(card, chosen, _in_markdown if form == "markdown" else _plain, form == "markdown")


def _card(thing: object, post: str | None, language: Language) -> _Card:
    if isinstance(thing, Protocol):
        if post is not None:
            raise InvalidValueError("post", "left out for a protocol, which belongs to whoever handles the case", post)
        return _of_protocol(thing, language)
    if isinstance(thing, Checklist):
        return _of_checklist(thing, post, language)
    if isinstance(thing, StandardSet):
        return _of_standards(thing, post, language)
    if isinstance(thing, ResponsibilityMatrix):
        return _of_matrix(thing, post, language)
    rule = "a Protocol, Checklist, StandardSet, ResponsibilityMatrix or Contact, such as one of complaints.PROTOCOLS"
    raise InvalidValueError("thing", rule, thing)


def _of_protocol(protocol: Protocol, language: Language) -> _Card:
    principle = protocol.principle.text(language) if protocol.principle else ""
    parts = (("steps", protocol.steps), ("manners", protocol.manners), ("prohibitions", protocol.prohibitions))
    sections = tuple(
        _Section(
            heading=_WORDS[name].text(language),
            lines=tuple(_of_step(step, protocol.steps, language) for step in steps),
            numbered=name == "steps",
            is_forbidden=name == "prohibitions",
        )
        for name, steps in parts
        if steps
    )
    return _Card(title=protocol.title.text(language), principle=principle, sections=sections)


def _of_checklist(checklist: Checklist, post: str | None, language: Language) -> _Card:
    steps = checklist.steps
    if post is not None:
        posts = list(dict.fromkeys(step.tags["post"] for step in steps if "post" in step.tags))
        if post not in posts:
            raise UnknownConceptError("post", post, posts)
        steps = tuple(step for step in steps if step.tags.get("post") == post)
    lines = tuple(_handed(_of_step(step, steps, language), step, checklist, post, language) for step in steps)
    section = _Section(heading=_WORDS["steps"].text(language), lines=lines, numbered=True)
    known = {each.key: each.label.text(language) for each in PROPERTY_OFFICE.posts}
    return _Card(title=_titled(checklist.title, known.get(post or "", post), language), sections=(section,))


def _handed(line: _Line, step: Step, checklist: Checklist, post: str | None, language: Language) -> _Line:
    """Return the line of a step on the card of a post with what is handed to it and what it hands on."""
    if post is None:
        return line
    place = checklist.steps.index(step)
    gap, stop = (": ", "; ") if language == "en" else ("：", "；")
    told = [line.tell] if line.tell else []
    for name, near in (("taken", place - 1), ("handed", place + 1)):
        other = checklist.steps[near] if 0 <= near < len(checklist.steps) else None
        if other is not None and other.tags.get("post") not in (None, post):
            told.append(f"{_WORDS[name].text(language)}{gap}{other.label.text(language)}")
    return evolve(line, tell=stop.join(told))


def _of_journey(journey: Journey, language: Language, *, solved: bool) -> _Card:
    """Return the exercise: at each incident what the customer feels, asked or told."""
    gap, stop = (": ", "; ") if language == "en" else ("：", "；")

    def line(incident: Incident) -> _Line:
        comma = ", " if language == "en" else "、"
        answers = {
            "conflict": comma.join(kind.label.text(language) for kind in incident.kinds),
            "rating": "" if incident.rating is None else str(incident.rating),
            "word": incident.word.text(language) if incident.word else "",
        }
        shown = {key: answer if solved and answer else "____" for key, answer in answers.items()}
        tell = stop.join(f"{_WORDS[key].text(language)}{gap}{answer}" for key, answer in shown.items())
        return _Line(name=incident.label.text(language), tell=tell)

    section = _Section(heading=_WORDS["feels"].text(language), lines=tuple(map(line, journey.incidents)), numbered=True)
    return _Card(title=journey.title.text(language), sections=(section,))


def _of_contact(contact: Contact, profile: Profile | None, language: Language) -> _Card:
    """Return the sheet of a call: its parts, filled from the plan, what is known, and what is done afterwards."""
    filled = {
        CallPart.CALLER: contact.owner,
        CallPart.WHY_YOU: contact.why,
        CallPart.FEW_CHOSEN: contact.offer,
        CallPart.SUITS: "; ".join(contact.talking_points),
    }
    said = tuple(
        _Line(name=part.label.text(language), tell=filled.get(part) or part.meaning.text(language)) for part in CallPart
    )
    known = tuple(
        _Line(name=field.label.text(language), tell=str(entry.value))
        for field, entry in (profile.latest if profile else {}).items()
        if not field.is_sensitive
    )
    after = tuple(_Line(name=key.label.text(language), tell=key.meaning.text(language)) for key in _AFTER_CALL)
    sections = (
        _Section(heading=_WORDS["call"].text(language), lines=said, numbered=True),
        _Section(heading=_WORDS["known"].text(language), lines=known),
        _Section(heading=_WORDS["after_call"].text(language), lines=after),
    )
    due = f"{_WORDS['by'].text(language)} {contact.due.isoformat()}"
    return _Card(
        title=_titled(contact.occasion.label, str(contact.customer), language),
        principle=due,
        sections=tuple(section for section in sections if section.lines),
    )


def _of_standards(standards: StandardSet, post: str | None, language: Language) -> _Card:
    subjects = list(dict.fromkeys(standard.subject for standard in standards))
    name = None
    if post is not None:
        found = [subject for subject in subjects if post in (subject.en, subject.zh)]
        if not found:
            raise UnknownConceptError("post", post, [subject.text(language) for subject in subjects])
        name = found[0].text(language)
    mine = [each for each in standards if post is None or post in (each.subject.en, each.subject.zh)]
    sections = tuple(
        _Section(
            heading=area.label.text(language), lines=tuple(_of_standard(s, language) for s in mine if s.area == area)
        )
        for area in dict.fromkeys(standard.area for standard in mine)
    )
    return _Card(title=_titled(standards.title, name, language), sections=sections)


def _of_standard(standard: Standard, language: Language) -> _Line:
    marks = [_WORDS["critical"].text(language)] if standard.critical else []
    tell = standard.target(language) if standard.is_measured else ""
    boxes = "".join(f" ☐ {thing.text(language)}" for thing in standard.ticks)
    return _Line(name=standard.text.text(language) + _in_brackets(marks, language), tell=tell + boxes)


def _of_matrix(matrix: ResponsibilityMatrix, post: str | None, language: Language) -> _Card:
    title = matrix.name or ResponsibilityMatrix.title
    if post is None:
        everybody = tuple(
            _Section(heading=each.label.text(language), lines=_duties(matrix, each.key, language))
            for each in matrix.posts
        )
        return _Card(title=title.text(language), sections=tuple(section for section in everybody if section.lines))
    mine = matrix.post(post)
    helped = tuple(_Line(name=duty.label.text(language)) for duty in matrix.duties if post in matrix.helpers(duty.key))
    names = {each.key: each.label.text(language) for each in matrix.posts}
    stands_in = tuple(_Line(name=names[each.key]) for each in matrix.posts if each.stand_in == post)
    sections = (
        _Section(heading=_WORDS["duties"].text(language), lines=_duties(matrix, post, language)),
        _Section(heading=_WORDS["helps"].text(language), lines=helped),
        _Section(heading=_WORDS["stands_in"].text(language), lines=stands_in),
        _Section(
            heading=_WORDS["stand_in"].text(language),
            lines=(_Line(name=names[mine.stand_in]),) if mine.stand_in else (),
        ),
    )
    shown = tuple(section for section in sections if section.lines)
    return _Card(title=_titled(title, mine.label.text(language), language), sections=shown)


def _duties(matrix: ResponsibilityMatrix, post: str, language: Language) -> tuple[_Line, ...]:
    def line(duty: Duty) -> _Line:
        shifts = [s for s in matrix.shifts_of(duty.key, post) if s]
        told = [SHIFTS[s].text(language) if s in SHIFTS else s for s in shifts]
        return _Line(name=duty.label.text(language) + _in_brackets(told, language))

    return tuple(line(duty) for duty in matrix.duties_of(post))


def _titled(title: Label, post: str | None, language: Language) -> str:
    gap = ": " if language == "en" else "："
    return title.text(language) + (f"{gap}{post}" if post else "")


def _width(words: str) -> int:
    """Return the columns that words take in a terminal: two for each Chinese sign."""
    return sum(1 + (east_asian_width(sign) in "WF") for sign in words)


def _in_brackets(told: Sequence[str], language: Language) -> str:
    if not told:
        return ""
    return f" ({'; '.join(told)})" if language == "en" else f"（{'；'.join(told)}）"


def _plain(words: str) -> str:
    """Keep a label on its line: what does not print is written out."""
    return "".join(c if c.isprintable() or c == "\u3000" else ascii(c)[1:-1] for c in words)


def _in_markdown(words: str) -> str:
    return _MARKDOWN.sub(r"\\\1", _plain(words))


def _of_step(step: Step, steps: Sequence[Step], language: Language) -> _Line:
    """Return the line of a step with what is special: optional, critical, waiting for more than what stands before."""
    told = [_WORDS["optional"].text(language)] if not step.required and step in steps else []
    told += [_WORDS["critical"].text(language)] if step.critical else []
    keys = [other.key for other in steps]
    waits = {keys.index(key) + 1 for key in step.after if key in keys}
    if surprising := sorted(waits - _usual(step, steps)):
        told.append(f"{_WORDS['after'].text(language)} {', '.join(map(str, surprising))}")
    return _Line(
        name=step.label.text(language) + _in_brackets(told, language),
        tell=step.meaning.text(language) if step.meaning else "",
        evidence=step.evidence.text(language) if step.evidence else "",
    )


def _usual(step: Step, steps: Sequence[Step]) -> set[int]:
    """Return the numbers that need no mention: the step before, and the last required one before."""
    place = steps.index(step) if step in steps else 0
    required = [number for number, other in enumerate(steps[:place], 1) if other.required]
    return {place, *required[-1:]}


def _lines(card: _Card, language: Language, write: Write, markdown: bool) -> str:
    title = write(card.title)
    lines = [f"# {title}" if markdown else title, "" if markdown else "=" * max(4, _width(title))]
    if card.principle:
        principle = write(card.principle)
        lines += [f"> {principle}" if markdown else principle, ""]
    colon = ": " if language == "en" else "："
    for section in card.sections:
        heading = write(section.heading)
        lines += ["", f"## {heading}" if markdown else heading, ""]
        for number, line in enumerate(section.lines, 1):
            tell = colon + write(line.tell) if line.tell else ""
            box = FORBIDDEN if section.is_forbidden else "[ ]"  # nobody ticks off what must not be done
            bullet = f"{number}. {box}" if section.numbered else (f"- {box}" if markdown else box)
            lines.append(f"{bullet} **{write(line.name)}**{tell}" if markdown else f"{bullet} {write(line.name)}{tell}")
            if line.evidence:
                shown = f"{_WORDS['evidence'].text(language)}{colon}{write(line.evidence)}"
                lines.append(f"   - {shown}" if markdown else f"       {shown}")
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _html(card: _Card, language: Language) -> str:
    text = markup.text
    colon = ": " if language == "en" else "："
    parts = [f"<h1>{text(card.title)}</h1>"]
    if card.principle:
        parts.append(f"<p><strong>{text(card.principle)}</strong></p>")
    for section in card.sections:
        kind = "ol" if section.numbered else "ul"
        items = []
        for line in section.lines:
            tell = text(colon + line.tell) if line.tell else ""
            evidence = text(_WORDS["evidence"].text(language) + colon + line.evidence) if line.evidence else ""
            shown = f"<br><small>{evidence}</small>" if evidence else ""
            mark = f"{FORBIDDEN} " if section.is_forbidden else ""
            items.append(f"<li>{mark}<strong>{text(line.name)}</strong>{tell}{shown}</li>")
        parts.append(f"<h2>{text(section.heading)}</h2><{kind}>{''.join(items)}</{kind}>")
    tag = {"en": "en", "zh": "zh-Hans"}[language]
    return f'<article lang="{tag}">{"".join(parts)}</article>'
