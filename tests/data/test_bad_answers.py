"""Bad answers of every kind come to their documented end; numbers in names and ids are rows of the catalogue."""

from array import array
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._answers import InputPolicy
from servicekit.data._columns import checked_column
from servicekit.data._frames import batches
from servicekit.data._grouping import grouping
from servicekit.data._scales import LIKERT_5, PERCENT, YES_NO, ZERO_TO_TEN, Scale
from servicekit.foundation._errors import InvalidValueError, MissingColumnError
from servicekit.foundation._vocabulary import Label
from servicekit.satisfaction._net_promoter import net_promoter_score
from servicekit.satisfaction._top_box import top_box
from servicekit.stats.scores._mean_score import mean_score
from servicekit.stats.summaries._moments_data import moments
from servicekit.stats.summaries._tally_data import tally

ASIDE = InputPolicy(invalid="omit")
TEXT = InputPolicy(text=True)
WORDS = Scale(low=1, high=3, labels={1: Label("Poor", "差"), 2: Label("Fair", "一般"), 3: Label("Good", "好")})


def counted(values, scale=LIKERT_5, **about):
    found = tally(values, scale=scale, **about)
    return found.counts, found.missing, dict(found.rejected), found.normalised


REFUSED = (
    ("1 above the scale", [3, 6, 7], "answers must be whole numbers from 1 to 5, got .6, 7. .column 'answers', row 1"),
    ("2 zero for no answer", [0, 1, 5], r"got \[0\]"),
    ("4 half a point", [4.5], r"got \[4.5\]"),
    ("5 float noise", [4.9999999999], "whole numbers from 1 to 5"),
    ("12 booleans among numbers", [True, 3, 5], r"it holds bool \(1\), int \(2\)"),
    ("13 booleans", [True, False], "got 'true or false'"),
    ("13 array of booleans", np.array([True]), "got 'true or false'"),
    ("14 numbers as text", ["5"], r"policy=sk\.InputPolicy\(text=True\)"),
    ("15 label without labels", ["satisfied"], "declare labels in the scale"),
    ("27 infinity", [float("inf")], r"got \[inf\]"),
    ("27 minus infinity", [-float("inf"), 1], r"got \[-inf\]"),
    ("30 larger than any number", [10**400], r"got \[inf\]"),
    ("30 as many digits of text", ["9" * 5000], "whole numbers from 1 to 5"),
    ("36 complex", [1 + 2j], r"it holds complex \(1\)"),
    ("36 complex array", np.array([1 + 2j]), "complex numbers"),
    ("36 dates", [datetime(2026, 1, 1)], r"it holds datetime \(1\)"),
    ("36 date array", np.array(["2026-01-01"], dtype="M8[D]"), "got 'dates'"),
    ("36 durations", np.array([5], dtype="m8[s]"), "got 'durations'"),
    ("36 lists", [[1], [2]], r"it holds list \(2\)"),
    ("36 mappings", [{"a": 1}], r"it holds dict \(1\)"),
    ("36 bytes", [b"5"], r"it holds bytes \(1\)"),
    ("37 three kinds", [5, "5", 5.0], r"it holds float \(1\), int \(1\), str \(1\)"),
    ("38 ragged rows", [[1, 2], [3]], r"it holds list \(2\)"),
    ("38 a table for a column", np.ones((2, 2)), "one-dimensional"),
    ("38 a single number", np.array(5), "one-dimensional"),
    ("a set has no order", {1, 2}, "a column of values, got 'set'"),
    ("a word is no column", "12345", "a column of values, got 'str'"),
    ("a frame without its column", pd.DataFrame({"q": [1]}), "name its column"),
    ("a mapping without its column", {"q": [1]}, "name its column"),
    ("51 half a character", ["\ud83d"], "invisible character"),
    ("52 NUL", ["5\x005"], "invisible character"),
)


@pytest.mark.parametrize(("values", "message"), tuple(case[1:] for case in REFUSED), ids=tuple(c[0] for c in REFUSED))
def test_what_is_no_answer_is_refused_with_its_place_and_rule(values, message):
    with pytest.raises(InvalidValueError, match=message) as caught:
        tally(values, scale=LIKERT_5)
    assert len(str(caught.value)) < 400
    assert str(caught.value).isprintable()


SET_ASIDE = (
    ("1", [3, 6, 7], (0, 0, 1, 0, 0), {"out_of_scale": 2}),
    ("4", [4.5, 4], (0, 0, 0, 1, 0), {"out_of_scale": 1}),
    ("14", ["5"], (0, 0, 0, 0, 0), {"not_an_answer": 1}),
    ("27", [float("inf"), 2.0], (0, 1, 0, 0, 0), {"out_of_scale": 1}),
    ("30", [10**400, 1], (1, 0, 0, 0, 0), {"out_of_scale": 1}),
)


@pytest.mark.parametrize(
    ("values", "counts", "rejected"), tuple(c[1:] for c in SET_ASIDE), ids=[c[0] for c in SET_ASIDE]
)
def test_what_is_no_answer_is_set_aside_by_reason_where_that_is_asked_for(values, counts, rejected):
    assert counted(values, policy=ASIDE) == (counts, 0, rejected, 0)


def test_a_code_that_recurs_off_the_scale_is_suggested_as_missing():  # bad input 3
    values = [1, 2, 3, 4, 5] * 10 + [99, 99]
    with pytest.raises(InvalidValueError, match=r"if 99 \(2 times\) means no answer, declare it in missing_codes"):
        tally(values, scale=LIKERT_5)
    declared = Scale(low=1, high=5, missing_codes=(99, 98, -1, 0))
    for kind in (np.int8, np.int64, np.float32, object):
        assert counted(np.array([*values, 98, -1, 0], dtype=kind), declared) == ((10,) * 5, 5, {}, 0)


def test_half_points_and_noise_are_answers_where_the_scale_says_so():  # bad inputs 4, 5
    assert tally([4.5], scale=Scale(low=1, high=5, step=0.5)).mean == 4.5
    assert tally([4.5], scale=Scale(low=1, high=5, step=0.5, snap=1e-9)).mean == 4.5
    assert counted([4.9999999999], Scale(low=1, high=5, snap=1e-9))[0] == (0, 0, 0, 0, 1)


@pytest.mark.parametrize("scale", (Scale(low=1, high=10), LIKERT_5, Scale(low=0, high=10, higher_is_better=False)))
def test_a_promoter_score_of_another_scale_is_refused_and_never_guessed(scale):  # bad input 6
    with pytest.raises(InvalidValueError, match="scale of a net promoter score must be whole numbers from 0 to 10"):
        net_promoter_score([5, 5], scale=scale)


def test_answers_that_all_agree_keep_a_wide_interval():  # bad input 8
    found = top_box([5] * 10)
    assert found.value == found.interval.high == 1
    assert found.interval.low == pytest.approx(0.038 ** (1 / 10))  # mid-p at the end of a scale, tail 1.9 %


def test_nothing_is_not_estimable_and_adds_nothing():  # bad inputs 9, 44
    for none in ([], np.array([]), pd.Series([], dtype="float64"), [None, None]):
        found = net_promoter_score(none)
        assert (found.value, found.interval, found.reason.key) == (None, None, "no_data")
    for frame in (pd.DataFrame({"q": []}), pl.DataFrame({"q": []}), pa.table({"q": []}), {"q": []}):
        assert mean_score(frame, "q", scale=LIKERT_5).reason.key == "no_data"
    assert mean_score(duckdb.sql("select 1 as q where false"), "q", scale=LIKERT_5).reason.key == "no_data"
    assert dict(tally(pd.DataFrame({"q": [], "b": []}), "q", by="b", scale=LIKERT_5)) == {}


def test_one_answer_is_an_estimate_with_a_wide_interval():  # bad inputs 10, 11
    one = top_box([5])
    assert (one.value, one.interval.low) == (1, pytest.approx(0.038))  # mid-p, tail 1.9 %
    assert mean_score([4, 4], scale=LIKERT_5).interval.width > 1


def test_true_and_false_are_answers_of_a_yes_no_question():  # bad input 13
    labelled = Scale(low=0, high=1, labels={0: Label("No", "否"), 1: Label("Yes", "是")})
    for data in ([True, False, None], np.array([True, False]), pd.array([True, False, None], dtype="boolean")):
        for scale in (YES_NO, labelled):
            assert counted(data, scale)[0] == (1, 1)
    assert counted(pl.Series([True, None]), YES_NO) == ((0, 1), 1, {}, 0)
    with pytest.raises(InvalidValueError, match="true or false"):
        tally([True], scale=Scale(low=0, high=1, step=None))


def test_labels_are_matched_whatever_their_case_spacing_and_form():  # bad inputs 15, 16, 24, 25, 49, 50
    values = ["Good", " good ", "GOOD\u00a0", "\ufeffＧood", "好", "\u3000差"]
    assert counted(values, WORDS) == ((1, 0, 5), 0, {}, 4)
    accented = Scale(low=0, high=1, labels={1: Label("café", "⾄"), 0: Label("no", "否")})
    assert counted(["cafe\u0301", "至"], accented)[0] == (0, 2)


def test_unknown_labels_are_refused_with_the_known_ones():  # bad inputs 15, 48
    with pytest.raises(
        InvalidValueError, match="whole numbers from 1 to 3 or one of 'Poor', 'Fair', 'Good', got 'Grand'"
    ):
        tally(["Good", "Grand"], scale=WORDS)
    with pytest.raises(InvalidValueError, match="满意"):
        tally(["满意"], scale=WORDS)


WRITTEN = (
    ("17 full-width digit", "５", 5, 1),
    ("18 Arabic-Indic digit", "٥", 5, 1),
    ("18 Devanagari digit", "५", 5, 1),
    ("24 no-break and ideographic space", "\u00a05\u3000", 5, 1),
    ("25 zero-width space and byte-order mark", "\ufeff5\u200b", 5, 1),
    ("plain", "5", 5, 0),
    ("plain decimal", "5.0", 5, 0),
    ("sign", "+5", 5, 0),
)


@pytest.mark.parametrize(("text", "value", "unusual"), tuple(c[1:] for c in WRITTEN), ids=[c[0] for c in WRITTEN])
def test_numbers_as_text_are_read_by_a_strict_grammar_and_unusual_ones_counted(text, value, unusual):
    found = tally([text], scale=LIKERT_5, policy=TEXT)
    assert (found.mean, found.normalised) == (value, unusual)


UNREADABLE = (
    ("19 superscript", "²"),
    ("19 circled", "⑤"),
    ("19 Chinese numeral", "五"),
    ("20 decimal comma", "4,0"),
    ("20 thousands", "1.234,5"),
    ("21 underscore", "1_0"),
    ("21 exponent", "5e0"),
    ("22 nan", "nan"),
    ("22 infinity", " Infinity "),
    ("23 dash", "-"),
    ("23 n/a", "n/a"),
    ("23 Chinese none", "无"),
    ("25 zero-width space inside", "1\u200b0"),
    ("hexadecimal", "0x5"),
    ("no digits before the mark", ".5"),
    ("no digits after the mark", "5."),
)


@pytest.mark.parametrize("text", tuple(case[1] for case in UNREADABLE), ids=[case[0] for case in UNREADABLE])
def test_what_only_looks_like_a_number_is_never_read_as_one(text):
    with pytest.raises(InvalidValueError, match=r"column 'answers', row 1"):
        tally(["5", text], scale=ZERO_TO_TEN, policy=TEXT)


def test_a_decimal_comma_is_read_where_it_is_declared():  # bad input 20
    half = Scale(low=1, high=5, step=0.5)
    assert tally(["4,5"], scale=half, policy=InputPolicy(text=True, decimal=",")).mean == 4.5
    with pytest.raises(InvalidValueError):
        tally(["4.5"], scale=half, policy=InputPolicy(text=True, decimal=","))
    with pytest.raises(ValueError, match="decimal"):
        InputPolicy(decimal=";")


def test_only_declared_texts_are_missing():  # bad inputs 22, 23
    assert counted(["", " ", "5"], policy=TEXT) == ((0, 0, 0, 0, 1), 2, {}, 0)
    tokens = InputPolicy(text=True, missing_tokens=("nan", "n/a", "无", "-"))
    assert counted(["nan", " n/a", "无", "-", "3"], policy=tokens) == ((0, 0, 1, 0, 0), 4, {}, 0)
    with pytest.raises(InvalidValueError):  # one token given as a plain string is not a set of letters
        tally(["a", "5"], scale=LIKERT_5, policy=InputPolicy(text=True, missing_tokens="n/a"))


MISSING = (
    ("26 None", [5, None]),
    ("26 NaN", [5, float("nan")]),
    ("26 NaN among whole numbers", np.array([5, np.nan], dtype=np.float16)),
    ("26 NaT", [5, pd.NaT]),
    ("26 NA", [5, pd.NA]),
    ("26 Decimal NaN", [Decimal(5), Decimal("NaN")]),
    ("28 masked", np.ma.array([5, 99], mask=[False, True])),
    ("28 masked entry", [5, np.ma.masked]),
    ("150 nullable whole numbers", pd.array([5, None], dtype="Int64")),
    ("150 nullable small numbers", pd.Series([5, None], dtype="UInt8")),
    ("150 nullable floats", pd.Series([5, None], dtype="Float32")),
    ("150 Arrow-backed", pd.Series([5, None], dtype="int16[pyarrow]")),
    ("polars", pl.Series([5, None])),
    ("Arrow", pa.array([5, None])),
    ("Arrow chunks", pa.chunked_array([[5], [None]])),
)


@pytest.mark.parametrize("values", tuple(case[1] for case in MISSING), ids=[case[0] for case in MISSING])
def test_missing_is_missing_in_every_form(values):
    assert counted(values) == ((0, 0, 0, 0, 1), 1, {}, 0)


def test_a_mask_over_everything_leaves_nothing():  # bad input 28
    assert counted(np.ma.masked_all(3, dtype=int)) == ((0,) * 5, 3, {}, 0)


def test_missing_times_are_never_the_smallest_number():  # bad input 26
    with pytest.raises(InvalidValueError, match="dates"):
        tally(np.array(["NaT", "2026-01-01"], dtype="M8[ns]"), scale=LIKERT_5)
    assert counted(np.array(["NaT"], dtype="M8[ns]")) == ((0,) * 5, 1, {}, 0)


def test_minus_zero_is_zero():  # bad input 29
    assert counted([-0.0], ZERO_TO_TEN)[0][0] == 1
    found = moments({"x": [-0.0, 100.0]}, ["x"], scale=PERCENT)
    assert np.copysign(1, found.products[0, 0, 0]) == 1


NARROW = (np.int8, np.uint8, np.int16, np.uint16, np.int32, np.uint32, np.int64, np.uint64, np.float16, np.float32)


@pytest.mark.parametrize("kind", NARROW)
def test_narrow_columns_neither_wrap_nor_lose_digits(kind):  # bad inputs 31, 32, 34
    values = np.tile(np.array([1, 100], dtype=kind), 3000)
    scale = Scale(low=0, high=100)
    found = moments({"x": values, "y": values[::-1]}, ["x", "y"], scale=scale, replicated=False)
    assert found.total[0, 0] == 3000 * (1 + 100**2)
    assert found.total[0, 1] == 6000 * 100
    plain = moments({"x": values, "y": values[::-1]}, ["x", "y"], replicated=False)
    assert plain.covariance[0, 1] == pytest.approx(np.cov(values.astype(float), values[::-1].astype(float))[0, 1])
    shifted = tally((values > 1).astype(kind) + kind(1), scale=Scale(low=1, high=2))
    assert shifted.counts == (3000, 3000)
    one = tally({"a": (values > 1).astype(kind), "g": values}, "a", scale=Scale(low=0, high=1), by="g")[1]
    assert one.counts == (3000, 0)


def test_gaps_of_unsigned_columns_are_signed():  # bad input 32
    from servicekit.satisfaction._dimensions import dimensions_of
    from servicekit.satisfaction._servqual import servqual

    data = {"p": np.array([1, 2, 1], dtype=np.uint8), "e": np.array([2, 7, 5], dtype=np.uint8)}
    assert servqual(data, dimensions_of({"one": {"p": "e"}})).gap.value == pytest.approx(-10 / 3)


def test_squares_of_large_whole_numbers_do_not_overflow():  # bad input 33
    found = moments({"x": np.array([2**33, 2**33 + 2, 2**33 + 4])}, ["x"])
    assert found.covariance[0, 0] == 4


def test_exact_numbers_are_answers():  # bad input 35
    assert counted([Decimal("4"), Decimal("4.0")])[0] == (0, 0, 0, 2, 0)
    assert counted([Fraction(8, 2)])[0] == (0, 0, 0, 1, 0)
    assert counted([np.float64(4), np.int8(4)])[0] == (0, 0, 0, 2, 0)
    assert counted(array("b", [4]))[0] == (0, 0, 0, 1, 0)
    with pytest.raises(InvalidValueError, match="whole numbers"):
        tally([Fraction(9, 2)], scale=LIKERT_5)


def test_the_words_of_categories_count_and_never_their_codes():  # bad inputs 39, 40
    upside_down = pd.Categorical(["Good", "Poor", "Good"], categories=["Good", "Fair", "Poor"], ordered=True)
    assert counted(pd.Series(upside_down), WORDS)[0] == (1, 0, 2)
    unknown = pd.Categorical.from_codes([0, -1], categories=["Good"])
    assert counted(pd.Series(unknown), WORDS) == ((0, 0, 1), 1, {}, 0)
    assert counted(pl.Series(["Good", "Poor", None], dtype=pl.Enum(["Good", "Poor"])), WORDS) == ((1, 0, 1), 1, {}, 0)
    assert counted(pa.array(["Good", "Poor"]).dictionary_encode(), WORDS)[0] == (1, 0, 1)
    grouped = tally(pd.DataFrame({"q": [1, 2], "b": unknown}), "q", by="b", scale=LIKERT_5)
    assert list(grouped) == ["Good", None]


def test_columns_are_found_by_their_exact_name_only():  # bad inputs 41, 42, 43
    with pytest.raises(InvalidValueError, match=r"column names must be different from each other, got \['q'\]"):
        tally(pd.DataFrame([[1, 2]], columns=["q", "q"]), "q", scale=LIKERT_5)
    frame = pd.DataFrame({"recommend": [1], "Recommend": [2], "ｒecommend": [3]})
    assert tally(frame, "Recommend", scale=LIKERT_5).mean == 2
    with pytest.raises(MissingColumnError, match=r"no column 'recomend'; did you mean 'recommend'\?"):
        tally(frame, "recomend", scale=LIKERT_5)
    with pytest.raises(MissingColumnError, match="the data have"):
        tally({"q": [1]}, "zzz", scale=LIKERT_5)


def test_columns_of_different_lengths_are_refused():  # bad input 60
    with pytest.raises(InvalidValueError, match="columns must be of the same length"):
        tally([1, 2, 3], scale=LIKERT_5, counts=[5])


def test_data_come_in_batches_of_bounded_size():  # bad input 45
    sizes = [len(batch["q"]) for batch in batches(pa.table({"q": np.ones(1000, dtype=np.int8)}), ["q"], rows=300)]
    assert max(sizes) <= 300
    assert sum(sizes) == 1000


def test_the_same_answer_all_through_is_counted_like_any_other():  # bad input 46
    assert tally([3] * 50, scale=LIKERT_5).n == 50


def test_control_characters_in_the_names_of_groups_stop_nothing_and_are_written_out():  # bad inputs 51, 52
    for name in ("a\x00", "a\nb", "a\tb", "a\u2028b", "\x1b[31m"):
        for group in (["b", name], pd.Series(["b", name], dtype=object)):
            found = tally([1, 2], by=group, scale=LIKERT_5)
            assert set(found) == {"b", name}
            assert str(found).replace("\n", "").isprintable()
            assert name not in found._repr_html_()
    assert moments({"x": [1, 2], "id": ["a", "a\x00"]}, ["x"], record_id="id").n == 2


def test_halves_of_characters_in_the_names_of_groups_are_refused():
    with pytest.raises(InvalidValueError, match="labels and ids must be free of halves of characters") as caught:
        tally([1, 2], by=["b", "\ud83d"], scale=LIKERT_5)
    assert str(caught.value).isprintable()
    with pytest.raises(InvalidValueError, match="halves of characters"):
        moments({"x": [1, 2], "id": ["a", "\ud83d"]}, ["x"], record_id="id")


def test_direction_marks_in_the_names_of_groups_are_shown():  # bad input 53
    found = tally([1, 2], by=["b", "\u202eevil"], scale=LIKERT_5)
    html = found._repr_html_()
    assert "\u202e" not in html
    assert "\\u202eevil" in html


def test_groups_keep_their_kind():
    days = [date(2026, 1, 1), date(2026, 1, 2)]
    assert list(tally([1, 2], by=days, scale=LIKERT_5)) == days
    stamps = pd.DataFrame({"q": [1], "day": pd.to_datetime(["2026-01-01"])})
    assert list(tally(stamps, "q", by="day", scale=LIKERT_5)) == [datetime(2026, 1, 1)]
    assert list(tally([1, 2, 3], by=[3.0, None, 1.0], scale=LIKERT_5)) == [1, 3, None]
    with pytest.raises(InvalidValueError, match="a grouping: numbers, words or dates"):
        tally([1, 2], by=[[1], [2]], scale=LIKERT_5)


def test_a_column_of_comments_is_no_grouping():  # bad input 142
    comments = checked_column("comment", np.array([f"comment {i}" for i in range(101)]), None)
    with pytest.raises(InvalidValueError, match="a grouping of at most 100 groups"):
        grouping(comments, most=100)


@pytest.mark.parametrize("groups", ([f"comment {i}" for i in range(12_000)], np.arange(12_000) * 10**9))
def test_many_groups_are_taken_in_whatever_batches_they_come(groups):
    rows = pa.table({"q": np.arange(24_000) % 5 + 1, "g": [*groups, *groups[::-1]]})
    whole = tally(rows, "q", by="g", scale=LIKERT_5)
    parts = tally(
        pa.RecordBatchReader.from_batches(rows.schema, rows.to_batches(max_chunksize=5000)),
        "q", by="g", scale=LIKERT_5,
    )  # fmt: skip
    assert len(whole) == len(parts) == 12_000
    assert list(whole) == list(parts)
    assert all(whole[group].counts == parts[group].counts for group in [*groups[:50], *groups[-50:]])


def test_iterators_are_read_once_and_completely():  # bad input 144
    assert counted(iter([1, 5]))[0] == (1, 0, 0, 0, 1)
    assert tally((k for k in (1, 5)), scale=LIKERT_5, counts=(n for n in (2, 3))).counts == (2, 0, 0, 0, 3)
    stream = pa.RecordBatchReader.from_batches(
        pa.schema([("q", pa.int64())]), iter(pa.table({"q": [1, 5]}).to_batches())
    )
    assert tally(stream, "q", scale=LIKERT_5).n == 2


@given(st.lists(st.sampled_from([0, 3, 9, 10, None, 11]), max_size=30), st.integers(1, 7))
def test_lazy_frames_and_partitions_give_the_same_bits(values, rows):  # bad input 145
    table = pa.table({"q": pa.array(values, pa.int64())})
    whole = tally(table, "q", scale=ZERO_TO_TEN, policy=ASIDE)
    parts = [tally(table.slice(i, rows), "q", scale=ZERO_TO_TEN, policy=ASIDE) for i in range(0, len(values), rows)]
    assert sum(parts, start=tally([], scale=ZERO_TO_TEN)) == whole
    assert tally(pl.from_arrow(table).lazy(), "q", scale=ZERO_TO_TEN, policy=ASIDE) == whole


def test_data_are_never_changed():  # bad input 146
    values = np.array([1.0, np.nan, 9.0])
    masked = np.ma.array([5, 99], mask=[False, True])
    frame = pd.DataFrame({"q": [1, None, 9], "b": ["x", None, "y"]})
    before = values.copy(), masked.copy(), frame.copy()
    tally(values, scale=LIKERT_5, policy=ASIDE)
    tally(masked, scale=LIKERT_5)
    tally(frame, "q", by="b", scale=LIKERT_5, policy=ASIDE)
    moments(frame, ["q"])
    np.testing.assert_array_equal(values, before[0])
    assert masked.tolist() == before[1].tolist()
    pd.testing.assert_frame_equal(frame, before[2])
    with pytest.raises(AttributeError):
        tally([1], scale=LIKERT_5).missing = 3


@pytest.mark.parametrize("level", (95, 0, 1, float("nan"), True, "0.95"))
def test_a_confidence_level_lies_between_0_and_1(level):  # bad input 149
    hint = r"did you mean 0.95\?" if level == 95 else "between 0 and 1"
    with pytest.raises(InvalidValueError, match=hint):
        net_promoter_score([10], level=level)
