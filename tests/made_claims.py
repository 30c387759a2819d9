"""Claims that are made by hand, so that what is said of them follows from what was put into them."""

from typing import Any

from servicekit.foundation._vocabulary import Label
from servicekit.stats.claims._claim_tests import ClaimTest, Evidence
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference

SATISFIED, BRANCH, NORTH = Label("Satisfied", "满意率"), Label("branch", "网点"), Label("North", "北店")
HALF = Reference(kind="threshold", label=Label("half", "一半"), value=0.5)


def evidence(p: float | None = 1e-9, **more: Any) -> Evidence:
    """Return what a test found with 100 answers; a reason where it found nothing."""
    return Evidence(p=p, test=ClaimTest.MID_P, **{"n": 100, "reason": None if p is not None else NORTH, **more})


def made(kind: ClaimKind, sort: str, **more: Any) -> Claim:
    """Return a claim that stands, on the northern branch, upwards and against a half, unless told otherwise."""
    known = {"name": "a", "part": "p", "subject": NORTH, "measure": SATISFIED, "reference": HALF, "direction": 1}
    return Claim(kind=kind, sort=sort, **{**known, "evidence": evidence(), **more})
