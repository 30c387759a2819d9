"""Satisfaction index model: the index, what drives it and what follows from it."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._summaries import Measure
from servicekit.foundation._literature import FORNELL_1996, TENENHAUS_2005
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label, Source
from servicekit.index_models._index import satisfaction_index
from servicekit.index_models._presets import ACSI, ECSI
from servicekit.index_models._result import SatisfactionIndex
from servicekit.study._part import NotRun, Part, Statement, Table
from servicekit.study._part_names import INDEX as PART
from servicekit.study._study import IndexSection, Study
from servicekit.study.wording._formatting import figures, plain, points
from servicekit.study.wording._sentences import caution, fact, incomplete

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "PLS path modelling, mode A, path weighting, on complete answers; index 0 to 100 between the ends of the scale; "
    "percentile bootstrap over respondents (or clusters) with fixed starts. Effects are not ranked against each other.",
    "偏最小二乘路径模型（模式A，路径加权），只用完整回答；指数在量表两端之间取0至100；由百分位自助法给出区间，按受访者（整群抽样时按群）重抽样。各项关系之间不排先后。",
)
MODELS: Final = {"ECSI": ECSI, "ACSI": ACSI}


@frozen(kw_only=True)
class IndexPart(Part):
    """Satisfaction index model.

    Attributes:
        index: The index with the model that explains it.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = ()
    index: SatisfactionIndex

    def tables(self) -> Iterator[Table]:
        """Yield the index."""
        yield Table.titled(Label("index", "指数模型"), self.index)
        names = {key: self.index.model.label(key) for key in self.index.indices}
        if self.index.value is not None:
            yield Table.titled(
                Label("indices of the constructs", "各项指数"), Groups("construct", self.index.indices), names
            )


def requests(study: Study) -> Iterator[Measure]:
    """Yield the index."""
    if study.index is not None:
        yield partial(_found, study, study.index)


def _found(study: Study, section: IndexSection, data: Data) -> SatisfactionIndex:
    model = MODELS[section.model]
    absent = [key for key in model.keys if key not in section.constructs]
    found: SatisfactionIndex = satisfaction_index(
        data,
        model.without(*absent) if absent else model,
        columns=section.constructs,
        scale=study.scale(section.scale),
        level=study.level,
        resamples=study.resamples,
        rng=study.seed,
        **study.replication,
    )
    return found


def assess(study: Study, data: Data) -> Part | NotRun:
    """Estimate the index model."""
    section = study.index
    if section is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    found = _found(study, section, data)
    sources = (TENENHAUS_2005 if section.model == "ECSI" else FORNELL_1996,)
    text = figures(found, points)
    headline = Label(
        f"Satisfaction index, 0 to 100: {text.en} ({found.n:,} answers).",
        f"满意度指数（0至100）：{text.zh}（{found.n:,}份回答）。",
    )
    statements: list[Statement] = [fact(headline) if found.value is not None else caution(headline)]
    if found.value is not None:
        statements += _effects(found)
    statements += incomplete(found.n, found.n + found.n_missing)
    return IndexPart(index=found, sources=sources, statements=tuple(statements))


def _effects(found: SatisfactionIndex) -> Sequence[Statement]:
    """Say how strongly satisfaction is linked with what comes before it, and what comes after; no order is claimed."""
    target = found.model.target
    causes: list[Label] = []
    effects: list[Label] = []
    for key, effect in found.total_effects.items():
        start, end = key.split(" -> ")
        if effect.value is None or target not in (start, end):
            continue
        other = found.model.label(start if end == target else end)
        text = figures(effect, plain)
        (causes if end == target else effects).append(Label(f"{other.en} {text.en}", f"{other.zh}{text.zh}"))
    said: list[Statement] = []
    if causes:
        said.append(
            fact(
                Label(
                    "What goes with satisfaction, in standard deviations for one of each: "
                    f"{'; '.join(entry.en for entry in causes)}.",
                    "与满意度的关系（各项相差1个标准差时满意度平均相差几个标准差）："
                    f"{'；'.join(entry.zh for entry in causes)}。",
                )
            )
        )
    if effects:
        said.append(
            fact(
                Label(
                    "What satisfaction goes with, in standard deviations for one of satisfaction: "
                    f"{'; '.join(entry.en for entry in effects)}.",
                    f"满意度相差1个标准差时，以下各项平均相差几个标准差：{'；'.join(entry.zh for entry in effects)}。",
                )
            )
        )
    return said
