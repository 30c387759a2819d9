"""Values and names in tables beside a survey: who gave up, who was served, who left, and which unit a length has."""

from typing import Final

from servicekit.data._han import simplified

_GAVE_UP: Final = (
    "hang|hangup|hung|abandoned|abandon|abandonned|gaveup|left|lost|reneged|balked|abandonné|abandonnée|aufgelegt|"
    "abgebrochen|abandonada|abandonado|colgó|放弃|挂断|流失|未接|过号"
)
GAVE_UP: Final = frozenset(_GAVE_UP.split("|"))
_SERVED: Final = (
    "agent|answered|served|connected|handled|completed|resolved|success|yes|y|true|1|répondu|traité|bedient|angenommen|"
    "atendida|atendido|已接|接通|已服务|人工"
)
SERVED: Final = frozenset(_SERVED.split("|"))
_QUEUE: Final = "q|queue|wait|waiting|waited|attente|espera|wartezeit|排队|等待|等候"
QUEUE: Final = frozenset(_QUEUE.split("|"))
_LEFT: Final = (
    "yes|y|true|1|churned|left|exited|attrited|customer|canceled|cancelled|ja|oui|sí|si|baja|gekündigt|résilié|是|流失|"
    "已流失|离网"
)
LEFT: Final = frozenset(_LEFT.split("|"))
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
