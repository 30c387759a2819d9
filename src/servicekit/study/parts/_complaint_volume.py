"""How many cases a log of complaints holds, and which of its rows are none."""

from collections.abc import Sequence
from typing import Final

from servicekit.complaints.cases._case_log import CaseLog
from servicekit.foundation._vocabulary import Label
from servicekit.study._part import Finding
from servicekit.study.wording._formatting import percent
from servicekit.study.wording._sentences import caution, fact

ASIDE: Final = {
    "after_extract": Label("later than the log was taken", "晚于取数时间"),
    "negative_duration": Label("that end before they begin", "结束早于受理"),
    "called_before_resolved": Label("followed up before they were resolved", "回访早于办结"),
    "missing_opened": Label("without a time of opening", "缺受理时间"),
    "closed_without_time": Label("closed without a time", "已办结而无办结时间"),
    "open_with_time": Label("open with a time of closing", "未结而有办结时间"),
    "resolved_and_withdrawn": Label("both resolved and withdrawn", "既办结又撤回"),
    "unreadable_time": Label("whose time cannot be read", "时间无法识别"),
}
"""Why a row is no case -> words for it."""


def volume(log: CaseLog) -> Sequence[Finding]:
    """Say how many cases there are, and which rows are none of them."""
    text = f"{log.n:,}", f"{log.n_open:,}", percent(log.n_open / log.n)
    said = [
        fact(
            Label(
                f"{text[0]} cases, of which {text[1]} ({text[2]}) were still open when the log was taken.",
                f"共{text[0]}件投诉，取数时仍有{text[1]}件（{text[2]}）未结。",
            )
        )
    ]
    if log.rejected:
        named = {ASIDE.get(reason, Label(reason, reason)): count for reason, count in log.rejected.items()}
        en = ", ".join(f"{count:,} {reason.en}" for reason, count in named.items())
        zh = "，".join(f"{reason.zh}{count:,}行" for reason, count in named.items())
        said.append(caution(Label(f"Rows not counted: {en}.", f"未计入：{zh}。")))
    return said
