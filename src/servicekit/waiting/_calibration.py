"""Predicted against observed service level: does the queueing model fit the place whose agents it is to plan?"""

from collections.abc import Iterable
from typing import Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy
from servicekit.data._frames import backend_of, read_columns
from servicekit.data._grouping import grouping
from servicekit.data.time._dates import local_times
from servicekit.data.time._durations import KEPT, Unit, read_seconds
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._checks import as_tuple, confidence, non_negative, positive, share, validate
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Groups, Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import Share
from servicekit.waiting._erlang import ErlangA, wait_longer_than
from servicekit.waiting._queue import SECONDS_OF_HOUR

HOURS_OF_DAY: Final = 24
FEWEST: Final = 1


@frozen(kw_only=True)
class ServiceLevelFit(Result):
    """Predicted and observed service level of one hour of the day.

    Attributes:
        predicted_share: Mean of what the model gives for each day's arrivals and agents, weighted by the arrivals.
        observed: Share of customers answered in time.
        days: Days on which somebody came in that hour.
        mean_agents: Agents at work in that hour, averaged over days.
        unserved: Customers of hours in which no agent was seen at work; they are predicted to wait too long.
    """

    title = Label("Predicted and observed service level", "预测与实际服务水平")
    derived = ("predicted_share", "observed", "difference", "is_consistent", "days", "mean_agents")

    predicted_share: float = field(validator=share)
    observed: Share
    days: int
    mean_agents: float
    unserved: int = 0

    @property
    def difference(self) -> float | None:
        """Predicted less observed."""
        return None if self.observed.value is None else self.predicted_share - self.observed.value

    @property
    def is_consistent(self) -> bool | None:
        """Whether the prediction lies in the interval of what was observed."""
        return None if self.observed.interval is None else self.predicted_share in self.observed.interval


def service_level_fit(
    data: Data,
    *,
    entered: str,
    agent: str,
    outcome: str,
    answered: Iterable[object],
    abandoned: Iterable[object] = (),
    wait: str,
    within_seconds: float,
    handling_seconds: float,
    patience_seconds: float | None = None,
    day: str | None = None,
    unit: Unit = "seconds",
    times: TimeFormat | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> Groups[ServiceLevelFit]:
    """Compare the service level that the queueing model predicts with that of a log, hour by hour.

    Agents at work are those who served somebody who came in that hour of that day: a log does not tell who sat idle.

    Args:
        data: One row per customer.
        entered: Column of the time at which the customer came.
        agent: Column that names who served; empty where nobody did.
        outcome: Column that says how the wait ended.
        answered: Its values that mean an answer.
        abandoned: Its values that mean the customer gave up; rows with other values do not count.
        wait: Column of the time waited.
        within_seconds: The promise.
        handling_seconds: Mean handling time.
        patience_seconds: Mean patience (Erlang A); None: nobody leaves (Erlang C).
        day: Column that names the day, where ``entered`` is a clock time without a date.
        unit: Of ``wait``.
        times: How ``entered`` is written, and on which clock.
        policy: Whether a row that breaks a rule raises, or is omitted.
        level: Confidence level.

    Raises:
        InvalidValueError: No row has a time, a wait and one of the outcomes.

    Example:
        >>> import servicekit as sk
        >>> log = {"at": ["2024-05-01 09:00", "2024-05-01 09:30"], "who": ["an", "bo"], "end": ["ok", "ok"]}
        >>> log["waited"] = [5, 40]
        >>> about = {"entered": "at", "agent": "who", "outcome": "end", "answered": ["ok"], "wait": "waited"}
        >>> fit = sk.waiting.service_level_fit(log, within_seconds=20, handling_seconds=60, **about)["09:00"]
        >>> fit.observed.value, round(fit.predicted_share, 3)
        (0.5, 1.0)
    """
    validate(non_negative, "within_seconds", within_seconds)
    validate(positive, "handling_seconds", handling_seconds)
    validate(confidence, "level", level)
    columns = read_columns(data, [entered, agent, outcome, wait, *([day] if day else [])])
    at = local_times(columns[entered], times)
    seconds, fault, _ = read_seconds([columns[wait]], invalid=as_policy(policy).invalid, unit=unit)
    ends, names = grouping(columns[outcome]), (as_tuple("answered", answered), as_tuple("abandoned", abandoned))
    good, lost = (np.array([end in meant for end in ends.levels] or [False])[ends.codes] for meant in names)
    used = ~np.isnat(at) & (fault == KEPT) & (good | lost)
    if not used.any():
        raise InvalidValueError("log", "with waits that were answered or given up", 0)
    days = grouping(columns[day]).codes if day else at.astype("datetime64[D]").astype(np.int64)
    hour = (at.astype("datetime64[h]") - at.astype("datetime64[D]")).astype(np.int64)
    _, cell = np.unique(days[used] * HOURS_OF_DAY + hour[used], return_inverse=True)
    served = (good & columns[agent].present)[used]
    people = _people(cell, grouping(columns[agent]).codes[used], served)
    came = np.bincount(cell)
    early = np.bincount(cell, weights=(good & (seconds <= within_seconds))[used])
    hours = np.zeros(len(came), dtype=np.int64)
    hours[cell] = hour[used]
    predicted = _predicted(came, people, handling_seconds, patience_seconds, within_seconds)
    found = {}
    for place in np.unique(hours).tolist():
        mine = hours == place
        n = int(came[mine].sum())
        found[f"{place:02d}:00"] = ServiceLevelFit(
            predicted_share=float(predicted[mine] @ came[mine] / n),
            observed=Share(count=int(early[mine].sum()), n=n, level=level),
            days=int(mine.sum()),
            mean_agents=float(people[mine].mean()),
            unserved=int(came[mine & (people < FEWEST)].sum()),
        )
    return Groups("hour", found, backend_of(data))


def _people(cell: NDArray[np.intp], who: NDArray[np.int64], served: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return how many different agents served in each cell."""
    wide = int(who.max(initial=0)) + 1
    pairs = np.unique(cell[served] * wide + who[served])
    return np.bincount(pairs // wide, minlength=int(cell.max()) + 1)


def _predicted(
    came: NDArray[np.intp], people: NDArray[np.intp], handling: float, patience: float | None, within: float
) -> NDArray[np.float64]:
    load, agents = came / SECONDS_OF_HOUR * handling, np.maximum(people, FEWEST).astype(np.float64)
    if patience is None:
        late = np.where(load < agents, wait_longer_than(within, load, agents, handling_time=handling), 1.0)
        levels = 1 - late
    else:
        levels = ErlangA(load, agents, handling_time=handling, patience=patience).answered_within(within)
    return np.asarray(np.where(people < FEWEST, 0.0, np.clip(levels, 0.0, 1.0)))
