"""Files, datasets, readers and generators of batches: every measure takes them, and none is read up in silence."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import servicekit as sk

pa = pytest.importorskip("pyarrow")
dataset = pytest.importorskip("pyarrow.dataset")
csv = pytest.importorskip("pyarrow.csv")
feather = pytest.importorskip("pyarrow.feather")
parquet = pytest.importorskip("pyarrow.parquet")


@pytest.fixture(scope="module")
def survey() -> Any:
    rng = np.random.default_rng(5)
    answers = rng.integers(0, 11, 500)
    return pa.table(
        {
            "recommend": pa.array(answers, mask=rng.random(500) < 0.1),
            "speed": rng.integers(1, 8, 500).astype(np.int8),
            "site": rng.choice(["north", "south", "east"], 500),
        }
    )


def _generated(table: Any) -> Any:
    return (batch for batch in table.to_batches(max_chunksize=77))


def _parquet(table: Any, path: Path) -> Path:
    parquet.write_table(table, path, row_group_size=200)
    return path


def _folder(table: Any, folder: Path) -> Path:
    folder.mkdir()
    for number, start in enumerate(range(0, len(table), 200)):
        _parquet(table.slice(start, 200), folder / f"{number}.parquet")
    return folder


SOURCES: dict[str, Callable[[Any, Path], Any]] = {
    "parquet": lambda table, folder: parquet.write_table(table, folder / "a.parquet") or folder / "a.parquet",
    "text of a path": lambda table, folder: (
        parquet.write_table(table, folder / "b.parquet") or str(folder / "b.parquet")
    ),
    "csv": lambda table, folder: csv.write_csv(table, folder / "a.csv") or folder / "a.csv",
    "feather": lambda table, folder: feather.write_feather(table, folder / "a.feather") or folder / "a.feather",
    "folder": lambda table, folder: _folder(table, folder / "many"),
    "dataset": lambda table, folder: dataset.dataset(table),
    "reader": lambda table, folder: table.to_reader(max_chunksize=77),
    "generator": lambda table, folder: _generated(table),
    "dictionary": lambda table, folder: dataset.dataset(
        table.set_column(2, "site", table["site"].dictionary_encode()).slice(3, 200)
    ),
}
every_source = pytest.mark.parametrize("source", list(SOURCES))


@every_source
def test_measures_take_every_source(survey: Any, source: str, tmp_path: Path) -> None:
    given = SOURCES[source](survey, tmp_path)
    table = survey.slice(3, 200) if source == "dictionary" else survey
    found = sk.net_promoter_score(given, "recommend", by="site")
    assert dict(found) == dict(sk.net_promoter_score(table, "recommend", by="site"))


@every_source
def test_an_assessment_takes_every_source(survey: Any, source: str, tmp_path: Path) -> None:
    study = sk.Study(
        scales={"ten": sk.ZERO_TO_TEN, "seven": sk.LIKERT_7},
        questions={"recommend": sk.study.Question(column="recommend", kind="nps", scale="ten")},
        drivers=sk.study.DriversSection(outcome="recommend", outcome_scale="ten", drivers=("speed",), scale="seven"),
        groups=("site",),
    )
    table = survey.slice(3, 200) if source == "dictionary" else survey
    found = sk.assess(study, SOURCES[source](survey, tmp_path), parts=["measures", "groups"])
    whole = sk.assess(study, table, parts=["measures", "groups"])
    assert found.to_results() == whole.to_results()


def test_a_reader_that_was_read_before_is_refused(survey: Any) -> None:
    reader, parts = survey.to_reader(), _generated(survey)
    for once in (reader, parts):
        sk.net_promoter_score(once, "recommend")
        with pytest.raises(sk.foundation.NotEnoughDataError, match="a reader can be read once"):
            sk.net_promoter_score(once, "recommend")


@every_source
def test_measures_of_several_passes_take_what_can_be_read_once(survey: Any, source: str, tmp_path: Path) -> None:
    given = SOURCES[source](survey, tmp_path)
    scales = {"recommend": sk.ZERO_TO_TEN, "speed": sk.LIKERT_7, "site": sk.LIKERT_7}
    found = sk.priorities.importance_performance(
        given, "recommend", ["speed"], scale={name: scales[name] for name in ("recommend", "speed")}, resamples=20
    )
    assert found.performance["speed"].tally.n == (200 if source == "dictionary" else 500)


def test_a_file_of_another_kind_is_refused_with_the_way_to_read_it(tmp_path: Path) -> None:
    with pytest.raises(sk.foundation.InvalidValueError, match="read_table"):
        sk.net_promoter_score(tmp_path / "answers.xlsx", "recommend")
    with pytest.raises(sk.foundation.InvalidValueError, match="exists"):
        sk.net_promoter_score(tmp_path / "answers.parquet", "recommend")
    other = _parquet(pa.table({"x": [1]}), tmp_path / "x.parquet")
    with pytest.raises(sk.foundation.MissingColumnError, match="recommend"):
        sk.net_promoter_score(other, "recommend")


@pytest.mark.parametrize("start", (0, 3, 8, 13))
def test_slices_of_arrays_with_gaps_are_read_where_they_lie(start: int) -> None:
    whole = pa.table(
        {
            "i": pa.array([1, None, 3, 4, None, 6, 7, 8, 9, 1, None, 3, 4, 5, 6, 7, 8], pa.int8()),
            "f": pa.array([1.5, None, 3.5, 4, None, 6, 7, 8, 9, 1, None, 3, 4, 5, 6, 7, 8], pa.float32()),
            "b": pa.array([True, False, True] * 5 + [False, False]),
            "n": pa.nulls(17, pa.int16()),
        }
    )
    from servicekit.data._frames import read_columns
    from servicekit.data._grouping import to_list

    found = read_columns(whole.slice(start, 4), ["i", "f", "b", "n"])
    assert {name: to_list(column) for name, column in found.items()} == whole.slice(start, 4).to_pydict()


def test_answers_in_words_are_read_once_each_and_refused_by_row() -> None:
    words = pa.array(["good", "bad", None, "awful", "good"])
    scale = sk.Scale(low=1, high=2, labels={1: sk.foundation.Label("bad", "差"), 2: sk.foundation.Label("good", "好")})
    for column in (words, words.dictionary_encode()):
        table = pa.table({"q": column})
        omitted = sk.stats.tally(table, "q", scale=scale, policy=sk.InputPolicy(invalid="omit"))
        assert (omitted.counts, omitted.missing, omitted.rejected) == ((1, 2), 1, {"not_an_answer": 1})
        assert omitted == sk.stats.tally(words.to_pylist(), scale=scale, policy=sk.InputPolicy(invalid="omit"))
        with pytest.raises(sk.foundation.InvalidValueError, match="row 3"):
            sk.stats.tally(table, "q", scale=scale)


@pytest.mark.parametrize("name", ("damaged.parquet", "damaged.arrow", "folder"))
def test_a_damaged_file_as_data_is_refused_in_our_own_words(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if name == "folder":
        path.mkdir()
        (path / "notes.txt").write_text("no table")
    else:
        path.write_bytes(b"PAR1xxxxPAR1")
    with pytest.raises(sk.foundation.InvalidValueError, match=r"^data must be a file or folder that can be read, got"):
        sk.mean_score(str(path), "a", scale=sk.LIKERT_5)
