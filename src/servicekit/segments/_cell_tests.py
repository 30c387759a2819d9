"""Tests of one cell of a table: the share of an answer in one column against that in all others."""

from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._frames import read_columns
from servicekit.segments._crosstab import coded
from servicekit.stats._answer_rows import AnswerRows, rows_of, share_of
from servicekit.stats._claim_tests import Evidence, two_shares
from servicekit.stats._design import Design
from servicekit.stats._estimates import Share
from servicekit.stats._sampled_scores import SampledScores, two_samples

FEWEST_IN_A_COLUMN: Final = 30


@frozen(kw_only=True)
class CellTest:
    """One cell against the rest of its row.

    Attributes:
        row, column: The two answers.
        own: Share of the row's answer within the column.
        rest: The same within all other columns.
        evidence: Test of their difference.
    """

    row: Any
    column: Any
    own: Share
    rest: Share
    evidence: Evidence


def tested(answers: AnswerRows, hits: NDArray[np.bool_], one: NDArray[np.bool_], other: NDArray[np.bool_]) -> Evidence:
    """Test a share of some rows against that of others: mid-p, or by the design.

    Args:
        answers: Rows with their design.
        hits: Rows counted.
        one, other: The rows compared.
    """
    sample = answers.sample
    if not answers.is_weighted and sample.strata is None and sample.clusters is None:
        return two_shares(int(hits[one].sum()), int(one.sum()), int(hits[other].sum()), int(other.sum()))
    sides = [
        SampledScores.of_rows(
            hits[side].astype(float),
            weights=sample.weights[side],
            clusters=None if sample.clusters is None else sample.clusters[side].tolist(),
            strata=None if sample.strata is None else sample.strata[side].tolist(),
        )
        for side in (one, other)
    ]
    return two_samples(sides[0], sides[1])


def cell_tests(
    data: Any, rows: str, columns: str, *, design: Design | None = None, level: float = 0.95
) -> tuple[CellTest, ...]:
    """Test every cell whose column has answers enough; of two columns the first only, for both say the same.

    Args:
        data: A frame of any kind or a mapping of columns, one row per respondent.
        rows, columns: Columns of the two questions.
        design: Columns of weights, strata and clusters.
        level: Confidence level of the shares.
    """
    design = design or Design()
    found = read_columns(data, list(dict.fromkeys([rows, columns, *design.columns])))
    read = [coded(found[name]) for name in (rows, columns)]
    answers = rows_of((rows, columns), np.column_stack([codes for codes, _ in read]), found, design, {})
    here = answers.answered()
    members = {answer: here & (answers.column(columns) == code) for code, answer in enumerate(read[1][1])}
    large = [answer for answer, member in members.items() if member.sum() >= FEWEST_IN_A_COLUMN]
    made: list[CellTest] = []
    for answer in large[:1] if len(members) == 2 else large:
        member, rest = members[answer], here & ~members[answer]
        if rest.sum() < FEWEST_IN_A_COLUMN:
            continue
        for code, row in enumerate(read[0][1]):
            hits = answers.column(rows) == code
            own, other = (share_of(answers, hits, among, level=level) for among in (member, rest))
            evidence = tested(answers, hits, member, rest)
            made.append(CellTest(row=row, column=answer, own=own, rest=other, evidence=evidence))
    return tuple(made)
