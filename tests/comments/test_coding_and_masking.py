"""Hand coding, calibrated shares and their coverage, examples by rule, masks, and a classifier of one's own labels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.comments._classifier import classify_comments, train_classifier
from servicekit.comments._coding import CalibratedShare, calibrated_share, coding_sheet
from servicekit.comments._examples import example_comments
from servicekit.comments._privacy import mask_personal_data
from servicekit.comments._topics import TOPIC_RULES
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError

DATA = {"why": ["rude staff"] * 10 + ["they ignored me", "fine"] * 10 + ["", None]}


def test_a_sheet_is_a_random_sample_that_hides_what_matched():
    sheet = coding_sheet(DATA, comment="why", n=12)
    assert list(sheet) == ["row", "comment", *TOPIC_RULES]
    assert len(set(sheet["row"])) == 12
    assert all(DATA["why"][row] == text for row, text in zip(sheet["row"], sheet["comment"], strict=True))
    assert all(code is None for key in TOPIC_RULES for code in sheet[key])
    assert coding_sheet(DATA, comment="why", n=12) == sheet
    assert coding_sheet(DATA, comment="why", n=12, rng=5)["row"] != sheet["row"]
    assert coding_sheet(DATA, comment="why", n=99)["row"] == list(range(30))
    assert coding_sheet({"why": ["mail a@b.org"]}, comment="why")["comment"] == ["mail [email]"]
    assert coding_sheet({"why": []}, comment="why")["row"] == []


def test_coding_everything_gives_the_share_without_error():
    coded = {row: int(row < 10 or row % 2 == 0) for row in range(30)}
    found = calibrated_share(DATA, comment="why", topic="staff", coded=coded)
    assert found.value == pytest.approx(20 / 30)
    assert found.interval is None
    assert (found.precision, found.recall) == (1, pytest.approx(1))


counts = st.tuples(st.integers(6, 200), st.integers(6, 200), st.integers(0, 6), st.integers(0, 6))


@given(counts)
def test_a_calibrated_share_is_the_weighted_mean_of_its_strata(numbers):
    matched, others, about, missed = numbers
    found = CalibratedShare(
        topic="staff", n=matched + others, n_matched=matched, coded_matched=6, about_matched=about, coded_others=6,
        about_others=missed,
    )  # fmt: skip
    assert found.value == pytest.approx((matched * about / 6 + others * missed / 6) / (matched + others))
    if found.interval is not None:
        assert found.interval.low - 1e-12 <= found.value <= found.interval.high + 1e-12


def test_few_codes_have_a_reason_and_wrong_ones_are_refused():
    found = calibrated_share(DATA, comment="why", topic="staff", coded={0: 1, 1: 1, 11: 0})
    assert (found.value, found.interval, found.reason.details) == (None, None, {"n": 2, "needed": 5})
    for coded, rule in (({99: 1}, "rows"), ({30: 1}, "rows"), ({0: 2}, "codes")):
        with pytest.raises(InvalidValueError, match=rule):
            calibrated_share(DATA, comment="why", topic="staff", coded=coded)
    with pytest.raises(NotEnoughDataError):
        calibrated_share(DATA, comment="why", topic="staff", coded={})
    with pytest.raises(InvalidValueError, match="staff"):
        calibrated_share(DATA, comment="why", topic="staf", coded={0: 1})


@pytest.mark.parametrize(("recall", "false"), ((0.75, 0.03), (0.4, 0.01)))
def test_calibrated_shares_cover_the_truth(recall, false):
    # 2,000 comments, 12 % about the topic, 200 coded, 400 samples; two standard errors are 2.2 %
    rng = np.random.default_rng(7)
    hits = tried = 0
    for _ in range(400):
        about = rng.random(2_000) < 0.12
        matched = np.where(about, rng.random(2_000) < recall, rng.random(2_000) < false)
        coded = rng.choice(2_000, 200, replace=False)
        inside, outside = coded[matched[coded]], coded[~matched[coded]]
        found = CalibratedShare(
            topic="staff", n=2_000, n_matched=int(matched.sum()), coded_matched=len(inside),
            about_matched=int(about[inside].sum()), coded_others=len(outside), about_others=int(about[outside].sum()),
        )  # fmt: skip
        if found.interval is not None:  # else fewer than five of those that match were coded
            tried += 1
            hits += about.mean() in found.interval
    assert tried > 300
    assert 0.92 <= hits / tried <= 1


def test_examples_are_typical_once_each_and_the_same_every_time():
    texts = [
        "rude staff!" + "!" * 300,
        "the staff was rude to me",
        "staff were slow",
        "Staff were  slow",
        "bad food",
        "staff",
    ]
    found = example_comments({"why": texts}, comment="why", topic="staff", n=2)
    assert len(found) == 2
    assert not {one.row for one in found} & {0, 3, 4, 5}
    assert all("staff" in one.evidence for one in found)
    assert example_comments({"why": texts}, comment="why", topic="staff", n=2) == found
    turned = example_comments({"why": texts[::-1]}, comment="why", topic="staff", n=2)
    assert [one.text.casefold().split() for one in turned] == [one.text.casefold().split() for one in found]
    assert example_comments({"why": ["fine"]}, comment="why", topic="staff") == ()


@pytest.mark.parametrize(
    ("text", "masked"),
    (
        ("write to li.na+x@mail.example.com.", "write to [email]."),
        ("电话13912345678谢谢", "电话[phone]谢谢"),
        ("+86 139-1234-5678", "[phone]"),
        ("call (020) 7946 0958 now", "call [phone] now"),
        ("card 4111 1111 1111 1111", "card [card]"),
        ("身份证11010519491231002X", "身份证[id]"),
        ("车牌沪A·12345", "车牌[plate]"),
        ("paid 1,250.50 on 2026-03-01, 3 of 10, 99.5%", "paid 1,250.50 on 2026-03-01, 3 of 10, 99.5%"),
        ("order of 20260301", "order of 20260301"),
    ),
)
def test_what_has_a_form_is_masked_and_dates_and_amounts_are_not(text, masked):
    assert mask_personal_data(text) == masked


@given(st.text(max_size=200))
def test_masking_twice_is_masking_once(text):
    once = mask_personal_data(text)
    assert mask_personal_data(once) == once


def labelled(n, seed=3):
    rng = np.random.default_rng(seed)
    good = ["kind", "nice", "warm", "热情", "很好"]
    bad = ["rude", "cold", "slow", "冷淡", "太差"]
    labels = rng.integers(0, 2, n)
    noise = rng.random(n) < 0.1
    words = [rng.choice(good if label != flip else bad) for label, flip in zip(labels, noise, strict=True)]
    return [f"they were {word} {rng.integers(1000)}" for word in words], labels.tolist()


def test_a_classifier_learns_and_its_error_is_the_one_of_new_comments():
    texts, labels = labelled(1_500)
    found = train_classifier(texts, labels)
    assert found.errors.value == pytest.approx(0.1, abs=0.03)
    assert found.is_better_than_guessing
    new, truth = labelled(1_000, seed=9)
    said = [p >= 0.5 for p in classify_comments(found, new)]
    wrong = np.mean([a != bool(b) for a, b in zip(said, truth, strict=True)])
    assert wrong == pytest.approx(found.errors.value, abs=0.05)
    for mean, share, n in found.calibration:
        assert abs(mean - share) < 0.15 + 2 * (0.25 / n) ** 0.5
    assert train_classifier(texts, labels).to_dict() == found.to_dict()
    assert classify_comments(found, []) == ()


def test_labels_of_pure_chance_are_no_better_than_guessing():
    texts, _ = labelled(1_200)
    chance = np.random.default_rng(1).integers(0, 2, 1_200).tolist()
    assert not train_classifier(texts, chance).is_better_than_guessing


def test_too_few_labels_or_wrong_ones_are_refused():
    texts, labels = labelled(999)
    with pytest.raises(NotEnoughDataError, match="1,000 labels"):
        train_classifier(texts, labels)
    with pytest.raises(NotEnoughDataError, match="50 of each kind"):
        train_classifier(texts * 2, [0] * 1_990 + [1] * 8)
    with pytest.raises(InvalidValueError, match="1 or 0"):
        train_classifier(texts, [2] * 999)
    with pytest.raises(InvalidValueError, match="one for each"):
        train_classifier(texts, labels[1:])
