"""Relations of databases go in as any frame; a stream that can be read once is read once."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

import servicekit as sk
from servicekit.foundation._errors import RecordError

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "databases.md"
ROWS = 240
ANSWERS = pa.table(
    {
        "branch": [("North", "South", None)[row % 3] for row in range(ROWS)],
        "overall": [None if row % 11 == 0 else 1 + row % 5 for row in range(ROWS)],
        "recommend": [row % 11 for row in range(ROWS)],
    }
)


def reader():
    return ANSWERS.to_reader(max_chunksize=50)


class Handle:
    """What an ADBC driver returns: nothing but a stream, once."""

    def __init__(self):
        self.stream = reader()

    def __arrow_c_stream__(self, requested_schema=None):
        return self.stream.__arrow_c_stream__(requested_schema)


def relation():
    return duckdb.from_arrow(ANSWERS).filter("recommend >= 0")


@pytest.mark.parametrize("make", (relation, reader, Handle))
def test_a_relation_gives_what_its_rows_give(make):
    expected = sk.net_promoter_score(ANSWERS, "recommend", by="branch")
    assert dict(sk.net_promoter_score(make(), "recommend", by="branch")) == dict(expected)


@pytest.mark.parametrize("make", (relation, reader, Handle))
def test_an_assessment_reads_a_stream_once(make):
    study = sk.Study(
        scales={"five": sk.LIKERT_5, "ten": sk.ZERO_TO_TEN},
        questions={
            "overall": sk.study.Question(column="overall", kind="csat", scale="five"),
            "recommend": sk.study.Question(column="recommend", kind="nps", scale="ten"),
        },
        groups=("branch",),
    )
    found, expected = sk.assess(study, make()), sk.assess(study, ANSWERS)
    assert found.data_quality == expected.data_quality
    for one, other in zip(found.parts, expected.parts, strict=True):
        assert {name: _figures(result) for name, result in one.results.items()} == {
            name: _figures(result) for name, result in other.results.items()
        }


def _figures(result):
    return dict(result) if isinstance(result, sk.foundation.Groups) else result.to_dict()


def test_a_query_that_breaks_gives_no_figure():
    def torn():
        yield ANSWERS.to_batches()[0]
        raise OSError("server closed the connection unexpectedly\nThis probably means ...")

    stream = pa.RecordBatchReader.from_batches(ANSWERS.schema, torn())
    with pytest.raises(RecordError, match=r"beyond row 240 \(.*server closed the connection") as refused:
        sk.net_promoter_score(stream, "recommend")
    assert "\n" not in str(refused.value)


def blocks() -> list[str]:
    return re.findall(r"^```py\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def binaries() -> Path | None:
    found = [Path(path).parent for path in filter(None, [shutil.which("initdb")])]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "initdb").is_file() and (folder / "postgres").is_file()), None)


@contextmanager
def server():
    """Start a PostgreSQL server of its own; it refuses to be run by root."""
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
    try:
        subprocess.run([folder / "initdb", "-D", data / "db", "-A", "trust", "-U", "tester"], **quiet)
        start = [folder / "pg_ctl", "-D", data / "db", "-w", "-o", options, "-l", data / "log", "start"]
        subprocess.run(start, **quiet)
        yield f"postgresql://tester@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([folder / "pg_ctl", "-D", data / "db", "-m", "immediate", "stop"], **{**quiet, "check": False})
        shutil.rmtree(data, ignore_errors=True)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_page_on_postgresql_runs_against_a_real_server(monkeypatch):
    driver = pytest.importorskip("adbc_driver_postgresql.dbapi")
    with server() as address:
        monkeypatch.setenv("DATABASE", address)
        with driver.connect(address) as connection, connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE answers (branch text, overall smallint, recommend integer, answered_at timestamptz)"
            )
            values = ", ".join(
                f"({_literal(branch)}, {_literal(overall)}, {recommend}, '2026-02-{1 + row % 28:02} 10:00+01')"
                for row, (branch, overall, recommend) in enumerate(zip(*ANSWERS.to_pydict().values(), strict=True))
            )
            cursor.execute(f"INSERT INTO answers VALUES {values}")
            connection.commit()
        names: dict[str, object] = {}
        exec(blocks()[0], names)
        expected = sk.net_promoter_score(ANSWERS, "recommend", by="branch")
        assert dict(names["score"]) == dict(expected)
        with driver.connect(address) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT overall, branch FROM answers")
            stream = cursor.fetch_record_batch()
            assert sk.top_box(stream, "overall", scale=sk.LIKERT_5) == sk.top_box(ANSWERS, "overall", scale=sk.LIKERT_5)
        pytest.importorskip("ibis")
        exec(blocks()[1], names)
        assert dict(names["score"]) == dict(expected)


def _literal(value):
    return "NULL" if value is None else repr(value)
