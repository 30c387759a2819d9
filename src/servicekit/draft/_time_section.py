"""How a draft writes the times of a table: the pattern that reads them, and whether it is the only one."""

from servicekit.draft._look import Look
from servicekit.draft._page import Page, quoted
from servicekit.draft._time_pattern import is_swappable, time_pattern


def add_pattern(page: Page, look: Look) -> None:
    """Write the pattern of a column of times where one is needed, and ask where days may be months."""
    pattern, rivals = time_pattern(look)
    if not pattern:
        return
    written = f"times = {{ pattern = {quoted(pattern)} }}"
    if is_swappable(pattern, rivals):
        doubt = ("day and month cannot be told apart in these values", "这些取值无法区分日与月")
        page.add(written, *doubt, confirm=True, weight=2.5)
    else:
        page.add(written)
