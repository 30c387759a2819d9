"""Parquet and Arrow files as lazy frames that are never held whole; read once to see that they can be."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from servicekit.files._parquet_pages import check_pages
from servicekit.files._refusal import refusing
from servicekit.foundation._errors import RecordError
from servicekit.foundation._extras import require

PARQUET: Final = b"PAR1"
ARROW: Final = b"ARROW1"


def scan_parquet(file: Path) -> Any:
    """Return a Parquet file as a lazy frame.

    Raises:
        RecordError: It is damaged or something else.
    """
    polars = require("polars", extra="files")
    size = file.stat().st_size
    with file.open("rb") as stream:
        start = stream.read(4)
        stream.seek(max(size - 8, 0))
        end = stream.read(8)
    if size < 12 or start != PARQUET or end[4:] != PARQUET:
        what = "it ends too early" if start == PARQUET else "it is damaged, or its name ends wrongly"
        raise RecordError(f"{file.name} is no Parquet file; {what}")
    if int.from_bytes(end[:4], "little") > size - 12:
        raise RecordError(f"{file.name} is damaged at byte {size - 8}: its footer is said to be longer than the file")
    check_pages(file)
    return _checked(file, "a Parquet file", lambda: polars.scan_parquet(file, glob=False), polars)


def scan_arrow(file: Path) -> Any:
    """Return an Arrow (IPC, Feather) file as a lazy frame.

    Raises:
        RecordError: It is damaged or something else.
    """
    polars = require("polars", extra="files")
    size = file.stat().st_size
    with file.open("rb") as stream:
        start = stream.read(6)
        stream.seek(max(size - 10, 0))
        end = stream.read(10)
    if size < 20 or start != ARROW or end[4:] != ARROW:
        what = "it ends too early" if start == ARROW else "it is damaged, or its name ends wrongly"
        raise RecordError(f"{file.name} is no Arrow file; {what}")
    if not 0 < int.from_bytes(end[:4], "little", signed=True) <= size - 18:
        raise RecordError(f"{file.name} is damaged at byte {size - 10}: its footer is said to be longer than the file")
    return _checked(file, "an Arrow file", lambda: polars.scan_ipc(file, glob=False), polars)


def _checked(file: Path, kind: str, scan: Callable[[], Any], polars: Any) -> Any:
    with refusing(file.name, kind):
        frame = scan()
        frame.collect_schema()
        # what is damaged between its ends is found by reading it: batches are counted and let go, because a reader
        # that breaks down in a thread of its own ends early and says nothing
        claimed = frame.select(polars.len()).collect().item()
        found = sum(len(batch) for batch in _batches(frame))
    if found != claimed:
        raise RecordError(f"{file.name} is damaged: {found:,} of its {claimed:,} rows can be read")
    return frame


def _batches(frame: Any) -> Iterator[Any]:
    if hasattr(frame, "collect_batches"):
        yield from frame.collect_batches(maintain_order=False)
    else:
        yield frame.collect()
