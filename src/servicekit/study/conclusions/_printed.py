"""Every sentence that a report prints, by its id."""

from collections.abc import Mapping, Sequence
from typing import Any

from servicekit.foundation._vocabulary import Label
from servicekit.study._part import Part
from servicekit.study.conclusions._first_screen import FirstScreen


def sentence_key(part: str, place: int) -> str:
    """Return the id of a sentence.

    Args:
        part: Key of the part.
        place: Of the sentence in it, from 0.
    """
    return f"sentence:{part}/{place}"


def sentences(parts: Sequence[Part], screen: FirstScreen) -> Mapping[str, tuple[str, Label, Any]]:
    """Return part, words and claim of every sentence.

    Args:
        parts: Parts with what they say.
        screen: The first screen.
    """
    found: dict[str, tuple[str, Label, Any]] = {"sentence:first/opening": ("first", screen.opening, None)}
    for place, note in enumerate(screen.notes):
        found[sentence_key("first", place)] = ("first", note, None)
    told = {finding.text for part in parts for finding in part.findings}
    for place, finding in enumerate(one for one in screen.findings if one.text not in told):
        found[sentence_key("first", -1 - place)] = ("first", finding.text, finding.decided)
    found["sentence:first/promise"] = ("first", screen.promise, None)
    for part in parts:
        for place, finding in enumerate(part.findings):
            found[sentence_key(part.key, place)] = (part.key, finding.text, finding.decided)
    return found
