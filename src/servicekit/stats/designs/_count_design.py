"""How many independent answers the weighted, stratified or clustered answers of a tally are worth."""

from collections.abc import Sequence
from math import inf
from typing import Final

import attrs
import numpy as np
from attrs import frozen

from servicekit.data._vectors import Floats
from servicekit.foundation._cautions import Caution, CautionKind, beware
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.stats.designs._design import Spread
from servicekit.stats.intervals._intervals import t_quantile
from servicekit.stats.summaries._tally import Tally
from servicekit.stats.summaries._tally_parts import unexplained

FADE: Final = 60
"""Kish's effective number up to which the variance counts no lower than Kish's; the bound fades with more."""
LENT: Final = 2
"""Answers by which the variance within a stratum is pulled to that of all: few that agree are no certainty."""
LEAST_CORRELATION: Final = 0.05
FEWEST_CLUSTERS: Final = 3
FEW_CLUSTERS: Final = 10
EDGE_CLUSTERS: Final = 30
EDGE_FREEDOM: Final = 12
EDGE: Final = 0.1
FEWEST_EFFECTIVE: Final = 2.0
FEW_EFFECTIVE: Final = 20
DOMINATED: Final = 0.2
LEAST_SIZE: Final = 1e-3
ROUNDING: Final = 1e-9
"""Two answers of equal weight count as two, however their weights are rounded."""
NOISE: Final = 1e-18
"""No sample is so large that its mean has a variance of so small a part of one answer's."""


@frozen(kw_only=True)
class CountDesign:
    """What a sampling design leaves of n answers.

    Attributes:
        n: Answers.
        n_effective: Independent answers that would tell as much about the mean score.
        freedom: Degrees of freedom of the variance behind it.
        kish: (sum w)² / sum w² over rows.
        clusters: Clusters with answers; None where rows were sampled.
        near_end: Whether the mean score lies within a tenth of the scale from one of its ends.
    """

    n: int
    n_effective: float
    freedom: float
    kish: float
    clusters: int | None = None
    near_end: bool = False

    @property
    def reason(self) -> Reason | None:
        """Why the design leaves no interval."""
        if self.clusters is not None and self.clusters < FEWEST_CLUSTERS:
            return why(NotEstimable.TOO_FEW_CLUSTERS, n=self.clusters, needed=FEWEST_CLUSTERS)
        few = self.clusters is None and self.kish < FEWEST_EFFECTIVE * (1 - ROUNDING)
        return why(NotEstimable.ONE_RESPONDENT, kish=self.kish) if few else None

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """Few respondents or clusters that carry the figure, and what they cannot speak for."""
        if self.reason is not None:
            return ()
        m = self.clusters
        if m is None:
            few = self.kish < min(FEW_EFFECTIVE, self.n * (1 - 1e-9)) or self.kish < DOMINATED * self.n
            return (beware(CautionKind.FEW_EFFECTIVE, n=self.n, kish=self.kish),) if few else ()
        found = [beware(CautionKind.FEW_CLUSTERS, m=m)] if m < FEW_CLUSTERS else []
        if self.near_end and (m < EDGE_CLUSTERS or self.freedom < EDGE_FREEDOM):
            found.append(beware(CautionKind.FEW_CLUSTERS_EDGE, m=m, missed=0.9**m))
        return tuple(found)

    def size(self, level: float) -> float:
        """Return the answers that go into the interval at a level: fewer where few units show the spread."""
        if self.n < 2:
            return self.n_effective
        ratio = t_quantile(level, self.n - 1) / t_quantile(level, max(self.freedom, 0.01))
        return max(self.n_effective * min(1.0, ratio * ratio), LEAST_SIZE)


def count_design(tally: Tally, scores: Sequence[float], spread: Spread | None) -> CountDesign | None:
    """Return what the design of a tally leaves of its answers; None without weights, or without answers.

    Args:
        tally: Answers with their strata and clusters.
        scores: Score of each category.
        spread: How its sampling units spread the mean score; None for a single answer.

    Formula:
        Rows: n_effective = s² / max(v, (1 - l) v + l w / K, w / n) with v = sum q² e², s² = sum q e², K Kish's number,
        l = min(1, 60 / K), and w the variance within strata, pulled to s² by two answers (s² itself for one stratum);
        K - 1 degrees of freedom, at most n less strata. Clusters: n / (n - 1) s² b / v, where b and the degrees of
        freedom are those of Satterthwaite for exchangeable clusters with an intraclass correlation of at least 0.05.

    Source:
        Kish (1965); Satterthwaite (1946); Bell and McCaffrey (2002).
    """
    total, n = sum(tally.weights), tally.n
    if not tally.is_weighted or n == 0 or not total > 0:
        return None
    values, shares = np.asarray(scores, dtype=float), tally.shares()
    mean = float(shares @ values)
    # one score for all answers has no variance at all; rounding would leave some
    agreed = len({score for score, share in zip(scores, shares, strict=True) if share > 0}) == 1
    variance = 0.0 if agreed else float(shares @ (values - mean) ** 2)
    weight_squares = sum(sum(stratum.squares) for stratum in tally.strata.values())
    kish = total**2 / weight_squares if weight_squares > 0 else float(n)
    design = 0.0 if spread is None else float(spread.with_replacement[0, 0])
    if design <= NOISE * variance:
        design = 0.0
    width = float(values.max() - values.min())
    about = {
        "n": n,
        "kish": kish,
        "near_end": min(mean - values.min(), values.max() - mean) < EDGE * width,
    }
    if tally.is_clustered:
        return _of_population(_clustered(tally, about, variance, design, total), spread)
    strata = [stratum for stratum in tally.strata.values() if any(stratum.sums)]
    freedom = min(max(n - len(strata), 1), max(kish - 1, 0.0))
    if variance == 0:
        return CountDesign(n_effective=min(kish, n), freedom=freedom, **about)
    least = _within(strata, values, variance, total)
    plain = (n - 1) / n * design
    if tally.margins:
        least = unexplained(tally, values - mean, variance, LENT)
    elif len(strata) == 1:
        plain = float(np.asarray(strata[0].squares) @ ((values - mean) / total) ** 2)
    fade = min(1.0, FADE / kish)
    counted = max(plain, (1 - fade) * plain + fade * least / kish, least / n)
    return _of_population(CountDesign(n_effective=variance / counted, freedom=freedom, **about), spread)


def _of_population(found: CountDesign, spread: Spread | None) -> CountDesign:
    """Return the same with more effective answers where a good part of a finite population was asked."""
    if spread is None:
        return found
    endless, finite = float(spread.with_replacement[0, 0]), float(spread.covariance[0, 0])
    if finite <= NOISE * endless and endless > 0:  # everybody was asked
        return attrs.evolve(found, n_effective=inf)
    return attrs.evolve(found, n_effective=found.n_effective * endless / finite) if 0 < finite < endless else found


def _within(strata: Sequence[object], values: Floats, variance: float, total: float) -> float:
    """Return the mean variance within strata, each pulled to that of all by two answers."""
    if len(strata) == 1:
        return variance
    found = 0.0
    for stratum in strata:
        sums = np.asarray(stratum.sums)  # type: ignore[attr-defined]
        weight = float(sums.sum())
        size = weight**2 / float(np.sum(stratum.squares))  # type: ignore[attr-defined]
        mean = float(sums @ values) / weight
        own = float(sums @ (values - mean) ** 2) / weight
        found += weight / total * (size * own + LENT * variance) / (size + LENT)
    return found


def _clustered(tally: Tally, about: dict[str, object], variance: float, design: float, total: float) -> CountDesign:
    """Return what clusters leave of the answers."""
    kish, n = float(about["kish"]), int(about["n"])  # type: ignore[call-overload, arg-type]
    parts = [np.asarray(list(stratum.clusters.values())).sum(axis=1) for stratum in tally.strata.values()]
    parts = [part[part > 0] / total for part in parts if part.size]
    parts = [part for part in parts if part.size]
    whole = np.concatenate(parts)
    squares = float((whole**2).sum())
    clusters = whole.size
    if variance == 0 or design == 0:
        correlation = 1.0
    else:
        below = squares * kish - 1
        correlation = (design * kish / variance - 1) / below if below > 1e-12 else 1.0
        correlation = min(max(correlation, LEAST_CORRELATION), 1.0)
    found = [_satterthwaite(part, kish, correlation) for part in parts if part.size > 1]
    freedom, bias = (found[0][0], found[0][1]) if len(found) == 1 else (0.0, 1.0)
    if len(found) > 1:
        amounts = [amount for _, _, amount in found]
        freedom = sum(amounts) ** 2 / sum(a * a / df for df, _, a in found)
        bias = 1.0
    size = 1 / squares if variance == 0 or design == 0 else min(n, n / max(n - 1, 1) * variance * bias / design)
    return CountDesign(n_effective=size, freedom=freedom, clusters=clusters, **about)  # type: ignore[arg-type]


def _satterthwaite(shares: Floats, kish: float, correlation: float) -> tuple[float, float, float]:
    """Return degrees of freedom, bias (at most 1) and expected size of the variance between clusters of one stratum."""
    rows = np.maximum(shares * kish, 1.0)
    whole = float(shares.sum())
    g, m = shares / whole, shares.size
    omega = correlation + (1 - correlation) / rows
    d, a = g * g, omega * g
    c = float(d @ omega)
    s0, s1, s2 = float(d.sum()), float(d @ a), float(d @ a**2)
    first = float((d * (omega - 2 * a + c)).sum())
    second = c * c * s0 * s0 - 4 * c * s0 * s1 + 2 * s0 * s2 + 2 * s1 * s1
    second += float((d * d * (omega**2 + 2 * omega * (c - 2 * a))).sum())
    bias = min(1.0, m / (m - 1) * first / c)
    return first * first / second, bias, bias * c * whole * whole
