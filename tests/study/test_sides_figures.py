"""Two-sided drivers and segments of usage in a report: figures, p and directions are those of the rooms' own calls."""

import numpy as np
import pytest
from one_part import SCALES, alone, claims, texts

import servicekit as sk
from servicekit.foundation import Label
from servicekit.priorities._driver_kinds import DriverKind
from servicekit.segments._cell_tests import cell_tests
from servicekit.segments._crosstab import crosstab
from servicekit.stats import ClaimTest
from servicekit.study import Study, study_from_toml
from servicekit.study.parts import _sides as sides
from servicekit.study.parts import _usage as usage

FIVE, SEVEN = sk.LIKERT_5, sk.LIKERT_7
DRIVERS = """[scales.seven]
low = 1
high = 7
[drivers]
outcome = "y"
outcome_scale = "five"
scale = "seven"
drivers = ["basic", "exciting", "rare"]
labels = { basic = "Basics" }
[labels]
rare = { en = "Parking", zh = "停车" }
basic = "not this one"
"""


def rated(n=600, seed=3):
    """One attribute costs below neutral only, one earns above it only, one was never rated below neutral by 30."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2))
    latent = 2.2 * np.minimum(x[:, 0], 0) + 2.2 * np.maximum(x[:, 1], 0) + rng.logistic(size=n)
    answers = {name: np.clip(np.rint(4 + 1.5 * x[:, k]), 1, 7) for k, name in enumerate(("basic", "exciting"))}
    rare = np.where(np.arange(n) < 29, 3, rng.integers(4, 8, n))
    return {**answers, "rare": rare, "y": 1 + np.searchsorted((-3.0, -1.0, 0.5, 2.0), latent)}


DATA = rated()
NAMES = ["basic", "exciting", "rare"]


def call(data=DATA, **about):
    return sk.priorities.two_sided_drivers(data, "y", NAMES, scale={"y": FIVE, **dict.fromkeys(NAMES, SEVEN)}, **about)


@pytest.fixture(scope="module")
def part():
    return alone(sides, "level = 0.9\n" + SCALES + DRIVERS, DATA)


def test_claims_and_tables_are_those_of_the_call(part):
    own = call(level=0.9)
    assert part.drivers.effects == own.effects
    for key, kind, direction in (("basic", DriverKind.BASIC, 1), ("exciting", DriverKind.EXCITING, -1)):
        effect, claim = own.effects[key], claims(part)[f"asymmetry/{key}"]
        assert claim.evidence.p == effect.p_values[kind] < 0.05
        assert claim.evidence.standard_error == effect.asymmetry.standard_error
        assert (claim.evidence.test, claim.evidence.n, claim.evidence.rows_read) == (ClaimTest.LARGEST, 600, 600)
        assert claim.direction == direction == np.sign(effect.loss - effect.gain)
        assert (claim.details["below"], claim.details["above"]) == tuple(
            f"{slope:.2f}".replace("-", "−") for slope in (effect.loss, effect.gain)
        )
        assert (claim.reference.value, claim.unit, claim.measure.en) == (0.0, "effect", "y")
    tables = {table.key: table for table in part.tables()}
    for key, figure in (
        ("effect below neutral", "below"),
        ("effect above neutral", "above"),
        ("effect below less effect above neutral", "asymmetry"),
    ):
        assert dict(tables[key].result) == {name: getattr(own.effects[name], figure) for name in NAMES}
        assert tables[key].names["basic"] == Label("Basics", "Basics")
    assert dict(tables["effect on delight"].result) == {name: own.sides[name].delight for name in NAMES}
    avoided = tables["effect on avoiding dissatisfaction"].result
    assert dict(avoided) == {name: own.sides[name].dissatisfaction for name in NAMES}


def test_an_attribute_with_29_answers_on_a_side_has_no_test_and_is_named(part):
    claim = claims(part)["asymmetry/rare"]
    effect = call().effects["rare"]
    assert (effect.n_below, effect.loss) == (29, None)
    assert claim.evidence.p is None
    assert claim.evidence.reason == effect.reason.label
    assert (claim.direction, claim.details["below"], claim.details["above"]) == (1, "0.00", "0.00")
    assert (
        "Not estimable, for fewer than 30 answers are on one side of neutral: Parking.",
        "中性回答某一侧不足30份、无法估计的有：停车。",
    ) in texts(part)
    enough = DATA | {"rare": np.where(np.arange(600) < 30, 3, DATA["rare"])}
    found = alone(sides, SCALES + DRIVERS, enough)
    assert claims(found)["asymmetry/rare"].evidence.p is not None
    assert not [en for en, _ in texts(found) if en.startswith("Not estimable")]


def test_what_is_said_of_basic_and_exciting_attributes(part):
    told = {finding.decided.claim.subject.en: finding.text for finding in part.findings if finding.decided}
    basic, exciting = (call().effects[name] for name in ("basic", "exciting"))
    slopes = {
        name: [f"{s:.2f}".replace("-", "−") for s in (e.loss, e.gain)] for name, e in (("b", basic), ("e", exciting))
    }
    assert told["Basics"].en == (
        "Basics costs more where it fails than it earns where it shines, for certain: basic (log-odds of better y for "
        f"a step: {slopes['b'][0]} below neutral, {slopes['b'][1]} above; 600 of 600 answers)."
    )
    assert told["exciting"].zh == (
        "exciting做好时的收益大于做不好时的损失（可以确定），属于魅力因素：每一级对y的作用（对数优势），中性以下"
        f"{slopes['e'][0]}，中性以上{slopes['e'][1]}（600份回答中的600份）。"
    )


def test_rows_left_out_are_counted_and_told():
    data = {name: [*values, *([None] * 200)] for name, values in DATA.items()}
    found = alone(sides, SCALES + DRIVERS, data)
    assert {(claim.evidence.n, claim.evidence.rows_read) for claim in found.claims} == {(600, 800)}
    assert [en for en, _ in texts(found) if en.startswith("Only 600 of 800 respondents")]


def test_a_fit_that_fails_leaves_its_reason():
    same = DATA | {"exciting": DATA["basic"]}  # which of the two does it, no fit can tell
    found = alone(sides, SCALES + DRIVERS, same)
    claim = claims(found)["asymmetry/basic"]
    effect = call(same).effects["basic"]
    assert claim.evidence.p is None
    assert claim.evidence.reason == effect.reason.label


def test_an_outcome_without_two_ends_has_no_table_of_them():
    nobody_delighted = DATA | {"y": np.minimum(DATA["y"], 3)}
    found = alone(sides, SCALES + DRIVERS, nobody_delighted)
    assert list(found.results) == [
        "effect below neutral",
        "effect above neutral",
        "effect below less effect above neutral",
    ]


def test_what_lacks_is_said():
    assert (sides.assess(Study(), {}).key, sides.assess(Study(), {}).reason) == ("sides", None)
    off = alone(sides, SCALES + DRIVERS.replace('outcome = "y"', 'outcome = "y"\nneutral = 9'), DATA)
    assert off.reason.en.startswith("neutral must be inside the scale")
    assert off.reason.zh.startswith("数据不合要求：")
    study = study_from_toml(SCALES + DRIVERS)
    (ask,) = sides.requests(study)
    assert ask(DATA).effects == call().effects
    assert list(sides.requests(Study())) == []


USAGE = """groups = ["site", "visits", "shop", "same"]
{head}[usage]
usage = "visits"
usage_cut = 5
attitude = "like"
attitude_scale = "five"
attitude_cut = 4
satisfaction = "sat"
satisfaction_scale = "five"
[labels]
site = {{ en = "Site", zh = "站点" }}
"""


def used(n=400, seed=6):
    rng = np.random.default_rng(seed)
    site = np.array(["a", "b", "c"])[rng.integers(0, 3, n)]
    return {
        "site": site,
        "shop": rng.integers(0, 2, n),
        "same": np.full(n, "x"),
        "visits": np.where(rng.random(n) < np.where(site == "a", 0.9, 0.4), 8, 2),
        "like": rng.integers(3, 6, n),
        "sat": rng.integers(1, 6, n),
        "w": rng.choice([0.5, 1.5, 2.5], n),
    }


VISITS = used()


def segments(head="", data=VISITS):
    return alone(usage, USAGE.format(head=head + SCALES), data)


def by_hand(data):
    high = np.array(data["visits"]) >= 5, np.array(data["like"]) >= 4
    return np.array(["marginal", "captive", "latent", "core"], dtype=object)[high[0] + 2 * high[1]]


@pytest.mark.parametrize("head", ("", 'design.weights = "w"\nlevel = 0.9\n'))
def test_segments_and_their_cells_are_those_of_the_calls(head):
    part = segments(head)
    about = {"design": sk.Design(weights="w") if head else None, "level": 0.9 if head else 0.95}
    own = sk.segments.usage_attitude(
        VISITS, "visits", "like", cuts={"visits": 5, "like": 4}, satisfaction="sat",
        scale={"like": FIVE, "sat": FIVE}, **about,
    )  # fmt: skip
    assert part.segments.shares == own.shares
    assert dict(part.segments.satisfaction) == dict(own.satisfaction)
    rows = VISITS | {"segment": by_hand(VISITS)}
    assert list(part.tables_by) == ["site", "shop"], "usage is no group of itself, and one level is none"
    for column in ("site", "shop"):
        assert part.tables_by[column].cells == crosstab(rows, "segment", column, **about).cells
        for cell in cell_tests(rows, "segment", column, **about):
            claim = claims(part)[f"residual/{column}/{cell.row}/{cell.column}"]
            assert claim.evidence == cell.evidence
            assert (claim.own, claim.reference.value) == (cell.own, cell.rest)
            assert (claim.reference.n, claim.reference.without) == (round(cell.rest.n), tuple(map(str, cell.without)))
            assert claim.difference.correlation == cell.correlation
            assert claim.direction == (1 if cell.own.value > cell.rest.value else -1)
            assert (claim.lead, claim.subject.en) == (column == "site", str(cell.column))
            assert claim.measure == usage.segment_of(cell.row).label
    assert claims(part)["residual/site/core/a"].details["group"] == Label("Site", "站点")
    assert part.columns == {"site": Label("Site", "站点"), "shop": Label("shop", "shop")}


def test_tables_name_segments_and_groups():
    part = segments()
    tables = {table.key: table for table in part.tables()}
    assert list(tables) == ["segments", "satisfaction by segment", "segments by site", "segments by shop"]
    assert dict(tables["segments"].result) == dict(part.segments.shares)
    assert tables["segments"].names["core"] == Label("Core", "核心顾客")
    table = tables["segments by site"]
    assert (table.caption.en, table.caption.zh) == ("Segments by Site", "各类顾客占比，按站点")
    assert table.result["a: Core"] == part.tables_by["site"].cells["core", "a"].share
    assert table.names["a: Core"].zh == "a：核心顾客"
    bare = USAGE.replace('satisfaction = "sat"\nsatisfaction_scale = "five"\n', "")
    found = alone(usage, bare.format(head=SCALES), VISITS)
    assert "satisfaction by segment" not in found.results
    assert "satisfaction" not in texts(found)[0][0]


def test_each_segment_is_told_with_its_share_its_satisfaction_and_how_to_serve_it():
    part = segments()
    core, mean = part.segments.shares["core"], part.segments.satisfaction["core"]
    share = f"{100 * core.value:.1f}%", f"{100 * core.interval.low:.1f}%", f"{100 * core.interval.high:.1f}%"
    liked = f"{mean.value:.2f}", f"{mean.interval.low:.2f}", f"{mean.interval.high:.2f}"
    advice = usage.segment_of("core").meaning
    assert texts(part)[0] == (
        f"Core: {share[0]} ({share[1]} to {share[2]}); satisfaction {liked[0]} ({liked[1]} to {liked[2]}). {advice.en}",
        f"核心顾客占{share[0]}（{share[1]}至{share[2]}），满意度{liked[0]}（{liked[1]}至{liked[2]}）。{advice.zh}",
    )
    assert [en.split(":")[0] for en, _ in texts(part)[:4]] == ["Core", "Latent", "Captive", "Marginal"]
    none_latent = VISITS | {"like": [5 if v == 8 else 1 for v in VISITS["visits"]]}
    latent = texts(segments(data=none_latent))[1][0]
    assert latent.startswith("Latent: 0.0% (")
    assert "satisfaction" not in latent, "nobody is in it"


@pytest.mark.parametrize("levels", (30, 31))
def test_equal_shares_have_no_side_and_columns_of_many_levels_no_cells(levels):
    even = {name: [answer] * 40 for name, answer in (("visits", 8), ("like", 5), ("sat", 3), ("same", 1))}
    part = segments(data=even | {"site": ["a", "b"] * 20, "shop": [k % levels for k in range(40)]})
    assert list(part.tables_by) == (["site", "shop"] if levels == 30 else ["site"])
    assert {claim.direction for claim in part.claims} == {-1}
    assert {claim.evidence.p for claim in part.claims} <= {1.0, None}


def test_missing_answers_and_groups_are_in_no_cell():
    data = {name: values.tolist() for name, values in VISITS.items()}
    data["like"][:50] = [None] * 50
    data["site"][50:90] = [None] * 40
    part = segments(data=data)
    kept = {name: values[90:] for name, values in VISITS.items()}
    rows = kept | {"segment": by_hand(kept)}
    assert {cell.evidence.p for cell in cell_tests(rows, "segment", "site")} == {
        claim.evidence.p for name, claim in claims(part).items() if name.startswith("residual/site")
    }


def test_a_group_of_the_same_name_is_told_from_the_segments():
    data = VISITS | {"segment": VISITS["site"]}
    part = alone(usage, USAGE.format(head=SCALES).replace('["site"', '["segment"'), data)
    plain = segments()
    assert claims(part)["residual/segment/core/a"].evidence == claims(plain)["residual/site/core/a"].evidence


def test_what_usage_lacks_is_said():
    assert (usage.assess(Study(), {}).key, usage.assess(Study(), {}).reason) == ("usage", None)
    nobody = segments(data={name: [None] * 3 for name in VISITS})
    assert (nobody.reason.en, nobody.reason.zh) == ("nobody answered both", "没有人两项都作答")
    words = segments(data=VISITS | {"visits": ["often"] * 400})
    assert words.reason.en.startswith("column 'visits' must be numbers")
    assert words.reason.zh.startswith("数据不合要求：")
    study = study_from_toml(USAGE.format(head=SCALES))
    found, rows = (ask(VISITS) for ask in usage.requests(study))
    assert found.shares == segments().segments.shares
    assert rows["segment"].tolist() == by_hand(VISITS).tolist()
    assert list(usage.requests(Study())) == []
