"""Loyalty in a report: every figure is that of the room's own call, every p that of the test on the same answers."""

import numpy as np
import pytest
from one_part import SCALES, alone, claims, texts

import servicekit as sk
from servicekit.loyalty.typology._attitude_patronage import LoyaltyCondition, attitude_patronage
from servicekit.loyalty.typology._seven_types import CARE
from servicekit.stats import SampledScores, two_samples, two_shares
from servicekit.stats.claims._claim_tests import most_frequent
from servicekit.stats.scores._category_score import score_correlation
from servicekit.study import Study, study_from_toml
from servicekit.study.parts import _loyalty as loyalty
from servicekit.study.sections._sections import LoyaltySection

FIVE, TEN = sk.LIKERT_5, sk.ZERO_TO_TEN
ALL = ("repeat_share", "attitude", "alternatives", "switching_cost", "price_sensitivity", "reward_dependence", "trust")


def evidence(*names):
    return "".join(f'[loyalty.evidence.{name}]\ncolumn = "{name}"\nscale = "five"\n' for name in names)


def percent(share):
    return f"{100 * share:.1f}%"


def rated(names=ALL, n=90, seed=2):
    rng = np.random.default_rng(seed)
    return {name: rng.integers(1, 6, n).tolist() for name in names}


def typed(data, names=ALL, **about):
    return sk.loyalty.loyalty_types(data, columns=dict(zip(names, names, strict=True)), scale=FIVE, **about)


def found(text, data, head=""):
    return alone(loyalty, head + SCALES + text, data)


def test_types_and_their_claim_are_those_of_the_call():
    data = rated()
    part, types = found(evidence(*ALL), data), typed(data)
    assert part.types.shares == types.shares
    order = sorted(types.shares.values(), key=lambda share: -share.count)
    claim = claims(part)["type"]
    assert claim.own == order[0]
    assert claim.reference.value == order[1]
    assert claim.evidence == most_frequent(order[0].count, order[1].count)
    kind = next(kind for kind, share in types.shares.items() if share == order[0])
    assert (claim.subject, claim.details["risk"], claim.details["cure"]) == (
        kind.label, CARE[kind].risk, CARE[kind].cure,
    )  # fmt: skip
    (told,) = [one for one in texts(part) if "unrelated" in one[0]]
    low, high = map(percent, types.share_ranges[kind])
    assert told[0] == (
        f"The share of {kind.label.en} would be {percent(types.noise_shares[kind])} if the answers to different "
        f"questions were unrelated, and from {low} to {high} if the stated weights were 30 % lower or higher."
    )
    assert told[1] == (
        f"假如各题回答互不相关，{kind.label.zh}的占比会是{percent(types.noise_shares[kind])}；"
        f"若设定的权重上下变动30%，占比在{low}至{high}之间。"
    )


def test_under_weights_the_figures_that_do_not_count_them_say_so():
    data = rated() | {"w": [0.5, 1.5, 2.5] * 30}
    part = found(evidence(*ALL), data, 'design.weights = "w"\n')
    types = typed(data, design=sk.Design(weights="w"))
    assert part.types.shares == types.shares
    said = texts(part)
    assert said[0] == (loyalty.WEIGHTED.en, loyalty.WEIGHTED.zh)
    assert part.findings[0].is_caution
    (told,) = [one for one in said if "unrelated" in one[0]]
    assert told[0].endswith(" Sampling weights do not count here.")
    assert told[1].endswith("此处不计抽样权重。")
    no_shock = found(evidence("trust", "attitude"), data, 'design.weights = "w"\n')
    assert loyalty.WEIGHTED.en not in [en for en, _ in texts(no_shock)]
    assert loyalty.WEIGHTED.en not in [en for en, _ in texts(found(evidence(*ALL), data))]


def test_shocks_are_bounds_by_the_call():
    data = rated()
    part, types = found(evidence(*ALL), data), typed(data)
    kept = {key: sk.loyalty.retained_repeat_share(types, key) for key in part.shocks}
    assert dict(part.shocks) == kept
    assert list(kept) == ["competitor_enters", "price_cut_elsewhere", "programme_ends"]
    parts = [
        f"{percent(1 - one.value)} ({percent(1 - one.interval.high)} to {percent(1 - one.interval.low)})"
        for one in kept.values()
    ]
    assert (
        "Repeat business that would be at risk, at most: "
        f"a competitor enters {parts[0]}; a price cut elsewhere {parts[1]}; the end of the programme {parts[2]}."
    ) in [en for en, _ in texts(part)]
    zh = [text.replace(" (", "（").replace(" to ", "至").replace(")", "）") for text in parts]
    assert (f"各种情景下至多会受影响的重复购买：竞争者进入{zh[0]}；别家降价{zh[1]}；忠诚计划终止{zh[2]}。") in [
        zh for _, zh in texts(part)
    ]


@pytest.mark.parametrize(
    ("names", "keys"),
    (
        (("repeat_share", "trust", "price_sensitivity"), ["price_cut_elsewhere"]),
        (("repeat_share", "trust", "attitude"), None),
        (("alternatives", "trust", "attitude"), None),
    ),
)
def test_a_shock_needs_its_own_evidence_and_a_repeat_share(names, keys):
    part = found(evidence(*names), rated(names))
    assert (None if part.shocks is None else list(part.shocks)) == keys


def test_one_customer_has_a_bound_without_an_interval_and_none_has_none():
    names = ("repeat_share", "alternatives", "trust")
    one = found(evidence(*names), {"repeat_share": [5], "alternatives": [2], "trust": [3]})
    (kept,) = one.shocks.values()
    assert kept.interval is None
    said = [pair for pair in texts(one) if "at risk" in pair[0]]
    assert said == [
        (
            f"Repeat business that would be at risk, at most: a competitor enters {percent(1 - kept.value)}.",
            f"各种情景下至多会受影响的重复购买：竞争者进入{percent(1 - kept.value)}。",
        )
    ]
    never = found(evidence(*names), {"repeat_share": [1, 1], "alternatives": [2, 3], "trust": [3, 4]})
    assert [shock.value for shock in never.shocks.values()] == [None]
    assert not [en for en, _ in texts(never) if "at risk" in en]
    nobody = found(evidence(*names), {name: [None] for name in names})
    assert nobody.shocks is None
    assert texts(nobody)[0] == ("Nobody gave any evidence of loyalty.", "没有任何忠诚证据。")
    assert nobody.claims == ()


@pytest.mark.parametrize(("tied", "told"), ((1, False), (2, True)))
def test_more_than_a_tenth_of_ties_is_told(tied, told):
    # attitude alone and answers in the middle are no evidence for one type: as many ties as such customers
    names = ("repeat_share", "attitude", "trust")
    data = {"repeat_share": [5] * 10, "attitude": [5] * 10, "trust": [5] * 10}
    types = typed(data, names)
    assert types.undecided == 0
    tie = next(
        (a, b, c)
        for a in range(1, 6) for b in range(1, 6) for c in range(1, 6)
        if typed({"repeat_share": [a], "attitude": [b], "trust": [c]}, names).undecided
    )  # fmt: skip
    for name, answer in zip(names, tie, strict=True):
        data[name] = [answer] * tied + data[name][tied:]
    part = found(evidence(*names), data)
    assert part.types.undecided == tied
    said = [pair for pair in texts(part) if "equally well" in pair[0]]
    assert bool(said) is told
    if told:
        assert said == [("20.0% of customers fit two types equally well.", "20.0%的顾客同等符合两种类型。")]


def test_fewer_than_three_kinds_of_evidence_are_little():
    two = texts(found(evidence("trust", "attitude"), rated(("trust", "attitude"))))
    assert (
        "Only 2 of 7 kinds of evidence were asked; the types rest on little.",
        "七项证据中只问了2项，类型判断依据不足。",
    ) in two
    three = found(evidence("trust", "attitude", "alternatives"), rated(("trust", "attitude", "alternatives")))
    assert not [en for en, _ in texts(three) if "rest on little" in en]


CUTS = "[loyalty]\nattitude_cut = 4\npatronage_cut = 3\n"


def test_attitude_and_patronage_are_those_of_the_call():
    data = rated(("attitude", "repeat_share")) | {"w": [0.5, 1.5, 2.5] * 30}
    for head, design in (("", None), ('design.weights = "w"\n', sk.Design(weights="w"))):
        part = found(CUTS + evidence("attitude", "repeat_share"), data, head)
        own = attitude_patronage(
            data, attitude="attitude", patronage="repeat_share", attitude_cut=4, patronage_cut=3,
            attitude_scale=FIVE, patronage_scale=FIVE, design=design,
        )  # fmt: skip
        assert part.conditions.shares == own.shares
    part = found(CUTS + evidence("attitude", "repeat_share"), data)
    shares = part.conditions.shares
    loyal, spurious = shares[LoyaltyCondition.LOYALTY], shares[LoyaltyCondition.SPURIOUS_LOYALTY]
    both = sum(a >= 4 and p >= 3 for a, p in zip(data["attitude"], data["repeat_share"], strict=True))
    assert loyal.count == both

    def written(share):
        return f"{percent(share.value)} ({percent(share.interval.low)} to {percent(share.interval.high)})"

    (told,) = [pair for pair in texts(part) if "prefer us" in pair[0]]
    assert told[0] == (
        f"{written(loyal)} both prefer us and keep buying; {written(spurious)} keep buying without preferring us."
    )
    assert told[1].startswith(f"{percent(loyal.value)}（")
    assert f"既偏爱又持续购买；{percent(spurious.value)}（" in told[1]
    nobody = found(CUTS + evidence("attitude", "repeat_share"), {"attitude": [None], "repeat_share": [None]})
    assert nobody.conditions is not None
    assert not [en for en, _ in texts(nobody) if "prefer us" in en]
    assert found(evidence("attitude", "repeat_share"), data).conditions is None


INDICATORS = "".join(
    f'[loyalty.indicators.{key}]\ncolumn = "{name}"\nscale = "five"\n'
    for key, name in (("identification", "a"), ("brand_care", "b"), ("share_of_needs", "c"))
)


def indexed(noise, n=200):
    """Three indicators that share one cause, the more loosely the larger the noise."""
    rng = np.random.default_rng(5)
    cause = rng.normal(size=n)
    return {name: np.clip(np.rint(3 + cause + noise * rng.normal(size=n)), 1, 5).astype(int).tolist() for name in "abc"}


def test_the_index_is_that_of_the_call_and_a_weak_one_is_told(monkeypatch):
    columns = {"identification": "a", "brand_care": "b", "share_of_needs": "c"}
    loose, close = indexed(2.0), indexed(0.6)
    part = found(INDICATORS, loose)
    own = sk.loyalty.loyalty_index(loose, columns=columns, scale=FIVE)
    assert (part.index.value, part.index.interval) == (own.value, own.interval)
    low, high, alpha = own.interval.low, own.interval.high, own.reliability
    assert alpha.interval.high < 0.7
    assert texts(part) == [
        (
            f"Loyalty index: {own.value:.1f} ({low:.1f} to {high:.1f}) of 100.",
            f"忠诚度指数：{own.value:.1f}（{low:.1f}至{high:.1f}）（满分100）。",
        ),
        (
            f"Its indicators hang together weakly (alpha {alpha.value:.2f} ({alpha.interval.low:.2f} to "
            f"{alpha.interval.high:.2f})): read the parts, not the whole.",
            f"各指标内部一致性偏低（α={alpha.value:.2f}（{alpha.interval.low:.2f}至{alpha.interval.high:.2f}）），"
            "宜看分项，不宜看总指数。",
        ),
    ]
    assert part.findings[1].is_caution
    sound = found(INDICATORS, close)
    assert 0.7 < sound.index.reliability.interval.high < 1
    assert len(sound.findings) == 1
    # the end of the interval itself must lie below
    monkeypatch.setattr(loyalty, "WEAK_ALPHA", alpha.interval.high)
    assert len(found(INDICATORS, loose).findings) == 1
    one = found(INDICATORS.split("[loyalty.indicators.brand_care]")[0], loose)
    assert one.index.reliability is None
    assert len(one.findings) == 1


LINK = """[loyalty.link]
satisfaction = { column = "s", scale = "five" }
loyalty = { column = "l", scale = "ten" }
loyal_threshold = 9
"""


def linked(best, following):
    """Loyal and other customers at the best answer and at the next; three at answer 1."""
    (a, b), (c, d) = best, following
    return {"s": [5] * (a + b) + [4] * (c + d) + [1] * 3, "l": [9] * a + [8] * b + [10] * c + [0] * d + [9, 0, 0]}


@pytest.mark.parametrize(
    ("best", "following", "direction"),
    (((70, 30), (30, 60), 1), ((20, 80), (60, 30), -1), ((30, 30), (40, 40), -1), ((1, 199), (0, 9), 1)),
)
def test_the_best_answer_against_the_next_is_a_test_of_two_shares(best, following, direction):
    data = linked(best, following)
    part = found(LINK, data)
    claim = claims(part)["link"]
    assert claim.evidence == two_shares(best[0], sum(best), following[0], sum(following))
    assert (claim.own.count, claim.own.n) == (best[0], sum(best))
    assert (claim.reference.value.count, claim.reference.value.n) == (following[0], sum(following))
    assert (claim.reference.n, claim.direction, claim.sort) == (sum(following), direction, "odds")
    assert claim.difference.value == pytest.approx(best[0] / sum(best) - following[0] / sum(following))
    assert claim.difference.correlation == 0.0
    assert claim.details == {"best": "5", "next": "4"}
    own = sk.loyalty.satisfaction_link(
        data, satisfaction="s", loyalty="l", satisfaction_scale=FIVE, loyalty_scale=TEN, loyal_threshold=9,
        rng=1, resamples=50,
    )  # fmt: skip
    assert np.array_equal(part.link.draws, own.draws, equal_nan=True)


def test_what_is_said_of_the_jump_either_way_and_of_chance():
    assert texts(found(LINK, linked((70, 30), (30, 60)))) == [
        (
            "Merely satisfied is not enough, for certain: 70.0% of those who answered 5 are loyal, 33.3% of those who "
            "answered 4.",
            "可以确定仅仅满意还不够：打5分的顾客中70.0%是忠诚顾客，打4分的只有33.3%。",
        )
    ]
    assert texts(found(LINK, linked((20, 80), (60, 30)))) == [
        (
            "20.0% of those who gave the best answer (5) are loyal, 66.7% of those at the next (4), fewer, for "
            "certain.",
            "最高分（5）的顾客中20.0%忠诚，次高分（4）的为66.7%，可以确定前者更少。",
        )
    ]
    assert texts(found(LINK, linked((30, 30), (44, 46)))) == [
        (
            "50.0% of those who gave the best answer (5) are loyal, 48.9% of those at the next (4); that could be "
            "chance.",
            "最高分（5）的顾客中50.0%忠诚，次高分（4）的为48.9%，这可能只是偶然波动。",
        )
    ]


def test_where_nobody_or_everybody_is_loyal_there_is_no_ratio():
    for data, en in (
        (linked((10, 0), (10, 0)), "Satisfaction and loyalty: "),
        ({"s": [1, 2], "l": [9, 0]}, "Satisfaction and loyalty: "),
    ):
        part = found(LINK, data)
        (finding,) = part.findings
        assert finding.is_caution
        assert finding.text.en.startswith(en)
        assert finding.text.zh.startswith("满意度与忠诚度：")
        assert part.claims == ()


def test_under_clusters_the_jump_is_tested_by_what_they_have_in_common():
    rng = np.random.default_rng(3)
    n = 240
    shop = rng.integers(0, 12, n)
    data = {"s": rng.integers(4, 6, n), "l": rng.integers(7, 11, n), "shop": shop}
    data["l"] = np.where((data["s"] == 5) | (shop < 6), data["l"], np.minimum(data["l"], 8))
    part = found(LINK, data, 'design.clusters = "shop"\n')
    link = sk.loyalty.satisfaction_link(
        data, satisfaction="s", loyalty="l", satisfaction_scale=FIVE, loyalty_scale=TEN, loyal_threshold=9,
        design=sk.Design(clusters="shop"), rng=1, resamples=50,
    )  # fmt: skip
    loyal = link.loyal_scores
    claim = claims(part)["link"]
    assert claim.evidence == two_samples(*(SampledScores.of_tally(link.tallies[at], loyal) for at in (5, 4)))
    assert claim.difference.correlation == score_correlation((link.tallies[5], loyal), (link.tallies[4], loyal))
    assert claim.difference.correlation > 0
    assert claim.reference.n == int((data["s"] == 4).sum())


def test_without_a_section_or_a_question_the_part_says_what_it_needs():
    lacking = loyalty.assess(Study(), {})
    assert (lacking.key, lacking.reason) == ("loyalty", None)
    assert lacking.needs.en.startswith("Questions on repeat buying")
    empty = loyalty.assess(Study(loyalty=LoyaltySection()), {})
    assert (empty.reason.en, empty.reason.zh) == ("no question of loyalty is named", "调查方案中没有忠诚度题目")


def test_the_part_reads_its_columns_once_each():
    study = study_from_toml('design.weights = "w"\n' + SCALES + evidence("trust") + LINK.replace('"s"', '"trust"'))
    data = {"trust": [1, 2], "l": [3, 4], "w": [1.0, 2.0], "other": [0, 0]}
    (ask,) = loyalty.requests(study)
    assert list(ask(data)) == ["trust", "l", "w"]
    assert list(loyalty.requests(Study())) == []
    assert list(loyalty.requests(Study(loyalty=LoyaltySection()))) == []
