"""An audit: observations of standards by site, wave and auditor, counted by outcome; parts of it add up."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy
from servicekit.data._chronology import in_order
from servicekit.data._engines import map_reduce
from servicekit.data._frames import backend_of
from servicekit.data._requests import Batch
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import ScaleMismatchError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.standards._observations import Layout, Part, read_part
from servicekit.standards._outcomes import (
    FAILED,
    KEPT,
    NOT_APPLICABLE,
    NOT_OBSERVED,
    OUTCOMES,
    TOKENS,
    Outcome,
    Tokens,
)
from servicekit.standards._standard import StandardSet, check_standards

Counts = NDArray[np.int64]
_exact: Final = attrs.cmp_using(eq=np.array_equal)


@frozen(kw_only=True)
class Audit(Result):
    """Counts of outcomes (kept, failed, not applicable, not observed); only kept and failed count in a rate.

    Attributes:
        standards: The set that was audited.
        sites, waves, auditors: Those that occur, sorted; one wave, or auditor, None where there is no such column.
        counts: Array standards x sites x waves x outcomes, in the order of ``Outcome``.
        by_auditor: Array standards x auditors x outcomes.
        rejected: Observations set aside, by reason.
        source: Kind of data frame that came in.

    Example:
        >>> import servicekit as sk
        >>> seen = {"site": ["A"] * 3, "standard": ["smile"] * 3, "result": ["yes", "no", "yes"], "auditor": ["Lu"] * 3}
        >>> seen["wave"] = ["May"] * 3
        >>> audit = sk.standards.audit(seen, sk.standards.FASHION_RETAIL)
        >>> audit.sites
        ('A',)
    """

    title = Label("Audit", "服务标准检查")
    derived = (
        "standard_keys",
        "observations",
        "kept_count",
        "failed_count",
        "not_applicable",
        "not_observed",
        "rejected_count",
    )

    standards: StandardSet = field(metadata={"evidence": False}, repr=lambda standards: standards.key)
    sites: tuple[Hashable, ...]
    waves: tuple[Hashable, ...]
    auditors: tuple[Hashable, ...]
    counts: Counts = field(repr=False, eq=_exact)
    by_auditor: Counts = field(repr=False, eq=_exact)
    rejected: Mapping[str, int] = field(factory=dict)
    source: str = field(default="none", eq=False)

    @property
    def standard_keys(self) -> tuple[str, ...]:
        """Keys of the standards, in the order of the counts' first axis."""
        return tuple(standard.key for standard in self.standards)

    def _total(self, outcome: int) -> int:
        return int(self.counts[..., outcome].sum())

    @property
    def observations(self) -> int:
        """Observations read, without those set aside."""
        return int(self.counts.sum())

    @property
    def kept_count(self) -> int:
        """Observations in which the standard was kept."""
        return self._total(KEPT)

    @property
    def failed_count(self) -> int:
        """Observations in which it was not."""
        return self._total(FAILED)

    @property
    def not_applicable(self) -> int:
        """Observations of standards that did not apply."""
        return self._total(NOT_APPLICABLE)

    @property
    def not_observed(self) -> int:
        """Standards that the auditor could not see."""
        return self._total(NOT_OBSERVED)

    @property
    def by_outcome(self) -> Mapping[Outcome, int]:
        """Observations of each outcome."""
        return {outcome: self._total(place) for place, outcome in enumerate(OUTCOMES)}

    @property
    def rejected_count(self) -> int:
        """Observations set aside because they broke a rule."""
        return sum(self.rejected.values())

    def __add__(self, other: "Audit") -> "Audit":
        if self.standards != other.standards:
            raise ScaleMismatchError("audits of different standards cannot be added")
        sites, waves = _union(self.sites, other.sites), _union(self.waves, other.waves)
        auditors = _union(self.auditors, other.auditors)
        return attrs.evolve(
            self,
            sites=sites,
            waves=waves,
            auditors=auditors,
            counts=_spread(self.counts, (self.sites, sites), (self.waves, waves))
            + _spread(other.counts, (other.sites, sites), (other.waves, waves)),
            by_auditor=_spread(self.by_auditor, (self.auditors, auditors))
            + _spread(other.by_auditor, (other.auditors, auditors)),
            rejected={
                reason: self.rejected.get(reason, 0) + other.rejected.get(reason, 0)
                for reason in sorted({*self.rejected, *other.rejected})
            },
        )


def _union(one: tuple[object, ...], other: tuple[object, ...]) -> tuple[Any, ...]:
    return one if one == other else tuple(in_order(dict.fromkeys((*one, *other))))


def _spread(counts: Counts, *axes: tuple[tuple[Any, ...], tuple[Any, ...]]) -> Counts:
    """Place counts on longer axes; the first axis, the standards, and the last, the outcomes, stay."""
    if all(old == new for old, new in axes):
        return counts
    wide = np.zeros((counts.shape[0], *(len(new) for _, new in axes), counts.shape[-1]), dtype=np.int64)
    places = [[new.index(level) for level in old] for old, new in axes]
    wide[np.ix_(range(counts.shape[0]), *places, range(counts.shape[-1]))] = counts
    return wide


def audit(
    data: Data,
    standards: StandardSet,
    *,
    standard: str = "standard",
    site: str = "site",
    result: str = "result",
    auditor: str | None = "auditor",
    wave: str | None = None,
    tokens: Tokens = TOKENS,
    times: TimeFormat | None = None,
    policy: InputPolicy | None = None,
) -> Audit:
    """Read the observations of an audit, one row for each standard looked at.

    Args:
        data: Data frame of any kind, eager or lazy, or mapping of columns.
        standards: The standards that were audited.
        standard: Column with the key of the standard.
        site: Column with the site.
        result: Column with the measured value, or yes and no, as numbers, truth values or words (see ``tokens``);
            an empty cell is not observed.
        auditor: Column with the auditor, or None if there is none; a blank auditor is a bad row.
        wave: Column with the wave, or None.
        tokens: Words for yes, no, not applicable and not observed.
        times: How waves that are dates are written, and on which clock days begin; None where they are names.
        policy: Whether the first bad row raises, or bad rows are omitted and counted by reason.

    Raises:
        InvalidValueError: A value is impossible in the unit of its standard or no word known, or a site, wave or
            auditor is blank.
        UnknownConceptError: A key names no standard of the set.
        MissingColumnError: A column is not there.

    Example:
        >>> import servicekit as sk
        >>> seen = {"site": ["A"] * 3, "standard": ["smile"] * 3, "result": ["yes", "no", "yes"], "auditor": ["Lu"] * 3}
        >>> seen["wave"] = ["May"] * 3
        >>> audit = sk.standards.audit(seen, sk.standards.FASHION_RETAIL)
        >>> audit.sites
        ('A',)
    """
    check_standards(standards)
    layout = Layout(standard=standard, site=site, result=result, auditor=auditor, wave=wave, times=times)
    read: Callable[..., Part] = partial(
        read_part,
        layout=layout,
        standards=standards,
        tokens=tokens,
        sets_aside=as_policy(policy).invalid == "omit",
    )
    summarise = partial(_summary, read=read, standards=standards)
    told = [name for name in layout.names if layout.times is None or name != layout.wave]  # dates are read as written
    found = map_reduce(data, layout.names, summarise, _joined, encode=told)
    return attrs.evolve(found, source=backend_of(data))


def _joined(one: Audit, other: Audit) -> Audit:
    return one + other


def _summary(batch: Batch, first_row: int, *, read: Callable[..., Part], standards: StandardSet) -> Audit:
    part = read(batch, first_row)
    sites, waves, auditors = (_in_order(levels) for levels in (part.sites, part.waves, part.auditors))
    return Audit(
        standards=standards,
        sites=sites,
        waves=waves,
        auditors=auditors,
        counts=_spread(part.counts, (part.sites, sites), (part.waves, waves)),
        by_auditor=_spread(part.by_auditor, (part.auditors, auditors)),
        rejected=part.rejected,
    )


def _in_order(levels: Sequence[object]) -> tuple[Any, ...]:
    return tuple(in_order(levels))
