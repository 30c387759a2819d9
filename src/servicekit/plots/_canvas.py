"""The canvas all pictures share: axes, colours that colour-blind readers can tell apart, fonts for both languages."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from io import BytesIO
from logging import getLogger
from pathlib import Path
from threading import RLock
from typing import Any, Final
from unicodedata import name

from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._extras import require
from servicekit.foundation._markup import visible
from servicekit.foundation._reasons import reason_text
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._axes import Axes

INK: Final = "#1f2933"
MUTED: Final = "#7b8794"
GRID: Final = "#e4e7eb"
BLUE: Final = "#0072b2"
ORANGE: Final = "#d55e00"
GREEN: Final = "#009e73"
YELLOW: Final = "#e69f00"
GREY: Final = "#b8c0c8"
# Okabe and Ito's palette, in the order in which series take it
SERIES: Final = (BLUE, ORANGE, GREEN, YELLOW, "#cc79a7", "#56b4e9", INK)
CHINESE: Final = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
    "Microsoft YaHei", "PingFang SC", "SimHei", "Heiti SC",
)  # fmt: skip
BOXES: Final = "servicekit boxes"
"""The font of last resort, shipped beside this file: an empty box for every character that no other font has."""
NOT_GIVEN: Final = Label("(not given)", "（未填写）")
NEEDED: Final = "满意度顾客评价滿顧評價"

_DRAWING: Final = RLock()


@cache
def _fonts() -> tuple[str, ...]:
    """Return the families of pictures: matplotlib's own, those with Chinese glyphs that are installed, boxes."""
    manager = require("matplotlib.font_manager", extra="plots").fontManager
    installed = {font.name for font in manager.ttflist}
    chinese = [family for family in CHINESE if family in installed]
    if not chinese:  # a font that is not on the list may have the glyphs all the same
        chinese = [font.name for font in manager.ttflist if set(map(ord, NEEDED)) <= _glyphs(font.fname)][:1]
    manager.addfont(Path(__file__).with_name("boxes.ttf"))
    return ("DejaVu Sans", *chinese, BOXES)


@cache
def _glyphs(path: str) -> frozenset[int]:
    """Return the characters of a font, none for a font of last resort or one that cannot be opened."""
    try:
        font = require("matplotlib.ft2font", extra="plots").FT2Font(path)
    except (OSError, RuntimeError):
        return frozenset()
    return frozenset() if "Last Resort" in font.family_name else frozenset(font.get_charmap())


@cache
def _drawable() -> frozenset[int]:
    """Return the characters that some font of the pictures can draw."""
    manager = require("matplotlib.font_manager", extra="plots")
    properties = manager.FontProperties
    paths = [manager.findfont(properties(family=[family]), rebuild_if_missing=False) for family in _fonts()[:-1]]
    return frozenset().union(*map(_glyphs, paths))


def _tell_boxes(ax: Axes, event: Any) -> None:
    """Say so if axes that have just been drawn show boxes; SVG that keeps its text is drawn by the reader's browser."""
    matplotlib = require("matplotlib", extra="plots")
    if set(event.canvas.filetypes) <= {"svg", "svgz"} and matplotlib.rcParams["svg.fonttype"] == "none":
        return
    texts: Any = ax.findobj(require("matplotlib.text", extra="plots").Text)
    shown = {sign for text in texts if text.get_visible() for sign in text.get_text()}
    for sign in sorted(shown):
        if sign.isprintable() and ord(sign) not in _drawable():
            _say_once("CJK" in name(sign, ""))


@cache
def _say_once(chinese: bool) -> None:
    # a warning would become an exception where warnings are errors, and a picture with boxes is still a picture
    font = "Noto Sans CJK SC (Debian: fonts-noto-cjk)" if chinese else "one that has them"
    getLogger("servicekit").warning(
        "no installed font has the %s of this picture, which shows boxes in their place: install %s; "
        "reports and SVG from as_svg need none",
        "Chinese characters" if chinese else "characters that are neither Latin nor Chinese",
        font,
    )


def settings() -> dict[str, Any]:
    """Return matplotlib settings: quiet axes, text kept as text in SVG so that any browser can draw Chinese."""
    return {
        "font.family": list(_fonts()),
        "font.size": 10,
        "svg.fonttype": "none",
        "svg.hashsalt": "servicekit",
        "axes.edgecolor": MUTED,
        "axes.labelcolor": INK,
        "axes.titlesize": 11,
        "axes.titlelocation": "left",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": False,
        "text.color": INK,
        "xtick.color": INK,
        "ytick.color": INK,
    }


@contextmanager
def style() -> Iterator[None]:
    """Draw with the settings of this library and leave those of the user as they were.

    Matplotlib has one set of settings for the whole process: only ours are put back, and one thread draws at a time,
    because two would each put back those of the other.
    """
    parameters = require("matplotlib", extra="plots").rcParams
    ours = settings()
    with _DRAWING:
        before = {key: parameters[key] for key in ours}
        parameters.update(ours)
        try:
            yield
        finally:
            parameters.update(before)


def axes(ax: Axes | None, *, width: float = 7.0, height: float = 3.2) -> Axes:
    """Return the axes given, or those of a new figure that belongs to no window.

    Args:
        ax: Axes to draw on, or None.
        width, height: Size of a new figure in inches.
    """
    if ax is None:
        figure = require("matplotlib.figure", extra="plots").Figure(figsize=(width, height), layout="constrained")
        chosen: Axes = figure.subplots()
    else:  # titles and ticks that are there already keep their font, and take from ours the glyphs it lacks
        chosen = ax
        texts: Any = ax.findobj(require("matplotlib.text", extra="plots").Text)
        for text in texts:
            text.set_fontfamily([*text.get_fontfamily(), *_fonts()])
    chosen.figure.canvas.mpl_connect("draw_event", partial(_tell_boxes, chosen))
    return chosen


def as_svg(ax: Axes) -> str:
    """Return the figure of some axes as SVG text without date or absolute size, so that equal results look equal.

    Example:
        >>> import servicekit as sk
        >>> sk.plots.as_svg(sk.plots.plot(sk.net_promoter_score([9, 10, 3])))[:4]
        '<svg'
    """
    if not hasattr(ax, "figure"):
        raise InvalidValueError("ax", "the axes of a picture", ax)
    stream = BytesIO()
    with style():
        figure: Any = ax.figure
        figure.savefig(stream, format="svg", metadata={"Date": None}, bbox_inches="tight", pad_inches=0.08)
    text = stream.getvalue().decode().replace(f", '{BOXES}'", "")  # a browser finds a font of its own
    return "".join(map(_written_out, text[text.index("<svg") :]))


def _written_out(sign: str) -> str:
    # names come from data: what turns the direction of a line around, or breaks it, is shown and not done
    return sign if sign.isprintable() or sign in "\n\u3000" else visible(sign)


def whisker(
    ax: Axes, place: float, estimate: Estimate, *, colour: str = BLUE, times: float = 1.0, language: Language = "en"
) -> None:
    """Draw a value and its interval at one height of horizontal axes."""
    value = estimate.value
    if value is None:
        ax.annotate(
            f"– ({reason_text(estimate.reason, language)})",
            (0.01, place),
            xycoords=("axes fraction", "data"),
            color=MUTED,
            va="center",
        )
        return
    span(ax, place, estimate.interval, colour=colour, times=times, alpha=0.75)
    ax.plot([value * times], [place], "o", color=colour, ms=6, mec="white", mew=0.8, zorder=3)


def span(
    ax: Axes,
    place: float,
    interval: Interval | None,
    *,
    colour: str = BLUE,
    times: float = 1.0,
    upright: bool = False,
    lw: float = 2.2,
    alpha: float = 0.6,
) -> None:
    """Draw a bounded interval as a line: at one height, or ``upright`` at one place across; any other draws nothing."""
    low, high = ends(interval)
    if low is not None and high is not None:
        along, across = [low * times, high * times], [place, place]
        xs, ys = (across, along) if upright else (along, across)
        ax.plot(xs, ys, "-", color=colour, lw=lw, alpha=alpha, solid_capstyle="butt")


def headed(ax: Axes, title: str, *, pad: float | None = None) -> None:
    """Give axes a heading; where there is none, those of the caller keep their own."""
    if title:
        ax.set_title(title, pad=pad)


def ends(interval: Interval | None) -> tuple[float | None, float | None]:
    """Return the ends of a bounded interval, or None twice."""
    return (interval.low, interval.high) if interval is not None and interval.kind == "bounded" else (None, None)


def rows(ax: Axes, names: Sequence[str]) -> None:
    """Name the rows of horizontal axes from the top down, with room around them and a light grid across."""
    ax.set_yticks(range(len(names)), [shortened(name) for name in names])
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=GRID, lw=0.8)
    ax.set_axisbelow(True)


def named(key: object, language: Language) -> str:
    """Return the name of a group, and of those who did not say which is theirs that."""
    return NOT_GIVEN.text(language) if key is None else visible(key)


def shortened(name: str, most: int = 34) -> str:
    """Shorten a label that would crowd out the picture, and keep ``$`` from starting a formula."""
    plain = visible(name).replace("$", r"\$")
    return plain if len(plain) <= most else plain[: most - 1] + "…"
