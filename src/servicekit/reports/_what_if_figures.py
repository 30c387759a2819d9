"""Pictures of the part about changes: the chain, what moves each gain, a change step by step, and the sources."""

from collections.abc import Sequence
from typing import Final

from servicekit.chain._figures import Provenance
from servicekit.chain._what_if import WhatIfCurve
from servicekit.foundation._markup import table, text
from servicekit.foundation._vocabulary import Label, Language, member
from servicekit.plots._what_if import draw_tornado
from servicekit.reports._picture import Picture, Pictures, drawn, plain
from servicekit.study._assessment import Assessment
from servicekit.study._part import Part
from servicekit.study.parts._what_if import WhatIfPart
from servicekit.study.wording._formatting import amount, percent

CHAIN: Final = Label("Customers with a problem, today", "遇到问题的顾客（当前）")
TORNADO: Final = Label("What moves the gain of “{}”", "影响“{}”收益的因素")
TORNADO_NOTE: Final = Label(
    "Bars: the gain with one figure at the ends of its interval. Per cent: share of the gain's variance that knowing "
    "the figure would remove.",
    "条形：某一数据取区间两端时的收益。百分数：确知该数据可消除的收益方差占比。",
)
STEPS: Final = Label("“{}” step by step", "逐步推进“{}”")
STEPS_NOTE: Final = Label(
    "Cost in proportion to the way. Each step brings the figure to that value, whatever it truly is today.",
    "成本按推进程度折算。每一步都是把该数据提到该值，而当前真实值并不确知。",
)
MOVE: Final = Label("How far", "推进到")
TABLE: Final = Label("All 21 steps", "全部21步")
HEADS: Final = (
    Label("brought to", "推进到"),
    Label("gain", "收益"),
    Label("interval", "区间"),
    Label("cost", "成本"),
    Label("probability that it pays", "划算的概率"),
)
KNOWING: Final = Label("What to find out before deciding on “{}”", "决定“{}”之前应查清什么")
KNOWING_HEADS: Final = (Label("figure", "数据"), Label("to know it for certain", "确知的价值"))
MORE: Final = Label("{} more answers", "再调查{}份")
FROM: Final = Label("Where the figures come from", "数据来源")
FROM_HEADS: Final = (
    Label("figure", "数据"),
    Label("kind", "类别"),
    Label("value", "数值"),
    Label("interval", "区间"),
    Label("source", "来源"),
)


def what_if_pictures(assessment: Assessment, part: Part, language: Language) -> Pictures:
    """Yield the pictures of the part."""
    assert isinstance(part, WhatIfPart)
    counts = {key: stage for key, stage in part.run.stages.items() if stage.unit == "count"}
    yield plain(CHAIN, counts, language, level=assessment.study.level, unit="count")
    for place, (key, name) in enumerate(part.names.items()):
        if any(each.swing > 0 for each in part.sensitivity[key].influences):
            title = _about(TORNADO, name)
            ax = draw_tornado(part.sensitivity[key], language=language)
            yield Picture(title=title, body=drawn(title, ax).body, is_drawn=True, note=TORNADO_NOTE.text(language))
        if key in part.curves:
            body = steps(part.curves[key], place, part.currency, language)
            yield Picture(title=_about(STEPS, name), body=body, note=STEPS_NOTE.text(language))
        if part.knowing[key].all_known > 0:
            yield Picture(title=_about(KNOWING, name), body=_knowing(part, key, language))
    yield Picture(title=FROM, body=_sources(part, language))


def _about(words: Label, name: Label) -> Label:
    return Label(words.en.format(name.en), words.zh.format(name.zh))


def steps(curve: WhatIfCurve, place: int, currency: str, language: Language) -> str:
    """Return the gain along the way as a table, over which a slider moves where scripts run; nothing else is fetched.

    Args:
        curve: Gain at each step.
        place: Number of the slider on the page.
        currency: As one writes it.
        language: Of the words.
    """
    lines = [
        _line(at, row, curve.unit, currency, language) for at, row in zip(curve.positions, curve.rows, strict=True)
    ]
    heads = [head.text(language) for head in HEADS]
    named = curve.label.text(language)
    said = "".join(f"<div><dt>{text(head)}</dt><dd></dd></div>" for head in heads)
    knob = (
        f'<div class="knob" hidden><label for="knob-{place}">{text(named)}</label>'
        f'<input type="range" id="knob-{place}" min="0" max="{len(lines) - 1}" value="{len(lines) - 1}">'
        f'<dl aria-live="polite">{said}</dl></div>'
    )
    whole = f'<div class="wide cols" tabindex="0">{table(heads, lines)}</div>'
    return (
        f'<div class="steps">{knob}<details open><summary>{text(TABLE.text(language))}</summary>{whole}</details></div>'
    )


def _line(at: float, row: dict[str, float | None], unit: str, currency: str, language: Language) -> tuple[str, ...]:
    low, high = row["low"], row["high"]
    joint = " to " if language == "en" else "至"
    return (
        percent(at) if unit == "share" else amount(at),
        amount(row["gain"] or 0.0, currency),
        "" if low is None or high is None else f"{amount(low)}{joint}{amount(high)}",
        amount(row["cost"] or 0.0, currency),
        f"{100 * (row['probability_pays'] or 0.0):.0f}%",
    )


def _knowing(part: WhatIfPart, key: str, language: Language) -> str:
    useful = [each for each in part.knowing[key].figures if each.perfect > 0][:6]
    sizes: Sequence[int] = sorted({n for each in useful for n in each.more})
    heads = [head.text(language) for head in KNOWING_HEADS] + [MORE.text(language).format(n) for n in sizes]
    lines = [
        (
            each.label.text(language),
            amount(each.perfect, part.currency),
            *(amount(each.more[n], part.currency) if n in each.more else "–" for n in sizes),
        )
        for each in useful
    ]
    return f'<div class="wide cols" tabindex="0">{table(heads, lines)}</div>'


def _sources(part: WhatIfPart, language: Language) -> str:
    joint = " to " if language == "en" else "至"
    lines = []
    for row in part.provenance.rows:
        shown = percent if row["unit"] == "share" else amount
        low, high = row["low"], row["high"]
        lines.append(
            (
                row["label"].text(language),
                member(Provenance, row["provenance"]).label.text(language),
                shown(row["value"]),
                "" if low is None else f"{shown(low)}{joint}{shown(high)}",
                row["source"].text(language),
            )
        )
    return f'<div class="wide cols" tabindex="0">{table([head.text(language) for head in FROM_HEADS], lines)}</div>'
