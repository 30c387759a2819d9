"""How long ``import servicekit`` takes beside ``import numpy``: fresh interpreters in turn, CPU seconds, medians.

Also how much of the first ``assess`` of a process is imports: those of numpy, pyarrow, scipy.special and narwhals, and
servicekit's own. Bytecode is cached, as that of an installed package is.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

ROUNDS = 15
AIM = 1.5
AIM_OF_ASSESS = 0.5
CACHING = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
FIRST = """
import builtins, importlib, sys, time
spent, outermost = [0.0], [True]
def timed(load):
    def call(*args, **kwargs):
        if not outermost[0]:
            return load(*args, **kwargs)
        outermost[0], start = False, time.process_time()
        try:
            return load(*args, **kwargs)
        finally:
            outermost[0] = True
            spent[0] += time.process_time() - start
    return call
builtins.__import__, importlib.import_module = timed(builtins.__import__), timed(importlib.import_module)
import numpy
alone = spent[0]
import servicekit as sk
from assess_at_size import study
sk.assess(study(), sys.argv[1])
print(alone, spent[0])
"""
"""What the imports of a first assessment cost, those of numpy first."""


def cpu_seconds(statement: str) -> float:
    """Return the CPU time of a fresh interpreter that runs one statement."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", statement], check=True, env=CACHING)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def first_assessment() -> tuple[float, float]:
    """Return the CPU seconds that numpy's imports and all others take in a process that assesses a Parquet file."""
    from assess_at_size import write

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.parquet"
        write(path, 5_000)
        command = [sys.executable, "-c", FIRST, str(path)]
        environment = {**CACHING, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
        found = []
        for _ in range(ROUNDS):
            run = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
            alone, spent = map(float, run.stdout.split())
            found.append((alone, spent - alone))
    return statistics.median(one for one, _ in found), statistics.median(other for _, other in found)


def main() -> None:
    """Print the medians and their ratio."""
    package = str(find_spec("servicekit").submodule_search_locations[0])  # type: ignore[union-attr, index]
    subprocess.run([sys.executable, "-m", "compileall", "-q", package], check=True, env=CACHING)
    statements = ("pass", "import numpy", "import servicekit", "import servicekit.catalogue as c; c.frameworks()")
    times = {statement: [cpu_seconds(statement) for _ in range(1)] for statement in statements}
    for _ in range(ROUNDS):
        for statement in statements:
            times[statement].append(cpu_seconds(statement))
    median = {statement: statistics.median(found[1:]) for statement, found in times.items()}
    empty = median["pass"]
    for statement, seconds in median.items():
        print(f"{seconds - empty:7.3f} s  {statement}")
    ratio = (median["import servicekit"] - empty) / (median["import numpy"] - empty)
    whole = median["import servicekit"] / median["import numpy"]
    print(f"import servicekit costs {ratio:.2f} times import numpy beyond an empty interpreter ({whole:.2f} with it)")
    print(f"aim: at most {AIM}")
    numpy, others = first_assessment()
    print(f"imports of a first sk.assess: {others:.3f} s beside numpy's {numpy:.3f}; aim: at most {AIM_OF_ASSESS}")


if __name__ == "__main__":
    main()
