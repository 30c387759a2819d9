"""What stands beside the example survey, made by the same kind of seeded generator.

Everybody has one of seven reasons to stay, trust the more often the better the service felt, and answers seven
questions on loyalty in the direction of that reason. The purchases are made by people who buy at their own rates, leave
after any purchase with their own probability and spend around their own mean: a few of them bring most of the money.
"""

from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from servicekit.loyalty.typology._rules import EVIDENCE, READING_RULES, TYPES
from servicekit.loyalty.typology._seven_types import LoyaltyType

Floats = NDArray[np.float64]
QUESTIONS: Final = {
    "repeat_share": "errands_here",
    "attitude": "better_here",
    "alternatives": "others_near",
    "switching_cost": "trouble_to_change",
    "price_sensitivity": "price_decides",
    "reward_dependence": "points_decide",
    "trust": "trust_us",
}
"""Evidence of loyalty -> column of the example survey; the first on 0-10, the others on 1-5."""
REASONS: Final = {
    LoyaltyType.MONOPOLY: 0.08,
    LoyaltyType.HABIT: 0.17,
    LoyaltyType.LATENT: 0.08,
    LoyaltyType.CONVENIENCE: 0.21,
    LoyaltyType.PRICE: 0.14,
    LoyaltyType.INCENTIVE: 0.10,
    LoyaltyType.TRUST: 0.22,
}
SEED: Final = 20241107
SKIPPED_SHARE: Final = 0.006
CUSTOMERS: Final = 520
FIRST_DAY: Final = date(2023, 1, 2)
WEEKS: Final = 104


def loyalty_answers(felt: Floats, seed: int) -> dict[str, list[int | None]]:
    """Return the answers to the questions on loyalty, one row per respondent.

    Args:
        felt: How good the service felt to each.
        seed: Seed of the generator, which is another one than the survey's.
    """
    rng = np.random.default_rng([seed, 1])
    odds = np.log([REASONS[kind] for kind in TYPES])[:, None] + np.zeros_like(felt)
    odds[TYPES.index(LoyaltyType.TRUST)] += 0.9 * felt
    reason = np.argmax(odds + rng.gumbel(size=odds.shape), axis=0)
    lean = np.array([[READING_RULES.signs[kind].get(item, 0) for item in EVIDENCE] for kind in TYPES], dtype=float)
    columns: dict[str, list[int | None]] = {}
    for place, item in enumerate(EVIDENCE):
        says = 0.62 * lean[reason, place] + rng.normal(0, 0.45, len(felt))
        if item.key in ("attitude", "trust"):
            says += 0.25 * felt
        low, high = (0, 10) if item.key == "repeat_share" else (1, 5)
        answers = np.clip(np.rint((low + high) / 2 + says * (high - low) / 2), low, high).astype(int).tolist()
        skipped = (rng.random(len(felt)) < SKIPPED_SHARE).tolist()
        columns[QUESTIONS[item.key]] = [None if skip else cell for cell, skip in zip(answers, skipped, strict=True)]
    return columns


def example_transactions(seed: int = SEED) -> dict[str, list[Any]]:
    """Return two years of purchases as columns: customer, date (ISO text) and amount.

    Args:
        seed: Seed of the generator.
    """
    rng = np.random.default_rng([seed, 2])
    rows: list[tuple[int, str, float]] = []
    for customer in range(1, CUSTOMERS + 1):
        week, rate, leaving = rng.uniform(0, 40), rng.gamma(0.8, 0.16), rng.beta(0.9, 5.0)
        mean = 240 / rng.gamma(4, 1)
        while week < WEEKS:
            day = FIRST_DAY + timedelta(days=int(7 * week))
            rows.append((customer, day.isoformat(), round(mean * rng.gamma(5, 0.2) + 0.01, 2)))
            if rng.random() < leaving:
                break
            week += rng.exponential(1 / rate)
    rows.sort(key=lambda row: (row[1], row[0]))
    return dict(zip(("customer", "date", "amount"), map(list, zip(*rows, strict=True)), strict=True))


def example_tables(seed: int = SEED) -> dict[str, dict[str, list[Any]]]:
    """Return the tables beside the example survey by the names under which ``assess`` takes them."""
    return {"transactions": example_transactions(seed)}
