"""Whether a share may be printed: the presentation standard of the National Center for Health Statistics, 2017."""

from typing import Final, Literal, Protocol

from attrs import field, frozen

from servicekit.foundation import _checks as checks
from servicekit.foundation._literature import PARKER_2017
from servicekit.foundation._vocabulary import Label, Source
from servicekit.stats.intervals._intervals import clopper_pearson


class ShareFigure(Protocol):
    """A share with the number of answers that it is worth."""

    @property
    def value(self) -> float | None:
        """The share."""

    @property
    def n_effective(self) -> float | None:
        """Size of the simple random sample that would tell as much; None: n itself."""


@frozen(kw_only=True)
class Publishable:
    """Whether a share may be printed.

    Attributes:
        verdict: "yes", "caution" (review, or mark the complement) or "no".
        reason: Why, in both languages; None where it may.
    """

    verdict: Literal["yes", "caution", "no"]
    reason: Label | None = None


NO_SHARE: Final = Label("no answers", "没有回答")
FEW: Final = Label("effective n below {:g}", "等效样本量不足{:g}")
WIDE: Final = Label("interval wider than {:g} points", "区间宽于{:g}个百分点")
RELATIVE: Final = Label("interval wider than {:g} times the share", "区间宽于占比的{:g}倍")
COMPLEMENT: Final = Label("the rest of the answers is uncertain", "其余回答的占比不确定")


@frozen(kw_only=True)
class PublicationRule:
    """A rule for printing shares.

    Attributes:
        fewest: Effective number of answers below which nothing is printed.
        narrow: Width of the exact 95 % interval up to which a share is printed, whatever its size (0-1).
        wide: Width from which it is not (0-1).
        relative: Width as a multiple of the share above which it is not; of the rest, above which it is marked.
        source: Where the rule comes from.
    """

    fewest: float = field(validator=checks.positive)
    narrow: float = field(validator=checks.positive)
    wide: float = field(validator=checks.positive)
    relative: float = field(validator=checks.positive)
    source: Source

    def judge(self, share: ShareFigure) -> Publishable:
        """Return whether a share may be printed.

        Args:
            share: Any share with its effective number of answers.

        Formula:
            Exact (Korn-Graubard) 95 % interval at the effective number of answers.

        Example:
            >>> import servicekit as sk
            >>> sk.stats.NCHS_2017.judge(sk.stats.Share(count=10, n=20)).reason.en
            'effective n below 30'
        """
        value = share.value
        if value is None:
            return Publishable(verdict="no", reason=NO_SHARE)
        n = share.n_effective
        n = float(getattr(share, "n", 0.0)) if n is None else float(n)
        if n < self.fewest:
            return Publishable(verdict="no", reason=_filled(FEW, self.fewest))
        width = clopper_pearson(value * n, n).width
        if width <= self.narrow:
            return Publishable(verdict="yes")
        if width >= self.wide:
            return Publishable(verdict="no", reason=_filled(WIDE, 100 * self.wide))
        if width > self.relative * value:
            return Publishable(verdict="no", reason=_filled(RELATIVE, self.relative))
        if width > self.relative * (1 - value):
            return Publishable(verdict="caution", reason=COMPLEMENT)
        return Publishable(verdict="yes")


def _filled(words: Label, number: float) -> Label:
    return Label(words.en.format(number), words.zh.format(number))


NCHS_2017: Final = PublicationRule(
    fewest=30,
    narrow=0.05,
    wide=0.30,
    relative=1.30,
    source=PARKER_2017,
)
"""Effective n below 30: not printed; exact interval at most 5 points wide: printed; 30 points or more: not; wider than
1.3 times the share: not; wider than 1.3 times the rest: the rest is marked."""
