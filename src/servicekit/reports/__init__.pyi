from servicekit.reports._html import report as report
