"""Disclosure: the eleven items that AAPOR asks of every published survey, those the data know filled in."""

from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from servicekit.foundation._vocabulary import Label, Source

if TYPE_CHECKING:
    from servicekit.study._assessment import Assessment

SOURCE: Final = Source("American Association for Public Opinion Research", 2021, "Disclosure standards")
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


@frozen(kw_only=True)
class Disclosure:
    """What only the people of a survey know about it; what the data know is filled in by the report.

    Attributes:
        strategy, sponsor, instrument, population, sampling, mode, dates: One text each.
        sample_size, weighting, processing, limitations: Added to what the data know.

    Source:
        American Association for Public Opinion Research (2021). Disclosure standards.

    Example:
        >>> import servicekit as sk
        >>> sk.study.Disclosure(dates=sk.foundation.Label("May 2024", "2024年5月")).dates.zh
        '2024年5月'
    """

    strategy: Label | None = field(default=None)
    sponsor: Label | None = field(default=None)
    instrument: Label | None = field(default=None)
    population: Label | None = field(default=None)
    sampling: Label | None = field(default=None)
    mode: Label | None = field(default=None)
    dates: Label | None = field(default=None)
    sample_size: Label | None = field(default=None)
    weighting: Label | None = field(default=None)
    processing: Label | None = field(default=None)
    limitations: Label | None = field(default=None)


def disclosed(assessment: "Assessment") -> dict[str, tuple[Label, Label | None]]:
    """Return heading and words of each of the eleven items; None where neither study nor data tell.

    Args:
        assessment: What was found.
    """
    told = assessment.study.disclosure
    known = _known(assessment)
    found: dict[str, tuple[Label, Label | None]] = {}
    for name, heading in ITEMS.items():
        words = [text for text in (getattr(told, name), known.get(name)) if text is not None]
        joined = Label(" ".join(w.en for w in words), "".join(w.zh for w in words)) if words else None
        found[name] = (heading, joined)
    return found


def _known(assessment: "Assessment") -> dict[str, Label]:
    quality, study = assessment.data_quality, assessment.study
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
