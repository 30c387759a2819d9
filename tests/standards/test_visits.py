"""Compliance over visits claims no more than the visits support."""

from typing import Any

import numpy as np
import pytest

from servicekit.data._answers import InputPolicy
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.standards._audit import audit
from servicekit.standards._compliance import compliance
from servicekit.standards._visits import VisitCompliance, visit_compliance
from servicekit.standards.presets._fashion_retail import FASHION_RETAIL

KEYS = tuple(item.key for item in FASHION_RETAIL if not item.is_measured)


def visits(shares: np.ndarray[Any, Any], rng: np.random.Generator) -> dict[str, list[Any]]:
    rows = [(key, "A", f"v{i}", bool(rng.random() < share)) for i, share in enumerate(shares) for key in KEYS]
    return {name: [row[k] for row in rows] for k, name in enumerate(("standard", "site", "visit", "result"))}


def test_visits_that_fail_as_one_widen_the_interval() -> None:
    rng = np.random.default_rng(5)
    teams = visits(np.where(rng.random(40) < 0.7, 1.0, 0.2), rng)
    found = visit_compliance(teams, FASHION_RETAIL, visit="visit", auditor=None)["all"]
    naive = compliance(audit(teams, FASHION_RETAIL, auditor=None))
    assert found.value == naive.value
    assert found.interval is not None
    assert naive.interval is not None
    assert found.interval.width > 1.5 * naive.interval.width
    assert found.design_effect is not None
    assert found.design_effect > 2


@pytest.mark.slow
def test_the_interval_over_visits_covers_where_the_naive_one_does_not() -> None:
    rng = np.random.default_rng(8)
    hits, naive_hits = 0, 0
    for _ in range(300):
        data = visits(rng.beta(3, 1, 30), rng)  # mean 0.75
        found = visit_compliance(data, FASHION_RETAIL, visit="visit", auditor=None)["all"].interval
        naive = compliance(audit(data, FASHION_RETAIL, auditor=None)).interval
        hits += found is not None and 0.75 in found
        naive_hits += naive is not None and 0.75 in naive
    assert hits / 300 >= 0.915
    assert naive_hits / 300 < 0.9


def test_critical_failures_are_counted_by_visit() -> None:
    data = {
        "standard": ["smile", "thankful_without_purchase", "smile", "thankful_without_purchase", "smile"],
        "site": ["A", "A", "B", "B", "B"],
        "visit": [1, 1, 1, 1, 2],
        "auditor": ["x"] * 5,
        "result": ["yes", "no", "yes", "N/A", "no"],
    }
    found = visit_compliance(data, FASHION_RETAIL, visit="visit", by="site")
    assert (found["A"].visits, found["A"].clean_visits.count) == (1, 0)
    assert (found["B"].visits, found["B"].clean_visits.value) == (2, 1)
    assert found["A"].interval is None
    assert found["B"].value == 0.5
    with pytest.raises(InvalidValueError, match="one for each standard, auditor and visit"):  # bad input 116
        visit_compliance({**data, "visit": [1] * 5}, FASHION_RETAIL, visit="visit")
    with pytest.raises(UnknownConceptError):
        visit_compliance({**data, "standard": ["x"] * 5}, FASHION_RETAIL, visit="visit")
    with pytest.raises(InvalidValueError, match="yes or no"):
        visit_compliance({**data, "result": ["2"] * 5}, FASHION_RETAIL, visit="visit")
    with pytest.raises(InvalidValueError, match="visit must be given in every row"):
        visit_compliance({**data, "visit": [1, 1, 1, 1, None]}, FASHION_RETAIL, visit="visit")


def test_no_visit_and_visits_without_a_failure_are_said_honestly() -> None:
    empty: dict[str, list[Any]] = {"standard": [], "site": [], "visit": [], "auditor": [], "result": []}
    assert visit_compliance(empty, FASHION_RETAIL, visit="visit")["all"].reason.key == "no_data"
    clean = VisitCompliance(visits=10, kept=90, observed=90, residual_square=0.0, critical_visits=0)
    assert clean.interval is not None
    assert clean.interval.low == pytest.approx(0.72107, abs=1e-5)  # as ten of ten, not ninety of ninety
    assert clean.design_effect is None


def test_bad_rows_are_left_out_where_that_is_asked_for() -> None:
    data = {
        "standard": ["smile", "smile", "unheard_of", "smile", "smile"],
        "site": ["A", "A", "A", "", "A"],
        "visit": [1, 2, 2, 3, 4],
        "result": ["yes", "no", "yes", "yes", "perhaps"],
    }
    with pytest.raises(InvalidValueError, match="site must be given in every row"):
        visit_compliance(data, FASHION_RETAIL, visit="visit", auditor=None)
    found = visit_compliance(data, FASHION_RETAIL, visit="visit", auditor=None, policy=InputPolicy(invalid="omit"))[
        "all"
    ]
    assert (found.visits, found.kept, found.observed) == (2, 1, 2)


def test_auditors_who_went_together_are_one_visit() -> None:
    data = {
        "standard": ["smile"] * 6,
        "site": ["A"] * 6,
        "visit": [1, 1, 2, 2, 3, 3],
        "auditor": ["x", "y"] * 3,
        "result": [1, 1, 0, 0, 1, 1],
    }
    found = visit_compliance(data, FASHION_RETAIL, visit="visit")["all"]
    alone = visit_compliance({n: c[::2] for n, c in data.items()}, FASHION_RETAIL, visit="visit")["all"]
    assert (found.visits, found.observed) == (3, 6)
    assert found.interval == alone.interval
    with pytest.raises(InvalidValueError, match="one for each standard, auditor and visit"):
        visit_compliance(data | {"auditor": ["x"] * 6}, FASHION_RETAIL, visit="visit")
