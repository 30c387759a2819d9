"""Groups of a report at the same mix of customers."""

import numpy as np
import pytest

import servicekit as sk
from servicekit.study import study_from_toml

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
