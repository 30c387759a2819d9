"""Questions of a frame read as shares from 0 to 1, so that answers on different scales can stand side by side."""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy, read_answers
from servicekit.data._frames import read_columns
from servicekit.data._scales import Scale
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Concept, member

Item = TypeVar("Item", bound=Concept)
SHARE: Final = Scale(low=0, high=1, step=None, true_zero=True)


@frozen(kw_only=True, eq=False)
class Ratings:
    """One row per item, one column per customer; NaN where there is no answer.

    Attributes:
        values: Shares of the way from the low to the high end of each item's scale.
        missing, rejected: Answers per item that were not given, or were set aside.
    """

    values: NDArray[np.float64] = field(repr=False)
    missing: Mapping[str, int]
    rejected: Mapping[str, Mapping[str, int]]


def concepts(kind: type[Item], given: Mapping[Any, Any], what: str) -> dict[Item, Any]:
    """Return a mapping with its keys as concepts; unknown keys, repeated keys and an empty mapping are refused."""
    found = {member(kind, key): value for key, value in given.items()}
    if len(found) < len(given) or not given:
        raise InvalidValueError(what, "at least one entry, each named once", [str(key) for key in given])
    return found


def read_ratings(
    data: Data,
    columns: Mapping[Item, str],
    scales: Scale | Mapping[Item, Scale],
    *,
    policy: InputPolicy | None = None,
) -> Ratings:
    """Read one column per item.

    Args:
        data: Any data frame or mapping of columns.
        columns: The column of each item.
        scales: One scale for all items, or one per item.
        policy: Policy for text and for bad values.
    """
    found = read_columns(data, list(columns.values()))
    policy = as_policy(policy)
    rows, missing, rejected = [], {}, {}
    for item, name in columns.items():
        scale = scales if isinstance(scales, Scale) else scales.get(item)
        if scale is None:
            raise InvalidValueError("scale", "stated for every item", "none", f"item {item.key!r}")
        answers = read_answers(found[name], scale, policy)
        numbers = answers.values if scale.step is None else np.asarray(scale.categories)[answers.values]
        share = (numbers - scale.low) / (scale.high - scale.low)
        share = share if scale.higher_is_better else 1 - share
        rows.append(share if answers.present is None else np.where(answers.present, share, np.nan))
        missing[item.key], rejected[item.key] = answers.missing, dict(answers.rejected)
    return Ratings(values=np.vstack(rows), missing=missing, rejected=rejected)
