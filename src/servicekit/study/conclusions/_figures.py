"""Every figure of an assessment by the names that lead to it, and how it is written in a table."""

from collections.abc import Iterable, Iterator, Mapping
from math import isinf
from typing import Final

from attrs import frozen

from servicekit.foundation import _markup as markup
from servicekit.foundation._reasons import reason_text
from servicekit.foundation._results import Estimate, Interval, Result
from servicekit.foundation._vocabulary import Label, Language
from servicekit.satisfaction._top_box import TopBox
from servicekit.stats.intervals._estimates import Difference, Share
from servicekit.stats.intervals._model_intervals import DriverShare, ExplainedShare
from servicekit.stats.scores._presentation_standard import NCHS_2017, Publishable
from servicekit.study._part import Part
from servicekit.study.wording._formatting import percent

DEEPEST: Final = 4
DASH: Final = "–"
NO_MORE: Final = 1e-12
"""Figures nearer to nothing are written as 0."""
LANGUAGES: Final[tuple[Language, Language]] = ("en", "zh")
NO_NAMES: Final[Mapping[str, Label]] = {}


@frozen(kw_only=True)
class Figure:
    """One figure of a table.

    Attributes:
        key: Unique within a report; the same in both languages.
        part: Key of the part.
        caption: Of the table it stands in.
        name: Which one of the table.
        estimate: The figure.
        publishable: Whether a share may be printed; None for other figures.
    """

    key: str
    part: str
    caption: Label
    name: Label
    estimate: Estimate
    publishable: Publishable | None = None

    @property
    def is_share(self) -> bool:
        """Whether it is written as per cent."""
        return isinstance(self.estimate, Share | TopBox)

    @property
    def is_hidden(self) -> bool:
        """Whether tables dash it."""
        return self.publishable is not None and self.publishable.verdict == "no"

    @property
    def n(self) -> float | None:
        """Answers behind it."""
        return answers(self.estimate)

    @property
    def unit(self) -> str:
        """How it is written: "share", "points" (a difference of shares) or "number"."""
        told = getattr(self.estimate, "_is_share", False)
        if told or self.is_share or isinstance(self.estimate, ExplainedShare | DriverShare):
            return "share"
        first = self.estimate.first if isinstance(self.estimate, Difference) else None
        return "points" if isinstance(first, Share | TopBox) else "number"

    def value_words(self, language: Language) -> str:
        """Return the figure, or why there is none."""
        if self.estimate.value is None:
            reason = reason_text(self.estimate.reason, language)
            return f"{DASH} ({reason})" if language == "en" else f"{DASH}（{reason}）"
        if self.publishable is not None and self.publishable.reason is not None and self.is_hidden:
            reason = self.publishable.reason.text(language)
            return f"{DASH} ({reason})" if language == "en" else f"{DASH}（{reason}）"
        return figure_words(self.estimate.value, self.unit)

    def interval_words(self, language: Language) -> str:
        """Return its interval; "" where there is none to print."""
        interval = self.estimate.interval
        if interval is None or self.estimate.value is None or self.is_hidden:
            return ""
        return interval_words(interval, self.unit, language)

    def n_words(self) -> str:
        """Return the number of answers."""
        return "" if self.n is None else f"{self.n:,.0f}"


def withheld(estimate: Estimate) -> Label | None:
    """Return why a share may not be printed; None where it may."""
    if not isinstance(estimate, Share | TopBox) or estimate.value is None:
        return None
    found = NCHS_2017.judge(estimate)
    return found.reason if found.verdict == "no" else None


def answers(estimate: Estimate) -> float | None:
    """Return the answers behind a figure, never their weight; None where nobody counts them."""
    tally = getattr(estimate, "tally", None)
    counted = estimate if tally is None else tally
    for name in ("answers", "n"):
        n = getattr(counted, name, None)
        if isinstance(n, int | float) and not isinstance(n, bool):
            return float(n)
    return None


def figure_words(value: float, unit: str) -> str:
    """Write a figure of a table.

    Args:
        value: The figure.
        unit: "share", "points" or "number".
    """
    if unit == "share":
        return percent(value)
    if isinf(value):
        return "∞" if value > 0 else "−∞"
    return (
        f"{100 * value:+.1f}" if unit == "points" else markup.number(value if abs(value) > NO_MORE else 0.0)
    ).replace("-", "−")


def interval_words(interval: Interval, unit: str, language: Language) -> str:
    """Write an interval of a table."""
    if interval.kind == "unbounded":
        return "any value" if language == "en" else "任意值"
    low, high = (figure_words(end, unit) for end in (interval.low, interval.high))
    if isinf(interval.high):
        return f"{low} or more" if language == "en" else f"不低于{low}"
    if isinf(interval.low):
        return f"{high} or less" if language == "en" else f"不高于{high}"
    if interval.kind == "complement":
        return f"outside {low} to {high}" if language == "en" else f"{low}至{high}之外"
    if language == "zh":
        return f"{low}至{high}" if "−" in low + high else f"{low}～{high}"
    return f"{low} to {high}" if "−" in low + high else f"{low}–{high}"


def figures_of(parts: Iterable[Part]) -> Iterator[Figure]:
    """Yield every figure of the parts' tables, each with a key of its own."""
    used: dict[str, int] = {}
    for part in parts:
        for table in part.tables():
            keyed = estimates_in(table.result, "en")
            named = (estimates_in(table.result, language, names=table.names) for language in LANGUAGES)
            for (path, estimate), (en, _), (zh, _) in zip(keyed, *named, strict=True):
                key = f"{part.key}/{table.key}/{path}"
                used[key] = used.get(key, 0) + 1
                yield Figure(
                    key=key if used[key] == 1 else f"{key}#{used[key]}",
                    part=part.key,
                    caption=table.caption,
                    name=Label(en or DASH, zh or DASH),
                    estimate=estimate,
                    publishable=NCHS_2017.judge(estimate) if isinstance(estimate, Share | TopBox) else None,
                )


def estimates_in(
    result: object, language: Language, path: str = "", depth: int = 0, *, names: Mapping[str, Label] = NO_NAMES
) -> Iterator[tuple[str, Estimate]]:
    """Yield every estimate inside a result with the names that lead to it.

    Args:
        result: A result, or results by key.
        language: Of the names.
        path: Names that led to it.
        depth: How many there were.
        names: Names of keys for readers.
    """
    if isinstance(result, Estimate):
        yield path or names.get("", result.title).text(language), result
    elif isinstance(result, Mapping):
        for key, entry in result.items():
            if isinstance(entry, Result | Mapping) and depth < DEEPEST:
                own = names[key].text(language) if key in names else _name(key, entry, language)
                yield from estimates_in(entry, language, _joined(path, own), depth + 1, names=names)
    elif isinstance(result, Result):
        for name in result.derived:
            entry = getattr(result, name)
            if isinstance(entry, Result | Mapping) and depth < DEEPEST:
                label = entry.title.text(language) if isinstance(entry, Estimate) else ""
                yield from estimates_in(entry, language, _joined(path, label), depth + 1, names=names)


def _name(key: object, entry: object, language: Language) -> str:
    name = getattr(entry, "name", None)
    return name.text(language) if isinstance(name, Label) else "—" if key is None else str(key)


def _joined(first: str, second: str) -> str:
    return f"{first} · {second}" if first and second else first or second
