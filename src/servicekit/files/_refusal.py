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
        raise refusal(name, kind, str(error)) from None


def refusal(name: str, kind: str, said: str) -> RecordError:
    """Return the refusal of a file of which another reader said something."""
    first = said.strip().partition("\n")[0]
    words = format_value(first).strip("'\"")
    about = f" ({words})" if words else ""
    return RecordError(f"{name} cannot be read as {kind}; it is damaged or something else{about}")
