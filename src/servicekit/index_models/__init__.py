"""Satisfaction index (third generation of measurement): index models by PLS path modelling, with intervals."""

from servicekit.index_models._comparison import IndexDifference, compare_indices
from servicekit.index_models._construct_priorities import (
    ConstructPriority,
    ImportancePerformance,
    importance_performance,
)
from servicekit.index_models._index import satisfaction_index
from servicekit.index_models._model import Construct, IndexModel, index_model
from servicekit.index_models._presets import ACSI, ECSI, AcsiConstruct, EcsiConstruct
from servicekit.index_models._result import SatisfactionIndex
from servicekit.index_models._scores import index_score
from servicekit.index_models._validity import ConstructValidity

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
