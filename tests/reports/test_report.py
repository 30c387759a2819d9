"""The report is one safe offline page that says the same in both languages."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from servicekit.datasets._example import example_study, example_survey
from servicekit.foundation._errors import InvalidValueError
from servicekit.reports._html import report
from servicekit.reports._labels import SOURCES_OF
from servicekit.reports._verify import verify
from servicekit.study._assessment import assess
from servicekit.study._part_tasks import JOINT_PARTS, TABLE_PARTS
from servicekit.study._toml import study_from_toml
from servicekit.study.conclusions._figures import figures_of

VOID = {"meta", "link", "br", "path", "use", "image", "rect", "circle", "line"}
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>\u202e'
TINY = """
title = { en = "<b>Tiny</b>", zh = "小" }
groups = ["branch"]
[scales.five]
low = 1
high = 5
[questions.overall]
column = "q"
kind = "csat"
scale = "five"
"""


class Outline(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.seen, self.unclosed = [], [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.unclosed.append(tag)


def outline(page):
    found = Outline()
    found.feed(page)
    return found


@pytest.fixture(scope="module")
def example():
    return assess(study_from_toml(example_study()), example_survey())


@pytest.mark.parametrize("language", ("en", "zh"))
def test_the_page_is_well_formed_and_fetches_nothing(example, language):
    page = report(example, language=language)
    found = outline(page)
    assert found.unclosed == []
    assert found.open == []
    assert sum(tag == "script" for tag, _ in found.seen) == 1  # its own, by hash
    assert not any("src" in attrs for _, attrs in found.seen)
    assert not re.search(r'(href|url)\s*[=(]\s*["\']?https?:', page)
    assert "default-src 'none'" in page


def test_both_languages_show_the_same_numbers_of_pictures_and_parts(example):
    pages = {language: outline(report(example, language=language)) for language in ("en", "zh")}
    for tag in ("svg", "h2", "figure", "table"):
        counts = {language: sum(seen == tag for seen, _ in found.seen) for language, found in pages.items()}
        assert counts["en"] == counts["zh"] > 0


def test_a_chinese_report_has_chinese_headings_and_pictures(example):
    page = report(example, language="zh")
    assert "顾客有多满意" in page
    assert any("满意" in svg for svg in re.findall(r"<svg.*?</svg>", page, flags=re.S))


def test_pictures_are_described_for_those_who_cannot_see_them(example):
    page = report(example)
    for figure in re.findall(r"<figure.*?</figure>", page, flags=re.S):  # a table, or a name for the picture
        assert "<table" in figure or 'role="img" aria-label=' in figure


def test_every_picture_says_where_its_figures_come_from_and_never_more_answers_than_were_read(example):
    for language, words in (
        ("en", r"Source: the survey(?:, (?:\S+ to )?(\S+) of ([\d,]+) answers)?"),
        ("zh", "来源：问卷调查"),
    ):
        page = report(example, language=language)
        notes = re.findall(r"<figcaption>(.*?)</figcaption>", page)
        assert len(notes) == page.count("<figure")
        assert all(re.search(words, note) for note in notes)
        if language == "en":
            counts = [(used, read) for used, read in re.findall(words, " ".join(notes)) if used]
            assert counts
            assert all(float(used.replace(",", "")) <= float(read.replace(",", "")) for used, read in counts)


def test_a_part_that_reads_another_table_does_not_name_the_survey_as_its_source():
    assert {task.KEY for task in (*TABLE_PARTS.values(), *JOINT_PARTS)} <= set(SOURCES_OF)


def test_no_table_counts_more_answers_than_were_asked(example):  # a sum of weights is no number of answers
    asked = example.data_quality.rows
    survey = [figure for figure in figures_of(example.parts) if figure.n is not None]
    assert survey
    assert all(figure.n <= asked for figure in survey)


def test_points_show_their_figures_under_a_pointer_and_in_focus(example):
    page = report(example)
    points = re.findall(r'<g class="pt[^"]*" tabindex="0" role="img" aria-label="([^"]*)">', page)
    assert points
    assert all(re.search(r"\d", words) for words in points)
    assert page.count('class="tip"') == len(points)
    rows = re.findall(r'<tr class="[^"]*"><th scope="row" class="who">.*?</tr>', page)
    drawn = [row for row in rows if 'class="dot"' in row or 'class="mark"' in row]
    titled = [row for row in drawn if "<title>" in row]
    assert len(titled) > 10


def test_pictures_point_to_the_tables_behind_them(example):
    page = report(example)
    anchors = set(re.findall(r'aria-details="([^"]*)"', page))
    assert anchors <= set(re.findall(r'<details id="([^"]*)"', page))


@pytest.mark.parametrize(("aim", "words"), ((0.3, "met"), (0.9, "missed"), (0.63, "cannot tell")))
def test_a_tile_says_whether_its_target_is_met_by_the_claim(aim, words):
    text = (
        example_study().replace('wave = "wave"', "")
        + f"""
[targets.overall]
at_least = {aim}
by = 2025-12-31
"""
    )
    found = assess(study_from_toml(text), example_survey(), parts=["measures", "improvement"])
    tile = re.search(r'<li class="tile">.*?</li>', report(found)).group()
    assert f"target at least {100 * aim:.1f}%: {words}" in tile
    one = next(each for each in found.decided if each.claim.name == "improvement/target/overall")
    assert one.stands is (words != "cannot tell")
    assert ('class="to-' + {"met": "good", "missed": "bad"}.get(words, "neutral")) in tile
    assert 'class="target"' in tile


MANY = """
title = { en = "Many", zh = "多" }
groups = ["a", "b", "c", "d", "e", "f", "g", "h"]
[scales.five]
low = 1
high = 5
[questions.overall]
column = "q"
kind = "csat"
scale = "five"
[questions.mean]
column = "q"
kind = "mean"
scale = "five"
"""


def test_what_is_not_decided_is_folded_where_there_is_much_of_it():
    rng = np.random.default_rng(4)
    data = {"q": rng.integers(1, 6, 200), **{name: rng.choice(["x", "y", "z"], 200) for name in "abcdefgh"}}
    data["a"] = np.where(data["q"] > 3, "x", "y")
    found = assess(study_from_toml(MANY), data)
    page = report(found)
    groups = re.search(r'<section id="groups">.*?</section>', page, flags=re.S).group()
    part = found.part("groups")
    is_open = [one for one in part.findings if one.decided is not None and not one.claimed]
    assert len(is_open) > 4
    assert f"{len(is_open)} comparisons are not decided" in groups
    before = groups.partition('<details class="unsaid">')[0]
    assert all(one.text.en.split(":")[0] in before for one in part.findings if one.claimed)
    assert not any('class="tag open"' in before for one in is_open)
    assert "more pictures, in which nothing is decided" in groups
    folded = groups.partition("more pictures, in which")[2].partition("All figures")[0]
    assert not re.search(r'<tr class="(?:bad|good|sure)"', folded)
    assert verify(page, found.to_results()) == ()


def test_a_share_that_may_not_be_printed_is_a_dash_in_pictures_too():
    data = {"q": [5, 4, 3, 2, 1] * 40 + [5, 1], "branch": ["A", "B", "C", "D"] * 50 + ["tiny", "tiny"]}
    page = report(assess(study_from_toml(TINY), data))
    row = re.search(r'<tr class="[^"]*"><th scope="row" class="who">tiny .*?</tr>', page).group()
    assert 'class="dot"' not in row
    assert "50.0%" not in row
    assert re.search(r'<td class="fig">– <span class="why">(?:effective n|interval|the rest)', row)


def test_an_axis_of_a_mean_ends_with_its_scale():
    text = TINY.replace('kind = "csat"', 'kind = "mean"')
    page = report(assess(study_from_toml(text), {"q": [5, 1, 3, 4] * 15, "branch": ["A"] * 55 + ["B"] * 5}))
    group = re.search(r'<section id="groups">.*?</section>', page, flags=re.S).group()
    axis = re.search(r"<tfoot>.*?</tfoot>", group).group()
    assert all(1 <= float(said) <= 5 for said in re.findall(r">([\d.]+)</text>", axis))


def test_equal_assessments_give_equal_pages(example):
    assert report(example) == report(example)


def test_hostile_names_are_shown_and_never_run():  # bad inputs 53 and 136
    data = {"q": [1, 5, 4, 5, 2, 3] * 10, "branch": [HOSTILE, "B", "C"] * 20}
    page = report(assess(study_from_toml(TINY), data))
    assert "<script>" not in page
    assert "<img" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;" in page


def test_a_survey_without_answers_gives_a_page_that_says_so():
    page = report(assess(study_from_toml(TINY), {"q": [None, None], "branch": ["A", "B"]}))
    assert "there are no data" in page


def test_only_two_languages_are_spoken(example):
    with pytest.raises(InvalidValueError, match="'en' or 'zh'"):
        report(example, language="de")


@pytest.mark.parametrize("language", ("en", "zh"))
def test_markdown_has_every_sentence_and_nothing_from_the_data_becomes_markup(example, language):
    page = report(example, language=language, form="markdown")
    plain = page.replace("\\", "")
    for part in example.parts:
        assert f"## {part.name.text(language)}" in plain
        assert all(finding.text.text(language) in plain for finding in part.findings)
    data = {"q": [1, 5, 4, 5, 2, 3] * 10, "branch": [HOSTILE, "[x](http://y)", "# C"] * 20}
    odd = report(assess(study_from_toml(TINY), data), language=language, form="markdown")
    assert "<script" not in odd.replace("\\<", "")
    assert "[x](" not in odd
    with pytest.raises(InvalidValueError, match="'html', 'markdown' or 'xlsx'"):
        report(example, form="pdf")
