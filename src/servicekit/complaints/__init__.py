"""Complaints and recovery: causes, conflicts, protocols, cases and their clocks, case logs, reach and prevention."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
