"""A study drafted for a file that nobody has described yet."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
