"""A report of everything a study can ask: a picture for each thing that has figures, none for what has not."""

import re
from math import inf

import attrs
import numpy as np
import pytest
from whole_study import whole_study, whole_survey

from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.reports import _captions as words
from servicekit.reports._html import report
from servicekit.reports._labels import WEIGHT_CAUTION
from servicekit.reports._workbook import _cells
from servicekit.study._assessment import assess
from servicekit.study._toml import study_from_toml
from servicekit.study.conclusions._figures import Figure

UNANSWERED = (
    "why", "booking", "arrival", "leaving", "works", "pleasant", "respected", "hoped", "last_time", "heard",
    "app_there", "app_not", "desk_there", "desk_not",
)  # fmt: skip
ONCE_ASKED = (words.STATED_MAP, words.PARTS, words.FUNNEL)
OF_ANSWERS = (words.RUNGS, words.ORIGINS, words.KANO_MAP)


@pytest.fixture(scope="module")
def whole():
    return assess(whole_study(), whole_survey())


@pytest.fixture(scope="module")
def sparse():
    survey = whole_survey()
    weights = [0.5 if row else 300.5 for row in range(400)]  # one respondent counts for most
    return assess(whole_study("weighted"), survey | dict.fromkeys(UNANSWERED, [None] * 400) | {"weight": weights})


def titles(page):
    return re.findall("<figure[^>]*><h3>(.*?)</h3>", page)


def test_what_was_answered_has_its_picture_and_what_was_not_has_none(whole, sparse):
    full, less = report(whole), report(sparse, language="zh")
    shown, left = titles(full), titles(less)
    assert {title.en for title in (*ONCE_ASKED, *OF_ANSWERS)} <= set(shown)
    assert {title.zh for title in ONCE_ASKED} <= set(left)
    assert not {title.zh for title in OF_ANSWERS} & set(left)
    assert WEIGHT_CAUTION.en not in full
    assert WEIGHT_CAUTION.zh in less


@attrs.frozen(kw_only=True)
class Odd(Estimate):
    """A figure with any value and interval."""

    title = Label("Odd", "其他")
    value: float
    interval: Interval | None


@pytest.mark.parametrize(
    ("value", "low", "high", "kind", "cells"),
    (
        (2.0, 1.0, 3.0, "bounded", [2.0, 1.0, 3.0, 0.9, ""]),
        (2.0, 1.0, inf, "bounded", [2.0, 1.0, "∞", 0.9, ""]),
        (-inf, -inf, 3.0, "bounded", ["−∞", "−∞", 3.0, 0.9, ""]),
        (2.0, None, None, "none", [2.0, None, None, None, ""]),
        (2.0, -inf, inf, "unbounded", [2.0, None, None, None, "any value"]),
        (2.0, -1.0, 1.0, "complement", [2.0, None, None, None, "outside −1 to 1"]),
    ),
)
def test_a_workbook_writes_what_is_no_plain_interval_in_words(value, low, high, kind, cells):
    around = None if low is None else Interval(low=low, high=high, level=0.9, method="none", kind=kind)
    odd = Odd(value=value, interval=around)
    figure = Figure(key="k", part="p", caption=Label("C", "表"), name=Label("N", "名"), estimate=odd)
    found = _cells(figure, "en")
    assert [*found[2:6], found[8]] == cells


def test_felt_waits_are_pictured_where_customers_were_asked():
    rng = np.random.default_rng(3)
    idle = rng.random(400) < 0.5
    clock = np.round(rng.gamma(4, 2, 400), 1)
    felt = clock * 1.1 * 1.5**idle * np.exp(rng.normal(0, 0.3, 400))
    text = '[waits]\nconditions = { unoccupied = "idle" }\nby = ["desk"]\n[waits.columns]\nwaited = "clock"\n'
    study = study_from_toml(text + 'perceived = "felt"\nexpected = "hoped"\n')
    waits = {"clock": clock, "felt": felt, "hoped": np.full(400, 8.0), "idle": idle, "desk": ["one"] * 400}
    shown = titles(report(assess(study, waits=waits)))
    assert {words.EXPECTED.en, words.FELT.en} <= set(shown)
    assert not any(", by " in title for title in shown)  # one desk is not compared with itself


BARE = """
wave = "wave"
resamples = 2
[scales]
five = { low = 1, high = 5 }
seven = { low = 1, high = 7 }
[questions]
overall = { column = "overall", kind = "csat", scale = "five" }
[drivers]
outcome = "same"
outcome_scale = "five"
drivers = ["speed", "staff"]
scale = "five"
[importance]
importance = ["imp_speed", "imp_staff"]
performance = ["speed", "staff"]
scale = "five"
[experience.questionnaires]
app = { instrument = "umux_lite", items = ["ease_1", "ease_2"], scale = "seven" }
[comments]
columns = ["why"]
[targets.overall]
at_least = 0.7
by = 2025-06-30
"""


def test_what_tells_little_is_told_without_a_picture_of_it():
    survey = whole_survey()
    survey |= {"same": [4] * 400, "wave": ["2024-1"] * 400}
    shown = set(titles(report(assess(study_from_toml(BARE), survey))))
    assert {words.STATED_MAP.en, "UMUX-LITE", "Targets"} <= shown
    assert not {words.MAP.en, words.FUNNEL.en, "Overall satisfaction"} & shown  # one wave makes no chart
