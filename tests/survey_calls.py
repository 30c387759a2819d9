"""A survey of 360 people in 36 shops, and every public call that takes a design, over it."""

import numpy as np

import servicekit as sk
from servicekit.stats.designs._linearised import covariance_of

N = 360
RNG = np.random.default_rng(17)
LEVEL = RNG.normal(size=N)
KIND = (np.arange(N) % 3).tolist()
SHOP = np.repeat(np.arange(36), 10)
SHIFT = RNG.normal(0, 0.7, 36)[SHOP] + np.array([-0.8, 0.0, 0.8])[KIND]


def rating(high, spread=0.9):
    """Return answers from 1 to ``high`` that go together, within shops too."""
    score = (high + 1) / 2 + (high - 1) / 6 * (LEVEL + SHIFT + spread * RNG.normal(size=N))
    return np.clip(np.rint(score), 1, high).astype(int).tolist()


SURVEY = {
    **{f"q{number}": rating(5) for number in range(1, 13)},
    **{f"s{number}": rating(7) for number in range(1, 7)},
    **{f"t{number}": (np.array(rating(11)) - 1).tolist() for number in range(1, 5)},
    **{f"k{number}": RNG.integers(1, 6, N).tolist() for number in range(1, 3)},
    **{f"y{number}": (RNG.random(N) < 0.6 + 0.1 * np.tanh(SHIFT)).astype(int).tolist() for number in range(1, 4)},
    **{f"e{number}": (np.array(rating(100)) / 100).tolist() for number in range(1, 4)},
    "seconds": np.exp(3 + 0.4 * (LEVEL + SHIFT)).tolist(),
    "felt": np.exp(3.2 + 0.5 * (LEVEL + SHIFT) + 0.2 * RNG.normal(size=N)).tolist(),
    "comment": [("rude staff", "long wait", "friendly and clean")[kind] for kind in KIND],
    "group": (np.arange(N) % 2).tolist(),
    "w": np.exp(0.6 * (LEVEL + RNG.normal(size=N))).tolist(),
    "h": [f"h{kind}" for kind in KIND],
    "c": [f"c{shop}" for shop in SHOP],
    "i": [f"i{row // 2}" for row in range(N)],
    "m": [("a", "b")[int(level > 0)] for level in LEVEL + SHIFT],
    "in_stratum": [160] * N,
    "shops": [45] * N,
    "in_shop": [9] * N,
}
FIVE = sk.LIKERT_5
TEN = sk.Scale(low=0, high=10, true_zero=True)
OMIT = sk.InputPolicy(invalid="omit")
DIMENSION = sk.satisfaction.Dimension(key="a", label=sk.foundation.Label("A", "甲"), items=("q1", "q2"))
CONSTRUCTS = {"quality": ["q1", "q2"], "satisfaction": ["q3", "q4"]}
MODEL = sk.index_models.index_model("quality -> satisfaction")
PAIRS = {"evaluation": "t1", "expectation": "t2", "scale": TEN}
ITEMS = ["q1", "q2", "q3", "q4"]
CODED = 180


def spread_of_moments(design):
    """Return means and their standard errors by the design, or without one those of independent rows."""
    found = sk.moments(SURVEY, ["q1", "q2"], scale=FIVE, missing="listwise", design=design)
    first, second = np.eye(2)
    matrix = covariance_of(found, first, second) if found.sampling else found.covariance / found.n
    return [*found.means.tolist(), *np.sqrt(np.diag(matrix)).tolist()]


CALLS = {
    "bottom_box": lambda d: sk.bottom_box(SURVEY, "q1", scale=FIVE, design=d),
    "top_box": lambda d: sk.top_box(SURVEY, "q1", scale=FIVE, design=d),
    "mean_score": lambda d: sk.mean_score(SURVEY, "q1", scale=FIVE, design=d),
    "tally": lambda d: sk.mean_score(sk.tally(SURVEY, "q1", scale=FIVE, design=d), scale=FIVE),
    "net_promoter_score": lambda d: sk.net_promoter_score(SURVEY, "t1", design=d),
    "customer_effort_score": lambda d: sk.customer_effort_score(SURVEY, "s1", design=d),
    "verdict_shares": lambda d: sk.verdict_shares(SURVEY, **PAIRS, design=d),
    "disconfirmation_shares": lambda d: sk.disconfirmation_shares(SURVEY, **PAIRS, design=d),
    "ratio_of_means": lambda d: sk.ratio_of_means(SURVEY, **PAIRS, design=d),
    "mean_of_ratios": lambda d: sk.mean_of_ratios(SURVEY, **PAIRS, zero_expected="omit", design=d),
    "zones_of_tolerance": lambda d: sk.zones_of_tolerance(
        SURVEY, perception="t1", adequate=4, desired="t2", scale=TEN, policy=OMIT, design=d
    ),
    "servqual": lambda d: sk.servqual(
        SURVEY,
        [sk.satisfaction.Dimension(key="a", label=sk.foundation.Label("A", "甲"), items=ITEMS)],
        scale=FIVE,
        design=d,
    ),
    "internal_gaps": lambda d: sk.satisfaction.internal_gaps(
        dict.fromkeys(("customers", "front_line", "management"), SURVEY), ["q1"], scale=FIVE, target=4, design=d
    ),
    "callback_effect": lambda d: sk.improvement.callback_effect(
        SURVEY, first="q1", later="q2", called="y1", scale=FIVE, design=d
    ),
    "cronbach_alpha": lambda d: sk.cronbach_alpha(SURVEY, ITEMS, scale=FIVE, design=d),
    "omega": lambda d: sk.omega(SURVEY, ITEMS, scale=FIVE, design=d),
    "driver_importance": lambda d: sk.driver_importance(SURVEY, "q1", ["q2", "q3"], scale=FIVE, resamples=60, design=d),
    "paired_contrast": lambda d: sk.stats.paired_contrast(SURVEY, ["q1", "q2"], scale=FIVE, design=d),
    "topic_shares": lambda d: sk.comments.topic_shares(SURVEY, comment="comment", design=d),
    "funnel": lambda d: sk.experience.funnel(SURVEY, ["y1", "y2"], design=d),
    "journey": lambda d: sk.experience.journey(
        SURVEY,
        [sk.experience.Touchpoint(key="a", evaluation="q1"), sk.experience.Touchpoint(key="b", evaluation="q2")],
        scale=FIVE,
        resamples=0,
        design=d,
    ),
    "task_success": lambda d: sk.experience.task_success(SURVEY, "y1", design=d),
    "task_time": lambda d: sk.experience.task_time(SURVEY, "seconds", design=d),
    "usability_score": lambda d: sk.experience.usability_score(SURVEY, ["s1", "s2"], instrument="umux_lite", design=d),
    "attitude_patronage": lambda d: sk.loyalty.attitude_patronage(
        SURVEY, attitude="e1", patronage="e2", attitude_cut=0.5, patronage_cut=0.5, design=d
    ),
    "loyalty_index": lambda d: sk.loyalty.loyalty_index(
        SURVEY, columns={"identification": "q1", "brand_care": "q2"}, scale=FIVE, design=d
    ),
    "loyalty_marks": lambda d: sk.loyalty.loyalty_marks(
        SURVEY, columns={"most_spending": "y1", "recommending": "y2"}, design=d
    ),
    "loyalty_types": lambda d: sk.loyalty.loyalty_types(
        SURVEY, columns={"trust": "e1", "attitude": "e2", "repeat_share": "e3"}, design=d
    ),
    "satisfaction_link": lambda d: sk.loyalty.satisfaction_link(
        SURVEY,
        satisfaction="q1",
        loyalty="q2",
        satisfaction_scale=FIVE,
        loyalty_scale=FIVE,
        loyal_threshold=4,
        resamples=60,
        design=d,
    ),
    "trust_beside_satisfaction": lambda d: sk.loyalty.trust_beside_satisfaction(
        SURVEY, loyalty="q1", columns={"satisfaction": "q2", "trust": "q3"}, scale=FIVE, resamples=60, design=d
    ),
    "excellence": lambda d: sk.priorities.excellence(SURVEY, "q1", ["q2", "q3"], scale=FIVE, design=d),
    "importance_performance": lambda d: sk.priorities.importance_performance(
        SURVEY, "q1", attributes=["q2", "q3", "q4"], scale=FIVE, resamples=60, design=d
    ),
    "kano": lambda d: sk.priorities.kano(SURVEY, {"a": ("k1", "k2")}, resamples=60, design=d),
    "two_sided_drivers": lambda d: sk.priorities.two_sided_drivers(SURVEY, "q1", ["q2", "q3"], scale=FIVE, design=d),
    "estimate_source_weights": lambda d: sk.satisfaction.estimate_source_weights(
        SURVEY,
        "q1",
        ["q2", "q3"],
        scale=FIVE,
        resamples=60,
        design=d,
    ),
    "expectation_ladder": lambda d: sk.satisfaction.expectation_ladder(
        SURVEY | {"basic": SURVEY["y1"], "setting": SURVEY["y2"]}, ["basic", "setting"], design=d
    ),
    "needs_met": lambda d: sk.satisfaction.needs_met(SURVEY, solved=["q1"], felt=["q2"], scale=FIVE, design=d),
    "satisfaction_tree": lambda d: sk.satisfaction.satisfaction_tree(
        SURVEY, sk.satisfaction.ELEMENTS_OF_SATISFACTION, scale=FIVE, columns={"quality": "q1", "smile": "q2"}, design=d
    ),
    "satisfaction_index": lambda d: sk.satisfaction_index(
        SURVEY,
        MODEL,
        columns={"quality": ["q1", "q2"], "satisfaction": ["q3", "q4"]},
        scale=FIVE,
        resamples=30,
        design=d,
    ),
    "banner": lambda d: sk.segments.banner(SURVEY, ["y1"], ["group"], design=d),
    "crosstab": lambda d: sk.segments.crosstab(SURVEY, "y1", "group", design=d),
    "usage_attitude": lambda d: sk.segments.usage_attitude(SURVEY, "q1", "q2", cuts={"q1": 3, "q2": 3}, design=d),
    "wait_verdicts": lambda d: sk.waiting.wait_verdicts(SURVEY, waited="t1", expected="t2", design=d),
    "calibrated_share": lambda d: sk.comments.calibrated_share(
        SURVEY, comment="comment", topic="staff", coded=dict(enumerate(SURVEY["group"][:CODED])), design=d
    ),
    "complaint_rates": lambda d: sk.complaints.complaint_rates(SURVEY, highest_level="m", levels=["a", "b"], design=d),
    "return_rates_from": lambda d: sk.complaints.return_rates_from(
        SURVEY,
        outcome="m",
        returned="y1",
        meanings={"a": "complained_resolved", "b": "complained_unresolved"},
        design=d,
    ),
    "employee_scores": lambda d: sk.operations.employee_scores(
        SURVEY, {"basic_needs": "q1", "incentives": "q2"}, design=d
    ),
    "estimate_learning": lambda d: sk.satisfaction.estimate_learning(
        SURVEY,
        customer="i",
        visit="group",
        expectation="q1",
        evaluation="q2",
        scale=FIVE,
        resamples=60,
        design=d,
    ),
    "loyalty_factors": lambda d: sk.loyalty.loyalty_factors(
        SURVEY,
        loyalty="q1",
        columns={"service_quality": "q2", "interaction": "q3"},
        scale=FIVE,
        resamples=60,
        design=d,
    ),
    "perceived_waits": lambda d: sk.waiting.perceived_waits(
        SURVEY, actual="seconds", perceived="felt", conditions={"unoccupied": "y1"}, design=d
    ),
    "satisfaction_chain": lambda d: sk.chain.satisfaction_chain(
        SURVEY,
        quality="q1",
        drivers=["q1", "q2"],
        satisfaction="q3",
        loyalty="q4",
        loyal_threshold=4,
        returned="y1",
        scale=FIVE,
        margin=100,
        discount_rate=0.1,
        draws=500,
        design=d,
    ),
    "moments": spread_of_moments,
}
