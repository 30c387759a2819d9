"""Service standards and their audits: what is promised, whether it is kept, how sure we are, and what is left out."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
