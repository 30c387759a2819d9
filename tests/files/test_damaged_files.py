"""Damaged files of every kind are read or refused in one sentence; nothing foreign leaves a reader."""

import pytest
from damaged_files import APART, READERS, outcomes

# an older polars tells a panic once more when what it had begun is collected; what is raised is what counts
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def told(suffix, count, tmp_path):
    found = [found for _, found in outcomes(suffix, count, 20260101, tmp_path)]
    assert {each for each in found if each not in ("read", "refused")} == set()
    return found.count("refused")


@pytest.mark.parametrize("suffix", tuple(READERS))
def test_a_damaged_file_is_read_or_refused(tmp_path, suffix):
    count = 10 if suffix in APART else 200
    assert told(suffix, count, tmp_path) > count / 10


@pytest.mark.slow
@pytest.mark.parametrize("suffix", APART)
def test_many_damaged_files_that_are_read_in_a_process_each(tmp_path, suffix):
    assert told(suffix, 200, tmp_path) > 20
