"""The kind of problem decides who solves it; cases at the wrong post are listed and counted."""

import pytest

from servicekit.complaints import PROBLEM_SOLVERS, PROTOCOLS, ProblemKind, problem_posts
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


def test_a_house_names_its_own_posts():
    posts = {"warranty": ["reception", "warranty clerk"], "expert": "技术专家"}
    assert problem_posts({"k": KINDS, "p": POSTS}, kind="k", post="p", posts=posts).misplaced == ()
    with pytest.raises(InvalidValueError, match="none for 'expert'"):
        problem_posts({"k": KINDS, "p": POSTS}, kind="k", post="p", posts={"warranty": "reception"})
    with pytest.raises(UnknownConceptError, match="did you mean 'warranty'"):
        problem_posts({"k": ["waranty"], "p": ["x"]}, kind="k", post="p")
