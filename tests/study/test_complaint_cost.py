"""What complaints cost, from a case log that says how each case went and who came back."""

import attrs
import numpy as np
import pytest

import servicekit as sk
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


OWN = """
level = 0.9
[complaints]
voicing = "head_office"
talk = "eleven_then_five"
outcome = "how"
returned = "back"
value_per_customer = 20
[complaints.columns]
opened = "opened"
resolved = "closed"
"""
OUTCOMES = {"did_not_complain": (5, 1), "complained_unresolved": (40, 8), "complained_resolved": (60, 45)}
"""Outcome -> cases, and of them those that came back."""


def cases(**outcomes):
    rows = [(outcome, k < back) for outcome, (n, back) in (outcomes or OUTCOMES).items() for k in range(n)]
    return {
        "opened": [f"2024-01-{1 + row % 28:02d}T10:00:00" for row in range(len(rows))],
        "closed": [f"2024-02-{1 + row % 28:02d}T10:00:00" for row in range(len(rows))],
        "how": [outcome for outcome, _ in rows],
        "back": [back for _, back in rows],
    }


@pytest.fixture(scope="module")
def own():
    return assess(study_from_toml(OWN), complaints=cases()).part("complaints")


def said(part):
    return [(finding.text.en, finding.text.zh, finding.tone) for finding in part.findings]


def ends(estimate, digits=0, unit=1.0, sign=""):
    return [f"{unit * end:,.{digits}f}{sign}" for end in (estimate.interval.low, estimate.interval.high)]


def test_each_figure_is_that_of_the_public_measure(own):
    rooms = sk.complaints
    rates = rooms.return_rates_from(cases(), outcome="how", returned="back", level=0.9)
    mix = {outcome: float(n) for outcome, (n, _) in OUTCOMES.items()}
    kept = rooms.retained_customers(mix, rates=rates, value_per_customer=20)
    assert own.cost.return_rates == rates
    assert (own.cost.kept.value, own.cost.kept.interval) == (kept.value, kept.interval)
    assert own.cost.kept.value == pytest.approx(1 + 8 + 45)
    assert own.cost.cost == rooms.complaint_cost(complaints=105, customers=kept, value_per_customer=20)
    assert own.cost.cost.value == pytest.approx(20 * (105 - 54))
    worse, better = rooms.ComplaintOutcome("complained_unresolved"), rooms.ComplaintOutcome("complained_resolved")
    about = {"worse": worse, "better": better, "moved_share": 0.1, "value_per_customer": 20}
    gain = rooms.recovery_gain(mix, rates=rates, **about)
    assert (own.cost.gain.value, own.cost.gain.interval) == (gain.value, gain.interval)
    assert own.cost.gain.value == pytest.approx(4 * (0.75 - 0.2))  # a tenth of forty
    voiced = rooms.dissatisfied_customers(105, voicing=rooms.VOICING_PRESETS["head_office"], level=0.9)
    assert own.cost.dissatisfied == voiced
    cascade = rooms.CASCADES["eleven_then_five"].cascade
    many = attrs.evolve(cascade, first_tellers=105 * cascade.first_tellers)
    assert own.cost.reach == rooms.reach(many, level=0.9)
    assert own.cost.reach.value == 105 * 67
    assert list(own.results)[-6:] == [
        *("dissatisfied customers", "reach", "return rates", "customers kept", "cost", "gain")
    ]


def test_each_figure_is_said_with_its_rule(own):
    low, high = ends(own.cost.dissatisfied)
    texts = said(own)
    assert (
        f"If the published figure “Reaching a manager or head office” held here, {low} to {high} customers were "
        "dissatisfied.",
        f"若公开数字“传到经理或总部”在此适用，则不满顾客约为{low}至{high}人。",
        "caution",
    ) in texts
    assert (
        "By the published rule “One tells 11, each of them 5: 67 people” about 7,035 people hear of it.",
        "按公开规则“一人告诉11人，每人再告诉5人：67人”，约有7,035人听说。",
        "caution",
    ) in texts
    low, high = ends(own.cost.cost)
    assert (
        f"Customers lost to the problems are worth 1,020 ({low} to {high}).",
        f"因问题流失的顾客价值1,020（{low}至{high}）。",
        "neutral",
    ) in texts
    for outcome, (n, back) in OUTCOMES.items():
        share = own.cost.return_rates.returned[sk.complaints.ComplaintOutcome(outcome)]
        low, high = ends(share, 1, 100, "%")
        label = sk.complaints.ComplaintOutcome(outcome).label
        share = f"{100 * back / n:.1f}%"
        en, zh = f"{label.en}: {share} ({low} to {high}) came back.", f"{label.zh}：{share}（{low}至{high}）再次光顾。"
        assert (en, zh, "neutral") in texts


@pytest.mark.parametrize(
    ("resolved", "direction", "en", "zh"),
    (
        ((60, 45), 1, "; those with a resolved case come back more often, for certain: 75.0% against 20.0%.",
         "；已解决的可以确定更常再次光顾：75.0%对20.0%。"),
        ((60, 1), -1, "Customers whose case was resolved come back less often, for certain: 1.7% against 20.0%.",
         "已解决的顾客可以确定更少再次光顾：1.7%对20.0%。"),
        ((60, 12), 1, "Whether resolving a case brings the customer back these 60 and 40 cases cannot tell (20.0% "
         "against 20.0%).", "解决投诉能否让顾客再次光顾，凭这60件和40件尚不能判断（20.0%对20.0%）。"),
    ),
)  # fmt: skip
def test_that_the_resolved_come_back_is_a_test_of_two_shares(resolved, direction, en, zh):
    table = cases(complained_unresolved=(40, 8), complained_resolved=resolved)
    part = assess(study_from_toml(OWN), complaints=table).part("complaints")
    (claim,) = [claim for claim in part.claims if claim.name == "complaints/returns"]
    assert claim.evidence == sk.stats.two_shares(resolved[1], 60, 8, 40)
    assert (claim.direction, claim.reference.n, claim.own.count) == (direction, 40, resolved[1])
    assert claim.difference.value == pytest.approx(resolved[1] / 60 - 0.2)
    (text,) = [finding.text for finding in part.findings if finding.decided and finding.decided.claim is claim]
    assert text.en.endswith(en)
    assert text.zh.endswith(zh)
    if direction > 0 and resolved[1] == 45:
        low, high = ends(part.cost.gain, 1)
        assert text.en.startswith(f"Resolving a tenth of the unresolved cases would keep 2.2 ({low} to {high}) cust")


def test_what_is_not_known_is_not_valued():
    only = assess(study_from_toml(OWN), complaints=cases(complained_resolved=(20, 5), did_not_complain=(3, 1)))
    assert only.part("complaints").cost.gain is None  # nothing is unresolved
    assert "complaints/returns" not in {claim.name for claim in only.part("complaints").claims}
    worse = assess(study_from_toml(OWN), complaints=cases(complained_unresolved=(20, 5), did_not_complain=(3, 1)))
    assert worse.part("complaints").cost.gain is None  # nobody's case was resolved
    poor = assess(study_from_toml(OWN.replace("value_per_customer = 20\n", "")), complaints=cases()).part("complaints")
    assert poor.cost.cost is None
    assert poor.cost.kept.value == pytest.approx(54)
    unknown = cases()
    pairs = zip(unknown["how"], unknown["back"], strict=True)
    unknown["back"] = [None if how == "did_not_complain" else back for how, back in pairs]
    half = assess(study_from_toml(OWN), complaints=unknown).part("complaints").cost
    assert (half.kept.value, half.cost) == (None, None)  # what became of the silent nobody knows
    for column in ("outcome", "returned"):
        lines = "\n".join(line for line in OWN.split("\n") if not line.startswith(column))
        assert assess(study_from_toml(lines), complaints=cases()).part("complaints").cost.return_rates is None
    with pytest.raises(UnknownConceptError, match="eleven_then_five"):
        assess(study_from_toml(OWN.replace("eleven_then_five", "eleven")), complaints=cases())


@pytest.mark.parametrize("end", ("lower", "upper"))
def test_a_rule_at_the_end_of_its_range_says_which_end(end):
    (preset, *_) = [one for one in sk.complaints.CASCADES.values() if one.range_end == end]
    text = OWN.replace("eleven_then_five", preset.key)
    told = said(assess(study_from_toml(text), complaints=cases()).part("complaints"))
    heard = f"{105 * preset.reach.value:,.0f}"
    words = {"lower": ("at least", "至少约"), "upper": ("up to", "最多约")}[end]
    assert (
        f"By the published rule “{preset.label.en}” {words[0]} {heard} people hear of it.",
        f"按公开规则“{preset.label.zh}”，{words[1]}有{heard}人听说。",
        "caution",
    ) in told
