"""Service-quality frameworks as typed, bilingual models whose every figure carries an honest interval.

``import servicekit as sk`` costs next to nothing: a name is loaded when it is first used. Packages are
reached the same way (``sk.complaints``, ``sk.loyalty``, ``sk.waiting``, ...).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from servicekit.adapters.files import read_table
    from servicekit.adapters.frame_results import to_frame
    from servicekit.adapters.report.html import report
    from servicekit.adapters.study_files import read_study
    from servicekit.catalogue import frameworks, glossary
    from servicekit.foundation.errors import ServiceKitError
    from servicekit.index_models.index import satisfaction_index
    from servicekit.index_models.presets import ACSI, ECSI
    from servicekit.measurement.answers import Reading
    from servicekit.measurement.comparison import compare
    from servicekit.measurement.drivers import driver_importance
    from servicekit.measurement.moments_data import moments
    from servicekit.measurement.omega import omega
    from servicekit.measurement.ranking import rank_shares
    from servicekit.measurement.reliability import cronbach_alpha
    from servicekit.measurement.scales import (
        LIKERT_5,
        LIKERT_7,
        ONE_TO_TEN,
        PERCENT,
        YES_NO,
        ZERO_TO_TEN,
        Scale,
    )
    from servicekit.measurement.tally import Tally
    from servicekit.measurement.tally_data import tally
    from servicekit.quality.dimensions import Dimension, servqual_dimensions
    from servicekit.quality.servqual import servqual
    from servicekit.satisfaction.disconfirmation import disconfirmation_shares
    from servicekit.satisfaction.mean_of_ratios import mean_of_ratios
    from servicekit.satisfaction.population_ratio import ratio_of_means
    from servicekit.satisfaction.ratio import satisfaction_ratio
    from servicekit.satisfaction.tolerance import zones_of_tolerance
    from servicekit.satisfaction.verdict_shares import verdict_shares
    from servicekit.study.assessment import assess
    from servicekit.study.study import Study
    from servicekit.survey.mean_answer import customer_effort_score, mean_answer
    from servicekit.survey.promoter import net_promoter_score
    from servicekit.survey.top_box import bottom_box, top_box

__version__ = "0.1.0"

_HOMES = {
    "ACSI": "index_models.presets",
    "Dimension": "quality.dimensions",
    "ECSI": "index_models.presets",
    "LIKERT_5": "measurement.scales",
    "LIKERT_7": "measurement.scales",
    "ONE_TO_TEN": "measurement.scales",
    "PERCENT": "measurement.scales",
    "Reading": "measurement.answers",
    "Scale": "measurement.scales",
    "ServiceKitError": "foundation.errors",
    "Study": "study.study",
    "Tally": "measurement.tally",
    "YES_NO": "measurement.scales",
    "ZERO_TO_TEN": "measurement.scales",
    "assess": "study.assessment",
    "bottom_box": "survey.top_box",
    "compare": "measurement.comparison",
    "cronbach_alpha": "measurement.reliability",
    "customer_effort_score": "survey.mean_answer",
    "disconfirmation_shares": "satisfaction.disconfirmation",
    "driver_importance": "measurement.drivers",
    "frameworks": "catalogue",
    "glossary": "catalogue",
    "mean_answer": "survey.mean_answer",
    "mean_of_ratios": "satisfaction.mean_of_ratios",
    "moments": "measurement.moments_data",
    "net_promoter_score": "survey.promoter",
    "omega": "measurement.omega",
    "rank_shares": "measurement.ranking",
    "ratio_of_means": "satisfaction.population_ratio",
    "read_study": "adapters.study_files",
    "read_table": "adapters.files",
    "report": "adapters.report.html",
    "satisfaction_index": "index_models.index",
    "satisfaction_ratio": "satisfaction.ratio",
    "servqual": "quality.servqual",
    "servqual_dimensions": "quality.dimensions",
    "tally": "measurement.tally_data",
    "to_frame": "adapters.frame_results",
    "top_box": "survey.top_box",
    "verdict_shares": "satisfaction.verdict_shares",
    "zones_of_tolerance": "satisfaction.tolerance",
}
_PACKAGES = (
    "archetypes", "catalogue", "complaints", "conduct", "contact", "foundation", "index_models", "loyalty",
    "measurement", "organisation", "quality", "satisfaction", "standards", "study", "survey", "value", "waiting",
)  # fmt: skip

__all__ = [
    "ACSI",
    "ECSI",
    "LIKERT_5",
    "LIKERT_7",
    "ONE_TO_TEN",
    "PERCENT",
    "YES_NO",
    "ZERO_TO_TEN",
    "Dimension",
    "Reading",
    "Scale",
    "ServiceKitError",
    "Study",
    "Tally",
    "assess",
    "bottom_box",
    "compare",
    "cronbach_alpha",
    "customer_effort_score",
    "disconfirmation_shares",
    "driver_importance",
    "frameworks",
    "glossary",
    "mean_answer",
    "mean_of_ratios",
    "moments",
    "net_promoter_score",
    "omega",
    "rank_shares",
    "ratio_of_means",
    "read_study",
    "read_table",
    "report",
    "satisfaction_index",
    "satisfaction_ratio",
    "servqual",
    "servqual_dimensions",
    "tally",
    "to_frame",
    "top_box",
    "verdict_shares",
    "zones_of_tolerance",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"servicekit.{_HOMES[name]}"), name)
    if name in _PACKAGES:
        return import_module(f"servicekit.{name}")
    raise AttributeError(f"module 'servicekit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, *_PACKAGES]
