"""Drivers in a draft: overall satisfaction and the ratings that may explain it."""

from collections import Counter
from statistics import median
from typing import Final

from servicekit.draft._look import Look
from servicekit.draft._page import Page, listed, quoted, some
from servicekit.draft._recognise import Recognised
from servicekit.draft._scale_sections import Scales

MOST_DRIVERS: Final = 30
FEW_ITEMS: Final = 3
RARE: Final = 2 / 3  # of the usual number of ratings


def driver_section(page: Page, survey: Recognised, scales: Scales) -> list[Look]:
    """Write the section of drivers where there are an outcome and ratings, and return the ratings it speaks of.

    Args:
        page: The draft.
        survey: What was recognised.
        scales: Names of scales.
    """
    outcome = survey.headline
    items = [
        look
        for look in survey.of("item")
        if not ("intention" in look.hits and look.is_short) and "expected" not in look.hits and look.distinct > 1
    ]
    for role in ("performance", "perception"):  # ratings asked beside importance or expectation are ratings as well
        beside = [look for look in survey.of(role) if look.distinct > 1]
        items = items if len(items) >= min(FEW_ITEMS, len(beside)) else beside
    if outcome is None or outcome.scale is None or len(items) < 2:
        return []
    names = {look.place: scales.name_of(look) for look in items}
    usual = Counter(names.values()).most_common(1)[0][0]
    fitting = [look for look in items if names[look.place] == usual]
    rare = _rarely_rated(fitting)
    usual_ones = [look for look in fitting if look not in rare]
    chosen = usual_ones[:MOST_DRIVERS]
    if len(chosen) < 2:
        return []
    page.section(
        "drivers",
        "ratings that may explain overall satisfaction: delete those nobody can act on or few people gave",
        "可能解释总体满意度的评分：请删去无从改进或很少人作答的",
        confirm=True,
    )
    page.add(f"outcome = {quoted(outcome.name)}")
    page.add(f"outcome_scale = {quoted(scales.name_of(outcome))}")
    page.add(f"scale = {quoted(usual)}")
    page.add(
        f"drivers = {listed(look.name for look in chosen)}",
        f"{len(chosen)} ratings on one scale",
        f"{len(chosen)}个同量表评分",
    )
    if rare:
        page.add(
            "",
            f"left out, for few rated them and tests need complete answers: {some(look.name for look in rare)}",
            f"作答的人较少而略去（检验须作答完整）：{some(look.name for look in rare)}",
        )
    if left := usual_ones[MOST_DRIVERS:]:
        page.add(
            "",
            f"left out beyond {MOST_DRIVERS}: {some(look.name for look in left)}",
            f"超过{MOST_DRIVERS}个，略去：{some(look.name for look in left)}",
        )
    return [*chosen, *rare]


def _rarely_rated(looks: list[Look]) -> list[Look]:
    """Return ratings that far fewer people gave than the others: whoever did not would be lost to every test."""
    rated = {look.place: _on_scale(look) for look in looks}
    usual = median(rated.values())
    return [look for look in looks if rated[look.place] < RARE * usual]


def _on_scale(look: Look) -> int:
    """Return how many answers lie on the scale of a column: "6 = not used" on a scale to 5 does not."""
    if look.scale is None or not look.is_numeric:
        return look.answered
    return sum(count for value, count in look.numbers.items() if look.scale.low <= value <= look.scale.high)
