"""Which faults in the modules that make and say claims would their tests notice: mutants made, and killed.

A mutant is one module with one small fault: a comparison, a number, a sign, an operator, a branch or a statement is
changed. Each is run against the tests of its room that reach the changed line, in a forked process; it is killed where
one of them fails. Texts are not changed: this asks whether figures, tests of claims and decisions are held.

Run: python benchmarks/mutation.py [mutants per module, 15 if not given] [seed, 1] [a part of module names ...]
Needs: pip install coverage
"""

import ast
import gc
import importlib
import importlib.abc
import importlib.util
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
SOURCE: Final = ROOT / "src" / "servicekit"
ROOMS: Final[dict[str, tuple[str, ...]]] = {
    "stats": (
        "tests/stats/test_claims.py",
        "tests/stats/test_comparison.py",
        "tests/stats/test_claim_figures.py",
        "tests/stats/test_claim_evidence.py",
        "tests/stats/test_outlying_point.py",
    ),
    "study": ("tests/study", "tests/stats/test_claims.py", "tests/reports/test_report.py"),
}
"""Tests of each room, in the order of pytest."""
SLOW: Final = ("test_null_reports.py", "test_plan.py")
MODULES: Final = (
    *(f"stats/claims/_{name}.py" for name in ("claims", "claim_tests", "outlying_point")),
    *(
        f"stats/comparison/_{name}.py"
        for name in ("step_down", "extremes", "level_test", "mean_test", "independent_test")
    ),
    "stats/planning/_answers_needed.py",
    "stats/drivers/_coefficient_tests.py",
    "stats/scores/_sampled_scores.py",
    *(f"stats/intervals/_{name}.py" for name in ("agreeing_interval", "permutation_moments")),
    *(
        f"study/wording/_{name}.py"
        for name in (
            "claim_sentences",
            "claim_words",
            "experience_words",
            "improvement_words",
            "priority_words",
            "sentences",
            "share_claims",
            "telling",
        )
    ),
    *(
        f"study/conclusions/_{name}.py"
        for name in ("first_screen", "what_first", "generations", "ladder", "since_last", "result_cautions")
    ),
    "study/tables/_shifts.py",
    *sorted(f"study/parts/{path.name}" for path in (SOURCE / "study" / "parts").glob("_[a-z]*.py")),
)
MOST_SECONDS: Final = 12.0
"""Tests of a mutant, those that reach its line first and the quick ones first, are taken up to so many seconds."""
LONGEST: Final = 60
"""Seconds of processor time after which a mutant is taken to hang, which its tests notice."""

FLAGS: Final = ("strict", "repr", "hash", "eq", "slots", "kw_only")
"""Keywords of zip and of fields that hold no figure."""
COMPARED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
REVERSED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
}
COUNTED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
}


@dataclass(frozen=True)
class Mutant:
    """One fault: the place of a node in the walk over a module, and what becomes of it."""

    module: str
    place: int
    kind: str
    line: int
    shown: str


def _skipped(tree: ast.Module) -> set[int]:
    """Return the nodes that are not run, or that say nothing of a figure: annotations, docstrings, imports."""
    found: set[int] = set()
    for node in ast.walk(tree):
        outside: list[ast.AST | None] = []
        if isinstance(node, ast.FunctionDef):
            of_arguments = (*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs)
            outside = [node.returns, *node.decorator_list, *(each.annotation for each in of_arguments)]
        elif isinstance(node, ast.AnnAssign):
            outside = [node.annotation]
        elif isinstance(node, ast.ClassDef):
            outside = [*node.decorator_list, *node.bases]
        elif _says_nothing(node):
            outside = [node]
        found.update(id(inner) for each in outside if each is not None for inner in ast.walk(each))
    return found


def _says_nothing(node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.keyword(arg=arg):
            return arg in FLAGS
        case ast.Subscript(value=ast.Name(id=name)):
            return name in ("Literal", "Final", "tuple", "dict", "list", "Mapping")
        case _:
            return False


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)


def kinds_of(node: ast.AST) -> Iterator[str]:
    """Yield the faults that a node may have."""
    match node:
        case ast.Compare(ops=[op]):
            if type(op) in COMPARED:
                yield "compare"
            if type(op) in REVERSED:
                yield "reverse"
        case ast.BoolOp():
            yield "and/or"
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield "sign"
        case ast.BinOp(op=op, left=left, right=right):
            is_text = any(
                isinstance(side, ast.JoinedStr | ast.Constant) and not _is_number(side) for side in (left, right)
            )
            if type(op) in COUNTED and not is_text:
                yield "arithmetic"
        case ast.Constant(value=bool()):
            yield "truth"
        case ast.Constant() if _is_number(node):
            yield "number"
        case ast.IfExp():
            yield "branch"
        case ast.If():
            yield "branch"
        case ast.AugAssign() | ast.Raise() | ast.Continue():
            yield "statement"
        case ast.Expr(value=ast.Call()):
            yield "statement"
        case _:
            return


def mutate(node: Any, kind: str) -> ast.AST:
    """Return the node with the fault."""
    if kind == "compare":
        node.ops = [COMPARED[type(node.ops[0])]()]
    elif kind == "reverse":
        node.ops = [REVERSED[type(node.ops[0])]()]
    elif kind == "and/or":
        node.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
    elif kind == "sign":
        return node.operand
    elif kind == "arithmetic":
        node.op = COUNTED[type(node.op)]()
    elif kind == "truth":
        node.value = not node.value
    elif kind == "number":
        node.value = node.value + 1 if isinstance(node.value, int) else node.value * 1.5 + 0.01
    elif kind == "branch" and isinstance(node, ast.IfExp):
        node.body, node.orelse = node.orelse, node.body
    elif kind == "branch":
        node.test = ast.UnaryOp(op=ast.Not(), operand=node.test)
    else:
        return ast.Pass()
    return node


class _Changed(ast.NodeTransformer):
    def __init__(self, target: ast.AST, kind: str) -> None:
        self.target, self.kind = target, kind

    def visit(self, node: ast.AST) -> Any:
        """Change the one node, leave all others."""
        if node is self.target:
            return ast.copy_location(mutate(node, self.kind), node)
        return self.generic_visit(node)


def mutants_of(module: str) -> list[Mutant]:
    """Return every mutant of a module."""
    tree = ast.parse((SOURCE / module).read_text())
    skipped, found = _skipped(tree), []
    for place, node in enumerate(ast.walk(tree)):
        if id(node) in skipped:
            continue
        for kind in kinds_of(node):
            changed = ast.unparse(ast.fix_missing_locations(mutate(deepcopy(node), kind))).split("\n")[0]
            shown = f"{ast.unparse(node).splitlines()[0][:70]}  ->  {changed[:70]}"
            found.append(Mutant(module, place, kind, node.lineno, shown))  # type: ignore[attr-defined]
    return found


def compiled(mutant: Mutant) -> tuple[CodeType, CodeType]:
    """Return the code of the module as it is and with the fault."""
    path = SOURCE / mutant.module
    tree = ast.parse(path.read_text())
    target = list(ast.walk(tree))[mutant.place]
    whole = compile(ast.parse(path.read_text()), str(path), "exec")
    return whole, compile(ast.fix_missing_locations(_Changed(target, mutant.kind).visit(tree)), str(path), "exec")


def _functions(code: CodeType) -> Iterator[tuple[tuple[int, ...], CodeType]]:
    stack: list[tuple[tuple[int, ...], CodeType]] = [((), code)]
    while stack:
        path, one = stack.pop()
        yield path, one
        inner = [each for each in one.co_consts if isinstance(each, CodeType)]
        stack.extend(((*path, place), each) for place, each in enumerate(inner))


def _put_in_place(whole: CodeType, faulty: CodeType) -> bool:
    """Give the functions that are loaded the code with the fault; False where it lies outside of any function."""
    own, other = dict(_functions(whole)), dict(_functions(faulty))
    if own.keys() != other.keys():
        return False
    changed = {path for path in own if own[path] != other[path]}
    bodies = {path for path in changed if own[path].co_flags & 0x02}  # optimised locals: a function, no class or module
    outer = {path for path in bodies if not any(path[:length] in bodies for length in range(1, len(path)))}
    if not outer or any(own[path].co_name in ("<module>",) and not bodies for path in changed):
        return False
    left = dict.fromkeys(outer, 0)
    loaded = [each for each in gc.get_objects() if isinstance(each, FunctionType)]
    for path in outer:
        for function in loaded:
            if function.__code__ == own[path]:
                function.__code__ = other[path]
                left[path] += 1
    return all(left.values())


class _Faulty(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads the module with the fault, where everything is imported anew."""

    def __init__(self, name: str, code: CodeType) -> None:
        self.name, self.code = name, code

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Return a spec for the one module."""
        return (
            importlib.util.spec_from_file_location(name, self.code.co_filename, loader=self)
            if name == self.name
            else None
        )

    def create_module(self, spec: Any) -> None:
        """Leave it to the import system."""

    def exec_module(self, module: Any) -> None:
        """Run the code with the fault."""
        exec(self.code, module.__dict__)


def _anew(mutant: Mutant, faulty: CodeType) -> None:
    name = "servicekit." + mutant.module.removesuffix(".py").replace("/", ".")
    for loaded in list(sys.modules):
        is_test = str(getattr(sys.modules[loaded], "__file__", "")).startswith(str(ROOT / "tests"))
        if loaded.startswith("servicekit") or is_test:
            del sys.modules[loaded]
    sys.meta_path.insert(0, _Faulty(name, faulty))
    importlib.import_module(name)  # before pytest puts its own finder in front


def _run(mutant: Mutant, tests: list[str]) -> int:
    """Run the tests in this process; 0 where none of them fails."""
    import pytest

    whole, faulty = compiled(mutant)
    if not _put_in_place(whole, faulty):
        _anew(mutant, faulty)
    options = ["-x", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider", "-n", "0", "--hypothesis-seed=0"]
    return int(pytest.main([*options, *tests]))


MAPPER: Final = """
import coverage, json, pytest, sys, time
target, *arguments = sys.argv[1:]
cover = coverage.Coverage(data_file=None, source=["{source}"], config_file=False)
seconds = {{}}
class Plugin:
    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item):
        begun = time.process_time()
        yield
        seconds[item.nodeid] = time.process_time() - begun
    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_setup(self, item):
        cover.switch_context("file:" + item.nodeid.split("::")[0])
        yield
    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_call(self, item):
        cover.switch_context(item.nodeid)
        yield
cover.start()
status = pytest.main([*arguments, "-q", "-n", "0", "-p", "no:cacheprovider", "--hypothesis-seed=0"], plugins=[Plugin()])
cover.stop()
data = cover.get_data()
lines = {{path: data.contexts_by_lineno(path) for path in data.measured_files()}}
json.dump({{"lines": lines, "seconds": seconds, "status": int(status)}}, open(target, "w"))
"""


def mapped(room: str) -> dict[str, Any]:
    """Return which tests of a room reach which line, how long each takes, and whether all of them pass."""
    with tempfile.TemporaryDirectory() as folder:
        script, target = Path(folder, "mapper.py"), Path(folder, "lines.json")
        script.write_text(MAPPER.format(source=SOURCE))
        tests = [str(path.relative_to(ROOT)) for each in ROOMS[room] for path in _files(ROOT / each)]
        subprocess.run([sys.executable, script, target, *tests], cwd=ROOT, check=True)
        found: dict[str, Any] = json.loads(target.read_text())
    if found["status"]:
        raise SystemExit(f"the tests of {room} fail without any fault")
    return found


def _files(path: Path) -> list[Path]:
    return [each for each in sorted(path.glob("test_*.py")) if each.name not in SLOW] if path.is_dir() else [path]


def tests_for(mutant: Mutant, reach: dict[str, Any]) -> list[str]:
    """Return the tests that reach the line of a mutant, the quickest first; all of a file whose fixtures reach it."""
    tree = ast.parse((SOURCE / mutant.module).read_text())
    node: Any = list(ast.walk(tree))[mutant.place]
    lines = reach["lines"].get(str(SOURCE / mutant.module), {})
    # a statement of several lines is counted at its first one
    inside = [
        each
        for each in ast.walk(tree)
        if isinstance(each, ast.stmt) and each.lineno <= node.lineno <= (each.end_lineno or 0)
    ]
    starts = {node.lineno, *([max(each.lineno for each in inside)] if inside else [])}
    contexts = {context for line in starts for context in lines.get(str(line), ())}
    at_import = "" in contexts and not any(contexts - {""})
    files = {context.removeprefix("file:") for context in contexts if context.startswith("file:")}
    seconds = reach["seconds"]
    wanted = [test for test in seconds if at_import or test in contexts or test.split("::")[0] in files]
    ordered = sorted(wanted, key=lambda test: (test not in contexts, seconds[test]))
    spent = [0.0, *accumulate(seconds[test] for test in ordered)]
    return [test for test, before in zip(ordered, spent, strict=False) if before < MOST_SECONDS]


def _judged(mutant: Mutant, tests: list[str]) -> str:
    """Fork, run, and return "killed", "survived" or "hangs"."""
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST + 5))
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        try:
            os._exit(min(_run(mutant, tests), 100))
        except BaseException:
            os._exit(99)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return "survived" if code == 0 else "hangs" if code < 0 else "killed"


def judge(mutants: list[Mutant], reach: dict[str, dict[str, Any]], told: Callable[[Mutant, str], None]) -> Counter[str]:
    """Judge mutants one by one and tell each."""
    counts: Counter[str] = Counter()
    for mutant in mutants:
        tests = tests_for(mutant, reach[mutant.module.split("/")[0]])
        verdict = _judged(mutant, tests) if tests else "not reached"
        counts[verdict] += 1
        told(mutant, verdict)
    return counts


def main(per_module: int = 15, seed: int = 1, *parts: str) -> int:
    """Print the survivors and the share that was killed."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.chdir(ROOT)
    modules = [module for module in MODULES if not parts or any(part in module for part in parts)]
    draw = random.Random(seed)
    chosen = [one for module in modules for one in _drawn(mutants_of(module), per_module, draw)]
    reach = {room: mapped(room) for room in sorted({module.split("/")[0] for module in modules})}
    import pytest

    loaded = [str(path) for room in reach for each in ROOMS[room] for path in _files(ROOT / each)]
    pytest.main(["--collect-only", "-qq", "-n", "0", "-p", "no:cacheprovider", *loaded])
    print(f"{len(chosen)} mutants of {len(modules)} modules, seed {seed}", flush=True)

    def told(mutant: Mutant, verdict: str) -> None:
        if verdict != "killed":
            print(f"  {verdict:11} {mutant.module}:{mutant.line} {mutant.kind}: {mutant.shown}", flush=True)

    counts = judge(chosen, reach, told)
    killed = counts["killed"] + counts["hangs"]
    print(f"killed {killed} of {len(chosen)} = {killed / len(chosen):.1%}; {dict(counts)}")
    return 0


def _drawn(mutants: list[Mutant], count: int, draw: random.Random) -> list[Mutant]:
    return sorted(draw.sample(mutants, min(count, len(mutants))), key=lambda one: one.place)


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
    sys.exit(main(*(numbers + [15, 1][len(numbers) :]), *(each for each in sys.argv[1:] if not each.isdigit())))
