"""One call draws any result, in either language."""

import attrs
import pytest

import servicekit as sk

pytest.importorskip("matplotlib")


@pytest.fixture(scope="module")
def results():
    example = sk.load_example()
    study = attrs.evolve(example.study, resamples=100)
    found = sk.assess(study, example.survey, **example.tables)
    return {f"{part.key}: {name}": result for part in found.parts for name, result in part.results.items()}


@pytest.mark.parametrize("language", ("en", "zh"))
def test_any_result_of_an_assessment_becomes_a_picture_that_says_what_it_shows(results, language):
    for name, result in results.items():
        ax = sk.plots.plot(result, language=language)
        assert ax.has_data() or ax.patches or ax.texts, name
        assert ax.get_title(loc="left") or ax.get_title(), name


def test_groups_become_one_picture_with_a_row_for_each():
    groups = sk.top_box(sk.load_example().survey, "overall", scale=sk.LIKERT_5, by="branch")
    ax = sk.plots.plot(groups)
    assert [tick.get_text() for tick in ax.get_yticklabels()] == list(groups)


def test_a_title_given_is_kept_and_an_empty_one_leaves_none():
    score = sk.net_promoter_score([9, 10, 3])
    assert sk.plots.plot(score, title="Autumn").get_title(loc="left") == "Autumn"
    assert sk.plots.plot(score, title="").get_title(loc="left") == ""


def test_what_is_no_result_is_refused():
    with pytest.raises(sk.foundation.InvalidValueError, match="result must be a result"):
        sk.plots.plot(3)
    with pytest.raises(sk.foundation.NotEnoughDataError, match="no figure to draw"):
        sk.plots.plot({})


def rows(result, **about):
    return [tick.get_text() for tick in sk.plots.plot(result, **about).get_yticklabels()]


def test_respondents_who_did_not_name_their_group_are_called_so_in_every_picture():
    survey = {"rated": [9, 10, 3, 2], "shop": ["A", None, None, "A"]}
    groups = sk.net_promoter_score(survey, "rated", by="shop")
    assert (rows(groups), rows(groups, language="zh")) == (["A", "(not given)"], ["A", "（未填写）"])
    ranked = sk.stats.rank_shares({None: (60, 100), "A": (80, 100)})
    assert rows(ranked, language="zh")[1].startswith("（未填写）")
    curve = sk.stats.kaplan_meier([1, 2])
    curves = {"A": curve, None: curve}
    assert "(not given) (n 2)" in [text.get_text() for text in sk.plots.plot(curves).get_legend().get_texts()]


def test_groups_of_results_with_several_figures_have_a_row_for_each_figure_of_each():
    said = {"said": ["slow", "slow", "nice staff"], "shop": ["A", None, "A"]}
    by_shop = sk.comments.topic_shares(said, comment="said", by="shop")
    names = rows(by_shop, language="zh")
    assert len(names) == sum(len(found.topics) for found in by_shop.values())
    assert {name.partition("：")[0] for name in names} == {"A", "（未填写）"}


def test_names_among_the_fields_of_a_result_are_no_figures():
    survey = {"y": [5, 4, 2, 3, 1, 5], "a": [5, 4, 1, 3, 2, 5], "b": [3, 4, 2, 5, 1, 4]}
    found = sk.stats.driver_importance(survey, "y", ["a", "b"], scale=sk.LIKERT_5, resamples=0)
    assert rows(found) == ["a", "b", "explained"]


def test_shares_of_nobody_are_named_without_figures():
    shown = sk.plots.plot(sk.net_promoter_score([])).texts
    assert [text.get_text() for text in shown] == ["Detractor", "Passive", "Promoter"]


def test_a_value_without_an_interval_stands_alone():
    (said,) = sk.plots.plot({"one": sk.stats.Average(n=1, mean=3.0, sd=0.0)}).texts
    assert said.get_text() == "3.00"


def test_of_many_groups_the_best_and_the_worst_twenty_are_drawn():
    names = rows(sk.stats.rank_shares({f"u{place}": (place, 60) for place in range(50)}))
    assert [name.split()[0] for name in names] == [f"u{place}" for place in (*range(49, 29, -1), *range(19, -1, -1))]


def test_a_ranking_of_nobody_says_so_and_has_no_mean():
    ax = sk.plots.plot(sk.stats.rank_shares({"A": (0, 0), "B": (0, 0)}))
    assert [text.get_text() for text in ax.texts] == ["– (there are no data)"] * 2
    assert not [line for line in ax.lines if len(line.get_xdata())]


def test_a_unit_beyond_the_wide_limits_is_named():
    usual = {f"u{place}": (500 + place % 3, 1000) for place in range(60)}
    assert not sk.plots.plot(sk.stats.rank_shares(usual).funnel).texts
    for name, count, side in (("high", 900, "bottom"), ("low", 100, "top")):
        found = sk.stats.rank_shares(usual | {name: (count, 1000)}).funnel
        (text,) = sk.plots.plot(found).texts
        assert [text.get_text()] == [*found.outside] == [name]
        assert text.get_va() == side


def test_a_figure_followed_marks_periods_that_changed_and_the_target():
    def legend(*counts, **about):
        waves = {place: sk.stats.Share(count=count, n=n) for place, (count, n) in enumerate(counts)}
        ax = sk.plots.plot(sk.stats.monitor(waves, **about))
        return [text.get_text() for text in ax.get_legend().get_texts()][2:], ax

    assert legend((500, 1000), (700, 1000), target=0.9)[0] == ["certainly changed", "target"]
    words, ax = legend((3, 10), (2, 9))  # too few answers for an interval
    assert words == []
    assert not [band for band in ax.collections if band.get_paths() and len(band.get_paths()[0].vertices)]
