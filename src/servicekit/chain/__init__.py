"""What-if chains: from a complaint to money through named figures, each with its source and its uncertainty."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
