"""The five protocols, one's own, and the cards printed from them."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.complaints.protocols._calming_tactics import CALMING_TACTICS
from servicekit.complaints.protocols._own_protocols import protocol_from
from servicekit.complaints.protocols._presets import PROTOCOLS
from servicekit.complaints.protocols._protocol import Protocol
from servicekit.complaints.protocols._resolution_process import RESOLUTION_PROCESS
from servicekit.complaints.protocols._six_prohibitions import SIX_PROHIBITIONS
from servicekit.complaints.protocols._stages import HandlingStage, JusticeKind
from servicekit.complaints.protocols._ten_manners import TEN_MANNERS
from servicekit.complaints.protocols._ten_steps import TEN_STEPS
from servicekit.foundation import _records as records
from servicekit.foundation._checklist import Step
from servicekit.foundation._errors import InvalidValueError, RecordError, UnknownConceptError
from servicekit.foundation._vocabulary import Label
from servicekit.reports._staff_card import staff_card

WORDS = {"en": "Words", "zh": "词语"}


def test_the_decks_lists_are_complete():
    sizes = [len(p.everything) for p in (TEN_MANNERS, SIX_PROHIBITIONS, CALMING_TACTICS)]
    assert (len(TEN_STEPS.steps), *sizes, len(RESOLUTION_PROCESS.steps)) == (10, 10, 6, 9, 17)
    assert [len(TEN_STEPS.manners), len(TEN_STEPS.prohibitions)] == [10, 6]


@pytest.mark.parametrize("protocol", tuple(PROTOCOLS.values()), ids=lambda protocol: protocol.key)
def test_every_part_is_mapped_to_a_stage_and_a_kind_of_justice(protocol):
    for system, kinds in (("iso10002", HandlingStage), ("justice", JusticeKind)):
        served = protocol.serving(system)
        assert set(served) == {kind.key for kind in kinds}
        assert sum(map(len, served.values())) == len(protocol.everything)


def test_stages_that_a_protocol_leaves_out_can_be_read():
    assert [stage for stage, steps in TEN_STEPS.serving("iso10002").items() if not steps] == []
    assert [stage for stage, steps in TEN_MANNERS.serving("iso10002").items() if steps] == ["receive"]
    with pytest.raises(UnknownConceptError, match="iso10002, justice"):
        TEN_STEPS.serving("iso9001")


@pytest.mark.parametrize("protocol", tuple(PROTOCOLS.values()), ids=lambda protocol: protocol.key)
def test_a_protocol_is_saved_and_loaded_without_loss(protocol):
    assert records.loads(records.dumps(protocol), Protocol) == protocol


@pytest.mark.parametrize(
    ("protocol", "language", "form"), tuple(product(PROTOCOLS.values(), ("en", "zh"), ("text", "markdown", "html")))
)
def test_a_card_names_everything_in_its_language_only(protocol, language, form):
    card = staff_card(protocol, language=language, form=form)
    for step in protocol.everything:
        words = step.label.text(language)
        assert words in card
    has_chinese = any("\u4e00" <= c <= "\u9fff" for c in card)
    assert has_chinese == (language == "zh")
    if form != "html":  # a box to tick for what is to be done, never for what is forbidden
        assert card.count("[ ]") + card.count("✗") == len(protocol.everything)


@given(st.text(min_size=1, max_size=30))
def test_hostile_labels_cannot_leave_their_place_on_a_card(words):  # bad inputs 136, 137, 138
    hostile = Protocol(key="x", title=Label(words, words), manners=(Step(key="a", label=Label(words, words)),))
    assert len(staff_card(hostile).splitlines()) == 6
    assert (
        len(staff_card(hostile, form="markdown").splitlines())
        == len(staff_card(TEN_MANNERS, form="markdown").splitlines()) - 9
    )
    page = staff_card(hostile, form="html")
    assert page.count("<") == staff_card(
        Protocol(key="x", title=Label("a", "甲"), manners=(Step(key="a", label=Label("a", "甲")),)), form="html"
    ).count("<")


def test_escapes_are_those_of_the_form():
    hostile = Protocol(
        key="x", title=Label("<script>|*a*\x1b[31m", "甲"), manners=(Step(key="a", label=Label("a\nb", "甲")),)
    )
    assert "<script>" not in staff_card(hostile, form="html")
    assert r"\<script\>\|\*a\*" in staff_card(hostile, form="markdown")
    assert "\x1b" not in staff_card(hostile)
    assert r"a\nb" in staff_card(hostile)


def test_a_step_that_waits_for_something_unusual_says_so():
    steps = (
        Step(key="a", label=Label("A", "甲")),
        Step(key="b", label=Label("B", "乙")),
        Step(key="c", label=Label("C", "丙"), after=("a",), required=False),
    )
    card = staff_card(Protocol(key="x", title=Label("X", "子"), steps=steps))
    assert "3. [ ] C (optional; after 1)" in card
    assert "1. [ ] A\n" in card


def test_unknown_forms_and_languages_are_refused():
    with pytest.raises(InvalidValueError, match="'text', 'markdown' or 'html'"):
        staff_card(TEN_STEPS, form="pdf")
    with pytest.raises(InvalidValueError, match="'en' or 'zh'"):
        staff_card(TEN_STEPS, language="fr")


HOTEL = """
key = "hotel"
title = { en = "Night desk", zh = "夜间前台" }
in_sequence = true

[[steps]]
key = "greet"
label = { en = "Greet", zh = "问候" }
tags = { iso10002 = "receive", justice = "interactional" }

[[steps]]
key = "move"
label = { en = "Offer another room", zh = "提供另一间房" }
evidence = { en = "Room number", zh = "房号" }

[[prohibitions]]
key = "shrug"
label = { en = "Shrugging", zh = "耸肩" }
critical = true
"""


def test_a_protocol_of_ones_own_is_read_from_toml():
    hotel = protocol_from(HOTEL)
    assert [step.after for step in hotel.steps] == [(), ("greet",)]
    assert hotel.prohibitions[0].critical
    assert records.loads(records.dumps(hotel), Protocol) == hotel


def step(key, *after, **details):
    return {"key": key, "label": WORDS, "after": list(after), **details}


def test_all_faults_of_a_protocol_are_told_at_once():
    data = {
        "key": "bad",
        "title": WORDS,
        "steps": [
            step("a", "b"),
            step("b", "a"),
            step("c", "nowhere"),
            step("d", "c"),
            step("e", "b"),
            step("f"),
            step("f"),
        ],
        "manners": [step("m", "a"), step("n", tags={"justice": "poetic", "iso9001": "x"})],
    }
    with pytest.raises(RecordError) as told:
        protocol_from(data)
    for fault in (
        "key 'f' is used 2 times",
        "'m' is a manner or prohibition and cannot wait",
        "unknown justice tag 'poetic'; choose from distributive",
        "unknown system 'iso9001'",
        "'c' waits for the unknown step 'nowhere'",
        "in a circle: ",
        "'c' can never be reached",
        "'d' can never be reached: it waits for 'c'",
        "'e' can never be reached: it waits for 'b'",
    ):
        assert fault in str(told.value)


@pytest.mark.parametrize(
    ("data", "message"),
    (
        ({"key": "x", "title": WORDS}, "no steps, manners or prohibitions"),
        ({"key": "x", "title": WORDS, "steps": [{"key": "a"}]}, r"missing field @ ProtocolDraft.steps\[0\].label"),
        ({"key": "x", "title": {"en": "X"}, "steps": []}, "missing field @ ProtocolDraft.title.zh"),
        ({"key": "x", "title": WORDS, "steps": [step("a", requird=True)]}, "unknown field 'requird'"),
        (
            {"key": "x", "title": WORDS, "steps": [step("a", "b"), step("b")], "in_sequence": True},
            "in sequence cannot be read",
        ),
    ),
)
def test_protocols_that_make_no_sense_are_refused(data, message):
    with pytest.raises(RecordError, match=message):
        protocol_from(data)


def test_text_that_is_no_toml_is_refused():
    with pytest.raises(RecordError, match="not valid TOML"):
        protocol_from("key = ")


@pytest.mark.parametrize(
    ("parts", "error"),
    (
        ({}, InvalidValueError),
        ({"steps": (Step(key="a", label=Label("A", "甲")),) * 2}, InvalidValueError),
        ({"manners": (Step(key="a", label=Label("A", "甲"), after=("b",)),)}, InvalidValueError),
        ({"steps": (Step(key="a", label=Label("A", "甲"), after=("b",)),)}, UnknownConceptError),
        ({"steps": (Step(key="a", label=Label("A", "甲"), tags={"justice": "x"}),)}, UnknownConceptError),
        ({"steps": (Step(key="a", label=Label("A", "甲"), tags={"x": "y"}),)}, UnknownConceptError),
    ),
)
def test_protocols_made_in_python_are_checked_too(parts, error):
    with pytest.raises(error):
        Protocol(key="x", title=Label("X", "子"), **parts)
