"""A Chinese report is Chinese: its words, its punctuation, nothing English that is no name."""

import html
import re

import pytest

from servicekit.cli._commands import main
from servicekit.datasets._example import load_example
from servicekit.reports._html import report
from servicekit.study._assessment import assess

HAN = "[\u4e00-\u9fff]"
NEVER = (
    "案例", "绩效", "几率", "保留率", "客龄", "批次", "本库", "显著", "明显", "无法区分", "它", "量表上", "得到的少于"
)  # fmt: skip
NAMES = {
    "A", "AAPOR", "BG", "Basu", "Benjamini", "CES", "CSAT", "Cronbach", "Dick", "Fieller", "HC", "Hochberg", "Holm",
    "Johnson", "KANO", "Kaplan", "LMG", "MOVER", "Meier", "NBD", "NPS", "P", "PLS", "R", "SUS", "Shapley", "Tango",
    "UA", "UEQ", "UMUX", "Wilson",
    "delta", "gamma", "log", "mid", "n", "p", "t",
}  # fmt: skip


@pytest.fixture(scope="module")
def page():
    found = load_example()
    return report(assess(found.study, found.survey, **found.tables), language="zh")


@pytest.fixture(scope="module")
def texts(page):
    body = re.sub(
        r"<style.*?</style>|<script.*?</script>|<li>[^<]*?\((?:\d{4}|n\.d\.)\)[^<]*</li>", "", page, flags=re.S
    )
    return [html.unescape(text).strip() for text in re.findall(r">([^<>]+)<", body) if text.strip()]


def test_words_that_mislead_are_not_used(texts):
    found = {word: text for word in NEVER for text in texts if word in text}
    assert found == {}
    passive = [text for text in texts if "被" in text.replace("被动者", "")]
    assert passive == []


def test_punctuation_around_chinese_is_chinese(texts):
    assert [text for text in texts if re.search(f"{HAN}[,;:()]|[,;:()]{HAN}", text)] == []
    assert [text for text in texts if re.search(f"{HAN} \\d|\\d {HAN}", text)] == []
    assert [text for text in texts if "[" in text or "n =" in text] == []


def test_no_english_reaches_a_chinese_reader(texts):
    example = load_example()
    survey = example.survey
    columns = {*survey} if isinstance(survey, dict) else set(survey.columns)
    values = {"H", "Harbour", "North", "Station", "Canal", "Market"}
    allowed = NAMES | values | {part for name in columns for part in re.findall("[A-Za-z]+", name)}
    strange = {word: text for text in texts for word in re.findall("[A-Za-z]+", text) if word not in allowed}
    assert strange == {}


def test_every_table_and_picture_has_a_chinese_title(page):
    titles = re.findall(r"<caption>([^<]*)</caption>|<h3>([^<]*)</h3>", page)
    assert titles
    assert [title for pair in titles for title in pair if title and not re.search(HAN, title)] == []


def test_sentences_can_be_read_in_one_breath(page):
    said = re.findall(r'<p class="claim"[^>]*>(.*?)</p>', page)
    long = []
    for sentence in said:
        parts = re.split("[。；]", re.sub("<[^>]*>", "", sentence))
        long += [part for part in parts if len(re.findall(HAN, part)) > 60]
    assert long == []


def test_the_command_says_nothing_on_the_side(tmp_path, capsys):
    assert main(["demo", "--language", "zh", "--report", str(tmp_path / "r.html")]) == 0
    assert "Glyph" not in capsys.readouterr().err
