"""The four cells of importance against performance, and where they are cut."""

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from servicekit.data._vectors import Floats
from servicekit.foundation._literature import ABALO_2007, MARTILLA_1977
from servicekit.foundation._quadrants import Quadrants
from servicekit.foundation._vocabulary import Concept, Label, framework

MIDDLE: Final = 50.0
"""Middle of a scale as 0 to 100."""
SOURCE: Final = MARTILLA_1977

ABALO: Final = ABALO_2007


@framework(
    "F10",
    title=Label("Importance-performance analysis", "重要性—表现分析"),
    summary=Label("Sorts attributes by how much they matter and how well they do.", "按重要性与表现把各属性分为四类。"),
    sources=(SOURCE, ABALO),
)
class AttributePriority(Concept):
    """The four cells of importance against performance.

    Example:
        >>> import servicekit as sk
        >>> str(sk.priorities.AttributePriority("improve_first"))
        'Improve first 优先改进'
    """

    IMPROVE_FIRST = "improve_first", "Improve first", "优先改进", "Matters much and does badly.", "重要而表现差。"
    KEEP_UP = "keep_up", "Keep up the good work", "继续保持", "Matters much and does well.", "重要且表现好。"
    LOW_PRIORITY = "low_priority", "Low priority", "次要改进", "Matters little and does badly.", "不重要且表现差。"
    POSSIBLE_OVERKILL = (
        "possible_overkill",
        "Possible overkill",
        "投入可能偏多",
        "Matters little and does well.",
        "不重要而表现好。",
    )


SQUARE: Final = Quadrants(
    across=Label("Performance", "表现"),
    up=Label("Importance", "重要性"),
    low_low=AttributePriority.LOW_PRIORITY,
    high_low=AttributePriority.POSSIBLE_OVERKILL,
    low_high=AttributePriority.IMPROVE_FIRST,
    high_high=AttributePriority.KEEP_UP,
)


CUTS: Final = ("mean", "median", "scale", "diagonal")
Cut = Literal["mean", "median", "scale", "diagonal"]


def cuts_of(performance: Floats, importance: Floats, cut: Cut, middle: float) -> list[tuple[float, float]]:
    """Return where each row of attributes is cut on both axes."""
    if cut in ("scale", "diagonal"):
        return [(MIDDLE, middle)] * len(performance)
    centre = np.median if cut == "median" else np.mean
    across, up = centre(performance, axis=1), centre(importance, axis=1)
    return [(float(x), float(y)) for x, y in zip(across, up, strict=True)]


def place(performance: Floats, importance: Floats, cut: Cut, middle: float) -> NDArray[np.intp]:
    """Return the position of the cell of each attribute, (rows, attributes).

    Args:
        performance, importance: Arrays (rows, attributes).
        cut: Where cells are cut; on the diagonal all that matters more than it does well is to be improved.
        middle: Importance in the middle of its scale.
    """
    at = np.array(cuts_of(performance, importance, cut, middle))
    placed = (performance >= at[:, :1]).astype(np.intp) + 2 * (importance >= at[:, 1:])
    if cut == "diagonal":
        improve = SQUARE.cells.index(AttributePriority.IMPROVE_FIRST)
        placed = np.where(importance > performance, improve, placed)
    return np.asarray(placed)
