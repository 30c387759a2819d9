"""What it is worth to know more before deciding: of everything, of one figure, of so many more answers."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from attrs import field, frozen

from servicekit.chain._sensitivity import DEGREE, polynomial_fit
from servicekit.data._vectors import Floats
from servicekit.foundation._checks import validate, whole_positive
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._confidence_distribution import ConfidenceDistribution

GRID: Final = 4_001


@frozen(kw_only=True)
class Knowing:
    """What knowing one figure better is worth.

    Attributes:
        figure: Its name.
        label: What it is called.
        perfect: Expected value of knowing it for certain (EVPPI).
        more: Number of further answers -> what they are worth (EVSI); empty where the figure is no count of answers.
    """

    figure: str
    label: Label
    perfect: float
    more: Mapping[int, float] = field(hash=False)


@frozen(kw_only=True)
class WorthOfKnowing(Result):
    """What it is worth to know figures better before deciding on a change, in the unit of the outcome.

    Attributes:
        all_known: Expected value of knowing every figure for certain (EVPI); no study can be worth more.
        figures: One a figure, the one most worth knowing first.
    """

    title = Label("What it is worth to know more", "进一步了解的价值")
    derived = ("rows",)

    all_known: float
    figures: tuple[Knowing, ...] = field(metadata={"evidence": False})

    @property
    def rows(self) -> tuple[dict[str, object], ...]:
        """One row a figure: figure, label, perfect, and one column for each number of further answers."""
        return tuple(
            {
                "figure": each.figure,
                "label": each.label,
                "perfect": each.perfect,
                **{f"more_{n}": worth for n, worth in each.more.items()},
            }
            for each in self.figures
        )


def worth_of_knowing_of(
    net: Floats,
    drawn: Mapping[str, Floats],
    figures: Mapping[str, tuple[ConfidenceDistribution, float | None]],
    moves: Mapping[str, bool],
    more: tuple[int, ...],
    labels: Mapping[str, Label],
) -> WorthOfKnowing:
    """Return what knowing is worth for a decision between a change with these net gains and none.

    Args:
        net: Net gain in each draw.
        drawn: Figure -> its draws.
        figures: Figure -> its distribution, and the answers behind it if it is a count of answers.
        moves: Figure -> whether the net gain depends on it at all.
        more: Numbers of further answers.
        labels: Figure -> what it is called.

    Formula:
        EVPI = E max(net, 0) - max(E net, 0). EVPPI the same of E(net | figure), a polynomial of degree 5 fitted to the
        draws and integrated over the figure's distribution. EVSI the same of E(E(net | figure) | answers), exact for
        that polynomial over the beta-binomial or normal distribution of what further answers would say.
    """
    for number in more:
        validate(whole_positive, "more", number)
    everything = _option(np.asarray(net))
    found = []
    for name, values in drawn.items():
        distribution, n = figures[name]
        if not moves[name]:
            nothing = dict.fromkeys(more, 0.0) if n else {}
            found.append(Knowing(figure=name, label=labels[name], perfect=0.0, more=nothing))
            continue
        coefficients, centre, spread = polynomial_fit(values, np.asarray(net))
        middle = (np.arange(GRID) + 0.5) / GRID
        fitted = np.polynomial.polynomial.polyval((distribution.at(middle) - centre) / spread, coefficients)
        whole = _option(np.asarray(fitted, dtype=float))
        perfect = min(whole, everything)  # knowing one figure is never worth more than knowing all
        sample = {}
        if n:
            sample = {k: min(_sampled(coefficients, centre, spread, distribution, n, k), perfect) for k in more}
        found.append(Knowing(figure=name, label=labels[name], perfect=perfect, more=sample))
    order = sorted(found, key=lambda each: (-each.perfect, each.figure))
    return WorthOfKnowing(all_known=everything, figures=tuple(order))


def _option(net: Floats, weights: Floats | None = None) -> float:
    """Return how much better than the better of two fixed choices it is to choose after seeing the net gain."""
    gained, mean = np.average(np.maximum(net, 0), weights=weights), np.average(net, weights=weights)
    return max(float(gained - max(mean, 0.0)), 0.0)  # below 0 only by rounding


def _sampled(
    coefficients: Floats, centre: float, spread: float, figure: ConfidenceDistribution, n: float, more: int
) -> float:
    if figure.family == "beta":
        means, weights = _after_counts(coefficients, centre, spread, figure.parameters, more)
    else:
        means, weights = _after_means(coefficients, centre, spread, figure.parameters, n, more)
    return _option(means, weights)


def _after_counts(
    coefficients: Floats, centre: float, spread: float, beta: tuple[float, ...], more: int
) -> tuple[Floats, Floats]:
    """Return E(polynomial | x of ``more`` further answers) for every x, and the probability of each x."""
    from scipy.special import betaln

    a, b = beta
    x = np.arange(more + 1.0)
    log_choose = -np.log(more + 1.0) - betaln(more - x + 1, x + 1)
    weights = np.exp(log_choose + betaln(a + x, b + more - x) - betaln(a, b))
    # raw moments of Beta(a + x, b + more - x), then of its standardised figure
    raw = [np.ones_like(x)]
    for k in range(DEGREE):
        raw.append(raw[-1] * (a + x + k) / (a + b + more + k))
    return _mean_of_polynomial(coefficients, centre, spread, raw), weights


def _after_means(
    coefficients: Floats, centre: float, spread: float, figure: tuple[float, ...], n: float, more: int
) -> tuple[Floats, Floats]:
    """Return the same for a mean: its later mean is normal, its later error that of n + more answers."""
    from scipy.special import ndtri

    mean, error, _ = figure
    learned, left = error * np.sqrt(more / (n + more)), error * np.sqrt(n / (n + more))
    later = mean + learned * ndtri((np.arange(GRID) + 0.5) / GRID)
    raw = [np.ones_like(later), later]
    for k in range(2, DEGREE + 1):
        raw.append(later * raw[-1] + (k - 1) * left**2 * raw[-2])
    return _mean_of_polynomial(coefficients, centre, spread, raw), np.full(later.shape, 1.0)


def _mean_of_polynomial(coefficients: Floats, centre: float, spread: float, raw: list[Floats]) -> Floats:
    """Return the mean of a polynomial of (figure - centre) / spread from the raw moments of the figure."""
    from scipy.special import comb

    total = np.zeros_like(raw[0])
    for k, coefficient in enumerate(coefficients.tolist()):
        moment = sum(comb(k, j) * raw[j] * (-centre) ** (k - j) for j in range(k + 1))
        total = total + coefficient * moment / spread**k
    return np.asarray(total)
