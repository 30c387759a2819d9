"""The recipe of the page "Keep complaint cases together": several processes write at once, and one is killed."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "keep-cases.md"
RECIPE = re.search(r"```python\n(import sqlite3.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[1]
WRITER = """
import sys
from datetime import UTC, datetime
from keep import connect, record

house = connect("cases.sqlite")
print("ready", flush=True)
for number in range(int(sys.argv[2])):
    record(house, "K-1", "inform", by=sys.argv[1], at=datetime(2026, 3, 2, 10, tzinfo=UTC), note=str(number))
    print(number, flush=True)
"""


@pytest.fixture
def keep(tmp_path, monkeypatch):
    (tmp_path / "keep.py").write_text(RECIPE, encoding="utf-8")
    (tmp_path / "writer.py").write_text(WRITER, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    space = {}
    exec(compile(RECIPE, "keep", "exec"), space)
    house = space["connect"]("cases.sqlite")
    from datetime import UTC, datetime

    space["save"](house, space["Case"].open("K-1", by="desk", at=datetime(2026, 3, 2, 9, tzinfo=UTC)))
    yield space | {"house": house}
    house.close()


def writer(who, count):
    return subprocess.Popen([sys.executable, "writer.py", who, str(count)], stdout=subprocess.PIPE, text=True)


def told(keep):
    case, _ = keep["load"](keep["house"], "K-1")
    return [(event.by, event.note) for event in case.events[1:]]


def test_two_processes_write_at_once_and_nothing_is_lost(keep):
    running = [writer(who, 12) for who in ("Li", "Wu")]
    for process in running:
        process.communicate(timeout=60)
    assert [process.returncode for process in running] == [0, 0]
    expected = [(who, str(number)) for who in ("Li", "Wu") for number in range(12)]
    assert sorted(told(keep)) == sorted(expected)
    assert keep["load"](keep["house"], "K-1")[1] == 25


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught")
def test_what_was_written_survives_a_kill_and_nothing_is_half_written(keep):
    process = writer("Li", 100_000)
    for _ in range(4):
        last = process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=10)
    written = told(keep)
    assert written[: int(last) + 1] == [("Li", str(number)) for number in range(int(last) + 1)]
    assert len(written) - int(last) <= 100
    events = keep["house"].execute("SELECT count(*) FROM events").fetchone()[0]
    assert (events, len(written) + 1) == (keep["load"](keep["house"], "K-1")[1],) * 2
