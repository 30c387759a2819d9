"""Tests of one cell of a table: the share of an answer in one column against that in all others."""

from math import sqrt
from typing import Any

import numpy as np
from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._frames import read_columns
from servicekit.segments._crosstab import coded
from servicekit.stats.claims._claim_tests import Evidence, two_shares
from servicekit.stats.comparison._step_down import step_down
from servicekit.stats.designs._design import Design, as_design
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.scores._sampled_scores import SampledScores
from servicekit.stats.scores._two_samples import two_samples
from servicekit.stats.summaries._answer_rows import AnswerRows, Rows, rows_of, share_of


@frozen(kw_only=True)
class CellTest:
    """One cell against the rest of its row.

    Attributes:
        row, column: The two answers.
        own: Share of the row's answer within the column.
        rest: The same within all other columns that were not named before.
        evidence: Test of their difference.
        without: Columns named before, which are not among the others.
        correlation: Of the two shares; not 0 where one cluster has answers in both.
    """

    row: Any
    column: Any
    own: Share
    rest: Share
    evidence: Evidence
    without: tuple[Any, ...] = ()
    correlation: float = 0.0


def tested(answers: AnswerRows, hits: Rows, one: Rows, other: Rows) -> Evidence:
    """Test a share of some rows against that of others: mid-p, or by the design.

    Args:
        answers: Rows with their design.
        hits: Rows counted.
        one, other: The rows compared.
    """
    sample = answers.sample
    if not answers.is_weighted and sample.strata is None and sample.clusters is None:
        return two_shares(int(hits[one].sum()), int(one.sum()), int(hits[other].sum()), int(other.sum()))
    return two_samples(_scores(answers, hits, one), _scores(answers, hits, other))


def cell_tests(
    data: Data, rows: str, columns: str, *, design: Design | None = None, level: float = 0.95
) -> tuple[CellTest, ...]:
    """Test in each row every column against all others pooled; named ones leave, so that no others look high for them.

    Args:
        data: A frame of any kind or a mapping of columns, one row per respondent.
        rows, columns: Columns of the two questions.
        design: Columns of weights, strata and clusters.
        level: Confidence level of the shares.
    """
    design = as_design(design)
    found = read_columns(data, list(dict.fromkeys([rows, columns, *design.columns])))
    read = [coded(found[name]) for name in (rows, columns)]
    answers = rows_of((rows, columns), np.column_stack([codes for codes, _ in read]), found, design, {})
    here = answers.answered()
    members = {answer: here & (answers.column(columns) == code) for code, answer in enumerate(read[1][1])}
    made: list[CellTest] = []
    for code, row in enumerate(read[0][1]):
        hits = answers.column(rows) == code
        for one in step_down({answer: _scores(answers, hits, member) for answer, member in members.items()}):
            away = [members[answer] for answer in (one.group, *one.without)]
            own, rest = members[one.group], here & ~np.logical_or.reduce(away)
            shares = [share_of(answers, hits, among, level=level) for among in (own, rest)]
            made.append(
                CellTest(
                    row=row,
                    column=one.group,
                    own=shares[0],
                    rest=shares[1],
                    evidence=one.evidence,
                    without=one.without,
                    correlation=_correlation(answers, hits, own, rest),
                )
            )
    return tuple(made)


def _scores(answers: AnswerRows, hits: Rows, side: Rows) -> SampledScores:
    """Return who belongs to a row among some respondents, with their design."""
    sample = answers.sample
    if not answers.is_weighted and sample.strata is None and sample.clusters is None:
        return SampledScores.of_counts(int(hits[side].sum()), int(side.sum()))
    return SampledScores.of_rows(
        hits[side].astype(float),
        weights=sample.weights[side],
        clusters=None if sample.clusters is None else sample.clusters[side].tolist(),
        strata=None if sample.strata is None else sample.strata[side].tolist(),
    )


def _correlation(answers: AnswerRows, hits: Rows, one: Rows, other: Rows) -> float:
    """Return the correlation of the shares of some rows and of others, which clusters in common bring about."""
    if answers.sample.clusters is None or not one.any() or not other.any():
        return 0.0
    both = one | other
    influence = np.zeros((len(both), 2))
    for place, side in enumerate((one, other)):
        own = answers.weights(side) / side.sum()
        influence[side, place] = own * (hits[side] - own @ hits[side])
    spread = answers.covariance(influence[both], both)
    below = sqrt(max(float(spread[0, 0] * spread[1, 1]), 0.0))
    return min(max(float(spread[0, 1]) / below, -1.0), 1.0) if below > 0 else 0.0
