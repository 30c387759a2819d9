"""Files, datasets, readers and generators of batches: every measure takes them, and none is read up in silence."""

import operator
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import servicekit as sk
from servicekit.data._columns import Column
from servicekit.data._frames import batches, read_columns
from servicekit.data._grouping import grouping_by, to_list
from servicekit.data._requests import Asked, Request
from servicekit.data._summaries import Plan, held

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


def test_a_parquet_file_is_never_held_as_a_whole(tmp_path: Path) -> None:
    path, rows = tmp_path / "long.parquet", 20_000
    values = np.random.default_rng(1).random((20, rows))
    with parquet.ParquetWriter(path, pa.schema([("x", pa.float64())])) as file:
        for part in values:
            file.write_table(pa.table({"x": part}), row_group_size=rows)
    before = pa.total_allocated_bytes()
    held = [pa.total_allocated_bytes() - before for _ in batches(str(path), ["x"], rows=rows)]
    assert len(held) == 20
    assert max(held) < values.nbytes / 3


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


def test_a_table_parted_by_tabs_is_read_as_one(survey: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    csv.write_csv(survey, path, csv.WriteOptions(delimiter="\t"))
    assert sk.net_promoter_score(path, "recommend").value == sk.net_promoter_score(survey, "recommend").value


def test_a_dataset_that_is_gone_and_a_generator_that_refuses_say_so_themselves(survey: Any, tmp_path: Path) -> None:
    gone = _parquet(survey, tmp_path / "gone.parquet")
    found = dataset.dataset(str(gone))
    gone.unlink()
    with pytest.raises(sk.foundation.RecordError, match=r"cannot be read beyond row 0 \(FileNotFoundError"):
        sk.net_promoter_score(found, "recommend")

    def refusing() -> Any:
        yield from survey.to_batches(max_chunksize=100)[:1]
        raise sk.foundation.InvalidValueError("the export", "whole", "half")

    with pytest.raises(sk.foundation.InvalidValueError, match="the export must be whole, got 'half'"):
        sk.net_promoter_score(refusing(), "recommend")


def test_a_reader_without_the_column_names_the_nearest(survey: Any) -> None:
    with pytest.raises(sk.foundation.MissingColumnError, match=r"'recomend'.*'recommend'"):
        sk.net_promoter_score(survey.to_reader(max_chunksize=77), "recomend")


def test_codes_of_numbers_and_exact_decimals_are_numbers(survey: Any) -> None:
    plain = sk.mean_score(survey, "speed", scale=sk.LIKERT_7)
    for column in (survey["speed"].dictionary_encode(), survey["speed"].cast(pa.decimal128(5, 2))):
        table = survey.set_column(1, "speed", column)
        assert sk.mean_score(table, "speed", scale=sk.LIKERT_7) == plain


def test_groups_may_be_numbers_beyond_what_a_signed_one_holds() -> None:
    ids = np.array([2**63 + 5, 7, 2**63 + 5, 7], dtype=np.uint64)
    groups = sk.net_promoter_score({"rated": [9, 10, 3, 2], "shop": ids}, "rated", by="shop")
    assert list(groups) == [7, 2**63 + 5]


def test_combinations_of_groups_have_a_ceiling_and_many_numbers_are_a_sequence() -> None:
    rows = np.arange(6000)
    columns = read_columns({"a": rows % 2000, "b": rows % 3}, ["a", "b"])
    with pytest.raises(sk.foundation.InvalidValueError, match="at most 2,000 groups, got '6,000 combinations'"):
        grouping_by(columns, ["a", "b"], most=2000)
    levels = grouping_by(columns, "a").levels
    assert 1999 in levels
    assert 2000 not in levels
    assert None not in levels
    assert (levels[3], list(levels[3:5])) == (3, [3, 4])


def test_held_columns_may_have_no_rows_and_coded_ones_are_lists_of_their_values() -> None:
    empty = held({"a": np.empty(0, dtype=np.int64)}, ["a"])
    assert sk.mean_score(empty, "a", scale=sk.LIKERT_5).n == 0
    coded = Column(name="x", values=np.array([1, 0, 1]), valid=np.array([True, True, False]), levels=("no", "yes"))
    assert to_list(coded) == ["yes", "no", None]


def test_a_request_that_cannot_be_looked_up_is_answered_each_time_it_is_asked() -> None:
    class Counting:
        """Asked by value of nothing."""

        __hash__ = None  # type: ignore[assignment]
        asked = 0

        def __call__(self, batch: Any, first_row: int) -> int:
            Counting.asked += 1
            return len(batch["a"])

    request = Request(names=("a",), summarise=Counting(), merge=operator.add)
    assert not request.is_comparable
    known = held({"a": [1, 2, 3]}, ["a"])
    assert [known.answer(request), known.answer(request)] == [3, 3]
    assert Counting.asked == 2
    asked = Asked({"a": [1, 2, 3]})
    assert asked.answer(request) == 0
    assert not asked.requests


def test_a_summary_that_cannot_be_merged_is_a_refusal_of_its_own() -> None:
    def refuse(one: int, other: int) -> int:
        raise sk.foundation.InvalidValueError("batches", "one", "two")

    def size(batch: Any, first_row: int) -> int:
        return len(batch["a"])

    sound, wrong = (Request(names=("a",), summarise=size, merge=merge) for merge in (operator.add, refuse))
    rows = pa.table({"a": np.zeros(150_000)})
    known = Plan(requests=(sound, wrong)).fold(rows)
    assert known.answer(sound) == 150_000
    with pytest.raises(sk.foundation.InvalidValueError, match="batches must be one, got 'two'"):
        known.answer(wrong)


def test_a_row_without_its_identity_is_refused() -> None:
    survey = {"id": ["a", " ", "c"], "y": [5, 4, 3], "x": [1, 2, 3], "z": [3, 1, 2]}
    with pytest.raises(sk.foundation.InvalidValueError, match=r"given for every row, got ' ' .*column 'id'"):
        sk.stats.moments(survey, ["x", "y"], record_id="id")
