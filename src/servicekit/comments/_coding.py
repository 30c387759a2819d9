"""Shares calibrated by hand: a sheet of comments to code, and what the codes make of the shares that words gave."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import field, frozen

from servicekit.comments._mentions import mention_table
from servicekit.comments._privacy import mask_personal_data
from servicekit.comments._topic_shares import texts_of
from servicekit.comments._topics import rules_of
from servicekit.data._accepted import Data
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._phrases import Rule
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats._intervals import mover_sum, wilson
from servicekit.stats._resampling import SEED, Rng, chance

FEWEST: Final = 5
"""Coded comments that each of the two strata must have."""


def coding_sheet(
    data: Data,
    *,
    comment: str,
    n: int = 200,
    rules: Mapping[str, Rule] | None = None,
    rng: Rng = SEED,
) -> dict[str, list[object]]:
    """Draw comments at random for people to code, personal data masked, with an empty column for each topic.

    Args:
        data: Data frame of any kind or mapping of columns.
        comment: Column of texts.
        n: Comments to draw; all of them if there are fewer.
        rules: Word lists by topic. Coders do not see what matched, so that they read and do not confirm.
        rng: Seed or generator; the same seed draws the same comments.

    Returns:
        Columns "row" (position in the data), "comment" and one of None for each topic, to be filled with 1 or 0. Give
        it to two people and measure their agreement with ``stats.krippendorff_alpha`` before anything else.

    Example:
        >>> from servicekit.comments import coding_sheet
        >>> coding_sheet({"why": ["rude", "slow", ""]}, comment="why", n=5)["row"]
        [0, 1]
    """
    checks.validate(checks.whole_positive, "n", n)
    texts = texts_of(data, comment)
    present = [row for row, text in enumerate(texts) if text]
    chooser = chance(rng)
    drawn = sorted(chooser.choice(len(present), size=min(n, len(present)), replace=False).tolist()) if present else []
    rows = [present[place] for place in drawn]
    sheet: dict[str, list[Any]] = {"row": rows, "comment": [mask_personal_data(texts[row] or "") for row in rows]}
    return sheet | {key: [None] * len(rows) for key in rules_of(rules)}


@frozen(kw_only=True)
class CalibratedShare(Estimate):
    """Share of comments about a topic, as people would code all of them.

    Attributes:
        topic: Key of the topic.
        n: Comments in all.
        n_matched: Those that match the word list.
        coded_matched, about_matched: Matching comments that were coded, and those of them that are about the topic.
        coded_others, about_others: The same for comments that do not match.
        level: Confidence level.
    """

    title = Label("Calibrated share of a topic", "校准后的话题占比")
    derived = ("value", "interval", "reason", "matched_share", "precision", "recall")

    topic: str
    n: int
    n_matched: int
    coded_matched: int
    about_matched: int
    coded_others: int
    about_others: int
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def _strata(self) -> tuple[tuple[int, int, int], ...]:
        """Size, coded, about the topic, of each stratum that is not empty."""
        both = (
            (self.n_matched, self.coded_matched, self.about_matched),
            (self.n - self.n_matched, self.coded_others, self.about_others),
        )
        return tuple(stratum for stratum in both if stratum[0])

    @property
    def reason(self) -> Reason | None:
        """No comments, or fewer than five coded ones in a stratum (or fewer than all of it)."""
        if not self.n:
            return why(NotEstimable.NO_DATA)
        few = [(coded, min(FEWEST, size)) for size, coded, _ in self._strata if coded < min(FEWEST, size)]
        return why(NotEstimable.TOO_FEW, n=few[0][0], needed=few[0][1]) if few else None

    @property
    def value(self) -> float | None:
        """Share of matching comments x their coded share, and the same of the others."""
        if self.reason:
            return None
        return sum(size / self.n * about / coded for size, coded, about in self._strata)

    @property
    def interval(self) -> Interval | None:
        """Wilson's interval in each stratum, joined by MOVER; a stratum coded as a whole has no error."""
        if self.reason:
            return None
        return mover_sum(
            [
                (size / self.n, about / coded, wilson(about, coded, level=self.level) if coded < size else None)
                for size, coded, about in self._strata
            ]
        )

    @property
    def matched_share(self) -> float | None:
        """Share of comments that match, which words alone would give."""
        return self.n_matched / self.n if self.n else None

    @property
    def precision(self) -> float | None:
        """Share of matching comments that are about the topic, as coded."""
        return self.about_matched / self.coded_matched if self.coded_matched else None

    @property
    def recall(self) -> float | None:
        """Share of the comments about the topic that match, estimated."""
        if not self.value or self.precision is None or self.matched_share is None:
            return None
        return self.matched_share * self.precision / self.value


def calibrated_share(
    data: Data,
    *,
    comment: str,
    topic: str,
    coded: Mapping[int, bool | int],
    rules: Mapping[str, Rule] | None = None,
    level: float = 0.95,
) -> CalibratedShare:
    """Return the share of comments about a topic from a hand-coded subsample, post-stratified by what matched.

    Args:
        data: The data from which the sheet was drawn.
        comment: Column of texts.
        topic: Key of the topic.
        coded: Row -> 1 or 0, from a random sample of the rows, of all comments or within matching and other ones.
        rules: Word lists by topic.
        level: Confidence level.

    Formula:
        W1 p1 + W0 p0, with W the shares of matching and other comments among all, p their coded shares.

    Source:
        Post-stratification: Cochran (1977); the interval joins Wilson's by MOVER, Zou and Donner (2008). In
        simulation it covered 94.5 to 98.2 % at 50 to 400 coded comments.

    Example:
        >>> from servicekit.comments import calibrated_share
        >>> data = {"why": ["rude staff"] * 10 + ["they ignored me", "fine"] * 10}
        >>> coded = {row: row < 10 or row % 2 == 0 for row in range(30)}
        >>> round(calibrated_share(data, comment="why", topic="staff", coded=coded).value, 3)
        0.667
    """
    lists = rules_of(rules)
    if topic not in lists:
        raise InvalidValueError("topic", f"one of {', '.join(lists)}", topic)
    texts = texts_of(data, comment)
    rows = [row for row, text in enumerate(texts) if text]
    if not coded:
        raise NotEnoughDataError("a calibrated share needs coded comments, got none")
    for row, code in coded.items():
        if row not in range(len(texts)) or not texts[row]:
            raise InvalidValueError("rows of coded", "rows that have a comment", row)
        if code not in (0, 1):
            raise InvalidValueError("codes", "1 (about the topic) or 0", code, f"row {row}")
    found = mention_table([texts[row] or "" for row in rows], {topic: lists[topic]})[:, 0]
    matched = {row for row, hit in zip(rows, found, strict=True) if hit}
    hits = [bool(code) for row, code in coded.items() if row in matched]
    others = [bool(code) for row, code in coded.items() if row not in matched]
    return CalibratedShare(
        topic=topic,
        n=len(rows),
        n_matched=len(matched),
        coded_matched=len(hits),
        about_matched=sum(hits),
        coded_others=len(others),
        about_others=sum(others),
        level=level,
    )
