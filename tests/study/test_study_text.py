"""A study written as TOML is read strictly, with every problem at once."""

import pytest

from servicekit.foundation._errors import RecordError, UnknownConceptError
from servicekit.foundation._vocabulary import Label
from servicekit.stats.designs._design import Design
from servicekit.study._study import Study
from servicekit.study._toml import study_from_toml

SMALL = """
title = "Counter survey"
[scales.five]
low = 1
high = 5
missing_codes = [9]
labels = { 1 = "bad", 5 = { en = "good", zh = "好" } }
[questions.overall]
column = "q1"
kind = "csat"
scale = "five"
"""


def test_one_text_serves_as_label_in_both_languages():
    study = study_from_toml(SMALL)
    assert study.title == Label("Counter survey", "Counter survey")
    assert study.scale("five").labels == {1.0: Label("bad", "bad"), 5.0: Label("good", "好")}
    assert study.scale("five").missing_codes == (9.0,)


def test_all_unknown_names_and_wrong_types_are_listed_at_once():
    broken = (
        SMALL.replace('kind = "csat"', 'kind = "smile"').replace("low = 1", 'low = "one"') + "\n[colour]\nred = 1\n"
    )
    with pytest.raises(RecordError) as error:
        study_from_toml(broken)
    message = str(error.value)
    assert "colour" in message
    assert "low" in message
    assert "smile" in message


def test_text_that_is_no_toml_says_where():
    with pytest.raises(RecordError, match="not valid TOML"):
        study_from_toml("title = ")


def test_a_label_for_something_that_is_no_number_is_refused():
    with pytest.raises(RecordError, match="labels of scale 'five'"):
        study_from_toml(SMALL.replace("1 = ", "one = "))


def test_a_scale_that_is_not_declared_is_named_with_the_nearest():
    with pytest.raises(UnknownConceptError, match="did you mean 'five'"):
        study_from_toml(SMALL).scale("fiv")


def test_a_study_uses_each_column_once_and_knows_its_scale():
    study = study_from_toml(SMALL.replace("[scales", 'groups = ["branch"]\ndesign.weights = "w"\n[scales', 1))
    assert study.uses == {"branch": "", "w": "", "q1": "five"}


def test_one_column_of_a_design_may_stand_alone_and_several_in_a_list():
    one = study_from_toml('design = { weights = "w", clusters = "shop", margins = ["sex", "age"] }').design
    assert one == Design(weights="w", clusters=("shop",), margins=("sex", "age"))
    two = study_from_toml('[design]\nstrata = "region"\nclusters = ["town", "shop"]\nfpc = ["towns", "shops"]').design
    assert (two.clusters, two.fpc) == (("town", "shop"), ("towns", "shops"))
    with pytest.raises(RecordError, match="weight"):
        study_from_toml('design.weight = "w"')


def test_an_empty_study_is_valid_and_uses_nothing():
    assert Study().uses == {}
