"""Findings that a first screen tells in one sentence: attributes that go with the same, one group low in several ways.

Any part of the claims that stand keeps the promise of the report, so those that are told together need no new test.
"""

from collections.abc import Sequence
from typing import Final

import attrs

from servicekit.foundation._vocabulary import LANGUAGES, Label, Language
from servicekit.stats.claims._claims import Claim, Decided
from servicekit.study._part import Finding
from servicekit.study.wording._formatting import write
from servicekit.study.wording._sentences import FAIRLY_SURE, SURE, listed

Told = list[tuple[Finding, set[str]]]
"""Findings, each with the names of the claims that it tells."""
DRIVERS: Final = Label(
    "{all} attributes go with {outcome} beyond everything else asked, {sure}: {names} ({n} of {rows} answers).",
    "{all}在同时考虑其他各项之后，仍{sure}与{outcome}有关：{names}（{rows}份回答中的{n}份）。",
)
EVERY: Final = Label("All {k}", "全部{k}项")
SOME: Final = Label("{count} of {k}", "{k}项中有{count}项")
ALSO_LOWER: Final = Label(" Also lower there: {list}.", "同样可以确定偏低的还有：{list}。")
ALSO_HIGHER: Final = Label(" Also higher there: {list}.", "同样可以确定偏高的还有：{list}。")
EACH: Final = Label("{m} ({own} against {ref})", "{m}（{own}，其余{ref}）")
SAME_NEWS: Final = {"expectation/gap": "expectation/verdicts", "quality/worst": "quality/gap"}
"""A claim whose news another tells in clearer figures: shares for a mean, the widest gap for the lowest rating."""


def drivers_together(findings: Sequence[Finding], decided: Sequence[Decided]) -> Told:
    """Return one finding for all attributes that go with the same.

    Args:
        findings: Findings of standing claims.
        decided: All claims of the report.
    """
    made: Told = []
    standing = [(f, f.decided) for f in findings if f.decided is not None and f.decided.claim.sort == "driver"]
    for part in dict.fromkeys(one.claim.part for _, one in standing):
        mine = [(finding, one) for finding, one in standing if one.claim.part == part]
        if len(mine) < 2:
            continue
        weakest = max(mine, key=lambda entry: entry[1].adjusted or 0.0)
        k = sum(one.claim.sort == "driver" and one.claim.part == part for one in decided)
        words = [_of_drivers([one for _, one in mine], k, language) for language in LANGUAGES]
        made.append((attrs.evolve(weakest[0], text=Label(*words)), {one.claim.name for _, one in mine}))
    return made


def _of_drivers(ones: Sequence[Decided], k: int, language: Language) -> str:
    claim = ones[0].claim
    count = (EVERY if len(ones) == k else SOME).text(language).format(k=k, count=len(ones))
    return DRIVERS.text(language).format(
        all=count,
        outcome=claim.measure.text(language),
        sure=(SURE if all(one.is_sure for one in ones) else FAIRLY_SURE).text(language),
        names=listed([one.claim.subject for one in ones], language, joint="and"),
        n=f"{claim.evidence.n:,}",
        rows=f"{claim.evidence.rows_read or claim.evidence.n:,}",
    )


def groups_together(findings: Sequence[Finding]) -> Told:
    """Return one finding for each group that is low, or high, in several measures.

    Args:
        findings: Findings of standing claims, the most pressing first.
    """
    made: Told = []
    for finding in findings:
        first = finding.decided
        if first is None or first.claim.sort != "group" or any(first.claim.name in names for _, names in made):
            continue
        mates = [one for one in (f.decided for f in findings) if one is not None and _is_mate(first, one)]
        if not mates:
            continue
        words = [finding.text.text(language) + _also(mates, language) for language in LANGUAGES]
        made.append((attrs.evolve(finding, text=Label(*words)), {one.claim.name for one in (first, *mates)}))
    return made


def _is_mate(first: Decided, other: Decided) -> bool:
    """Whether another claim says the same of the same group in another measure, and as certainly."""
    one, two = first.claim, other.claim
    same = one.subject == two.subject and one.details.get("group") == two.details.get("group")
    told = two.own is not None and two.own.value is not None and two.reference.number is not None
    news = (one.direction, one.good, one.sort) == (two.direction, two.good, two.sort)
    return same and told and news and one.name != two.name and other.is_sure >= first.is_sure


def _also(mates: Sequence[Decided], language: Language) -> str:
    said = []
    for one in mates:
        claim = one.claim
        own, ref = claim.own.value if claim.own is not None else None, claim.reference.number
        figures = {name: write(value or 0.0, claim.unit) for name, value in (("own", own), ("ref", ref))}
        said.append(EACH.text(language).format(m=claim.measure.text(language), **figures))
    joint = (" and " if len(said) == 2 else ", ") if language == "en" else "、"
    words = ALSO_LOWER if mates[0].claim.direction < 0 else ALSO_HIGHER
    return words.text(language).format(list=joint.join(said))


def only_of_the_rest(findings: Sequence[Finding], decided: Sequence[Decided]) -> set[str]:
    """Return the names of claims on groups that differ one way from those not yet named, the other way from all.

    A branch may be worse than what is left once two still worse ones are named, and yet better than all others
    together: true, but to be told where its table stands, not first.
    """
    whole: dict[tuple[str, Label], float] = {}
    for one in decided:
        claim = one.claim
        own, rest, n = claim.own, claim.reference.number, claim.evidence.n_reference
        if claim.sort == "group" and not claim.reference.without and own is not None and rest is not None and n:
            weights = claim.evidence.n / (claim.evidence.n + n)
            whole[_family(claim), claim.measure] = (own.value or 0.0) * weights + rest * (1 - weights)
    turned = set()
    for claim in (f.decided.claim for f in findings if f.decided is not None):
        if claim.sort == "group" and claim.reference.without and claim.own is not None:
            centre = whole.get((_family(claim), claim.measure))
            if centre is not None and ((claim.own.value or 0.0) - centre) * claim.direction < 0:
                turned.add(claim.name)
    return turned


def _family(claim: Claim) -> str:
    return claim.name.rsplit("/", 1)[0]


def same_news(findings: Sequence[Finding]) -> set[str]:
    """Return the names of claims whose news another standing claim tells in clearer figures."""
    claims = {one.claim.name: one.claim for one in (f.decided for f in findings) if one is not None}
    pairs = [(claims[less], claims[more]) for less, more in SAME_NEWS.items() if less in claims and more in claims]
    return {
        less.name
        for less, more in pairs
        if (less.subject == more.subject if not less.direction else less.direction == more.direction)
    }
