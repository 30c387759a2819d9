"""Pictures of a what-if chain."""

import pytest

import servicekit as sk
from servicekit.foundation import NotEnoughDataError
from servicekit.stats import Share

RATES = sk.complaints.return_rates(
    {
        "did_not_complain": (18, 60),
        "complained_unresolved": (6, 20),
        "complained_resolved": (33, 50),
        "complained_resolved_quickly": (27, 30),
    }
)
CHAIN = sk.chain.recovery_chain(
    complaints=400, complaint_rate=Share(count=60, n=150), settled=0.7, settled_quickly=0.3, returns=RATES,
    retention=Share(count=160, n=200), margin=100, discount_rate=0.1,
)  # fmt: skip
CHANGE = {"settled_quickly": 0.6}


def texts(ax):
    return {text.get_text() for text in (*ax.texts, *ax.get_yticklabels(), *ax.get_xticklabels())}


@pytest.mark.parametrize(("language", "first"), (("en", "Customers with a problem"), ("zh", "遇到问题的顾客")))
def test_a_chain_shows_every_stage_with_its_interval(language, first):
    run = CHAIN.run(draws=500)
    ax = sk.plots.plot(run, language=language)
    assert first in texts(ax)
    assert len(ax.get_yticks()) == len(run.stages)
    low, high = run["lost"].interval.low, run["lost"].interval.high
    drawn = [tuple(line.get_xdata()) for line in ax.lines if len(line.get_xdata()) == 2]
    assert (low, high) in drawn


def test_a_tornado_shows_what_moves_the_gain_the_widest_on_top():
    found = CHAIN.sensitivity(CHANGE, draws=500)
    ax = sk.plots.plot(found)
    names = [text.get_text() for text in ax.get_yticklabels()]
    moving = [each.label.en for each in found.influences if each.swing > 0]
    assert [name.rstrip("…") for name in names] == [m[:33] if len(m) > 34 else m for m in moving]
    assert "Return: did not complain" not in names
    assert found.gain == pytest.approx(CHAIN.what_if(CHANGE, draws=10).value)
    left, right = sorted((found.influences[0].at_low, found.influences[0].at_high))
    bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.patches[:2]]
    assert (min(map(min, bars)), max(map(max, bars))) == pytest.approx((left, right))


def test_without_uncertainty_there_is_no_tornado():
    sure = CHAIN.replace(complaint_rate=0.4, retention=0.8, return_silent=0.3, return_unresolved=0.3,
                         return_resolved=0.6, return_quickly=0.9)  # fmt: skip
    with pytest.raises(NotEnoughDataError, match="no tornado"):
        sk.plots.plot(sure.sensitivity(CHANGE, draws=10))


def test_the_way_to_a_change_has_its_interval_and_its_cost():
    curve = CHAIN.scan("settled_quickly", to=0.6, cost=5000, draws=500)
    assert curve.unit == "share"
    ax = sk.plots.plot(curve, language="zh")
    assert ax.get_xlabel() == "已解决投诉中迅速解决的比例"
    assert max(ax.lines[1].get_ydata()) == 5000


def test_a_change_that_costs_nothing_has_no_line_of_costs():
    ax = sk.plots.plot(CHAIN.scan("settled_quickly", to=0.6, draws=50))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["gain"]
