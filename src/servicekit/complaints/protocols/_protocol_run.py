"""A protocol as it was carried out on one case: what was done, what was watched, how it ended."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Literal

import attrs
from attrs import field, frozen

from servicekit.complaints.protocols._protocol import Protocol
from servicekit.data.time._instants import in_utc
from servicekit.foundation._checklist import Done, Run
from servicekit.foundation._checks import instance_of, non_blank_text
from servicekit.foundation._documents import AFTER_SALES, RETAIL, under
from servicekit.foundation._errors import ForbiddenEventError, InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import Concept, Label, framework, member


@framework(
    "F14",
    title=Label("How a manner or prohibition was observed", "注意与禁忌的观察结果"),
    summary=Label("What a watcher may say about a rule.", "观察者对一条规则可以作出的判断。"),
    sources=(under(RETAIL, "化解顾客不满的步骤"),),
)
class Observed(Concept):
    """Kept, broken, or not called for."""

    KEPT = "kept", "Kept", "遵守", "The rule was kept as far as was seen.", "就所见而言遵守了规则。"
    BROKEN = "broken", "Broken", "违反", "The rule was broken.", "违反了规则。"
    NOT_APPLICABLE = "not_applicable", "Not applicable", "不适用", "The rule did not apply.", "规则不适用于当时的情形。"


@framework(
    "F14",
    title=Label("How a run ends", "处理的结局"),
    summary=Label(
        "The three ways in which the handling of a complaint by a protocol ends.", "按流程处理投诉的三种结局。"
    ),
    sources=(under(AFTER_SALES, "处理投诉的原则"),),
)
class RunOutcome(Concept):
    """One of these ends every run."""

    RESOLVED = (
        "resolved",
        "Resolved",
        "已解决",
        "Customer and house agree that it is settled.",
        "客户与企业都认为已解决。",
    )
    ESCALATED = (
        "escalated",
        "Escalated",
        "已升级",
        "It was handed to someone with more authority.",
        "已交给权限更高的人。",
    )
    WITHDRAWN = "withdrawn", "Withdrawn", "已撤回", "The customer gave up or took it back.", "客户放弃或撤回。"


def _observed(value: Observed | str) -> Observed:
    return member(Observed, value)


def _outcome(value: RunOutcome | str) -> RunOutcome:
    return member(RunOutcome, value)


@frozen(kw_only=True)
class Observation:
    """What somebody saw of a manner or prohibition."""

    rule: str
    verdict: Observed = field(converter=_observed)
    by: str = field(validator=non_blank_text)
    at: datetime = field(converter=in_utc)
    note: str = ""


@frozen(kw_only=True)
class Ending:
    """How, when and by whom a run was ended; ``gaps`` are required things that had not been done."""

    outcome: RunOutcome = field(converter=_outcome)
    by: str = field(validator=non_blank_text)
    at: datetime = field(converter=in_utc)
    note: str = ""
    gaps: tuple[str, ...] = ()


@frozen(kw_only=True)
class ProtocolRun:
    """An immutable record; each of its methods returns the record that follows, or refuses.

    Attributes:
        protocol: What is followed; kept with the run, so that later changes of the rules do not rewrite the past.
        case: The case it is run on.
        handler: Who answers for it.
        site: Where.
        done: Steps in the order in which they were done.
        observations: What was seen of manners and prohibitions, in order of time.
        ending: How it ended; None while it goes on.

    Example:
        >>> import servicekit as sk
        >>> run = sk.complaints.start_run(sk.complaints.PROTOCOLS["ten_steps"], handler="Li")
        >>> run.handler
        'Li'
    """

    record_version = 1

    protocol: Protocol = field(validator=instance_of(Protocol, "a Protocol, such as one of PROTOCOLS"))
    case: str = ""
    handler: str = ""
    site: str = ""
    done: tuple[Done, ...] = ()
    observations: tuple[Observation, ...] = ()
    ending: Ending | None = None

    def __attrs_post_init__(self) -> None:
        for entry in self.done:
            in_utc(entry.at)
        _ = self.steps
        for index, seen in enumerate(self.observations):
            self._admit(seen, self.observations[:index])
        if self.ending is not None:
            self._check_ending(self.ending)

    def _admit(self, seen: Observation, before: tuple[Observation, ...]) -> None:
        known = [rule.key for rule in self.protocol.rules]
        if seen.rule not in known:
            raise UnknownConceptError(f"manner or prohibition of {self.protocol.key!r}", seen.rule, known)
        if before and seen.at < before[-1].at:
            raise InvalidValueError("time", f"not before {before[-1].at.isoformat()}", seen.at.isoformat())
        for earlier in before:
            slipped = earlier.verdict is not Observed.NOT_APPLICABLE and seen.verdict is Observed.BROKEN
            if earlier.rule == seen.rule and not slipped:
                raise ForbiddenEventError(
                    f"{seen.rule!r} was already observed as {earlier.verdict.key!r}, so it cannot become "
                    f"{seen.verdict.key!r}; allowed now: {', '.join(_next(earlier.verdict)) or 'nothing'}"
                )

    def _check_ending(self, ending: Ending) -> None:
        latest = self._latest(self.done, self.observations)
        if latest is not None and ending.at < latest:
            raise InvalidValueError("time", f"not before {latest.isoformat()}", ending.at.isoformat())
        if ending.gaps != self.missing:
            raise InvalidValueError("gaps", "what is missing", list(ending.gaps), hint=f"missing: {self.missing}")

    @staticmethod
    def _latest(*entries: Iterable[Done | Observation]) -> datetime | None:
        return max((in_utc(entry.at) for kind in entries for entry in kind), default=None)

    @cached_property
    def steps(self) -> Run:
        """The steps as a run of the checklist."""
        return Run(checklist=self.protocol.checklist, done=self.done)

    def _going_on(self, at: datetime) -> datetime:
        if self.ending is not None:
            raise ForbiddenEventError(f"the run has ended {self.ending.outcome.key!r}; allowed now: nothing")
        instant, latest = in_utc(at), self._latest(self.done, self.observations)
        if latest is not None and instant < latest:
            raise InvalidValueError("time", f"not before {latest.isoformat()}", instant.isoformat())
        return instant

    def perform(self, step: str, *, by: str, at: datetime, note: str = "") -> "ProtocolRun":
        """Return the run with one more step done, or refuse it, naming the steps that are allowed now.

        Args:
            step: Key of the step.
            by: Who did it.
            at: When, with time zone; not before anything recorded so far.
            note: What was seen or said; the evidence.
        """
        after = self.steps.perform(step, by=by, at=self._going_on(at), note=note)
        return attrs.evolve(self, done=after.done)

    def observe(self, rule: str, verdict: Observed | str, *, by: str, at: datetime, note: str = "") -> "ProtocolRun":
        """Return the run with an observation of a manner or prohibition.

        A rule is judged once; only a breach may follow later, and every further breach is recorded too.

        Args:
            rule: Key of the manner or prohibition.
            verdict: "kept", "broken" or "not_applicable".
            by: Who saw it.
            at: When.
            note: What was seen or said.
        """
        instant = self._going_on(at)
        seen = Observation(rule=rule, verdict=member(Observed, verdict), by=by, at=instant, note=note)
        return attrs.evolve(self, observations=(*self.observations, seen))

    def end(
        self,
        outcome: RunOutcome | str,
        *,
        by: str,
        at: datetime,
        note: str = "",
        gaps: Literal["raise", "record"] = "raise",
    ) -> "ProtocolRun":
        """Return the run ended; nothing can be added to it any more.

        Args:
            outcome: "resolved", "escalated" or "withdrawn".
            by: Who ended it.
            at: When.
            note: Why.
            gaps: A run with required things missing cannot end resolved, unless "record" says that it did all the
                same and that they shall stand as gaps. Escalation and withdrawal may come at any point.

        Raises:
            ForbiddenEventError: Something required is missing; the message names it.
        """
        if gaps not in ("raise", "record"):
            raise InvalidValueError("gaps", "'raise' or 'record'", gaps)
        instant, how = self._going_on(at), member(RunOutcome, outcome)
        if how is RunOutcome.RESOLVED and self.missing and gaps == "raise":
            allowed = ", ".join((*self.steps.allowed, "end as escalated", "end as withdrawn"))
            missing = ", ".join(self.missing)
            raise ForbiddenEventError(f"a run cannot end resolved while {missing} is missing; allowed now: {allowed}")
        return attrs.evolve(self, ending=Ending(outcome=how, by=by, at=instant, note=note, gaps=self.missing))

    @property
    def allowed(self) -> tuple[str, ...]:
        """Keys of the steps that may be done now; none once the run has ended."""
        return () if self.ending else self.steps.allowed

    def verdict(self, rule: str) -> Observed | None:
        """Return what has become of a manner or prohibition: broken if it ever was; None if nobody looked."""
        found = [seen.verdict for seen in self.observations if seen.rule == rule]
        return Observed.BROKEN if Observed.BROKEN in found else (found[-1] if found else None)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Keys of what is required and has not been done or observed."""
        unseen = [rule.key for rule in self.protocol.rules if rule.required and self.verdict(rule.key) is None]
        return (*self.steps.missing, *unseen)

    @property
    def violations(self) -> tuple[Observation, ...]:
        """Every breach that was seen."""
        return tuple(seen for seen in self.observations if seen.verdict is Observed.BROKEN)

    @property
    def is_complete(self) -> bool:
        """Whether everything required has been done or observed."""
        return not self.missing

    @property
    def has_failed(self) -> bool:
        """Whether a rule was broken that no good work makes up for."""
        grave = {rule.key for rule in self.protocol.rules if rule.critical}
        return any(seen.rule in grave for seen in self.violations)

    @property
    def progress_share(self) -> float:
        """Share of what is required that has been done or observed; 1 where nothing is."""
        required = sum(step.required for step in self.protocol.everything)
        return 1 - len(self.missing) / required if required else 1.0


def _next(verdict: Observed) -> tuple[str, ...]:
    return () if verdict is Observed.NOT_APPLICABLE else (Observed.BROKEN.key,)


def start_run(protocol: Protocol, *, case: str = "", handler: str = "", site: str = "") -> ProtocolRun:
    """Return a run of a protocol in which nothing has been done yet.

    Args:
        protocol: What to follow.
        case: The case it is run on.
        handler: Who answers for it.
        site: Where.

    Example:
        >>> import servicekit as sk
        >>> run = sk.complaints.start_run(sk.complaints.PROTOCOLS["ten_steps"], handler="Li")
        >>> run.handler
        'Li'
    """
    return ProtocolRun(protocol=protocol, case=case, handler=handler, site=site)
