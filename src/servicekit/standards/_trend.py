"""Compliance over waves: a control chart that tells change from noise."""

from typing import Any, Literal

import numpy as np

from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Groups
from servicekit.standards._audit import Audit
from servicekit.standards._compliance import slices
from servicekit.standards._outcomes import FAILED, KEPT
from servicekit.stats._control_charts import ControlChart, share_chart

Method = Literal["laney", "p"]


def compliance_chart(
    audit: Audit,
    *,
    standard: str | None = None,
    site: Any = None,
    method: Method = "laney",
    baseline: int | None = None,
    run_length: int | None = None,
) -> ControlChart:
    """Return the control chart of compliance over the waves of an audit.

    Args:
        audit: Observations read with ``wave``; waves are taken in sorted order, so name them so that they sort.
        standard: Key of one standard, or None for all.
        site: One site, or None for all.
        method, baseline, run_length: As for ``measurement.control.share_chart``.

    Raises:
        UnknownConceptError: There is no such standard or site.
        InvalidValueError: The waves cannot be put in order.
    """
    counts = audit.counts
    if standard is not None:
        place = audit.standard_keys.index(audit.standards[standard].key)
        counts = counts[place : place + 1]
    if site is not None:
        if site not in audit.sites:
            raise UnknownConceptError("site", site, [str(name) for name in audit.sites])
        place = audit.sites.index(site)
        counts = counts[:, place : place + 1]
    return _chart(audit, counts, method, baseline, run_length)


def compliance_charts(
    audit: Audit,
    by: Literal["standard", "area", "site"],
    *,
    method: Method = "laney",
    baseline: int | None = None,
    run_length: int | None = None,
) -> Groups[ControlChart]:
    """Return a control chart over waves for each standard, area or site; other arguments as for one chart."""
    if by not in ("standard", "area", "site"):
        raise InvalidValueError("by", "'standard', 'area' or 'site'", by)
    charts = {key: _chart(audit, counts, method, baseline, run_length) for key, counts in slices(audit, (by,))}
    return Groups(by, charts, audit.source)


def _chart(audit: Audit, counts: Any, method: Method, baseline: int | None, run_length: int | None) -> ControlChart:
    per_wave = np.asarray(counts).sum(axis=(0, 1))
    kept, observed = per_wave[:, KEPT], per_wave[:, KEPT] + per_wave[:, FAILED]
    periods = None if audit.waves == (None,) else audit.waves
    return share_chart(
        kept.tolist(),
        observed.tolist(),
        periods=periods,
        method=method,
        baseline=baseline,
        run_length=run_length,
    )
