"""Help and refusals of the command line in the language of whoever calls it."""

import argparse
import os
import re
from collections.abc import Mapping, Sequence
from typing import IO, Any, Final, NoReturn

from servicekit.cli._words import LACKING
from servicekit.foundation._errors import ServiceKitError
from servicekit.foundation._vocabulary import LANGUAGES, Label, Language

USAGE: Final = Label("usage: ", "用法：")
OPTIONS: Final = Label("options", "选项")
ARGUMENTS: Final = Label("positional arguments", "参数")
HELP: Final = Label("show this help and exit", "显示本说明")
VERSION: Final = Label("show the version and exit", "显示版本号")
KINDS: Final = {
    "SK101": Label("a value breaks a rule", "取值不符合要求"),
    "SK102": Label("these cannot be compared or merged", "量表或设定不同，不能合并或比较"),
    "SK103": Label("an unknown name", "没有这个名称"),
    "SK104": Label("a column is not there", "数据中没有这一列"),
    "SK105": Label("a file cannot be read", "文件或记录无法读取"),
    "SK201": Label("too few usable data", "可用的数据太少"),
    "SK202": Label("an iteration did not settle", "计算没有收敛"),
    "SK301": Label("not allowed now", "当前状态不允许"),
    "SK401": Label("an optional package is missing", "缺少可选的软件包"),
}
"""What is wrong by the code of an error, for readers of another language than its message."""
IN_A_STUDY: Final = {
    r"(?:policy=)?InputPolicy\(invalid='omit'\)": Label(
        'invalid = "omit" at the top of the study', '在方案文件开头写 invalid = "omit" 的办法'
    ),
    r"(?:pass )?policy=sk\.InputPolicy\(text=True\)": Label(
        "write text = true at the top of the study", "text = true（方案文件开头）"
    ),
}
"""What a caller would write in Python -> what stands in a study."""
WRONG_CALLS: Final = (
    (r"the following arguments are required: (.*)", "缺少必需的参数：{0}"),
    (r"unrecognized arguments: (.*)", "不认识的参数：{0}"),
    (r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)", "参数{0}不能是{1}，可选：{2}"),
    (r"argument (.*?): expected one argument", "参数{0}后面缺少取值"),
    (r"argument (.*?): invalid (?:int|float) value: (.*)", "参数{0}应为数字，实际为{1}"),
    (r"argument (.*?): ignored explicit argument (.*)", "参数{0}不带取值，实际为{1}"),
)


def language_of(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> Language:
    """Return the language that a call asks for: as it says, else that of the locale, else English.

    Args:
        arguments: Of the call.
        environment: Variables; those of the process if None.
    """
    for place, word in enumerate(arguments):
        name, _, value = word.partition("=")
        if name == "--language":
            said = value or (arguments[place + 1] if place + 1 < len(arguments) else "")
            if said in LANGUAGES:
                return "zh" if said == "zh" else "en"
    known = os.environ if environment is None else environment
    spoken = next((known[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if known.get(name)), "")
    return "zh" if spoken.lower().startswith("zh") else "en"


class _Help(argparse.HelpFormatter):
    """Help whose first word is of its language."""

    language: Language = "en"

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, USAGE.text(self.language) if prefix is None else prefix)


class _ChineseHelp(_Help):
    language: Language = "zh"


class SpokenParser(argparse.ArgumentParser):
    """A parser whose help and errors are in one language; those of its commands as well.

    Args:
        language: Of the words.
        about: More of ``argparse.ArgumentParser``.
    """

    def __init__(self, *, language: Language = "en", **about: Any) -> None:
        kind = _ChineseHelp if language == "zh" else _Help
        super().__init__(add_help=False, formatter_class=kind, **about)
        self.language: Language = language
        self._optionals.title = OPTIONS.text(language)
        self._positionals.title = ARGUMENTS.text(language)
        self.add_argument("-h", "--help", action="help", help=HELP.text(language))

    def error(self, message: str) -> NoReturn:
        """Say how the call is wrong, and end with 2."""
        if (lacking := _lacking(message)) is not None:
            said = lacking.text(self.language)
        else:
            said = in_chinese(message) if self.language == "zh" else message
            self.print_usage(_stderr())
        self.exit(2, f"{self.prog}: {'错误：' if self.language == 'zh' else 'error: '}{said}\n")


def _lacking(message: str) -> Label | None:
    """Return what to do about the first argument that is not given; None where something else is wrong."""
    found = re.fullmatch(r"the following arguments are required: (.*)", message)
    names = found[1].split(", ") if found else []
    return next((LACKING[name] for name in names if name in LACKING), None)


def _stderr() -> IO[str]:
    import sys

    return sys.stderr


def in_chinese(message: str) -> str:
    """Return what is wrong with a call in Chinese, or as it is where nobody has said it in Chinese."""
    for pattern, words in WRONG_CALLS:
        if (found := re.fullmatch(pattern, message)) is not None:
            return words.format(*found.groups())
    return message


def _said_of_files(message: str, language: Language) -> str:
    """Return a message in which what a caller would write in Python is what stands in a study."""
    for in_python, key in IN_A_STUDY.items():
        message = re.sub(in_python, key.text(language), message)
    return message


def refusal(error: ServiceKitError, language: Language) -> str:
    """Write a refusal: one line, or one for each of several problems; its kind first where its words are English.

    Args:
        error: What was refused.
        language: Of whoever reads it.
    """
    colon = "：" if language == "zh" else ": "
    said, kind = _said_of_files(error.text(language), language), KINDS.get(error.code)
    start = f"servicekit{colon}"
    if language == "zh" and kind is not None and error.text(language) == str(error):
        start += f"{kind.zh}{colon}"
    if len(error.problems) < 2:
        return f"{start}{said} [{error.code}]"
    problems = (f"- {_said_of_files(problem, language)}" for problem in error.each_problem(language))
    return "\n".join([f"{start}{error.head(language)}{colon.rstrip()} [{error.code}]", *problems])
