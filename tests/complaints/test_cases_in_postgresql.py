"""The PostgreSQL recipe of the page "Keep complaint cases together", against a server of its own."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "keep-cases.md"
TEXT = PAGE.read_text(encoding="utf-8")
RECIPE = re.search(r"```python\n(import sqlite3.*?)```", TEXT, re.DOTALL)[1]
OTHER = re.search(r"```py\n(import psycopg.*?)```", TEXT, re.DOTALL)[1]
OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
WRITER = """
import sys
from datetime import UTC, datetime
from keep import connect, record

house = connect(sys.argv[3])
print("ready", flush=True)
for number in range(int(sys.argv[2])):
    record(house, "K-1", "inform", by=sys.argv[1], at=datetime(2026, 3, 2, 10, tzinfo=UTC), note=str(number))
    print(number, flush=True)
"""


def binaries():
    found = [Path(path).parent for path in filter(None, [shutil.which("initdb")])]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "initdb").is_file() and (folder / "postgres").is_file()), None)


@contextmanager
def server():
    """Start a server of its own, which refuses to be run by root; yield its address and how to crash it."""
    folder = binaries()
    if folder is None:
        pytest.skip("no PostgreSQL server is installed")
    account = {"user": "postgres"} if os.geteuid() == 0 else {}
    data = Path(tempfile.mkdtemp(prefix="servicekit-"))
    if account:
        shutil.chown(data, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = {"cwd": data, "check": True, "stdout": subprocess.DEVNULL, **account}
    options = f"-h 127.0.0.1 -p {port} -k {data}"
    start = [folder / "pg_ctl", "-D", data / "db", "-w", "-o", options, "-l", data / "log", "start"]

    def crash():
        os.kill(int((data / "db" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        subprocess.run([folder / "pg_ctl", "-D", data / "db", "-m", "immediate", "stop"], **{**quiet, "check": False})
        subprocess.run(start, **quiet)

    try:
        subprocess.run([folder / "initdb", "-D", data / "db", "-A", "trust", "-U", "tester"], **quiet)
        subprocess.run(start, **quiet)
        yield f"postgresql://tester@127.0.0.1:{port}/postgres", crash
    finally:
        subprocess.run([folder / "pg_ctl", "-D", data / "db", "-m", "immediate", "stop"], **{**quiet, "check": False})
        shutil.rmtree(data, ignore_errors=True)


@pytest.fixture
def keep(tmp_path, monkeypatch):
    pytest.importorskip("psycopg")
    (tmp_path / "keep.py").write_text(f"{RECIPE}\n{OTHER}", encoding="utf-8")
    (tmp_path / "writer.py").write_text(WRITER, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    space = {}
    exec(compile(RECIPE, "keep", "exec"), space)
    exec(compile(OTHER, "keep", "exec"), space)
    with server() as (address, crash):
        with space["connect"](address) as house:
            space["save"](house, space["Case"].open("K-1", by="desk", at=OPENED))
        yield space | {"address": address, "crash": crash}


def writer(who, count, address):
    return subprocess.Popen([sys.executable, "writer.py", who, str(count), address], stdout=subprocess.PIPE, text=True)


def told(keep):
    with keep["connect"](keep["address"]) as house:
        case, version = keep["load"](house, "K-1")
        count = house.execute("SELECT count(*) FROM events").fetchone()[0]
    assert count == version == len(case.events)
    return [(event.by, event.note) for event in case.events[1:]]


def test_two_processes_write_at_once_and_nothing_is_lost(keep):
    running = [writer(who, 12, keep["address"]) for who in ("Li", "Wu")]
    for process in running:
        process.communicate(timeout=120)
    assert [process.returncode for process in running] == [0, 0]
    assert sorted(told(keep)) == sorted((who, str(number)) for who in ("Li", "Wu") for number in range(12))


@pytest.mark.parametrize("victim", ("writer", "server"))
def test_what_was_written_survives_a_kill_and_nothing_is_half_written(keep, victim):
    process = writer("Li", 100_000, keep["address"])
    for _ in range(4):
        last = process.stdout.readline()
    if victim == "writer":
        os.kill(process.pid, signal.SIGKILL)
    else:
        keep["crash"]()
    process.communicate(timeout=60)
    written = told(keep)
    assert written[: int(last) + 1] == [("Li", str(number)) for number in range(int(last) + 1)]


def test_every_detail_comes_back_as_it_was(keep):
    from servicekit.complaints import CaseEvent, CaseRules

    free = CaseRules(may_skip=[kind for kind in CaseEvent if kind.key != "receive"])
    case = keep["Case"].open("K-2", by="Li", at=OPENED, source="north", severity="serious", safety=True, rules=free)
    case = case.record("offer", by="Li", at=OPENED, remedy="refund", amount=0.1 + 0.2, note="差价 'x'; --")
    with keep["connect"](keep["address"]) as house:
        keep["save"](house, case)
        assert keep["load"](house, "K-2", "north", free) == (case, 1)
