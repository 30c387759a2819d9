"""The kind of problem decides who solves it; cases at the wrong post are listed and counted."""

from datetime import UTC, datetime, timedelta

import pytest

from servicekit.complaints import (
    PROBLEM_SOLVERS,
    PROTOCOLS,
    Case,
    ProblemKind,
    case_table,
    event_table,
    problem_posts,
    read_activity_log,
    read_case_log,
    read_cases,
)
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError

KINDS = ["warranty"] * 10 + ["expert"] * 4 + [None]
POSTS = ["warranty clerk"] * 7 + ["reception"] * 3 + ["技术专家"] * 4 + ["reception"]


def test_every_kind_has_a_solver_and_its_steps_are_the_processs():
    steps = [step.key for step in PROTOCOLS["resolution_process"].steps]
    assert list(PROBLEM_SOLVERS) == list(ProblemKind)
    for solver in PROBLEM_SOLVERS.values():
        assert set(solver.steps) <= set(steps)
        assert list(solver.steps) == sorted(solver.steps, key=steps.index)


def test_cases_at_the_wrong_post_are_listed_and_counted():
    found = problem_posts({"k": KINDS, "p": POSTS}, kind="k", post="p")
    assert found.misplaced == (7, 8, 9)
    assert found.unplaced == (14,)
    shares = found.misplaced_shares
    assert shares[ProblemKind.WARRANTY].value == 0.3
    # scipy 1.11 binomtest(3, 10).proportion_ci(method="exact")
    interval = shares[ProblemKind.WARRANTY].interval
    assert (interval.low, interval.high) == pytest.approx((0.06673951, 0.65245285), abs=1e-6)
    assert shares[ProblemKind.EXPERT].value == 0
    assert shares[ProblemKind.EMOTIONAL].value is None


def test_cases_carry_their_kind_through_every_table_to_the_posts():
    at = datetime(2024, 3, 4, 9, tzinfo=UTC)
    cases = []
    for number, (kind, owner) in enumerate(
        (("warranty", "warranty clerk"), ("warranty", "reception"), (None, "索赔员"))
    ):
        case = Case.open(f"K-{number}", at=at, by="Li", problem=kind)
        cases.append(case.record("assign", at=at + timedelta(hours=1), by="Li", to=owner))
    kept = read_cases(event_table(cases)).cases
    assert kept == tuple(cases)
    table = case_table(kept)
    found = problem_posts(table, kind="kind", post="owner")
    assert (found.misplaced, found.unplaced) == ((1,), (2,))
    log = read_case_log(table, columns={name: name for name in ("case", "opened", "kind")} | {"post": "owner"})
    assert problem_posts(case_table(log), kind="kind", post="post") == found
    roles = {"case": "case", "activity": "event", "time": "at", "sequence": "sequence", "kind": "problem", "post": "to"}
    activities = read_activity_log(event_table(cases), columns=roles, closes=["close", "assign"])
    assert problem_posts(case_table(activities), kind="kind", post="post") == found
    again = read_activity_log(
        event_table(log),
        columns={name: name for name in ("case", "activity", "time", "kind", "post")},
        closes=["receive"],
    )
    assert problem_posts(case_table(again), kind="kind", post="post") == found


def test_the_last_activity_that_names_the_kind_decides():
    rows = {
        "case": ["a", "b", "a", "a", "b"],
        "activity": ["open", "open", "diagnose", "close", "close"],
        "time": [f"2026-03-0{day}T09:00Z" for day in (1, 2, 3, 4, 5)],
        "kind": ["emotional", None, "expert", None, None],
    }
    log = read_activity_log(rows, columns={name: name for name in rows}, closes=["close"])
    assert case_table(log)["kind"] == ["expert", None]


def test_a_house_names_its_own_posts():
    posts = {"warranty": ["reception", "warranty clerk"], "expert": "技术专家"}
    assert problem_posts({"k": KINDS, "p": POSTS}, kind="k", post="p", posts=posts).misplaced == ()
    with pytest.raises(InvalidValueError, match="none for 'expert'"):
        problem_posts({"k": KINDS, "p": POSTS}, kind="k", post="p", posts={"warranty": "reception"})
    with pytest.raises(UnknownConceptError, match="did you mean 'warranty'"):
        problem_posts({"k": ["waranty"], "p": ["x"]}, kind="k", post="p")
