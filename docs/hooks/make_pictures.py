"""Draw the pictures of the page on plots, each as the block above it does: python docs/hooks/make_pictures.py."""

import re
from pathlib import Path

from servicekit.plots import as_svg

PAGE = Path(__file__).parents[1] / "how-to" / "plots.md"
PIECE = re.compile(r"^```python\n(?P<code>.*?)^```|^!\[[^]]*\]\((?P<picture>[^)]+\.svg)\)", re.MULTILINE | re.DOTALL)


def main() -> None:
    """Run the blocks of the page in order and save the axes named ``ax`` wherever a picture follows."""
    names: dict[str, object] = {"__name__": "page"}
    for piece in PIECE.finditer(PAGE.read_text(encoding="utf-8")):
        if piece["code"]:
            exec(compile(piece["code"], PAGE.name, "exec"), names)
        else:
            target = (PAGE.parent / piece["picture"]).resolve()
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(as_svg(names["ax"]), encoding="utf-8")
            print(target.name)


if __name__ == "__main__":
    main()
