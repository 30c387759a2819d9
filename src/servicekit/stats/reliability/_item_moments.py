"""Moments of the items of a test, all turned to one direction, on which alpha and omega rest."""

from collections.abc import Mapping, Sequence
from typing import Any

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy
from servicekit.data._scales import Scale
from servicekit.foundation._errors import InvalidValueError
from servicekit.stats.designs._design import Design
from servicekit.stats.summaries._moments import Missing, Moments
from servicekit.stats.summaries._moments_data import moments


def item_moments(
    data: Data | Moments,
    items: Sequence[str],
    scale: Scale | Mapping[str, Scale | None] | None,
    missing: Missing,
    design: Design | None,
    record_id: str | None,
    policy: InputPolicy | None,
    *,
    by: str | Sequence[str] | None = None,
    replicated: bool = True,
) -> Moments | dict[Any, Moments]:
    """Return the moments of items from data of any kind, with replicate groups where an interval needs them."""
    if isinstance(items, str):
        raise InvalidValueError("items", "a list of columns", items)
    found = moments(
        data,
        items,
        by=by,
        scale=scale,
        missing=missing,
        design=design,
        record_id=record_id,
        replicated=replicated,
        policy=policy,
    )
    return found.turned() if isinstance(found, Moments) else {group: part.turned() for group, part in found.items()}
