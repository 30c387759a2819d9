"""All frameworks and concepts of the library, in both languages."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
