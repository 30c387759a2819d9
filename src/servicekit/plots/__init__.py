"""Pictures of results, one function each: it takes a result and returns the axes it drew on."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
