"""Every part of a report over data at the edge: no exception, no figure that is none, no claim from nothing."""

import importlib.util
import math
from pathlib import Path

import numpy as np
import pytest

from servicekit.foundation._errors import NotEnoughDataError
from servicekit.study import study_from_toml
from servicekit.study._assessment import assess

PATH = Path(__file__).parents[2] / "benchmarks" / "null_reports.py"
SPEC = importlib.util.spec_from_file_location("null_reports", PATH)
assert SPEC is not None
assert SPEC.loader is not None
null_reports = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(null_reports)
TEXT, WHOLE = null_reports.everything(np.random.default_rng(3), 90)
ACTIONS = WHOLE.pop("actions")
STUDY = TEXT.replace("resamples = 200", "resamples = 10")
DESIGNS = {
    "plain": STUDY,
    "weights": STUDY.replace("seed = 1", 'seed = 1\ndesign.weights = "w"', 1),
    "clusters": STUDY.replace("seed = 1", 'seed = 1\ndesign.clusters = "shop"', 1),
}
NEW = ("priorities", "sides", "importance", "kano", "usage", "journey", "experience", "expectations", "comments")


def rows(chosen):
    return {name: np.asarray(values, dtype=object)[chosen] for name, values in WHOLE.items()}


def designed(data):
    n = len(data["d0"])
    return data | {"w": np.random.default_rng(0).lognormal(0, 0.4, n), "shop": np.arange(n) // 4}


def found(data, design="plain", parts=(*NEW, "improvement")):
    try:
        return assess(study_from_toml(DESIGNS[design]), designed(data), actions=ACTIONS, parts=parts)
    except NotEnoughDataError:
        return None


def not_finite(plain, path=""):
    if isinstance(plain, dict):
        return [bad for key, value in plain.items() for bad in not_finite(value, f"{path}/{key}")]
    if isinstance(plain, list | tuple):
        return [bad for key, value in enumerate(plain) for bad in not_finite(value, f"{path}/{key}")]
    return [path] if isinstance(plain, float) and not math.isfinite(plain) else []


def wrong_figures(part):
    """Name the figures outside their interval, and those without one that do not say why."""
    wrong = []
    for table in part.tables():
        for key, one in table.result.items() if hasattr(table.result, "items") else [("", table.result)]:
            if not hasattr(one, "interval"):
                continue
            value, interval, reason = one.value, one.interval, one.reason
            inside = value is None or interval is None or interval.low - 1e-9 <= value <= interval.high + 1e-9
            if not inside or ((value is None or interval is None) and reason is None):
                wrong.append((table.key, key, value, interval))
    return wrong


def check(assessment):
    for part in assessment.parts:
        assert not_finite(part.to_dict()) == []
        assert wrong_figures(part) == []
        said = " ".join(finding.text.text(language) for finding in part.findings for language in ("en", "zh"))
        assert not {"nan", "inf", "None"} & set(said.replace("(", " ").replace(",", " ").split())
    for one in assessment.decided:
        p = one.claim.evidence.p
        assert p is None or 0 <= p <= 1
        assert p is not None or one.claim.evidence.reason is not None


@pytest.mark.parametrize(("n", "design"), ((0, "plain"), (1, "plain"), (2, "plain"), (2, "weights"), (2, "clusters")))
def test_of_hardly_any_answers_nothing_is_claimed(n, design):
    assessment = found(rows(np.arange(n)), design)
    if assessment is not None:
        check(assessment)
        assert [one.claim.name for one in assessment.decided if one.stands] == []


@pytest.mark.parametrize("design", ("plain", "clusters"))
def test_where_everybody_answers_alike_nothing_differs(design):
    assessment = found(rows(np.zeros(60, dtype=int)), design)
    check(assessment)
    compared = ("journey/", "usage/", "experience/", "comments/", "priorities/", "sides/", "improvement/effect")
    assert [one.claim.name for one in assessment.decided if one.stands and one.claim.name.startswith(compared)] == []


@pytest.mark.parametrize("column", ("d0", "overall", "k0f", "r1"))
def test_a_column_without_an_answer_leaves_the_rest(column):
    assessment = found(rows(np.arange(90)) | {column: np.array([None] * 90)})
    check(assessment)
    assert len(assessment.parts) >= 8


@pytest.mark.parametrize("change", ({"branch": "A", "visits": 1}, {"wave": 2021, "outcome": 5}, {"overall": 1}))
def test_one_group_one_wave_or_one_answer(change):
    check(found(rows(np.arange(90)) | {name: np.full(90, value) for name, value in change.items()}))


def test_a_copied_attribute_is_said_to_be_one():
    assessment = found(rows(np.arange(90)) | {"d1": WHOLE["d0"]}, parts=("priorities", "journey"))
    assert [part.key for part in assessment.not_run] == ["priorities"]
    assert "['d0', 'd1']" in assessment.not_run[0].reason.en


def test_a_target_of_a_question_that_nobody_answered_is_said_to_have_no_figure():
    data = rows(np.arange(90)) | {"overall": np.array([None] * 90)}
    part = found(data, parts=("improvement",)).part("improvement")
    assert list(part.targets) == ["easy"]
    assert any("no figure to hold against its target" in finding.text.en for finding in part.findings)


def test_the_order_of_rows_changes_no_decision():
    parts = ("sides", "importance", "kano", "usage", "experience", "comments", "improvement")
    one = found(rows(np.arange(90)), parts=parts)
    other = found(rows(np.random.default_rng(1).permutation(90)), parts=parts)
    told = [{d.claim.name: (d.claim.evidence.p, d.stands) for d in each.decided} for each in (one, other)]
    assert told[0] == told[1]
