"""The catalogue of bad inputs and the tests that hold its rows belong together."""

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parent
ROW = re.compile(r"^\| (\d+) \|", re.MULTILINE)
MENTION = re.compile(r"bad inputs? ((?:\d+(?:-\d+)?(?:, | and )?)+)")


def numbers(text):
    for first, last in re.findall(r"(\d+)(?:-(\d+))?", text):
        yield from range(int(first), int(last or first) + 1)


def test_every_number_that_a_test_names_is_a_row_of_the_page():
    rows = [int(number) for number in ROW.findall((TESTS / "bad_inputs.md").read_text(encoding="utf-8"))]
    assert rows == list(range(1, len(rows) + 1))
    named = {
        number
        for path in TESTS.rglob("test_*.py")
        for mention in MENTION.findall(path.read_text(encoding="utf-8"))
        for number in numbers(mention)
    }
    assert named
    assert named <= set(rows)
    assert len(named) > 100  # the page is what the tests hold, not a list of wishes
