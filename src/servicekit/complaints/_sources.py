"""Where the complaint frameworks come from."""

from typing import Final

from servicekit.foundation._vocabulary import Label, Source

DEALER_DECK: Final = Source(
    author="Customer satisfaction training deck",
    year=2017,
    title="客户满意度培训 (customer satisfaction training)",
    conditions=Label("Car dealer after-sales service.", "汽车经销商售后服务。"),
)
RETAIL_DECK: Final = Source(
    author="Total customer service training deck",
    year=2007,
    title="全面顾客服务及顾客管理 (total customer service and customer management)",
    conditions=Label("Fashion retail; the year is that of its latest example.", "服装零售；年份取自其中最近的案例。"),
)
SERVICE_DECK: Final = Source(
    author="Service types and conflicts training deck",
    year=None,
    title="客户与公司的冲突 (conflicts between customer and company)",
    conditions=Label("Business customers, several industries.", "企业客户，跨行业。"),
)
ISO_10002: Final = Source(
    author="ISO",
    year=2018,
    title="ISO 10002:2018 Quality management, customer satisfaction, guidelines for complaints handling",
    conditions=Label("Guidelines, not requirements.", "是指南，不是强制要求。"),
)
JUSTICE: Final = Source(
    author="Orsingher, Valentini and de Angelis",
    year=2010,
    title="A meta-analysis of satisfaction with complaint handling in services",
    conditions=Label("Sixty studies of services.", "六十项服务研究的元分析。"),
)
PROPERTY_DECK: Final = Source(
    author="Service value training deck",
    year=None,
    title="服务创造价值 (how service creates value)",
    conditions=Label("Property sales office.", "房地产售楼处。"),
)
