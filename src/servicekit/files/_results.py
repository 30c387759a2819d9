"""The results file: every figure of an assessment, a row each, so that a printed report can be checked."""

from io import BytesIO
from pathlib import Path
from typing import Final

from servicekit.files._output import write_bytes
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._extras import require
from servicekit.study._assessment import Assessment

ENDINGS: Final = (".parquet", ".csv")
NUMBERS: Final = ("value", "low", "high", "level", "n", "n_effective", "n_missing", "p", "adjusted_p")


def write_results(path: str | Path, assessment: Assessment) -> None:
    """Write every figure and sentence of an assessment as a table.

    Args:
        path: A .parquet or .csv file.
        assessment: What ``assess`` returned.

    Raises:
        InvalidValueError: The file is of another kind.
        OSError: It cannot be written.
    """
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        raise InvalidValueError("the results file", "a .parquet or .csv file", Path(path).name)
    polars = require("polars", extra="files")
    columns = assessment.to_results()
    kinds = {name: polars.Float64 if name in NUMBERS else polars.String for name in columns}
    table, stream = polars.DataFrame(columns, schema=kinds), BytesIO()
    if ending == ".parquet":
        table.write_parquet(stream)
    else:
        table.write_csv(stream, include_bom=True)  # spreadsheets take a CSV without it for another encoding
    write_bytes(path, stream.getvalue())
