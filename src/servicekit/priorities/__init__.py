"""What to do first: attributes by how much they matter and how well they do."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
