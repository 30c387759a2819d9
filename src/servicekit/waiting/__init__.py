"""Waiting: how long waits are, how long they feel, and how many agents keep them short."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
