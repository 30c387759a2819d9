"""Many groups: results held as arrays and made when looked at are those of each group by itself, to the last bit."""

import pickle

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servicekit as sk
from servicekit.data._answers import InputPolicy
from servicekit.data._grouping import Numbers
from servicekit.stats.scores._many_scores import with_ends
from servicekit.stats.summaries import _moments_data as moments_data
from servicekit.stats.summaries._moments_data import moments
from servicekit.stats.summaries._tally import Tally
from servicekit.stats.summaries._tally_data import tally
from servicekit.stats.summaries._tally_table import FEW, LazyResults, TallyTable

SCALE = sk.data.Scale(low=1, high=4)
groups_of = st.lists(st.sampled_from([1, 2, 7, 10**12, None]), min_size=1, max_size=30)


def table(levels, counts):
    none = np.zeros(len(levels), dtype=np.int64)
    return TallyTable(scale=SCALE, levels=levels, counts=np.array(counts), missing=none, normalised=none)


def rows_of(many, rows, seed=0):
    rng = np.random.default_rng(seed)
    return {"q": rng.integers(0, 11, rows), "g": np.concatenate([np.arange(many), rng.integers(0, many, rows - many)])}


@given(st.lists(st.tuples(groups_of, st.integers(0, 99)), min_size=1, max_size=4), st.booleans())
def test_a_table_of_parts_is_that_of_the_whole(parts, as_numbers):
    tables, together = [], {}
    for levels, seed in parts:
        different = [level for level in dict.fromkeys(levels) if level is not None or not as_numbers] or [5]
        different = sorted(different) if as_numbers else different
        counts = np.random.default_rng(seed).integers(0, 5, (len(different), 4))
        tables.append(table(Numbers(np.array(different)) if as_numbers and seed % 2 else different, counts))
        for level, own in zip(different, counts, strict=True):
            one = Tally(scale=SCALE, counts=tuple(own.tolist()))
            together[level] = together[level] + one if level in together else one
    for order in (tables, tables[::-1]):
        found = sum(order[1:], start=order[0]).in_order()
        assert dict(zip(found.levels, found.part(slice(None)), strict=True)) == together


@settings(max_examples=20)
@given(st.lists(st.lists(st.integers(0, 40), min_size=11, max_size=11).filter(any), min_size=2, max_size=9))
def test_intervals_of_many_scores_are_those_of_each(tables):
    def scores():
        counted = [Tally(scale=sk.ZERO_TO_TEN, counts=tuple(counts)) for counts in tables]
        return [sk.satisfaction.NetPromoterScore(tally=one) for one in counted]

    for one, beside in zip(scores(), with_ends(scores()), strict=True):
        assert one.interval == beside.interval
        assert one == beside


@pytest.mark.parametrize("kind", ("array", "text"))
def test_results_of_many_groups_are_made_when_looked_at(kind):
    rows = rows_of(FEW + 1, 5 * FEW)
    if kind == "text":
        rows["g"] = [f"shop {group}" for group in rows["g"]]
    found = sk.net_promoter_score(rows, "q", by="g")
    assert isinstance(found.results, LazyResults)
    assert len(found) == FEW + 1
    groups = np.asarray(rows["g"])
    for group in [*list(found)[:3], list(found)[-1]]:
        alone = sk.net_promoter_score(rows["q"][groups == group])
        assert (found[group].value, found[group].interval) == (alone.value, alone.interval)
    with pytest.raises(sk.foundation.UnknownConceptError):
        found["nowhere"]
    assert "nowhere" not in found
    assert dict(pickle.loads(pickle.dumps(found))) == dict(found)


def test_what_cannot_be_made_is_said_at_the_call():
    rows = rows_of(FEW + 1, 2 * FEW + 2)
    rows["q"] %= 5
    with pytest.raises(sk.foundation.InvalidValueError, match="boxes"):
        sk.top_box(rows, "q", by="g", boxes=9, scale=sk.data.Scale(low=0, high=4))


def test_groups_keep_what_was_missing_or_omitted():
    many = FEW + 500
    rows = {"q": ["5", "", "12", " 7 "] * many, "g": np.repeat(np.arange(many), 4)}
    found = tally(rows, "q", by="g", scale=sk.ZERO_TO_TEN, policy=InputPolicy(invalid="omit", text=True))
    one = found[many - 1]
    assert (one.n, one.missing, dict(one.rejected), one.normalised) == (2, 1, {"out_of_scale": 1}, 1)


@pytest.mark.parametrize("measure", ("nps", "mean", "top"))
def test_the_frame_of_many_groups_is_that_of_few(measure):
    rows = rows_of(FEW + 100, 3 * FEW, seed=4)
    rows["q"] = np.where(rows["g"] == 17, np.nan, rows["q"])  # a group without an answer
    call = {
        "nps": lambda data: sk.net_promoter_score(data, "q", by="g"),
        "mean": lambda data: sk.mean_score(data, "q", by="g", scale=sk.ZERO_TO_TEN),
        "top": lambda data: sk.top_box(data, "q", by="g", scale=sk.ZERO_TO_TEN),
    }[measure]
    found = call(rows)
    picked = list(found)[:60]
    one_by_one = sk.to_frame({group: found[group] for group in picked}, kind="mapping")
    one_by_one["g"] = one_by_one.pop("name")
    together = sk.to_frame(found, kind="mapping")
    assert set(together) == set(one_by_one)
    for name, column in together.items():
        assert column[:60] == one_by_one[name], name


@settings(max_examples=30)
@given(st.integers(1, 60), st.integers(0, 99), st.booleans(), st.booleans())
def test_rows_kept_as_rows_have_the_products_of_rows_summed_one_by_one(n, seed, weighted, gaps):
    rng = np.random.default_rng(seed)
    answers = rng.integers(1, 8, (n, 3)).astype(float)
    answers[rng.random((n, 3)) < 0.2 * gaps] = np.nan
    rows = {name: answers[:, place] for place, name in enumerate("abc")} | {
        "w": rng.integers(1, 4, n) / 2,
        "g": n * [1],
    }
    design = sk.Design(weights="w") if weighted else None
    found = moments(rows, ["a", "b", "c"], scale=sk.LIKERT_7, design=design)
    lines = np.column_stack([np.nan_to_num(answers - 1), ~np.isnan(answers)])[~np.isnan(answers).all(axis=1)]
    weights = (rows["w"] if weighted else np.ones(n))[~np.isnan(answers).all(axis=1)]
    each = np.array([w * np.outer(line, line) for line, w in zip(lines, weights, strict=True)]).reshape(-1, 6, 6)
    assert np.array_equal(found.total, each.sum(axis=0))
    assert np.array_equal(found.folded().total, found.total)
    assert len(found.products) == len(each)
    assert np.array_equal(np.sort(found.products[:, 0, 0]), np.sort(each[:, 0, 0]))
    first, second = np.triu_indices(6)
    assert np.array_equal(found.entries(first, second), found.products[:, first, second].T)
    chosen = found.select(("c", "a"))
    assert np.array_equal(chosen.total, found.total[np.ix_([2, 0, 5, 3], [2, 0, 5, 3])])


def test_moments_of_many_groups_are_those_of_each_in_whatever_batches():
    rng = np.random.default_rng(2)
    rows = {"a": rng.integers(1, 8, 3000), "b": rng.integers(1, 8, 3000), "g": rng.integers(0, 40, 3000)}
    together = moments(rows, ["a", "b"], by="g", scale=sk.LIKERT_7, record_id=None)
    table = pa.table(rows)
    parts = [moments(table.slice(start, 700), ["a", "b"], by="g", scale=sk.LIKERT_7) for start in range(0, 3000, 700)]
    for group, found in together.items():
        here = rows["g"] == group
        alone = moments({name: rows[name][here] for name in "ab"}, ["a", "b"], scale=sk.LIKERT_7)
        assert np.array_equal(found.total, alone.total)
        summed = sum((part[group] for part in parts[1:] if group in part), start=parts[0][group])
        assert np.array_equal(summed.total, alone.total)


@given(
    st.integers(1, 40), st.integers(1, 60), st.integers(0, 2**31), st.sampled_from([None, "w"]),
    st.sampled_from([3, 256]),
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_moments_of_small_groups_do_not_depend_on_how_rows_are_cut(many, size, seed, weights, pieces):
    rng = np.random.default_rng(seed)
    rows = int(rng.integers(1, 200))
    columns = {name: pa.array(rng.integers(1, 5, rows), mask=rng.random(rows) < 0.2) for name in ("a", "b")} | {
        "g": rng.integers(0, many, rows),
        "w": rng.integers(1, 4, rows) / 64,
    }
    table = pa.table(columns)
    design = None if weights is None else sk.Design(weights=weights)
    about = {"by": "g", "scale": SCALE, "missing": "pairwise", "replicated": True}
    if design is not None:
        about["design"] = design
    whole = moments(table, ["a", "b"], **about)
    reader = pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=size))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(moments_data, "MOST_PIECES", pieces)
        cut = moments(reader, ["a", "b"], **about)
    assert list(cut) == list(whole)
    for group, own in whole.items():
        assert np.array_equal(cut[group].covariance, own.covariance, equal_nan=True)
        assert (cut[group].n, cut[group].replicate_count) == (own.n, own.replicate_count)
