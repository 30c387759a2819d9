"""House rules that a reader of the source relies on, checked on its syntax trees."""

import ast
import importlib
import statistics
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

import servicekit

ROOT = Path(servicekit.__file__).parent
MODULES = tuple(sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py")))
TREES = {name: ast.parse((ROOT / name).read_text(encoding="utf-8"), filename=name) for name in MODULES}
ADAPTERS = ("cli/", "datasets/", "draft/", "files/", "plots/", "reports/")
BELOW_ADAPTERS = tuple(name for name in MODULES if not name.startswith(ADAPTERS))

LONGEST = 400
LONGEST_FUNCTION = 60
"""Lines of a function from its name to its end, those of its docstring not counted."""
USUAL = 180
FRAMES = {"narwhals", "pandas", "polars", "pyarrow", "duckdb", "dask", "pyspark"}
SEES_FRAMES = {f"data/{name}.py" for name in ("_frames", "_engines", "_columns", "_arrow", "_sources")}
SLOW_TO_IMPORT = FRAMES | {"scipy", "matplotlib", "openpyxl", "holidays"}
OUTSIDE_WORLD = {"os", "locale", "time", "logging", "random", "socket", "subprocess", "tempfile", "urllib", "getpass"}
CLOCKS = {"now", "today", "utcnow"}
FILES = {"read_text", "read_bytes", "write_text", "write_bytes"}

NAMESPACES = tuple(
    ".".join(("servicekit", *path.parent.relative_to(ROOT).parts)) for path in sorted(ROOT.rglob("__init__.pyi"))
)

every_namespace = pytest.mark.parametrize("package", NAMESPACES)


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the outermost package of every import in a tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def only_for_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


def imported_at_once(tree: ast.Module) -> set[str]:
    """Return what importing the module imports: nothing inside functions or for type checkers alone."""
    run = [
        node
        for node in tree.body
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not only_for_types(node)
    ]
    return {package for node in run for package in imported(node)}


def imported_when_run(tree: ast.Module) -> set[str]:
    return {package for node in tree.body if not only_for_types(node) for package in imported(node)}


def calls(tree: ast.AST) -> Iterator[str]:
    """Yield the name of every function called by name and ``.name`` of every method called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id
            elif isinstance(node.func, ast.Attribute):
                yield "." + node.func.attr


def public_definitions(tree: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for node in tree.body:
        overload = any(ast.unparse(each).endswith("overload") for each in getattr(node, "decorator_list", ()))
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not overload:
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node)


def offenders(modules: Iterable[str], of: Callable[[str], object]) -> dict[str, object]:
    """Return what is wrong with each module; one test looks at all of them, which is much faster than one each."""
    return {name: found for name in modules if (found := of(name))}


def test_a_module_can_be_read_in_one_sitting():
    lengths = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in MODULES}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
    assert statistics.median(lengths.values()) <= USUAL


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function without those of its docstring."""
    first = function.body[0]
    said = ast.get_docstring(function, clean=False) is not None
    told = (first.end_lineno or 0) - first.lineno + 1 if said else 0
    return (function.end_lineno or 0) - function.lineno + 1 - told


def test_a_function_fits_on_a_screen():
    functions = (
        (name, node)
        for name in MODULES
        for node in ast.walk(TREES[name])
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    long = {f"{name}: {node.name}": lines_of(node) for name, node in functions}
    assert {name: length for name, length in long.items() if length > LONGEST_FUNCTION} == {}


def test_every_folder_is_a_package_that_says_what_it_holds():
    folders = {path.parent for path in ROOT.rglob("*.py")}
    assert [folder.name for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_a_module_is_named_after_what_it_is_about():
    vague = {"utils", "util", "helpers", "base", "core", "models", "types", "common", "misc"}
    parts = {name: {part.lstrip("_") for part in Path(name).with_suffix("").parts} for name in MODULES}
    assert offenders(MODULES, lambda name: parts[name] & vague) == {}


def test_public_names_are_documented():
    def undocumented(name: str) -> list[str]:
        about = ast.get_docstring(TREES[name]) or ""
        whole = [] if about and not about.startswith("This module") else ["the module"]
        return [*whole, *(node.name for node in public_definitions(TREES[name]) if not ast.get_docstring(node))]

    assert offenders(MODULES, undocumented) == {}


def test_one_module_alone_asks_whether_something_is_installed():
    def guarded(name: str) -> list[str]:
        handled = (node.type for node in ast.walk(TREES[name]) if isinstance(node, ast.ExceptHandler) if node.type)
        words = map(ast.unparse, handled)
        return [what for what in words if "ImportError" in what or "ModuleNotFoundError" in what]

    assert offenders(MODULES, guarded) == {"foundation/_extras.py": ["ImportError"]}


def test_data_frames_are_seen_at_one_border_alone():
    blind = [name for name in BELOW_ADAPTERS if name not in SEES_FRAMES]
    assert offenders(blind, lambda name: imported_when_run(TREES[name]) & FRAMES) == {}


def test_plots_and_files_are_for_adapters():
    theirs = {"matplotlib", "openpyxl", "argparse"}
    assert offenders(BELOW_ADAPTERS, lambda name: imported_when_run(TREES[name]) & theirs) == {}


def test_costly_packages_are_imported_by_the_function_that_needs_them():
    assert offenders(MODULES, lambda name: imported_at_once(TREES[name]) & SLOW_TO_IMPORT) == {}


def test_nothing_below_adapters_touches_the_outside_world():
    forbidden = {"print", "open", "input", *(f".{method}" for method in CLOCKS | FILES)}

    def touched(name: str) -> set[str]:
        return (imported_when_run(TREES[name]) & OUTSIDE_WORLD) | (set(calls(TREES[name])) & forbidden)

    assert offenders(BELOW_ADAPTERS, touched) == {}


def test_chance_comes_from_the_generator_that_was_given():
    seeded = {"stats/intervals/_confidence_distribution.py", "stats/designs/_resampling.py"}

    def own(name: str) -> set[str]:
        inner = [
            (node, node.value)
            for node in ast.walk(TREES[name])
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "random"
        ]
        used = {ast.unparse(node) for node, of in inner if ast.unparse(of) in {"np.random", "numpy.random"}}
        names_its_seed = name.startswith("study/") or name in seeded
        unseeded = {"default_rng()"} if "default_rng()" in (ROOT / name).read_text(encoding="utf-8") else set()
        return (used - {"np.random.Generator", *({"np.random.default_rng"} if names_its_seed else ())}) | unseeded

    assert offenders(BELOW_ADAPTERS, own) == {}


def test_what_a_module_offers_is_there_and_named_once():
    def wrong(name: str) -> list[str]:
        path = ".".join(("servicekit", *Path(name).with_suffix("").parts)).removesuffix(".__init__")
        module = importlib.import_module(path)
        offered = getattr(module, "__all__", [])  # the order is ruff's: constants, classes, functions (RUF022)
        return [each for each in offered if offered.count(each) > 1 or not hasattr(module, each)]

    assert offenders((name for name in MODULES if name != "__main__.py"), wrong) == {}


def test_the_front_door_offers_documented_names_only():
    for name in servicekit.__all__:
        offered = getattr(servicekit, name)
        assert not callable(offered) or offered.__doc__, name


@every_namespace
def test_no_name_of_a_namespace_is_hidden_by_a_module_of_it(package):
    # importing a package sets it as an attribute of its parent, where it would hide a function of the same name
    folder = ROOT.joinpath(*package.split(".")[1:])
    inside = {path.parent.name for path in folder.glob("*/__init__.py")} | {path.stem for path in folder.glob("*.py")}
    spaces = set(NAMESPACES) if package == "servicekit" else set()
    hidden = inside & set(importlib.import_module(package).__all__)
    assert {name for name in hidden if f"{package}.{name}" not in spaces} == set()
