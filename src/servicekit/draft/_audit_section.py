"""The section of audits in a draft: site, standard, mark, and who looked when."""

from typing import Final

from servicekit.draft._look import Look
from servicekit.draft._page import Page, listed, quoted
from servicekit.draft._recognise import Recognised

KEPT: Final = ("yes", "y", "true", "1", "pass", "passed", "ok", "是", "合格", "达标")
"""What audits write where a standard is kept."""
MOST_MARKS: Final = 3
SITES: Final = frozenset(("site", "branch", "store", "shop", "location", "outlet"))
SITES_ZH: Final = ("门店", "网点", "分店", "店铺", "站点", "营业厅", "服务站", "支行")
FURTHER: Final = (
    ("auditor", frozenset(("auditor", "observer", "inspector", "shopper")), ("检查员", "检查人", "神秘顾客", "访员")),
    ("wave", frozenset(("wave", "round", "quarter", "month")), ("轮次", "期次", "批次", "季度", "月份")),
    ("visit", frozenset(("visit",)), ("检查编号", "检查单号", "暗访编号", "巡检编号", "访问编号")),
)
"""Roles beside site, standard and result, with the words of their headers."""


def _is_mark(look: Look) -> bool:
    return 2 <= look.distinct <= MOST_MARKS and any(value.casefold() in KEPT for value in look.values)


def audit_section(page: Page, table: Recognised) -> bool:
    """Write the section of audit marks; return whether there is one to write."""
    groups = [*table.of("group"), *table.of("id")]
    site = next(
        (look for look in groups if SITES & set(look.last_words[:1]) or _holds(look, SITES_ZH)),
        None,
    )
    standard = next(
        (
            look
            for look in groups
            if "standard" in look.last_words
            or "item" in look.last_words
            or "标准" in look.name
            or "检查项" in look.name
        ),
        None,
    )
    marked = [look for look in table.looks if look is not site and look is not standard]
    result = next((look for look in marked if look.is_yes_no or "status" in look.short_hits or _is_mark(look)), None)
    if site is None or standard is None or result is None:
        return False
    page.section("audits", "one row a check", "每行一次检查")
    yes = [value for value in result.values if value.casefold() in KEPT]
    no = [value for value in result.values if value not in yes]
    if yes and no:
        page.add(
            f"yes = {listed(yes)}",
            "values taken to mean kept; correct the list",
            "视为达标的取值；请核对",
            confirm=True,
            weight=1.5,
        )
        page.add(f"no = {listed(no)}")
    page.section("audits.columns")
    page.add(f"site = {quoted(site.name)}")
    page.add(f"standard = {quoted(standard.name)}")
    page.add(f"result = {quoted(result.name)}")
    for role, words, words_zh in FURTHER:
        further = next((look for look in marked if words & set(look.last_words) or _holds(look, words_zh)), None)
        if further is not None and further is not result and (role != "visit" or further.distinct < table.rows):
            page.add(f"{role} = {quoted(further.name)}")
    return True


def _holds(look: Look, words: tuple[str, ...]) -> bool:
    return any(word in look.name for word in words)
