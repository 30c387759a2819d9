"""A contact plan gives every customer at most one contact, in time and within limits, and its results add up."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import (
    ForbiddenEventError,
    InvalidValueError,
    MissingColumnError,
    UnknownConceptError,
)
from servicekit.operations._call_parts import CallPart
from servicekit.operations._calls import CALL, CallKey, CallTest, call_review
from servicekit.operations._contact_occasions import ContactOccasion, PromotionFailure
from servicekit.operations._contact_plan import Condition, ContactPlan, ContactRule, contact_plan
from servicekit.operations._contact_results import contact_results
from servicekit.operations._service_links import FIVE_LINKS, ServiceLink

START = date(2024, 3, 1)
BASE: dict[str, list[Any]] = {
    "customer": ["Ann", "Bo", "Cai", "Dee", "Eve"],
    "spent": [900, 50, 400, None, 700],
    "size": ["S", "M", "S", "S", "L"],
}
BIG = ContactRule(
    occasion=ContactOccasion.NEW_ARRIVALS,
    why="bought much",
    offer="two coats set aside",
    conditions=(Condition(column="spent", at_least=600),),
    within_days=2,
    talking_points=("in your size",),
)
SMALL = ContactRule(
    occasion=ContactOccasion.PROMOTION,
    why="size S is left",
    offer="last pieces",
    conditions=(Condition(column="size", among=("S",)),),
    talking_points=("only three left",),
)


def plan(**settings: Any) -> ContactPlan:
    return contact_plan(BASE, [BIG, SMALL], **{"owners": ["Lu", "Mo"], "start": START, **settings})


def test_the_first_rule_decides_and_work_is_shared_out() -> None:
    found = plan()
    assert [(c.customer, c.offer, c.owner, (c.due - START).days) for c in found.contacts] == [
        ("Ann", "two coats set aside", "Lu", 2),
        ("Eve", "two coats set aside", "Mo", 2),
        ("Cai", "last pieces", "Mo", 7),
        ("Dee", "last pieces", "Lu", 7),
    ]
    assert found.without_rule == 1
    assert [c.customer for c in found.of("Mo")] == ["Eve", "Cai"]


@pytest.mark.parametrize("kind", ("pandas", "polars", "pyarrow"))
def test_any_frame_gives_the_same_plan(kind: str) -> None:
    from servicekit.data._frames import to_frame

    data = to_frame(BASE, kind)
    assert contact_plan(data, [BIG, SMALL], owners=["Lu", "Mo"], start=START) == plan()


def test_weaknesses_of_a_plan_are_the_reasons_for_which_promotions_fail() -> None:
    assert set(plan().weaknesses) == {
        PromotionFailure.NO_FOLLOW_UP,
        PromotionFailure.NO_SALES_TARGET,
        PromotionFailure.NO_PERSONAL_TARGET,
        PromotionFailure.NO_INCENTIVE,
    }
    assert plan(targets={"Lu": 1, "Mo": 1}, reward="a day off", supervisor="Ni").weaknesses == ()
    mass = ContactRule(occasion=ContactOccasion.PROMOTION, why="all", offer="sale")
    weak = contact_plan(BASE, [mass], owners=["Lu"], start=START).weaknesses
    assert set(weak) == set(PromotionFailure)


@given(
    st.lists(st.tuples(st.none() | st.integers(0, 100), st.sampled_from(["Lu", "Mo", "", None])), max_size=30),
    st.integers(1, 10),
)
def test_nobody_is_contacted_twice_and_nobody_has_too_much(rows: list[tuple[Any, Any]], most: int) -> None:
    data = {
        "customer": [f"c{i}" for i in range(len(rows))],
        "spent": [r[0] for r in rows],
        "keeper": [r[1] for r in rows],
    }
    rule = ContactRule(
        occasion=ContactOccasion.GREETING, why="w", offer="o", conditions=(Condition(column="spent", at_least=50),)
    )
    found = contact_plan(data, [rule], owners=["Lu", "Mo"], start=START, owner="keeper", most_per_owner=most)
    names = [contact.customer for contact in found.contacts]
    assert len(set(names)) == len(names)
    assert len(names) + found.left_over + found.without_rule == len(rows)
    assert all(len(found.of(owner)) <= most for owner in ("Lu", "Mo"))
    for contact in found.contacts:
        keeper = rows[int(contact.customer[1:])][1]
        assert not keeper or contact.owner == keeper


def test_results_are_counted_once_for_each_customer() -> None:
    done = {
        "customer": ["Ann", "Ann", "Cai", "Dee"],
        "outcome": ["not_reached", "converted", "declined", "not_reached"],
        "day": ["2024-03-01", "2024-03-02", "2024-03-03", "2024-03-03"],
    }
    found = contact_results(plan(targets={"Lu": 2}), done, today=date(2024, 3, 5), on="day")
    assert (found.tried.count, found.tried.n) == (3, 4)
    assert (found.reached.count, found.reached.n) == (2, 3)
    assert (found.conversion.count, found.conversion.n) == (1, 2)
    assert found.conversion.interval is not None
    assert found.conversion_by("owner")["Mo"].value == 0
    assert found.conversion_by("occasion")[ContactOccasion.NEW_ARRIVALS].value == 1
    assert [contact.customer for contact in found.overdue] == ["Eve"]
    assert found.target_gaps == {"Lu": 1}
    shuffled = {name: list(reversed(column)) for name, column in done.items()}
    assert contact_results(plan(), shuffled, today=date(2024, 3, 5), on="day").outcomes == found.outcomes
    assert found.to_dict()["conversion"]["value"] == 0.5


def test_days_of_any_frame_are_read() -> None:
    pandas = pytest.importorskip("pandas")
    data = pandas.DataFrame({"customer": ["Ann"], "outcome": ["open"], "day": pandas.to_datetime(["2024-03-02"])})
    assert contact_results(plan(), data, today=date(2024, 3, 5), on="day").tried.count == 1


def test_bad_plans_and_results_are_refused() -> None:
    with pytest.raises(InvalidValueError, match="customers must be different"):  # bad input 47
        contact_plan({"customer": ["a", "a"], "size": ["S", "S"]}, [SMALL], owners=["x"], start=START)
    with pytest.raises(InvalidValueError, match="customer must be given in every row"):
        contact_plan({"customer": [None], "size": ["S"]}, [SMALL], owners=["x"], start=START)
    with pytest.raises(MissingColumnError, match="'size'"):
        contact_plan({"customer": ["a"]}, [SMALL], owners=["x"], start=START)
    with pytest.raises(InvalidValueError, match="numbers, because it is held against a bound, got 'much'"):
        contact_plan({"customer": ["a"], "spent": ["much"]}, [BIG], owners=["x"], start=START)
    with pytest.raises(UnknownConceptError, match="did you mean 'greeting'"):
        ContactRule(occasion="greetings", why="w", offer="o")
    with pytest.raises(InvalidValueError, match="given a bound or values"):
        Condition(column="spent")
    with pytest.raises(InvalidValueError, match="for the owners named"):
        plan(targets={"Zoe": 1})
    with pytest.raises(InvalidValueError, match="owner must be one of Lu, Mo"):
        contact_plan({**BASE, "keeper": ["Zoe"] * 5}, [BIG], owners=["Lu", "Mo"], start=START, owner="keeper")
    with pytest.raises(InvalidValueError, match="in the plan, got 'Zed'"):
        contact_results(plan(), {"customer": ["Zed"], "outcome": ["open"]}, today=START)
    with pytest.raises(UnknownConceptError, match="did you mean 'converted'"):
        contact_results(plan(), {"customer": ["Ann"], "outcome": ["convertd"]}, today=START)
    for day in ("2024-02-29", "2024-03-09", "03/04/2024", None):  # bad inputs 103, 114
        data = {"customer": ["Ann"], "outcome": ["open"], "day": [day]}
        with pytest.raises(InvalidValueError, match="a day from 2024-03-01 to 2024-03-08"):
            contact_results(plan(), data, today=START + timedelta(days=7), on="day")


def test_a_call_is_recorded_after_it_was_made_and_followed_up_after_that() -> None:
    from datetime import datetime

    run = CALL.start()
    with pytest.raises(ForbiddenEventError, match="waits for record"):
        run.perform("follow_up", by="Lu", at=datetime(2024, 3, 1))
    for key in ("voice", "numbers", "timeliness", "choice_in_window", "customer_names_time", "record", "follow_up"):
        run = run.perform(key, by="Lu", at=datetime(2024, 3, 1))
    assert run.is_complete


def test_a_call_is_good_if_it_passes_all_four_tests() -> None:
    assert call_review(dict.fromkeys(CallTest, True)).is_good
    poor = call_review({"felt_valued": False, "aim_reached": None})
    assert poor.failed == ("felt_valued",)
    assert poor.unanswered == ("felt_standing", "answer_foreseen", "aim_reached")
    with pytest.raises(InvalidValueError, match="True, False or None"):
        call_review({"felt_valued": 1})  # type: ignore[dict-item]


def test_the_five_links_have_behaviour_norm_and_idea() -> None:
    assert list(FIVE_LINKS) == list(ServiceLink)
    assert all(content.norms for content in FIVE_LINKS.values())


def test_texts_where_lists_and_days_are_asked_for_are_refused() -> None:
    with pytest.raises(InvalidValueError, match="among must be a list, even of one, got 'SM'"):
        Condition(column="size", among="SM")
    with pytest.raises(InvalidValueError, match="owners must be a list"):
        contact_plan(BASE, [SMALL], owners="Lu", start=START)
    with pytest.raises(InvalidValueError, match="start must be a date, got '2024-03-01'"):
        contact_plan(BASE, [SMALL], owners=["Lu"], start="2024-03-01")  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match="customer must be given in every row, got ' '"):
        contact_plan({"customer": [" "], "size": ["S"]}, [SMALL], owners=["x"], start=START)
    with pytest.raises(InvalidValueError, match="today must be not before the plan's start"):
        contact_results(plan(), {"customer": [], "outcome": []}, today=START - timedelta(days=1))
    with pytest.raises(
        InvalidValueError, match=r"outcome must be given in every row, got None \(column 'outcome', row 0"
    ):
        contact_results(plan(), {"customer": ["Ann"], "outcome": [None]}, today=START)


def test_the_two_calls_of_the_document_are_worked_cases() -> None:
    poor, model = call_review("poor"), call_review("model")
    assert (poor.passed_count, model.passed_count) == (0, 4)
    assert list(model.parts) == list(CallPart)
    assert [part.key for part in poor.parts] == ["caller", "good_news", "choice"]
    with pytest.raises(UnknownConceptError, match="model"):
        call_review("modell")  # type: ignore[arg-type]


def test_which_keys_go_with_those_who_came() -> None:
    names = [f"K{row}" for row in range(60)]
    rule = ContactRule(occasion="promotion", why="size S is left", offer="last pieces")
    base = contact_plan({"customer": names}, [rule], owners=["Lu"], start=START)
    came = [row % 2 == 0 for row in range(60)]
    reviewed = {
        "customer": names,
        "outcome": ["converted" if each else "declined" for each in came],
        "choice": came,
        "numbers": [row % 3 == 0 for row in range(60)],
        "voice": [None] * 60,
    }
    keys = {"choice_in_window": "choice", "numbers": "numbers", "voice": "voice"}
    found = contact_results(base, reviewed, today=START, keys=keys).keys
    assert found[CallKey.CHOICE_IN_WINDOW].value == 1
    assert found[CallKey.CHOICE_IN_WINDOW].adjusted_p < 0.001
    assert found[CallKey.NUMBERS].adjusted_p > 0.5
    assert found[CallKey.VOICE].value is None
    with pytest.raises(InvalidValueError, match="True, False or empty"):
        contact_results(base, {**reviewed, "voice": ["yes"] * 60}, today=START, keys=keys)
