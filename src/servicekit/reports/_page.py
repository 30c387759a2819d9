"""The page around the report: styles for screen and paper, no script, nothing fetched."""

from typing import Final

from servicekit.foundation._markup import text
from servicekit.foundation._vocabulary import Language

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
STYLE: Final = """
:root{--ink:#1f2933;--muted:#52606d;--line:#d9e2ec;--good:#00724f;--bad:#b03a00;--caution:#8a5a00;--soft:#f5f7fa}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:2rem 1.25rem 4rem;color:var(--ink);background:#fff;
font:16px/1.55 "Segoe UI",system-ui,-apple-system,"Noto Sans","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",
"WenQuanYi Micro Hei",sans-serif}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .25rem}
h2{font-size:1.35rem;margin:2.6rem 0 .6rem;border-top:2px solid var(--line);padding-top:1.1rem}
h3{font-size:1.05rem;margin:1.4rem 0 .4rem}
p.sub,.small,figcaption{color:var(--muted);font-size:.92rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.8rem;margin:1rem 0}
.tile{border:1px solid var(--line);border-radius:.5rem;padding:.8rem 1rem;background:var(--soft)}
.tile b{display:block;font-size:1.7rem;line-height:1.25}
.tile span{display:block;color:var(--muted);font-size:.88rem}
ul.findings{list-style:none;padding:0;margin:.4rem 0}
ul.findings li{padding:.35rem .7rem;margin:.3rem 0;border-left:4px solid var(--line);background:var(--soft)}
ul.findings li.good{border-color:var(--good)}ul.findings li.bad{border-color:var(--bad)}
ul.findings li.caution{border-color:var(--caution)}
ul.first li{margin:.35rem 0}
figure{margin:1rem 0}figure svg{max-width:100%;height:auto;display:block}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.9rem;margin:.5rem 0;min-width:50%}
caption{text-align:left;font-weight:600;padding:.3rem 0}
th,td{text-align:left;padding:.3rem .7rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td{font-variant-numeric:tabular-nums}
details{margin:.7rem 0}summary{cursor:pointer;color:var(--muted)}
@media print{body{max-width:none;padding:0;font-size:11pt}h2{break-after:avoid}figure,.tile,li,tr{break-inside:avoid}
summary{list-style:none}}
"""


def page(*, title: str, language: Language, body: str) -> str:
    """Return a whole HTML document.

    Args:
        title: Plain text, escaped here.
        language: Language of the text.
        body: HTML that is escaped already.
    """
    code = "zh-Hans" if language == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{code}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{text(title)}</title>\n<link rel="icon" href="data:,">\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def picture(svg: str, caption: str) -> str:
    """Return a figure with its caption, which is also what a screen reader says."""
    labelled = svg.replace("<svg ", f'<svg role="img" aria-label="{text(caption)}" ', 1)
    return f"<figure>{labelled}<figcaption>{text(caption)}</figcaption></figure>"


def heading(words: str, level: int = 2, anchor: str = "") -> str:
    """Return a heading; ``anchor`` is what links point to."""
    mark = f' id="{text(anchor)}"' if anchor else ""
    return f"<h{level}{mark}>{text(words)}</h{level}>"


def paragraph(words: str, kind: str = "") -> str:
    """Return a paragraph, of a class of the style sheet if one is named."""
    return f'<p class="{kind}">{text(words)}</p>' if kind else f"<p>{text(words)}</p>"


def folded(summary: str, body: str) -> str:
    """Return details that a reader opens; ``body`` is HTML."""
    return f"<details><summary>{text(summary)}</summary>{body}</details>"
