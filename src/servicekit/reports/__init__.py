"""The report: one self-contained HTML file that works offline, in English or Chinese."""

from servicekit.foundation._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
