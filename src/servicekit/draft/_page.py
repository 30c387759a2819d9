"""The draft as it is written: lines of TOML with remarks in two languages behind them."""

import re
from collections.abc import Iterable
from typing import Final

from attrs import define, field, frozen

from servicekit.draft._look import Look
from servicekit.foundation._vocabulary import Label, Language

EMAIL_INSIDE: Final = re.compile(r"[^@\s\"']+@[^@\s\"']+\.[A-Za-z]{2,}")
LONG_NUMBER: Final = re.compile(r"\+?\d[\d ()-]{8,}\d")
CONFIRM: Final = Label("CONFIRM", "请确认")
COULD_BE: Final = Label("could be", "也可能是")
_RATED: Final = (
    "csat overall nps nps? ces recommend expectation perception importance performance kano_f kano_d ecsi usability"
)
RATED: Final = frozenset(_RATED.split())
SURE_FROM: Final = 0.6
CONFIRM_BELOW: Final = 0.3
BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
ROLE_NAMES: Final[dict[str, Label]] = {
    "csat": Label("headline satisfaction", "总体满意度"),
    "overall": Label("another overall question", "另一总体评价题"),
    "nps": Label("recommendation, 0-10", "推荐意愿（0–10）"),
    "nps?": Label("a rating on 0-10, perhaps recommendation", "0–10评分，或为推荐意愿"),
    "ces": Label("effort", "费力度"),
    "recommend": Label("recommendation, not on 0-10", "推荐意愿（非0–10）"),
    "item": Label("rating", "评分题"),
    "expectation": Label("expectation", "期望"),
    "perception": Label("perception", "感知"),
    "importance": Label("importance", "重要性"),
    "performance": Label("performance", "表现"),
    "kano_f": Label("Kano, functional", "KANO正向题"),
    "kano_d": Label("Kano, dysfunctional", "KANO反向题"),
    "ecsi": Label("index model", "指数模型题目"),
    "usability": Label("usability questionnaire", "可用性问卷题目"),
    "multi": Label("several answers", "多选题"),
    "text": Label("free text", "开放题"),
    "group": Label("group", "分组"),
    "wave": Label("wave", "调查波次"),
    "time": Label("time", "时间"),
    "duration": Label("duration", "时长"),
    "weight": Label("weight", "权重"),
    "stratum": Label("stratum", "分层"),
    "cluster": Label("cluster", "整群"),
    "id": Label("identity", "编号"),
    "count": Label("number of people", "人数"),
    "measure": Label("other number", "其他数值"),
    "outcome": Label("who left", "是否流失"),
    "activity": Label("activity", "活动"),
    "meta": Label("of the tool", "工具字段"),
    "derived": Label("computed by the tool", "工具计算字段"),
    "pii": Label("personal", "个人信息"),
    "constant": Label("one value", "取值唯一"),
    "empty": Label("empty", "空列"),
    "unknown": Label("unknown", "未识别"),
}


@frozen(kw_only=True)
class Entry:
    """One line: TOML, and what is to be said about it.

    Attributes:
        text: TOML; empty for a remark alone.
        remark: What is said behind it.
        confirm: Whether a person must confirm it.
        weight: How much a wrong guess here would change.
        columns: The columns it is about, where its text does not name them.
    """

    text: str = ""
    remark: Label | None = None
    confirm: bool = False
    weight: float = 0.0
    columns: tuple[str, ...] = ()

    def written(self, language: Language) -> str:
        """Return the line in a language."""
        if self.remark is None:
            return self.text
        said = plain(self.remark.text(language))
        if self.confirm:
            said = f"{CONFIRM.text(language)}: {said}" if language == "en" else f"{CONFIRM.text(language)}：{said}"
        return f"{self.text}          # {said}" if self.text else f"# {said}"


@define
class Page:
    """Lines in the order in which they are written."""

    entries: list[Entry] = field(factory=list)

    def add(
        self,
        text: str = "",
        en: str = "",
        zh: str = "",
        *,
        confirm: bool = False,
        weight: float = 0.0,
        columns: Iterable[str] = (),
    ) -> None:
        """Add a line with a remark in both languages."""
        remark = Label(en, zh or en) if en else None
        entry = Entry(text=text, remark=remark, confirm=confirm, weight=weight, columns=tuple(columns))
        self.entries.append(entry)

    def about(self, text: str, look: Look, *, weight: float = 0.0) -> None:
        """Add a line with what speaks for a column, how sure it is, and what else it could be."""
        en, zh = evidence(look)
        unsure = look.confidence < SURE_FROM and look.alternatives
        if unsure:
            others = [ROLE_NAMES.get(name, Label(name, name)) for name in look.alternatives]
            en += f"; {COULD_BE.en}: {', '.join(other.en for other in others)}"
            zh += f"；{COULD_BE.zh}：{'、'.join(other.zh for other in others)}"
        if not text:  # a remark alone names its column
            en, zh = f"{look.name}: {en}", f"{look.name}：{zh}"
        self.add(text, en, zh, confirm=look.confidence < CONFIRM_BELOW, weight=weight)

    def section(self, name: str, en: str = "", zh: str = "", *, confirm: bool = False) -> None:
        """Begin a table."""
        self.add()
        self.add(f"[{name}]", en, zh, confirm=confirm)


def evidence(look: Look) -> tuple[str, str]:
    """Return what speaks for the role of a column, without any of its answers."""
    role = "item" if look.role in RATED else look.role
    said = [label for speaks_for, label in look.evidence if speaks_for == role]
    said = said or [Label("nothing speaks against it", "没有相反的迹象")]
    return "; ".join(label.en for label in said[:3]), "；".join(label.zh for label in said[:3])


def quoted(text: str) -> str:
    """Return a text as a TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else _escape(c) for c in escaped) + '"'


def _escape(letter: str) -> str:
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"


def key(text: str) -> str:
    """Return a text as a TOML key."""
    return text if BARE.fullmatch(text) else quoted(text)


def listed(texts: Iterable[str]) -> str:
    """Return texts as a TOML list."""
    return "[" + ", ".join(map(quoted, texts)) + "]"


def plain(text: str) -> str:
    """Return a text for a remark: one line, e-mail addresses and long numbers masked."""
    line = "".join(c if c.isprintable() else " " for c in text)
    return LONG_NUMBER.sub("***", EMAIL_INSIDE.sub("***", line))


def some(names: Iterable[str], most: int = 6) -> str:
    """Return the first of many names for a remark."""
    known = [plain(name)[:60] for name in names]
    shown = ", ".join(known[:most])
    return shown if len(known) <= most else f"{shown}, … ({len(known)})"


def slug(text: str, taken: Iterable[str] = (), fallback: str = "question") -> str:
    """Return a short key made of the words of a header, not taken yet."""
    words = re.findall(r"[a-z0-9]+", text.casefold())
    name = "_".join(words[:4])[:40] or fallback
    used, number, found = set(taken), 2, name
    while found in used:
        found, number = f"{name}_{number}", number + 1
    return found
