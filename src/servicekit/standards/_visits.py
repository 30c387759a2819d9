"""Compliance from whole visits: what one team fails in one visit it fails together, and the interval says so."""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any, Literal

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy
from servicekit.data._chronology import in_order
from servicekit.data._frames import backend_of
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._checks import confidence
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Groups, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.standards._observations import Rows, read_rows
from servicekit.standards._outcomes import TOKENS, Tokens
from servicekit.standards._standard import StandardSet
from servicekit.stats.designs._count_design import CountDesign
from servicekit.stats.intervals._count_interval import share_interval
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.intervals._intervals import normal_quantile, t_quantile


@frozen(kw_only=True)
class VisitCompliance(Estimate):
    """Share of observations kept, with an interval that takes visits, not observations, to be independent.

    Attributes:
        visits: Visits in which something was observed.
        kept, observed: Observations kept and observations in all.
        residual_square: Sum over visits of (kept - share x observed)².
        critical_visits: Visits in which a critical standard failed.
        level: Confidence level.
    """

    _is_share = True
    title = Label("Compliance by visits", "按次检查的达标率")
    derived = ("value", "interval", "reason", "design_effect", "clean_visits")

    visits: int
    kept: int
    observed: int
    residual_square: float
    critical_visits: int
    level: float = field(default=0.95, validator=confidence)

    @property
    def n(self) -> int:
        """Observations."""
        return self.observed

    @property
    def value(self) -> float | None:
        """The share."""
        return self.kept / self.observed if self.observed else None

    @property
    def reason(self) -> Reason | None:
        """Why there is no value."""
        return None if self.observed else why(NotEstimable.NO_DATA)

    @property
    def standard_error(self) -> float | None:
        """Linearised standard error over visits; None for a single visit."""
        if self.visits < 2:
            return None
        return sqrt(self.visits / (self.visits - 1) * self.residual_square) / self.observed

    @property
    def interval(self) -> Interval | None:
        """Default interval of a share with the number of independent observations that the spread of visits amounts to.

        Where all observations agree, no more is claimed than the number of visits supports; None for a single visit.
        """
        error, share = self.standard_error, self.value
        if error is None or share is None:
            return None
        if error == 0 or share in (0, 1):
            return share_interval(share * self.visits, self.visits, level=self.level)
        ratio = normal_quantile(self.level) / t_quantile(self.level, self.visits - 1)
        effective = min(share * (1 - share) / error**2 * ratio**2, float(self.observed))
        return share_interval(share * effective, effective, level=self.level)

    @property
    def design_effect(self) -> float | None:
        """Variance over visits by that of independent observations; what ``visits_for_half_width`` asks for."""
        error, share = self.standard_error, self.value
        if error is None or share is None or share in (0, 1):
            return None
        return error**2 * self.observed / (share * (1 - share))

    @property
    def clean_visits(self) -> Share:
        """Share of visits without a failed critical standard."""
        name = Label("Visits without a critical failure", "无关键失误的检查次数占比")
        return Share(count=self.visits - self.critical_visits, n=self.visits, level=self.level, name=name)


def visit_compliance(
    data: Data,
    standards: StandardSet,
    *,
    visit: str,
    by: Literal["site", "wave", "auditor"] | None = None,
    standard: str = "standard",
    site: str = "site",
    result: str = "result",
    auditor: str | None = "auditor",
    wave: str | None = None,
    tokens: Tokens = TOKENS,
    times: TimeFormat | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> Groups[VisitCompliance]:
    """Return compliance with an interval over visits, for each group or, without ``by``, in one group "all".

    Args:
        data: Data frame of any kind or mapping of columns, as for ``audit``; it is read into memory.
        standards: The standards that were audited.
        visit: Column that tells visits apart within site and wave; auditors who name the same visit went together.
        by: What to group by.
        standard, site, result, auditor, wave, tokens, times, policy: As for ``audit``.
        level: Confidence level.

    Raises:
        InvalidValueError: An auditor judged a standard twice in one visit, or a row is bad.

    Formula:
        share = sum kept / sum observed; variance m / (m - 1) sum (kept - share observed)² / (sum observed)² over m
        visits; the default interval with share (1 - share) / variance observations, scaled by (z / t)².

    Example:
        >>> import servicekit as sk
        >>> seen = {
        ...     "site": ["North", "North", "South", "South"],
        ...     "auditor": ["Lu", "Mo", "Lu", "Mo"],
        ...     "wave": [1, 2, 1, 2],
        ...     "standard": ["smile"] * 4,
        ...     "result": ["yes", "yes", "yes", "no"],
        ... }
        >>> found = sk.standards.visit_compliance(
        ...     {**seen, "visit": [1, 2, 3, 4]}, sk.standards.FASHION_RETAIL, visit="visit"
        ... )
        >>> found["all"].visits
        4
    """
    columns = {"standard": standard, "site": site, "result": result, "auditor": auditor, "wave": wave, "visit": visit}
    rows, unit = _read(data, standards, columns, tokens, policy, times)
    critical = np.array([item.critical for item in standards])[rows.standard]
    axis = rows.axes[by] if by else None
    groups: Mapping[Any, NDArray[np.bool_]] = (
        {"all": np.ones(len(unit), dtype=bool)}
        if axis is None
        else {axis.levels[code]: axis.codes == code for code in range(len(axis.levels))}
    )
    found = {name: _of(rows, unit, critical, groups[name], level) for name in in_order(groups)}
    return Groups(by or "all", found, backend_of(data))


def joined_standards(
    data: Data,
    standards: StandardSet,
    sets: Mapping[str, Sequence[str]],
    *,
    columns: Mapping[str, str | None],
    tokens: Tokens = TOKENS,
    times: TimeFormat | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> dict[str, Share]:
    """Return how far several standards are kept together, on what the visits are worth, for each of some sets.

    Args:
        data: As for ``visit_compliance``.
        standards: The standards that were audited.
        sets: Name -> keys of standards that are judged as one.
        columns: Column of "standard", "site", "result" and "visit", and of "auditor" and "wave" or None.
        tokens, times, policy: As for ``audit``.
        level: Confidence level.
    """
    rows, unit = _read(data, standards, columns, tokens, policy, times)
    critical = np.array([item.critical for item in standards])[rows.standard]
    keys = [item.key for item in standards]
    of_set = {name: [keys.index(key) for key in dict.fromkeys(own)] for name, own in sets.items()}
    found = {name: _of(rows, unit, critical, np.isin(rows.standard, own), level) for name, own in of_set.items()}
    return {name: _as_share(one) for name, one in found.items()}


def _as_share(found: VisitCompliance) -> Share:
    """Return compliance over visits as a share of observations that are worth fewer."""
    share, error = found.value, found.standard_error
    if share is None:
        return Share(count=0, n=0, level=found.level)
    effective, counted = float(found.visits), found.visits  # visits that agree throughout are worth one answer each
    if error and 0 < share < 1:
        effective, counted = min(share * (1 - share) / error**2, float(found.observed)), found.observed
    design = CountDesign(
        n=counted,
        n_effective=effective,
        freedom=found.visits - 1.0,
        kish=float(found.visits),
        clusters=found.visits,
    )
    return Share(
        count=found.kept,
        n=found.observed,
        level=found.level,
        n_effective=effective,
        sampling=design,
        withheld=design.reason,
        linearised_error=error,
    )


def _read(
    data: Data,
    standards: StandardSet,
    columns: Mapping[str, str | None],
    tokens: Tokens,
    policy: InputPolicy | None,
    times: TimeFormat | None,
) -> tuple[Rows, NDArray[np.int64]]:
    """Return the rows and the visit of each; a standard that one auditor judged twice in a visit is refused."""
    rows = read_rows(data, standards, columns, tokens, policy, times)
    pairs = rows.units("site", "wave", "visit", "auditor") * len(standards) + rows.standard
    if len(np.unique(pairs)) < len(pairs):
        rule = "one for each standard, auditor and visit"
        raise InvalidValueError("observations", rule, ..., f"column {columns['visit']!r}")
    return rows, rows.units("site", "wave", "visit")


def _of(
    rows: Rows, unit: NDArray[np.int64], critical: NDArray[np.bool_], here: NDArray[np.bool_], level: float
) -> VisitCompliance:
    distinct, place = np.unique(unit[here], return_inverse=True)
    kept = np.bincount(place, weights=rows.kept[here], minlength=len(distinct))
    observed = np.bincount(place, minlength=len(distinct))
    failed = np.bincount(place, weights=critical[here] & ~rows.kept[here], minlength=len(distinct))
    share = float(kept.sum() / observed.sum()) if len(distinct) else 0.0
    return VisitCompliance(
        visits=len(distinct),
        kept=int(kept.sum()),
        observed=int(observed.sum()),
        residual_square=float(((kept - share * observed) ** 2).sum()),
        critical_visits=int((failed > 0).sum()),
        level=level,
    )
