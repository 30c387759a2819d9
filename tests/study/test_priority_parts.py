"""What first: Kano pairs, two sides, stated importance, usage and attitude in a report, and how they are joined."""

import attrs
import numpy as np
import pytest

import servicekit as sk
from servicekit.foundation._errors import RecordError
from servicekit.stats import ClaimKind
from servicekit.study import study_from_toml
from servicekit.study.conclusions._what_first import categories, joined, not_decided
from servicekit.study.wording._telling import tell

SCALES = "seed = 1\nresamples = 100\n[scales.five]\nlow = 1\nhigh = 5\n"
KANO = '[kano]\nscale = "five"\nfunctional = ["a_fun", "b_fun"]\ndysfunctional = ["a_dys", "b_dys"]\n'


def pairs(**more):
    """Attribute a is must-be for 80 of 100, attribute b is attractive for 52 and indifferent for 48."""
    return {
        "a_fun": [2] * 80 + [1] * 20,
        "a_dys": [5] * 80 + [5] * 20,
        "b_fun": [1] * 52 + [3] * 48,
        "b_dys": [3] * 100,
        **more,
    }


def test_the_first_screen_counts_categories_in_one_sentence():
    screen = sk.assess(study_from_toml(SCALES + KANO), pairs()).first_screen
    assert "Of 2 attributes asked in pairs the Kano category of 1 is sure: 1 must-be." in [n.en for n in screen.notes]
    assert not [finding for finding in screen.findings if finding.decided.claim.kind is ClaimKind.CATEGORY]


@pytest.mark.parametrize(
    ("text", "data", "word"),
    (
        (SCALES.replace("high = 5", "high = 6") + KANO, pairs(), "five answers"),
        (
            SCALES + '[kano]\nscale = "five"\nfunctional = ["a_dys", "b_dys"]\ndysfunctional = ["a_fun", "b_fun"]\n',
            {"a_fun": [1] * 100, "a_dys": [5] * 100, "b_fun": [1] * 100, "b_dys": [5] * 100},
            "swapped",
        ),
    ),
)
def test_pairs_that_cannot_be_right_are_not_classified_and_said(text, data, word):
    overall = '[questions.overall]\ncolumn = "sat"\nkind = "csat"\nscale = "five"\n'
    found = sk.assess(study_from_toml(text + overall), {**data, "sat": [5] * 100})
    (lacking,) = [part for part in found.not_run if part.key == "kano"]
    assert word in lacking.reason.en


def test_a_wrong_kano_section_is_refused():
    with pytest.raises(RecordError, match="lowest"):
        study_from_toml(SCALES + KANO + 'lowest = "hate"\n')
    with pytest.raises(RecordError, match="attributes"):
        study_from_toml(SCALES + KANO + 'attributes = ["x"]\n')
    with pytest.raises(RecordError, match="each once"):
        study_from_toml(SCALES + KANO + 'attributes = ["x", "x"]\n')


DRIVERS = (
    '[drivers]\noutcome = "y"\noutcome_scale = "five"\nscale = "seven"\ndrivers = ["basic", "plain", "other"]\n'
    "[scales.seven]\nlow = 1\nhigh = 7\n"
)


def rated(n, seed=3):
    """Attribute basic costs below neutral only and is rated low, plain goes straight, other goes with nothing."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 3))
    x[:, 0] -= 0.6
    latent = 2.2 * np.minimum(x[:, 0], 0) + 0.3 * x[:, 1] + rng.logistic(size=n)
    answers = {name: np.clip(np.rint(4 + 1.5 * x[:, k]), 1, 7) for k, name in enumerate(("basic", "plain", "other"))}
    return {**answers, "y": 1 + np.searchsorted((-4.0, -2.5, -1.2, 0.2), latent)}


def test_what_fails_is_told_from_what_shines_and_joined_on_the_first_screen():
    found = sk.assess(study_from_toml(SCALES + DRIVERS), rated(1500))
    (finding,) = found.part("sides").findings
    assert finding.text.en.startswith("basic costs more where it fails than it earns where it shines, for certain")
    first = found.first_screen.findings[0]
    assert first.text.en.startswith("Improve basic first: it goes with y beyond everything else asked")
    assert "costs more where it fails than it earns where it shines (" in first.text.en
    assert first.text.zh.startswith("建议先改进basic：")
    assert first.tone == "bad"
    page = sk.report(found)
    assert sk.reports.verify(page, found.to_results()) == ()


def test_every_attribute_the_same_is_not_decided():
    data = rated(200)
    rng = np.random.default_rng(5)
    data["y"] = rng.integers(1, 6, 200)
    screen = sk.assess(study_from_toml(SCALES + DRIVERS), data).first_screen
    said = "What to improve first is not decided: none of the 3 attributes surely goes with y"
    assert any(said in note.en for note in screen.notes)


def test_drivers_that_cannot_be_right_are_refused_or_said():
    with pytest.raises(RecordError, match="other columns than the outcome"):
        study_from_toml(SCALES + DRIVERS.replace('"other"', '"y"'))
    off = study_from_toml(SCALES + DRIVERS.replace("[scales.seven]", "neutral = 9\n[scales.seven]"))
    found = sk.assess(off, rated(300))
    (lacking,) = [part for part in found.not_run if part.key == "sides"]
    assert "neutral must be inside the scale" in lacking.reason.en
    assert {rung.generation.key: rung.state for rung in found.ladder}["dissatisfaction"] == "partly"


def test_an_attribute_of_kano_pairs_joins_the_rating_of_the_same_name():
    text = SCALES + DRIVERS + KANO + 'attributes = ["basic", "b"]\n'
    data = rated(1500)
    n = 15
    more = {name: answers * n for name, answers in pairs().items()}
    found = sk.assess(study_from_toml(text), {**data, **more})
    findings, told = joined([f for part in found.parts for f in part.findings], found.decided)
    (one,) = findings
    assert "customers take it for granted" in one.text.en
    assert {"kano/category/basic", "sides/asymmetry/basic", "priorities/improve_first/basic"} <= told


def test_the_join_falls_with_any_of_its_claims():
    found = sk.assess(study_from_toml(SCALES + DRIVERS), rated(1500))
    for name in ("priorities/driver/basic", "priorities/improve_first/basic", "sides/asymmetry/basic"):
        parts = [attrs.evolve(part, statements=_weakened(part.statements, name)) for part in found.parts]
        told, decided = tell(parts, found.study.report)
        assert joined([f for part in told for f in part.findings if f.claimed], decided)[0] == []
        assert not_decided(decided) is not None
    assert categories(found.decided) is None


def _weakened(statements, name):
    return tuple(
        tuple(
            attrs.evolve(claim, evidence=attrs.evolve(claim.evidence, p=1.0)) if claim.name == name else claim
            for claim in entry
        )
        if isinstance(entry, tuple)
        else entry
        for entry in statements
    )


IMPORTANCE = '[importance]\nscale = "five"\nimportance = ["i1", "i2"]\nperformance = ["p1", "p2"]\n'


USAGE = (
    'groups = ["site"]\n'
    + SCALES
    + '[usage]\nusage = "visits"\nusage_cut = 5\nattitude = "like"\nattitude_scale = "five"\n'
    'attitude_cut = 4\nsatisfaction = "sat"\nsatisfaction_scale = "five"\n'
)


def visits(n=400, moved=True):
    rng = np.random.default_rng(6)
    site = np.array(["a", "b", "c", "d"])[rng.integers(0, 4, n)]
    many = rng.random(n) < np.where((site == "a") & moved, 0.9, 0.4)
    return {
        "site": site,
        "visits": np.where(many, 8, 2),
        "like": rng.integers(3, 6, n),
        "sat": rng.integers(1, 6, n),
    }


def test_segments_are_described_and_tested_by_group():
    found = sk.assess(study_from_toml(USAGE), visits())
    part = found.part("usage")
    said = [finding.text.en for finding in part.findings if finding.claimed]
    assert any(text.startswith("site a has more Core customers than the rest, for certain") for text in said)
    assert {one.claim.kind for one in found.decided if one.claim.part == "usage"} == {ClaimKind.RESIDUAL}
    assert sum(share.value for share in part.results["segments"].values()) == pytest.approx(1.0)
    for language in ("en", "zh"):
        assert 'class="heat"' in sk.report(found, language=language)


def test_where_usage_is_the_same_everywhere_nothing_is_told():
    found = sk.assess(study_from_toml(USAGE), visits(moved=False), parts=["usage"])
    assert not any(finding.claimed for finding in found.part("usage").findings)


def test_weights_of_one_are_none():
    data = visits() | {"w": np.ones(400)}
    plain = sk.assess(study_from_toml(USAGE), data, parts=["usage"])
    weighted = study_from_toml(USAGE.replace("[scales.five]", 'design.weights = "w"\n[scales.five]', 1))
    alike = sk.assess(weighted, data, parts=["usage"])
    for one, other in zip(plain.decided, alike.decided, strict=True):
        assert one.claim.name == other.claim.name
        assert other.claim.own.value == pytest.approx(one.claim.own.value)


def test_satisfaction_without_its_scale_is_refused():
    with pytest.raises(RecordError, match="given together"):
        study_from_toml(USAGE.replace('satisfaction_scale = "five"\n', ""))


QUALITY = SCALES + (
    '[quality]\nscale = "five"\n[quality.dimensions.empathy]\nitems = ["f1", "f2"]\nstage = "front"\n'
    '[quality.dimensions.reliability]\nitems = ["b1"]\nstage = "back"\n'
)


@pytest.mark.parametrize(("shift", "said"), ((2, "worse"), (0, "cannot be told")))
def test_front_stage_and_back_stage_are_set_against_each_other(shift, said):
    rng = np.random.default_rng(8)
    data = {"f1": rng.integers(3, 6, 120), "f2": rng.integers(3, 6, 120), "b1": rng.integers(3, 6, 120) - shift}
    part = sk.assess(study_from_toml(QUALITY), data).part("quality")
    assert said in part.findings[0].text.en
    means = part.results["front and back stage"]
    assert means["front"].value == pytest.approx((data["f1"] + data["f2"]).mean() / 2)
    assert means["back"].interval.low < means["back"].value
    alone = QUALITY.replace('stage = "back"\n', "")
    assert sk.assess(study_from_toml(alone), data).part("quality").stages is None


def test_few_complete_answers_name_the_questions_that_few_people_rated():
    study = study_from_toml(
        SCALES + '[drivers]\noutcome = "y"\noutcome_scale = "five"\nscale = "five"\ndrivers = ["a", "b", "parking"]\n'
    )
    rng = np.random.default_rng(4)
    table = {name: [int(code) for code in rng.integers(1, 6, 200)] for name in ("y", "a", "b", "parking")}
    table["parking"][40:] = [None] * 160
    told = [finding.text for finding in sk.assess(study, table).part("priorities").findings]
    (few,) = [text for text in told if text.en.startswith("Only 40 of 200")]
    assert few.en.endswith("Few rated parking; to count more people, leave that out of the study.")
    assert few.zh.endswith("作答较少的是parking：若在调查方案中去掉，可纳入更多顾客。")


def test_the_first_screen_calls_open_only_what_has_no_claim_that_stands():
    found = sk.assess(study_from_toml(SCALES + DRIVERS), rated(1500, seed=3))
    assert any(one.stands for one in found.decided if one.claim.part == "priorities")
    assert not any("what goes with it" in note.en for note in found.first_screen.notes)
    rng = np.random.default_rng(5)
    nothing = rated(200) | {"y": rng.integers(1, 6, 200), "wave": np.repeat([2024, 2025], 100)}
    text = 'wave = "wave"\n' + SCALES + DRIVERS + '[questions.y]\ncolumn = "y"\nkind = "csat"\nscale = "five"\n'
    notes = sk.assess(study_from_toml(text), nothing).first_screen.notes
    assert any(note.en == "What changed and what goes with it, these answers do not decide." for note in notes)
    assert any(note.zh == "有什么变化，与什么有关，现有回答尚不足以判断。" for note in notes)


def test_what_customers_say_stands_apart_from_what_is_not_decided():
    rng = np.random.default_rng(2)
    high, low = rng.integers(4, 6, 200), rng.integers(1, 3, 200)
    stated = {"i1": high, "i2": low, "p1": low, "p2": high}
    data = rated(200) | {"y": rng.integers(1, 6, 200)} | stated
    notes = sk.assess(study_from_toml(SCALES + DRIVERS + IMPORTANCE), data).first_screen.notes
    (note,) = [note for note in notes if note.en.startswith("What to improve first is not decided")]
    assert note.en.endswith("What customers themselves say matters, and rate low, is named apart.")
    assert note.zh.endswith("顾客自述重要而评价低的，另行列出。")
