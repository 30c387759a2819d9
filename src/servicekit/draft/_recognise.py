"""From the counts of every column to its role: scores first, then all roles, then what columns mean together."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from attrs import frozen

from servicekit.data._no_answer import folded, is_no_answer
from servicekit.draft._anchors import is_rated, points_up
from servicekit.draft._headline import choose
from servicekit.draft._kind import kinds_of_table
from servicekit.draft._look import Look, part_of
from servicekit.draft._outcome_words import LEAVING
from servicekit.draft._profile import ColumnProfile
from servicekit.draft._scale_guess import ScaleGuess
from servicekit.draft._scoring import decide, score
from servicekit.draft._siblings import join_siblings, read_alike
from servicekit.draft._structures import ROLES, Structures, find_structures
from servicekit.draft._tool_columns import TICKET_TOOLS, mark_tool_columns, tool_of
from servicekit.foundation._vocabulary import Label

SURE_WORDS: Final = frozenset(("satisfied", "overall", "rating", "rates"))
FEW_ROWS: Final = 30
VERY_FEW_ROWS: Final = 10


@frozen(kw_only=True, eq=False)
class Recognised:
    """What a table seems to be.

    Attributes:
        looks: Its columns, with their roles.
        headline: The question of overall satisfaction.
        structures: Pairs, index model, questions of several answers.
        kinds: Kinds of table, most points first.
        rows: Its rows.
        tool: The tool that wrote it.
        file_name: Name of its file, if known.
        notes: What was skipped or renamed while it was read.
    """

    looks: list[Look]
    headline: Look | None
    structures: Structures
    kinds: list[tuple[str, float]]
    rows: int
    tool: str
    file_name: str = ""

    @property
    def kind(self) -> str:
        """The kind with most points."""
        return self.kinds[0][0]

    def of(self, *roles: str) -> list[Look]:
        """Return the columns of some roles, in order of the table."""
        return [look for look in self.looks if look.role in roles]


def recognise(
    columns: Mapping[str, ColumnProfile],
    *,
    labels: Mapping[str, str] | None = None,
    codebooks: Mapping[str, Mapping[float, str]] | None = None,
    missing: Mapping[str, tuple[float, ...]] | None = None,
    file_name: str = "",
) -> Recognised:
    """Say what each column of a table is.

    Args:
        columns: Name -> counts.
        labels: Name -> text of the question, where the file brings one.
        codebooks: Name -> words of its numbers.
        missing: Name -> numbers that the file declares as no answer.
        file_name: Name of the file; a file called "nps" is evidence.
    """
    texts, books, declared = labels or {}, codebooks or {}, missing or {}
    looks = [
        Look(
            name=name,
            place=place,
            profile=profile,
            label=texts.get(name, name),
            codebook={float(code): str(word) for code, word in books.get(name, {}).items() if _is_code(code)},
            declared=tuple(map(float, declared.get(name, ()))),
        )
        for place, (name, profile) in enumerate(columns.items())
    ]
    rows = max((profile.rows for profile in columns.values()), default=0)
    tool = tool_of([look.name for look in looks])
    join_siblings(looks)
    _tell_apart(looks)
    for look in looks:
        if look.codebook:
            _with_codebook(look)
    sure = _sure_scales(looks)
    if rows < VERY_FEW_ROWS and len(sure) == 1:  # two rows tell nothing of a column by itself
        low, high = next(iter(sure))
        for look in looks:
            lone = look.scale is None and len(look.numbers) == len(look.values) == 1 and "id" not in look.short_hits
            if lone and look.is_whole and low <= next(iter(look.numbers)) <= high:
                look.scale = ScaleGuess(low=low, high=high)
    for look in looks:
        score(look, sure)
    structures = find_structures(looks)
    mark_tool_columns(looks, tool)
    for look in looks:
        decide(look)
        if rows < FEW_ROWS:
            look.confidence *= 0.8
    _give_pairs(looks, structures)
    headline = choose(looks, file_name=file_name)
    _activities(looks)
    _leavers(looks)
    kinds = kinds_of_table(looks, rows)
    if tool and tool not in TICKET_TOOLS:  # the times of an interview open no case
        kinds = [(kind, points) for kind, points in kinds if kind in ("survey", "comments")] or [("survey", 0.0)]
    if kinds[0][0] != "frequency":  # elsewhere a number of people is a number as any other
        for look in looks:
            look.role = "measure" if look.role == "count" else look.role
    return Recognised(
        looks=looks, headline=headline, structures=structures, kinds=kinds, rows=rows, tool=tool, file_name=file_name
    )


def _tell_apart(looks: list[Look]) -> None:
    """Where brackets hold what many questions share, "room (rating)" and "meal (rating)", the rest tells them apart."""
    found = {look.place: match for look in looks if (match := part_of(look.label or look.name))}
    shared = Counter(match["part"].casefold() for match in found.values())
    for look in looks:
        match = found.get(look.place)
        if match is not None and shared[match["part"].casefold()] > 1:
            look.part = match["stem"]


def _is_code(code: object) -> bool:
    return isinstance(code, int | float)


def _sure_scales(looks: list[Look]) -> frozenset[tuple[int, int]]:
    found = set()
    for look in looks:
        scale = look.scale
        if scale is None:
            continue
        named = SURE_WORDS & look.hits or ("recommend" in look.hits and scale.ends != (0, 10))
        if (named or look.words is not None or look.anchors is not None) and not {"group", "id"} & look.short_hits:
            found.add(scale.ends)
    return frozenset(found)


def _give_pairs(looks: list[Look], structures: Structures) -> None:
    by_name = {look.name: look for look in looks}
    for found in structures.questionnaires:
        for name in found.columns:
            by_name[name].role, by_name[name].confidence, by_name[name].alternatives = "usability", 1.0, ()
    for kind, pairs in list(structures.pairs.items()):
        if not _pool([by_name[name] for pair in pairs for name in pair], kano=kind == "kano"):
            del structures.pairs[kind]
            continue
        for pair in pairs:
            for role, name in zip(ROLES[kind], pair, strict=True):
                by_name[name].role, by_name[name].confidence = role, 1.0  # type: ignore[assignment]
                by_name[name].alternatives = ()
    parts = [by_name[name] for names in structures.constructs.values() for name in names]
    if parts and not _pool(parts, kano=False):
        structures.constructs.clear()
        return
    for look in parts:
        look.role, look.confidence, look.alternatives = "ecsi", 1.0, ()


def _pool(looks: list[Look], *, kano: bool) -> bool:
    """Give all columns of pairs or of an index model the one scale of all their answers; False where there is none."""
    if kano and all(look.is_numeric for look in looks):
        for look in looks:
            look.scale = ScaleGuess(low=1, high=5)
        return True
    pooled: Counter[str] = Counter()
    for look in looks:
        pooled.update(look.values)
    return read_alike(looks, dict(pooled), looks[0])


def _activities(looks: list[Look]) -> None:
    """Tell the activity of an event log from a group: a repeated case, a time, and a column of few steps."""
    times = [look for look in looks if look.role == "time"]
    repeated = [look for look in looks if look.role == "id" and look.answered and look.distinct < 0.9 * look.answered]
    if not times or not repeated:
        return
    for look in looks:
        named = "activity" in look.short_hits and look.role in ("group", "id", "item", "unknown")
        if named and (look not in repeated or len(repeated) > 1):
            look.role = "activity"


def _leavers(looks: list[Look]) -> None:
    """Tell who left by the words of one of two values, where the header says none and another says how long."""
    if not any("tenure" in look.short_hits and look.is_numeric for look in looks):
        return
    for look in looks:
        leaving = LEAVING & {value.casefold() for value in look.values}
        if look.role == "group" and len(look.values) == 2 and len(leaving) == 1:
            look.role = "outcome"
            look.evidence.append(("outcome", Label("one of two values says who left", "两种取值之一表示流失")))
            return


def _with_codebook(look: Look) -> None:
    """Read a column with value labels: words for no answer are codes, the others a scale if they form one."""
    codes = {code for code, word in look.codebook.items() if is_no_answer(word) or "know" in folded(word)}
    codes |= set(look.declared)
    words = {code: word for code, word in look.codebook.items() if code not in codes}
    numbers = {value for value in look.numbers if value not in codes}
    if len(words) < 2 or not is_rated(words):
        look.scale = None
        return
    whole = {*words, *numbers}
    off = tuple(sorted(codes & set(look.numbers)))
    if all(value.is_integer() for value in whole) and max(whole) - min(whole) <= 100 and max(whole) > min(whole):
        low, high = int(min(whole)), int(max(whole))
        look.scale = ScaleGuess(low=low, high=high, codes=off)
        look.rises = points_up(words)
