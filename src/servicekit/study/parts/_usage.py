"""Usage and attitude: who uses the service how much, what they think of it, and who should be served how."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._frames import read_columns
from servicekit.data._summaries import Measure
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import DICK_1994
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label, Source
from servicekit.segments._cell_tests import CellTest, cell_tests
from servicekit.segments._crosstab import Crosstab, crosstab
from servicekit.segments._usage_attitude import (
    CODE,
    SQUARE,
    UsageAttitude,
    UsageAttitudeSegment,
    coded_segments,
    usage_attitude,
)
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference
from servicekit.stats.intervals._estimates import Difference
from servicekit.study._part import NotRun, Part, Statement, Table, unfit
from servicekit.study._part_names import USAGE as PART
from servicekit.study._study import Study
from servicekit.study.sections._further_sections import UsageSection
from servicekit.study.wording._formatting import figures, percent, plain
from servicekit.study.wording._sentences import fact

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "Two stated cuts make four segments; shares have hulls of score and mid-p intervals. That a segment is more "
    "frequent in a group than in all others pooled rests on the mid-p test of the two shares (by the design under "
    "weights and clusters); named groups leave the others one after another. The picture shows adjusted residuals. How "
    "to serve a segment is advice of this library, not a finding.",
    "按设定的两个分界把顾客分为四类；占比区间为得分与mid-P合并区间。某类顾客在某组是否更多，用该组与其余合计的中点p检验判断"
    "（加权或整群数据按抽样设计），已点名的组逐个移出；图中为调整残差。对各类顾客的服务建议由本软件给出，不是调查结果。",
)
SOURCES: Final = (DICK_1994,)
REST: Final = Label("all others", "其余合计")
MOST_LEVELS: Final = 30
SEGMENT: Final = "segment"


@frozen(kw_only=True)
class UsagePart(Part):
    """Segments of usage by attitude.

    Attributes:
        segments: Shares of the segments, satisfaction in each, and how each is served.
        tables_by: Segments against each column of groups.
        columns: Names of those columns in reports.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = SOURCES
    segments: UsageAttitude
    tables_by: Mapping[str, Crosstab]
    columns: Mapping[str, Label]

    def tables(self) -> Iterator[Table]:
        """Yield shares of the segments, their satisfaction, and their shares in each group."""
        names = {segment.key: segment.label for segment in UsageAttitudeSegment}
        yield Table.titled(Label("segments", "顾客类别"), Groups("segment", self.segments.shares), names)
        if self.segments.satisfaction is not None:
            caption = Label("satisfaction by segment", "各类顾客的满意度")
            yield Table.titled(caption, self.segments.satisfaction, names)
        for column, table in self.tables_by.items():
            shares, cells = {}, {}
            for (key, group), cell in table.cells.items():
                segment = segment_of(key).label
                shares[f"{group}: {segment.en}"] = cell.share
                cells[f"{group}: {segment.en}"] = Label(f"{group}: {segment.en}", f"{group}：{segment.zh}")
            label = self.columns[column]
            caption = Label(f"Segments by {label.en}", f"各类顾客占比，按{label.zh}")
            result = Groups("group", shares)
            yield Table(key=f"segments by {column}", caption=caption, result=result, names=cells)


def requests(study: Study) -> Iterator[Measure]:
    """Yield the segments, and the rows of their tables with groups."""
    if (section := study.usage) is not None:
        yield partial(_found, study, section)
        yield partial(_rows, study, section)


def _about(study: Study, section: UsageSection) -> dict[str, Any]:
    scales = {name: study.scale(scale) for name, scale in section.scales.items() if scale}
    cuts = {section.usage: section.usage_cut, section.attitude: section.attitude_cut}
    return {"cuts": cuts, "scale": scales, "policy": study.policy}


def _found(study: Study, section: UsageSection, data: Data) -> UsageAttitude:
    about = {**_about(study, section), "satisfaction": section.satisfaction, "level": study.level}
    found: UsageAttitude = usage_attitude(data, section.usage, section.attitude, design=study.design, **about)
    return found


def _groups(study: Study, section: UsageSection) -> list[str]:
    return [name for name in study.groups if name not in (section.usage, section.attitude)]


def _name(study: Study) -> str:
    """Return the name of the column of segments, which no column of groups has."""
    return CODE if SEGMENT in study.groups else SEGMENT


def _rows(study: Study, section: UsageSection, data: Data) -> dict[str, Any]:
    """Return the segment of each respondent with groups and design, None where there is none."""
    made = coded_segments(data, section.usage, section.attitude, **_about(study, section))
    names = [CODE, *_groups(study, section), *study.design.columns]
    read = read_columns(made, list(dict.fromkeys(names)))
    codes = read[CODE]
    rows: dict[str, Any] = {name: _known(column.values, column.present) for name, column in read.items()}
    keys = np.array([segment.key for segment in SQUARE.cells], dtype=object)
    rows[_name(study)] = _known(keys[codes.values.astype(int)], codes.present)  # where there is none any of the four
    return rows


def assess(study: Study, data: Data) -> Part | NotRun:
    """Divide customers into segments and test in which groups each is found."""
    section = study.usage
    if section is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    try:
        found = _found(study, section, data)
    except InvalidValueError as error:
        return NotRun(key=KEY, name=NAME, needs=NEEDS, reason=unfit(error))
    if not found.n:
        return NotRun(key=KEY, name=NAME, needs=NEEDS, reason=Label("nobody answered both", "没有人两项都作答"))
    rows, own = _rows(study, section, data), _name(study)
    tables: dict[str, Crosstab] = {}
    statements: list[Statement] = _told(found)
    for place, column in enumerate(_groups(study, section)):
        if not 2 <= len(set(rows[column].tolist()) - {None}) <= MOST_LEVELS:
            continue
        tables[column] = crosstab(rows, own, column, design=study.design, level=study.level)
        cells = cell_tests(rows, own, column, design=study.design, level=study.level)
        statements.append(tuple(_claim(study, column, cell, lead=place == 0) for cell in cells))
    columns = {column: study.label(column) for column in tables}
    return UsagePart(segments=found, tables_by=tables, columns=columns, statements=tuple(statements))


def _known(values: NDArray[Any], present: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Return values with None where there is none."""
    found = values.astype(object)
    found[~present] = None
    return found


def segment_of(key: object) -> UsageAttitudeSegment:
    """Return the segment of a key."""
    return next(segment for segment in UsageAttitudeSegment if segment.key == key)


def _told(found: UsageAttitude) -> list[Statement]:
    """Say how many belong to each segment, how satisfied they are, and how each is to be served."""
    said: list[Statement] = []
    for segment in reversed(SQUARE.cells):
        share = figures(found.shares[segment.key], percent)
        name, advice = segment.label, segment.meaning
        en, zh = "", ""
        if found.satisfaction is not None and segment.key in found.satisfaction:
            mean = figures(found.satisfaction[segment.key], plain)
            en, zh = f"; satisfaction {mean.en}", f"，满意度{mean.zh}"
        said.append(fact(Label(f"{name.en}: {share.en}{en}. {advice.en}", f"{name.zh}占{share.zh}{zh}。{advice.zh}")))
    return said


def _claim(study: Study, column: str, cell: CellTest, *, lead: bool) -> Claim:
    """Return the claim that a segment is more or less frequent in a group than in the rest."""
    segment = segment_of(cell.row)
    group = Label(str(cell.column), str(cell.column))
    difference = Difference(first=cell.own, second=cell.rest, correlation=cell.correlation)
    return Claim(
        name=f"{KEY}/residual/{column}/{cell.row}/{cell.column}",
        kind=ClaimKind.RESIDUAL,
        sort="residual",
        part=KEY,
        subject=group,
        measure=segment.label,
        own=cell.own,
        reference=Reference(
            kind="others_pooled",
            label=REST,
            value=cell.rest,
            n=round(cell.rest.n),
            without=tuple(map(str, cell.without)),
        ),
        difference=difference,
        evidence=cell.evidence,
        direction=1 if (difference.value or 0.0) > 0 else -1,
        lead=lead,
        details={"group": study.label(column)},
    )
