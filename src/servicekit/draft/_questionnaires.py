"""Usability questionnaires in a table: by the names of their columns, or by the wording of their items."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import frozen

from servicekit.draft._look import Look
from servicekit.draft._scale_guess import ScaleGuess
from servicekit.draft._word_lists import plain
from servicekit.experience._instruments import USABILITY_INSTRUMENTS

NAMED: Final = re.compile(
    r"^(sus|umux[ _-]?lite|umux|ueq[ _-]?s|ueq)[ _.-]?(?:q|item|i)?[ _.-]?(\d{1,2})$", re.IGNORECASE
)
WORDED: Final[dict[str, tuple[str, ...]]] = {
    "sus": (
        r"like to use .*frequently|(?:经常|频繁)使用",
        r"unnecessarily complex|(?:不必要|没必要|没有必要).*复杂|过于复杂",
        r"easy to use|容易使用|易于使用|使用起来.*容易|很好用",
        r"support of a technical|technical person|(?:技术|专业)人员.*(?:帮助|支持|协助)",
        r"functions?.*well integrated|功能.*(?:整合|集成|融合)",
        r"inconsisten|不一致",
        r"learn to use .*quickly|很快.*(?:学会|掌握)",
        r"cumbersome|awkward|笨拙|繁琐|累赘",
        r"very confident|felt confident|自信|有信心|有把握",
        r"learn a lot|needed to learn|学习(?:很多|许多|大量)|需要先学",
    ),
    "umux": (
        r"meets? my requirements|满足.*(?:需求|要求)",
        r"frustrating|沮丧|挫败|令人懊恼",
        r"easy to use|容易使用|易于使用|使用起来.*容易|很好用",
        r"too much time correcting|correcting things|(?:太多|过多|大量)时间.*(?:纠正|修正|改正)",
    ),
    "umux_lite": (
        r"meets? my requirements|满足.*(?:需求|要求)",
        r"easy to use|容易使用|易于使用|使用起来.*容易|很好用",
    ),
    "ueq": (
        r"annoying|烦人", r"not understandable|费解", r"creative.*dull|富(?:有)?创造力", r"easy to learn|易学",
        r"valuable.*inferior|低劣", r"boring.*exciting|乏味", r"not interesting|无趣", r"unpredictable|无法预测",
        r"fast.*slow|快.*慢", r"inventive.*conventional|独创|俗套", r"obstructive|妨碍", r"good.*bad|好的.*差的",
        r"complicated.*easy|复杂.*简单", r"unlikable|令人厌恶",
        r"usual.*leading|(?:传统|常规|寻常|陈旧).*(?:新颖|前沿|领先)",
        r"unpleasant|不合意",
        r"secure.*not secure|靠不住",
        r"motivating.*demotivating|昏昏欲睡", r"meets expectations|符合预期",
        r"inefficient|低效", r"clear.*confusing|一目了然", r"impractical|不实用", r"organi[sz]ed.*cluttered|井然有序",
        r"attractive.*unattractive|无吸引力", r"friendly.*unfriendly|引起好感", r"conservative|保守",
    ),
    "ueq_s": (
        r"obstructive|妨碍", r"complicated.*easy|复杂.*简单", r"inefficient|低效",
        r"confusing.*clear|困惑|眼花缭乱",
        r"boring.*exciting|乏味", r"not interesting|无趣", r"conventional.*inventive|俗套|独创",
        r"usual.*leading|(?:传统|常规|寻常|陈旧).*(?:新颖|前沿|领先)",
    ),
}  # fmt: skip
"""A pattern for each item, in the order of the printed form."""
PATTERNS: Final = {key: tuple(re.compile(each, re.IGNORECASE) for each in patterns) for key, patterns in WORDED.items()}


@frozen(kw_only=True)
class FoundQuestionnaire:
    """A usability questionnaire.

    Attributes:
        instrument: Its key.
        columns: Its items in the order of the printed form.
        by_name: Whether the names of the columns said so; otherwise the wording of the items did.
    """

    instrument: str
    columns: tuple[str, ...]
    by_name: bool


def find_questionnaires(looks: Sequence[Look]) -> list[FoundQuestionnaire]:
    """Return the questionnaires of a table; a column belongs to one at most."""
    found: list[FoundQuestionnaire] = []
    taken: set[str] = set()
    for instrument, items, by_name in (*_by_name(looks), *_by_wording(looks)):
        names = tuple(look.name for look in items)
        if not taken & set(names) and _on_its_scale(instrument, items):
            found.append(FoundQuestionnaire(instrument=instrument, columns=names, by_name=by_name))
            taken |= set(names)
    return found


def _by_name(looks: Sequence[Look]) -> Iterator[tuple[str, list[Look], bool]]:
    blocks: dict[str, dict[int, Look]] = {}
    for look in looks:
        if name := NAMED.match(plain(look.name)):
            key = re.sub(r"[ -]", "_", name[1].casefold()).replace("umuxlite", "umux_lite").replace("ueqs", "ueq_s")
            blocks.setdefault(key, {}).setdefault(int(name[2]), look)
    for key, block in blocks.items():
        instrument = "umux_lite" if key == "umux" and len(block) == USABILITY_INSTRUMENTS["umux_lite"].size else key
        if sorted(block) == list(range(1, USABILITY_INSTRUMENTS[instrument].size + 1)):
            yield instrument, [block[place] for place in sorted(block)], True


def _by_wording(looks: Sequence[Look]) -> Iterator[tuple[str, list[Look], bool]]:
    for key, patterns in PATTERNS.items():
        items: list[Look] = []
        for pattern in patterns:
            look = next((each for each in looks if each not in items and pattern.search(each.text)), None)
            if look is None:
                break
            items.append(look)
        else:
            yield key, items, False


def _on_its_scale(instrument: str, items: list[Look]) -> bool:
    """Return whether the answers are those of the printed form, and give all items its scale."""
    points = len(USABILITY_INSTRUMENTS[instrument].scale.categories)
    first = items[0]
    numbers = {value for look in items for value in look.numbers}
    if all(look.is_numeric and look.is_whole for look in items):
        half = points // 2
        usual = ((1, points), (0, points - 1), (-half, half))
        fitting = [ends for ends in usual if numbers and ends[0] <= min(numbers) and max(numbers) <= ends[1]]
        if not fitting:
            return False
        ends = fitting[0]
        for look in items:
            look.scale = ScaleGuess(low=ends[0], high=ends[1])
        return True
    return first.scale is not None and all(
        look.scale is not None and look.scale.points == points and look.words is not None for look in items
    )
