"""No sentence outruns its evidence: words, tones, numbers and order of a report follow from decided claims."""

import ast
import random
import re
from pathlib import Path

import attrs
import pytest

import servicekit
import servicekit as sk
from servicekit.foundation import Label
from servicekit.stats import Claim, ClaimKind, Reference, decide
from servicekit.stats.claims._claim_tests import ClaimTest, Evidence
from servicekit.study import study_from_toml
from servicekit.study._part import Finding
from servicekit.study.sections._sections import ReportSection
from servicekit.study.wording._sentences import ALL_SORTS, say
from servicekit.study.wording._telling import tell

STUDY = Path(servicekit.__file__).parent / "study"
WORDS = STUDY / "_claim_words.py"
EN = re.compile(r"\b(clearly|differs?|above|below|rose|fell|worst|widest|drives|about half|no change)\b", re.IGNORECASE)
ZH = re.compile(r"明显|高于|低于|上升|下降|首先|约一半|无变化|最差|最好|最常")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
NO_WORDS_IN = ("_claim_words.py", "_first_screen.py")


def texts_told(path: Path) -> list[tuple[int, str]]:
    """Return the literals within functions that become text of a finding: arguments of Label, fact and caution."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            name = getattr(call.func, "id", "")
            if name in ("Label", "_fact", "_caution"):
                found += [
                    (part.lineno, part.value)
                    for arg in call.args
                    for part in ast.walk(arg)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                ]
    return found


@pytest.mark.parametrize("path", sorted(STUDY.rglob("*.py")), ids=lambda path: path.name)
def test_no_claim_word_stands_outside_the_one_place_of_claim_words(path: Path) -> None:
    if path.name in NO_WORDS_IN:
        return
    guilty = [(line, text) for line, text in texts_told(path) if EN.search(text) or ZH.search(text)]
    assert guilty == []


@pytest.fixture(scope="module")
def example():
    loaded = sk.load_example()
    return sk.assess(loaded.study, loaded.survey)


def numbers(text: str) -> list[str]:
    return sorted(number.replace(",", "") for number in NUMBER.findall(text))


def test_both_languages_of_a_claim_carry_the_same_numbers(example) -> None:
    told = [finding for part in example.parts for finding in part.findings if finding.decided is not None]
    assert len(told) > 15
    for finding in told:
        assert numbers(finding.text.en) == numbers(finding.text.zh), finding.text


def test_a_finding_that_claims_has_a_decision_that_stands(example) -> None:
    for part in example.parts:
        for finding in part.findings:
            if finding.claimed or finding.tone in ("good", "bad"):
                assert finding.decided is not None
                assert finding.decided.stands
                assert finding.decided.claim.name in {claim.name for claim in part.claims}


def test_tone_cannot_be_set_by_hand() -> None:
    assert "tone" not in {field.name for field in attrs.fields(Finding)}
    assert "urgency" not in {field.name for field in attrs.fields(Finding)}
    with pytest.raises(TypeError):
        Finding(text=Label("x", "某"), tone="bad")


def with_p(part, p):
    """The part with another p-value in every claim."""
    statements = tuple(
        tuple(attrs.evolve(claim, evidence=attrs.evolve(claim.evidence, p=p)) for claim in entry)
        if isinstance(entry, tuple)
        else entry
        for entry in part.statements
    )
    return tell([attrs.evolve(part, statements=statements)], ReportSection())[0][0]


def test_without_evidence_every_claim_colour_and_place_goes(example) -> None:
    for part in example.parts:
        silent = with_p(part, 1.0)
        assert not any(finding.claimed for finding in silent.findings)
        assert not {finding.tone for finding in silent.findings} & {"good", "bad"}


def test_with_evidence_every_claim_comes_in(example) -> None:
    for part in example.parts:
        loud = with_p(part, 1e-12)
        claimed = {finding.decided.claim.name for finding in loud.findings if finding.claimed}
        equal = {claim.name for claim in part.claims} - claimed
        by_name = {claim.name: claim for claim in part.claims}
        for name in equal:  # a difference too small to be printed is left to the table
            claim = by_name[name]
            assert claim.kind in (ClaimKind.DIFFERENCE, ClaimKind.CHANGE)


def made(kind: ClaimKind, sort: str, p: float, direction: int = 1) -> Claim:
    name = Label("x", "某")
    return Claim(
        name="a",
        kind=kind,
        sort=sort,
        part="p",
        subject=name,
        measure=name,
        reference=Reference(kind="threshold", label=name, value=0.5),
        evidence=Evidence(p=p, test=ClaimTest.MID_P, n=10),
        direction=direction,
        good=1,
        details={"set": ("x", "y")},
    )


@pytest.mark.parametrize(("kind", "sort"), sorted(ALL_SORTS, key=str))
@pytest.mark.parametrize("direction", (-1, 1))
def test_each_kind_is_claimed_with_evidence_and_left_open_without(kind, sort, direction) -> None:
    (stands,) = say(decide([made(kind, sort, 1e-12, direction)]))
    assert stands.claimed
    assert stands.tone == ("good" if direction > 0 else "bad")
    assert "for certain" in stands.text.en or "surely" in stands.text.en
    assert "可以确定" in stands.text.zh
    for finding in say(decide([made(kind, sort, 1.0, direction)])):
        assert not finding.claimed
        assert finding.tone == "neutral"
        assert "for certain" not in finding.text.en
    (fairly,) = say(decide([made(kind, sort, 0.03, direction)]))
    assert "fairly surely" in fairly.text.en or kind is ClaimKind.SIGNAL
    assert "基本可以确定" in fairly.text.zh


def test_a_difference_too_small_to_be_printed_is_left_to_the_table() -> None:
    from servicekit.stats import Share

    claim = attrs.evolve(
        made(ClaimKind.DIFFERENCE, "group", 1e-12),
        own=Share(count=52_010, n=100_000),
        reference=Reference(kind="others_pooled", label=Label("x", "某"), value=Share(count=51_990, n=100_000)),
    )
    assert say(decide([claim])) == ()  # 52.0% against 52.0%: neither told, nor told not to be there


def test_the_order_of_parts_decides_nothing(example) -> None:
    parts = [*example.parts]
    random.Random(1).shuffle(parts)
    again = {one.claim.name: one.stands for one in tell(parts, example.study.report)[1]}
    assert again == {one.claim.name: one.stands for one in example.decided}


ONE = 'seed = 1\n[scales.five]\nlow = 1\nhigh = 5\n[questions.overall]\ncolumn = "q"\nkind = "csat"\nscale = "five"\n'


@pytest.mark.parametrize("answers", ([5], [5, 1, 1, 1], [5, 5, 5, 5], [1, 1, 5, 5]))
def test_a_handful_of_answers_is_neither_half_nor_a_majority(answers) -> None:
    found = sk.assess(study_from_toml(ONE), {"q": answers})
    (finding,) = found.part("measures").findings
    assert not finding.claimed
    assert found.first_screen.kind == "undecided"
    assert "about half" not in finding.text.en
    assert "cannot tell" in finding.text.en
    assert any("more answers" in note.en for note in found.first_screen.notes)


def test_half_is_said_only_where_both_margins_are_rejected() -> None:
    found = sk.assess(study_from_toml(ONE), {"q": [5, 1] * 600})
    assert "about half are satisfied (within 5.0 points" in found.part("measures").findings[0].text.en


def test_a_group_s_own_figure_is_printed_and_not_a_shrunk_one() -> None:
    data = {"q": [5] * 46 + [1] * 54 + [5] * 140 + [1] * 60, "g": ["Market"] * 100 + ["else"] * 200}
    found = sk.assess(study_from_toml('groups = ["g"]\n' + ONE), data).part("groups")
    told = " ".join(finding.text.en for finding in found.findings)
    assert "46.0% against 70.0%" in told
    assert "54.0%" not in told


def test_a_net_promoter_survey_ranks_net_promoter_scores() -> None:
    text = (
        'groups = ["g"]\n[scales.ten]\nlow = 0\nhigh = 10\n[questions.nps]\ncolumn = "q"\nkind = "nps"\nscale = "ten"\n'
    )
    data = {"q": [10] * 40 + [0] * 40 + [9] * 30 + [3] * 10, "g": ["e"] * 80 + ["f"] * 40}
    part = sk.assess(study_from_toml(text), data).part("groups")
    assert part.rankings["g"]["e"].own.value == pytest.approx(0.0)
    assert part.rankings["g"]["f"].own.value == pytest.approx(50.0)


def test_parts_asked_alone_have_the_whole_error_rate() -> None:
    loaded = sk.load_example()
    alone = sk.assess(loaded.study, loaded.survey, parts=["groups"])
    assert [part.key for part in alone.parts] == ["groups"]
    assert sum(one.weight for one in alone.decided) == pytest.approx(1.0)
    with pytest.raises(sk.foundation.UnknownConceptError, match="groups"):
        sk.assess(loaded.study, loaded.survey, parts=["group"])
