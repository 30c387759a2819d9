"""What a first screen tells in one sentence: several attributes, one group in several measures, the same news twice."""

import re

import pytest
from attrs import evolve

from servicekit.datasets._example import load_example
from servicekit.foundation._vocabulary import LANGUAGES
from servicekit.reports._html import report
from servicekit.reports._verify import verify
from servicekit.study._assessment import assess
from servicekit.study._toml import study_from_toml


@pytest.fixture(scope="module")
def found():
    example = load_example()
    parts = ["measures", "expectation", "quality", "priorities", "groups"]
    return assess(evolve(example.study, resamples=100), example.survey, parts=parts)


def said(found, language="en"):
    return [finding.text.text(language) for finding in found.first_screen.findings]


def test_attributes_that_go_with_the_same_are_told_once(found):
    (together,) = [words for words in said(found) if "beyond everything else asked" in words]
    standing = [one.claim.subject.en for one in found.decided if one.claim.sort == "driver" and one.stands]
    assert len(standing) == 5
    assert together.startswith("All 5 attributes go with Satisfied overall")
    assert all(name in together for name in standing)


def test_a_group_that_is_low_in_several_measures_is_told_once(found):
    (together,) = [words for words in said(found) if "Market" in words]
    assert "Also lower there: Net promoter score (−28.0 against 6.2) and Made it easy (4.42 against 4.92)." in together


def test_a_sentence_of_several_claims_is_no_surer_than_the_least_sure_of_them(found):
    for finding in found.first_screen.findings:
        names = [one for one in found.decided if one.stands and one.claim.sort == "driver"]
        if finding.decided.claim.sort == "driver":
            assert finding.decided.adjusted == max(one.adjusted for one in names)


def test_shares_and_mean_of_one_comparison_are_told_once(found):
    told = {finding.decided.claim.name for finding in found.first_screen.findings}
    assert "expectation/verdicts" in told
    assert "expectation/gap" not in told


def test_what_is_not_shown_is_counted(found):
    screen = found.first_screen
    standing = {
        one.claim.name for part in found.parts for one in (f.decided for f in part.findings if f.claimed) if one
    }
    told = ("Market", "driver", "expectation/", "quality/gap", "quality/worst", "loyalty/link", "measures/")
    standing -= {finding.decided.claim.name for finding in screen.findings}
    assert screen.more == sum(not any(word in name for word in told) for name in standing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_of_several_claims_are_in_the_results_file(found, language):
    page = report(found, language=language)
    assert verify(page, found.to_results()) == ()
    for words in said(found, language):
        key = re.search(r'data-r="(sentence:[^"]*)" data-s="text">(?:<b>)?' + re.escape(words[:3]), page)
        assert key is not None
    assert verify(page.replace("4.92）", "4.93）").replace("4.92)", "4.93)"), found.to_results()) != ()


def test_figures_are_the_same_in_both_languages(found):
    for finding in found.first_screen.findings:
        one, other = (re.findall(r"[−+]?\d[\d,]*\.?\d*%?", finding.text.text(language)) for language in LANGUAGES)
        assert sorted(one) == sorted(other), (one, other)


def test_a_group_better_than_all_together_is_not_told_first_for_what_is_left():
    """C is worse than D and E once A and B are named, and better than all others pooled."""
    shares = {"A": 0.30, "B": 0.35, "C": 0.70, "D": 0.85, "E": 0.86}
    rows = [(name, 5 if at < 400 * share else 2) for name, share in shares.items() for at in range(400)]
    survey = {"branch": [name for name, _ in rows], "sat": [answer for _, answer in rows]}
    text = (
        'groups = ["branch"]\n[scales.five]\nlow = 1\nhigh = 5\n'
        '[questions.overall]\ncolumn = "sat"\nkind = "csat"\nscale = "five"\n'
    )
    found = assess(study_from_toml(text), survey)
    by_name = {one.claim.subject.en: one for one in found.decided if one.claim.sort == "group"}
    assert by_name["C"].stands
    assert by_name["C"].claim.direction == -1
    firsts = " ".join(said(found))
    assert "branch A is lower" in firsts
    assert "branch C is lower" not in firsts
    assert any("branch C is lower" in finding.text.en for finding in found.part("groups").findings)
