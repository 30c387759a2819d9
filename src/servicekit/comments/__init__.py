"""What people write: topics by word list with their evidence, calibrated by hand, and a classifier from own labels."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
