"""Help, refusals and wrong calls are in the language of whoever calls."""

import re

import pytest

from servicekit.cli._commands import main
from servicekit.cli._spoken import KINDS, in_chinese, language_of, refusal
from servicekit.cli._words import COMMANDS, HELPS, TABLES
from servicekit.foundation import RecordError, ServiceKitError

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


def test_a_missing_study_is_told_in_one_sentence_with_what_to_do(capsys):
    for language, told in (("en", "a study is needed"), ("zh", "缺少说明各列含义的调查方案")):
        with pytest.raises(SystemExit) as ended:
            main(["assess", "survey.csv", "--language", language])
        assert ended.value.code == 2
        (said,) = capsys.readouterr().err.splitlines()
        assert told in said
        assert "--study study.toml" in said
        assert "servicekit draft" in said


def test_a_refusal_is_told_in_the_language_of_the_call(capsys, monkeypatch):
    assert main(["--language", "zh", "assess", "x", "--study", "none.toml"]) == 1
    assert capsys.readouterr().err == "servicekit：没有这个调查方案文件：'none.toml' [SK105]\n"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert main(["check", "x", "--study", "none.toml"]) == 1
    assert "没有这个调查方案文件" in capsys.readouterr().err


def test_a_refusal_that_nobody_said_in_chinese_names_its_kind():
    assert refusal(ServiceKitError("all is lost"), "zh") == "servicekit：all is lost [SK000]"
    assert refusal(RecordError("all is lost"), "zh") == "servicekit：文件或记录无法读取：all is lost [SK105]"


STUDY = '[scales.five]\nlow = 1\nhigh = 5\n[questions.q]\ncolumn = "q1"\nkind = "csat"\nscale = "five"\n'
STUDIES = (
    "x = ",
    "[[",
    'a = "',
    "[questions.q]\ncolumn = 3",
    STUDY.replace("csat", "csatt"),
    "[questionz]",
    "report = 5",
    STUDY.replace("high = 5", "high = 1"),
    STUDY.replace('"five"', '"six"'),
    STUDY.replace("q1", "q2"),
    "",
    STUDY + "[design]\nweights = 3\n",
    STUDY + 'wave = "w"\n',
    STUDY.replace('"csat"', '"nps"'),
    STUDY + "[report]\nworth_knowing = -1\n",
    STUDY + "[loyalty.evidence]\nlikes = 1\n",
    STUDY + "[expectations]\n",
    STUDY + "[what_if.changes]\n",
    STUDY + "[[actions]]\n",
    'groups = ["nowhere"]\n' + STUDY,
    "level = 95\n" + STUDY,
    "resamples = 1\n" + STUDY,
)
FILES = {
    "off.csv": b"q1,branch\n5,A\n9,B\n",
    "other.csv": b"q2,branch\n5,A\n",
    "empty.csv": b"",
    "ragged.csv": b"q1,b\n5\n",
    "bytes.csv": bytes(range(1, 256)) * 4,
    "zip.csv": b"PK\x03\x04" + b"0" * 50,
    "nul.csv": b"q1\n5\0\n",
    "words.csv": b"q1\ngood\nbad\n",
    "mixed.csv": b"q1\n5\ngood\n",
    "gap.csv": b"q1,q1\n5,4\n",
    "quote.csv": b'q1\n"5\n4\n',
    "a.parquet": b"PAR1",
    "a.arrow": b"ARROW1",
    "a.sav": b"$FL2",
    "a.dta": b"<stata",
    "a.xlsx": b"PK\x03\x04",
    "a.doc": b"x",
    "none.csv": b"q1\n\n\n",
    "header.csv": b"q1\n",
}


@pytest.mark.parametrize("language", ("en", "zh"))
@pytest.mark.parametrize("study", STUDIES)
def test_no_bad_study_is_told_in_another_language(study, language, tmp_path, capsys):
    (tmp_path / "study.toml").write_text(study, encoding="utf-8")
    (tmp_path / "survey.csv").write_text("q1,branch\n5,A\n4,B\n2,B\n", encoding="utf-8")
    check_told(["check", str(tmp_path / "survey.csv"), "--study", str(tmp_path / "study.toml")], language, capsys)


@pytest.mark.parametrize("language", ("en", "zh"))
@pytest.mark.parametrize("name", FILES)
def test_no_bad_file_is_told_in_another_language(name, language, tmp_path, capsys):
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    (tmp_path / name).write_bytes(FILES[name])
    call = [str(tmp_path / name), "--study", str(tmp_path / "study.toml"), "--report", str(tmp_path / "r.html")]
    check_told(["assess", *call], language, capsys)


def check_told(call, language, capsys):
    if main([*call, "--language", language]) == 0:
        return
    told = re.sub(
        r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|“[^”]*”|[\x21-\x7e]*[.][\x21-\x7e]+", "", capsys.readouterr().err
    )
    if language == "zh":
        assert re.search(HAN, told)
        assert not re.search(r"[A-Za-z]{3,}[ ,;:]+[a-z]{3,}", told), told
    else:
        assert not re.search(HAN, told)


def test_every_kind_of_refusal_has_chinese_words():
    def below(kind):
        return [kind, *(each for one in kind.__subclasses__() for each in below(one))]

    codes = {kind.code for kind in below(ServiceKitError) if kind.__module__.startswith("servicekit")}
    assert codes - {"SK000"} <= set(KINDS)


@pytest.mark.parametrize(("language", "key"), (("en", "write text = true at the top"), ("zh", "写 text = true（方案")))
def test_numbers_kept_as_text_are_told_by_the_key_of_the_study(language, key, tmp_path, capsys):
    (tmp_path / "a.csv").write_text("overall\n5\n4\nnot sure\n", encoding="utf-8")
    study = '[scales.s]\nlow = 1\nhigh = 5\n[questions.q]\ncolumn = "overall"\nkind = "csat"\nscale = "s"\n'
    (tmp_path / "s.toml").write_text(study, encoding="utf-8")
    call = ["assess", str(tmp_path / "a.csv"), "--study", str(tmp_path / "s.toml"), "--language", language]
    assert main([*call, "--report", str(tmp_path / "r.html")]) != 0
    said = capsys.readouterr().err
    assert key in said
    assert "InputPolicy" not in said
