"""Figures of Kano pairs and of the index model: tables, tests by hand, names, every sentence, and what is lacking."""

from types import SimpleNamespace

import attrs
import numpy as np
import pytest
from part_checks import alone, passes_of, share, shown

import servicekit as sk
from servicekit.foundation import Label
from servicekit.foundation._literature import FORNELL_1996, TENENHAUS_2005
from servicekit.index_models import satisfaction_index
from servicekit.index_models._presets import ACSI, ECSI
from servicekit.priorities import KanoCategory, kano
from servicekit.stats import exact_binomial
from servicekit.study import study_from_toml
from servicekit.study.parts import _index as index_task
from servicekit.study.parts import _kano as kano_task

HEAD = "seed = 1\nresamples = 30\n[scales.five]\nlow = 1\nhigh = 5\n"
KANO = '[kano]\nscale = "five"\nfunctional = ["a_fun", "b_fun", "c_fun", "d_fun"]\n'
KANO += 'dysfunctional = ["a_dys", "b_dys", "c_dys", "d_dys"]\n'


def pairs():
    """Attribute a is must-be for 80 of 100, b attractive for 52, c contradictory for 12, nobody was asked about d."""
    found = {
        "a_fun": [2] * 80 + [1] * 20,
        "a_dys": [5] * 100,
        "b_fun": [1] * 52 + [3] * 48,
        "b_dys": [3] * 100,
        "c_fun": [1] * 12 + [3] * 88,
        "c_dys": [1] * 12 + [3] * 78 + [None] * 10,
        "d_fun": [None] * 100,
        "d_dys": [None] * 100,
    }
    return {name: np.array(values, dtype=object) for name, values in found.items()}


@pytest.fixture(scope="module")
def attributes():
    return alone("kano", HEAD + KANO, pairs())


def room(data, **about):
    names = {key: (f"{key}_fun", f"{key}_dys") for key in "abcd"}
    return kano(data, names, answers=attrs.evolve(sk.LIKERT_5, higher_is_better=False), resamples=30, rng=1, **about)


def test_tables_hold_the_commonest_category_and_both_coefficients(attributes):
    part, _ = attributes
    found = room(pairs()).attributes
    assert part.kano.attributes == found
    assert list(part.results) == ["commonest category", "better", "worse"]
    commonest = part.results["commonest category"]
    assert {key: one.value for key, one in commonest.items()} == {"a": 0.8, "b": 0.52, "c": 78 / 90}
    assert dict(part.results["better"]) == {key: one.better for key, one in found.items()}
    assert dict(part.results["worse"]) == {key: one.worse for key, one in found.items()}
    assert (part.plan, part.currency) == (None, "")


def test_each_category_is_tested_against_the_next(attributes):
    _, decided = attributes
    assert list(decided) == ["category/a", "category/b", "category/c"]  # must-be, attractive, indifferent
    counts = {"a": (80, 20, 100, 0), "b": (52, 48, 100, 0), "c": (78, 0, 90, 10)}
    nexts = {"a": "one_dimensional", "b": "indifferent"}
    for key, (first, second, n, missing) in counts.items():
        claim = decided[f"category/{key}"].claim
        assert claim.evidence.p == pytest.approx(exact_binomial(first, first + second).p)
        assert (claim.evidence.n, claim.evidence.rows_read) == (n, n + missing)
        assert (claim.own.count, claim.reference.n) == (first, n)
        assert claim.reference.value.count == second
        if key in nexts:
            assert claim.reference.label == KanoCategory(nexts[key]).label
        category = KanoCategory(claim.details["category"])
        assert (claim.measure, claim.details["attribute"]) == (category.label, key)
        en, zh = category.meaning.en, category.meaning.zh
        assert claim.details["meaning"] == Label(en[0].lower() + en[1:-1], zh.rstrip("。"))
    assert [decided[f"category/{key}"].claim.details["category"] for key in "abc"] == [
        *("must_be", "attractive", "indifferent")
    ]


def test_what_stands_and_what_contradicts_itself_is_said(attributes):
    part, _ = attributes
    first, second, care = part.findings
    assert first.text.en == "a: Must-be, for certain (80.0% of 100 customers; next One-dimensional, 20.0%)."
    assert second.text.en.startswith("c: Indifferent, for certain (86.7% of 90 customers; next ")
    assert care.is_caution
    assert care.text == Label(
        "More than a tenth of the pairs of answers contradict themselves (up to 13.3%) for c: the question may have "
        "been misunderstood.",
        "c的成对回答中，超过一成自相矛盾（最多13.3%），题目可能没有被理解。",
    )
    data = pairs()
    data["c_fun"][:4] = 3  # 8 of 90 contradict themselves
    assert not any(one.is_caution for one in alone("kano", HEAD + KANO, data)[0].findings)


def test_attributes_are_called_by_their_label_else_by_that_of_the_question_with_them():
    labels = '[labels]\na = { en = "Safe", zh = "安全" }\na_fun = { en = "x", zh = "x" }\n'
    labels += 'b_fun = { en = "Fast", zh = "快" }\n'
    study = study_from_toml(HEAD + KANO + labels)
    names = kano_task.names_of(study, study.kano)
    assert list(names.values()) == [Label("Safe", "安全"), Label("Fast", "快"), Label("c", "c"), Label("d", "d")]


def test_a_budget_has_its_currency():
    money = '[kano.investment]\nbudget = 10\ncurrency = "€"\n'
    money += "cost = { a = 5, b = 5 }\nfulfilment = { a = 0.5, b = 0.5 }\n"
    part, _ = alone("kano", HEAD + KANO + money, pairs())
    assert part.currency == "€"
    assert part.plan is not None


def test_kano_is_planned_and_says_what_it_lacks(monkeypatch):
    study, data = study_from_toml(HEAD + KANO), pairs()
    assert passes_of(monkeypatch, kano_task, study, data) == 1
    none = attrs.evolve(study, kano=None)
    lacking = sk.study.NotRun(key="kano", name=kano_task.NAME, needs=kano_task.NEEDS)
    assert (list(kano_task.requests(none)), kano_task.assess(none, data)) == ([], lacking)
    turned = {name: [None if one is None else 6 - one for one in column] for name, column in data.items()}
    down = attrs.evolve(study, kano=attrs.evolve(study.kano, lowest="dislike"))
    assert kano_task.assess(down, turned).kano.attributes == room(data).attributes
    found = kano_task.assess(study, turned)
    assert isinstance(found, sk.study.NotRun)
    assert "swapped" in found.reason.en


# -- the index model

CONSTRUCTS = {
    "image": ["i1"],
    "expectation": ["e1"],
    "quality": ["q1", "q2"],
    "value": ["v1"],
    "satisfaction": ["s1", "s2"],
    "loyalty": ["l1"],
}
LISTED = ", ".join(f"{key} = {names}" for key, names in CONSTRUCTS.items())
INDEX = f'[index]\nmodel = "ECSI"\nscale = "five"\nconstructs = {{ {LISTED} }}\n'


def rated(n=60, seed=1):
    rng = np.random.default_rng(seed)
    latent = rng.normal(0, 1, n)
    names = [name for group in CONSTRUCTS.values() for name in group]
    return {name: np.clip(np.rint(3.3 + 0.8 * latent + rng.normal(0, 0.6, n)), 1, 5) for name in names}


@pytest.fixture(scope="module")
def model():
    data = rated()
    data["v1"][:20] = np.nan
    return data, *alone("index", HEAD + INDEX, data)


def own(data, model=ECSI, constructs=CONSTRUCTS):
    absent = [key for key in model.keys if key not in constructs]
    chosen = model.without(*absent) if absent else model
    return satisfaction_index(data, chosen, columns=constructs, scale=sk.LIKERT_5, resamples=30, rng=1)


def test_the_index_is_that_of_the_room(model):
    data, part, decided = model
    found = own(data)
    assert (part.index.value, part.index.interval) == (found.value, found.interval)
    assert list(part.results) == ["index", "indices of the constructs"]
    indices = part.results["indices of the constructs"]
    assert {key: one.value for key, one in indices.items()} == {key: one.value for key, one in found.indices.items()}
    names = [table.names for table in part.tables()][1]
    assert names["loyalty"] == ECSI.label("loyalty")
    assert (part.sources, decided) == ((TENENHAUS_2005,), {})


def test_what_the_index_goes_with_is_said_before_and_after_it(model):
    data, part, _ = model
    found = own(data)
    whole = shown(found, "{:.1f}")
    first, causes, effects, care = part.findings
    assert first.text == Label(
        f"Satisfaction index, 0 to 100: {whole.en} (40 answers).", f"满意度指数（0至100）：{whole.zh}（40份回答）。"
    )
    before = [key for key in found.total_effects if key.endswith(" -> satisfaction")]
    after = [key for key in found.total_effects if key.startswith("satisfaction -> ")]
    assert (len(before), len(after)) == (4, 1)

    def listed(keys, place, language, joint):
        said = [(found.model.label(key.split(" -> ")[place]), shown(found.total_effects[key])) for key in keys]
        if language == "en":
            return joint.join(f"{name.en} {one.en}" for name, one in said)
        return joint.join(f"{name.zh}{one.zh}" for name, one in said)

    assert causes.text.en.endswith(f": {listed(before, 0, 'en', '; ')}.")
    assert causes.text.zh.endswith(f"：{listed(before, 0, 'zh', '；')}。")
    assert causes.text.en.startswith("What goes with satisfaction, in standard deviations")
    assert effects.text.en.endswith(f": {listed(after, 1, 'en', '; ')}.")
    assert effects.text.zh.endswith(f"：{listed(after, 1, 'zh', '；')}。")
    assert effects.text.en.startswith("What satisfaction goes with, in standard deviations")
    assert care.is_caution
    assert care.text.en.startswith("Only 40 of 60 respondents answered every question needed here")
    assert [one.is_caution for one in part.findings] == [False, False, False, True]
    nearly = rated()
    nearly["v1"][:12] = np.nan  # four fifths are enough
    assert not any(one.is_caution for one in alone("index", HEAD + INDEX, nearly)[0].findings)


def test_a_model_without_what_follows_or_of_the_other_kind():
    some = {key: names for key, names in CONSTRUCTS.items() if key not in ("image", "loyalty")}
    listed = ", ".join(f"{key} = {names}" for key, names in some.items())
    text = INDEX.replace(LISTED, listed).replace("ECSI", "ACSI")
    data = rated()
    part, _ = alone("index", HEAD + text, data)
    assert part.index.value == own(data, ACSI, some).value
    assert part.sources == (FORNELL_1996,)
    assert len(part.findings) == 2  # the index, and what comes before it
    effects = {key: attrs.evolve(one, value=None) for key, one in part.index.total_effects.items()}
    assert index_task._effects(SimpleNamespace(model=part.index.model, total_effects=effects)) == []


def test_an_index_that_cannot_be_estimated_is_a_caution():
    data = {name: values[:3] for name, values in rated().items()}
    part, _ = alone("index", HEAD + INDEX, data)
    assert part.index.value is None
    assert list(part.results) == ["index"]
    (care,) = [one for one in part.findings if one.text.en.startswith("Satisfaction index")]
    assert care.is_caution
    assert care.text.en.startswith("Satisfaction index, 0 to 100: – (")
    assert len(part.findings) == 1


def test_the_index_is_planned_and_not_run_without_its_section(monkeypatch):
    study, data = study_from_toml(HEAD + INDEX), rated()
    assert passes_of(monkeypatch, index_task, study, data) == 1
    none = attrs.evolve(study, index=None)
    lacking = sk.study.NotRun(key="index", name=index_task.NAME, needs=index_task.NEEDS)
    assert (list(index_task.requests(none)), index_task.assess(none, data)) == ([], lacking)
    assert share(room(pairs()).attributes["a"].shares["must_be"]).en.startswith("80.0% (")
