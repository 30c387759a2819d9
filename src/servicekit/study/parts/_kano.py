"""Kano pairs: what customers take for granted, what they expect the more of, and what delights them."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

import attrs
from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._summaries import Measure
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import BERGER_1993, KANO_1984
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label, Source
from servicekit.priorities._investment import InvestmentPlan
from servicekit.priorities._kano import Kano, kano
from servicekit.priorities._kano_attribute import VALID, KanoAttribute
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference
from servicekit.study._part import NotRun, Part, Statement, Table, unfit
from servicekit.study._part_names import KANO as PART
from servicekit.study._study import Study
from servicekit.study.parts._spending import fulfilment_requests, planned_spending
from servicekit.study.sections._further_sections import KanoSection
from servicekit.study.wording._formatting import percent
from servicekit.study.wording._sentences import caution, listed

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "Each pair of answers gives a category by the evaluation table; an attribute has the commonest category only where "
    "the exact binomial test tells it from the next one. Better: share that would be satisfied with it, (A + O) / "
    "(M + O + A + I); worse: share that would be dissatisfied without it, (M + O) / (M + O + A + I), as a negative "
    "number. Intervals of shares: hulls of score and mid-p intervals.",
    "每对回答按评价表归类；只有精确二项检验能把最多的一类与次多的一类区分开，才说某项属于该类。Better系数为有此项时满意者占比，"
    "即(A+O)/(M+O+A+I)；Worse系数为无此项时不满者占比，即(M+O)/(M+O+A+I)，记为负数。占比区间为得分与mid-P合并区间。",
)
SOURCES: Final = (KANO_1984, BERGER_1993)


@frozen(kw_only=True)
class KanoPart(Part):
    """Kano categories of the attributes.

    Attributes:
        kano: Categories with their tests, better and worse with intervals.
        plan: How a budget is best spent; None where the study states no costs.
        currency: As one writes it.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = SOURCES
    kano: Kano
    plan: InvestmentPlan | None = None
    currency: str = ""

    def tables(self) -> Iterator[Table]:
        """Yield the commonest category's share, better and worse of each attribute."""
        found = self.kano.attributes.items()
        names = {key: one.name for key, one in found}
        commonest = {key: one.shares[one.category.key] for key, one in found if one.category is not None}
        yield Table.titled(Label("commonest category", "最多的类别"), Groups("attribute", commonest), names)
        yield Table.titled(
            Label("better", "Better系数"), Groups("attribute", {key: one.better for key, one in found}), names
        )
        yield Table.titled(
            Label("worse", "Worse系数"), Groups("attribute", {key: one.worse for key, one in found}), names
        )


def requests(study: Study) -> Iterator[Measure]:
    """Yield the classification of the pairs."""
    if study.kano is not None:
        yield partial(_found, study, study.kano)
        yield from fulfilment_requests(study, study.kano)


def _found(study: Study, section: KanoSection, data: Data) -> Kano:
    found: Kano = kano(
        data,
        section.pairs,
        answers=attrs.evolve(study.scale(section.scale), higher_is_better=section.lowest == "dislike"),
        table=section.table,
        names=names_of(study, section),
        resamples=study.resamples,
        rng=study.seed,
        level=study.level,
        **study.sample,
    )
    return found


def assess(study: Study, data: Data) -> Part | NotRun:
    """Classify the attributes of the pairs and test each category."""
    section = study.kano
    if section is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    try:
        found = _found(study, section, data)
    except InvalidValueError as error:  # not five answers, or columns that are swapped
        return NotRun(key=KEY, name=NAME, needs=NEEDS, reason=unfit(error))
    known = {key: one for key, one in found.attributes.items() if one.category is not None}
    claims = tuple(_category(key, one) for kind in VALID for key, one in known.items() if one.category is kind)
    plan, told = planned_spending(study, section, found, data)
    currency = section.investment.currency if section.investment is not None else ""
    return KanoPart(kano=found, plan=plan, currency=currency, statements=(claims, *_contradictions(known), *told))


def names_of(study: Study, section: KanoSection) -> dict[str, Label]:
    """Return what reports call each attribute: its own label, else that of the question with it, else its key."""
    return {
        key: study.labels.get(key) or study.labels.get(functional) or Label(key, key)
        for key, (functional, _) in section.pairs.items()
    }


def _category(key: str, one: KanoAttribute) -> Claim:
    """Return the claim that the commonest category of an attribute is commoner than the next."""
    ranked = sorted(VALID, key=lambda category: -one.shares[category.key].count)
    first = one.category
    assert first is not None
    following = next(category for category in ranked if category is not first)
    own, other = one.shares[first.key], one.shares[following.key]
    return Claim(
        name=f"{KEY}/category/{key}",
        kind=ClaimKind.CATEGORY,
        sort="category",
        part=KEY,
        subject=one.name,
        measure=first.label,
        own=own,
        reference=Reference(kind="next_best", label=following.label, value=other, n=one.n),
        evidence=attrs.evolve(one.evidence, n=one.n, rows_read=one.n + one.n_missing),
        details={"attribute": key, "category": first.key, "meaning": _spoken(first.meaning)},
    )


def _spoken(meaning: Label) -> Label:
    """Return the meaning of a category as part of a sentence."""
    return Label(meaning.en[:1].lower() + meaning.en[1:].rstrip("."), meaning.zh.rstrip("。"))


def _contradictions(found: Mapping[str, KanoAttribute]) -> tuple[Statement, ...]:
    """Return a caution where more than a tenth of the pairs of an attribute contradict themselves."""
    bad = [one for one in found.values() if one.caution is not None]
    if not bad:
        return ()
    names = [one.name for one in bad]
    shares = [one.shares["questionable"] for one in bad]
    most = max(share.count / share.n for share in shares)
    text = Label(
        f"More than a tenth of the pairs of answers contradict themselves (up to {percent(most)}) for "
        f"{listed(names, 'en', joint='and')}: the question may have been misunderstood.",
        f"{listed(names, 'zh')}的成对回答中，超过一成自相矛盾（最多{percent(most)}），题目可能没有被理解。",
    )
    return (caution(text),)
