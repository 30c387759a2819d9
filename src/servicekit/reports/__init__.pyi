from servicekit.reports._html import report as report
from servicekit.reports._staff_card import staff_card as staff_card
from servicekit.reports._verify import verify as verify

# reachable, not listed
from servicekit.reports._verify import Mismatch as Mismatch
