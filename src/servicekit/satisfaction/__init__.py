"""What a customer expected and what a customer got: ratio, disconfirmation, zone of tolerance."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
