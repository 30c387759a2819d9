"""What pages, notebooks and examples may import: the package and its namespaces, nothing deeper; notebooks run."""

import ast
import json
import re
from pathlib import Path

import pytest

import servicekit

PROJECT = Path(__file__).resolve().parents[2]
DOCS = PROJECT / "docs"
PAGES = (PROJECT / "README.md", *sorted(DOCS.rglob("*.md")), *sorted((PROJECT / "examples").rglob("*.py")))
NOTEBOOKS = tuple(sorted(DOCS.rglob("*.ipynb")))
NAMESPACES = {path.parent.name for path in Path(servicekit.__file__).parent.glob("*/__init__.pyi")}
DEEP = re.compile(r"\bservicekit(?:\.\w+)*\.(?:_\w+)|\b(?:from|import) servicekit\.\w+\.\w+")


def name(page: Path) -> str:
    return page.relative_to(PROJECT).as_posix()


def cells(notebook: Path) -> list[str]:
    content = json.loads(notebook.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in content["cells"] if cell["cell_type"] == "code"]


@pytest.mark.parametrize("page", (*PAGES, *NOTEBOOKS), ids=name)
def test_a_page_imports_nothing_deeper_than_a_namespace(page):
    assert DEEP.findall(page.read_text(encoding="utf-8")) == []


def test_recipes_for_those_who_use_the_library_import_nothing_deeper_than_a_namespace():
    text = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert set(DEEP.findall(text)) <= {
        "from servicekit.foundation._extras",
        "servicekit.foundation._extras",
        "from servicekit.room._module",
    }


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=name)
def test_a_notebook_asks_for_names_that_are_there(notebook):
    """Running them is for the build of the documentation; that every name exists is cheap to say here."""
    tree = ast.parse("\n".join(line for cell in cells(notebook) for line in cell.splitlines() if line[:1] != "%"))
    spaces = {"sk": servicekit} | {each: getattr(servicekit, each) for each in NAMESPACES}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("servicekit"):
            home = servicekit if node.module == "servicekit" else spaces[node.module.partition(".")[2]]
            assert [each.name for each in node.names if not hasattr(home, each.name)] == []
        owner = ast.unparse(node.value).removeprefix("sk.") if isinstance(node, ast.Attribute) else ""
        assert owner not in spaces or hasattr(spaces[owner], node.attr), ast.unparse(node)
