"""Vices are found by plain phrases in two languages and counted by site with intervals."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.operations._vice_rates import vices_in_comments, vices_observed
from servicekit.operations._vices import AUDIT_ITEMS, COUNTERPARTS, VICE_RULES, ServiceSin, ServiceVice, find_vices


@pytest.mark.parametrize(
    ("text", "vice"),
    (
        ("The clerk IGNORED me for ten minutes.", "indifference"),
        ("店员爱答不理,转身就走", "indifference"),
        ("I felt fobbed off", "brush_off"),
        ("他随便应付了几句", "brush_off"),
        ("so condescending!", "condescension"),
        ("一副瞧不起人的样子", "condescension"),
        ("She answered like a robot", "robotism"),
        ("客服像复读机一样", "robotism"),
        ("Sorry, it’s our policy.", "rule_book"),
        ("就说公司规定,别的不管", "rule_book"),
        ("we got the run-around", "run_around"),
        ("两个部门踢皮球", "run_around"),
        ("“That is not my job”", "not_my_business"),
        ("他说这不归我管", "not_my_business"),
    ),
)
def test_each_vice_shows_in_both_languages(text: str, vice: str) -> None:
    found = find_vices(text)
    assert {item.key for item in found} == {vice}
    assert all(text[item.start : item.stop] == item.words for item in found)


@pytest.mark.parametrize(
    "text", ("Very friendly staff", "他们从不敷衍客户", "They did whatever I needed", "不傲慢,很亲切", "")
)
def test_praise_is_no_vice(text: str) -> None:
    assert not find_vices(text)


def test_every_vice_has_rule_item_and_counterpart() -> None:
    keys = [vice.key for vice in ServiceVice]
    assert [rule.key for rule in VICE_RULES] == keys
    assert list(AUDIT_ITEMS) == list(COUNTERPARTS) == list(ServiceVice)
    assert COUNTERPARTS[ServiceVice.NOT_MY_BUSINESS] is None
    assert set(ServiceSin) - set(COUNTERPARTS.values()) == {ServiceSin.COLDNESS}


def test_every_phrase_of_a_rule_finds_its_vice_and_no_other() -> None:
    for rule in VICE_RULES:
        for phrase in (*rule.en, *rule.zh):
            assert {item.key for item in find_vices(phrase)} == {rule.key}, phrase


COMMENTS: dict[str, list[Any]] = {
    "site": ["A", "A", "A", "B", "B"],
    "comment": ["They ignored me, ignored me twice", "good", None, "不归我管", " "],
}


@pytest.mark.parametrize("kind", ("mapping", "pandas", "polars", "pyarrow"))
def test_comments_are_counted_once_for_each_vice_by_site(kind: str) -> None:
    from servicekit.data._frames import to_frame

    found = vices_in_comments(to_frame(COMMENTS, kind), "comment", site="site")
    ignored = found["A"]["indifference"]
    assert (ignored.count, ignored.n) == (1, 2)
    assert ignored.interval is not None
    assert found["A"].missing[ServiceVice.INDIFFERENCE] == 1
    assert found["A"].phrases == {"ignored me": 2}
    assert found["B"].worst == ("not_my_business",)
    assert found["B"].rates["not_my_business"] == 1
    assert vices_in_comments(COMMENTS, "comment")["all"]["indifference"].n == 3
    assert found["A"].to_dict()["evidence"]["counts"]["indifference"] == 1


def test_a_site_without_comments_has_no_rate() -> None:
    found = vices_in_comments({"comment": [None, ""]}, "comment")["all"]
    assert found.rates["robotism"] is None
    assert found.worst == ()


@given(
    st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from([0, 1, None])), min_size=1, max_size=30),
    st.integers(0, 30),
)
def test_observed_contacts_add_up(rows: list[tuple[str, int | None]], cut: int) -> None:
    def of(part: list[tuple[str, int | None]]) -> Any:
        data = {"site": [site for site, _ in part], "cold": [seen for _, seen in part]}
        return vices_observed(data, {"indifference": "cold"}, site="site")

    whole = of(rows)
    assert sum(
        item.n[ServiceVice.INDIFFERENCE] + item.missing[ServiceVice.INDIFFERENCE] for item in whole.values()
    ) == len(rows)
    one, other = of(rows[:cut]) if rows[:cut] else {}, of(rows[cut:]) if rows[cut:] else {}
    for site, item in whole.items():
        parts = [half[site] for half in (one, other) if site in half]
        assert (parts[0] + parts[1] if len(parts) == 2 else parts[0]) == item


def test_bad_observations_are_refused() -> None:
    with pytest.raises(InvalidValueError, match=r"1 or 0, got 2 \(column 'cold', row 1\)"):
        vices_observed({"cold": [1, 2]}, {"indifference": "cold"})
    with pytest.raises(InvalidValueError, match="1 or 0, got -1"):
        vices_observed({"cold": [1, -1]}, {"indifference": "cold"})
    with pytest.raises(UnknownConceptError, match="choose from indifference"):
        vices_observed({"cold": [1]}, {"rude": "cold"})
    with pytest.raises(InvalidValueError, match="comments must be texts, got 5"):
        vices_in_comments({"comment": ["x", 5]}, "comment")
    with pytest.raises(InvalidValueError, match="site must be given"):
        vices_in_comments({"comment": ["x"], "site": [None]}, "comment", site="site")


def test_each_vice_names_the_service_sin_that_is_the_same_habit():
    found = {vice.key: vice.counterpart and vice.counterpart.key for vice in ServiceVice}
    assert found["indifference"] == "apathy"
    assert [key for key, sin in found.items() if sin is None] == ["not_my_business"]
