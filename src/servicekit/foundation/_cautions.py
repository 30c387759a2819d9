"""Cautions: when an interval may be short of its level, as a concept with details that speaks both languages."""

from typing import Any

from attrs import frozen

from servicekit.foundation._details import Detailed
from servicekit.foundation._vocabulary import Concept


class CautionKind(Concept):
    """Why to read an interval with care; the meaning is the sentence into which the details are put.

    Example:
        >>> import servicekit as sk
        >>> str(sk.foundation.CautionKind("few_effective"))
        'Few carry the weight 少数人左右'
    """

    FEW_EFFECTIVE = (
        "few_effective",
        "Few carry the weight",
        "少数人左右",
        "Few respondents carry the figure: the {n:g} answers count as {kish:.0f}.",
        "少数受访者左右结果：{n:g}份回答只相当于{kish:.0f}份。",
    )
    FEW_CLUSTERS = (
        "few_clusters",
        "Few clusters",
        "群数较少",
        "Only {m} clusters: the interval is wide and holds only if they are alike.",
        "只有{m}个群，区间较宽，且以它们彼此相似为前提。",
    )
    FEW_CLUSTERS_EDGE = (
        "few_clusters_edge",
        "Few clusters near an end",
        "群数少且近两端",
        "With {m} clusters the figure cannot speak for rare bad ones: one in ten would be missed by {missed:.0%} of "
        "samples.",
        "只有{m}个群，无法反映少见的差群：十中有一者，{missed:.0%}的样本中一个也抽不到。",
    )
    MARGINS_FORGOTTEN = (
        "margins_forgotten",
        "Margins not told",
        "未告知边际总数",
        "The weights reproduce known totals, but the design does not name them: the interval is wider than need be.",
        "权重已按已知总数调整，但抽样设计未注明这些总数，区间因而偏宽。",
    )
    RARE_LOW_EXPECTATION = (
        "rare_low_expectation",
        "A few low expectations",
        "少数低期望",
        "A few low expectations decide this mean of ratios; with {n:g} answers the interval may miss them. The ratio "
        "of means does not depend on them so much.",
        "少数低期望值左右比率的均值，{n:g}份回答的区间可能未涵盖它们；均值之比受其影响较小。",
    )
    RARE_LARGE = (
        "rare_large",
        "A few large answers",
        "少数大数值",
        "A few extreme answers decide this mean; with {n:g} answers the interval may miss them.",
        "少数极端数值左右该均值，{n:g}份回答的区间可能未涵盖它们。",
    )
    NOISY_EXPECTATION = (
        "noisy_expectation",
        "Noise in expectations",
        "期望含测量误差",
        "Fewer than {needed:g} pairs of visits follow on an earlier one: where customers differ lastingly in what they "
        "meet, noise in their expectations makes this rate too high.",
        "有更早一次到访可用的相邻两次到访不足{needed:g}对：若顾客之间的感受长期不同，期望的测量误差会使学习率偏高。",
    )
    HEAVY_TAIL = (
        "heavy_tail",
        "Heavy tail",
        "重尾分布",
        "A few large customers decide this figure; with {n:g} customers the interval may miss them.",
        "少数大额顾客左右该数值，{n:g}位顾客的区间可能未涵盖他们。",
    )
    CEILING = (
        "ceiling",
        "Answers at the end of the scale",
        "回答集中于量表一端",
        "Most answers are at the end of the scale: reliability rests on the few that are not.",
        "大多数回答集中在量表一端，信度只取决于其余少数回答。",
    )
    SMALL_FOR_MODEL = (
        "small_for_model",
        "Few answers for the model",
        "样本相对模型偏小",
        "With {n:g} answers for {p} predictors the interval of a model may be too narrow.",
        "{n:g}份回答对应{p}个预测变量，模型的区间可能偏窄。",
    )
    FEW_UNITS = (
        "few_units",
        "Few units",
        "单位较少",
        "With {k} units their common spread is hardly known; the intervals hold on average over units, not for each.",
        "只有{k}个单位，单位间差异难以估准；区间在单位间平均成立，并非逐一成立。",
    )
    FEW_DISAGREEMENTS = (
        "few_disagreements",
        "Few disagreements",
        "分歧较少",
        "Raters disagree on {k} units only: the interval rests on these few.",
        "评定者只在{k}个对象上有分歧，区间只取决于这少数对象。",
    )
    NO_PROOF_OF_CAUSE = (
        "no_proof_of_cause",
        "Correlation",
        "相关关系",
        "A correlation across sites is no proof of cause.",
        "各网点间的相关不等于因果。",
    )
    ITEMS_TURNED = (
        "items_turned",
        "Items may be turned already",
        "反向题疑似已转换",
        "Answers to the negative items rise with those to the positive ones (correlation {r:.2f}): they may have been "
        "turned already, and would then be turned twice.",
        "反向题与正向题的回答同向变化（相关系数{r:.2f}）：反向题可能已转换过，会被重复转换。",
    )
    ASSOCIATION = (
        "association",
        "Association",
        "相关关系",
        "An association among respondents is no proof of cause.",
        "受访者之间的相关不等于因果。",
    )
    FEW_SITES = (
        "few_sites",
        "Few sites",
        "网点较少",
        "With {k} sites the correlation is hardly known; read the interval, not the figure.",
        "只有{k}个网点，相关系数很不确定；请看区间而非数值。",
    )


@frozen(kw_only=True)
class Caution(Detailed):
    """One reason to read a figure and its interval with care; it travels with the result into reports.

    Attributes:
        kind: The concept.
        details: Numbers that its sentence names.

    Example:
        >>> import servicekit as sk
        >>> survey = {"a": [5, 5, 5, 5, 5, 5, 5, 4], "b": [5, 5, 5, 5, 5, 5, 5, 3]}
        >>> sk.stats.cronbach_alpha(survey, ["a", "b"], scale=sk.LIKERT_5).cautions[0].key
        'ceiling'
    """

    kind: CautionKind


def beware(kind: CautionKind, /, **details: Any) -> Caution:
    """Return a caution with its details."""
    return Caution(kind=kind, details=details)
