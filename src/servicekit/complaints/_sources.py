"""Where the complaint frameworks come from."""

from typing import Final

from servicekit.foundation._vocabulary import Label, Source

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
