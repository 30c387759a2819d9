"""MkDocs hook: every page has its place by its folder; nobody edits a list of pages."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

SECTIONS = {
    "Tutorial": "tutorial",
    "How to": "how-to",
    "Notebooks": "notebooks",
    "Explanation": "explanation",
    "Frameworks 框架": "reference/frameworks",
    "Reference": "reference/namespaces",
}
PROJECT = ["architecture.md", "contributing.md", "changelog.md"]


def _in_order(pages: list[File]) -> list[str]:
    """Put the overview of a folder first and the others by name, so that 01-… precedes 02-…."""
    addresses = sorted(page.src_uri for page in pages)
    return sorted(addresses, key=lambda address: not address.endswith("/index.md"))


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Build the navigation from the pages that are there."""
    pages = [*files.documentation_pages()]
    nav: list[object] = ["index.md"]
    for title, folder in SECTIONS.items():
        if inside := _in_order([page for page in pages if page.src_uri.startswith(f"{folder}/")]):
            nav.append({title: inside + (["reference/glossary.md"] if folder == "reference/frameworks" else [])})
    config.nav = [*nav, {"Project": PROJECT}]
    return files
