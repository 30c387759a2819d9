"""One picture of the page, and the ways to make one: rows of marks, a bar of shares, axes that scale."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._axes import Axes
from servicekit.reports import _labels as wording
from servicekit.reports._drawn import inline
from servicekit.reports._rankings import Row, Tone, hidden_table, ranking, share_bar
from servicekit.stats.claims._claims import Decided
from servicekit.stats.intervals._estimates import Share
from servicekit.study.conclusions._figures import answers
from servicekit.study.wording._formatting import UNIT_NAMES, Unit, write_difference


@frozen(kw_only=True)
class Picture:
    """One picture of the page.

    Attributes:
        title: What it shows.
        body: HTML.
        is_drawn: Whether it is an SVG that scales; a row of marks never does.
        note: How to read it, below.
        is_broad: Whether it needs the width of a screen; a phone shows the table only.
        n: Fewest and most answers behind its figures; None where nobody counts them.
    """

    title: Label
    body: str
    is_drawn: bool = False
    note: str = ""
    is_broad: bool = False
    n: tuple[float, float] | None = None


Pictures = Iterator[Picture]


def tone_of(decided: Decided | None) -> Tone:
    """Return the tone of what a claim says; none where it does not stand."""
    if decided is None or not decided.stands:
        return ""
    good, direction = decided.claim.good, decided.claim.direction
    if good is None or not direction:
        return "sure"
    return "good" if good == direction else "bad"


def apart(one: Decided, unit: Unit, language: Language) -> str:
    """Return how far a figure surely lies from what its claim compares it with, or that it cannot be told apart."""
    interval = one.interval
    if not one.stands or interval is None:
        return wording.NOT_APART.text(language)
    near, far = sorted(abs(end) for end in (interval.low, interval.high))
    moved = wording.HIGHER if one.claim.direction > 0 else wording.LOWER
    return moved.text(language).format(
        write_difference(near, unit), write_difference(far, unit), UNIT_NAMES[unit].text(language)
    )


def drawn(title: Label, ax: Axes) -> Picture:
    """Return a picture that matplotlib drew."""
    return Picture(title=title, body=inline(ax), is_drawn=True)


def answers_of(estimates: Iterable[Estimate]) -> tuple[float, float] | None:
    """Return the fewest and the most answers behind some figures; None where nobody counts them."""
    counts = [n for estimate in estimates if (n := answers(estimate)) is not None]
    return (min(counts), max(counts)) if counts else None


def group_name(group: object, language: Language) -> str:
    """Return the name of a group; rows without one have a word of their own."""
    if group is not None:
        return str(group)
    return "（未填写）" if language == "zh" else "(not given)"


def rows_of(estimates: Mapping[Any, Estimate], names: Mapping[Any, str], language: Language) -> list[Row]:
    """Return a row for each figure, about which nothing is claimed."""
    rows = []
    for key, estimate in estimates.items():
        own = getattr(key, "label", None) or getattr(estimate, "name", None)
        name = names.get(key) or (own.text(language) if isinstance(own, Label) else group_name(key, language))
        rows.append(Row(name=name, estimate=estimate, n=answers(estimate)))
    return rows


def plain(
    title: Label,
    estimates: Mapping[Any, Estimate],
    language: Language,
    *,
    level: float,
    unit: str = "share",
    names: Mapping[Any, str] | None = None,
    line: tuple[float, Label] | None = None,
    is_target: bool = False,
) -> Picture:
    """Return figures with intervals about which nothing is claimed."""
    heads = (
        wording.MEASURE.text(language),
        title.text(language),
        wording.FIGURE.text(language).format(100 * level),
        "",
    )
    named = None if line is None else (line[0], line[1].text(language))
    body = ranking(
        rows_of(estimates, names or {}, language),
        unit=unit,
        language=language,
        heads=heads,
        line=named,
        is_target=is_target,
    )
    return Picture(title=title, body=body, n=answers_of(estimates.values()))


def bar(
    title: Label, shares: Mapping[Any, Share], language: Language, tone: Mapping[Any, Tone] | None = None
) -> Picture:
    """Return shares that make up a whole as a bar, and its table for a screen reader."""
    body = share_bar(shares, language=language, tone=tone) + hidden_table(shares, title.text(language), language)
    return Picture(title=title, body=body, note=wording.BAR_NOTE.text(language), n=answers_of(shares.values()))
