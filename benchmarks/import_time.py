"""How long ``import servicekit`` takes beside ``import numpy``: fresh interpreters in turn, CPU seconds, medians."""

import resource
import statistics
import subprocess
import sys

ROUNDS = 15
AIM = 1.5


def cpu_seconds(statement: str) -> float:
    """Return the CPU time of a fresh interpreter that runs one statement."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", statement], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def main() -> None:
    """Print the medians and their ratio."""
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


if __name__ == "__main__":
    main()
