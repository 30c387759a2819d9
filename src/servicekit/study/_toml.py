"""A study written as TOML, the form in which analysts keep it."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

import attrs

from servicekit.data._scales import Scale
from servicekit.foundation._errors import InvalidValueError, RecordError
from servicekit.foundation._records import from_plain
from servicekit.foundation._vocabulary import Label
from servicekit.study._study import Study

LISTS: Final = ("clusters", "fpc", "margins")
LABELS: Final = ("label", "title", "subject", "measure")


def study_from_toml(text: str, *, beside: Callable[[str], str] | None = None) -> Study:
    """Return the study that TOML text describes; unknown names and wrong types are refused, all at once.

    A label may be one text for both languages or a table ``{ en = "...", zh = "..." }``.

    Args:
        text: The TOML.
        beside: Returns the text of a file that the study names; ``read_study`` looks beside the study file.

    Raises:
        RecordError: No TOML, or not a study; every problem is listed with its place.

    Example:
        >>> import servicekit as sk
        >>> text = '[questions.nps]\\ncolumn = "q1"\\nkind = "nps"\\nscale = "zero_to_ten"'
        >>> sk.study.study_from_toml(text).questions['nps'].column
        'q1'
    """
    try:
        data = _labelled(tomllib.loads(text.removeprefix("\ufeff")))
    except RecursionError:
        raise RecordError("the study is not valid TOML: it is nested too deeply") from None
    except ValueError as error:  # no TOML, or a number of thousands of digits
        raise RecordError(f"the study is not valid TOML: {error}") from None
    comments = data.get("comments")
    if isinstance(comments, dict) and isinstance(comments.get("topics"), str):
        data["comments"] = {**comments, "topics": _topics(comments["topics"], beside)}
    told = data.get("disclosure")
    if isinstance(told, dict):
        data["disclosure"] = {name: _label(entry) for name, entry in told.items()}
    design = data.get("design")
    if isinstance(design, dict):  # one column may be written as a text, several as a list
        data["design"] = {
            part: [given] if part in LISTS and isinstance(given, str) else given for part, given in design.items()
        }
    _write_figures_out(data.get("what_if"))
    words = {name: table.pop("labels", {}) for name, table in _tables(data.get("scales")).items()}
    study = from_plain(data, Study)
    scales = {name: _with_labels(name, scale, words.get(name, {})) for name, scale in study.scales.items()}
    return attrs.evolve(study, scales=scales)


def _write_figures_out(section: Any) -> None:
    """Let a figure of [what_if.figures] be a number, and its source one text for both languages."""
    figures = section.get("figures") if isinstance(section, dict) else None
    if isinstance(figures, dict):
        section["figures"] = {
            name: {"value": given} if isinstance(given, int | float) and not isinstance(given, bool) else given
            for name, given in figures.items()
        }
        for given in _tables(section["figures"]).values():
            if "source" in given:
                given["source"] = _label(given["source"])


def _topics(name: str, beside: Callable[[str], str] | None) -> Any:
    if beside is None:
        raise RecordError(f"topics of comments are in the file {name!r}: read the study with read_study")
    try:
        return _labelled(tomllib.loads(beside(name)))
    except tomllib.TOMLDecodeError as error:
        raise RecordError(f"topics of comments in {name!r} are no TOML: {error}") from None


def _tables(value: object) -> dict[str, dict[str, Any]]:
    if not isinstance(value, dict):
        return {}
    return {name: table for name, table in value.items() if isinstance(table, dict)}


def _label(value: object) -> Any:
    return {"en": value, "zh": value} if isinstance(value, str) else value


def _labelled(value: object) -> Any:
    if isinstance(value, date):  # records write days as ISO text
        return value.isoformat()
    if isinstance(value, list):
        return [_labelled(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    for name, entry in value.items():
        if name in LABELS:
            found[name] = _label(entry)
        elif name == "labels" and isinstance(entry, dict):
            found[name] = {key: _label(word) for key, word in entry.items()}
        else:
            found[name] = _labelled(entry)
    return found


def _with_labels(name: str, scale: Scale, words: object) -> Scale:
    labels: dict[float, Label] = {}
    if isinstance(words, list):  # the words of all answers, from the low end to the high one
        if len(words) != len(scale.categories):
            rule = f"labels of scale {name!r} must be one for each answer ({scale.rule}), got {len(words)}"
            raise RecordError(rule)
        words = {f"{code:g}": word for code, word in zip(scale.categories, words, strict=True)}
    if not isinstance(words, Mapping):
        raise InvalidValueError(f"labels of scale {name!r}", "a table, code = a text for it, or a list", words)
    for code, word in words.items():
        try:
            labels[float(code)] = from_plain(_label(word), Label)
        except ValueError as error:
            raise RecordError(f"labels of scale {name!r}: {code!r}: {error}") from None
    return attrs.evolve(scale, labels=labels)
