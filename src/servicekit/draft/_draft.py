"""A study drafted for a file nobody has described yet: every guess with its evidence, for a person to confirm."""

from typing import Any, Final

from servicekit.data._frames import batches, column_names
from servicekit.draft._column_guess import ColumnGuess, expectation_pairs, guess

ROWS_READ: Final = 20_000
KINDS: Final = {"recommend": "nps", "satisfaction": "csat", "effort": "ces"}
HEAD: Final = """\
# A draft: servicekit looked at the columns and guessed. Nothing is certain until you have confirmed it.
# Check each line against the questionnaire, delete what is wrong, then run:  servicekit assess FILE --study THIS_FILE
# What the guesses rest on stands behind '#'. Columns without a guess are listed at the end.
"""


def draft_study(data: Any) -> str:
    """Return a study as commented TOML for a table of unknown columns.

    Args:
        data: A frame of any kind; its first rows are looked at.
    """
    names = list(column_names(data))
    first = next(iter(batches(data, names, rows=ROWS_READ)))
    guesses = {name: guess(first[name]) for name in names}
    pairs = [pair for pair in expectation_pairs(names) if all(guesses[name].low is not None for name in pair)]
    scales = _scales([g for g in guesses.values() if g.low is not None])
    lines = [HEAD, 'title = { en = "Untitled survey", zh = "未命名调查" }']
    lines += _roles(list(guesses.values()))
    for (low, high, codes), name in scales.items():
        members = [g.name for g in guesses.values() if (g.low, g.high, g.missing_codes) == (low, high, codes)]
        lines += ["", f"[scales.{name}]          # {_some(members)}", f"low = {low:g}", f"high = {high:g}"]
        if codes:
            lines.append(f"missing_codes = [{', '.join(f'{code:g}' for code in codes)}]          # CONFIRM: no answer?")
    lines += _questions(list(guesses.values()), scales)
    lines += _quality(pairs, guesses, scales)
    lines += _drivers(guesses, scales, pairs)
    unknown = [g for g in guesses.values() if g.role == "unknown"]
    lines += ["", *(f"# no guess for {_quoted(g.name)}: {_plain(g.evidence)}" for g in unknown)]
    return "\n".join(lines).rstrip() + "\n"


def _scales(ratings: list[ColumnGuess]) -> dict[Any, str]:
    kinds = dict.fromkeys((g.low, g.high, g.missing_codes) for g in ratings)
    names: dict[Any, str] = {}
    for low, high, codes in kinds:
        name = f"from_{low:g}_to_{high:g}".replace("-", "minus")
        names[low, high, codes] = name if name not in names.values() else f"{name}_{len(names)}"
    return names


def _roles(guesses: list[ColumnGuess]) -> list[str]:
    lines: list[str] = []
    groups = [g for g in guesses if g.role == "group"]
    if groups:
        listed = ", ".join(_quoted(g.name) for g in groups)
        lines += [f"# groups: {_quoted(g.name)}: {_plain(g.evidence)}" for g in groups]
        lines.append(f"groups = [{listed}]")
    for role, key in (("wave", "wave"), ("weight", "design.weights"), ("id", "record_id")):
        found = [g for g in guesses if g.role == role]
        for place, g in enumerate(found):
            note = "" if place == 0 else "# or: "
            lines.append(f"{note}{key} = {_quoted(g.name)}          # {_plain(g.evidence)}")
    if any(g.is_text for g in guesses):
        lines.append("text = true          # some columns keep their numbers as text")
    return lines


def _questions(guesses: list[ColumnGuess], scales: dict[Any, str]) -> list[str]:
    lines: list[str] = []
    for place, g in enumerate(g for g in guesses if g.role in KINDS):
        low, high = g.low or 0.0, g.high or 0.0
        lines += [
            "",
            f"[questions.q{place + 1}]          # {_plain(g.evidence)}",
            f"column = {_quoted(g.name)}",
            f'kind = "{KINDS[g.role]}"',
            f'scale = "{scales[g.low, g.high, g.missing_codes]}"',
        ]
        if g.role == "satisfaction":
            boxes = max(1, round((high - low + 1) * 0.4)) if high - low < 7 else 3
            lines.append(f"boxes = {boxes}          # CONFIRM: how many of the best answers count as satisfied")
    if not lines:
        lines = ["", "# no question of satisfaction, recommendation or effort was recognised by its name"]
    return lines


def _quality(pairs: list[tuple[str, str]], guesses: dict[str, ColumnGuess], scales: dict[Any, str]) -> list[str]:
    if not pairs:
        return []
    first = guesses[pairs[0][1]]
    same = [pair for pair in pairs if all((guesses[n].low, guesses[n].high) == (first.low, first.high) for n in pair)]
    return [
        "",
        "[quality]          # columns whose names differ only in the words for expectation and perception",
        f'scale = "{scales[first.low, first.high, first.missing_codes]}"',
        "",
        "[quality.dimensions.all_items]          # CONFIRM: split into dimensions such as reliability, empathy",
        f"items = [{', '.join(_quoted(perceived) for _, perceived in same)}]",
        f"expectations = [{', '.join(_quoted(expected) for expected, _ in same)}]",
    ]


def _drivers(guesses: dict[str, ColumnGuess], scales: dict[Any, str], pairs: list[tuple[str, str]]) -> list[str]:
    outcome = next((g for g in guesses.values() if g.role == "satisfaction"), None)
    expected = {name for name, _ in pairs}
    ratings = [g for g in guesses.values() if g.role == "rating" and g.name not in expected]
    if outcome is None or len(ratings) < 2:
        return []
    kinds = [(g.low, g.high, g.missing_codes) for g in ratings]
    usual = max(dict.fromkeys(kinds), key=kinds.count)
    chosen = [g.name for g, kind in zip(ratings, kinds, strict=True) if kind == usual][:22]
    return [
        "",
        "[drivers]          # CONFIRM: which ratings may explain overall satisfaction",
        f"outcome = {_quoted(outcome.name)}",
        f'outcome_scale = "{scales[outcome.low, outcome.high, outcome.missing_codes]}"',
        f'scale = "{scales[usual]}"',
        f"drivers = [{', '.join(map(_quoted, chosen))}]",
    ]


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _some(names: list[str]) -> str:
    shown = ", ".join(_plain(name) for name in names[:6])
    return shown if len(names) <= 6 else f"{shown}, … {len(names)} columns"
