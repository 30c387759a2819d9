"""Survival: how long until something happens, with those to whom it has not happened yet counted honestly."""

from collections.abc import Hashable, Mapping
from typing import Any, overload

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from servicekit.data._accepted import Values
from servicekit.data._vectors import Floats
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Groups, Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.survival._survival_curve import (
    Counts,
    RestrictedMean,
    SurvivalAt,
    SurvivalCurve,
    SurvivalQuantile,
    curve_of,
    events_only_quantile,
    restricted_mean,
    survival_at,
    survival_quantile,
)

__all__ = [
    "LogRank",
    "RestrictedMean",
    "SurvivalAt",
    "SurvivalCurve",
    "SurvivalQuantile",
    "events_only_quantile",
    "kaplan_meier",
    "kaplan_meier_by",
    "log_rank",
    "restricted_mean",
    "survival_at",
    "survival_quantile",
]


@overload
def kaplan_meier(
    durations: ArrayLike,
    *,
    observed: ArrayLike | None = None,
    counts: ArrayLike | None = None,
    by: None = None,
    level: float = 0.95,
) -> SurvivalCurve: ...
@overload
def kaplan_meier(
    durations: ArrayLike,
    *,
    observed: ArrayLike | None = None,
    counts: ArrayLike | None = None,
    by: Values,
    level: float = 0.95,
) -> Groups[SurvivalCurve]: ...
def kaplan_meier(
    durations: ArrayLike,
    *,
    observed: ArrayLike | None = None,
    counts: ArrayLike | None = None,
    by: Values | None = None,
    level: float = 0.95,
) -> SurvivalCurve | Groups[SurvivalCurve]:
    """Return the curve of those still without an event, counting each until last seen.

    Durations have no columns, so there is no sampling design to name: every row counts the same.

    Args:
        durations: Time from the start to the event or to when last seen, at least 0, one per row.
        observed: Whether the event was seen (True) or not yet (False); all seen if not given.
        counts: How many each row stands for; whole numbers (a sampling weight is no count).
        by: Group of each row; then a curve for each is returned, in sorted order of the groups.
        level: Confidence level.

    Returns:
        The curve with log-log Greenwood limits; its value is the median.

    Raises:
        InvalidValueError: A duration is negative or not finite, or lengths differ.

    Formula:
        S(t) = product over event times up to t of 1 - d / n, with d events among n still followed.
        Events and last sightings at one time: the events come first. Only equal times count as tied.

    Source:
        Kaplan and Meier (1958); Kalbfleisch and Prentice (1980) for the log-log limits.

    Example:
        >>> import servicekit as sk
        >>> curve = sk.stats.kaplan_meier([3, 5, 8, 9], observed=[True, True, False, True])
        >>> curve.n
        4
    """
    if by is not None:
        return kaplan_meier_by(durations, groups=np.asarray(list(by)), observed=observed, counts=counts, level=level)
    times, events, censored = _rows(durations, observed, counts)
    return curve_of(times, events, censored, level=level)


def kaplan_meier_by(
    durations: ArrayLike,
    *,
    groups: ArrayLike,
    observed: ArrayLike | None = None,
    counts: ArrayLike | None = None,
    by: str = "group",
    level: float = 0.95,
) -> Groups[SurvivalCurve]:
    """Return the curve of each group, in sorted order of the groups.

    Args:
        durations: As in ``kaplan_meier``.
        groups: Group of each row.
        observed: As in ``kaplan_meier``.
        counts: As in ``kaplan_meier``.
        by: What the groups are called.
        level: Confidence level.
    """
    times, events, censored = _rows(durations, observed, counts)
    names, members = _groups(groups, times.size)
    order = np.argsort(members, kind="stable")
    bounds = np.searchsorted(members[order], np.arange(len(names) + 1))
    parts = {}
    for i, name in enumerate(names):
        rows = order[bounds[i] : bounds[i + 1]]
        parts[name] = curve_of(times[rows], events[rows], censored[rows], level=level)
    return Groups(by, parts)


@frozen(kw_only=True)
class LogRank(Result):
    """Log-rank test of whether groups have the same curve.

    Attributes:
        events: Events of each group.
        expected: Events of each group if all had one curve.
        covariance: Of events minus expected, row by row.
    """

    events: Mapping[Hashable, int] = field(hash=False)
    expected: Mapping[Hashable, float] = field(hash=False)
    covariance: tuple[tuple[float, ...], ...] = field(repr=False)

    title = Label("Log-rank test", "对数秩检验")
    derived = ("statistic", "degrees_of_freedom", "p_value", "reason")

    @property
    def _tested(self) -> list[int]:
        """Groups that could have had an event; all but the last of them carry the test."""
        return [i for i, mean in enumerate(self.expected.values()) if mean > 0][:-1]

    @property
    def degrees_of_freedom(self) -> int:
        """Number of groups that were at risk when something happened, minus one."""
        return len(self._tested)

    @property
    def statistic(self) -> float | None:
        """Chi-squared statistic; None where it cannot be computed."""
        if self.reason is not None:
            return None
        kept = self._tested
        surplus = np.array([self.events[g] - self.expected[g] for g in self.expected])[kept]
        spread = np.array(self.covariance)[np.ix_(kept, kept)]
        return float(surplus @ np.linalg.solve(spread, surplus))

    @property
    def p_value(self) -> float | None:
        """Probability of a statistic at least as large if all groups had one curve."""
        if self.statistic is None:
            return None
        from scipy.special import chdtrc

        return float(chdtrc(self.degrees_of_freedom, self.statistic))

    @property
    def reason(self) -> Reason | None:
        """Why there is no test."""
        if not self._tested:
            return why(NotEstimable.ONE_GROUP_AT_RISK)
        if not all(self.covariance[i][i] > 0 for i in self._tested):
            return why(NotEstimable.NO_EVENT)
        return None


def log_rank(
    durations: ArrayLike, *, groups: ArrayLike, observed: ArrayLike | None = None, counts: ArrayLike | None = None
) -> LogRank:
    """Test whether two or more groups share one survival curve.

    Args:
        durations: As in ``kaplan_meier``.
        groups: Group of each row.
        observed: As in ``kaplan_meier``.
        counts: As in ``kaplan_meier``.

    Formula:
        U' V⁻¹ U with U the events minus their hypergeometric expectations summed over event times, k - 1 degrees
        of freedom.

    Source:
        Mantel (1966); Peto and Peto (1972).

    Example:
        >>> import servicekit as sk
        >>> round(sk.stats.log_rank([3, 5, 8, 9], groups=["a", "a", "b", "b"]).p_value, 3)
        0.09
    """
    times, events, censored = _rows(durations, observed, counts)
    names, members = _groups(groups, times.size)
    distinct, place = np.unique(times, return_inverse=True)
    happened = np.bincount(place, weights=events, minlength=distinct.size) > 0
    when = np.cumsum(happened)[place] - 1
    by_group = np.zeros((len(names), int(happened.sum()) + 1))
    # a row is at risk at every event time up to its own, so its last such time is where it leaves
    np.add.at(by_group, (members, when + 1), events + censored)
    at_risk = by_group[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    d_group = np.zeros_like(by_group)
    np.add.at(d_group, (members, when + 1), events)
    d, n = d_group[:, 1:].sum(axis=0), at_risk.sum(axis=0)
    share = at_risk / n
    factor = np.where(n > 1, d * (n - d) / np.maximum(n - 1, 1), 0.0)
    covariance = np.diag((share * factor).sum(axis=1)) - (share * factor) @ share.T
    expected = (share * d).sum(axis=1)
    return LogRank(
        events={name: int(count) for name, count in zip(names, d_group.sum(axis=1), strict=True)},
        expected={name: float(mean) for name, mean in zip(names, expected, strict=True)},
        covariance=tuple(tuple(row) for row in covariance.tolist()),
    )


def _rows(durations: ArrayLike, observed: ArrayLike | None, counts: ArrayLike | None) -> tuple[Floats, Counts, Counts]:
    """Return durations, events and censored of each row, refusing what is none."""
    given = np.asarray(durations)
    if given.dtype.kind not in "biuf" and given.size:
        raise InvalidValueError("durations", "numbers", durations, hint="turn an iterator into a list")
    times = given.astype(np.float64).ravel()
    bad = np.flatnonzero(~(np.isfinite(times) & (times >= 0)))
    if bad.size:
        where = f"row {bad[0]}, {bad.size} in all"
        raise InvalidValueError("durations", "finite numbers of at least 0", list(times[bad]), where)
    seen = np.ones(times.shape, dtype=bool) if observed is None else np.asarray(observed).ravel()
    if seen.dtype.kind not in "biuf" or not np.isin(seen, (0, 1)).all():
        raise InvalidValueError("observed", "True or False for each row", list(seen[:3]))
    number = np.ones(times.shape, dtype=np.int64) if counts is None else _whole(counts)
    if not seen.shape == number.shape == times.shape:
        got = [times.size, seen.size, number.size]
        raise InvalidValueError("durations, observed and counts", "of the same length", got)
    events = number * seen.astype(bool)
    return times, events, number - events


def _whole(counts: ArrayLike) -> Counts:
    array = np.asarray(counts).ravel()
    whole = array.dtype.kind in "iuf" and (np.isfinite(array) & (array >= 0) & (array == np.floor(array))).all()
    if not whole:
        raise InvalidValueError("counts", "whole numbers of at least 0", list(array[:3]), hint="weights are not counts")
    return array.astype(np.int64)


def _groups(groups: ArrayLike, rows: int) -> tuple[list[Any], NDArray[np.intp]]:
    array = np.asarray(groups).ravel()
    if array.size != rows:
        raise InvalidValueError("groups", f"as many as the {rows} durations", array.size)
    if array.dtype.kind == "f" and np.isnan(array).any():
        raise InvalidValueError("groups", "free of missing values", float("nan"))
    try:
        names, members = np.unique(array, return_inverse=True)
    except TypeError:
        raise InvalidValueError("groups", "of one kind, none missing", list(array[:3])) from None
    return names.tolist(), members.ravel()
