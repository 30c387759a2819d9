"""Talk along one's own list of who knows whom: acquaintances overlap, and nobody tells more people than he knows."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.complaints.word_of_mouth._offspring import WholeNumbers
from servicekit.complaints.word_of_mouth._reach import Cascade
from servicekit.data._accepted import Data
from servicekit.data._frames import read_columns
from servicekit.data._grouping import grouping
from servicekit.foundation._errors import InvalidValueError

CELLS: Final = 2**22
"""People times runs that are followed at once."""


@frozen(kw_only=True, eq=False)
class Network:
    """Who knows whom: the acquaintances of person i stand in ``others`` from ``starts[i]`` to ``starts[i + 1]``."""

    starts: NDArray[np.int64] = field(repr=False)
    others: NDArray[np.int64] = field(repr=False)

    @property
    def people(self) -> int:
        """People who know somebody."""
        return len(self.starts) - 1

    @property
    def ties(self) -> int:
        """Pairs who know each other."""
        return len(self.others) // 2


def read_network(edges: Data, ends: Sequence[str]) -> Network:
    """Read a list of pairs who know each other; pairs that come twice or the other way round count once."""
    if isinstance(ends, str) or len(tuple(ends)) != 2:
        raise InvalidValueError("ends", "the names of two columns", ends)
    columns = read_columns(edges, list(ends))
    found = [columns[name] for name in ends]
    for column in found:
        if not column.present.all():
            row = int(np.flatnonzero(~column.present)[0])
            raise InvalidValueError(f"column {column.name!r}", "given in every row", None, f"row {row}")
    groups = [grouping(column, most=len(column) + 1) for column in found]
    place = {name: code for code, name in enumerate(dict.fromkeys(name for group in groups for name in group.levels))}
    if not len(found[0]):
        raise InvalidValueError("edges", "at least one pair", 0)
    one, other = (np.array([place[name] for name in group.levels], dtype=np.int64)[group.codes] for group in groups)
    if (alone := np.flatnonzero(one == other)).size:
        raise InvalidValueError("edges", "between two people", found[0].values[alone[0]], f"row {alone[0]}")
    both = np.unique(np.concatenate([one * len(place) + other, other * len(place) + one]))
    owners, others = np.divmod(both, len(place))
    return Network(starts=np.searchsorted(owners, np.arange(len(place) + 1)), others=others)


def spread(
    cascade: Cascade, network: Network, runs: int, rng: np.random.Generator
) -> tuple[WholeNumbers, WholeNumbers]:
    """Return people reached and tellings of each run; the first tellers are drawn among all."""
    size = max(1, CELLS // network.people)
    parts = [_run(cascade, network, min(size, runs - start), rng) for start in range(0, runs, size)]
    people, tellings = (np.concatenate(column) for column in zip(*parts, strict=True))
    return people if cascade.counts_first_tellers else people - cascade.first_tellers, tellings


def _run(cascade: Cascade, network: Network, runs: int, rng: np.random.Generator) -> tuple[WholeNumbers, WholeNumbers]:
    n = network.people
    heard = np.zeros(runs * n, dtype=bool)
    first = np.argpartition(rng.random((runs, n)), cascade.first_tellers - 1, axis=1)[:, : cascade.first_tellers]
    hearers = (first + n * np.arange(runs)[:, None]).ravel()
    heard[hearers] = True
    tellings = np.zeros(runs, dtype=np.int64)
    for entry in cascade.rounds:
        told, owners = _told(hearers, entry.total(np.ones(hearers.size, dtype=np.int64), rng), network, rng)
        tellings += np.bincount(owners // n, minlength=runs)
        hearers = np.unique(told[~heard[told]])
        heard[hearers] = True
    return heard.reshape(runs, n).sum(axis=1), tellings


def within_steps(first_tellers: int, steps: int, network: Network, runs: int, rng: np.random.Generator) -> float:
    """Return how many people are within so many steps of first tellers drawn among all, on average over runs.

    Args:
        first_tellers: How many start.
        steps: Rounds of telling.
        network: Who knows whom.
        runs: How often they are drawn; fewer where the network is large.
        rng: Generator of the random numbers.
    """
    n, runs = network.people, max(1, min(runs, CELLS // network.people))
    near = np.zeros(runs * n, dtype=bool)
    first = np.argpartition(rng.random((runs, n)), first_tellers - 1, axis=1)[:, :first_tellers]
    fresh = (first + n * np.arange(runs)[:, None]).ravel()
    near[fresh] = True
    for _ in range(steps):
        told, _ = _told(fresh, np.full(fresh.size, n, dtype=np.int64), network, rng)
        fresh = np.unique(told[~near[told]])
        near[fresh] = True
    return float(near.sum() / runs)


def _told(
    hearers: NDArray[np.int64], numbers: WholeNumbers, network: Network, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw whom each hearer tells: as many different acquaintances as he would, or all he has."""
    talking = hearers[numbers > 0]
    numbers = numbers[numbers > 0]
    person = talking % network.people
    degrees = network.starts[person + 1] - network.starts[person]
    ends = np.cumsum(degrees)
    begins = ends - degrees
    owner = np.repeat(np.arange(talking.size), degrees)
    within = np.arange(int(degrees.sum())) - begins[owner]
    known = network.others[network.starts[person][owner] + within] + (talking - person)[owner]
    order = np.lexsort((rng.random(owner.size), owner))
    chosen = order[within < numbers[owner]]
    return known[chosen], talking[owner[chosen]]
