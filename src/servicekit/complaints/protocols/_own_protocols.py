"""Protocols of one's own, written as data: checked as a whole when they are read, all problems told at once."""

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from attrs import frozen

from servicekit.complaints.protocols._protocol import Protocol
from servicekit.complaints.protocols._stages import SYSTEMS
from servicekit.foundation._checklist import Step, in_sequence
from servicekit.foundation._checks import instance_of, validate
from servicekit.foundation._errors import RecordError
from servicekit.foundation._records import from_plain, listed
from servicekit.foundation._vocabulary import Label, Source


@frozen(kw_only=True)
class ProtocolDraft:
    """A protocol as written, before its parts have been checked against each other."""

    key: str
    title: Label
    steps: tuple[Step, ...] = ()
    manners: tuple[Step, ...] = ()
    prohibitions: tuple[Step, ...] = ()
    principle: Label | None = None
    sources: tuple[Source, ...] = ()
    in_sequence: bool = False


def protocol_from(data: Mapping[str, object] | str) -> Protocol:
    """Return the protocol that a dictionary or a TOML text describes.

    Args:
        data: ``key``, ``title`` and ``steps``, ``manners`` or ``prohibitions``; each of these has ``key`` and
            ``label``, and may have ``meaning``, ``required``, ``critical``, ``after`` (keys of steps to wait for),
            ``evidence`` and ``tags`` ("iso10002", "justice"). Words are given as ``{"en": ..., "zh": ...}``.
            ``in_sequence = true`` makes every required step wait for the one before.

    Raises:
        RecordError: All that is wrong: fields, words, repeated keys, unknown or circular preconditions, steps
            that can never be reached.

    Example:
        >>> import servicekit as sk
        >>> told = {"key": "short", "title": {"en": "Short", "zh": "简"}}
        >>> step = {"key": "listen", "label": {"en": "Listen", "zh": "倾听"}}
        >>> sk.complaints.protocol_from(told | {"steps": [step]}).steps[0].key
        'listen'
    """
    told = _read(data) if isinstance(data, str) else data
    validate(instance_of(Mapping, "a mapping with key, title and steps, or the same as TOML text"), "data", told)
    draft = from_plain(dict(told), ProtocolDraft)
    if problems := _faults(draft):
        raise RecordError(listed(f"protocol {draft.key!r}", problems), problems)
    ordered = in_sequence(draft.steps) if draft.in_sequence else draft.steps
    if draft.in_sequence and (problems := _circles(ordered)):
        raise RecordError(listed(f"protocol {draft.key!r} in sequence", problems), problems)
    return Protocol(
        key=draft.key,
        title=draft.title,
        steps=ordered,
        manners=draft.manners,
        prohibitions=draft.prohibitions,
        principle=draft.principle,
        sources=draft.sources,
    )


def _read(text: str) -> Mapping[str, Any]:
    from tomllib import TOMLDecodeError, loads

    try:
        return loads(text)
    except TOMLDecodeError as error:
        raise RecordError(f"not valid TOML: {error}") from None


def _faults(draft: ProtocolDraft) -> list[str]:
    rules = (*draft.manners, *draft.prohibitions)
    keys = [step.key for step in (*draft.steps, *rules)]
    known = {step.key for step in draft.steps}
    found = [] if keys else ["there are no steps, manners or prohibitions"]
    found += [f"key {key!r} is used {keys.count(key)} times" for key in dict.fromkeys(keys) if keys.count(key) > 1]
    found += [f"{rule.key!r} is a manner or prohibition and cannot wait for a step" for rule in rules if rule.after]
    for step in (*draft.steps, *rules):
        for system, tag in step.tags.items():
            kinds = [kind.key for kind in SYSTEMS[system]] if system in SYSTEMS else None
            if kinds is None:
                found.append(
                    f"{step.key!r} has a tag of the unknown system {system!r}; choose from {', '.join(SYSTEMS)}"
                )
            elif tag not in kinds:
                found.append(f"{step.key!r} has the unknown {system} tag {tag!r}; choose from {', '.join(kinds)}")
    for step in draft.steps:
        found += [f"{step.key!r} waits for the unknown step {key!r}" for key in step.after if key not in known]
    return found + _circles(draft.steps)


def _circles(steps: Sequence[Step]) -> list[str]:
    """Return a message for a circle of preconditions, and one for every step that can never be reached."""
    found, circle = [], set[str]()
    try:
        TopologicalSorter({step.key: step.after for step in steps}).prepare()
    except CycleError as error:
        circle = set(error.args[1])
        found.append(f"steps wait for each other in a circle: {' -> '.join(error.args[1])}")
    reached: set[str] = set()
    while fresh := {s.key for s in steps if s.key not in reached and set(s.after) <= reached}:
        reached |= fresh
    for step in steps:
        if step.key not in reached | circle:
            blocked = [key for key in step.after if key not in reached]
            found.append(f"{step.key!r} can never be reached: it waits for {', '.join(map(repr, blocked))}")
    return found
