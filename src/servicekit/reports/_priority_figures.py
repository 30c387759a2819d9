"""Pictures of what goes with satisfaction: maps of importance and of Kano coefficients, two sides, a heat map."""

from collections.abc import Container, Mapping
from typing import Any, Final

import attrs
import numpy as np

from servicekit.foundation._markup import text
from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._what_first import draw_investment
from servicekit.priorities._importance_performance import Priorities
from servicekit.priorities._investment import InvestmentPlan
from servicekit.priorities._priority_cells import MIDDLE, cuts_of
from servicekit.reports import _captions as words
from servicekit.reports import _labels as wording
from servicekit.reports._axis import Axis, axis_of, ends_of, mark, reference
from servicekit.reports._picture import Picture, Pictures, answers_of, drawn, group_name, plain
from servicekit.reports._point_map import Point, point_map
from servicekit.reports._rankings import Row, Tone, ranking, short_interval
from servicekit.segments._crosstab import Crosstab
from servicekit.stats.claims._claims import Decided
from servicekit.stats.intervals._coefficient import Coefficient
from servicekit.study._assessment import Assessment
from servicekit.study._part import Part
from servicekit.study.conclusions._figures import answers, withheld
from servicekit.study.parts._excellence import ExcellencePart
from servicekit.study.parts._importance import ImportancePart
from servicekit.study.parts._kano import KanoPart
from servicekit.study.parts._priorities import PrioritiesPart
from servicekit.study.parts._sides import SidesPart
from servicekit.study.parts._usage import UsagePart, segment_of
from servicekit.study.wording._formatting import UNIT_NAMES, amount, write, write_difference

ROW: Final = 52
DEEPEST: Final = 0.5
"""Share of the colour in the deepest cell: text keeps a contrast of 4.5 on it, on light and on dark paper."""
SHOWN_AT: Final = 4.0
"""Adjusted residual from which a cell has its full depth of colour."""


def _standing(assessment: Assessment, sort: str) -> dict[str, Decided]:
    """Return the claims of a sort that stand, by the attribute they are about."""
    found = (one for one in assessment.decided if one.claim.sort == sort and one.stands)
    return {one.claim.details["attribute"]: one for one in found}


def priorities_pictures(assessment: Assessment, part: Part, language: Language) -> Pictures:
    """Yield the map of derived importance and performance."""
    assert isinstance(part, PrioritiesPart)
    found, shares = part.priorities, part.priorities.importance.shares
    if found.cuts is None or not shares:
        return
    explained, bad = found.importance.r2 or 1.0, _standing(assessment, "improve_first")
    own, comma = _standing(assessment, "driver"), ", " if language == "en" else "，"
    points = []
    for key in found.cells:
        ends = ends_of(found.importance.estimates[key].interval)
        up = None if ends is None else (ends[0] / explained, ends[1] / explained)
        point = _point(found, key, shares[key], up, "share", bad, found.stability, found.cells, language)
        unsure = "" if key in own else f"{comma}{words.NOT_ITS_OWN.text(language)}"
        points.append(attrs.evolve(point, says=point.says + unsure))
    body = point_map(
        points,
        title=words.MAP,
        across=words.ACROSS,
        up=words.UP,
        units=("index", "share"),
        cuts=found.cuts,
        language=language,
    )
    size = (float(found.importance.n), float(found.importance.n))
    yield Picture(title=words.MAP, body=body, note=words.MAP_NOTE.text(language), n=size)


def importance_pictures(assessment: Assessment, part: Part, language: Language) -> Pictures:
    """Yield the map of stated importance and performance."""
    assert isinstance(part, ImportancePart)
    found = part.priorities
    cells = found.stated_cells
    if not cells:
        return
    bad = _standing(assessment, "stated_first")
    points = []
    for key in cells:
        own = found.stated[key]
        up = ends_of(own.index_interval)
        points.append(_point(found, key, own.index or 0.0, up, "index", bad, found.stated_stability, cells, language))
    levels, stated = (np.array([[one.index for one in of.values()]]) for of in (found.performance, found.stated))
    body = point_map(
        points,
        title=words.STATED_MAP,
        across=words.ACROSS,
        up=words.STATED_UP,
        units=("index", "index"),
        cuts=cuts_of(levels, stated, found.cut, MIDDLE)[0],
        language=language,
    )
    size = answers_of(found.stated[key] for key in cells)
    yield Picture(title=words.STATED_MAP, body=body, note=words.STATED_NOTE.text(language), n=size)


def _point(
    found: Priorities,
    key: str,
    up: float,
    up_ends: tuple[float, float] | None,
    unit: str,
    bad: Container[str],
    stability: Mapping[str, Mapping[str, float]],
    cells: Mapping[str, Any],
    language: Language,
) -> Point:
    level = found.performance[key]
    comma = ", " if language == "en" else "，"
    says = f"{level.index or 0.0:.1f}{comma}{write(up, unit)}"
    held = stability[key][cells[key].key] if key in stability else 1.0
    if key in stability:
        says += comma + words.HOLDS.text(language).format(cells[key].label.text(language), f"{100 * held:.0f}%")
    name = found.names[key].text(language) if key in found.names else key
    return Point(
        name=name,
        says=says,
        x=level.index or 0.0,
        y=up,
        across=ends_of(level.index_interval),
        up=up_ends,
        tone="bad" if key in bad else "",
        opacity=held,
    )


def kano_pictures(assessment: Assessment, part: Part, language: Language) -> Pictures:
    """Yield the map of better and worse coefficients."""
    assert isinstance(part, KanoPart)
    sure = _standing(assessment, "category")
    points = []
    comma = ", " if language == "en" else "，"
    for key, one in part.kano.attributes.items():
        better, worse = one.better, one.worse.share
        if better.value is None or worse.value is None or one.category is None:
            continue
        said = one.category.label.text(language) if key in sure else wording.CANNOT_TELL.text(language)
        points.append(
            Point(
                name=one.name.text(language),
                says=comma.join((said, f"{better.value:.2f}", f"−{worse.value:.2f}")),
                x=worse.value,
                y=better.value,
                across=ends_of(worse.interval),
                up=ends_of(better.interval),
                tone="sure" if key in sure else "",
                opacity=one.stability.get(one.category.key, 1.0),
            )
        )
    if not points:
        return
    body = point_map(
        points,
        title=words.KANO_MAP,
        across=words.WORSE,
        up=words.BETTER,
        units=("share", "share"),
        cuts=(0.5, 0.5),
        language=language,
    )
    size = answers_of(one.better for one in part.kano.attributes.values())
    yield Picture(title=words.KANO_MAP, body=body, note=words.KANO_NOTE.text(language), n=size)
    if part.plan is not None:
        yield _spending(part.plan, part, language)
        gains = drawn(words.GAINS, draw_investment(part.plan, language=language))
        yield attrs.evolve(gains, note=words.GAINS_NOTE.text(language))


def _spending(plan: InvestmentPlan, part: KanoPart, language: Language) -> Picture:
    """Return how far each attribute is fulfilled now and by the plan, and how steadily it is funded."""
    axis = axis_of([0.0, 1.0], "share")
    heads = (words.ATTRIBUTE, words.NOW_TO_PLAN, words.SPENT, words.FUNDED)
    kinds = ("who", "plot", "fig", "says")
    head = "".join(
        f'<th scope="col" class="{kind}">{text(word.text(language))}</th>'
        for kind, word in zip(kinds, heads, strict=True)
    )
    body = ""
    for key in sorted(plan.plan, key=lambda key: -plan.spent[key]):
        now, then = plan.fulfilment[key], plan.plan[key]
        line = axis.grid(ROW) + mark(axis, then, (now, then), ROW / 2, "")
        way = f"{100 * now:.0f}% → {100 * then:.0f}%" if then > now else f"{100 * now:.0f}%"
        body += (
            f'<tr><th scope="row" class="who">{text(part.kano.attributes[key].name.text(language))}</th>'
            f'<td class="plot" aria-hidden="true"><svg width="100%" height="{ROW}">{line}</svg></td>'
            f'<td class="fig"><b>{text(amount(plan.spent[key], part.currency))}</b><span>{way}</span></td>'
            f'<td class="says">{100 * plan.stability[key]:.0f}%</td></tr>'
        )
    foot = f'<tr aria-hidden="true"><td></td><td class="plot">{axis.words()}</td><td></td><td></td></tr>'
    table = f'<table class="rank"><thead><tr>{head}</tr></thead><tbody>{body}</tbody><tfoot>{foot}</tfoot></table>'
    return Picture(title=words.SPENDING, body=table, note=words.SPENDING_NOTE.text(language))


def sides_pictures(assessment: Assessment, part: Part, language: Language) -> Pictures:
    """Yield what each attribute costs below its neutral answer and earns above it."""
    assert isinstance(part, SidesPart)
    found = {key: one for key, one in part.drivers.effects.items() if one.below.value is not None}
    if not found:
        return
    told = _standing(assessment, "asymmetry")
    values: list[float] = [0.0]
    for one in found.values():
        for figure, sign in ((one.below, -1.0), (one.above, 1.0)):
            values += [sign * (figure.value or 0.0), *(sign * end for end in ends_of(figure.interval) or ())]
    axis = axis_of(values, "effect")
    heads = (words.ATTRIBUTE, words.COSTS_EARNS, words.BELOW_ABOVE, wording.STATE)
    kinds = ("who", "plot", "fig", "says")
    head = "".join(
        f'<th scope="col" class="{kind}">{text(word.text(language))}</th>'
        for kind, word in zip(kinds, heads, strict=True)
    )
    body = ""
    for key, one in found.items():
        decided = told.get(key)
        tone = "" if decided is None else "sure"
        says = wording.NOT_APART.text(language)
        if decided is not None:
            says = "● " + (words.BASIC if decided.claim.direction > 0 else words.EXCITING).text(language)
        drawn = axis.grid(ROW) + reference(axis, 0.0, ROW)
        drawn += _side(axis, one.below, -1.0, ROW / 2 - 9, tone) + _side(axis, one.above, 1.0, ROW / 2 + 9, tone)
        name = part.drivers.names[key].text(language)
        body += (
            f'<tr class="{tone}"><th scope="row" class="who">{text(name)}</th>'
            f'<td class="plot" aria-hidden="true"><svg width="100%" height="{ROW}">{drawn}</svg></td>'
            f'<td class="fig">{_figure(one.below)}<br>{_figure(one.above)}</td><td class="says">{text(says)}</td></tr>'
        )
    foot = f'<tr aria-hidden="true"><td></td><td class="plot">{axis.words()}</td><td></td><td></td></tr>'
    table = f'<table class="rank"><thead><tr>{head}</tr></thead><tbody>{body}</tbody><tfoot>{foot}</tfoot></table>'
    size = answers_of(one.below for one in found.values())
    yield Picture(title=words.SIDES, body=table, note=words.SIDES_NOTE.text(language), n=size)


def _side(axis: Axis, figure: Coefficient, sign: float, y: float, tone: str) -> str:
    ends = ends_of(figure.interval)
    turned = None if ends is None else (min(sign * end for end in ends), max(sign * end for end in ends))
    return mark(axis, sign * (figure.value or 0.0), turned, y, tone)


def _figure(figure: Coefficient) -> str:
    interval = short_interval(ends_of(figure.interval), "effect")
    return f"<b>{text(write(figure.value or 0.0, 'effect'))}</b><span>{text(interval)}</span>"


def excellence_pictures(assessment: Assessment, part: Part, language: Language) -> Pictures:
    """Yield how many are delighted among those who give each attribute its best answer, and among the others."""
    assert isinstance(part, ExcellencePart)
    found = {key: one for key, one in part.excellence.drivers.items() if one.effect.value is not None}
    if not found:
        return
    told = _standing(assessment, "delight")
    rows = []
    for key in sorted(found, key=lambda key: -(found[key].effect.value or 0.0)):
        one, decided = found[key], told.get(key)
        says = wording.NOT_APART.text(language)
        if decided is not None and decided.interval is not None:
            near, far = sorted(abs(end) for end in (decided.interval.low, decided.interval.high))
            moved = wording.HIGHER if decided.claim.direction > 0 else wording.LOWER
            written = (write_difference(near, "share"), write_difference(far, "share"))
            says = moved.text(language).format(*written, UNIT_NAMES["share"].text(language))
        name = part.excellence.names[key].text(language)
        tone: Tone = "" if decided is None else "sure"
        top, rest = one.lift.top, one.lift.rest
        rows.append(
            Row(
                name=name,
                estimate=top,
                tone=tone,
                says=says,
                n=answers(top),
                other=None if withheld(rest) else rest.value,
            )
        )
    heads = (
        words.ATTRIBUTE.text(language),
        words.DELIGHTED.text(language),
        wording.FIGURE.text(language).format(100 * assessment.study.level),
        words.ALL_ELSE_EQUAL.text(language),
    )
    body = ranking(rows, unit="share", language=language, heads=heads)
    size = answers_of(one.lift.top for one in found.values())
    yield Picture(title=words.DELIGHT, body=body, note=words.DELIGHT_NOTE.text(language), n=size)


def usage_pictures(assessment: Assessment, part: Part, language: Language) -> Pictures:
    """Yield the shares of the segments, and a heat map of them against each column of groups."""
    assert isinstance(part, UsagePart)
    names = {key: segment_of(key).label.text(language) for key in part.segments.shares}
    yield plain(words.SEGMENTS, part.segments.shares, language, level=assessment.study.level, names=names)
    for column, table in part.tables_by.items():
        standing = {one.claim.name for one in assessment.decided if one.stands}
        label = part.columns[column]
        title = Label(words.HEAT.en.format(label.en), words.HEAT.zh.format(label.zh))
        body = _heat(table, column, standing, language)
        yield Picture(title=title, body=body, note=words.HEAT_NOTE.text(language))


def _heat(table: Crosstab, column: str, standing: Container[str], language: Language) -> str:
    """Return a table whose cells are the deeper the further they are from chance, marked where a claim stands."""
    head = "".join(f'<th scope="col">{text(group_name(each, language))}</th>' for each in table.column_levels)
    body = ""
    for row in table.row_levels:
        cells = ""
        for each in table.column_levels:
            cell = table.cells[row, each]
            z = cell.residual or 0.0
            depth = DEEPEST * min(abs(z) / SHOWN_AT, 1.0)
            colour = "better" if z > 0 else "worse"
            sign = "●" if f"usage/residual/{column}/{row}/{each}" in standing else ""
            share = write(cell.share.value, "share") if cell.share.value is not None else "–"
            paint = f"background:color-mix(in srgb, var(--{colour}) {100 * depth:.0f}%, var(--paper))"
            cells += (
                f'<td style="{paint}"><b>{text(share)}</b> {sign}<br>'
                f"<small>{text(f'{z:+.1f}'.replace('-', '−'))}</small></td>"
            )
        body += f'<tr><th scope="row">{text(segment_of(row).label.text(language))}</th>{cells}</tr>'
    head = f'<thead><tr><th scope="col">{text(wording.GROUP.text(language))}</th>{head}</tr></thead>'
    return f'<div class="wide" tabindex="0"><table class="heat">{head}<tbody>{body}</tbody></table></div>'
