from servicekit.index_models._comparison import compare_indices as compare_indices
from servicekit.index_models._construct_priorities import construct_priorities as construct_priorities
from servicekit.index_models._index import satisfaction_index as satisfaction_index
from servicekit.index_models._model import Construct as Construct
from servicekit.index_models._model import IndexModel as IndexModel
from servicekit.index_models._model import index_model as index_model
from servicekit.index_models._presets import ACSI as ACSI
from servicekit.index_models._presets import ECSI as ECSI
from servicekit.index_models._result import SatisfactionIndex as SatisfactionIndex
from servicekit.index_models._scores import index_score as index_score

# reachable, not listed
from servicekit.index_models._bootstrap import IndexDraws as IndexDraws
from servicekit.index_models._comparison import IndexDifference as IndexDifference
from servicekit.index_models._construct_priorities import ConstructPriority as ConstructPriority
from servicekit.index_models._construct_priorities import ImportancePerformance as ImportancePerformance
from servicekit.index_models._presets import AcsiConstruct as AcsiConstruct
from servicekit.index_models._presets import EcsiConstruct as EcsiConstruct
from servicekit.index_models._validity import ConstructValidity as ConstructValidity
