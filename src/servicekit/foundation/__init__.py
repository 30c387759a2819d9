"""Words, results, errors and the three recurring shapes; knows no domain and no data frame."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
