"""What an SPSS or Stata file holds, read by a child process with a limit of time."""

import json
import os
import signal
import subprocess
import sys
from io import BytesIO
from multiprocessing.spawn import get_executable
from pathlib import Path
from typing import Any, Final

from servicekit.files import _labelled_child
from servicekit.files._refusal import refusal, refusing
from servicekit.foundation._errors import RecordError
from servicekit.foundation._extras import require

MOST_CELLS_A_BYTE: Final = 1_000
SECONDS: Final = 30.0
# a file of sound, tightly packed answers takes a tenth of it
SECONDS_A_MEGABYTE: Final = 5.0


def read_apart(file: Path, kind: str) -> tuple[Any, dict[str, Any]]:
    """Return the frame of codes and what the file says of its columns.

    Args:
        file: A .sav, .zsav or .dta file.
        kind: What it ought to be ("an SPSS file").

    Raises:
        RecordError: The reader refused it, crashed or did not come to an end.
    """
    polars = require("polars", extra="files")
    size = file.stat().st_size
    limit = SECONDS + SECONDS_A_MEGABYTE * size / 1e6
    answer = _answer(file, kind, limit, most_cells=MOST_CELLS_A_BYTE * size)
    line, _, stream = answer.partition(b"\n")
    says: dict[str, Any] = json.loads(line)
    if "error" in says:
        raise refusal(file.name, kind, says["error"])
    if "claims" in says:
        rows, width = says["claims"]
        raise RecordError(
            f"{file.name} claims {rows:,} rows of {width:,} columns, more than it can hold; it is damaged"
        )
    with refusing(file.name, kind):
        return polars.read_ipc_stream(BytesIO(stream)), says


def _answer(file: Path, kind: str, limit: float, *, most_cells: int) -> bytes:
    # the child finds packages where this process does, but not what lies beside the script
    places = os.pathsep.join(place for place in sys.path if place)
    command = [_executable(), "-P", _labelled_child.__file__, str(file), file.suffix.lower(), str(most_cells)]
    try:
        done = subprocess.run(
            command,
            env={**os.environ, "PYTHONPATH": places},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limit,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RecordError(
            f"{file.name} cannot be read as {kind}: its reader came to no end in {limit:.0f} seconds; it is damaged"
        ) from None
    if done.returncode or b"\n" not in done.stdout:
        raise RecordError(
            f"{file.name} cannot be read as {kind}: its reader crashed{_how(done.returncode)}; it is damaged"
        )
    return done.stdout


def _executable() -> str:
    """Return the Python that child processes of this program run with."""
    found = get_executable()
    return os.fsdecode(found) if found else "python"


def _how(code: int) -> str:
    return f" ({signal.Signals(-code).name})" if -code in set(signal.Signals) else ""
