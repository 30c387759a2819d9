"""How far the standards are kept: by standard, area, site, wave, auditor or two of them, with intervals."""

from collections.abc import Hashable, Iterator, Sequence
from itertools import product
from typing import Any, Literal, overload

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Values
from servicekit.data._chronology import waves_in_order
from servicekit.data._grouping import by_columns, by_name
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label
from servicekit.standards._audit import Audit
from servicekit.standards._outcomes import FAILED, KEPT
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.monitoring._control_charts import ControlChart, share_chart

By = Literal["standard", "area", "site", "wave", "auditor"]
TITLE = Label("Share of observations in which the standard was kept", "达标率")


def _share(counts: NDArray[np.int64], level: float) -> Share:
    kept, failed = int(counts[..., KEPT].sum()), int(counts[..., FAILED].sum())
    return Share(count=kept, n=kept + failed, level=level, name=TITLE)


@overload
def compliance(audit: Audit, *, by: None = None, level: float = 0.95) -> Share: ...
@overload
def compliance(audit: Audit, *, by: By | Sequence[By], level: float = 0.95) -> Groups[Share]: ...
def compliance(audit: Audit, *, by: By | Sequence[By] | None = None, level: float = 0.95) -> Share | Groups[Share]:
    """Return the share of all observations that kept their standard, or that of each group.

    Args:
        audit: Observations that were read; not applicable and not observed do not count.
        by: "standard", "area", "site", "wave" or "auditor"; or a list of two, whose groups are pairs. The auditor
            can be paired with the standard or the area only.
        level: Confidence level of the interval, which takes the observations to be independent: with few
            visits in which one team fails many standards together, it is too narrow.

    Raises:
        InvalidValueError: There is no such grouping.

    Example:
        >>> import servicekit as sk
        >>> seen = {"site": ["A"] * 3, "standard": ["smile"] * 3, "result": ["yes", "no", "yes"], "auditor": ["Lu"] * 3}
        >>> seen["wave"] = ["May"] * 3
        >>> audit = sk.standards.audit(seen, sk.standards.FASHION_RETAIL)
        >>> sk.standards.compliance(audit)
        Share(0.6667, [0.1148, 0.9873], n=3)
        >>> list(sk.standards.compliance(audit, by="site"))
        ['A']
    """
    if by is None:
        return _share(audit.counts, level)
    names = by_columns(by)
    groups = {key: _share(counts, level) for key, counts in slices(audit, names)}
    return Groups(by_name(by), groups, audit.source)


def slices(audit: Audit, by: Sequence[str]) -> Iterator[tuple[Any, NDArray[np.int64]]]:
    """Yield each group of an audit with its counts, the first axis of which are the standards."""
    axes = _axes(audit, by)
    counts = audit.by_auditor if "auditor" in by else audit.counts
    for chosen in product(*(axes[name].items() for name in by)):
        part = counts
        for name, (_, place) in zip(by, chosen, strict=True):
            axis = {"standard": 0, "area": 0, "site": 1, "auditor": 1, "wave": 2}[name]
            keep = np.zeros(part.shape[axis], dtype=bool)
            keep[list(place)] = True
            part = np.where(keep.reshape([-1 if i == axis else 1 for i in range(part.ndim)]), part, 0)
        keys = tuple(key for key, _ in chosen)
        yield (keys[0] if len(keys) == 1 else keys), part


def _axes(audit: Audit, by: Sequence[str]) -> dict[str, dict[Any, tuple[int, ...]]]:
    listed = list(audit.standards)
    axes: dict[str, dict[Any, tuple[int, ...]]] = {
        "standard": {standard.key: (place,) for place, standard in enumerate(listed)},
        "area": {
            area.key: tuple(place for place, standard in enumerate(listed) if standard.area == area)
            for area in audit.standards.areas
        },
        "site": {site: (place,) for place, site in enumerate(audit.sites)},
        "wave": {wave: (place,) for place, wave in enumerate(audit.waves)},
        "auditor": {auditor: (place,) for place, auditor in enumerate(audit.auditors)},
    }
    if not 1 <= len(by) <= 2 or len(set(by)) < len(by) or not set(by) <= set(axes):
        rule = f"one or two of {', '.join(axes)}"
        raise InvalidValueError("by", rule, list(by))
    if "auditor" in by and {"site", "wave"} & set(by):
        raise InvalidValueError("by", "auditor alone or with standard or area", list(by))
    return axes


@frozen(kw_only=True)
class CriticalFailure:
    """A critical standard that was not kept, where and how often."""

    standard: str
    site: Hashable
    wave: Hashable
    failed: int
    n: int


def critical_failures(audit: Audit) -> tuple[CriticalFailure, ...]:
    """Return every failure of a critical standard by site and wave, the most failures first.

    Args:
        audit: Observations that were read.

    Example:
        >>> import servicekit as sk
        >>> seen = {"site": ["A"] * 3, "standard": ["smile"] * 3, "result": ["yes", "no", "yes"], "auditor": ["Lu"] * 3}
        >>> seen["wave"] = ["May"] * 3
        >>> audit = sk.standards.audit(seen, sk.standards.FASHION_RETAIL)
        >>> len(sk.standards.critical_failures(audit))
        0
    """
    found = [
        CriticalFailure(
            standard=standard.key,
            site=audit.sites[site],
            wave=audit.waves[wave],
            failed=int(audit.counts[place, site, wave, FAILED]),
            n=int(audit.counts[place, site, wave, [KEPT, FAILED]].sum()),
        )
        for place, standard in enumerate(audit.standards)
        if standard.critical
        for site, wave in np.argwhere(audit.counts[place, :, :, FAILED] > 0).tolist()
    ]
    return tuple(sorted(found, key=lambda failure: -failure.failed))


Method = Literal["laney", "p"]


@overload
def compliance_chart(
    audit: Audit,
    *,
    by: None = None,
    standard: str | None = None,
    site: Hashable | None = None,
    method: Method = "laney",
    baseline: int | None = None,
    run_length: int | None = None,
    order: Sequence[Hashable] | None = None,
) -> ControlChart: ...
@overload
def compliance_chart(
    audit: Audit,
    *,
    by: Literal["standard", "area", "site"],
    standard: str | None = None,
    site: Hashable | None = None,
    method: Method = "laney",
    baseline: int | None = None,
    run_length: int | None = None,
    order: Sequence[Hashable] | None = None,
) -> Groups[ControlChart]: ...
def compliance_chart(
    audit: Audit,
    *,
    by: Literal["standard", "area", "site"] | None = None,
    standard: str | None = None,
    site: Hashable | None = None,
    method: Method = "laney",
    baseline: int | None = None,
    run_length: int | None = None,
    order: Sequence[Hashable] | None = None,
) -> ControlChart | Groups[ControlChart]:
    """Return the control chart of compliance over the waves of an audit.

    Args:
        audit: Observations read with ``wave``; waves are taken in the order of time that their names tell.
        by: "standard", "area" or "site"; then a chart for each of them.
        standard: Key of one standard, or None for all.
        site: One site, or None for all.
        method, baseline, run_length: As for ``share_chart``.
        order: The waves from the first to the last; needed only where their names do not tell it.

    Raises:
        UnknownConceptError: There is no such standard or site.
        InvalidValueError: The order of the waves is neither known nor stated.

    Example:
        >>> import servicekit as sk
        >>> seen = {
        ...     "site": ["North", "North", "South", "South"],
        ...     "auditor": ["Lu", "Mo", "Lu", "Mo"],
        ...     "wave": [1, 2, 1, 2],
        ...     "standard": ["smile"] * 4,
        ...     "result": ["yes", "yes", "yes", "no"],
        ... }
        >>> found = sk.standards.audit(seen, sk.standards.FASHION_RETAIL, wave="wave")
        >>> [point.n for point in sk.standards.compliance_chart(found).points]
        [2, 2]
    """
    if by is not None:
        if by not in ("standard", "area", "site") or standard is not None or site is not None:
            raise InvalidValueError("by", "'standard', 'area' or 'site', without one standard or site", by)
        parts = slices(audit, (by,))
        charts = {key: _chart(audit, counts, method, baseline, run_length, order) for key, counts in parts}
        return Groups(by, charts, audit.source)
    counts = audit.counts
    if standard is not None:
        place = audit.standard_keys.index(audit.standards[standard].key)
        counts = counts[place : place + 1]
    if site is not None:
        if site not in audit.sites:
            raise UnknownConceptError("site", site, [str(name) for name in audit.sites])
        place = audit.sites.index(site)
        counts = counts[:, place : place + 1]
    return _chart(audit, counts, method, baseline, run_length, order)


def _chart(
    audit: Audit,
    counts: str | Values,
    method: Method,
    baseline: int | None,
    run_length: int | None,
    order: Sequence[object] | None,
) -> ControlChart:
    per_wave = np.asarray(counts).sum(axis=(0, 1))
    waves = audit.waves if audit.waves == (None,) else tuple(waves_in_order(audit.waves, "wave", order))
    per_wave = per_wave[[audit.waves.index(wave) for wave in waves]]
    kept, observed = per_wave[:, KEPT], per_wave[:, KEPT] + per_wave[:, FAILED]
    chart: ControlChart = share_chart(
        kept.tolist(), observed.tolist(), method=method, baseline=baseline, run_length=run_length
    )
    if waves == (None,):
        return chart
    # the order is known by now, and one that is stated holds against what the names of waves seem to tell
    points = [evolve(point, period=wave) for point, wave in zip(chart.points, waves, strict=True)]
    return evolve(chart, points=tuple(points))
