"""Which kind of service organisation one is: four archetypes, their practices, fit, contradictions, moves and drift."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
