"""Claims: the decision over a report, and the tests behind it, against reference values and properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import stdtr
from scipy.stats import binom

from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Label
from servicekit.stats.claims._claim_tests import ClaimTest, Evidence, equivalence, exact_binomial, two_shares
from servicekit.stats.claims._claims import (
    Claim,
    ClaimKind,
    Reference,
    claim_weights,
    decide,
    weighted_holm,
)
from servicekit.stats.comparison._extremes import extremum, paired_mean
from servicekit.stats.comparison._step_down import step_down
from servicekit.stats.drivers._coefficient_tests import coefficient_tests
from servicekit.stats.intervals._estimates import Difference, Share
from servicekit.stats.intervals._permutation_moments import pearson_tails
from servicekit.stats.planning._answers_needed import answers_for_groups, answers_for_majority
from servicekit.stats.scores._sampled_scores import SampledScores
from servicekit.stats.scores._two_samples import _permutation, two_samples

NAME = Label("x", "某")
rows = SampledScores.of_rows


def hits(count: int, n: int) -> SampledScores:
    return rows([1] * count + [0] * (n - count))


def claim(
    p: float | None, name: str = "a", *, part: str = "p", lead: bool = True, also: tuple[str, ...] = (), **more: object
) -> Claim:
    reason = None if p is not None else Label("none", "无")
    return Claim(
        name=name,
        kind=ClaimKind.LEVEL,
        part=part,
        subject=NAME,
        measure=NAME,
        reference=Reference(kind="threshold", label=NAME, value=0.5),
        evidence=Evidence(p=p, test=ClaimTest.MID_P, reason=reason, n=10, standard_error=0.05),
        lead=lead,
        also=also,
        **more,  # type: ignore[arg-type]
    )


class TestReferenceValues:
    @pytest.mark.parametrize(
        ("table", "p"),
        (
            ((3, 10, 9, 10), 0.0102405334603477),
            ((18, 40, 140, 200), 0.003332009052071116),
            ((0, 5, 5, 5), 1 / 252),
            ((5, 5, 150, 200), 0.24318506063226986),
        ),
    )
    def test_mid_p(self, table: tuple[int, int, int, int], p: float) -> None:
        assert two_shares(*table).p == pytest.approx(p, rel=1e-10)

    def test_mid_p_of_large_tables_goes_over_to_three_moments_without_a_step(self) -> None:
        from servicekit.stats.claims._claim_tests import _mid_p, _three_moments

        for count in (1085, 1170, 1200):
            assert _three_moments(count, 4000, 2400, 1900) == pytest.approx(_mid_p(count, 4000, 2400, 1900), rel=0.02)

    @pytest.mark.parametrize(
        ("count", "n", "p"),
        (
            (4, 4, 0.125), (5, 5, 0.0625), (6, 6, 0.03125), (9, 10, 0.021484375), (15, 20, 0.041389466),
            (14, 20, 0.115318298), (33, 50, 0.032839138), (32, 50, 0.064908647), (61, 100, 0.0352002),
            (60, 100, 0.056887934),
        ),
    )  # fmt: skip
    def test_exact_binomial(self, count: int, n: int, p: float) -> None:
        assert exact_binomial(count, n).p == pytest.approx(p, rel=1e-7)
        assert exact_binomial(n - count, n).p == pytest.approx(p, rel=1e-7)

    def test_equivalence(self) -> None:
        assert equivalence(250, 500).p == pytest.approx(0.013972465, rel=1e-7)
        assert equivalence(440, 880).p == pytest.approx(0.001635528, rel=1e-6)
        assert equivalence(108, 216, margin=0.1).p == pytest.approx(0.001838408, rel=1e-6)

    def test_step_down(self) -> None:
        found = step_down({"A": hits(70, 100), "B": hits(68, 100), "C": hits(71, 100), "D": hits(50, 100)})
        assert [group.group for group in found] == ["D", "B", "A"]
        assert [group.evidence.p for group in found[:2]] == pytest.approx([0.000473186, 0.656667], rel=1e-5)
        assert found[1].without == ("D",)

    def test_step_down_takes_the_large_one_out_before_the_small(self) -> None:
        found = step_down({"A": hits(748, 1000), "B": hits(5, 15), "C": hits(7, 15)})
        assert (found[0].group, found[1].group) == ("A", "B")
        assert found[0].evidence.p == pytest.approx(0.0000918324, rel=1e-5)
        assert (found[1].evidence.p or 0) > 0.4

    def test_permutation(self) -> None:
        a, b = rows([1, 2, 2, 3]), rows([3, 4, 5, 5, 5])
        assert _permutation(a, b) == pytest.approx(0.01750229028322906, rel=1e-10)
        c, d = rows([9, 10, 3, 7, 8]), rows([10, 9, 9, 8, 10, 7, 10, 9, 6, 10, 8, 9])
        assert _permutation(c, d) == pytest.approx(0.1803755676588891, rel=1e-10)
        assert two_samples(c, d).p == pytest.approx(0.3365449374519064, rel=1e-9)
        assert two_samples(a, b).p == pytest.approx(0.01750229028322906, rel=1e-9)  # the larger is told

    def test_weighted_holm(self) -> None:
        p, w = [0.0004, 0.012, 0.03, 0.2, 0.004], [0.2, 0.1, 0.2, 0.25, 0.25]
        assert weighted_holm(p, w) == pytest.approx((0.002, 0.066, 0.0675, 0.2, 0.0128))
        assert weighted_holm(p, [1] * 5) == pytest.approx((0.002, 0.036, 0.06, 0.2, 0.016))

    def test_robust_coefficients(self) -> None:
        x = np.array([[1, 2, 3, 4, 5, 2, 3, 4, 1, 5], [2, 1, 4, 3, 5, 2, 1, 5, 1, 4]]).T
        found = coefficient_tests(x, [1, 2, 3, 4, 5, 2, 2, 5, 1, 5])
        assert found.values == pytest.approx((0.7573770492, 0.3442622951))
        usual = [2 * stdtr(7, -abs(each.statistic)) for each in found.evidence]  # R 4.2.2, sandwich: HC3 with n - p - 1
        assert usual == pytest.approx([0.00233754, 0.13219105], rel=1e-5)
        assert found.overall.p == pytest.approx(8.90891797e-06)

    def test_degrees_of_freedom_are_those_of_the_variance_of_each_coefficient(self) -> None:
        # Bell and McCaffrey by whole matrices: the variance is a quadratic form of the residuals
        x = np.array([[1, 2, 3, 4, 5, 2, 3, 4, 1, 5], [2, 1, 4, 3, 5, 2, 1, 5, 1, 4]]).T
        found = coefficient_tests(x, [1, 2, 3, 4, 5, 2, 2, 5, 1, 5])
        design = np.column_stack([np.ones(10), x])
        inverse = np.linalg.inv(design.T @ design)
        left = np.eye(10) - design @ inverse @ design.T
        for place, evidence in enumerate(found.evidence, start=1):
            form = left @ np.diag(((design @ inverse)[:, place] / np.diag(left)) ** 2) @ left
            df = np.trace(form) ** 2 / np.trace(form @ form)
            assert evidence.df == pytest.approx(df)
            assert (evidence.p or 0) >= 2 * stdtr(df, -abs(evidence.statistic or 0)) - 1e-12

    def test_few_answers_below_the_ceiling_make_no_driver(self) -> None:
        # 3 of 400 answers differ, all alike: HC3 with n - p - 1 has p < .001 wherever their outcomes agree by chance
        rng = np.random.default_rng(8)
        named, usual = 0, 0
        for _ in range(300):
            x = np.full((400, 2), 5.0)
            x[:3, 0], x[:, 1] = 4, rng.integers(3, 6, 400)
            found = coefficient_tests(x, np.minimum(5, np.rint(4.6 + rng.normal(0, 0.6, 400)))).evidence[0]
            assert found.df is not None
            assert found.df < 3
            named += (found.p or 0) < 0.05
            usual += 2 * stdtr(397, -abs(found.statistic or 0)) < 0.001
        assert named <= 24  # 5 % and two and a half Monte Carlo errors
        assert usual > 45

    def test_a_coefficient_that_rests_on_one_answer_is_not_tested(self) -> None:
        rng = np.random.default_rng(2)
        x = np.column_stack([np.full(60, 5.0), rng.integers(1, 6, 60)])
        x[7, 0] = 1
        alone, other = coefficient_tests(x, rng.integers(1, 6, 60)).evidence
        assert (alone.p, alone.reason.zh if alone.reason else "") == (None, "只取决于一份回答")
        assert other.p is not None

    def test_an_extremum_compares_those_who_gave_both_figures(self) -> None:
        rng = np.random.default_rng(4)
        data = rng.normal([3.0, 3.5, 3.6], 0.5, (80, 3))
        gaps = data.copy()
        gaps[:30, 1] = np.nan
        both = gaps[30:]
        whole = extremum(both[:, [0, 1]])
        assert extremum(gaps[:, [0, 1]]).evidence.p == whole.evidence.p
        assert extremum(gaps[:, [0, 1]]).difference == pytest.approx(whole.difference)
        # all who gave the first figure are low, those who gave both say the opposite: no extreme
        odd = np.column_stack([np.r_[np.zeros(40), np.full(10, 5.0)], np.r_[np.full(40, np.nan), np.full(10, 3.0)]])
        assert extremum(odd + rng.normal(0, 0.01, odd.shape)).evidence.p == 1.0
        never = np.column_stack([data[:, 0], data[:, 1], np.full(80, np.nan)])
        assert extremum(never).evidence.p is None

    def test_extremum(self) -> None:
        data = [(4, 3, 2), (5, 4, 3), (4, 4, 2), (3, 3, 3), (5, 3, 4), (4, 4, 3), (4, 5, 2), (3, 4, 3)]
        low, high = extremum(data), extremum(data, lowest=False)
        assert (low.place, low.evidence.p) == (2, pytest.approx(0.049867231, rel=1e-7))
        assert high.evidence.p == pytest.approx(0.516489562, rel=1e-7)

    def test_answers_needed(self) -> None:
        assert [answers_for_groups(5, 0.65, d, 0.01) for d in (0.05, 0.1, 0.12)] == [1329, 333, 231]
        assert [answers_for_majority(0.6, a) for a in (0.05, 0.01, 0.0033)] == [210, 302, 370]


class TestDecision:
    def test_every_claim_needs_a_name_of_its_own(self) -> None:
        with pytest.raises(InvalidValueError, match="unique"):
            decide([claim(0.1), claim(0.2)])

    def test_parts_are_equal_and_leads_have_half_of_their_part(self) -> None:
        claims = [
            claim(0.1, "a"),
            *(claim(0.1, f"b{k}", part="q", lead=k < 1) for k in range(4)),
            claim(None, "none", part="r"),
        ]
        assert claim_weights(claims) == pytest.approx((0.5, 0.25, 0.25 / 3, 0.25 / 3, 0.25 / 3, 0))
        assert claim_weights(claims, {"q": 3})[0] == pytest.approx(0.25)

    def test_a_claim_stands_only_with_those_it_depends_on(self) -> None:
        one, two = decide([claim(0.9, "a"), claim(1e-9, "b", also=("a",))])
        assert not one.stands
        assert not two.stands
        assert decide([claim(1e-9, "a"), claim(1e-9, "b", also=("a",))])[1].stands

    def test_claims_that_exclude_each_other_share_one_weight(self) -> None:
        differs, equal, other = claim(0.5, "differs"), claim(0.02, "equal", rival="differs"), claim(0.9, "other")
        assert claim_weights([differs, equal, other]) == pytest.approx((0.5, 0.5, 0.5))
        assert [one.adjusted for one in decide([differs, equal, other])] == pytest.approx([1.0, 0.04, 1.0])

    def test_a_claim_without_a_test_never_stands_and_costs_nothing(self) -> None:
        none, other = decide([claim(None, "none"), claim(0.04, "b")])
        assert (none.stands, none.near, none.adjusted, other.stands) == (False, False, None, True)

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.01, 1)), min_size=1, max_size=12), st.randoms())
    def test_adjustment_is_monotone_and_blind_to_order_and_to_the_unit_of_weights(self, entries, random) -> None:
        p, w = [e[0] for e in entries], [e[1] for e in entries]
        found = weighted_holm(p, w)
        assert all((q or 0) >= each - 1e-12 for q, each in zip(found, p, strict=True))
        assert weighted_holm(p, [7 * weight for weight in w]) == pytest.approx(found)
        order = [*range(len(p))]
        random.shuffle(order)
        again = weighted_holm([p[k] for k in order], [w[k] for k in order])
        assert again == pytest.approx([found[k] for k in order])
        more = weighted_holm([*p, 1.0], [*w, 0.5])[:-1]
        assert all((b or 0) >= (a or 0) - 1e-12 for a, b in zip(found, more, strict=True))
        lower = weighted_holm([p[0] / 2, *p[1:]], w)
        assert all((a or 0) >= (b or 0) - 1e-12 for a, b in zip(found, lower, strict=True))

    def test_the_interval_excludes_no_difference_exactly_where_the_first_step_claims(self) -> None:
        rng = np.random.default_rng(1)
        for _ in range(200):
            n1, n2 = rng.integers(5, 80, size=2)
            x1, x2 = int(rng.binomial(n1, 0.5)), int(rng.binomial(n2, 0.7))
            difference = Difference(first=Share(count=x1, n=int(n1)), second=Share(count=x2, n=int(n2)))
            evidence = two_shares(x1, int(n1), x2, int(n2))
            made = claim(0.5, "a", difference=difference, direction=1)
            import attrs

            one = decide([attrs.evolve(made, evidence=evidence), claim(0.5, "b")])[0]
            assert one.interval is not None
            assert (0 in one.interval) == ((evidence.p or 0) > 0.025)


class TestProperties:
    def test_exact_enumeration_keeps_the_error_of_a_majority(self) -> None:
        for n in range(1, 31):
            counts = np.arange(n + 1)
            said = np.array([(exact_binomial(int(c), n).p or 0) <= 0.05 for c in counts])
            assert binom.pmf(counts, n, 0.5)[said].sum() <= 0.05

    def test_exact_enumeration_keeps_the_error_of_a_difference(self) -> None:
        for n1, n2 in ((5, 30), (12, 12), (30, 30)):
            said = np.array([[(two_shares(a, n1, b, n2).p or 0) <= 0.05 for b in range(n2 + 1)] for a in range(n1 + 1)])
            for share in (0.02, 0.1, 0.3, 0.5, 0.8, 0.98):
                first, second = binom.pmf(range(n1 + 1), n1, share), binom.pmf(range(n2 + 1), n2, share)
                assert first @ said @ second <= 0.055

    @settings(max_examples=60, deadline=None)
    @given(st.integers(20, 60), st.integers(20, 60), st.data())
    def test_permutation_of_shares_is_near_the_exact_mid_p(self, n1, n2, data) -> None:
        x1 = data.draw(st.integers(int(0.2 * n1), int(0.8 * n1)))
        x2 = data.draw(st.integers(int(0.2 * n2), int(0.8 * n2)))
        exact = two_shares(x1, n1, x2, n2).p or 0.0
        found = _permutation(hits(x1, n1), hits(x2, n2))
        assert abs(found - exact) < 0.025 or exact >= 0.2
        assert _permutation(hits(x2, n2), hits(x1, n1)) == pytest.approx(found, abs=1e-9)
        assert _permutation(hits(n1 - x1, n1), hits(n2 - x2, n2)) == pytest.approx(found, abs=1e-9)

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.integers(0, 10), min_size=6, max_size=30), st.lists(st.integers(0, 10), min_size=6, max_size=30))
    def test_doubled_weights_change_nothing_and_swapping_neither(self, first, second) -> None:
        weights = [1.0 + k % 3 for k in range(60)]
        a = rows(first, weights=weights[: len(first)])
        b = rows(second, weights=weights[: len(second)])
        twice = (
            rows(first, weights=[2 * w for w in weights[: len(first)]]),
            rows(second, weights=[2 * w for w in weights[: len(second)]]),
        )
        assert two_samples(*twice).p == pytest.approx(two_samples(a, b).p, abs=1e-9)
        assert two_samples(b, a).p == pytest.approx(two_samples(a, b).p, abs=1e-9)

    def test_duplicated_rows_of_clusters_make_nothing_surer(self) -> None:
        rng = np.random.default_rng(3)
        values, names = rng.integers(0, 11, 60), [f"c{k % 12}" for k in range(60)]
        side = [k % 12 < 5 for k in range(60)]

        def p(times: int) -> float:
            parts = [
                rows(
                    np.repeat([v for v, s in zip(values, side, strict=True) if s is which], times),
                    clusters=[c for c, s in zip(names, side, strict=True) if s is which for _ in range(times)],
                )
                for which in (True, False)
            ]
            return two_samples(*parts).p or 0.0

        assert p(4) >= p(1) - 1e-12

    def test_adding_a_rival_only_raises_p_and_a_copy_of_the_extreme_forbids_it(self) -> None:
        data = np.random.default_rng(5).integers(1, 6, (40, 4)).astype(float)
        data[:, 0] -= 1
        base = extremum(data[:, :3]).evidence.p or 0
        assert (extremum(data).evidence.p or 0) >= base
        assert extremum(np.column_stack([data, data[:, 0]])).evidence.p == 1.0

    def test_clusters_must_be_several(self) -> None:
        one = rows([1, 2, 3, 4, 5], clusters=["a"] * 5)
        other = rows([1, 2, 3, 4, 5], clusters=["b"] * 5)
        assert two_samples(one, other).p is None
        assert two_samples(one, one).p is None
        assert str(two_samples(one, other).reason).startswith("each group is one cluster")

    @pytest.mark.parametrize("n", (0, 1))
    def test_without_answers_no_claim_of_any_kind(self, n: int) -> None:
        few = rows([1.0] * n)
        assert two_samples(few, hits(5, 10)).p is None
        assert paired_mean([1.0] * n).p is None
        assert (exact_binomial(n, n).p or 1) == 1
        assert step_down({"a": few, "b": few}) == ()

    def test_pearson_tails_are_normal_without_skewness(self) -> None:
        assert pearson_tails(1.96, 1.0, 0.0) == pytest.approx(0.0499957902964)
        assert pearson_tails(0.0, 0.0, 0.0) == pearson_tails(0.0, -1e-40, 0.0) == 1.0

    def test_jackknife_counts_clusters(self) -> None:
        rng = np.random.default_rng(2)
        x = rng.normal(size=(90, 2))
        y = x[:, 0] + rng.normal(size=90)
        found = coefficient_tests(x, y, clusters=[k % 9 for k in range(90)])
        assert found.evidence[0].df == 8
        assert (found.evidence[0].p or 1) < 0.01 < (found.evidence[1].p or 0)
        assert coefficient_tests(x, y, clusters=[k % 3 for k in range(90)]).evidence[0].p is None


class TestScoresOfTallies:
    @pytest.mark.parametrize("kind", ("plain", "weighted", "clustered"))
    def test_a_tally_gives_the_test_of_its_rows(self, kind: str) -> None:
        from servicekit.data._scales import ZERO_TO_TEN
        from servicekit.stats.designs._design import Design
        from servicekit.stats.scores._mean_score import mean_score

        rng = np.random.default_rng(7)
        data = {
            "y": rng.integers(0, 11, 90).tolist(),
            "w": (1 + rng.random(90)).tolist(),
            "c": [f"c{k % 15}" for k in range(90)],
        }
        data["g"] = ["a" if k % 15 < 6 else "b" for k in range(90)]
        design = {"plain": Design(), "weighted": Design(weights="w"), "clustered": Design(weights="w", clusters="c")}[
            kind
        ]
        scores = ZERO_TO_TEN.categories
        groups = mean_score(data, "y", by="g", scale=ZERO_TO_TEN, design=design)
        found = two_samples(*(SampledScores.of_tally(groups[name].tally, scores) for name in "ab"))

        def side(name: str) -> SampledScores:
            place = [k for k in range(90) if data["g"][k] == name]
            return rows(
                [data["y"][k] for k in place],
                weights=None if kind == "plain" else [data["w"][k] for k in place],
                clusters=[data["c"][k] for k in place] if kind == "clustered" else None,
            )

        again = two_samples(side("a"), side("b"))
        assert found.p == pytest.approx(again.p, rel=1e-9)
        assert found.df == pytest.approx(again.df, rel=1e-9)
