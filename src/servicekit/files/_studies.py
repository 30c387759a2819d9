"""Studies from and to files."""

from pathlib import Path

from servicekit.foundation._errors import RecordError
from servicekit.study._study import Study
from servicekit.study._toml import study_from_toml


def read_study(path: str | Path) -> Study:
    """Return the study that a TOML file describes.

    Raises:
        RecordError: No such file, no TOML, or not a study; every problem is listed.
    """
    file = Path(path)
    if not file.is_file():
        raise RecordError(f"there is no study file {str(path)!r}")
    return study_from_toml(file.read_text(encoding="utf-8-sig"))
