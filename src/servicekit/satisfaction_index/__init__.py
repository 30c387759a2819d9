"""Satisfaction index (third generation of measurement): index models by PLS path modelling, with intervals."""

from servicekit.satisfaction_index.comparison import IndexDifference, compare_indices
from servicekit.satisfaction_index.index import satisfaction_index
from servicekit.satisfaction_index.model import Construct, IndexModel, index_model
from servicekit.satisfaction_index.presets import ACSI, ECSI, AcsiConstruct, EcsiConstruct
from servicekit.satisfaction_index.priorities import ConstructPriority, ImportancePerformance, importance_performance
from servicekit.satisfaction_index.result import SatisfactionIndex
from servicekit.satisfaction_index.scores import index_score
from servicekit.satisfaction_index.validity import ConstructValidity

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
