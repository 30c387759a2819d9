"""Ranking of unequal units: small ones are pulled most, chance is called chance, and intervals cover."""

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import polygamma, psi
from scipy.stats import chi2_contingency, f_oneway

from servicekit.data._scales import LIKERT_5
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError, UnknownConceptError
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._beta_posterior import beta_mixture
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.intervals._normal_posterior import normal_mixture
from servicekit.stats.rankings._mean_ranking import rank_means
from servicekit.stats.rankings._moderated_variances import moderated_variances
from servicekit.stats.rankings._ranking import _ranks
from servicekit.stats.rankings._share_ranking import rank_shares
from servicekit.stats.scores._mean_score import mean_score


def rng():
    return np.random.default_rng(3)


@pytest.fixture
def branches(golden):
    with (golden / "inputs" / "branches.csv").open(newline="") as file:
        return {row["branch"]: (int(row["x"]), int(row["n"])) for row in csv.DictReader(file)}


def test_small_units_are_pulled_most_and_everything_is_listed(branches):
    found = rank_shares(branches, rng=rng())
    assert len(found.units) == 12
    assert [unit.rank for unit in found.units] == list(range(1, 13))
    values = [unit.value for unit in found.units]
    assert values == sorted(values, reverse=True)
    for unit in found.units:
        assert min(unit.own.value, found.mean) - 0.02 <= unit.value <= max(unit.own.value, found.mean) + 0.02
        assert unit.interval.low < unit.value < unit.interval.high
        assert 1 <= unit.rank_low <= unit.rank_high <= 12
    # all 15 of B9 are satisfied, 33 of 36 of B6: own shares 1 and 0.917, yet B9 is pulled down further
    assert found["B9"].own.value - found["B9"].value > found["B6"].own.value - found["B6"].value
    assert sum(unit.best_probability for unit in found.units) == pytest.approx(1)
    assert found.differs
    assert found.note is None
    assert found.to_dict()["evidence"]["units"][0]["measure"] == "RankedUnit"
    assert "B9" in found._repr_html_()


def test_units_of_no_or_one_answer_are_listed_without_a_rank():  # bad input 85
    units = {"a": (18, 20), "b": (25, 40), "c": (41, 50), "one": (1, 1), "none": (0, 0)}
    found = rank_shares(units, rng=rng())
    none, one = found["none"], found["one"]
    assert none.value == pytest.approx(found.mean, abs=1e-9)
    assert none.interval.width > found["c"].interval.width
    assert (none.rank, none.rank_low, none.best_probability) == (None, None, None)
    assert one.rank is None
    assert found.mean < one.value < 1
    assert [unit.unit for unit in found.units[-2:]] == ["one", "none"]
    assert found["a"].rank == 1


def test_units_that_are_all_alike_are_said_to_be():  # bad input 86
    found = rank_shares(dict.fromkeys("abcdef", (80, 100)), rng=rng())
    assert not found.differs
    assert found.note.en.startswith("The units do not differ by more than chance")
    assert {round(unit.value, 6) for unit in found.units} == {round(found.units[0].value, 6)}
    assert found.units[0].interval.width < found.units[0].own.interval.width
    assert all((unit.rank_low, unit.rank_high) == (1, 6) for unit in found.units)
    perfect = rank_shares({"a": (9, 9), "b": (4, 4)}, rng=rng())
    assert not perfect.differs
    assert perfect["a"].interval.low < 0.9


def test_without_any_answer_nothing_is_estimable():  # bad input 9
    found = rank_shares({"a": (0, 0), "b": (0, 0)}, rng=rng())
    assert (found.mean, found.units[0].value, found.units[0].interval, found.units[0].reason.key) == (
        None,
        None,
        None,
        "no_data",
    )
    assert rank_shares({}, rng=rng()).units == ()
    alone = rank_shares({"a": (7, 9)}, rng=rng())
    assert alone["a"].rank == 1
    assert not alone.differs


def test_units_that_are_equal_are_seldom_said_to_differ():  # 33 to 47 of 100 before there was a test
    generator, said = np.random.default_rng(7), {"large": 0, "small": 0, "means": 0}
    for _ in range(150):
        large = {i: (int(generator.binomial(60, 0.8)), 60) for i in range(8)}
        small = {i: (int(generator.binomial(6, 0.9)), 6) for i in range(8)}
        drawn = generator.normal(size=(8, 12)) * np.array([0.5] * 4 + [1.5] * 4)[:, None]
        means = {i: (12, float(row.mean()), float(row.std(ddof=1))) for i, row in enumerate(drawn)}
        said["large"] += rank_shares(large, rng=generator, draws=2).differs
        said["small"] += rank_shares(small, rng=generator, draws=2).differs
        said["means"] += rank_means(means, rng=generator, draws=2).differs
    assert max(said.values()) <= 15, said
    apart = {"a": (95, 100), "b": (60, 100), "c": (70, 90)}
    assert rank_shares(apart, rng=rng()).p_value < 1e-6
    assert not rank_shares({"a": (30, 40), "b": (25, 40)}, rng=rng(), level=0.99).differs


def test_p_values_of_equal_figures_are_those_of_chi_square_and_analysis_of_variance():
    found = rank_shares({"a": (30, 50), "b": (40, 60), "c": (20, 45)}, rng=rng(), draws=2).p_value
    table = np.array([[30, 40, 20], [20, 20, 25]])
    assert found == pytest.approx(chi2_contingency(table, correction=False).pvalue, rel=1e-9)
    rows = [np.random.default_rng(i).normal(size=4) for i in range(3)]
    units = {i: (4, float(row.mean()), float(row.std(ddof=1))) for i, row in enumerate(rows)}
    assert rank_means(units, rng=rng(), draws=2).p_value == pytest.approx(f_oneway(*rows).pvalue, rel=1e-9)


def test_a_weighted_share_keeps_its_own_figure():
    share = Share(count=7.3, n=11.1, n_effective=8.4)
    found = rank_shares({"a": share, "b": (5, 9)}, rng=rng())
    assert found["a"].own is share


def test_shares_of_something_bad_rank_the_other_way():
    units = {"a": (18, 20), "b": (25, 40), "c": (41, 50)}
    good, bad = rank_shares(units, rng=rng()), rank_shares(units, rng=rng(), higher_is_better=False)
    assert [unit.unit for unit in bad.units] == [unit.unit for unit in good.units][::-1]
    assert bad["a"].value == good["a"].value


def test_shares_do_not_depend_on_chance_and_ranks_repeat_with_the_generator(branches):
    first, second = rank_shares(branches, rng=rng()), rank_shares(branches, rng=rng())
    assert first == second
    other = rank_shares(branches, rng=np.random.default_rng(99))
    assert [unit.value for unit in other.units] == [unit.value for unit in first.units]


def test_impossible_units_are_refused():
    for wrong in ((3, 2), (-1, 2), (1.5, 2), (1, -2), (True, 2)):
        with pytest.raises(InvalidValueError, match="unit 'a'"):
            rank_shares({"a": wrong}, rng=rng())
    with pytest.raises(InvalidValueError, match="level"):
        rank_shares({"a": (1, 2)}, rng=rng(), level=95)
    with pytest.raises(UnknownConceptError, match="unit"):
        rank_shares({"a": (1, 2)}, rng=rng())["z"]


sizes = st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), min_size=2, max_size=10)


@settings(max_examples=30)
@given(sizes)
def test_order_of_units_does_not_matter_and_satisfied_mirrors_dissatisfied(rows):
    rows = [(min(pair), max(pair)) for pair in rows]
    if not sum(n for _, n in rows):
        return
    x, n = np.array(rows, dtype=float).T
    forth, back, mirrored = beta_mixture(x, n), beta_mixture(x[::-1], n[::-1]), beta_mixture(n - x, n)
    assert forth.means(x, n) == pytest.approx(back.means(x, n), rel=1e-9)
    assert forth.means(x, n) == pytest.approx(1 - mirrored.means(n - x, n), abs=1e-6)
    low, high = (forth.quantiles(x, n, p) for p in (0.025, 0.975))
    assert (low < forth.means(x, n)).all()
    assert (forth.means(x, n) < high).all()


def test_quantiles_have_the_probability_asked_for():
    x, n = np.array([0.0, 3.0, 40.0, 900.0, 0.0]), np.array([0.0, 3.0, 60.0, 1000.0, 30.0])
    belief = beta_mixture(x, n)
    drawn = belief.draw(x, n, 100_000, rng())
    for probability in (0.025, 0.5, 0.975):
        found = belief.quantiles(x, n, probability)
        assert (drawn <= found).mean(axis=0) == pytest.approx(np.full(5, probability), abs=0.006)


def covered(seed, repeats, branches, low, high, alpha, beta):
    """Return the share of true values inside their intervals."""
    generator = np.random.default_rng(seed)
    hits = []
    for _ in range(repeats):
        n = generator.integers(low, high, branches).astype(float)
        p = generator.beta(alpha, beta, branches)
        x = generator.binomial(n.astype(int), p).astype(float)
        belief = beta_mixture(x, n)
        hits += ((belief.quantiles(x, n, 0.025) <= p) & (p <= belief.quantiles(x, n, 0.975))).tolist()
    return np.mean(hits)


def test_drawn_logits_are_those_of_drawn_shares():
    x, n = np.array([0.0, 2.0, 60.0, 350.0, 995.0]), np.array([1.0, 5.0, 100.0, 1000.0, 1000.0])
    belief, at = beta_mixture(x, n), [0.02, 0.2, 0.5, 0.8, 0.98]
    shares, logits = (
        belief.draw(x, n, 40_000, np.random.default_rng(1)),
        belief.draw_logits(x, n, 40_000, np.random.default_rng(2)),
    )
    assert np.allclose(np.corrcoef(logits.T), np.corrcoef(np.log(shares / (1 - shares)).T), atol=0.03)
    for probability, found in zip(at, np.quantile(logits, at, axis=0), strict=True):
        below = (shares < 1 / (1 + np.exp(-found))).mean(axis=0)
        assert below == pytest.approx([probability] * 5, abs=4 * (2 * probability * (1 - probability) / 40_000) ** 0.5)


def test_ranks_are_the_places_in_the_order_of_each_draw():
    draws = np.random.default_rng(1).normal(size=(500, 7)) + np.arange(7) / 3
    places = (-draws).argsort(axis=1).argsort(axis=1) + 1
    for unit, (best, worst, chance) in enumerate(_ranks(draws, 0.9)):
        assert (best, worst) == tuple(np.quantile(places[:, unit], [0.05, 0.95], method="inverted_cdf"))
        assert chance == (places[:, unit] == 1).mean()


@pytest.mark.slow
def test_intervals_of_few_branches_cover():
    # Plug-in empirical Bayes covers 58 % here; 1200 intervals of 150 samples, standard error below 1 point.
    assert covered(11, 150, 8, 5, 31, 16, 4) == pytest.approx(0.94, abs=0.025)


@pytest.mark.slow
def test_intervals_of_many_branches_cover():
    assert covered(12, 25, 50, 10, 201, 80, 20) == pytest.approx(0.93, abs=0.03)


def test_means_of_small_units_are_pulled_most(golden):
    with (golden / "inputs" / "branches.csv").open(newline="") as file:
        rows = {row["branch"]: row for row in csv.DictReader(file)}
    units = {name: (int(row["n"]), float(row["mean"]), float(row["sd"])) for name, row in rows.items()}
    found = rank_means(units, rng=rng())
    assert [unit.rank for unit in found.units] == list(range(1, 13))
    assert found["B9"].own.value - found["B9"].value > found["B8"].own.value - found["B8"].value
    assert found["B11"].value > found["B11"].own.value
    for unit in found.units:
        assert unit.interval.low < unit.value < unit.interval.high
        assert unit.rank_low <= unit.rank_high
    assert found.differs
    worst_first = rank_means(units, rng=rng(), higher_is_better=False)
    assert worst_first.units[0].unit == found.units[-1].unit


def test_means_of_units_with_no_or_one_answer_are_listed_without_a_rank():  # bad input 85
    units = {"a": (20, 4.0, 1.0), "b": (30, 3.0, 1.1), "c": (25, 3.6, 0.9), "one": (1, 5.0, 0.0), "none": (0, 0.0, 0.0)}
    found = rank_means(units, rng=rng())
    assert found["none"].value == pytest.approx(found.mean)
    assert found["none"].rank is found["one"].rank is None
    assert found["none"].interval.width > found["a"].interval.width
    assert 3.5 < found["one"].value < 5
    assert rank_means({"a": (0, 0.0, 0.0)}, rng=rng()).units[0].reason.key == "no_data"
    with pytest.raises(NotEnoughDataError, match="not all equal"):
        rank_means({"a": (3, 4.0, 0.0), "b": (1, 2.0, 0.0)}, rng=rng())
    with pytest.raises(InvalidValueError, match="answers of unit 'a'"):
        rank_means({"a": (1.5, 4.0, 0.0)}, rng=rng())


def test_draws_of_means_agree_with_the_mixture():
    belief = normal_mixture(np.array([3.0, 4.0, 5.0, 0.0]), np.array([0.1, 0.4, 0.1, np.inf]))
    drawn = belief.draw(200_000, rng())
    assert drawn.mean(axis=0) == pytest.approx(belief.means, abs=0.03)
    inside = np.array([0, 1, 2])
    assert np.quantile(drawn, 0.9, axis=0)[inside] == pytest.approx(belief.quantiles(0.9)[inside], abs=0.02)


@pytest.mark.slow
def test_intervals_of_means_cover():
    # 10 branches of 5-40 answers 1-5, spread 0.3 between and 0.9 within: 4 000 intervals, standard error 0.4 points.
    generator = np.random.default_rng(21)
    hits = []
    for _ in range(400):
        n = generator.integers(5, 41, 10)
        true = generator.normal(4, 0.3, 10)
        own = np.array([generator.normal(mu, 0.9, k).mean() for mu, k in zip(true, n, strict=True)])
        belief = normal_mixture(own, 0.81 / n)
        hits += ((belief.quantiles(0.025) <= true) & (true <= belief.quantiles(0.975))).tolist()
    assert np.mean(hits) == pytest.approx(0.93, abs=0.015)


def test_moderated_variances_are_those_of_smyth():
    variances, freedom = np.array([0.25, 2.25, 0.36, 1.69, 0.30]), np.array([9.0, 14.0, 6.0, 19.0, 11.0])
    found = moderated_variances(variances, freedom)
    e = np.log(variances) - psi(freedom / 2) + np.log(freedom / 2)
    assert polygamma(1, found.prior / 2) == pytest.approx(e.var(ddof=1) - polygamma(1, freedom / 2).mean())
    common = np.exp(e.mean() + psi(found.prior / 2) - np.log(found.prior / 2))
    assert found.variances == pytest.approx((found.prior * common + freedom * variances) / (found.prior + freedom))
    alike = moderated_variances(np.full(4, 0.5), np.full(4, 10.0))
    assert alike.prior == np.inf
    assert (alike.variances == 0.5).all()
    assert moderated_variances(np.zeros(3), np.full(3, 4.0)) is None


def test_a_unit_that_spreads_more_has_the_wider_interval():
    units = {f"{k}{side}": (20, 4.0 + k / 10, side) for k in range(5) for side in (0.4, 1.6)}
    found = rank_means(units, rng=rng(), draws=50)
    assert found["00.4"].interval.width < found["01.6"].interval.width
    assert found.cautions == ()
    few = rank_means(dict(list(units.items())[:5]), rng=rng(), draws=50)
    assert [each.kind.key for each in few.cautions] == ["few_units"]


def test_standard_errors_given_are_taken_as_they_are():
    plain = {"a": (20, 4.0, 0.2), "b": (20, 4.4, 0.2), "c": (20, 4.1, 0.6)}
    found = rank_means(plain, spread="standard_error", rng=rng(), draws=50)
    assert found["c"].interval.width > found["a"].interval.width
    assert found["a"].own.standard_error == 0.2
    with pytest.raises(InvalidValueError, match="standard error of unit 'a'"):
        rank_means({"a": (20, 4.0, 0.0)}, spread="standard_error")
    with pytest.raises(InvalidValueError, match="'deviation' or 'standard_error'"):
        rank_means(plain, spread="variance")


def test_scores_count_with_the_standard_error_of_their_design():
    generator = rng()
    rows = {
        "shop": [f"s{k}" for k in range(10) for _ in range(40)],
        "answer": generator.integers(1, 6, 400).tolist(),
        "day": np.tile(np.arange(8).repeat(5), 10).tolist(),
        "w": generator.uniform(0.5, 3, 400).tolist(),
    }
    plain = mean_score(rows, "answer", scale=LIKERT_5, by="shop")
    deviations = {}
    for shop, found in plain.items():
        values = [answer for answer, own in zip(rows["answer"], rows["shop"], strict=True) if own == shop]
        deviations[shop] = (found.n, found.value, float(np.std(values, ddof=1)))
    first, second = rank_means(plain, rng=rng(), draws=50), rank_means(deviations, rng=rng(), draws=50)
    assert [unit.value for unit in first.units] == pytest.approx([unit.value for unit in second.units])
    assert first.p_value == pytest.approx(second.p_value)
    designed = mean_score(rows, "answer", scale=LIKERT_5, by="shop", design=Design(weights="w", clusters="day"))
    ranked = rank_means(designed, rng=rng(), draws=50)
    assert ranked["s1"].own.standard_error == designed["s1"].standard_error
    with pytest.raises(InvalidValueError, match="with an interval under its design"):
        rank_means(mean_score(rows, "answer", scale=LIKERT_5, by="shop", design=Design(clusters="shop")))


def held(seed, repeats, units, low, high, between):
    """Return how often the interval of each unit holds its mean where every other unit spreads three times as much."""
    generator, deviation = np.random.default_rng(seed), np.where(np.arange(units) % 2 == 0, 0.5, 1.5)
    hits = []
    for _ in range(repeats):
        n, true = generator.integers(low, high, units), generator.normal(0, between, units)
        rows = [generator.normal(*each) for each in zip(true, deviation, n, strict=True)]
        given = {k: (len(x), float(x.mean()), float(x.std(ddof=1))) for k, x in enumerate(rows)}
        found = rank_means(given, rng=generator, draws=1)
        hits.append([true[k] in found[k].interval for k in range(units)])
    return np.mean(hits, axis=0)


@pytest.mark.slow
@pytest.mark.parametrize("between", (0.2, 0.6))
def test_intervals_of_means_cover_where_units_spread_unequally(between):
    # 3,000 intervals; 88.8 % of the wide units with one pooled variance
    found = held(5, 300, 10, 5, 41, between)
    assert found.mean() >= 0.93 - 2 * 0.0046
    assert found.min() >= 0.90 - 2 * 0.017
