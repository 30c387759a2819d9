"""Tests behind claims: what a test found, and the exact tests of counts and shares."""

from math import floor, isfinite, sqrt
from typing import Any, Final

import numpy as np
from attrs import frozen

from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Concept, Label
from servicekit.stats.intervals._permutation_moments import pearson_tails, permutation_moments

LARGE_VARIANCE: Final = 100.0
"""Hypergeometric variance from which three moments give the mid-p within 2 % down to p = 1e-5."""
FEWEST_COMMON_CLUSTERS: Final = 6
FEWEST_EFFECTIVE: Final = 10.0
DIGITS: Final = 12
"""P-values are rounded to so many digits, so that the order of sums decides nothing."""


class ClaimTest(Concept):
    """The tests a claim may rest on.

    Example:
        >>> import servicekit as sk
        >>> str(sk.stats.ClaimTest("exact_binomial"))
        'Exact binomial test 精确二项检验'
    """

    EXACT_BINOMIAL = (
        "exact_binomial",
        "Exact binomial test",
        "精确二项检验",
        "Twice the smaller tail of the binomial distribution.",
        "二项分布较小一侧尾概率的两倍。",
    )
    MID_P = (
        "mid_p",
        "Mid-p test of two shares",
        "两个比例的中点p检验",
        "Hypergeometric distribution, half of the probability of the table seen.",
        "超几何分布，观察到的表只计一半概率。",
    )
    TWO_SAMPLES = (
        "two_samples",
        "Linearised t and permutation with three moments",
        "线性化t检验与三阶矩置换检验",
        "The larger p-value of the two: one guards against unequal spread, the other against skewness.",
        "取两者中较大的p值：前者防范离散程度不等，后者防范偏态。",
    )
    COMMON_CLUSTERS = (
        "common_clusters",
        "t test on contributions of common clusters and permutation within them",
        "共同群内差值的t检验与群内置换检验",
        "The larger p-value of the two: t with Kish's number of clusters less one (Welch's where that is smaller), and "
        "the permutation of answers within common clusters and of the others whole, which guards against rare answers "
        "of few.",
        "取两者中较大的p值：t检验自由度为Kish群数减一（Welch自由度更小时取后者）；"
        "置换检验在共同的群内置换回答，其余的群整群置换，防范少数人的罕见回答。",
    )
    PAIRED = (
        "paired",
        "Paired t test",
        "配对t检验",
        "Differences within respondents, or summed by cluster.",
        "受访者内的差值，整群抽样时按群合计。",
    )
    SIGN = (
        "sign",
        "Sign test",
        "符号检验",
        "Exact binomial test of those on one side among those on either.",
        "在两侧之和中检验一侧所占比例的精确二项检验。",
    )
    EQUIVALENCE = (
        "equivalence",
        "Two one-sided tests",
        "双单侧检验",
        "Both differences as large as the margin are rejected.",
        "两个方向上等于界值的差异均被否定。",
    )
    EXTREMUM = (
        "extremum",
        "Observed extreme against every other",
        "观察极值与其余各项逐一比较",
        "The largest of the two-sided p-values.",
        "取双侧p值中的最大者。",
    )
    ROBUST_COEFFICIENT = (
        "robust_coefficient",
        "Coefficient with robust standard error (HC3)",
        "稳健标准误的回归系数（HC3）",
        "t test of the coefficient in the regression on all attributes.",
        "在含全部要素的回归中对该系数作t检验。",
    )
    JACKKNIFE_COEFFICIENT = (
        "jackknife_coefficient",
        "Coefficient with a jackknife over clusters",
        "按群刀切的回归系数",
        "t test of the coefficient, clusters left out one after another.",
        "逐群剔除后对该系数作t检验。",
    )
    F_TEST = ("f_test", "F test", "F检验", "All coefficients are zero.", "全部系数为零。")
    CHI_SQUARED = (
        "chi_squared",
        "Chi-squared test of the table",
        "列联表卡方检验",
        "All groups share one share.",
        "各组比例相同。",
    )
    TREND = (
        "trend",
        "Slope over all waves",
        "各期斜率检验",
        "Linear regression on the number of the wave, by the design.",
        "按抽样设计对期次作线性回归。",
    )
    RESAMPLED = (
        "resampled",
        "z of the bootstrap standard error",
        "自助法标准误的z检验",
        "The figure over the standard deviation of its resamples.",
        "以重抽样标准差去除该数值。",
    )
    LARGEST = (
        "largest",
        "All of several tests",
        "多项检验同时成立",
        "The largest p-value of tests that must all stand.",
        "取须同时成立的各检验中最大的p值。",
    )
    JOINT_DRAWS = (
        "joint_draws",
        "Tail of joint draws",
        "联合抽样的尾部",
        "Twice the smaller share of joint draws of the figures on either side of the number.",
        "各数据联合抽样中落在界限两侧的比例，取较小者的两倍。",
    )
    INTERVAL = (
        "interval",
        "Inverted interval",
        "由区间反推",
        "1 less the highest level at which the interval leaves out the number.",
        "以1减去区间不含该数的最高置信水平。",
    )
    EXACT_POINT = (
        "exact_point",
        "Point against all others",
        "单点与其余各点的比较",
        "The larger p of an exact test and of Grubbs' test, times the number of points.",
        "取精确检验与Grubbs检验中较大的p值，再乘以点数。",
    )


@frozen(kw_only=True)
class Evidence:
    """What a test found.

    Attributes:
        p: Two-sided p-value; None where no test is possible.
        test: Which test.
        reason: Why there is no p-value; it depends on numbers of answers and the design only, never on the answers.
        statistic: The test statistic, where there is one.
        df: Its degrees of freedom.
        standard_error: Of the difference tested, where there is one.
        n: Answers behind the figure.
        n_reference: Answers behind what it is compared with; None for a number.
        rows_read: Rows of the file; None where all were used.
        margin: Of an equivalence.
    """

    p: float | None
    test: ClaimTest
    reason: Label | None = None
    statistic: float | None = None
    df: float | None = None
    standard_error: float | None = None
    n: int = 0
    n_reference: int | None = None
    rows_read: int | None = None
    margin: float | None = None

    def __attrs_post_init__(self) -> None:
        if self.p is not None:
            checks.validate(checks.share, "p", self.p)
        elif self.reason is None:
            raise InvalidValueError("evidence without a p-value", "given the reason", None)


def rounded(p: float) -> float:
    """Return a p-value from 0 to 1 to 12 significant digits."""
    return float(f"{min(1.0, max(0.0, p)):.{DIGITS}g}")


def exact_binomial(count: int, n: int, *, against: float = 0.5) -> Evidence:
    """Test a share against a number: twice the smaller exact tail.

    Args:
        count: Successes.
        n: Trials, at least ``count``.
        against: The share tested, above 0 and below 1.

    Source:
        Clopper and Pearson (1934).

    Example:
        >>> from servicekit.stats import exact_binomial
        >>> round(exact_binomial(15, 20).p, 6)
        0.041389
    """
    _counts(count, n)
    checks.validate(checks.share, "against", against)
    if n == 0:
        return Evidence(p=None, test=ClaimTest.EXACT_BINOMIAL, reason=no_answers(0), n=0)
    error = sqrt(against * (1 - against) / n)
    return Evidence(
        p=binomial_p(count, n, against),
        test=ClaimTest.EXACT_BINOMIAL,
        statistic=count / n,
        standard_error=error,
        n=n,
    )


def binomial_p(count: int, n: int, against: float = 0.5) -> float:
    """Return twice the smaller exact tail of a count; 1 of no trials."""
    from scipy.special import bdtr, bdtrc

    low, high = bdtr(count, n, against), bdtrc(count - 1, n, against) if count else 1.0
    return rounded(2 * min(float(low), float(high)))


def equivalence(count: int, n: int, *, against: float = 0.5, margin: float = 0.05) -> Evidence:
    """Test whether a share lies within a margin of a number: the larger of two exact one-sided p-values.

    Args:
        count: Successes.
        n: Trials.
        against: The middle of what counts as equal.
        margin: How far on either side still counts as equal, above 0.

    Source:
        Schuirmann (1987).

    Example:
        >>> from servicekit.stats import equivalence
        >>> round(equivalence(440, 880).p, 6)
        0.001636
    """
    _counts(count, n)
    low, high = against - margin, against + margin
    if not 0 < low < high < 1:
        raise InvalidValueError("margin", "such that against - margin and against + margin lie in 0-1", margin)
    if n == 0:
        return Evidence(p=None, test=ClaimTest.EQUIVALENCE, reason=no_answers(0), n=0, margin=margin)
    from scipy.special import bdtr, bdtrc

    above = float(bdtrc(count - 1, n, low)) if count else 1.0
    below = float(bdtr(count, n, high))
    return Evidence(p=rounded(max(above, below)), test=ClaimTest.EQUIVALENCE, statistic=count / n, n=n, margin=margin)


def two_shares(first: int, n_first: int, second: int, n_second: int) -> Evidence:
    """Test two shares of independent respondents against each other: two-sided mid-p of the hypergeometric.

    Args:
        first, n_first: Successes and trials of the one.
        second, n_second: Successes and trials of the other.

    Note:
        From a variance of 100 on, Pearson's type III with the exact three moments stands in for the sum.

    Example:
        >>> from servicekit.stats import two_shares
        >>> round(two_shares(3, 10, 9, 10).p, 6)
        0.010241
    """
    _counts(first, n_first)
    _counts(second, n_second)
    if not n_first or not n_second:
        return Evidence(p=None, test=ClaimTest.MID_P, reason=no_answers(0), n=n_first, n_reference=n_second)
    pooled = (first + second) / (n_first + n_second)
    error = sqrt(pooled * (1 - pooled) * (1 / n_first + 1 / n_second))
    return Evidence(
        p=mid_p(first, n_first, second, n_second),
        test=ClaimTest.MID_P,
        statistic=first / n_first - second / n_second,
        standard_error=error or None,
        n=n_first,
        n_reference=n_second,
    )


def mid_p(first: int, n_first: int, second: int, n_second: int) -> float:
    """Return the two-sided mid-p of two shares, each of at least one answer."""
    size, successes = n_first + n_second, first + second
    pooled = successes / size
    counted = _mid_p if n_first * n_second / (size - 1) * pooled * (1 - pooled) < LARGE_VARIANCE else _three_moments
    return rounded(counted(first, size, successes, n_first))


def _mid_p(count: int, size: int, successes: int, drawn: int) -> float:
    places = np.arange(max(0, drawn + successes - size), min(drawn, successes) + 1)
    masses = np.exp(_log_ways(successes, places) + _log_ways(size - successes, drawn - places) - _log_ways(size, drawn))
    at = float(masses[places == count].sum())
    low, high = float(masses[places < count].sum()), float(masses[places > count].sum())
    return 2 * (min(low, high) + at / 2)


def _log_ways(n: int, taken: Any) -> Any:
    """Return the logarithm of the number of ways to take some of n."""
    from scipy.special import betaln

    return -np.log(n + 1) - betaln(n - taken + 1, taken + 1)


def _three_moments(count: int, size: int, successes: int, drawn: int) -> float:
    share = successes / size
    values = np.array([0.0, 1.0]) - share
    counts = np.array([size - successes, successes])
    second, third = (float(counts @ values**power) / size for power in (2, 3))
    variance, skew = permutation_moments(drawn, size, second, third)
    return pearson_tails(count - drawn * share, variance, skew)


def most_frequent(first: int, second: int) -> Evidence:
    """Test the largest of several counts against the next: exact binomial in their sum, two-sided.

    Args:
        first: The largest count.
        second: The next.
    """
    found = exact_binomial(first, first + second)
    return Evidence(p=found.p, test=ClaimTest.SIGN, reason=found.reason, n=first, n_reference=second)


def _counts(count: int, n: int) -> None:
    checks.validate(checks.whole, "count", count)
    checks.validate(checks.whole, "n", n)
    if count > n:
        raise InvalidValueError("count", f"at most n={n}", count)


def no_answers(n: float) -> Label:
    """Return the reason for no test: too few answers."""
    return Label(f"only {n:g} answers", f"只有{n:g}份回答")


ONE_CLUSTER: Final = Label("each group is one cluster", "每组只有一个群")
FEW_CLUSTERS: Final = Label(
    f"fewer than {FEWEST_COMMON_CLUSTERS} clusters with answers",
    f"有回答的群不足{FEWEST_COMMON_CLUSTERS}个",
)
FEW_ON_ONE_SIDE: Final = Label(
    f"fewer than {FEWEST_COMMON_CLUSTERS} clusters with answers on one side",
    f"一侧有回答的群不足{FEWEST_COMMON_CLUSTERS}个",
)
FEW_EFFECTIVE: Final = Label(
    f"weights leave fewer than {FEWEST_EFFECTIVE:g} effective answers on one side",
    f"加权后一侧的等效样本量不足{FEWEST_EFFECTIVE:g}",
)


def t_tail(statistic: float, df: float) -> float:
    """Return the two-sided p-value of a t statistic."""
    from scipy.special import stdtr

    return float(2 * stdtr(df, -abs(statistic))) if isfinite(statistic) else 0.0


def effective_counts(share: float, n_effective: float, *, against: float) -> tuple[int, int]:
    """Return successes and trials of a weighted share, rounded towards the number it is tested against."""
    n = floor(n_effective + 1e-9)
    exact = share * n
    count = floor(exact + 1e-9) if share > against else -floor(-exact + 1e-9)
    return min(max(count, 0), n), n


def effective_binomial(share: float, n_effective: float, *, against: float) -> Evidence:
    """Test a weighted share on its effective number of answers, rounded towards the number it is tested against.

    Args:
        share: The weighted share.
        n_effective: Its effective number of answers.
        against: The number.
    """
    return exact_binomial(*effective_counts(share, n_effective, against=against), against=against)
