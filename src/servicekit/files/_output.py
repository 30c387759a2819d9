"""Files that are written: never over what was read, never half, never over something else unless that is asked for."""

import os
from collections.abc import Iterable
from pathlib import Path
from secrets import token_hex

from servicekit.foundation._errors import InvalidValueError, format_value


def check_output(
    path: str | Path, *, inputs: Iterable[str | Path | None] = (), replaces: Iterable[str] | None = ()
) -> None:
    """Refuse to write where something would be lost.

    Args:
        path: Where the output is to be written.
        inputs: Files that were read, or will also be written; the output may be none of them.
        replaces: Endings of existing files that an output of this kind may replace; () for none, None for any.

    Raises:
        InvalidValueError: The output is an input, or a file of another kind.
    """
    target = Path(path)
    for other in inputs:
        if other is not None and _is_same(target, Path(other)):
            hint = f"{format_value(str(other))} is read or written by the same command"
            raise InvalidValueError("the output", "another file", target.name, hint=hint)
    if target.is_dir():
        raise InvalidValueError("the output", "a file, not a folder", target.name)
    if replaces is not None and target.is_file() and target.suffix.lower() not in replaces and target.stat().st_size:
        hint = "choose another name, or say --force to replace it"
        raise InvalidValueError("the output", "a new file: this one exists", target.name, hint=hint)


def _is_same(first: Path, second: Path) -> bool:
    if first.exists() and second.exists():
        return first.samefile(second)
    return Path(os.path.realpath(first)) == Path(os.path.realpath(second))


def write_text(path: str | Path, text: str) -> None:
    """Write a text as UTF-8, as ``write_bytes`` does."""
    write_bytes(path, text.encode())


def write_bytes(path: str | Path, content: bytes) -> None:
    """Write beside its place and put it there in one step: the file is the old one or the new one.

    Raises:
        OSError: It cannot be written; the old file is whole, and the error names it.
    """
    target = Path(os.path.realpath(path))  # a link stays a link
    try:
        if target.exists() and not target.is_file():  # a device or a pipe holds nothing that could be lost
            target.write_bytes(content)
            return
        _replace(target, content)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from None


def _replace(target: Path, content: bytes) -> None:
    beside = target.with_name(f".{target.name[:100]}.{token_hex(6)}.part")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            os.chmod(beside, target.stat().st_mode & 0o7777)
        os.replace(beside, target)
    except BaseException:  # Ctrl-C as well: nothing of ours stays behind
        beside.unlink(missing_ok=True)
        raise
