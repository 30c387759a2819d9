"""What a file says besides its cells, kept beside the frame read from it: question texts, value labels, notes."""

from collections.abc import Mapping
from threading import Lock
from typing import Any, Final
from weakref import finalize

from attrs import field, frozen

from servicekit.foundation._vocabulary import Label


@frozen(kw_only=True)
class FileNotes:
    """What is known of a table from its file.

    Attributes:
        file_name: Name of the file, without its folder.
        labels: Column -> text of the question.
        codebooks: Column -> words of its numbers.
        missing: Column -> numbers that the file declares as no answer.
        notes: How it was read and what was skipped.
    """

    file_name: str = ""
    labels: Mapping[str, str] = field(factory=dict)
    codebooks: Mapping[str, Mapping[float, str]] = field(factory=dict)
    missing: Mapping[str, tuple[float, ...]] = field(factory=dict)
    notes: tuple[Label, ...] = ()


NOTHING: Final = FileNotes()
_notes: Final[dict[int, FileNotes]] = {}
_lock: Final = Lock()


def keep_notes(frame: object, notes: FileNotes) -> Any:
    """Remember notes for as long as the frame lives, and return the frame."""
    key = id(frame)
    with _lock:
        _notes[key] = notes
    finalize(frame, _notes.pop, key, None)
    return frame


def notes_of_frame(frame: object) -> FileNotes:
    """Return the notes of a frame as it was read; empty for any other, also one made from it."""
    with _lock:
        return _notes.get(id(frame), NOTHING)
