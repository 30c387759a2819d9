"""Sections that a study carries although no part reads them yet: kept, and said."""

from typing import Final

from servicekit.foundation._vocabulary import Label
from servicekit.study._part import NotRun
from servicekit.study._study import Study

KEPT: Final[dict[str, Label]] = {
    "comments": Label("Comments", "开放意见"),
}
NEEDS: Final = Label(
    "Nothing: its columns are kept in the study, but no part reads them yet.",
    "无需更多：相关列保留在研究中，但暂无分析部分读取。",
)


def kept(study: Study) -> tuple[NotRun, ...]:
    """Return the sections of a study that no part reads."""
    return tuple(NotRun(key=key, name=name, needs=NEEDS) for key, name in KEPT.items() if getattr(study, key))
