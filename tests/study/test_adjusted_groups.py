"""Groups of a report at the same mix of customers."""

import attrs
import numpy as np
import pytest
from scipy import stats

import servicekit as sk
from servicekit.foundation._errors import NotEnoughDataError
from servicekit.stats.rankings._case_mix import case_mix
from servicekit.study import study_from_toml
from servicekit.study.parts._adjusted_groups import _pooled

TEXT = """
groups = ["branch"]
adjust_for = ["age"]
[scales.five]
low = 1
high = 5
[questions.overall]
column = "overall"
kind = "KIND"
scale = "five"
"""


def survey(seed, effect=0.0, branches=5, size=120):
    """Return answers that depend on age; the mix of ages differs between branches, their service only by ``effect``."""
    rng = np.random.default_rng(seed)
    branch = np.repeat([f"B{number}" for number in range(branches)], size)
    mix = np.exp(rng.normal(0, 1, (branches, 3)))
    mix /= mix.sum(axis=1, keepdims=True)
    age = np.concatenate([rng.choice(3, size, p=own) for own in mix])
    score = 3.7 + effect * (branch == "B0") + np.array([-0.9, 0.0, 0.9])[age] + 1.3 * rng.normal(size=branch.size)
    return {
        "overall": np.clip(np.rint(score), 1, 5).astype(int).tolist(),
        "branch": branch.tolist(),
        "age": [("old", "middle", "young")[kind] for kind in age],
        "day": rng.integers(0, 40, branch.size).tolist(),
    }


def groups_of(text, data):
    return sk.assess(study_from_toml(text), data, parts=["groups"])


@pytest.mark.parametrize("kind", ("csat", "mean"))
def test_a_branch_that_serves_worse_is_named_at_the_same_mix(kind):
    for extra in ("", 'design = { clusters = "day" }\n'):
        assessment = groups_of(extra + TEXT.replace("KIND", kind), survey(3, -1.3))
        part = assessment.part("groups")
        said = [finding for finding in part.findings if finding.claimed]
        assert [finding.decided.claim.subject.en for finding in said] == ["B0"]
        assert "at the same mix of age" in said[0].text.en
        assert "before adjustment" in said[0].text.en
        assert "按age的构成调整后" in said[0].text.zh
        assert "调整前" in said[0].text.zh
        figures = part.mixes["branch"]["overall"].figures
        assert said[0].decided.claim.own == figures["B0"]
        assert part.rankings["branch"].units[-1].unit == "B0"
        assert part.rankings["branch"].mix is not None
        table = part.results["overall by branch, adjusted"]
        assert table["B0"].raw_value == part.measures["branch"]["overall"]["B0"].value
        assert len(assessment.to_results()["id"]) > 10


def test_the_page_of_an_adjusted_report_is_written_in_both_languages():
    assessment = groups_of(TEXT.replace("KIND", "csat"), survey(3, -1.3))
    for language, words in (("en", "at the same mix of"), ("zh", "的构成调整后")):
        page = sk.report(assessment, language=language)
        assert words in page
        assert "not adjusted for" not in page
        assert "这里没有考虑顾客构成" not in page


def test_equal_service_makes_no_claim_however_customers_differ():
    raw = TEXT.replace('adjust_for = ["age"]\n', "")
    claimed = {"raw": 0, "adjusted": 0}
    for seed in range(30):
        data = survey(100 + seed)
        for name, text in (("raw", raw), ("adjusted", TEXT))[seed >= 8 :]:
            part = groups_of(text.replace("KIND", "csat"), data).part("groups")
            claimed[name] += any(finding.claimed for finding in part.findings)
    assert claimed["raw"] >= 6
    assert claimed["adjusted"] <= 5  # at a true 5 % more than 5 of 30 in 0.3 of 100 runs


def test_groups_that_share_no_kind_of_customer_say_why_they_are_not_compared():
    data = survey(5)
    data["age"] = data["branch"]
    part = groups_of(TEXT.replace("KIND", "csat"), data).part("groups")
    assert any("not compared at the same mix of customers" in finding.text.en for finding in part.findings)
    assert any("未能按顾客构成调整比较" in finding.text.zh for finding in part.findings)
    assert part.mixes == {"branch": {}}


SMALL = """
level = 0.9
groups = ["branch"]
adjust_for = ["age"]
[report]
lead = "mark"
worth_knowing = 4
[scales.five]
low = 1
high = 5
[scales.mark]
low = 1
high = 5
higher_is_better = false
[questions.overall]
column = "overall"
kind = "csat"
scale = "five"
[questions.mark]
column = "overall"
kind = "mean"
scale = "mark"
"""


@pytest.fixture(scope="module")
def small():
    data = {name: column[:190] for name, column in survey(4, -1.5, branches=4, size=60).items()}  # the last has 10
    return data, groups_of(SMALL, data)


def by_hand(data, values, level=0.9):
    """Group, tilted p, standard error, others' adjusted figure and its error, correlation, from the public measures."""
    score = {"overall": values, "branch": data["branch"], "age": data["age"]}
    measured = sk.stats.mean_score(score, "overall", scale=sk.Scale(low=0, high=5), by=["branch", "age"])
    mix = case_mix(measured, ["age"], level=level)
    step = {age: mix.coefficients.get(f"age = {age}", 0.0) for age in set(data["age"])}
    usual = np.mean([step[age] for age in data["age"]])
    rows = {unit: [] for unit in mix.figures}
    for unit, age, value in zip(data["branch"], data["age"], values, strict=True):
        rows[unit].append(value - step[age] + usual)
    names, n, p = list(mix.figures), len(values), 0.0
    for one in sk.stats.step_down({unit: sk.stats.SampledScores.of_rows(own) for unit, own in rows.items()}):
        place, own = names.index(one.group), len(rows[one.group])
        error = np.hypot(one.evidence.standard_error, np.sqrt(mix.slopes[place]) * n / (n - own))
        z = stats.norm.ppf(one.evidence.p / 2) * one.evidence.standard_error / error
        p = max(p, 2 * stats.norm.cdf(z))
        others = [k for k, unit in enumerate(names) if unit != one.group and unit not in one.without]
        weights = np.array([len(rows[names[k]]) for k in others], dtype=float)
        weights /= weights.sum()
        variance = weights @ mix.covariance[np.ix_(others, others)] @ weights
        correlation = weights @ mix.covariance[others, place] / np.sqrt(variance * mix.covariance[place, place])
        value = float(weights @ [mix.figures[names[k]].adjusted for k in others])
        yield one, p, error, mix.figures[one.group].adjusted, value, np.sqrt(variance), correlation


@pytest.mark.parametrize(("key", "good"), (("overall", 1), ("mark", -1)))
def test_each_claim_is_the_test_at_one_mix_less_sure_by_the_coefficients(small, key, good):
    data, assessment = small
    values = [float(score >= 4) for score in data["overall"]] if key == "overall" else data["overall"]
    claims = [claim for claim in assessment.part("groups").claims if claim.name.endswith(f"/{key}/{claim.subject.en}")]
    expected = list(by_hand(data, values))
    assert [claim.subject.en for claim in claims] == [one.group for one, *_ in expected]
    for claim, (one, p, error, own, others, spread, correlation) in zip(claims, expected, strict=True):
        assert claim.name == f"groups/branch/{key}/{one.group}"
        assert (claim.part, claim.sort, claim.good) == ("groups", "group_adjusted", good)
        assert claim.lead is (key == "mark")
        assert claim.evidence.p == pytest.approx(p)
        assert claim.evidence.standard_error == pytest.approx(error)
        assert claim.own.value == pytest.approx(own)
        pooled = claim.reference.value
        assert (pooled.value, pooled.error) == (pytest.approx(others), pytest.approx(spread))
        assert claim.reference.without == tuple(one.without)
        n = data["branch"].count(one.group)
        rest = [v for v, b in zip(values, data["branch"], strict=True) if b not in (one.group, *one.without)]
        assert pooled.raw.value == pytest.approx(np.mean(rest))
        assert claim.reference.n == pooled.n == pooled.raw.tally.n == claim.evidence.n_reference == len(rest)
        assert pooled.level == 0.9
        assert claim.direction == (1 if own > others else -1)
        assert claim.difference.value == pytest.approx(own - others)
        assert claim.difference.correlation == pytest.approx(correlation)
        raw = assessment.part("groups").measures["branch"][key][one.group]
        assert claim.details["raw"].value == raw.value
        assert claim.details["group"] == study_from_toml(SMALL).label("branch")
        assert claim.details["mix"] == (study_from_toml(SMALL).label("age"),)
        assert (claim.unit, claim.worth_knowing) == (("share", 0.04) if key == "overall" else ("mean", 0.16))
        assert (claim.affected.customers if key == "overall" else claim.affected) == (n if key == "overall" else None)


def test_what_cannot_be_tested_has_a_reason_and_equal_groups_have_no_direction():
    data = survey(4, 0.0, branches=3, size=60)
    data |= {name: data[name][:60] * 3 for name in ("overall", "age")}
    same = groups_of(TEXT.replace("KIND", "csat"), data).part("groups").claims
    assert [claim.evidence.p for claim in same] == [1.0, 1.0]
    assert all(claim.difference.value == pytest.approx(0, abs=1e-12) for claim in same)
    nobody = groups_of(TEXT.replace("KIND", "csat"), data | {"overall": [1] * 180}).part("groups")
    assert [(one.difference.correlation, one.reference.value.error) for one in nobody.claims] == [(0.0, 0.0)] * 2
    assert [(one.direction, one.difference.value) for one in nobody.claims] == [(0, 0.0)] * 2
    assert nobody.rankings["branch"].mix is None  # nothing to weigh adjusted figures by
    cells = sk.satisfaction.top_box(
        data | {"overall": [1] * 180}, "overall", scale=sk.Scale(low=1, high=5), boxes=2, by=["branch", "age"]
    )
    with pytest.raises(NotEnoughDataError, match="not all equal"):
        sk.stats.rank_means(cells, adjust_for="age")
    exact = data | {"overall": [5 if age == "old" else 1 for age in data["age"]]}  # age says everything
    for claim in groups_of(TEXT.replace("KIND", "mean"), exact).part("groups").claims:
        assert claim.difference.value == pytest.approx(0, abs=1e-12)
        assert abs(claim.difference.correlation) <= 1
    few = {name: column[:128] for name, column in data.items()} | {"w": [1.0, 1.5] * 64}
    text = 'design = { weights = "w" }\n' + TEXT.replace("KIND", "mean")
    found = {claim.subject.en: claim.evidence for claim in groups_of(text, few).part("groups").claims}
    assert found["B2"].p is None  # eight answers of unequal weight
    assert "fewer than 10 effective answers" in found["B2"].reason.en
    assert found["B0"].p is not None


def test_a_correlation_that_rounding_carries_past_one_is_one(small):
    mix = small[1].part("groups").mixes["branch"]["overall"]
    (one, *_) = sk.stats.step_down(
        {name: sk.stats.SampledScores.of_rows([k, 1, 0] * 9) for k, name in enumerate(mix.figures)}
    )
    rng = np.random.default_rng(1)
    for sign in (-1, 1):
        for _ in range(40):  # the errors of all groups are one and the same, up to its sign
            errors = rng.random(4) * np.where([name == one.group for name in mix.figures], sign, 1)
            _, correlation = _pooled(attrs.evolve(mix, covariance=np.outer(errors, errors)), one)
            assert correlation == pytest.approx(sign)
            assert abs(correlation) <= 1
