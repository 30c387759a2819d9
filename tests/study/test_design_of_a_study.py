"""What a sampling design does to a study and to the measures behind it: as R's survey, or refused with the reason."""

import numpy as np
import pytest
from attrs import evolve

import servicekit as sk
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.segments._cell_tests import cell_tests
from servicekit.stats.claims._claim_tests import ClaimTest
from servicekit.stats.designs._design import Design
from servicekit.stats.scores._category_score import score_correlation
from servicekit.study import study_from_toml

SHOPS, PEOPLE = 10, 30
RNG = np.random.default_rng(4)
SHOP = np.repeat(np.arange(SHOPS), PEOPLE)


def rating(middle, rng=RNG):
    """Return answers from 1 to 7 of which half of the variance lies between shops."""
    return np.clip(np.rint(middle + rng.normal(0, 1, SHOPS)[SHOP] + rng.normal(0, 1, len(SHOP))), 1, 7).astype(int)


SURVEY = {
    "shop": [f"s{shop}" for shop in SHOP],
    "region": [f"r{shop % 5}" for shop in SHOP],
    "w": np.exp(RNG.normal(0, 0.7, len(SHOP))).tolist(),
    **{f"{kind}{item}": rating(middle).tolist() for kind, middle in (("p", 4.8), ("e", 5)) for item in range(3)},
}
STUDY = """
{design}
[scales.seven]
low = 1
high = 7
[questions.overall]
column = "p0"
kind = "csat"
scale = "seven"
[satisfaction]
evaluation = "p0"
expectation = "e0"
scale = "seven"
[quality]
scale = "seven"
[quality.dimensions.reliability]
items = ["p0", "p1", "p2"]
expectations = ["e0", "e1", "e2"]
"""
SEVEN = sk.Scale(low=1, high=7)
BLOCK = sk.satisfaction.Dimension(
    key="reliability",
    label=sk.foundation.Label("Reliability", "可靠性"),
    items=("p0", "p1", "p2"),
    expectations=("e0", "e1", "e2"),
)


def assessed(design, groups=""):
    study = study_from_toml(STUDY.replace("{design}", f"design = {{ {design} }}\n{groups}" if design else groups))
    return sk.assess(study, SURVEY, parts=["measures", "expectation", "quality", "groups"])


def said(assessment, part):
    return [finding.text.en for finding in assessment.part(part).findings]


def test_quality_under_clusters_is_judged_by_the_clusters():
    clustered = sk.servqual(SURVEY, [BLOCK], scale=SEVEN, design=Design(clusters="shop"))
    plain = sk.servqual(SURVEY, [BLOCK], scale=SEVEN)
    assert clustered.gap.sampling.degrees_of_freedom == pytest.approx(9)
    assert clustered.gap.interval.width > 2 * plain.gap.interval.width
    part = assessed('clusters = "shop"').part("quality")
    assert (
        next(table.result for table in part.tables() if table.key == "quality").gap.interval == clustered.gap.interval
    )


def test_every_claim_of_a_study_uses_the_clusters():
    whole, plain = assessed('clusters = "shop"'), assessed("")
    gap, alone = (
        sk.satisfaction.disconfirmation_shares(
            SURVEY, evaluation="p0", expectation="e0", scale=SEVEN, design=design
        ).gap
        for design in (Design(clusters="shop"), None)
    )
    assert gap.interval.width > 2 * alone.interval.width
    assert any("cannot be told" in text for text in said(whole, "expectation"))
    claims = {one.claim.name: one.claim for one in whole.decided}
    apart = {one.claim.name: one.claim for one in plain.decided}
    for name, claim in claims.items():
        if claim.evidence.standard_error is not None and claim.part == "expectation":
            assert claim.evidence.standard_error > apart[name].evidence.standard_error


def test_groups_that_are_the_clusters_are_refused_with_the_reason():
    found = assessed('clusters = "region"', 'groups = ["region"]')
    part = found.part("groups")
    assert "region" not in part.rankings
    assert [one for one in found.decided if one.claim.part == "groups"] == []
    assert said(found, "groups")[0].startswith("region is not compared: each group is one cluster of the sample")
    for share in part.measures["region"]["overall"].values():
        assert (share.n, share.interval, share.reason.kind) == (60, None, NotEstimable.GROUP_IS_ONE_CLUSTER)
    # groups of several clusters are compared as before
    assert assessed('clusters = "shop"', 'groups = ["region"]').part("groups").rankings.keys() == {"region"}


@pytest.mark.parametrize("language", ("en", "zh"))
def test_what_has_no_interval_is_said_without_one(language):
    found = assessed('clusters = "region"', 'groups = ["region"]')
    text = " ".join(finding.text.text(language) for part in found.parts for finding in part.findings)
    assert "–" not in text
    assert "()" not in text
    assert "（）" not in text


def test_answers_missing_in_a_whole_cluster_leave_it_in_the_design():
    rng = np.random.default_rng(11)
    rows = [(s, f"s{s}p{p}", p) for s in range(4) for p in range(3) for _ in range(10)]
    drawn = [int(np.clip(round(rng.normal(2.2 + 0.6 * s + 0.5 * p, 1)), 1, 5)) for s, _, p in rows if p != 2]
    given = iter(drawn)
    data = {
        "st": [s for s, _, _ in rows],
        "psu": [name for _, name, _ in rows],
        "q": [None if p == 2 else next(given) for _, _, p in rows],
        "g": ["no" if p == 2 else "yes" for _, _, p in rows],
    }
    design = Design(strata="st", clusters="psu")
    whole = sk.mean_score(data, "q", scale=sk.LIKERT_5, design=design)
    group = sk.mean_score(data | {"q": [v or 1 for v in data["q"]]}, "q", by="g", scale=sk.LIKERT_5, design=design)
    assert whole.standard_error == pytest.approx(0.2794, abs=5e-5)  # R 4.2.2, survey 4.1.1: subset(!is.na(q))
    assert whole.standard_error == pytest.approx(group["yes"].standard_error, rel=1e-12)
    assert whole.n_effective == pytest.approx(group["yes"].n_effective, rel=1e-12)
    study = study_from_toml(
        'design = { strata = "st", clusters = "psu" }\n[scales.five]\nlow = 1\nhigh = 5\n'
        '[questions.q]\ncolumn = "q"\nkind = "mean"\nscale = "five"\n'
    )
    table = next(iter(sk.assess(study, data, parts=["measures"]).part("measures").tables()))
    assert table.result.standard_error == whole.standard_error


def test_the_same_branches_in_both_waves_are_compared_as_such():
    """Branches differ from each other far more than the waves do: their covariance carries the power."""
    told = {"same": 0, "apart": 0}
    for seed in range(40):
        rng = np.random.default_rng(seed)
        branch = np.tile(np.repeat(np.arange(20), 20), 2)
        wave = np.repeat([0, 1], 400)
        level = rng.normal(0, 1.0, 20)[branch] + 0.35 * wave
        answers = (level + rng.normal(0, 1, 800) > 0).astype(int)
        for key, names in (("same", branch), ("apart", branch + 100 * wave)):
            data = {"q": answers, "wave": wave, "branch": names}
            groups = sk.mean_score(
                data, "q", by="wave", scale=sk.Scale(low=0, high=1), design=Design(clusters="branch")
            )
            told[key] += sk.stats.compare(groups)[0, 1].interval.high < 0
    assert told["same"] > 20
    assert told["apart"] < 8


HALF = ["left" if place % 2 else "right" for place in range(len(SHOP))]


def test_groups_within_clusters_have_the_interval_of_their_comparison():
    study = study_from_toml(
        'groups = ["half"]\ndesign.clusters = "shop"\n[scales.seven]\nlow = 1\nhigh = 7\n'
        '[questions.overall]\ncolumn = "p0"\nkind = "csat"\nscale = "seven"\n'
    )
    found = sk.assess(study, {**SURVEY, "half": HALF}, parts=["groups"])
    claim = next(one.claim for one in found.decided if one.claim.name == "groups/half/overall/left")
    by_half = found.part("groups").measures["half"]["overall"]
    compared = sk.compare(by_half, pairs=[("left", "right")]).contrasts[0]
    assert compared.difference.correlation > 0.2
    assert claim.difference.interval == compared.interval
    apart = sk.stats.Difference(first=by_half["left"], second=by_half["right"])
    assert claim.difference.interval.width < 0.95 * apart.interval.width


def test_adjusted_figures_keep_the_clusters_of_the_raw_difference():
    rows = {**SURVEY, "half": HALF, "age": ["old" if place % 3 else "young" for place in range(len(SHOP))]}
    parts = sk.mean_score(rows, "p0", scale=SEVEN, by=["half", "age"], design=Design(clusters="shop"))
    raw = sk.compare(parts, adjust_for="age").contrasts[0].difference.raw
    whole = sk.mean_score(rows, "p0", scale=SEVEN, by="half", design=Design(clusters="shop"))
    pair = sk.compare(whole, pairs=[("left", "right")]).contrasts[0]
    assert raw.correlation == pytest.approx(pair.difference.correlation)


def test_cells_of_common_clusters_go_together():
    rows = {**SURVEY, "half": HALF, "top": [int(answer > 4) for answer in SURVEY["p0"]]}
    cell = cell_tests(rows, "top", "half", design=Design(clusters="shop"))[0]
    scores = [0.0, 1.0]
    tallies = sk.mean_score(rows, "top", scale=sk.Scale(low=0, high=1), by="half", design=Design(clusters="shop"))
    expected = score_correlation((tallies["left"].tally, scores), (tallies["right"].tally, scores))
    assert cell.correlation == pytest.approx(expected)
    assert cell.correlation > 0.2
    assert cell_tests(rows, "top", "half")[0].correlation == 0.0


def test_the_jump_at_the_best_answer_is_tested_within_clusters_common_to_both_levels():
    chance = np.random.default_rng(2)
    shops = np.repeat(np.arange(20), 20)
    satisfied = chance.integers(4, 6, 400)
    likes = chance.normal(0, 2.2, 20)[shops] + chance.normal(size=400) + 3.0 * (satisfied == 5)
    survey = {"shop": shops, "q": satisfied, "r": np.where(likes > 0.6, 10, 5)}
    text = (
        'title = "t"\n{}[scales.five]\nlow = 1\nhigh = 5\n[scales.ten]\nlow = 0\nhigh = 10\n[loyalty.link]\n'
        'satisfaction = {{ column = "q", scale = "five" }}\nloyalty = {{ column = "r", scale = "ten" }}\n'
        "loyal_threshold = 9\n"
    )
    study = study_from_toml(text.format('design = { clusters = "shop" }\n'))
    found = sk.assess(study, survey, parts=["loyalty"]).part("loyalty").claims[0]
    # the shops differ widely, so that each level alone is hardly known; the difference within shops is
    apart = evolve(found.difference, correlation=0.0)
    assert found.difference.interval.width < 0.8 * apart.interval.width
    assert found.evidence.test is ClaimTest.COMMON_CLUSTERS
    assert found.evidence.p < 0.05
    assert found.difference.interval.low > 0


CENSUS = """
groups = ["g"]
resamples = 20
design.fpc = "N"
[scales.five]
low = 1
high = 5
[questions.q]
column = "a"
kind = "csat"
scale = "five"
[loyalty.evidence]
trust = { column = "a", scale = "five" }
attitude = { column = "b", scale = "five" }
"""


def test_a_census_is_told_though_nothing_is_left_to_chance():
    rng = np.random.default_rng(0)
    data = {name: rng.integers(1, 6, 120) for name in "ab"} | {"N": [120] * 120, "g": list("xy" * 60)}
    found = sk.assess(study_from_toml(CENSUS), data)
    assert found.part("measures").measures["q"].interval.method == "census"
    assert any(one.claim.part == "groups" for one in found.decided)
    (most,) = [one for one in found.decided if one.claim.name == "loyalty/type"]
    # tested on the answers there are: no more of the type than people
    assert most.claim.evidence.n <= 120
