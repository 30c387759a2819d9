"""Loyalty under a sampling design: the same shares and means as the measures of answers give."""

import numpy as np
import pytest

import servicekit as sk

DESIGN = sk.Design(weights="w", strata="h", clusters="c")
ROWS = 240


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(8)
    cluster = np.arange(ROWS) // 12
    felt = rng.normal(size=20)[cluster] + rng.normal(size=ROWS)
    rated = {name: np.clip(np.rint(3 + felt + rng.normal(size=ROWS)), 1, 5).astype(int) for name in ("t", "r", "b")}
    yes = {"buys": (felt > 0).astype(int), "tells": (felt > 0.5).astype(int)}
    return rated | yes | {"h": cluster % 2, "c": cluster, "w": np.where(cluster % 2, 1.7, 0.4)}


def test_a_condition_has_the_share_that_a_question_about_it_would_have(rows):
    about = {"attitude": "t", "patronage": "r", "attitude_cut": 4, "patronage_cut": 4}
    scales = {"attitude_scale": sk.LIKERT_5, "patronage_scale": sk.LIKERT_5}
    found = sk.loyalty.attitude_patronage(rows, **about, **scales, design=DESIGN)
    true = {**rows, "q": ((rows["t"] >= 4) & (rows["r"] >= 4)).astype(int)}
    want = sk.top_box(true, "q", boxes=1, scale=sk.YES_NO, design=DESIGN)
    share = found.shares[sk.loyalty.LoyaltyCondition.LOYALTY]
    assert share.value == pytest.approx(want.value)
    assert [share.interval.low, share.interval.high] == pytest.approx([want.interval.low, want.interval.high])
    plain = sk.loyalty.attitude_patronage(rows, **about, **scales).shares[sk.loyalty.LoyaltyCondition.LOYALTY]
    assert plain.interval.width < share.interval.width


def test_marks_and_types_take_a_design(rows):
    found = sk.loyalty.loyalty_marks(rows, columns={"most_spending": "buys", "recommending": "tells"}, design=DESIGN)
    want = sk.top_box(rows, "buys", boxes=1, scale=sk.YES_NO, design=DESIGN)
    first = next(iter(found.shares.values()))
    assert (first.value, first.interval.low) == pytest.approx((want.value, want.interval.low))
    assert found.all_marks.value == pytest.approx(np.average(rows["buys"] & rows["tells"], weights=rows["w"]))
    about = {"columns": {"trust": "t", "repeat_share": "r"}, "scale": sk.LIKERT_5}
    types = sk.loyalty.loyalty_types(rows, **about, design=DESIGN)
    assert sum(share.value for share in types.shares.values() if share.n) <= 1 + 1e-12
    for place, share in enumerate(types.shares.values()):
        assert not share.n or share.value == pytest.approx(np.average(types.leading == place, weights=rows["w"]))
    assert sum(types.mean_scores.values()) == pytest.approx(1)
    alone = sk.loyalty.loyalty_types(rows, **about, design=sk.Design(clusters="h"))
    assert {share.interval for share in alone.shares.values()} == {None}


def test_the_index_is_the_mean_of_its_scores_under_the_design(rows):
    about = {"columns": {"brand_care": "t", "repeat_share": "r"}, "scale": sk.LIKERT_5}
    about["columns"] = dict(zip(list(sk.loyalty.LoyaltyIndicator)[:2], ("t", "r"), strict=True))
    found = sk.loyalty.loyalty_index(rows, **about, design=DESIGN)
    assert found.value == pytest.approx(np.average(found.scores, weights=rows["w"]))
    plain = sk.loyalty.loyalty_index(rows, **about)
    assert found.interval.width > plain.interval.width
    ones = sk.loyalty.loyalty_index({**rows, "w": np.full(ROWS, 1.5)}, **about, design=sk.Design(weights="w"))
    assert ones.value == pytest.approx(plain.value)
    assert ones.interval.low == pytest.approx(plain.interval.low)


ASKED = {
    "satisfaction": "t",
    "loyalty": "r",
    "satisfaction_scale": sk.LIKERT_5,
    "loyalty_scale": sk.LIKERT_5,
    "loyal_threshold": 4,
    "resamples": 200,
}


def test_the_link_of_satisfaction_and_loyalty_takes_a_design(rows):
    found = sk.loyalty.satisfaction_link(rows, **ASKED, design=DESIGN)
    plain = sk.loyalty.satisfaction_link(rows, **ASKED)
    want = sk.top_box(rows, "r", by="t", scale=sk.LIKERT_5, boxes=2, design=DESIGN)
    for at in (2, 3, 4):
        share = found.shares_loyal[at]
        assert share.value == pytest.approx(want[at].value)
        assert [share.interval.low, share.interval.high] == pytest.approx(
            [want[at].interval.low, want[at].interval.high]
        )
        low = found.curve[at].interval.low
        assert low <= found.curve[at].value <= found.curve[at].interval.high
    assert found.n == plain.n == ROWS
    assert found.means[3] == pytest.approx(sk.mean_score(rows, "r", by="t", scale=sk.LIKERT_5, design=DESIGN)[3].value)
    ones = sk.loyalty.satisfaction_link({**rows, "w": np.full(ROWS, 1.37)}, **ASKED, design=sk.Design(weights="w"))
    assert [point.value for point in ones.curve.values()] == pytest.approx([p.value for p in plain.curve.values()])
    spread = [np.nanstd(each.draws[:, 2]) for each in (ones, plain)]
    assert spread[0] == pytest.approx(spread[1], rel=0.35)
    assert np.nanstd(found.draws[:, 2]) != spread[1]
    with pytest.raises(sk.ServiceKitError, match="without fpc"):
        sk.loyalty.satisfaction_link({**rows, "N": [99] * ROWS}, **ASKED, design=sk.Design(clusters="c", fpc="N"))


def test_the_link_of_each_group_is_that_of_its_rows(rows):
    groups = sk.loyalty.satisfaction_link(rows, **ASKED, by="h")
    for half, link in groups.items():
        own = {name: column[rows["h"] == half] for name, column in rows.items()}
        assert link.table == sk.loyalty.satisfaction_link(own, **ASKED).table
