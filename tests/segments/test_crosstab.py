"""Cross-tabulation: the figures of R, exact tests of small tables, designs honoured."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servicekit as sk

# satisfaction (low, medium, high) of 1,681 residents in Copenhagen by influence, type and contact (Madsen 1976)
INFLUENCE = {"1 low": (282, 170, 175), "2 medium": (206, 189, 264), "3 high": (79, 87, 229)}
ANSWERS = ("1 low", "2 medium", "3 high")


def frequencies(table):
    return {
        "column": [column for column in table for _ in ANSWERS],
        "satisfied": [answer for _ in table for answer in ANSWERS],
        "n": [count for counts in table.values() for count in counts],
    }


def of_matrix(matrix):
    rows = [(i, j) for i, row in enumerate(matrix) for j, count in enumerate(row) for _ in range(count)]
    return {"a": [i for i, _ in rows], "b": [j for _, j in rows]}


@pytest.fixture(scope="module")
def influence():
    return sk.segments.crosstab(frequencies(INFLUENCE), "satisfied", "column", counts="n")


def test_the_test_is_that_of_r(influence):
    # R 4.2.2 chisq.test on MASS::housing
    assert influence.statistic == pytest.approx(106.1751, abs=5e-5)
    assert influence.degrees_of_freedom == 4
    assert influence.p == pytest.approx(4.9e-22, rel=0.1)
    assert influence.cramers_v.uncorrected == pytest.approx(0.1777, abs=5e-5)
    assert influence.cramers_v.value == pytest.approx(0.1744, abs=5e-5)
    assert influence.n == 1681


@pytest.mark.parametrize(
    ("column", "statistic", "df", "v", "corrected"),
    (("Type", 60.2860, 6, 0.1339, None), ("Cont", 5.1398, 2, 0.0553, None), ("Infl", 106.1751, 4, 0.1777, 0.1744)),
)
def test_housing_in_copenhagen_is_that_of_r(real_data, column, statistic, df, v, corrected):
    # R chisq.test on MASS::housing; Cramer's V by hand, corrected after Bergsma (2013)
    table = sk.read_table(real_data / "copenhagen_housing_satisfaction.csv")
    found = sk.segments.crosstab(table, "Sat", column, counts="Freq")
    assert found.statistic == pytest.approx(statistic, abs=5e-5)
    assert (found.degrees_of_freedom, found.n) == (df, 1681)
    assert found.cramers_v.uncorrected == pytest.approx(v, abs=5e-5)
    if corrected is not None:
        assert found.cramers_v.value == pytest.approx(corrected, abs=5e-5)
    if column == "Cont":
        assert found.p == pytest.approx(0.0765, abs=5e-5)


def test_residuals_are_those_of_r(influence):
    # R 4.2.2 chisq.test()$stdres
    expected = [7.5220278, -1.7203181, -6.5987792, 0.4164354, 1.6017713, -2.3193647, -7.6430629, 0.2169373, 8.4679164]
    found = [influence.cells[row, column].residual for row in ANSWERS for column in INFLUENCE]
    assert found == pytest.approx(expected, abs=1e-6)
    assert influence.cells["3 high", "3 high"].adjusted_p < 1e-12
    assert influence.cells["2 medium", "1 low"].adjusted_p > 0.3
    assert influence.cells["3 high", "1 low"].share.value == pytest.approx(175 / 627)


def test_fisher_is_that_of_r():
    # R 4.2.2 fisher.test
    assert sk.segments.crosstab(of_matrix([[3, 6, 0], [1, 1, 4], [2, 5, 7]]), "a", "b").p == pytest.approx(
        0.03847476714, abs=1e-9
    )
    two = sk.segments.crosstab(of_matrix([[3, 2], [1, 9]]), "a", "b")
    assert two.p == pytest.approx(0.07692307692, abs=1e-9)
    assert two.test == "fisher"


@pytest.fixture(scope="module")
def clustered():
    place = np.arange(120)
    a = np.array(["u", "v", "w"])[(place * 7) % 3]
    b = np.array(["p", "q"])[((place * 5) // 4) % 2]
    b[(a == "u") & (place % 2 == 0)] = "p"
    return {"a": a.tolist(), "b": b.tolist(), "cl": (place // 4).tolist(), "w": (1 + place % 3).tolist()}


def test_rao_and_scott_is_that_of_r(clustered):
    # R 4.2.2, survey 4.1.1: svychisq(statistic = "F")
    found = sk.segments.crosstab(clustered, "a", "b", design=sk.Design(weights="w", clusters="cl"))
    assert found.test == "rao_scott"
    assert found.degrees_of_freedom == pytest.approx(1.736776568, abs=1e-6)
    assert found.p == pytest.approx(0.07615277621, abs=1e-6)
    weighted = sk.segments.crosstab(clustered, "a", "b", design=sk.Design(weights="w"))
    assert weighted.p == pytest.approx(0.1081046043, abs=1e-6)


def test_weights_of_one_come_close_to_none():
    data = of_matrix([[30, 60], [50, 40]])
    plain = sk.segments.crosstab(data, "a", "b")
    weighted = sk.segments.crosstab(data | {"w": np.ones(180)}, "a", "b", design=sk.Design(weights="w"))
    assert weighted.statistic == pytest.approx(plain.statistic, rel=0.1)
    assert weighted.counts == plain.counts


def test_a_frequency_table_and_its_rows_are_the_same(influence):
    table = frequencies(INFLUENCE)
    rows = {name: np.repeat(table[name], table["n"]).tolist() for name in ("column", "satisfied")}
    again = sk.segments.crosstab(rows, "satisfied", "column")
    assert again.to_dict() == influence.to_dict()


tables = st.lists(st.lists(st.integers(0, 6), min_size=2, max_size=3), min_size=2, max_size=3).filter(
    lambda table: len({len(row) for row in table}) == 1
)


@settings(max_examples=40)
@given(tables)
def test_turning_the_table_changes_nothing(table):
    if sum(map(sum, table)) == 0:
        return
    there, back = (sk.segments.crosstab(of_matrix(table), *names) for names in (("a", "b"), ("b", "a")))
    assert there.p == pytest.approx(back.p) if there.p is not None else back.p is None
    assert there.p is None or 0 <= there.p <= 1
    if there.cramers_v.value is not None:
        assert 0 <= there.cramers_v.value <= 1
        assert there.cramers_v.value in there.cramers_v.interval
    for (row, column), cell in there.cells.items():
        assert cell.residual == pytest.approx(back.cells[column, row].residual, nan_ok=True)


def test_missing_answers_are_counted_and_one_answer_is_no_test():
    found = sk.segments.crosstab({"a": ["x", "x", None], "b": ["p", "q", "p"]}, "a", "b")
    assert (found.n, found.n_missing) == (2, 1)
    assert found.p is None
    assert found.reason.key == "zero_variance"
    assert found.cramers_v.value is None


@pytest.mark.parametrize(
    ("change", "words"),
    (
        ({"columns": "a"}, "another question"),
        ({"counts": "w", "design": sk.Design(weights="w")}, "one at a time"),
        ({"counts": "h"}, "whole numbers"),
    ),
)
def test_bad_calls_are_refused(change, words):
    arguments = {"rows": "a", "columns": "b"} | change
    data = {"a": ["x", "y"], "b": ["p", "q"], "w": [1, 2], "h": [0.5, 1]}
    with pytest.raises(sk.foundation.InvalidValueError, match=words):
        sk.segments.crosstab(data, **arguments)


@pytest.mark.slow
def test_the_interval_of_v_covers():
    rng = np.random.default_rng(3)
    p = np.array([[0.2, 0.1, 0.05], [0.1, 0.15, 0.1], [0.05, 0.1, 0.15]])
    expected = np.outer(p.sum(axis=1), p.sum(axis=0))
    true = np.sqrt(((p - expected) ** 2 / expected).sum() / 2)
    held = 0
    for _ in range(300):
        table = rng.multinomial(300, p.ravel()).reshape(3, 3)
        held += true in sk.segments.crosstab(of_matrix(table), "a", "b").cramers_v.interval
    assert held / 300 >= 0.92
