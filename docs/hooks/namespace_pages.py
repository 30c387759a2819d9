"""MkDocs hook: one reference page per namespace, written from what its stub lists; each name stands there once."""

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from attrs import frozen
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

import servicekit

FOLDER = "reference/namespaces"
ROOT = Path(servicekit.__file__).parent
LINE = re.compile(r"^from (servicekit[\w.]*) import (?:\(\s*)?(\w+) as \2\b", re.MULTILINE)
UNLISTED = "# reachable, not listed"


@frozen(kw_only=True)
class Name:
    """A name of a namespace: where it is written, which folder of the room that is, and what it is."""

    name: str
    home: str
    listed: bool

    @property
    def part(self) -> str:
        """The sub-room in whose folder it lies, "" for the room itself."""
        steps = self.home.split(".")
        return steps[2] if len(steps) > 3 else ""

    @property
    def summary(self) -> str:
        """The first sentence of its documentation."""
        thing = getattr(import_module(self.home), self.name)
        if inspect.isclass(thing) or callable(thing):
            return _first_line(inspect.getdoc(thing))
        return _first_line(_constants(self.home).get(self.name, ""))


@cache
def _constants(module: str) -> dict[str, str]:
    """Return what is written below the constants of a module."""
    tree = ast.parse(Path(import_module(module).__file__ or "").read_text(encoding="utf-8"))
    found = {}
    for node, below in zip(tree.body, tree.body[1:], strict=False):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        text = below.value if isinstance(below, ast.Expr) else None
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            found |= {target.id: text.value for target in targets if isinstance(target, ast.Name)}
    return found


def _first_line(text: str | None) -> str:
    return " ".join((text or "").strip().partition("\n\n")[0].split())


def rooms() -> list[str]:
    """Return the namespaces one step below the package."""
    return sorted(path.parent.name for path in ROOT.glob("*/__init__.pyi"))


def names_of(room: str) -> list[Name]:
    """Return the names of a namespace as its stub has them, those that are only received last."""
    listed, _, received = (ROOT / room / "__init__.pyi").read_text(encoding="utf-8").partition(UNLISTED)
    found = [(LINE.findall(listed), True), (LINE.findall(received), False)]
    return [
        Name(name=name, home=home, listed=is_listed)
        for lines, is_listed in found
        for home, name in sorted(lines, key=lambda line: (line[1].casefold(), line[1]))
    ]


def _cell(text: str) -> str:
    return text.replace("``", "`").replace("|", "&#124;")


def _grouped(names: list[Name]) -> Iterator[tuple[str, list[Name]]]:
    listed = [name for name in names if name.listed]
    for part in sorted({name.part for name in listed}):
        title = part.replace("_", " ").capitalize() or "Names"
        yield title, [name for name in listed if name.part == part]
    if received := [name for name in names if not name.listed]:
        yield "Received", received


def page_of(room: str) -> str:
    """Return the page of a namespace: a table of one line each, then each name with its whole signature."""
    space = f"servicekit.{room}"
    groups = list(_grouped(names_of(room)))
    lines = [f"# servicekit.{room}\n", f"{inspect.getdoc(import_module(space))}\n"]
    lines += ["```text\nimport servicekit as sk\n```\n", f"The names below are `sk.{room}.<name>`.\n"]
    for title, names in groups:
        lines.append(f"**{title}**{': results and words that calls give back' if title == 'Received' else ''}\n")
        lines += ["| Name | What it is |", "| --- | --- |"]
        lines += [f"| [`{each.name}`][{space}.{each.name}] | {_cell(each.summary)} |" for each in names]
        lines.append("")
    for title, names in groups:
        lines.append(f"## {title}\n")
        for each in names:
            lines.append(f"::: {space}.{each.name}\n")
    return "\n".join(lines)


def _overview() -> str:
    rows = [
        f"| [`servicekit.{room}`]({room}.md) | {sum(each.listed for each in names_of(room))} | "
        f"{_first_line(inspect.getdoc(import_module(f'servicekit.{room}')))} |"
        for room in rooms()
    ]
    spaces = set(rooms())
    short = ", ".join(f"`sk.{name}`" for name in servicekit.__all__ if name not in spaces)
    head = ["# Reference\n", "Every name stands on the page of its namespace.\n"]
    return "\n".join(
        [
            *head,
            "| Namespace | Names | What it is |",
            "| --- | --- | --- |",
            *rows,
            "",
            f"Also at the top level: {short}.\n",
        ]
    )


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add a page for every namespace and the list of them all."""
    pages = {f"{FOLDER}/{room}.md": page_of(room) for room in rooms()} | {f"{FOLDER}/index.md": _overview()}
    for address, content in pages.items():
        files.append(File.generated(config, address, content=content))
    return files
