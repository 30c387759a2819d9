"""Standards hold together, are kept or not at their edges, and can be printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import Label
from servicekit.standards._conflict_coverage import conflicts_answered
from servicekit.standards._sheet import audit_sheet
from servicekit.standards._standard import MINUTES, PIECES, SECONDS, SHARE, Area, Direction, Standard, StandardSet, Unit
from servicekit.standards.presets._car_after_sales import CAR_AFTER_SALES, HANDOVER_PAPERS
from servicekit.standards.presets._fashion_retail import FASHION_RETAIL
from servicekit.standards.presets._property_sales import PROPERTY_SALES

PRESETS = (CAR_AFTER_SALES, FASHION_RETAIL, PROPERTY_SALES)
HALL = Area("hall", Label("Hall", "大厅"))


def standard(key: str = "greet", **changes: object) -> Standard:
    text = Label(f"Do {key}", "做")
    settings = {
        "area": HALL,
        "subject": Label("host", "接待"),
        "measure": Label("look", "目测"),
        "conflict": "product_quality",
    }
    return Standard(key=key, text=text, **{**settings, **changes})  # type: ignore[arg-type]


def measured(direction: Direction, threshold: float, unit: Unit) -> Standard:
    return standard(unit=unit, threshold=threshold, direction=direction)


@pytest.mark.parametrize(
    ("found", "value", "kept"),
    (
        (measured(Direction.AT_MOST, 10, SECONDS), 10, True),
        (measured(Direction.AT_MOST, 10, SECONDS), 10.01, False),
        (measured(Direction.AT_LEAST, 0.95, SHARE), 19 / 20, True),
        (measured(Direction.AT_LEAST, 0.3, SHARE), 0.1 + 0.2, True),
        (measured(Direction.AT_LEAST, 0.95, SHARE), 0.9499, False),
        (measured(Direction.EXACTLY, 9, PIECES), 9, True),
        (measured(Direction.EXACTLY, 9, PIECES), 8, False),
        (standard(), True, True),
        (standard(), False, False),
    ),
)
def test_a_standard_is_kept_up_to_its_edge(found: Standard, value: float, kept: bool) -> None:
    assert found.kept(value) is kept


@pytest.mark.parametrize(
    ("found", "value"),
    (
        (measured(Direction.AT_MOST, 10, SECONDS), -1),
        (measured(Direction.AT_LEAST, 0.95, SHARE), 95),
        (measured(Direction.EXACTLY, 9, PIECES), 8.5),
        (measured(Direction.AT_MOST, 10, SECONDS), float("nan")),
        (measured(Direction.AT_MOST, 10, SECONDS), True),
        (standard(), 2),
    ),
)
def test_a_value_outside_its_unit_is_refused(found: Standard, value: float) -> None:
    with pytest.raises(InvalidValueError, match="observation must be"):
        found.kept(value)


def test_a_standard_is_measured_wholly_or_not_at_all() -> None:
    with pytest.raises(InvalidValueError, match="got 'no direction'"):
        standard(unit=SECONDS, threshold=10)
    with pytest.raises(InvalidValueError, match="got 'no unit'"):
        standard(threshold=10, direction=Direction.AT_MOST)
    with pytest.raises(InvalidValueError, match="threshold must be a number from 0 to 1"):
        measured(Direction.AT_LEAST, 95, SHARE)
    with pytest.raises(InvalidValueError, match="whole number"):
        measured(Direction.EXACTLY, 2.5, PIECES)
    with pytest.raises(UnknownConceptError, match="did you mean 'product_quality'"):
        standard(conflict="product_qualty")
    with pytest.raises(InvalidValueError, match="weight must be a number above 0"):
        standard(weight=0)


def test_standards_that_occur_twice_are_refused() -> None:
    with pytest.raises(InvalidValueError, match="standard keys must be different"):
        StandardSet(key="s", title=Label("S", "集"), standards=(standard(), standard()))
    twin = Standard(
        key="again",
        text=Label("Do greet", "做"),
        area=HALL,
        subject=Label("host", "接待"),
        measure=Label("a", "甲"),
        conflict="product_quality",
    )
    with pytest.raises(InvalidValueError, match="texts of standards must be different"):
        StandardSet(key="s", title=Label("S", "集"), standards=(standard(), twin))
    with pytest.raises(InvalidValueError, match="at least one"):
        StandardSet(key="s", title=Label("S", "集"), standards=())
    with pytest.raises(UnknownConceptError, match="did you mean 'papers_ready'"):
        CAR_AFTER_SALES["paper_ready"]


def test_the_presets_hold_what_their_sources_say() -> None:
    greet = CAR_AFTER_SALES["greet_within_10_seconds"]
    assert greet.target() == "at most 10 seconds"
    assert greet.target("zh") == "至多10秒"
    assert CAR_AFTER_SALES["parts_fill_rate"].target() == "at least 95%"
    assert CAR_AFTER_SALES["confirmed_15_minutes_before"].target() == "at least 15 minutes"
    assert CAR_AFTER_SALES["papers_ready"].ticks == HANDOVER_PAPERS
    assert all(preset.interpretation is not None and "our reading" in preset.interpretation.en for preset in PRESETS)
    assert [area.key for area in FASHION_RETAIL.areas] == ["welcome", "greeting", "reception", "respect", "farewell"]
    assert all(item.idea is not None for item in FASHION_RETAIL)
    assert sum(item.area.key == "basics" for item in PROPERTY_SALES) == 5
    assert len({item.subject for item in PROPERTY_SALES}) == 14


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_answers_every_kind_of_conflict(preset: StandardSet) -> None:
    coverage = conflicts_answered(preset)
    assert coverage.holes == ()
    assert sum(coverage.by_kind.values()) == len(preset)
    assert coverage.to_dict()["holes"] == []


def test_holes_are_named() -> None:
    narrow = StandardSet(key="s", title=Label("S", "集"), standards=(standard(), standard("b", conflict="transaction")))
    assert conflicts_answered(narrow).holes == ("communication",)
    assert conflicts_answered(narrow).area_holes == (("hall", "communication"),)
    assert conflicts_answered(narrow).unassigned == ()


def test_a_standard_of_which_nobody_said_the_conflict_answers_none() -> None:
    loose = StandardSet(key="s", title=Label("S", "集"), standards=(standard(conflict=None),))
    assert conflicts_answered(loose).holes == ("product_quality", "transaction", "communication")
    assert conflicts_answered(loose).unassigned == (loose.standards[0].key,)


@pytest.mark.parametrize("form", ("text", "markdown", "html"))
@pytest.mark.parametrize("language", ("en", "zh"))
@pytest.mark.parametrize("preset", PRESETS)
def test_a_sheet_holds_every_standard_in_one_language(preset: StandardSet, language: str, form: str) -> None:
    sheet = audit_sheet(preset, language=language, form=form)
    other = "zh" if language == "en" else "en"
    for item in preset:
        assert item.text.text(language).split(",")[0].split("'")[0] in sheet  # type: ignore[arg-type]
        assert item.text.text(other) not in sheet  # type: ignore[arg-type]


def test_a_sheet_escapes_what_it_prints() -> None:
    bad = standard("x", subject=Label("<script>|*", "<b>"))
    sheets = StandardSet(key="s", title=Label("S", "集"), standards=(bad,))
    assert "<script>" not in audit_sheet(sheets, form="html")  # bad input 136
    assert "\\<script\\>\\|\\*" in audit_sheet(sheets, form="markdown")  # bad input 137
    with pytest.raises(InvalidValueError, match="'text', 'markdown' or 'html'"):
        audit_sheet(sheets, form="pdf")


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_at_most_and_at_least_meet_only_on_the_threshold(threshold: float, value: float) -> None:
    below = measured(Direction.AT_MOST, threshold, MINUTES).kept(value)
    above = measured(Direction.AT_LEAST, threshold, MINUTES).kept(value)
    exact = measured(Direction.EXACTLY, threshold, MINUTES).kept(value)
    assert below or above
    assert exact == (below and above)


@given(st.sampled_from(Direction), st.floats(0, 20), st.floats(0, 20))
def test_a_direction_given_by_its_key_is_the_direction(direction: Direction, threshold: float, value: float) -> None:
    by_key = standard(unit=SECONDS, threshold=threshold, direction=direction.key)
    assert by_key == measured(direction, threshold, SECONDS)
    assert by_key.kept(value) == measured(direction, threshold, SECONDS).kept(value)


@pytest.mark.parametrize(
    ("changes", "message"),
    (
        ({"direction": "at_mots", "unit": SECONDS, "threshold": 1}, "did you mean 'at_most'"),
        ({"unit": "seconds", "threshold": 1, "direction": "at_most"}, "unit must be a Unit, such as SECONDS"),
        ({"area": "hall"}, "area must be an Area, got 'hall'"),
        ({"subject": "host"}, "subject must be a Label with the text in both languages"),
        ({"measure": None}, "measure must be a Label"),
    ),
)
def test_parts_of_a_standard_of_the_wrong_kind_are_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises((InvalidValueError, UnknownConceptError), match=message):
        standard(**changes)


def test_a_set_takes_any_sequence_of_standards_and_nothing_else() -> None:
    settings = {"key": "s", "title": Label("s", "s")}
    as_list = StandardSet(**settings, standards=[standard(), standard("smile")])  # type: ignore[arg-type]
    assert as_list == StandardSet(**settings, standards=(standard(), standard("smile")))  # type: ignore[arg-type]
    for wrong in (standard(), "greet", [standard(), "smile"]):
        with pytest.raises(InvalidValueError, match="standards must be"):
            StandardSet(**settings, standards=wrong)  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match="key must be a text that is not blank"):
        standard(" ")
