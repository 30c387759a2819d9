"""Management that knows whether it worked: targets, actions, verified effects, prevention, the closed loop."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
