"""Mistakes anybody makes at first: each is answered with one sentence that says what would be right."""

import re
from datetime import UTC, date, datetime

import pytest

from servicekit.complaints.cases._activity_log import read_activity_log
from servicekit.complaints.cases._authority import Grade
from servicekit.complaints.cases._backlog import backlog
from servicekit.complaints.cases._case import Case, CaseRules
from servicekit.complaints.cases._case_log import read_case_log
from servicekit.complaints.cases._deadline_compliance import deadline_compliance
from servicekit.complaints.cases._deadlines import Deadline, deadline_clocks
from servicekit.complaints.cases._durations import resolution_time
from servicekit.complaints.cases._recurrence import reopened_share, reopened_within, repeat_complaints
from servicekit.complaints.causes._causes import DissatisfactionReason
from servicekit.complaints.causes._classification import TextRules
from servicekit.complaints.causes._conflicts import conflict_coverage
from servicekit.complaints.causes._pareto import classify_texts, pareto, text_pareto
from servicekit.complaints.protocols._compliance import protocol_compliance
from servicekit.complaints.protocols._own_protocols import protocol_from
from servicekit.complaints.protocols._protocol_run import start_run
from servicekit.complaints.protocols._ten_steps import TEN_STEPS
from servicekit.complaints.recovery._cost import complaint_cost
from servicekit.complaints.recovery._iceberg import dissatisfied_customers
from servicekit.complaints.recovery._recovery import retained_customers
from servicekit.complaints.recovery._return_rates import TARP_OVER_100_DOLLARS, compare_with_preset, return_rates
from servicekit.complaints.word_of_mouth._net_word_of_mouth import net_word_of_mouth
from servicekit.complaints.word_of_mouth._network import read_network
from servicekit.complaints.word_of_mouth._offspring import CascadeGeneration, Constant, Empirical
from servicekit.complaints.word_of_mouth._presets import RESOLVED_FIVE
from servicekit.complaints.word_of_mouth._reach import Cascade, reach, reach_of_complaints
from servicekit.complaints.word_of_mouth._simulation import simulate_reach
from servicekit.data.time._business_time import BusinessClock, BusinessTime, Elapsed
from servicekit.data.time._opening_hours import OpeningHours
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError, UnknownConceptError
from servicekit.foundation._vocabulary import Label
from servicekit.reports._staff_card import staff_card
from servicekit.stats.survival._survival import kaplan_meier

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
WORDS = Label("Answer", "答复")
CASES = {"opened": ["2026-01-01T00:00Z", "2026-01-02T00:00Z"], "resolved": ["2026-01-02T00:00Z", None]}
ROLES = {"opened": "opened", "resolved": "resolved"}
WEEK = {"monday": "09:00-17:00"}
YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}
EVENTS = {"case": [1], "activity": ["Closed"], "time": ["2026-01-01T00:00Z"]}


def case():
    return Case.open("C-7", by="Li", at=NINE)


def log():
    return read_case_log(CASES, columns=ROLES)


def hours(**changes):
    return OpeningHours(**({"zone": "Europe/Rome", "week": WEEK, **YEAR} | changes))


def due(**changes):
    return Deadline(
        **({"key": "a", "label": WORDS, "stop": "acknowledge", "within": Elapsed(elapsed_minutes=60)} | changes)
    )


def events_closed_by(*names):
    return read_activity_log(EVENTS, columns={name: name for name in EVENTS}, closes=names)


@pytest.mark.parametrize(
    ("mistake", "said"),
    (
        (lambda: start_run("ten_steps"), "protocol must be a Protocol, such as one of PROTOCOLS, got 'ten_steps'"),
        (lambda: staff_card("ten_steps"), "thing must be a Protocol, Checklist"),
        (
            lambda: start_run(TEN_STEPS).perform("cushion", by=" ", at=NINE),
            "by must be a text that is not blank, got ' '",
        ),
        (lambda: protocol_compliance([1]), "runs must be runs of a protocol, got 1"),
        (lambda: protocol_from([1]), "data must be a mapping with key, title and steps"),
        (lambda: Case.open(7, by="Li", at=NINE), "case must be a text that is not blank, got 7"),
        (lambda: Case.open("7", by="Li", at=NINE, safety="yes"), "safety must be True or False, got 'yes'"),
        (lambda: Case.of(["x"]), "events must be events of a case, got 'x'"),
        (lambda: CaseRules(authority="manager"), "authority must be the ranks of a house"),
        (lambda: Grade(key="agent", label="Agent"), "label must be a Label with English and Chinese words"),
        (lambda: due(within=60), "within must be Elapsed, BusinessTime or BusinessDays, got 60"),
        (
            lambda: due(within=Elapsed(elapsed_minutes=-5)),
            "minutes within which it must happen must be a number above 0",
        ),
        (lambda: due(label="Answer"), "label must be a Label"),
        (lambda: deadline_clocks(case(), due(), now=NINE), "deadlines must be several deadlines, as a list"),
        (lambda: deadline_clocks(case(), [1], now=NINE), "deadlines must be several deadlines, as a list, got 1"),
        (
            lambda: deadline_clocks(case(), [due()], now=NINE, hours=hours()),
            r"hours must be a BusinessClock.*BusinessClock\(hours",
        ),
        (lambda: BusinessClock(hours="9-5"), "hours must be opening hours, got '9-5'"),
        (
            lambda: BusinessClock(hours=hours()).after(NINE, 60),
            "allowance must be Elapsed, BusinessTime or BusinessDays",
        ),
        (lambda: hours(first="2026-01-01"), "first must be a date, got '2026-01-01'"),
        (lambda: hours(last=NINE), "last must be a date"),
        (lambda: hours(holidays={"2026-05-01": "Labour Day"}), "holiday must be a date, got '2026-05-01'"),
        (lambda: hours(week="09:00-17:00"), "week must be a mapping from day of the week to hours"),
        (lambda: resolution_time(CASES), "log must be a case log from read_case_log or read_activity_log"),
        (lambda: resolution_time(log(), clock="resolution"), "clock must be 'acknowledge', 'resolve' or 'open'"),
        (lambda: backlog(CASES), "log must be a case log"),
        (lambda: reopened_share(CASES), "log must be a case log"),
        (lambda: reopened_within(CASES, within_days=3), "log must be a case log"),
        (lambda: repeat_complaints(CASES, within_days=3), "log must be a case log"),
        (lambda: deadline_compliance(log(), within="24h"), "within must be one number above 0, .* got '24h'"),
        (
            lambda: read_case_log(CASES, columns=ROLES, times="UTC"),
            r"times must be a TimeFormat.*zone='Europe/Rome'",
        ),
        (lambda: read_case_log(CASES, columns=ROLES, also="site"), r"also must be a list, even of one, got 'site'"),
        (
            lambda: read_case_log(CASES, columns=ROLES, closed_statuses="Closed"),
            r"closed_statuses must be a list, even of one",
        ),
        (lambda: read_case_log(CASES, columns=ROLES, extracted_at="2026-03-01"), "extracted_at must be a datetime"),
        (lambda: TimeFormat("iso"), "pattern must be a strptime pattern or 'day_number', got 'iso'"),
        (lambda: TimeFormat("%H:%M", "Europe/Rome"), "pattern must be one with a date where a zone is named"),
        (
            lambda: TimeFormat(zone="Europe/Rome", ambiguous="first"),
            "ambiguous must be 'refuse' or 'earlier' or 'later'",
        ),
        (lambda: TimeFormat(zone="Europe/Rome", pattern="%d.%m.%y"), "pattern must be one with the year in full"),
        (lambda: conflict_coverage({"greeting": None}), "kinds must be one kind of conflict or several, got None"),
        (
            lambda: conflict_coverage({"greeting": "transaction"}, journey="late_flight"),
            "journey must be a Journey, such as one of JOURNEYS",
        ),
        (lambda: classify_texts({"c": ["x"]}, "c", "REASONS"), "rules must be a TextRules, such as one of TEXT_RULES"),
        (lambda: text_pareto([1]), "found must be comments classified by classify_texts"),
        (lambda: pareto({"c": ["x"]}, "c", "reasons"), "kind must be a framework such as DissatisfactionReason"),
        (lambda: TextRules(kind="reasons", rules=()), "kind must be a framework such as DissatisfactionReason"),
        (
            lambda: retained_customers([1], rates=TARP_OVER_100_DOLLARS),
            "mix must be a mapping from outcome to customers",
        ),
        (lambda: retained_customers({"complained_resolved": 3}, rates="tarp"), "rates must be a preset, or own rates"),
        (lambda: return_rates({"complained_resolved": 3}), "a pair: how many came back, of how many, got 3"),
        (lambda: compare_with_preset(1, TARP_OVER_100_DOLLARS), "own must be own rates from return_rates"),
        (
            lambda: dissatisfied_customers(40, voicing="front_line"),
            "voicing must be a share from 0 to 1, a Share or a preset",
        ),
        (lambda: Cascade(rounds=Constant(3)), "rounds must be a sequence of rounds of telling"),
        (
            lambda: Cascade(rounds=(11, 5)),
            "telling must be Constant, Poisson, Uniform or Empirical, or a CascadeGeneration of them, got 11",
        ),
        (lambda: CascadeGeneration(tells=3), "tells must be Constant, Poisson, Uniform or Empirical, got 3"),
        (lambda: Empirical([1, 2]), "chances must be a mapping from number told to its chance"),
        (lambda: reach(RESOLVED_FIVE), "cascade must be a Cascade, .*; of a preset its .cascade"),
        (lambda: reach_of_complaints(3, cascade=RESOLVED_FIVE), "cascade must be a Cascade"),
        (lambda: simulate_reach(RESOLVED_FIVE, runs=3, rng=None), "cascade must be a Cascade"),
        (lambda: net_word_of_mouth(positive=RESOLVED_FIVE, negative=RESOLVED_FIVE), "positive must be a Cascade"),
        (
            lambda: complaint_cost(complaints=3, customers=5, value_per_customer=1),
            "customers must be the result of retained_customers",
        ),
        (lambda: complaint_cost(complaints=3, reach=5, value_per_customer=1), "reach must be the result of reach"),
        (lambda: kaplan_meier(["1", "a"]), "durations must be numbers"),
        (lambda: kaplan_meier(x for x in (1, 2)), "turn an iterator into a list"),  # bad input 144
    ),
)
def test_a_wrong_argument_is_named_with_what_it_must_be(mistake, said):
    with pytest.raises(InvalidValueError, match=said) as told:
        mistake()
    assert "\n" not in str(told.value)


def test_a_closing_activity_that_never_occurs_is_refused_because_every_case_would_look_open():
    with pytest.raises(
        UnknownConceptError, match="activity that closes in column 'activity' 'closed'; did you mean 'Closed'"
    ):
        events_closed_by("closed")
    assert events_closed_by("closed", "Closed").n_open == 0


def test_a_single_step_or_ending_may_be_named_alone():
    assert CaseRules(may_skip="hear") == CaseRules(may_skip=("hear",))
    withdrawn = start_run(TEN_STEPS).end("withdrawn", by="Li", at=NINE)
    assert protocol_compliance([withdrawn], outcomes="withdrawn").n_runs == 1
    assert due(at_least="serious") == due(at_least=("serious"))


PARTS = {name: name for name in EVENTS}


@pytest.mark.parametrize(
    ("changes", "words"),
    (
        ({"columns": PARTS | {"clerk": "case"}}, "unknown role of a column 'clerk'"),
        ({"columns": {"case": "case"}}, "columns must be a mapping that names 'case', 'activity' and 'time'"),
        ({"closes": ()}, "closes must be at least one activity that closes a case"),
        ({"ties": "last"}, "ties must be 'raise' or 'row order', got 'last'"),
    ),
)
def test_a_log_of_activities_says_what_its_settings_lack(changes, words):
    with pytest.raises((InvalidValueError, UnknownConceptError), match=re.escape(words)):
        read_activity_log(EVENTS, **({"columns": PARTS, "closes": ("Closed",)} | changes))


@pytest.mark.parametrize(
    ("pairs", "ends", "words"),
    (
        ({"one": ["a"], "other": ["b"]}, ("one",), "ends must be the names of two columns"),
        ({"one": ["a", None], "other": ["b", "c"]}, ("one", "other"), "column 'one' must be given in every row"),
        ({"one": [], "other": []}, ("one", "other"), "edges must be at least one pair"),
    ),
)
def test_a_network_says_what_its_pairs_lack(pairs, ends, words):
    with pytest.raises(InvalidValueError, match=re.escape(words)):
        read_network(pairs, ends)


def test_only_a_log_that_tells_of_reopening_can_be_asked_for_it():
    with pytest.raises(InvalidValueError, match="log must be one that tells when cases were opened again"):
        reopened_within(log(), within_days=3)


def test_a_log_without_a_usable_case_says_what_is_wrong_with_the_rows():
    with pytest.raises(NotEnoughDataError) as told:
        read_case_log({"opened": ["2026-01-02T00:00Z"], "resolved": ["2026-01-01T00:00Z"]}, columns=ROLES)
    assert str(told.value) == "no usable case among 1 rows: 1 negative_duration"


def test_one_pass_iterators_are_read_once_and_whole():  # bad input 144
    runs = (start_run(TEN_STEPS).end("withdrawn", by="Li", at=NINE) for _ in range(3))
    assert protocol_compliance(runs, outcomes=("withdrawn",)).n_runs == 3
    events = case().record("acknowledge", by="Li", at=NINE).events
    assert len(Case.of(event for event in events).events) == 2
    assert (
        conflict_coverage({"a": (kind for kind in ("transaction", "communication"))}).holes[0].key == "product_quality"
    )


def test_a_column_of_comments_is_not_taken_for_groups():  # bad input 142
    many = {"cause": ["rude_staff"] * 20_000, "note": [f"comment {i}" for i in range(20_000)]}
    with pytest.raises(InvalidValueError, match="note"):
        pareto(many, "cause", DissatisfactionReason, by="note")


def test_business_time_that_has_run_out_is_nothing():
    assert BusinessClock(hours=hours()).after(NINE, BusinessTime(business_minutes=0)) == NINE
