"""Every checklist, set of standards and matrix prints as a card, in one language, for everybody or for one post."""

import importlib
import pkgutil
import re
from datetime import date
from itertools import pairwise, product

import pytest

import servicekit as sk
from servicekit.complaints import PROTOCOLS
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.operations import CALL, PROPERTY_OFFICE, RECEPTION_CHAIN
from servicekit.reports import staff_card
from servicekit.standards import CAR_AFTER_SALES


def every_list():
    """Return each checklist, set of standards and responsibility matrix of the library, by its name."""
    kinds = (sk.foundation.Checklist, sk.standards.StandardSet, sk.operations.ResponsibilityMatrix)
    found = {}
    for module in pkgutil.walk_packages(sk.__path__, "servicekit."):
        if module.name.startswith(PLACES):
            held = vars(importlib.import_module(module.name))
            found |= {
                name: each for name, each in held.items() if isinstance(each, kinds) and not name.startswith("__")
            }
    return found


PLACES = tuple(f"servicekit.{room}." for room in ("complaints", "loyalty", "operations", "standards"))
LISTS = every_list()
FORMS = ("text", "markdown", "html")


def lines_of(thing):
    if isinstance(thing, sk.foundation.Checklist):
        return [step.label for step in thing.steps]
    return [duty.label for duty in thing.duties] if thing is PROPERTY_OFFICE else [each.text for each in thing]


def test_the_lists_of_the_documents_are_among_them():
    assert {"CALL", "FIVE_STEPS", "STRATEGIES", "TACTICS", "RECEPTION_CHAIN", "PROPERTY_OFFICE"} <= set(LISTS)
    assert {"CAR_AFTER_SALES", "FASHION_RETAIL", "PROPERTY_SALES"} <= set(LISTS)


@pytest.mark.parametrize(("name", "language"), tuple(product(LISTS, ("en", "zh"))))
def test_a_card_names_every_line_in_its_language_only(name, language):
    thing = LISTS[name]
    card = staff_card(thing, language=language)
    for label in lines_of(thing):
        assert label.text(language) in card
    assert card.count("[ ]") == len(lines_of(thing))
    assert any("\u4e00" <= c <= "\u9fff" for c in card) == (language == "zh")
    for form in FORMS:
        assert staff_card(thing, language=language, form=form)


def test_the_cards_of_all_posts_hold_every_duty_once():
    cards = [staff_card(PROPERTY_OFFICE, post=post.key).partition("Helps with")[0] for post in PROPERTY_OFFICE.posts]
    for duty in PROPERTY_OFFICE.duties:
        assert sum(duty.label.en + end in card for card in cards for end in ("\n", " (night)\n", " (day)\n")) == 1


def test_a_card_tells_shifts_help_and_stand_ins():
    leader = staff_card(PROPERTY_OFFICE, post="security_leader", language="zh")
    assert "夜间巡逻与检查值班岗（夜间）" in leader
    assert "代行岗位\n\n[ ] 案场管理员" in leader
    assert "代班岗位\n\n[ ] 礼仪安全组领班" in staff_card(PROPERTY_OFFICE, post="site_manager", language="zh")
    assert "Helps with" in staff_card(PROPERTY_OFFICE, post="patrol")


def test_standards_and_chains_have_a_card_for_each_post():
    subjects = {each.subject.en for each in CAR_AFTER_SALES}
    cards = {subject: staff_card(CAR_AFTER_SALES, post=subject) for subject in subjects}
    assert sum(card.count("[ ]") for card in cards.values()) == len(CAR_AFTER_SALES)
    assert cards["technician"] == staff_card(CAR_AFTER_SALES, post="维修技师")
    assert "☐ exit pass" in cards["service adviser"]
    door = staff_card(RECEPTION_CHAIN, post="door")
    assert door.count("[ ]") == 3
    assert "taken over from: Tell the door post" in door
    assert "handed on to: Receive in the hall" in door
    assert "Reception of a visitor, post by post: Door post" in door


@pytest.mark.parametrize("post", dict.fromkeys(step.tags["post"] for step in RECEPTION_CHAIN.steps))
def test_each_hand_over_stands_on_the_cards_of_both_posts(post):
    steps = RECEPTION_CHAIN.steps
    card = staff_card(RECEPTION_CHAIN, post=post, language="zh")
    assert not re.findall("[A-Za-z]", card)
    for giver, receiver in pairwise(steps):
        posts = giver.tags["post"], receiver.tags["post"]
        if posts[0] != posts[1] and post in posts:
            told = f"交接给：{receiver.label.zh}" if post == posts[0] else f"交接自：{giver.label.zh}"
            assert told in card


def test_what_has_no_such_card_is_refused():
    with pytest.raises(UnknownConceptError, match="did you mean 'door'"):
        staff_card(PROPERTY_OFFICE, post="doors")
    with pytest.raises(UnknownConceptError, match="technician"):
        staff_card(CAR_AFTER_SALES, post="pilot")
    with pytest.raises(InvalidValueError, match="left out for a protocol"):
        staff_card(PROTOCOLS["ten_steps"], post="door")
    with pytest.raises(UnknownConceptError, match="post 'pilot'"):
        staff_card(RECEPTION_CHAIN, post="pilot")
    with pytest.raises(InvalidValueError, match="StandardSet"):
        staff_card(["smile"])


@pytest.mark.parametrize(("key", "language"), tuple(product(PROTOCOLS, ("en", "zh"))))
def test_what_is_forbidden_is_never_something_to_tick(key, language):
    protocol = PROTOCOLS[key]
    for form in FORMS:
        card = staff_card(protocol, language=language, form=form)
        for step in protocol.prohibitions:
            line = next(each for each in re.split(r"\n|(?=<li>)", card) if step.label.text(language) in each)
            assert "✗" in line
            assert "[ ]" not in line
        if form != "html":
            assert card.count("[ ]") == len(protocol.steps) + len(protocol.manners)


def test_the_line_under_a_chinese_title_is_as_long_as_the_title():
    title, line = staff_card(PROPERTY_OFFICE, post="hall_cleaner", language="zh").splitlines()[:2]
    assert len(line) == 2 * len(title)


def test_a_planned_contact_has_the_sheet_of_its_call():
    rule = sk.operations.ContactRule(
        occasion="promotion", why="size S is left", offer="last pieces", talking_points=("suits the skirt",)
    )
    plan = sk.operations.contact_plan({"customer": ["Ann"]}, [rule], owners=["Lu"], start=date(2024, 3, 1))
    ann = sk.operations.Profile(customer="Ann")
    ann = ann.learn("liked_topics", "gardens", way="observation", on=date(2024, 1, 2))
    ann = ann.learn("income", "9000", way="questionnaire", on=date(2024, 1, 2))
    sheet = staff_card(plan.contacts[0], profile=ann)
    for word in ("Promotion: Ann", "by 2024-03-08", "size S is left", "last pieces", "suits the skirt", "gardens"):
        assert word in sheet
    assert "9000" not in sheet
    assert sheet.count("[ ]") == 9 + 1 + 2
    assert "二选一的时间" in staff_card(plan.contacts[0], language="zh", form="html")
    with pytest.raises(InvalidValueError, match="of the customer to be called"):
        staff_card(plan.contacts[0], profile=sk.operations.Profile(customer="Bo"))


@pytest.mark.parametrize(("key", "language"), tuple(product(sk.complaints.JOURNEYS, ("en", "zh"))))
def test_a_journey_is_an_exercise_with_and_without_its_solution(key, language):
    journey = sk.complaints.JOURNEYS[key]
    asked, told = (staff_card(journey, solved=solved, language=language) for solved in (False, True))
    for incident in journey.incidents:
        assert incident.label.text(language) in asked
        assert incident.word.text(language) in told
        assert incident.word.text(language) not in asked
        for kind in incident.kinds:
            assert kind.label.text(language) in told
    assert asked.count("____") == 3 * len(journey.incidents)
    assert "____" not in told
    for form in FORMS:
        assert staff_card(journey, form=form)
    with pytest.raises(InvalidValueError, match="left out for all but journeys"):
        staff_card(CALL, solved=True)
    with pytest.raises(InvalidValueError, match="post must be left out for a journey"):
        staff_card(journey, post="door")
