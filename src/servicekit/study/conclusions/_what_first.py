"""What to do first: attributes of which several claims stand together, or that these data do not decide."""

from collections.abc import Sequence
from typing import Final

import attrs

from servicekit.foundation._vocabulary import LANGUAGES, Label
from servicekit.stats.claims._claims import ClaimKind, Decided
from servicekit.study._part import Finding
from servicekit.study.wording._priority_words import (
    KIND_NOT_DECIDED,
    NONE_GOES,
    NOT_DECIDED,
    SIDED,
    STATED_APART,
    WHAT_FIRST,
    WHY_FIRST,
)
from servicekit.study.wording._sentences import FAIRLY_SURE, SURE, listed

CATEGORIES: Final = {
    "must_be": Label("must-be", "必备型"),
    "one_dimensional": Label("one-dimensional", "期望型"),
    "attractive": Label("attractive", "魅力型"),
    "indifferent": Label("indifferent", "无差异型"),
    "reverse": Label("reverse", "反向型"),
}


def joined(findings: Sequence[Finding], decided: Sequence[Decided]) -> tuple[list[Finding], set[str]]:
    """Return a finding for each attribute that is to be improved first and is basic or exciting, too.

    Any part of the claims that stand keeps the promise of the report, so those that stand together need no new test.

    Args:
        findings: Findings of standing claims.
        decided: All claims of the report.

    Returns:
        The findings, and the names of the claims that they tell.
    """
    made: list[Finding] = []
    told: set[str] = set()
    for finding in findings:
        first = finding.decided
        if first is None or first.claim.sort != "improve_first":
            continue
        reasons = [one for one in decided if one.stands and _same(first, one) and _why(one)]
        if not reasons:
            continue
        every = [first, *reasons]
        sure = SURE if all(one.is_sure for one in every) else FAIRLY_SURE
        whys = [WHY_FIRST[_why(one)] for one in reasons]
        words = {}
        for language in LANGUAGES:
            parts = {name: value for name, value in first.claim.details.items() if name in ("k", "outcome")}
            shown = {name: value.text(language) if isinstance(value, Label) else value for name, value in parts.items()}
            words[language] = WHAT_FIRST.text(language).format(
                s=first.claim.subject.text(language),
                why=listed(whys, language, joint="and"),
                sure=sure.text(language),
                **shown,
            )
        made.append(attrs.evolve(finding, text=Label(words["en"], words["zh"])))
        told |= {one.claim.name for one in every}
    return made, told


def not_decided(decided: Sequence[Decided]) -> Label | None:
    """Return that these data do not say what to improve first, with what they do say; None where nobody asked."""
    placed = [one for one in decided if one.claim.sort == "improve_first"]
    if not placed:
        return None
    drivers = [one for one in decided if one.claim.sort == "driver" and one.claim.part == placed[0].claim.part]
    kinds = [one for one in decided if _why(one) and one.stands and any(_same(place, one) for place in placed)]
    firsts = [one for one in placed if one.stands]
    if firsts:
        if any(_same(one, kind) for one in firsts for kind in kinds):
            return None
        names = [one.claim.subject for one in firsts]
        return Label(*(KIND_NOT_DECIDED.text(each).format(names=listed(names, each)) for each in LANGUAGES))
    counts = {
        "k": len(placed),
        "going": sum(one.stands for one in drivers),
    }
    sided = len({one.claim.details["attribute"] for one in kinds})
    outcome = placed[0].claim.measure
    more = [SIDED.text(each).format(sided=sided) if sided else "" for each in LANGUAGES]
    stated = any(one.stands and one.claim.sort == "stated_first" for one in decided)
    apart = [STATED_APART.text(each) if stated else "" for each in LANGUAGES]
    return Label(
        *(
            (NOT_DECIDED if counts["going"] else NONE_GOES)
            .text(each)
            .format(outcome=outcome.text(each), sided=also, **counts)
            + said
            for each, also, said in zip(LANGUAGES, more, apart, strict=True)
        )
    )


def categories(decided: Sequence[Decided]) -> Label | None:
    """Return how many attributes belong to each Kano category for certain; None where no pairs were asked."""
    asked = [one for one in decided if one.claim.kind is ClaimKind.CATEGORY]
    if not asked:
        return None
    known = [one.claim.details["category"] for one in asked if one.stands]
    counts = {key: known.count(key) for key in CATEGORIES if key in known}
    en = ", ".join(f"{count} {CATEGORIES[key].en}" for key, count in counts.items())
    zh = "、".join(f"{CATEGORIES[key].zh}{count}项" for key, count in counts.items())
    if not known:
        return Label(
            f"What customers take for granted and what delights them is not decided for any of the {len(asked)} "
            "attributes asked in pairs (Kano).",
            f"成对询问的{len(asked)}项中，哪些是必备、哪些是魅力（KANO），都还不能判断。",
        )
    return Label(
        f"Of {len(asked)} attributes asked in pairs the Kano category of {len(known)} is sure: {en}.",
        f"成对询问的{len(asked)}项中，可以确定KANO类别的有{len(known)}项：{zh}。",
    )


def _same(first: Decided, other: Decided) -> bool:
    key = first.claim.details.get("attribute")
    return key is not None and other.claim.details.get("attribute") == key


def _why(one: Decided) -> str:
    """Return what makes an attribute basic or exciting in a claim; "" for other claims."""
    if one.claim.kind is ClaimKind.ASYMMETRY:
        return "basic" if one.claim.direction > 0 else "exciting"
    if one.claim.kind is ClaimKind.CATEGORY and one.claim.details["category"] in WHY_FIRST:
        return str(one.claim.details["category"])
    return ""
