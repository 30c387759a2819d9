"""Bands of questionnaire scores as published: SUS grades and the benchmark of the UEQ."""

from typing import Final

from servicekit.foundation._bands import Bands, Cut
from servicekit.foundation._vocabulary import Concept


class UsabilityGrade(Concept):
    """Grades of the System Usability Scale, on a curve over about 500 studies of software, websites and devices.

    Example:
        >>> import servicekit as sk
        >>> str(sk.experience.UsabilityGrade("a_plus"))
        'A+ A+级'
    """

    F = "f", "F", "F级", "A mean score below 51.7.", "平均分低于51.7。"
    D = "d", "D", "D级", "A mean score from 51.7.", "平均分51.7起。"
    C_MINUS = "c_minus", "C-", "C-级", "A mean score from 62.7.", "平均分62.7起。"
    C = "c", "C", "C级", "A mean score from 65.0; the average study has 68.", "平均分65.0起；各研究的平均值为68。"
    C_PLUS = "c_plus", "C+", "C+级", "A mean score from 71.1.", "平均分71.1起。"
    B_MINUS = "b_minus", "B-", "B-级", "A mean score from 72.6.", "平均分72.6起。"
    B = "b", "B", "B级", "A mean score from 74.1.", "平均分74.1起。"
    B_PLUS = "b_plus", "B+", "B+级", "A mean score from 77.2.", "平均分77.2起。"
    A_MINUS = "a_minus", "A-", "A-级", "A mean score from 78.9.", "平均分78.9起。"
    A = "a", "A", "A级", "A mean score from 80.8.", "平均分80.8起。"
    A_PLUS = "a_plus", "A+", "A+级", "A mean score from 84.1.", "平均分84.1起。"


class ExperienceBand(Concept):
    """Where a mean of the UEQ lies among 246 evaluated products."""

    BAD = "bad", "Bad", "差", "Among the worst quarter of products.", "在最差的四分之一产品之中。"
    BELOW_AVERAGE = (
        "below_average",
        "Below average",
        "低于平均",
        "Half of the products are better, a quarter is worse.",
        "半数产品更好，四分之一更差。",
    )
    ABOVE_AVERAGE = (
        "above_average",
        "Above average",
        "高于平均",
        "A quarter of the products is better, half are worse.",
        "四分之一的产品更好，半数更差。",
    )
    GOOD = (
        "good",
        "Good",
        "好",
        "A tenth of the products is better, three quarters are worse.",
        "一成产品更好，四分之三更差。",
    )
    EXCELLENT = "excellent", "Excellent", "优秀", "Among the best tenth of products.", "在最好的一成产品之中。"


SUS_GRADES: Final = Bands(
    names=tuple(UsabilityGrade),
    cuts=tuple(Cut(at) for at in (51.7, 62.7, 65.0, 71.1, 72.6, 74.1, 77.2, 78.9, 80.8, 84.1)),
)
UEQ_BENCHMARK: Final = {
    scale: Bands(names=tuple(ExperienceBand), cuts=tuple(Cut(at) for at in cuts))
    for scale, cuts in {
        "attractiveness": (0.70, 1.17, 1.52, 1.75),
        "perspicuity": (0.64, 1.08, 1.56, 1.90),
        "efficiency": (0.54, 0.98, 1.47, 1.78),
        "dependability": (0.78, 1.14, 1.48, 1.65),
        "stimulation": (0.50, 0.99, 1.31, 1.55),
        "novelty": (0.30, 0.71, 1.05, 1.40),
    }.items()
}
