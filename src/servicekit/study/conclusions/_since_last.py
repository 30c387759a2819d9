"""One assessment against an earlier one: what changed, as claims among all other claims of the report."""

from collections.abc import Iterator, Mapping
from typing import Final

import attrs
from attrs import frozen

from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Label, Source
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference, direction_of
from servicekit.stats.comparison._comparison import correlation_of
from servicekit.stats.intervals._estimates import Difference
from servicekit.stats.scores._category_score import CategoryScore
from servicekit.stats.scores._two_samples import two_samples
from servicekit.study._assessment import Assessment
from servicekit.study._part import Part, Statement, Table
from servicekit.study.parts._measures import MeasuresPart, good_direction, scores_of, unit_of, worth_knowing
from servicekit.study.wording._sentences import caution
from servicekit.study.wording._telling import tell

KEY: Final = "since_last"
NAME: Final = Label("What has changed since the last report?", "与上一份报告相比有什么变化？")
METHOD: Final = Label(
    "Each question of this report against the same question of the earlier one (shares: mid-p; otherwise the larger p "
    "of linearised t and permutation). Where both name clusters or the respondents of a panel, those with the same "
    "names are taken to be the same, and test and MOVER interval use how their answers go together; otherwise the two "
    "are samples of different customers. Decided together with every other claim of the report.",
    "本次每道题与上一份报告的同一题比较（占比用中点p检验，其余取线性化t检验与置换检验中较大的p值）。两份报告都写明群或固定样本受访者的，"
    "名称相同即视为同一群或同一人，检验与MOVER区间都计入其前后回答的相关；否则视为对不同顾客的调查。与报告中其他判断一并校正。",
)
LAST: Final = Label("last time", "上一次")
NOW: Final = Label("this time", "这一次")


@frozen(kw_only=True)
class SinceLastPart(Part):
    """Each question against the same question of an earlier assessment.

    Attributes:
        changes: Now less then, by question.
        names: Names of the questions.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = ()
    changes: Mapping[str, Difference]
    names: Mapping[str, Label]

    def tables(self) -> Iterator[Table]:
        """Yield the change of each question."""
        for key, found in self.changes.items():
            name = self.names[key]
            yield Table(key=f"change of {key}", caption=Label(f"Change of {name.en}", f"{name.zh}的变化"), result=found)


def since_last(now: Assessment, before: Assessment) -> Assessment:
    """Return an assessment that also says what has changed since an earlier one.

    Args:
        now: This assessment.
        before: The earlier one; questions are matched by their names in the study and must have the same scale.

    Raises:
        InvalidValueError: One of them is no assessment, or they share no question.

    Example:
        >>> import servicekit as sk
        >>> example = sk.load_example()
        >>> first, second = (sk.assess(example.study, example.survey, parts=["measures"]) for _ in range(2))
        >>> sk.study.since_last(second, first).part("since_last").changes["recommend"].value
        0.0
    """
    for name, given in (("now", now), ("before", before)):
        if not isinstance(given, Assessment):
            raise InvalidValueError(name, "what assess returned", type(given).__name__)
    new, old = now.part("measures"), before.part("measures")
    shared: list[str] = []
    if isinstance(new, MeasuresPart) and isinstance(old, MeasuresPart):
        shared = [key for key in new.measures if key in old.measures]
    if not isinstance(new, MeasuresPart) or not isinstance(old, MeasuresPart) or not shared:
        raise InvalidValueError(
            "the earlier assessment", "one with a question of this one", list(before.study.questions)
        )
    changes: dict[str, Difference] = {}
    statements: list[Statement] = []
    for key in shared:
        first, last = old.measures[key], new.measures[key]
        if type(first) is not type(last) or first.tally.scale != last.tally.scale:
            asked = new.names[key]
            why = "asked on another scale in the earlier report; not compared"
            statements.append(caution(Label(f"{asked.en}: {why}.", f"{asked.zh}：上一份报告用的量表不同，未作比较。")))
        elif first.value is not None and last.value is not None:
            changes[key] = Difference(first=last, second=first, correlation=correlation_of(last, first))
            statements.append((_claim(now, key, new.names[key], last, first),))
    part = SinceLastPart(changes=changes, names=dict(new.names), statements=tuple(statements))
    kept = [one for one in now.parts if one.key != KEY]
    told, decided = tell([*kept, part], now.study.report)
    return attrs.evolve(now, parts=told, decided=decided)


def _claim(now: Assessment, key: str, name: Label, last: CategoryScore, first: CategoryScore) -> Claim:
    return Claim(
        name=f"{KEY}/{key}",
        kind=ClaimKind.CHANGE,
        sort="wave",
        part=KEY,
        subject=NOW,
        measure=name,
        own=last,
        reference=Reference(kind="previous_wave", label=LAST, value=first, n=first.tally.n),
        difference=Difference(first=last, second=first, correlation=correlation_of(last, first)),
        evidence=two_samples(scores_of(last), scores_of(first)),
        direction=direction_of(last.value, first.value),
        good=good_direction(last),
        unit=unit_of(last),
        details={"w0": LAST, "w1": NOW},
        worth_knowing=worth_knowing(now.study, last),
    )
