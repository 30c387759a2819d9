"""Pictures of Kano categories, two sides, cross-tabulations and priorities: colour follows tests, depth stability."""

import attrs
import numpy as np
import pytest

import servicekit as sk
from servicekit.foundation import NotEnoughDataError
from servicekit.foundation._reasons import reason_text
from servicekit.plots._canvas import GREY, ORANGE
from servicekit.plots._what_first import KANO_COLOURS

pytest.importorskip("matplotlib")
LANGUAGES = ("en", "zh")


@pytest.fixture(scope="module")
def asked():
    pairs = {"safe": ("sf", "sd"), "toss": ("tf", "td")}
    data = {
        "sf": [2] * 90 + [1] * 10,
        "sd": [5] * 100,
        "tf": [1] * 52 + [3] * 48,
        "td": [3] * 100,
    }
    return sk.priorities.kano(data, pairs, resamples=200)


def points(ax):
    return {
        tuple(np.round([line.get_xdata()[0], line.get_ydata()[0]], 6)): line
        for line in ax.lines
        if line.get_marker() == "o"
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_kano_point_is_coloured_where_its_category_stands_and_pale_where_it_wavers(asked, language):
    found = points(sk.plots.plot(asked, language=language))
    safe, toss = found[100.0, 10.0], found[0.0, 52.0]
    assert safe.get_color() == KANO_COLOURS[sk.priorities.KanoCategory("must_be")]
    assert toss.get_color() == GREY
    assert toss.get_alpha() < safe.get_alpha() == 1.0


def test_two_sides_go_left_and_right():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(900, 2))
    y = 1 + np.searchsorted((-3.0, -1.5, -0.5, 0.5), 2 * np.minimum(x[:, 0], 0) + rng.logistic(size=900))
    data = {"a": np.clip(np.rint(4 + 1.5 * x[:, 0]), 1, 7), "b": np.clip(np.rint(4 + 1.5 * x[:, 1]), 1, 7), "y": y}
    scale = {"y": sk.LIKERT_5, "a": sk.LIKERT_7, "b": sk.LIKERT_7}
    found = sk.priorities.two_sided_drivers(data, "y", ["a", "b"], scale=scale)
    ax = sk.plots.plot(found)
    costs, earns = ax.patches[0], ax.patches[1]
    assert costs.get_width() == pytest.approx(-found.effects["a"].below.value)
    assert earns.get_width() == pytest.approx(found.effects["a"].above.value)
    assert "必备因素" in sk.plots.plot(found, language="zh").get_yticklabels()[0].get_text()
    few = sk.priorities.two_sided_drivers({name: values[:40] for name, values in data.items()}, "y", ["a"], scale=scale)
    with pytest.raises(NotEnoughDataError, match="both sides"):
        sk.plots.plot(few)


def test_cells_that_stand_are_framed():
    table = {"r": ["a", "a", "b", "b"], "c": ["x", "y", "x", "y"], "n": [90, 10, 10, 90]}
    for language in LANGUAGES:
        ax = sk.plots.plot(sk.segments.crosstab(table, "r", "c", counts="n"), language=language)
        assert len(ax.lines) == 4
        assert {text.get_text().split("\n")[0] for text in ax.texts} == {"90%", "10%"}
    even = sk.segments.crosstab(table | {"n": [50, 50, 50, 50]}, "r", "c", counts="n")
    assert len(sk.plots.plot(even).lines) == 0


def test_an_attribute_that_goes_with_nothing_is_grey():
    rng = np.random.default_rng(2)
    a = rng.integers(1, 6, 400)
    data = {"a": a, "b": rng.integers(3, 6, 400), "y": np.clip(a + rng.integers(-1, 2, 400), 1, 5)}
    found = sk.priorities.importance_performance(data, "y", ["a", "b"], scale=sk.LIKERT_5, resamples=100)
    colours = {line.get_color() for line in points(sk.plots.plot(found)).values()}
    assert colours == {ORANGE, GREY}
    half = attrs.evolve(found, stability={name: {c.key: 0.5 for c in cells_of()} for name in ("a", "b")})
    assert {line.get_alpha() for line in points(sk.plots.plot(half)).values()} == {0.35 + 0.65 * 0.5}


def cells_of():
    return tuple(sk.priorities.AttributePriority)


def test_stated_importance_has_a_picture_of_its_own():
    rng = np.random.default_rng(2)
    data = {
        "p": rng.integers(1, 3, 200),
        "q": rng.integers(4, 6, 200),
        "i": rng.integers(4, 6, 200),
        "j": rng.integers(1, 3, 200),
    }
    found = sk.priorities.importance_performance(
        data, None, ["p", "q"], importance={"p": "i", "q": "j"}, scale=sk.LIKERT_5, resamples=50
    )
    for language, word in zip(LANGUAGES, ("Importance (0–100)", "重要性 (0–100)"), strict=True):
        assert sk.plots.plot(found, language=language).get_ylabel() == word


def test_excellence_is_one_row_an_attribute_of_effects_alone_in_either_language():
    rng = np.random.default_rng(3)
    data = {name: rng.integers(1, 6, 300) for name in ("x", "z")}
    data["y"] = np.where(rng.random(300) < 0.3 + 0.3 * (data["x"] == 5), 5, 4)
    names = {"x": sk.foundation.Label("Speed", "速度"), "z": sk.foundation.Label("Tone", "态度")}
    found = attrs.evolve(sk.priorities.excellence(data, "y", ["x", "z"], scale=sk.LIKERT_5), names=names)
    for language, shown in (("en", ["Speed", "Tone"]), ("zh", ["速度", "态度"])):
        ax = sk.plots.plot(found, language=language)
        assert [tick.get_text() for tick in ax.get_yticklabels()] == shown
        dots = sorted(float(line.get_xdata()[0]) for line in ax.lines if line.get_marker() == "o")
        assert dots == pytest.approx(sorted(100 * one.effect.value for one in found.drivers.values()))
        assert ("百分点" in ax.get_xlabel()) == (language == "zh")


def test_a_kano_attribute_without_answers_has_no_point():
    data = {"sf": [2] * 9 + [1], "sd": [5] * 10, "tf": [None] * 10, "td": [3] * 10}
    found = sk.priorities.kano(data, {"safe": ("sf", "sd"), "toss": ("tf", "td")}, resamples=20)
    assert list(points(sk.plots.plot(found))) == [(100.0, 10.0)]


def test_what_has_no_figure_is_refused_with_the_cause():
    with pytest.raises(NotEnoughDataError, match="the table has no cells"):
        sk.plots.plot(sk.segments.crosstab({"a": [None], "b": ["x"]}, "a", "b"))
    few = {"x": [1, 2, 3], "y": [1, 2, 3], "z": [3, 2, 1]}
    with pytest.raises(NotEnoughDataError, match="no figure to draw"):
        sk.plots.plot(sk.priorities.excellence(few, "y", ["x", "z"], scale=sk.LIKERT_5))


def test_a_map_without_importance_says_why():
    same = {"x": [1, 2, 3, 4, 5, 3], "y": [4] * 6, "z": [3, 2, 1, 3, 5, 4]}
    found = sk.priorities.importance_performance(same, "y", ["x", "z"], scale=sk.LIKERT_5, resamples=0)
    (said,) = sk.plots.plot(found).texts
    assert said.get_text() == reason_text(found.importance.reason, "en")


def test_money_without_a_worth_has_no_line_where_spending_stops():
    data = {"f": [1] * 9 + [2], "d": [5] * 10}
    asked = sk.priorities.kano(data, {"fast": ("f", "d")}, resamples=20)
    about = {"fulfilment": {"fast": 0.2}, "cost": {"fast": 100}, "budget": 50}
    for worth, words in ((None, ["budget"]), (1000, ["budget", "pays up to here"])):
        ax = sk.plots.plot(sk.priorities.investment_plan(asked, worth=worth, **about))
        assert [text.get_text() for text in ax.get_legend().get_texts()] == words


def test_quality_without_expectations_shows_perception_alone():
    speed = sk.satisfaction.Dimension(key="s", label=sk.foundation.Label("Speed", "速度"), items=["p"])
    ax = sk.plots.plot(sk.servqual({"p": [4, 5, 3, 4]}, [speed], scale=sk.LIKERT_5))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["Perception"]
