"""The seven types: transparent scores that add up, explain themselves and do not depend on the order of rows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.data._answers import InputPolicy
from servicekit.data._scales import LIKERT_5
from servicekit.foundation._errors import InvalidValueError, MissingColumnError, UnknownConceptError
from servicekit.foundation._vocabulary import LANGUAGES
from servicekit.loyalty.typology._loyalty_types import loyalty_profile, loyalty_types, type_frame, type_matrix
from servicekit.loyalty.typology._profile import loyalty_type
from servicekit.loyalty.typology._retained_business import EXPOSED, Shock, retained_repeat_share
from servicekit.loyalty.typology._rules import EVIDENCE, READING_RULES, TYPES, Evidence, TypingRules
from servicekit.loyalty.typology._seven_types import CARE, LoyaltyType
from servicekit.stats.intervals._count_interval import share_interval

shares = st.floats(0, 1)
known = st.dictionaries(st.sampled_from(EVIDENCE), shares, min_size=1)
pairs = [(kind, item) for kind in TYPES for item in EVIDENCE if READING_RULES.signs[kind].get(item)]
PURE = {
    "monopoly": {"repeat_share": 1, "alternatives": 0, "trust": 0, "attitude": 0.3, "reward_dependence": 0},
    "habit": {"repeat_share": 1, "attitude": 0.3, "alternatives": 1, "switching_cost": 0, "price_sensitivity": 0.2},
    "latent": {"repeat_share": 0, "attitude": 1},
    "convenience": {"repeat_share": 1, "switching_cost": 1, "price_sensitivity": 0.2, "trust": 0.3},
    "price": {"price_sensitivity": 1, "alternatives": 1, "trust": 0.2},
    "incentive": {"reward_dependence": 1, "alternatives": 1, "trust": 0.3, "price_sensitivity": 0.5},
    "trust": {"trust": 1, "attitude": 1, "repeat_share": 1},
}


ALL_ASKED = dict.fromkeys(Evidence)


@pytest.mark.parametrize("kind", sorted(PURE))
def test_a_clear_case_of_each_type_is_recognised_and_says_why(kind):
    reading = loyalty_type(PURE[kind])
    assert reading.leading is LoyaltyType(kind)
    assert reading.margin > 0.1
    assert reading.speaks_for
    assert all(points > 0 for _, points in reading.speaks_for)
    assert reading.care is CARE[LoyaltyType(kind)]


@given(known)
def test_scores_add_up_to_one(evidence):
    scores = loyalty_type(evidence).scores
    assert sum(scores.values()) == pytest.approx(1, abs=1e-12)
    assert all(0 <= score <= 1 for score in scores.values())


@given(known, st.sampled_from(pairs), shares, shares)
def test_more_evidence_for_a_type_never_lowers_it(evidence, pair, one, other):
    kind, item = pair
    weak, strong = sorted((one, other), reverse=READING_RULES.signs[kind][item] < 0)
    before = loyalty_type({**ALL_ASKED, **evidence, item: weak}).scores[kind]
    after = loyalty_type({**ALL_ASKED, **evidence, item: strong}).scores[kind]
    assert after >= before - 1e-12


@given(known, st.sampled_from(pairs), st.floats(0.5, 1))
def test_new_evidence_for_a_type_never_lowers_it(evidence, pair, share):
    kind, item = pair
    without = {key: value for key, value in evidence.items() if key is not item}
    towards = share if READING_RULES.signs[kind][item] > 0 else 1 - share
    before = loyalty_type(ALL_ASKED | without).scores if without else dict.fromkeys(TYPES, 1 / 7)
    assert loyalty_type({**ALL_ASKED, **without, item: towards}).scores[kind] >= before[kind] - 1e-12


@given(known)
def test_a_type_of_which_the_evidence_was_not_asked_has_no_score_alone_as_among_many(evidence):
    alone = loyalty_type(evidence)
    column = [[evidence.get(item, float("nan"))] for item in Evidence]
    many = type_matrix(column)
    assert alone == loyalty_profile(many, 0)
    assert set(alone.not_asked).isdisjoint(alone.scores)
    assert alone.leading not in alone.not_asked
    assert loyalty_type(ALL_ASKED | evidence).not_asked == ()


def test_nobody_stays_for_rewards_that_nobody_asked_about():
    asked = {"trust": 0.6, "price_sensitivity": 0.9, "alternatives": 0.9, "attitude": 0.4}
    assert LoyaltyType.INCENTIVE in loyalty_type(asked).not_asked
    assert LoyaltyType.INCENTIVE not in loyalty_type(asked).scores
    assert LoyaltyType.INCENTIVE in loyalty_type(asked | {"reward_dependence": None}).scores


@settings(max_examples=30)
@given(st.lists(st.lists(st.one_of(shares, st.just(float("nan"))), min_size=7, max_size=7), min_size=1), st.randoms())
def test_the_order_of_rows_is_irrelevant_and_each_row_reads_as_it_does_alone(rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    whole = type_matrix(np.array(rows).T)
    mixed = type_matrix(np.array(rows)[order].T)
    assert mixed.scores.tobytes() == whole.scores[order].tobytes()
    assert mixed.leading.tolist() == whole.leading[order].tolist()
    assert mixed.mean_scores == whole.mean_scores
    for row in range(len(rows)):
        alone = loyalty_profile(whole, row)
        place = whole.leading[row]
        assert alone.leading is (TYPES[place] if place >= 0 else None)
        if alone.reason is None or alone.reason.key != "no_evidence":
            scores = [score for score in whole.scores[row].tolist() if score == score]
            assert list(alone.scores.values()) == pytest.approx(scores, abs=1e-12)
            assert alone.margin == pytest.approx(whole.margin[row], abs=1e-9)


def test_many_customers_are_typed_as_one_by_one_across_blocks():
    rng = np.random.default_rng(1)
    matrix = rng.random((7, 40_000))
    matrix[rng.random(matrix.shape) < 0.1] = np.nan
    types = type_matrix(matrix)
    for row in (0, 8_191, 8_192, 39_999):
        assert loyalty_profile(types, row).leading is TYPES[types.leading[row]]
    assert sum(share.count for share in types.shares.values()) + types.undecided == types.n


def test_the_first_entry_off_the_scale_is_named_wherever_it_stands():
    matrix = np.full((7, 20_000), np.nan)
    matrix[3, 19_998] = -0.1
    with pytest.raises(InvalidValueError, match="switching_cost, customer 19998"):
        type_matrix(matrix)
    matrix[3, 19_998] = np.inf
    with pytest.raises(InvalidValueError, match="got inf"):
        type_matrix(matrix)


def test_the_greatest_weights_still_give_scores():
    sure = TypingRules(weights=dict.fromkeys(Evidence, 50.0), signs=READING_RULES.signs)
    types = type_matrix(np.array([[1.0, 1, 1, 0, 0, 0, 1], [0.0] * 7]).T, rules=sure)
    assert np.isfinite(types.scores).all()
    assert types.scores.sum(axis=1) == pytest.approx([1, 1])


def test_shares_of_types_have_their_intervals():
    data = {"w": [1, 1, 0, 0.9], "t": [0.9, 1, 0, 0.8], "a": [1, 1, 1, 1]}
    types = loyalty_types(data, columns={"repeat_share": "w", "trust": "t", "attitude": "a"})
    share = types.shares[LoyaltyType.TRUST]
    assert (share.count, share.n) == (3, 4)
    assert share.interval == share_interval(3, 4)
    assert types.shares[LoyaltyType.LATENT].count == 1


def test_customers_without_evidence_are_counted_and_in_no_share():
    types = loyalty_types({"t": [None, 1.0, None]}, columns={"trust": "t"})
    assert (types.n, types.untyped, types.missing) == (1, 2, {"trust": 2})
    assert type_frame(types)["leading"] == [None, "trust", None]
    assert type_frame(types)["margin"][0] is None
    assert loyalty_profile(types, 0).reason.key == "no_evidence"
    assert loyalty_profile(types, 0).scores is None
    nobody = loyalty_types({"t": [None]}, columns={"trust": "t"})
    assert (nobody.n, nobody.mean_scores, nobody.shares[LoyaltyType.TRUST].value) == (0, None, None)


def test_evidence_that_says_nothing_leaves_a_tie():
    reading = loyalty_type(dict.fromkeys(Evidence, 0.5))
    assert (reading.leading, reading.reason.key, reading.margin) == (None, "tie", 0)
    assert type_matrix(np.full((7, 2), 0.5)).undecided == 2


def test_answers_on_any_scale_are_read_and_those_off_it_refused_or_set_aside():
    data = {"t": [5, 1, 9]}  # bad input 1
    with pytest.raises(InvalidValueError, match="row 2"):
        loyalty_types(data, columns={"trust": "t"}, scale=LIKERT_5)
    types = loyalty_types(data, columns={"trust": "t"}, scale={"trust": LIKERT_5}, policy=InputPolicy(invalid="omit"))
    assert types.evidence[EVIDENCE.index(Evidence.TRUST)].tolist()[:2] == [1.0, 0.0]
    assert (types.n, types.rejected) == (2, {"trust": {"out_of_scale": 1}})


@pytest.mark.parametrize(
    ("call", "error"),
    (
        (lambda: loyalty_type({"trust": 1.2}), InvalidValueError),
        (lambda: loyalty_type({"trusty": 1.0}), UnknownConceptError),
        (lambda: loyalty_types({"t": [1.0]}, columns={"trust": "x"}), MissingColumnError),
        (lambda: loyalty_types({"t": [1.0]}, columns={}), InvalidValueError),
        (lambda: type_matrix(np.full((7, 1), 1.5)), InvalidValueError),
        (lambda: type_matrix(np.ones((6, 1))), InvalidValueError),
        (lambda: type_matrix([["0.5"]] * 7), InvalidValueError),
        (lambda: loyalty_profile(type_matrix(np.ones((7, 1))), 1), InvalidValueError),
        (lambda: loyalty_profile(type_matrix(np.ones((7, 3))), 1.5), InvalidValueError),
        (lambda: TypingRules(weights={"trust": -1}, signs={}), InvalidValueError),
        (lambda: TypingRules(weights={"trust": 51}, signs=READING_RULES.signs), InvalidValueError),
        (lambda: TypingRules(weights={}, signs={"trust": {"trust": 2}}), InvalidValueError),
        (lambda: TypingRules(weights={}, signs={"trust": {"trust": 1}}), InvalidValueError),
    ),
)
def test_what_breaks_a_rule_is_refused(call, error):
    with pytest.raises(error):
        call()


def test_rules_can_be_printed_and_replaced():
    assert ("trust", "trust", 1, 2.0) in READING_RULES.table()
    flat = TypingRules(weights=dict.fromkeys(Evidence, 0.0), signs=READING_RULES.signs)
    assert loyalty_type({"trust": 1.0}, rules=flat).reason.key == "no_evidence"
    assert READING_RULES.interpretation is not None


def test_thrift_is_another_name_of_convenience():
    assert LoyaltyType("thrift") is LoyaltyType.CONVENIENCE
    assert "thrift" in LoyaltyType.framework.interpretation.en


def test_every_type_has_a_risk_and_a_cure_in_both_languages():
    for kind in LoyaltyType:
        for language in LANGUAGES:
            assert CARE[kind].risk.text(language)
            assert CARE[kind].cure.text(language)


def test_a_shock_takes_the_repeat_business_of_the_type_it_disarms():
    rng = np.random.default_rng(3)
    types = type_matrix(rng.random((7, 400)))
    repeat = types.evidence[0]
    lost = repeat @ types.scores[:, TYPES.index(LoyaltyType.PRICE)] / repeat.sum()
    found = retained_repeat_share(types, "price_cut_elsewhere")
    assert found.value == pytest.approx(1 - lost)
    assert found.interval.low < found.value < found.interval.high
    assert retained_repeat_share(types, Shock.PROGRAMME_ENDS, kept={"incentive": 1.0}).value == pytest.approx(1)
    assert {kind for row in EXPOSED.values() for kind in row} < set(TYPES)


def test_survival_needs_repeat_shares_and_sensible_assumptions():
    with pytest.raises(InvalidValueError, match="repeat share"):
        retained_repeat_share(loyalty_types({"t": [1.0]}, columns={"trust": "t"}), "programme_ends")
    with pytest.raises(InvalidValueError, match="from 0 to 1"):
        retained_repeat_share(type_matrix(np.ones((7, 3))), "programme_ends", kept={"trust": 1.2})
    assert retained_repeat_share(type_matrix(np.ones((7, 0))), "programme_ends").reason.key == "no_data"


@pytest.mark.parametrize("kind", ("pandas", "polars", "pyarrow"))
def test_frames_of_any_kind_go_in_and_come_out(kind):
    import narwhals as nw

    frame = nw.from_dict({"t": [1.0, 0.2, None]}, backend=kind).to_native()
    out = type_frame(loyalty_types(frame, columns={"trust": "t"}))
    assert type(out) is type(frame)
    assert nw.from_native(out)["leading"].to_list()[0] == "trust"


def test_a_type_whose_evidence_was_never_asked_is_not_estimable():
    rows = {"t": [1.0, 0.2, 0.9], "r": [1.0, 0.3, 0.1]}
    found = loyalty_types(rows, columns={"trust": "t", "repeat_share": "r"})
    assert {LoyaltyType.INCENTIVE, LoyaltyType.PRICE, LoyaltyType.CONVENIENCE} <= set(found.not_asked)
    assert LoyaltyType.TRUST not in found.not_asked
    assert found.shares[LoyaltyType.INCENTIVE].value is None
    assert found.shares[LoyaltyType.TRUST].value is not None
    assert TYPES.index(LoyaltyType.INCENTIVE) not in found.leading.tolist()
    assert set(found.mean_scores) == set(LoyaltyType) - set(found.not_asked)
    assert sum(found.mean_scores.values()) == pytest.approx(1)
    everything = loyalty_types({item.key: [0.5, 0.9] for item in Evidence}, columns={i: i.key for i in Evidence})
    assert everything.not_asked == ()


@settings(max_examples=40)
@given(
    st.lists(st.lists(shares, min_size=7, max_size=7), min_size=1, max_size=8),
    st.sets(st.integers(0, 6), min_size=1, max_size=6),
)
def test_a_type_that_was_not_asked_never_leads_and_has_no_score(rows, unasked):
    matrix = np.array(rows).T
    matrix[sorted(unasked)] = np.nan
    found = type_matrix(matrix)
    unseen = {TYPES.index(kind) for kind in found.not_asked}
    assert not unseen & set(found.leading.tolist())
    assert np.isnan(found.scores[:, sorted(unseen)]).all()
    for row in range(len(rows)):
        assert loyalty_profile(found, row).leading not in found.not_asked


def test_noise_gives_about_what_noise_gives_and_less_than_types_that_hold_together():
    rng = np.random.default_rng(11)
    noise = type_matrix(rng.uniform(size=(7, 3000)))
    for kind, share in noise.shares.items():
        assert noise.noise_shares[kind] == pytest.approx(share.value, abs=0.03)
    trusting = np.tile([[0.9], [0.95], [0.5], [0.4], [0.1], [0.2], [0.95]], 300)
    bargain = np.tile([[0.4], [0.2], [0.9], [0.1], [0.95], [0.3], [0.1]], 300)
    types = type_matrix(np.hstack([trusting, bargain]))
    assert types.shares[LoyaltyType.TRUST].value == 0.5
    assert types.noise_shares[LoyaltyType.TRUST] < 0.45
    assert type_matrix(np.full((7, 3), np.nan)).noise_shares is None


def test_shares_move_with_the_stated_weights_and_that_is_said():
    rng = np.random.default_rng(5)
    found = type_matrix(rng.uniform(size=(7, 400)))
    for kind, (low, high) in found.share_ranges.items():
        assert low <= found.shares[kind].value <= high
        assert high - low > 0
    assert type_matrix(np.full((7, 3), np.nan)).share_ranges is None


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(Evidence), st.floats(0, 1), min_size=1))
def test_the_nearest_flip_turns_the_customer_and_no_smaller_change_does(evidence):
    profile = loyalty_type(evidence)
    if profile.leading is None:
        return

    def leading(item, share):
        points = loyalty_type({**evidence, item: share}).points
        best = max(points.values())
        return {kind for kind, value in points.items() if value >= best - 1e-9}

    flip = profile.nearest_flip
    distance = abs(flip[1] - evidence[flip[0]]) if flip else 2.0
    if flip:
        assert flip[2] in leading(flip[0], flip[1])
    for item, share in evidence.items():
        for other in np.linspace(0, 1, 21):
            if abs(other - share) < distance - 1e-6:
                assert profile.leading in leading(item, other)
