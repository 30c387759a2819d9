"""Help, refusals and wrong calls are in the language of whoever calls."""

import re

import pytest

from servicekit.cli._commands import main
from servicekit.cli._spoken import KINDS, in_chinese, language_of
from servicekit.cli._words import COMMANDS, HELPS, TABLES
from servicekit.foundation import ServiceKitError

HAN = "[\u4e00-\u9fff]"


@pytest.fixture(autouse=True)
def no_locale(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("arguments", "environment", "spoken"),
    (
        ([], {}, "en"),
        (["--language", "zh"], {}, "zh"),
        (["demo", "--language=zh"], {}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        (["--language", "en"], {"LANG": "zh_CN.UTF-8"}, "en"),
        (["--language"], {}, "en"),
        (["--language", "fr"], {"LANG": "zh_TW"}, "zh"),
    ),
)
def test_the_call_says_the_language_else_the_locale(arguments, environment, spoken):
    assert language_of(arguments, environment) == spoken


@pytest.mark.parametrize("command", ((), *((name,) for name in COMMANDS)))
def test_chinese_help_has_no_english_sentence(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--language", "zh", *command, "--help"])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert out.startswith("用法：")
    assert not re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", out)


@pytest.mark.parametrize("words", (*COMMANDS.values(), *TABLES.values(), *HELPS.values()))
def test_every_help_is_in_both_languages(words):
    assert re.search(HAN, words.zh)
    assert not re.search(HAN, words.en)


@pytest.mark.parametrize(
    "call", (["assess"], ["frob"], ["demo", "--frob"], ["demo", "--language"], ["assess", "x", "--header-row", "a"])
)
def test_a_wrong_call_is_told_in_chinese(call, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--language", "zh", *call])
    assert ended.value.code == 2
    told = capsys.readouterr().err.splitlines()[-1]
    assert re.search(f"错误：{HAN}", told)


def test_a_wrong_call_that_nobody_said_in_chinese_is_told_as_it_is():
    assert in_chinese("something new") == "something new"


def test_a_refusal_says_its_kind_in_chinese(capsys, monkeypatch):
    assert main(["--language", "zh", "assess", "x", "--study", "none.toml"]) == 1
    assert capsys.readouterr().err.startswith("servicekit：文件或记录无法读取：")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert main(["check", "x", "--study", "none.toml"]) == 1
    assert "文件或记录无法读取" in capsys.readouterr().err


def test_every_kind_of_refusal_has_chinese_words():
    def below(kind):
        return [kind, *(each for one in kind.__subclasses__() for each in below(one))]

    codes = {kind.code for kind in below(ServiceKitError) if kind.__module__.startswith("servicekit")}
    assert codes - {"SK000"} <= set(KINDS)
