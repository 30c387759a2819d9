"""Measure how often the default intervals hold the truth, and write the page docs/explanation/coverage.md.

Run from the project's folder: ``python benchmarks/coverage_table.py``. It takes about half an hour of one core and is
deterministic. ``--only WORD`` prints the cells of measures with the word in their name; ``--samples N`` draws fewer.
A cell fails where it lies below 93 % by more than two Monte Carlo errors and most of its results carry no caution; the
command then ends with status 1.
"""

import argparse
import subprocess
import sys
import warnings
from collections.abc import Iterable, Sequence
from math import lgamma
from multiprocessing import Pool
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from coverage_cells import SITUATIONS, Cell
from joint_cells import JOINTS

import servicekit as sk

FOLDER = Path(__file__).resolve().parents[1]
PAGE = FOLDER / "docs" / "explanation" / "coverage.md"
EDGE = 1e-12
ALL = (*SITUATIONS, *JOINTS)
LOG_FACTORIAL = np.array([lgamma(k + 1) for k in range(1001)])


def table(header: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def percent(value: float) -> str:
    return f"{100 * value:.1f}"


def binomial(n: int, p: np.ndarray) -> np.ndarray:
    x = np.arange(n + 1)
    log = LOG_FACTORIAL[n] - LOG_FACTORIAL[x] - LOG_FACTORIAL[n - x]
    return np.exp(log + np.outer(np.log(p), x) + np.outer(np.log1p(-p), n - x))


def all_shares() -> np.ndarray:
    """Return shares from 0 to 1, dense where they are near an end."""
    near = 10 ** np.linspace(-5, -1.5, 500)
    return np.sort(np.concatenate([(np.arange(2000) + 0.5) / 2000, near, 1 - near]))


def shares() -> tuple[str, float]:
    p = all_shares()
    rows, least = [], 1.0
    kinds = {
        "hull (default)": sk.stats.share_interval,
        'Wilson (`method="wilson"`)': sk.stats.wilson,
        'Clopper-Pearson (`method="exact"`)': sk.stats.clopper_pearson,
    }
    for name, make in kinds.items():
        lows: list[str] = []
        for n in (1, 5, 10, 20, 50, 100, 300, 1000):
            found = [make(k, n) for k in range(n + 1)]
            low, high = np.array([i.low for i in found]), np.array([i.high for i in found])
            coverage = (binomial(n, p) * ((low <= p[:, None]) & (p[:, None] <= high))).sum(axis=1)
            lows.append(percent(coverage.min()))
            least = min(least, coverage.min()) if make is sk.stats.share_interval else least
        rows.append((name, *lows))
    return table(("least coverage of any share", "n=1", 5, 10, 20, 50, 100, 300, 1000), rows), least


POPULATIONS = {
    "balanced 25/50/25": (0.25, 0.50, 0.25),
    "typical 20/30/50": (0.20, 0.30, 0.50),
    "excellent 2/8/90": (0.02, 0.08, 0.90),
    "near-perfect .5/2/97.5": (0.005, 0.02, 0.975),
    "polarised 45/10/45": (0.45, 0.10, 0.45),
}


def all_populations() -> np.ndarray:
    """Return shares of detractors, passives and promoters on a grid, also close to the ends."""
    steps = np.array([0.002, 0.005, 0.01, 0.02, 0.05, *np.arange(0.1, 0.95, 0.05), 0.95, 0.98, 0.99, 0.995])
    pairs = [(d, p) for d in steps for p in steps if d + p < 1 - 1e-9]
    return np.array([(d, 1 - d - p, p) for d, p in pairs])


def promoter_scores() -> tuple[str, float]:
    sizes, grid, least = (1, 5, 10, 20, 50, 100), all_populations(), 1.0
    found: dict[tuple[str, str], list[str]] = {}
    for n in sizes:
        outcomes = np.array([(d, n - d - p, p) for d in range(n + 1) for p in range(n - d + 1)])
        log = LOG_FACTORIAL[n] - LOG_FACTORIAL[outcomes].sum(axis=1)
        kinds = {"hull (default)": sk.stats.count_interval, "score alone": sk.stats.score_interval}
        for kind, make in kinds.items():
            ends = [make(row.tolist(), (-1, 0, 1)) for row in outcomes]
            low, high = np.array([i.low for i in ends]), np.array([i.high for i in ends])

            def held(p: np.ndarray, low: np.ndarray = low, high: np.ndarray = high) -> float:
                theta, probability = p[2] - p[0], np.exp(log + outcomes @ np.log(p))  # noqa: B023
                return float(probability[(low - EDGE <= theta) & (theta <= high + EDGE)].sum())

            for name, population in POPULATIONS.items():
                found.setdefault((name, kind), []).append(percent(held(np.array(population))))
            lowest = min(held(p) for p in grid)
            least = min(least, lowest) if kind == "hull (default)" else least
            found.setdefault((f"least of {len(grid)} populations", kind), []).append(percent(lowest))
    header = ("detractors / passives / promoters", "interval", *(f"n={n}" for n in sizes))
    return table(header, [(*key, *values) for key, values in found.items()]), least


def differences() -> tuple[str, float]:
    rows, least = [], 1.0
    cases = ((0.8, 0.8, 5, 5), (0.95, 0.95, 10, 10), (0.95, 0.95, 20, 200), (0.9, 0.7, 30, 30), (0.99, 0.9, 20, 20))
    for p, q, n, m in cases:
        first, second = binomial(n, np.array([p]))[0], binomial(m, np.array([q]))[0]
        a, b = (
            [sk.stats.Share(count=k, n=n) for k in range(n + 1)],
            [sk.stats.Share(count=k, n=m) for k in range(m + 1)],
        )
        inside = np.array([[p - q in sk.stats.Difference(first=u, second=v).interval for v in b] for u in a])
        held = float(first @ inside @ second)
        least = min(least, held)
        rows.append((f"{p} and {q}", f"{n} and {m}", percent(held)))
    return table(("shares", "answers", "MOVER (default)"), rows), least


def shown(cell: Cell) -> str:
    text = percent(cell.coverage) + (" ‡" if cell.is_cautioned else "")
    if 2 * cell.none > cell.samples:
        text = f"({text})"
    return f"**{text}**" if cell.fails else text


def simulated(cells: Sequence[Cell]) -> str:
    parts = []
    for measure in dict.fromkeys(cell.measure for cell in cells):
        own = [cell for cell in cells if cell.measure == measure]
        sizes = sorted({cell.n for cell in own})
        rows = []
        for situation in dict.fromkeys(cell.situation for cell in own):
            by_size = {cell.n: shown(cell) for cell in own if cell.situation == situation}
            rows.append((situation, *(by_size.get(n, "") for n in sizes)))
        parts.append(f"### {measure}\n\n" + table(("population", *(f"n={n}" for n in sizes)), rows))
    return "\n".join(parts)


def measured(place: int, n: int, samples: int | None) -> list[Cell]:
    warnings.simplefilter("ignore", sk.foundation.ServiceKitWarning)
    return list(ALL[place].at(n, samples))


def all_cells(word: str | None, samples: int | None, processes: int) -> list[Cell]:
    wanted = [
        (place, n, samples)
        for place, one in enumerate(ALL)
        if word is None or word.lower() in one.measure.lower()
        for n in one.sizes
    ]
    with Pool(processes) as pool:
        found = pool.starmap(measured, wanted, chunksize=1)
    return [cell for cells in found for cell in cells]


def commit() -> str:
    found = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], cwd=FOLDER, capture_output=True, text=True)
    return found.stdout.strip() or "unknown"


def page(cells: Sequence[Cell]) -> tuple[str, bool]:
    exact = {"shares": shares(), "promoters": promoter_scores(), "differences": differences()}
    failing = [cell for cell in cells if cell.fails]
    least = min(value for _, value in exact.values())
    drawn = [cell.samples for cell in cells]
    most = max(drawn)
    error = (0.05 * 0.95 / most) ** 0.5
    cautioned = sum(cell.coverage < 0.93 and cell.is_cautioned for cell in cells)
    text = f"""# How often the intervals hold the truth

A 95 % interval should hold the true figure in 95 of 100 surveys. This page shows how often the default intervals of
servicekit do. It is written by `python benchmarks/coverage_table.py`, here from commit `{commit()}`; nothing on it is
typed in. Percentages are coverage of nominal 95 %.

**The rule.** A cell fails when it lies below 93 % by more than two Monte Carlo errors without a caution.
Of {len(cells)} simulated cells {len(failing)} fail; {cautioned} lie below 93 % with a caution. The least coverage of
the exact tables is {percent(least)} %.

*Exact* tables list every possible sample with its probability. *Simulated* ones draw {most:,} samples a cell (one
standard error {100 * error:.1f} points; at most 1 000 of resampled figures), each cell with a seed
of its own. ‡: most
results of the cell carry a caution (`result.cautions`), so nobody reads the interval without being told. In brackets:
most samples of the cell give no interval, and say why.

## Exact

### Shares

Near 0 or 1 the score interval alone (Wilson) holds the truth in as few as 79 of 100 samples. The default joins it with
the mid-p limit.

{exact["shares"][0]}
### Net promoter score

{exact["promoters"][0]}
### Difference of two shares

{exact["differences"][0]}
## Simulated

{simulated(cells)}
## What is not covered here

* Other levels than 95 %: at 80 and 90 % single shares are held up to 6.5 and 3.6 points less often than promised.
* Clusters of which a tenth is bad: ten clusters miss the bad ones in 35 % of samples, and no interval can know of them.
* Weights where a tenth of the rows weighs ten times as much and answers otherwise: below 20 effective answers the
  figure rests on a handful, which the caution `few_effective` says.
* Two stages of sampling and raked margins, whose standard errors equal those of R's survey package, and designs of
  more than one feature at a time.
* Intervals of ranked units hold on average over units; an outlier is pulled towards the others.
"""
    return text, bool(failing) or least < 0.93


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", metavar="WORD", help="print the cells of measures with this word in their name")
    asked.add_argument("--samples", type=int, help="draw at most so many samples a cell")
    asked.add_argument("--processes", type=int, default=2)
    given = asked.parse_args()
    cells = all_cells(given.only, given.samples, given.processes)
    if given.only:
        print(simulated(cells))
        return int(any(cell.fails for cell in cells))
    text, fails = page(cells)
    PAGE.write_text(text, encoding="utf-8")
    return int(fails)


if __name__ == "__main__":
    sys.exit(main())
