"""Which pictures belong to which part of an assessment."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from servicekit.foundation._results import Estimate, Groups
from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._canvas import as_svg
from servicekit.plots._estimates import plot_estimates
from servicekit.plots._index_model import plot_index_model
from servicekit.plots._priorities import plot_priorities
from servicekit.plots._quality import plot_quality
from servicekit.plots._ranking import plot_ranking
from servicekit.plots._verdicts import plot_shares
from servicekit.plots._waves import plot_waves
from servicekit.reports._delivery_figures import compliance_pictures, wait_pictures
from servicekit.reports._table_figures import complaint_pictures, customer_pictures, loyalty_pictures
from servicekit.satisfaction._net_promoter import NetPromoterScore
from servicekit.satisfaction._top_box import TopBox
from servicekit.stats._ranking import Ranking
from servicekit.study._part import Part
from servicekit.study._study import Study
from servicekit.study.parts._measures import name_of

Pictures = Iterator[tuple[Label, Any]]
PROMOTERS: Final = Label("Detractors, passives, promoters", "贬损者、被动者、推荐者")
VERDICTS: Final = Label("Experience against expectation", "体验与期望之比较")
DIMENSIONS: Final = Label("Perception and expectation by dimension, with intervals", "各维度的感知与期望（含区间）")
MODEL: Final = Label(
    "Index model: indices 0 to 100 in the boxes, standardised paths on the arrows; pale arrows could be zero",
    "指数模型：框内为指数（0至100），箭头为标准化路径系数；浅色箭头可能为零",
)
INDICES: Final = Label("Indices of the constructs, with intervals", "各构念指数（含区间）")
MAP: Final = Label("Importance and performance, with intervals", "重要性与绩效（含区间）")


def pictures(study: Study, part: Part, language: Language) -> Iterator[tuple[str, str]]:
    """Yield caption and SVG of each picture of a part."""
    draw = DRAWN.get(part.key)
    if draw is not None:
        for caption, axes in draw(study, part, language):
            yield caption.text(language), as_svg(axes)


def _measures(study: Study, part: Part, language: Language) -> Pictures:
    for result in part.results.values():
        if isinstance(result, NetPromoterScore) and result.value is not None:
            yield PROMOTERS, plot_shares(result.group_shares, language=language)


def _expectation(study: Study, part: Part, language: Language) -> Pictures:
    verdicts: Any = part.results["verdicts"]
    if verdicts.n:
        yield VERDICTS, plot_shares(verdicts.shares, language=language)


def _quality(study: Study, part: Part, language: Language) -> Pictures:
    quality: Any = part.results["quality"]
    if quality.n > 1:
        yield DIMENSIONS, plot_quality(quality, language=language)


def _index(study: Study, part: Part, language: Language) -> Pictures:
    index: Any = part.results["index"]
    if index.value is not None:
        yield MODEL, plot_index_model(index, language=language)
        names = {key: index.model.label(key).text(language) for key in index.indices}
        yield INDICES, plot_estimates(index.indices, names=names, language=language)


def _priorities(study: Study, part: Part, language: Language) -> Pictures:
    yield MAP, plot_priorities(part.results["priorities"], language=language)  # type: ignore[arg-type]


def _groups(study: Study, part: Part, language: Language) -> Pictures:
    for name, result in part.results.items():
        if isinstance(result, Ranking):
            column = study.label(name.removeprefix("ranking of "))
            words = Label(
                f"Satisfied customers by {column.en}, ranked with shrinkage", f"按{column.zh}的满意占比（收缩排序）"
            )
            yield words, plot_ranking(result, language=language)


def _waves(study: Study, part: Part, language: Language) -> Pictures:
    for name, result in part.results.items():
        if isinstance(result, Groups):
            estimates: dict[Any, Estimate] = dict(result)
            shares = all(isinstance(estimate, TopBox) for estimate in estimates.values())
            yield name_of(study, name), plot_waves(estimates, language=language, percent=shares)


DRAWN: Final[dict[str, Callable[[Study, Part, Language], Pictures]]] = {
    "measures": _measures,
    "expectation": _expectation,
    "quality": _quality,
    "index": _index,
    "priorities": _priorities,
    "groups": _groups,
    "waves": _waves,
    "loyalty": loyalty_pictures,
    "customers": customer_pictures,
    "complaints": complaint_pictures,
    "compliance": compliance_pictures,
    "waits": wait_pictures,
}
