"""The first screen: what is sure and pressing, or that these data do not decide and how many answers would."""

from collections.abc import Sequence
from math import ceil
from typing import Final, Literal

from attrs import frozen

from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.satisfaction._top_box import TopBox
from servicekit.stats.claims._claims import ClaimKind, Decided
from servicekit.stats.planning._answers_needed import answers_for_groups, answers_for_majority
from servicekit.study._part import Finding, Part
from servicekit.study._study import Study
from servicekit.study.conclusions._what_first import categories, joined, not_decided
from servicekit.study.wording._formatting import percent, write
from servicekit.study.wording._said_together import drivers_together, groups_together, only_of_the_rest, same_news
from servicekit.study.wording._sentences import candidates, listed

MOST_SHOWN: Final = 5
MOST_FACTS: Final = 4
FIRST_FACTS: Final = 2
MOST_CANDIDATES: Final = 3
EXPECTED_MAJORITY: Final = 0.6
HEADLINES: Final = ("majority", "half", "promoters")
OPEN: Final = {
    "where": Label("where it is better or worse", "哪里更好、哪里更差"),
    "changed": Label("what changed", "有什么变化"),
    "goes": Label("what goes with it", "与什么有关"),
}
"""Large questions of a report, as they are named where they stay open."""
COMPARISONS: Final = (ClaimKind.DIFFERENCE, ClaimKind.CHANGE)
WORTH_OF_UNIT: Final = {"share": 0.01, "nps": 2.0, "index": 1.0}
QUESTIONS_OF: Final = {
    "waves": "changed",
    "priorities": "goes",
    "sides": "goes",
    "excellence": "goes",
    "importance": "goes",
    "kano": "goes",
}
"""Part -> the question it answers; all others tell where it is better or worse."""
NOT_FIRST: Final = (*HEADLINES, "explained", "cost", "category", "unit_target")
"""Sorts of claims told elsewhere: the headline in the opening, in their parts that attributes explain something and
what a moment costs and which units miss a target, Kano categories in one sentence that counts them."""


Kind = Literal["decisive", "partly", "undecided"]


@frozen(kw_only=True)
class FirstScreen(Result):
    """What a manager reads first.

    Attributes:
        kind: "decisive" (a claim with bad news stands), "partly" (claims stand, none of them bad), "undecided".
        opening: How satisfied customers are.
        urgent: Red lines that were seen to be crossed, which need no test.
        pressing: Standing claims with the customers they concern, the most first.
        also_sure: The other standing claims: what leads, bad news, what is surer, then by adjusted p-value.
        more: Standing claims below that are not shown here.
        notes: What the data do not decide, and how many answers would.
        asks: Whether one of the notes says how many answers would.
        promise: How often such a report errs.
    """

    title = Label("In short", "摘要")
    derived = ()

    kind: Kind
    opening: Label
    urgent: tuple[Finding, ...] = ()
    pressing: tuple[Finding, ...] = ()
    also_sure: tuple[Finding, ...] = ()
    more: int = 0
    notes: tuple[Label, ...] = ()
    asks: bool = False
    promise: Label

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings shown, in order."""
        return (*self.pressing, *self.also_sure)


def first_screen(
    study: Study, parts: Sequence[Part], decided: Sequence[Decided], cautions: Sequence[Finding]
) -> FirstScreen:
    """Return the first screen of a report.

    Args:
        study: The study.
        parts: Its parts with what they say.
        decided: Every decided claim.
        cautions: Cautions that belong on the first screen.
    """
    standing = [
        finding
        for part in parts
        for finding in part.findings
        if finding.decided is not None and finding.claimed and finding.decided.claim.sort not in NOT_FIRST
    ]
    implied = {name for finding in standing for name in _decided(finding).claim.also}
    firsts, together = joined(standing, decided)
    implied |= together
    implied |= same_news(standing)
    later = implied | only_of_the_rest(standing, decided)
    told = [f for f in standing if _is_worth(f, study) and _name(f) not in later]
    covered: dict[str, set[str]] = {}
    for finding, names in (
        *drivers_together(told, decided),
        *groups_together(sorted(told, key=lambda f: -_customers(f))),
    ):
        told = [f for f in told if _name(f) not in names] + [finding]
        covered[_name(finding)] = names
    told += firsts
    counted = sorted((f for f in told if _customers(f) and f.tone == "bad"), key=lambda f: -_customers(f))
    others = sorted(
        (f for f in told if f not in counted),
        key=lambda f: (f not in firsts, f.tone != "bad", not _is_sure(f), not _says_what(f), _adjusted(f)),
    )
    pressing = tuple(counted[:MOST_SHOWN])
    also = tuple(others[: MOST_SHOWN - len(pressing)])
    kind = _kind(told, parts, decided)
    m = sum(one.weight > 0 for one in decided)
    has_survey = any(part.key == "measures" for part in parts)
    opening = _opening(study, parts, kind if has_survey else "partly")
    notes = [note for note in (categories(decided), not_decided(decided)) if note is not None]
    notes += [finding.text for finding in cautions]
    if not has_survey:  # tables without a survey: the first facts of each
        kind = "partly" if not m else kind
        facts = [f.text for part in parts for f in _facts(part)]
        notes = [fact for fact in facts if fact != opening] + notes
    asked: list[Label] = []
    if has_survey and kind != "decisive":
        notes += _left_open(decided, m)
        asked = _asked(study, parts, decided, kind)
    shown = {name for f in (*pressing, *also) for name in covered.get(_name(f), {_name(f)})} | implied
    more = sum(_name(f) not in shown for f in standing)
    return FirstScreen(
        kind=kind,
        opening=opening,
        urgent=tuple(finding for part in parts for finding in part.findings if finding.is_urgent),
        pressing=pressing,
        also_sure=also,
        more=more,
        notes=(*notes, *asked),
        asks=bool(asked),
        promise=_promise(study, m),
    )


def _kind(told: Sequence[Finding], parts: Sequence[Part], decided: Sequence[Decided]) -> Kind:
    """Return whether something bad is decided, something at all, or nothing."""
    headline_bad = any(f.tone == "bad" for part in parts for f in part.findings)
    if any(finding.tone == "bad" for finding in told) or (headline_bad and told):
        return "decisive"
    return "partly" if any(one.stands for one in decided) else "undecided"


def _facts(part: Part) -> list[Finding]:
    """Return what a part says without a claim: first facts, what its claims leave open (no long lists), more facts."""
    told = [finding for finding in part.findings if not finding.is_caution and not finding.claimed]
    facts = [finding for finding in told if finding.decided is None]
    undecided = [f for f in told if f.decided is not None and len(candidates(f.decided)) <= MOST_CANDIDATES]
    return [*facts[:FIRST_FACTS], *undecided, *facts[FIRST_FACTS:]][:MOST_FACTS]


def _decided(finding: Finding) -> Decided:
    assert finding.decided is not None  # what stands rests on a claim
    return finding.decided


def _is_worth(finding: Finding, study: Study) -> bool:
    """Whether a difference is large enough to be told first; what has a unit of its own says how large that is."""
    claim = _decided(finding).claim
    if claim.difference is None:
        return True
    usual = WORTH_OF_UNIT.get(claim.unit, 0.0) * study.report.worth_knowing if claim.kind in COMPARISONS else 0.0
    return abs(claim.difference.value or 0.0) >= (claim.worth_knowing or usual)


def _customers(finding: Finding) -> float:
    decided = _decided(finding)
    return 0.0 if decided.claim.affected is None else abs(decided.near_end or 0.0) * decided.claim.affected.customers


def _name(finding: Finding) -> str:
    return _decided(finding).claim.name


def _is_sure(finding: Finding) -> bool:
    return _decided(finding).is_sure


def _says_what(finding: Finding) -> bool:
    """Whether it says what to do: among what is equally certain that comes first."""
    return _decided(finding).claim.sort in ("improve_first", "stated_first", "driver")


def _adjusted(finding: Finding) -> float:
    return _decided(finding).adjusted or 0.0


def _opening(study: Study, parts: Sequence[Part], kind: str) -> Label:
    """Return the sentence of the lead question; where there is none, of the first part."""
    headline = next((f for part in parts for f in part.findings if not f.is_caution), None)
    measures = next((part for part in parts if part.key == "measures"), None)
    if measures is not None and measures.findings:
        places = list(study.measured)
        lead = places.index(study.lead) if study.lead in places else 0
        headline = measures.findings[lead] if lead < len(measures.findings) else measures.findings[0]
    text = headline.text if headline is not None else Label("Nothing more can be said.", "暂无更多结论。")
    if kind == "undecided":
        return Label(f"These data do not decide. {text.en}", f"现有数据还得不出结论。{text.zh}")
    return text


def _promise(study: Study, m: int) -> Label:
    share = f"{100 * study.report.alpha:g}"
    if m == 0:
        return Label("These figures describe; nothing was compared.", "以上数值仅作描述，未作比较。")
    made = f"{m} comparisons were made" if m > 1 else "One comparison was made"
    return Label(
        f"{made}. In at most {share} of 100 reports like this one is any such sentence false.",
        f"本报告共做了{m}项比较。按本报告的判断规则，每100份这样的报告中，出现哪怕一句错误判断的，至多{share}份。",
    )


def _left_open(decided: Sequence[Decided], m: int) -> list[Label]:
    if near := _largest_near(decided):
        return [_near(near, m)]
    undecided = _undecided(decided)
    return [] if undecided is None else [undecided]


def _asked(study: Study, parts: Sequence[Part], decided: Sequence[Decided], kind: str) -> list[Label]:
    """Return how many answers would decide."""
    notes = []
    if ask := _ask_for_groups(study, parts, decided):
        notes.append(ask)
    if kind == "undecided" and (ask := _ask_for_majority(parts, decided)):
        notes.append(ask)
    return notes


def _undecided(decided: Sequence[Decided]) -> Label | None:
    """Return which of the large questions were asked and have no claim that stands; None where there is none."""
    asked: dict[str, bool] = {}
    for one in decided:
        if one.weight and one.claim.sort not in HEADLINES:
            question = QUESTIONS_OF.get(one.claim.part, "where")
            asked[question] = asked.get(question, False) or one.stands
    left = [OPEN[question] for question in OPEN if asked.get(question) is False]
    if not left:
        return None
    en = listed(left, "en", joint="and")
    return Label(
        f"{en[:1].upper()}{en[1:]}, these answers do not decide.",
        f"{'，'.join(each.zh for each in left)}，现有回答尚不足以判断。",
    )


def _largest_near(decided: Sequence[Decided]) -> Decided | None:
    near = [one for one in decided if one.near and one.claim.sort == "group" and one.claim.own is not None]
    return min(near, key=lambda one: one.claim.evidence.p or 0.0, default=None)


def _near(one: Decided, m: int) -> Label:
    claim = one.claim
    own, reference = claim.own.value if claim.own is not None else None, claim.reference.number
    figures_of = [write(value, claim.unit) if value is not None else "–" for value in (own, reference)]
    group = claim.details.get("group", claim.subject)
    return Label(
        f"The largest difference seen: in {claim.measure.en}, {group.en} {claim.subject.en} has {figures_of[0]}, the "
        f"others {figures_of[1]}; it could be chance ({m} comparisons were made).",
        f"差得最多的是{claim.measure.zh}：{group.zh}“{claim.subject.zh}”为{figures_of[0]}，其余合计为{figures_of[1]}，"
        f"但也可能只是偶然波动（共做了{m}项比较）。",
    )


def _rounded_up(n: float) -> int:
    """Round up to two digits."""
    step: int = 10 ** max(len(str(ceil(n))) - 2, 0)
    return ceil(n / step) * step


def _ask_for_groups(study: Study, parts: Sequence[Part], decided: Sequence[Decided]) -> Label | None:
    tests = [
        one
        for one in decided
        if one.claim.sort == "group" and one.claim.lead and one.claim.unit == "share" and one.weight and not one.stands
    ]
    if not tests or any(one.stands for one in decided if one.claim.sort == "group"):
        return None
    first = tests[0]
    column = first.claim.name.split("/")[1]
    mates = [one for one in tests if one.claim.name.split("/")[1] == column]
    groups = len(mates) + 1
    own, others = first.claim.own, first.claim.reference.value
    if not isinstance(own, TopBox) or not isinstance(others, TopBox):
        return None
    pooled = own.tally + others.tally
    share = sum(w * score for w, score in zip(pooled.weights, own.scores, strict=True)) / sum(pooled.weights)
    share = min(max(share, 0.05), 0.95)
    delta = 2 * study.report.worth_knowing / 100
    effect = max(1.0, pooled.n / (own.n_effective + others.n_effective))
    needed = _rounded_up(effect * answers_for_groups(groups, share, delta, 1 - first.local_level))
    sizes = sorted(one.claim.evidence.n for one in mates)
    if sizes[0] >= needed:
        return None
    group = first.claim.details["group"]
    now = f"{sizes[0]:,}" if sizes[0] == sizes[-1] else f"{sizes[0]:,} to {sizes[-1]:,}"
    now_zh = now.replace(" to ", "至")
    return Label(
        f"To see a difference of {100 * delta:g} points by {group.en}: about {needed:,} answers each (now {now}).",
        f"要看出{100 * delta:g}个百分点的差别，{group.zh}每组约需{needed:,}份回答（现有{now_zh}份）。",
    )


def _ask_for_majority(parts: Sequence[Part], decided: Sequence[Decided]) -> Label | None:
    open_ones = [one for one in decided if one.claim.sort == "majority" and one.weight and not one.stands]
    if not open_ones:
        return None
    one = open_ones[0]
    needed = answers_for_majority(EXPECTED_MAJORITY, 1 - one.local_level)
    if needed is None or needed <= one.claim.evidence.n:
        return None
    more = _rounded_up(needed - one.claim.evidence.n)
    expected = percent(EXPECTED_MAJORITY)
    return Label(
        f"With about {more:,} more answers a majority of {expected} would show four times in five.",
        f"如果真实满意率为{expected}，再收约{more:,}份回答，有八成把握能确认过半。",
    )
