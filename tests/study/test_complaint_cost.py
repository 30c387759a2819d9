"""What complaints cost, from a case log that says how each case went and who came back."""

import numpy as np
import pytest

from servicekit.foundation._errors import UnknownConceptError
from servicekit.study._assessment import assess
from servicekit.study._toml import study_from_toml

RETURN = {"no": 0.1, "open": 0.2, "ok": 0.5, "fast": 0.8}
STUDY = """
[complaints]
text = "text"
voicing = "deck_4_percent"
talk = "up_to_1825"
outcome = "how"
returned = "back"
value_per_customer = 200
outcomes = { no = "did_not_complain", open = "complained_unresolved", ok = "complained_resolved", \
fast = "complained_resolved_quickly" }
[complaints.columns]
opened = "opened"
resolved = "closed"
"""


def log(rows=300, seed=1):
    rng = np.random.default_rng(seed)
    how = np.array(list(RETURN))[rng.integers(0, 4, rows)].tolist()
    return {
        "opened": [f"2024-01-{1 + row % 28:02d}T10:00:00" for row in range(rows)],
        "closed": [f"2024-02-{1 + row % 28:02d}T10:00:00" if row % 9 else None for row in range(rows)],
        "how": how,
        "back": [bool(rng.random() < RETURN[outcome]) for outcome in how],
        "text": ["The staff were rude and nobody listened"] * rows,
    }


@pytest.fixture(scope="module")
def part():
    return assess(study_from_toml(STUDY), complaints=log()).part("complaints")


def test_money_lost_is_customers_lost_times_their_worth(part):
    data = log()
    gone = data["back"].count(False)
    assert part.results["cost"].value == pytest.approx(200 * gone)
    interval = part.results["cost"].interval
    assert interval.low < part.results["cost"].value < interval.high


def test_published_rules_are_named_as_such_and_scale_with_the_cases(part):
    assert part.results["dissatisfied customers"].value == pytest.approx(300 / 0.04)
    assert part.results["reach"].value == pytest.approx(300 * 1825)
    words = " ".join(finding.text.en for finding in part.findings)
    assert "published" in words
    assert "up to" in words


def test_nothing_is_inferred_that_the_study_does_not_ask_for():
    plain = "\n".join(
        line for line in STUDY.splitlines() if not line.startswith(("voicing", "talk", "outcome", "returned"))
    )
    plain = plain.replace('fast = "complained_resolved_quickly" }\n', "")
    results = assess(study_from_toml(plain), complaints=log()).part("complaints").results
    assert not {"reach", "dissatisfied customers", "cost", "return rates"} & set(results)


def test_causes_in_the_customers_own_words_are_counted(part):
    assert part.results["causes in the text"].n == 300


def test_an_unknown_preset_is_refused_with_the_known_ones():
    with pytest.raises(UnknownConceptError, match="deck_4_percent"):
        assess(study_from_toml(STUDY.replace("deck_4_percent", "deck_4")), complaints=log(30))


def test_customers_who_complain_again_are_followed_where_the_log_knows_them():
    data = log() | {"who": [row // 2 for row in range(300)]}
    part = assess(study_from_toml(STUDY + 'customer = "who"\n'), complaints=data).part("complaints")
    again = part.results["repeat complaints within 30 days"]
    assert again.n == 300
    assert 0.4 < again.value < 0.6
    assert any("complains again within 30 days" in finding.text.en for finding in part.findings)
