"""Which questions are the headline measures: satisfaction, recommendation, effort."""

import re
from typing import Final

from servicekit.draft._look import Look
from servicekit.draft._siblings import STRONG
from servicekit.draft._word_lists import PREFIX_OF_NUMBER, hits, plain, words_of

NAMES: Final = frozenset(
    (
        "sat",
        "csat",
        "satisfaction",
        "overall",
        "rating",
        "score",
        "csat score",
        "zufriedenheit",
        "gesamtzufriedenheit",
        "满意度",
        "总体满意度",
        "satisfacción",
        "satisfaction score",
        "customer satisfaction",
        "satisfaction rating",
        "overall satisfaction",
        "overall rating",
    )
)
LAST_OF_PREFIX: Final = frozenset(("experience", "overall", "satisfaction", "sat", "general"))
LEAST_CSAT: Final = 2.0
LEAST_OVERALL: Final = 2.8
CLOSE: Final = 1.0
INTENT: Final = re.compile(r"recommend|nps|netpro|promoter|empfehl|推荐|推薦|recomen|recomiend", re.IGNORECASE)


def headline_points(look: Look) -> float:
    """Return how much speaks for a rating being the overall question."""
    own = look.hits
    part = hits(look.part) if look.stem is not None and look.stem[0] in STRONG else own
    overall = "overall" in own
    points = 3.0 * overall + 2.0 * ("satisfied" in own) + 0.8 * ("experience" in own)
    points += 0.7 * bool({"rating", "rates"} & own)
    words = words_of(PREFIX_OF_NUMBER.sub("", plain(look.name)))
    if " ".join(words) in NAMES or " ".join(word for word in words if not word.isdigit()) in NAMES:
        points += 1.5
    if "all" in own:
        points += 1.5
    if (
        look.stem is not None
        and look.stem[0] == "prefix"
        and words
        and words[-1] in LAST_OF_PREFIX
        and look.siblings >= 3
    ):
        points += 2.6
    in_battery = look.siblings >= 4
    if in_battery and not overall and not ("satisfied" in look.short_hits and look.stem is None):
        points -= 1.0
    if look.stem is not None and look.stem[0] in STRONG and "overall" not in part:
        points -= 4.0
    if {"effort", "recommend", "intention", "expected"} & own:
        points -= 2.0
    if "thing" in own and not ("overall" in own and not look.is_short):
        points -= 1.2
    return points


def choose(looks: list[Look], *, file_name: str = "") -> Look | None:
    """Give ratings their special roles and return the headline question; None where there is none."""
    says_nps = "nps" in file_name.casefold() or any(set(look.values) == {"nps"} for look in looks)
    ratings = [look for look in looks if look.role == "item" and look.scale is not None]
    for look in ratings:
        scale = look.scale
        assert scale is not None
        bare = " ".join(look.last_words)
        if "recommend" in look.hits and not (look.stem is not None and look.stem[0] in STRONG and look.siblings >= 4):
            look.role = "nps" if scale.ends == (0, 10) and look.words is None else "recommend"
        elif _is_effort(look):
            look.role = "ces"
        elif scale.ends == (0, 10) and bare in ("rating", "score", "评分", "打分"):
            look.role = "nps" if says_nps else "nps?"
    rest = [look for look in ratings if look.role == "item"]
    points = {look.place: headline_points(look) for look in rest}
    felt = [look for look in rest if look.words is not None and look.words.family == "satisfied"]
    if len(felt) == 1:  # answers that say how satisfied ask for it, whatever the header says
        points[felt[0].place] += LEAST_CSAT
    if len(rest) == 1 and "rating" in rest[0].short_hits and not {"recommend", "effort"} & rest[0].hits:
        points[rest[0].place] += LEAST_CSAT - 0.7  # the stars of a review
    best = max(rest, key=lambda look: (points[look.place], -look.place), default=None)
    if best is None or points[best.place] < LEAST_CSAT:
        return None
    best.role = "csat"
    close = [look.name for look in rest if look is not best and points[best.place] - points[look.place] < CLOSE]
    if close:
        best.confidence = min(best.confidence, 0.5)
        best.alternatives = (*best.alternatives, *(f"headline {name}" for name in close[:2]))
    for look in rest:
        if (
            look is not best
            and points[look.place] >= LEAST_OVERALL
            and "overall" in look.hits
            and "expected" not in look.hits
        ):
            look.role = "overall"
    return best


def _is_effort(look: Look) -> bool:
    in_battery = look.siblings >= 4 and look.stem is not None
    if "effort" not in look.hits or in_battery or "satisfied" in look.hits:
        return False
    if "effort" in look.short_hits:
        return not {"overall"} & look.hits
    text = look.text.casefold()
    asked = re.search(
        r"how (?:easy|difficult|hard)|made it easy|effort|费力|費力|wie (?:einfach|leicht|schwer)|facile|fácil", text
    )
    return bool(asked) or bool(re.search(r"(?:容易|轻松|便捷).{0,6}(?:程度|吗|如何)|有多(?:容易|轻松|便捷)", text))
