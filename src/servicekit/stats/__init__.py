"""Mergeable summaries and the intervals, comparisons and plans computed from them."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
