"""What a person sees of a result at a prompt and in a notebook."""

from unicodedata import east_asian_width

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import servicekit as sk
from servicekit.foundation._results import Groups
from servicekit.foundation._shown import MOST_ROWS, Grid
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.survival._survival_curve import survival_quantile

CELL = st.text("ab满意<\n ", max_size=6)


def places(text):
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8))
def test_columns_begin_at_one_place_whatever_stands_in_them(rows):
    grid = Grid(("", "first", "满意度"), rows)
    lines = grid.text().split("\n")
    assert len(lines) == 1 + len(rows)
    wide = max(map(places, ["", *(row[0] for row in grid.rows)]))
    for line, row in zip(lines[1:], grid.rows, strict=True):
        assert (
            line
            == "  ".join(
                cell + " " * (max(map(places, [head, *(other[place] for other in grid.rows)])) - places(cell))
                for place, (head, cell) in enumerate(zip(grid.header, row, strict=True))
            ).rstrip()
        )
        assert len(line) == 0 or wide >= places(row[0])


def test_html_is_escaped_and_a_header_cell_without_a_name_is_no_header():
    shown = Grid(("", "a<b"), [("x", "<script>")]).html("c&d")
    assert "<script>" not in shown
    assert '<th scope="col"></th>' not in shown
    assert "<caption>c&amp;d</caption>" in shown
    assert "<thead>" not in Grid((), [("x", 1)]).html()


def test_thousands_of_groups_are_cut_in_the_middle_and_counted():
    n = 5 * 1000
    data = {"score": np.resize([10, 3, 8, 9, 0], n), "shop": np.repeat(np.arange(1000), 5)}
    groups = sk.net_promoter_score(data, "score", by="shop")
    lines = str(groups).split("\n")
    assert len(lines) == 2 + MOST_ROWS + 1
    assert f"… {1000 - MOST_ROWS} more" in lines
    assert lines[2].split()[0] == "0"
    assert lines[-1].split()[0] == "999"
    assert groups._repr_html_().count("<tr>") == MOST_ROWS + 2


def test_mappings_with_the_same_keys_stand_side_by_side():
    rng = np.random.default_rng(1)
    drivers = rng.integers(1, 6, (200, 2))
    data = {"a": drivers[:, 0], "b": drivers[:, 1], "y": np.clip(drivers[:, 0] + rng.integers(-1, 2, 200), 1, 5)}
    found = sk.driver_importance(data, "y", ["a", "b"])
    lines = str(found).split("\n")
    head = next(line for line in lines if "estimates" in line)
    assert "shares" in head
    row = next(line for line in lines if line.startswith("a "))
    assert f"{found.shares['a']:.4g}" in row
    assert repr(found) == str(found)


def test_a_draft_and_an_assessment_print_what_to_look_at():
    example = sk.load_example()
    drafted = sk.draft_study(example.survey)
    assert str(drafted) == drafted.summary()
    assessed = sk.assess(example.study, example.survey, parts=["measures"])
    assert assessed.first_screen.opening.en in str(assessed)
    assert str(assessed).startswith(example.study.title.en)


def test_groups_that_bear_their_names_are_headed_by_what_they_are():
    shares = {name: Share(count=3, n=9, name=Label(name, name)) for name in ("Kim", "Lee")}
    assert str(Groups("auditor", shares)).splitlines()[0] == str(Share.title)
    alike = {name: Share(count=3, n=9, name=Label("Kept", "达标")) for name in ("Kim", "Lee")}
    assert str(Groups("auditor", alike)).splitlines()[0] == "Kept 达标"


def test_a_title_says_which_share_it_is_about():
    late = survival_quantile(sk.stats.kaplan_meier([3, 5, 8, 9], observed=[True] * 4), share=0.9)
    assert str(late).startswith("Time by which 90% have had the event 90%已发生事件的时间: 9")
    assert "given share" in type(late).title.en
