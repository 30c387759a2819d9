"""Shared settings of the test suite: reproducible property tests and the reference results that ship with it."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("default"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")

GOLDEN = Path(__file__).resolve().parent / "golden"
# data that may be read but not passed on; what they are and where they come from: tests/golden/README.md
ELSEWHERE = os.environ.get("SERVICEKIT_TEST_DATA")


class RealData:
    """Files of real data: those that ship, and those in the folder that SERVICEKIT_TEST_DATA names."""

    def __truediv__(self, name: str) -> Path:
        for folder in (GOLDEN / "data", Path(ELSEWHERE or GOLDEN / "data")):
            if (folder / name).is_file():
                return folder / name
        pytest.skip(f"no licence allows {name} to ship; SERVICEKIT_TEST_DATA may name a folder that has it")


@pytest.fixture(scope="session")
def golden() -> Path:
    """Results of trusted software, and the inputs they belong to."""
    return GOLDEN


@pytest.fixture(scope="session")
def real_data() -> RealData:
    """Real surveys, complaint logs and transactions."""
    return RealData()
