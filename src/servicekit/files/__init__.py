"""Layer 6: tables, studies and calendars from files, results as frames."""
