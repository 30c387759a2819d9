"""Columns that belong together: parts of one question, members of a battery, neighbours answered on one scale."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from servicekit.draft._look import ALMOST_ALL, Look, part_of
from servicekit.draft._word_lists import plain

DASH: Final = re.compile(r"^(.*\S)\s*(?: - |—|–)\s*\S[^—–]*$", re.DOTALL)
NUMBERED: Final = re.compile(r"^\s*[Qq]?(\d{1,3})\s*[、.:：)）]\s*\S")
ASKED: Final = re.compile(r"^(.*[?？:：])\s*\S[^?？:：]*$", re.DOTALL)
LETTERS_NUMBER: Final = re.compile(r"^([^\W\d_]{1,20})[_ -]?\d{1,3}$")
NUMBER_IN_FRONT: Final = re.compile(r"^([^\W_]*\d+)[_.]\d{1,3}$")
LETTERS_NUMBER_ENDING: Final = re.compile(r"^([^\W\d_]+)\d{1,3}_([^\W\d_]+)$")
PREFIX_WORD: Final = re.compile(r"^([^\W_]{1,12})_[^\W\d_][\w]*$")
NUMBER_CAPITALS: Final = re.compile(r"^([A-Za-z]\d{1,3})[A-Z][A-Za-z]+$")
PATH: Final = re.compile(r"^(\S*[^\s/])(?:/|___)[^\s/]+$")
STRONG: Final = frozenset(("part", "dash", "number", "asked", "path"))
MOST_POOLED: Final = 60
PLAIN_STEMS: Final = frozenset(("q", "question", "item", "v", "var", "x", "frage", "f", "c"))
SPECIAL: Final = frozenset(("wave", "id", "weight", "stratum", "cluster", "counts", "duration", "amount"))
SHORT: Final = 7
RUN: Final = 3


def stems(look: Look) -> Iterator[tuple[str, str]]:
    """Yield what a column may share with siblings, the surest kind first."""
    texts = [look.label, look.name] if look.label != look.name else [look.name]
    for text in texts:
        header = plain(text)
        if found := part_of(header):
            yield "part", found["stem"]
        if found := DASH.match(header):
            yield "dash", found[1]
        if found := NUMBERED.match(header):
            yield "number", found[1]
        if (found := ASKED.match(header)) and len(found[1]) < len(header):
            yield "asked", found[1]
    name = plain(look.name)
    if found := PATH.match(name):
        yield "path", found[1]
    for kind, pattern in (("index", NUMBER_IN_FRONT), ("capitals", NUMBER_CAPITALS), ("letters", LETTERS_NUMBER)):
        if found := pattern.match(name):
            yield kind, found[1].casefold()
    if found := LETTERS_NUMBER_ENDING.match(name):
        yield "ending", f"{found[1]}*_{found[2]}".casefold()
    if found := PREFIX_WORD.match(name):
        yield "prefix", found[1].casefold()


def join_siblings(looks: list[Look]) -> None:
    """Give every battery one scale: its answers are pooled, the scale is chosen once, each keeps its codes."""
    for look in looks:
        look.find_scale()
    members: dict[tuple[str, str], list[Look]] = defaultdict(list)
    keys = {look.place: list(stems(look)) for look in looks}
    for look in looks:
        for key in dict.fromkeys(keys[look.place]):
            members[key].append(look)
    taken: dict[tuple[str, str], list[Look]] = defaultdict(list)
    for look in looks:
        common = [key for key in keys[look.place] if len(members[key]) >= 2]
        strong = [key for key in common if key[0] in STRONG]
        shared = max(strong, key=lambda key: len(members[key])) if strong else next(iter(common), None)
        if shared is not None:
            taken[shared].append(look)
    for key, group in taken.items():
        for battery in _compatible(group, key):
            if len(battery) >= 2:
                _one_scale(battery, key)
    _runs(looks)


def _compatible(group: list[Look], key: tuple[str, str]) -> list[list[Look]]:
    """Part columns of one stem by what their answers are: ratings in numbers, in words, ticks, texts."""
    kinds: dict[object, list[Look]] = defaultdict(list)
    for look in group:
        kinds[_kind(look)].append(look)
    parts: list[list[Look]] = []
    for kind, members in kinds.items():
        is_plain = key[0] not in STRONG and key[1] in PLAIN_STEMS
        if kind == "numbers" and is_plain:
            parts += _by_own_scale(members)
        elif kind == "numbers":
            parts += _recommendation_apart(members)
        elif kind == "words" and is_plain:  # q4 and q6 are no siblings of the rating q1 for their names alone
            parts += [[look for look in members if look.is_rating is rated] for rated in (True, False)]
        else:
            parts.append(members)
    return parts


def _recommendation_apart(members: list[Look]) -> list[list[Look]]:
    """Part a recommendation from 0 to 10 from ratings on a short scale, though all carry the name of one section."""
    apart = [look for look in members if "recommend" in look.hits and look.scale and look.scale.ends == (0, 10)]
    rest = [look for look in members if look not in apart]
    short = all(look.scale is not None and look.scale.high <= SHORT for look in rest)
    return [rest, apart] if apart and rest and short else [members]


def _kind(look: Look) -> str:
    if look.pool is None:
        return "long"
    if look.is_numeric:
        if set(look.numbers) <= {0.0, 1.0}:
            return "ticks"
        return "numbers" if look.is_whole else "decimals"
    if len(look.values) == 1 and not look.is_rating and look.anchors is None:
        return "ticks"
    if look.is_yes_no:
        return "ticks"
    return "words"


def _by_own_scale(members: list[Look]) -> list[list[Look]]:
    """Keep apart columns tied by a numbered name alone that use different scales completely."""
    groups: list[list[Look]] = []
    full: dict[tuple[int, int], list[Look]] = defaultdict(list)
    loose: list[Look] = []
    for look in members:
        if look.scale is not None and {look.scale.low, look.scale.high} <= set(look.numbers):
            full[look.scale.ends].append(look)
        else:
            loose.append(look)
    if len(full) <= 1:
        return [members]
    groups = list(full.values())
    for look in loose:
        fitting = [g for g in groups if g[0].scale and look.scale and look.scale.high <= g[0].scale.high]
        (min(fitting, key=lambda g: g[0].scale.high) if fitting else groups[0]).append(look)  # type: ignore[union-attr]
    return groups


def _one_scale(battery: list[Look], key: tuple[str, str]) -> None:
    for look in battery:
        look.stem, look.siblings = key, max(look.siblings, len(battery))
    pools = [look.pool for look in battery]
    if any(pool is None for pool in pools) or all(look.is_yes_no for look in battery):
        return
    pooled: dict[str, int] = {}
    for pool in pools:
        for value, count in (pool or {}).items():
            pooled[value] = pooled.get(value, 0) + count
    if len(pooled) <= MOST_POOLED:
        read_alike(battery, pooled, next((look for look in battery if "recommend" in look.hits), battery[0]))


def read_alike(looks: list[Look], pooled: dict[str, int], teller: Look) -> bool:
    """Give columns the one scale that all their answers form; False where they form none, and each keeps its own."""
    kept = (teller.scale, teller.words, teller.anchors, teller.letters, teller.rises)
    teller.find_scale(pooled)
    if teller.scale is None:
        teller.scale, teller.words, teller.anchors, teller.letters, teller.rises = kept
        return False
    for look in looks:
        look.scale, look.words, look.anchors = teller.scale, teller.words, teller.anchors
        look.letters, look.rises = teller.letters, teller.rises
    return True


def _runs(looks: list[Look]) -> None:
    """Join three or more neighbours whose numbers overlap and that no word takes for something else."""
    run: list[Look] = []
    for look in [*looks, None]:
        fits = (
            look is not None
            and look.scale is not None
            and (look.is_numeric or look.words is not None)
            and not look.is_yes_no
            and len(look.numbers or look.values) >= 2
            and not (SPECIAL & look.short_hits)
            and not ({"group"} & look.short_hits and not {"satisfied", "rating", "overall"} & look.hits)
        )
        if fits and look is not None and (not run or _overlap(run[-1], look)):
            run.append(look)
            continue
        _close(run)
        run = [look] if fits and look is not None else []


def _overlap(first: Look, second: Look) -> bool:
    assert first.scale is not None
    assert second.scale is not None
    if first.scale.ends != second.scale.ends:
        own = [look for look in (first, second) if look.scale is not None and {*look.scale.ends} <= set(look.numbers)]
        if len(own) == 2 or first.siblings >= 3 or second.siblings >= 3:
            return False
        if 10 in (first.scale.high, second.scale.high) and 0 in (first.scale.low, second.scale.low):
            return False
    if (first.words is None) != (second.words is None):
        return False
    if first.words is not None and second.words is not None:
        return first.words.family == second.words.family
    shared = set(first.numbers) & set(second.numbers)
    return len(shared) >= 0.5 * min(len(first.numbers), len(second.numbers))


def _close(run: list[Look]) -> None:
    if len(run) < RUN:
        return
    for look in run:
        look.is_run = True
    ends = {look.scale.ends for look in run if look.scale}
    if len(ends) > 1 and all(look.siblings < RUN for look in run):
        _one_scale_of_run(run)


def _one_scale_of_run(run: list[Look]) -> None:
    pooled: dict[str, int] = {}
    for look in run:
        for value, count in look.values.items():
            pooled[value] = pooled.get(value, 0) + count
    read_alike(run, pooled, run[0])


def batteries(looks: list[Look]) -> list[list[Look]]:
    """Return the groups of columns that share a stem, in order of the table."""
    found: dict[tuple[str, str], list[Look]] = defaultdict(list)
    for look in looks:
        if look.stem is not None:
            found[look.stem].append(look)
    return [group for group in found.values() if len(group) >= 2]


__all__ = ["ALMOST_ALL", "batteries", "join_siblings", "read_alike", "stems"]
