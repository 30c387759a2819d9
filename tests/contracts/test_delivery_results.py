"""Results on delivering service can be told as strict JSON and shown in a notebook, whatever they found."""

import json
import pickle
from datetime import date

import pytest

from servicekit.archetypes._fit import archetype_fit
from servicekit.archetypes._four_archetypes import ServiceArchetype
from servicekit.archetypes._organisation import Organisation, pure
from servicekit.archetypes._process import Process
from servicekit.archetypes._schmenner import service_process
from servicekit.archetypes._sites import site_drift
from servicekit.operations._calls import call_review
from servicekit.operations._contact_plan import ContactRule, contact_plan
from servicekit.operations._contact_results import contact_results
from servicekit.operations._employees import employee_scores
from servicekit.operations._goals import Goal, goal_review
from servicekit.operations._maturity import maturity_profile
from servicekit.operations._organisation_parts import missing_parts
from servicekit.operations._property_office import PROPERTY_OFFICE
from servicekit.operations._service_profit import service_profit_link
from servicekit.operations._vice_rates import vices_in_comments
from servicekit.standards._audit import audit
from servicekit.standards._auditors import auditor_agreement
from servicekit.standards._compliance import compliance, compliance_chart
from servicekit.standards._conflict_coverage import conflicts_answered
from servicekit.standards._score import audit_score
from servicekit.standards._visits import visit_compliance
from servicekit.standards._visits_needed import visits_for_half_width, visits_to_detect
from servicekit.standards.presets._fashion_retail import FASHION_RETAIL

DAY = date(2024, 3, 1)
SEEN = {"standard": ["smile"] * 4, "site": ["A", "A", "<b>", "<b>"], "auditor": ["x", "y"] * 2, "result": [1, 0, 1, 1]}
PLAN = contact_plan(
    {"customer": ["Ann"]}, [ContactRule(occasion="greeting", why="w", offer="o")], owners=["Lu"], start=DAY
)
AUDIT = audit(SEEN, FASHION_RETAIL)
RESULTS = (
    archetype_fit(pure(ServiceArchetype.IN_DEPTH)),
    archetype_fit(Organisation(name="unknown")),
    service_process(Process()),
    site_drift([pure(ServiceArchetype.IN_DEPTH)], intended=ServiceArchetype.SERVICE_CHAIN),
    AUDIT,
    compliance(AUDIT, by="standard"),
    compliance(AUDIT, by=("site", "area")),
    audit_score(AUDIT, by="site"),
    compliance_chart(AUDIT),
    conflicts_answered(FASHION_RETAIL),
    auditor_agreement(SEEN, FASHION_RETAIL),
    visit_compliance({**SEEN, "visit": [1] * 4}, FASHION_RETAIL, visit="visit"),
    visits_for_half_width(0.1),
    visits_to_detect(0.0),
    vices_in_comments({"comment": ["<i>I was ignored</i>", None]}, "comment"),
    PLAN,
    contact_results(PLAN, {"customer": ["Ann"], "outcome": ["open"]}, today=DAY),
    call_review({}),
    missing_parts(["untrained"]),
    PROPERTY_OFFICE,
    goal_review(Goal(text="x")),
    maturity_profile({"goals_need": True}),
    employee_scores({"pay": [5, None]}, {"basic_needs": "pay"}),
    service_profit_link({"A": 1}, {"A": 2}),
)


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: type(result).__name__)
def test_a_result_can_be_told_shown_and_sent(result: object) -> None:
    told = json.dumps(result.to_dict(), allow_nan=False)  # type: ignore[attr-defined]
    assert json.loads(told)
    html = result._repr_html_()  # type: ignore[attr-defined]
    assert "<b>" not in html  # bad input 136
    assert pickle.loads(pickle.dumps(result)).to_dict() == result.to_dict()  # type: ignore[attr-defined]
