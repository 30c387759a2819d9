"""Tables beside a survey in a draft: cases, events, purchases, customers who leave, waits, audits."""

import re
from typing import Final

from servicekit.draft._audit_section import audit_section
from servicekit.draft._look import Look
from servicekit.draft._outcome_words import LEFT, unit_said
from servicekit.draft._page import Entry, Page, listed, quoted, some
from servicekit.draft._recognise import Recognised
from servicekit.draft._spellings import spelling_lines, unread_times
from servicekit.draft._time_pattern import time_pattern
from servicekit.draft._time_section import add_pattern
from servicekit.draft._values import CURRENCY
from servicekit.draft._wait_section import wait_section

TIMED: Final = ("cases", "events", "transactions")
SECTIONS: Final = {
    "cases": "complaints",
    "events": "events",
    "transactions": "transactions",
    "churn": "churn",
    "waits": "waits",
    "audit": "audits",
}
"""Kind of table -> the section of a study that is written for it."""
MOST_LEVELS: Final = 50
DECIMAL_COMMA: Final = re.compile(r"\d,\d{1,2}(?!\d)")
DECIMAL_POINT: Final = re.compile(r"\d\.\d{1,2}(?!\d)")


def table_section(page: Page, table: Recognised, kind: str) -> str:
    """Write the section of a kind of table; return the name under which ``assess`` takes it, or ""."""
    writers = {
        "cases": _cases,
        "events": _events,
        "transactions": _transactions,
        "churn": _churn,
        "waits": wait_section,
        "audit": audit_section,
    }
    write = writers.get(kind)
    if write is None:
        return ""
    draft = Page()
    is_written = write(draft, table)
    if kind in TIMED:
        unread = Page()
        unread_times(unread, table.of("time"))
        page.entries += [Entry(), *unread.entries] if unread.entries else []
    if not is_written:
        return ""
    page.entries += draft.entries
    spelling_lines(page, [look for look in table.of("group") if 2 <= look.distinct <= MOST_LEVELS])
    return SECTIONS[kind]


def _pick(looks: list[Look], *words: str) -> Look | None:
    return next((look for word in words for look in looks if word in look.short_hits), None)


def _cases(page: Page, table: Recognised) -> bool:
    times = [look for look in table.of("time") if time_pattern(look)[0] != ""]
    closed = [
        look
        for look in times
        if ("closed" in look.short_hits and "opened" not in look.short_hits) or "closed" in look.last_words
    ]
    opened = _pick([look for look in times if look not in closed], "opened", "dated") or next(
        (look for look in times if look not in closed), None
    )
    if opened is None:
        return False
    page.section("complaints", "one row a case", "每行一件")
    add_pattern(page, opened)
    page.add('unit = "days"')
    page.add(
        "# deadline = ",
        "days within which a case is to be resolved, and target_share = how often that is aimed at (0.9)",
        "应在多少天内办结；target_share为应达到的比例（如0.9）",
    )
    if len(times) - len(closed[:1]) > 1:
        others = [look.name for look in times if look is not opened and look not in closed[:1]]
        page.add(
            "",
            f"other times, not used: {some(others)}; a time of sending or updating is no closing",
            f"其他时间未用：{some(others)}；发送或更新时间并非办结时间",
            confirm=True,
            weight=1.0,
        )
    groups = [look for look in table.of("group") if look.distinct <= 30]
    status = _status(table)
    by = [look.name for look in groups if look is not status][:5]
    if by:
        page.add(f"by = {listed(by)}")
    texts = table.of("text")
    if texts:
        page.add(f"text = {quoted(texts[0].name)}")
    _case_columns(page, table, opened, closed)
    return True


def _status(table: Recognised) -> Look | None:
    return _pick([*table.of("group"), *table.of("constant")], "status")


def _case_columns(page: Page, table: Recognised, opened: Look, closed: list[Look]) -> None:
    """Write the columns of a case log: its times, status, identity, cause and customer."""
    cause, status = _pick(table.of("group"), "issue"), _status(table)
    page.section("complaints.columns")
    page.add(f"opened = {quoted(opened.name)}")
    if closed:
        page.add(
            f"resolved = {quoted(closed[0].name)}",
            "the case counts as open where it is blank",
            "为空即视为未结",
            confirm=len(closed) > 1,
            weight=1.5,
        )
    elif status is not None:
        page.add(
            "",
            f"no time of closing; which values of {status.name} mean closed?",
            f"没有办结时间；{status.name}中哪些取值表示已办结？",
            confirm=True,
            weight=2.0,
        )
    if status is not None:
        page.add(
            f"# status = {quoted(status.name)}", "to be added if its values fit the times", "取值与时间一致时可加入"
        )
    identity = next(
        (look for look in table.of("id") if look.profile.distinct == look.profile.answered == table.rows), None
    )
    if identity is not None:
        page.about(f"case = {quoted(identity.name)}", identity)
    if cause is not None:
        page.add(f"cause = {quoted(cause.name)}")
    if customers := [look for look in _repeated(table) if "customer" in look.short_hits]:
        page.about(f"customer = {quoted(customers[0].name)}", customers[0])


def _repeated(table: Recognised) -> list[Look]:
    return [look for look in table.of("id") if look.distinct < 0.9 * look.answered]


def _events(page: Page, table: Recognised) -> bool:
    cases, times = _repeated(table), [look for look in table.of("time") if time_pattern(look)[0] != ""]
    if not times:
        return False
    page.section("events", "one row an event", "每行一个事件")
    page.about(f"case = {quoted(cases[0].name)}", cases[0])
    activity = table.of("activity")[0]
    page.add(f"activity = {quoted(activity.name)}", f"{activity.distinct} activities", f"{activity.distinct}种活动")
    page.add(f"time = {quoted(times[0].name)}")
    add_pattern(page, times[0])
    page.add(
        "",
        "the last event of a case counts as its end; name closing = [...] if some activities end it",
        "默认以最后一个事件为结案；若由某些活动结案，请写明 closing = [...]",
        confirm=True,
        weight=1.0,
    )
    return True


def _transactions(page: Page, table: Recognised) -> bool:
    times = [look for look in table.of("time") if time_pattern(look)[0] != ""]
    amount = next(look for look in table.looks if "amount" in look.short_hits and look.role in ("measure", "item"))
    candidates = [look for look in table.of("id") if "customer" in look.short_hits] or _repeated(table)
    if not times:
        return False
    page.section("transactions", "one row a purchase", "每行一笔")
    page.about(f"customer = {quoted(candidates[0].name)}", candidates[0])
    if others := [look.name for look in table.of("id") if look is not candidates[0]]:
        page.add("", f"other identities: {some(others)}", f"其他编号：{some(others)}")
    page.add(f"date = {quoted(times[0].name)}")
    page.about(f"amount = {quoted(amount.name)}", amount)
    if amount.is_text and (sign := CURRENCY.search(next(iter(amount.values)))):
        page.add(f"currency = {quoted(sign[0])}")
        written = list(amount.values)
        if any(map(DECIMAL_COMMA.search, written)) and not any(map(DECIMAL_POINT.search, written)):
            page.add('decimal = ","')
    if min(amount.numbers, default=0.0) < 0:
        page.add(
            'returns = "net"',
            'negative amounts are taken for goods returned; "omit" leaves them out',
            "负数金额视为退货；“omit”则略去",
            confirm=True,
            weight=1.5,
        )
    add_pattern(page, times[0])
    return True


def _churn(page: Page, table: Recognised) -> bool:
    outcome = table.of("outcome")[0]
    tenure = next((look for look in table.looks if "tenure" in look.short_hits and look.is_numeric), None)
    if tenure is None:
        return False
    left = [value for value in outcome.values if value.casefold() in LEFT]
    if len(left) != 1:
        left = left[:1] or [min(outcome.values, key=lambda value: outcome.values[value])]
    page.section("churn", "one row a customer", "每行一位客户")
    page.add(f"tenure = {quoted(tenure.name)}")
    page.add(f"churned = {quoted(outcome.name)}")
    page.add(
        f"left = {listed(left)}",
        "the value taken to mean that the customer has left; correct it",
        "视为客户已流失的取值；请核对",
        confirm=left[0].casefold() not in LEFT,
        weight=2.5,
    )
    if unit := unit_said(tenure.text, "months", "weeks", "days", "years"):
        page.add(f'unit = "{unit}"', "its name says so", "列名表明单位")
    else:
        doubt = (
            "the file does not say the unit of tenure; write days, weeks, months or years",
            "文件未说明在网时长的单位；请填days、weeks、months或years",
        )
        page.add('unit = "months"', *doubt, confirm=True, weight=1.0)
    by = [look.name for look in table.of("group") if 2 <= look.distinct <= 6][:5]
    if by:
        page.add(f"by = {listed(by)}")
    return True
