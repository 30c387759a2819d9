"""Maps of numbered points with intervals on both axes, coloured only where a claim stands."""

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from servicekit.foundation._markup import text
from servicekit.foundation._vocabulary import Label, Language
from servicekit.reports._axis import Axis, Ends, axis_of

HEIGHT: Final = 320
BOTTOM: Final = 20
FAINTEST: Final = 0.35


@frozen(kw_only=True)
class Point:
    """One point of a map.

    Attributes:
        name: What it is.
        says: Its figures in words.
        x, y: Its place.
        across, up: Its intervals.
        tone: "bad", "sure" or "" where no claim stands.
        opacity: From 0 to 1: how stable its place is.
    """

    name: str
    says: str
    x: float
    y: float
    across: Ends | None
    up: Ends | None
    tone: str = ""
    opacity: float = 1.0


def point_map(
    points: Sequence[Point],
    *,
    title: Label,
    across: Label,
    up: Label,
    units: tuple[str, str],
    cuts: tuple[float, float],
    language: Language,
) -> str:
    """Return the map with a numbered list of its points.

    Args:
        points: Its points.
        title: What it shows.
        across, up: Names of the axes.
        units: Of the figures on them.
        cuts: Where dotted lines stand.
        language: Of the words.
    """
    x = axis_of([cuts[0], *(value for point in points for value in (point.x, *(point.across or ())))], units[0])
    y = axis_of([cuts[1], *(value for point in points for value in (point.y, *(point.up or ())))], units[1])
    drawn = x.grid(HEIGHT) + _cuts(x, y, cuts)
    drawn += "".join(_drawn(place, point, x, y, language) for place, point in enumerate(points, start=1))
    entries = "".join(f"<li>{text(_said(point, language))}</li>" for point in points)
    said = "".join(f'<text x="0" y="{_height(y, value) - 3:.1f}">{text(y.said(value))}</text>' for value in y.lines[1:])
    name = text(title.text(language))
    return (
        f'<p class="note">{text(up.text(language))} ↑ · {text(across.text(language))} →</p>'
        f'<svg role="group" aria-label="{name}" width="100%" height="{HEIGHT}" style="overflow:visible">{drawn}{said}'
        f"</svg>{x.words()}"
        f'<ol class="small">{entries}</ol>'
    )


def _said(point: Point, language: Language) -> str:
    return f"{point.name}{': ' if language == 'en' else '：'}{point.says}"


def _drawn(place: int, point: Point, x: Axis, y: Axis, language: Language) -> str:
    across, up = x.at(point.x), _height(y, point.y)
    lines = ""
    if point.across is not None:
        low, high = (x.at(end) for end in point.across)
        lines += f'<line class="w" x1="{low:.2f}%" x2="{high:.2f}%" y1="{up:.1f}" y2="{up:.1f}"/>'
    if point.up is not None:
        low, high = (_height(y, end) for end in point.up)
        lines += f'<line class="w" x1="{across:.2f}%" x2="{across:.2f}%" y1="{low:.1f}" y2="{high:.1f}"/>'
    shape, said = "mark" if point.tone else "dot", text(_said(point, language))
    faint = FAINTEST + (1 - FAINTEST) * min(max(point.opacity, 0.0), 1.0)
    ink = ' style="fill:var(--on-tone)"' if point.tone else ""
    dim = f' style="opacity:{faint:.2f}"' if faint < 1 else ""
    return (
        f'<g class="{f"pt {point.tone}".strip()}" tabindex="0" role="img" aria-label="{said}"><g{dim}>{lines}'
        f'<circle class="{shape}" cx="{across:.2f}%" cy="{up:.1f}" r="10"/></g>'
        f'<text class="name" x="{across:.2f}%" y="{up + 4.5:.1f}" text-anchor="middle"{ink}>{place}</text>'
        f"{_tip(said, across, up)}</g>"
    )


def _tip(said: str, across: float, up: float) -> str:
    """Return the words that show at a point under a pointer or in focus, kept within the map."""
    anchor = "start" if across < 35 else "end" if across > 65 else "middle"
    y = up - 18 if up > 40 else up + 28
    return f'<text class="tip" x="{across:.2f}%" y="{y:.1f}" text-anchor="{anchor}" aria-hidden="true">{said}</text>'


def _height(axis: Axis, value: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - 2 * BOTTOM) * (value - axis.low) / (axis.high - axis.low)


def _cuts(x: Axis, y: Axis, cuts: tuple[float, float]) -> str:
    across, up = x.at(cuts[0]), _height(y, cuts[1])
    return (
        f'<line class="target" x1="{across:.2f}%" x2="{across:.2f}%" y1="0" y2="{HEIGHT}"/>'
        f'<line class="target" x1="0" x2="100%" y1="{up:.1f}" y2="{up:.1f}"/>'
    )
