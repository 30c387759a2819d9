"""Many sites of one organisation: which drift from the archetype that was intended."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from servicekit.archetypes._fit import archetype_fit
from servicekit.archetypes._fit_results import Fit, PointFit
from servicekit.archetypes._four_archetypes import ServiceArchetype
from servicekit.archetypes._organisation import Organisation
from servicekit.archetypes._practices import Practice
from servicekit.archetypes._process import Process
from servicekit.data._accepted import Data
from servicekit.data._frames import Column, read_columns
from servicekit.data._grouping import Grouping, grouping
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._reasons import Reason
from servicekit.foundation._results import Estimate, Groups
from servicekit.foundation._vocabulary import Label, member, members


@frozen(kw_only=True)
class SiteDrift(Estimate):
    """How far a site is from the intended archetype: 1 minus its similarity.

    A description is no sample, so there is no interval; ``points_described`` says on how much the figure rests.
    """

    title = Label("Drift from the intended archetype", "偏离既定服务类型的程度")
    derived = ("value", "reason", "has_drifted", "nearest", "points_described")

    fit: Fit
    intended: ServiceArchetype

    @property
    def value(self) -> float | None:
        """0 for a site that is wholly as intended, 1 for one that is so in nothing."""
        similarity = self.fit[self.intended].value
        return None if similarity is None else 1 - similarity

    @property
    def reason(self) -> Reason | None:
        """Why there is no value."""
        return self.fit[self.intended].reason

    @property
    def nearest(self) -> tuple[ServiceArchetype, ...]:
        """The archetype or archetypes to which the site is most similar."""
        return self.fit.best

    @property
    def has_drifted(self) -> bool | None:
        """Whether the site is more similar to another archetype than to the intended one; None if not described."""
        return self.intended not in self.nearest if self.nearest else None

    @property
    def points_described(self) -> int:
        """Number of areas and traits on which the figure rests, at most ten."""
        return len(self.fit[self.intended].points)

    @property
    def causes(self) -> tuple[PointFit, ...]:
        """The areas and traits that are not as intended, the farthest first."""
        off = [point for point in self.fit[self.intended].points if point.fit_share < 1]
        return tuple(sorted(off, key=lambda point: point.fit_share))


def site_drift(
    sites: Iterable[Organisation], *, intended: ServiceArchetype | str, source: str = "none"
) -> Groups[SiteDrift]:
    """Return for every site how far it is from the intended archetype, the farthest first.

    Args:
        sites: One description for each site, with different names.
        intended: The archetype that all should follow, or its key.
        source: Kind of data frame the descriptions came from, as ``frames.kind_of`` names it.

    Example:
        >>> import servicekit as sk
        >>> table = {"site": ["North", "South"], "practice": ["training_service_factory", "recovery_in_depth"]}
        >>> drift = sk.archetypes.site_drift(sk.archetypes.read_sites(table), intended="service_factory")
        >>> list(drift)
        ['South', 'North']
    """
    described = list(sites)
    names = [site.name for site in described]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise InvalidValueError("sites", "named differently", repeated)
    goal = member(ServiceArchetype, intended)
    drifts = [(site.name, SiteDrift(fit=archetype_fit(site), intended=goal)) for site in described]
    drifts.sort(key=lambda entry: (-1.0 if entry[1].value is None else entry[1].value, entry[0]), reverse=True)
    return Groups("site", dict(drifts), source)


def read_sites(
    data: Data,
    *,
    site: str = "site",
    practice: str = "practice",
    rater: str | None = None,
    processes: Mapping[str, Process] | None = None,
) -> tuple[Organisation, ...]:
    """Read the practices of many sites from a table with one row for each practice of a site.

    Args:
        data: Data frame of any kind or mapping of columns.
        site: Column with the site.
        practice: Column with the key of a practice; an empty cell describes nothing.
        rater: Column with who described the site; then there is one description for each site and rater.
        processes: What is known of each site's process.

    Raises:
        UnknownConceptError: A key names no practice.
        InvalidValueError: A row has no site or no rater, or ``processes`` names a site that the data do not have.

    Example:
        >>> import servicekit as sk
        >>> table = {
        ...     "site": ["North", "North", "South"],
        ...     "practice": ["training_service_factory", "recovery_in_depth", "training_service_factory"],
        ... }
        >>> [(site.name, len(site.practices)) for site in sk.archetypes.read_sites(table)]
        [('North', 2), ('South', 1)]
    """
    columns = read_columns(data, [site, practice, *([rater] if rater else [])])
    groups = _complete(columns[site], "site")
    people = _complete(columns[rater], "rater") if rater else None
    known = processes or {}
    if strangers := sorted(set(known) - {str(level) for level in groups.levels}):
        raise InvalidValueError("processes", "those of sites in the data", strangers)
    return tuple(
        Organisation(
            name=str(name),
            practices=_practices(columns[practice], rows),
            process=known.get(str(name), Process()),
            rater=who,
        )
        for code, name in enumerate(groups.levels)
        for who, rows in _by_rater(groups.codes == code, people)
    )


def _complete(column: Column, what: str) -> Grouping:
    groups = grouping(column)
    if None in groups.levels:
        raise InvalidValueError(what, "given in every row", None, f"column {column.name!r}")
    return groups


def _by_rater(rows: Any, people: Grouping | None) -> Iterator[tuple[str, Any]]:
    if people is None:
        yield "", rows
        return
    for code, name in enumerate(people.levels):
        if (here := rows & (people.codes == code)).any():
            yield str(name), here


def _practices(column: Column, rows: Any) -> tuple[Practice, ...]:
    return members(Practice, dict.fromkeys(column.values[rows & column.present].tolist()))
