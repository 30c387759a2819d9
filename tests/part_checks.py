"""What tests of the parts of a study share: passes over a survey that was planned, figures as sentences write them."""

from typing import Any

import servicekit as sk
from servicekit.data import _kept_rows as kept_rows
from servicekit.foundation import Label
from servicekit.study import study_from_toml
from servicekit.study._plan import study_plan

THREE_QUESTIONS = """
seed = 4
[scales.five]
low = 1
high = 5
[scales.ten]
low = 0
high = 10
[questions.overall]
column = "sat"
kind = "csat"
scale = "five"
label = { en = "Satisfied", zh = "满意率" }
[questions.ease]
column = "ease"
kind = "mean"
scale = "five"
[questions.would]
column = "nps"
kind = "nps"
scale = "ten"
"""
IN_WAVES = 'wave = "w"\n' + THREE_QUESTIONS


def alone(key: str, text: str, data: Any = None, **tables: Any) -> tuple[Any, dict[str, Any]]:
    """Return a part of a study and the decisions over its claims by their names within the part."""
    assessment = sk.assess(study_from_toml(text), data, parts=[key], **tables)
    return assessment.part(key), {one.claim.name.removeprefix(f"{key}/"): one for one in assessment.decided}


def passes_of(monkeypatch: Any, task: Any, study: Any, survey: Any, *, whole: Any = None) -> int:
    """Return the passes over a survey of which no rows are kept, so that only what was asked beforehand is known.

    Args:
        monkeypatch: The fixture.
        task: Module of the part.
        study: What the columns mean.
        survey: More than ten rows.
        whole: How the part is made of the study and the summaries; None: its ``assess``.
    """
    monkeypatch.setattr(kept_rows, "MOST_ROWS", 10)
    summaries = study_plan(study, survey, [task]).fold(survey)
    (whole or task.assess)(study, summaries)
    return summaries.passes


def shown(estimate: Any, written: str = "{:.2f}", times: float = 1) -> Label:
    """Return value and interval as sentences write them in either language."""
    ends = (estimate.value, estimate.interval.low, estimate.interval.high)
    value, low, high = (written.format(times * end).replace("-", "−") for end in ends)
    return Label(f"{value} ({low} to {high})", f"{value}（{low}至{high}）")


def share(estimate: Any) -> Label:
    """Return a share with its interval as sentences write it."""
    return shown(estimate, "{:.1f}%", 100)
