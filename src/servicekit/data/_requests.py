"""Requests: what is wanted of the rows of data; equal ones are equal by value, so that they are answered once."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, Generic, TypeVar

import attrs
import numpy as np
from attrs import field, frozen

from servicekit.data._accepted import Data
from servicekit.data._columns import Column

Summary = TypeVar("Summary")
Batch = Mapping[str, Column]
ROWS: Final = 131_072


def _by_value(given: Any) -> Any:
    """Return a function as what tells it from others: two partial functions of equal parts are one.

    Parts that hold mappings are taken to pieces, so that they can be looked up.
    """
    if isinstance(given, partial):
        return _by_value(given.func), _by_value(given.args), _by_value(given.keywords)
    if isinstance(given, Mapping):
        return tuple((name, _by_value(value)) for name, value in given.items())
    if isinstance(given, tuple):
        return tuple(map(_by_value, given))
    if attrs.has(type(given)) and not _is_hashable(given):
        return type(given), *(_by_value(getattr(given, part.name)) for part in attrs.fields(type(given)) if part.eq)
    return given


def _is_hashable(given: object) -> bool:
    try:
        hash(given)
    except TypeError:
        return False
    return True


@frozen(kw_only=True)
class Request(Generic[Summary]):
    """A summary wanted of all rows, made batch by batch.

    Attributes:
        names: Columns needed.
        summarise: Batch and the number of its first row -> summary; picklable, and of parts that compare by value.
        merge: Associative joining of two summaries.
        encode: Columns that may come as codes and levels.
        by_row_number: Whether the summary depends on row numbers, which partitions of a cluster do not have.
        rows: Rows of a batch that suit it best when it is asked for alone.
    """

    names: tuple[str, ...]
    summarise: Callable[[Batch, int], Summary] = field(eq=_by_value)
    merge: Callable[[Summary, Summary], Summary] = field(eq=_by_value)
    encode: tuple[str, ...] = ()
    by_row_number: bool = False
    rows: int = field(default=ROWS, eq=False)

    @property
    def is_comparable(self) -> bool:
        """Whether an equal request would be known for one."""
        return _is_hashable(self)

    def of_nothing(self) -> Summary:
        """Return the summary of no rows."""
        return self.summarise({name: Column(name=name, values=np.empty(0)) for name in self.names}, 0)


@frozen(kw_only=True, eq=False)
class DerivedColumns:
    """Data with columns computed batch by batch from others; taken wherever data are.

    Attributes:
        data: A frame of any kind or a mapping of columns.
        needs: Columns from which the new ones are made.
        makes: Names of the new columns.
        make: Batch and number of its first row -> the new columns; picklable for Dask and Spark.
    """

    data: Any
    needs: tuple[str, ...]
    makes: tuple[str, ...]
    make: Callable[[Batch, int], Mapping[str, Column]]

    def raw(self, names: Iterable[str]) -> list[str]:
        """Return the columns to be read so that the named ones are known."""
        return list(dict.fromkeys([*self.needs, *(name for name in names if name not in self.makes)]))

    def request(self, wanted: Request[Summary]) -> Request[Summary]:
        """Return what is to be asked of the data themselves.

        Args:
            wanted: What is asked of the data with the new columns.
        """
        return attrs.evolve(
            wanted,
            names=tuple(self.raw(wanted.names)),
            summarise=partial(_of_derived, self.make, wanted.summarise),
            encode=tuple(name for name in wanted.encode if name not in (*self.needs, *self.makes)),
        )


def _of_derived(make: Any, summarise: Any, batch: Batch, first_row: int) -> Any:
    return summarise({**batch, **make(batch, first_row)}, first_row)


class Source(ABC):
    """What stands in for data: measures that are given it ask it for summaries instead of reading rows.

    Attributes:
        data: The data it stands for.
    """

    data: Any

    @abstractmethod
    def answer(self, request: Request[Summary]) -> Summary:
        """Return the summary asked for."""

    @abstractmethod
    def batches(self, names: Sequence[str], *, rows: int, encode: Sequence[str]) -> Iterator[dict[str, Column]]:
        """Yield columns in batches."""


class Asked(Source):
    """A source without rows that writes down what it is asked: the wishes of a measure, without its figures.

    Attributes:
        requests: Summaries asked for, each once.
        rows: Columns of which rows were asked for.
    """

    def __init__(self, data: Data) -> None:
        """Stand for data of which only the names of columns are used."""
        self.data = data
        self.requests: dict[Request[Any], None] = {}
        self.rows: dict[str, None] = {}

    def answer(self, request: Request[Summary]) -> Summary:
        """Write the request down and return the summary of no rows."""
        if request.is_comparable:
            self.requests[request] = None
        return request.of_nothing()

    def batches(self, names: Sequence[str], *, rows: int, encode: Sequence[str]) -> Iterator[dict[str, Column]]:
        """Write the columns down and yield them without rows."""
        self.rows |= dict.fromkeys(names)
        yield {name: Column(name=name, values=np.empty(0)) for name in names}
