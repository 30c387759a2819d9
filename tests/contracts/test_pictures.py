"""Every plot function is shown on the page of plots, and every picture there has been drawn."""

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "how-to" / "plots.md"
PLOTS = Path(__file__).resolve().parents[2] / "src" / "servicekit" / "plots"


def test_every_plot_function_is_on_the_page():
    page = PAGE.read_text(encoding="utf-8")
    defined = {
        name
        for path in PLOTS.glob("*.py")
        for name in re.findall(r"^def (plot_\w+)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    }
    assert {name for name in defined if f"ax = {name}(" not in page} == set()


def test_every_picture_of_the_page_is_there_and_none_is_left_over():
    shown = set(re.findall(r"\(\.\./assets/plots/([\w-]+\.svg)\)", PAGE.read_text(encoding="utf-8")))
    assert shown == {path.name for path in (DOCS / "assets" / "plots").glob("*.svg")}
