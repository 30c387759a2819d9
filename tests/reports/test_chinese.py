"""A Chinese report is Chinese: its words, its punctuation, nothing English that is no name."""

import html
import re

import pytest
from attrs import evolve

from servicekit.catalogue import concepts, frameworks
from servicekit.cli._commands import main
from servicekit.complaints import PROTOCOLS
from servicekit.datasets._example import load_example
from servicekit.reports._html import report
from servicekit.reports._staff_card import staff_card
from servicekit.standards import CAR_AFTER_SALES, FASHION_RETAIL, PROPERTY_SALES
from servicekit.study._assessment import assess
from servicekit.study._toml import study_from_toml

SETS = (CAR_AFTER_SALES, FASHION_RETAIL, PROPERTY_SALES)
HAN = "[\u4e00-\u9fff]"
NEVER = (
    "案例", "绩效", "几率", "保留率", "客龄", "批次", "本库", "显著", "明显", "无法区分", "它", "量表上", "得到的少于"
)  # fmt: skip
NAMES = {
    "A", "AAPOR", "ACSI", "BG", "Basu", "Benjamini", "C", "CES", "CSAT", "Cronbach", "Dick", "ECSI", "Erlang",
    "Fieller", "Firth", "Gamma", "Grubbs", "HC", "Hochberg", "Holm", "Johnson", "KANO", "Kaplan", "Koopman",
    "Krippendorff", "LMG", "Laney", "MOVER", "Meier", "NBD", "NPS", "P", "PLS", "Poisson", "R", "SUS", "Shapley",
    "Tango", "UA", "UEQ", "UMUX", "Wilson",
    "delta", "gamma", "log", "mid", "n", "p", "t",
}  # fmt: skip


@pytest.fixture(scope="module")
def page():
    found = load_example()
    return report(assess(found.study, found.survey, **found.tables), language="zh")


def shown(page):
    body = re.sub(
        r"<style.*?</style>|<script.*?</script>|<li>[^<]*?\((?:\d{4}|n\.d\.)\)[^<]*</li>", "", page, flags=re.S
    )
    return [html.unescape(text).strip() for text in re.findall(r">([^<>]+)<", body) if text.strip()]


@pytest.fixture(scope="module")
def texts(page):
    return shown(page)


def test_words_that_mislead_are_not_used(texts):
    found = {word: text for word in NEVER for text in texts if word in text}
    assert found == {}
    passive = [text for text in texts if "被" in text.replace("被动者", "")]
    assert passive == []


def test_punctuation_around_chinese_is_chinese(texts):
    assert [text for text in texts if re.search(f"{HAN}[,;:()]|[,;:()]{HAN}", text)] == []
    assert [text for text in texts if re.search(f"{HAN} \\d|\\d {HAN}", text)] == []
    assert [text for text in texts if "[" in text or "n =" in text] == []


def english(texts):
    """Return the words that are neither names nor from the data, with the text in which each stands."""
    values = {"H", "Harbour", "North", "Station", "Canal", "Market"}
    allowed = NAMES | values | {part for name in load_example().survey for part in re.findall("[A-Za-z]+", name)}
    return {word: text for text in texts for word in re.findall("[A-Za-z]+", text) if word not in allowed}


def test_no_english_reaches_a_chinese_reader(texts):
    assert english(texts) == {}


def constant(survey):
    return {name: [next((v for v in column if v is not None), None)] * len(column) for name, column in survey.items()}


def empty(survey):
    kept = ("id", "branch", "wave", "weight")
    return {name: column if name in kept else [None] * len(column) for name, column in survey.items()}


ODD = {
    "constant": constant,
    "empty": empty,
    "one of each": lambda survey: {name: column[:1] for name, column in survey.items()},
    "three": lambda survey: {name: column[:3] for name, column in survey.items()},
}
SHORT = """
[complaints.columns]
opened = "开始"
resolved = "解决"
[waits.columns]
waited = "等待"
[audits.columns]
site = "网点"
standard = "标准"
result = "结果"
[churn]
tenure = "时长"
churned = "流失"
left = ["yes"]
unit = "月"
"""


@pytest.mark.parametrize("world", list(ODD))
def test_no_english_where_there_is_nothing_to_compute(world):
    example = load_example()
    survey = ODD[world]({name: plain(column) for name, column in example.survey.items()})
    found = assess(evolve(example.study, resamples=20), survey)
    assert found.not_run
    assert english(shown(report(found, language="zh"))) == {}


@pytest.mark.parametrize("rows", (1, 3))
def test_no_english_where_tables_are_short(rows):
    tables = {
        "complaints": {"开始": ["2024-01-01T10:00:00"] * rows, "解决": ["2024-01-02T10:00:00"] * rows},
        "waits": {"等待": [60.0] * rows},
        "audits": {"网点": ["甲"] * rows, "标准": ["问候"] * rows, "结果": ["yes"] * rows},
        "churn": {"时长": [12.0] * rows, "流失": ["no"] * rows},
    }
    found = assess(study_from_toml(SHORT), **tables)
    assert {part.key for part in found.parts} == {"complaints", "waits", "compliance", "churn"}
    assert english(shown(report(found, language="zh"))) == {}


def plain(column):
    return column.tolist() if hasattr(column, "tolist") else list(column)


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


def test_a_report_has_one_word_for_the_customer(texts):
    of_frameworks = {concept.label.zh for concept in concepts()} | {each.title.zh for each in frameworks()}
    apart = sorted((name for name in of_frameworks if "客户" in name), key=len, reverse=True)
    found = []
    for text in texts:
        rest = re.sub("|".join(map(re.escape, apart)), "", text)
        if "客户" in rest and not re.search(r"\((?:\d{4}|n\.d\.)\)", text):
            found.append(text)
    assert found == []


def test_what_is_forbidden_says_so():
    for protocol in PROTOCOLS.values():
        lines = staff_card(protocol, language="zh").splitlines()
        for step in protocol.prohibitions:
            line = next(each for each in lines if step.label.zh in each)
            assert line.startswith(("✗", "不"))


def test_a_unit_after_a_number_is_a_measure_word():
    for standard in (each for standards in SETS for each in standards):
        for language in ("en", "zh"):
            words = standard.target(language)
            assert not re.search(r"\d ?(?:比例|是否|share|yes or no)", words), words
