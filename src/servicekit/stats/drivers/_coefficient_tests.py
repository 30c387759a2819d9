"""Regression whose tests hold under unequal spread and clusters: what goes with an outcome beyond the rest."""

from collections.abc import Hashable, Sequence
from math import inf, sqrt
from typing import Final

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike

from servicekit.data._vectors import Floats
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Label
from servicekit.stats.claims._claim_tests import (
    FEW_CLUSTERS,
    FEWEST_COMMON_CLUSTERS,
    ClaimTest,
    Evidence,
    rounded,
    t_tail,
)

ALONE: Final = 1 - 1e-9
"""Leverage of a row that a coefficient follows wherever it goes, so that nothing is left to tell its error by."""
ONE_ROW: Final = Label("it rests on a single answer", "只取决于一份回答")


@frozen(kw_only=True)
class Coefficients:
    """Regression of an outcome on all attributes, with tests that hold under unequal spread and clusters.

    Attributes:
        values: Coefficient of each attribute.
        covariance: Their covariance, (attributes, attributes).
        evidence: The test of each coefficient.
        overall: The F test that all are 0.
        r2: Share of the outcome's variance explained.
        adjusted_r2: The same adjusted for the number of attributes.
        standardised: Coefficients times the attribute's standard deviation over the outcome's.
        n: Rows.

    Example:
        >>> import servicekit as sk
        >>> import numpy as np
        >>> x = np.random.default_rng(1).normal(size=(50, 2))
        >>> len(sk.stats.coefficient_tests(x, x @ [1.0, 0.5]).values)
        2
    """

    values: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...] = field(repr=False)
    evidence: tuple[Evidence, ...]
    overall: Evidence
    r2: float
    adjusted_r2: float
    standardised: tuple[float, ...]
    n: int

    def difference(self, first: int, second: int, scales: Sequence[float]) -> float:
        """Return the two-sided p of equal absolute standardised coefficients.

        Args:
            first, second: Positions.
            scales: Standard deviation of each attribute.
        """
        signs = [1.0 if self.values[place] >= 0 else -1.0 for place in (first, second)]
        factors = np.array([signs[0] * scales[first], -signs[1] * scales[second]])
        places = [first, second]
        own = np.array([self.values[place] for place in places])
        among = np.array(self.covariance)[np.ix_(places, places)]
        spread = float(factors @ among @ factors)
        if spread <= 0:
            return 1.0
        known = [df for place in places if (df := self.evidence[place].df) is not None]
        return rounded(t_tail(float(factors @ own) / sqrt(spread), min(known, default=inf)))


def coefficient_tests(
    attributes: ArrayLike,
    outcome: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    clusters: Sequence[Hashable] | None = None,
) -> Coefficients:
    """Test what goes with an outcome beyond everything else asked.

    Args:
        attributes: Array (rows, attributes), no value missing.
        outcome: Outcome of each row.
        weights: Of the rows, at least 0; a row of weight 0 is no row.
        clusters: Of the rows; then the clusters are left out one after another (jackknife, clusters - 1 degrees of
            freedom) in place of HC3.

    Raises:
        InvalidValueError: No more rows than attributes, attributes that determine each other, or weights that are
            negative, not finite or not one for each row.

    Note:
        p is the larger of two: the t of HC3 with the degrees of freedom of that coefficient's variance, and the usual
        t. Near a ceiling a coefficient rests on the few who do not give the top answer, however many rows there are:
        with 8 attributes there and 422 complete answers, HC3 with n - p - 1 names one without effect in 63 % of
        samples, with the degrees of freedom alone in 7 %, and so in less than 1 % (at 5 % together, by Bonferroni).
        Answers in the middle of the scale cost no power.

    Source:
        MacKinnon and White (1985); Bell and McCaffrey (2002) for the degrees of freedom.

    Example:
        >>> import servicekit as sk
        >>> import numpy as np
        >>> x = np.random.default_rng(1).normal(size=(50, 2))
        >>> len(sk.stats.coefficient_tests(x, x @ [1.0, 0.5]).values)
        2
    """
    x, y = np.asarray(attributes, dtype=float), np.asarray(outcome, dtype=float)
    if x.ndim != 2 or y.ndim != 1 or len(x) != len(y):
        raise InvalidValueError("attributes", "a row of figures for each outcome", f"{x.shape} for {y.shape}")
    w = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=float)
    each = "a finite number of at least 0 for each row"
    if w.shape != y.shape:
        raise InvalidValueError("weights", each, f"{w.shape} for {y.shape}")
    if (wrong := ~(np.isfinite(w) & (w >= 0))).any():
        raise InvalidValueError("weights", each, float(w[wrong][0]))
    if not (counted := w > 0).all():
        x, y, w = x[counted], y[counted], w[counted]
        if clusters is not None:
            clusters = [name for name, used in zip(clusters, counted.tolist(), strict=True) if used]
    n, p = x.shape
    if n <= p + 1:
        raise InvalidValueError("rows", f"more than {p + 1}, one for each attribute and one more", n)
    design = np.column_stack([np.ones(n), x - x.mean(axis=0)])
    root = np.sqrt(w)
    q, r = np.linalg.qr(design * root[:, None])
    if np.min(np.abs(np.diag(r))) < 1e-9 * np.max(np.abs(r)):
        raise InvalidValueError("attributes", "not determined by each other", f"{p} attributes")
    bread = np.linalg.inv(r)
    beta = bread @ (q.T @ (root * y))
    residual = y - design @ beta
    inverse = bread @ bread.T
    if clusters is None:
        leverage = np.minimum((q * q).sum(axis=1), 1 - 1e-12)
        meat = design * (w * residual / (1 - leverage))[:, None]
        covariance = inverse @ (meat.T @ meat) @ inverse
        test = ClaimTest.ROBUST_COEFFICIENT
        units = n
        freedom = _freedom(q, q @ bread.T, leverage)
    else:
        covariance, units = _jackknife(design, y, w, clusters, beta)
        freedom, test = [float(units - 1)] * (p + 1), ClaimTest.JACKKNIFE_COEFFICIENT
    mean = float(w @ y / w.sum())
    total, left = float(w @ (y - mean) ** 2), float(w @ residual**2)
    fit = Fit(beta=beta, inverse=inverse, n=n, total=total, left=left)
    return assembled(fit, covariance, freedom, test, units, x.std(axis=0, ddof=1), float(y.std(ddof=1)))


@frozen(kw_only=True, eq=False)
class Fit:
    """Weighted least squares of an outcome on 1 and centred attributes.

    Attributes:
        beta: Coefficients, the constant first.
        inverse: Inverse of the products of the attributes.
        n: Rows.
        total, left: Weighted sum of squares of the outcome, and of what is left of it.
    """

    beta: Floats
    inverse: Floats
    n: int
    total: float
    left: float


def assembled(
    fit: Fit, covariance: Floats, freedom: Sequence[float], test: ClaimTest, units: int, spread: Floats, own: float
) -> Coefficients:
    """Return the coefficients with their tests.

    Args:
        fit: The regression.
        covariance: Of the coefficients, the constant first.
        freedom: Degrees of freedom of each variance.
        test: How they were found.
        units: Rows or clusters.
        spread: Standard deviation of each attribute.
        own: That of the outcome.
    """
    n, p, beta = fit.n, len(fit.beta) - 1, fit.beta
    plain = fit.left / (n - p - 1) * np.diag(fit.inverse)
    r2 = 1 - fit.left / fit.total if fit.total > 0 else 0.0
    return Coefficients(
        values=tuple(float(value) for value in beta[1:]),
        covariance=tuple(tuple(float(v) for v in row) for row in covariance[1:, 1:]),
        evidence=tuple(
            _guarded(_coefficient(beta[k], covariance[k, k], freedom[k], test, n, units), beta[k], plain[k], n - p - 1)
            for k in range(1, p + 1)
        ),
        overall=_f_test(r2, n, p),
        r2=r2,
        adjusted_r2=1 - (1 - r2) * (n - 1) / (n - p - 1),
        standardised=tuple((beta[1:] * spread / own).tolist() if fit.total > 0 else [0.0] * p),
        n=n,
    )


def _freedom(q: Floats, pulls: Floats, leverage: Floats) -> list[float]:
    """Return the degrees of freedom of the variance of each coefficient, as if all rows had equal spread; 0 where a
    coefficient hangs on a single row.

    Where most give the same answer a coefficient rests on the few who do not, however many rows there are.
    """
    n, p = q.shape
    alone = leverage > ALONE
    found = []
    for pull in pulls.T:
        squares = pull * pull
        if float(squares[alone].sum()) > 1e-9 * float(squares.sum()):
            found.append(0.0)
            continue
        parts = squares / (1 - leverage) ** 2
        total = float(parts @ (1 - leverage))
        among = q.T @ (parts[:, None] * q)
        spread = float((parts * parts) @ (1 - 2 * leverage)) + float((among * among).sum())
        found.append(min(total * total / spread, n - p) if spread > 0 else 0.0)
    return found


def _coefficient(value: float, variance: float, df: float, test: ClaimTest, n: int, units: int) -> Evidence:
    if df <= 0:
        return Evidence(p=None, test=test, reason=ONE_ROW, n=n)
    if test is ClaimTest.JACKKNIFE_COEFFICIENT and units < FEWEST_COMMON_CLUSTERS:
        return Evidence(p=None, test=test, reason=FEW_CLUSTERS, n=n)
    if variance <= 0:
        return Evidence(p=1.0 if value == 0 else 0.0, test=test, n=n)
    error = sqrt(float(variance))
    statistic = float(value) / error
    return Evidence(p=rounded(t_tail(statistic, df)), test=test, statistic=statistic, df=df, standard_error=error, n=n)


def _guarded(found: Evidence, value: float, variance: float, df: int) -> Evidence:
    """Return evidence with the larger p of its own and of the usual t.

    The few rows on which a coefficient rests may agree by chance; the spread of all rows tells how likely that is.
    """
    if found.p is None or variance <= 0:
        return found
    return attrs.evolve(found, p=max(found.p, rounded(t_tail(float(value) / sqrt(float(variance)), df))))


def _f_test(r2: float, n: int, p: int) -> Evidence:
    if r2 >= 1:
        return Evidence(p=0.0, test=ClaimTest.F_TEST, n=n)
    from scipy.special import fdtrc

    statistic = r2 / p / ((1 - r2) / (n - p - 1))
    return Evidence(
        p=rounded(float(fdtrc(p, n - p - 1, statistic))),
        test=ClaimTest.F_TEST,
        statistic=statistic,
        df=float(n - p - 1),
        n=n,
    )


def _jackknife(design: Floats, y: Floats, w: Floats, clusters: Sequence[Hashable], beta: Floats) -> tuple[Floats, int]:
    names = {name: place for place, name in enumerate(dict.fromkeys(clusters))}
    codes = np.array([names[name] for name in clusters])
    weighted = design * w[:, None]
    cross, right = design.T @ weighted, weighted.T @ y
    away = []
    for code in range(len(names)):
        rows = codes == code
        own = cross - design[rows].T @ weighted[rows]
        away.append(np.linalg.lstsq(own, right - weighted[rows].T @ y[rows], rcond=None)[0] - beta)
    moved = np.array(away)
    moved -= moved.mean(axis=0)
    count = len(names)
    return (count - 1) / count * moved.T @ moved, count
