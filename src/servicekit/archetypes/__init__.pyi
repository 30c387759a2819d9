from servicekit.archetypes._contradictions import contradictions as contradictions
from servicekit.archetypes._fit import archetype_fit as archetype_fit
from servicekit.archetypes._four_archetypes import ServiceArchetype as ServiceArchetype
from servicekit.archetypes._moves import suggested_moves as suggested_moves
from servicekit.archetypes._organisation import Described as Described
from servicekit.archetypes._organisation import Organisation as Organisation
from servicekit.archetypes._practices import Practice as Practice
from servicekit.archetypes._practices import PracticeArea as PracticeArea
from servicekit.archetypes._process import Process as Process
from servicekit.archetypes._profiles import PROFILES as PROFILES
from servicekit.archetypes._schmenner import ServiceProcess as ServiceProcess
from servicekit.archetypes._schmenner import service_process as service_process
from servicekit.archetypes._sites import read_sites as read_sites
from servicekit.archetypes._sites import site_drift as site_drift

# reachable, not listed
from servicekit.archetypes._contradictions import Contradiction as Contradiction
from servicekit.archetypes._fit_results import ArchetypeFit as ArchetypeFit
from servicekit.archetypes._fit_results import Fit as Fit
from servicekit.archetypes._fit_results import PointFit as PointFit
from servicekit.archetypes._moves import Move as Move
from servicekit.archetypes._process import ProcessTrait as ProcessTrait
from servicekit.archetypes._rated_fit import RatedFit as RatedFit
from servicekit.archetypes._schmenner import MatrixPlace as MatrixPlace
from servicekit.archetypes._sites import SiteDrift as SiteDrift
