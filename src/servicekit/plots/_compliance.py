"""Standards, areas or sites ranked by how far they are kept, with intervals; critical ones marked."""

from collections import Counter
from collections.abc import Collection, Mapping
from math import nan
from typing import Any, Final

from servicekit.archetypes._fit_results import Fit
from servicekit.archetypes._four_archetypes import ServiceArchetype
from servicekit.archetypes._rated_fit import RatedFit
from servicekit.complaints.causes._pareto import Pareto
from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Label, Language, member
from servicekit.plots._axes import Axes
from servicekit.plots._canvas import BLUE, GREY, MUTED, ORANGE, axes, headed, named, rows, style, whisker
from servicekit.standards._score import AuditScore
from servicekit.stats.intervals._estimates import Share

CRITICAL: Final = Label("critical", "关键项")
OTHERS: Final = Label("other standards", "其他标准")
TARGET: Final = Label("target", "目标")
KEPT: Final = Label("kept, %", "达标率（%）")
MOST_ROWS: Final = 40


def plot_compliance(
    shares: Mapping[Any, Estimate],
    *,
    ax: Axes | None = None,
    language: Language = "en",
    title: str = "",
    critical: Collection[object] = (),
    target: float | None = None,
) -> Axes:
    """Draw the share kept of each standard, area or site with its interval, the least kept first.

    Args:
        shares: Share by key; of more than forty the least kept are drawn.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
        critical: Keys to mark as critical.
        target: Share aimed at.

    Example:
        >>> import servicekit as sk
        >>> seen = {"site": ["A"] * 3, "standard": ["smile"] * 3, "result": ["yes", "no", "yes"], "auditor": ["Lu"] * 3}
        >>> seen["wave"] = ["May"] * 3
        >>> audit = sk.standards.audit(seen, sk.standards.FASHION_RETAIL)
        >>> ax = sk.plots.plot_compliance({"smile": sk.stats.Share(count=2, n=3)}, title="Kept")
        >>> ax.get_title(loc="left")
        'Kept'
    """
    known = sorted(shares.items(), key=lambda entry: 2.0 if entry[1].value is None else entry[1].value)[:MOST_ROWS]
    with style():
        ax = axes(ax, height=1.0 + 0.36 * max(len(known), 2))
        if target is not None:
            ax.axvline(100 * target, color=MUTED, lw=1, ls=(0, (4, 3)), label=TARGET.text(language))
        for place, (key, share) in enumerate(known):
            whisker(ax, place, share, colour=ORANGE if key in critical else BLUE, times=100, language=language)
        rows(ax, [_name(key, share, language) for key, share in known])
        if any(key in critical for key, _ in known):
            ax.plot([], [], "o-", color=ORANGE, label=CRITICAL.text(language))
            ax.plot([], [], "o-", color=BLUE, label=OTHERS.text(language))
        if ax.get_legend_handles_labels()[0]:
            ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
        ax.set_xlim(right=101)
        ax.set_xlabel(KEPT.text(language))
        headed(ax, title, pad=24)
    return ax


def _name(key: object, share: Estimate, language: Language) -> str:
    name = getattr(share, "name", None)
    return name.text(language) if isinstance(name, Label) else named(key, language)


SHARE: Final = Label("share, with interval", "占比（含区间）")
CUMULATIVE: Final = Label("cumulative share", "累计占比")
MOST: Final = 12

Line = tuple[str, Share, float]


def plot_pareto(
    result: Pareto[Any] | Mapping[Any, Share],
    *,
    ax: Axes | None = None,
    language: Language = "en",
    title: str = "",
    most: int = MOST,
) -> Axes:
    """Draw causes from the most frequent down, with their shares and the share reached so far.

    Args:
        result: What ``text_pareto`` or ``pareto`` returned, or shares of causes that exclude each other.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
        most: Causes drawn; the rest is left out, their number is in the label of the axis.

    Example:
        >>> import servicekit as sk
        >>> ax = sk.plots.plot_pareto({"delay": sk.stats.Share(count=3, n=4)}, title="Causes")
        >>> ax.get_title(loc="left")
        'Causes'
    """
    lines = _lines(result, language)
    shown = lines[:most]
    with style():
        ax = axes(ax, height=1.3 + 0.34 * max(len(shown), 2))
        ax.barh(range(len(shown)), [100 * (s.value or 0) for _, s, _ in shown], color=BLUE, alpha=0.18, height=0.62)
        for place, (_, share, _) in enumerate(shown):
            whisker(ax, place, share, colour=BLUE, times=100, language=language)
        ax.plot([100 * reached for *_, reached in shown], range(len(shown)), "D-", color=MUTED, mfc="white", ms=4, lw=1)
        rows(ax, [name for name, *_ in shown])
        ax.plot([], [], "o", color=BLUE, label=SHARE.text(language))
        ax.plot([], [], "D-", color=MUTED, mfc="white", ms=4, lw=1, label=CUMULATIVE.text(language))
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False, fontsize=9)
        ax.set_xlim(0, 102)
        ax.set_xlabel("%" + _rest(len(lines) - len(shown), language))
        headed(ax, title, pad=24)
    return ax


def _lines(result: Pareto[Any] | Mapping[Any, Share], language: Language) -> list[Line]:
    if isinstance(result, Pareto):
        return [(line.cause.label.text(language), line.share, line.cumulative.value or 0.0) for line in result.lines]
    lines: list[Line] = []
    reached = 0.0
    for name, share in sorted(result.items(), key=lambda entry: -(entry[1].value or 0.0)):
        reached += share.value or 0.0
        lines.append((named(name, language), share, reached))
    return lines


def _rest(left_out: int, language: Language) -> str:
    if left_out <= 0:
        return ""
    return f"（另有{left_out}项未画出）" if language == "zh" else f" ({left_out} more causes not drawn)"


SHADES: Final = ("#fbe3d6", "#fdf3d9", "#e3f2ea", "#c9e7d8")
CAPPED: Final = Label("a critical standard failed: lowest grade", "关键项未达标：最低等级")
GRADES_OTHERS: Final = Label("graded by score", "按得分评级")
MOST_SITES: Final = 40


def plot_scores(
    scores: Mapping[Any, AuditScore], *, ax: Axes | None = None, language: Language = "en", title: str = ""
) -> Axes:
    """Draw the score of each site with its interval, the highest first, over the bands of the grades.

    Args:
        scores: Score by site; of more than forty the lowest are drawn.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.

    Example:
        >>> import servicekit as sk
        >>> seen = {
        ...     "site": ["North", "North", "South", "South"],
        ...     "auditor": ["Lu", "Mo", "Lu", "Mo"],
        ...     "wave": [1, 2, 1, 2],
        ...     "standard": ["smile"] * 4,
        ...     "result": ["yes", "yes", "yes", "no"],
        ... }
        >>> found = sk.standards.audit(seen, sk.standards.FASHION_RETAIL)
        >>> ax = sk.plots.plot_scores(sk.standards.audit_score(found, by="site"), title="Scores")
        >>> ax.get_title(loc="left")
        'Scores'
    """
    ranked = sorted(scores.items(), key=lambda entry: -1.0 if entry[1].value is None else entry[1].value)[:MOST_SITES]
    ranked.reverse()
    with style():
        ax = axes(ax, height=1.3 + 0.36 * max(len(ranked), 2))
        left = min((score.interval.low for _, score in ranked if score.interval is not None), default=0.0)
        left = max(0.0, left - 4)
        for place, (_, score) in enumerate(ranked):
            whisker(ax, place, score, colour=ORANGE if score.critical_failed else BLUE, language=language)
        rows(ax, [named(site, language) for site, _ in ranked])
        if ranked:
            _bands(ax, ranked[0][1], left, language)
        if any(score.critical_failed for _, score in ranked):
            ax.plot([], [], "o-", color=ORANGE, label=CAPPED.text(language))
            if not all(score.critical_failed for _, score in ranked):
                ax.plot([], [], "o-", color=BLUE, label=GRADES_OTHERS.text(language))
            ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.07), ncols=2, frameon=False)
        ax.set_xlim(left, 100)
        headed(ax, title, pad=24)
    return ax


def _bands(ax: Axes, score: AuditScore, left: float, language: Language) -> None:
    edges = [0.0, *(cut.at for cut in score.bands.cuts), 100.0]
    for place, name in enumerate(score.bands.names):
        low, high = max(edges[place], left), edges[place + 1]
        if high <= low:
            continue
        ax.axvspan(low, high, color=SHADES[place % len(SHADES)], zorder=0, lw=0)
        ax.annotate(
            name.label.text(language), ((low + high) / 2, 1.0), xycoords=("data", "axes fraction"), xytext=(0, 3),
            textcoords="offset points", ha="center", va="bottom", fontsize=8.5, color=MUTED,
        )  # fmt: skip


MEAN: Final = Label("similarity", "相似度")
POINT: Final = Label("one area or trait (larger: several)", "单项做法或特征（越大表示越多项）")
MEAN_OF_RATERS: Final = Label("mean of raters, with interval", "各评审者均值（含区间）")
RATER: Final = Label("one rater", "单个评审者")
ACROSS: Final = Label("0 unlike – 1 alike", "0 不相似 – 1 相似")


def draw_rated_fit(result: RatedFit, *, ax: Axes | None = None, language: Language = "en", title: str = "") -> Axes:
    """Draw the mean similarity to each archetype with its interval over raters; pale marks are single raters.

    Args:
        result: What ``archetype_fit`` returned of several raters.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    with style():
        ax = axes(ax, height=2.9)
        for place, (key, mean) in enumerate(result.similarity.items()):
            found = [fit[member(ServiceArchetype, key)].value for fit in result.fits]
            single = [nan if value is None else value for value in found]
            ax.plot(single, [place] * len(single), "o", color=GREY, ms=7, mec="white", alpha=0.8, zorder=0)
            whisker(ax, place, mean, colour=BLUE, language=language)
        rows(ax, [archetype.label.text(language) for archetype in ServiceArchetype])
        ax.plot([], [], "o", color=BLUE, label=MEAN_OF_RATERS.text(language))
        ax.plot([], [], "o", color=GREY, label=RATER.text(language))
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)
        ax.set_xlim(-0.03, 1.05)
        ax.set_xlabel(ACROSS.text(language))
        headed(ax, title, pad=24)
    return ax


def plot_archetype_fit(result: Fit, *, ax: Axes | None = None, language: Language = "en", title: str = "") -> Axes:
    """Draw the similarity to each archetype; pale marks are its areas and traits, the best fit stands out.

    Args:
        result: What ``archetype_fit`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.

    Example:
        >>> import servicekit as sk
        >>> shop = sk.archetypes.Organisation(name="Workshop", practices=["training_service_factory"])
        >>> ax = sk.plots.plot_archetype_fit(sk.archetypes.archetype_fit(shop), title="Workshop")
        >>> ax.get_title(loc="left")
        'Workshop'
    """
    best = result.best
    with style():
        ax = axes(ax, height=2.9)
        for place, (archetype, fit) in enumerate(result.fits.items()):
            counts = Counter(round(point.fit_share, 3) for point in fit.points)
            for share, count in counts.items():
                ax.plot([share], [place], "o", color=GREY, ms=5 + 2.5 * count**0.5, mec="white", alpha=0.8)
            if fit.value is not None:
                colour = ORANGE if archetype in best else BLUE
                ax.plot(
                    [0, fit.value], [place, place], color=colour, lw=2.2, alpha=0.5, solid_capstyle="butt", zorder=0
                )
                ax.plot([fit.value], [place], "D", color=colour, ms=8, mec="white", zorder=3)
                ax.annotate(
                    f"{fit.value:.2f}", (fit.value, place), xytext=(0, 8), textcoords="offset points", ha="center",
                    fontsize=9, color=colour,
                )  # fmt: skip
        rows(ax, [archetype.label.text(language) for archetype in result.fits])
        ax.plot([], [], "D", color=ORANGE, label=MEAN.text(language))
        ax.plot([], [], "o", color=GREY, label=POINT.text(language))
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)
        ax.set_xlim(-0.03, 1.05)
        ax.set_xlabel(ACROSS.text(language))
        headed(ax, title, pad=24)
    return ax
