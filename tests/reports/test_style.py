"""The page can be read: contrast of every pair of colours, no colour outside the style sheet, tone only from claims."""

import re

import pytest

from servicekit.datasets._example import load_example
from servicekit.reports._html import report
from servicekit.reports._priority_figures import DEEPEST
from servicekit.reports._style import STYLE, TOKENS
from servicekit.study._assessment import assess

TEXTS = ("ink", "ink2", "ink3", "worse", "better", "caution", "link")
MARKS = ("mute", "mute-bar", "worse-bar", "better-bar", "ink-bar")


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(scope="module")
def example():
    found = load_example()
    return assess(found.study, found.survey)


@pytest.mark.parametrize("paper", ("paper", "wash"))
@pytest.mark.parametrize("side", (0, 1), ids=("light", "dark"))
def test_text_has_a_contrast_of_four_and_a_half_and_marks_of_three(paper, side):
    ground = TOKENS[paper][side]
    assert {
        name: contrast(TOKENS[name][side], ground) for name in TEXTS if contrast(TOKENS[name][side], ground) < 4.5
    } == {}
    assert {
        name: contrast(TOKENS[name][side], ground) for name in MARKS if contrast(TOKENS[name][side], ground) < 3
    } == {}


@pytest.mark.parametrize("side", (0, 1), ids=("light", "dark"))
def test_figures_can_be_read_on_the_segments_of_a_bar_and_on_the_row_of_a_claim(side):
    pairs = (("on1", "fill1"), ("on1", "fill2"), ("on3", "fill3"), ("on4", "fill4"))
    pairs += (("on-tone", "worse"), ("on-tone", "better"), ("worse", "worse-wash"), ("better", "better-wash"))
    for first, second in pairs:
        assert contrast(TOKENS[first][side], TOKENS[second][side]) >= 4.5, (first, second)
    for name in ("worse", "better"):
        assert contrast(TOKENS[f"{name}-bar"][side], TOKENS[f"{name}-wash"][side]) >= 3


def test_no_colour_is_written_outside_the_tokens(example):
    known = {colour for pair in TOKENS.values() for colour in pair}
    assert set(re.findall(r"#[0-9a-f]{6}", STYLE)) <= known
    page = report(example).replace(STYLE, "")
    assert set(re.findall(r'(?:fill|stroke|color)[:=]\s*"?(#[0-9a-fA-F]{3,6})', page)) == set()


def test_a_row_is_coloured_exactly_where_its_claim_stands(example):
    page = report(example)
    rows = re.findall(r'<tr class="(?:bad|good)"><th scope="row" class="who">([^<]*?)(?: <span|</th>)', page)
    standing = [
        d.claim.subject.en
        for d in example.decided
        if d.stands and (d.claim.sort == "group" or (d.claim.sort == "gap" and d.claim.part == "quality"))
    ]
    assert sorted(rows) == sorted(standing)


def test_colours_stay_grey_where_nothing_stands():
    found = load_example()
    few = {name: list(found.survey[name])[:40] for name in found.survey} if isinstance(found.survey, dict) else None
    table = few if few is not None else found.survey.head(40)
    page = report(assess(found.study, table))
    assert '<tr class="bad">' not in page
    assert "var(--worse)" not in page.replace(STYLE, "")


def test_the_page_has_one_heading_landmarks_and_contents_that_lead_somewhere(example):
    page = report(example)
    assert page.count("<h1") == page.count("<main") == page.count("<nav") == 1
    targets = re.findall(r'href="#([^"]+)"', page)
    assert targets
    assert all(f'id="{target}"' in page for target in targets)


def test_the_page_of_the_example_is_small(example):
    assert len(report(example).encode()) < 400_000


@pytest.mark.parametrize("side", (0, 1), ids=("light", "dark"))
@pytest.mark.parametrize("name", ("worse", "better"))
def test_figures_can_be_read_on_the_deepest_cell_of_a_heat_map(name, side):
    both = [[int(TOKENS[each][side][place : place + 2], 16) for place in (1, 3, 5)] for each in (name, "paper")]
    mixed = "#" + "".join(f"{round(DEEPEST * a + (1 - DEEPEST) * b):02x}" for a, b in zip(*both, strict=True))
    assert contrast(TOKENS["ink"][side], mixed) >= 4.5


def test_every_head_of_a_table_says_something_and_what_scrolls_can_be_reached_by_keyboard(example):
    page = report(example)
    assert re.findall(r"<th[^>]*></th>", page) == []
    assert page.count('class="wide"') == page.count('class="wide" tabindex="0"')
