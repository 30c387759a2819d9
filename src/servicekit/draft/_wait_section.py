"""The section of waits in a draft: lengths of waits, or the times between which people waited, and how waits ended."""

from typing import Final

from servicekit.draft._look import Look
from servicekit.draft._outcome_words import GAVE_UP, QUEUE, SERVED, begins_wait, unit_said
from servicekit.draft._page import Page, listed, plain, quoted, some
from servicekit.draft._recognise import Recognised
from servicekit.draft._time_pattern import time_pattern
from servicekit.draft._time_section import add_pattern

MOST_IMPOSSIBLE: Final = 0.02
"""Where more of its values lie below zero, a column is no length of time."""
SERVICE: Final = (("ser",), ("talk",), ("service",), ("handling",), ("handle",))


def _outcomes(page: Page, outcome: Look) -> list[str]:
    """Write how contacts ended; return the outcomes taken for service, none where no word is known."""
    gave_up = [value for value in outcome.values if value.casefold() in GAVE_UP]
    served = [value for value in outcome.values if value.casefold() in SERVED]
    yes_no = len(outcome.values) == 2 and outcome.is_yes_no and "answered" in outcome.last_words
    if yes_no and len(served) == 1:
        gave_up = [value for value in outcome.values if value not in served]
    ignored = [value for value in outcome.values if value not in gave_up and value not in served]
    if served:
        page.add(
            f"served = {listed(served)}",
            "outcomes taken to mean service; correct the list",
            "视为已得到服务的结局；请核对",
            confirm=True,
            weight=1.5,
        )
        if gave_up:
            page.add(
                f"abandoned = {listed(gave_up)}",
                "outcomes taken to mean giving up; correct the list",
                "视为放弃的结局；请核对",
                confirm=True,
                weight=2.0,
            )
        if ignored:
            page.add(
                f"ignored = {listed(ignored)}",
                "outcomes taken to have no customer: counted, not used; correct the list",
                "视为没有顾客的结局，只计数；请核对",
                confirm=True,
                weight=1.5,
            )
    else:
        page.add(
            "",
            f"which values of {plain(outcome.name)} mean service, which giving up?",
            f"{plain(outcome.name)}中哪些取值表示已服务，哪些表示放弃？",
            confirm=True,
            weight=2.0,
        )
    return served


def _waited(table: Recognised) -> Look | None:
    """Return the column of lengths of waits; a few impossible values do not hide it."""
    durations = [look for look in table.of("duration") if look.is_numeric and "queue" in look.hits]
    sound = [look for look in durations if _below_zero(look) <= MOST_IMPOSSIBLE * look.answered]
    return next((look for look in sound if QUEUE & set(look.last_words)), next(iter(sound), None))


def _below_zero(look: Look) -> int:
    return sum(count for number, count in look.numbers.items() if number < 0)


def _between(table: Recognised) -> tuple[Look, Look] | None:
    """Return the columns of when a wait began and ended, written alike; None where no two are."""
    times = [look for look in table.of("time") if time_pattern(look)[0] != ""]
    entered = next((look for look in times if begins_wait(look.last_words)), next(iter(times), None))
    left = next((look for look in times if look is not entered), None)
    if entered is None or left is None or time_pattern(entered)[0] != time_pattern(left)[0]:
        return None
    return entered, left


def wait_section(page: Page, table: Recognised) -> bool:
    """Write the section of a log of waits; return whether there is one to write."""
    waited = _waited(table)
    ends = None if waited is not None else _between(table)
    if waited is None and ends is None:
        return False
    page.section("waits", "one row a contact", "每行一次")
    _unit(page, waited)
    if ends is not None:
        add_pattern(page, ends[0])
    outcome = next(
        (look for look in table.of("group", "constant") if "status" in look.short_hits and 2 <= look.distinct <= 12),
        None,
    )
    served = [] if outcome is None else _outcomes(page, outcome)
    page.add(
        "# threshold = ",
        "the wait you promise, in the unit above, and target_share = how often it is to be kept (0.8)",
        "承诺的等待时间（单位同上）；target_share为应达到的比例（如0.8）",
    )
    _by(page, table, outcome)
    _columns(page, table, waited, ends)
    if outcome is not None and served:
        page.add(f"outcome = {quoted(outcome.name)}")
    talk = [look for look in table.of("duration") if look is not waited and look.last_words[:1] in SERVICE]
    if talk:
        page.about(f"handling = {quoted(talk[0].name)}", talk[0])
    return True


def _by(page: Page, table: Recognised, outcome: Look | None) -> None:
    """Write what waits are compared by: not what is empty for those who gave up, as the agent is."""
    gave_up = 0 if outcome is None else sum(n for value, n in outcome.values.items() if value.casefold() in GAVE_UP)
    groups = [look for look in table.of("group") if look is not outcome and 2 <= look.distinct <= 12]
    known = [look for look in groups if not 0 < gave_up <= table.rows - look.answered]
    if known:
        page.add(f"by = {listed([look.name for look in known][:4])}")
    if len(known) < len(groups):
        aside = some(look.name for look in groups if look not in known)
        page.add(
            "",
            f"not in by: {aside}, empty in as many rows as gave up; nobody who gave up has one",
            f"未列入by：{aside}，空白行数不少于放弃的次数；放弃者没有该项",
        )


def _unit(page: Page, waited: Look | None) -> None:
    """Write the unit of waits, in which two times need none to be read."""
    if waited is None:
        page.add('unit = "seconds"', "in which reports say waits; or minutes", "报告所用的单位；也可写minutes")
    elif unit := unit_said(waited.text, "seconds", "minutes"):
        page.add(f'unit = "{unit}"', "its name says so", "列名表明单位")
    else:
        doubt = (
            "the file does not say the unit of the wait; write seconds or minutes",
            "文件未说明等待时间的单位；请填seconds或minutes",
        )
        page.add('unit = "seconds"', *doubt, confirm=True, weight=1.5)


def _columns(page: Page, table: Recognised, waited: Look | None, ends: tuple[Look, Look] | None) -> None:
    page.section("waits.columns")
    if waited is not None:
        page.about(f"waited = {quoted(waited.name)}", waited)
        if below := _below_zero(waited):
            page.add(
                "",
                f'{below} values below 0 are no waits: assess refuses them; with invalid = "omit" at the top it leaves '
                "them out and counts them",
                f'{below}个负值不是等待时间：评估会拒绝；若在开头写invalid = "omit"，则剔除并计数',
                confirm=True,
                weight=2.0,
            )
    elif ends is not None:
        entered, left = (plain(look.name) for look in ends)
        page.add(f"entered = {quoted(ends[0].name)}")
        page.add(
            f"left = {quoted(ends[1].name)}",
            f"the time from {entered} to {left} is taken for the wait; where service is in it, name when it began",
            f"从{entered}到{left}视为等待时间；若其中含服务时间，请改为服务开始的时间",
            confirm=True,
            weight=2.5,
        )
        others = [look.name for look in table.of("time") if look not in ends]
        if others:
            page.add("", f"other times, not used: {some(others)}", f"其他时间未用：{some(others)}")
