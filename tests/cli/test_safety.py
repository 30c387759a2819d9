"""The command line loses nothing of the user's, says every problem, and speaks on any terminal."""

import io
import sys

import pytest

from servicekit.cli import _commands
from servicekit.cli._commands import main
from servicekit.datasets._example import write_example
from servicekit.foundation._errors import InvalidValueError

STUDY = """
groups = ["branch"]
[scales.five]
low = 1
high = 5
[questions.overall]
column = "overall"
kind = "csat"
scale = "five"
"""


@pytest.fixture
def survey(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"{1 + row % 5},{'AB'[row % 2]}\n" for row in range(40))
    (tmp_path / "d.csv").write_text(f"overall,branch\n{rows}", encoding="utf-8")
    (tmp_path / "s.toml").write_text(STUDY, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "command",
    (
        "assess d.csv --study s.toml --report d.csv",
        "assess d.csv --study s.toml --report d.csv --force",
        "assess d.csv --study s.toml --report ./s.toml --force",
        "assess d.csv --study s.toml --json s.toml --force",
        "assess d.csv --study s.toml --json d.csv",
        "assess d.csv --study s.toml --report both --json both",
        "assess d.csv --study s.toml --report kept.txt",
        "draft d.csv --out d.csv --force",
        "draft d.csv --out s.toml",
        "demo --folder taken",
    ),
)
def test_nothing_that_is_there_is_lost(survey, capsys, command):
    (survey / "kept.txt").write_text("mine")
    (survey / "taken").mkdir()
    (survey / "taken" / "survey.csv").write_text("mine")
    before = {**whole_files(survey), **whole_files(survey / "taken")}
    assert main(command.split()) == 1
    assert "the output must be" in capsys.readouterr().err
    assert {**whole_files(survey), **whole_files(survey / "taken")} == before


def whole_files(folder):
    return {str(path): path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_force_replaces_what_is_no_input(survey):
    assert main(["draft", "d.csv", "--out", "s.toml", "--force"]) == 0
    assert "overall" in (survey / "s.toml").read_text(encoding="utf-8")
    (survey / "report.html").write_text("old")
    (survey / "s.toml").write_text(STUDY)
    assert main(["assess", "d.csv", "--study", "s.toml"]) == 0
    assert "<html" in (survey / "report.html").read_text(encoding="utf-8")


def test_the_example_is_not_written_over_other_files(tmp_path):
    first = write_example(tmp_path)
    assert write_example(tmp_path) == first
    first[1].write_text("mine")
    with pytest.raises(InvalidValueError, match=r"study\.toml"):
        write_example(tmp_path)
    write_example(tmp_path, replace=True)


def test_check_tells_every_problem_on_a_line_of_its_own_with_the_nearest_name(survey, capsys):
    assert main(["check", "d.csv", "--study", "s.toml"]) == 0
    assert "40 rows" in capsys.readouterr().out
    faulty = STUDY.replace('column = "overall"', 'column = "overal"').replace('["branch"]', '["brnch"]')
    (survey / "s.toml").write_text(faulty.replace('scale = "five"', 'scale = "fiev"'), encoding="utf-8")
    assert main(["check", "d.csv", "--study", "s.toml"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("servicekit: the study does not fit the data, 3 problems")
    assert lines[1:] == [
        "- scale 'fiev' is not declared; did you mean 'five'?",
        "- the data have no column 'brnch'; did you mean 'branch'?",
        "- the data have no column 'overal'; did you mean 'overall'?",
    ]
    assert {path.name for path in survey.iterdir()} == {"d.csv", "s.toml"}


def test_problems_of_the_study_and_of_the_answers_come_together(survey, capsys):
    (survey / "d.csv").write_text("overall,branch,speed\n9,A,1\n4,B,7\n")
    more = '[drivers]\noutcome = "overall"\noutcome_scale = "five"\ndrivers = ["speed", "staff"]\nscale = "five"\n'
    (survey / "s.toml").write_text(STUDY + more)
    assert main(["check", "d.csv", "--study", "s.toml"]) == 1
    told = capsys.readouterr().err
    assert "3 problems" in told
    assert "'staff'" in told
    assert told.count("whole numbers from 1 to 5") == 2


def test_fields_that_a_study_does_not_have_are_told_with_the_nearest(survey, capsys):
    (survey / "s.toml").write_text(STUDY.replace("groups", "group") + '\n[question.nps]\ncolumn = "x"\n')
    assert main(["check", "d.csv", "--study", "s.toml"]) == 1
    told = capsys.readouterr().err
    assert "'group', did you mean 'groups'?" in told
    assert "'question', did you mean 'questions'?" in told


def test_an_assessment_without_a_figure_is_no_success(survey, capsys):
    (survey / "s.toml").write_text('groups = ["branch"]\n', encoding="utf-8")
    assert main(["assess", "d.csv", "--study", "s.toml"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert "no figure" in lines[0]
    assert len(lines) > 3
    assert not (survey / "report.html").exists()


def test_no_answer_at_all_is_no_success_either(survey, capsys):
    (survey / "d.csv").write_text("overall,branch\n,A\n,B\n")
    assert main(["assess", "d.csv", "--study", "s.toml"]) == 1
    assert "no figure" in capsys.readouterr().err


def test_ctrl_c_is_one_line(survey, capsys, monkeypatch):
    def stopped(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(_commands, "_read", stopped)
    assert main(["assess", "d.csv", "--study", "s.toml"]) == 130
    assert capsys.readouterr().err == "servicekit: stopped\n"


@pytest.mark.parametrize("encoding", ("cp1252", "ascii", "gb18030", "latin-1", "utf-8"))
def test_any_terminal_can_be_spoken_to(survey, monkeypatch, encoding):
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    assert main(["glossary", "容忍区", "--language", "zh"]) == 0
    assert main(["assess", "d.csv", "--study", "s.toml", "--language", "zh"]) == 0
    assert main(["check", "满意\u2028.csv", "--study", "s.toml"]) == 1
    out.flush()
    said = out.buffer.getvalue().decode("utf-8" if encoding == "ascii" else encoding)
    assert (r"\u5bb9\u5fcd\u533a" if encoding in ("cp1252", "latin-1") else "容忍区") in said
