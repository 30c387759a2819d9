"""Which test reaches which line of a module, kept per file of tests until that file or the module changes."""

import ast
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

from mutation_faults import SOURCE, Mutant

ROOT: Final = SOURCE.parents[1]
SLOW: Final = ("test_null_reports.py", "test_plan.py", "test_coverage_cells.py", "test_many_groups.py")
MOST_SECONDS: Final = 12.0
"""Tests of a mutant, the files that reach its line most cheaply first, are taken up to so many seconds."""

MAPPER: Final = """
import coverage, json, pytest, sys, time
target, *arguments = sys.argv[1:]
cover = coverage.Coverage(data_file=None, source=["{source}"], config_file=False)
seconds, setups, failed = {{}}, {{}}, []
class Plugin:
    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_setup(self, item):
        cover.switch_context("file:" + item.nodeid.split("::")[0])
        begun = time.process_time()
        yield
        file = item.nodeid.split("::")[0]
        setups[file] = setups.get(file, 0.0) + time.process_time() - begun
    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_call(self, item):
        cover.switch_context(item.nodeid)
        begun = time.process_time()
        yield
        seconds[item.nodeid] = time.process_time() - begun
    def pytest_runtest_logreport(self, report):
        if report.failed:
            failed.append(report.nodeid)
cover.start()
status = pytest.main([*arguments, "-q", "-n", "0", "-p", "no:cacheprovider", "--hypothesis-seed=0"], plugins=[Plugin()])
cover.stop()
data = cover.get_data()
lines = {{path: data.contexts_by_lineno(path) for path in data.measured_files()}}
found = {{"lines": lines, "seconds": seconds, "setups": setups, "failed": failed, "status": int(status)}}
json.dump(found, open(target, "w"))
"""


class Reach:
    """What is known of some files of tests: lines they reach, by test; seconds of tests and of setting a file up."""

    def __init__(self, files: Iterable[str], modules: Iterable[str], kept: Path) -> None:
        self.files, self.modules, self.kept = tuple(files), tuple(modules), kept
        self.lines: dict[str, dict[str, set[str]]] = {}
        self.seconds: dict[str, float] = {}
        self.setups: dict[str, float] = {}
        self.killers: Counter[tuple[str, str]] = Counter()
        kept.mkdir(parents=True, exist_ok=True)
        stale = [file for file in self.files if not self._read(file)]
        if stale:
            self._map(stale)
        for file in stale:
            self._read(file)

    def _place(self, file: str) -> Path:
        content = (ROOT / file).read_bytes() + _shared_by_tests()
        return self.kept / f"{Path(file).stem}-{hashlib.sha256(content).hexdigest()[:16]}.json"

    def _read(self, file: str) -> bool:
        place = self._place(file)
        if not place.is_file():
            return False
        found = json.loads(place.read_text())
        changed = {module for module in self.modules if found["modules"].get(module) != _content(module)}
        if any(any(contexts) for module in changed for contexts in found["lines"].get(module, {}).values()):
            return False
        self.seconds.update(found["seconds"])
        self.setups[file] = found["setup"]
        for module in set(self.modules) - changed:
            own = self.lines.setdefault(module, {})
            for line, contexts in found["lines"].get(module, {}).items():
                own.setdefault(line, set()).update(contexts)
        return True

    def _map(self, files: list[str]) -> None:
        modules = {str(path.relative_to(SOURCE)): _content(path) for path in SOURCE.rglob("*.py")}
        with tempfile.TemporaryDirectory() as folder:
            script, target = Path(folder, "mapper.py"), Path(folder, "lines.json")
            script.write_text(MAPPER.format(source=SOURCE))
            subprocess.run([sys.executable, script, target, *files], cwd=ROOT, check=True)
            found: dict[str, Any] = json.loads(target.read_text())
        if found["failed"] or found["status"] not in (0, 5):
            raise SystemExit(f"tests fail without any fault: {found['failed']}")
        lines = {str(Path(path).relative_to(SOURCE)): each for path, each in found["lines"].items()}
        for file in files:
            kept = {
                "modules": modules,
                "lines": {module: _of_file(by_line, file) for module, by_line in lines.items()},
                "seconds": {test: spent for test, spent in found["seconds"].items() if _file_of(test) == file},
                "setup": found["setups"].get(file, 0.0),
            }
            place = self._place(file)
            written = place.with_suffix(f".{os.getpid()}")
            written.write_text(json.dumps(kept))
            written.replace(place)

    def _contexts(self, mutant: Mutant) -> set[str]:
        lines = self.lines.get(mutant.module, {})
        return {context for line in _starts(mutant) for context in lines.get(str(line), ())}

    def is_at_import(self, mutant: Mutant) -> bool:
        """Whether importing runs its line, as that of a constant: a module may be imported when a test first asks."""
        return self._contexts(mutant) == {""} or not _in_function(mutant)

    def tests_for(self, mutant: Mutant) -> list[str]:
        """Return the tests that reach the line of a mutant, whole files together, what is cheap first."""
        contexts, at_import = self._contexts(mutant), self.is_at_import(mutant)
        by_fixtures = {context.removeprefix("file:") for context in contexts if context.startswith("file:")}
        by_file: dict[str, list[str]] = {}
        for test in sorted(self.seconds, key=lambda test: (test not in contexts, self.seconds[test])):
            if at_import or test in contexts or _file_of(test) in by_fixtures:
                by_file.setdefault(_file_of(test), []).append(test)
        files = sorted(
            by_file,
            key=lambda file: (-self.killers[mutant.module, file], self._cheapest(file, by_file[file], contexts)),
        )
        chosen: list[str] = []
        spent = 0.0
        for file in files:
            spent += self.setups[file]
            for test in by_file[file]:
                if spent < MOST_SECONDS or not chosen:
                    chosen.append(test)
                spent += self.seconds[test]
        return chosen

    def _cheapest(self, file: str, tests: list[str], contexts: set[str]) -> tuple[bool, float]:
        return tests[0] not in contexts, self.setups[file] + sum(self.seconds[test] for test in tests)


def _file_of(test: str) -> str:
    return test.split("::")[0]


def _of_file(by_line: dict[str, list[str]], file: str) -> dict[str, list[str]]:
    """Return what one file of tests reaches; what importing reaches ("") is the same for all."""
    own = {
        line: [each for each in contexts if not each or _file_of(each.removeprefix("file:")) == file]
        for line, contexts in by_line.items()
    }
    return {line: contexts for line, contexts in own.items() if contexts}


@cache
def _content(module: str | Path) -> str:
    return hashlib.sha256((SOURCE / module).read_bytes()).hexdigest()[:16]


@cache
def _shared_by_tests() -> bytes:
    shared = (path for path in sorted((ROOT / "tests").rglob("*.py")) if not path.name.startswith("test_"))
    return b"".join(path.read_bytes() for path in shared)


def _in_function(mutant: Mutant) -> bool:
    return any(
        isinstance(each, ast.FunctionDef) and each.lineno <= mutant.line <= (each.end_lineno or 0)
        for each in ast.walk(ast.parse((SOURCE / mutant.module).read_text()))
    )


def _starts(mutant: Mutant) -> set[int]:
    """Return the lines at which the statement of a mutant counts as reached: of several lines the first."""
    tree = ast.parse((SOURCE / mutant.module).read_text())
    inside = [
        each.lineno
        for each in ast.walk(tree)
        if isinstance(each, ast.stmt) and each.lineno <= mutant.line <= (each.end_lineno or 0)
    ]
    return {mutant.line, *([max(inside)] if inside else [])}
