"""The same organisation described by several raters: mean similarity with its interval, and their agreement."""

from collections.abc import Mapping

import numpy as np
from attrs import field, frozen

from servicekit.archetypes._fit_results import Fit
from servicekit.archetypes._four_archetypes import ServiceArchetype
from servicekit.archetypes._practices import PracticeArea
from servicekit.foundation import _checks as checks
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import Average
from servicekit.stats.reliability._agreement import Agreement, krippendorff_alpha
from servicekit.stats.reliability._rater_table import Ratings


@frozen(kw_only=True)
class RatedFit(Result):
    """Similarity to the four archetypes as several raters describe one organisation.

    Attributes:
        fits: One fit for each rater.
        level: Confidence level.
    """

    title = Label("Fit to the four archetypes by several raters", "多位评审者眼中的服务类型符合程度")
    derived = ("similarity", "best_by_rater", "agreement")

    fits: tuple[Fit, ...]
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def similarity(self) -> Mapping[str, Average]:
        """Mean similarity over raters by key of the archetype, with the t interval of raters taken as a sample."""
        found = {}
        for archetype in ServiceArchetype:
            values = [value for fit in self.fits if (value := fit[archetype].value) is not None]
            found[archetype.key] = Average(
                n=len(values),
                mean=float(np.mean(values)) if values else 0.0,
                sd=float(np.std(values, ddof=1)) if len(values) > 1 else 0.0,
                level=self.level,
                name=archetype.label,
            )
        return found

    @property
    def best_by_rater(self) -> Mapping[str, tuple[str, ...]]:
        """Keys of the archetypes that fit best in each rater's eyes: how firm the classification is."""
        return {fit.organisation.rater: tuple(archetype.key for archetype in fit.best) for fit in self.fits}

    @property
    def agreement(self) -> Agreement:
        """Krippendorff's alpha over the areas; the category is the set of practices that a rater names in an area."""
        cells = [
            (place, rater, "+".join(sorted({practice.key for item in items for practice in item.like})) or "none")
            for rater, fit in enumerate(self.fits)
            for place, area in enumerate(PracticeArea)
            if (items := fit.organisation.by_area.get(area))
        ]
        categories = tuple(sorted({key for _, _, key in cells}))
        units, raters, codes = (
            np.array([cell[0] for cell in cells], dtype=np.int64),
            np.array([cell[1] for cell in cells], dtype=np.int64),
            np.array([categories.index(cell[2]) for cell in cells], dtype=np.int64),
        )
        ratings = Ratings(
            units=units,
            raters=raters,
            codes=codes,
            categories=categories,
            rater_names=tuple(fit.organisation.rater for fit in self.fits),
            unit_count=len(PracticeArea),
            missing=len(PracticeArea) * len(self.fits) - len(cells),
        )
        return krippendorff_alpha(ratings, level=self.level)
