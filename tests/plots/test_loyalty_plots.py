"""Pictures of loyalty, customers and complaints: drawn in both languages, whatever is missing from the result."""

from datetime import datetime

import numpy as np
import pytest

from servicekit.complaints.cases._backlog import Backlog
from servicekit.complaints.causes._causes import DissatisfactionReason
from servicekit.complaints.causes._pareto import Pareto
from servicekit.data._scales import LIKERT_5
from servicekit.datasets._example import SEED, example_study, example_survey, example_tables
from servicekit.foundation._vocabulary import LANGUAGES
from servicekit.loyalty.causes._satisfaction_link import satisfaction_link
from servicekit.loyalty.customers._concentration import concentration
from servicekit.loyalty.typology._attitude_patronage import attitude_patronage
from servicekit.loyalty.typology._loyalty_types import type_matrix
from servicekit.loyalty.typology._rules import EVIDENCE
from servicekit.plots._canvas import as_svg
from servicekit.plots._compliance import plot_pareto
from servicekit.plots._control_chart import plot_backlog, plot_control_chart
from servicekit.plots._loyalty import (
    plot_attitude_matrix,
    plot_lorenz,
    plot_loyalty_types,
    plot_satisfaction_curve,
    plot_value_by_tenure,
)
from servicekit.plots._survival import plot_survival
from servicekit.reports._captions import CURVE, LORENZ, MATRIX, SECOND, SHOCKS, TENURE, TYPES
from servicekit.reports._html import report
from servicekit.stats.intervals._estimates import Average, Share
from servicekit.stats.monitoring._control_charts import individuals_chart, share_chart
from servicekit.stats.survival._survival import kaplan_meier, kaplan_meier_by
from servicekit.study._assessment import assess
from servicekit.study._study import Study
from servicekit.study._toml import study_from_toml
from servicekit.value._tenure import TenureSpend, profit_by_tenure

every_language = pytest.mark.parametrize("language", LANGUAGES)
RNG = np.random.default_rng(5)
HOSTILE = "<script>$x^$ & a cause whose name goes on and on until nobody reads it"


def linked(satisfaction, loyalty):
    return satisfaction_link(
        {"s": satisfaction, "l": loyalty},
        satisfaction="s",
        loyalty="l",
        satisfaction_scale=LIKERT_5,
        loyalty_scale=LIKERT_5,
        loyal_threshold=4,
        rng=np.random.default_rng(1),
        resamples=50,
    )


def conditions(attitude, patronage):
    data = {"a": attitude, "p": patronage}
    about = {"attitude_scale": LIKERT_5, "patronage_scale": LIKERT_5, "attitude_cut": 4, "patronage_cut": 3}
    return attitude_patronage(data, attitude="a", patronage="p", **about)


def causes(**counts):
    found = dict(zip(DissatisfactionReason, counts.values(), strict=False))
    reached = np.cumsum(list(found.values())).tolist()
    return Pareto(counts=found, reached=tuple(reached), by_whom={}, n=sum(found.values()), n_unclassified=0)


DAYS = tuple(datetime(2024, 1, day) for day in (1, 8, 15))
SPEND = TenureSpend(
    periods=(Average(n=90, mean=50.0, sd=9.0), Average(n=1, mean=0.0, sd=0.0)), active=(90, 0), period_days=10.0
)
PROFIT = profit_by_tenure({"base_profit": [4, 5], "lower_operating_cost": [-2, 1]}, acquisition_cost=6, retention=0.8)
DRAWN = {
    "types": (plot_loyalty_types, type_matrix(RNG.random((len(EVIDENCE), 50)))),
    "types of nobody": (plot_loyalty_types, type_matrix(np.full((len(EVIDENCE), 2), np.nan))),
    "matrix": (plot_attitude_matrix, conditions([5, 1, 4], [1, 5, None])),
    "matrix of nobody": (plot_attitude_matrix, conditions([None], [3])),
    "lorenz": (plot_lorenz, concentration(RNG.gamma(0.4, 10, 200))),
    "lorenz of one customer": (plot_lorenz, concentration([7.0])),
    "lorenz of nothing": (plot_lorenz, concentration([0.0, 0.0])),
    "survival": (plot_survival, kaplan_meier(RNG.exponential(3, 900), observed=RNG.random(900) < 0.8)),
    "survival of groups": (plot_survival, kaplan_meier_by([1, 2, 3, 4], groups=[HOSTILE, HOSTILE, "b", "b"])),
    "survival without an event": (plot_survival, kaplan_meier([5.0], observed=[False])),
    "survival of nobody": (plot_survival, kaplan_meier([])),
    "survival at once": (plot_survival, kaplan_meier([0.0, 0.0])),
    "money by tenure": (plot_value_by_tenure, SPEND),
    "profit by tenure": (plot_value_by_tenure, PROFIT),
    "curve": (plot_satisfaction_curve, linked([1, 2, 3, 4, 5] * 8, [1, 2, 2, 4, 5] * 8)),
    "curve of one level": (plot_satisfaction_curve, linked([3, 3], [1, 5])),
    "chart of shares": (plot_control_chart, share_chart([5, 0, 9, 8], [10, 0, 12, 9])),
    "chart without limits": (plot_control_chart, share_chart([0, 0], [3, 4])),
    "chart of nobody": (plot_control_chart, share_chart([0, 0], [0, 0])),
    "profit without a cost": (plot_value_by_tenure, profit_by_tenure({"base_profit": [4, 5]}, retention=0.8)),
    "chart of figures": (plot_control_chart, individuals_chart([5, 6, 5, 6, 5, 6, 50])),
    "backlog": (plot_backlog, Backlog(starts=DAYS, arrived=(5, 9, 2), resolved=(1, 3, 6))),
    "causes": (plot_pareto, causes(a=9, b=4, c=1)),
    "causes of a column": (plot_pareto, {HOSTILE: Share(count=3, n=9), None: Share(count=6, n=9)}),
}


@every_language
@pytest.mark.parametrize("name", tuple(DRAWN))
def test_every_picture_is_drawn(name, language):
    draw, result = DRAWN[name]
    svg = as_svg(draw(result, language=language, title="T & T"))
    assert svg.startswith("<svg")
    assert "<script" not in svg
    assert any("\u4e00" <= character <= "\u9fff" for character in svg) == (language == "zh" and "<text" in svg)


@pytest.mark.parametrize("name", tuple(DRAWN))
def test_a_picture_goes_on_axes_that_are_given(name):
    from matplotlib.figure import Figure

    draw, result = DRAWN[name]
    axes = Figure().subplots()
    assert draw(result, ax=axes) is axes


def test_the_chart_marks_what_is_out_of_the_ordinary():
    draw, result = DRAWN["chart of figures"]
    assert result.signalling
    assert "out of the ordinary" in as_svg(draw(result))
    assert "out of the ordinary" not in as_svg(plot_control_chart(individuals_chart([5, 6, 5, 6])))


def test_a_curve_ends_soon_after_nearly_all_had_their_event():
    times = np.concatenate([RNG.exponential(1, 990), np.full(10, 500.0)])
    axes = plot_survival(kaplan_meier(times))
    assert axes.get_xlim()[1] < 10
    assert plot_survival(kaplan_meier(times), until=600).get_xlim()[1] == 600


def test_causes_beyond_those_drawn_are_counted():
    shares = {f"c{n}": Share(count=1, n=20) for n in range(20)}
    assert "8 more causes not drawn" in as_svg(plot_pareto(shares))


@pytest.fixture(scope="module")
def example():
    whole = study_from_toml(example_study())
    study = Study(scales=whole.scales, loyalty=whole.loyalty, transactions=whole.transactions, resamples=100)
    return assess(study, example_survey(), **example_tables(SEED))


@every_language
def test_the_report_draws_loyalty_and_customers(example, language):
    page = report(example, language=language)
    assert page.count("<figure") == 7
    for caption in (TYPES, SHOCKS, MATRIX, CURVE, LORENZ, SECOND, TENURE):
        assert caption.text(language) in page


def test_the_report_of_a_case_log_draws_its_pictures():
    day = [f"2024-0{1 + n // 28}-{1 + n % 28:02d}" for n in range(112)]
    log = {
        "opened": [f"{text} 08:00" for text in day],
        "resolved": [f"{text} {9 + n % 12:02d}:00" if n % 9 else None for n, text in enumerate(day)],
        "cause": ["late", "rude", HOSTILE, None] * 28,
        "branch": ["north", "south"] * 56,
    }
    study = study_from_toml(
        "[complaints]\ndeadline = 6\nby = ['branch']\n"
        "columns = { opened = 'opened', resolved = 'resolved', cause = 'cause' }\n"
    )
    found = assess(study, complaints=log)
    page = report(found)
    assert page.count("<figure") == 6
    assert page.count("<script") == 1
