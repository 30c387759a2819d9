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
