"""What the coverage page simulates: worlds whose truth is known, each handed to the call that a user would make.

A world is a function of the number of rows and a generator; it returns for each figure its estimate and the truth.
"""

import zlib
from collections.abc import Callable, Iterator, Mapping
from math import sqrt
from typing import Any

import numpy as np
from attrs import field, frozen

import servicekit as sk

Figures = Mapping[str, tuple[Any, float]]
World = Callable[[int, np.random.Generator], Figures]
YES_NO = sk.YES_NO
PLENTY = 4000
RESAMPLED = 1000
LEAST = 0.93
ITEM = sk.Dimension(key="all", label=sk.foundation.Label("All", "全部"), items=("p",), expectations=("e",))


@frozen(kw_only=True)
class Cell:
    """One figure in one situation at one size.

    Attributes:
        measure: What is estimated.
        situation: In which world.
        n: Rows.
        samples: Samples drawn.
        held: Those whose interval held the truth.
        none: Those without an interval.
        cautioned: Those whose result carried a caution.
        width: Mean width.
    """

    measure: str
    situation: str
    n: int
    samples: int
    held: int
    none: int
    cautioned: int
    width: float

    @property
    def coverage(self) -> float:
        """Share of the intervals that held the truth; of samples without one nothing is promised."""
        given = self.samples - self.none
        return self.held / given if given else 1.0

    @property
    def error(self) -> float:
        """Monte Carlo standard error."""
        return sqrt(LEAST * (1 - LEAST) / max(self.samples - self.none, 1))

    @property
    def is_cautioned(self) -> bool:
        """Whether more than half of the intervals carry a caution."""
        return 2 * self.cautioned > self.samples - self.none

    @property
    def fails(self) -> bool:
        """Below 93 % by more than two Monte Carlo errors, and nobody was told."""
        return self.coverage < LEAST - 2 * self.error and not self.is_cautioned


@frozen(kw_only=True)
class Situation:
    """A world at several sizes."""

    measure: str
    name: str
    sizes: tuple[int, ...]
    world: World = field(repr=False)
    samples: int = PLENTY

    def cells(self, samples: int | None = None) -> Iterator[Cell]:
        """Yield the cells of all sizes."""
        for n in self.sizes:
            yield from self.at(n, samples)

    def at(self, n: int, samples: int | None = None) -> Iterator[Cell]:
        """Yield the cells of one size, from a generator of its own: no cell depends on which others are run."""
        rng = np.random.default_rng(zlib.crc32(f"{self.measure} {self.name} {n}".encode()))
        kept: dict[str, list[tuple[bool, bool, bool, float]]] = {}
        for _ in range(min(self.samples, samples or self.samples)):
            for figure, (found, true) in self.world(n, rng).items():
                kept.setdefault(figure, []).append(looked_at(found, true))
        for figure, rows in kept.items():
            held, none, cautioned, widths = zip(*rows, strict=True)
            finite = [width for width, missing in zip(widths, none, strict=True) if not missing]
            yield Cell(
                measure=self.measure,
                situation=f"{self.name}{': ' if figure and self.name else ''}{figure}",
                n=n,
                samples=len(rows),
                held=sum(held),
                none=sum(none),
                cautioned=sum(cautioned),
                width=float(np.mean(finite)) if finite else float("nan"),
            )


def looked_at(found: Any, true: float) -> tuple[bool, bool, bool, float]:
    """Return whether the interval holds the truth, is not given, carries a caution, and its width."""
    interval = None if found is None else found.interval  # no figure where a model has no solution
    if interval is None:
        return False, True, False, 0.0
    slack = 1e-9 * max(abs(true), 1e-3)  # a truth at an end, such as a whole share, is rounded otherwise than the end
    held = true in interval or interval.low - slack <= true <= interval.high + slack
    return held, False, bool(getattr(found, "cautions", ())), float(interval.high - interval.low)


def steps(shares: tuple[float, ...], size: int, rng: np.random.Generator, low: int = 1) -> np.ndarray:
    return rng.choice(np.arange(low, low + len(shares)), size=size, p=shares)


# Counts on a scale ----------------------------------------------------------------------------------------------------
SCALES = {
    "1-5, 90 % fives": (0.02, 0.01, 0.02, 0.05, 0.90),
    "1-5, two camps": (0.40, 0.10, 0.05, 0.10, 0.35),
    "1-5, 10/80/10 in the middle": (0.0, 0.1, 0.8, 0.1, 0.0),
    "1-7, 97 % sevens": (0.005, 0.0, 0.0, 0.0, 0.005, 0.02, 0.97),
}


def mean_answer(shares: tuple[float, ...]) -> World:
    scale, true = sk.Scale(low=1, high=len(shares)), float(np.arange(1, len(shares) + 1) @ shares)

    def world(n: int, rng: np.random.Generator) -> Figures:
        return {"": (sk.mean_score({"q": steps(shares, n, rng)}, "q", scale=scale), true)}

    return world


def weighted(spread: float, share: float) -> World:
    def world(n: int, rng: np.random.Generator) -> Figures:
        data = {"q": (rng.random(n) < share).astype(int), "w": np.exp(spread * rng.normal(size=n))}
        return {"": (sk.top_box(data, "q", boxes=1, scale=YES_NO, design=sk.Design(weights="w")), share)}

    return world


def informative(heavy: float, part: float, shares: tuple[float, float]) -> World:
    """A part of the rows weighs more and answers otherwise."""
    true = (part * heavy * shares[0] + (1 - part) * shares[1]) / (part * heavy + 1 - part)

    def world(n: int, rng: np.random.Generator) -> Figures:
        is_heavy = rng.random(n) < part
        answers = (rng.random(n) < np.where(is_heavy, *shares)).astype(int)
        data = {"q": answers, "w": np.where(is_heavy, heavy, 1.0)}
        return {"": (sk.top_box(data, "q", boxes=1, scale=YES_NO, design=sk.Design(weights="w")), true)}

    return world


def weighted_promoters(spread: float) -> World:
    def world(n: int, rng: np.random.Generator) -> Figures:
        data = {"q": rng.choice([3, 8, 10], size=n, p=(0.2, 0.3, 0.5)), "w": np.exp(spread * rng.normal(size=n))}
        return {"": (sk.net_promoter_score(data, "q", design=sk.Design(weights="w")), 30.0)}

    return world


SIZES = (3, 4, 6, 9, 14, 20, 27, 45, 65, 90)


def clustered(uneven: bool, spread: float, share: float) -> World:
    """Branches with probit effects of a standard deviation: shares and net promoter scores of one sample."""
    from scipy.special import ndtr

    whole = sqrt(1 + spread**2)

    def world(m: int, rng: np.random.Generator) -> Figures:
        sizes = np.resize(SIZES, m) if uneven else np.full(m, 20)
        shop = np.repeat(np.arange(m), sizes)
        felt = ndtr((spread * rng.normal(size=m)[shop] + rng.normal(size=shop.size)) / whole)
        data = {"q": (felt > 1 - share).astype(int), "n": np.select([felt < 0.2, felt < 0.5], [3, 8], 10), "shop": shop}
        design = sk.Design(clusters="shop")
        return {
            "share": (sk.top_box(data, "q", boxes=1, scale=YES_NO, design=design), share),
            "net promoter score": (sk.net_promoter_score(data, "n", design=design), 30.0),
        }

    return world


def stratified(shares: tuple[float, ...]) -> World:
    def world(n: int, rng: np.random.Generator) -> Figures:
        stratum = np.resize(np.arange(len(shares)), n)
        data = {"q": (rng.random(n) < np.array(shares)[stratum]).astype(int), "s": stratum}
        found = sk.top_box(data, "q", boxes=1, scale=YES_NO, design=sk.Design(strata="s"))
        return {"": (found, float(np.bincount(stratum) @ shares) / n)}

    return world


def rare_bad_clusters(m: int, rng: np.random.Generator) -> Figures:
    shares = np.where(rng.random(m) < 0.1, 0.3, 0.97)
    shop = np.repeat(np.arange(m), 20)
    data = {"q": (rng.random(shop.size) < shares[shop]).astype(int), "shop": shop}
    return {"": (sk.top_box(data, "q", boxes=1, scale=YES_NO, design=sk.Design(clusters="shop")), 0.903)}


# Gaps and ratios ------------------------------------------------------------------------------------------------------
def ordinary_gap(n: int, rng: np.random.Generator) -> Figures:
    felt = rng.normal(size=n)
    data = {
        "p": np.clip(np.rint(5.2 + 0.6 * felt + rng.normal(size=n)), 1, 7),
        "e": np.clip(np.rint(6.0 + 0.6 * felt + 0.8 * rng.normal(size=n)), 1, 7),
    }
    return {"gap": (sk.servqual(data, [ITEM]).gap, TRUE_GAP)}


def _true_gap() -> float:
    from scipy.special import ndtr

    def mean(centre: float, sd: float) -> float:
        return 1 + float(sum(ndtr((centre - cut) / sd) for cut in np.arange(1.5, 7)))

    return mean(5.2, sqrt(1.36)) - mean(6.0, 1.0)


TRUE_GAP = _true_gap()


def one_item(share: float) -> World:
    """Most give the highest answer to both questions: most differences are 0."""
    shares = (0.0, 0.0, 0.0, 0.0, (1 - share) / 3, 2 * (1 - share) / 3, share)
    mean = float(np.arange(1, 8) @ shares)

    def world(n: int, rng: np.random.Generator) -> Figures:
        data = {"p": steps(shares, n, rng), "e": np.full(n, 7)}
        found = sk.servqual(data, [ITEM])
        item = found.dimensions["all"].items["p"]
        return {"perception": (item.perception, mean), "gap": (found.gap, mean - 7)}

    return world


def weighted_gap(n: int, rng: np.random.Generator) -> Figures:
    heavy = rng.random(n) < 0.3
    data = {
        "p": np.clip(np.rint(np.where(heavy, 4.0, 6.0) + rng.normal(size=n)), 1, 7),
        "e": np.full(n, 6),
        "w": np.where(heavy, 8.0, 1.0),
    }
    cut = [_clipped_mean(centre) for centre in (4.0, 6.0)]
    true = (0.3 * 8 * cut[0] + 0.7 * cut[1]) / (0.3 * 8 + 0.7) - 6
    return {"gap": (sk.servqual(data, [ITEM], design=sk.Design(weights="w")).gap, true)}


def _clipped_mean(centre: float) -> float:
    from scipy.special import ndtr

    return 1 + float(sum(ndtr(centre - cut) for cut in np.arange(1.5, 7)))


def ratios(n: int, rng: np.random.Generator) -> Figures:
    data = {"v": np.clip(60 + 15 * rng.normal(size=n), 1, 100), "e": np.clip(75 + 8 * rng.normal(size=n), 30, 100)}
    return {"ratio of means": (sk.ratio_of_means(data, evaluation="v", expectation="e"), RATIO)}


def _ratio() -> float:
    rng = np.random.default_rng(1)
    return float(np.clip(60 + 15 * rng.normal(size=10**6), 1, 100).mean()) / float(
        np.clip(75 + 8 * rng.normal(size=10**6), 30, 100).mean()
    )


RATIO = _ratio()


def rare_low_expectation(n: int, rng: np.random.Generator) -> Figures:
    low = rng.random(n) < 0.1
    data = {"v": rng.integers(40, 81, n), "e": np.where(low, 10.0, 80.0)}
    return {"mean of ratios": (sk.mean_of_ratios(data, evaluation="v", expectation="e"), 60 * (0.1 / 10 + 0.9 / 80))}


# Models ---------------------------------------------------------------------------------------------------------------
def drivers(slopes: tuple[float, ...]) -> World:
    explained = sum(slope**2 for slope in slopes) / (1 + sum(slope**2 for slope in slopes))
    shares = [slope**2 / (1 + sum(s**2 for s in slopes)) for slope in slopes]

    def world(n: int, rng: np.random.Generator) -> Figures:
        x = rng.normal(size=(n, len(slopes)))
        names = [f"x{i}" for i in range(len(slopes))]
        data = {**dict(zip(names, x.T, strict=True)), "y": x @ np.array(slopes) + rng.normal(size=n)}
        found = sk.driver_importance(data, "y", names, resamples=300, rng=np.random.default_rng(1))
        kept = {"R²": (found.explained, explained)}
        kept |= {f"share of {name}, {s:.3f}": (found.estimates[name], s) for name, s in zip(names, shares, strict=True)}
        return kept

    return world


MODEL = sk.index_models.index_model("quality -> satisfaction -> loyalty")
COLUMNS = {"quality": ["q1", "q2", "q3"], "satisfaction": ["s1", "s2", "s3"], "loyalty": ["l1", "l2", "l3"]}


def model_answers(n: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    q = rng.normal(size=n)
    s = 0.7 * q + sqrt(0.51) * rng.normal(size=n)
    felt = {"q": q, "s": s, "l": 0.6 * s + 0.8 * rng.normal(size=n)}
    names = [name for columns in COLUMNS.values() for name in columns]
    return {name: np.clip(np.rint(6.5 + 1.6 * felt[name[0]] + rng.normal(size=n)), 1, 10) for name in names}


_TRUTH: dict[str, float] = {}


def index_figures(n: int, rng: np.random.Generator) -> Figures:
    if not _TRUTH:
        whole = index_of(model_answers(200_000, np.random.default_rng(3)), 2)
        _TRUTH.update(first=path(whole, "quality"), second=path(whole, "satisfaction"), index=float(whole.value))
    found = index_of(model_answers(n, rng), 300)
    one, two = (found.paths.get(f"{a} -> {b}") for a, b in (("quality", "satisfaction"), ("satisfaction", "loyalty")))
    return {
        f"path {_TRUTH['first']:.2f}": (one, _TRUTH["first"]),
        f"path {_TRUTH['second']:.2f}": (two, _TRUTH["second"]),
        "index": (found, _TRUTH["index"]),
    }


def path(found: Any, source: str) -> float:
    return float(next(figure.value for name, figure in found.paths.items() if name.startswith(source)))


def index_of(data: Any, resamples: int) -> Any:
    return sk.satisfaction_index(
        data, MODEL, columns=COLUMNS, scale=sk.Scale(low=1, high=10), resamples=resamples, rng=np.random.default_rng(1)
    )


def reliability(ceiling: bool) -> World:
    truth: list[float] = []

    def answers(n: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
        table = rng.normal(size=(n, 1)) + rng.normal(size=(n, 4))
        cut = np.clip(np.rint((5.9 if ceiling else 3.0) + table), 1, 5)
        return dict(zip("abcd", cut.T, strict=True))

    def world(n: int, rng: np.random.Generator) -> Figures:
        if not truth:
            truth.append(float(sk.cronbach_alpha(answers(10**6, np.random.default_rng(2)), list("abcd")).value))
        return {"alpha": (sk.cronbach_alpha(answers(n, rng), list("abcd"), scale=sk.LIKERT_5), truth[0])}

    return world


def two_raters(prevalence: float, accuracy: float) -> World:
    right = prevalence * accuracy + (1 - prevalence) * (1 - accuracy)
    true = 1 - 2 * accuracy * (1 - accuracy) / (2 * right * (1 - right))

    def world(n: int, rng: np.random.Generator) -> Figures:
        is_so = rng.random(n) < prevalence
        a, b = (np.where(rng.random(n) < accuracy, is_so, ~is_so).astype(int) for _ in range(2))
        ratings = sk.stats.ratings_by_rater({"a": a, "b": b}, ["a", "b"], categories=[0, 1])
        return {"": (sk.stats.krippendorff_alpha(ratings), true)}

    return world


# Amounts, times, units ------------------------------------------------------------------------------------------------
def gini(spread: float) -> World:
    from scipy.special import ndtr

    def world(n: int, rng: np.random.Generator) -> Figures:
        found = sk.loyalty.concentration(np.exp(spread * rng.normal(size=n)))
        return {"Gini": (found.gini, 2 * float(ndtr(spread / sqrt(2))) - 1)}

    return world


def tellings(kind: str) -> World:
    def world(n: int, rng: np.random.Generator) -> Figures:
        rate = rng.gamma(0.5, 2 * 2.0, n) if kind == "uneven" else np.full(n, 2.0)
        if kind == "rare large":
            rate = np.where(rng.random(n) < 0.03, 40.0, 0.8)
        true = 0.03 * 40 + 0.97 * 0.8 if kind == "rare large" else 2.0
        return {"": (sk.complaints.mean_tellings(rng.poisson(rate)), true)}

    return world


def median_time(censored: float) -> World:
    def world(n: int, rng: np.random.Generator) -> Figures:
        times = rng.exponential(1.0, n)
        limits = rng.exponential((1 - censored) / censored, n) if censored else np.full(n, np.inf)
        curve = sk.stats.kaplan_meier(np.minimum(times, limits), observed=times <= limits)
        return {"": (sk.stats.survival_quantile(curve, share=0.5), float(np.log(2)))}

    return world


def post_stratified(n: int, rng: np.random.Generator) -> Figures:
    """Customers of two kinds, half of the population each, of whom the one is far happier; seven in ten of one kind."""
    kind = np.where(rng.random(n) < 0.7, "often", "rare")
    while len(set(kind.tolist())) < 2:  # a cell without answers is refused
        kind = np.where(rng.random(n) < 0.7, "often", "rare")
    answers = (rng.random(n) < np.where(kind == "often", 0.95, 0.30)).astype(int)
    fitted = sk.stats.post_stratify(kind.tolist(), {"often": 0.5, "rare": 0.5}, margin="kind", name="w")
    data = {"q": answers, "kind": kind, "w": fitted.weights}
    known = sk.top_box(data, "q", boxes=1, scale=YES_NO, design=fitted.design)
    forgotten = sk.top_box(data, "q", boxes=1, scale=YES_NO, design=sk.Design(weights="w"))
    return {"margins in the design": (known, 0.625), "weights alone": (forgotten, 0.625)}


def ranked_units(between: float) -> World:
    """Ten units of which every other spreads three times as much."""

    def world(n: int, rng: np.random.Generator) -> Figures:
        sizes, true = rng.integers(max(n // 2, 3), 2 * n, 10), rng.normal(0, between, 10)
        rows = [rng.normal(m, (0.5, 1.5)[k % 2], s) for k, (m, s) in enumerate(zip(true, sizes, strict=True))]
        given = {k: (len(x), float(x.mean()), float(x.std(ddof=1))) for k, x in enumerate(rows)}
        found = sk.stats.rank_means(given, draws=1, rng=rng)
        return {"sd 0.5": (found[0], float(true[0])), "sd 1.5": (found[1], float(true[1]))}

    return world


def other_customers(n: int, rng: np.random.Generator) -> Figures:
    """Five branches with equal service and different customers: the difference of two of them is 0."""
    mix = np.exp(rng.normal(0, 0.8, (5, 3)))
    kind = np.concatenate([rng.choice(3, n, p=own / own.sum()) for own in mix])
    shop = np.repeat(np.arange(5), n)
    score = 6.5 + np.array([-0.9, 0.0, 0.9])[kind] + 1.5 * rng.normal(size=kind.size)
    data = {"shop": shop, "kind": kind, "q": np.clip(np.rint(score), 0, 10).astype(int)}
    cells = sk.mean_score(data, "q", scale=sk.ZERO_TO_TEN, by=["shop", "kind"])
    plain = sk.compare(sk.mean_score(data, "q", scale=sk.ZERO_TO_TEN, by="shop"), pairs=[(1, 0)])
    adjusted = sk.compare(cells, pairs=[(1, 0)], adjust_for="kind")
    return {"adjusted": (adjusted[1, 0], 0.0), "raw, which is another question": (Shown(plain[1, 0].interval), 0.0)}


@frozen
class Shown:
    """An interval that is shown for comparison and promises nothing."""

    interval: Any
    cautions: tuple[str, ...] = ("not adjusted",)


def every_week(n: int, rng: np.random.Generator) -> Figures:
    """A figure looked at after each of 26 weeks of n answers; held only where it is held at every look."""
    answers = rng.choice([3, 8, 10], size=26 * n, p=(0.2, 0.3, 0.5))
    weeks = sk.net_promoter_score({"q": answers, "week": np.repeat(np.arange(26), n)}, "q", by="week")
    looks = [look for look in sk.stats.monitor(weeks).looks if look.interval is not None]
    worst = next((look for look in looks if 30.0 not in look.interval), looks[-1])
    return {"": (worst, 30.0)}


SITUATIONS: tuple[Situation, ...] = (
    *(Situation(measure="Mean answer", name=k, sizes=(5, 10, 20, 50), world=mean_answer(v)) for k, v in SCALES.items()),
    *(
        Situation(
            measure="Weighted share",
            name=f"lognormal weights, sd {spread}, share {share}",
            sizes=(10, 20, 50, 200, 1000),
            world=weighted(spread, share),
        )
        for spread in (0.5, 1.0, 1.5)
        for share in (0.8, 0.95)
    ),
    *(
        Situation(
            measure="Weighted share",
            name=f"a {name} weighs {heavy} times, {a} against {b}",
            sizes=(10, 20, 50, 200, 1000),
            world=informative(heavy, part, (a, b)),
        )
        for heavy, part, name, a, b in ((4.0, 0.5, "half", 0.75, 0.95), (10.0, 0.1, "tenth", 0.5, 0.9))
    ),
    *(
        Situation(
            measure="Weighted net promoter score",
            name=f"lognormal weights, sd {spread}",
            sizes=(10, 50, 200),
            world=weighted_promoters(spread),
        )
        for spread in (0.5, 1.5)
    ),
    *(
        Situation(
            measure="Clustered answers (n: clusters)",
            name=f"{'3-90' if uneven else '20'} answers each, between-sd {spread}, share {share}",
            sizes=(3, 10, 30),
            world=clustered(uneven, spread, share),
        )
        for uneven in (False, True)
        for spread, share in ((0.3, 0.8), (0.8, 0.8), (0.8, 0.95))
    ),
    Situation(
        measure="Clustered answers (n: clusters)",
        name="20 answers each, one branch in ten bad",
        sizes=(10, 30),
        world=rare_bad_clusters,
    ),
    Situation(
        measure="Stratified share", name="two strata, .95 and .30", sizes=(20, 50, 200), world=stratified((0.95, 0.3))
    ),
    Situation(
        measure="Stratified share",
        name="four strata, .99 .95 .9 .5",
        sizes=(20, 50, 200),
        world=stratified((0.99, 0.95, 0.9, 0.5)),
    ),
    Situation(measure="Post-stratified share", name="cells .95 and .30", sizes=(20, 50, 200), world=post_stratified),
    *(
        Situation(
            measure="Ranked means of ten units (n: answers of each)",
            name=f"between-sd {between}",
            sizes=(5, 20),
            world=ranked_units(between),
            samples=RESAMPLED,
        )
        for between in (0.2, 0.6)
    ),
    Situation(
        measure="Branches with different customers (n: answers of each)",
        name="equal service",
        sizes=(30, 150),
        world=other_customers,
        samples=RESAMPLED,
    ),
    Situation(measure="Looked at every week", name="26 weeks", sizes=(20,), world=every_week, samples=RESAMPLED),
    Situation(measure="SERVQUAL", name="ordinary answers", sizes=(5, 10, 20, 100), world=ordinary_gap),
    *(
        Situation(
            measure="SERVQUAL",
            name=f"{share:.0%} sevens".replace("%", " %"),
            sizes=(5, 10, 20, 50),
            world=one_item(share),
        )
        for share in (0.9, 0.97)
    ),
    Situation(measure="SERVQUAL", name="informative weights 8:1", sizes=(20, 50, 200), world=weighted_gap),
    Situation(measure="Ratios", name="answers from 0 to 100", sizes=(5, 10, 20, 100), world=ratios),
    Situation(
        measure="Ratios", name="one in ten expects little", sizes=(5, 10, 20, 50, 200), world=rare_low_expectation
    ),
    Situation(
        measure="Drivers",
        name="strong, weak, none",
        sizes=(30, 50, 200),
        world=drivers((0.7, 0.3, 0.0)),
        samples=RESAMPLED,
    ),
    Situation(measure="Drivers", name="nothing", sizes=(30, 50), world=drivers((0.0, 0.0, 0.0)), samples=RESAMPLED),
    Situation(
        measure="Index model",
        name="3 constructs of 3 items",
        sizes=(20, 30, 50),
        world=index_figures,
        samples=RESAMPLED,
    ),
    Situation(measure="Cronbach's alpha", name="ordinary", sizes=(10, 20, 50), world=reliability(False)),
    Situation(measure="Cronbach's alpha", name="nine in ten say 5", sizes=(10, 20, 50), world=reliability(True)),
    *(
        Situation(
            measure="Krippendorff's alpha, two raters",
            name=f"prevalence {prevalence}, accuracy {accuracy}",
            sizes=(10, 20, 50),
            world=two_raters(prevalence, accuracy),
        )
        for prevalence, accuracy in ((0.9, 0.95), (0.95, 0.98), (0.7, 0.9))
    ),
    *(
        Situation(measure="Concentration", name=f"lognormal, sd {s}", sizes=(20, 50, 200), world=gini(s))
        for s in (0.5, 1.0, 1.5)
    ),
    *(
        Situation(measure="Mean tellings", name=kind, sizes=(10, 20, 50), world=tellings(kind))
        for kind in ("Poisson", "uneven", "rare large")
    ),
    *(
        Situation(measure="Median time", name=f"{int(100 * c)} % censored", sizes=(10, 20, 50), world=median_time(c))
        for c in (0.0, 0.3)
    ),
)
