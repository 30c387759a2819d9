"""Net promoter score with its interval from 1e7 answers of 8 bits, beside the barest numpy that gives the value.

    python benchmarks/nps_vs_numpy.py [answers]

The bare counts are two comparisons; they check nothing and have no interval. servicekit counts all eleven answers,
refuses what is off the scale and gives Tango's interval. Rounds alternate; medians. Aim: 1.5 times bare numpy.
"""

import sys

from side_by_side import in_both_settings, medians, show

ROUNDS = 15
AIM = 1.5


def compare(rows: int, threads: str) -> None:
    import numpy as np

    from servicekit.satisfaction._net_promoter import net_promoter_score

    answers = np.random.default_rng(1).integers(0, 11, rows).astype(np.int8)

    def bare() -> float:
        return 100 * (np.count_nonzero(answers >= 9) - np.count_nonzero(answers <= 6)) / len(answers)

    def checked() -> float:
        assert answers.min() >= 0
        assert answers.max() <= 10
        return bare()

    def eleven() -> float:
        counts = np.bincount(answers, minlength=11)
        return 100 * (counts[9:].sum() - counts[:7].sum()) / len(answers)

    def ours() -> tuple[object, object]:
        found = net_promoter_score(answers)
        return found.value, found.interval

    assert abs(bare() - net_promoter_score(answers).value) < 1e-12
    works = {"servicekit": ours, "numpy, two counts": bare, "numpy, scale checked": checked, "numpy, bincount": eleven}
    found = medians(works, rounds=ROUNDS)
    show(f"{threads}, {rows:,} answers", found, peer="numpy, two counts")
    print(f"  servicekit takes {found['servicekit'][0] / found['numpy, two counts'][0]:.2f} x the CPU; aim: {AIM} x")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        compare(int(sys.argv[1]), sys.argv[2])
    else:
        in_both_settings(__file__, sys.argv[1:] or [10_000_000])
