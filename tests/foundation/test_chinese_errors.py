"""What errors say in Chinese: nothing English is left where people meet them, and no figure or name is lost."""

import ast
import pickle
import re
from pathlib import Path

import pytest

import servicekit as sk
from servicekit.foundation import _chinese_errors as chinese

ROOT = Path(sk.__file__).parent
ERRORS = {"InvalidValueError", "NotEnoughDataError", "RecordError", "MissingExtraError", "UnknownConceptError"}
QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|pip install")
ENGLISH = re.compile(r"[A-Za-z]{2,}[ ,;:]+[a-z]{2,}")


def modules():
    """Yield every module that has an error to say."""
    for path in sorted(ROOT.rglob("*.py")):
        if any(name in path.read_text(encoding="utf-8") for name in ERRORS):
            yield path


def sample(node):
    """Return a text of the source with 7 in each gap; None where the source holds no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
    return None


def said_in(tree):
    """Yield the texts of each error: name, rule, place and advice, or the whole message."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
            spots = {"InvalidValueError": (0, 1, 3, 4)}.get(node.func.id, (0,))
            given = [node.args[spot] for spot in spots if spot < len(node.args)]
            for part in (*given, *(word.value for word in node.keywords if word.arg in ("hint", "where"))):
                if (text := sample(part)) is not None:
                    yield text


def left_in_english(said):
    return ENGLISH.search(QUOTED.sub("", said)) is not None


@pytest.mark.parametrize("path", tuple(modules()), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_everything_that_people_may_do_wrong_is_said_in_chinese(path):
    wrong = [
        text for text in said_in(ast.parse(path.read_text(encoding="utf-8"))) if ENGLISH.search(QUOTED.sub("", text))
    ]
    assert [text for text in wrong if left_in_english(chinese.in_chinese(text))] == []


def test_no_entry_of_the_table_is_left_in_english_or_loses_a_gap():
    words = chinese._words()
    assert len(words) > 400
    for english, said in words.items():
        assert not re.search("[\u4e00-\u9fff]", english)
        assert set(re.findall(r"\{(\d)", said)) <= set(re.findall(r"\{(\d)", english)), english
        assert not re.search("[\u4e00-\u9fff][,;:()]|[,;:()][\u4e00-\u9fff]", said), said
        assert not re.search("显著|明显|案例|绩效|本库", said), said


def broken():
    with pytest.raises(sk.ServiceKitError) as caught:
        sk.net_promoter_score([3, 11, 5])
    return caught.value


def test_an_error_has_both_languages_and_keeps_its_figures():
    error = broken()
    assert error.text() == str(error) == error.message
    assert error.text("zh") == "回答应为0至10的整数，实际为[11]（列'answers'，行号1（从0数））"
    assert sorted(re.findall(r"\d+", error.text("zh").replace("从0数", ""))) == sorted(re.findall(r"\d+", str(error)))


def test_it_says_the_same_in_chinese_after_it_has_crossed_processes():
    error = broken()
    assert pickle.loads(pickle.dumps(error)).text("zh") == error.text("zh")
    problems = [sk.foundation.Label("two left", "还剩两处")]
    several = sk.foundation.NotEnoughDataError("there is no figure to report: the study lacks; two left", problems)
    assert pickle.loads(pickle.dumps(several)).text("zh") == several.text("zh")
    assert several.text("zh") == "没有可以报告的数值，调查方案还缺少：还剩两处"
    assert several.problems == ("two left",)


def test_words_of_the_data_are_never_translated():
    with pytest.raises(sk.ServiceKitError) as caught:
        sk.net_promoter_score(["none", "dates", "7 or 8"])
    assert "'none'" in caught.value.text("zh")


@pytest.mark.parametrize(
    ("error", "said"),
    (
        (sk.foundation.MissingColumnError(["recomend"], ["recommend"]), "数据中没有列'recomend'；是否指'recommend'？"),
        (sk.foundation.MissingColumnError(["x"], ["a", "b"]), "数据中没有列'x'；数据中的列有['a'、'b']"),
        (
            sk.foundation.UnknownConceptError("part of an assessment", "waits", ["waves"]),
            "没有名为'waits'的报告部分；是否指'waves'？可选：waves",
        ),
        (
            sk.foundation.InvalidValueError("share", "a share from 0 to 1", 62, hint="did you mean 0.62?"),
            "share应为0至1的比例，实际为62；是否指0.62？",
        ),
        (
            sk.foundation.InvalidValueError("columns", "of the same length", "a: 1, b: 2"),
            "列须长度相同，实际为'a: 1, b: 2'",
        ),
        (sk.foundation.InvalidValueError("x", "a rule nobody translated", 1), "x应为a rule nobody translated，实际为1"),
    ),
)
def test_each_kind_reads_as_a_chinese_sentence(error, said):
    assert error.text("zh") == said


SURVEY = {"q": [5, 4, 3, 2], "b": [*"aabb"]}


@pytest.mark.parametrize(
    ("call", "said"),
    (
        (lambda: sk.top_box(SURVEY, "q", scale=sk.LIKERT_5, boxes=5), "小于答案个数5的数"),
        (lambda: sk.compare(sk.top_box(SURVEY, "q", scale=sk.LIKERT_5, by="b"), pairs="some"), "成对名称的列表"),
        (lambda: sk.foundation.dumps(sk.top_box(SURVEY, "q", scale=sk.LIKERT_5, by="b")), "不能存为记录"),
        (lambda: sk.plots.plot({}), "没有可以画出的数值"),
    ),
)
def test_what_people_ask_of_a_room_is_refused_in_chinese(call, said):
    with pytest.raises(sk.ServiceKitError) as caught:
        call()
    assert said in caught.value.text("zh")
    assert not left_in_english(caught.value.text("zh"))


def test_another_language_is_refused():
    with pytest.raises(sk.foundation.InvalidValueError):
        broken().text("fr")
