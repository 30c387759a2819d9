"""Front stage and back stage: what customers meet, and what happens behind the counter."""

from collections.abc import Mapping
from typing import Any, Final

import attrs
import numpy as np

from servicekit.data._accepted import Data
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference
from servicekit.stats.intervals._coefficient import Coefficient
from servicekit.study._part import Statement
from servicekit.study._study import QualityBlock, QualitySection, Study
from servicekit.study.tables._shifts import shift
from servicekit.study.tables._survey_rows import survey_sums
from servicekit.study.wording._formatting import plain

STAGES: Final = {"front": Label("Front stage", "前台"), "back": Label("Back stage", "后台")}
RATING: Final = Label("rating of the stage", "该阶段评价")


def staged(blocks: Mapping[str, QualityBlock]) -> list[str] | None:
    """Return the columns of both stages; None where not both are named.

    Args:
        blocks: Dimensions of quality.
    """
    items = _items(blocks)
    return list(dict.fromkeys(c for own in items.values() for c in own)) if all(items.values()) else None


def _items(blocks: Mapping[str, QualityBlock]) -> dict[str, list[str]]:
    return {key: [c for block in blocks.values() if block.stage == key for c in block.items] for key in STAGES}


def stages(
    study: Study, data: Data, section: QualitySection, part: str
) -> tuple[Groups[Any] | None, tuple[Statement, ...]]:
    """Return the mean of each stage and the claim that one is rated lower; neither where not both are named.

    Args:
        study: The study.
        data: The survey, of which two rows or more have every answer.
        section: Dimensions of quality.
        part: Key of the part.
    """
    columns = staged(section.dimensions)
    if columns is None:
        return None, ()
    scale = study.scale(section.scale)
    sums = survey_sums(study, data, dict.fromkeys(columns, scale))
    items = _items(section.dimensions)
    means = {key: np.array([float(name in own) for name in columns]) / len(own) for key, own in items.items()}
    centre = {key: sums.mean(own) for key, own in means.items()}
    spread = {key: sums.test(own) for key, own in means.items()}
    figures = {
        key: Coefficient(
            value=centre[key],
            standard_error=spread[key].standard_error or 0.0,
            degrees_of_freedom=spread[key].df or sums.n - 1.0,
            n=sums.n,
            level=study.level,
            name=STAGES[key],
        )
        for key in STAGES
    }
    evidence = sums.test(means["back"] - means["front"])
    apart = centre["back"] - centre["front"]
    better = apart if scale.higher_is_better else -apart
    claim = Claim(
        name=f"{part}/stage",
        kind=ClaimKind.DIFFERENCE,
        sort="stage",
        part=part,
        subject=STAGES["back"],
        measure=RATING,
        own=figures["back"],
        reference=Reference(kind="every_other", label=STAGES["front"], value=figures["front"], n=sums.n),
        difference=shift(apart, evidence, study.level),
        evidence=attrs.evolve(evidence, rows_read=sums.read),
        direction=1 if better >= 0 else -1,
        lead=False,
        details={"front": plain(centre["front"]), "back": plain(centre["back"])},
        worth_knowing=study.report.worth_knowing / 100 * (scale.high - scale.low),
        unit="mean",
    )
    return Groups("stage", figures), ((claim,),)
