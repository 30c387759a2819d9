"""The page around the report: one file, nothing fetched; headings that links point to."""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from attrs import frozen

from servicekit.foundation._markup import text
from servicekit.foundation._vocabulary import Language
from servicekit.reports import _labels as wording
from servicekit.reports._style import STYLE

SCRIPT: Final = (
    "(()=>{const box=document.querySelector('nav details'),small=matchMedia('(max-width:60rem)');"
    "const fold=()=>{box.open=!small.matches};fold();small.addEventListener('change',fold);"
    "document.addEventListener('keydown',e=>{if(e.key==='Escape')document.activeElement.blur()});"
    "const links=[...document.querySelectorAll('nav a')];"
    "const seen=new IntersectionObserver(all=>{for(const one of all)"
    "if(one.isIntersecting)for(const a of links)a.hash==='#'+one.target.id?a.setAttribute('aria-current','location'):"
    "a.removeAttribute('aria-current')},{rootMargin:'0px 0px -70%'});"
    "for(const one of document.querySelectorAll('main>section'))seen.observe(one);"
    "for(const box of document.querySelectorAll('.steps')){const rows=[...box.querySelectorAll('tbody tr')],"
    "knob=box.querySelector('input'),said=box.querySelectorAll('dd'),show=()=>{const row=rows[knob.value];"
    "said.forEach((one,i)=>{one.textContent=row.cells[i].textContent});"
    "knob.setAttribute('aria-valuetext',row.cells[0].textContent)};knob.addEventListener('input',show);show();"
    "box.querySelector('.knob').hidden=false;box.querySelector('details').open=false}})()"
)
"""Folds the contents on a phone, marks where the reader is, lets Esc close a figure, and a slider move along the rows
of a table; without it all is shown."""
HASH: Final = b64encode(sha256(SCRIPT.encode()).digest()).decode()
POLICY: Final = f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{HASH}'"


@frozen(kw_only=True)
class Entry:
    """One line of the contents.

    Attributes:
        anchor: What it points to.
        name: Its words.
        note: How much is sure there.
    """

    anchor: str
    name: str
    note: str = ""


def page(*, title: str, facts: str, language: Language, contents: Sequence[Entry], body: str) -> str:
    """Return a whole HTML document.

    Args:
        title: Plain text, escaped here.
        facts: What was read, one line, plain text.
        language: Language of the text.
        contents: Lines of the contents.
        body: HTML that is escaped already.
    """
    code = "zh-Hans" if language == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{code}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{text(title)}</title>\n<link rel="icon" href="data:,">\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#short">{text(wording.SKIP.text(language))}</a>\n<div class="page" id="top">\n'
        f'<header class="bar"><p class="title">{text(title)}</p><p class="facts">{text(facts)}</p></header>\n'
        f'<div class="columns">\n{_contents(contents, language)}\n<main>\n{body}\n</main>\n</div>\n</div>\n'
        f"<script defer>{SCRIPT}</script>\n</body>\n</html>\n"
    )


def _contents(entries: Sequence[Entry], language: Language) -> str:
    lines = "".join(
        f'<li><a href="#{text(entry.anchor)}">{text(entry.name)}{_note(entry.note)}</a></li>' for entry in entries
    )
    name = text(wording.CONTENTS.text(language))
    box = f'<details class="box" open><summary>{name}</summary><ul>{lines}</ul></details>'
    return f'<nav aria-label="{name}">{box}</nav>'


def _note(words: str) -> str:
    return f"<span>{text(words)}</span>" if words else ""


def section(anchor: str, body: str, language: Language) -> str:
    """Return a section that the contents point to, with a way back."""
    back = "" if anchor == "short" else f'<p class="back"><a href="#top">{text(wording.BACK.text(language))}</a></p>'
    return f'<section id="{text(anchor)}">{body}{back}</section>'


def heading(words: str, level: int = 2) -> str:
    """Return a heading."""
    return f"<h{level}>{text(words)}</h{level}>"


def paragraph(words: str, kind: str = "") -> str:
    """Return a paragraph, of a class of the style sheet if one is named."""
    return f'<p class="{kind}">{text(words)}</p>' if kind else f"<p>{text(words)}</p>"


def folded(summary: str, body: str, anchor: str = "", kind: str = "") -> str:
    """Return details that a reader opens; ``body`` is HTML, ``anchor`` what pictures point to, ``kind`` a class."""
    named = f' id="{text(anchor)}"' if anchor else ""
    named += f' class="{kind}"' if kind else ""
    return f"<details{named}><summary>{text(summary)}</summary>{body}</details>" if body else ""
