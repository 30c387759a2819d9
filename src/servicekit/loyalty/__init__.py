"""Loyalty: kinds and levels, the customer base, programmes, and the link from satisfaction."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
