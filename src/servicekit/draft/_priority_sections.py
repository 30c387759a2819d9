"""What first in a draft: Kano pairs, importance and performance, and how usage and attitude would be written."""

from bisect import bisect_right
from collections import Counter
from itertools import accumulate
from typing import Final

from servicekit.draft._look import Look
from servicekit.draft._page import Page, listed, quoted
from servicekit.draft._recognise import Recognised
from servicekit.draft._scale_sections import Scales
from servicekit.draft._word_lists import plain

USAGE: Final = (
    "frequency", "how often", "how frequently", "usage", "visits", "times per", "times a", "häufigkeit", "wie oft",
    "fréquence", "combien de fois", "frecuencia", "频率", "多久", "次数", "到访", "使用情况", "頻率", "次數",
)  # fmt: skip
PERIODS: Final = (
    ("never", "first time", "从未", "首次", "第一次"),
    ("rarely", "seldom", "less often", "很少", "更少"),
    ("yearly", "once a year", "annually", "每年"),
    ("half-yearly", "half yearly", "twice a year", "every six months", "每半年", "半年"),
    ("quarterly", "every three months", "每季", "每季度"),
    ("monthly", "once a month", "每月"),
    ("fortnightly", "biweekly", "twice a month", "每两周"),
    ("weekly", "once a week", "每周", "每週"),
    ("several times a week", "每周数次", "每周几次"),
    ("daily", "every day", "每天", "每日"),
)
"""Words for how often, from the least to the most."""
MOST_NUMBERS: Final = 100


def pair_sections(page: Page, survey: Recognised, scales: Scales) -> None:
    """Write the tables of Kano pairs and of importance and performance."""
    by_name = {look.name: look for look in survey.looks}
    for kind, first, second in (("kano", "functional", "dysfunctional"), ("importance", "importance", "performance")):
        pairs = survey.structures.pairs.get(kind, [])
        if not pairs:
            continue
        names = [scales.name_of(by_name[name]) for pair in pairs for name in pair]
        page.section(kind, f"{len(pairs)} pairs", f"{len(pairs)}对")
        page.add(f"scale = {quoted(Counter(names).most_common(1)[0][0])}")
        page.add(f"{first} = {listed(a for a, _ in pairs)}")
        page.add(f"{second} = {listed(b for _, b in pairs)}")
        if kind == "kano":
            page.add(
                'lowest = "like"',
                'the lowest answer means "like"; if the highest does, write "dislike"',
                "最低一档表示“喜欢”；若最高一档表示“喜欢”，请改为dislike",
                confirm=by_name[pairs[0][0]].words is None,
                weight=2.0,
            )


def usage_lines(page: Page, survey: Recognised, scales: Scales) -> None:
    """Write, as remarks, how usage and attitude would be set against each other: the cuts are for a person to say."""
    usage = next((look for look in survey.looks if _is_usage(look)), None)
    rated = (*survey.of("recommend", "nps"), *survey.of("csat", "overall"))
    attitude = next((look for look in rated if usage is None or look.name != usage.name), None)
    if usage is None or attitude is None or attitude.scale is None:
        return
    words = _in_order(usage)
    lines = ["[usage]", f"usage = {quoted(usage.name)}"]
    if words:
        lines += ['usage_scale = "usage"', f"usage_cut = {len(words)}"]
    elif usage.is_numeric:
        lines.append(f"usage_cut = {_median(usage):g}")
    else:
        return
    lines += [
        f"attitude = {quoted(attitude.name)}",
        f"attitude_scale = {quoted(scales.name_of(attitude))}",
        f"attitude_cut = {attitude.scale.high - 1:g}",
    ]
    if words:
        lines += ["[scales.usage]", "low = 1", f"high = {len(words)}", f"labels = {listed(words)}"]
    page.add()
    page.add(
        "",
        f"usage ({usage.name}) and attitude ({attitude.name}): say where heavy use and a good attitude begin, then "
        "uncomment:",
        f"使用（{usage.name}）与态度（{attitude.name}）：请确定使用多、态度好各从何处起算，再取消以下各行的注释：",
        confirm=True,
        weight=1.5,
    )
    for text in lines:
        page.add(f"# {text}")


def _is_usage(look: Look) -> bool:
    if look.role not in ("group", "measure", "item", "count", "unknown") or not 2 <= look.distinct <= MOST_NUMBERS:
        return False
    said = f" {plain(look.name).casefold()} {look.text.casefold()} ".replace("_", " ")
    return any(word in said for word in USAGE)


def _in_order(look: Look) -> list[str]:
    """Return the answers of a column from the least to the most usage; none where a word has no place."""
    placed = {}
    for value in look.values:
        word = value.strip().casefold()
        place = next((at for at, names in enumerate(PERIODS) if word in names), None)
        if place is None or place in placed:
            return []
        placed[place] = value
    return [placed[place] for place in sorted(placed)]


def _median(look: Look) -> float:
    numbers, counts = zip(*sorted(look.numbers.items()), strict=True)
    return float(numbers[bisect_right(list(accumulate(counts)), sum(counts) / 2)])
