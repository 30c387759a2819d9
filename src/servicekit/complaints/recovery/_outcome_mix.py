"""What became of complaints: not resolved, resolved, resolved quickly, counted in a case log by stated time limits."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import overload

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.complaints.cases._case_log import CaseLog
from servicekit.complaints.cases._durations import case_durations, elapsed
from servicekit.complaints.recovery._return_rates import ComplaintOutcome
from servicekit.data.time._business_time import BusinessClock
from servicekit.foundation._checks import confidence, instance_of, validate, whole
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Groups, Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import Share

_SETTLED = Label("Share of complaints that are settled", "投诉得到解决的比例")
_QUICKLY = Label("Share of the settled that are settled quickly", "已解决投诉中迅速解决的比例")


@frozen(kw_only=True)
class OutcomeMix(Result):
    """Complaints by what became of them.

    Attributes:
        n_unresolved: Not resolved within the longer limit: still open, withdrawn, or resolved later.
        n_resolved: Resolved within the longer limit, but not within the shorter.
        n_quickly: Resolved within the shorter limit.
        n_too_recent: Cases not followed for the whole of the longer limit; they count in none of the three.
        quickly: The shorter limit.
        resolved_within: The longer limit.
        level: Confidence level.
    """

    title = Label("What became of complaints", "投诉的处理结果")
    derived = ("n", "settled", "settled_quickly", "customers")

    n_unresolved: int = field(validator=whole)
    n_resolved: int = field(validator=whole)
    n_quickly: int = field(validator=whole)
    n_too_recent: int = field(validator=whole)
    quickly: timedelta
    resolved_within: timedelta
    level: float = field(default=0.95, validator=confidence)

    @property
    def n(self) -> int:
        """Cases that were followed for the whole of the longer limit."""
        return self.n_unresolved + self.n_resolved + self.n_quickly

    @property
    def settled(self) -> Share:
        """Share of complaints resolved within the longer limit."""
        return Share(count=self.n_resolved + self.n_quickly, n=self.n, level=self.level, name=_SETTLED)

    @property
    def settled_quickly(self) -> Share:
        """Share of those that were resolved within the shorter limit."""
        return Share(count=self.n_quickly, n=self.n_resolved + self.n_quickly, level=self.level, name=_QUICKLY)

    @property
    def customers(self) -> Mapping[ComplaintOutcome, int]:
        """Outcome -> complaints, as ``retained_customers`` takes them; the silent are not in a log."""
        return {
            ComplaintOutcome.UNRESOLVED: self.n_unresolved,
            ComplaintOutcome.RESOLVED: self.n_resolved,
            ComplaintOutcome.RESOLVED_QUICKLY: self.n_quickly,
        }


@overload
def outcome_mix(
    log: CaseLog,
    *,
    quickly: timedelta,
    resolved_within: timedelta,
    by: None = None,
    business: BusinessClock | None = ...,
    level: float = ...,
) -> OutcomeMix: ...
@overload
def outcome_mix(
    log: CaseLog,
    *,
    quickly: timedelta,
    resolved_within: timedelta,
    by: str | Sequence[str],
    business: BusinessClock | None = ...,
    level: float = ...,
) -> Groups[OutcomeMix]: ...
def outcome_mix(
    log: CaseLog,
    *,
    quickly: timedelta,
    resolved_within: timedelta,
    by: str | Sequence[str] | None = None,
    business: BusinessClock | None = None,
    level: float = 0.95,
) -> OutcomeMix | Groups[OutcomeMix]:
    """Return how many complaints were resolved quickly, resolved, and not resolved, by two time limits.

    Only cases that were followed for the whole of the longer limit count, whatever became of them by now: a case of
    yesterday cannot show yet that it is not resolved, and one resolved today would count as quick by being recent.

    Args:
        log: From ``read_case_log`` or another reader of cases.
        quickly: Resolved within this time is quick.
        resolved_within: Not resolved within this time counts as not resolved.
        by: Column that forms groups, or a list of columns.
        business: Count the opening hours of this clock only, for both limits.
        level: Confidence level of the shares.

    Raises:
        InvalidValueError: The limits are not above 0 and in order.

    Example:
        >>> from datetime import datetime, timedelta, timezone
        >>> from servicekit.complaints import read_case_log
        >>> day = lambda d: datetime(2024, 3, d, tzinfo=timezone.utc)
        >>> cases = {"o": [day(1), day(1), day(2), day(30)], "r": [day(2), day(9), None, None]}
        >>> log = read_case_log(cases, columns={"opened": "o", "resolved": "r"}, extracted_at=day(31))
        >>> found = outcome_mix(log, quickly=timedelta(days=2), resolved_within=timedelta(days=14))
        >>> (found.n_quickly, found.n_resolved, found.n_unresolved, found.n_too_recent)
        (1, 1, 1, 1)
    """
    validate(instance_of(CaseLog, "a case log from read_case_log"), "log", log)
    for name, limit in (("quickly", quickly), ("resolved_within", resolved_within)):
        validate(instance_of(timedelta, "a duration, such as timedelta(days=2)"), name, limit)
    if not timedelta(0) < quickly < resolved_within:
        given = [str(quickly), str(resolved_within)]
        raise InvalidValueError("quickly and resolved_within", "above 0 and in order", given)
    hours, finished = case_durations(log, "resolve", unit="hours", business=business)
    followed = elapsed(log.opened, np.full(log.opened.shape, log.end), unit="hours", business=business)
    short, long = (limit / timedelta(hours=1) for limit in (quickly, resolved_within))

    def measure(rows: NDArray[np.intp]) -> OutcomeMix:
        old = followed[rows] >= long
        took = np.where(finished[rows], hours[rows], np.inf)[old]
        return OutcomeMix(
            n_unresolved=int((took > long).sum()),
            n_resolved=int(((took <= long) & (took > short)).sum()),
            n_quickly=int((took <= short).sum()),
            n_too_recent=int((~old).sum()),
            quickly=quickly,
            resolved_within=resolved_within,
            level=level,
        )

    return measure(np.arange(log.n)) if by is None else log.by(by, measure)
