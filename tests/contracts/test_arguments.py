"""Arguments of public calls: one name, one meaning, as the table in CONTRIBUTING.md has it."""

import inspect
import re
from collections import defaultdict
from pathlib import Path

import servicekit

PROJECT = Path(__file__).resolve().parents[2]
ROOMS = tuple(sorted(path.parent.name for path in Path(servicekit.__file__).parent.glob("*/__init__.pyi")))
ROW = re.compile(
    r"^\| (?P<names>`\w+`(?:, `\w+`)*) \| (?P<meaning>[^|`]+(?:`[^|]*)?) \| (?P<never>[^|]*) \|$", re.MULTILINE
)
WORD = re.compile(r"`(\w+)`")
SHARED = 5


def table() -> tuple[set[str], set[str]]:
    text = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## One name, one meaning")[2]
    rows = ROW.findall(text.partition("\n## ")[0])
    return {name for row in rows for name in WORD.findall(row[0])}, {
        name for row in rows for name in WORD.findall(row[2])
    }


def arguments() -> dict[str, set[str]]:
    """Return which public functions take an argument of each name."""
    found = defaultdict(set)
    for room in ROOMS:
        there = getattr(servicekit, room)
        for name in there.__all__:
            if inspect.isfunction(getattr(there, name)):
                for each in inspect.signature(getattr(there, name)).parameters.values():
                    if each.kind is not each.VAR_KEYWORD:
                        found[each.name].add(f"{room}.{name}")
    return found


def test_an_argument_that_many_calls_share_has_its_meaning_in_the_table():
    known, _ = table()
    assert len(known) > 30
    rooms = {name: {call.partition(".")[0] for call in calls} for name, calls in arguments().items()}
    shared = {name for name, calls in arguments().items() if len(calls) >= SHARED and len(rooms[name]) > 1}
    assert shared - known == set()


def test_no_call_has_another_name_for_a_meaning_of_the_table():
    known, never = table()
    assert known & never == set()
    assert {name: sorted(calls) for name, calls in arguments().items() if name in never} == {}
