"""What customers live through: moments of a journey, the funnel to loyalty, and how easy a thing is to use."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
