"""Axes of matplotlib as signatures name them, without importing matplotlib before something is drawn."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from matplotlib.axes import Axes as Axes
else:

    class Axes(Protocol):
        """Axes of matplotlib."""

    Axes.__module__ = "matplotlib.axes"  # as help() and pages name it
