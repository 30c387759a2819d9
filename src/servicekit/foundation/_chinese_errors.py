"""What an error says, in Chinese: its sentence and each part of it by the table ``errors_zh.toml``."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

PLACE: Final = re.compile(r"\{(\d)(w?)\}")
"""A gap: of any words, or of one word, number or text in quotation marks."""
WORD: Final = r"('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[^\s,;]+)"
CLAUSES: Final = ("须", "不", "只")
"""How a rule begins that is a clause of its own and does not read on from 应为."""
PATH: Final = re.compile(r"(?P<what>.+) @ (?P<path>\S+)", re.DOTALL)
RULE: Final = re.compile(
    r"(?:(?P<name>.+?) )?must be (?P<rule>.+?)(?:, got (?P<got>.+?))?"
    r"(?: \((?P<where>(?:column|row|item|standard|case|it holds) .*?)\))?(?:; (?P<hint>.+))?",
    re.DOTALL,
)
COLUMNS: Final = re.compile(
    r"the data have no column (?P<lacking>.+?); (?P<hint>did you mean .+\?|the data have .+)", re.DOTALL
)
UNKNOWN: Final = re.compile(
    r"unknown (?P<what>.+?) (?P<key>'.*?'|\".*?\"|\S+); (?:did you mean (?P<near>.+?)\? )?choose from (?P<known>.*)",
    re.DOTALL,
)
SEVERAL: Final = re.compile(
    r"(?P<what>.+?) (?P<fault>cannot be read|does not fit the data|do not fit the study), (?P<n>\d+) problems?: .*",
    re.DOTALL,
)
HAN: Final = re.compile("[\u4e00-\u9fff]")
DEEPEST: Final = 6
"""Of what is said within what is said."""


def in_chinese(text: str, depth: int = 0) -> str:
    """Return a sentence of an error, or a part of one, in Chinese; as it is where the table has no words for it."""
    words, templates = _table()
    if text in words:
        return words[text]
    if depth > DEEPEST or not re.search("[a-z]", text):
        return text
    if found := PATH.fullmatch(text):
        path = found["path"].removeprefix("Study").removeprefix(".")
        return f"{path}{'：' if path else ''}{in_chinese(found['what'], depth + 1)}"
    if found := UNKNOWN.fullmatch(text):
        return unknown_concept(found["what"], found["key"], found["near"], found["known"])
    if found := COLUMNS.fullmatch(text):
        return missing_column(found["lacking"], found["hint"])
    if found := RULE.fullmatch(text):
        return broken_rule(*(found[part] or "" for part in ("name", "rule", "got", "where", "hint")))
    for first, last, pattern, chinese in templates:
        if text.startswith(first) and text.endswith(last) and (found := pattern.fullmatch(text)):
            return _filled(chinese, [in_chinese(part, depth + 1) for part in found.groups()])
    return text


def _filled(chinese: str, parts: Sequence[str]) -> str:
    return PLACE.sub(lambda place: parts[int(place[1])], chinese)


def broken_rule(name: str, rule: str, got: str, where: str, hint: str) -> str:
    """Return in Chinese that a value breaks a rule; each part as an English message has it, empty where it has none."""
    said = in_chinese(rule)
    found = f"，实际为{_found(got, where)}" if got else ""
    place = f"（{in_chinese(where)}）" if where else ""
    advice = f"；{_own_words(hint)}" if hint else ""
    return f"{in_chinese(name)}{'' if said.startswith(CLAUSES) else '应为'}{said}{found}{place}{advice}"


def _found(got: str, where: str) -> str:
    """Return what was found; words of ours, which stand at no place of the data, in Chinese."""
    inner = got[1:-1] if got[:1] == got[-1:] and got[:1] in ("'", '"') else ""
    if not inner and " " in got and HAN.search(said := in_chinese(got)):  # a clause of ours, no value of the data
        return said
    if where or not inner:
        return re.sub(r", … (\d+) in all", r" …… 共\1项", got)
    said = in_chinese(inner)
    return f"“{said}”" if HAN.search(said) else got


def _own_words(hint: str) -> str:
    """Return what to do in Chinese; the words of another program as a quotation."""
    said = in_chinese(hint)
    return said if HAN.search(said) else f"原文为“{hint}”"


def missing_column(lacking: str, hint: str) -> str:
    """Return in Chinese that the data lack a column."""
    known = hint.removeprefix("the data have ")
    return f"数据中没有列{lacking}；" + (f"数据中的列有{_counted(known)}" if known != hint else in_chinese(hint))


def unknown_concept(what: str, key: str, near: str | None, known: str) -> str:
    """Return in Chinese that a key names nothing."""
    return f"没有名为{key}的{in_chinese(what)}；" + (f"是否指{near}？" if near else "") + f"可选：{_counted(known)}"


def head(message: str) -> str:
    """Return in Chinese what a message with several problems says before the first of them."""
    if found := SEVERAL.fullmatch(message):
        return f"{in_chinese(found['what'])}{in_chinese(found['fault'])}，共{found['n']}处"
    return in_chinese(message.partition("; ")[0])


def _counted(known: str) -> str:
    return re.sub(r", … (\d+) in all", r" …… 共\1项", known).replace(", ", "、")


def _words() -> dict[str, str]:
    with files("servicekit.foundation").joinpath("errors_zh.toml").open("rb") as stream:
        return tomllib.load(stream)


@cache
def _table() -> tuple[dict[str, str], tuple[tuple[str, str, re.Pattern[str], str], ...]]:
    """Return the words said as they stand, and the sentences with gaps: the most words of their own first."""
    whole = _words()
    templates = []
    for english, chinese in whole.items():
        if PLACE.search(english):
            pieces = PLACE.split(english)[::3]
            gaps = [WORD if one else "(.+?)" for _, one in PLACE.findall(english)]
            whole_pattern = "".join(
                part for pair in zip(map(re.escape, pieces), [*gaps, ""], strict=True) for part in pair
            )
            pattern = re.compile(whole_pattern, re.DOTALL)
            templates.append((-sum(map(len, pieces)), (pieces[0], pieces[-1], pattern, chinese)))
    return whole, tuple(entry for _, entry in sorted(templates, key=lambda pair: pair[0]))
