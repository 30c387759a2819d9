"""The report is one safe offline page that says the same in both languages."""

import re
from html.parser import HTMLParser

import pytest

from servicekit.datasets._example import example_study, example_survey
from servicekit.foundation._errors import InvalidValueError
from servicekit.reports._html import report
from servicekit.study._assessment import assess
from servicekit.study._figures import figures_of
from servicekit.study._toml import study_from_toml

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
