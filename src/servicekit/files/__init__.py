"""Tables, studies and calendars from files, results as frames."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
