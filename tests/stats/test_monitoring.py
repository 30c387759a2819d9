"""Figures followed over time keep their word at every look."""

import attrs
import numpy as np
import pytest

from servicekit.data._scales import LIKERT_5, ZERO_TO_TEN
from servicekit.foundation._errors import InvalidValueError
from servicekit.satisfaction._net_promoter import NetPromoterScore, net_promoter_score
from servicekit.satisfaction._top_box import top_box
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Average, Share, average_of
from servicekit.stats.monitoring._always_valid_interval import always_valid_interval
from servicekit.stats.monitoring._monitoring import monitor
from servicekit.stats.scores._mean_score import mean_score
from servicekit.stats.summaries._tally import Tally

ROWS = 600
RNG = np.random.default_rng(4)
SURVEY = {
    "week": np.repeat(np.arange(12), 50).tolist(),
    "answer": RNG.choice([0, 3, 8, 10], ROWS, p=(0.1, 0.1, 0.3, 0.5)).tolist(),
    "w": RNG.uniform(0.5, 3, ROWS).tolist(),
    "shop": RNG.integers(0, 15, ROWS).tolist(),
    "region": (np.arange(ROWS) % 3).tolist(),
    "all": [5000] * ROWS,
}


@pytest.mark.parametrize(
    "design",
    (
        None,
        Design(weights="w"),
        Design(weights="w", clusters="shop"),
        Design(weights="w", strata="region"),
        Design(strata="region", fpc="all"),
    ),
)
def test_all_periods_together_are_the_figure_of_the_whole_sample(design):
    whole = net_promoter_score(SURVEY, "answer", design=design)
    found = monitor(net_promoter_score(SURVEY, "answer", by="week", design=design))
    assert found.value == pytest.approx(whole.value, abs=1e-12)
    assert found.looks[-1].so_far.standard_error == pytest.approx(whole.standard_error, abs=1e-12)
    assert found.interval.low == pytest.approx(always_valid_interval(whole).low, abs=1e-9)
    assert found.looks[-1].n == ROWS


def test_means_and_shares_add_up():
    scores = np.asarray(SURVEY["answer"], dtype=float).reshape(12, 50)
    parts = {week: Average(n=50, mean=row.mean(), sd=row.std(ddof=1)) for week, row in enumerate(scores)}
    last = monitor(parts).looks[-1].so_far
    assert (last.n, last.mean) == (600, pytest.approx(scores.mean()))
    assert last.sd == pytest.approx(scores.std(ddof=1))
    shares = {week: Share(count=int((row > 8).sum()), n=50) for week, row in enumerate(scores)}
    whole = top_box(SURVEY, "answer", scale=ZERO_TO_TEN, by="week", boxes=2)
    assert monitor(shares).interval == monitor(whole).interval
    assert [look.adjusted_p for look in monitor(shares).looks] == [look.adjusted_p for look in monitor(whole).looks]


def test_a_step_is_named_once_and_the_target_from_the_first_certain_period_on():
    weeks = {week: Share(count=300 if week < 5 else 360, n=400) for week in range(8)}
    found = monitor(weeks, target=0.7)
    assert found.changed == {5: "rose"}
    assert found[5].adjusted_p == pytest.approx(found[5].p_value * 5 * 6)
    assert monitor(weeks, planned=8)[5].adjusted_p == pytest.approx(found[5].p_value * 7)
    assert found.reached == (2, "above")
    assert monitor({week: weeks[week] for week in range(5)}, target=0.76).reached is None
    assert monitor(weeks).reached is None


def test_means_of_skewed_numbers_bear_a_caution():
    rows = np.random.default_rng(5).lognormal(size=(6, 100))
    parts = {week: average_of(row) for week, row in enumerate(rows)}
    last = monitor(parts).looks[-1]
    assert last.so_far.skewness == pytest.approx(average_of(rows.ravel()).skewness)
    assert [caution.key for caution in last.cautions] == ["rare_large"]
    even = {week: average_of(np.log(row)) for week, row in enumerate(rows)}
    assert monitor(even).looks[-1].cautions == ()
    silent = {week: attrs.evolve(part, skewness=None) for week, part in parts.items()}
    assert monitor(silent).looks[-1].cautions == ()


def test_too_few_answers_and_periods_without_any_say_so():
    found = monitor({1: Share(count=20, n=30), 2: Share(count=0, n=0), 3: Share(count=20, n=30)})
    assert [look.reason and look.reason.kind.key for look in found.looks] == ["too_few", "too_few", None]
    assert (found[2].change, found[2].value) == (None, pytest.approx(2 / 3))
    assert found[3].change.value == 0
    agreed = monitor({1: Share(count=60, n=60), 2: Share(count=60, n=60)})
    assert agreed.looks[1].reason is None
    assert (agreed.interval.low < 0.99, agreed.interval.high) == (True, 1.0)
    agreed = monitor({1: Average(n=60, mean=3.0, sd=0.0), 2: Average(n=60, mean=3.0, sd=0.0)})
    assert agreed.looks[1].reason.kind.key == "zero_variance"
    assert "<table>" in agreed._repr_html_()
    assert agreed.to_dict()["reached"] is None


def test_names_of_periods_give_their_order_or_it_is_asked_for():
    rows = {"when": ["Q4 2025", "Q1 2026"] * 60, "score": [5, 4, 3] * 40}
    assert [look.period for look in monitor(mean_score(rows, "score", scale=LIKERT_5, by="when")).looks] == [
        "Q4 2025",
        "Q1 2026",
    ]
    phases = mean_score({**rows, "when": ["before", "after"] * 60}, "score", scale=LIKERT_5, by="when")
    with pytest.raises(InvalidValueError, match="order"):
        monitor(phases)
    assert monitor(phases, order=["before", "after"]).looks[0].period == "before"


@pytest.mark.parametrize(
    ("periods", "settings", "said"),
    (
        ({1: Share(count=3, n=9)}, {}, "at least 2"),
        (
            {1: Share(count=3, n=9), 2: Share(count=3, n=9), 3: Share(count=3, n=9)},
            {"planned": 2},
            "2 to 2, as planned",
        ),
        ({1: Share(count=3, n=9), 2: Average(n=9, mean=1, sd=1)}, {}, "all of one kind"),
        ({1: 0.3, 2: 0.4}, {}, "a share, a mean or a score"),
        ({1: Share(count=3, n=9, n_effective=5), 2: Share(count=3, n=9)}, {}, "only scores of answers add up"),
        ({1: Share(count=3, n=9), 2: Share(count=3, n=9)}, {"target": float("nan")}, "target"),
    ),
)
def test_what_cannot_be_followed_is_refused(periods, settings, said):
    with pytest.raises(InvalidValueError, match=said):
        monitor(periods, **settings)


def test_twelve_equal_months_show_a_change_in_at_most_five_of_a_hundred_years():
    rng = np.random.default_rng(11)
    false = {"endless": 0, "planned": 0, "target": 0}
    years = 400
    for _ in range(years):
        counts = rng.multinomial(200, (0.2, 0.3, 0.5), size=12).tolist()
        months = {
            month: NetPromoterScore(tally=Tally.from_counts({0: low, 8: middle, 10: high}, ZERO_TO_TEN))
            for month, (low, middle, high) in enumerate(counts)
        }
        endless, planned = monitor(months, target=30), monitor(months, planned=12)
        false["endless"] += bool(endless.changed)
        false["planned"] += bool(planned.changed)
        false["target"] += endless.reached is not None
    assert max(false.values()) / years <= 0.05 + 2 * 0.011


def test_it_is_frozen():
    found = monitor({1: Share(count=30, n=60), 2: Share(count=30, n=60)})
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        found.target = 1.0
