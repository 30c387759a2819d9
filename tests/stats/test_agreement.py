"""Coefficients of agreement equal those of other programs and of published worked examples."""

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError
from servicekit.stats.reliability._agreement import Agreement, cohen_kappa, fleiss_kappa, krippendorff_alpha
from servicekit.stats.reliability._rater_table import Ratings, ratings_by_rater, ratings_from_long

NA = None
# Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C: 4 observers, 12 units
KRIPPENDORFF = {
    "A": [1, 2, 3, 3, 2, 1, 4, 1, 2, NA, NA, NA],
    "B": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NA, 3],
    "C": [NA, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NA],
    "D": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NA],
}
# Fleiss (1971) as retold with 14 raters and 10 subjects; kappa 0.210
FLEISS = (
    (0, 0, 0, 0, 14),
    (0, 2, 6, 4, 2),
    (0, 0, 3, 5, 6),
    (0, 3, 9, 2, 0),
    (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0),
    (3, 2, 6, 3, 0),
    (2, 5, 3, 2, 2),
    (6, 5, 2, 1, 0),
    (0, 2, 2, 3, 7),
)


def of_table(rows: tuple[tuple[int, ...], ...]) -> Ratings:
    listed = [[c + 1 for c, many in enumerate(row) for _ in range(many)] for row in rows]
    return ratings_by_rater(
        {f"r{i}": [row[i] for row in listed] for i in range(len(listed[0]))}, [f"r{i}" for i in range(len(listed[0]))]
    )


@pytest.mark.parametrize(("scale", "alpha"), (("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)))
def test_alpha_equals_the_published_worked_example(scale: str, alpha: float) -> None:
    found = krippendorff_alpha(ratings_by_rater(KRIPPENDORFF, list("ABCD")), scale=scale)  # type: ignore[arg-type]
    assert found.value == pytest.approx(alpha, abs=6e-4)
    assert found.rating_count == 40
    assert found.unit_count == 11


def test_fleiss_kappa_equals_the_published_worked_example() -> None:
    assert fleiss_kappa(of_table(FLEISS)).value == pytest.approx(0.210, abs=5e-4)


def test_cohen_kappa_of_the_two_by_two_example() -> None:
    # 50 grants read by two readers: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no; observed 0.7, chance 0.5
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    found = cohen_kappa(ratings_by_rater({"a": first, "b": second}, ["a", "b"]))
    assert found.value == pytest.approx(0.4)
    assert found.interval is not None
    assert 0.4 in found.interval
    # large-sample standard error of Fleiss, Cohen and Everitt (1969) for this table is 0.1260
    assert found.standard_error == pytest.approx(0.126, abs=0.012)


TABLES = st.integers(2, 25).flatmap(
    lambda n: st.integers(2, 4).flatmap(
        lambda r: st.lists(st.lists(st.none() | st.integers(1, 4), min_size=r, max_size=r), min_size=n, max_size=n)
    )
)


@given(TABLES)
def test_alpha_equals_the_package_krippendorff(rows: list[list[int | None]]) -> None:
    package = pytest.importorskip("krippendorff")
    names = [f"r{i}" for i in range(len(rows[0]))]
    data = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    matrix = np.array([[np.nan if v is None else v for v in data[name]] for name in names], dtype=float)
    for scale in ("nominal", "ordinal", "interval"):
        found = krippendorff_alpha(ratings_by_rater(data, names), scale=scale)  # type: ignore[arg-type]
        if found.value is not None:
            expected = package.alpha(reliability_data=matrix, level_of_measurement=scale)
            assert found.value == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40))
def test_cohen_kappa_equals_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    first, second = (list(column) for column in zip(*pairs, strict=True))
    ratings = ratings_by_rater({"a": first, "b": second}, ["a", "b"], categories=[0, 1, 2, 3])
    for ours, theirs in (("nominal", None), ("linear", "linear"), ("quadratic", "quadratic")):
        found = cohen_kappa(ratings, differences=ours)  # type: ignore[arg-type]
        if found.value is not None:
            expected = metrics.cohen_kappa_score(first, second, weights=theirs, labels=[0, 1, 2, 3])
            assert found.value == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.integers(0, 3), min_size=2, max_size=30), st.integers(2, 5))
def test_identical_raters_agree_with_1(given_: list[int], many: int) -> None:
    names = [f"r{i}" for i in range(many)]
    ratings = ratings_by_rater(dict.fromkeys(names, given_), names)
    found: list[Agreement] = [fleiss_kappa(ratings)]
    found += [krippendorff_alpha(ratings, scale=s) for s in ("nominal", "ordinal", "interval")]
    if many == 2:
        found.append(cohen_kappa(ratings))
    for item in found:
        assert item.value == (1 if len(set(given_)) > 1 else None)
        if item.pairs is None or item.value is None or len(given_) < 3:
            assert item.interval is None
        else:  # two raters and two categories: that all agree is no certainty
            assert item.interval.low < item.interval.high == 1
        if item.value is None:
            assert item.reason is not None
            assert "one category" in item.reason.text()


@given(TABLES, st.randoms())
def test_alpha_does_not_depend_on_the_order_of_units(rows: list[list[int | None]], random: object) -> None:
    names = [f"r{i}" for i in range(len(rows[0]))]
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = (
        krippendorff_alpha(ratings_by_rater({n: [row[i] for row in table] for i, n in enumerate(names)}, names))
        for table in (rows, shuffled)
    )
    assert one.value == pytest.approx(other.value)


def test_long_and_wide_tables_give_the_same() -> None:
    long = [(u, r, v) for r, column in KRIPPENDORFF.items() for u, v in enumerate(column)]
    units, raters, values = (list(column) for column in zip(*long, strict=True))
    from_long = ratings_from_long({"unit": units, "rater": raters, "rating": values})
    wide = ratings_by_rater(KRIPPENDORFF, list("ABCD"))
    assert krippendorff_alpha(from_long) == krippendorff_alpha(wide)
    assert from_long.missing == wide.missing == 7


def test_bootstrap_and_jackknife_intervals_tell_the_same_story() -> None:
    rng = np.random.default_rng(7)
    truth = rng.integers(0, 2, 300)
    data = {name: np.where(rng.random(300) < 0.85, truth, 1 - truth) for name in "abc"}
    ratings = ratings_by_rater(data, list("abc"))
    by_jackknife = fleiss_kappa(ratings).interval
    by_bootstrap = fleiss_kappa(ratings, rng=np.random.default_rng(1)).interval
    assert by_jackknife is not None
    assert by_bootstrap is not None
    assert by_jackknife.low == pytest.approx(by_bootstrap.low, abs=0.02)
    assert by_jackknife.high == pytest.approx(by_bootstrap.high, abs=0.02)


def held_exactly(n: int, prevalence: float, accuracy: float) -> float:
    """Return in how many of all samples that have a coefficient the interval holds the truth."""
    both = prevalence * accuracy**2 + (1 - prevalence) * (1 - accuracy) ** 2
    split = 2 * accuracy * (1 - accuracy)
    p = both + split / 2
    true, held, given_ = 1 - split / (2 * p * (1 - p)), 0.0, 0.0
    for a in range(n + 1):
        for d in range(n + 1 - a):
            c = n - a - d
            if not d and (not a or not c):
                continue
            chance = comb(n, a) * comb(n - a, d) * both**a * split**d * (1 - both - split) ** c
            one, two = [0] * (a + d) + [1] * c, [0] * a + [1] * (d + c)
            rows = ratings_by_rater({"a": one, "b": two}, ["a", "b"], categories=[0, 1])
            given_ += chance
            held += chance * (true in krippendorff_alpha(rows).interval)
    return held / given_


@pytest.mark.parametrize(("prevalence", "accuracy"), ((0.9, 0.95), (0.95, 0.98), (0.9, 0.8), (0.7, 0.9), (0.5, 0.7)))
def test_alpha_of_two_raters_is_held_in_every_population(prevalence: float, accuracy: float) -> None:
    for n in (10, 20):  # the jackknife held 53 and 82 of 100, and had no interval in up to 94
        assert held_exactly(n, prevalence, accuracy) > 0.94


def test_few_disagreements_of_three_raters_are_warned_of() -> None:
    rows = {name: [0] * 10 + [1] * 10 for name in "abc"}
    rows["c"] = [1, *rows["c"][1:]]
    rows["b"] = [0] * 11 + [1] * 9
    found = krippendorff_alpha(ratings_by_rater(rows, list("abc")))
    assert (found.split_count, [caution.key for caution in found.cautions]) == (2, ["few_disagreements"])
    assert cohen_kappa(ratings_by_rater({"a": rows["a"], "b": rows["b"]}, ["a", "b"])).split_count == 1


@pytest.mark.slow
def test_the_jackknife_interval_covers_as_often_as_it_says() -> None:
    """Two auditors, 60 visits, right with probability 0.9 each: kappa of the model is 0.64."""
    rng = np.random.default_rng(11)
    hits = 0
    for _ in range(400):
        truth = rng.integers(0, 2, 60)
        data = {name: np.where(rng.random(60) < 0.9, truth, 1 - truth) for name in "ab"}
        interval = cohen_kappa(ratings_by_rater(data, list("ab"))).interval
        hits += interval is not None and 0.64 in interval
    assert 0.92 <= hits / 400 <= 0.985


def test_too_little_is_said_not_computed() -> None:
    lonely = ratings_by_rater({"a": [1, None], "b": [None, 2]}, ["a", "b"])
    assert krippendorff_alpha(lonely).reason.key == "no_common_unit"
    assert cohen_kappa(lonely).value is None
    two = krippendorff_alpha(ratings_by_rater({"a": [1, 2], "b": [1, 1]}, ["a", "b"]))
    assert two.interval is None
    assert two.interval_reason.key == "too_few"


def test_what_cannot_be_rated_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="at least two different columns"):
        ratings_by_rater({"a": [1]}, ["a"])
    with pytest.raises(InvalidValueError, match="exactly two"):
        cohen_kappa(ratings_by_rater(KRIPPENDORFF, list("ABCD")))
    with pytest.raises(InvalidValueError, match="equally many"):
        fleiss_kappa(ratings_by_rater(KRIPPENDORFF, list("ABCD")))
    with pytest.raises(InvalidValueError, match="among the categories"):
        ratings_by_rater({"a": ["x"], "b": ["y"]}, ["a", "b"], categories=["x"])
    with pytest.raises(InvalidValueError, match="numbers for an interval scale"):
        krippendorff_alpha(ratings_by_rater({"a": ["x", "y"], "b": ["y", "y"]}, ["a", "b"]), scale="interval")
    with pytest.raises(
        InvalidValueError, match=r"one for each unit and rater, got 'A on 1' \(row 1\)"
    ):  # bad input 116
        ratings_from_long({"unit": [1, 1], "rater": ["A", "A"], "rating": ["yes", "no"]})
    with pytest.raises(InvalidValueError, match="rater must be given in every row"):
        ratings_from_long({"unit": [1, 1], "rater": ["A", None], "rating": ["yes", "no"]})


def test_what_no_coefficient_can_be_made_of_is_refused():
    two = ratings_by_rater({"A": [1, 2, 3, 1], "B": [1, 2, 2, 1]}, ["A", "B"])
    with pytest.raises(InvalidValueError, match="differences must be 'nominal', 'linear' or 'quadratic', got 'cubic'"):
        cohen_kappa(two, differences="cubic")
    with pytest.raises(InvalidValueError, match="scale must be 'nominal', 'ordinal' or 'interval', got 'ratio'"):
        krippendorff_alpha(two, scale="ratio")
    with pytest.raises(InvalidValueError, match="resamples must be at least"):
        krippendorff_alpha(two, scale="nominal", rng=1, resamples=3)
    with pytest.raises(InvalidValueError, match=r"categories must be different from each other, got \[1, 1, 2, "):
        ratings_by_rater({"A": [1, 2], "B": [1, 3]}, ["A", "B"], categories=[1, 1, 2, 3])


def test_a_resampled_coefficient_has_the_error_of_its_draws():
    two = ratings_by_rater({"A": [1, 2, 3, 1] * 5, "B": [1, 2, 2, 1] * 5}, ["A", "B"])
    found = krippendorff_alpha(two, scale="nominal", rng=1, resamples=400)
    assert found.standard_error == pytest.approx(np.std(found.draws, ddof=1))
    assert found.interval_reason is None
