from servicekit.experience._funnel import funnel as funnel
from servicekit.experience._instruments import USABILITY_INSTRUMENTS as USABILITY_INSTRUMENTS
from servicekit.experience._journey import journey as journey
from servicekit.experience._journey_columns import Touchpoint as Touchpoint
from servicekit.experience._tasks import task_success as task_success
from servicekit.experience._tasks import task_time as task_time
from servicekit.experience._usability import usability_score as usability_score

# reachable, not listed
from servicekit.experience._funnel import CustomerPath as CustomerPath
from servicekit.experience._funnel import Funnel as Funnel
from servicekit.experience._instruments import UsabilityInstrument as UsabilityInstrument
from servicekit.experience._journey_results import JourneyMoment as JourneyMoment
from servicekit.experience._journey_results import MomentChange as MomentChange
from servicekit.experience._journey_results import TouchpointJourney as TouchpointJourney
from servicekit.experience._tasks import TaskSuccess as TaskSuccess
from servicekit.experience._tasks import TaskTime as TaskTime
from servicekit.experience._usability import UsabilityScale as UsabilityScale
from servicekit.experience._usability import UsabilityScore as UsabilityScore
from servicekit.experience._usability_bands import ExperienceBand as ExperienceBand
from servicekit.experience._usability_bands import UsabilityGrade as UsabilityGrade
