"""The command line: assess a file, see the demo, read the glossary, draft a study for an unknown file."""

import argparse
import sys
from codecs import lookup
from collections.abc import Sequence
from io import TextIOWrapper
from json import dumps
from pathlib import Path
from typing import Any, Final, TextIO

from servicekit import __version__
from servicekit.foundation._errors import NotEnoughDataError, ServiceKitError
from servicekit.foundation._vocabulary import LANGUAGES, Label, Language

REFUSED = 1
EMPTY: Final = Label(
    "nothing in the file could be drafted for an assessment; what it would need stands in the draft, on "
    "lines that begin with #",
    "该文件中没有可供评估的内容；所需信息见草稿中以 # 开头的行",
)
TABLES: Final = {
    "complaints": "a log of complaint cases",
    "transactions": "a log of purchases",
    "audits": "observations of standards",
    "waits": "a log of waits",
    "churn": "customers who stay or leave",
    "events": "a log of events of cases",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 where it worked, 1 where data, study or a path were refused, 2 where it was called wrongly."""
    for stream in (sys.stdout, sys.stderr):
        _able_to_say_everything(stream)
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.run is None:
        parser.print_help()
        return 0
    try:
        options.run(options)
    except ServiceKitError as error:
        print(f"servicekit: {error} [{error.code}]", file=sys.stderr)
        return REFUSED
    except BrokenPipeError:  # the reader of a pipe has seen enough
        sys.stderr.close()
    except OSError as error:  # a folder that is not there or may not be written to, a full disk
        print(f"servicekit: cannot use {str(error.filename)!r}: {error.strerror}", file=sys.stderr)
        return REFUSED
    return 0


def _able_to_say_everything(stream: TextIO) -> None:
    """Let a stream print Chinese: as UTF-8 where the locale says nothing (LANG=C), else escaped if it must be."""
    if isinstance(stream, TextIOWrapper):
        unset = lookup(stream.encoding).name == "ascii"
        stream.reconfigure(encoding="utf-8" if unset else stream.encoding, errors="backslashreplace")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="servicekit", description="Honest assessments of service quality.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(metavar="COMMAND")
    assess = commands.add_parser("assess", help="assess a survey and the tables beside it and write a report")
    assess.add_argument("file", nargs="?", help="survey answers: .csv, .tsv, .xlsx, .parquet or .arrow")
    for name, meaning in TABLES.items():
        assess.add_argument(f"--{name}", metavar="FILE", help=f"{meaning}, of the same kinds of file")
    assess.add_argument("--study", required=True, help="the study: a TOML file that says which column means what")
    _add_output(assess)
    _add_reading(assess)
    assess.set_defaults(run=_assess)
    demo = commands.add_parser("demo", help="assess the shipped example survey and write a report")
    demo.add_argument("--folder", help="also write the example's survey.csv and study.toml here")
    _add_output(demo)
    demo.set_defaults(run=_demo)
    glossary = commands.add_parser("glossary", help="print every concept of every framework")
    glossary.add_argument("words", nargs="*", help="only concepts and frameworks that contain these words")
    _add_language(glossary)
    glossary.set_defaults(run=_glossary)
    draft_study = commands.add_parser("draft", help="look at an unknown file and draft a study for you to confirm")
    draft_study.add_argument("files", nargs="+", metavar="FILE", help="survey answers, and logs beside them")
    draft_study.add_argument("--out", help="where to write the study; the screen by default")
    _add_language(draft_study)
    _add_reading(draft_study)
    draft_study.set_defaults(run=_draft)
    return parser


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of the output")


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--report", default="report.html", help="where to write the report (default: report.html)")
    parser.add_argument("--json", help="also write every figure as JSON here")
    _add_language(parser)


def _add_reading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--encoding", default="utf-8-sig", help="of a text file, such as gb18030 (default: UTF-8)")
    parser.add_argument("--delimiter", help="of a text file (default: found from its header)")
    parser.add_argument("--sheet", help="of a workbook (default: the first)")


def _table(options: argparse.Namespace, file: str) -> Any:
    from servicekit.files._tables import read_table

    delimiter = {"tab": "\t", "\\t": "\t"}.get(options.delimiter or "", options.delimiter)
    return read_table(file, encoding=options.encoding, delimiter=delimiter, sheet=options.sheet)


def _assess(options: argparse.Namespace) -> None:
    from servicekit.files._studies import read_study

    files = {name: getattr(options, name) for name in TABLES if getattr(options, name)}
    if not options.file and not files:
        wanted = ", ".join(f"--{name} FILE" for name in TABLES)
        raise NotEnoughDataError(f"there is nothing to assess: name a survey file, or one of {wanted}")
    study = read_study(options.study)
    survey = _table(options, options.file) if options.file else None
    _write(study, survey, options, **{name: _table(options, file) for name, file in files.items()})


def _demo(options: argparse.Namespace) -> None:
    from servicekit.datasets._example import load_example, write_example

    if options.folder:
        for path in write_example(options.folder):
            print(path)
    example = load_example()
    _write(example.study, example.survey, options, **example.tables)


def _write(study: Any, data: Any, options: argparse.Namespace, **tables: Any) -> None:
    from servicekit.reports._html import report
    from servicekit.study._assessment import assess

    language: Language = options.language
    with _Progress(sys.stderr, language) as progress:
        assessment = assess(study, data, progress=progress, **tables)
    Path(options.report).write_text(report(assessment, language=language), encoding="utf-8")
    if options.json:
        text = dumps(assessment.to_dict(), ensure_ascii=False, allow_nan=False, indent=2)
        Path(options.json).write_text(text + "\n", encoding="utf-8")
    for finding in assessment.first:
        print(f"- {finding.text.text(language)}")
    print(options.report)


class _Progress:
    """One line on a terminal that says what is being done; nothing at all where nobody is watching."""

    def __init__(self, stream: TextIO, language: Language) -> None:
        self.stream, self.shown = stream, stream.isatty()
        self.language: Language = language

    def __call__(self, done: int, steps: int, name: Label) -> None:
        if self.shown:
            self.stream.write(f"\r\033[K[{done}/{steps}] {name.text(self.language)} …")
            self.stream.flush()

    def __enter__(self) -> "_Progress":
        return self

    def __exit__(self, *error: object) -> None:
        if self.shown:
            self.stream.write("\r\033[K")
            self.stream.flush()


def _glossary(options: argparse.Namespace) -> None:
    from servicekit.catalogue._catalogue import frameworks

    wanted = [word.casefold() for word in options.words]
    for framework in frameworks():
        title = f"{framework.number} {framework.title.text(options.language)}"
        lines = [
            f"  {concept.key}: {concept.label.text(options.language)} – {concept.meaning.text(options.language)}"
            for concept in framework.concepts
        ]
        if wanted:
            lines = [line for line in lines if all(word in f"{title} {line}".casefold() for word in wanted)]
        if lines:
            print("\n".join([title, *lines, ""]))


def _draft(options: argparse.Namespace) -> None:
    from servicekit.draft._draft import draft_study

    draft = draft_study(*(_table(options, file) for file in options.files))
    text, summary = (say(language=options.language) for say in (draft.to_toml, draft.summary))
    if options.out:
        Path(options.out).write_text(text, encoding="utf-8")
        print(f"{options.out}\n\n{summary}", end="")
    else:  # as remarks, so that what is printed stays a study
        print(text, *(f"# {line}".rstrip() for line in summary.splitlines()), sep="\n")
    if draft.is_empty:
        raise NotEnoughDataError(EMPTY.text(options.language))
