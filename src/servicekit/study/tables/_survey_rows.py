"""Rows of a survey for tests: sums over the complete ones, or themselves for what needs single answers."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import read_answers
from servicekit.data._frames import read_columns
from servicekit.data._scales import Scale
from servicekit.data._weights import read_weights
from servicekit.stats.comparison._answer_sums import AnswerSums, Asked, answer_sums
from servicekit.study._study import Study

Floats = NDArray[np.float64]


@frozen(kw_only=True, eq=False)
class SurveyRows:
    """Rows with an answer in every column asked for.

    Attributes:
        values: Array (rows, columns).
        weights: Weight of each row; None where the study has none.
        clusters: Cluster of each row; None where the study has none.
        read: Rows looked at.
        answered: Rows looked at with an answer, by column.
    """

    values: Floats
    weights: Floats | None
    clusters: tuple[Hashable, ...] | None
    read: int
    answered: Mapping[str, int]

    @property
    def n(self) -> int:
        """Rows used."""
        return len(self.values)

    @property
    def sample(self) -> dict[str, Any]:
        """Weights and clusters as the tests take them."""
        return {"weights": self.weights, "clusters": self.clusters}


def survey_sums(study: Study, data: Data, columns: Mapping[str, Scale]) -> AnswerSums:
    """Return the sums over the rows that answer every column: tests of their means use all rows there are.

    Args:
        study: Whose design and policy hold.
        data: The survey.
        columns: Scale of each column.
    """
    return answer_sums(data, asked_sums(study, columns))


def asked_sums(study: Study, columns: Mapping[str, Scale]) -> Asked:
    """Return which sums are meant.

    Args:
        study: Whose design and policy hold.
        columns: Scale of each column.
    """
    design = study.design
    units = tuple(filter(None, (design.strata, *design.clusters[:1]))) if design.clusters else ()
    return Asked(scales=tuple(columns.items()), policy=study.policy, weights=design.weights, clusters=units)


def survey_rows(
    study: Study, data: Data, columns: Mapping[str, Scale], *, keep: Sequence[str] | None = ()
) -> SurveyRows:
    """Return the rows that answer every column.

    Args:
        study: Whose design and policy hold.
        data: The survey.
        columns: Scale of each column.
        keep: Columns that must be answered; all where none is named, at least one of them where it is None. Others are
            NaN where there is no answer.
    """
    design = study.design
    names = [*columns, *filter(None, (design.weights, design.strata, *design.clusters[:1]))]
    read = read_columns(data, names)
    numbers, answered = [], {}
    for name, scale in columns.items():
        answers = read_answers(read[name], scale, study.policy)
        numbers.append(np.where(answers.here, answers.numbers(scale), np.nan))
        answered[name] = answers.answered
    table = np.column_stack(numbers) if numbers else np.empty((0, 0))
    needed = [place for place, name in enumerate(columns) if not keep or name in keep]
    lacking = np.isnan(table[:, needed])
    used = ~(lacking.all(axis=1) if keep is None else lacking.any(axis=1))
    weights = None if design.weights is None else np.asarray(read_weights(read[design.weights]), dtype=float)
    if weights is not None:
        used &= weights > 0
    clusters = None
    if design.clusters:
        units = read[design.clusters[0]].values[used].tolist()
        layers = read[design.strata].values[used].tolist() if design.strata else [None] * len(units)
        clusters = tuple(zip(layers, units, strict=True))
    return SurveyRows(
        values=table[used],
        weights=None if weights is None else weights[used],
        clusters=clusters,
        read=len(table),
        answered=answered,
    )
