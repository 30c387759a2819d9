"""The loyalty part reads its questions by the study's own policy and says why customers stay."""

import json

import polars as pl
import pytest

from servicekit.datasets._example import example_study, example_survey
from servicekit.foundation._errors import InvalidValueError, RecordError, UnknownConceptError
from servicekit.foundation._vocabulary import LANGUAGES
from servicekit.loyalty.typology._loyalty_types import LoyaltyTypes
from servicekit.loyalty.typology._rules import EVIDENCE
from servicekit.reports._html import report
from servicekit.study._assessment import assess
from servicekit.study._part import NotRun
from servicekit.study._study import Study
from servicekit.study._toml import study_from_toml
from servicekit.study.parts import _loyalty as loyalty
from servicekit.study.sections._sections import LoyaltySection, Rated, ReportSection
from servicekit.study.tables._data_quality import check_data
from servicekit.study.wording._telling import tell

FIVE = "[scales.five]\nlow = 1\nhigh = 5\n"
EVERYTHING = FIVE + "".join(
    f"[loyalty.evidence.{item.key}]\ncolumn = '{item.key}'\nscale = 'five'\n" for item in EVIDENCE
)
COMPANY = (
    FIVE
    + """
[loyalty]
attitude_cut = 4
patronage_cut = 4
[loyalty.evidence]
repeat_share = { column = "Repurchase", scale = "five" }
attitude = { column = "Satisfaction", scale = "five" }
trust = { column = "Recommendation", scale = "five" }
[loyalty.indicators]
identification = { column = "Satisfaction", scale = "five" }
brand_care = { column = "Recommendation", scale = "five" }
share_of_needs = { column = "Repurchase", scale = "five" }
[loyalty.link]
satisfaction = { column = "Satisfaction", scale = "five" }
loyalty = { column = "Repurchase", scale = "five" }
loyal_threshold = 4
"""
)
AIRPORT = """
[scales.five]
low = 1
high = 5
missing_codes = [0, 6]
[scales.points]
low = 0
high = 10
missing_codes = [11]
[loyalty.link]
satisfaction = { column = "Q7ALL", scale = "five" }
loyalty = { column = "NETPRO", scale = "points" }
loyal_threshold = 9
"""


def alone(study, data):
    """The part as a report of its own."""
    part = loyalty.assess(study, data)
    return part if isinstance(part, NotRun) else tell([part], ReportSection())[0][0]


def words(part):
    return " ".join(finding.text.en for finding in part.findings)


@pytest.fixture(scope="module")
def company(real_data):
    return assess(study_from_toml(COMPANY), pl.read_csv(real_data / "abc2_customer_survey.csv"))


@pytest.fixture(scope="module")
def example():
    return alone(study_from_toml(example_study()), example_survey())


def test_a_company_survey_gives_types_matrix_index_and_curve(company):
    part = company.part("loyalty")
    assert list(part.results) == [
        "loyalty types",
        "attitude and patronage",
        "loyalty index",
        "satisfaction and loyalty",
    ]
    json.dumps(company.to_dict(), allow_nan=False)
    for finding in part.findings:
        assert all(finding.text.text(language) for language in LANGUAGES)
        assert "inf" not in finding.text.en
    assert company.generations["usage_and_attitude"]


def test_the_airport_shows_the_jump_at_the_best_answer(real_data):
    for year in (2017, 2018):  # the survey of 2016 did not ask for recommendation
        part = assess(study_from_toml(AIRPORT), pl.read_csv(real_data / f"sfo_airport_{year}.csv")).part("loyalty")
        jump = part.results["satisfaction and loyalty"].top_box_jump
        assert jump.interval.low > 3
        assert "Merely satisfied is not enough" in words(part)


def test_a_shock_is_weighed_only_where_its_evidence_was_asked(company, example):
    assert "repeat business after a shock" not in company.part("loyalty").results
    shocks = example.results["repeat business after a shock"]
    assert set(shocks) == {"competitor_enters", "price_cut_elsewhere", "programme_ends"}
    assert all(0 < shock.interval.low < shock.interval.high <= 1 for shock in shocks.values())


def test_shares_of_types_leave_out_only_the_undecided(example):
    types = example.results["loyalty types"]
    assert isinstance(types, LoyaltyTypes)
    assert types.weights.size  # the example is a weighted survey
    typed = types.weights[types.leading >= 0].sum()
    assert sum(share.count for share in types.shares.values()) == pytest.approx(typed)


def test_a_share_is_told_beside_unrelated_answers_and_other_weights(example):
    part = example
    kind = max(part.types.shares, key=lambda each: part.types.shares[each].count)
    told = next(finding.text.en for finding in part.findings if "unrelated" in finding.text.en)
    low, high = part.types.share_ranges[kind]
    for figure in (part.types.noise_shares[kind], low, high):
        assert f"{100 * figure:.1f}%" in told
    page = report(assess(study_from_toml(example_study()), example_survey(), parts=["loyalty"]), language="zh")
    assert "设定权重变动30%时" in page
    assert "互不相关时的占比" in page


def test_weights_that_are_not_used_are_owned_up_to(example, company):
    assert "count every respondent once" in words(example)
    assert "count every respondent once" not in words(company.part("loyalty"))


def test_the_same_seed_gives_the_same_part(example):
    again = alone(study_from_toml(example_study()), example_survey())
    assert again.to_dict() == example.to_dict()


def test_a_customer_without_any_evidence_is_in_no_share():
    data = {item.key: [5, None, 1] for item in EVIDENCE}
    part = alone(study_from_toml(EVERYTHING), data)
    assert part.results["loyalty types"].untyped == 1
    assert part.results["loyalty types"].n == 2


def test_nobody_with_evidence_is_said_and_nothing_more():
    part = alone(study_from_toml(EVERYTHING), {item.key: [None, None] for item in EVIDENCE})
    assert "Nobody gave any evidence" in words(part)
    assert list(part.results) == ["loyalty types"]


def test_answers_off_their_scale_follow_the_policy_of_the_study():
    data = {item.key: [5, 9, 1] for item in EVIDENCE}
    with pytest.raises(RecordError, match="trust"):
        check_data(study_from_toml(EVERYTHING), data)
    aside = study_from_toml('invalid = "omit"\n' + EVERYTHING)
    assert check_data(aside, data).columns["trust"].rejected == {"out_of_scale": 1}
    assert alone(aside, data).results["loyalty types"].untyped == 1


def test_numbers_kept_as_text_are_read_where_the_study_says_so():
    data = {item.key: ["5", "n/a", "1"] for item in EVIDENCE}
    study = study_from_toml('text = true\nmissing_tokens = ["n/a"]\n' + EVERYTHING)
    assert alone(study, data).results["loyalty types"].n == 2


def test_the_study_asks_for_the_columns_of_loyalty():
    study = study_from_toml(COMPANY)
    assert study.uses == {"Repurchase": "five", "Satisfaction": "five", "Recommendation": "five"}
    with pytest.raises(RecordError, match="Recommendation"):
        check_data(study, {"Repurchase": [1], "Satisfaction": [1]})


def test_without_a_section_or_a_question_the_part_is_not_run():
    assert isinstance(alone(Study(), {}), NotRun)
    assert "no question" in alone(Study(loyalty=LoyaltySection()), {}).reason.en


def test_a_section_refuses_what_it_does_not_know():
    rated = Rated(column="a", scale="five")
    with pytest.raises(UnknownConceptError, match="attitude"):
        LoyaltySection(evidence={"attitudes": rated})
    with pytest.raises(UnknownConceptError):
        LoyaltySection(indicators={"warmth": rated})
    with pytest.raises(InvalidValueError, match="together"):
        LoyaltySection(evidence={"attitude": rated, "repeat_share": rated}, attitude_cut=4)
    with pytest.raises(InvalidValueError, match="repeat_share"):
        LoyaltySection(evidence={"attitude": rated}, attitude_cut=4, patronage_cut=4)


def test_little_evidence_and_ties_are_reasons_for_care():
    data = {item.key: [3, 3, 3, 3, 5] for item in EVIDENCE}
    assert "fit two types equally well" in words(alone(study_from_toml(EVERYTHING), data))
    two = FIVE + "[loyalty.evidence]\ntrust = { column = 'trust', scale = 'five' }\n"
    assert "rest on little" in words(alone(study_from_toml(two), data))
