"""Customers who leave: how long they stay, from a table of tenures in which most are still there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import Invalid
from servicekit.data._columns import Column
from servicekit.data._frames import read_columns
from servicekit.data._grouping import Grouping, grouping
from servicekit.data._vectors import Floats
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.foundation._literature import KAPLAN_1958
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label, Source
from servicekit.stats.survival._survival import LogRank, kaplan_meier, kaplan_meier_by, log_rank
from servicekit.stats.survival._survival_curve import SurvivalAt, SurvivalCurve, survival_at
from servicekit.study._part import Finding, NotRun, Part, Statement, Table, no_section
from servicekit.study._part_names import CHURN as PART
from servicekit.study._study import Study
from servicekit.study.wording._formatting import figures, percent
from servicekit.study.wording._sentences import caution, fact

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "Customers still there count as censored at their tenure (Kaplan-Meier, log-log intervals): their "
    "leaving lies ahead "
    "and is not counted as staying for ever. Groups are compared by the log-rank test.",
    "仍在网的顾客在其时长处按删失处理（Kaplan–Meier，log-log区间）：其流失尚未发生，也不视为永远留存。"
    "各组以对数秩检验比较。",
)
SOURCES: Final = (KAPLAN_1958,)
UNITS: Final = {
    "days": Label("days", "天"),
    "weeks": Label("weeks", "周"),
    "months": Label("months", "个月"),
    "years": Label("years", "年"),
}
POINTS: Final = (12, 24)
FEWEST: Final = 20
MOST_GROUPS: Final = 30


@frozen(kw_only=True)
class ChurnPart(Part):
    """How long customers stay.

    Attributes:
        retention: Share still there along tenure.
        after: Share still there after so many periods.
        retention_by: The same by column.
        unit: Unit of tenure.
        log_rank_by: Log-rank test of each column.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = SOURCES
    captions: ClassVar[Mapping[str, Label]] = {
        "retention": Label("retention", "顾客保持"),
        "after": Label("still there after {}", "{}后仍在"),
        "retention_by": Label("retention by {}", "顾客保持，按{}"),
        "log_rank_by": Label("log-rank by {}", "对数秩检验，按{}"),
    }
    retention: SurvivalCurve
    after: Mapping[str, SurvivalAt]
    retention_by: Mapping[str, Groups[SurvivalCurve]]
    log_rank_by: Mapping[str, LogRank]
    unit: str = "months"

    def tables(self) -> Iterator[Table]:
        """Yield a table of everything computed, with the unit of tenure in captions and rows."""
        unit = _unit_label(self.unit)
        for table in super().tables():
            if isinstance(table.result, SurvivalAt):
                point = table.key.rpartition(" ")[2]
                caption = Label(f"Still there after {point} {unit.en}", f"{point}{unit.zh}后仍在")
                yield evolve(table, caption=caption, names={"": Label("Customers still there", "仍在的顾客占比")})
            elif isinstance(table.result, SurvivalCurve):
                half = Label(f"Half have left after ({unit.en})", f"一半顾客流失所经过的时间（{unit.zh}）")
                yield evolve(table, names={"": half})
            elif isinstance(table.result, Groups):
                en, zh = table.caption.en, table.caption.zh
                caption = Label(f"{en}: half left after ({unit.en})", f"{zh}：一半流失所经过的时间（{unit.zh}）")
                yield evolve(table, caption=caption)
            else:
                yield table


def assess(study: Study, table: Data | None) -> Part | NotRun:
    """Follow the customers of the table along their tenure."""
    section = study.churn
    if section is None or table is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS, reason=no_section("churn") if table is not None else None)
    columns = read_columns(table, [section.tenure, section.churned, *section.by])
    tenure, good, below = _tenure(columns[section.tenure], study.invalid)
    left, known = _left(columns[section.churned], section.left)
    good &= known
    if not good.any():
        raise NotEnoughDataError("no customer has both a tenure and a word on having left")
    whole = kaplan_meier(tenure[good], observed=left[good], level=study.level)
    after: dict[str, SurvivalAt] = {}
    retention_by: dict[str, Groups[SurvivalCurve]] = {}
    ranks: dict[str, LogRank] = {}
    findings: list[Statement] = [_who(whole)]
    if below:
        rows = Label(f"Rows not counted: {below:,} with a negative tenure.", f"未计入：存续时间为负{below:,}行。")
        findings.append(caution(rows))
    for point in POINTS:
        if point <= whole.times[-1]:
            found = survival_at(whole, time=float(point))
            after[str(point)] = found
            findings += _still(found, point, section.unit)
    for name in section.by:
        groups = grouping(columns[name])
        chosen = good & (_sizes(groups, good) >= FEWEST)[groups.codes]
        levels = np.array([str(level) for level in groups.levels])[groups.codes][chosen]
        if 2 <= len(set(levels.tolist())) <= MOST_GROUPS:
            about: dict[str, Any] = {"groups": levels, "observed": left[chosen]}
            retention_by[name] = kaplan_meier_by(tenure[chosen], by=name, level=study.level, **about)
            ranks[name] = log_rank(tenure[chosen], **about)
    return ChurnPart(
        retention=whole,
        after=after,
        retention_by=retention_by,
        log_rank_by=ranks,
        unit=section.unit,
        statements=tuple(findings),
    )


def _unit_label(unit: str) -> Label:
    """Return the words for a unit of tenure; a study may name one of its own."""
    return UNITS.get(unit, Label(unit, unit))


def _sizes(groups: Grouping, good: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the customers of each group; none for those without a group."""
    sizes = np.bincount(groups.codes[good], minlength=len(groups.levels))
    return sizes * np.array([level is not None for level in groups.levels], dtype=np.int64)


def _tenure(column: Column, invalid: Invalid) -> tuple[Floats, NDArray[np.bool_], int]:
    """Return tenures, which of them can be used, and how many lie below 0."""
    if column.values.dtype.kind not in "iuf":
        raise InvalidValueError("tenure", "a column of numbers", ..., f"column {column.name!r}")
    values = column.values.astype(np.float64)
    below = column.present & (values < 0)
    if invalid == "raise" and below.any():
        row = int(np.argmax(below))
        where = f"column {column.name!r}, row {row}, {int(below.sum())} such rows"
        hint = "InputPolicy(invalid='omit') counts them"
        raise InvalidValueError("tenure", "at least 0", float(values[row]), where, hint)
    return values, column.present & ~below, int(below.sum())


def _left(column: Column, words: tuple[str, ...]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    meant = {word.strip().casefold() for word in words}
    cells = [_written(cell) for cell in column.values.tolist()]
    known = column.present & np.array([bool(cell) for cell in cells], dtype=bool)
    return np.array([cell in meant for cell in cells], dtype=bool), known


def _written(cell: object) -> str:
    return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).strip().casefold()


def _who(whole: SurvivalCurve) -> Finding:
    return fact(
        Label(
            f"{whole.n:,} customers, of whom {whole.n_events:,} have left.",
            f"共{whole.n:,}位顾客，其中{whole.n_events:,}位已流失。",
        )
    )


def _still(found: SurvivalAt, point: int, unit: str) -> Sequence[Statement]:
    if found.value is None:
        return []
    text = figures(found, percent)
    return [
        fact(
            Label(
                f"Still a customer after {point} {unit}: {text.en}.",
                f"{point}{_unit_label(unit).zh}后仍是顾客的占比：{text.zh}。",
            )
        )
    ]
