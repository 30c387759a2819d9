"""Compare two folders of reference results: same files, same keys, numbers equal to nine digits."""

import csv
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path


def differences(first: object, second: object, where: str) -> Iterator[str]:
    """Say where two trees of plain data differ; the software that made them is named there and may."""
    if isinstance(first, dict) and isinstance(second, dict):
        if first.keys() != second.keys():
            yield f"{where}: keys {sorted(first.keys() ^ second.keys())}"
        for key in first.keys() & second.keys() - {"software"}:
            yield from differences(first[key], second[key], f"{where}.{key}")
    elif isinstance(first, list) and isinstance(second, list):
        if len(first) != len(second):
            yield f"{where}: {len(first)} and {len(second)} entries"
        for place, (one, other) in enumerate(zip(first, second, strict=False)):
            yield from differences(one, other, f"{where}[{place}]")
    elif isinstance(first, int | float) and isinstance(second, int | float):
        if not math.isclose(first, second, rel_tol=1e-9, abs_tol=1e-12):
            yield f"{where}: {first} and {second}"
    elif first != second:
        yield f"{where}: {first!r} and {second!r}"


def main(first: Path, second: Path) -> int:
    """Return 1 and print the differences if there are any."""
    found = []
    names = sorted(path.relative_to(first) for path in first.rglob("*") if path.suffix in {".json", ".csv"})
    for name in names:
        read = json.loads if name.suffix == ".json" else lambda text: list(csv.reader(text.splitlines()))
        one, other = (read((folder / name).read_text(encoding="utf-8")) for folder in (first, second))
        found += list(differences(one, other, str(name)))
    print(f"{len(names)} files compared")
    print("\n".join(found[:50]))
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
