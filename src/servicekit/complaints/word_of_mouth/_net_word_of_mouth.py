"""Good and bad talk together: what is said of a service in both streams, and who hears both."""

from math import sqrt

from attrs import field, frozen, validators

from servicekit.complaints.word_of_mouth._reach import CASCADE, Cascade, Reach
from servicekit.complaints.word_of_mouth._simulation import expected_in_population
from servicekit.complaints.word_of_mouth._uncertain_reach import METHOD, ends_of, is_uncertain, people_drawn
from servicekit.foundation._checks import confidence, whole_positive
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.designs._resampling import SEED
from servicekit.stats.intervals._intervals import normal_quantile


@frozen(kw_only=True)
class TalkBalance(Estimate):
    """People who hear good less people who hear bad, both streams being independent.

    Attributes:
        positive, negative: The cascades.
        population: People among whom both streams run; None: nobody is told twice.
        level: Probability of the range.
    """

    title = Label("People who hear good less people who hear bad", "听到好评与听到差评的人数差")
    derived = ("value", "interval", "heard_good", "heard_bad", "heard_both")

    positive: Cascade = field(validator=CASCADE)
    negative: Cascade = field(validator=CASCADE)
    population: int | None = field(default=None, validator=validators.optional(whole_positive))
    level: float = field(default=0.95, validator=confidence)

    def _people(self, cascade: Cascade) -> float:
        if self.population is None:
            return Reach(cascade=cascade).value
        return expected_in_population(cascade, population=self.population).value

    @property
    def heard_good(self) -> float:
        """Expected number who hear good things."""
        return self._people(self.positive)

    @property
    def heard_bad(self) -> float:
        """Expected number who hear bad things."""
        return self._people(self.negative)

    @property
    def heard_both(self) -> float:
        """Expected number who hear both, the streams meeting people independently; 0 without a population."""
        return self.heard_good * self.heard_bad / self.population if self.population else 0.0

    @property
    def value(self) -> float:
        """Good less bad."""
        return self.heard_good - self.heard_bad

    @property
    def interval(self) -> Interval | None:
        """Normal range of the difference; simulated where figures are estimates, whose uncertainty it then holds.

        None in a finite population, where ``simulate_reach`` gives the spread of each stream.
        """
        if self.population is not None:
            return None
        if is_uncertain(self.positive) or is_uncertain(self.negative):
            good, bad = (
                people_drawn(each.first_tellers, each.rounds, counts_first=each.counts_first_tellers, seed=SEED + place)
                for place, each in enumerate((self.positive, self.negative))
            )
            low, high = ends_of((good - bad).astype(float), self.level)
            return Interval(low=low, high=high, level=self.level, method=METHOD)
        half = normal_quantile(self.level) * sqrt(self.positive.variance + self.negative.variance)
        return Interval(low=self.value - half, high=self.value + half, level=self.level, method="normal range")


def net_word_of_mouth(
    *, positive: Cascade, negative: Cascade, population: int | None = None, level: float = 0.95
) -> TalkBalance:
    """Set good talk against bad talk.

    Args:
        positive: What pleased customers set off.
        negative: What dissatisfied customers set off.
        population: People among whom both streams run; None: nobody is told twice.
        level: Probability of the range.

    Example:
        >>> import servicekit as sk
        >>> cascade = sk.complaints.CASCADES["eleven_then_five"].cascade
        >>> sk.complaints.net_word_of_mouth(positive=cascade, negative=cascade).title.en
        'People who hear good less people who hear bad'
    """
    return TalkBalance(positive=positive, negative=negative, population=population, level=level)
