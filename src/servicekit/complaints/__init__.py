"""Complaints and recovery: causes, conflicts, protocols, cases and their clocks, case logs, reach and prevention."""
