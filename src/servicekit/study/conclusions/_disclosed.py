"""The eleven items of disclosure: what the study tells, and what the data know."""

from typing import Final

from servicekit.foundation._literature import AMERICAN_2021
from servicekit.foundation._vocabulary import Label
from servicekit.study._study import Study
from servicekit.study.tables._data_quality import DataQuality

SOURCE: Final = AMERICAN_2021
NOT_TOLD: Final = Label("not told", "未说明")
ITEMS: Final = {
    "strategy": Label("Strategy of data collection", "资料收集方式"),
    "sponsor": Label("Sponsor and who did the work", "委托方与执行方"),
    "instrument": Label("Wording of the questions", "问卷原文"),
    "population": Label("Population", "调查总体"),
    "sampling": Label("How the sample was drawn", "抽样方法"),
    "mode": Label("Mode and language", "访问方式与语言"),
    "dates": Label("Dates of data collection", "调查日期"),
    "sample_size": Label("Sample size and precision", "样本量与精度"),
    "weighting": Label("Weighting", "加权"),
    "processing": Label("Processing and quality of the data", "数据处理与质量"),
    "limitations": Label("Limitations", "局限"),
}
LIMITS: Final = Label(
    "Intervals and claims cover chance only; who was not reached and who did not answer may differ.",
    "区间与判断只反映抽样误差；未接触到和未作答的人可能有所不同。",
)


def disclosed(study: Study, quality: DataQuality) -> dict[str, tuple[Label, Label | None]]:
    """Return heading and words of each of the eleven items; None where neither study nor data tell.

    Args:
        study: The study.
        quality: What was found in its data.

    Returns:
        Nothing for tables without a survey of which nothing is told: the items are about surveys.
    """
    told = study.disclosure
    if not quality.columns and all(getattr(told, name) is None for name in ITEMS if hasattr(told, name)):
        return {}
    known = _known(study, quality)
    found: dict[str, tuple[Label, Label | None]] = {}
    for name, heading in ITEMS.items():
        words = [text for text in (getattr(told, name), known.get(name)) if text is not None]
        joined = Label(" ".join(w.en for w in words), "".join(w.zh for w in words)) if words else None
        found[name] = (heading, joined)
    return found


def _known(study: Study, quality: DataQuality) -> dict[str, Label]:
    known = {"limitations": LIMITS}
    if not quality.columns:
        return known
    level = f"{100 * study.level:g}%"
    known["sample_size"] = Label(
        f"{quality.rows:,} answers read; every figure has its {level} interval.",
        f"读取问卷{quality.rows:,}份；每个数值都附{level}置信区间。",
    )
    design = study.design
    parts = [
        (design.strata, Label("strata", "分层")),
        (design.clusters, Label("clusters", "整群")),
        (study.panel, Label("the same respondents in several waves", "同一批受访者多期作答")),
    ]
    used = [words for column, words in parts if column]
    if used:
        known["sampling"] = Label(
            f"Accounted for: {' and '.join(words.en for words in used)}.",
            f"已计入：{'、'.join(words.zh for words in used)}。",
        )
    known["weighting"] = (
        Label("Not weighted.", "未加权。")
        if quality.weight_sum is None
        else Label(
            f"Weighted; {quality.rows:,} answers are worth {quality.n_effective:,.0f}.",
            f"已加权；{quality.rows:,}份问卷相当于{quality.n_effective:,.0f}份。",
        )
    )
    missing = sum(column.missing for column in quality.columns.values())
    known["processing"] = Label(
        f"{missing:,} answers missing and {quality.rejected_count:,} omitted, over {len(quality.columns)} columns.",
        f"{len(quality.columns)}列中缺失{missing:,}个回答，剔除{quality.rejected_count:,}个。",
    )
    return known
