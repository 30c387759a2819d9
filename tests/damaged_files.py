"""Healthy files of every kind that is read, and the ways in which they come to harm; ``python -m`` runs many.

Every damaged file must be read or refused by an error of the library's own, in one line, soon, and without taking the
process along.
"""

import io
import random
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path

import openpyxl
import polars as pl
import pyreadstat

from servicekit.data._scales import LIKERT_5, Scale
from servicekit.files._studies import read_study
from servicekit.files._tables import read_table
from servicekit.foundation._errors import ServiceKitError
from servicekit.foundation._records import dumps, loads

ROWS = 40
SLOW = 5.0
APART = (".sav", ".dta")  # a process for every file, which a busy machine starts late
STUDY = """
title = { en = "Branches", zh = "网点" }
groups = ["branch"]
[scales.five]
low = 1
high = 5
labels = { 1 = "bad", 5 = { en = "good", zh = "好" } }
[questions.overall]
column = "overall"
kind = "csat"
scale = "five"
[drivers]
outcome = "overall"
outcome_scale = "five"
drivers = ["speed", "price"]
scale = "five"
"""


def _frame() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "overall": [None if row % 9 == 0 else 1 + row % 5 for row in range(ROWS)],
            "branch": [("North", "South", "东区")[row % 3] for row in range(ROWS)],
            "speed": [row / 7 for row in range(ROWS)],
            "day": [date(2026, 1, 1 + row % 28) for row in range(ROWS)],
            "at": [datetime(2026, 1, 1, row % 24) for row in range(ROWS)],
        }
    )


def _text() -> bytes:
    return _frame().write_csv(quote_style="non_numeric").encode()


def _polars(method: str) -> bytes:
    out = io.BytesIO()
    getattr(_frame(), method)(out)
    return out.getvalue()


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in [_frame().columns, *_frame().iter_rows()]:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _labelled(suffix: str, folder: Path) -> bytes:
    path = folder / f"healthy{suffix}"
    frame = _frame().drop("at").to_pandas()
    words = {"overall": {1: "bad", 5: "good", 9: "Don't know"}}
    if suffix == ".sav":
        pyreadstat.write_sav(frame, str(path), variable_value_labels=words, missing_ranges={"overall": [9]})
    else:
        pyreadstat.write_dta(frame, str(path))
    return path.read_bytes()


def _saved() -> bytes:
    return dumps(LIKERT_5, indent=1).encode()


def _consume(path: Path) -> None:
    frame = read_table(path)
    if isinstance(frame, pl.LazyFrame):
        frame.collect()


def _load(path: Path) -> None:
    loads(path.read_text(encoding="utf-8", errors="surrogateescape"), Scale)


READERS: dict[str, Callable[[Path], object]] = {
    **dict.fromkeys((".csv", ".parquet", ".arrow", ".xlsx", ".sav", ".dta"), _consume),
    ".toml": read_study,
    ".json": _load,
}


def healthy(suffix: str, folder: Path) -> bytes:
    """Return a sound file."""
    makers: dict[str, Callable[[], bytes]] = {
        ".csv": _text,
        ".parquet": lambda: _polars("write_parquet"),
        ".arrow": lambda: _polars("write_ipc"),
        ".xlsx": _workbook,
        ".sav": lambda: _labelled(".sav", folder),
        ".dta": lambda: _labelled(".dta", folder),
        ".toml": STUDY.encode,
        ".json": _saved,
    }
    return makers[suffix]()


def damaged(whole: bytes, chance: random.Random) -> bytes:
    """Return a file that was cut, overwritten, repeated or mixed up; of archives a part may be, packed soundly."""
    if whole.startswith(b"PK") and chance.random() < 0.6:
        return _repacked(whole, chance)
    return _harmed(whole, chance)


def _harmed(whole: bytes, chance: random.Random) -> bytes:
    content = bytearray(whole)
    how = chance.randrange(7)
    place = chance.randrange(len(content))
    if how == 0:
        return bytes(content[:place])
    if how == 1:
        for _ in range(chance.randint(1, 6)):
            content[chance.randrange(len(content))] = chance.randrange(256)
    elif how == 2:
        content[place : place + chance.randint(1, 64)] = chance.randbytes(chance.randint(0, 64))
    elif how == 3:  # where formats keep their numbers
        for _ in range(chance.randint(1, 6)):
            content[-1 - min(int(chance.expovariate(1 / 200)), len(content) - 1)] = chance.randrange(256)
    elif how == 4:
        content[place:place] = content[place : place + chance.randint(1, 200)] * chance.randint(1, 5)
    elif how == 5:
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    else:
        words = (
            b"9" * 30,
            b"-1",
            b"[" * 500,
            b'"',
            b"\0" * 9,
            b"\xff" * 8,
            b"1e999",
            b"\r",
            b"{" * 40,
            b"\xef\xbb\xbf",
        )
        content[place:place] = chance.choice(words)
    return bytes(content)


def _repacked(whole: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        names = before.namelist()
        for name in names:
            hurt = name == chance.choice(names) or ("sheet1" in name and chance.random() < 0.5)
            content = before.read(name)
            after.writestr(name, _harmed(content, chance) if hurt and content else content)
    return out.getvalue()


def outcomes(suffix: str, count: int, seed: int, folder: Path) -> Iterator[tuple[bytes, str]]:
    """Yield damaged files and what became of each: "read", "refused", or what should not have been."""
    chance = random.Random(seed)
    whole = healthy(suffix, folder)
    path = folder / f"damaged{suffix}"
    path.write_bytes(whole)
    READERS[suffix](path)
    for _ in range(count):
        content = damaged(whole, chance)
        path.write_bytes(content)
        start = time.monotonic()
        try:
            READERS[suffix](path)
            found = "read"
        except ServiceKitError as error:
            found = "refused" if "\n" not in str(error) and str(error) else f"in several lines: {error}"
        except BaseException as error:
            found = f"{type(error).__module__}.{type(error).__name__}: {str(error)[:200]}"
        allowed = SLOW * (5 if suffix in APART else 1)
        yield content, found if time.monotonic() - start < allowed else f"slow, {found}"


def told(suffix: str, count: int, seed: int) -> Counter[str]:
    """Return how often each outcome was seen."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        return Counter(found for _, found in outcomes(suffix, count, seed, Path(folder)))


def main(count: int) -> int:
    """Read so many damaged files of every kind and tell what became of them."""
    wrong = 0
    for suffix in READERS:
        workers = 4 if suffix in APART else 1
        with ThreadPoolExecutor(workers) as pool:
            seeds = range(count, count + workers)
            every = list(pool.map(told, [suffix] * workers, [count // workers] * workers, seeds))
        found = sum(every, Counter())
        wrong += found.total() - found["read"] - found["refused"]
        print(suffix, dict(found), flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
