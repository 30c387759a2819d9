"""Shared settings of the test suite: reproducible property tests and the optional folder of reference data."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("default"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")

SHARED = Path(__file__).resolve().parents[2] / "shared"


def _folder(name: str) -> Path:
    path = SHARED / name
    if not path.is_dir():
        pytest.skip(f"reference folder {name!r} is not beside the project")
    return path


@pytest.fixture(scope="session")
def golden() -> Path:
    """Results of trusted software."""
    return _folder("golden")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Real surveys, complaint logs and transactions."""
    return _folder("data")
