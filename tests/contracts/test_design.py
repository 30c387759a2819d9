"""A sampling design is honoured or refused by every public call that reads answers; nothing is dropped in silence."""

import inspect
import math

import pytest
from survey_calls import CALLS

import servicekit as sk
from servicekit.foundation._errors import ServiceKitError
from servicekit.foundation._results import Groups, Result
from servicekit.stats.designs._design import Design

# part -> the design with it, and the same without
PARTS = {
    "weights": (Design(weights="w"), None),
    "strata": (Design(weights="w", strata="h"), Design(weights="w")),
    "clusters": (Design(weights="w", clusters="c"), Design(weights="w")),
    "fpc": (Design(weights="w", strata="h", fpc="in_stratum"), Design(weights="w", strata="h")),
    "margins": (Design(weights="w", margins="m"), Design(weights="w")),
    "second stage": (
        Design(clusters=["c", "i"], fpc=["shops", "in_shop"]),
        Design(clusters="c", fpc="shops"),
    ),
}


def figures(result):
    """Return every number of a result, wherever it stands; the design's own columns do not count."""
    if isinstance(result, Groups | Result):
        result = result.to_dict()
    if isinstance(result, dict):
        return [number for key, part in result.items() if key not in ("sampled", "design") for number in figures(part)]
    if isinstance(result, list | tuple):
        return [number for part in result for number in figures(part)]
    return [result] if isinstance(result, float) and math.isfinite(result) else []


FUNCTIONS = {
    name: function
    for room in (*(getattr(sk, name) for name in dir(sk) if inspect.ismodule(getattr(sk, name))), sk)
    for name in getattr(room, "__all__", ())
    if inspect.isfunction(function := getattr(room, name)) and name != "measured"
}
# what is not a sample of respondents, or has no columns: nothing is drawn, so that nothing can be dropped
NO_SAMPLE = {
    "a log of all cases, calls or visits": (
        "arrivals_by_hour", "audit", "audit_score", "compare_durations", "compliance", "compliance_chart",
        "deadline_compliance", "failed_marks", "handling_time", "handovers", "open_cases", "outcome_mix", "pareto",
        "protocol_compliance", "read_activity_log", "read_case_log", "read_cases", "replay_events", "resolution_time",
        "responsibility_matrix", "service_level_fit", "vices_in_comments", "vices_observed", "visit_compliance",
        "wait_log",
    ),
    "all customers of the records": ("care_vouchers", "referral_forest", "transitions", "read_transactions"),
    "reading, or no figure of a population": (
        "classify_texts", "coding_sheet", "example_comments", "from_plain", "map_reduce", "one_row_per_record",
        "problem_posts", "protocol_from", "ratings_by_rater", "read_sites", "auditor_agreement", "auditor_ratings",
    ),
    "arrays without columns": (
        "cohen_kappa", "fleiss_kappa", "individuals_chart", "kaplan_meier", "krippendorff_alpha", "log_rank",
        "paired_mean", "coefficient_tests", "saturating", "index_score", "survival_at_periods", "call_review",
        "maturity_profile",
    ),
}  # fmt: skip


def test_every_call_that_takes_a_design_is_tried_here():
    takes = {name for name, function in FUNCTIONS.items() if "design" in inspect.signature(function).parameters}
    assert takes == set(CALLS)


def test_every_call_that_reads_rows_takes_a_design_or_has_none_to_take():
    rows = {
        name
        for name, function in FUNCTIONS.items()
        if "design" not in (known := inspect.signature(function).parameters)
        and (next(iter(known), "") in ("data", "answers", "ratings", "durations", "values") or "policy" in known)
    }
    named = {name for names in NO_SAMPLE.values() for name in names}
    assert rows - named == set(), "take design=, or say here why there is no sample"


def tried(call, design):
    """Return the figures of a call, or what it says where it refuses the design."""
    try:
        return figures(call(design))
    except ServiceKitError as error:
        return str(error)


@pytest.mark.filterwarnings("ignore::servicekit.foundation.ServiceKitWarning")
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", CALLS)
def test_each_part_of_a_design_changes_the_figures_or_is_refused(name, part):
    with_it, without = (tried(CALLS[name], design) for design in PARTS[part])
    assert without, "a call whose figures can be compared"
    if isinstance(without, str):  # the design to compare with is refused already
        assert "design must be one without" in without
    elif isinstance(with_it, str):
        assert "design must be one without" in with_it
    else:
        assert with_it != without, f"{part} dropped in silence"
