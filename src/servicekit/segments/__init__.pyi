from servicekit.segments._banner import banner as banner
from servicekit.segments._crosstab import crosstab as crosstab
from servicekit.segments._usage_attitude import UsageAttitudeSegment as UsageAttitudeSegment
from servicekit.segments._usage_attitude import usage_attitude as usage_attitude

# reachable, not listed
from servicekit.segments._association import CramerV as CramerV
from servicekit.segments._banner import Banner as Banner
from servicekit.segments._banner import BannerCell as BannerCell
from servicekit.segments._banner import BannerColumn as BannerColumn
from servicekit.segments._crosstab import Cell as Cell
from servicekit.segments._crosstab import Crosstab as Crosstab
from servicekit.segments._usage_attitude import UsageAttitude as UsageAttitude
