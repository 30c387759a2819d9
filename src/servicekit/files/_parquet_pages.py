"""The pages of a Parquet file are walked through before a reader believes the sizes and counts they claim."""

from collections.abc import Mapping
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, Final

from servicekit.foundation._errors import RecordError

# kinds of the compact protocol of Thrift
TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)
DEEPEST: Final = 16
LARGEST_PAGE: Final = 1 << 31
STEEPEST: Final = 100_000
SMALL: Final = 1 << 24
ENCODINGS: Final = frozenset(range(10))
LEVELS: Final = frozenset((3, 4))


class _ContradictionError(Exception):
    pass


def check_pages(file: Path) -> None:
    """Refuse a Parquet file whose footer or page headers contradict themselves or each other.

    Raises:
        RecordError: A count, a size or an encoding that cannot be; the message names the byte.
    """
    with file.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as content:
        reader = _Reader(content)
        footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
        try:
            reader.place = footer
            about = reader.struct()
            for group in _list(about, 4):
                for chunk in _list(group, 1):
                    _walk(reader, _struct(chunk, 3), footer)
        except (_ContradictionError, IndexError):
            where = min(reader.place, len(content))
            raise RecordError(f"{file.name} is damaged near byte {where}: it contradicts itself") from None


def _walk(reader: "_Reader", chunk: Mapping[int, Any], end: int) -> None:
    values, size, start = _whole(chunk, 5), _whole(chunk, 7), _whole(chunk, 9)
    dictionary = chunk.get(11)
    if isinstance(dictionary, int) and 0 < dictionary < start:
        start = dictionary
    stop = start + size
    _demand(values >= 0 and 4 <= start <= stop <= end)
    reader.place = start
    while reader.place < stop:
        page = reader.struct()
        packed, unpacked = _whole(page, 3), _whole(page, 2)
        _demand(0 <= packed <= stop - reader.place and 0 <= unpacked < LARGEST_PAGE)
        _demand(unpacked <= max(SMALL, STEEPEST * packed))
        for key, encoding, levels in ((5, 2, (3, 4)), (7, 2, ()), (8, 4, ())):
            if key in page:
                header = _struct(page, key)
                _demand(0 <= _whole(header, 1) <= values and _whole(header, encoding) in ENCODINGS)
                _demand(all(_whole(header, level) in LEVELS for level in levels))
        if 8 in page:
            second = _struct(page, 8)
            lengths = _whole(second, 5), _whole(second, 6)
            _demand(min(lengths) >= 0 and sum(lengths) <= packed)
        reader.place += packed


def _demand(holds: bool) -> None:
    if not holds:
        raise _ContradictionError


def _whole(fields: Mapping[int, Any], key: int) -> int:
    found = fields.get(key)
    if not isinstance(found, int) or isinstance(found, bool):
        raise _ContradictionError
    return found


def _struct(fields: object, key: int) -> Mapping[int, Any]:
    found = fields.get(key) if isinstance(fields, dict) else None
    if not isinstance(found, dict):
        raise _ContradictionError
    return found


def _list(fields: object, key: int) -> list[Any]:
    found = fields.get(key) if isinstance(fields, dict) else None
    if not isinstance(found, list):
        raise _ContradictionError
    return found


class _Reader:
    """Reads the compact protocol of Thrift: structs as field number -> value."""

    def __init__(self, content: mmap) -> None:
        self.content, self.place = content, 0

    def _byte(self) -> int:
        value = self.content[self.place]
        self.place += 1
        return value

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value
            _demand(shift < 70)

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)

    def struct(self, depth: int = 0) -> dict[int, Any]:
        """Return the struct at the present place and go behind it."""
        _demand(depth < DEEPEST)
        found: dict[int, Any] = {}
        field = 0
        while head := self._byte():
            kind, step = head & 0x0F, head >> 4
            field = field + step if step else self._zigzag()
            found[field] = kind == TRUE if kind in (TRUE, FALSE) else self._value(kind, depth + 1)
        return found

    def _value(self, kind: int, depth: int) -> Any:
        if kind in (TRUE, FALSE, BYTE):
            return self._byte()
        if kind in (I16, I32, I64):
            return self._zigzag()
        if kind in (DOUBLE, BINARY):
            size = 8 if kind == DOUBLE else self._varint()
            _demand(size <= len(self.content) - self.place)
            self.place += size
            return None
        if kind in (LIST, SET):
            head = self._byte()
            size = head >> 4 if head >> 4 < 15 else self._varint()
            _demand(size <= len(self.content) - self.place)
            return [self._inner(head & 0x0F, depth) for _ in range(size)]
        if kind == MAP:
            size = self._varint()
            _demand(size <= len(self.content) - self.place)
            kinds = self._byte() if size else 0
            for _ in range(size):
                self._inner(kinds >> 4, depth)
                self._inner(kinds & 0x0F, depth)
            return None
        return self._inner(kind, depth)

    def _inner(self, kind: int, depth: int) -> Any:
        if kind == STRUCT:
            return self.struct(depth)
        _demand(TRUE <= kind <= STRUCT and depth < DEEPEST)
        return self._value(kind, depth + 1)
