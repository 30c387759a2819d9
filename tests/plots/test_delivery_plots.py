"""Pictures of standards, waits, agents and archetypes show what the results say, in either language."""

import re

import numpy as np
import pytest

from servicekit.archetypes._fit import archetype_fit
from servicekit.archetypes._organisation import Organisation
from servicekit.archetypes._process import Process
from servicekit.plots._canvas import as_svg, shortened
from servicekit.plots._compliance import plot_archetype_fit, plot_compliance, plot_scores
from servicekit.plots._survival import plot_agents_by_interval, plot_service_level, plot_wait_distribution
from servicekit.reports._html import report
from servicekit.standards import FASHION_RETAIL, audit, audit_score
from servicekit.study._assessment import assess
from servicekit.study._toml import study_from_toml
from servicekit.waiting import ArrivalRate, ServiceTarget, agents_needed

STUDY = """
[audits]
preset = "fashion_retail"
target_share = 0.8
[audits.columns]
site = "shop"
standard = "item"
result = "seen"
auditor = "who"
wave = "month"
[waits]
served = ["yes"]
abandoned = ["no"]
threshold = 60
target_share = 0.8
handling = 120.0
arrivals = { morning = 40, noon = 90 }
by = ["line"]
[waits.columns]
waited = "seconds"
outcome = "served"
"""
LANGUAGES = ("en", "zh")


@pytest.fixture(scope="module")
def found():
    rng = np.random.default_rng(4)
    keys = ("smile", "thankful_without_purchase")
    rows = [
        (shop, item, "yes" if rng.random() < 0.85 else "no", who, month)
        for shop in ("A", "B", "C")
        for month in range(1, 5)
        for who in ("Lu", "Mo")
        for item in keys
    ]
    audits = {name: [row[i] for row in rows] for i, name in enumerate(("shop", "item", "seen", "who", "month"))}
    seconds = rng.exponential(50, 300).round()
    patience = rng.exponential(200, 300).round()
    waits = {
        "seconds": np.minimum(seconds, patience),
        "served": np.where(seconds <= patience, "yes", "no"),
        "line": rng.choice(["sales", "help"], 300),
    }
    return assess(study_from_toml(STUDY), audits=audits, waits=waits)


def words(ax):
    return " ".join(re.findall(r"<text[^>]*>([^<]*)", as_svg(ax)))


def test_critical_standards_stand_out_and_the_least_kept_come_first(found):
    shares = found.part("compliance").results["compliance by standard"]
    seen = {key: share for key, share in shares.items() if share.n}
    ax = plot_compliance(seen, critical={"smile"}, target=0.8)
    first = min(seen.values(), key=lambda share: share.value)
    assert ax.get_yticklabels()[0].get_text() == shortened(first.name.en)
    assert {"critical", "other standards", "target"} <= {entry.get_text() for entry in ax.get_legend().get_texts()}
    assert ax.get_xlim()[1] > 100
    assert "critical" not in words(plot_compliance(seen))


def test_a_standard_that_nobody_saw_says_so(found):
    shares = found.part("compliance").results["compliance by standard"]
    assert any(share.n == 0 for share in shares.values())
    assert "– (there are no data)" in words(plot_compliance(shares))


@pytest.mark.parametrize("language", LANGUAGES)
def test_scores_stand_over_the_names_of_the_grades(found, language):
    scores = found.part("compliance").results["score by site"]
    shown = words(plot_scores(scores, language=language))
    assert ("Excellent" in shown) == (language == "en")
    assert ("优秀" in shown) == (language == "zh")
    assert all(site in shown for site in scores)


@pytest.mark.parametrize(("language", "promise"), (("en", "promise 60 s"), ("zh", "承诺60秒")))
def test_the_promise_is_marked_on_the_curve_of_waits(found, language, promise):
    curves = found.part("waits").results["median wait by line (seconds)"]
    ax = plot_wait_distribution(curves, within_seconds=60, language=language)
    assert promise in words(ax)
    assert ax.get_xlim()[1] >= 120
    assert "promise" not in words(plot_wait_distribution(curves["help"]))


def test_a_curve_that_hardly_falls_is_drawn_to_where_it_is_known():
    part = assess(
        study_from_toml(STUDY), waits={"seconds": [5.0] * 20, "served": ["no"] * 19 + ["yes"], "line": ["a"] * 20}
    ).part("waits")
    curve = part.results["median wait (seconds)"]
    assert plot_wait_distribution(curve, within_seconds=60).get_xlim()[1] == pytest.approx(5)


def test_the_larger_mark_is_the_fewest_agents_that_keep_the_promise(found):
    results = found.part("waits").results
    plans = {model: results[f"agents needed ({model})"]["noon"] for model in ("Erlang C", "Erlang A")}
    ax = plot_service_level(plans)
    marks = [line for line in ax.lines if line.get_markersize() == 10]
    assert [int(mark.get_xdata()[0]) for mark in marks] == [int(plan.value) for plan in plans.values()]
    assert all(mark.get_ydata()[0] >= 80 for mark in marks)
    assert "% served within 60 s" in words(ax)
    assert "60秒内接待的占比（%）" in words(plot_service_level(plans, language="zh"))


def test_agents_are_drawn_interval_by_interval(found):
    results = found.part("waits").results
    ax = plot_agents_by_interval({"Erlang C": results["agents needed (Erlang C)"]})
    assert [entry.get_text() for entry in ax.get_xticklabels()] == ["morning", "noon"]
    assert list(ax.lines[-1].get_ydata()) == [one.value for one in results["agents needed (Erlang C)"].values()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_best_fitting_archetype_stands_out(language):
    fit = archetype_fit(Organisation(name="w", practices=["training_service_factory"], process=Process(contact="low")))
    shown = words(plot_archetype_fit(fit, language=language))
    for archetype, one in fit.fits.items():
        assert archetype.label.text(language) in shown
        assert f"{one.value:.2f}" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_holds_both_parts_with_as_many_pictures_in_either_language(found, language):
    page = report(found, language=language)
    assert 'id="compliance"' in page
    assert 'id="waits"' in page
    assert page.count("<figure") == 10
    assert ("Are the standards carried out?" in page) == (language == "en")


def test_grades_left_of_the_lowest_score_are_not_named():
    seen = {"site": ["A"] * 40, "standard": ["smile"] * 40, "auditor": ["Lu"] * 40, "result": ["yes"] * 40}
    scores = audit_score(audit(seen, FASHION_RETAIL), by="site")
    every = {name.label.en for name in scores["A"].bands.names}
    drawn = {text.get_text() for text in plot_scores(scores).texts}
    assert drawn < every
    assert scores["A"].grade.label.en in drawn


def test_a_promise_of_another_kind_has_no_line_for_the_share_served():
    promise = ServiceTarget(mean_wait_seconds=20)
    plan = agents_needed(promise, arrivals_per_hour=ArrivalRate(mean=120), handling_seconds=180)
    levels = {tuple(line.get_ydata()) for line in plot_service_level({"": plan}).lines if line.get_marker() == "None"}
    assert levels == set()


def test_an_archetype_that_nothing_speaks_for_or_against_has_no_mark():
    ax = plot_archetype_fit(archetype_fit(Organisation(name="w")))
    assert not [line for line in ax.lines if len(line.get_xdata())]
