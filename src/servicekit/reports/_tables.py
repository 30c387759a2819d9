"""Tables of the report: every figure of a part with interval and number of answers; each row names its result."""

from collections.abc import Sequence
from itertools import groupby

from servicekit.foundation import _markup as markup
from servicekit.foundation._vocabulary import Language
from servicekit.reports import _labels as wording
from servicekit.study.conclusions._figures import Figure


def figure_tables(figures: Sequence[Figure], language: Language) -> str:
    """Return one table for each result of a part; a share that may not be published is a dash with the reason."""
    tables = []
    for caption, rows in groupby(figures, key=lambda figure: figure.caption):
        listed = list(rows)
        words = (wording.MEASURE, wording.VALUE, wording.INTERVAL, wording.counted(listed[0].part))
        kinds = ("", ' class="n"', ' class="n"', ' class="n"')
        head = "".join(
            f'<th scope="col"{kind}>{markup.text(word.text(language))}</th>'
            for word, kind in zip(words, kinds, strict=True)
        )
        body = "".join(_row(figure, language) for figure in listed)
        name = markup.text(caption.text(language))
        tables.append(
            f'<div class="wide" tabindex="0"><table><caption>{name}</caption><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )
    return "".join(tables)


def _row(figure: Figure, language: Language) -> str:
    mark = f' data-r="{markup.text(figure.key)}"'
    return (
        f'<tr><th scope="row">{markup.text(figure.name.text(language))}</th>'
        f'<td class="n"{mark} data-s="value">{markup.text(figure.value_words(language))}</td>'
        f'<td class="n"{mark} data-s="interval">{markup.text(figure.interval_words(language))}</td>'
        f'<td class="n"{mark} data-s="n">{figure.n_words()}</td></tr>'
    )
