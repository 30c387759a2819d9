"""What must not stand in a file that is published: paths of one machine and addresses of package registries."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
FOLDERS = ("root", "work", "farm", "home/[a-z]+", "opt/venvs", "Users/[A-Za-z]+")
PATHS = re.compile(r"(?<![\w.~/$}*-])/(" + "|".join(FOLDERS) + r")/")
REGISTRIES = re.compile(r"pypi\.org|pythonhosted\.org|registry\.npm|index-url|/simple/")


def tracked() -> list[Path]:
    if not shutil.which("git") or not (PROJECT / ".git").exists():
        pytest.skip("the files of a release are not tracked")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    return [PROJECT / name for name in listed.split("\0") if name and (PROJECT / name).is_file()]


def found(pattern: re.Pattern[str]) -> list[str]:
    lines = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        if "\0" not in text and path != Path(__file__).resolve():
            lines += [f"{path.name}: {match.group()}" for match in pattern.finditer(text)]
    return lines


def test_no_path_of_a_machine_is_published():
    assert found(PATHS) == []


def test_no_address_of_a_registry_is_published():
    assert found(REGISTRIES) == []


@pytest.mark.parametrize("name", ("uv.lock", "poetry.lock", "pylock.toml", ".python-version"))
def test_no_lock_that_names_hosts_is_published(name):
    assert PROJECT / name not in tracked()
