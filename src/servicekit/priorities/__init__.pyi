from servicekit.priorities._driver_kinds import DriverKind as DriverKind
from servicekit.priorities._excellence import excellence as excellence
from servicekit.priorities._importance_performance import importance_performance as importance_performance
from servicekit.priorities._investment import investment_plan as investment_plan
from servicekit.priorities._kano import kano as kano
from servicekit.priorities._kano_categories import KANO_TABLES as KANO_TABLES
from servicekit.priorities._kano_categories import KanoCategory as KanoCategory
from servicekit.priorities._priority_cells import AttributePriority as AttributePriority
from servicekit.priorities._two_sided import two_sided_drivers as two_sided_drivers

# reachable, not listed
from servicekit.priorities._excellence import DelightDriver as DelightDriver
from servicekit.priorities._excellence import Excellence as Excellence
from servicekit.priorities._excellence import Lift as Lift
from servicekit.priorities._importance_performance import Priorities as Priorities
from servicekit.priorities._investment import InvestmentPlan as InvestmentPlan
from servicekit.priorities._kano import Kano as Kano
from servicekit.priorities._kano_attribute import KanoAttribute as KanoAttribute
from servicekit.priorities._kano_attribute import WorseCoefficient as WorseCoefficient
from servicekit.priorities._outcome_sides import OutcomeSides as OutcomeSides
from servicekit.priorities._two_sided import TwoSidedDrivers as TwoSidedDrivers
from servicekit.priorities._two_sided_effect import TwoSidedEffect as TwoSidedEffect
