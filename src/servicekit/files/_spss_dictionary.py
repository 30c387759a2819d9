"""The dictionary of an SPSS file is walked through before a reader believes the places and widths it claims."""

import struct
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Final

from servicekit.foundation._errors import RecordError

HEADER: Final = 176
LAYOUT_CODE: Final = 64
VARIABLE, LABELS, LABELLED, DOCUMENT, EXTENSION, END = 2, 3, 4, 6, 7, 999
WIDEST: Final = 255
TEXT_FORMATS: Final = (1, 2)
MOST_MISSING: Final = 3
DOCUMENT_LINE: Final = 80


def check_dictionary(file: Path) -> None:
    """Refuse an SPSS file whose dictionary contradicts itself.

    Raises:
        RecordError: A record is of no known kind, goes beyond the end, or names a variable that is not there.
    """
    with file.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as content:
        _walk(file.name, content)


def _walk(name: str, content: mmap) -> None:
    order = next((each for each in "<>" if content[LAYOUT_CODE : LAYOUT_CODE + 4] in _codes(each)), None)
    if order is None:
        raise RecordError(f"{name} is damaged at byte {LAYOUT_CODE}: the order of its bytes cannot be told")
    try:
        place = HEADER
        slots = 0
        while (kind := _whole(content, place, order)) != END:
            start = place
            if kind == VARIABLE:
                place, is_sound = _variable(content, place, order, first=slots == 0)
                slots += 1
            elif kind == LABELS:
                place, is_sound = _labels(content, place, order)
            elif kind == LABELLED:
                count = _whole(content, place + 4, order)
                is_sound = 0 < count <= slots
                if is_sound:
                    named = struct.unpack_from(f"{order}{count}i", content, place + 8)
                    is_sound = all(1 <= position <= slots for position in named)
                place += 8 + 4 * count
            elif kind == DOCUMENT:
                count = _whole(content, place + 4, order)
                is_sound = count >= 0
                place += 8 + DOCUMENT_LINE * count
            elif kind == EXTENSION:
                size, count = _whole(content, place + 8, order), _whole(content, place + 12, order)
                is_sound = size >= 0 and count >= 0
                place += 16 + size * count
            else:
                is_sound = False
            if not is_sound or not start < place <= len(content):
                raise RecordError(f"{name} is damaged at byte {start}: its dictionary contradicts itself")
    except struct.error:
        raise RecordError(f"{name} is damaged: it ends at byte {len(content)} within its dictionary") from None


def _codes(order: str) -> tuple[bytes, bytes]:
    return struct.pack(f"{order}i", 2), struct.pack(f"{order}i", 3)


def _whole(content: mmap, place: int, order: str) -> int:
    number: int = struct.unpack_from(f"{order}i", content, place)[0]
    return number


def _variable(content: mmap, place: int, order: str, *, first: bool) -> tuple[int, bool]:
    _, width, has_label, missing, *formats = struct.unpack_from(f"{order}6i", content, place)
    # a text longer than eight bytes takes further slots, of width -1; none comes first
    is_sound = (0 if first else -1) <= width <= WIDEST and has_label in (0, 1) and abs(missing) <= MOST_MISSING
    # a reader that takes numbers for texts, or the other way round, reaches beyond its memory
    is_text = [each >> 16 & 0xFF in TEXT_FORMATS for each in formats]
    is_sound = is_sound and (width < 0 or is_text == [width > 0] * 2)
    place += 32
    if has_label == 1:
        length = _whole(content, place, order)
        is_sound = is_sound and length >= 0
        place += 4 + (length + 3) // 4 * 4
    return place + 8 * abs(missing), is_sound


def _labels(content: mmap, place: int, order: str) -> tuple[int, bool]:
    count = _whole(content, place + 4, order)
    place += 8
    for _ in range(count):
        if place + 9 > len(content):
            return len(content) + 1, False
        place += 8 + (content[place + 8] + 8) // 8 * 8
    return place, count >= 0
