"""The mobile phone survey of the European index, in which every program's answers are known."""

import csv

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


@pytest.fixture(scope="session")
def mobi(real_data):
    with (real_data / "ecsi_mobi.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([int(row[name]) for row in rows], dtype=np.int8) for name in rows[0]}


@pytest.fixture(scope="session")
def mobi_columns():
    return COLUMNS
