"""Designs that measures honour: clusters, also without answers or equal to groups, and domains that share them."""

import numpy as np
import pytest

import servicekit as sk
from servicekit.data._scales import LIKERT_5, Scale
from servicekit.foundation._vocabulary import Label
from servicekit.satisfaction._dimensions import Dimension
from servicekit.satisfaction._servqual import servqual
from servicekit.satisfaction._top_box import top_box
from servicekit.stats.comparison._comparison import compare
from servicekit.stats.designs._design import Design
from servicekit.stats.reliability._omega import omega
from servicekit.stats.reliability._reliability import cronbach_alpha
from servicekit.stats.scores._mean_score import mean_score

PART = Dimension(key="reliability", label=Label("Reliability", "可靠性"), items=("q",), expectations=("e",))


def clustered(seed, clusters=10, size=30):
    rng = np.random.default_rng(seed)
    shop = np.repeat(np.arange(clusters), size)
    answers = np.rint(4 + rng.normal(size=clusters)[shop] + rng.normal(size=len(shop)))
    return {"q": np.clip(answers, 1, 7), "e": np.full(len(shop), 5.0), "shop": shop}


def test_servqual_honours_clusters_with_t_on_nine_degrees_of_freedom():
    data = clustered(3)
    gap = servqual(data, [PART], design=Design(clusters="shop")).gap
    means = data["q"].reshape(10, 30).mean(axis=1)
    assert gap.sampling.degrees_of_freedom == pytest.approx(9)
    assert gap.standard_error == pytest.approx(means.std(ddof=1) / 10**0.5)
    assert gap.interval.width == pytest.approx(2 * 2.2621571627 * gap.standard_error)
    assert gap.interval.width > 2 * servqual(data, [PART]).gap.interval.width


def test_a_cluster_without_answers_stays_in_the_sample():
    data = clustered(4)
    data["q"] = np.where(data["shop"] == 0, np.nan, data["q"])
    scale, design = Scale(low=1, high=7), Design(clusters="shop")
    whole = mean_score(data, "q", scale=scale, design=design)
    asked = mean_score({**data, "all": ["x"] * 300}, "q", by="all", scale=scale, design=design)["x"]
    assert len(whole.tally.strata["all"].clusters) == 10
    assert (whole.value, whole.interval) == (asked.value, asked.interval)


def test_a_group_that_is_a_cluster_has_no_interval_and_says_why():
    data = clustered(5)
    found = mean_score(data, "q", by="shop", scale=Scale(low=1, high=7), design=Design(clusters="shop"))
    assert {item.interval for item in found.values()} == {None}
    assert {item.reason.key for item in found.values()} == {"group_is_one_cluster"}
    assert {contrast.p_value for contrast in compare(found).contrasts} == {None}


def test_weights_of_one_are_no_weights():
    data = {**clustered(6), "w": np.ones(300), "g": np.arange(300) % 2}
    data["q"][::7] = np.nan
    for by in (None, "g"):
        plain, ones = servqual(data, [PART], by=by), servqual(data, [PART], by=by, design=Design(weights="w"))
        for a, b in [(plain, ones)] if by is None else [(plain[g], ones[g]) for g in (0, 1)]:
            assert a.gap.standard_error == pytest.approx(b.gap.standard_error, rel=1e-12)
            assert a.gap.interval.low == pytest.approx(b.gap.interval.low, rel=1e-12)


def test_waves_of_the_same_branches_are_compared_with_the_covariance_of_their_domains():
    rng = np.random.default_rng(8)
    branch = np.tile(np.repeat(np.arange(20), 20), 2)
    wave = np.repeat([1, 2], 400)
    liking = rng.normal(0, 1.2, 20)[branch] + np.where(wave == 2, 0.5, 0.0) + rng.normal(size=800)
    data = {"q": np.clip(np.rint(3 + liking), 1, 5), "wave": wave, "branch": branch}
    found = top_box(data, "q", boxes=2, by="wave", scale=LIKERT_5, design=Design(clusters="branch"))
    contrast = compare(found).contrasts[0]
    apart = {wave: top_box(found[wave].tally, boxes=2, scale=LIKERT_5) for wave in (1, 2)}
    assert contrast.difference.correlation > 0.5
    assert contrast.interval.width < 0.75 * (apart[1].interval.width + apart[2].interval.width) / 2**0.5
    assert contrast.p_value < 0.05


@pytest.mark.parametrize("measure", (cronbach_alpha, omega))
def test_reliability_honours_a_declared_direction(measure):
    rng = np.random.default_rng(7)
    items = np.clip(np.rint(3 + rng.normal(size=(300, 1)) + rng.normal(scale=0.7, size=(300, 3))), 1, 5)
    data = {"a": items[:, 0], "b": items[:, 1], "c": items[:, 2], "turned": 6 - items[:, 2]}
    scales = {"a": LIKERT_5, "b": LIKERT_5, "turned": Scale(low=1, high=5, higher_is_better=False)}
    plain = measure(data, ["a", "b", "c"], scale=LIKERT_5)
    declared = measure(data, ["a", "b", "turned"], scale=scales)
    assert declared.value == pytest.approx(plain.value, abs=1e-9)
    assert declared.interval.low == pytest.approx(plain.interval.low, abs=1e-9)


def branches(number=5, each=20):
    rng = np.random.default_rng(6)
    branch = np.repeat(np.arange(number), each)
    answer = np.clip(np.rint(3 + rng.normal(size=number)[branch] + rng.normal(size=branch.size)), 1, 5)
    return {
        "q": answer.astype(int),
        "b": branch,
        "N": np.full(branch.size, number),
        "N2": np.full(branch.size, 2 * number),
    }


def test_the_effective_number_is_a_property_of_the_sample_not_of_the_level():
    data, design = branches(), sk.Design(clusters="b")
    sizes = {sk.top_box(data, "q", level=level, design=design).n_effective for level in (0.5, 0.95, 0.999)}
    assert len(sizes) == 1
    shares = [
        sk.satisfaction.verdict_shares(
            data, evaluation="q", expectation="q", scale=sk.LIKERT_5, level=level, design=design
        )
        for level in (0.5, 0.999)
    ]
    assert len({found.shares["satisfied"].n_effective for found in shares}) == 1
    assert shares[0].shares["satisfied"].interval.width < shares[1].shares["satisfied"].interval.width


def test_of_a_finite_population_less_is_unknown():
    data = branches()
    endless, half, census = (
        sk.mean_score(data, "q", scale=sk.LIKERT_5, design=sk.Design(clusters="b", fpc=fpc))
        for fpc in (None, "N2", "N")
    )
    assert half.n_effective == pytest.approx(2 * endless.n_effective)
    assert half.standard_error == pytest.approx(endless.standard_error / 2**0.5)
    assert half.interval.width < endless.interval.width
    assert (census.interval.low, census.interval.method, census.standard_error) == (census.value, "census", 0)


def test_shares_of_verdicts_in_a_group_of_one_cluster_have_no_interval():
    data = branches()
    found = sk.satisfaction.verdict_shares(
        data, evaluation="q", expectation="q", scale=sk.LIKERT_5, by="b", design=sk.Design(clusters="b")
    )
    share = found[0].shares["satisfied"]
    assert (share.value, share.interval, share.reason.key) == (1, None, "group_is_one_cluster")


def test_units_that_are_one_cluster_are_not_ranked():
    data = branches()
    shares = sk.top_box(data, "q", by="b", design=sk.Design(clusters="b"))
    with pytest.raises(sk.ServiceKitError, match="the group is one cluster"):
        sk.stats.rank_shares(dict(shares), rng=np.random.default_rng(1))
