"""Which faults in the modules that make and say claims would their tests notice: mutants made, and killed.

A mutant is one module with one small fault (mutation_faults.py). Each is run against the tests of its room that reach
the changed line (mutation_reach.py), in a forked process; it is killed where one of them fails. Texts are not changed:
this asks whether figures, tests of claims and decisions are held. Faults that no test could notice stand with their
reason in equivalent_mutants.toml and count as neither killed nor survived.

Run: python benchmarks/mutation.py [mutants per module, 15] [seed, 1] [a part of module names ...]
     --tests FILE ...  only these files of tests        --again  only what survived the last run of the same arguments
     --kept FOLDER     where the lines that tests reach are kept (a folder of the temporary one, if not given)
Needs: pip install coverage
"""

import argparse
import ast
import gc
import importlib
import importlib.abc
import importlib.util
import json
import os
import random
import resource
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, Final

from mutation_faults import SOURCE, Changed, Mutant, mutants_of
from mutation_reach import ROOT, SLOW, Reach

ROOMS: Final[dict[str, tuple[str, ...]]] = {
    "stats": tuple(
        f"tests/stats/test_{name}.py"
        for name in (
            *("claims", "claim_evidence", "claim_figures", "claim_borders", "outlying_point", "comparison"),
            *("one_hypothesis", "common_clusters", "answer_sums", "drivers", "sample_size", "case_mix", "ranking"),
        )
    ),
    "study": ("tests/study", "tests/stats/test_claims.py", "tests/reports"),
}
"""Tests of each room, in the order of pytest."""
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
        str(path.relative_to(SOURCE))
        for folder in ("wording", "conclusions", "parts")
        for path in sorted((SOURCE / "study" / folder).glob("_[a-z]*.py"))
    ),
    "study/tables/_shifts.py",
)
LONGEST: Final = 60
"""Seconds of processor time after which a mutant is taken to hang, which its tests notice."""
EQUIVALENT: Final = Path(__file__).with_name("equivalent_mutants.toml")


def compiled(mutant: Mutant) -> tuple[CodeType, CodeType]:
    """Return the code of the module as it is and with the fault."""
    path = SOURCE / mutant.module
    tree = ast.parse(path.read_text())
    target = list(ast.walk(tree))[mutant.place]
    whole = compile(ast.parse(path.read_text()), str(path), "exec")
    return whole, compile(ast.fix_missing_locations(Changed(target, mutant.kind).visit(tree)), str(path), "exec")


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


class _Killer:
    """Writes which test fails."""

    def __init__(self, out: int) -> None:
        self.out = out

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Write the first test that fails."""
        if report.failed:
            os.write(self.out, report.nodeid.encode())


def _run(mutant: Mutant, codes: tuple[CodeType, CodeType], tests: list[str], out: int, at_import: bool) -> int:
    """Run the tests in this process; 0 where none of them fails."""
    import pytest

    if at_import or not _put_in_place(*codes):  # what only importing reaches has run with the code as it was
        _anew(mutant, codes[1])
    options = ["-x", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider", "-n", "0", "--hypothesis-seed=0"]
    return int(pytest.main([*options, *tests], plugins=[_Killer(out)]))


def _judged(mutant: Mutant, tests: list[str], at_import: bool) -> tuple[str, str]:
    """Fork, run, and return "killed", "survived" or "hangs", and the test that failed."""
    codes = compiled(mutant)
    inside, out = os.pipe()
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST + 5))
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        try:
            os._exit(min(_run(mutant, codes, tests, out, at_import), 100))
        except BaseException:
            os._exit(99)
    os.close(out)
    _, status = os.waitpid(child, 0)
    with os.fdopen(inside) as read:
        failed = read.read()
    code = os.waitstatus_to_exitcode(status)
    return "survived" if code == 0 else "hangs" if code < 0 else "killed", failed


def judge(mutants: list[Mutant], reach: dict[str, Reach], told: Callable[[Mutant, str], None]) -> Counter[str]:
    """Judge mutants one by one and tell each; constants of modules last, when the files that kill them are known."""
    counts: Counter[str] = Counter()
    for mutant in sorted(mutants, key=lambda one: reach[_room(one.module)].is_at_import(one)):
        known = reach[_room(mutant.module)]
        tests = known.tests_for(mutant)
        verdict, failed = _judged(mutant, tests, known.is_at_import(mutant)) if tests else ("not reached", "")
        if failed:
            known.killers[mutant.module, failed.split("::")[0]] += 1
        counts[verdict] += 1
        told(mutant, verdict)
    return counts


def _room(module: str) -> str:
    return module.split("/")[0]


def _files(path: str) -> list[str]:
    folder = ROOT / path
    found = sorted(folder.rglob("test_*.py")) if folder.is_dir() else [folder]
    return [str(each.relative_to(ROOT)) for each in found if each.name not in SLOW]


def accepted(modules: list[str]) -> set[Mutant]:
    """Return the mutants that no test can tell from the module; warn of entries that fit none."""
    listed: dict[str, list[dict[str, str]]] = tomllib.loads(EQUIVALENT.read_text()) if EQUIVALENT.is_file() else {}
    found: set[Mutant] = set()
    for module in modules:
        lines = (SOURCE / module).read_text().splitlines()
        mutants = mutants_of(module)
        for entry in listed.get(module, ()):
            meant = {
                one for one in mutants if one.shown == entry["fault"] and lines[one.line - 1].strip() == entry["line"]
            }
            if not meant or not entry["reason"]:
                print(f"  no such mutant, or no reason: {module}: {entry}", flush=True)
            found |= meant
    return found


def main(per_module: int, seed: int, parts: list[str], tests: list[str], kept: Path, again: bool) -> int:
    """Print the survivors and the share that was killed."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.chdir(ROOT)
    modules = [module for module in MODULES if not parts or any(part in module for part in parts)]
    draw = random.Random(seed)
    chosen = [one for module in modules for one in _drawn(mutants_of(module), per_module, draw)]
    alike = accepted(modules) & set(chosen)
    chosen = [one for one in chosen if one not in alike]
    last = kept / f"survived-{ROOT.name}-{per_module}-{seed}-{'-'.join(parts).replace('/', '.')}.json"
    if again:
        before = {tuple(each) for each in json.loads(last.read_text())}
        chosen = [one for one in chosen if (one.module, one.shown) in before]
    rooms = sorted({_room(module) for module in modules})
    files = {room: [file for each in tests or ROOMS[room] for file in _files(each)] for room in rooms}
    reach = {room: Reach(files[room], [one for one in modules if _room(one) == room], kept) for room in rooms}
    import pytest

    loaded = sorted({file for room in rooms for file in files[room]})
    pytest.main(["--collect-only", "-qq", "-n", "0", "-p", "no:cacheprovider", "--no-header", *loaded])
    print(f"{len(chosen)} mutants of {len(modules)} modules, seed {seed}; {len(alike)} equivalent ones", flush=True)
    survived: list[tuple[str, str]] = []

    def told(mutant: Mutant, verdict: str) -> None:
        if verdict in ("survived", "not reached"):
            survived.append((mutant.module, mutant.shown))
            print(f"  {verdict:11} {mutant.module}:{mutant.line} {mutant.kind}: {mutant.shown}", flush=True)

    counts = judge(chosen, reach, told)
    last.write_text(json.dumps(survived))
    killed = counts["killed"] + counts["hangs"]
    print(f"killed {killed} of {len(chosen)} = {killed / max(len(chosen), 1):.1%}; {dict(counts)}")
    return 0


def _drawn(mutants: list[Mutant], count: int, draw: random.Random) -> list[Mutant]:
    return sorted(draw.sample(mutants, min(count, len(mutants))), key=lambda one: one.place)


if __name__ == "__main__":
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("words", nargs="*", help="mutants per module, seed, parts of module names")
    given.add_argument("--tests", nargs="+", default=[])
    given.add_argument("--again", action="store_true")
    given.add_argument("--kept", type=Path, default=Path(tempfile.gettempdir(), "servicekit-mutation"))
    found = given.parse_args()
    numbers = [int(each) for each in found.words if each.isdigit()]
    names = [each for each in found.words if not each.isdigit()]
    sys.exit(main(*(numbers + [15, 1][len(numbers) :]), names, found.tests, found.kept, found.again))
