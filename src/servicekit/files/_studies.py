"""Studies from files."""

from io import BytesIO
from pathlib import Path
from typing import Final

from servicekit.files._encoding import find_encoding
from servicekit.foundation._errors import RecordError, format_value
from servicekit.study._study import Study
from servicekit.study._toml import study_from_toml

LONGEST: Final = 10_000_000


def read_study(path: str | Path) -> Study:
    """Return the study that a TOML file describes, in whatever encoding an editor has saved it.

    Raises:
        RecordError: No such file, no TOML, or not a study; every problem is listed.

    Example:
        >>> from pathlib import Path
        >>> _ = Path("study.toml").write_text('groups = ["网点"]', encoding="utf-16")
        >>> sk.read_study("study.toml").groups
        ('网点',)
    """
    file = Path(path)
    if not file.is_file():
        raise RecordError(f"there is no study file {format_value(str(path))}")
    return study_from_toml(_text(file, "study"), beside=lambda name: _beside(file, name))


def _beside(study: Path, name: str) -> str:
    file = study.parent / name
    if not file.is_file():
        raise RecordError(f"the study names the file {format_value(name)}, which is not beside it")
    return _text(file, "list of topics")


def _text(file: Path, what: str) -> str:
    if file.stat().st_size > LONGEST:
        raise RecordError(f"{file.name} is no {what}: it has {file.stat().st_size:,} bytes")
    content = file.read_bytes()
    encoding = find_encoding(file.name, BytesIO(content))
    if encoding.runner_up:
        either = f"{encoding.name} or {encoding.runner_up}"
        raise RecordError(f"{file.name} may be written in {either}; save it as UTF-8")
    try:
        return content.decode(encoding.name)
    except UnicodeDecodeError as error:
        place = f"byte {error.start} ({error.reason})"
        raise RecordError(f"{file.name} is not {encoding.name} at {place}; it is damaged") from None
