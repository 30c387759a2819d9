"""Every example a reader may copy runs: the Python blocks of README and pages, and the examples in docstrings."""

import doctest
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import servicekit
from servicekit.foundation._lazy import room_of

PROJECT = Path(__file__).resolve().parents[2]
PAGES = tuple(
    page
    for page in (PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *sorted((PROJECT / "docs").rglob("*.md")))
    if page.is_file() and "```python" in page.read_text(encoding="utf-8")
)
WALKED = sorted(found.name for found in pkgutil.walk_packages(servicekit.__path__, "servicekit."))


def source_of(name: str) -> str:
    path = Path(servicekit.__file__).parent.joinpath(*name.split(".")[1:])
    return (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text(encoding="utf-8")


MODULES = tuple(name for name in WALKED if not name.endswith("__main__") and ">>>" in source_of(name))
BLOCK = re.compile(r"^(?P<indent> *)```python[^\n]*\n(?P<code>.*?)^(?P=indent)```", re.MULTILINE | re.DOTALL)
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def run(block: re.Match[str], page: Path, names: dict[str, object]) -> None:
    """Run one block in the names of its page; a block with ``>>>`` is compared with the output it shows."""
    first = page.read_text(encoding="utf-8")[: block.start()].count("\n") + 1
    code = "".join(line.removeprefix(block["indent"]) for line in block["code"].splitlines(keepends=True))
    if ">>>" in code:
        test = doctest.DocTestParser().get_doctest(code, names, page.name, str(page), first)
        runner = doctest.DocTestRunner(verbose=False, optionflags=OPTIONS)
        said: list[str] = []
        runner.run(test, out=said.append, clear_globs=False)
        names.update(test.globs)
        assert not said, "".join(said)
    else:
        exec(compile("\n" * first + code, str(page), "exec"), names)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_the_blocks_of_a_page_run_in_order(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "page"}
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        run(block, page, names)


class Finder(doctest.DocTestFinder):
    """Finds the examples of classes that say they live in the namespace of their room, too."""

    def _from_module(self, module, thing):
        if inspect.isclass(thing) and thing.__module__ == room_of(module.__name__):
            return module.__name__ != room_of(module.__name__)  # read where it is written, not at the door
        return super()._from_module(module, thing)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_run(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module(name)
    runner = doctest.DocTestRunner(verbose=False, optionflags=OPTIONS)
    said: list[str] = []
    for test in Finder(exclude_empty=True).find(module, name, extraglobs={"sk": servicekit}):
        runner.run(test, out=said.append)
    assert not said, "".join(said)
