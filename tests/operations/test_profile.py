"""A profile keeps where its knowledge comes from and gives nothing sensitive away unasked."""

import json
import pickle
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import plain
from servicekit.foundation._vocabulary import Label
from servicekit.operations._customer_information import InformationKind, LearningWay
from servicekit.operations._own_fields import Fit, OwnField
from servicekit.operations._profile import (
    FIELDS_OF,
    Masked,
    Profile,
    ProfileEntry,
    ProfileField,
)

DAY = date(2024, 1, 2)
SECRET = "secret-8f3"


def ann() -> Profile:
    return (
        Profile(customer="Ann")
        .learn("liked_topics", "gardens", way="observation", on=DAY, by="Lu")
        .learn("religion", SECRET, way="interview", on=DAY)
        .learn("income", SECRET, way="questionnaire", on=DAY)
        .learn("family", SECRET, way="traces", on=DAY)
    )


def test_every_field_has_one_kind_and_at_least_one_way() -> None:
    listed = [about for fields in FIELDS_OF.values() for about in fields]
    assert sorted(listed, key=lambda f: f.key) == sorted(ProfileField, key=lambda f: f.key)
    assert all(about.ways for about in ProfileField)
    assert set(FIELDS_OF) == set(InformationKind)
    assert len(InformationKind) == len(LearningWay) == 7
    assert all(ProfileField(key).is_sensitive for key in ("religion", "income", "family"))


def test_sensitive_values_show_nowhere() -> None:
    profile = ann()
    for text in (repr(profile), str(profile), repr(profile["religion"]), repr(profile.latest), str(plain(profile))):
        assert SECRET not in text
    assert SECRET not in json.dumps(profile.export())
    direct = ProfileEntry(field=ProfileField.INCOME, value=SECRET, way=LearningWay.PHONE, on=DAY)
    assert SECRET not in repr(direct)
    assert direct.value.reveal() == SECRET
    assert pickle.loads(pickle.dumps(profile)) == profile
    assert Masked(1) == Masked(1) != Masked(2)


def test_an_export_holds_sensitive_fields_only_if_named() -> None:
    assert set(ann().export()["fields"]) == {"liked_topics"}
    asked = ann().export(sensitive=["religion"])["fields"]
    assert set(asked) == {"liked_topics", "religion"}
    assert asked["religion"] == {"value": SECRET, "way": "interview", "on": "2024-01-02", "by": ""}
    with pytest.raises(UnknownConceptError, match="did you mean 'religion'"):
        ann().export(sensitive=["religon"])
    with pytest.raises(InvalidValueError, match="the others are exported anyway"):
        ann().export(sensitive=["hobbies"])


@given(st.lists(st.tuples(st.sampled_from(list(ProfileField)), st.integers(0, 30)), max_size=40))
def test_the_latest_entry_counts_and_gaps_and_knowledge_make_the_whole(learnt: list[tuple[ProfileField, int]]) -> None:
    profile = Profile(customer="x")
    for place, (about, day) in enumerate(learnt):
        profile = profile.learn(about, f"v{place}", way="phone", on=date(2024, 1, 1 + day))
    assert len(profile.entries) == len(learnt)
    assert {gap.field for gap in profile.gaps} | set(profile.latest) == set(ProfileField)
    assert len(profile.gaps) + len(profile.latest) == len(ProfileField)
    assert profile.completeness_share == pytest.approx(len({about for about, _ in learnt}) / len(ProfileField))
    for about, entry in profile.latest.items():
        assert entry.on == max(date(2024, 1, 1 + day) for known, day in learnt if known is about)


def test_the_way_that_fills_most_gaps_comes_first() -> None:
    ways = list(Profile(customer="x").ways_that_fill.items())
    assert ways[0][0] is LearningWay.INTERVIEW
    assert [len(fields) for _, fields in ways] == sorted((len(fields) for _, fields in ways), reverse=True)
    (religion,) = [gap for gap in Profile(customer="x").gaps if gap.field is ProfileField.RELIGION]
    assert set(religion.ways) == {LearningWay.TRACES, LearningWay.INTERVIEW}
    assert ann().completeness_by_kind[InformationKind.LIKES] == 0.25
    assert next(entry.field.key for entry in ann().older_than(date(2025, 1, 1))) == "liked_topics"
    assert ann().older_than(DAY) == ()


def test_what_was_not_learnt_is_no_entry() -> None:
    for value in (None, "", "  "):
        with pytest.raises(InvalidValueError, match="leave unknown fields out") as caught:
            ann().learn("income", value, way="phone", on=DAY)
        assert SECRET not in str(caught.value)
    with pytest.raises(InvalidValueError, match="on must be a date"):
        ann().learn("income", 5, way="phone", on=datetime(2024, 1, 1))
    with pytest.raises(UnknownConceptError, match="unknown entry of the profile 'hobbies'"):
        ann()["hobbies"]


def test_not_a_number_is_nothing_learnt() -> None:
    with pytest.raises(InvalidValueError, match="income must be something that was learnt"):
        ann().learn("income", float("nan"), way="interview", on=DAY)
    with pytest.raises(InvalidValueError, match="customer must be a text that is not blank"):
        Profile(customer=" ")


def test_own_fields_are_kept_counted_and_exported() -> None:
    pet = OwnField(key="pet", label=Label("Pet", "宠物"), kind="background", ways=["interview"], is_sensitive=True)
    found = Profile(customer="Ann", own=[pet]).learn("pet", SECRET, way="interview", on=DAY)
    assert len(found.fields) == len(ProfileField) + 1
    assert found.completeness_share == 1 / 28
    assert SECRET not in repr(found)
    assert "pet" not in found.export()["fields"]
    assert found.export(sensitive=["pet"])["fields"]["pet"]["value"] == SECRET
    assert "pet" not in [gap.field.key for gap in found.gaps]
    assert found["pet"].way is LearningWay.INTERVIEW
    with pytest.raises(UnknownConceptError, match="pet"):
        found.learn("pets", "x", way="interview", on=DAY)


@pytest.mark.parametrize("trade", ("fashion", "car", "property"))
def test_each_trade_has_its_fields(trade: str) -> None:
    found = Profile(customer="Ann", own=trade)
    assert found.own
    assert all(field.ways and field.label.zh for field in found.own)
    assert len(found.gaps) == len(found.fields)
    assert {field.key for fields in found.ways_that_fill.values() for field in fields} == {f.key for f in found.fields}


def test_a_value_is_of_the_kind_that_is_kept() -> None:
    car = Profile(customer="Ann", own="car")
    assert car.learn("mileage", 42_000, way="records", on=DAY)["mileage"].value == 42_000
    with pytest.raises(InvalidValueError, match="mileage must be a number"):
        car.learn("mileage", "much", way="records", on=DAY)
    with pytest.raises(InvalidValueError, match="colours must be a list"):
        Profile(customer="Ann", own="fashion").learn("colours", "blue", way="records", on=DAY)


def test_new_goods_find_the_customers_whom_they_fit() -> None:
    goods = {"size": ["S", "M"], "colours": ["blue", "grey"], "liked_topics": "gardens"}
    base = Profile(customer="Ann", own="fashion").learn("size", "S", way="experience", on=DAY)
    blue = base.learn("colours", ["blue", "red"], way="records", on=DAY)
    assert blue.fits(goods) == Fit(("size", "colours"), (), ("liked_topics",))
    assert blue.fits(goods).is_fit
    large = blue.learn("size", "L", way="experience", on=date(2024, 2, 1))
    assert large.fits(goods).unfitting == ("size",)
    assert not Profile(customer="Bo", own="fashion").fits(goods).is_fit
    flat = Profile(customer="Cai", own="property").learn("budget", 900_000, way="interview", on=DAY)
    assert flat.fits({"budget": (800_000, 950_000)}).is_fit
    with pytest.raises(InvalidValueError, match="not sensitive"):
        flat.fits({"household": 3})


def test_fields_that_cannot_be_told_apart_are_refused() -> None:
    with pytest.raises(UnknownConceptError, match="fashion"):
        Profile(customer="Ann", own="shoes")
    twice = OwnField(key="size", label=Label("Size", "尺码"), kind="wishes", ways=["records"])
    with pytest.raises(InvalidValueError, match="different from each other"):
        Profile(customer="Ann", own=[twice, twice])
    with pytest.raises(InvalidValueError, match="named unlike"):
        Profile(customer="Ann", own=[OwnField(key="income", label=Label("I", "收"), kind="traits", ways=["records"])])
