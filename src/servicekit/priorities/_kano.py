"""Kano analysis: what customers take for granted, expect, or are delighted by."""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Final, Literal, overload

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy, read_answers
from servicekit.data._frames import backend_of, read_columns
from servicekit.data._grouping import by_columns, by_name
from servicekit.data._scales import Scale
from servicekit.data._vectors import Floats
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Groups, Result
from servicekit.foundation._vocabulary import Label
from servicekit.priorities._kano_attribute import VALID, KanoAttribute, WorseCoefficient
from servicekit.priorities._kano_categories import KanoCategory, evaluation_table
from servicekit.priorities._kano_pairs import CELLS, MISSING, PAIRED, PAIRS, Codes, Member, Pairs, pairs_by_group
from servicekit.stats.comparison._comparison import holm
from servicekit.stats.designs._design import Design, as_design, refuse_parts
from servicekit.stats.designs._moment_resamples import group_counts, none_drawn, read_only
from servicekit.stats.designs._resampling import SEED, Rng, chance
from servicekit.stats.intervals._coefficient import Coefficient
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.summaries._histogram import histogram

Measure = Literal["better", "worse", "functional", "dysfunctional"]
MEASURES: Final = ("better", "worse", "functional", "dysfunctional")
ANSWERS: Final = Scale(low=1, high=5, higher_is_better=False)
FUNCTIONAL: Final = np.array([4.0, 2.0, 0.0, -1.0, -2.0])
DYSFUNCTIONAL: Final = np.array([-2.0, -1.0, 0.0, 2.0, 4.0])
M, O, A, I, R, Q = range(6)  # noqa: E741
NONE: Final = 6
"""Category of a row without a pair."""
MOST_UNITS: Final = 4096
"""Units that are resampled one by one; more are taken together in so many groups."""


@frozen(kw_only=True)
class Kano(Result):
    """Kano categories of attributes.

    Attributes:
        attributes: Each attribute by key.
        covariance: Of better, worse, functional and dysfunctional of all attributes, in this order (linearised): the
            same respondents answered all.
        table: The evaluation table.
        n: Respondents.
        degrees_of_freedom: Of contrasts.
        draws: Weight of each category in resamples of respondents, (resamples, attributes, 6 categories).
        level: Confidence level.
    """

    title = Label("Kano analysis", "KANO分析")
    derived = ("categories", "adjusted_p")
    _lines = ("attributes",)

    attributes: Mapping[str, KanoAttribute]
    covariance: Floats = field(converter=read_only, repr=False, eq=False, metadata={"evidence": False})
    table: str
    n: int
    degrees_of_freedom: float
    draws: Floats = field(factory=none_drawn, converter=read_only, repr=False, eq=False, metadata={"evidence": False})
    level: float = 0.95

    @property
    def categories(self) -> dict[str, KanoCategory | None]:
        """The commonest category of each attribute; see ``adjusted_p`` for whether it is."""
        return {key: attribute.category for key, attribute in self.attributes.items()}

    @property
    def adjusted_p(self) -> dict[str, float | None]:
        """P-value of each category adjusted for the number of attributes (Holm)."""
        found = holm([attribute.p_value for attribute in self.attributes.values()], nan="drop")
        return dict(zip(self.attributes, found.adjusted, strict=True))

    def contrast(self, first: str, second: str, *, measure: Measure = "better") -> Coefficient:
        """Return by how much one attribute exceeds another in a measure, paired over the same respondents.

        Args:
            first, second: Keys of attributes.
            measure: "better", "worse", "functional" or "dysfunctional".
        """
        if measure not in MEASURES:
            raise InvalidValueError("measure", f"one of {', '.join(MEASURES)}", measure)
        keys = list(self.attributes)
        for key in (first, second):
            if key not in self.attributes:
                raise UnknownConceptError("attribute", key, keys)
        one, other = self.attributes[first], self.attributes[second]
        values = [getattr(attribute, measure).value for attribute in (one, other)]
        start = MEASURES.index(measure) * len(keys)
        a, b = start + keys.index(first), start + keys.index(second)
        spread = float(self.covariance[a, a] + self.covariance[b, b] - 2 * self.covariance[a, b])
        return Coefficient(
            value=None if None in values else values[0] - values[1],
            standard_error=sqrt(max(spread, 0.0)),
            degrees_of_freedom=self.degrees_of_freedom,
            n=self.n,
            level=self.level,
            name=Label(f"{one.name.en} less {other.name.en}", f"{one.name.zh}减{other.name.zh}"),
            bound=1.0 if measure in ("better", "worse") else None,
        )


@overload
def kano(
    data: Data,
    pairs: Mapping[str, tuple[str, str]],
    *,
    answers: Scale = ANSWERS,
    table: str = "berger",
    names: Mapping[str, Label] | None = None,
    by: None = None,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    resamples: int = 1000,
    rng: Rng = SEED,
    level: float = 0.95,
) -> Kano: ...
@overload
def kano(
    data: Data,
    pairs: Mapping[str, tuple[str, str]],
    *,
    answers: Scale = ANSWERS,
    table: str = "berger",
    names: Mapping[str, Label] | None = None,
    by: str | Sequence[str],
    design: Design | None = None,
    policy: InputPolicy | None = None,
    resamples: int = 1000,
    rng: Rng = SEED,
    level: float = 0.95,
) -> Groups[Kano]: ...
def kano(
    data: Data,
    pairs: Mapping[str, tuple[str, str]],
    *,
    answers: Scale = ANSWERS,
    table: str = "berger",
    names: Mapping[str, Label] | None = None,
    by: str | Sequence[str] | None = None,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    resamples: int = 1000,
    rng: Rng = SEED,
    level: float = 0.95,
) -> Kano | Groups[Kano]:
    """Classify attributes by pairs of answers: how customers feel with each, and how without it.

    The category of an attribute is the commonest one, tested against the next by the exact binomial test; Fong's test,
    which is often printed in its place, calls 20 of 100 ties decided at a nominal 10.

    Args:
        data: A frame of any kind or a mapping of columns, one row per respondent.
        pairs: Attribute -> columns of the answers with it and without it.
        answers: Scale of five answers, 1 (like), 2 (must be), 3 (neutral), 4 (live with), 5 (dislike); with
            ``higher_is_better=True`` the other way round.
        table: Name of an evaluation table in ``KANO_TABLES``, or 25 letters of one's own.
        names: Attribute -> its name for readers; the key where left out.
        by: Column of groups, or a list of columns.
        design: Columns of weights, strata and clusters.
        policy: Policy for text and bad values.
        resamples: Bootstrap resamples of respondents (of clusters, where there are any) for the stability.
        rng: Seed or generator of the resamples.
        level: Confidence level.

    Returns:
        Shares of categories, better and worse coefficients and mean scores with intervals, the test of each category,
        and the share of resamples in which it is the commonest.

    Raises:
        InvalidValueError: The scale has not five answers, a column is used twice, or the columns with and without the
            attributes seem to be swapped.

    Source:
        Kano et al. (1984); Berger et al. (1993); Lee and Newcomb (1997) for strengths.

    Example:
        >>> import servicekit as sk
        >>> answers = {"fast_with": [1, 1, 2, 3, 1, 1], "fast_without": [5, 5, 5, 3, 4, 5]}
        >>> found = sk.priorities.kano(answers, {"fast": ("fast_with", "fast_without")})
        >>> found.categories["fast"].key, round(found.attributes["fast"].better.value, 3)
        ('one_dimensional', 0.667)
    """
    lookup = evaluation_table(table)
    _check(pairs, answers)
    checks.validate(checks.whole, "resamples", resamples)
    design = as_design(design)
    refuse_parts(design, "margins", "second stage")
    columns = [name for pair in pairs.values() for name in pair]
    found = read_columns(data, list(dict.fromkeys([*columns, *design.columns, *by_columns(by)])))
    codes = np.empty((len(pairs), len(found[columns[0]])), dtype=np.uint8)
    for own, pair in zip(codes, pairs.values(), strict=True):
        read = [read_answers(found[name], answers, as_policy(policy)) for name in pair]
        liked, missed = (one.values if not answers.higher_is_better else 4 - one.values for one in read)
        own[:] = 5 * liked.astype(np.uint8) + missed.astype(np.uint8)
        if any(one.present is not None for one in read):
            own[~(read[0].here & read[1].here)] = MISSING
    parts = pairs_by_group(codes, found, design, by)
    _refuse_swapped(codes, lookup)
    known = {key: (names or {}).get(key) or Label(key, key) for key in pairs}
    source = chance(rng)
    results = {group: _analysed(part, lookup, table, known, resamples, source, level) for group, part in parts.items()}
    return results[None] if by is None else Groups(by_name(by), results, backend_of(data))


def _check(pairs: Mapping[str, tuple[str, str]], answers: Scale) -> None:
    if not isinstance(pairs, Mapping) or not pairs or any(isinstance(p, str) or len(p) != 2 for p in pairs.values()):
        raise InvalidValueError("pairs", "attribute -> (column with it, column without it)", pairs)
    columns = [name for pair in pairs.values() for name in pair]
    if twice := sorted({name for name in columns if columns.count(name) > 1}):
        raise InvalidValueError("columns of the pairs", "used once each", twice)
    if answers.step is None or len(answers.categories) != 5:
        got = "a continuous scale" if answers.step is None else f"{len(answers.categories)} answers"
        raise InvalidValueError("answers", "a scale of five answers: like, must be, neutral, live with, dislike", got)


def _refuse_swapped(codes: Codes, lookup: NDArray[np.intp]) -> None:
    """Refuse columns of which most pairs say that customers would rather be without everything."""
    cells = np.sum([histogram(own, CELLS) for own in codes], axis=0)
    found = np.bincount(lookup, weights=cells[:PAIRS], minlength=6).astype(int)
    if found[R] > 20 and found[R] > 2 * found[[M, O, A]].sum():
        hint = "columns with and without the attribute seem to be swapped, or the scale to run the other way"
        raise InvalidValueError("pairs", "seldom reverse", f"{found[R]} of {found.sum()} pairs are", hint=hint)


def _analysed(
    pairs: Pairs,
    lookup: NDArray[np.intp],
    table: str,
    names: Mapping[str, Label],
    resamples: int,
    rng: np.random.Generator,
    level: float,
) -> Kano:
    size, every = len(names), np.arange(CELLS)
    kind = np.append(lookup, NONE)
    draws = _draws(pairs, kind, resamples, rng)
    rated = _among(kind, M, O, A, I)
    kinds = [_among(kind, A, O), _among(kind, M, O)]
    points = [FUNCTIONAL[np.minimum(every // 5, 4)], DYSFUNCTIONAL[every % 5]]
    influence = np.zeros((len(MEASURES), size, size, CELLS))
    shares: list[list[Share]] = []
    means: list[list[float | None]] = []
    for place in range(size):
        shares.append([pairs.share(place, hits, rated, level=level) for hits in kinds])
        cells = pairs.cells(place)
        total = cells @ np.ones(PAIRS)  # added up in the same order: answers that are all alike are their mean
        means.append([float(cells @ own[:PAIRS] / total) if total else None for own in points])
        about = (
            *zip(kinds, shares[-1], (rated, rated), strict=True),
            *zip(points, means[-1], (PAIRED,) * 2, strict=True),
        )
        for measure, (own, mean, among) in enumerate(about):
            value = mean.value if isinstance(mean, Share) else mean
            if value is not None:
                sign = -1.0 if measure == 1 else 1.0
                influence[measure, place, place] = sign * among * (own - value) / pairs.total(place, among)
    covariance = pairs.covariance(influence.reshape(-1, size, CELLS))
    spread = np.diag(covariance).reshape(len(MEASURES), size)
    return Kano(
        attributes={
            key: _attribute(pairs, place, name, kind, shares[place], (means[place], spread[2:, place]), draws, level)
            for place, (key, name) in enumerate(names.items())
        },
        covariance=covariance,
        table=table,
        n=pairs.n,
        degrees_of_freedom=pairs.degrees_of_freedom(),
        draws=draws,
        level=level,
    )


def _attribute(
    pairs: Pairs,
    place: int,
    name: Label,
    kind: NDArray[np.intp],
    shares: Sequence[Share],
    scored: tuple[Sequence[float | None], Floats],
    draws: Floats,
    level: float,
) -> KanoAttribute:
    """Return one attribute from its better and worse, and mean and variance of its functional and other scores."""
    n = pairs.answered(place)
    functional, dysfunctional = (
        Coefficient(
            value=mean,
            standard_error=sqrt(max(variance, 0.0)),
            degrees_of_freedom=pairs.degrees_of_freedom(place),
            n=n,
            level=level,
        )
        for mean, variance in zip(*scored, strict=True)
    )
    return KanoAttribute(
        name=name,
        cells=tuple(pairs.cells(place).tolist()),
        n=n,
        n_missing=pairs.n - n,
        shares={
            one.key: pairs.share(place, kind == at, PAIRED, level=level, name=one.label)
            for at, one in enumerate(KanoCategory)
        },
        better=shares[0],
        worse=WorseCoefficient(share=shares[1]),
        total_strength=pairs.share(place, _among(kind, M, O, A), PAIRED, level=level),
        functional=functional,
        dysfunctional=dysfunctional,
        evidence=pairs.evidence(place, [kind == at for at in range(len(VALID))]),
        stability=_stability(draws[:, place]) if len(draws) else {},
    )


def _among(kind: NDArray[np.intp], *chosen: int) -> Member:
    """Return which cells have one of some categories."""
    return np.isin(kind, chosen)


def _draws(pairs: Pairs, kind: NDArray[np.intp], resamples: int, rng: np.random.Generator) -> Floats:
    """Return the weight of each category in resamples of the units, in an order of rows that their answers decide."""
    codes, own, units = pairs.kept
    k, n = codes.shape
    if resamples == 0 or n < 2:
        return np.zeros((0, k, NONE))
    size = min(n if units is None else int(units.max()) + 1, MOST_UNITS)
    group = np.resize(np.arange(size), n) if units is None else units % size
    if units is None and n <= MOST_UNITS:
        pair = np.where(codes == MISSING, -1, codes.astype(np.int8))
        group[np.lexsort(pair if own is None else (own, *pair))] = np.arange(n)
    table = np.empty((size, k * NONE))
    for place in range(k):
        at = group * (NONE + 1) + kind[codes[place]]  # who has no pair stands behind the categories
        sums = np.bincount(at, weights=own, minlength=size * (NONE + 1)).reshape(size, NONE + 1)
        table[:, place * NONE : place * NONE + NONE] = sums[:, :NONE]
    if units is not None:
        table = table[np.lexsort(table.T)]
    return np.asarray((group_counts(size, resamples, rng).T @ table).reshape(resamples, k, NONE))


def _stability(draws: Floats) -> dict[str, float]:
    won = np.bincount(np.argmax(draws[:, : len(VALID)], axis=1), minlength=len(VALID)) / len(draws)
    return {category.key: float(share) for category, share in zip(VALID, won, strict=True)}


def curve_inputs(draws: Floats) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """Return better, worse and the place of the commonest category in each resample, (resamples, attributes).

    Args:
        draws: Weight of each category, (resamples, attributes, 6).
    """
    rated = draws[..., [M, O, A, I]].sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        better = np.where(rated > 0, (draws[..., A] + draws[..., O]) / rated, 0.0)
        worse = np.where(rated > 0, -(draws[..., M] + draws[..., O]) / rated, 0.0)
    return better, worse, np.argmax(draws[..., : len(VALID)], axis=-1)
