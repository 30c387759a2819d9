"""The queueing model against a log that was made by such a queue, and against one that was not."""

import heapq
from datetime import datetime, timedelta

import numpy as np
import pytest

from servicekit.foundation import InvalidValueError
from servicekit.plots import plot
from servicekit.waiting import service_level_fit

AGENTS, HANDLING, PATIENCE = 5, 180.0, 120.0
SETTINGS = {
    "entered": "at",
    "agent": "who",
    "outcome": "end",
    "answered": ["served"],
    "abandoned": ["left"],
    "wait": "wait",
    "within_seconds": 20,
    "handling_seconds": HANDLING,
}


def made_log(days: int, per_hour: float, *, patience: float | None, seed: int = 5) -> dict[str, list[object]]:
    """Three hours a day at a steady rate; the agent who is free first takes the next customer."""
    rng = np.random.default_rng(seed)
    log: dict[str, list[object]] = {"at": [], "who": [], "end": [], "wait": []}
    for day in range(days):
        nine = datetime(2024, 5, 1, 8, 30) + timedelta(days=day)
        free = [(0.0, agent) for agent in range(AGENTS)]
        second = 0.0
        while (second := second + rng.exponential(3600 / per_hour)) < 3.5 * 3600:
            ready, agent = free[0]
            wait = max(ready - second, 0.0)
            gone = patience is not None and (limit := rng.exponential(patience)) < wait
            if not gone:
                heapq.heapreplace(free, (second + wait + rng.exponential(HANDLING), agent))
            if second >= 1800:  # the first half hour fills the queue
                log["at"].append(nine + timedelta(seconds=second))
                log["who"].append(None if gone else agent)
                log["end"].append("left" if gone else "served")
                log["wait"].append(limit if gone else wait)
    return log


@pytest.mark.parametrize(("patience", "per_hour"), ((None, 75), (PATIENCE, 110)))
def test_a_log_made_by_the_model_fits_it(patience: float | None, per_hour: float) -> None:
    found = service_level_fit(made_log(60, per_hour, patience=patience), patience_seconds=patience, **SETTINGS)
    assert list(found) == ["09:00", "10:00", "11:00"]
    for fit in found.values():
        assert (fit.days, fit.unserved) == (60, 0)
        assert fit.mean_agents == pytest.approx(AGENTS, abs=0.05)
        assert fit.difference == pytest.approx(0, abs=0.06)  # the count of an hour is not quite its rate


def test_a_place_whose_agents_come_and_go_does_not_fit() -> None:
    log = made_log(60, 110, patience=PATIENCE)
    log["who"] = [None if agent is None else (agent, place % 2) for place, agent in enumerate(log["who"])]
    found = service_level_fit(log, patience_seconds=PATIENCE, **SETTINGS)
    assert all(fit.is_consistent is False and fit.difference > 0.2 for fit in found.values())


def test_hours_without_an_agent_answer_nobody() -> None:
    log = {"at": [datetime(2024, 5, 1, 9)], "who": [None], "end": ["left"], "wait": [5]}
    fit = service_level_fit(log, **SETTINGS)["09:00"]
    assert (fit.predicted_share, fit.observed.value, fit.unserved) == (0, 0, 1)


def test_a_log_without_waits_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="answered or given up"):
        service_level_fit({"at": [None], "who": [None], "end": ["line"], "wait": [5]}, **SETTINGS)


def test_the_picture_has_a_point_for_each_hour() -> None:
    found = service_level_fit(made_log(5, 75, patience=None), **SETTINGS)
    ax = plot(found, language="zh")
    assert [text.get_text() for text in ax.texts] == list(found)
