"""A program of a user, read by type checkers: names have their types, and a misspelt name is found."""

import json
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"
CLIENT = """
from pathlib import Path

import numpy as np
import pandas as pd  # type: ignore
import polars as pl
import pyarrow as pa  # type: ignore

import servicekit as sk
from servicekit import complaints
from servicekit.loyalty import loyalty_type

score = sk.net_promoter_score([9, 10, 3], level=0.9)
reveal_type(score)
reveal_type(complaints.CASCADES["up_to_1825"])
reveal_type(sk.complaints.complaint_rate(voiced=4, dissatisfied=100))
reveal_type(sk.load_example().study)
reveal_type(sk.stats.Omega)
reveal_type(loyalty_type)
complaints.complain_rate
sk.net_promoter_scor

columns = {"rating": [9, 10, None], "branch": ["a", "b", "b"]}
for data in (columns, pl.DataFrame(columns), pl.LazyFrame(columns), Path("answers.csv"), "answers.parquet"):
    sk.net_promoter_score(data, "rating")
    sk.priorities.kano(data, {})
sk.net_promoter_score(pd.DataFrame(columns), "rating", by="branch")
sk.net_promoter_score(pa.table(columns), "rating", by=["branch"])
sk.net_promoter_score(pl.Series([9, 10]), by=np.array(["a", "b"]))
sk.net_promoter_score(sk.tally(np.array([9, 10]), scale=sk.ZERO_TO_TEN))
sk.net_promoter_score(3)
sk.mean_score(columns, 3, scale=sk.LIKERT_5)
"""
REVEALED = ("NetPromoterScore", "CascadePreset", "Share", "Study", "Omega", "LoyaltyProfile")
MISSPELT = 2
WRONG_KINDS = 2


@pytest.fixture
def client(tmp_path):
    path = tmp_path / "client.py"
    path.write_text(CLIENT, encoding="utf-8")
    return path


def said_by(*command: str, cwd: Path) -> str:
    run = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode == 1, run.stdout + run.stderr
    return run.stdout


def test_mypy_sees_names_and_types_and_finds_misspelt_ones(client, tmp_path):
    pytest.importorskip("mypy")
    settings = tmp_path / "mypy.ini"
    settings.write_text(f"[mypy]\nstrict = true\nmypy_path = {SOURCE}\nfollow_imports = silent\n", encoding="utf-8")
    said = said_by(sys.executable, "-m", "mypy", "--config-file", str(settings), str(client), cwd=tmp_path)
    assert [kind for kind in REVEALED if kind not in said] == [], said
    assert said.count("[attr-defined]") == MISSPELT, said
    assert said.count(" error: ") == MISSPELT + WRONG_KINDS, said


@pytest.mark.skipif(which("pyright") is None, reason="pyright is part of the extra 'check'")
def test_pyright_sees_names_and_types_and_finds_misspelt_ones(client, tmp_path):
    settings = {"extraPaths": [SOURCE.as_posix()], "typeCheckingMode": "strict", "reportUnusedExpression": "none"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    said = said_by("pyright", "--pythonpath", sys.executable, str(client), cwd=tmp_path)
    assert [kind for kind in REVEALED if kind not in said] == [], said
    assert said.count("reportAttributeAccessIssue") == MISSPELT, said
    assert said.count("reportArgumentType") + said.count("reportCallIssue") == WRONG_KINDS, said
