"""Satisfaction index (third generation of measurement): index models by PLS path modelling, with intervals."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
