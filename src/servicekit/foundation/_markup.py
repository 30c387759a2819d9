"""Escaped HTML for notebooks and reports: text, tables and lists; nothing here trusts what it is given."""

from collections.abc import Iterable, Sequence
from html import escape

# bidirectional controls let a label spoof what stands around it, so they are written out
_BIDI = {code: f"\\u{code:04x}" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F)}


def visible(name: object) -> str:
    """Return a name as one line: line breaks, tabs, control and direction-changing characters are written out."""
    plain = str(name)
    if plain.isprintable():
        return plain
    return "".join(c if c.isprintable() or c == "\u3000" else ascii(c)[1:-1] for c in plain.translate(_BIDI))


def text(value: object) -> str:
    """Return any value as escaped HTML text with direction-changing and control characters made visible."""
    plain = str(value).translate(_BIDI)
    visible = "".join(c if c.isprintable() or c in "\n\t" or c == "\u3000" else ascii(c)[1:-1] for c in plain)
    return escape(visible, quote=True)


def table(header: Sequence[object], rows: Iterable[Sequence[object]], *, caption: str = "") -> str:
    """Return an HTML table; every cell is escaped."""
    title = f"<caption>{text(caption)}</caption>" if caption else ""
    cells = "".join(f'<th scope="col">{text(cell)}</th>' if str(cell) else "<td></td>" for cell in header)
    head = f"<thead><tr>{cells}</tr></thead>" if cells else ""
    body = "".join("<tr>" + "".join(f"<td>{text(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{title}{head}<tbody>{body}</tbody></table>"


def number(value: float | None, digits: int = 4) -> str:
    """Write a number for a person: significant digits, no exponent for everyday sizes, an em dash for none."""
    if value is None:
        return "—"
    # 9999.7 would round up into an exponent
    return f"{value:.{digits}g}" if abs(value) < 10**digits - 0.5 else f"{value:,.0f}"
