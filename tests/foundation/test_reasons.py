"""Reasons speak both languages, name what they are about, and no template asks for a detail that is not given."""

from string import Formatter

import pytest

from servicekit.data._scales import LIKERT_5
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, reason_text, too_few, why
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import Difference, Share
from servicekit.stats.reliability._omega import omega
from servicekit.stats.reliability._reliability import cronbach_alpha


@pytest.mark.parametrize("kind", NotEstimable)
def test_both_languages_ask_for_the_same_details(kind):
    asked = [{name for _, name, _, _ in Formatter().parse(kind.meaning.text(lang)) if name} for lang in ("en", "zh")]
    assert asked[0] == asked[1]


def test_a_reason_names_the_columns_it_is_about_in_either_language():
    flat = omega({"a": [1, 2, 3, 4], "b": [2, 1, 4, 3], "c": [3, 3, 3, 3]}, ["a", "b", "c"]).reason
    assert (flat.kind, tuple(flat.details["names"])) == (NotEstimable.ZERO_VARIANCE, ("c",))
    assert flat.text("en") == "all values are equal: c"
    assert flat.text("zh") == "所有数值相同：c"
    assert cronbach_alpha({"a": [1], "b": [2]}, ["a", "b"], scale=LIKERT_5).reason == too_few(1)


def test_the_reason_of_a_part_is_told_with_the_part():
    found = Difference(first=Share(count=1, n=2), second=Share(count=0, n=0)).reason
    assert found.text() == "the second is not estimable: there are no data"
    assert found.text("zh") == "第二项无法估计：没有数据"
    assert str(why(NotEstimable.PART, part=Label("spend", "消费额"))) == "spend is not estimable 消费额无法估计"


def test_reasons_are_equal_where_concept_and_details_are_and_ready_for_json():
    assert too_few(1) == Reason(kind=NotEstimable.TOO_FEW, details={"n": 1.0, "needed": 2})
    assert too_few(0).key == "no_data"
    assert (reason_text(None), reason_text(too_few(1.5), "zh")) == ("", "只有1.5，至少需要2")
    assert Share(count=0, n=0).to_dict()["reason"] == {"kind": "no_data", "details": {}}
