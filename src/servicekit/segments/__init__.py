"""Who customers are and how they differ: cross-tabulation, and segments of usage by attitude."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
