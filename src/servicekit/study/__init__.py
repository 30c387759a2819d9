"""A study says which column means what; assessing it runs every measurement the data allow."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
