"""The border to data: scales, input policy, frames in and out, columns, groups, engines, time."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
