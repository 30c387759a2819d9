"""Questions with several answers: how many chose each."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from operator import add
from typing import Any, Final

import numpy as np
from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._columns import Column
from servicekit.data._engines import map_reduce
from servicekit.data._frames import Batch, DerivedColumns, read_columns
from servicekit.data._numerals import stripped
from servicekit.data._scales import YES_NO
from servicekit.data._summaries import Measure
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label, Source
from servicekit.satisfaction._top_box import TopBox, top_box
from servicekit.study._part import NotRun, Part, Statement, Table
from servicekit.study._part_names import CHOICES as PART
from servicekit.study._study import Question, Study
from servicekit.study.parts._measures import SOURCES, name_of
from servicekit.study.tables._ticks import ticked
from servicekit.study.wording._formatting import figures, percent
from servicekit.study.wording._sentences import fact

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "Share of those asked who ticked an answer, with Wilson intervals; a row without any tick counts as one that chose "
    "none of them where each answer has its column, and as not asked where all answers stand in one cell.",
    "选择某项的人占被询问者的比例，采用Wilson区间；每项一列时，全部未选者计为未选任何一项；答案同在一格时，"
    "空格计为未被询问。",
)
MOST_CHOICES: Final = 40
SHOWN: Final = 3


@frozen(kw_only=True)
class ChoicesPart(Part):
    """Questions with several answers.

    Attributes:
        choices: Share of those asked who chose each answer, by question.
        names: Names of the questions.
        options: Names of the choices.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = SOURCES[:1]
    choices: Mapping[str, Groups[TopBox]]
    names: Mapping[str, Label]
    options: Mapping[str, Label]

    def tables(self) -> Iterator[Table]:
        """Yield the choices of each question."""
        for question, shares in self.choices.items():
            yield Table(key=question, caption=self.names[question], result=shares, names=self.options)


def requests(study: Study) -> Iterator[Measure]:
    """Yield the counts of columns of ticks, and which choices occur in columns of several answers."""
    for question in study.choices.values():
        if question.columns:
            yield partial(_shares, study, question)
        else:
            yield partial(_options, question=question)
            yield partial(read_columns, names=(question.column, *study.design.columns))


def again(study: Study) -> Iterator[Measure]:
    """Yield the counts of choices that stand in one column: which there are the first pass tells."""
    for question in study.choices.values():
        if not question.columns:
            yield partial(_shares, study, question)


def assess(study: Study, data: Data) -> Part | NotRun:
    """Count every choice of every such question."""
    if not study.choices:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    choices: dict[str, Groups[TopBox]] = {}
    statements: list[Statement] = []
    names = {name: name_of(study, name) for name in study.choices}
    for name, question in study.choices.items():
        shares = _shares(study, question, data)
        choices[name] = Groups(by=name, results=shares)
        statements += _chosen(study, names[name], shares)
    options = {option: study.label(option) for shares in choices.values() for option in shares}
    return ChoicesPart(choices=choices, names=names, options=options, statements=tuple(statements))


def _shares(study: Study, question: Question, data: Data) -> dict[Any, TopBox]:
    names = question.columns or (question.column,)
    options = [*question.columns] if question.columns else _options(data, question)
    made = {option: f"\0{place}" for place, option in enumerate(options)}
    derived = DerivedColumns(
        data=data, needs=names, makes=tuple(made.values()), make=partial(_ticked, question, tuple(options))
    )
    about: dict[str, Any] = {"scale": YES_NO, "boxes": 1, "level": study.level, **study.sample}
    return {option: top_box(derived, column, **about) for option, column in made.items()}


def _options(data: Data, question: Question) -> list[str]:
    """Return the choices that occur, the commonest first."""
    count = partial(_counted, question.column, question.separator)
    found: Counter[str] = map_reduce(data, [question.column], count, add, encode=[question.column])
    return [option for option, _ in found.most_common(MOST_CHOICES)]


def _counted(name: str, separator: str, batch: Batch, first_row: int) -> Counter[str]:
    column = batch[name]
    cells = Counter(column.values[column.present].tolist())
    found: Counter[str] = Counter()
    for cell, times in cells.items():
        for option in _parts(cell if column.levels is None else column.levels[cell], separator):
            found[option] += times
    return found


def _parts(cell: object, separator: str) -> list[str]:
    return [part for piece in str(cell).split(separator) if (part := stripped(piece))]


def _ticked(question: Question, options: tuple[str, ...], batch: Batch, first_row: int) -> dict[str, Column]:
    """Return a column of 0 and 1 for each choice."""
    found: dict[str, Column] = {}
    if question.columns:
        for place, name in enumerate(options):
            found[f"\0{place}"] = Column(name=name, values=ticked(batch[name]).astype(np.int64))
        return found
    column = batch[question.column]
    cells = [set(_parts(cell, question.separator)) for cell in column.values.tolist()]
    asked = column.present & np.array([bool(cell) for cell in cells], dtype=bool)
    for place, option in enumerate(options):
        values = np.array([option in cell for cell in cells], dtype=np.int64)
        found[f"\0{place}"] = Column(name=option, values=values, valid=asked)
    return found


def _chosen(study: Study, name: Label, shares: Mapping[Any, TopBox]) -> Sequence[Statement]:
    """Say how many chose what; the same people may choose several, and no order is claimed."""
    known = {option: share.value for option, share in shares.items() if share.value is not None}
    if not known:
        return []
    commonest = sorted(known, key=lambda option: -known[option])[:SHOWN]
    texts = [(study.label(option), figures(shares[option], percent)) for option in commonest]
    en, zh = "; ".join(f"{o.en} {f.en}" for o, f in texts), "；".join(f"{o.zh}{f.zh}" for o, f in texts)
    return [fact(Label(f"{name.en}: {en}.", f"{name.zh}：{zh}。"))]
