"""Reasons: why a figure has no value or no interval, as a concept with details that speaks both languages."""

from typing import Any

from attrs import frozen

from servicekit.foundation._details import Detailed
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._vocabulary import Label, Language


@frozen(kw_only=True)
class Reason(Detailed):
    """Why a figure has no value or no interval.

    Attributes:
        kind: The concept.
        details: What it is about: numbers that its sentence names; ``names`` of columns, strata or items; ``because``,
            the reason of a part.

    Example:
        >>> reason = sk.mean_score([], scale=sk.LIKERT_5).reason
        >>> reason.key, reason.text("en"), reason.text("zh")
        ('no_data', 'there are no data', '没有数据')
    """

    kind: NotEstimable

    def text(self, language: Language = "en") -> str:
        """Return the sentence in one language, without a full stop."""
        shown = dict(self.details)
        names, because = shown.pop("names", ()), shown.pop("because", None)
        parts = {name: value.text(language) if isinstance(value, Label) else value for name, value in shown.items()}
        text = self.kind.meaning.text(language).rstrip(".。").format(**parts)
        if names:
            text += ("：" if language == "zh" else ": ") + ("、" if language == "zh" else ", ").join(map(str, names))
        if because is not None:
            text += ("：" if language == "zh" else ": ") + because.text(language)
        return text


def reason_text(reason: Reason | None, language: Language = "en") -> str:
    """Return the sentence of a reason, or "" where there is none."""
    return "" if reason is None else reason.text(language)


def why(kind: NotEstimable, /, **details: Any) -> Reason:
    """Return a reason with its details."""
    return Reason(kind=kind, details=details)


def too_few(n: float, *, needed: int = 2) -> Reason:
    """Return the reason where fewer than ``needed`` were counted; with none there are no data."""
    return why(NotEstimable.NO_DATA) if n == 0 else why(NotEstimable.TOO_FEW, n=round(float(n), 3), needed=needed)
