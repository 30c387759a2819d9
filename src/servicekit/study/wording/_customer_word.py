"""One word for the customer in a Chinese report: 顾客, 客户, or the word of a trade, such as 旅客 or 会员."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import attrs

from servicekit.catalogue._catalogue import frameworks
from servicekit.foundation._markup import text as escaped
from servicekit.study._part import Part
from servicekit.study._study import Study

WORDS: Final = ("顾客", "客户")


def customer_word(study: Study, parts: tuple[Part, ...]) -> Callable[[str], str]:
    """Return what puts the study's word in place of the library's in a Chinese text, or in a whole page.

    Names of frameworks and sources keep theirs, and so does whatever stands in the study or in the data.

    Args:
        study: Its ``report.customer`` is the word.
        parts: Parts of the report, whose groups and quotations come from the data.
    """
    kept = {title for title in (framework.title.zh for framework in frameworks()) if _has_word(title)}
    kept |= {said for said in _texts(attrs.asdict(study)) if _has_word(said)}
    for part in parts:
        kept |= {source.title for source in part.sources if _has_word(source.title)}
        kept |= {said for said in _of_data(part) if _has_word(said)}
    kept |= {escaped(said) for said in kept}
    kept -= set(WORDS)
    ordered = sorted(kept, key=lambda said: (-len(said), said))
    pattern = re.compile("|".join(map(re.escape, (*ordered, *WORDS))))
    word = study.report.customer

    def spoken(text: str) -> str:
        return pattern.sub(lambda found: word if found.group() in WORDS else found.group(), text)

    return spoken


def _has_word(text: str) -> bool:
    return any(word in text for word in WORDS)


def _texts(value: object) -> Iterator[str]:
    """Yield every text in a plain value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(key)
            yield from _texts(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _texts(inner)


def _of_data(part: Part) -> Iterator[str]:
    """Yield names of groups and quotations."""
    for table in part.tables():
        if isinstance(table.result, Mapping):
            yield from (str(group) for group in table.result if isinstance(group, str))
    for quoted in _quotations(getattr(part, "examples", {})):
        yield quoted.text


def _quotations(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _quotations(inner)
    elif isinstance(value, tuple):
        yield from value
