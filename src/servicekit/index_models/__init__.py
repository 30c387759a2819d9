"""Satisfaction index (third generation of measurement): index models by PLS path modelling, with intervals."""

from servicekit.index_models.comparison import IndexDifference, compare_indices
from servicekit.index_models.index import satisfaction_index
from servicekit.index_models.model import Construct, IndexModel, index_model
from servicekit.index_models.presets import ACSI, ECSI, AcsiConstruct, EcsiConstruct
from servicekit.index_models.priorities import ConstructPriority, ImportancePerformance, importance_performance
from servicekit.index_models.result import SatisfactionIndex
from servicekit.index_models.scores import index_score
from servicekit.index_models.validity import ConstructValidity

__all__ = [  # noqa: RUF022 - sorted as Python sorts
    "ACSI",
    "AcsiConstruct",
    "Construct",
    "ConstructPriority",
    "ConstructValidity",
    "ECSI",
    "EcsiConstruct",
    "ImportancePerformance",
    "IndexDifference",
    "IndexModel",
    "SatisfactionIndex",
    "compare_indices",
    "importance_performance",
    "index_model",
    "index_score",
    "satisfaction_index",
]
