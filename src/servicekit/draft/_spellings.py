"""What a person must settle in the file itself: levels spelt in several ways, and times written in several ways."""

from collections import defaultdict
from collections.abc import Iterable

from servicekit.draft._look import Look
from servicekit.draft._page import Page, some
from servicekit.draft._time_pattern import time_pattern


def spelling_lines(page: Page, looks: Iterable[Look]) -> None:
    """Ask about levels of groups that differ only in capitals or blanks: read as they are, each is a level."""
    for look in looks:
        spelt: dict[str, list[str]] = defaultdict(list)
        for value in look.values:
            spelt["".join(value.split()).casefold()].append(value)
        for ways in spelt.values():
            if len(ways) > 1:
                page.add(
                    "",
                    f"{look.name}: {some(ways)} differ only in capitals or blanks: one level? "
                    "Then write it in one way in the file; as it stands each is a level of its own",
                    f"{look.name}：{some(ways)}仅大小写或空格不同，是否同一取值？若是，请在文件中统一写法；目前各算一个取值",
                    confirm=True,
                    weight=3.0,
                )


def unread_times(page: Page, looks: Iterable[Look]) -> None:
    """Tell which columns of times no single pattern reads, and what to do."""
    for look in looks:
        if time_pattern(look)[0] == "":
            page.add(
                "",
                f"{look.name}: no pattern reads all of its times; write them in one way, such as 2026-03-04",
                f"{look.name}：没有一种格式能读出全部时间；请在文件中统一写法，例如2026-03-04",
                confirm=True,
                weight=2.0,
            )
