"""How the service is run: organisation, conduct, contact with customers."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
