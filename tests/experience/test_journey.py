"""Journeys and funnels: counts that never grow, paired changes, losses, the worst moment and what it costs."""

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._answers import InputPolicy
from servicekit.data._scales import LIKERT_5, Scale
from servicekit.experience._funnel import funnel
from servicekit.experience._journey import journey
from servicekit.experience._journey_columns import Touchpoint
from servicekit.foundation._errors import InvalidValueError, MissingColumnError
from servicekit.stats.designs._design import Design

KEYS = ("book", "wait", "meal", "pay")
ASKED = [Touchpoint(key=key, evaluation=key) for key in KEYS]


def survey(n=60, seed=0, means=(4.2, 3.8, 3.0, 4.0)):
    rng = np.random.default_rng(seed)
    person = rng.normal(0, 0.5, (n, 1))
    rows = np.clip(np.rint(np.array(means) + person + rng.normal(0, 0.7, (n, len(means)))), 1, 5)
    return dict(zip(KEYS, rows.T, strict=True))


def test_the_reference_funnel_by_wilson_and_the_whole_from_its_ends():
    # 1000-600-240-180-90 (Wilson, by hand: z = 1.959964)
    found = funnel({"seen": 1000, "asked": 600, "bought": 240, "satisfied": 180, "loyal": 90})
    wilson = {key: attrs.evolve(share, method="wilson").interval for key, share in found.conversions.items()}
    expected = {"asked": (0.569, 0.630), "bought": (0.362, 0.440), "satisfied": (0.692, 0.801), "loyal": (0.428, 0.572)}
    for key, (low, high) in expected.items():
        assert (round(wilson[key].low, 3), round(wilson[key].high, 3)) == (low, high)
    whole = attrs.evolve(found.overall, method="wilson").interval
    assert (found.overall.value, round(whole.low, 4), round(whole.high, 4)) == (0.09, 0.0738, 0.1093)
    assert found.lost == {"asked": 400, "bought": 360, "satisfied": 60, "loyal": 90}


@given(st.lists(st.tuples(*[st.sampled_from([0, 1])] * 4), min_size=1, max_size=40))
def test_stages_never_grow_and_conversions_multiply_to_the_whole(rows):
    data = {f"s{k}": [row[k] for row in rows] for k in range(4)}
    found = funnel(data, list(data))
    counts = list(found.counts.values())
    assert counts == sorted(counts, reverse=True)
    assert counts == [sum(all(row[: k + 1]) for row in rows) for k in range(4)]
    if counts[2] and found.overall.value is not None:
        product = np.prod([share.value for share in found.conversions.values()])
        assert product == pytest.approx(found.overall.value)
    assert found.n_out_of_order == sum(sorted(row, reverse=True) != list(row) for row in rows)


def test_a_funnel_by_group_and_under_weights():
    data = {
        "contact": [1, 1, 1, 1, 0],
        "loyal": [1, 0, 0, 1, 0],
        "shop": ["a", "a", "b", "b", "b"],
        "w": [3, 1, 1, 0.5, 1],
    }
    found = funnel(data, ["contact", "loyal"], by="shop")
    assert {shop: each.conversions["loyal"].value for shop, each in found.items()} == {"a": 0.5, "b": 0.5}
    weighted = funnel(data, ["contact", "loyal"], design=Design(weights="w"))
    assert weighted.conversions["loyal"].value == pytest.approx(3.5 / 5.5)
    assert weighted.counts == {"contact": 4, "loyal": 2}


def test_funnels_refuse_growth_one_stage_and_what_is_no_count():
    with pytest.raises(InvalidValueError, match="at most 5, that of 'seen', got 6"):
        funnel({"seen": 5, "asked": 6})
    with pytest.raises(InvalidValueError, match="at least two"):
        funnel({"seen": 5})
    with pytest.raises(InvalidValueError, match="whole number"):
        funnel({"seen": 5, "asked": 2.5})
    with pytest.raises(InvalidValueError, match="where by, design or policy are given"):
        funnel({"seen": 5, "asked": 2}, by="shop")
    with pytest.raises(InvalidValueError, match="name the columns"):
        funnel([5, 2])


def test_changes_are_paired_and_corrected_for_their_number():
    data = survey()
    found = journey(data, ASKED, scale=LIKERT_5, resamples=0)
    difference = data["wait"] - data["book"]
    first = found.changes[0]
    assert first.change.value == pytest.approx(difference.mean())
    assert first.change.standard_error == pytest.approx(difference.std(ddof=1) / np.sqrt(60))
    assert first.falling.value == pytest.approx((difference < 0).mean())
    from scipy.stats import ttest_1samp

    assert first.p == pytest.approx(ttest_1samp(difference, 0).pvalue)
    assert all(change.adjusted_p >= change.p for change in found.changes)
    assert found.worst_probability == {}


def test_few_people_answer_to_the_sign_test_too():
    data = {"a": [3, 3, 3, 3, 3], "b": [2, 2, 2, 2, 1]}
    found = journey(data, [Touchpoint(key=k, evaluation=k) for k in "ab"], scale=LIKERT_5, resamples=0)
    assert found.changes[0].p == pytest.approx(2 * 0.5**5)


def test_the_worst_moment_comes_with_its_probability():
    clear = journey(survey(400), ASKED, scale=LIKERT_5)
    assert clear.weakest == "meal"
    assert clear.worst_probability["meal"] == 1.0
    close = journey(survey(30, seed=4, means=(4, 3.2, 3.2, 4)), ASKED, scale=LIKERT_5)
    assert sum(close.worst_probability.values()) == pytest.approx(1)
    assert 0.02 < close.worst_probability["meal"] < 0.98
    again = journey(survey(30, seed=4, means=(4, 3.2, 3.2, 4)), ASKED, scale=LIKERT_5)
    assert again.worst_counts == close.worst_counts


def test_a_scale_on_which_less_is_better_is_turned():
    data = {key: 6 - values for key, values in survey().items()}
    school = Scale(low=1, high=5, higher_is_better=False)
    turned = journey(data, ASKED, scale=school)
    plain = journey(survey(), ASKED, scale=LIKERT_5)
    assert turned.weakest == plain.weakest
    assert turned.worst_counts == plain.worst_counts
    assert turned.changes[1].change.value == pytest.approx(plain.changes[1].change.value)


def test_who_is_lost_where_and_who_skipped():
    nan = np.nan
    data = {
        "book": [5, 4, 3, 4, 5],
        "wait": [4, nan, 2, nan, 4],
        "meal": [4, 5, nan, nan, 3],
        "pay": [4, 5, nan, nan, 2],
    }
    found = journey(data, ASKED, scale=LIKERT_5, resamples=0)
    assert (found["book"].lost.count, found["book"].lost.n) == (1, 5)
    assert (found["wait"].lost.count, found["wait"].lost.n) == (1, 3)
    assert found["wait"].n_skipped == 1
    assert found["pay"].lost is None
    told = [Touchpoint(key="book", evaluation="book"), Touchpoint(key="wait", evaluation="wait", reached="came")]
    reached = journey(data | {"came": [1, 1, 0, 0, 1]}, told, scale=LIKERT_5, resamples=0)
    assert reached["book"].lost.count == 2


def test_expectation_gives_gap_and_disappointed():
    asked = [Touchpoint(key="book", evaluation="book", expectation="hoped"), Touchpoint(key="wait", evaluation="wait")]
    found = journey({"book": [3, 4, 5], "hoped": [4, 4, 4], "wait": [3, 3, 3]}, asked, scale=LIKERT_5, resamples=0)
    assert found["book"].gap.value == 0
    assert found["book"].disappointed.count == 1
    assert found["wait"].gap is None


def test_the_cost_of_the_weakest_moment_is_its_slope_times_its_distance():
    data = survey(200)
    rng = np.random.default_rng(1)
    overall = np.clip(np.rint(0.5 + 0.2 * data["book"] + 0.6 * data["meal"] + rng.normal(0, 0.3, 200)), 1, 5)
    found = journey(data | {"overall": overall}, ASKED, scale=LIKERT_5, outcome="overall")
    rows = np.column_stack([np.ones(200), *data.values()])
    slope = np.linalg.lstsq(rows, overall, rcond=None)[0][3]
    means = [values.mean() for values in data.values()]
    others = np.mean([means[0], means[1], means[3]])
    assert found.weakest_cost.value == pytest.approx(slope * (others - means[2]))
    assert found.weakest_cost.value in found.weakest_cost.interval
    assert [caution.key for caution in found.cautions] == ["association"]
    copied = journey(data | {"overall": overall, "pay": data["book"]}, ASKED, scale=LIKERT_5, outcome="overall")
    assert copied.weakest_cost.value is None


def test_the_cost_is_that_of_the_moment_that_is_called_the_weakest():
    data, rng = survey(200), np.random.default_rng(1)
    overall = 0.5 + 0.2 * data["book"] + 0.5 * data["wait"] + rng.normal(0, 0.3, 200)
    slope = np.linalg.lstsq(np.column_stack([np.ones(200), *data.values()]), np.rint(overall), rcond=None)[0][2]
    means = {name: values.mean() for name, values in data.items()}
    others = np.mean([means[name] for name in ("book", "meal", "pay")])
    empty = np.full(200, np.nan)  # 200 more who only waited, and badly; of the complete answers "meal" is the lowest
    data = {name: np.append(values, np.ones(200) if name == "wait" else empty) for name, values in data.items()}
    data["overall"] = np.append(np.rint(overall), empty)
    found = journey(data, ASKED, scale=LIKERT_5, outcome="overall", outcome_scale=Scale(low=-5, high=10), resamples=50)
    assert (found.weakest, min(means, key=lambda name: means[name])) == ("wait", "meal")
    assert found.weakest_cost.value == pytest.approx(slope * (others - means["wait"]))


def test_by_group_and_a_touchpoint_nobody_visited():
    data = survey(40) | {"shop": ["a", "b"] * 20}
    found = journey(data, ASKED, scale=LIKERT_5, by="shop", resamples=50)
    half = {key: values[::2] for key, values in survey(40).items()}
    assert found["a"]["meal"].score.value == journey(half, ASKED, scale=LIKERT_5, resamples=0)["meal"].score.value
    empty = journey(survey(40) | {"pay": [None] * 40}, ASKED, scale=LIKERT_5, resamples=50)
    assert empty["pay"].score.value is None
    assert empty["pay"].score.reason.key == "no_data"
    assert empty.worst_probability["pay"] == 0
    assert empty.changes[2].p is None


def test_bad_input_is_refused_by_name():
    with pytest.raises(InvalidValueError, match="at least two, each with its own key"):
        journey(survey(), [ASKED[0]], scale=LIKERT_5)
    with pytest.raises(InvalidValueError, match="its own evaluation"):
        journey(survey(), [ASKED[0], Touchpoint(key="x", evaluation="book")], scale=LIKERT_5)
    with pytest.raises(InvalidValueError, match="list of Touchpoint"):
        journey(survey(), ["book", "wait"], scale=LIKERT_5)
    with pytest.raises(MissingColumnError, match="did you mean 'meal'"):
        journey(survey(), [ASKED[0], Touchpoint(key="x", evaluation="meall")], scale=LIKERT_5)
    with pytest.raises(InvalidValueError, match="a seed"):
        journey(survey(), ASKED, scale=LIKERT_5, rng="1")
    bad = survey() | {"pay": [9] * 60}
    with pytest.raises(InvalidValueError, match="whole numbers from 1 to 5"):
        journey(bad, ASKED, scale=LIKERT_5)
    assert (
        journey(bad, ASKED, scale=LIKERT_5, policy=InputPolicy(invalid="omit"), resamples=0)["pay"].score.n_rejected
        == 60
    )


def test_the_airline_survey_drops_where_published(real_data):
    import polars as pl

    frame = pl.read_csv(real_data / "airline_survey_mistat.csv")
    order = ("booking", "checkin", "departure", "cabin", "crew", "meal")
    asked = [Touchpoint(key=key, evaluation=f"o_{key}") for key in order]
    found = journey(frame, asked, scale=Scale(low=1, high=4), resamples=200)
    drops = [round(change.change.value, 3) for change in found.changes]
    assert drops == [0.022, -0.181, -0.084, 0.509, -0.620]
    assert all(0.0075 < change.change.standard_error < 0.0095 for change in found.changes)
    assert found.worst_probability["meal"] == 1.0
    # with few answers the name of the worst moment is a toss-up: the probability says so
    few = journey(frame.sample(30, seed=2), asked, scale=Scale(low=1, high=4))
    assert max(few.worst_probability.values()) < 0.99
