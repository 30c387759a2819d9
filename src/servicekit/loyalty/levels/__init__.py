"""Levels and indicators of loyalty."""
