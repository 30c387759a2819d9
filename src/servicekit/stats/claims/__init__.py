"""Claims of a report, and which of them stand."""
