"""The first screen of a complaint log without a survey."""

import re

import numpy as np

import servicekit as sk
from servicekit.foundation._vocabulary import Label
from servicekit.reports import report
from servicekit.reports._rankings import share_bar
from servicekit.stats.intervals._estimates import Share
from servicekit.study import study_from_toml

CASES = """
[complaints]
unit = "days"
by = ["p", "q", "s", "u"]
[complaints.columns]
opened = "o"
resolved = "r"
"""


def test_cases_alone_open_with_how_long_they_take_and_ask_nothing():
    rng = np.random.default_rng(1)
    opened = np.datetime64("2026-03-02T00:00") + rng.integers(0, 900, 120).astype("timedelta64[h]")
    log = {"o": opened, "r": opened + rng.integers(1, 20, 120).astype("timedelta64[D]")}
    log |= {name: rng.choice(["A", "B"], 120) for name in "pqsu"}
    found = sk.assess(study_from_toml(CASES), complaints=log)
    screen = found.first_screen
    assert screen.opening.en.startswith("Half of the cases are resolved within ")
    assert screen.opening.zh.startswith("一半投诉在")
    assert any(note.en.startswith("120 cases") for note in screen.notes)
    assert not screen.asks
    page = report(found, language="en")
    assert "What to ask next" not in page
    assert "what it would take" not in page


def test_a_last_label_gives_way_to_the_one_before_it():
    names = ("Disappointed", "Satisfied", "Very satisfied")
    shares = [Share(count=n, n=629, name=Label(name, name)) for n, name in zip((347, 135, 147), names, strict=True)]
    drawn = share_bar(dict(zip(names, shares, strict=True)), language="en")
    (top, last), (other, _) = (
        re.search(rf'y="(\d+)"[^>]*>({name}[^<]*)<', drawn).groups() for name in ("Very satisfied", "Satisfied")
    )
    assert top != other
    assert last.startswith("Very satisfied 23%")
