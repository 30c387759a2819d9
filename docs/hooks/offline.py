"""MkDocs hook: no page fetches anything; the notebook plugin would have readers load MathJax from elsewhere."""

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

LOADER = re.compile(r"<script data-mkdocs-jupyter-mathjax=.*?</script>\s*", re.DOTALL)


def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> str:
    """Take the loader of MathJax out of a page."""
    return LOADER.sub("", output)
