"""Layer 4: files, records, plots, reports and the command line; uses everything and is used by nobody."""
