"""Banner tables: letters where a column exceeds another, few false ones, dashes where there are few answers."""

import numpy as np
import pytest

import servicekit as sk


def branches(shares, n=100):
    rows = {"branch": [], "again": []}
    for name, share in shares.items():
        yes = round(share * n)
        rows["branch"] += [name] * n
        rows["again"] += ["yes"] * yes + ["no"] * (n - yes)
    return rows


def test_letters_name_the_columns_that_are_exceeded():
    found = sk.segments.banner(branches({"a": 0.8, "b": 0.5, "c": 0.55}), ["again"], ["branch"])
    assert [(column.letter, column.answer, column.n) for column in found.columns] == [
        ("A", "a", 100),
        ("B", "b", 100),
        ("C", "c", 100),
    ]
    assert found.cells["again", "yes"]["A"].exceeds == ("B", "C")
    assert found.cells["again", "no"]["B"].exceeds == ("A",)
    assert found.cells["again", "yes"]["B"].exceeds == ()
    assert found.cells["again", "yes"]["A"].value == 0.8
    assert found.m == 6
    assert "80% B C" in found._repr_html_()


def test_small_columns_are_dashes_and_not_tested():
    rows = branches({"a": 0.9, "b": 0.4}) | {}
    rows["branch"] += ["c"] * 29
    rows["again"] += ["yes"] * 29
    found = sk.segments.banner(rows, ["again"], ["branch"])
    assert found.cells["again", "yes"]["C"].value is None
    assert found.m == 2
    assert "—" in found._repr_html_()


def test_columns_of_two_questions_are_not_tested_against_each_other():
    rows = branches({"a": 0.9, "b": 0.2})
    rows["sex"] = ["f", "m"] * 100
    found = sk.segments.banner(rows, ["again"], ["branch", "sex"])
    assert [column.letter for column in found.columns] == ["A", "B", "C", "D"]
    assert found.m == 4
    assert found.cells["again", "yes"]["A"].exceeds == ("B",)


def test_order_and_weights_of_one_change_nothing():
    rows = branches({"a": 0.8, "b": 0.5, "c": 0.6})
    order = np.random.default_rng(1).permutation(300)
    mixed = {name: [values[place] for place in order] for name, values in rows.items()} | {"w": [1.0] * 300}
    plain = sk.segments.banner(rows, ["again"], ["branch"])
    again = sk.segments.banner(mixed, ["again"], ["branch"])
    assert again.to_dict() == plain.to_dict()
    weighted = sk.segments.banner(mixed, ["again"], ["branch"], design=sk.Design(weights="w"))
    assert weighted.tested.p_values == pytest.approx(plain.tested.p_values)


def test_holm_gives_no_more_letters():
    rows = branches({"a": 0.66, "b": 0.5, "c": 0.5, "d": 0.48})
    few, many = (sk.segments.banner(rows, ["again"], ["branch"], adjust=adjust) for adjust in ("holm", "bh"))
    pairs = zip(few.tested.adjusted, many.tested.adjusted, strict=True)
    assert all(one >= other for one, other in pairs)


@pytest.mark.parametrize(
    ("change", "words"),
    (
        ({"columns": ["again"]}, "other questions"),
        ({"rows": []}, "at least one"),
        ({"adjust": "none"}, "holm"),
        ({"fewest": 0}, "fewest"),
        ({"columns": ["who"]}, "26"),
    ),
)
def test_bad_calls_are_refused(change, words):
    arguments = {"rows": ["again"], "columns": ["branch"]} | change
    data = branches({"a": 0.5}) | {"who": list(range(100))}
    with pytest.raises(sk.foundation.InvalidValueError, match=words):
        sk.segments.banner(data, **arguments)


@pytest.mark.slow
def test_tables_of_no_difference_rarely_show_a_letter():
    shown = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        data = {"column": rng.integers(0, 6, 600).tolist()} | {
            f"q{k}": rng.integers(0, 2, 600).tolist() for k in range(8)
        }
        found = sk.segments.banner(data, [f"q{k}" for k in range(8)], ["column"], adjust="holm")
        shown += any(cell.exceeds for cells in found.cells.values() for cell in cells.values())
    assert shown <= 10


def test_a_banner_is_written_as_a_frame_a_workbook_and_a_page(tmp_path):
    pd = pytest.importorskip("pandas")
    pytest.importorskip("openpyxl")
    rows = {"branch": ["a"] * 60 + ["b"] * 60 + ["c"] * 10, "again": ["yes"] * 50 + ["no"] * 40 + ["yes"] * 40}
    found = sk.segments.banner(rows, ["again"], ["branch"])
    table = sk.to_frame(found, kind="pandas")
    yes = table[table["answer"] == "yes"].iloc[0]
    assert yes["branch: a (A)"] == pytest.approx(50 / 60)
    assert yes["branch: a (A) exceeds"] == "B"
    assert pd.isna(yes["branch: c (C)"])
    table.to_excel(tmp_path / "banner.xlsx", index=False)
    again = sk.read_table(tmp_path / "banner.xlsx")
    assert list(again["answer"]) == ["no", "yes"]
    assert "83% B" in found._repr_html_()
    assert "—" in found._repr_html_()


def test_cells_that_may_not_be_published_are_dashes():
    rows = {"branch": ["a"] * 40 + ["b"] * 400, "again": ["yes"] * 20 + ["no"] * 20 + ["yes"] * 200 + ["no"] * 200}
    found = sk.segments.banner(rows, ["again"], ["branch"], publish=sk.stats.NCHS_2017)
    assert found.cells["again", "yes"]["A"].value is None
    assert found.cells["again", "yes"]["B"].value == 0.5
    assert sk.segments.banner(rows, ["again"], ["branch"]).cells["again", "yes"]["A"].value == 0.5
