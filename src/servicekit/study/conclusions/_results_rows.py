"""The results of an assessment as rows: one for each printed figure, and each sentence with the figures in it."""

import re
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, Final

from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Label, Language
from servicekit.stats.claims._claims import Decided
from servicekit.study._part import Part
from servicekit.study.conclusions._figures import figures_of

COLUMNS: Final = (
    "id", "part", "measure", "group", "statistic", "value", "low", "high", "level", "method", "n", "n_effective",
    "n_missing", "test", "p", "adjusted_p", "family", "claim", "publishable", "unit", "interval_kind", "reason_en",
    "reason_zh", "text_en", "text_zh", "printed",
)  # fmt: skip
NUMBER: Final = re.compile(r"(?<![A-Za-z_])[+−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?%?|(?<![A-Za-z_])[+−]?\d+(?:\.\d+)?%?")
PLACE: Final = re.compile(r"⟦(\d+)⟧")


def result_rows(
    parts: tuple[Part, ...], decided: tuple[Decided, ...], sentences: Mapping[str, tuple[str, Label, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a report.

    Args:
        parts: Its parts.
        decided: Its claims.
        sentences: Every sentence by its id: part, words, and the claim behind it or None.
    """
    for figure in figures_of(parts):
        estimate, interval = figure.estimate, figure.estimate.interval
        reason = estimate.reason
        hides = figure.publishable is not None and figure.is_hidden and estimate.value is not None
        hidden = figure.publishable.reason if figure.publishable is not None and hides else None
        yield _row(
            id=figure.key,
            part=figure.part,
            measure=figure.caption.en,
            group=figure.name.en,
            statistic=type(estimate).__name__,
            value=_finite(estimate.value),
            low=_finite(interval.low) if interval else None,
            high=_finite(interval.high) if interval else None,
            level=interval.level if interval else None,
            method=interval.method if interval else None,
            interval_kind=interval.kind if interval else None,
            n=figure.n,
            n_effective=_number(getattr(estimate, "n_effective", None)),
            n_missing=_number(getattr(estimate, "missing", None)),
            publishable=figure.publishable.verdict if figure.publishable is not None else None,
            unit=figure.unit,
            reason_en=hidden.en if hidden else reason.text("en") if reason else None,
            reason_zh=hidden.zh if hidden else reason.text("zh") if reason else None,
        )
    for each in parts:
        for shown in each.shown():
            yield _row(
                id=f"picture:{each.key}/{shown.key}",
                part=each.key,
                measure=shown.measure.en,
                group=shown.group.en,
                statistic="figure of a picture",
                value=_finite(shown.value),
                low=shown.low,
                high=shown.high,
                n=shown.n,
                unit=shown.unit,
            )
    for one in decided:
        yield _claim(one)
    for key, (part, words, claim) in sentences.items():
        yield from _sentence(key, part, words, claim)


def _row(**cells: Any) -> dict[str, Any]:
    return {name: cells.get(name) for name in COLUMNS}


def _finite(value: float | None) -> float | None:
    return None if value is None or not isfinite(value) else float(value)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _claim(one: Decided) -> dict[str, Any]:
    claim = one.claim
    interval = one.interval
    return _row(
        id=f"claim:{claim.name}",
        part=claim.part,
        measure=claim.measure.en,
        group=claim.subject.en,
        statistic="claim",
        value=_finite(claim.difference.value if claim.difference is not None else _own(claim.own)),
        low=_finite(interval.low) if interval else None,
        high=_finite(interval.high) if interval else None,
        level=interval.level if interval else None,
        method=interval.method if interval else None,
        n=float(claim.evidence.n),
        test=claim.evidence.test.key,
        p=claim.evidence.p,
        adjusted_p=one.adjusted,
        family=f"{one.m} claims at {one.alpha:g}",
        claim="stands" if one.stands else "near" if one.near else "open",
        unit=claim.unit,
    )


def _own(own: Estimate | None) -> float | None:
    return own.value if own is not None else None


def _sentence(key: str, part: str, words: Label, one: Decided | None) -> Iterator[dict[str, Any]]:
    """Yield a sentence with places for its numbers, and a row for each number."""
    numbers: list[str] = []
    templates: dict[Language, str] = {}
    for language in ("en", "zh"):
        free = list(range(len(numbers)))

        def place(found: re.Match[str], free: list[int] = free) -> str:
            printed = found.group()
            spot = next((i for i in free if numbers[i] == printed), None)
            if spot is None:
                numbers.append(printed)
                return f"⟦{len(numbers) - 1}⟧"
            free.remove(spot)
            return f"⟦{spot}⟧"

        templates[language] = NUMBER.sub(place, words.text(language))
    raw = figures_behind(one)
    yield _row(
        id=key,
        part=part,
        statistic="sentence",
        claim=one.claim.name if one is not None else None,
        text_en=templates["en"],
        text_zh=templates["zh"],
    )
    for spot, printed in enumerate(numbers):
        value, unit = raw.get(printed, (None, None))
        yield _row(
            id=f"{key}#{spot}",
            part=part,
            statistic="number of a sentence",
            value=parsed(printed) if value is None else value,
            unit=unit or form_of(printed),
            printed=printed,
        )


def figures_behind(one: Decided | None) -> dict[str, tuple[float, str]]:
    """Return the figures of a claim by how they are written."""
    if one is None:
        return {}
    claim = one.claim
    values: list[float | None] = [_own(claim.own), claim.reference.number]
    differences: list[float | None] = [one.detectable, claim.evidence.margin]
    if claim.own is not None and claim.own.interval is not None:
        values += [claim.own.interval.low, claim.own.interval.high]
    if claim.difference is not None:
        differences.append(claim.difference.value)
    if one.interval is not None:
        differences += [one.interval.low, one.interval.high, abs(one.interval.low), abs(one.interval.high)]
    times = 100.0 if claim.unit == "share" else 1.0
    found: dict[str, tuple[float, str]] = {}
    for value in values:
        if value is not None and isfinite(value):
            for form in ("%.1", ".1", ".2", ",0"):
                found.setdefault(written(value, form), (value, form))
    for value in differences:
        if value is not None and isfinite(value):
            for form in (".1", ".2", "+.1", "+.2"):
                found.setdefault(written(value * times, form), (value * times, form))
    return found


def form_of(printed: str) -> str:
    """Return how a printed number is written: sign, thousands, digits, per cent."""
    plain = printed.rstrip("%")
    digits = len(plain.partition(".")[2])
    sign = "+" if plain.startswith("+") else ""
    if printed.endswith("%"):
        return f"{sign}%.{digits}"
    return f"{sign}{',' if ',' in plain else ''}.{digits}"


def parsed(printed: str) -> float:
    """Return the value of a printed number."""
    plain = float(printed.rstrip("%").replace("−", "-").replace(",", ""))
    return plain / 100 if printed.endswith("%") else plain


def written(value: float, form: str) -> str:
    """Write a number in a form.

    Args:
        value: The number.
        form: "+" for a sign, "," for thousands, "%" for per cent, then a point and the number of digits.
    """
    sign = "+" if form.startswith("+") else ""
    comma = "," if "," in form else ""
    digits = int(form.rpartition(".")[2]) if "." in form else 0
    shown = f"{value * (100 if '%' in form else 1):{sign}{comma}.{digits}f}".replace("-", "−")
    return shown + ("%" if "%" in form else "")


def filled(template: str, numbers: Mapping[int, str]) -> str:
    """Return a sentence with its numbers.

    Args:
        template: Words with places.
        numbers: What stands at each place.
    """
    return PLACE.sub(lambda found: numbers.get(int(found.group(1)), "?"), template)
