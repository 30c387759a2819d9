"""The command line speaks Chinese whatever the locale of the machine says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from servicekit import __file__ as package

COMMAND = "import sys; from servicekit.cli._commands import main; raise SystemExit(main(sys.argv[1:]))"
LOCALES = {
    "C": {"LC_ALL": "C"},
    "C without Python's help": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "Western Europe": {"PYTHONIOENCODING": "latin-1"},
}


def said(arguments, folder, locale):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    path = str(Path(package).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments],
        cwd=folder,
        env=kept | {"PYTHONPATH": path} | LOCALES[locale],
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("locale", LOCALES)
def test_the_glossary_is_printed(tmp_path, locale):
    code, out, _ = said(["glossary", "empathy", "--language", "zh"], tmp_path, locale)
    text = out.decode("latin-1" if locale == "Western Europe" else "utf-8")
    assert code == 0
    assert ("\\u79fb" if locale == "Western Europe" else "移情性") in text


def test_a_file_with_chinese_columns_is_drafted_and_a_refusal_is_told(tmp_path):
    (tmp_path / "survey.csv").write_text("城市,满意度\n北京,5\n上海,4\n北京,3\n", encoding="utf-8")
    code, out, errors = said(["draft", "survey.csv"], tmp_path, "C without Python's help")
    assert (code, errors) == (0, b"")
    assert "满意度" in out.decode()
    code, _, errors = said(["draft", "没有.csv"], tmp_path, "C without Python's help")
    assert code == 1
    assert errors.startswith(b"servicekit: ")
    assert b"Traceback" not in errors
