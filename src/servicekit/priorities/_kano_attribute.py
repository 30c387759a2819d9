"""What customers say of one attribute with and without it."""

from collections.abc import Mapping
from typing import Final

from attrs import field, frozen

from servicekit.foundation._reasons import Reason
from servicekit.foundation._results import Estimate, Interval, Result
from servicekit.foundation._vocabulary import Label
from servicekit.priorities._kano_categories import KanoCategory
from servicekit.stats.claims._claim_tests import Evidence
from servicekit.stats.intervals._coefficient import Coefficient
from servicekit.stats.intervals._estimates import Share

MOST_QUESTIONABLE: Final = 0.1


@frozen(kw_only=True)
class WorseCoefficient(Estimate):
    """Worse coefficient: the share that would be dissatisfied without the attribute, as a negative number.

    Attributes:
        share: That share, (M + O) / (M + O + A + I).
    """

    title = Label("Worse", "Worse系数")

    share: Share

    @property
    def value(self) -> float | None:
        """The share, negative."""
        return None if self.share.value is None else -self.share.value

    @property
    def interval(self) -> Interval | None:
        """The interval of the share, turned round."""
        return None if self.share.interval is None else self.share.interval.map(lambda value: -value)

    @property
    def reason(self) -> Reason | None:
        """Why there is no value."""
        return self.share.reason


@frozen(kw_only=True)
class KanoAttribute(Result):
    """The category of one attribute and how sure it is.

    Attributes:
        name: The attribute.
        cells: Answers (their weight) in each pair of answers, five for each answer with the attribute.
        n: Respondents with both answers.
        n_missing: Respondents without.
        shares: Share of each category by key.
        better: (A + O) / (M + O + A + I): would be satisfied with it.
        worse: -(M + O) / (M + O + A + I): would be dissatisfied without it.
        total_strength: Share of M, O and A.
        functional: Mean score with the attribute, from -2 (dislike) to 4 (like).
        dysfunctional: Mean score without it, from -2 (like) to 4 (dislike).
        evidence: Exact test of the commonest category against the next.
        stability: Share of resamples in which each category is the commonest; a description, not evidence.
    """

    title = Label("Kano attribute", "KANO属性")
    derived = ("category", "category_strength", "p_value")

    name: Label
    cells: tuple[float, ...] = field(repr=False)
    n: int
    n_missing: int
    shares: Mapping[str, Share]
    better: Share
    worse: WorseCoefficient
    total_strength: Share
    functional: Coefficient
    dysfunctional: Coefficient
    evidence: Evidence
    stability: Mapping[str, float]

    @property
    def category(self) -> KanoCategory | None:
        """The commonest category, of equals the first of M, O, A, I, R; None without answers.

        The order only settles what is shown: whether it is the commonest, ``evidence`` says.
        """
        counts = {category: self.shares[category.key].count for category in VALID}
        return max(counts, key=lambda category: counts[category]) if any(counts.values()) else None

    @property
    def category_strength(self) -> float | None:
        """Share of the commonest category less that of the next; None without answers."""
        first, second = sorted((self.shares[category.key].value or 0.0 for category in VALID), reverse=True)[:2]
        return None if self.category is None else first - second

    @property
    def p_value(self) -> float | None:
        """P-value of the commonest category against the next."""
        return self.evidence.p

    @property
    def caution(self) -> Label | None:
        """A warning where more than a tenth of the pairs contradict themselves."""
        share = self.shares[KanoCategory.QUESTIONABLE.key].value
        if share is None or share <= MOST_QUESTIONABLE:
            return None
        return Label(
            f"{share:.0%} of the pairs of answers contradict themselves: the question may have been misunderstood",
            f"{share:.0%}的成对回答自相矛盾，题目可能未被理解",
        )


VALID: Final = tuple(category for category in KanoCategory if category is not KanoCategory.QUESTIONABLE)
