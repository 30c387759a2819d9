"""On which clock the times of a study's case log lie."""

from servicekit.complaints.cases._case_log import TIMES
from servicekit.data._accepted import Data
from servicekit.data._frames import read_columns
from servicekit.data.time._time_columns import TimeFormat, as_found
from servicekit.study.sections._sections import ComplaintsSection


def case_times(section: ComplaintsSection, table: Data) -> TimeFormat:
    """Return how the times of a case log are written; what the section leaves open is settled over all its columns."""
    names = [section.columns[role] for role in TIMES if role in section.columns]
    return as_found(section.times, read_columns(table, names).values())
