"""The command line takes the tables beside a survey, with a survey or without one."""

import json

import pytest

from servicekit.cli._commands import main
from servicekit.datasets._example import write_example

BOTH = """
[scales.five]
low = 1
high = 5
[questions.overall]
column = "overall"
kind = "csat"
scale = "five"
[transactions]
customer = "customer"
date = "date"
"""


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    return write_example(tmp_path_factory.mktemp("tables"))


def test_a_table_is_assessed_without_a_survey(example, tmp_path, capsys):
    _, study, transactions = example[:3]
    page, figures = tmp_path / "r.html", tmp_path / "r.json"
    arguments = ["--study", str(study), "--report", str(page), "--json", str(figures)]
    assert main(["assess", "--transactions", str(transactions), *arguments]) == 0
    found = json.loads(figures.read_text(encoding="utf-8"))["evidence"]
    assert [part["evidence"]["key"] for part in found["parts"]] == ["customers"]
    assert "loyal customers" in capsys.readouterr().out


def test_a_survey_and_a_table_are_assessed_together(example, tmp_path):
    survey, _, transactions = example[:3]
    study, figures = tmp_path / "s.toml", tmp_path / "r.json"
    study.write_text(BOTH, encoding="utf-8")
    files = [str(survey), "--transactions", str(transactions)]
    assert main(["assess", *files, "--study", str(study), "--report", str(tmp_path / "r"), "--json", str(figures)]) == 0
    keys = [part["evidence"]["key"] for part in json.loads(figures.read_text(encoding="utf-8"))["evidence"]["parts"]]
    assert keys == ["measures", "customers"]


def test_nothing_to_assess_says_what_may_be_given(example, capsys):
    assert main(["assess", "--study", str(example[1])]) == 1
    err = capsys.readouterr().err
    assert "nothing to assess" in err
    for name in ("complaints", "transactions", "audits", "waits"):
        assert f"--{name}" in err


def test_a_table_that_is_not_there_is_refused_by_name(example, capsys):
    assert main(["assess", "--waits", "no-such-file.csv", "--study", str(example[1])]) == 1
    assert "no-such-file.csv" in capsys.readouterr().err


def test_a_table_the_study_does_not_describe_is_no_success_and_is_told(example, tmp_path, capsys):
    transactions = example[2]
    study, page = tmp_path / "s.toml", tmp_path / "r.html"
    study.write_text('title = "Nothing said"\n', encoding="utf-8")
    assert main(["assess", "--transactions", str(transactions), "--study", str(study), "--report", str(page)]) == 1
    assert "no [transactions] in the study" in capsys.readouterr().err
    assert not page.exists()


def test_a_log_with_ratings_is_survey_and_log_and_says_what_it_left_out(tmp_path, capsys):
    rows = [
        f"{row},{1 + row % 28:02}.01.2024,{1 + row % 28:02}.02.2024,{'abc'[row % 3]},{1 + row % 5}" for row in range(60)
    ]
    rows[0] = "0,05.02.2024,01.01.2024,a,3"
    file, study, page = tmp_path / "cases.csv", tmp_path / "s.toml", tmp_path / "r.md"
    file.write_text("\n".join(["Case,Opened,Closed,Subject,Satisfaction with handling", *rows]), encoding="utf-8")
    assert main(["draft", str(file), "--out", str(study)]) == 0
    assert main(["assess", str(file), "--study", str(study), "--report", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert "Satisfaction with handling: " in text.splitlines()[2]  # as the log calls it
    assert "Rows not counted: 1 that end before they begin." in text
    assert "**Time to resolve (days)**" in text
    assert "| Half of the cases are resolved within | 31 |" in text
    capsys.readouterr()


def test_a_refusal_says_what_to_write_in_the_study_and_a_log_asks_nobody(tmp_path, capsys):
    file, study, page = tmp_path / "calls.csv", tmp_path / "s.toml", tmp_path / "r.md"
    seconds = [-5, *range(1, 60)]
    file.write_text("\n".join(["Seconds waited", *map(str, seconds)]), encoding="utf-8")
    said = '[waits]\n[waits.columns]\nwaited = "Seconds waited"\n'
    study.write_text(said, encoding="utf-8")
    assert main(["assess", str(file), "--study", str(study), "--report", str(page)]) == 1
    assert 'invalid = "omit" at the top of the study counts them' in capsys.readouterr().err
    assert main(["assess", str(file), "--study", str(study), "--report", str(page), "--language", "zh"]) == 1
    assert "在方案文件开头写" in capsys.readouterr().err
    study.write_text('invalid = "omit"\n' + said, encoding="utf-8")
    assert main(["assess", str(file), "--study", str(study), "--report", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert "were asked" not in text
    assert "| Measure | Value | Interval | Number |" in text
    assert "Erlang" not in text, "no method of what was not computed"
