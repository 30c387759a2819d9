"""Kano analysis: what customers take for granted, expect, or are delighted by."""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any, Final, Literal, overload

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
from servicekit.stats.claims._claim_tests import effective_binomial, exact_binomial
from servicekit.stats.comparison._comparison import holm
from servicekit.stats.designs._design import Design, as_design, refuse_parts
from servicekit.stats.designs._moment_resamples import group_counts, none_drawn, read_only
from servicekit.stats.designs._resampling import SEED, Rng, chance
from servicekit.stats.intervals._coefficient import Coefficient
from servicekit.stats.summaries._answer_rows import AnswerRows, by_group, rows_of, share_of

Measure = Literal["better", "worse", "functional", "dysfunctional"]
MEASURES: Final = ("better", "worse", "functional", "dysfunctional")
ANSWERS: Final = Scale(low=1, high=5, higher_is_better=False)
FUNCTIONAL: Final = np.array([4.0, 2.0, 0.0, -1.0, -2.0])
DYSFUNCTIONAL: Final = np.array([-2.0, -1.0, 0.0, 2.0, 4.0])
M, O, A, I, R, Q = range(6)  # noqa: E741
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
    codes, rejected = [], {}
    for key, pair in pairs.items():
        read = [read_answers(found[name], answers, as_policy(policy)) for name in pair]
        places = [one.values if not answers.higher_is_better else 4 - one.values for one in read]
        here = read[0].here & read[1].here
        codes.append(np.where(here, 5.0 * places[0] + places[1], np.nan))
        rejected[key] = sum(sum(one.rejected.values()) for one in read)
    rows = rows_of(tuple(pairs), np.column_stack(codes), found, design, rejected)
    _refuse_swapped(rows, lookup)
    known = {key: (names or {}).get(key) or Label(key, key) for key in pairs}
    source = chance(rng)
    parts = {
        group: _analysed(part, lookup, table, known, resamples, source, level)
        for group, part in by_group(rows, found, by).items()
    }
    return parts[None] if by is None else Groups(by_name(by), parts, backend_of(data))


def _check(pairs: Mapping[str, tuple[str, str]], answers: Scale) -> None:
    if not isinstance(pairs, Mapping) or not pairs or any(isinstance(p, str) or len(p) != 2 for p in pairs.values()):
        raise InvalidValueError("pairs", "attribute -> (column with it, column without it)", pairs)
    columns = [name for pair in pairs.values() for name in pair]
    if twice := sorted({name for name in columns if columns.count(name) > 1}):
        raise InvalidValueError("columns of the pairs", "used once each", twice)
    if answers.step is None or len(answers.categories) != 5:
        got = "a continuous scale" if answers.step is None else f"{len(answers.categories)} answers"
        raise InvalidValueError("answers", "a scale of five answers: like, must be, neutral, live with, dislike", got)


def _refuse_swapped(rows: AnswerRows, lookup: NDArray[np.intp]) -> None:
    """Refuse columns of which most pairs say that customers would rather be without everything."""
    there = ~np.isnan(rows.values)
    found = np.bincount(lookup[rows.values[there].astype(np.intp)], minlength=6)
    if found[R] > 20 and found[R] > 2 * found[[M, O, A]].sum():
        hint = "columns with and without the attribute seem to be swapped, or the scale to run the other way"
        raise InvalidValueError("pairs", "seldom reverse", f"{found[R]} of {found.sum()} pairs are", hint=hint)


def _analysed(
    rows: AnswerRows,
    lookup: NDArray[np.intp],
    table: str,
    names: Mapping[str, Label],
    resamples: int,
    rng: np.random.Generator,
    level: float,
) -> Kano:
    here = rows.where & rows.sample.used
    draws = _draws(rows, here, lookup, resamples, rng)
    attributes: dict[str, KanoAttribute] = {}
    influence = np.zeros((int(here.sum()), len(MEASURES) * len(names)))
    df = min(rows.degrees_of_freedom(here), max(int(here.sum()) - 1.0, 1.0))
    for place, (key, name) in enumerate(names.items()):
        answered = here & ~np.isnan(rows.values[:, place])
        code = np.where(answered, np.nan_to_num(rows.values[:, place]), 0).astype(np.intp)
        category = np.where(answered, lookup[code], -1)
        rated = answered & _among(category, M, O, A, I)
        w = rows.weights(answered)
        cells = np.bincount(code[answered], weights=w, minlength=25)
        hits = [(_among(category, A, O), rated), (_among(category, M, O), rated)]
        better, worse = (share_of(rows, hit, among, level=level) for hit, among in hits)
        signed = ((1.0, better), (-1.0, worse))
        for measure, ((hit, among), (sign, share)) in enumerate(zip(hits, signed, strict=True)):
            influence[:, measure * len(names) + place] = sign * _influence(rows, hit.astype(float), among, here, share)
        scores = []
        for measure, (table_of, index) in enumerate(((FUNCTIONAL, code // 5), (DYSFUNCTIONAL, code % 5)), start=2):
            own = table_of[index]
            mean = float(w @ own[answered] / w.sum()) if w.size else None
            part = _influence(rows, own, answered, here, mean)
            influence[:, measure * len(names) + place] = part
            spread = rows.covariance(part[:, None], here)[0, 0] if mean is not None else 0.0
            scores.append(
                Coefficient(
                    value=mean,
                    standard_error=sqrt(spread),
                    degrees_of_freedom=min(rows.degrees_of_freedom(answered), max(int(answered.sum()) - 1.0, 1.0)),
                    n=int(answered.sum()),
                    level=level,
                )
            )
        shares = {
            one.key: share_of(rows, category == at, answered, level=level, name=one.label)
            for at, one in enumerate(KanoCategory)
        }
        attributes[key] = KanoAttribute(
            name=name,
            cells=tuple(cells.tolist()),
            n=int(answered.sum()),
            n_missing=int(here.sum() - answered.sum()),
            shares=shares,
            better=better,
            worse=WorseCoefficient(share=worse),
            total_strength=share_of(rows, _among(category, M, O, A), answered, level=level),
            functional=scores[0],
            dysfunctional=scores[1],
            evidence=_evidence(rows, category, answered),
            stability=_stability(draws[:, place]) if len(draws) else {},
        )
    return Kano(
        attributes=attributes,
        covariance=rows.covariance(influence, here) if here.any() else np.zeros((influence.shape[1],) * 2),
        table=table,
        n=int(here.sum()),
        degrees_of_freedom=df,
        draws=draws,
        level=level,
    )


def _among(category: NDArray[np.intp], *chosen: int) -> NDArray[np.bool_]:
    """Return which rows have one of some categories; -1 is none of them."""
    held = np.zeros(7, dtype=bool)
    held[list(chosen)] = True
    return np.asarray(held[category])


def _influence(
    rows: AnswerRows, values: Floats, among: NDArray[np.bool_], here: NDArray[np.bool_], mean: Any
) -> Floats:
    """Return the influence of each row on a mean over some of them."""
    value = mean if isinstance(mean, float) or mean is None else mean.value
    if value is None:
        return np.zeros(int(here.sum()))
    weight = rows.sample.weights * among
    return np.asarray((weight * (values - value) / weight.sum())[here])


def _evidence(rows: AnswerRows, category: NDArray[np.intp], answered: NDArray[np.bool_]) -> Any:
    weights = np.array([rows.sample.weights[answered & (category == place)].sum() for place in range(len(VALID))])
    first, second = np.argsort(-weights, kind="stable")[:2].tolist()
    either = answered & ((category == first) | (category == second))
    if not rows.is_weighted and rows.sample.strata is None and rows.sample.clusters is None:
        return exact_binomial(int((category[either] == first).sum()), int(either.sum()))
    share = share_of(rows, category == first, either)
    return effective_binomial(share.value or 0.0, share.n_effective or share.n, against=0.5)


def _draws(
    rows: AnswerRows,
    here: NDArray[np.bool_],
    lookup: NDArray[np.intp],
    resamples: int,
    rng: np.random.Generator,
) -> Floats:
    """Return the weight of each category in resamples of the units, in an order of rows that their answers decide."""
    values, own, units = rows.values[here], rows.sample.weights[here], rows.units(here)
    k = values.shape[1]
    if resamples == 0 or len(values) < 2:
        return np.zeros((0, k, 6))
    if units is None:
        units = np.arange(len(values))
        if len(values) <= MOST_UNITS:
            units[np.lexsort((own, *np.nan_to_num(values, nan=-1.0).T))] = np.arange(len(values))
    size = min(int(units.max()) + 1, MOST_UNITS)
    group = units % size
    table = np.zeros((size, k * 6))
    for place in range(k):
        there = ~np.isnan(values[:, place])
        at = group[there] * 6 + lookup[values[there, place].astype(np.intp)]
        table[:, place * 6 : place * 6 + 6] = np.bincount(at, weights=own[there], minlength=size * 6).reshape(size, 6)
    if rows.sample.clusters is not None:
        table = table[np.lexsort(table.T)]
    return np.asarray((group_counts(size, resamples, rng).T @ table).reshape(resamples, k, 6))


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
