"""Tables of made respondents whose attributes are linear, basic or exciting by construction."""

import numpy as np
import pytest

CUTS = (-2.5, -1.5, -0.3, 1.2)


def _rated_table(n, seed, kinds=("linear", "basic", "exciting"), *, slope=0.7, correlation=0.4, middle=3.3, cuts=CUTS):
    """Return an outcome y and attributes x1, x2, ... on 1 to 5; the outcome follows a proportional-odds model."""
    rng = np.random.default_rng(seed)
    own, common = rng.normal(size=(n, len(kinds))), rng.normal(size=(n, 1))
    x = np.clip(np.rint(middle + own * np.sqrt(1 - correlation) + common * np.sqrt(correlation)), 1, 5)
    slopes = {"linear": (slope, slope), "basic": (2 * slope, 0.0), "exciting": (0.0, 2 * slope)}
    away = np.zeros(n)
    for place, kind in enumerate(kinds):
        low, high = slopes[kind]
        away += low * np.minimum(x[:, place] - 3, 0) + high * np.maximum(x[:, place] - 3, 0)
    y = 1 + np.digitize(away + rng.logistic(size=n), cuts)
    return {"y": y, **{f"x{place + 1}": x[:, place].astype(int) for place in range(len(kinds))}}


@pytest.fixture(scope="session")
def rated_table():
    """Return the maker of tables."""
    return _rated_table
