"""Damaged files of every kind are read or refused in one sentence; nothing foreign leaves a reader."""

import pytest
from damaged_files import READERS, outcomes


# an older polars tells a panic once more when what it had begun is collected; what is raised is what counts
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("suffix", tuple(READERS))
def test_a_damaged_file_is_read_or_refused(tmp_path, suffix):
    told = [found for _, found in outcomes(suffix, 200, 20260101, tmp_path)]
    assert {found for found in told if found not in ("read", "refused")} == set()
    assert told.count("refused") > 20
