"""Reads one SPSS or Stata file in a process of its own: a damaged one may bring down the reader, not the program.

Run as a script, so that nothing of the library is imported a second time. Writes one line of JSON on what the file says
of itself and behind it the codes as an Arrow stream; or one line with ``claims`` or ``error`` alone.
"""

import json
import os
import sys
from typing import Any


def main(path: str, kind: str, most_cells: int) -> None:
    """Write what the file at the path holds to the standard output."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a reader prints does not get among the answers
    with out:
        try:
            _answer(path, kind, most_cells, out)
        except BaseException as error:
            _tell(out, {"error": str(error).strip().partition("\n")[0]})


def _answer(path: str, kind: str, most_cells: int, out: object) -> None:
    import pyreadstat

    read: Any = pyreadstat.read_dta if kind == ".dta" else pyreadstat.read_sav
    _, about = read(path, metadataonly=True, output_format="polars")
    rows, width = about.number_rows or 0, len(about.column_names)
    if rows * width > most_cells:
        _tell(out, {"claims": (rows, width)})
        return
    declares = {} if kind == ".dta" else {"user_missing": True}
    frame, about = read(path, output_format="polars", **declares)
    says = {
        "labels": about.column_names_to_labels,
        # pairs, as keys of JSON are texts and codes mostly are not
        "value_labels": {name: list(words.items()) for name, words in about.variable_value_labels.items()},
        "missing_ranges": {
            name: [(span["lo"], span["hi"]) for span in spans] for name, spans in about.missing_ranges.items()
        },
    }
    _tell(out, says)
    frame.write_ipc_stream(out)


def _tell(out: Any, says: dict[str, Any]) -> None:
    out.write(json.dumps(says).encode() + b"\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
