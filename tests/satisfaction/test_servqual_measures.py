"""SERVQUAL: gaps, reliability, rounding table, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._answers import InputPolicy
from servicekit.data._scales import LIKERT_7, Scale
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Label
from servicekit.satisfaction._dimensions import Dimension, QualityDimension, dimensions_of, servqual_dimensions
from servicekit.satisfaction._servqual import servqual
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Average
from servicekit.stats.intervals._intervals import t_quantile
from servicekit.stats.scores._mean_score import mean_score

BLOCKS = {"first": {"p1": "e1", "p2": "e2"}, "second": {"p3": "e3"}}
answer = st.integers(1, 7)
respondents = st.lists(st.tuples(*[answer] * 6), min_size=2, max_size=15)


def survey(rows):
    columns = zip(*rows, strict=True)
    return {name: list(column) for name, column in zip(("p1", "p2", "p3", "e1", "e2", "e3"), columns, strict=True)}


@given(rows=respondents)
def test_swapping_expectation_and_perception_turns_every_gap(rows):
    data = survey(rows)
    one = servqual(data, dimensions_of(BLOCKS))
    swapped = {key: {e: p for p, e in block.items()} for key, block in BLOCKS.items()}
    two = servqual(data, dimensions_of(swapped))
    assert two.gap.value == pytest.approx(-one.gap.value, abs=1e-12)
    for key, quality in one.dimensions.items():
        other = two.dimensions[key]
        assert other.gap.value == pytest.approx(-quality.gap.value, abs=1e-12)
        assert other.gap.standard_error == pytest.approx(quality.gap.standard_error or 0, abs=1e-7)
        assert other.perception.value == quality.expectation.value
        if quality.gap_reliability is not None:
            assert other.gap_reliability == pytest.approx(quality.gap_reliability, abs=1e-6)


@given(rows=respondents)
def test_gaps_are_perception_less_expectation_at_every_level_and_lie_in_their_intervals(rows):
    found = servqual(survey(rows), dimensions_of(BLOCKS))
    levels = [found, *found.dimensions.values(), *(i for d in found.dimensions.values() for i in d.items.values())]
    for level in levels:
        assert level.gap.value == pytest.approx(level.perception.value - level.expectation.value, abs=1e-12)
        assert level.gap.interval is None or level.gap.value in level.gap.interval
        assert 1 <= level.perception.value <= 7
    assert found.gap.value == pytest.approx(np.mean([d.gap.value for d in found.dimensions.values()]), abs=1e-12)


@pytest.fixture
def kiosk(real_data):
    data = pd.read_csv(real_data / "kiosk_servqual_kano_ipa.csv")
    return data[data.authors_sample == 1]


def kiosk_dimensions(weight=1.0):
    ranges = ((1, 6), (6, 11), (11, 15), (15, 20), (20, 25))
    return tuple(
        Dimension(
            key=concept.key,
            label=concept.label,
            items=tuple(f"per{i:02d}" for i in range(*numbers)),
            expectations=tuple(f"exp{i:02d}" for i in range(*numbers)),
            weight=weight,
        )
        for concept, numbers in zip(QualityDimension, ranges, strict=True)
    )


def test_kiosk_gaps_equal_a_plain_computation(kiosk):
    found = servqual(kiosk, kiosk_dimensions())
    assert (found.n, found.n_missing, found.n_rejected) == (194, 0, 0)
    for dimension in found.dimensions.values():
        about = dimension.dimension
        p, e = kiosk[list(about.items)].to_numpy(), kiosk[list(about.expectations)].to_numpy()
        gap = p.mean(axis=1) - e.mean(axis=1)
        assert dimension.gap.value == pytest.approx(gap.mean(), rel=1e-12)
        assert dimension.gap.standard_error == pytest.approx(gap.std(ddof=1) / 194**0.5, rel=1e-10)
        reach = t_quantile(0.95, 193) * gap.std(ddof=1) / 194**0.5
        assert dimension.gap.interval.high == pytest.approx(gap.mean() + reach, rel=1e-10)
        for place, (item, quality) in enumerate(dimension.items.items()):
            assert quality.gap.value == pytest.approx((p - e)[:, place].mean(), rel=1e-12), item
            assert quality.gap.standard_error == pytest.approx((p - e)[:, place].std(ddof=1) / 194**0.5, rel=1e-10)


def plain_alpha(items):
    k = items.shape[1]
    return k / (k - 1) * (1 - items.var(axis=0, ddof=1).sum() / items.sum(axis=1).var(ddof=1))


def test_kiosk_reliabilities_equal_the_formulas(kiosk):
    found = servqual(kiosk, kiosk_dimensions())
    for quality in found.dimensions.values():
        p, e = kiosk[list(quality.dimension.items)], kiosk[list(quality.dimension.expectations)]
        alphas = plain_alpha(p.to_numpy()), plain_alpha(e.to_numpy())
        assert quality.perception_alpha.value == pytest.approx(alphas[0], rel=1e-10)
        assert quality.expectation_alpha.value == pytest.approx(alphas[1], rel=1e-10)
        both = np.cov(p.mean(axis=1), e.mean(axis=1))
        above = both[0, 0] * alphas[0] + both[1, 1] * alphas[1] - 2 * both[0, 1]
        want = above / (both[0, 0] + both[1, 1] - 2 * both[0, 1])
        assert quality.gap_reliability == pytest.approx(want, rel=1e-10)


@pytest.mark.slow
def test_kiosk_alphas_equal_pingouin(kiosk):
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pingouin = pytest.importorskip("pingouin")
        for quality in servqual(kiosk, kiosk_dimensions()).dimensions.values():
            want, _ = pingouin.cronbach_alpha(data=kiosk[list(quality.dimension.items)])
            assert quality.perception_alpha.value == pytest.approx(want, rel=1e-10)


def test_groups_of_the_kiosk_survey_are_the_surveys_of_the_groups(kiosk):
    parts = servqual(kiosk, kiosk_dimensions(), by="sex")
    for sex, found in parts.items():
        own = servqual(kiosk[kiosk.sex == sex], kiosk_dimensions())
        assert found.gap.value == pytest.approx(own.gap.value, rel=1e-12)
        assert found.gap.interval.low == pytest.approx(own.gap.interval.low, rel=1e-9)
    assert sum(found.n for found in parts.values()) == 194


# 386 patients (PMC6131925, table 2): expectation, perception, gap and its 95 % interval, printed with two decimals
PATIENTS = (
    ("tangibles", 4.44, 4.19, -0.25, -0.30, -0.19),
    ("reliability", 4.49, 4.36, -0.13, -0.18, -0.08),
    ("responsiveness", 4.48, 4.35, -0.13, -0.18, -0.07),
    ("empathy", 4.56, 4.40, -0.16, -0.20, -0.10),
)


@pytest.mark.parametrize(("key", "expectation", "perception", "gap", "low", "high"), PATIENTS)
def test_the_printed_intervals_of_386_patients_are_t_intervals(key, expectation, perception, gap, low, high):
    assert perception - expectation == pytest.approx(gap, abs=0.0151)
    # the standard deviation of gaps is not printed: that of the printed width gives the printed ends back
    sd = (high - low) / 2 / t_quantile(0.95, 385) * 386**0.5
    found = Average(n=386, mean=gap, sd=sd).interval
    assert [found.low, found.high] == pytest.approx([low, high], abs=0.0101), key


def test_without_expectations_it_is_servperf():
    found = servqual({"a": [5, 6, 7], "b": [4, 6, 6]}, dimensions_of({"tangibles": ["a", "b"]}))
    assert (found.expectation, found.gap) == (None, None)
    assert found.perception.value == pytest.approx(34 / 6)
    assert found.dimensions["tangibles"].dimension.label.zh == "有形性"


def test_weights_of_dimensions_weigh_the_whole():
    data = {"a": [5, 7], "b": [2, 4]}
    blocks = (
        Dimension(key="x", label=Label("x", "x"), items=("a",), weight=3),
        Dimension(key="y", label=Label("y", "y"), items=("b",), weight=1),
    )
    assert servqual(data, blocks).perception.value == pytest.approx((3 * 6 + 3) / 4)


def test_every_respondent_is_used_missing_or_set_aside():
    data = {"p1": [5, 9, 4, None, 3], "e1": [6, 6, None, 9, 4]}
    found = servqual(data, dimensions_of({"one": {"p1": "e1"}}), policy=InputPolicy(invalid="omit"))
    assert (found.n, found.n_missing, found.n_rejected, dict(found.rejected)) == (2, 1, 2, {"p1": 1, "e1": 1})


def test_nobody_and_one_respondent_are_reported_with_a_reason():
    none = servqual({"p1": [], "e1": []}, dimensions_of({"one": {"p1": "e1"}}))
    assert (none.n, none.gap.value, none.gap.reason.key) == (0, None, "no_data")
    one = servqual({"p1": [4], "e1": [6]}, dimensions_of({"one": {"p1": "e1"}}))
    assert (one.gap.value, one.gap.interval, one.gap.reason.key) == (-2, None, "too_few")


def test_means_of_one_item_are_held_where_nearly_all_say_7():
    # 90 % sevens: the t interval held 58 of 100 samples of 20 and did not exist in 12
    rng, hits = np.random.default_rng(4), 0
    for _ in range(200):
        item = servqual({"p1": rng.choice([6, 7], 20, p=[0.1, 0.9])}, dimensions_of({"one": ["p1"]}))
        hits += 6.9 in item.dimensions["one"].items["p1"].perception.interval
    assert hits >= 188
    found = servqual({"p1": [7] * 12 + [6, 5]}, dimensions_of({"one": ["p1"]})).perception
    mean = mean_score([7] * 12 + [6, 5], scale=LIKERT_7)
    assert (found.interval.low, found.interval.high) == (mean.interval.low, mean.interval.high)


def test_means_of_one_item_honour_a_design_as_scores_do():
    data = {"p1": [7] * 15 + [6, 6, 5, 4, 7], "w": [1.0, 2.0, 1.5, 3.0] * 5, "c": list("abcde") * 4}
    for design in (Design(weights="w"), Design(clusters="c")):
        found = servqual(data, dimensions_of({"one": ["p1"]}), design=design).perception.interval
        mean = mean_score(data, "p1", scale=LIKERT_7, design=design).interval
        assert (found.low, found.high) == pytest.approx((mean.low, mean.high), rel=1e-9)


def test_gaps_that_all_agree_have_the_interval_of_one_pair_more():
    data = {"p1": [5, 6, 4, 7], "e1": [6, 7, 5, 7], "p2": [5, 6, 4, 6], "e2": [6, 7, 5, 7]}
    item = servqual({k: v[:3] for k, v in data.items()}, dimensions_of({"two": {"p1": "e1", "p2": "e2"}}))
    reach = (1 + t_quantile(0.95, 3)) / 4
    assert item.dimensions["two"].items["p1"].gap.interval.high == pytest.approx(-1 + reach)
    assert item.gap.interval.low == pytest.approx(-1 - reach / 2)
    assert item.gap.interval.method == "t with one pair more"


REFUSED = (
    (lambda: servqual({}, ()), "dimensions must be at least one"),
    (lambda: servqual({}, dimensions_of({"a": ["x"]}) * 2), "with different keys"),
    (lambda: servqual({}, dimensions_of({"a": ["x"], "b": {"y": "z"}})), "for all dimensions or for none"),
    (lambda: servqual({}, dimensions_of({"a": {"x": "x"}})), "no item its own expectation"),
    (
        lambda: servqual({}, dimensions_of({"a": {"x": "y"}}), scale=Scale(low=1, high=5, higher_is_better=False)),
        "more is better",
    ),
    (lambda: servqual({}, (Dimension(key="a", label=Label("a", "a"), items=("x",), weight=0),)), "not all 0"),
    (lambda: Dimension(key="a", label=Label("a", "a"), items=("x",), weight=float("inf")), "weight must be"),
    (lambda: Dimension(key="a", label=Label("a", "a"), items=("x", "x")), "each once"),
    (lambda: dimensions_of({"a": "abc"}), "a list of columns"),
    (lambda: servqual_dimensions(["q"] * 21), "22 columns"),
    (lambda: servqual_dimensions([f"p{i}" for i in range(22)], [f"e{i}" for i in range(25)]), "none or 22 columns"),
    (lambda: servqual({"x": [8, 1]}, dimensions_of({"a": ["x"]}), scale=LIKERT_7), "from 1 to 7, got .8"),
)


@pytest.mark.parametrize(("make", "message"), REFUSED)
def test_surveys_that_make_no_sense_are_refused(make, message):
    with pytest.raises(InvalidValueError, match=message):
        make()


def test_the_standard_questionnaire_has_22_items_in_five_dimensions():
    found = servqual_dimensions([f"p{i}" for i in range(22)], [f"e{i}" for i in range(22)])
    assert [len(d.items) for d in found] == [4, 5, 4, 4, 5]
    assert [d.items[0] for d in found] == ["p0", "p4", "p9", "p13", "p17"]
    assert all(p[1:] == e[1:] for d in found for p, e in zip(d.items, d.expectations, strict=True))
