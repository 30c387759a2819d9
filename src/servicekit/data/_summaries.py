"""One fold for many measures: a plan of requests, each once, and the summaries that one pass over the data gives."""

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from attrs import define, field, frozen

from servicekit.data._accepted import Data
from servicekit.data._columns import Column
from servicekit.data._engines import fold
from servicekit.data._frames import batches
from servicekit.data._kept_rows import KeptRows, Packed, joined, packed, rows_request
from servicekit.data._requests import Asked, Batch, Request, Source
from servicekit.foundation._errors import ServiceKitError

Summary = TypeVar("Summary")
Measure = Callable[[Data], object]
"""Data -> figure. A plan hands it a source that writes down what it asks for."""


@frozen(kw_only=True, eq=False)
class Refusal:
    """Why a request was refused; handed over in place of its answer, so that the others are answered all the same."""

    error: ServiceKitError


@frozen(kw_only=True)
class Plan:
    """What is to be asked of data in one pass.

    Attributes:
        requests: Summaries wanted, each once.
        rows: Columns of which rows are wanted, all of them or a sample.
        record_id: Column that identifies a row.
    """

    requests: tuple[Request[Any], ...] = ()
    rows: tuple[str, ...] = ()
    record_id: str | None = None

    def fold(self, data: Data) -> "Summaries":
        """Read the data once and return everything that was asked for.

        Args:
            data: Data that can be read more than once, for what is asked later and was not planned.
        """
        kept = [rows_request(self.rows, self.record_id)] if self.rows else []
        wanted = (*self.requests, *kept)
        if not wanted:
            return Summaries(data=data)
        found = fold(data, _together(wanted))
        rows = found[-1].sample() if kept and isinstance(found[-1], KeptRows) else None
        if rows is not None and self.record_id is not None:
            rows = rows.ranked()  # the same rows in the same order, however they came: sums of fractions hang on it
        return Summaries(
            data=data,
            answers=dict(zip(self.requests, found, strict=False)),
            columns=rows.columns if rows is not None and rows.is_whole else {},
            sample=rows,
            passes=1,
        )


def planned(
    data: Data, measures: Iterable[Measure], *, also: Iterable[Request[Any]] = (), record_id: str | None = None
) -> Plan:
    """Return the plan of several measures: they are asked what they read, and equal wishes are joined.

    Args:
        data: The data, of which only the names of columns are looked at.
        measures: Each data -> figure; on no rows it may fail, and what it asked before that stands.
        also: Further requests.
        record_id: Column that identifies a row.
    """
    asked = Asked(data)
    _ask(measures, asked)
    requests = dict.fromkeys([*also, *asked.requests])
    return Plan(requests=tuple(requests), rows=tuple(asked.rows), record_id=record_id)


def _ask(measures: Iterable[Measure], source: Source) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for measure in measures:
            with suppress(Exception):  # figures of no rows are thrown away, and so is what is wrong with them
                measure(source)


def held(data: Data, names: Sequence[str]) -> "Summaries":
    """Return data of which some columns are read once, whole, for measures that need rows.

    Args:
        data: Data that can be read more than once.
        names: Columns.
    """
    parts: dict[str, list[Packed]] = {name: [] for name in names}
    for batch in batches(data, names, encode=names) if names else ():
        for name, column in batch.items():
            parts[name].append(packed(column))
    return Summaries(data=data, columns={name: joined(part) for name, part in parts.items()}, passes=1 if names else 0)


@define(kw_only=True, eq=False)
class Summaries(Source):
    """Data as far as they were asked for: every measure takes them where it takes data.

    What was planned is known. Other summaries are made of the columns held, or in another pass, which is counted; rows
    are those held, or the sample of them.

    Attributes:
        data: The data behind.
        answers: Answers to requests.
        columns: Columns held whole.
        sample: Rows kept for what needs rows where there are too many to hold; None where none were asked for.
        passes: How often the data were read.
        is_sampled: Whether rows were handed out that are a sample.
    """

    data: Any = field(repr=False)
    answers: dict[Request[Any], Any] = field(factory=dict, repr=False)
    columns: Mapping[str, Packed] = field(factory=dict, repr=False)
    sample: KeptRows | None = field(default=None, repr=False)
    passes: int = 0
    is_sampled: bool = False

    def answer(self, request: Request[Summary]) -> Summary:
        """Return the summary asked for.

        Raises:
            ServiceKitError: The data hold what the request refuses.
        """
        if not request.is_comparable:
            return fold(self._rows(request.names), request)
        if request not in self.answers:
            (self.answers[request],) = fold(self._rows(request.names), _together((request,)))
        found = self.answers[request]
        if isinstance(found, Refusal):
            raise found.error
        answer: Summary = found
        return answer

    def batches(self, names: Sequence[str], *, rows: int, encode: Sequence[str]) -> Iterator[dict[str, Column]]:
        """Yield columns in batches: of the rows kept, a sample of which is noted, or of the data."""
        sample = self.sample
        if sample is not None and not sample.is_whole and names and all(name in sample.columns for name in names):
            self.is_sampled = True
            kept = {name: sample.columns[name].unpacked for name in names}
            return batches(kept, names, rows=rows, encode=encode)
        return batches(self._rows(names), names, rows=rows, encode=encode)

    def read_again(self, measures: Iterable[Measure]) -> None:
        """Answer in one more pass what measures ask only when the first answers are known; in none if all are known.

        Args:
            measures: Each data -> figure.
        """
        if self.sample is None or self.sample.is_whole:
            return
        beyond = _Beyond(self)
        _ask(measures, beyond)
        self.is_sampled = False
        if wanted := tuple(beyond.requests):
            self.passes += 1
            found = fold(self.data, _together(wanted))
            self.answers.update(zip(wanted, found, strict=True))

    def _rows(self, names: Sequence[str]) -> Any:
        """Return where rows of some columns are: those kept, if they are all there are, or the data once more."""
        if names and all(name in self.columns for name in names):
            return {name: self.columns[name].unpacked for name in names}
        self.passes += 1
        return self.data


class _Beyond(Asked):
    """A source that knows the answers of the first pass and writes down what is asked beyond them."""

    def __init__(self, known: Summaries) -> None:
        super().__init__(known.data)
        self.known = known

    def answer(self, request: Request[Summary]) -> Summary:
        """Return what is known, or write the request down and return the summary of no rows."""
        if request.is_comparable and request in self.known.answers:
            return self.known.answer(request)
        return super().answer(request)

    def batches(self, names: Sequence[str], *, rows: int, encode: Sequence[str]) -> Iterator[dict[str, Column]]:
        """Yield rows kept; without rows where none are."""
        kept = self.known.sample
        if kept is not None and names and all(name in kept.columns for name in names):
            return self.known.batches(names, rows=rows, encode=encode)
        return super().batches(names, rows=rows, encode=encode)


def _together(requests: tuple[Request[Any], ...]) -> Request[tuple[Any, ...]]:
    """Return several requests as one, whose answer is that of each or why it was refused."""
    coded = {name for request in requests for name in request.encode}
    return Request(
        names=tuple(dict.fromkeys(name for request in requests for name in request.names)),
        summarise=partial(_summarised, requests),
        merge=partial(_merged, requests),
        encode=tuple(sorted(coded)),
        by_row_number=any(request.by_row_number for request in requests),
    )


def _summarised(requests: tuple[Request[Any], ...], batch: Batch, first_row: int) -> tuple[Any, ...]:
    plain: dict[str, Column] = {}
    found: list[Any] = []
    for request in requests:
        own: dict[str, Column] = {}
        for name in request.names:
            column = batch[name]
            if column.levels is not None and name not in request.encode:
                if name not in plain:
                    plain[name] = column.plain
                column = plain[name]
            own[name] = column
        try:
            found.append(request.summarise(own, first_row))
        except ServiceKitError as refused:
            found.append(Refusal(error=refused))
    return tuple(found)


def _merged(
    requests: tuple[Request[Any], ...], first: tuple[object, ...], second: tuple[object, ...]
) -> tuple[Any, ...]:
    return tuple(
        one if isinstance(one, Refusal) else other if isinstance(other, Refusal) else _joined(request, one, other)
        for request, one, other in zip(requests, first, second, strict=True)
    )


def _joined(request: Request[Any], one: object, other: object) -> Any:
    try:
        return request.merge(one, other)
    except ServiceKitError as refused:
        return Refusal(error=refused)
