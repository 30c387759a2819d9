"""MkDocs hook: one bilingual page per framework and the glossary, written from the catalogue at every build."""

from collections.abc import Iterable, Sequence
from html import escape

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from servicekit import catalogue
from servicekit.foundation import Framework

FOLDER = "reference/frameworks"


def _name(framework: Framework) -> str:
    """Return the name of a framework's page; the number first, so that pages sort by it."""
    return f"{framework.number.lower()}_{framework.key}.md"


def _cell(text: object) -> str:
    return escape(str(text), quote=False).replace("|", "&#124;").replace("*", "&#42;")


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _page(framework: Framework) -> str:
    module = framework.concepts.__module__
    name = framework.concepts.__name__
    concepts = [
        (
            f'<span id="{c.key}"></span>`{c.key}`',
            _cell(c.label.en),
            _cell(c.label.zh),
            f"{_cell(c.meaning.en)}<br>{_cell(c.meaning.zh)}",
        )
        for c in framework.concepts
    ]
    sources = [
        f"- {_cell(source)}"
        + (f" “{_cell(source.place)}”." if source.place else "")
        + (f" {_cell(source.conditions.en)} {_cell(source.conditions.zh)}" if source.conditions else "")
        for source in framework.sources
    ]
    reading = framework.interpretation
    return "\n".join(
        [
            f"# {framework.number} {_cell(framework.title.en)} {_cell(framework.title.zh)}\n",
            f"{_cell(framework.summary.en)}\n",
            f"{_cell(framework.summary.zh)}\n",
            f"In code: [`{module}.{name}`][{module}.{name}], "
            f'or `servicekit.catalogue.find_framework("{framework.key}")`.\n',
            *([f"## Reading 解读\n\n{_cell(reading.en)}\n\n{_cell(reading.zh)}\n"] if reading else []),
            "## Concepts 概念\n",
            _table(("Key", "English", "中文", "Meaning 含义"), concepts),
            "## Sources 来源\n",
            *sources,
            "",
        ]
    )


def _overview(frameworks: Iterable[Framework]) -> str:
    rows = [
        (
            f.number,
            f"[{_cell(f.title.en)} {_cell(f.title.zh)}]({_name(f)})",
            f"{_cell(f.summary.en)}<br>{_cell(f.summary.zh)}",
        )
        for f in frameworks
    ]
    head = "# Frameworks 框架\n\nEvery framework of the library, in both languages. 本库的全部框架，中英文对照。\n"
    return head + "\n" + _table(("Number", "Framework 框架", "What it is for 用途"), rows)


def _glossary(entries: Iterable[catalogue.Entry]) -> str:
    pages = {framework.key: _name(framework) for framework in catalogue.frameworks()}
    rows = [
        (
            f"[{_cell(e.label.en)}](frameworks/{pages[e.framework]}#{e.key})",
            _cell(e.label.zh),
            _cell(e.meaning.en),
            _cell(e.meaning.zh),
        )
        for e in sorted(entries, key=lambda entry: (entry.label.en.casefold(), entry.framework))
    ]
    head = "# Glossary 术语表\n\nEvery concept, in the order of its English name. 全部概念，按英文名称排列。\n"
    return head + "\n" + _table(("English", "中文", "Meaning", "含义"), rows)


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the pages of the frameworks and the glossary."""
    frameworks = catalogue.frameworks()
    pages = {f"{FOLDER}/{_name(framework)}": _page(framework) for framework in frameworks}
    pages[f"{FOLDER}/index.md"] = _overview(frameworks)
    pages["reference/glossary.md"] = _glossary(catalogue.glossary())
    for address, content in pages.items():
        files.append(File.generated(config, address, content=content))
    return files
