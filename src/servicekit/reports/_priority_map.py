"""The map of importance and performance, whose points are coloured only where a claim stands."""

from collections.abc import Container
from typing import Final

from attrs import frozen

from servicekit.foundation._markup import text
from servicekit.foundation._vocabulary import Language
from servicekit.priorities._importance_performance import Priorities
from servicekit.reports import _captions as words
from servicekit.reports._axis import Axis, Ends, axis_of, ends_of

HEIGHT: Final = 320
BOTTOM: Final = 20


@frozen(kw_only=True)
class _Point:
    name: str
    x: float
    y: float
    across: Ends | None
    up: Ends | None
    bad: bool


def priority_map(found: Priorities, standing: Container[str], language: Language) -> str:
    """Return the map with a numbered list of its points; "" where nothing is explained.

    Args:
        found: Importance and performance.
        standing: English names of attributes of which it stands that they are to be improved first.
        language: Of the words.
    """
    cuts, shares = found.cuts, found.importance.shares
    if cuts is None or not shares:
        return ""
    explained = found.importance.r2 or 1.0
    points = []
    for name in found.cells:
        level, estimate = found.performance[name], found.importance.estimates[name]
        ends = ends_of(estimate.interval)
        label = found.names.get(name)
        points.append(
            _Point(
                name=label.text(language) if label else name,
                x=level.index or 0.0,
                y=shares[name],
                across=ends_of(level.index_interval),
                up=None if ends is None else (ends[0] / explained, ends[1] / explained),
                bad=(label.en if label else name) in standing,
            )
        )
    x = axis_of([value for point in points for value in (point.x, *(point.across or ()))], "index")
    y = axis_of([value for point in points for value in (point.y, *(point.up or ()))], "share")
    drawn = x.grid(HEIGHT) + _cuts(x, y, cuts)
    drawn += "".join(_drawn(place, point, (x, y), language) for place, point in enumerate(points, start=1))
    entries = "".join(f"<li>{text(_said(point, language))}</li>" for point in points)
    said = "".join(f'<text x="0" y="{_height(y, value) - 3:.1f}">{text(y.said(value))}</text>' for value in y.lines[1:])
    name = text(words.MAP.text(language))
    return (
        f'<p class="note">{text(words.UP.text(language))} ↑ · {text(words.ACROSS.text(language))} →</p>'
        f'<svg role="img" aria-label="{name}" width="100%" height="{HEIGHT}" style="overflow:visible">{drawn}{said}'
        f"</svg>{x.words()}"
        f'<ol class="small">{entries}</ol>'
    )


def _said(point: _Point, language: Language) -> str:
    colon, comma = (": ", ", ") if language == "en" else ("：", "，")
    return f"{point.name}{colon}{point.x:.1f}{comma}{100 * point.y:.1f}%"


def _drawn(place: int, point: _Point, axes: tuple[Axis, Axis], language: Language) -> str:
    x, y = axes
    across, up = x.at(point.x), _height(y, point.y)
    lines = ""
    if point.across is not None:
        low, high = (x.at(end) for end in point.across)
        lines += f'<line class="w" x1="{low:.2f}%" x2="{high:.2f}%" y1="{up:.1f}" y2="{up:.1f}"/>'
    if point.up is not None:
        low, high = (_height(y, end) for end in point.up)
        lines += f'<line class="w" x1="{across:.2f}%" x2="{across:.2f}%" y1="{low:.1f}" y2="{high:.1f}"/>'
    shape = "mark" if point.bad else "dot"
    return (
        f'<g class="{"bad" if point.bad else ""}"><title>{text(_said(point, language))}</title>{lines}'
        f'<circle class="{shape}" cx="{across:.2f}%" cy="{up:.1f}" r="10"/>'
        f'<text class="name" x="{across:.2f}%" y="{up + 4.5:.1f}" text-anchor="middle">{place}</text></g>'
    )


def _height(axis: Axis, value: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - 2 * BOTTOM) * (value - axis.low) / (axis.high - axis.low)


def _cuts(x: Axis, y: Axis, cuts: tuple[float, float]) -> str:
    across, up = x.at(cuts[0]), _height(y, cuts[1])
    return (
        f'<line class="target" x1="{across:.2f}%" x2="{across:.2f}%" y1="0" y2="{HEIGHT}"/>'
        f'<line class="target" x1="0" x2="100%" y1="{up:.1f}" y2="{up:.1f}"/>'
    )
