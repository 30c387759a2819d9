"""Whether auditors who looked at the same thing saw the same."""

from typing import Any, Literal

import numpy as np

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy
from servicekit.data._frames import backend_of
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Groups
from servicekit.standards._observations import Rows, read_rows
from servicekit.standards._outcomes import TOKENS, Tokens
from servicekit.standards._standard import StandardSet
from servicekit.stats.reliability._agreement import Agreement, cohen_kappa, fleiss_kappa, krippendorff_alpha
from servicekit.stats.reliability._rater_table import Ratings

Coefficient = Literal["krippendorff_alpha", "fleiss_kappa", "cohen_kappa"]
MEASURES = {"krippendorff_alpha": krippendorff_alpha, "fleiss_kappa": fleiss_kappa, "cohen_kappa": cohen_kappa}


def _ratings_of_standards(rows: Rows, standards: StandardSet) -> dict[str, Ratings]:
    """Return for each standard what the auditors found (kept or failed) at the same visit."""
    unit, people = rows.units("site", "wave", "visit"), rows.axes["auditor"]
    return {
        item.key: _ratings(unit[here], people.codes[here], rows.kept[here], people.levels, item.key)
        for place, item in enumerate(standards)
        if (here := rows.standard == place).any()
    }


def _ratings(unit: Any, rater: Any, kept: Any, names: tuple[object, ...], key: str) -> Ratings:
    if len(np.unique(unit * len(names) + rater)) < len(unit):
        hint = "name the column that tells visits apart in visit"
        raise InvalidValueError("observations", "one for each auditor and visit", ..., f"standard {key!r}", hint)
    distinct, units = np.unique(unit, return_inverse=True)
    present, raters = np.unique(rater, return_inverse=True)
    return Ratings(
        units=units.astype(np.int64),
        raters=raters.astype(np.int64),
        codes=kept.astype(np.int64),
        categories=("failed", "kept"),
        rater_names=tuple(names[code] for code in present.tolist()),
        unit_count=len(distinct),
    )


def auditor_agreement(
    data: Data,
    standards: StandardSet,
    *,
    coefficient: Coefficient = "krippendorff_alpha",
    standard: str = "standard",
    site: str = "site",
    result: str = "result",
    auditor: str = "auditor",
    wave: str | None = None,
    visit: str | None = None,
    tokens: Tokens = TOKENS,
    times: TimeFormat | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> Groups[Agreement]:
    """Return for each standard how far auditors agree beyond chance on what they saw together.

    Args:
        data: Data frame of any kind or mapping of columns, as for ``audit``.
        standards: The standards that were audited.
        coefficient: "krippendorff_alpha" (any number of auditors, any gaps), "fleiss_kappa" (equally many per
            visit) or "cohen_kappa" (two auditors).
        standard, site, result, auditor, wave, tokens, times, policy: As for ``audit``.
        visit: Column that tells apart visits to one site in one wave; needed if an auditor made several.
        level: Confidence level.

    Raises:
        InvalidValueError: A row is bad, or an auditor judged the same thing twice.

    Example:
        >>> import servicekit as sk
        >>> seen = {
        ...     "site": [1, 2, 3, 4] * 2,
        ...     "auditor": ["Lu"] * 4 + ["Mo"] * 4,
        ...     "standard": ["smile"] * 8,
        ...     "result": [1, 1, 0, 1, 1, 0, 0, 1],
        ... }
        >>> agreement = sk.standards.auditor_agreement(seen, sk.standards.FASHION_RETAIL)
        >>> round(agreement["smile"].value, 2)
        0.53
    """
    if coefficient not in MEASURES:
        raise InvalidValueError("coefficient", f"one of {', '.join(MEASURES)}", coefficient)
    columns = {"standard": standard, "site": site, "result": result, "auditor": auditor, "wave": wave, "visit": visit}
    ratings = _ratings_of_standards(read_rows(data, standards, columns, tokens, policy, times), standards)
    measure = MEASURES[coefficient]
    return Groups("standard", {key: measure(part, level=level) for key, part in ratings.items()}, backend_of(data))
