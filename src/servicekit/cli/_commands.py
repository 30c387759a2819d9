"""The command line: assess a file, see the demo, read the glossary, draft a study for an unknown file."""

import argparse
import sys
from collections.abc import Callable, Sequence
from json import dumps
from typing import Any, Final

from servicekit import __version__
from servicekit.cli._spoken import VERSION, SpokenParser, language_of, refusal
from servicekit.cli._terminal import Progress, able_to_say_everything
from servicekit.cli._words import ABOUT, CANNOT_USE, COMMAND, COMMANDS, ENDED, FAULTS, HELPS, SAME_KINDS, TABLES
from servicekit.data._accepted import Data
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError, ServiceKitError
from servicekit.foundation._vocabulary import LANGUAGES, Label, Language

REFUSED: Final = 1
STOPPED: Final = 130
NOTHING: Final = Label(
    "no concept contains {words}; try one word of it, in English or Chinese, or none for all concepts",
    "没有概念包含{words}；请换用其中一个词（中英文均可），不写词则列出全部概念",
)
EMPTY: Final = Label(
    "nothing in the file could be drafted for an assessment; what it would need stands in the draft, on "
    "lines that begin with #",
    "该文件中没有可供评估的内容；所需信息见草稿中以 # 开头的行",
)
NEXT: Final = Label(
    "Next: read the study beside the questionnaire or the log, correct it in any text editor, then:",
    "下一步：对照问卷或记录表阅读并修改该文件（任何文本编辑器均可），然后运行：",
)
AGREES: Final = Label("every sentence and every figure is as the results say", "报告的每句话、每个数值都与结果文件一致")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Returns:
        0 where it worked, 1 where data, study or a path were refused or nothing could be measured, 2 where it was
        called wrongly, 130 where it was stopped by Ctrl-C.
    """
    for stream in (sys.stdout, sys.stderr):
        able_to_say_everything(stream)
    words = sys.argv[1:] if arguments is None else arguments
    language = language_of(words)
    parser = _parser(language)
    options = parser.parse_args(words)
    if options.run is None:
        parser.print_help()
        return 0
    try:
        options.run(options)
    except ServiceKitError as error:
        print(refusal(error, language), file=sys.stderr)
        return REFUSED
    except BrokenPipeError:  # the reader of a pipe has seen enough
        sys.stderr.close()
    except OSError as error:  # a folder that is not there or may not be written to, a full disk
        said = FAULTS.get(error.errno or 0)
        fault = error.strerror if said is None else said.text(language)
        print(CANNOT_USE.text(language).format(repr(str(error.filename)), fault), file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print(ENDED.text(language), file=sys.stderr)
        return STOPPED
    return 0


def _parser(language: Language) -> argparse.ArgumentParser:
    about: dict[str, Any] = {"language": language}
    parser = SpokenParser(prog="servicekit", description=ABOUT.text(language), **about)
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}", help=VERSION.text(language))
    _add_language(parser, language)
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(metavar=COMMAND.text(language), parser_class=SpokenParser)

    def command(name: str, run: Callable[[argparse.Namespace], None]) -> SpokenParser:
        words = COMMANDS[name].text(language)
        made = commands.add_parser(name, help=words, description=words, **about)
        made.set_defaults(run=run)
        _add_language(made, language)
        return made

    _add_tables(assess := command("assess", _assess), language)
    _add_output(assess, language)
    _add_tables(command("check", _check), language)
    demo = command("demo", _demo)
    demo.add_argument("--folder", help=HELPS["folder"].text(language))
    _add_output(demo, language)
    verify = command("verify", _verify)
    verify.add_argument("report", help=HELPS["page"].text(language))
    verify.add_argument("results", help=HELPS["results_file"].text(language))
    command("glossary", _glossary).add_argument("words", nargs="*", help=HELPS["words"].text(language))
    draft_study = command("draft", _draft)
    draft_study.add_argument("files", nargs="+", metavar="FILE", help=HELPS["files"].text(language))
    draft_study.add_argument("--out", help=HELPS["out"].text(language))
    _add_force(draft_study, language)
    _add_reading(draft_study, language)
    return parser


def _add_tables(parser: argparse.ArgumentParser, language: Language) -> None:
    parser.add_argument("file", nargs="?", help=HELPS["file"].text(language))
    for name, meaning in TABLES.items():
        parser.add_argument(f"--{name}", metavar="FILE", help=SAME_KINDS.text(language).format(meaning.text(language)))
    parser.add_argument("--study", required=True, help=HELPS["study"].text(language))
    _add_reading(parser, language)


def _add_force(parser: argparse.ArgumentParser, language: Language) -> None:
    parser.add_argument("--force", action="store_true", help=HELPS["force"].text(language))


def _add_language(parser: argparse.ArgumentParser, language: Language) -> None:
    # said before the command or after it: a command takes over what was said before it
    parser.add_argument("--language", choices=LANGUAGES, default=language, help=HELPS["language"].text(language))


def _add_output(parser: argparse.ArgumentParser, language: Language) -> None:
    parser.add_argument("--report", default="report.html", help=HELPS["report"].text(language))
    parser.add_argument("--json", help=HELPS["json"].text(language))
    parser.add_argument("--results", help=HELPS["results"].text(language))
    _add_force(parser, language)


def _add_reading(parser: argparse.ArgumentParser, language: Language) -> None:
    parser.add_argument("--encoding", help=HELPS["encoding"].text(language))
    parser.add_argument("--delimiter", help=HELPS["delimiter"].text(language))
    parser.add_argument("--sheet", help=HELPS["sheet"].text(language))
    parser.add_argument("--header-row", type=int, help=HELPS["header_row"].text(language))


def _table(options: argparse.Namespace, file: str, study: object = None) -> Any:
    from servicekit.files._tables import LABELLED, read_table

    delimiter = {"tab": "\t", "\\t": "\t"}.get(options.delimiter or "", options.delimiter)
    # groups and waves are read by their names, ratings by their codes
    words = _groupings(study) if study is not None and file.lower().endswith(LABELLED) else ()
    reading = {"encoding": options.encoding, "sheet": options.sheet, "header_row": options.header_row}
    return read_table(file, delimiter=delimiter, words=words, **reading)


def _groupings(study: Any) -> tuple[str, ...]:
    return (*study.groups, *((study.wave,) if isinstance(study.wave, str) else ()))


def _read(options: argparse.Namespace) -> tuple[Any, Any, dict[str, Any]]:
    """Return the study, the survey and the tables beside it."""
    from servicekit.files._studies import read_study

    files = _tables(options)
    if not options.file and not files:
        wanted = ", ".join(f"--{name} FILE" for name in TABLES)
        raise NotEnoughDataError(f"there is nothing to assess: name a survey file, or one of {wanted}")
    study = read_study(options.study)
    if options.file and not files and not study.uses:
        # a study that was drafted from one table names no survey: the file that is given is that table
        described = [name for name in TABLES if getattr(study, name) is not None]
        if len(described) == 1:
            return study, None, {described[0]: _table(options, options.file)}
    survey = _table(options, options.file, study) if options.file else None
    if survey is not None and not files:  # a log with ratings in it is both
        return study, survey, {name: survey for name in TABLES if _describes(getattr(study, name), survey)}
    return study, survey, {name: _table(options, file) for name, file in files.items()}


def _describes(section: Any, table: Any) -> bool:
    """Return whether a section of a study names columns of a table, and no others."""
    from servicekit.data._frames import column_names

    roles = ("customer", "date", "amount", "tenure", "churned", "case", "activity", "time")
    named = [*getattr(section, "columns", {}).values(), *(getattr(section, role, None) for role in roles)]
    columns = {name for name in named if name is not None}
    return bool(columns) and columns <= set(column_names(table))


def _tables(options: argparse.Namespace) -> dict[str, str]:
    return {name: getattr(options, name) for name in TABLES if getattr(options, name)}


def _assess(options: argparse.Namespace) -> None:
    _check_outputs(options, options.file, options.study, *_tables(options).values())
    study, survey, tables = _read(options)
    _write(study, survey, options, **tables)


def _check(options: argparse.Namespace) -> None:
    from servicekit.study.tables._checking import check_study

    study, survey, tables = _read(options)
    for line in check_study(study, survey, **tables):
        print(line.text(options.language))


def _check_outputs(options: argparse.Namespace, *inputs: str | None) -> None:
    """Refuse, before any work is done, an output by which something would be lost."""
    from servicekit.files._output import check_output
    from servicekit.reports._html import form_of

    others = [options.json, options.results]
    endings = (".html", ".htm", ".md", ".xlsx")
    check_output(options.report, inputs=[*inputs, *others], replaces=_replaceable(options, *endings))
    if options.json:
        check_output(options.json, inputs=[*inputs, options.results], replaces=_replaceable(options, ".json"))
    if options.results:
        check_output(options.results, inputs=inputs, replaces=_replaceable(options, ".parquet"))
    form_of(options.report)


def _replaceable(options: argparse.Namespace, *endings: str) -> tuple[str, ...] | None:
    return None if options.force else endings


def _demo(options: argparse.Namespace) -> None:
    from servicekit.datasets._example import load_example, write_example

    _check_outputs(options)
    if options.folder:
        for path in write_example(options.folder, replace=options.force):
            print(str(path))
    example = load_example()
    _write(example.study, example.survey, options, **example.tables)


def _write(study: Any, data: Data, options: argparse.Namespace, **tables: Any) -> None:
    from servicekit.files._frames import has_figure
    from servicekit.files._output import write_text
    from servicekit.reports._html import report
    from servicekit.study._assessment import assess
    from servicekit.study._part import nothing_to_report
    from servicekit.study._part_tasks import JOINT_PARTS, SURVEY_PARTS, TABLE_PARTS
    from servicekit.study.wording._customer_word import customer_word

    language: Language = options.language
    with Progress(sys.stderr, language) as progress:
        assessment = assess(study, data, progress=progress, **tables)
    if not has_figure(assessment):
        absent = {task.KEY for name, task in TABLE_PARTS.items() if tables.get(name) is None}
        absent |= {task.KEY for task in SURVEY_PARTS} if data is None else set()
        absent |= {task.KEY for task in JOINT_PARTS if not task.is_asked(study)}
        raise nothing_to_report(part for part in assessment.not_run if part.key not in absent)
    report(assessment, language=language, path=options.report)
    if options.json:
        text = dumps(assessment.to_dict(), ensure_ascii=False, allow_nan=False, indent=2)
        write_text(options.json, text + "\n")
    if options.results:
        from servicekit.files._results import write_results

        write_results(options.results, assessment)
    screen = assessment.first_screen
    spoken = customer_word(study, assessment.parts) if language == "zh" else str
    print(spoken(screen.opening.text(language)))
    for finding in (*screen.urgent, *screen.findings):
        print(f"- {spoken(finding.text.text(language))}")
    for line in (*screen.notes, screen.promise):
        print(spoken(line.text(language)))
    print(options.report)


def _verify(options: argparse.Namespace) -> None:
    from pathlib import Path

    from servicekit.files._tables import read_table
    from servicekit.reports._verify import verify

    page = Path(options.report).read_text(encoding="utf-8")
    wrong = verify(page, read_table(options.results))
    for one in wrong:
        print(f"{one.key}: {one.problem.text(options.language)}")
    if wrong:
        problems = [one.problem.text(options.language) for one in wrong]
        raise InvalidValueError("the report", "as its results say", f"{len(problems)} differences")
    print(AGREES.text(options.language))


def _glossary(options: argparse.Namespace) -> None:
    from itertools import groupby

    from servicekit.catalogue._catalogue import find_framework, glossary

    colon = ": " if options.language == "en" else "："
    words = " ".join(options.words)
    if not (found := glossary(words)):
        print(f"servicekit: {NOTHING.text(options.language).format(words=repr(words))}", file=sys.stderr)
    for name, entries in groupby(found, key=lambda entry: entry.framework):
        lines = []
        for entry in entries:
            label, meaning = (text.text(options.language) for text in (entry.label, entry.meaning))
            key = entry.key if name else f"servicekit.{entry.key}"
            brackets = f" ({key})" if options.language == "en" else f"（{key}）"
            lines.append(f"{'  ' if name else ''}{label}{brackets}{colon}{meaning}")
        if name:
            framework = find_framework(name)
            lines.insert(0, f"{framework.number} {framework.title.text(options.language)}")
        print("\n".join([*lines, ""]))


def _call(options: argparse.Namespace, kinds: Sequence[str]) -> str:
    """Return the command that assesses what was drafted."""
    from shlex import quote

    named = {"cases": "complaints", "audit": "audits"}
    taken = [named.get(kind, kind) for kind in kinds]
    surveys, logs = [], []
    for file, kind in zip(options.files, taken, strict=False):
        if kind in TABLES and len(options.files) > 1:
            logs.append(f"--{kind} {quote(file)}")
        else:
            surveys.append(quote(file))
    return " ".join(["servicekit assess", *surveys[:1], *logs, f"--study {quote(options.out)}"])


def _draft(options: argparse.Namespace) -> None:
    from servicekit.draft._draft import draft_study
    from servicekit.files._output import check_output, write_text

    if options.out:
        check_output(options.out, inputs=options.files, replaces=_replaceable(options))
    draft = draft_study(*(_table(options, file) for file in options.files))
    text, summary = (say(language=options.language) for say in (draft.to_toml, draft.summary))
    if options.out:
        write_text(options.out, text)
        print(f"{options.out}\n\n{summary}", end="")
        if not draft.is_empty:
            print(f"\n{NEXT.text(options.language)}\n  {_call(options, draft.kinds)}")
    else:  # as remarks, so that what is printed stays a study
        print(text, *(f"# {line}".rstrip() for line in summary.splitlines()), sep="\n")
    if draft.is_empty:
        raise NotEnoughDataError(EMPTY.en, [EMPTY])
