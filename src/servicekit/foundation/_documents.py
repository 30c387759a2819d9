"""The five training documents behind the frameworks: one key, one title and one trade each, wherever they are named."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from attrs import evolve

from servicekit.foundation._vocabulary import Label, Source

AFTER_SALES: Final = Source(
    "Training document on customer satisfaction",
    None,
    "客户满意度培训 (customer satisfaction training)",
    Label("Car dealer after-sales service.", "汽车经销商售后服务。"),
)
RETAIL: Final = Source(
    "Training document on total customer service",
    None,
    "全面顾客服务及顾客管理 (total customer service and customer management)",
    Label("Fashion retail.", "服装零售。"),
)
SERVICE_TYPES: Final = Source(
    "Training document on service types",
    None,
    "四种服务类型、客户与公司的冲突、主动出击的服务 (service types, conflicts, proactive service)",
    Label("Several trades, most of them serving firms.", "跨行业，以企业客户为主。"),
)
MEASUREMENT: Final = Source(
    "Training document on satisfaction and loyalty",
    None,
    "模块四 提升客户满意度 (module four: raising customer satisfaction)",
    Label("Several trades; its examples are an airline and a courier.", "跨行业，举例为航空公司与快递公司。"),
)
PROPERTY: Final = Source(
    "Training document on the value of service",
    None,
    "如何使服务创造价值 (how to make service create value)",
    Label("Property sales office.", "房产销售案场。"),
)
DOCUMENTS: Final[Mapping[str, Source]] = MappingProxyType(
    {
        "after_sales": AFTER_SALES,
        "retail": RETAIL,
        "service_types": SERVICE_TYPES,
        "measurement": MEASUREMENT,
        "property": PROPERTY,
    }
)
"""Key of a document -> its author, title and trade."""


def part_of(document: Source, en: str, zh: str) -> Source:
    """Return a document with the conditions under which one of its figures holds."""
    return Source(document.author, document.year, document.title, Label(en, zh), document.place)


def under(document: Source, heading: str) -> Source:
    """Return a document with the heading under which a list or a figure stands in it.

    Args:
        document: The document.
        heading: As it spells it; a heading within another one follows "·".
    """
    return evolve(document, place=heading)


OF_STANDARDS: Final = (
    under(AFTER_SALES, "客户满意度管理与提升"),
    under(RETAIL, "增值服务·服务规范"),
    under(PROPERTY, "案场服务目标"),
)
"""Where the three documents that list standards do so."""
