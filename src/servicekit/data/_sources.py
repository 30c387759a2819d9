"""Files and datasets as sources of batches: a path of a Parquet, Arrow or CSV file, and a dataset of pyarrow."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeGuard

from servicekit.foundation._errors import InvalidValueError, ServiceKitError
from servicekit.foundation._extras import require

FORMATS: Final = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".arrow": "ipc",
    ".feather": "ipc",
    ".csv": "csv",
    ".tsv": "csv",
}
AHEAD: Final = 2
"""Batches read ahead of the one that is summarised; each takes memory."""


def is_file(data: object) -> TypeGuard[str | Path]:
    """Return whether data are given as the path of a file."""
    return isinstance(data, str | Path)


def is_dataset(data: object) -> bool:
    """Return whether data are a dataset of pyarrow."""
    return type(data).__module__.startswith("pyarrow._dataset") and hasattr(data, "scanner")


def opened(data: object, encode: Sequence[str] = ()) -> Any:
    """Return the file or dataset of a path, and a dataset as it is.

    Args:
        data: Path of a file or of a folder of Parquet files, or a dataset.
        encode: Columns that are read as codes and levels where the file keeps them so.

    Raises:
        InvalidValueError: There is no such file, or it is of another kind.
    """
    if not is_file(data):
        return data
    path = Path(data)
    kind = "parquet" if path.is_dir() else FORMATS.get(path.suffix.lower())
    if kind is None:
        hint = "read other files with read_table(path)"
        raise InvalidValueError("data", f"a frame, or a file of {', '.join(FORMATS)}", str(data), hint=hint)
    if not path.exists():
        raise InvalidValueError("data", "a file that exists", str(data))
    if kind == "parquet" and path.is_file():  # a dataset of one file would read more ahead, and import more
        parquet = require("pyarrow.parquet", extra="engines")
        with _readable(data):
            # read ahead, the file would be held in memory as a whole
            return parquet.ParquetFile(path, read_dictionary=list(encode), pre_buffer=False)
    dataset = require("pyarrow.dataset", extra="engines")
    form = kind
    if path.suffix.lower() == ".tsv":
        csv = require("pyarrow.csv", extra="engines")
        form = dataset.CsvFileFormat(parse_options=csv.ParseOptions(delimiter="\t"))
    with _readable(data):
        return dataset.dataset(str(path), format=form)


@contextmanager
def _readable(data: object) -> Iterator[None]:
    """Refuse a damaged file as one of another kind is refused."""
    try:
        yield
    except ServiceKitError:
        raise
    except Exception as error:
        if not is_file(data):
            raise
        reason = str(error).partition("\n")[0]
        raise InvalidValueError("data", "a file or folder that can be read", str(data), hint=reason) from error


def names_of(data: object) -> list[str]:
    """Return the names of the columns of a file or dataset."""
    file = opened(data)
    return list((file.schema_arrow if hasattr(file, "schema_arrow") else file.schema).names)


def record_batches(data: object, names: Sequence[str], rows: int, encode: Sequence[str]) -> Iterator[Any]:
    """Yield the record batches of a file or dataset.

    Args:
        data: Path or dataset.
        names: Columns.
        rows: Rows of a batch.
        encode: Columns that may come as codes and levels.
    """
    file = opened(data, encode)
    with _readable(data):
        if hasattr(file, "iter_batches"):
            yield from file.iter_batches(batch_size=rows, columns=list(names))
        else:
            about: dict[str, Any] = {"batch_readahead": AHEAD, "fragment_readahead": 1}
            yield from file.scanner(columns=list(names), batch_size=rows, **about).to_reader()
