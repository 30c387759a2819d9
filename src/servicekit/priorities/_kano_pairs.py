"""Pairs of answers with and without an attribute: as counts of the 25 cells, or as rows where a design needs them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._chronology import in_order
from servicekit.data._columns import Column
from servicekit.data._grouping import grouping_by
from servicekit.data._vectors import Floats
from servicekit.foundation._vocabulary import Label
from servicekit.stats.claims._claim_tests import Evidence, effective_binomial, exact_binomial
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.summaries._answer_rows import AnswerRows, by_group, rows_of, share_of
from servicekit.stats.summaries._histogram import histogram

PAIRS: Final = 25
MISSING: Final = PAIRS
"""Code of a row that lacks one of the two answers."""
CELLS: Final = PAIRS + 1
Codes = NDArray[np.uint8]
Member = NDArray[np.bool_]


@frozen(kw_only=True, eq=False)
class CountedPairs:
    """Pairs of a sample without design, of which only the counts are looked at.

    Attributes:
        codes: Pair of answers of each row, (attributes, rows): five times the answer with, plus that without.
        counts: Rows of each cell, (attributes, 26); the last is that of rows without a pair.
    """

    codes: Codes
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, codes: Codes) -> "CountedPairs":
        """Return the pairs of some rows."""
        return cls(codes=codes, counts=np.array([histogram(own, CELLS) for own in codes], dtype=np.int64))

    @property
    def n(self) -> int:
        """Rows."""
        return int(self.codes.shape[1])

    @property
    def kept(self) -> tuple[Codes, None, None]:
        """Codes of the rows; neither weights nor clusters."""
        return self.codes, None, None

    def answered(self, place: int) -> int:
        """Return the rows with a pair for an attribute."""
        return int(self.counts[place, :PAIRS].sum())

    def cells(self, place: int) -> Floats:
        """Return the weight of each pair, of mean 1."""
        return self.counts[place, :PAIRS].astype(np.float64)

    def total(self, place: int, among: Member) -> float:
        """Return the weight of the rows in some cells."""
        return float(self.counts[place, among].sum())

    def share(self, place: int, hits: Member, among: Member, *, level: float, name: Label | None = None) -> Share:
        """Return the share of some cells among others."""
        count, n = (float(self.counts[place, chosen].sum()) for chosen in (hits & among, among))
        return Share(count=count, n=n, level=level, name=name)

    def degrees_of_freedom(self, place: int | None = None) -> float:
        """Return those of a mean over the rows, or over those with a pair for an attribute."""
        return max((self.n if place is None else self.answered(place)) - 1.0, 1.0)

    def covariance(self, influence: Floats) -> Floats:
        """Return the covariance of estimates.

        Args:
            influence: Of a row in each cell of each attribute, (estimates, attributes, 26).
        """
        k, flat = len(self.codes), influence.reshape(len(influence), -1)
        joint = np.zeros((k, CELLS, k, CELLS))
        for first in range(k):
            joint[first, :, first] = np.diag(self.counts[first])
            for second in range(first + 1, k):
                key = self.codes[first].astype(np.int64) * CELLS
                key += self.codes[second]
                both = np.bincount(key, minlength=CELLS * CELLS).reshape(CELLS, CELLS)
                joint[first, :, second], joint[second, :, first] = both, both.T
        products = flat @ joint.reshape(k * CELLS, k * CELLS) @ flat.T
        sums = flat @ self.counts.reshape(-1)
        return np.asarray((products - np.outer(sums, sums) / max(self.n, 1)) * (self.n / max(self.n - 1, 1)))

    def evidence(self, place: int, members: Sequence[Member]) -> Evidence:
        """Return the test of the commonest of some categories against the next."""
        counts = np.array([self.counts[place, own].sum() for own in members])
        first, second = np.sort(counts)[:-3:-1].tolist()
        return exact_binomial(first, first + second)


@frozen(kw_only=True, eq=False)
class SampledPairs:
    """Pairs of a designed sample, whose rows say what they weigh and to whom they belong.

    Attributes:
        codes: Pair of answers of each row, (attributes, rows), as above.
        rows: The rows with their design.
    """

    codes: Codes
    rows: AnswerRows

    @property
    def _here(self) -> Member:
        return self.rows.where & self.rows.sample.used

    def _among(self, place: int, member: Member) -> Member:
        return np.asarray(self._here & member[self.codes[place]])

    @property
    def n(self) -> int:
        """Rows of weight above 0."""
        return int(np.count_nonzero(self._here))

    @property
    def kept(self) -> tuple[Codes, Floats, NDArray[np.intp] | None]:
        """Codes of the rows, their weights and their clusters."""
        here = self._here
        return self.codes[:, here], self.rows.sample.weights[here], self.rows.units(here)

    def answered(self, place: int) -> int:
        """Return the rows with a pair for an attribute."""
        return int(np.count_nonzero(self._among(place, PAIRED)))

    def cells(self, place: int) -> Floats:
        """Return the weight of each pair, of mean 1."""
        answered = self._among(place, PAIRED)
        weights = self.rows.weights(answered)
        return np.bincount(self.codes[place, answered], weights=weights, minlength=PAIRS).astype(np.float64)

    def total(self, place: int, among: Member) -> float:
        """Return the weight of the rows in some cells."""
        return float(self.rows.sample.weights[self._among(place, among)].sum())

    def share(self, place: int, hits: Member, among: Member, *, level: float, name: Label | None = None) -> Share:
        """Return the share of some cells among others."""
        return share_of(self.rows, hits[self.codes[place]], self._among(place, among), level=level, name=name)

    def degrees_of_freedom(self, place: int | None = None) -> float:
        """Return those of a mean over the rows, or over those with a pair for an attribute."""
        chosen = self._here if place is None else self._among(place, PAIRED)
        return min(self.rows.degrees_of_freedom(chosen), max(int(chosen.sum()) - 1.0, 1.0))

    def covariance(self, influence: Floats) -> Floats:
        """Return the covariance of estimates.

        Args:
            influence: Of a row of weight 1 in each cell of each attribute, (estimates, attributes, 26).
        """
        codes, weights, _ = self.kept
        columns = [
            sum(own[place][codes[place]] for place in range(len(codes)) if own[place].any()) for own in influence
        ]
        table = np.stack([np.broadcast_to(column, len(weights)) * weights for column in columns], axis=1)
        return self.rows.covariance(table, self._here) if len(weights) else np.zeros((len(influence),) * 2)

    def evidence(self, place: int, members: Sequence[Member]) -> Evidence:
        """Return the test of the commonest of some categories against the next."""
        weights = np.array([self.total(place, own) for own in members])
        first, second = np.argsort(-weights, kind="stable")[:2].tolist()
        share = self.share(place, members[first], members[first] | members[second], level=0.95)
        return effective_binomial(share.value or 0.0, share.n_effective or share.n, against=0.5)


PAIRED: Final = np.arange(CELLS) < PAIRS
Pairs = CountedPairs | SampledPairs


def pairs_by_group(
    codes: Codes, found: Mapping[str, Column], design: Design, by: str | Sequence[str] | None
) -> dict[Any, Pairs]:
    """Return the pairs of each group in order; all of them under None without ``by``.

    Args:
        codes: Pair of answers of each row, (attributes, rows).
        found: Columns read, those of the design and the groups among them.
        design: Which the former are.
        by: Which the latter are.
    """
    if not design.columns:
        if by is None:
            return {None: CountedPairs.of(codes)}
        groups = grouping_by(found, by)
        parts = dict(zip(groups.levels, groups.members(), strict=True))
        return {level: CountedPairs.of(codes[:, parts[level]]) for level in in_order(parts)}
    rows = rows_of((), np.empty((codes.shape[1], 0)), found, design, {})
    return {level: SampledPairs(codes=codes, rows=part) for level, part in by_group(rows, found, by).items()}
