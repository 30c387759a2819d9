"""Customers as they were drawn, and tables of two answers in resamples of them."""

from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.random import Generator
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import Answers
from servicekit.data._frames import read_columns
from servicekit.data._grouping import grouping
from servicekit.data._scales import Scale
from servicekit.data._vectors import Floats
from servicekit.data._weights import read_weights
from servicekit.stats.designs._design import Design, refuse_parts
from servicekit.stats.summaries._coded_tally import design_columns
from servicekit.stats.summaries._tally import Tally
from servicekit.stats.summaries._tally_data import tally

MOST_NUMBERS: Final = 1 << 22


@frozen(kw_only=True, eq=False)
class DrawnSample:
    """How the rows were drawn.

    Attributes:
        design: Names of the columns; None for a simple sample.
        columns: What they hold.
        weights: Weight of each row.
        stratum, unit: Stratum and sampling unit of each row.
    """

    design: Design | None
    columns: dict[str, list[Any]]
    weights: Floats
    stratum: NDArray[np.int64]
    unit: NDArray[np.int64]

    @property
    def is_designed(self) -> bool:
        """Whether there is a design at all."""
        return self.design is not None

    def tables(self, cells: NDArray[np.int64], size: int, resamples: int, rng: Generator) -> tuple[Floats, Floats]:
        """Return the (weighted) count of each cell, (size,), and in each resample, (resamples, size).

        Args:
            cells: Cell of each row; below 0 where it counts in none.
            size: Number of cells.
            resamples: How many.
            rng: Source of the draws.

        Formula:
            Customers drawn anew; under a design n - 1 of the n units of each stratum, with weight n / (n - 1).
        """
        inside = np.flatnonzero((cells >= 0) & (self.weights > 0))
        table = np.bincount(cells[inside], weights=self.weights[inside], minlength=size).astype(np.float64)
        if not self.is_designed:
            n = round(table.sum())
            drawn = rng.multinomial(n, table / max(n, 1), size=resamples) if n else np.zeros((resamples, size))
            return table, drawn.astype(np.float64)
        drawn = np.zeros((resamples, size))
        for stratum in np.unique(self.stratum[inside]):
            rows = inside[self.stratum[inside] == stratum]
            _, codes = np.unique(self.unit[rows], return_inverse=True)
            order = np.argsort(cells[rows], kind="stable")
            codes, own, place = codes[order], self.weights[rows][order], cells[rows][order]
            starts = np.flatnonzero(np.diff(place, prepend=-1))
            m = int(codes.max()) + 1
            step = max(1, MOST_NUMBERS // max(len(rows), m))
            for start in range(0, resamples, step):
                many = min(step, resamples - start)
                counts = (
                    rng.multinomial(m - 1, np.full(m, 1 / m), size=many) * (m / (m - 1))
                    if m > 1
                    else np.ones((many, 1))
                )
                sums = np.add.reduceat(counts[:, codes] * own, starts, axis=1)
                drawn[start : start + many, place[starts]] += sums
        return table, drawn

    def tallies(self, levels: NDArray[np.int64], answers: NDArray[np.int64], size: tuple[int, int]) -> dict[int, Tally]:
        """Return the answers at each level under the design; all others count as sampled without an answer.

        Args:
            levels: Level of each row, below 0 for none.
            answers: Category of its answer.
            size: Numbers of levels and of categories.
        """
        rows = {
            "level": [level if level >= 0 else None for level in levels.tolist()],
            "answer": [answer if answer >= 0 else None for answer in answers.tolist()],
            **self.columns,
        }
        found = tally(rows, "answer", by="level", scale=Scale(low=0, high=size[1] - 1), design=self.design)
        return {level: own for level, own in found.items() if level is not None and own.n}


def drawn_sample(data: Data, design: Design | None, rows: int) -> DrawnSample:
    """Return how the rows of data were drawn.

    Args:
        data: Any data frame or mapping of columns.
        design: Names the columns.
        rows: Number of rows.

    Raises:
        InvalidValueError: The design names what resamples cannot take into account.
    """
    nothing = np.zeros(rows, dtype=np.int64)
    if design is None or not design.columns:
        return DrawnSample(design=None, columns={}, weights=np.ones(rows), stratum=nothing, unit=np.arange(rows))
    refuse_parts(design, "fpc", "margins")
    read = read_columns(data, design.columns)
    strata = grouping(read[design.strata]).codes if design.strata else nothing
    unit = grouping(read[design.clusters[0]], most=10**7).codes if design.clusters else np.arange(rows)
    return DrawnSample(
        design=design,
        columns=design_columns(data, design),
        weights=read_weights(read[design.weights]) if design.weights else np.ones(rows),
        stratum=strata,
        unit=unit,
    )


def ordered(scale: Scale) -> tuple[float, ...]:
    """Return the answers of a scale from worst to best."""
    return scale.categories if scale.higher_is_better else scale.categories[::-1]


def places_of(answers: Answers, scale: Scale) -> NDArray[np.int64]:
    """Return the place of each answer from worst to best; -1 where there is none."""
    places = np.asarray(answers.values, dtype=np.int64)
    places = places if scale.higher_is_better else len(scale.categories) - 1 - places
    return places if answers.present is None else np.where(answers.present, places, -1)
