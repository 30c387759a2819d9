"""The shipped example is what its documented generator makes."""

from pathlib import Path

from servicekit.datasets._example import BRANCHES, example_study, example_survey, write_example
from servicekit.study._toml import study_from_toml
from servicekit.study.tables._data_quality import check_data

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_the_files_in_the_repository_are_those_the_generator_writes(tmp_path):
    for path in write_example(tmp_path):
        assert (EXAMPLES / path.name).read_bytes() == path.read_bytes()


def test_another_seed_gives_another_survey_of_the_same_shape():
    first, second = example_survey(), example_survey(seed=1)
    assert first.keys() == second.keys()
    assert first["overall"] != second["overall"]


def test_the_example_study_fits_the_example_survey():
    quality = check_data(study_from_toml(example_study()), example_survey())
    assert quality.rows == len(example_survey()["id"])
    assert quality.rejected_count == 0
    assert 0 < quality.missing_share < 0.05


def test_every_branch_is_there():
    assert set(example_survey()["branch"]) == set(BRANCHES)
