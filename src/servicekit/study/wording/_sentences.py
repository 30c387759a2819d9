"""From decided claims to sentences in both languages; nothing else makes findings."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from servicekit.foundation._reasons import Reason, reason_text
from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import LANGUAGES, Label, Language
from servicekit.stats.claims._claims import ClaimKind, Decided
from servicekit.study._part import Finding
from servicekit.study.wording._candidates import Candidates
from servicekit.study.wording._claim_sentences import Sentences
from servicekit.study.wording._claim_words import MISSED, SORTS
from servicekit.study.wording._experience_words import EXPERIENCE_SORTS
from servicekit.study.wording._formatting import UNIT_NAMES, write, write_difference

MOST_IN_SET: Final = 5
SURE: Final = Label("for certain", "可以确定")
FAIRLY_SURE: Final = Label("fairly surely", "基本可以确定")
ANSWERS: Final = Label("answers", "份回答")
"""What a claim counts that does not say it: in Chinese with its measure word, which is told from the noun."""
ALL_SORTS: Final = {**SORTS, **EXPERIENCE_SORTS}
FIGURES: Final = Label("the figures", "以下结果")
TESTS: Final = Label("the tests", "检验")
UNNAMED_REST: Final = Label("; without {names}, named already", "（不含已指出的{names}）")


def fact(text: Label) -> Finding:
    """Return a finding that states a fact of the file or a figure without a claim."""
    return Finding(text=text)


def caution(text: Label) -> Finding:
    """Return a finding that asks for care."""
    return Finding(text=text, is_caution=True)


def incomplete(used: int, rows: int, *, what: Label = FIGURES, rare: Label | None = None) -> tuple[Finding, ...]:
    """Return a caution where what needs complete answers lost more than a fifth of the rows.

    Args:
        used, rows: How many answered everything, and how many were read.
        what: What holds for them alone.
        rare: Questions that far fewer people answered than the others.
    """
    if rows == 0 or used >= 0.8 * rows:
        return ()
    more_en = f" Few rated {rare.en}; to count more people, leave that out of the study." if rare else ""
    more_zh = f"作答较少的是{rare.zh}：若在调查方案中去掉，可纳入更多顾客。" if rare else ""
    text = Label(
        f"Only {used:,} of {rows:,} respondents answered every question needed here; {what.en} hold for them.{more_en}",
        f"{rows:,}份回答中只有{used:,}份答全了这里用到的题目，{what.zh}只反映这部分顾客。{more_zh}",
    )
    return (caution(text),)


def say(family: Sequence[Decided]) -> tuple[Finding, ...]:
    """Return what claims that are told together say: those that stand, else that these data cannot tell.

    Args:
        family: Decided claims of one family, in the order of telling.
    """
    if not family:
        return ()
    standing = [
        Finding(text=text, decided=one, claimed=True)
        for one in family
        if one.stands and (text := _claimed(one)) is not None
    ]
    if standing:
        return tuple(standing)
    if any(one.stands for one in family):  # it differs by less than the sentence could show
        return ()
    first = next((one for one in family if sentences_of(one).fails is not None), None)
    if first is None:
        return ()
    words = sentences_of(first)
    fails = words.open if words.open is not None and _leaves_none_out(first) else words.fails
    assert fails is not None
    return (Finding(text=_filled(fails, first), decided=first),)


def _leaves_none_out(decided: Decided) -> bool:
    found = decided.claim.details.get("set")
    return isinstance(found, Candidates) and len(_left(found, decided)) == len(found.names)


def _left(found: Candidates, decided: Decided) -> tuple[Label, ...]:
    """Return who is not left out at the claim's part of the error rate: a false one counts as a false claim does."""
    return found.left(decided.alpha * decided.weight)


def candidates(decided: Decided) -> tuple[Label, ...]:
    """Return those among whom the extreme of a claim lies; nobody where the claim is of no set or leaves none out."""
    found = decided.claim.details.get("set")
    return _left(found, decided) if isinstance(found, Candidates) and not _leaves_none_out(decided) else ()


def sentences_of(decided: Decided) -> Sentences:
    """Return the sentences of a claim's kind and sort."""
    return ALL_SORTS[decided.claim.kind, decided.claim.sort]


def _claimed(decided: Decided) -> Label | None:
    if _looks_equal(decided):
        return None
    words = sentences_of(decided)
    down = words.down if decided.claim.direction < 0 and words.down is not None else words.up
    return _filled(down, decided)


def _looks_equal(decided: Decided) -> bool:
    claim = decided.claim
    if claim.kind not in (ClaimKind.DIFFERENCE, ClaimKind.CHANGE) or claim.own is None or claim.own.value is None:
        return False
    reference = claim.reference.number
    return reference is not None and write(claim.own.value, claim.unit) == write(reference, claim.unit)


def _filled(words: Label, decided: Decided) -> Label:
    found = ((words.text(language), fields(decided, language)) for language in LANGUAGES)
    return Label(*(_without_gaps(text, known).format_map(known) for text, known in found))


def _without_gaps(text: str, known: Mapping[str, str]) -> str:
    """Return a sentence without the interval that its claim does not have, such as that of too few clusters."""
    for low, high in (("low", "high"), ("dlow", "dhigh")):
        if low not in known:
            interval = rf"\{{{low}\}}(?: to |至)\{{{high}\}}"
            text = re.sub(rf"(?:, |，){interval}|{interval}(?:; |；)?", "", text)
    return re.sub(r" ?\(\)|（）", "", text)


class _Fields(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "–"


def fields(decided: Decided, language: Language) -> dict[str, str]:
    """Return what the braces of a sentence stand for; every number is a field of the claim."""
    claim = decided.claim
    unit = claim.unit
    found = _Fields(
        m=claim.measure.text(language),
        s=claim.subject.text(language),
        n=f"{claim.evidence.n:,}",
        u=UNIT_NAMES[unit].text(language) if unit in UNIT_NAMES else "",
        sure=(SURE if decided.is_sure else FAIRLY_SURE).text(language),
        r=claim.reference.label.text(language),
        without=_without(claim.reference.without, language),
    )
    if claim.evidence.n_reference is not None:
        found["n2"] = f"{claim.evidence.n_reference:,}"
    if claim.evidence.rows_read is not None:
        found["rows"] = f"{claim.evidence.rows_read:,}"
    found |= _own(claim.own, unit)
    if (number := claim.reference.number) is not None:
        found["ref"] = write(number, unit)
        found["t"] = write(number, unit)
    if claim.evidence.margin is not None:
        found["margin"] = write_difference(claim.evidence.margin, unit)
    if decided.detectable is not None:
        found["detectable"] = write_difference(decided.detectable, unit)
    found["missed"] = MISSED.text(language).format_map(found) if "detectable" in found else ""
    found |= _difference(decided)
    counted = claim.details.get("counted", ANSWERS)
    found |= {"counted": counted.text(language), "counter": counted.zh[:1]}
    for name, value in claim.details.items():
        shown = _left(value, decided) if isinstance(value, Candidates) else value
        found[name] = _written(shown, unit, language)
    return found


def _own(own: Estimate | None, unit: str) -> dict[str, str]:
    if own is None or own.value is None:
        return {}
    found = {"own": write(own.value, unit)}
    if own.interval is not None:
        found |= {"low": write(own.interval.low, unit), "high": write(own.interval.high, unit)}
    return found


def _difference(decided: Decided) -> dict[str, str]:
    difference, unit = decided.claim.difference, decided.claim.unit
    if difference is None or difference.value is None:
        return {}
    found = {"d": write_difference(difference.value, unit, sign=True)}
    if decided.interval is not None:
        low, high = decided.interval.low, decided.interval.high
        found |= {"dlow": write_difference(low, unit, sign=True), "dhigh": write_difference(high, unit, sign=True)}
        far = max(abs(low), abs(high))
        found |= {
            "near": write_difference(abs(decided.near_end or 0.0), unit),
            "far": write_difference(far, unit),
        }
    return found


def _written(value: object, unit: str, language: Language) -> str:
    if isinstance(value, Label):
        return value.text(language)
    if isinstance(value, tuple):
        return listed(
            [entry if isinstance(entry, Label) else Label(str(entry), str(entry)) for entry in value], language
        )
    if isinstance(value, Estimate):
        return write(value.value, unit) if value.value is not None else "–"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _without(names: tuple[str, ...], language: Language) -> str:
    if not names:
        return ""
    return UNNAMED_REST.text(language).format(names=listed([Label(name, name) for name in names], language))


def listed(names: Sequence[Label], language: Language, *, joint: str = "or") -> str:
    """Return names as a list; of many the first five and how many more.

    Args:
        names: What is listed.
        language: Of the names.
        joint: The English word before the last one.
    """
    words = [name.text(language) for name in names]
    if len(words) > MOST_IN_SET:
        rest = len(words) - MOST_IN_SET
        first = words[:MOST_IN_SET]
        return f"{', '.join(first)} and {rest} more" if language == "en" else f"{'、'.join(first)}等{len(words)}项"
    if len(words) < 2:
        return "".join(words)
    between = f" {joint} " if language == "en" else "和"
    return (", " if language == "en" else "、").join(words[:-1]) + between + words[-1]


def no_figure(name: Label, reason: Reason | None) -> Finding:
    """Return the caution that a question has no figure to hold against its target."""
    return caution(
        Label(
            f"{name.en}: no figure to hold against its target: {reason_text(reason)}.",
            f"{name.zh}：没有可与目标比较的数值：{reason_text(reason, 'zh')}。",
        )
    )
