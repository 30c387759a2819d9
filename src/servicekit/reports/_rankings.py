"""Rankings and share bars of the page: a table with a picture in each row, and a bar with labels under its segments."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from attrs import frozen

from servicekit.foundation._markup import text
from servicekit.foundation._reasons import reason_text
from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Language
from servicekit.reports import _labels as wording
from servicekit.reports._axis import Axis, Ends, axis_of, ends_of, mark, reference, stroke
from servicekit.stats.intervals._estimates import Share
from servicekit.study.conclusions._figures import withheld
from servicekit.study.wording._formatting import write

Tone = Literal["good", "bad", "sure", ""]
HEIGHT: Final = 46
NARROW: Final = 0.08
BAR: Final = 40


@frozen(kw_only=True)
class Row:
    """One line of a ranking.

    Attributes:
        name: What it is.
        estimate: Its figure.
        tone: Of the claim that stands about it; "" where none does.
        says: The claim in words; "" where nothing was claimed.
        at_level: Interval at the level of the claim.
        n: Answers behind it.
        other: A second figure in the same line, drawn as a short stroke.
    """

    name: str
    estimate: Estimate
    tone: Tone = ""
    says: str = ""
    at_level: Ends | None = None
    n: float | None = None
    other: float | None = None


def ranking(
    rows: Sequence[Row],
    *,
    unit: str,
    language: Language,
    heads: tuple[str, str, str, str],
    line: tuple[float, str] | None = None,
    is_target: bool = False,
) -> str:
    """Return a table with one row and one picture a line.

    Args:
        rows: Its lines, in order.
        unit: Of the figures.
        language: Of the words.
        heads: Headings of the columns; the last is left out where it is "".
        line: Figure that all are held against, and its name.
        is_target: Whether that is a target, not a finding.
    """
    axis = axis_of([*_values(rows), *([line[0]] if line else [])], unit)
    kind = "target" if is_target else "ref"
    shown = [heads[0], heads[1], heads[2], *([heads[3]] if heads[3] else [])]
    classes = ("who", "plot", "fig", "says")
    head = "".join(
        f'<th scope="col" class="{name}">{text(word)}</th>' for name, word in zip(classes, shown, strict=False)
    )
    named = ""
    if line is not None:
        place = axis.at(line[0])
        anchor = "end" if place > 80 else "start" if place < 20 else "middle"
        named = (
            '<tr aria-hidden="true"><td class="who"></td><td class="plot" style="height:20px">'
            '<svg width="100%" height="20">'
            f'<text class="name" x="{place:.2f}%" y="14" text-anchor="{anchor}">{text(line[1])}</text>'
            f'</svg></td><td class="fig"></td>{"<td></td>" if heads[3] else ""}</tr>'
        )
    body = "".join(_row(row, axis, language, line, kind, bool(heads[3])) for row in rows)
    empty = "<td></td>" if heads[3] else ""
    foot = f'<tr aria-hidden="true"><td></td><td class="plot">{axis.words()}</td><td></td>{empty}</tr>'
    return (
        f'<table class="rank"><thead><tr>{head}</tr></thead><tbody>{named}{body}</tbody><tfoot>{foot}</tfoot></table>'
    )


def _values(rows: Sequence[Row]) -> list[float]:
    values: list[float] = []
    for row in rows:
        if row.estimate.value is not None and withheld(row.estimate) is None:
            values += [row.estimate.value, *(ends_of(row.estimate.interval) or ()), *(row.at_level or ())]
        if row.other is not None:
            values.append(row.other)
    return values


def _row(row: Row, axis: Axis, language: Language, line: tuple[float, str] | None, kind: str, says: bool) -> str:
    hidden = withheld(row.estimate)
    value, ends = None if hidden else row.estimate.value, ends_of(row.estimate.interval)
    drawn = f"<title>{text(_hover(row, axis.unit, language))}</title>" if value is not None else ""
    drawn += axis.grid(HEIGHT) + (reference(axis, line[0], HEIGHT, kind) if line else "")
    if value is None:
        why = reason_text(row.estimate.reason, language) if hidden is None else hidden.text(language)
        figure = f'– <span class="why">{text(why)}</span>'
    else:
        drawn += mark(axis, value, ends, HEIGHT / 2, row.tone, row.at_level)
        figure = f"<b>{text(write(value, axis.unit))}</b><span>{text(short_interval(ends, axis.unit))}</span>"
    if row.other is not None:
        drawn += stroke(axis, row.other, HEIGHT / 2)
    n = f' <span class="n1">n {row.n:,.0f}</span>' if row.n is not None else ""
    words = f'<td class="says">{_shape(row.tone)}{text(row.says)}</td>' if says else ""
    return (
        f'<tr class="{row.tone}"><th scope="row" class="who">{text(row.name)}{n}</th>'
        f'<td class="plot" aria-hidden="true"><svg width="100%" height="{HEIGHT}">{drawn}</svg></td>'
        f'<td class="fig">{figure}</td>{words}</tr>'
    )


def _hover(row: Row, unit: str, language: Language) -> str:
    """Return the figures of a row as they show under a pointer: with the interval that the claim was held to."""
    comma = ", " if language == "en" else "，"
    said = [figures_in_words(row.estimate.value or 0.0, ends_of(row.estimate.interval), unit)]
    if row.at_level is not None:
        said.append(wording.AT_LEVEL.text(language).format(short_interval(row.at_level, unit)))
    if row.n is not None:
        said.append(f"n {row.n:,.0f}")
    return f"{row.name.strip()}{': ' if language == 'en' else '：'}{comma.join(said)}"


def figures_in_words(value: float, ends: Ends | None, unit: str) -> str:
    """Write a figure and its interval for a pointer."""
    interval = short_interval(ends, unit)
    return write(value, unit) + (f" ({interval})" if interval else "")


def _shape(tone: Tone) -> str:
    return {"bad": "▼ ", "good": "▲ ", "sure": "● "}.get(tone, "")


def short_interval(ends: Ends | None, unit: str) -> str:
    """Write an interval beside its figure: the sign for per cent stands with the figure only."""
    if ends is None:
        return ""
    low, high = (write(end, unit) for end in ends)
    if unit == "share":
        low, high = low.rstrip("%"), high.rstrip("%")
    return f"{low} – {high}" if "−" in low + high else f"{low}–{high}"


def share_bar(shares: Mapping[object, Share], *, language: Language, tone: Mapping[object, Tone] | None = None) -> str:
    """Return shares that make up a whole as one bar, each with its name and interval under its own segment.

    Args:
        shares: Share by key, in the order of the answers.
        language: Of the names.
        tone: Tone of the segments about which a claim stands.
    """
    start, drawn = 0.0, ""
    lanes: list[float] = []
    taken = 0.0  # share of the width that labels under the bar fill so far
    height = BAR
    fills = ("fill2", "fill1", "fill3", "fill4", "fill2", "fill1", "fill3")
    for place, (key, share) in enumerate(shares.items()):
        value = share.value or 0.0
        if value <= 0:
            continue
        name = share.title.text(language)
        fill = (tone or {}).get(key, "")
        colour = {"bad": "worse", "good": "better"}.get(fill, fills[place % len(fills)])
        ink = "on-tone" if fill else "on4" if colour == "fill4" else "on3" if colour == "fill3" else "on1"
        middle = 100 * (start + value / 2)
        interval = short_interval(ends_of(share.interval), "share")
        colon = ": " if language == "en" else "："
        hover = f"{name}{colon}{figures_in_words(value, ends_of(share.interval), 'share')}"
        drawn += (
            f'<rect x="{100 * start:.2f}%" y="0" width="{100 * value:.2f}%" height="{BAR}" '
            f'style="fill:var(--{colour});stroke:var(--paper);stroke-width:2"><title>{text(hover)}</title></rect>'
        )
        if value >= NARROW:
            drawn += (
                f'<text class="in" x="{middle:.2f}%" y="26" text-anchor="middle" style="fill:var(--{ink})">'
                f"{100 * value:.0f}%</text>"
            )
        width = _room(name, language)
        is_last = place == len(shares) - 1
        if value >= width or (is_last and value >= 0.6 * width and taken <= 1 - width):
            top, at, anchor = BAR + 18, middle, "middle"
            if value < width:
                at, anchor = 100.0, "end"
            lines = [(name, "name"), (interval, "")]
            taken = start + (value + width) / 2
        else:  # a leader down to a row of its own
            at = 100 * start + 50 * value
            anchor = "end" if at > 50 else "start"
            lane = next((i for i, end in enumerate(lanes) if end <= at), len(lanes))
            lanes[lane : lane + 1] = [at + 100 * width * 1.6]
            top = BAR + 58 + 22 * lane
            drawn += f'<line x1="{at:.2f}%" x2="{at:.2f}%" y1="{BAR}" y2="{top - 12}" style="stroke:var(--ink3)"/>'
            said = f"{name} {100 * value:.0f}%" + (f" ({interval})" if interval else "")
            lines = [(said, "name")]
        for row, (words, kind) in enumerate(lines):
            drawn += (
                f'<text class="{kind}" x="{at:.2f}%" y="{top + 17 * row}" text-anchor="{anchor}">{text(words)}</text>'
            )
        height = max(height, top + 17 * (len(lines) - 1) + 6)
        start += value
    return f'<div class="shares" aria-hidden="true"><svg width="100%" height="{height}">{drawn}</svg></div>'


def _room(name: str, language: Language) -> float:
    """Return the share of a phone's width that a label takes."""
    return max(sum(13.0 if ord(sign) > 0x2E80 else 7.2 for sign in name), 70.0) / 350


def hidden_table(shares: Mapping[object, Share], caption: str, language: Language) -> str:
    """Return the figures of a share bar as a table that a screen reader reads and nobody sees."""
    heads = (wording.MEASURE, wording.VALUE, wording.INTERVAL)
    head = "".join(f'<th scope="col">{text(word.text(language))}</th>' for word in heads)
    body = "".join(
        f'<tr><th scope="row">{text(share.title.text(language))}</th>'
        f"<td>{text(write(share.value or 0.0, 'share'))}</td>"
        f"<td>{text(short_interval(ends_of(share.interval), 'share'))}</td></tr>"
        for share in shares.values()
    )
    return (
        f'<div class="hidden"><table><caption>{text(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
