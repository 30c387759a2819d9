"""The what-if chain: closed forms, published figures, shared draws, what knowing is worth, and what is refused."""

import itertools
from math import sqrt

import numpy as np
import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import servicekit as sk
from servicekit.chain import (
    Chain,
    ChainRecord,
    Stage,
    assumed,
    chain_from,
    chain_record,
    own,
    published,
    recovery_chain,
)
from servicekit.complaints import CASCADES, RETURN_PRESETS, Poisson, return_rates, total_progeny
from servicekit.foundation import Estimate, Interval, InvalidValueError, Label, UnknownConceptError, dumps, loads
from servicekit.stats import Average, Share, propagated_interval

OWN = return_rates(
    {
        "did_not_complain": (18, 60),
        "complained_unresolved": (6, 20),
        "complained_resolved": (33, 50),
        "complained_resolved_quickly": (27, 30),
    }
)
FIGURES = {
    "complaints": 400,
    "complaint_rate": Share(count=60, n=150),
    "settled": 0.7,
    "settled_quickly": 2 / 7,
    "returns": OWN,
    "retention": Share(count=160, n=200),
    "margin": 100,
    "discount_rate": 0.1,
    "hearers_per_lost": Average(n=150, mean=0.9, sd=1.0),
    "deterred_share": assumed(0, 0.01, 0.05),
}
CHANGE = {"settled_quickly": 0.6}
DRAWS = 40_000


def preset(kind, key):
    found = kind.values() if hasattr(kind, "values") else kind
    return next(each for each in found if each.key == key)


@pytest.fixture(scope="module")
def chain():
    return recovery_chain(**FIGURES)


def test_the_example_comes_to_what_it_is_by_hand(chain):
    values = chain.run(draws=DRAWS).values
    worth = 100 * 1.1 / (1.1 - 0.8)
    assert values["dissatisfied"] == pytest.approx(1000)
    assert values["lost"] == pytest.approx(600 * 0.7 + 120 * 0.7 + 200 * 0.34 + 80 * 0.1)
    assert values["worth"] == pytest.approx(worth)
    assert values["loss"] == pytest.approx(values["lost"] * (1 + 0.9 * 0.02) * worth)
    gain = chain.what_if(CHANGE, cost=7500, draws=DRAWS)
    assert gain.value == pytest.approx(400 * 0.7 * (0.6 - 2 / 7) * (0.9 - 0.66) * worth * (1 + 0.9 * 0.02))
    assert 0.45 < gain.probability_pays < 0.6
    assert gain.interval.low > 0
    assert gain.interval.high < 15_000


def test_published_figures_come_out_when_every_figure_is_a_preset():
    rates = preset(RETURN_PRESETS, "tarp_over_100_dollars")
    settings = {**FIGURES, "complaint_rate": 1.0, "retention": 0.8, "deterred_share": 0, "returns": rates}
    quoted = {"did_not_complain": 9, "complained_unresolved": 19, "complained_resolved": 54}
    for outcome, percent in quoted.items():
        assert published(rates, outcome).value == pytest.approx(percent / 100)
    for key, tellers, people in (("eleven_then_five", 1, 67), ("up_to_1825", 25, 1825)):
        cascade = next(each for each in (CASCADES.values() if hasattr(CASCADES, "values") else CASCADES)
                       if each.reach.value == people)  # fmt: skip
        run = recovery_chain(**{**settings, "hearers_per_lost": published(cascade)}).run(draws=10)
        assert run["hearers"].value / run["lost"].value * tellers + tellers == pytest.approx(people), key
        assert run["loss"].interval is None  # a published figure is a point


def test_mean_and_spread_of_a_product_are_those_of_the_closed_form():
    back, quick, stays = Share(count=33, n=50), Share(count=27, n=30), Average(n=40, mean=300, sd=80)
    stage = Stage(
        key="gain", label=Label("Gain", "收益"), formula=lambda quick, back, worth: 12 * (quick - back) * worth
    )
    made = Chain(stages=(stage,), figures={"quick": quick, "back": back, "worth": stays})
    draws = made.what_if({"quick": 1.0}, draws=200_000).draws
    # 12 (1 - quick) worth: independent, so that mean and variance of the product are exact
    left = stats.beta(27.5, 3.5)
    mean, var = 1 - left.mean(), left.var()
    error = 80 / sqrt(40)
    spread = error**2 * 39 / 37
    exact = 12 * mean * 300
    variance = 144 * (var * spread + var * 300**2 + spread * mean**2)
    assert draws.mean() == pytest.approx(exact, abs=4 * sqrt(variance / 200_000))
    assert draws.std() == pytest.approx(sqrt(variance), rel=0.01)


def linear(mean, sd, n):
    """Return a chain whose net gain is one figure, about normal."""
    stage = Stage(key="out", label=Label("Out", "结果"), formula=lambda x, on: x * on)
    return Chain(stages=(stage,), figures={"x": Average(n=n, mean=mean, sd=sd * sqrt(n)), "on": 0})


def test_perfect_information_about_a_normal_gain_is_worth_the_unit_normal_loss():
    found = linear(300, 900, 100_000).worth_of_knowing({"on": 1}, draws=400_000)
    z = -300 / 900
    loss = 900 * (stats.norm.pdf(z) + 300 / 900 * stats.norm.cdf(z)) - 300 * (1 - 0)
    exact = 900 * (stats.norm.pdf(z) - abs(z) * stats.norm.sf(abs(z)))
    assert loss != exact  # the loss function is of the standardised distance from the decision's turning point
    assert exact == pytest.approx(228.81, abs=0.01)
    assert found.all_known == pytest.approx(exact, rel=0.01)
    assert found.figures[0].perfect == pytest.approx(exact, rel=0.01)


def test_knowing_one_figure_of_a_product_is_worth_the_integral_over_it():
    price, back = Average(n=40, mean=300, sd=400), Share(count=12, n=30)
    stage = Stage(key="out", label=Label("Out", "结果"), formula=lambda price, back, on: (price * back - 120) * on)
    made = Chain(stages=(stage,), figures={"price": price, "back": back, "on": 0})
    found = {each.figure: each for each in made.worth_of_knowing({"on": 1}, draws=100_000).figures}
    beta, t = stats.beta(12.5, 18.5), stats.t(39, 300, 400 / sqrt(40))
    middle = (np.arange(20_000) + 0.5) / 20_000
    both = max(300 * beta.mean() - 120, 0)
    exact = {
        "price": np.maximum(t.ppf(middle) * beta.mean() - 120, 0).mean() - both,
        "back": np.maximum(300 * beta.ppf(middle) - 120, 0).mean() - both,
    }
    for name, worth in exact.items():
        assert found[name].perfect == pytest.approx(worth, rel=0.05, abs=0.1)


@given(st.integers(2, 40), st.integers(2, 60), st.floats(0.2, 0.8))
@settings(max_examples=15, deadline=None)
def test_more_answers_are_worth_more_and_never_more_than_knowing(hits, misses, bar):
    stage = Stage(key="out", label=Label("Out", "结果"), formula=lambda p, on: (p - bar) * on)
    made = Chain(stages=(stage,), figures={"p": Share(count=hits, n=hits + misses), "on": 0})
    found = made.worth_of_knowing({"on": 1}, more=(1, 10, 100, 1000), draws=20_000)
    worth = list(found.figures[0].more.values())
    assert all(b >= a - 1e-9 for a, b in itertools.pairwise(worth))
    assert worth[-1] <= found.figures[0].perfect <= found.all_known + 1e-12


def test_what_has_no_effect_on_the_decision_is_worth_nothing(chain):
    moves = {each.figure: each for each in chain.sensitivity(CHANGE, draws=DRAWS).influences}
    assert moves["return_silent"].variance_share == 0 == moves["complaint_rate"].variance_share
    assert moves["return_resolved"].variance_share == pytest.approx(0.54, abs=0.03)
    assert moves["return_quickly"].variance_share == pytest.approx(0.39, abs=0.03)
    worth = chain.worth_of_knowing(CHANGE, cost=7500, draws=DRAWS)
    assert worth.figures[0].figure == "return_resolved"
    assert {each.figure for each in worth.figures if each.perfect == 0} >= {"return_silent", "complaint_rate"}
    assert worth.figures[0].more[100] < worth.figures[0].perfect < worth.all_known
    rows = {row["figure"]: row for row in worth.rows}
    assert rows["return_resolved"]["more_100"] == worth.figures[0].more[100]
    assert rows["return_resolved"]["perfect"] == worth.figures[0].perfect
    one = chain.sensitivity(CHANGE, draws=1).influences  # one draw has no variance to share
    assert {each.variance_share for each in one} == {0.0}
    assert one[0].swing > 0


def test_shared_draws_give_the_difference_the_variance_of_the_difference(chain):
    today, then = chain.run(draws=DRAWS), chain.replace(settled_quickly=0.6).run(draws=DRAWS)
    gain = chain.what_if(CHANGE, draws=DRAWS)
    assert today["loss"].value - then["loss"].value == pytest.approx(gain.value)
    apart = today["loss"].interval.width + then["loss"].interval.width
    assert gain.interval.width < apart / 10


@given(st.floats(0.3, 1), st.floats(0.3, 1))
@settings(max_examples=20, deadline=None)
def test_settling_more_quickly_never_costs_when_the_quick_come_back_more(first, second):
    rates = preset(RETURN_PRESETS, "tarp_over_100_dollars")
    low, high = sorted((first, second))
    made = recovery_chain(**{**FIGURES, "returns": rates, "settled_quickly": low})
    assert made.what_if({"settled_quickly": high}, draws=10).value >= 0
    loss = [made.replace(complaint_rate=rate).run(draws=10)["loss"].value for rate in (0.5, 0.25)]
    assert loss[0] < loss[1]  # the fewer complain, the more are silent behind the same complaints


def test_the_same_seed_gives_the_same_bits_saved_and_loaded_in_between(chain):
    again = chain_from(loads(dumps(chain_record(chain)), ChainRecord))
    assert again.figures == chain.figures
    first, second = (made.what_if(CHANGE, draws=1000) for made in (chain, again))
    np.testing.assert_array_equal(first.draws, second.draws)
    assert (chain.what_if(CHANGE, draws=1000, rng=7).draws != first.draws).any()
    with pytest.raises(InvalidValueError, match="ready-made"):
        chain_record(linear(1, 1, 10))


def test_the_way_to_a_change_rises_and_breaks_even_where_it_says(chain):
    curve = chain.scan("settled_quickly", to=0.6, cost=7500, draws=2000)
    gains = [row["gain"] for row in curve.rows]
    assert len(gains) == 21
    assert gains[0] == 0
    assert gains == sorted(gains)
    gain = chain.what_if(CHANGE, cost=7500, draws=10)
    part = 2 / 7 + gain.break_even * (0.6 - 2 / 7)
    assert chain.what_if({"settled_quickly": part}, draws=10).value == pytest.approx(7500)
    assert chain.what_if(CHANGE, cost=1e6, draws=10).break_even is None
    assert chain.what_if(CHANGE, cost=gain.value, draws=10).break_even == pytest.approx(1.0)


def test_the_table_of_sources_names_every_figure_in_both_languages(chain):
    rows = {row["figure"]: row for row in chain.provenance().rows}
    assert rows["retention"]["provenance"] == "own"
    assert rows["deterred_share"]["provenance"] == "assumed"
    assert rows["settled"]["provenance"] == "given"
    assert rows["settled"]["low"] is None
    assert all(row["label"].zh and row["label"].en and row["source"].zh for row in rows.values())


@pytest.mark.parametrize(
    ("given", "said"),
    (
        ({"returns": None, "margin": None}, r"these are missing: return_silent .*return_quickly .*margin"),
        ({"settled": 1.2}, r"a share from 0 to 1, got 1.2 \(figure 'settled', stage 'unresolved'\)"),
        (
            {"retention": own(Share(count=8, n=10), per="month")},
            "per year, as the chain counts.*stage 'worth'",
        ),
        ({"margin": own(Average(n=9, mean=5, sd=1), unit="share")}, "unit must be 'money', got 'share'"),
        (
            {
                "margin": own(Average(n=9, mean=5, sd=1), currency="EUR"),
                "handling_cost": own(Average(n=9, mean=5, sd=1), currency="USD"),
            },
            "in one currency, got 'handling_cost' in USD, 'margin' in EUR",
        ),
        ({"retention": 1.1}, "surely below 1 . discount rate"),
        ({"returns": 0.7}, "returns must be a preset, own rates from return_rates, or a mapping"),
        ({"complaints": -5}, r"figure must be at least 0, got -5.0 \(figure 'complaints'"),
        ({"no_problem_share": 0.5}, "at most 0.5, that of customers without a problem"),
        ({"complaint_rate": 0.0}, "complaint_rate must be above 0"),
        ({"hearers_per_lost": "many"}, "figure 'hearers_per_lost' must be a finite number"),
    ),
)
def test_a_figure_that_cannot_be_is_named_with_its_stage(given, said):
    with pytest.raises(InvalidValueError, match=said):
        recovery_chain(**{**FIGURES, **given})


def test_a_stage_without_its_figures_and_an_unknown_figure_are_refused(chain):
    stage = Stage(key="out", label=Label("Out", "结果"), formula=lambda x, y: x * y)
    with pytest.raises(InvalidValueError, match="stage 'out' must be given what it needs: 'y'"):
        Chain(stages=(stage,), figures={"x": 1})
    with pytest.raises(InvalidValueError, match="at least one stage"):
        Chain(stages=(), figures={"x": 1})
    once = Stage(key="x", label=Label("X", "X"), formula=lambda x: x)
    with pytest.raises(InvalidValueError, match="named differently from every figure and stage, got 'x'"):
        Chain(stages=(once,), figures={"x": 1})
    with pytest.raises(UnknownConceptError, match="stage 'gain'"):
        Chain(stages=(stage,), figures={"x": 1, "y": 2}, outcome="gain")
    with pytest.raises(UnknownConceptError, match="unknown stage 'los'; did you mean 'lost'"):
        chain.run(draws=10)["los"]
    with pytest.raises(InvalidValueError, match="change must be a mapping from figure"):
        chain.what_if({})
    with pytest.raises(UnknownConceptError, match="ready-made chain 'old'"):
        chain_from(ChainRecord(preset="old", period="year", figures=chain.figures))
    with pytest.raises(UnknownConceptError, match="did you mean 'settled_quickly'"):
        chain.what_if({"setled_quickly": 0.6})
    with pytest.raises(InvalidValueError, match=r"a share from 0 to 1, got 1\.5"):
        chain.what_if({"settled_quickly": 1.5})
    with pytest.raises(InvalidValueError, match="in order"):
        assumed(2, 1, 3)
    with pytest.raises(InvalidValueError, match="an estimate with an interval"):
        own(Average(n=1, mean=2, sd=0))


@frozen(kw_only=True)
class Outside(Estimate):
    title = Label("Outside", "区间之外")

    @property
    def value(self):
        return 5.0

    @property
    def interval(self):
        return Interval(low=1, high=2, method="none")


def test_an_interval_without_its_value_and_talk_without_end_are_refused_by_name():
    with pytest.raises(InvalidValueError, match="figure 'hearers_per_lost' must be one that holds its value 5"):
        recovery_chain(**{**FIGURES, "hearers_per_lost": Outside()})
    for_ever = total_progeny(Poisson(1.2))
    with pytest.raises(InvalidValueError, match="'hearers_per_lost'"):
        recovery_chain(**{**FIGURES, "hearers_per_lost": for_ever})


@given(st.integers(1, 60), st.integers(1, 60))
@settings(max_examples=20, deadline=None)
def test_the_interval_of_one_share_is_about_its_own(hits, misses):
    one = Share(count=hits, n=hits + misses)
    found = propagated_interval(lambda p: 1000 * p, {"p": one})
    exact = stats.beta(hits + 0.5, misses + 0.5).ppf([0.025, 0.975]) * 1000
    assert (found.low, found.high) == pytest.approx(exact, abs=12)
    assert propagated_interval(lambda p: p, {"p": 3}) is None


def test_the_door_has_the_room():
    assert "recovery_chain" in dir(sk.chain)


def test_what_a_good_solution_brings_besides_return_is_counted_apart_and_once():
    more = {"referred": assumed(0, 0.1, 0.3), "price_gain": Average(n=40, mean=5.0, sd=6.0)}
    plain, both = recovery_chain(**FIGURES).run(draws=4000), recovery_chain(**FIGURES, **more).run(draws=4000)
    kept = 400 * 0.7 * 2 / 7 * 0.9
    assert both["well_solved"].value == pytest.approx(kept)
    assert both["gain_referrals"].value == pytest.approx(kept * both["worth"].value * more["referred"].value)
    assert both["gain_price"].value == pytest.approx(kept * 5 * 1.1 / 0.3)
    gains = both["gain_referrals"].value + both["gain_price"].value
    assert both["loss"].value == pytest.approx(plain["loss"].value - gains)
    assert both["retained"].value == plain["retained"].value  # return stands where it stood
    for name, gain in (("referred", "gain_referrals"), ("price_gain", "gain_price")):
        one = recovery_chain(**FIGURES, **{name: more[name]})
        found = one.run(draws=4000)
        assert found["loss"].value == pytest.approx(plain["loss"].value - found[gain].value)
        assert one.figures[name].provenance == ("assumed" if name == "referred" else "own")
        again = chain_from(loads(dumps(chain_record(one)), ChainRecord))
        assert again.run(draws=4000)["loss"].value == pytest.approx(found["loss"].value)


def test_only_what_problems_lose_counts_where_the_return_without_one_is_known():
    run = recovery_chain(**FIGURES, no_problem_share=0.95).run(draws=10)
    assert run["lost"].value == pytest.approx(0.95 * run["dissatisfied"].value - run["retained"].value)


def test_a_published_figure_names_which_one_and_is_one():
    rates = RETURN_PRESETS["tarp_over_100_dollars"]
    with pytest.raises(InvalidValueError, match="outcome must be given with a table of return rates"):
        published(rates)
    silent = evolve(rates, key="silent", shares={"did_not_complain": 0.4})
    assert published(silent, "did_not_complain").value == 0.4
    with pytest.raises(InvalidValueError, match="outcome must be one that 'silent' has a rate for"):
        published(silent, "complained_resolved")
    presets = sk.complaints.VOICING_PRESETS
    assert published(presets["front_line"]).value == 0.5
    with pytest.raises(InvalidValueError, match=r"single figure, got \[0.01, 0.05\].*assumed\(low, likely, high\)"):
        published(presets["head_office"])


def test_a_figure_of_another_kind_is_called_by_its_title():
    score = sk.net_promoter_score([9, 10, 3, 7] * 9)
    assert own(score).source == score.title
