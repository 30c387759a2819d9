"""The weighted score of an audit and its grade; a failed critical standard caps the grade."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, overload

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy
from servicekit.data._chronology import in_order
from servicekit.data._frames import backend_of
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._bands import Bands
from servicekit.foundation._checks import confidence, instance_of, positive, share, validate
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Groups, Interval
from servicekit.foundation._vocabulary import Concept, Label
from servicekit.standards._audit import Audit
from servicekit.standards._audit_grades import GRADES
from servicekit.standards._compliance import slices
from servicekit.standards._observations import Rows, read_rows
from servicekit.standards._outcomes import FAILED, KEPT, TOKENS, Tokens
from servicekit.standards._standard import StandardSet
from servicekit.stats.intervals._count_interval import share_interval
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.intervals._intervals import normal_quantile, t_quantile


@frozen(kw_only=True)
class AuditScore(Estimate):
    """Weighted share of observations kept, from 0 to 100.

    Attributes:
        kept, failed: Observations of each standard.
        weights: Weight of each standard.
        critical_failed: Failures of critical standards.
        critical_observed: Observations of critical standards.
        visits: What each visit weighs; None where visits were not told apart.
        most_critical_share: Share of visits (of observations of critical standards, where visits are not known) with a
            critical failure up to which the score alone decides the grade.
        bands: Grades over 0 to 100.
        level: Confidence level.
    """

    title = Label("Audit score", "检查得分")
    derived = ("value", "interval", "reason", "grade", "critical_failed", "critical_share", "design_effect")

    kept: tuple[int, ...]
    failed: tuple[int, ...]
    weights: tuple[float, ...]
    critical_failed: int
    critical_observed: int = 0
    visits: "VisitSums | None" = None
    most_critical_share: float = field(default=0.0, validator=share)
    bands: Bands[Concept] = field(
        default=GRADES, validator=instance_of(Bands, "Bands of grades"), metadata={"evidence": False}, repr=False
    )
    level: float = field(default=0.95, validator=confidence)

    @property
    def _weighed(self) -> tuple[float, float, float]:
        weights, n = np.array(self.weights), np.array(self.kept) + np.array(self.failed)
        return float(weights @ np.array(self.kept)), float(weights @ n), float(weights**2 @ n)

    @property
    def value(self) -> float | None:
        """100 x sum of weights kept / sum of weights observed."""
        kept, observed, _ = self._weighed
        return 100 * kept / observed if observed else None

    @property
    def _effective(self) -> float | None:
        """Independent observations that the interval rests on."""
        kept, observed, squares = self._weighed
        if not observed:
            return None
        independent = observed**2 / squares
        if self.visits is None:
            return independent
        if self.visits.n < 2:
            return None
        mean, error = kept / observed, self.visits.standard_error
        if error == 0 or mean in (0, 1):
            return float(self.visits.n)
        ratio = normal_quantile(self.level) / t_quantile(self.level, self.visits.n - 1)
        return min(mean * (1 - mean) / error**2 * ratio**2, independent)

    @property
    def interval(self) -> Interval | None:
        """Default interval of a share, of independent visits where they are known, else of independent observations.

        None for a single visit, which says nothing about the next.
        """
        kept, observed, _ = self._weighed
        effective = self._effective
        if effective is None:
            return None
        return share_interval(kept / observed * effective, effective, level=self.level).map(lambda part: 100 * part)

    @property
    def design_effect(self) -> float | None:
        """Variance over visits by that of independent observations; None where visits are not known."""
        kept, observed, squares = self._weighed
        if self.visits is None or self.visits.n < 2 or kept in (0, observed):
            return None
        mean = kept / observed
        return self.visits.standard_error**2 / (mean * (1 - mean) * squares / observed**2)

    @property
    def reason(self) -> Reason | None:
        """Why there is no score."""
        return None if self._weighed[1] else why(NotEstimable.NO_DATA)

    @property
    def critical_share(self) -> Share:
        """Share of visits with a critical failure; of observations of critical standards where visits are not known."""
        if self.visits is not None:
            return Share(count=self.visits.n_critical, n=self.visits.n, level=self.level, name=CRITICAL_VISITS)
        return Share(count=self.critical_failed, n=self.critical_observed, level=self.level, name=CRITICAL_MARKS)

    @property
    def grade(self) -> object:
        """Grade of the score, the lowest where critical standards failed too often; None without a score."""
        if self.value is None:
            return None
        failed = self.critical_share.value or 0.0
        return self.bands.names[0] if failed > self.most_critical_share else self.bands.of(self.value)


CRITICAL_VISITS: Final = Label("Visits with a critical failure", "有关键失误的检查次数占比")
CRITICAL_MARKS: Final = Label("Critical standards that failed", "关键项未达标的占比")


@frozen(kw_only=True)
class VisitSums:
    """What an interval over visits needs.

    Attributes:
        n: Visits in which something was observed.
        n_critical: Those with a failed critical standard.
        standard_error: Linearised standard error of the weighted share over visits; 0 for a single one.
    """

    n: int
    n_critical: int
    standard_error: float


USUAL: Final = {"standard": "standard", "site": "site", "result": "result", "auditor": "auditor", "wave": None}


@overload
def audit_score(
    audit: Audit | Data,
    standards: StandardSet | None = ...,
    *,
    visit: str | None = ...,
    by: None = ...,
    weights: Mapping[str, float] | None = ...,
    most_critical_share: float = ...,
    bands: Bands[Concept] = ...,
    standard: str = ...,
    site: str = ...,
    result: str = ...,
    auditor: str | None = ...,
    wave: str | None = ...,
    tokens: Tokens = ...,
    times: TimeFormat | None = ...,
    policy: InputPolicy | None = ...,
    level: float = ...,
) -> AuditScore: ...
@overload
def audit_score(
    audit: Audit | Data,
    standards: StandardSet | None = ...,
    *,
    visit: str | None = ...,
    by: str | Sequence[str],
    weights: Mapping[str, float] | None = ...,
    most_critical_share: float = ...,
    bands: Bands[Concept] = ...,
    standard: str = ...,
    site: str = ...,
    result: str = ...,
    auditor: str | None = ...,
    wave: str | None = ...,
    tokens: Tokens = ...,
    times: TimeFormat | None = ...,
    policy: InputPolicy | None = ...,
    level: float = ...,
) -> Groups[AuditScore]: ...
def audit_score(
    audit: Audit | Data,
    standards: StandardSet | None = None,
    *,
    visit: str | None = None,
    by: str | Sequence[str] | None = None,
    weights: Mapping[str, float] | None = None,
    most_critical_share: float = 0.0,
    bands: Bands[Concept] = GRADES,
    standard: str = "standard",
    site: str = "site",
    result: str = "result",
    auditor: str | None = "auditor",
    wave: str | None = None,
    tokens: Tokens = TOKENS,
    times: TimeFormat | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> AuditScore | Groups[AuditScore]:
    """Return the weighted score of an audit, from 0 to 100, with its grade.

    Args:
        audit: Observations that were read by ``audit``; or, with ``standards`` and ``visit``, the data themselves.
        standards: The standards of the data.
        visit: Column that tells visits apart within site and wave. What one team fails in one visit it fails together;
            with it the interval takes visits, not observations, to be independent.
        by: "standard", "area", "site", "wave" or "auditor", or two of them; with ``visit`` "site", "wave", "auditor",
            "visit", or several of them. A wave is a period: grades of a site by wave forget what was long ago.
        weights: Weight of standards by key, in place of their own.
        most_critical_share: Share of visits with a critical failure up to which the score alone decides the grade; 0:
            one failed visit gives the lowest. Of a single visit one failure always does.
        bands: Grades over 0 to 100, the lowest first.
        standard, site, result, auditor, wave, tokens, times, policy: As for ``audit``, where data are given.
        level: Confidence level.

    Raises:
        UnknownConceptError: A weight is for no standard of the set.
        InvalidValueError: Data without standards or visit, or the other way round.

    Formula:
        100 sum(w kept) / sum(w (kept + failed)), w the weight of the standard. Over m visits the variance of the
        share is m / (m - 1) sum (w kept - share w observed)² / (sum w observed)², each sum of one visit.

    Example:
        >>> import servicekit as sk
        >>> seen = {"site": ["A"] * 3, "standard": ["smile"] * 3, "result": ["√", "×", "√"], "auditor": ["Lu"] * 3}
        >>> seen["visit"] = [1, 2, 3]
        >>> round(sk.standards.audit_score(sk.standards.audit(seen, sk.standards.FASHION_RETAIL)).value, 3)
        66.667
        >>> list(sk.standards.audit_score(seen, sk.standards.FASHION_RETAIL, visit="visit", by="site"))
        ['A']
    """
    about = {"bands": bands, "level": level, "most_critical_share": most_critical_share}
    names = () if by is None else (by,) if isinstance(by, str) else tuple(by)
    columns = {"standard": standard, "site": site, "result": result, "auditor": auditor, "wave": wave}
    if isinstance(audit, Audit):
        given = standards is not None or visit is not None or columns != USUAL
        if given or tokens is not TOKENS or times is not None or policy is not None:
            raise InvalidValueError("visit and columns", "given with data, not with an audit already read", visit)
        heavy = _weights(audit.standards, weights)
        if by is None:
            return _score(audit, audit.counts, heavy, about)
        scores = {key: _score(audit, counts, heavy, about) for key, counts in slices(audit, names)}
        return Groups(" x ".join(names), scores, audit.source)
    if standards is None or visit is None:
        raise InvalidValueError("data", "given with standards and the column of visits", [standards, visit])
    if strangers := [name for name in names if name not in ("site", "wave", "auditor", "visit")]:
        raise InvalidValueError("by", "site, wave, auditor or visit where visits are told apart", strangers)
    rows = read_rows(audit, standards, columns | {"visit": visit}, tokens, policy, times)
    heavy = _weights(standards, weights)
    if by is None:
        return _of_visits(standards, rows, np.arange(len(rows.kept)), heavy, about)
    groups: dict[Any, list[int]] = {}
    for row, key in enumerate(zip(*(rows.axes[name].codes.tolist() for name in names), strict=True)):
        levels = tuple(rows.axes[name].levels[code] for name, code in zip(names, key, strict=True))
        groups.setdefault(levels if len(names) > 1 else levels[0], []).append(row)
    found = {
        key: _of_visits(standards, rows, np.array(groups[key], dtype=np.int64), heavy, about)
        for key in in_order(groups)
    }
    return Groups(" x ".join(names), found, backend_of(audit))


def _weights(standards: StandardSet, given: Mapping[str, float] | None) -> NDArray[np.float64]:
    keys = [standard.key for standard in standards]
    for key, weight in (given or {}).items():
        if key not in keys:
            raise UnknownConceptError("standard", key, keys)
        validate(positive, f"weight of {key!r}", weight)
    return np.array([float((given or {}).get(standard.key, standard.weight)) for standard in standards])


def _score(
    audit: Audit, counts: NDArray[np.int64], weights: NDArray[np.float64], about: Mapping[str, Any]
) -> AuditScore:
    per_standard = counts.reshape(counts.shape[0], -1, counts.shape[-1]).sum(axis=1)
    critical = np.array([standard.critical for standard in audit.standards])
    return AuditScore(
        kept=tuple(per_standard[:, KEPT].tolist()),
        failed=tuple(per_standard[:, FAILED].tolist()),
        weights=tuple(weights.tolist()),
        critical_failed=int(per_standard[critical, FAILED].sum()),
        critical_observed=int(per_standard[critical][:, [KEPT, FAILED]].sum()),
        **about,
    )


def _of_visits(
    standards: StandardSet, rows: Rows, mine: NDArray[np.int64], weights: NDArray[np.float64], about: Mapping[str, Any]
) -> AuditScore:
    standard, kept = rows.standard[mine], rows.kept[mine]
    _, place = np.unique(rows.units("site", "wave", "visit")[mine], return_inverse=True)
    visits = int(place.max(initial=-1)) + 1
    heavy, critical = weights[standard], np.array([item.critical for item in standards])[standard]
    observed = np.bincount(place, weights=heavy, minlength=visits)
    good = np.bincount(place, weights=heavy * kept, minlength=visits)
    lost = np.bincount(place, weights=critical & ~kept, minlength=visits)
    mean = float(good.sum() / observed.sum()) if visits else 0.0
    spread = visits / (visits - 1) * float(((good - mean * observed) ** 2).sum()) if visits > 1 else 0.0
    return AuditScore(
        kept=tuple(np.bincount(standard[kept], minlength=len(standards)).tolist()),
        failed=tuple(np.bincount(standard[~kept], minlength=len(standards)).tolist()),
        weights=tuple(weights.tolist()),
        critical_failed=int((critical & ~kept).sum()),
        critical_observed=int(critical.sum()),
        visits=VisitSums(
            n=visits,
            n_critical=int((lost > 0).sum()),
            standard_error=float(np.sqrt(spread) / observed.sum()) if visits else 0.0,
        ),
        **about,
    )
