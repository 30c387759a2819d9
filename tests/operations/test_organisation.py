"""Every duty has one owner, symptoms name the missing parts, goals and scores say what they rest on."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._reasons import too_few
from servicekit.foundation._vocabulary import Label
from servicekit.operations._duties import (
    Assignment,
    Duty,
    Post,
    ResponsibilityMatrix,
    responsibility_matrix,
)
from servicekit.operations._employees import EmployeeFactor, employee_scores
from servicekit.operations._goals import Goal, goal_review
from servicekit.operations._maturity import MaturityLevel, Statement, maturity_profile
from servicekit.operations._organisation_parts import POINTS_TO, ServicePart, Symptom, missing_parts
from servicekit.operations._property_office import PROPERTY_OFFICE
from servicekit.operations._service_profit import service_profit_link
from servicekit.stats.intervals._estimates import Share


def test_in_the_property_office_every_duty_is_owned_once_and_every_post_has_one() -> None:
    assert PROPERTY_OFFICE.is_sound
    assert PROPERTY_OFFICE.idle_posts == ()
    assert len(PROPERTY_OFFICE.posts) == 12
    assert sum(len(PROPERTY_OFFICE.duties_of(post.key)) for post in PROPERTY_OFFICE.posts) == len(
        PROPERTY_OFFICE.duties
    )
    assert PROPERTY_OFFICE.helpers("train_posts") == ("security_leader", "cleaning_leader")


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["x", "y", "z"])), unique=True))
def test_a_matrix_is_sound_exactly_if_every_duty_has_one_owner(pairs: list[tuple[str, str]]) -> None:
    matrix = ResponsibilityMatrix(
        posts=tuple(Post(key, Label(key, key)) for key in ("x", "y", "z")),
        duties=tuple(Duty(key, Label(key, key)) for key in "abcd"),
        assignments=tuple(Assignment(duty, post) for duty, post in pairs),
    )
    owners = {duty: [post for known, post in pairs if known == duty] for duty in "abcd"}
    assert matrix.is_sound == all(len(found) == 1 for found in owners.values())
    assert set(matrix.gaps) == {duty for duty, found in owners.items() if not found}
    assert {duty: sorted(found) for duty, found in matrix.overlaps.items()} == {
        duty: sorted(found) for duty, found in owners.items() if len(found) > 1
    }


def test_a_matrix_is_read_from_a_table_with_gaps_and_overlaps_named() -> None:
    data = {
        "duty": ["greet", "greet", "park", "clean"],
        "post": ["door", "hall", "guide", None],
        "role": ["owner", "helper", "owner", "owner"],
    }
    found = responsibility_matrix(data, role="role", duties=["umbrella"], posts=["patrol"])
    assert found.gaps == ("clean", "umbrella")
    assert found.overlaps == {}
    assert found.idle_posts == ("hall", "patrol")
    assert responsibility_matrix(data).overlaps == {"greet": ("door", "hall")}
    assert found.to_dict()["is_sound"] is False
    with pytest.raises(InvalidValueError, match="'owner' or 'helper'"):
        responsibility_matrix({"duty": ["a"], "post": ["b"], "role": ["boss"]}, role="role")
    with pytest.raises(InvalidValueError, match="duty must be given in every row"):
        responsibility_matrix({"duty": [None], "post": ["b"]})
    with pytest.raises(InvalidValueError, match="made once"):
        responsibility_matrix({"duty": ["a", "a"], "post": ["b", "b"]})
    with pytest.raises(UnknownConceptError, match="did you mean 'door'"):
        PROPERTY_OFFICE.duties_of("doors")


def test_symptoms_name_the_parts_to_look_at() -> None:
    found = missing_parts(["untrained", Symptom.CONFLICTS_NOT_SETTLED])
    assert found.missing_parts[0] is ServicePart.TRAINING
    assert found.evidence_for["training"] == ("conflicts_not_settled", "untrained")
    assert ServicePart.GOALS in found.without_symptom
    assert missing_parts([]).missing_parts == ()
    assert set(POINTS_TO) == set(Symptom)
    assert {part for parts in POINTS_TO.values() for part in parts} == set(ServicePart)
    with pytest.raises(UnknownConceptError, match="did you mean 'untrained'"):
        missing_parts(["untrainde"])


@given(st.permutations(list(Symptom)))
def test_the_order_of_symptoms_does_not_matter(symptoms: list[Symptom]) -> None:
    assert missing_parts(symptoms) == missing_parts(Symptom)


def test_a_goal_says_what_it_lacks() -> None:
    vague = goal_review(Goal(text="Serve better", concerned=("Ann", "Bo"), agreed=("Ann",), retold={"Bo": False}))
    assert not vague.is_sound
    assert list(vague.passed) == ["definite", "supported", "rests_on_need", "unambiguous", "agreed"]
    assert set(vague.passed.values()) == {False}
    assert "agreed: Bo not yet" in vague.open_points
    assert "definite: no measure, target, by_when" in vague.open_points
    sound = goal_review(
        Goal(
            text="Hand over on time",
            measure="cars handed over by the promised time",
            target="95 of 100",
            by_when="end of June",
            supporter="the site manager",
            means="one more technician",
            customer_need="to plan the day",
            concerned=("Ann",),
            agreed=("Ann",),
            retold={"Ann": True},
        )
    )
    assert sound.is_sound
    assert goal_review(Goal(text="x")).passed["agreed"] is None
    with pytest.raises(InvalidValueError, match="among those concerned"):
        Goal(text="x", agreed=("Ann",))
    with pytest.raises(InvalidValueError, match="put into words"):
        Goal(text=" ")


def test_maturity_is_the_share_of_statements_that_hold() -> None:
    found = maturity_profile(
        {"training_practice": True, "training_post": False, "feedback_asked": True, "goals_need": None}
    )
    assert found.held_share["training"] == 0.5
    assert found.levels["training"] is MaturityLevel.DEVELOPED
    assert found.levels["feedback"] is MaturityLevel.IN_PLACE
    assert found.levels["goals"] is None
    assert found.weakest == ("training",)
    assert len(found.unanswered) == len(Statement) - 3
    assert {statement.part for statement in Statement} == set(ServicePart)
    with pytest.raises(InvalidValueError, match="True, False or None, got 'yes'"):
        maturity_profile({"training_practice": "yes"})  # type: ignore[dict-item]


@given(st.dictionaries(st.sampled_from(list(Statement)), st.booleans()), st.sampled_from(list(Statement)))
def test_one_more_statement_that_holds_never_lowers_a_level(answers: dict[Statement, bool], more: Statement) -> None:
    order = list(MaturityLevel)
    before, after = maturity_profile(answers), maturity_profile({**answers, more: True})
    for part, level in before.levels.items():
        now = after.levels[part]
        assert level is None or (now is not None and order.index(now) >= order.index(level))


EMPLOYEES: dict[str, list[Any]] = {
    "site": ["A", "A", "A", "B"],
    "pay": [2, 3, 4, 5],
    "rise": [1, None, 5, 5],
    "brand": [3, 4, 5, None],
}
COLUMNS = {"basic_needs": "pay", "room_to_rise": "rise", "brand_image": "brand"}


def test_employee_scores_are_means_of_each_employees_mean() -> None:
    found = employee_scores(EMPLOYEES, COLUMNS, by="site")
    assert found["A"].hygiene_score == 3
    # the three employees' motivators: (1 + 3) / 2, 4, (5 + 5) / 2
    assert found["A"].motivator_score == pytest.approx((2 + 4 + 5) / 3)
    assert found["A"].n_missing == 1
    assert found["A"].hygiene.interval is not None
    assert found["B"].hygiene.interval is None
    assert employee_scores(EMPLOYEES, {EmployeeFactor.BASIC_NEEDS: "pay"}).hygiene_score == 3.5
    assert employee_scores(EMPLOYEES, {EmployeeFactor.BASIC_NEEDS: "pay"}).motivators.reason is not None
    with pytest.raises(InvalidValueError, match="whole numbers from 1 to 5"):  # bad input 1
        employee_scores({"pay": [6]}, {"basic_needs": "pay"})
    blank = employee_scores({"pay": [5, 3], "site": [None, "A"]}, {"basic_needs": "pay"}, by="site")
    assert {site: score.hygiene_score for site, score in blank.items()} == {"A": 3, None: 5}
    with pytest.raises(InvalidValueError, match="at least one factor"):
        employee_scores(EMPLOYEES, {})


def test_the_link_joins_sites_with_both_scores_and_warns_of_few() -> None:
    customers = {"A": Share(count=60, n=100), "B": 0.9, "C": 0.7, "D": 0.5, "E": None}
    employees = {"A": 3.0, "B": 4.5, "C": 3.2, "D": 3.9, "F": 4.0}
    found = service_profit_link(employees, customers)
    assert found.sites == ("A", "B", "C", "D")
    assert found.unmatched == ("F", "E")
    assert found.value == pytest.approx(np.corrcoef([3.0, 4.5, 3.2, 3.9], [0.6, 0.9, 0.7, 0.5])[0, 1])
    assert found.interval is not None
    assert found.interval.low < 0 < found.interval.high  # four sites prove nothing
    assert len(found.cautions) == 2
    assert service_profit_link({"A": 1, "B": 2}, {"A": 1, "B": 2}).reason == too_few(2, needed=3)
    same = service_profit_link({"A": 1, "B": 1, "C": 1}, {"A": 1, "B": 2, "C": 3})
    assert same.reason.text() == "all values are equal: employee"
    with pytest.raises(InvalidValueError, match=r"finite number or None, got nan \(site 'A'\)"):
        service_profit_link({"A": float("nan")}, {"A": 1})


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(-100, 100)), min_size=4, max_size=20))
def test_the_link_is_symmetric_and_inside_its_interval(scores: list[tuple[float, float]]) -> None:
    ours, theirs = ({str(i): pair[k] for i, pair in enumerate(scores)} for k in (0, 1))
    one, other = service_profit_link(ours, theirs), service_profit_link(theirs, ours)
    if one.value is not None and np.isfinite(one.value):
        assert other.value == pytest.approx(one.value, abs=1e-6)
        if one.interval is not None:
            assert one.value in one.interval


def test_spaces_make_no_duty_no_post_and_no_difference() -> None:
    matrix = responsibility_matrix({"duty": ["greet", " greet", "phone"], "post": ["a", "b ", " "]})
    assert matrix.overlaps == {"greet": ("a", "b")}
    assert matrix.gaps == ("phone",)
    with pytest.raises(InvalidValueError, match="duty must be given in every row"):
        responsibility_matrix({"duty": [" "], "post": ["a"]})


def test_a_single_text_is_no_list_and_a_strange_role_no_role() -> None:
    with pytest.raises(InvalidValueError, match="duties must be a list, even of one, got 'clean'"):
        responsibility_matrix({"duty": ["greet"], "post": ["a"]}, duties="clean")
    with pytest.raises(InvalidValueError, match="keys of Symptom must be a list"):
        missing_parts("untrained")
    with pytest.raises(InvalidValueError, match="role must be 'owner' or 'helper', got 'boss'"):
        Assignment("greet", "a", "boss")  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match="employee scores must be a mapping"):
        service_profit_link([1, 2], [1, 2])  # type: ignore[arg-type]
