"""Files are written in one step: whatever happens, the old one or the new one is there, whole."""

import errno
import os
import signal
import subprocess
import sys
import time

import pytest

from servicekit.files import _output as output
from servicekit.files._output import check_output, write_text
from servicekit.foundation._errors import InvalidValueError


def test_a_text_is_written_and_nothing_else_is_left(tmp_path):
    path = tmp_path / "报告.html"
    write_text(path, "one")
    write_text(path, "二\n")
    assert path.read_bytes() == "二\n".encode()
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_rights_and_links_are_kept(tmp_path):
    real, link = tmp_path / "real.html", tmp_path / "link.html"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_text(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert real.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("step", ("fsync", "replace"))
def test_a_full_disk_leaves_the_old_file_and_is_told_with_its_name(tmp_path, monkeypatch, step):
    path = tmp_path / "report.html"
    path.write_text("old")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(output.os, step, full)
    with pytest.raises(OSError, match="No space left") as failed:
        write_text(path, "new")
    assert failed.value.filename == str(path)
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]


def test_a_device_is_written_to_directly():
    write_text(os.devnull, "nothing")


WRITER = """
import sys
from servicekit.files._output import write_text
print("go", flush=True)
while True:
    for letter in "ab":
        write_text(sys.argv[1], letter * 300_000)
"""


def test_a_process_killed_while_writing_never_tears_the_file(tmp_path):
    path = tmp_path / "report.html"
    for turn in range(6):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE) as child:
            child.stdout.readline()
            time.sleep(0.02 + 0.007 * turn)
            child.send_signal(signal.SIGKILL)
        text = path.read_text() if path.exists() else ""
        assert text in ("", "a" * 300_000, "b" * 300_000)


def test_an_output_that_is_an_input_is_refused_however_it_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d.csv").write_text("q\n5\n")
    (tmp_path / "link.html").symlink_to(tmp_path / "d.csv")
    os.link(tmp_path / "d.csv", tmp_path / "hard.html")
    for name in ("d.csv", "./d.csv", str(tmp_path / "d.csv"), "link.html", "hard.html"):
        with pytest.raises(InvalidValueError, match="another file"):
            check_output(name, inputs=["d.csv"], replaces=None)
    with pytest.raises(InvalidValueError, match="another file"):
        check_output("new.html", inputs=["./new.html"], replaces=None)


def test_only_files_of_its_kind_are_replaced(tmp_path):
    for name in ("a.html", "a.csv", "a.toml"):
        (tmp_path / name).write_text("x")
    check_output(tmp_path / "a.html", replaces=(".html",))
    check_output(tmp_path / "new.csv", replaces=(".html",))
    check_output(tmp_path / "a.csv", replaces=None)
    for name in ("a.csv", "a.toml"):
        with pytest.raises(InvalidValueError, match="--force"):
            check_output(tmp_path / name, replaces=(".html",))
    with pytest.raises(InvalidValueError, match="folder"):
        check_output(tmp_path, replaces=None)
