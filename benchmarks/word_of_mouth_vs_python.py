"""A million word-of-mouth cascades with 13 % retelling, beside a plain Python loop over seeds in the same run."""

from random import Random
from statistics import fmean, median
from time import perf_counter

import numpy as np

from servicekit.complaints.word_of_mouth._offspring import CascadeGeneration, Constant, Uniform
from servicekit.complaints.word_of_mouth._reach import Cascade
from servicekit.complaints.word_of_mouth._simulation import simulate_reach

SEEDS, LOOPED, ROUNDS, WANTED = 1_000_000, 200_000, 5, 20.0
RETELL = 0.13


def fixed_loop(seeds: int, random: Random) -> list[int]:
    draw, people = random.random, []
    for _ in range(seeds):
        told = 0
        for _ in range(20):
            if draw() < RETELL:
                told += 20
        people.append(1 + 20 + told)
    return people


def uniform_loop(seeds: int, random: Random) -> list[int]:
    draw, between, people = random.random, random.randint, []
    for _ in range(seeds):
        hearers, told = between(10, 20), 0
        for _ in range(hearers):
            if draw() < RETELL:
                told += between(10, 20)
        people.append(1 + hearers + told)
    return people


def main() -> None:
    rng, random = np.random.default_rng(7), Random(7)
    cases = (("tells 20", Constant(20), fixed_loop), ("tells 10 to 20", Uniform(10, 20), uniform_loop))
    for name, tells, loop in cases:
        cascade = Cascade(rounds=(tells, CascadeGeneration(tells=tells, telling_share=RETELL)))
        ours, theirs = [], []
        for _ in range(ROUNDS):
            start = perf_counter()
            found = simulate_reach(cascade, runs=SEEDS, rng=rng)
            ours.append(perf_counter() - start)
            start = perf_counter()
            looped = loop(LOOPED, random)
            theirs.append((perf_counter() - start) * SEEDS / LOOPED)
        assert abs(found.value - fmean(looped)) < 1
        ratio = median(theirs) / median(ours)
        print(
            f"{name}: servicekit {median(ours):.3f} s, loop {median(theirs):.2f} s: {ratio:.0f} x (wanted {WANTED:g})"
        )


if __name__ == "__main__":
    main()
