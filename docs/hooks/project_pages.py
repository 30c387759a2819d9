"""MkDocs hook: README, architecture, contributing and changelog stand once, at the top of the project."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

PAGES = {
    "README.md": "index.md",
    "ARCHITECTURE.md": "architecture.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
}


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the files of the project as pages, with their links turned to the places they have on the site."""
    project = Path(config.config_file_path).parent
    for name, address in PAGES.items():
        text = (project / name).read_text(encoding="utf-8").replace("](docs/", "](")
        for other, there in PAGES.items():
            text = text.replace(f"]({other}", f"]({there}")
        files.append(File.generated(config, address, content=text))
    return files
