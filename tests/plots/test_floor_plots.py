"""Pictures of types, raters, a base, a target, gaps inside a company, calls and vouchers, in both languages."""

import re
from datetime import date

import numpy as np
import pytest

import servicekit as sk


def types():
    rng = np.random.default_rng(3)
    asked = ("repeat_share", "attitude", "alternatives", "switching_cost", "price_sensitivity", "trust")
    answers = {key: rng.integers(1, 6, 60) for key in asked}
    return sk.loyalty.loyalty_types(answers, columns={key: key for key in asked}, scale=sk.LIKERT_5)


def rated():
    by = {"Li": ["support_service_factory"], "Wu": ["support_in_depth"], "Ann": []}
    return sk.archetypes.archetype_fit(
        [
            sk.archetypes.Organisation(name="Shop", rater=rater, practices=["training_service_factory", *more])
            for rater, more in by.items()
        ]
    )


def log():
    columns = sk.load_example().tables["transactions"]
    return sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")


def base():
    return sk.loyalty.customer_base(log(), periods=["2023-01-01", "2023-05-01", "2023-09-01"], loyal_threshold=2)


def short(**more):
    histories = sk.value.purchase_histories(log())
    buying, spend = sk.value.bg_nbd(histories), sk.value.gamma_gamma(histories)
    return sk.value.short_of_target(buying, spend, histories, target=500, so_far=0, periods=0.5, runs=50, **more)


def gaps():
    survey = {"side": ["customers"] * 40 + ["front_line"] * 20 + ["management"] * 20}
    survey["速度"] = [2, 3] * 20 + [3, 4] * 10 + [4, 5] * 10
    return sk.satisfaction.internal_gaps(survey, ["速度"], scale=sk.LIKERT_5, target=4, role="side")


def trust():
    rng = np.random.default_rng(3)
    table = {name: rng.integers(1, 6, 60) for name in ("l", "s", "t")}
    columns = {"satisfaction": "s", "trust": "t"}
    return sk.loyalty.trust_beside_satisfaction(table, loyalty="l", columns=columns, resamples=50)


def vouchers():
    table = {"issued": ["2026-01-02"] * 8, "expires": ["2026-02-28"] * 4 + ["2026-03-31"] * 4}
    table["redeemed"] = (["2026-02-01"] * 2 + [None] * 2) * 2
    table["next"] = ["2026-04-10"] * 3 + [None] * 5
    return sk.loyalty.care_vouchers(table, today=date(2026, 9, 1), next_purchase="next")


def calls():
    rows = {
        "opened": ["2026-03-02T09:00Z"] * 4,
        "resolved": ["2026-03-03T09:00Z"] * 4,
        "followed_up": ["2026-03-05T09:00Z"] * 3 + [None],
        "reopened": [0, 0, 1, 0],
    }
    found = sk.complaints.read_case_log(rows, columns={name: name for name in rows})
    return sk.complaints.due_calls(found)


MADE = {"types": types, "rated": rated, "base": base, "short": short, "gaps": gaps, "trust": trust, "calls": calls}
MADE |= {"vouchers": vouchers}


@pytest.mark.parametrize("name", MADE)
def test_each_is_drawn_in_both_languages(name):
    found = MADE[name]()
    for language in ("en", "zh"):
        ax = sk.plots.plot(found, language=language)
        legend = ax.get_legend()
        words = [ax.get_title(loc="left"), ax.get_xlabel(), *(tick.get_text() for tick in ax.get_yticklabels())]
        words += [] if legend is None else [text.get_text() for text in legend.get_texts()]
        assert ax.get_title(loc="left") == found.title.text(language)
        assert len(ax.lines) > 1
        if language == "zh":
            assert not re.findall("[A-Za-z]{2,}", " ".join(words))


def test_types_show_what_unrelated_answers_would_give_and_what_weights_do():
    found = types()
    ax = sk.plots.plot(found)
    marks = {round(line.get_xdata()[0], 9) for line in ax.lines if line.get_marker() == "|" and len(line.get_xdata())}
    assert marks == {round(100 * share, 9) for share in found.noise_shares.values()}
    bands = {tuple(line.get_xdata()) for line in ax.lines if line.get_linewidth() == 7 and len(line.get_xdata())}
    assert bands == {(100 * low, 100 * high) for low, high in found.share_ranges.values()}


def test_raters_stand_around_their_mean():
    found = rated()
    ax = sk.plots.plot(found)
    single = [line for line in ax.lines if len(line.get_xdata()) == len(found.fits)]
    assert len(single) == 4
    for line, mean in zip(single, found.similarity.values(), strict=True):
        assert np.mean(line.get_xdata()) == pytest.approx(mean.value)


def test_a_target_is_a_line_and_calls_another_future():
    assert len(sk.plots.plot(short()).get_yticklabels()) == 1
    ax = sk.plots.plot(short(conversion=sk.stats.Share(count=12, n=40)))
    assert len(ax.get_yticklabels()) == 2
    assert 500 in [line.get_xdata()[0] for line in ax.lines]


def test_a_gap_is_named_where_it_is_claimed():
    (name,) = [label.get_text() for label in sk.plots.plot(gaps(), language="zh").get_yticklabels()]
    assert name == "速度\n管理层高估"


def test_a_side_that_was_not_asked_has_no_mark():
    survey = {"side": ["customers"] * 4 + ["front_line"] * 2 + ["management"] * 2, "q": [2, 3] * 3 + [None] * 2}
    found = sk.satisfaction.internal_gaps(survey, ["q"], scale=sk.LIKERT_5, target=4, role="side")
    marks = [line.get_marker() for line in sk.plots.plot(found).lines if len(line.get_xdata()) == 1]
    assert marks == ["o", "s"]


def test_vouchers_of_one_validity_are_one_row():
    table = {"issued": ["2026-01-02"] * 4, "expires": ["2026-02-28"] * 4, "redeemed": ["2026-02-01"] * 2 + [None] * 2}
    found = sk.loyalty.care_vouchers(table, today=date(2026, 9, 1))
    assert [tick.get_text() for tick in sk.plots.plot(found).get_yticklabels()] == ["redeemed"]
