"""Figures of what customers expect: tables and claims against the room and by hand, and every sentence."""

import attrs
import numpy as np
import pytest
from part_checks import alone, passes_of, share, shown
from scipy.stats import binomtest, norm, t, ttest_1samp

import servicekit as sk
from servicekit.foundation import Label
from servicekit.satisfaction import (
    ELEMENTS_OF_SATISFACTION,
    ExpectationLevel,
    ExpectationSource,
    NeedsQuadrant,
    SatisfactionElement,
    estimate_source_weights,
    expectation_ladder,
    needs_met,
    satisfaction_tree,
)
from servicekit.study import study_from_toml
from servicekit.study.parts import _expectations as task

HEAD = """
seed = 1
resamples = 20
[scales.five]
low = 1
high = 5
[scales.ten]
low = 0
high = 10
"""
SECTIONS = {
    "ladder": '[expectations.ladder]\nrungs = { basic = "r0", setting = "r1", respect = "r2", beyond = "r3" }\n',
    "sources": '[expectations.sources]\nexpectation = "hoped"\nscale = "ten"\n'
    'sources = { past_service = "past", friends = "friends" }\n',
    "tree": '[expectations.tree]\nscale = "five"\n'
    'columns = { quality = ["q1"], smile = ["q2"], greeting = ["q3"], recycling = ["q4"] }\n',
    "needs": '[expectations.needs]\nsolved = ["fixed"]\nfelt = ["valued"]\nscale = "five"\n',
}
TREE = {"quality": ["q1"], "smile": ["q2"], "greeting": ["q3"], "recycling": ["q4"]}
OWN = """[expectations.tree]
scale = "five"
[[expectations.tree.branches]]
key = "food"
weight = 0.5
items = ["q1", "q2"]
[[expectations.tree.branches]]
key = "staff"
weight = 0.5
items = ["q3", "q4"]
"""
DERIVED = OWN.replace("[[", 'outcome = "overall"\nmissing = "pairwise"\n[[', 1)


def survey(n=120, seed=1):
    rng = np.random.default_rng(seed)
    latent, person = rng.normal(0, 1, n), rng.normal(0, 0.5, n)
    past, friends = rng.integers(4, 9, n), rng.integers(4, 10, n)
    cuts = (-1.2, -0.4, 0.5, 1.3)
    data = {f"r{k}": (latent + rng.normal(0, 0.5, n) > cut).astype(int) for k, cut in enumerate(cuts)}
    data |= {"past": past, "friends": friends, "hoped": np.rint(0.7 * past + 0.3 * friends)}
    for name, mean in (("q1", 4.0), ("q2", 3.1), ("q3", 3.1), ("q4", 4.0), ("fixed", 4.4), ("valued", 4.4)):
        data[name] = np.clip(np.rint(mean + person + rng.normal(0, 0.8, n)), 1, 5)
    data["overall"] = np.clip(np.rint(0.3 * data["q1"] + 0.6 * data["q3"] + rng.normal(0.5, 0.4, n)), 1, 5)
    return data


def part_of(text, data):
    return alone("expectations", text, data)


@pytest.fixture(scope="module")
def whole():
    data = survey()
    data["q1"][:20] = np.nan
    return data, *part_of(HEAD + "".join(SECTIONS.values()), data)


def figures(table):
    return {name: (one.value, one.interval) for name, one in table.items()}


def test_every_table_holds_what_the_room_computes_under_its_name(whole):
    data, part, _ = whole
    ladder = expectation_ladder(data, ["r0", "r1", "r2", "r3"])
    ten = sk.Scale(low=0, high=10)
    weights = estimate_source_weights(data, "hoped", ["past", "friends"], scale=ten, resamples=20, rng=1)
    tree = satisfaction_tree(data, ELEMENTS_OF_SATISFACTION, scale=sk.LIKERT_5, columns=TREE)
    needs = needs_met(data, solved=["fixed"], felt=["valued"], scale=sk.LIKERT_5)
    assert (part.ladder, part.tree, part.needs) == (ladder, tree, needs)
    found = part.results
    over = "higher rung met over a lower one missed"
    assert list(found) == [
        *("ladder", "rung reached", "rung met", over, "weights of sources", "branches", "contributions", "needs met")
    ]
    assert found["ladder"] == ladder.scalability
    for key, shares in (("rung reached", ladder.reached), ("rung met", ladder.met), ("needs met", needs.shares)):
        assert figures(found[key]) == figures(shares)
    labels = {f"r{place}": rung.label for place, rung in enumerate(ExpectationLevel)}
    names = {key: one.name for key, one in found["rung reached"].items()}
    assert names == {"none": Label("none", "一层也未达到"), **labels}
    pairs = {f"{low}-{high}": one for (low, high), one in ladder.contradictions.items()}
    assert figures(found[over]) == figures(pairs)
    low, high = labels["r0"], labels["r3"]
    assert found[over]["r0-r3"].name == Label(f"{high.en} without {low.en}", f"有{high.zh}而无{low.zh}")
    assert figures(found["weights of sources"]) == figures(weights.weights)
    origins = [ExpectationSource("past_service").label, ExpectationSource("friends").label]
    assert [one.name for one in found["weights of sources"].values()] == origins
    assert found["branches"].keys() == found["contributions"].keys() == tree.nodes.keys()
    assert found["branches"]["image"] == tree["image"].average
    assert found["contributions"]["image"] == tree["image"].contribution
    concepts = (ExpectationLevel, ExpectationSource, SatisfactionElement, NeedsQuadrant)
    assert part.sources == tuple(dict.fromkeys(one for each in concepts for one in each.framework.sources))


def test_each_claim_is_the_test_of_its_figure_by_hand(whole):
    data, part, decided = whole
    claims = {name: one.claim for name, one in decided.items()}
    own, ladder = part.ladder.scalability, claims["ladder"]
    assert ladder.evidence.p == pytest.approx(2 * t.sf(abs(own.value - 0.3) / own.standard_error, 119))
    assert (ladder.evidence.df, ladder.evidence.standard_error, ladder.evidence.n) == (119, own.standard_error, 120)
    assert (ladder.own, ladder.reference.number, ladder.direction) == (own, 0.3, 1)
    assert (ladder.unit, ladder.lead, ladder.good) == ("mean", False, None)
    scored = {name: 25 * (data[name][20:] - 1) for name in ("q1", "q2", "q3", "q4")}
    weights = {name: part.tree.tree.item_weights[name] for name in scored}
    index = sum(weights[name] * values for name, values in scored.items())
    service = (scored["q2"] * weights["q2"] + scored["q3"] * weights["q3"]) / (weights["q2"] + weights["q3"])
    want, branch = ttest_1samp(service - index, 0), claims["branch/Service"]
    assert branch.evidence.p == pytest.approx(want.pvalue, rel=1e-6)
    assert (branch.evidence.df, branch.evidence.n, branch.direction) == (99, 100, np.sign(want.statistic))
    assert branch.difference == part.tree["service"].contribution
    assert (branch.reference.number, branch.good, branch.lead, branch.unit) == (0.0, 1, True, "index")
    assert branch.details["own"].value == pytest.approx(service.mean())
    both = int(((data["fixed"] >= 4) & (data["valued"] >= 4)).sum())
    needs = claims["needs"]
    assert needs.evidence.p == pytest.approx(binomtest(both, 120, 0.5).pvalue)
    assert (needs.own.value, needs.reference.number, needs.good) == (both / 120, 0.5, 1)
    assert needs.direction == np.sign(both / 120 - 0.5)
    assert {name.split("/")[0] for name in claims} == {"ladder", "branch", "needs"}


def quadrants(both, solved, felt, neither):
    sides = [(5, 5)] * both + [(5, 1)] * solved + [(1, 5)] * felt + [(1, 1)] * neither
    return {"fixed": [first for first, _ in sides], "valued": [second for _, second in sides]}


@pytest.mark.parametrize(
    ("both", "tone", "en", "zh"),
    (
        (80, "good", ", for certain more than half.", "），可以确定过半。"),
        (20, "bad", ", for certain fewer than half.", "），可以确定不到一半。"),
        (50, "neutral", "; whether that is more than half cannot be told.", "）；是否过半尚不能判断。"),
    ),
)
def test_needs_are_told_against_half_and_beside_the_others(both, tone, en, zh):
    solved, felt = (100 - both) // 2, (100 - both) // 2 - 3
    part, _ = part_of(HEAD + SECTIONS["needs"], quadrants(both, solved, felt, 100 - both - solved - felt))
    claimed, others = part.findings
    own = share(part.needs["both"])
    assert claimed.tone == tone
    assert claimed.text.en == f"Problem solved and customer felt well: {own.en[:-1]}; 100 answers){en}"
    assert claimed.text.zh == f"问题解决且感受良好的占{own.zh[:-1]}；100份回答{zh}"
    rest = [(NeedsQuadrant(key).label, share(part.needs[key])) for key in ("neither", "solved_only", "felt_only")]
    assert others.text.en == f"The others: {'; '.join(f'{name.en.lower()} {one.en}' for name, one in rest)}."
    assert others.text.zh == f"其余：{'；'.join(f'{name.zh}{one.zh}' for name, one in rest)}。"


def test_needs_under_weights_are_tested_as_the_share_of_those_who_had_both():
    data = survey(n=60) | {"w": np.tile([1.1, 2.5, 3.3], 20)}
    _, decided = part_of('design.weights = "w"\n' + HEAD + SECTIONS["needs"], data)
    both = (data["fixed"] >= 4) & (data["valued"] >= 4)
    want = sk.stats.level_test(sk.stats.SampledScores.of_rows(both * 1.0, weights=data["w"]), against=0.5)
    found = decided["needs"].claim.evidence
    assert (found.p, found.statistic) == (pytest.approx(want.p), pytest.approx(want.statistic))
    assert found.statistic == pytest.approx(np.average(both, weights=data["w"]))


def test_exactly_half_has_no_side_and_nobody_is_no_share():
    _, decided = part_of(HEAD + SECTIONS["needs"], quadrants(30, 30, 0, 0))
    assert (decided["needs"].claim.direction, decided["needs"].claim.evidence.p) == (0, 1.0)
    rungs = {"r0": [0, 1] * 10, "r1": [1, 0] * 10, "r2": [1] * 20, "r3": [1] * 20}
    nobody = {"fixed": [np.nan] * 20, "valued": [np.nan] * 20}
    part, decided = part_of(HEAD + SECTIONS["needs"] + SECTIONS["ladder"], nobody | rungs)
    assert "needs" not in decided
    assert part.findings[-1].is_caution
    assert part.findings[-1].text == Label("Needs met: – (there are no data)", "需求满足情况：–（没有数据）")


@pytest.mark.parametrize(
    ("flip", "direction", "en", "zh"),
    (
        (0.05, 1, "The rungs of expectation are a ladder, for certain", "期望各层可以确定成阶梯"),
        (0.9, -1, "The rungs of expectation are hardly a ladder, for certain", "期望各层可以确定不成阶梯"),
        (0.25, None, "Whether the rungs of expectation are a ladder cannot be told", "期望各层是否成阶梯尚不能判断"),
    ),
)
def test_a_ladder_is_told_by_h_against_three_tenths(flip, direction, en, zh):
    rng = np.random.default_rng(3)
    latent, cuts = rng.normal(size=300), enumerate((-1.2, -0.4, 0.5, 1.3))
    data = {f"r{k}": np.where(rng.random(300) < flip, rng.random(300) < 0.5, latent > cut) * 1 for k, cut in cuts}
    part, decided = part_of(HEAD + SECTIONS["ladder"], data)
    own, one = part.ladder.scalability, decided["ladder"]
    first, second = part.findings
    assert first.text.en.startswith(f"{en}: Loevinger's H {shown(own).en[:-1]}; 300 answers)")
    assert first.text.zh.startswith(f"{zh}：Loevinger H系数{shown(own).zh[:-1]}；300份回答）")
    assert (one.stands, first.tone) == (direction is not None, "neutral")
    assert one.claim.direction == (direction or np.sign(own.value - 0.3))
    reached = [(part.rungs[key], share(found)) for key, found in part.ladder.reached.items()]
    told = "; ".join(f"{name.en} {found.en}" for name, found in reached)
    assert second.text.en == f"Rung reached, all lower ones met: {told} (300 answers)."
    told = "；".join(f"{name.zh}{found.zh}" for name, found in reached)
    assert second.text.zh == f"自下而上连续满足到的层次：{told}（300份回答）。"


def test_a_ladder_that_shows_no_variation_is_no_claim_and_says_why():
    rungs = {"r0": [1] * 20, "r1": [1] * 20, "r2": [0] * 20, "r3": [0] * 20}
    part, decided = part_of(HEAD + SECTIONS["ladder"] + SECTIONS["needs"], rungs | quadrants(10, 10, 0, 0))
    reason = part.ladder.scalability.reason.label
    assert part.findings[0].text == Label(f"Ladder of expectation: – ({reason.en})", f"期望阶梯：–（{reason.zh}）")
    assert (part.findings[0].is_caution, set(decided)) == (True, {"needs"})
    few = {"r0": [1, 0], "r1": [1, 1], "r2": [0, 1], "r3": [0, 0]}
    evidence = part_of(HEAD + SECTIONS["ladder"], few)[1]["ladder"].claim.evidence
    assert (evidence.p, evidence.reason.en) == (None, "only 2 answers")


def test_rungs_and_sources_of_ones_own_are_called_as_the_study_says():
    text = SECTIONS["ladder"].replace("respect =", "mine =").replace("basic =", "other =")
    text += SECTIONS["sources"].replace("friends =", "web =")
    head = HEAD.replace("[scales.five]", 'labels.r2 = { en = "Mine", zh = "我的" }\n[scales.five]', 1)
    part, _ = part_of(head + text, survey(n=60))
    names = [part.rungs[name] for name in ("r0", "r1", "r2")]
    assert names == [Label("other", "other"), ExpectationLevel("setting").label, Label("Mine", "我的")]
    assert list(part.origins.values()) == [ExpectationSource("past_service").label, Label("web", "web")]


def test_a_ladder_of_ratings_has_its_scale_and_the_answer_from_which_a_rung_is_met():
    data = survey(n=60)
    rated = data | {f"r{k}": 2 + 3 * data[f"r{k}"] for k in range(4)}
    text = SECTIONS["ladder"] + 'scale = "five"\nmet_from = 4\n'
    found, plain = (part_of(HEAD + each, rows)[0] for each, rows in ((text, rated), (SECTIONS["ladder"], data)))
    assert found.ladder.scalability == plain.ladder.scalability


def test_a_source_whose_weight_is_zero_is_a_caution():
    data = survey(n=80)
    data["hoped"] = data["past"]
    part, _ = part_of(HEAD + SECTIONS["sources"], data)
    said, care = part.findings
    weights = [(part.origins[key], share(one)) for key, one in part.weights.weights.items()]
    told = "; ".join(f"{name.en} {one.en}" for name, one in weights)
    start = f"Of what customers expect, each source counts for: {told} (80 answers)."
    assert said.text.en == f"{start} An association, not proof of cause."
    told = "；".join(f"{name.zh}{one.zh}" for name, one in weights)
    assert said.text.zh == f"期望由各来源构成的比重：{told}（80份回答）。反映的是相关，不能证明因果。"
    assert (care.is_caution, part.weights.at_bound) == (True, ("friends",))
    name = ExpectationSource("friends").label
    assert care.text.en.startswith(f"The weight of “{name.en}” lies at its bound of 0: ")
    assert care.text.zh == f"“{name.zh}”的权重落在下限0上，区间只说明它最多有多大。"


@pytest.mark.parametrize(
    ("low", "tone", "en", "zh"),
    (
        (1, "good", "food lifts the index of satisfaction, for certain: by ", "food可以确定拉高满意指数"),
        (-1, "bad", "food pulls the index of satisfaction down, for certain: by ", "food可以确定拉低满意指数"),
        (0, "neutral", "Which branch lifts the index of satisfaction and", "哪一分支拉高、哪一分支拉低满意指数"),
    ),
)
def test_branches_are_told_against_the_index(low, tone, en, zh):
    base, noise = np.array([3, 4, 3, 2] * 10), np.array([0, 0, 1, 0, 0, 0, -1, 0] * 5)
    data = {"q1": base, "q2": base, "q3": base - low + noise, "q4": base - low + noise}
    part, decided = part_of(HEAD + OWN, data)
    whole = shown(part.tree.index.average, "{:.1f}")
    index = 25 * (np.mean(list(data.values())) - 1)
    assert whole.en.startswith(f"{index:.1f} (")
    first, second, *_ = part.findings
    assert first.text.en == f"Index of satisfaction: {whole.en} of 100 (40 answers; weights as stated)."
    assert first.text.zh == f"满意指数{whole.zh}，满分100（40份回答；权重为设定值）。"
    assert (second.tone, second.text.en.startswith(en), second.text.zh.startswith(zh)) == (tone, True, True)
    if low:
        assert second.text.en.endswith(f"points (its own score is {25 * (base.mean() - 1):.1f}).")
        assert second.text.zh.endswith(f"分（自身得分{25 * (base.mean() - 1):.1f}）。")
        assert decided["branch/food"].claim.direction == -decided["branch/staff"].claim.direction == low


def test_derived_weights_are_tested_by_their_resamples_over_the_answers_of_the_tree():
    data = survey(n=80)
    part, decided = part_of(HEAD + DERIVED, data)
    claim, found = decided["branch/staff"].claim, part.tree["staff"].contribution
    assert claim.evidence.p == pytest.approx(2 * norm.sf(abs(found.value) / np.std(found.draws, ddof=1)))
    assert (claim.evidence.n, claim.direction) == (80, np.sign(found.value))
    tree = study_from_toml(HEAD + DERIVED).expectations.tree.tree
    about = {"scale": sk.LIKERT_5, "missing": "pairwise", "outcome": "overall", "resamples": 20, "rng": 1}
    assert found == satisfaction_tree(data, tree, **about)["staff"].contribution
    assert part.findings[0].text.en.endswith("(80 answers; weights derived from what overall satisfaction goes with).")
    assert part.findings[0].text.zh.endswith("（80份回答；权重按与总体满意的关联得出）。")
    other = DERIVED.replace("outcome =", 'outcome_scale = "ten"\noutcome =', 1)
    doubled = part_of(HEAD + other, data | {"overall": 2 * data["overall"]})[0]
    assert doubled.tree["staff"].value == pytest.approx(part.tree["staff"].value)


def test_a_tree_without_answers_or_of_one_branch_makes_no_claim():
    nobody = {name: [np.nan] * 20 for name in ("q1", "q2", "q3", "q4")} | quadrants(10, 10, 0, 0)
    part, decided = part_of(HEAD + SECTIONS["tree"] + SECTIONS["needs"], nobody)
    assert part.findings[0].text == Label("Index of satisfaction: – (there are no data)", "满意指数：–（没有数据）")
    assert (part.findings[0].is_caution, set(decided)) == (True, {"needs"})
    one = '[expectations.tree]\nscale = "five"\ncolumns = { smile = ["q2"], greeting = ["q3"] }\n'
    assert part_of(HEAD + one + SECTIONS["needs"], survey(n=30))[1].keys() == {"needs"}
    two = one.replace("smile", "quality")
    assert part_of(HEAD + two, survey(n=30))[1].keys() == {"branch/Product", "branch/Service"}


def test_a_branch_without_variation_is_not_tested_and_why_is_said():
    alike = {"q1": [4] * 20, "q2": [4] * 20, "q3": [3] * 20, "q4": [3] * 20}
    _, decided = part_of(HEAD + OWN, alike)
    assert {one.claim.evidence.p for one in decided.values()} == {None}
    assert decided["branch/food"].claim.evidence.reason.en == "all values are equal"


def test_clusters_widen_the_test_of_a_branch_as_its_interval():
    data = survey(n=60) | {"shop": np.arange(60) // 5}
    part, decided = part_of('design.clusters = "shop"\n' + HEAD + SECTIONS["tree"] + SECTIONS["ladder"], data)
    evidence, found = decided["branch/Service"].claim.evidence, part.tree["service"].contribution
    reach = found.interval.high - found.value
    assert reach / evidence.standard_error == pytest.approx(t.ppf(0.975, evidence.df))
    assert evidence.p == pytest.approx(2 * t.sf(abs(found.value) / evidence.standard_error, evidence.df))
    ladder = decided["ladder"].claim.evidence
    assert (ladder.p, ladder.reason) == (None, task.NO_DESIGN)


@pytest.mark.parametrize("only", SECTIONS)
def test_one_section_alone_is_planned_and_shown(only, monkeypatch):
    study, data = study_from_toml(HEAD + SECTIONS[only]), survey(n=40)
    assert passes_of(monkeypatch, task, study, data) == 1
    part = task.assess(study, data)
    held = {name for name in ("ladder", "weights", "tree", "needs") if getattr(part, name) is not None}
    assert held == {{"sources": "weights"}.get(only, only)}
    concepts = {"ladder": ExpectationLevel, "sources": ExpectationSource, "tree": SatisfactionElement}
    assert part.sources == tuple(dict.fromkeys(concepts.get(only, NeedsQuadrant).framework.sources))
    assert part.results


def test_without_its_section_the_part_is_not_run_and_asks_nothing():
    study = attrs.evolve(study_from_toml(HEAD + SECTIONS["needs"]), expectations=None)
    assert list(task.requests(study)) == []
    assert task.assess(study, survey(n=20)) == sk.study.NotRun(key="expectations", name=task.NAME, needs=task.NEEDS)
