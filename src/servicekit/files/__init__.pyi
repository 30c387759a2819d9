from servicekit.files._audit_sheets import read_audit_sheet as read_audit_sheet
from servicekit.files._audit_sheets import write_audit_sheet as write_audit_sheet
from servicekit.files._frames import figures_frame as figures_frame
from servicekit.files._frames import to_frame as to_frame
from servicekit.files._holidays import public_holidays as public_holidays
from servicekit.files._studies import read_study as read_study
from servicekit.files._tables import read_table as read_table

# reachable, not listed
from servicekit.files._holidays import PublicHolidays as PublicHolidays
