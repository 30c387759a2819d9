"""Whether auditors who looked at the same thing saw the same."""

from typing import Any, Literal

import numpy as np

from servicekit.foundation.errors import InvalidValueError
from servicekit.foundation.results import Groups
from servicekit.measurement.agreement import Agreement, cohen_kappa, fleiss_kappa, krippendorff_alpha
from servicekit.measurement.frames import kind_of, read_columns
from servicekit.measurement.ratings import Ratings
from servicekit.standards.observations import axis_of, outcomes_of
from servicekit.standards.outcomes import BAD, FAILED, KEPT, TOKENS, Tokens, rulebook
from servicekit.standards.standard import StandardSet

Coefficient = Literal["krippendorff_alpha", "fleiss_kappa", "cohen_kappa"]
MEASURES = {"krippendorff_alpha": krippendorff_alpha, "fleiss_kappa": fleiss_kappa, "cohen_kappa": cohen_kappa}


def auditor_ratings(
    data: Any,
    standards: StandardSet,
    *,
    standard: str = "standard",
    site: str = "site",
    result: str = "result",
    auditor: str = "auditor",
    wave: str | None = None,
    visit: str | None = None,
    tokens: Tokens = TOKENS,
) -> dict[str, Ratings]:
    """Return for each standard what the auditors found (kept or failed) at the same site, in the same wave and visit.

    Args:
        data: Data frame of any kind or mapping of columns, as for ``audit``.
        standards: The standards that were audited.
        standard, site, result, auditor, wave, tokens: As for ``audit``.
        visit: Column that tells apart visits to one site in one wave; needed if an auditor made several.

    Raises:
        InvalidValueError: A row is bad, or an auditor judged the same thing twice.
    """
    names = [name for name in (standard, site, result, auditor, wave, visit) if name is not None]
    columns = read_columns(data, names)
    rows = len(columns[result])
    axes = {role: axis_of(columns, name, rows) for role, name in (("site", site), ("wave", wave), ("visit", visit))}
    people = axis_of(columns, auditor, rows)
    keys = axis_of(columns, standard, rows)
    rules = rulebook(standards)
    for key in keys.levels:
        standards[key]  # an unknown key is refused here, with the nearest one
    place = np.array([rules.keys.index(key) for key in keys.levels] + [-1], dtype=np.int64)[keys.codes]
    outcome = outcomes_of(columns[result], place, rules, tokens)
    for role, codes in (("standard", keys.codes), ("auditor", people.codes), *((r, a.codes) for r, a in axes.items())):
        if (codes < 0).any():
            raise InvalidValueError(role, "given in every row", None, f"row {int(np.flatnonzero(codes < 0)[0])}")
    if (outcome == BAD).any():
        row = int(np.flatnonzero(outcome == BAD)[0])
        raise InvalidValueError("result", "possible for its standard", ..., f"row {row}", "see audit for the rule")
    unit = np.zeros(rows, dtype=np.int64)
    for axis in axes.values():
        unit = unit * len(axis.levels) + axis.codes
    seen = (outcome == KEPT) | (outcome == FAILED)
    return {
        key: _ratings(unit[here], people.codes[here], outcome[here] == KEPT, people.levels, key)
        for code, key in enumerate(rules.keys)
        if (here := seen & (place == code)).any()
    }


def _ratings(unit: Any, rater: Any, kept: Any, names: tuple[Any, ...], key: str) -> Ratings:
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
    data: Any,
    standards: StandardSet,
    *,
    coefficient: Coefficient = "krippendorff_alpha",
    level: float = 0.95,
    **columns: Any,
) -> Groups[Agreement]:
    """Return for each standard how far auditors agree beyond chance on what they saw together.

    Args:
        data: Data frame of any kind or mapping of columns, as for ``audit``.
        standards: The standards that were audited.
        coefficient: "krippendorff_alpha" (any number of auditors, any gaps), "fleiss_kappa" (equally many per
            visit) or "cohen_kappa" (two auditors).
        level: Confidence level.
        columns: Names of columns, and tokens, as for ``auditor_ratings``.
    """
    if coefficient not in MEASURES:
        raise InvalidValueError("coefficient", f"one of {', '.join(MEASURES)}", coefficient)
    ratings = auditor_ratings(data, standards, **columns)
    measure: Any = MEASURES[coefficient]
    return Groups("standard", {key: measure(part, level=level) for key, part in ratings.items()}, kind_of(data))
