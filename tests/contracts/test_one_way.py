"""One way for each thing: what arguments of public calls are called, and what they take."""

import inspect
import typing
from collections.abc import Mapping

import attrs
import numpy as np
import pytest
import survey_calls
from at_once import for_each

import servicekit as sk
from servicekit.data._answers import InputPolicy
from servicekit.data._scales import Scale
from servicekit.foundation._results import Estimate
from servicekit.stats.designs._design import Design
from servicekit.stats.designs._resampling import SEED, Rng

ROOMS = (sk, *(room for name in sorted(dir(sk)) if inspect.ismodule(room := getattr(sk, name))))
FUNCTIONS = {
    function: f"{room.__name__}.{name}"
    for room in reversed(ROOMS)
    for name in getattr(room, "__all__", ())
    if inspect.isfunction(function := getattr(room, name)) and name != "measured"  # what measures are made with
}
CALLS = [pytest.param(function, id=name) for function, name in FUNCTIONS.items()]
NEVER = {
    "scales": "scale= is one Scale or a mapping",
    "invalid": "policy=InputPolicy(invalid=)",
    "reading": "policy=InputPolicy()",
    "date_format": "times=TimeFormat()",
    "clusters": "design=Design(clusters=)",
    "strata": "design=Design(strata=)",
}
# of arrays, which have no columns to name
ARRAYS = {"coefficient_tests", "extremum", "paired_mean"}
# weights of things, or arrays: no columns of sampling weights
WEIGHTS = {"audit_score", "index_score", "kish_n", "loyalty_index", "post_stratify", "rake", "weighted_holm", *ARRAYS}
# data made up and figures combined by a seed alone
SEEDS = {"load_example", "write_example", "propagated_interval"}
# without chance the jackknife is the interval
NO_CHANCE = {"cohen_kappa", "fleiss_kappa", "krippendorff_alpha"}
# one axis by its nature; and who acted
ONE_AXIS = {
    "arrivals_by_hour",
    "compare_durations",
    "compliance_chart",
    "open_cases",
    "protocol_compliance",
    "visit_compliance",
}


def hints(function):
    return typing.get_type_hints(function)


@for_each(each.values[0] for each in CALLS)
def test_arguments_have_their_one_name_and_kind(function):
    name, parameters = function.__name__, inspect.signature(function).parameters
    for key, parameter in parameters.items():
        if name not in ARRAYS and parameter.kind is not inspect.Parameter.VAR_KEYWORD:
            assert key not in NEVER, NEVER.get(key)
        assert key != "weights" or name in WEIGHTS
        assert key != "seed" or name in SEEDS, "chance is rng="
        assert parameter.kind is not inspect.Parameter.VAR_KEYWORD, "every argument is spelt out"
    kinds = hints(function)
    for key, kind in (("design", Design), ("policy", InputPolicy)):
        if key in parameters:
            assert (kinds[key], parameters[key].default) == (kind | None, None)
    if "rng" in parameters:
        given = parameters["rng"]
        assert (kinds["rng"], given.default) == ((Rng | None, None) if name in NO_CHANCE else (Rng, SEED))
    if "level" in parameters and name != "answers_for_groups":  # the error rate of a plan, not of an interval
        assert (kinds["level"], parameters["level"].default) == (float, 0.95)
    if "scale" in parameters and kinds["scale"] in (Scale, Scale | None):
        assert parameters["scale"].kind is inspect.Parameter.KEYWORD_ONLY
    for key in ("by", "design", "policy", "rng", "level", "scale"):
        if key in parameters and name != "answers_for_groups":
            assert parameters[key].kind is inspect.Parameter.KEYWORD_ONLY, f"{key} is named"


GROUPED = [each for each in CALLS if "by" in inspect.signature(each.values[0]).parameters]
RESULTS = [each for each in CALLS if hasattr(hints(each.values[0]).get("return"), "__attrs_attrs__")]
READ_AS = {"data", "answers", "ratings", "durations", "values"}
# results of several draws, or of none that a reader would repeat
UNNAMED = {
    "coding_sheet",
    "importance_performance",
    "journey",
    "kano",
    "loyalty_factors",
    "train_classifier",
    "verify_effect",
    *NO_CHANCE,
}


@for_each(each.values[0] for each in GROUPED)
def test_groups_are_one_column_or_a_list(function):
    name, kind = function.__name__, hints(function)["by"]
    if name in ONE_AXIS:
        return
    assert inspect.signature(function).parameters["by"].default is None
    assert "Sequence" in str(kind) or "Values" in str(kind), kind
    returned = str(hints(function).get("return"))
    assert "Groups" in returned or "dict" in returned


@for_each(each.values[0] for each in RESULTS)
def test_results_that_are_drawn_by_chance_name_the_seed(function):
    parameters, kind = inspect.signature(function).parameters, hints(function)["return"]
    if "rng" in parameters and function.__name__ not in UNNAMED:
        assert "seed" in {field.name for field in attrs.fields(kind)}


# what reads rows and takes no groups, and why
WITHOUT_GROUPS = {
    "its columns, sites or answers are its groups": {
        "audit", "auditor_agreement", "banner", "crosstab", "failed_marks", "handovers", "problem_posts",
        "responsibility_matrix", "service_level_fit", "vices_in_comments", "vices_observed", "wait_verdicts",
    },
    "rows are read, drawn or joined, and nothing is measured yet": {
        "classify_texts", "coding_sheet", "example_comments", "from_plain", "map_reduce", "one_row_per_record",
        "protocol_from", "ratings_by_rater", "read_activity_log", "read_case_log", "read_cases", "read_sites",
        "read_transactions", "replay_events", "saturating",
    },
    "arrays, which have no columns": {
        "call_review", "cohen_kappa", "fleiss_kappa", "index_score", "individuals_chart", "krippendorff_alpha",
        "log_rank", "maturity_profile", "paired_mean",
    },
    "links between rows, which groups would cut": {"care_vouchers", "referral_forest", "transitions"},
    "codes of one drawn sheet, or a chain of figures for one decision": {"calibrated_share", "satisfaction_chain"},
}  # fmt: skip


def test_every_measure_of_rows_takes_groups_or_says_why_not():
    plain = {
        function.__name__
        for function in FUNCTIONS
        if "by" not in (known := inspect.signature(function).parameters)
        and ({"design", "policy"} & {*known} or next(iter(known), "") in READ_AS)
    }
    assert plain == {name for names in WITHOUT_GROUPS.values() for name in names}


BY_ROWS = {
    "attitude_patronage": {"attitude": "e1", "patronage": "e2", "attitude_cut": 0.5, "patronage_cut": 0.5},
    "callback_effect": {"first": "q1", "later": "q2", "called": "y1", "scale": sk.LIKERT_5},
    "estimate_source_weights": {
        "expectation": "q1",
        "sources": ["q2", "q3"],
        "scale": sk.LIKERT_5,
        "resamples": 20,
    },
    "loyalty_index": {"columns": {"identification": "q1", "brand_care": "q2"}, "scale": sk.LIKERT_5},
    "loyalty_marks": {"columns": {"most_spending": "y1", "recommending": "y2"}},
    "loyalty_types": {"columns": {"trust": "e1", "attitude": "e2", "repeat_share": "e3"}},
    "return_rates_from": {
        "outcome": "m",
        "returned": "y1",
        "meanings": {"a": "complained_resolved", "b": "did_not_complain"},
    },
    "trust_beside_satisfaction": {
        "loyalty": "q1",
        "columns": {"satisfaction": "q2", "trust": "q3"},
        "scale": sk.LIKERT_5,
        "resamples": 20,
    },
    "usage_attitude": {"usage": "q1", "attitude": "q2", "cuts": {"q1": 3, "q2": 3}},
}


@pytest.mark.parametrize("name", BY_ROWS)
def test_a_group_is_the_measure_of_its_rows(name):
    call = next(function for function in FUNCTIONS if function.__name__ == name)
    survey, about = survey_calls.SURVEY, BY_ROWS[name]
    found = call(survey, **about, by=["group", "h"], design=Design(weights="w"))
    assert len(found) == 6
    rows = [row for row in range(360) if (survey["group"][row], survey["h"][row]) == (1, "h2")]
    alone = call({key: [own[row] for row in rows] for key, own in survey.items()}, **about, design=Design(weights="w"))
    assert found[1, "h2"].to_dict() == alone.to_dict()
    with pytest.raises(sk.foundation.InvalidValueError, match="design must be one without clusters"):
        call(survey, **about, by="group", design=Design(clusters="c"))


# tables of results, each of which counts its own answers
OF_PARTS = {
    "banner",
    "importance_performance",
    "internal_gaps",
    "journey",
    "kano",
    "loyalty_marks",
    "paired_contrast",
    "return_rates_from",
    "trust_beside_satisfaction",
    "usability_score",
    "wait_verdicts",
}
# every value is a category, a text or a word among those named; another one is refused
NOTHING_SET_ASIDE = {"calibrated_share", "complaint_rates", "crosstab"}
# of pairs of rows, or of those called and not called: what is missing in one is no row that is missing
OF_PAIRS = {"callback_effect", "employee_scores", "estimate_learning", "estimate_source_weights", "satisfaction_chain"}
COUNTED = sorted({*survey_calls.CALLS} - {"moments"} - OF_PARTS - OF_PAIRS)


@pytest.mark.parametrize("name", COUNTED)
def test_results_read_from_rows_count_them_in_one_way(name):
    found = survey_calls.CALLS[name](None)
    assert isinstance(found.n, int)
    if name not in NOTHING_SET_ASIDE:
        assert isinstance(found.rejected, Mapping)
        assert isinstance(found.n_rejected, int)
    assert name == "calibrated_share" or isinstance(found.n_missing, int)
    assert not isinstance(found, Estimate) or hasattr(found, "standard_error")
    assert not {"missing", "rejected_count"} & {*found.derived}


def test_the_same_call_gives_the_same_answer_and_says_by_which_seed():
    units = {"a": (80, 100), "b": (60, 100), "c": (70, 90)}
    first, again = sk.stats.rank_shares(units), sk.stats.rank_shares(units, rng=SEED)
    assert first == again
    assert first.to_dict()["seed"] == SEED
    own = sk.stats.rank_shares(units, rng=np.random.default_rng(SEED))
    assert own.seed is None
    assert own.units == first.units
