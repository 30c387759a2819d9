"""What goes with satisfaction: every p is that of the regression, the means and the resamples called by themselves."""

import attrs
import numpy as np
import pytest
from one_part import SCALES, alone, claims, texts
from scipy.stats import norm

import servicekit as sk
from servicekit.data import _kept_rows as kept_rows
from servicekit.foundation import Label
from servicekit.stats import ClaimTest, coefficient_tests, paired_mean
from servicekit.stats.intervals._estimates import Resampled
from servicekit.study import Study, study_from_toml
from servicekit.study.parts import _priorities as priorities
from servicekit.study.wording._candidates import left_out

FIVE = sk.LIKERT_5
DRIVERS = """[drivers]
outcome = "y"
outcome_scale = "{outcome}"
scale = "five"
drivers = ["a", "b", "c"]
labels = {{ a = "Speed" }}
{more}
[labels]
b = {{ en = "Price", zh = "价格" }}
a = "not this one"
"""
NAMES = {"a": Label("Speed", "Speed"), "b": Label("Price", "价格"), "c": Label("c", "c")}


def text(outcome="five", more="", head=""):
    return head + SCALES + DRIVERS.format(outcome=outcome, more=more)


def rated(weights=(0.9, 0.4, 0.0), middles=(2.6, 3.4, 3.4), n=150, seed=4):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 3))
    cut = {
        name: np.clip(np.rint(middle + x[:, k]), 1, 5)
        for k, (name, middle) in enumerate(zip("abc", middles, strict=True))
    }
    latent = x @ np.array(weights) + rng.normal(0, 0.7, n)
    return {**cut, "y": np.clip(np.rint(3 + latent), 1, 5)}


DATA = rated()


def narrow():
    """Attribute c has the largest slope, and answers so much alike that a matters more."""
    rng = np.random.default_rng(7)
    data = rated(seed=7) | {"c": rng.integers(3, 5, 150).astype(float)}
    latent = 1 + 0.5 * data["a"] + 0.7 * (data["c"] - 3) + rng.normal(0, 0.4, 150)
    return data | {"y": np.clip(np.rint(latent), 1, 5)}


def matrix(data, names="abc"):
    return np.column_stack([np.asarray(data[name], dtype=float) for name in names])


def part(data=DATA, **about):
    return alone(priorities, text(**about), data)


def importance(data=DATA, **about):
    return sk.priorities.importance_performance(
        data, "y", ["a", "b", "c"], scale=FIVE, **{"missing": "pairwise", "resamples": 50, "rng": 1, **about}
    )


def z(difference):
    """Two-sided p of a figure over the spread of its resamples."""
    return 2 * norm.sf(abs(difference.value) / np.std(difference.draws, ddof=1))


@pytest.fixture(scope="module")
def found():
    return part()


def test_importance_and_tests_are_those_of_the_calls(found):
    own, tests = importance(), coefficient_tests(matrix(DATA), DATA["y"])
    assert found.priorities.importance.importance == own.importance.importance
    assert np.array_equal(found.priorities.importance.draws, own.importance.draws)
    assert {name: mean.value for name, mean in found.priorities.performance.items()} == {
        name: DATA[name].mean() for name in "abc"
    }
    assert found.coefficients.values == tests.values
    for place, key in enumerate("abc"):
        claim = claims(found)[f"driver/{key}"]
        assert claim.evidence == attrs.evolve(tests.evidence[place], n=150, rows_read=150)
        assert claim.direction == np.sign(tests.values[place])
        assert claim.details["own"] == f"{25 * (DATA[key].mean() - 1):.1f}"  # 1 to 5 as 0 to 100
        assert (claim.details["k"], claim.reference.value, claim.unit, claim.lead) == (2, 0.0, "index", True)
    explained = claims(found)["explained"]
    assert explained.evidence == attrs.evolve(tests.overall, n=150, rows_read=150)
    assert explained.details == {"k": 3, "outcome": Label("y", "y"), "own": f"{100 * tests.adjusted_r2:.1f}%"}
    assert (explained.lead, explained.reference.value) == (False, 0.0)
    assert found.priorities.names == NAMES
    shares, explained, performance = found.tables()
    assert (dict(shares.result), shares.names) == (own.importance.estimates, NAMES)
    assert explained.result.value == own.importance.r2
    assert (dict(performance.result), performance.names) == (dict(own.performance), NAMES)
    assert [shown.key for shown in found.shown()]


def first_p(data, own, tests):
    """The strongest attribute and its p against each other one: the larger of the two tests of their difference."""
    spread = matrix(data).std(axis=0, ddof=1)
    first = int(np.argmax(np.abs(tests.values) * spread))
    p = {}
    for other in range(3):
        if other != first:
            of_shares = z(own.importance.difference("abc"[first], "abc"[other]))
            p[other] = max(tests.difference(first, other, spread.tolist()), of_shares)
    return first, p


@pytest.mark.parametrize(
    "data",
    (DATA, rated((0.4, 0.9, 0.0)), rated((0.0, 0.5, 0.6), seed=5), rated((0.02, 0.01, 0.0), seed=6), narrow()),
)
def test_the_first_must_exceed_every_other_and_be_there_at_all(data):
    own, tests = importance(data), coefficient_tests(matrix(data), data["y"])
    first, p = first_p(data, own, tests)
    claim = claims(part(data))["first"]
    key = "abc"[first]
    assert claim.subject == NAMES[key]
    assert claim.evidence.p == pytest.approx(max(tests.evidence[first].p, *p.values()), rel=1e-9)
    assert (claim.evidence.test, claim.evidence.n, claim.lead) == (ClaimTest.LARGEST, 150, False)
    assert claim.also == (f"priorities/driver/{key}",)
    out = [1.0 if place == first else left_out(p[place], 2) for place in range(3)]
    assert claim.details["set"].p_values == pytest.approx(out, rel=1e-9)


@pytest.mark.parametrize(
    "data", (DATA, rated((0.4, 0.9, 0.0)), rated((0.2, 0.3, 0.1), (3.3, 3.1, 3.5)), rated((-0.9, 0.3, 0.0)))
)
def test_to_be_improved_first_all_three_must_hold(data):
    own, tests = importance(data), coefficient_tests(matrix(data), data["y"])
    values = np.array(own.importance.importance)
    draws = own.importance.draws[:, :3]
    placed = claims(part(data))
    for place, key in enumerate("abc"):
        apart = data[key] - matrix(data).mean(axis=1)
        more = Resampled(value=values[place] - values.mean(), draws=draws[:, place] - draws.mean(axis=1))
        holds = more.value > 0 and apart.mean() < 0 and tests.values[place] > 0
        p = max(tests.evidence[place].p, z(more), paired_mean(apart).p) if holds else 1.0
        claim = placed[f"improve_first/{key}"]
        assert claim.evidence.p == pytest.approx(p, rel=1e-6)
        assert (claim.direction, claim.good, claim.lead, claim.details["k"]) == (-1, 1, False, 3)
        assert (claim.evidence.n, claim.evidence.rows_read, claim.evidence.test) == (150, 150, ClaimTest.LARGEST)
        assert claim.also == (f"priorities/driver/{key}",)


def test_it_matters_which_end_of_a_scale_is_best():
    """Turned ratings and a turned outcome say the same of every attribute; one of them turned says the opposite."""
    turned = {name: 6 - values for name, values in DATA.items()}
    marks = "[scales.low]\nlow = 1\nhigh = 5\nhigher_is_better = false\n"
    plain = claims(part())
    ratings = text(outcome="low").replace('scale = "five"\ndrivers', 'scale = "low"\ndrivers') + marks
    both = claims(alone(priorities, ratings, turned))
    outcome = claims(alone(priorities, text(outcome="low") + marks, DATA | {"y": turned["y"]}))
    opposite = claims(alone(priorities, text(outcome="low") + marks, DATA))
    assert plain["improve_first/a"].evidence.p < 0.05
    for key in "abc":
        for other in (both, outcome):
            assert other[f"driver/{key}"].direction == plain[f"driver/{key}"].direction
            assert other[f"improve_first/{key}"].evidence.p == pytest.approx(
                plain[f"improve_first/{key}"].evidence.p, rel=1e-6
            )
        assert opposite[f"driver/{key}"].direction == -plain[f"driver/{key}"].direction
    assert opposite["improve_first/a"].evidence.p == 1.0
    assert both["driver/a"].details["own"] == plain["driver/a"].details["own"]


def test_under_clusters_coefficients_are_jackknifed_and_nothing_is_explained_in_all():
    data = DATA | {"shop": np.arange(150) % 10}
    found = claims(part(data, head='design.clusters = "shop"\n'))
    tests = coefficient_tests(matrix(DATA), DATA["y"], clusters=data["shop"].tolist())
    assert found["driver/a"].evidence.p == tests.evidence[0].p
    assert found["driver/a"].evidence.test == ClaimTest.JACKKNIFE_COEFFICIENT
    assert "explained" not in found
    few = claims(part(DATA | {"shop": np.arange(150) % 5}, head='design.clusters = "shop"\n'))
    assert {claim.evidence.p for claim in few.values()} == {None}
    assert len({claim.evidence.reason for claim in few.values()}) == 1


def test_a_coefficient_that_rests_on_one_answer_has_no_test_anywhere():
    data = rated(n=40) | {"c": np.where(np.arange(40) == 3, 1.0, 5.0)}
    tests = coefficient_tests(matrix(data), data["y"])
    assert tests.evidence[2].p is None
    found = claims(part(data))
    for name in ("driver/c", "improve_first/c"):
        assert found[name].evidence.p is None
        assert found[name].evidence.reason == tests.evidence[2].reason
    strong = data | {"y": np.where(np.arange(40) == 3, 1.0, 5.0 - (np.arange(40) % 3 == 0))}
    leading = claims(part(strong))["first"]
    if leading.subject.en == "c":
        assert leading.evidence.p is None


def test_nothing_explained_is_none_and_never_less():
    noise = {name: np.random.default_rng(40 + k).integers(1, 6, 60) for k, name in enumerate("abcy")}
    tests = coefficient_tests(matrix(noise), noise["y"])
    assert tests.adjusted_r2 < 0
    found = part(noise)
    assert claims(found)["explained"].details["own"] == "0.0%"
    said = texts(found)
    assert said[0] == (
        "The 3 attributes explain nothing of y that chance would not (60 of 60 answers).",
        "这3项对y的解释尚看不出超过偶然波动（60份回答中的60份）。",
    )


def test_what_is_said_in_both_languages(found):
    told = dict(texts(found))
    explained = f"{100 * coefficient_tests(matrix(DATA), DATA['y']).adjusted_r2:.1f}%"
    rated = f"{25 * (DATA['a'].mean() - 1):.1f}"
    expected = {
        f"The 3 attributes together explain {explained} of the differences in y, for certain beyond chance (150 of 150 "
        "answers).": f"这3项合起来可以解释y差异的{explained}，可以确定并非偶然（150份回答中的150份）。",
        f"Speed goes with y beyond everything else asked, for certain (150 of 150 answers; rated {rated} of 100).": (
            f"同时考虑其他各项之后，Speed仍可以确定与y有关（150份回答中的150份；表现{rated}分，满分100）。"
        ),
        "The attribute that goes most strongly with y is Speed, for certain.": "与y关系最强的一项是Speed（可以确定）。",
        "Speed matters more and does worse than the average of the 3 attributes asked, for certain: improve "
        "it first.": ("在所问的3项中，Speed的重要性高于平均、表现低于平均（可以确定），建议优先改进。"),
    }
    assert expected.items() <= told.items()


def test_the_strongest_is_it_by_slope_times_spread():
    data = narrow()
    tests = coefficient_tests(matrix(data), data["y"])
    assert np.argmax(tests.values) == 2
    assert claims(part(data))["first"].subject.en == "Speed"


def test_without_a_spread_of_resamples_nothing_is_first():
    once = text().replace("resamples = 50", "resamples = 1")
    found = claims(alone(priorities, once, DATA))
    assert found["first"].evidence.p == found["improve_first/a"].evidence.p == 1.0
    assert found["driver/a"].evidence.p < 0.05


def test_no_effect_at_all_counts_as_none_that_is_worse(found):
    study = study_from_toml(text())
    (ask,) = priorities.again(study)
    sums, tests = ask(DATA)
    flat = attrs.evolve(tests, values=(0.0, -0.1, 0.1))
    tested = priorities._Tested(study=study, found=found.priorities, sums=sums, tests=flat, outcome=NAMES["a"])
    assert [priorities._driver(tested, place).direction for place in range(3)] == [1, -1, 1]


def test_two_attributes_are_ranked_and_placed():
    two = text().replace('["a", "b", "c"]', '["a", "b"]')
    assert {"first", "improve_first/a", "improve_first/b"} <= claims(alone(priorities, two, DATA)).keys()


def test_one_attribute_is_neither_first_nor_placed():
    one = text().replace('["a", "b", "c"]', '["a"]')
    lacking = alone(priorities, one, DATA)
    assert claims(lacking).keys() == {"explained", "driver/a"}


def incomplete(missing):
    """As many rows without an answer to c as said, from the first on."""
    return DATA | {"c": [None] * missing + DATA["c"][missing:].tolist()}


def test_what_is_tested_on_fewer_answers_than_it_is_described_by_says_so():
    data = incomplete(60)
    found = part(data)
    assert (found.priorities.importance.n, found.coefficients.n) == (150, 90)
    rows = {name: np.asarray(values)[60:].astype(float) for name, values in data.items()}
    tests = coefficient_tests(matrix(rows), rows["y"])
    assert claims(found)["driver/b"].evidence == attrs.evolve(tests.evidence[1], n=90, rows_read=150)
    said = texts(found)
    assert (
        "Shares of importance use every pair of answers there is (150 of 150 answers), the tests complete answers "
        "(90).",
        "重要性份额利用每一对已有的回答（150份中的150份），检验只用完整的回答（90份）。",
    ) in said
    # 90 ratings of c are fewer than two thirds of the usual 150
    assert said[-1][0] == (
        "Only 90 of 150 respondents answered every question needed here; the tests hold for them. Few rated c; to "
        "count more people, leave that out of the study."
    )
    assert said[-1][1].startswith("150份回答中只有90份答全了这里用到的题目，检验只反映这部分顾客。作答较少的是c")


def test_listwise_figures_hold_for_the_same_rows_as_the_tests():
    found = part(incomplete(60), more='missing = "listwise"')
    assert (found.priorities.importance.n, found.priorities.importance.missing) == (90, "listwise")
    said = [en for en, _ in texts(found)]
    assert not [en for en in said if en.startswith("Shares of importance")]
    assert said[-1].startswith("Only 90 of 150 respondents answered every question needed here; the figures hold")


@pytest.mark.parametrize(("missing", "rare"), ((50, False), (51, True)))
def test_rare_is_what_fewer_than_two_thirds_of_the_usual_number_rated(missing, rare):
    last = texts(part(incomplete(missing)))[-1][0]
    assert ("Few rated c" in last) is rare  # 100 is two thirds of 150


def test_the_rarest_stands_first():
    data = incomplete(90) | {"b": [None] * 70 + DATA["b"][70:].tolist(), "d": DATA["b"][::-1], "e": DATA["c"][::-1]}
    more = text().replace('["a", "b", "c"]', '["a", "b", "c", "d", "e"]')
    last = texts(alone(priorities, more, data))[-1]
    assert "Few rated c and Price; to count more people" in last[0]  # 60 and 80 ratings where 150 are usual
    assert "作答较少的是c和价格" in last[1]


def test_ratings_that_say_nothing_or_too_little_are_told():
    same = part(DATA | {"a": np.full(150, 3.0)})
    ((en, zh),) = texts(same)
    assert en.startswith("Not estimable: ")
    assert zh.startswith("无法估计：")
    assert same.coefficients is None
    assert same.findings[0].is_caution
    copies = part(DATA | {"b": DATA["a"]})
    assert (copies.key, copies.name) == ("priorities", priorities.NAME)
    assert copies.reason.en.startswith("drivers must be not determined by each other")
    assert copies.reason.zh == priorities.DETERMINED
    # every pair was answered by 100 or more, all of them by four
    few = {name: np.asarray(values, dtype=object) for name, values in DATA.items()}
    for name, start in (("a", 0), ("b", 50), ("c", 100)):
        few[name] = few[name].copy()
        few[name][start : start + 50 - (start == 100) * 4] = None
    ((en, zh),) = texts(part({name: values.tolist() for name, values in few.items()}))
    assert en == "Not tested: rows must be more than 4, one for each attribute and one more, got 4."
    assert zh.startswith("未作检验：")
    assert not set("abcdefghijklmnopqrstuvwxyz") & set(zh)


def test_pairs_that_do_not_fit_together_leave_the_complete_rows():
    """Correlations of different rows, by which more than all of the outcome would be explained."""
    rng = np.random.default_rng(380)
    data = {name: [int(v) if rng.random() < 0.45 else None for v in rng.integers(1, 6, 24)] for name in ("y", "a", "b")}
    about = {"scale": FIVE, "resamples": 0}
    apart = sk.priorities.importance_performance(data, "y", ["a", "b"], missing="pairwise", **about)
    assert 1 < apart.importance.r2 < 2
    found = alone(priorities, text().replace('["a", "b", "c"]', '["a", "b"]'), data)
    together = sk.priorities.importance_performance(data, "y", ["a", "b"], **about)
    assert found.priorities.importance.importance == together.importance.importance
    assert found.priorities.importance.missing == "listwise"


@pytest.mark.parametrize(("most", "by_sums"), ((150, False), (149, True)))
def test_many_rows_are_tested_by_their_sums(monkeypatch, most, by_sums):
    monkeypatch.setattr(kept_rows, "MOST_ROWS", most)
    asked = []
    whole = priorities.coefficients_of_sums
    monkeypatch.setattr(priorities, "coefficients_of_sums", lambda *given: asked.append(1) or whole(*given))
    found = part()
    assert bool(asked) is by_sums
    own = coefficient_tests(matrix(DATA), DATA["y"])
    assert found.coefficients.values == pytest.approx(own.values)
    assert claims(found)["driver/a"].evidence.p == pytest.approx(own.evidence[0].p, rel=1e-6)


def test_a_study_without_drivers_asks_for_nothing():
    lacking = priorities.assess(Study(), {})
    assert (lacking.key, lacking.needs.en, lacking.reason) == (
        "priorities", "Overall satisfaction and ratings of attributes.", None,
    )  # fmt: skip
    assert list(priorities.requests(Study())) == list(priorities.again(Study())) == []
    study = study_from_toml(text())
    first, *counted, tested = [ask(DATA) for ask in priorities.requests(study)]
    assert first.names == ("a", "b", "c", "y")
    assert [tally.n for tally in counted] == [150] * 3
    assert tested[1].values == coefficient_tests(matrix(DATA), DATA["y"]).values
    (again,) = priorities.again(study)
    assert again(DATA)[1].values == tested[1].values
