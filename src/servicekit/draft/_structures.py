"""Columns that mean something together: pairs of two views, Kano pairs, index models, several answers."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from attrs import field, frozen

from servicekit.data._no_answer import folded
from servicekit.draft._answer_lists import LADDERS
from servicekit.draft._look import Look
from servicekit.draft._questionnaires import FoundQuestionnaire, find_questionnaires
from servicekit.draft._siblings import batteries
from servicekit.draft._word_lists import PREFIX_OF_NUMBER, hits, plain, words_of
from servicekit.foundation._vocabulary import Label

LEAST_PAIRS: Final = 3
STEM_AND_PART: Final = re.compile(r"^(.*\S)\s*(?:\[([^\[\]]+)\]|(?: - |—+|–|：|:)\s*([^\[\]—–]+))$", re.DOTALL)
PAIRS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "quality": (
        (
            "exp",
            "expected",
            "expectation",
            "expectations",
            "expect",
            "e",
            "erwartung",
            "attente",
            "expectativa",
            "期望",
            "期待",
        ),
        (
            "per",
            "perc",
            "perceived",
            "rating",
            "rated",
            "actual",
            "bewertung",
            "erlebt",
            "perception",
            "perceptions",
            "received",
            "p",
            "wahrnehmung",
            "perçu",
            "percepción",
            "experience",
            "experienced",
            "please rate",
            "rate",
            "感知",
            "实际感受",
            "实际体验",
            "实际",
            "感受",
            "体验",
            "评价",
            "评分",
            "",
        ),
    ),
    "importance": (
        ("imp", "importance", "important", "i", "wichtigkeit", "重要性", "重要度", "重要程度"),
        ("sat", "satisfaction", "perf", "performance", "s", "p", "zufriedenheit", "满意度", "满意程度", "表现", ""),
    ),
    "kano": (
        ("fun", "func", "functional", "pos", "positive", "f", "with", "正向"),
        ("dys", "dysf", "dysfunctional", "neg", "negative", "d", "without", "反向"),
    ),
}
ROLES: Final = {
    "quality": ("expectation", "perception"),
    "importance": ("importance", "performance"),
    "kano": ("kano_f", "kano_d"),
}
CONSTRUCTS: Final[dict[str, tuple[str, ...]]] = {
    "image": ("imag", "image", "img"),
    "expectation": ("expe", "expect", "cuex", "expectation", "expectations"),
    "quality": ("qual", "perq", "quality"),
    "value": ("val", "value", "perv"),
    "satisfaction": ("sat", "satisf", "cusa", "satisfaction"),
    "complaints": ("comp", "cusco", "complaint", "complaints"),
    "loyalty": ("loy", "cusl", "loyalty"),
}
LEAST_CONSTRUCTS: Final = 4
LEAST_INDEX_COLUMNS: Final = 8
SEPARATORS: Final = ("┋", "; ", ";", " | ", "|", " / ", ", ", "，", "、")
CAPITALS_ONLY: Final = re.compile(r"^([A-Za-zÀ-ÿ]+?)_?(\d{0,2})$")


@frozen(kw_only=True)
class Several:
    """One question to which several answers may be given.

    Attributes:
        columns: Its column, or one column a choice.
        separator: What parts answers within a cell; empty where each choice has its column.
        label: The question.
        rows_with_one, rows_with_any: Rows with one tick, and with any; 0 where the rows were not looked at.
        key: Name of the column to which its columns are joined, where nearly every row has one tick; else empty.
        answers: Answer -> its column, of those that are joined.
    """

    columns: tuple[str, ...]
    separator: str = ""
    label: str = ""
    rows_with_one: int = 0
    rows_with_any: int = 0
    key: str = ""
    answers: dict[str, str] = field(factory=dict)

    @property
    def single(self) -> float:
        """Share of the answered rows with one tick; 0 where the rows were not looked at."""
        return self.rows_with_one / self.rows_with_any if self.rows_with_any else 0.0


@frozen(kw_only=True)
class Structures:
    """What was found besides single questions.

    Attributes:
        pairs: Kind ("quality", "importance", "kano") -> columns in pairs.
        by_parts: Whether the pairs of quality are known by equal parts of two questions alone; to be confirmed.
        constructs: Construct of an index model -> columns.
        several: Questions with several answers.
        questionnaires: Usability questionnaires.
    """

    pairs: dict[str, list[tuple[str, str]]] = field(factory=dict)
    by_parts: bool = False
    constructs: dict[str, list[str]] = field(factory=dict)
    several: list[Several] = field(factory=list)
    questionnaires: list[FoundQuestionnaire] = field(factory=list)


def find_structures(looks: list[Look]) -> Structures:
    """Find everything that columns mean together, and give the columns their roles' points."""
    questionnaires = find_questionnaires(looks)
    asked = {name for found in questionnaires for name in found.columns}
    looks = [look for look in looks if look.name not in asked]
    pairs = _pairs(looks)
    by_parts = [] if "quality" in pairs else _pairs_of_parts([look for look in looks if look.name not in _named(pairs)])
    if by_parts:
        pairs["quality"] = by_parts
    constructs = {} if pairs.get("quality") else _constructs(looks)
    taken = _named(pairs)
    taken |= {name for names in constructs.values() for name in names}
    several = _several([look for look in looks if look.name not in taken])
    return Structures(
        pairs=pairs, by_parts=bool(by_parts), constructs=constructs, several=several, questionnaires=questionnaires
    )


def _named(pairs: dict[str, list[tuple[str, str]]]) -> set[str]:
    return {name for kind in pairs.values() for pair in kind for name in pair}


def small_numbers(look: Look) -> bool:
    """Return whether a column may hold answers of a pair."""
    if look.scale is not None:
        return True
    return look.is_numeric and look.is_whole and 1 <= len(look.numbers) <= 12 and max(look.numbers) <= 100


def _pairs(looks: list[Look]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    used: set[str] = set()
    for kind, (left, right) in PAIRS.items():
        firsts: dict[tuple[str, ...], list[Look]] = defaultdict(list)
        others: dict[tuple[str, ...], list[Look]] = defaultdict(list)
        for look in looks:
            if look.name in used or not small_numbers(look):
                continue
            for key in _marked(look.name, left):
                firsts[key].append(look)
            for key in _marked(look.name, right):
                others[key].append(look)
        pairs = []
        paired: set[str] = set()
        for key, members in firsts.items():
            first = members[0]
            second = next((o for o in others.get(key, ()) if o.name not in paired and o is not first), None)
            if second is not None and first.name not in paired and _fits(first, second, kind):
                pairs.append((first.name, second.name))
                paired |= {first.name, second.name}
        if len(pairs) >= LEAST_PAIRS:
            found[kind] = pairs
            used |= paired
    return found


def _pairs_of_parts(looks: list[Look]) -> list[tuple[str, str]]:
    """Return pairs of equal parts of two questions of which one asks what was expected, in whatever words."""
    asked: dict[str, dict[str, Look]] = defaultdict(dict)
    for look in looks:
        parted = STEM_AND_PART.match(plain(look.text))
        if parted and small_numbers(look):
            asked[parted[1].strip()].setdefault((parted[2] or parted[3]).strip().casefold(), look)
    hoped = {stem: parts for stem, parts in asked.items() if "expected" in hits(stem)}
    others = {stem: parts for stem, parts in asked.items() if stem not in hoped and not _asks_importance(stem)}
    for first in hoped.values():
        fitting = [second for second in others.values() if len(first.keys() & second.keys()) >= LEAST_PAIRS]
        if len(fitting) == 1:
            second = fitting[0]
            pairs = [(look, second[part]) for part, look in first.items() if part in second]
            fits = [(one.name, other.name) for one, other in pairs if _fits(one, other, "quality")]
            if len(fits) >= LEAST_PAIRS:
                return fits
    return []


def _asks_importance(stem: str) -> bool:
    return any(mark in words_of(stem) or (not mark.isascii() and mark in stem) for mark in PAIRS["importance"][0])


def _marked(name: str, marks: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the words of a name with each mark replaced by a star; once for every mark in it."""
    words = words_of(name)
    keys: list[tuple[str, ...]] = []
    for mark in marks:
        if not mark:
            keys.append((*words, "*"))
            keys.append(("*", *words))
        elif mark.isascii() or (mark[0].isalpha() and mark[0] < "\u3000"):
            size = mark.count(" ") + 1
            for place in range(len(words)):
                if " ".join(words[place : place + size]) == mark and len(words) > size:
                    keys.append((*words[:place], "*", *words[place + size :]))
                    rest = (*words[:place], *words[place + size :])
                    keys += [key for key in ((*rest, "*"), ("*", *rest)) if key not in keys]
        elif mark in plain(name):
            keys.append(tuple(plain(name).replace(mark, "*", 1).strip("*_-:： ")))
            keys.append(tuple(plain(name).replace(mark, "", 1).strip("_-:： ")))
    return keys


def _fits(first: Look, second: Look, kind: str) -> bool:
    if kind != "kano":
        same = first.scale is None or second.scale is None or first.scale.ends == second.scale.ends
        return same or set(first.numbers) <= set(range(1, 11))
    values = {*first.values, *second.values}
    numbers = {*first.numbers, *second.numbers}
    if first.is_numeric and second.is_numeric:
        return numbers <= {1.0, 2.0, 3.0, 4.0, 5.0}
    return all(folded(value) in LADDERS["kano"] for value in values)


def _constructs(looks: list[Look]) -> dict[str, list[str]]:
    by_prefix = {prefix: construct for construct, prefixes in CONSTRUCTS.items() for prefix in prefixes}
    found: dict[str, list[str]] = {}
    for look in looks:
        name = CAPITALS_ONLY.match(plain(look.name))
        if name and small_numbers(look) and (construct := by_prefix.get(name[1].casefold())):
            found.setdefault(construct, []).append(look.name)
    columns = sum(map(len, found.values()))
    numbered = sum(name[-1:].isdigit() for names in found.values() for name in names)
    if len(found) < LEAST_CONSTRUCTS or columns < LEAST_INDEX_COLUMNS or numbered < columns / 2:
        return {}
    return {construct: found[construct] for construct in CONSTRUCTS if construct in found}


def _several(looks: list[Look]) -> list[Several]:
    found: list[Several] = []
    for battery in batteries(looks):
        kind = battery[0].stem[0] if battery[0].stem else ""
        enough = 2 if kind in ("part", "dash", "number", "asked", "path", "index") else 3
        ticked = [look for look in battery if look.is_yes_no or len(look.values) <= 1]
        if len(ticked) < enough or len(ticked) < 0.5 * len(battery) or not any(look.values for look in ticked):
            continue
        if kind in ("capitals", "letters", "prefix", "ending") and any(
            {"group", "churn"} & look.short_hits for look in ticked
        ):
            continue
        if kind == "prefix" and not all(set(look.values) <= {"0", "1"} or len(look.values) == 1 for look in ticked):
            continue
        other = [look for look in battery if look not in ticked and "other" in look.hits]
        for look in ticked:
            look.scores["multi"] = 11.0
            look.evidence.append(
                ("multi", Label(f"{len(ticked)} choices of one question", f"一道题的{len(ticked)}个选项"))
            )
        for look in other:
            look.scores["text"] = look.scores.get("text", 0) + 3
        label = battery[0].stem[1] if battery[0].stem else ""
        if kind == "number":  # 5、which?(one), 5、(other): the question stands before the first choice
            label = PREFIX_OF_NUMBER.sub("", battery[0].text.removesuffix(f"({battery[0].part})"))
        found.append(Several(columns=tuple(look.name for look in ticked if look.values), label=label))
    for look in looks:
        if separator := separator_of(look):
            look.scores["multi"] = 9.0
            look.evidence.append(("multi", Label("several answers in one cell", "一个单元格内有多个答案")))
            found.append(Several(columns=(look.name,), separator=separator, label=look.label))
    return found


def separator_of(look: Look) -> str:
    """Return what parts the answers of cells that hold several; empty where they hold one."""
    if (
        not look.is_text
        or look.profile.rest_rows
        or look.dates > 0.5
        or look.words is not None
        or look.anchors is not None
    ):
        return ""
    said = "several" in look.hits
    total = sum(look.values.values())
    for separator in SEPARATORS:
        joined = sum(count for value, count in look.values.items() if separator in value.rstrip(separator + " "))
        ending = sum(count for value, count in look.values.items() if value.endswith(separator.strip()))
        if joined <= 0.08 * total and not (said and joined > 0) and not (ending > 0.9 * total and separator == ";"):
            continue
        parts: Counter[str] = Counter()
        combinations: dict[str, set[frozenset[str]]] = defaultdict(set)
        mentions = 0
        for value, count in look.values.items():
            pieces = [piece.strip() for piece in value.split(separator) if piece.strip()]
            mentions += count * len(pieces)
            for piece in pieces:
                parts[piece] += count
                combinations[piece].add(frozenset(pieces))
        if not 2 <= len(parts) <= 30:
            continue
        twice = sum(count for count in parts.values() if count >= 2)
        mixed = any(len(sets) >= 2 for sets in combinations.values())
        length = mentions and sum(len(piece) * count for piece, count in parts.items()) / mentions
        if twice >= 0.85 * mentions and mixed and mentions > 1.05 * total and length <= 45:
            return separator
        if said and mixed and length <= 45:
            return separator
    return ""
