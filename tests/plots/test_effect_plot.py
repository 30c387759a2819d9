"""Pictures of management: effects against both baselines, and charts with the date of an action."""

import pytest

from servicekit.foundation._errors import UnknownConceptError
from servicekit.foundation._vocabulary import Label
from servicekit.improvement._verified_effect import verify_effect
from servicekit.plots._control_chart import plot_control_chart
from servicekit.plots._effect import plot_effect
from servicekit.plots._plot import plot
from servicekit.stats.monitoring._control_charts import individuals_chart

pytest.importorskip("matplotlib")
BEFORE = {"a": (30, 60), "b": (45, 60), "c": (48, 60), "d": (50, 60)}


def test_an_effect_shows_what_was_measured_and_what_would_have_come_by_itself():
    found = verify_effect(BEFORE, BEFORE | {"a": (38, 60)}, acted=["a"])
    ax = plot_effect(found, language="zh")
    assert ax.get_title(loc="left") == "尚无法判断"
    points = sorted(float(line.get_xdata()[0]) for line in ax.lines if len(line.get_xdata()) == 1)
    assert points == pytest.approx(sorted((30 / 60, 38 / 60, 38 / 60 - found.value)))
    assert plot(found).get_title(loc="left") == "Verified effect of an action"


def test_a_chart_marks_when_an_action_was_started():
    chart = individuals_chart(
        [5, 6, 5, 7, 6, 9], periods=["2024-01", "2024-02", "2024-03", "2024-04", "2024-05", "2024-06"]
    )
    ax = plot_control_chart(chart, actions={"2024-04": Label("Training", "培训")}, language="zh")
    assert "培训" in [text.get_text() for text in ax.texts]
    assert 2.5 in [line.get_xdata()[0] for line in ax.lines]
    with pytest.raises(UnknownConceptError, match="period of the chart"):
        plot_control_chart(chart, actions={"2025-04": "Training"})
