"""The command line reads, calls one public function and renders; refusals are one line and exit code 1."""

import io
import json
import runpy
import sys
from pathlib import Path

import pytest

import servicekit
from servicekit.cli._commands import main
from servicekit.cli._terminal import Progress
from servicekit.datasets._example import write_example
from servicekit.foundation._vocabulary import Label
from servicekit.study._toml import study_from_toml


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    return write_example(tmp_path_factory.mktemp("example"))[:2]


def test_assess_writes_a_report_and_figures(example, tmp_path, capsys):
    survey, study = example
    report, figures = tmp_path / "r.html", tmp_path / "r.json"
    kept = tmp_path / "r.parquet"
    outputs = ["--report", str(report), "--json", str(figures), "--results", str(kept)]
    assert main(["assess", str(survey), "--study", str(study), *outputs]) == 0
    assert pytest.importorskip("pyarrow.parquet").read_table(kept).num_rows > 50
    assert "Service centres" in report.read_text(encoding="utf-8")
    assert json.loads(figures.read_text(encoding="utf-8"))["measure"] == "Assessment"
    out, err = capsys.readouterr()
    assert str(report) in out
    assert err == ""


def test_demo_speaks_chinese(tmp_path, capsys):
    report = tmp_path / "r.html"
    folder = tmp_path / "example"
    assert main(["demo", "--folder", str(folder), "--report", str(report), "--language", "zh"]) == 0
    assert '<html lang="zh-Hans">' in report.read_text(encoding="utf-8")
    said = capsys.readouterr().out
    assert "网点" in said
    assert all(str(path) in said for path in folder.iterdir())


def test_a_refusal_is_one_line_and_exit_code_one(example, tmp_path, capsys):
    survey, _ = example
    study = tmp_path / "bad.toml"
    study.write_text("[scales.five]\nlow = 1\nhigh = 0\n", encoding="utf-8")
    assert main(["assess", str(survey), "--study", str(study)]) == 1
    err = capsys.readouterr().err
    assert err.startswith("servicekit: ")
    assert err.count("\n") == 1


def test_a_wrong_call_is_exit_code_two(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["assess"])
    assert ended.value.code == 2
    assert "a study is needed" in capsys.readouterr().err


def test_a_call_without_a_command_shows_the_help(capsys):
    assert main([]) == 0
    assert "assess" in capsys.readouterr().out


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"servicekit {servicekit.__version__}\n"


def test_the_glossary_can_be_searched_in_either_language(capsys):
    assert main(["glossary", "容忍区", "--language", "zh"]) == 0
    assert "眼睛一亮" in capsys.readouterr().out
    assert main(["glossary", "mystery shopping"]) == 0  # first what computes it, which belongs to no framework
    first = capsys.readouterr().out.partition("\n")[0]
    assert "(servicekit.standards.audit): " in first
    assert main(["glossary", "zzzz"]) == 0
    nothing = capsys.readouterr()
    assert nothing.out == ""
    assert "no concept contains 'zzzz'; try one word" in nothing.err


def test_a_draft_of_the_example_can_be_assessed(example, tmp_path, capsys):
    survey, _ = example
    draft = tmp_path / "draft.toml"
    assert main(["draft", str(survey), "--out", str(draft)]) == 0
    assert f"servicekit assess {survey} --study {draft}" in capsys.readouterr().out
    assert main(["assess", str(survey), "--study", str(draft), "--report", str(tmp_path / "r.html")]) == 0
    capsys.readouterr()
    assert main(["draft", str(survey)]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(draft.read_text(encoding="utf-8"))
    assert study_from_toml(shown) == study_from_toml(draft.read_text(encoding="utf-8"))
    assert "# Check first:" in shown


def test_a_draft_speaks_chinese_and_takes_several_files(example, tmp_path, capsys):
    survey, _ = example
    other = tmp_path / "results.csv"
    other.write_text("year,regular\n0,1000\n1,631\n2,468\n", encoding="utf-8")
    assert main(["draft", str(survey), str(other), "--language", "zh"]) == 0
    assert "请先核对" in capsys.readouterr().out
    cases, draft = tmp_path / "cases.csv", tmp_path / "both.toml"
    days = [f"2024-0{1 + i % 9}-{1 + i % 28:02d}" for i in range(40)]
    rows = [f"{i},{day} 09:00,{day} 15:00,late" for i, day in enumerate(days)]
    cases.write_text("\n".join(["case_id,opened,closed,cause", *rows]), encoding="utf-8")
    assert main(["draft", str(survey), str(cases), "--out", str(draft)]) == 0
    assert f"servicekit assess {survey} --complaints {cases} --study {draft}" in capsys.readouterr().out


def test_a_file_with_nothing_to_assess_is_no_success(tmp_path, capsys):
    results = tmp_path / "results.csv"
    results.write_text("year,regular\n0,1000\n1,631\n2,468\n", encoding="utf-8")
    assert main(["draft", str(results)]) == 1
    assert "nothing in the file" in capsys.readouterr().err
    draft = tmp_path / "draft.toml"
    assert main(["draft", str(results), "--out", str(draft)]) == 1
    assert "Next:" not in capsys.readouterr().out  # nothing that could be run
    assert draft.is_file()


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_shown_where_a_person_watches_and_wiped_afterwards():
    watched, piped = Terminal(), io.StringIO()
    for stream in (watched, piped):
        with Progress(stream, "zh") as progress:
            progress(1, 3, Label("Data quality", "数据质量"))
    assert "[1/3] 数据质量" in watched.getvalue()
    assert watched.getvalue().endswith("\r\033[K")
    assert piped.getvalue() == ""


class Closed(io.StringIO):
    def write(self, text):
        raise BrokenPipeError


def test_a_reader_who_has_seen_enough_is_no_fault(monkeypatch):
    errors = io.StringIO()
    monkeypatch.setattr(sys, "stdout", Closed())
    monkeypatch.setattr(sys, "stderr", errors)
    assert main(["glossary", "empathy"]) == 0
    assert errors.closed


def test_the_package_runs_as_a_module_and_does_nothing_when_it_is_imported(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["servicekit", "--version"])
    runpy.run_module("servicekit.__main__", run_name="imported")
    assert capsys.readouterr().out == ""
    with pytest.raises(SystemExit):
        runpy.run_module("servicekit", run_name="__main__")
    assert capsys.readouterr().out.split() == ["servicekit", servicekit.__version__]


def test_a_table_that_is_no_survey_can_be_drafted_and_assessed_as_it_is(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [f"c{i},{1 + i % 40},{'Yes' if i % 4 == 0 else 'No'}" for i in range(200)]
    Path("customers.csv").write_text("\n".join(["customer_id,tenure,Churn", *rows]), encoding="utf-8")
    assert main(["draft", "customers.csv", "--out", "study.toml"]) == 0
    assert main(["assess", "customers.csv", "--study", "study.toml"]) == 0
    assert Path("report.html").is_file()
