"""Front stage and back stage: what customers meet, and what happens behind the counter."""

from collections.abc import Mapping
from typing import Any, Final

import attrs
import numpy as np

from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label
from servicekit.stats._claims import Claim, ClaimKind, Reference
from servicekit.stats._coefficient import Coefficient
from servicekit.stats._extremes import paired_mean
from servicekit.study._formatting import plain
from servicekit.study._shifts import shift
from servicekit.study._study import QualityBlock, Study
from servicekit.study._survey_rows import survey_rows

STAGES: Final = {"front": Label("Front stage", "前台"), "back": Label("Back stage", "后台")}
RATING: Final = Label("rating of the stage", "该阶段评价")


def stages(study: Study, data: Any, blocks: Mapping[str, QualityBlock], part: str) -> tuple[Groups[Any], Claim] | None:
    """Return the mean of each stage and the claim that one is rated lower; None where not both are named.

    Args:
        study: The study.
        data: The survey.
        blocks: Dimensions of quality.
        part: Key of the part.
    """
    section = study.quality
    items = {key: [c for block in blocks.values() if block.stage == key for c in block.items] for key in STAGES}
    if section is None or not all(items.values()):
        return None
    scale = study.scale(section.scale)
    columns = dict.fromkeys([*items["front"], *items["back"]], scale)
    rows = survey_rows(study, data, columns)
    if rows.n < 2:
        return None
    names = list(columns)
    means = {key: rows.values[:, [names.index(name) for name in own]].mean(axis=1) for key, own in items.items()}
    centre = {key: float(np.average(own, weights=rows.weights)) for key, own in means.items()}
    spread = {key: paired_mean(own - centre[key], **rows.sample) for key, own in means.items()}
    figures = {
        key: Coefficient(
            value=centre[key],
            standard_error=spread[key].standard_error or 0.0,
            degrees_of_freedom=spread[key].df or rows.n - 1.0,
            n=rows.n,
            level=study.level,
            name=STAGES[key],
        )
        for key in STAGES
    }
    sign = 1.0 if scale.higher_is_better else -1.0
    evidence = paired_mean(means["back"] - means["front"], **rows.sample)
    apart = centre["back"] - centre["front"]
    claim = Claim(
        name=f"{part}/stage",
        kind=ClaimKind.DIFFERENCE,
        sort="stage",
        part=part,
        subject=STAGES["back"],
        measure=RATING,
        own=figures["back"],
        reference=Reference(kind="every_other", label=STAGES["front"], value=figures["front"], n=rows.n),
        difference=shift(apart, evidence, study.level),
        evidence=attrs.evolve(evidence, n=rows.n, rows_read=rows.read),
        direction=1 if sign * apart >= 0 else -1,
        lead=False,
        details={"front": plain(centre["front"]), "back": plain(centre["back"])},
        unit="mean",
    )
    return Groups("stage", figures), claim
