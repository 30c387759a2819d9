"""What a bare import must not pull in; the time itself is measured by benchmarks/import_time.py."""

import subprocess
import sys

import pytest

COSTLY = ("scipy", "narwhals", "pandas", "polars", "pyarrow", "duckdb", "dask", "pyspark", "matplotlib", "openpyxl")


def loaded_by(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


@pytest.mark.parametrize("statement", ("import servicekit", "import servicekit.catalogue, servicekit.plots"))
def test_importing_servicekit_imports_no_heavy_package(statement):
    assert loaded_by(statement) & set(COSTLY) == set()
