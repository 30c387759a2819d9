"""Measures that took no design for long: each gives what the tallies, moments and regressions under it give."""

import numpy as np
import pytest
from survey_calls import SURVEY

import servicekit as sk
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.stats.designs._design import Design

DESIGN = Design(weights="w", strata="h", clusters="c")
FIVE = sk.LIKERT_5


def same(share, other):
    assert share.value == pytest.approx(other.value, rel=1e-12)
    assert (share.interval.low, share.interval.high) == pytest.approx(
        (other.interval.low, other.interval.high), rel=1e-9
    )


@pytest.mark.parametrize("by", (None, "group"))
def test_complaint_rates_are_shares_of_the_design(by):
    found = sk.complaints.complaint_rates(SURVEY, highest_level="m", levels=["a", "b"], by=by, design=DESIGN)
    recoded = SURVEY | {"told": [int(level == "b") for level in SURVEY["m"]]}
    wanted = sk.top_box(recoded, "told", scale=sk.Scale(low=0, high=1), boxes=1, by=by, design=DESIGN)
    for group in [None] if by is None else found:
        same((found if by is None else found[group]).share("b"), wanted if by is None else wanted[group])


def test_return_rates_are_those_of_domains():
    found = sk.complaints.return_rates_from(
        SURVEY,
        outcome="m",
        returned="y1",
        meanings={"a": "complained_resolved", "b": "did_not_complain"},
        design=DESIGN,
    )
    wanted = sk.top_box(SURVEY, "y1", scale=sk.Scale(low=0, high=1), boxes=1, by="m", design=DESIGN)
    for outcome, share in found.returned.items():
        same(share, wanted["a" if outcome.key == "complained_resolved" else "b"])


def test_employee_scores_are_means_of_the_design():
    found = sk.operations.employee_scores(SURVEY, {"basic_needs": "q1", "incentives": "q2"}, by="group", design=DESIGN)
    moments = sk.stats.moments(SURVEY, ["q1"], by="group", design=DESIGN)
    for group, scores in found.items():
        assert scores.hygiene.value == pytest.approx(float(moments[group].means[0]), rel=1e-12)
        assert scores.hygiene.sampling is not None
        assert scores.hygiene.interval.width > 0
    whole = sk.operations.employee_scores(SURVEY, {"basic_needs": "q1"})
    assert whole.hygiene.standard_error < found[0].hygiene.standard_error  # 36 shops are fewer than 360 people


def test_loyalty_factors_are_drivers_under_the_design():
    about = {"scale": FIVE, "resamples": 50, "design": Design(clusters="c")}
    found = sk.loyalty.loyalty_factors(
        SURVEY, loyalty="q1", columns={"service_quality": "q2", "interaction": "q3"}, by="group", **about
    )
    groups = {"service_quality": ["q2"], "interaction": ["q3"]}
    wanted = sk.driver_importance(SURVEY, "q1", ["q2", "q3"], groups=groups, by="group", **about)
    assert found == wanted


def test_felt_time_under_clusters_has_the_error_of_clusters():
    about = {"actual": "seconds", "perceived": "felt", "conditions": {"unoccupied": "y1"}}
    plain, ones = (
        sk.waiting.perceived_waits(SURVEY | {"one": [1.0] * 360}, **about, design=design)
        for design in (None, Design(weights="one"))
    )
    assert ones.baseline.value == pytest.approx(plain.baseline.value, rel=1e-12)
    assert ones.baseline.standard_error == pytest.approx(plain.baseline.standard_error, rel=0.02)  # HC3 beside HC1
    clustered = sk.waiting.perceived_waits(SURVEY, **about, design=Design(clusters="c"))
    assert clustered.baseline.value == pytest.approx(plain.baseline.value, rel=1e-12)
    assert clustered.baseline.degrees_of_freedom < 36
    groups = sk.waiting.perceived_waits(SURVEY, **about, by="group", design=DESIGN)
    assert sum(model.n for model in groups.values()) == 360


def test_learning_draws_whole_clusters_of_customers():
    about = {"customer": "i", "visit": "group", "expectation": "q1", "evaluation": "q2", "scale": FIVE}
    plain = sk.satisfaction.estimate_learning(SURVEY, **about, resamples=400)
    shops = sk.satisfaction.estimate_learning(SURVEY, **about, design=Design(clusters="c"), resamples=400)
    assert (shops.value, shops.n, shops.n_customers) == (plain.value, 180, 180)
    assert shops.standard_error != plain.standard_error
    wanderer = SURVEY | {"c": [f"c{row % 7}" for row in range(360)]}
    with pytest.raises(sk.foundation.InvalidValueError, match="clusters must be one for each customer"):
        sk.satisfaction.estimate_learning(wanderer, **about, design=Design(clusters="c"))
    by_kind = sk.satisfaction.estimate_learning(SURVEY, **about, by="h", resamples=0)
    assert sum(rate.n for rate in by_kind.values()) == 180


def test_a_calibrated_share_of_everybody_coded_is_the_share_of_the_design():
    about = {"comment": "comment", "topic": "staff", "coded": dict(enumerate(SURVEY["group"]))}
    found = sk.comments.calibrated_share(SURVEY, **about, design=DESIGN)
    wanted = sk.mean_score(SURVEY, "group", scale=sk.Scale(low=0, high=1), design=DESIGN)
    assert found.value == pytest.approx(wanted.value, rel=1e-12)
    assert found.designed.standard_error == pytest.approx(wanted.standard_error, rel=1e-9)
    assert found.interval.low <= wanted.interval.low + 0.05
    assert found.value in found.interval


@pytest.mark.parametrize("clusters", (2, 1))
def test_two_clusters_leave_no_interval(clusters):
    rows = SURVEY | {"c": [f"c{row % clusters}" for row in range(360)]}
    design = Design(clusters="c")
    alpha = sk.cronbach_alpha(rows, ["q1", "q2", "q3"], scale=FIVE, design=design)
    assert (alpha.interval, alpha.interval_reason.kind) == (None, NotEstimable.TOO_FEW_REPLICATES)
    assert sk.driver_importance(rows, "q1", ["q2", "q3"], scale=FIVE, design=design).estimates["q2"].interval is None
    waits = sk.waiting.perceived_waits(
        rows, actual="seconds", perceived="felt", conditions={"unoccupied": "y1"}, design=design
    )
    assert waits.baseline.interval is None
    assert waits.baseline.reason is not None


@pytest.mark.slow
def test_a_calibrated_share_under_clusters_covers():
    rng = np.random.default_rng(5)
    hits = 0
    for _ in range(300):
        shops = np.repeat(np.arange(20), 15)
        about = rng.random(300) < np.clip(0.3 + rng.normal(0, 0.15, 20), 0.02, 0.98)[shops]
        said = np.where(rng.random(300) < 0.8, about, ~about)  # what the words say is not what people mean
        data = {"text": np.where(said, "rude staff", "fine").tolist(), "c": shops.tolist()}
        coded = {int(row): int(about[row]) for row in rng.choice(300, 120, replace=False)}
        found = sk.comments.calibrated_share(
            data, comment="text", topic="staff", coded=coded, design=Design(clusters="c")
        )
        hits += 0.3 in found.interval
    assert hits >= 0.93 * 300 - 4
