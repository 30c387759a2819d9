"""Values and names in tables beside a survey: who gave up, who was served, who left, and which unit a length has."""

from collections.abc import Iterable
from typing import Final

from servicekit.data._han import simplified

_GAVE_UP: Final = (
    "hang|hangup|hung|abandoned|abandon|abandonned|gaveup|left|lost|reneged|balked|abandonné|abandonnée|aufgelegt|"
    "abgebrochen|abandonada|abandonado|colgó|放弃|已放弃|客户放弃|顾客放弃|挂断|已挂断|流失|未接|未接听|未接通|过号"
)
GAVE_UP: Final = frozenset(_GAVE_UP.split("|"))
_SERVED: Final = (
    "agent|answered|served|connected|handled|transferred|forwarded|completed|resolved|success|yes|y|true|1|répondu|traité|"
    "bedient|angenommen|weitergeleitet|atendida|atendido|已接|已接听|接听|接通|已接通|转接|已转接|已服务|已办理|人工"
)
SERVED: Final = frozenset(_SERVED.split("|"))
_YES_NO: Final = "yes|y|true|1|completed|resolved|success|left|lost|流失"
ENDS_OF_WAITS: Final = (GAVE_UP - frozenset(_YES_NO.split("|")), SERVED - frozenset(_YES_NO.split("|")))
"""Words of giving up and of service that are said of waits alone."""
_QUEUE: Final = "q|queue|wait|waiting|waited|attente|espera|wartezeit|排队|等待|等候"
QUEUE: Final = frozenset(_QUEUE.split("|"))
_LEFT: Final = (
    "yes|y|true|1|churned|left|exited|attrited|customer|canceled|cancelled|ja|oui|sí|si|baja|gekündigt|résilié|是|流失|"
    "已流失|离网"
)
LEFT: Final = frozenset(_LEFT.split("|"))
_OTHERWISE: Final = "yes|y|true|1|customer|ja|oui|sí|si|是"
LEAVING: Final = LEFT - frozenset(_OTHERWISE.split("|"))
"""Words of leaving that need no header to be understood."""
_ENTERED: Final = "entered|enter|arrived|arrival|began|begin|start|started|ankunft|beginn|arrivée|début|llegada|inicio"
ENTERED: Final = (frozenset(_ENTERED.split("|")), ("进入", "到达", "开始", "取号", "来电"))
"""Words, and parts of Chinese words, of the time at which a wait begins."""
UNITS: Final = {
    "seconds": ("sec", "sek", "seg", "秒"),
    "minutes": ("min", "分钟"),
    "hours": ("hour", "stunde", "heure", "hora", "小时"),
    "days": ("day", "tage", "jour", "día", "天"),
    "weeks": ("week", "woche", "semaine", "semana", "周"),
    "months": ("month", "monat", "mois", "mes", "月"),
    "years": ("year", "jahr", "année", "año", "年"),
}


def unit_said(name: str, *units: str) -> str:
    """Return the unit that a name says, of those named; "" where it says none."""
    text = simplified(name.casefold())
    return next((unit for unit in units if any(word in text for word in UNITS[unit])), "")


def begins_wait(words: tuple[str, ...]) -> bool:
    """Return whether the words of a header say when a wait began."""
    latin, chinese = ENTERED
    return bool(latin & set(words)) or any(part in word for word in words for part in chinese)


def ends_waits(values: Iterable[str]) -> bool:
    """Return whether the values of a column tell that some were served and some gave up."""
    written = {value.casefold() for value in values}
    return all(words & written for words in ENDS_OF_WAITS)
