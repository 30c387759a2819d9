"""``by=`` is one column or a list of columns, and gives what a filter gives."""

import numpy as np
import polars as pl
import pytest

import servicekit as sk
from servicekit.foundation._errors import InvalidValueError

SEVEN = sk.LIKERT_7
PAIR = {"evaluation": "p", "expectation": "e"}
MEASURES = {
    "tally": lambda data, **by: sk.stats.tally(data, "p", scale=SEVEN, **by),
    "mean_score": lambda data, **by: sk.mean_score(data, "p", scale=SEVEN, **by),
    "top_box": lambda data, **by: sk.top_box(data, "p", scale=SEVEN, **by),
    "bottom_box": lambda data, **by: sk.bottom_box(data, "p", scale=SEVEN, **by),
    "effort": lambda data, **by: sk.customer_effort_score(data, "p", scale=SEVEN, **by),
    "ratio_of_means": lambda data, **by: sk.ratio_of_means(data, **PAIR, **by),
    "mean_of_ratios": lambda data, **by: sk.mean_of_ratios(data, **PAIR, **by),
    "verdicts": lambda data, **by: sk.satisfaction.verdict_shares(data, **PAIR, scale=SEVEN, **by),
    "disconfirmation": lambda data, **by: sk.satisfaction.disconfirmation_shares(data, **PAIR, scale=SEVEN, **by),
    "zones": lambda data, **by: sk.zones_of_tolerance(
        data, perception="p", adequate=3, desired="e", scale=SEVEN, policy=sk.InputPolicy(invalid="omit"), **by
    ),
    "drivers": lambda data, **by: sk.stats.driver_importance(data, "p", ["e", "q"], resamples=0, **by),
    "alpha": lambda data, **by: sk.cronbach_alpha(data, ["p", "e", "q"], scale=SEVEN, **by),
    "omega": lambda data, **by: sk.omega(data, ["p", "e", "q"], scale=SEVEN, **by),
}


@pytest.fixture(scope="module")
def survey():
    rng = np.random.default_rng(3)
    felt = rng.normal(size=600)
    rated = {name: np.clip(np.rint(4 + felt + rng.normal(size=600)), 1, 7).astype(int) for name in "peq"}
    return pl.DataFrame(rated | {"shop": rng.choice(["b", "a"], 600), "wave": rng.choice(["2025-02", "2025-01"], 600)})


@pytest.mark.parametrize("name", MEASURES)
def test_groups_of_one_and_of_several_columns_are_what_a_filter_gives(survey, name):
    measure = MEASURES[name]
    one, both = measure(survey, by="shop"), measure(survey, by=["shop", "wave"])
    assert (one.by, list(one)) == ("shop", ["a", "b"])
    assert both.by == ("shop", "wave")
    assert list(both) == [(shop, wave) for shop in "ab" for wave in ("2025-01", "2025-02")]
    alone = measure(survey.filter(pl.col("shop") == "a"))
    assert one["a"].to_dict() == alone.to_dict() if name not in ("tally", "alpha", "omega") else one["a"].n == alone.n
    pair = measure(survey.filter((pl.col("shop") == "a") & (pl.col("wave") == "2025-02")))
    found = both["a", "2025-02"]
    assert getattr(found, "n", None) == getattr(pair, "n", None)
    assert getattr(found, "value", None) == pytest.approx(getattr(pair, "value", None))


def test_frames_and_texts_of_groups_of_several_columns(survey):
    found = sk.mean_score(survey, "p", scale=SEVEN, by=["shop", "wave"])
    frame = sk.to_frame(found)
    assert frame.columns[:2] == ["shop", "wave"]
    assert frame["wave"].to_list() == ["2025-01", "2025-02"] * 2
    assert str(found).splitlines()[1].split()[:2] == ["shop", "wave"]
    assert found.to_dict()["by"] == ["shop", "wave"]
    assert "<th>wave</th>" in found._repr_html_() or "wave" in found._repr_html_()


def test_moments_by_several_columns_are_a_mapping(survey):
    found = sk.stats.moments(survey, ["p"], by=["shop", "wave"])
    assert sum(part.n for part in found.values()) == 600
    assert next(iter(found)) == ("a", "2025-01")


def test_what_names_no_columns_is_refused(survey):
    for wrong in ([], ["shop", "shop"], 3, ["shop", 4]):
        with pytest.raises(InvalidValueError, match="by must be the name of a column, or a list"):
            sk.ratio_of_means(survey, **PAIR, by=wrong)
    with pytest.raises(InvalidValueError, match="moments already made"):
        sk.stats.moments(sk.stats.moments(survey, ["p"]), ["p"], by="shop")


def test_waits_complaints_and_audits_take_a_list_of_columns(survey):
    waits = {"w": [30.0, 60, 90, 10, 20], "s": [*"aabb", None], "d": [1, 2, 1, 1, 1]}
    log = sk.waiting.wait_log(waits, wait="w", by=["s", "d"])
    assert {group: part.n for group, part in log.items()} == {("a", 1): 1, ("a", 2): 1, ("b", 1): 2}
    cases = sk.complaints.read_case_log(
        {"o": ["2026-01-01", "2026-01-02", "2026-01-03"], "r": ["2026-01-02", "2026-01-05", None], "s": list("aab")},
        columns={"opened": "o", "resolved": "r", "site": "s"},
        times=sk.TimeFormat(zone="UTC"),
    )
    found = sk.complaints.resolution_time(cases, by=["site"])
    assert (found.by, list(found)) == (("site",), [("a",), ("b",)])
    seen = {"site": list("AAB"), "standard": ["smile"] * 3, "result": ["yes", "no", "yes"], "wave": [1, 2, 2]}
    audit = sk.standards.audit(seen | {"auditor": ["Lu"] * 3}, sk.standards.FASHION_RETAIL, wave="wave")
    assert sk.standards.compliance(audit, by=["site", "wave"])["B", 2].value == 1
