"""How often each vice is seen by auditors or named in comments, by site, with intervals."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import attrs
import numpy as np
from attrs import field, frozen

from servicekit.data._accepted import Data
from servicekit.data._chronology import in_order
from servicekit.data._engines import map_reduce
from servicekit.data._frames import Batch, Column, backend_of
from servicekit.data._grouping import grouping
from servicekit.foundation._checks import confidence
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Groups, Interval, Result
from servicekit.foundation._vocabulary import Label, member
from servicekit.operations._vices import ServiceVice, find_vices
from servicekit.stats.intervals._estimates import Share


@frozen(kw_only=True)
class ViceRates(Result):
    """Share of contacts or comments in which each vice showed.

    Attributes:
        counts: Contacts in which the vice showed.
        n: Contacts in which it could have shown.
        missing: Contacts that say nothing about it.
        phrases: For comments: how often each phrase was found, so that a reader can judge it.
        level: Confidence level.
    """

    title = Label("Rates of service vices", "服务恶习发生率")
    derived = ("rates", "intervals", "worst")

    counts: Mapping[ServiceVice, int]
    n: Mapping[ServiceVice, int]
    missing: Mapping[ServiceVice, int]
    phrases: Mapping[str, int] = field(factory=dict)
    level: float = field(default=0.95, validator=confidence)

    def __getitem__(self, vice: ServiceVice | str) -> Share:
        chosen = member(ServiceVice, vice)
        return Share(count=self.counts[chosen], n=self.n[chosen], level=self.level, name=chosen.label)

    @property
    def rates(self) -> Mapping[str, float | None]:
        """Rate by key of the vice; None where nothing was observed."""
        return {vice.key: self[vice].value for vice in self.counts}

    @property
    def intervals(self) -> Mapping[str, Interval | None]:
        """Default interval of a share by key of the vice."""
        return {vice.key: self[vice].interval for vice in self.counts}

    @property
    def worst(self) -> tuple[str, ...]:
        """Keys of the vices that showed most; none if none showed."""
        top = max((rate for rate in self.rates.values() if rate), default=None)
        return tuple(key for key, rate in self.rates.items() if rate == top) if top else ()

    def __add__(self, other: "ViceRates") -> "ViceRates":
        return attrs.evolve(
            self,
            counts=_added(self.counts, other.counts),
            n=_added(self.n, other.n),
            missing=_added(self.missing, other.missing),
            phrases=dict(sorted(_added(self.phrases, other.phrases).items())),
        )


def _added(one: Mapping[Any, int], other: Mapping[Any, int]) -> dict[Any, int]:
    return {key: one.get(key, 0) + other.get(key, 0) for key in dict.fromkeys([*one, *other])}


Parts = dict[Any, ViceRates]


def _merged(one: Parts, other: Parts) -> Parts:
    return {**one, **{site: one[site] + part if site in one else part for site, part in other.items()}}


def _sites(batch: Batch, site: str | None, rows: int) -> tuple[tuple[Any, ...], Any]:
    if site is None:
        return (None,), np.zeros(rows, dtype=np.int64)
    groups = grouping(batch[site])
    if None in groups.levels:
        raise InvalidValueError("site", "given in every row", None, f"column {site!r}")
    return tuple(groups.levels), groups.codes


def _in_groups(parts: Parts, site: str | None, data: Data, level: float) -> Groups[ViceRates]:
    ordered = {name: attrs.evolve(parts[name], level=level) for name in in_order(parts)}
    return Groups(
        site or "all", {"all" if name is None else name: part for name, part in ordered.items()}, backend_of(data)
    )


def vices_in_comments(data: Data, text: str, *, site: str | None = None, level: float = 0.95) -> Groups[ViceRates]:
    """Return for each site the share of comments in which a phrase points to each vice.

    Args:
        data: Data frame of any kind or mapping of columns.
        text: Column with comments in English or Chinese; an empty one counts as missing.
        site: Column with the site; without it there is one group, "all".
        level: Confidence level of the intervals.

    Raises:
        InvalidValueError: A comment is no text, or a site is blank.

    Example:
        >>> import servicekit as sk
        >>> sk.operations.vices_in_comments({"c": ["He ignored me", "Fine"]}, "c").by
        'all'
    """
    names = [text, *([site] if site else [])]
    summarise = partial(_comments, text=text, site=site)
    return _in_groups(map_reduce(data, names, summarise, _merged, encode=names[1:]), site, data, level)


def _comments(batch: Batch, first_row: int, *, text: str, site: str | None) -> Parts:
    column = batch[text]
    levels, codes = _sites(batch, site, len(column))
    entries = [entry if here else None for entry, here in zip(column.values.tolist(), column.present, strict=True)]
    for row, entry in enumerate(entries):
        if entry is not None and not isinstance(entry, str):
            raise InvalidValueError("comments", "texts", entry, f"column {text!r}, row {first_row + row}")
    by_site: list[list[str | None]] = [[] for _ in levels]
    for code, entry in zip(codes.tolist(), entries, strict=True):
        by_site[code].append(entry)
    return {level: _comments_of(found) for level, found in zip(levels, by_site, strict=True) if found}


def _comments_of(entries: list[str | None]) -> ViceRates:
    said = [entry for entry in entries if entry is not None and entry.strip()]
    counts = dict.fromkeys(ServiceVice, 0)
    phrases: dict[str, int] = {}
    for entry in said:
        found = find_vices(entry)
        for key in {item.key for item in found}:
            counts[member(ServiceVice, key)] += 1
        for item in found:
            phrases[item.phrase] = phrases.get(item.phrase, 0) + 1
    n, missing = dict.fromkeys(ServiceVice, len(said)), dict.fromkeys(ServiceVice, len(entries) - len(said))
    return ViceRates(counts=counts, n=n, missing=missing, phrases=dict(sorted(phrases.items())))


def vices_observed(
    data: Data, columns: Mapping[Any, str], *, site: str | None = None, level: float = 0.95
) -> Groups[ViceRates]:
    """Return for each site the share of audited contacts in which each vice was seen.

    Args:
        data: Data frame of any kind or mapping of columns, one row for each contact.
        columns: Column of each vice, with 1 or True where it was seen, 0 or False where not, empty if unknown.
        site: Column with the site; without it there is one group, "all".
        level: Confidence level of the intervals.

    Raises:
        UnknownConceptError: A key names no vice.
        InvalidValueError: A cell is neither yes nor no, or a site is blank.

    Example:
        >>> import servicekit as sk
        >>> seen = sk.operations.vices_observed(
        ...     {"site": ["North", "North"], "cold": [0, 1]}, {"indifference": "cold"}, site="site"
        ... )
        >>> seen["North"]["indifference"].value
        0.5
    """
    if not columns:
        raise UnknownConceptError("vice", None, [vice.key for vice in ServiceVice])
    chosen = {member(ServiceVice, vice): name for vice, name in columns.items()}
    names = [*chosen.values(), *([site] if site else [])]
    summarise = partial(_observed, columns=chosen, site=site)
    return _in_groups(map_reduce(data, names, summarise, _merged, encode=names[len(chosen) :]), site, data, level)


def _observed(batch: Batch, first_row: int, *, columns: Mapping[ServiceVice, str], site: str | None) -> Parts:
    seen = {vice: _yes_or_no(batch[name], first_row) for vice, name in columns.items()}
    rows = len(next(iter(seen.values())))
    levels, codes = _sites(batch, site, rows)
    return {
        level: ViceRates(
            counts={vice: int((here & (answers == 1)).sum()) for vice, answers in seen.items()},
            n={vice: int((here & (answers >= 0)).sum()) for vice, answers in seen.items()},
            missing={vice: int((here & (answers < 0)).sum()) for vice, answers in seen.items()},
        )
        for code, level in enumerate(levels)
        if (here := codes == code).any()
    }


def _yes_or_no(column: Column, first_row: int) -> Any:
    entries = [entry if here else -1 for entry, here in zip(column.values.tolist(), column.present, strict=True)]
    for row, entry in enumerate(entries):
        if not isinstance(entry, int | float) or entry not in (-1, 0, 1) or (entry == -1 and column.present[row]):
            raise InvalidValueError("observation", "1 or 0", entry, f"column {column.name!r}, row {first_row + row}")
    return np.array(entries, dtype=np.int8)
