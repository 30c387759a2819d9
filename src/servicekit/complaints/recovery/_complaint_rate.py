"""Silence: why dissatisfied customers do not complain, how many do, and what removing a barrier would show."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import field, frozen

from servicekit.complaints._sources import DEALER_DECK
from servicekit.complaints.word_of_mouth._presets import PROPERTY_DECK
from servicekit.foundation._checks import check, confidence, share, whole
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._members import member
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Concept, Label, Source, framework
from servicekit.stats._estimates import Share
from servicekit.stats._intervals import score_interval

GOODMAN: Final = "Basic facts on customer complaint behavior and the impact of service on the bottom line"


@framework(
    "F12",
    title=Label("The complaint iceberg", "投诉的冰山"),
    summary=Label(
        "Only some dissatisfied customers complain; why the others are silent, and how many they are.",
        "不满的顾客只有一部分会投诉；其余的人为何沉默、有多少人。",
    ),
    sources=(DEALER_DECK, PROPERTY_DECK, Source("Goodman", None, GOODMAN)),
)
class SilenceBarrier(Concept):
    """Why a dissatisfied customer does not complain."""

    NO_USE = (
        "no_use",
        "Expects no use",
        "觉得没用",
        "The customer believes that nothing would come of a complaint.",
        "顾客认为投诉不会有任何结果。",
    )
    TOO_HARD = (
        "too_hard",
        "Finds it too hard",
        "觉得太麻烦",
        "Complaining, or getting it settled, takes more effort than it seems worth.",
        "投诉或争取解决要花的力气太大，得不偿失。",
    )
    EMBARRASSING = (
        "embarrassing",
        "Finds it embarrassing",
        "觉得难为情",
        "The customer is ashamed to complain or afraid of looking aggressive.",
        "顾客不好意思投诉，或怕显得咄咄逼人。",
    )


def voicing_share(*, voiced: int, dissatisfied: int, level: float = 0.95) -> Share:
    """Return the share of dissatisfied customers in a survey who complained, with the exact interval.

    Args:
        voiced: Dissatisfied respondents who complained at the level in question.
        dissatisfied: All dissatisfied respondents.
        level: Confidence level.
    """
    name = Label("Share of dissatisfied customers who complain", "不满顾客的投诉比例")
    return Share(count=voiced, n=dissatisfied, level=level, method="exact", name=name)


def _barriers(counts: Mapping[Any, int]) -> dict[SilenceBarrier, int]:
    found = {member(SilenceBarrier, key): n for key, n in counts.items()}
    for barrier, n in found.items():
        check(whole, f"silent for {barrier.key!r}", n)
    return {barrier: found[barrier] for barrier in SilenceBarrier if barrier in found}


@frozen(kw_only=True)
class VoicingWithout(Estimate):
    """Voicing share when barriers fall: the surveyed one plus those who would then speak.

    Attributes:
        voiced: Dissatisfied respondents who complained.
        silent: Silent respondents by their main reason.
        silent_otherwise: Silent respondents with another reason, or none.
        removed: Barrier -> share of those it silences who would then complain.
        level: Confidence level.
    """

    title = Label("Voicing share without the barriers", "消除障碍后的投诉比例")
    derived = ("value", "interval", "reason", "before", "more_complaints_factor")

    voiced: int = field(validator=whole)
    silent: Mapping[SilenceBarrier, int] = field(converter=_barriers, hash=False)
    silent_otherwise: int = field(default=0, validator=whole)
    removed: Mapping[SilenceBarrier, float] = field(hash=False)
    level: float = field(default=0.95, validator=confidence)

    @property
    def _n(self) -> int:
        return self.voiced + sum(self.silent.values()) + self.silent_otherwise

    @property
    def before(self) -> Share:
        """Voicing share as surveyed."""
        return voicing_share(voiced=self.voiced, dissatisfied=self._n, level=self.level)

    @property
    def reason(self) -> str | None:
        """Why there is no share."""
        return None if self._n else "n=0"

    @property
    def value(self) -> float | None:
        """(voiced + silent x share who would speak) / all."""
        if not self._n:
            return None
        return (self.voiced + sum(n * self.removed.get(b, 0.0) for b, n in self.silent.items())) / self._n

    @property
    def interval(self) -> Interval | None:
        """Multinomial score interval; the shares of those who would speak are taken as known."""
        if not self._n:
            return None
        counts = [self.voiced, *self.silent.values(), self.silent_otherwise]
        scores = [1.0, *(self.removed.get(barrier, 0.0) for barrier in self.silent), 0.0]
        return score_interval(counts, scores, level=self.level)

    @property
    def more_complaints_factor(self) -> float | None:
        """How many times as many complaints would be seen, with no more dissatisfaction than before."""
        return self.value / self.before.value if self.value and self.before.value else None


def voicing_without(
    *,
    voiced: int,
    silent: Mapping[Any, int],
    removed: Mapping[Any, float],
    silent_otherwise: int = 0,
    level: float = 0.95,
) -> VoicingWithout:
    """Return which share would complain if barriers to complaining were removed.

    Args:
        voiced: Dissatisfied respondents of a survey who complained.
        silent: Barrier or its key -> silent respondents who name it as their main reason.
        removed: Barrier or its key -> share of those it silences who would then complain; 1 is the most it can bring.
        silent_otherwise: Silent respondents with another reason, or none.
        level: Confidence level.
    """
    effects = {member(SilenceBarrier, key): effect for key, effect in removed.items()}
    for barrier, effect in effects.items():
        check(share, f"share who would speak without {barrier.key!r}", effect)
        if barrier not in _barriers(silent):
            raise InvalidValueError("removed", "barriers for which silent respondents were counted", barrier.key)
    return VoicingWithout(voiced=voiced, silent=silent, silent_otherwise=silent_otherwise, removed=effects, level=level)
