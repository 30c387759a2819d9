"""The example data that are shipped."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
