"""MkDocs hook: one reference page per public module of the package."""

import ast
from importlib.util import find_spec
from pathlib import Path
from pkgutil import walk_packages

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

import servicekit

FOLDER = "reference/modules"


def _first_line(module: str) -> str:
    spec = find_spec(module)
    source = Path(spec.origin).read_text(encoding="utf-8") if spec and spec.origin else ""
    return (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add a page for every module and the list of them all."""
    walked = [found.name for found in walk_packages(servicekit.__path__, "servicekit.")]
    modules = sorted(("servicekit", *walked))
    for name in modules:
        files.append(File.generated(config, f"{FOLDER}/{name}.md", content=f"# {name}\n\n::: {name}\n"))
    rows = "".join(f"| [`{name}`]({name}.md) | {_first_line(name)} |\n" for name in modules)
    content = f"# Modules\n\n| Module | What it is |\n| --- | --- |\n{rows}"
    files.append(File.generated(config, f"{FOLDER}/index.md", content=content))
    return files
