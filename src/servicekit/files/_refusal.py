"""What other people's readers say of a damaged file becomes one sentence of ours that names it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from servicekit.foundation._errors import RecordError, ServiceKitError, format_value

NOT_DAMAGE: Final = (KeyboardInterrupt, SystemExit, GeneratorExit, ServiceKitError)


@contextmanager
def refusing(name: str, kind: str) -> Iterator[None]:
    """Turn whatever a reader raises into one refusal.

    Args:
        name: Of the file.
        kind: What it ought to be ("a Parquet file").
    """
    try:
        yield
    except NOT_DAMAGE:
        raise
    except BaseException as error:  # a panic in a reader written in Rust is no Exception
        if isinstance(error, OSError) and error.filename is not None:
            raise
        raise RecordError(f"{name} cannot be read as {kind}; it is damaged or something else{_said(error)}") from None


def _said(error: BaseException) -> str:
    first = str(error).strip().partition("\n")[0]
    words = format_value(first).strip("'\"")
    return f" ({words})" if words else ""
