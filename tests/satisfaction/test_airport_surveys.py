"""NPS, CSAT and mean answers of three real airport surveys, recomputed with plain numpy."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq
from scipy.special import betainc
from scipy.stats import t

from servicekit.data._scales import LIKERT_5, ZERO_TO_TEN, Scale
from servicekit.satisfaction._net_promoter import net_promoter_score
from servicekit.satisfaction._top_box import bottom_box, top_box
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._intervals import score_interval
from servicekit.stats.scores._mean_score import mean_score

OVERALL = Scale(low=1, high=5, missing_codes=(0, 6))
RECOMMEND = Scale(low=0, high=10, missing_codes=(11,))
Z = 1.959963984540054


def wave(folder, year):
    return pd.read_csv(folder / f"sfo_airport_{year}.csv")


def wilson(share, n):
    middle, reach = share + Z * Z / (2 * n), Z * np.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return (middle - reach) / (1 + Z * Z / n), (middle + reach) / (1 + Z * Z / n)


def mid_p(m, n):
    """Lower mid-p limit of m in n answers with a tail of 1.9 to 2.5 %, by root finding on its definition."""
    tail = 0.025 - 0.006 * min(1, 60 / m) if m else 0
    if m in (0, n):
        return 0.0 if m == 0 else (2 * tail) ** (1 / n)
    return brentq(lambda p: (betainc(m, n - m + 1, p) + betainc(m + 1, n - m, p)) / 2 - tail, 0, 1, xtol=1e-14)


def of_share(share, n):
    low, high = wilson(share, n)
    return min(low, mid_p(share * n, n)), max(high, 1 - mid_p((1 - share) * n, n))


def linearised_n(values, weights):
    """Variance of one answer over the linearised variance of the weighted mean, bounded by Kish's, and Kish's n."""
    mean, part = np.average(values, weights=weights), weights / weights.sum()
    kish, spread = 1 / (part**2).sum(), np.average((values - mean) ** 2, weights=weights)
    variance, fade = ((part * (values - mean)) ** 2).sum(), min(1, 60 / kish)
    bounded = max(variance, (1 - fade) * variance + fade * spread / kish, spread / len(values))
    return spread / bounded, kish


@pytest.mark.parametrize("year", (2016, 2017, 2018))
def test_top_box_of_each_wave_and_area_equals_a_plain_computation(real_data, year):
    data = wave(real_data, year)
    answered = data[~data.Q7ALL.isin([0, 6])]
    whole = top_box(data, "Q7ALL", scale=OVERALL)
    assert (whole.n, whole.n_missing) == (len(answered), len(data) - len(answered))
    assert whole.value == pytest.approx((answered.Q7ALL >= 4).mean(), rel=1e-14)
    low, high = of_share(whole.value, whole.n)
    assert [whole.interval.low, whole.interval.high] == pytest.approx([low, high], rel=1e-9)
    areas = top_box(data, "Q7ALL", by="BAREA", scale=OVERALL)
    assert sorted(areas) == sorted(data.BAREA.unique())
    for area, found in areas.items():
        own = answered[area == answered.BAREA]
        assert (found.n, found.n_missing) == (len(own), (area == data.BAREA).sum() - len(own))
        assert found.value == pytest.approx((own.Q7ALL >= 4).mean(), rel=1e-14)
        assert found.interval.low == pytest.approx(of_share(found.value, found.n)[0], rel=1e-9)
    worst = bottom_box(data, "Q7ALL", scale=OVERALL)
    assert worst.value == pytest.approx((answered.Q7ALL <= 2).mean(), rel=1e-14)


@pytest.mark.parametrize("year", (2016, 2017, 2018))
def test_weighted_top_box_equals_the_linearised_computation(real_data, year):
    data = wave(real_data, year)
    answered = data[~data.Q7ALL.isin([0, 6])]
    parts = {None: top_box(data, "Q7ALL", scale=OVERALL, design=Design(weights="WEIGHT"))}
    parts |= dict(top_box(data, "Q7ALL", by="BAREA", scale=OVERALL, design=Design(weights="WEIGHT")))
    for area, found in parts.items():
        own = answered if area is None else answered[area == answered.BAREA]
        happy = (own.Q7ALL >= 4).to_numpy(float)
        assert found.value == pytest.approx(np.average(happy, weights=own.WEIGHT), rel=1e-12)
        n, kish = linearised_n(happy, own.WEIGHT.to_numpy())
        assert found.n_effective == pytest.approx(n, rel=1e-9)
        low, high = of_share(found.value, n * (t.ppf(0.975, len(own) - 1) / t.ppf(0.975, kish - 1)) ** 2)
        assert [found.interval.low, found.interval.high] == pytest.approx([low, high], rel=1e-9)


def tango(promoters, passives, detractors):
    """Ends of Tango's score interval by root finding on its statistic (Tango 1998, for matched pairs)."""
    n = promoters + passives + detractors
    value = (promoters - detractors) / n

    def statistic(theta):
        a = 2 * n
        b = -promoters - detractors + (2 * n - promoters + detractors) * theta
        c = -detractors * theta * (1 - theta)
        q = (np.sqrt(b * b - 4 * a * c) - b) / (2 * a)
        return (promoters - detractors - n * theta) ** 2 / (n * (2 * q + theta * (1 - theta))) - Z * Z

    return brentq(statistic, -1 + 1e-12, value, xtol=1e-14), brentq(statistic, value, 1 - 1e-12, xtol=1e-14)


@pytest.mark.parametrize("year", (2017, 2018))
def test_promoter_scores_of_each_wave_and_area_equal_a_plain_computation(real_data, year):
    data = wave(real_data, year)
    parts = {None: net_promoter_score(data, "NETPRO", scale=RECOMMEND)}
    parts |= dict(net_promoter_score(data, "NETPRO", by="BAREA", scale=RECOMMEND))
    for area, found in parts.items():
        rows = data if area is None else data[area == data.BAREA]
        own = rows.NETPRO[rows.NETPRO <= 10]
        counts = [int((own >= 9).sum()), int(own.isin([7, 8]).sum()), int((own <= 6).sum())]
        assert (found.n, found.n_missing) == (sum(counts), len(rows) - sum(counts))
        assert found.value == pytest.approx(100 * (counts[0] - counts[2]) / sum(counts), rel=1e-13)
        low, high = tango(*counts)
        up, mid, down = counts
        n, value = sum(counts), (up - down) / sum(counts)
        high = max(high, 1 - (mid + 2 * down) / (n - up) * mid_p(n - up, n))
        low = min(low, -1 + (mid + 2 * up) / (n - down) * mid_p(n - down, n))
        assert low < value < high
        assert [found.interval.low, found.interval.high] == pytest.approx([100 * low, 100 * high], abs=1e-8)
        assert [share.count for share in found.group_shares.values()] == counts[::-1]


@pytest.mark.parametrize("year", (2017, 2018))
def test_weighted_promoter_scores_equal_the_linearised_computation(real_data, year):
    data = wave(real_data, year)
    own = data[data.NETPRO <= 10]
    points = np.where(own.NETPRO >= 9, 100.0, np.where(own.NETPRO <= 6, -100.0, 0.0))
    found = net_promoter_score(data, "NETPRO", scale=RECOMMEND, design=Design(weights="WEIGHT"))
    assert found.value == pytest.approx(np.average(points, weights=own.WEIGHT), rel=1e-12)
    assert found.n_effective == pytest.approx(linearised_n(points, own.WEIGHT.to_numpy())[0], rel=1e-9)
    stratified = net_promoter_score(data, "NETPRO", scale=RECOMMEND, design=Design(weights="WEIGHT", strata="STRATA"))
    assert stratified.value == pytest.approx(found.value, rel=1e-14)


def test_the_scores_of_the_waves_are_what_they_were_when_first_computed(real_data):
    scores = {year: net_promoter_score(wave(real_data, year), "NETPRO", scale=RECOMMEND) for year in (2017, 2018)}
    assert {year: (found.n, round(found.value, 6)) for year, found in scores.items()} == {
        2017: (2746, round(100 * (872 + 564 - 342) / 2746, 6)),
        2018: (2650, round(100 * (770 + 498 - 447) / 2650, 6)),
    }


def test_mean_answers_equal_numpy_and_every_kind_of_frame_agrees(real_data):
    import polars as pl

    data = wave(real_data, 2018)
    own = data.Q7ALL[~data.Q7ALL.isin([0, 6])]
    found = mean_score(data, "Q7ALL", scale=OVERALL)
    assert found.value == pytest.approx(own.mean(), rel=1e-14)
    assert found.index == pytest.approx(25 * (own.mean() - 1), rel=1e-13)
    # near the normal interval of so many answers
    error = own.std() / len(own) ** 0.5
    assert [found.interval.low, found.interval.high] == pytest.approx(
        [own.mean() - Z * error, own.mean() + Z * error], rel=1e-4
    )
    for other in (pl.from_pandas(data), pl.from_pandas(data).lazy(), data.to_dict("list")):
        assert mean_score(other, "Q7ALL", scale=OVERALL) == found


def test_the_high_share_of_a_frequency_table_has_the_published_wilson_interval_within_its_own(real_data):
    # Copenhagen housing: 567 low, 446 medium, 668 high of 1,681 (Madsen 1976)
    table = pd.read_csv(real_data / "copenhagen_housing_satisfaction.csv")
    table["place"] = table.Sat.map({"Low": 1, "Medium": 2, "High": 3})
    found = top_box(table, "place", boxes=1, scale=Scale(low=1, high=3), counts="Freq")
    assert (found.tally.counts, found.n) == ((567, 446, 668), 1681)
    published = score_interval([1013, 668], [0, 1])
    assert [published.low, published.high] == pytest.approx([0.37424880035, 0.420984158696], rel=1e-11)
    assert (found.interval.low, found.interval.high) == pytest.approx(of_share(668 / 1681, 1681), rel=1e-9)
    assert found.interval.low <= published.low < published.high <= found.interval.high
    by_words = top_box(table, "Sat", boxes=1, counts="Freq", by="Infl", scale=Scale(low=1, high=3, labels=words()))
    assert sum(part.n for part in by_words.values()) == 1681


def words():
    from servicekit.foundation._vocabulary import Label

    return {1: Label("Low", "低"), 2: Label("Medium", "中"), 3: Label("High", "高")}


def test_scales_of_the_module_are_those_of_the_questionnaire():
    assert LIKERT_5.categories == OVERALL.categories
    assert ZERO_TO_TEN.categories == RECOMMEND.categories
