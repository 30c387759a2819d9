"""Service-quality frameworks as typed, bilingual models whose every figure carries an honest interval.

``import servicekit as sk`` costs next to nothing: a name is loaded when it is first used. Packages are
reached the same way (``sk.complaints``, ``sk.loyalty``, ``sk.waiting``, ...).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from servicekit.catalogue import frameworks, glossary
    from servicekit.data._answers import Reading
    from servicekit.data._scales import (
        LIKERT_5,
        LIKERT_7,
        ONE_TO_TEN,
        PERCENT,
        YES_NO,
        ZERO_TO_TEN,
        Scale,
    )
    from servicekit.files._frames import to_frame
    from servicekit.files._studies import read_study
    from servicekit.files._tables import read_table
    from servicekit.foundation._errors import ServiceKitError
    from servicekit.index_models._index import satisfaction_index
    from servicekit.index_models._presets import ACSI, ECSI
    from servicekit.reports._html import report
    from servicekit.satisfaction._customer_effort import customer_effort_score, mean_answer
    from servicekit.satisfaction._dimensions import Dimension, servqual_dimensions
    from servicekit.satisfaction._disconfirmation import disconfirmation_shares
    from servicekit.satisfaction._mean_of_ratios import mean_of_ratios
    from servicekit.satisfaction._net_promoter import net_promoter_score
    from servicekit.satisfaction._ratio import satisfaction_ratio
    from servicekit.satisfaction._ratio_of_means import ratio_of_means
    from servicekit.satisfaction._servqual import servqual
    from servicekit.satisfaction._tolerance import zones_of_tolerance
    from servicekit.satisfaction._top_box import bottom_box, top_box
    from servicekit.satisfaction._verdict_shares import verdict_shares
    from servicekit.stats._comparison import compare
    from servicekit.stats._drivers import driver_importance
    from servicekit.stats._moments_data import moments
    from servicekit.stats._omega import omega
    from servicekit.stats._ranking import rank_shares
    from servicekit.stats._reliability import cronbach_alpha
    from servicekit.stats._tally import Tally
    from servicekit.stats._tally_data import tally
    from servicekit.study._assessment import assess
    from servicekit.study._study import Study

__version__ = "0.1.0"

_HOMES = {
    "ACSI": "index_models._presets",
    "Dimension": "satisfaction._dimensions",
    "ECSI": "index_models._presets",
    "LIKERT_5": "data._scales",
    "LIKERT_7": "data._scales",
    "ONE_TO_TEN": "data._scales",
    "PERCENT": "data._scales",
    "Reading": "data._answers",
    "Scale": "data._scales",
    "ServiceKitError": "foundation._errors",
    "Study": "study._study",
    "Tally": "stats._tally",
    "YES_NO": "data._scales",
    "ZERO_TO_TEN": "data._scales",
    "assess": "study._assessment",
    "bottom_box": "satisfaction._top_box",
    "compare": "stats._comparison",
    "cronbach_alpha": "stats._reliability",
    "customer_effort_score": "satisfaction._customer_effort",
    "disconfirmation_shares": "satisfaction._disconfirmation",
    "driver_importance": "stats._drivers",
    "frameworks": "catalogue",
    "glossary": "catalogue",
    "mean_answer": "satisfaction._customer_effort",
    "mean_of_ratios": "satisfaction._mean_of_ratios",
    "moments": "stats._moments_data",
    "net_promoter_score": "satisfaction._net_promoter",
    "omega": "stats._omega",
    "rank_shares": "stats._ranking",
    "ratio_of_means": "satisfaction._ratio_of_means",
    "read_study": "files._studies",
    "read_table": "files._tables",
    "report": "reports._html",
    "satisfaction_index": "index_models._index",
    "satisfaction_ratio": "satisfaction._ratio",
    "servqual": "satisfaction._servqual",
    "servqual_dimensions": "satisfaction._dimensions",
    "tally": "stats._tally_data",
    "to_frame": "files._frames",
    "top_box": "satisfaction._top_box",
    "verdict_shares": "satisfaction._verdict_shares",
    "zones_of_tolerance": "satisfaction._tolerance",
}
_PACKAGES = (
    "archetypes", "catalogue", "complaints", "data", "datasets", "draft", "files", "foundation", "index_models",
    "loyalty", "operations", "plots", "satisfaction", "standards", "stats", "study", "value", "waiting",
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
