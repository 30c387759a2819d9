"""Compliance over many runs: by step, rule, stage, kind of justice, person or site, every share with its interval."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, Literal, get_args

from attrs import frozen

from servicekit.complaints.protocols._protocol import Protocol
from servicekit.complaints.protocols._protocol_run import Observed, ProtocolRun, RunOutcome
from servicekit.complaints.protocols._stages import SYSTEMS
from servicekit.foundation._checklist import Step
from servicekit.foundation._checks import instance_of, validate
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label, members
from servicekit.stats.intervals._estimates import Share

Grouping = Literal["step", "rule", "iso10002", "justice", "handler", "site", "protocol"]
_PER_RUN: Final[Mapping[str, Callable[[ProtocolRun], str]]] = {
    "handler": lambda run: run.handler,
    "site": lambda run: run.site,
    "protocol": lambda run: run.protocol.key,
}


@frozen(kw_only=True)
class Compliance(Result):
    """How faithfully a protocol was followed.

    Attributes:
        by: What the shares are grouped by.
        shares: Group -> share. For a step: runs in which it was done. For a rule: runs in which it was kept, of those
            in which somebody judged it. For everything else: runs without a gap or a breach in that respect, so that
            the unit is the run and the interval holds although the steps of one run hang together.
        n_runs: Runs counted.
        n_open: Runs that have not ended; not counted.
        n_other: Runs that ended in a way not asked for; not counted.
    """

    title = Label("Compliance with a protocol", "流程遵守情况")
    derived = ("shares", "n_runs", "n_open", "n_other")

    by: Grouping
    shares: Mapping[str, Share]
    n_runs: int
    n_open: int
    n_other: int


def protocol_compliance(
    runs: Iterable[ProtocolRun],
    *,
    by: Grouping = "step",
    outcomes: RunOutcome | str | Iterable[RunOutcome | str] = (RunOutcome.RESOLVED,),
    level: float = 0.95,
) -> Compliance:
    """Return how faithfully a protocol was followed over many runs.

    Args:
        runs: Runs; open ones are counted apart.
        by: "step", "rule", "iso10002", "justice", "handler", "site" or "protocol". All but the last three need runs of
            one protocol.
        outcomes: Endings that count. Runs that were escalated or withdrawn ended before their later steps were
            due, so by default only resolved ones do.
        level: Confidence level.

    Raises:
        InvalidValueError: Unknown grouping, or runs of several protocols where one is needed.

    Example:
        >>> import servicekit as sk
        >>> run = sk.complaints.start_run(sk.complaints.PROTOCOLS["ten_steps"], handler="Li")
        >>> sk.complaints.protocol_compliance([run]).title.en
        'Compliance with a protocol'
    """
    if by not in get_args(Grouping):
        raise InvalidValueError("by", f"one of {', '.join(get_args(Grouping))}", by)
    wanted, every = (
        set(members(RunOutcome, [outcomes] if isinstance(outcomes, str | RunOutcome) else outcomes)),
        list(runs),
    )
    for run in every:
        validate(instance_of(ProtocolRun, "runs of a protocol"), "runs", run)
    ended = [run for run in every if run.ending is not None]
    counted = [run for run in ended if run.ending is not None and run.ending.outcome in wanted]
    found = _per_run(counted, by, level) if by in _PER_RUN else _per_part(counted, by, level)
    n_open, n_other = len(every) - len(ended), len(ended) - len(counted)
    return Compliance(by=by, shares=found, n_runs=len(counted), n_open=n_open, n_other=n_other)


def _share(verdicts: list[bool], level: float) -> Share:
    return Share(count=sum(verdicts), n=len(verdicts), level=level)


def _is_clean(run: ProtocolRun, parts: Iterable[Step]) -> bool:
    """Whether nothing required among these parts is missing and none of them was broken."""
    broken = {seen.rule for seen in run.violations}
    return all(part.key not in broken and part.key not in run.missing for part in parts)


def _per_run(runs: list[ProtocolRun], by: str, level: float) -> dict[str, Share]:
    groups: dict[str, list[bool]] = {}
    for run in runs:
        groups.setdefault(_PER_RUN[by](run), []).append(_is_clean(run, run.protocol.everything))
    return {group: _share(verdicts, level) for group, verdicts in sorted(groups.items())}


def _per_part(runs: list[ProtocolRun], by: str, level: float) -> dict[str, Share]:
    protocols: list[Protocol] = []
    for run in runs:
        if run.protocol not in protocols:
            protocols.append(run.protocol)
    if len(protocols) > 1:
        raise InvalidValueError("runs", f"of one protocol to be read by {by}", [p.key for p in protocols])
    if not protocols:
        return {}
    (protocol,) = protocols
    if by == "step":
        return {step.key: _share([step.key in run.steps.keys_done for run in runs], level) for step in protocol.steps}
    if by == "rule":
        return {rule.key: _share(_judged(rule.key, runs), level) for rule in protocol.rules}
    parts = protocol.serving(by)
    return {
        kind.key: _share([_is_clean(run, parts[kind.key]) for run in runs], level)
        for kind in SYSTEMS[by]
        if parts[kind.key]
    }


def _judged(rule: str, runs: list[ProtocolRun]) -> list[bool]:
    verdicts = [run.verdict(rule) for run in runs]
    return [verdict is Observed.KEPT for verdict in verdicts if verdict in (Observed.KEPT, Observed.BROKEN)]
