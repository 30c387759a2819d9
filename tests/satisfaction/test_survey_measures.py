"""What every survey measure promises for any answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._scales import LIKERT_5, LIKERT_7, YES_NO, ZERO_TO_TEN, Scale
from servicekit.foundation._errors import InvalidValueError
from servicekit.satisfaction._customer_effort import customer_effort_score
from servicekit.satisfaction._net_promoter import net_promoter_score
from servicekit.satisfaction._top_box import bottom_box, top_box
from servicekit.stats.designs._design import Design
from servicekit.stats.scores._mean_score import mean_score
from servicekit.stats.summaries._tally import Tally
from servicekit.stats.summaries._tally_data import tally

recommendations = st.lists(st.integers(0, 10), min_size=1, max_size=40)
weights = st.lists(st.floats(0.01, 20), min_size=40, max_size=40)
turned = Scale(low=1, high=5, higher_is_better=False)


@given(answers=recommendations, heavy=weights, level=st.sampled_from([0.5, 0.9, 0.95, 0.999]))
def test_every_interval_contains_its_value_and_lies_on_the_scale(answers, heavy, level):
    data = {"q": answers, "w": [0.5, *heavy][: len(answers)]}
    for design in (None, Design(weights="w")):
        for found, low, high in (
            (net_promoter_score(data, "q", level=level, design=design), -100, 100),
            (mean_score(data, "q", scale=ZERO_TO_TEN, level=level, design=design), 0, 10),
            (top_box(data, "q", boxes=3, scale=ZERO_TO_TEN, level=level, design=design), 0, 1),
            (bottom_box(data, "q", boxes=3, scale=ZERO_TO_TEN, level=level, design=design), 0, 1),
        ):
            assert 0 < found.n_effective <= found.n * (1 + 1e-12)
            if found.interval is None:  # one row carries the weight
                assert found.reason.key == "one_respondent"
                continue
            assert low <= found.interval.low <= found.value <= found.interval.high <= high
            assert found.interval.width > 0
            assert found.interval.level == level


@given(answers=recommendations, place=st.integers(0, 39), better=st.integers(0, 10))
def test_a_better_answer_never_lowers_the_promoter_score(answers, place, better):
    place %= len(answers)
    improved = [*answers[:place], max(better, answers[place]), *answers[place + 1 :]]
    before, after = net_promoter_score(answers), net_promoter_score(improved)
    assert -100 <= before.value <= after.value <= 100
    assert before.interval.low <= after.interval.low + 1e-9
    assert before.interval.high <= after.interval.high + 1e-9


@given(answers=recommendations)
def test_the_score_is_the_difference_of_its_groups_and_they_are_everybody(answers):
    found = net_promoter_score(answers)
    shares = {key: share.value for key, share in found.group_shares.items()}
    assert sum(shares.values()) == pytest.approx(1)
    assert found.value == pytest.approx(100 * (shares["promoter"] - shares["detractor"]))


@given(answers=st.lists(st.integers(1, 5), min_size=1, max_size=30), boxes=st.integers(1, 4))
def test_turning_scale_and_answers_round_changes_no_figure(answers, boxes):
    other = [6 - answer for answer in answers]
    for measure in (top_box, bottom_box):
        one, two = measure(answers, boxes=boxes), measure(other, boxes=boxes, scale=turned)
        assert one.value == two.value
        assert one.interval.low == pytest.approx(two.interval.low, abs=1e-12)
    first, second = mean_score(answers, scale=LIKERT_5), mean_score(other, scale=turned)
    assert first.index == pytest.approx(second.index, abs=1e-12)
    assert first.index_interval.low == pytest.approx(second.index_interval.low, abs=1e-9)
    assert first.index_interval.low <= first.index <= first.index_interval.high


@given(answers=recommendations)
def test_repeating_the_data_keeps_the_value_and_narrows_the_interval(answers):
    one, two = net_promoter_score(answers), net_promoter_score(answers * 2)
    assert one.value == two.value
    assert two.interval.width < one.interval.width


@given(answers=recommendations)
def test_a_tally_gives_the_same_as_its_answers(answers):
    assert net_promoter_score(tally(answers, scale=ZERO_TO_TEN)) == net_promoter_score(answers)
    assert top_box(answers, scale=ZERO_TO_TEN).value + bottom_box(
        answers, boxes=9, scale=ZERO_TO_TEN
    ).value == pytest.approx(1)


def test_counted_examples():
    found = net_promoter_score([10, 9, 8, 7, 6, 0, 10, 10, 9, 5])
    assert (found.value, found.n) == (20, 10)
    assert top_box([5, 4, 3, 2, 1]).value == 0.4
    assert top_box([True, True, False], boxes=1, scale=YES_NO).value == pytest.approx(2 / 3)
    assert customer_effort_score([7, 7, 1]).value == 5
    assert customer_effort_score([1, 1], scale=Scale(low=1, high=7, higher_is_better=False)).index == 100
    assert (
        str(top_box([]))
        == "Satisfied customers (CSAT, top box) 满意顾客占比（CSAT）: not estimable (there are no data)"
    )


def test_as_many_boxes_as_answers_are_refused():
    for boxes in (5, 0, 1.5, True):
        with pytest.raises(InvalidValueError, match="boxes must be"):
            top_box([5], boxes=boxes)


def test_a_tally_of_another_scale_is_refused():
    from servicekit.foundation._errors import ScaleMismatchError

    with pytest.raises(ScaleMismatchError):
        net_promoter_score(Tally.empty(LIKERT_7))


def test_the_record_of_a_score_can_be_written_down():
    import json

    record = json.loads(json.dumps(net_promoter_score([10, 3, None]).to_dict(), allow_nan=False))
    assert (record["value"], record["n"], record["n_missing"], record["n_rejected"]) == (0, 2, 1, 0)
    assert "净推荐值" in net_promoter_score([10])._repr_html_()
