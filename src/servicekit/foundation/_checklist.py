"""Checklist: steps with preconditions, and an immutable run that records who did what, refusing what is out of turn."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from graphlib import CycleError, TopologicalSorter

import attrs
from attrs import field, frozen

from servicekit.foundation._checks import non_blank_text
from servicekit.foundation._errors import ForbiddenEventError, InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import Label, Source


@frozen(kw_only=True)
class Step:
    """One line of a checklist.

    Attributes:
        key: Permanent identifier within the checklist.
        label: What to do, in both languages.
        meaning: How it is done or why, for whoever has to do it.
        required: Whether a run without it is incomplete.
        critical: Whether its failure fails the whole, whatever the rest.
        after: Keys of the steps that must have been done before.
        evidence: What shows that it was done.
        tags: What the step serves, by system ("iso10002": "acknowledge").

    Example:
        >>> import servicekit as sk
        >>> sk.foundation.Step(key="greet", label=sk.foundation.Label("Greet", "问候")).key
        'greet'
    """

    key: str
    label: Label
    meaning: Label | None = None
    required: bool = True
    critical: bool = False
    after: tuple[str, ...] = ()
    evidence: Label | None = None
    tags: Mapping[str, str] = field(factory=dict, hash=False)


@frozen(kw_only=True)
class Checklist:
    """Steps in their usual order; unknown preconditions, repeated keys and cycles are refused.

    Example:
        >>> import servicekit as sk
        >>> list_ = sk.foundation.Checklist
        >>> list_.__name__
        'Checklist'
    """

    key: str
    title: Label
    steps: tuple[Step, ...]
    sources: tuple[Source, ...] = ()

    def __attrs_post_init__(self) -> None:
        keys = [step.key for step in self.steps]
        if repeated := sorted({key for key in keys if keys.count(key) > 1}):
            raise InvalidValueError("step keys", "different from each other", repeated, f"checklist {self.key!r}")
        for step in self.steps:
            if unknown := [key for key in step.after if key not in keys]:
                raise UnknownConceptError(f"precondition of step {step.key!r}", unknown[0], keys)
        try:
            TopologicalSorter({step.key: step.after for step in self.steps}).prepare()
        except CycleError as error:
            circle = " -> ".join(error.args[1])
            raise InvalidValueError("preconditions", "free of cycles", circle, f"checklist {self.key!r}") from None

    def __getitem__(self, key: str) -> Step:
        for step in self.steps:
            if step.key == key:
                return step
        raise UnknownConceptError(f"step of {self.key!r}", key, [step.key for step in self.steps])

    def start(self) -> "Run":
        """Return a run in which nothing has been done."""
        return Run(checklist=self)


def in_sequence(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Return the steps with each required one waiting for the required one before it."""
    ordered: list[Step] = []
    last: str | None = None
    for step in steps:
        ordered.append(attrs.evolve(step, after=(*step.after, last)) if last and last not in step.after else step)
        if step.required:
            last = step.key
    return tuple(ordered)


@frozen(kw_only=True)
class Done:
    """A step as it was carried out."""

    step: str
    by: str = field(validator=non_blank_text)
    at: datetime
    note: str = ""


@frozen(kw_only=True)
class Run:
    """What has been done of a checklist so far; ``perform`` returns the run that follows."""

    checklist: Checklist
    done: tuple[Done, ...] = ()

    def __attrs_post_init__(self) -> None:
        seen: list[str] = []
        for index, entry in enumerate(self.done):
            self._admit(entry, seen, self.done[index - 1].at if index else None)
            seen.append(entry.step)

    def _admit(self, entry: Done, seen: list[str], last: datetime | None) -> None:
        step = self.checklist[entry.step]
        waiting = [key for key in step.after if key not in seen]
        if entry.step in seen or waiting:
            why = "was done already" if entry.step in seen else f"waits for {', '.join(waiting)}"
            now = [s.key for s in self.checklist.steps if s.key not in seen and set(s.after) <= set(seen)]
            raise ForbiddenEventError(f"step {entry.step!r} {why}; allowed now: {', '.join(now) or 'none'}")
        if last is not None and (entry.at.tzinfo is None) != (last.tzinfo is None):
            raise InvalidValueError("time", "with a time zone in all steps or in none", entry.at.isoformat())
        if last is not None and entry.at < last:
            raise InvalidValueError("time", f"not before the last step at {last.isoformat()}", entry.at.isoformat())

    def perform(self, step: str, *, by: str, at: datetime, note: str = "") -> "Run":
        """Return the run with one more step done, or refuse it, naming the steps that are allowed now.

        Args:
            step: Key of the step.
            by: Who did it.
            at: When; not before the step done last.
            note: What was seen or said.
        """
        return attrs.evolve(self, done=(*self.done, Done(step=step, by=by, at=at, note=note)))

    @property
    def keys_done(self) -> tuple[str, ...]:
        """Keys of the steps done, in the order in which they were done."""
        return tuple(entry.step for entry in self.done)

    @property
    def allowed(self) -> tuple[str, ...]:
        """Keys of the steps that may be done now."""
        done = set(self.keys_done)
        return tuple(s.key for s in self.checklist.steps if s.key not in done and set(s.after) <= done)

    @property
    def missing(self) -> tuple[str, ...]:
        """Keys of the required steps not done yet."""
        return tuple(s.key for s in self.checklist.steps if s.required and s.key not in self.keys_done)

    @property
    def is_complete(self) -> bool:
        """Whether every required step has been done."""
        return not self.missing

    @property
    def progress_share(self) -> float:
        """Share of the required steps that have been done; 1 where none is required."""
        required = [step for step in self.checklist.steps if step.required]
        return 1 - len(self.missing) / len(required) if required else 1.0
