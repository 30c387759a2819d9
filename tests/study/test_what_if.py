"""The part about changes: from the tables of a study to gains, claims, and what to find out first."""

import re

import pytest
from what_if_tables import STUDY, cases

import servicekit as sk
from servicekit.foundation import InvalidValueError, RecordError, UnknownConceptError

STUDY_OF_TABLES = sk.study.study_from_toml(STUDY)
TABLES = {"complaints": cases(), "transactions": sk.load_example().tables["transactions"]}


@pytest.fixture(scope="module")
def assessed():
    return sk.assess(STUDY_OF_TABLES, **TABLES, parts=["what_if"])


@pytest.fixture(scope="module")
def part(assessed):
    return assessed.part("what_if")


def test_figures_come_from_the_tables_and_the_section_says_the_rest(part):
    rows = {row["figure"]: row for row in part.provenance.rows}
    assert 0.35 < rows["settled_quickly"]["value"] < 0.5
    assert rows["settled"]["low"] < rows["settled"]["value"] < rows["settled"]["high"]
    assert 320 < rows["complaints"]["value"] < 370  # 700 in two years
    assert "Case log" in rows["complaints"]["source"].en
    assert rows["retention"]["value"] < 0.6
    assert rows["deterred_share"]["provenance"] == "assumed"
    assert rows["deterred_share"]["source"].en == "Sales manager"
    assert rows["discount_rate"]["value"] == pytest.approx(0.1)
    assert part.curves.keys() == {"faster"}
    assert part.gains["faster"].value == pytest.approx(part.curves["faster"].results[-1].value)


def test_what_pays_is_a_claim_and_what_cannot_be_told_says_what_to_ask(part):
    said = [finding.text.en for finding in part.findings]
    assert re.search(r"^Problems cost [\d,]+ EUR a year \([\d,]+ to [\d,]+\): ", said[0])
    assert "“dear” does not pay, for certain" in said[2]
    open_one = said[1]
    assert open_one.startswith("Whether “Settle 60 % within two days” pays cannot be told")
    assert re.search(r"deciding it is worth about [\d.,]+ EUR to follow up \d+ more customers whose", open_one)
    assert re.search(r"决定之前先再回访\d+位投诉.*的顾客", part.findings[1].text.zh)
    claims = {claim.name: claim for claim in part.claims}
    assert claims["what_if/faster"].evidence.test.key == "joint_draws"
    assert any("Judgement, not data" in text for text in said)


def test_what_is_missing_is_told_with_what_would_fill_it():
    alone = sk.assess(STUDY_OF_TABLES, complaints=TABLES["complaints"])
    [lacking] = [part for part in alone.not_run if part.key == "what_if"]
    for words in ("Retention (retention): purchases over two periods", "margin", "discount_rate"):
        assert words in lacking.needs.en
    assert "留存率（retention）：两期的购买记录" in lacking.needs.zh
    assert "settled" not in lacking.needs.en
    none = sk.assess(sk.load_example().study, transactions=TABLES["transactions"])
    assert any(part.key == "what_if" for part in none.not_run)


def of_section(changes="", **figures):
    known = {
        "complaints": 400, "complaint_rate": 0.4, "settled": 0.7, "settled_quickly": 0.3, "retention": 0.8,
        "margin": 100, "discount_rate": 0.1, "return_silent": 0.3, "return_unresolved": 0.3, "return_resolved": 0.6,
        "return_quickly": 0.9,
    }  # fmt: skip
    lines = "\n".join(f"{name} = {value}" for name, value in (known | figures).items())
    text = f"[what_if.figures]\n{lines}\n[what_if.changes.faster]\nto = {{ settled_quickly = 0.6 }}\n{changes}"
    study = sk.study.study_from_toml(STUDY.split("[what_if]")[0] + text)
    return sk.assess(study, **TABLES, parts=["what_if"]).part("what_if")


def test_nothing_is_claimed_from_published_or_given_figures():
    given = of_section("cost = 10")
    assert given.claims[0].evidence.p is None
    assert not any(finding.claimed for finding in given.findings)
    quoted = of_section(return_resolved='{ published = "tarp_over_100_dollars" }')
    assert not quoted.claims
    assert "By published figures (Return: resolved)" in quoted.findings[1].text.en
    assert any("Published, of other companies' customers" in finding.text.en for finding in quoted.findings)


@pytest.mark.parametrize(
    ("old", "new", "error", "said"),
    (
        ("count = 60, n = 150", "count = 60", RecordError, "given one of these sets"),
        ("complaint_rate =", "complain_rate =", RecordError, "did you mean 'complaint_rate'"),
        ("to = { settled_quickly = 0.60 }", "to = {}", RecordError, "at least one figure"),
        ("cost = 2500", "cost = -1", RecordError, "at least 0"),
        ("quickly = 2\n", "", RecordError, "given together"),
        ("low = 0, likely = 0.01", "low = 0.2, likely = 0.01", RecordError, "in order"),
        ("settled_quickly = 0.60", "settled_quickly = 1.60", InvalidValueError, "a share from 0 to 1, got 1.6"),
        ("resolved_within = 14", "resolved_within = 1", InvalidValueError, "in order"),
    ),
)
def test_a_section_that_cannot_be_is_refused(old, new, error, said):
    with pytest.raises(error, match=said):
        sk.assess(sk.study.study_from_toml(STUDY.replace(old, new)), **TABLES, parts=["what_if"])


def test_an_unknown_source_is_refused_with_those_there_are():
    with pytest.raises((RecordError, UnknownConceptError), match="tarp_over_100_dollars"):
        of_section(return_resolved='{ published = "tarp_over_10_dollars" }')


def test_the_report_says_what_was_computed_in_both_languages(assessed):
    results = assessed.to_results()
    for language in ("en", "zh"):
        assert sk.reports.verify(sk.report(assessed, language=language), results) == ()
    assert "loss" in str(results["group"]) or "Money lost" in results["group"]
