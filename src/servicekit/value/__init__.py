"""Value: what an offer is worth to the customer, and what a customer is worth over time."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
