"""The audit table of a study: its standards, from a preset, from the study or from the data, and the words it uses."""

from collections.abc import Mapping
from math import inf
from typing import Final

import attrs

from servicekit.data._accepted import Data
from servicekit.data._frames import read_columns
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import Label, member
from servicekit.standards._observations import axis_of
from servicekit.standards._outcomes import TOKENS, Tokens
from servicekit.standards._standard import (
    ITEMS,
    MINUTES,
    PIECES,
    SECONDS,
    SHARE,
    Area,
    Direction,
    Standard,
    StandardSet,
    Unit,
)
from servicekit.standards.presets._car_after_sales import CAR_AFTER_SALES
from servicekit.standards.presets._fashion_retail import FASHION_RETAIL
from servicekit.standards.presets._property_sales import PROPERTY_SALES
from servicekit.study.sections._sections import AuditsSection, AuditStandard

PRESETS: Final[Mapping[str, StandardSet]] = {
    preset.key: preset for preset in (CAR_AFTER_SALES, FASHION_RETAIL, PROPERTY_SALES)
}
UNITS: Final[Mapping[str, Unit]] = {unit.key: unit for unit in (SECONDS, MINUTES, SHARE, PIECES, ITEMS)}
ALL: Final = Label("all", "全部")
STAFF: Final = Label("staff", "员工")
SEEN: Final = Label("as seen by the auditor", "由检查者观察")
OWN: Final = Label("Standards of this study", "本次检查的标准")


def standards_of(section: AuditsSection, table: Data) -> StandardSet:
    """Return the standards that an audit table refers to.

    Args:
        section: The study's section.
        table: The observations; read here only where neither preset nor standards are given.
    """
    preset = _preset(section.preset)
    areas = {area.key: area for area in preset.areas} if preset else {}
    own = {**section.standards} if preset or section.standards else _found(section, table)
    listed = [*(preset or ()), *(_standard(key, own[key], section, areas) for key in own)]
    known = [standard.key for standard in listed]
    for key in (*section.critical, *section.weights):
        if key not in known:
            raise UnknownConceptError("standard", key, known)
    changed = tuple(
        attrs.evolve(
            standard,
            critical=standard.critical or standard.key in section.critical,
            weight=section.weights.get(standard.key, standard.weight),
        )
        for standard in listed
    )
    if preset and not own:
        return attrs.evolve(preset, standards=changed)
    return StandardSet(key="study", title=OWN, standards=changed, sources=preset.sources if preset else ())


def _preset(key: str | None) -> StandardSet | None:
    if key is not None and key not in PRESETS:
        raise UnknownConceptError("preset of standards", key, list(PRESETS))
    return PRESETS[key] if key is not None else None


def _found(section: AuditsSection, table: Data) -> dict[str, AuditStandard]:
    """Take each key in the data for a standard of yes and no."""
    name = section.columns["standard"]
    column = read_columns(table, [name])[name]
    keys = sorted(str(key) for key in axis_of({name: column}, name, len(column)).levels)
    if not keys:
        raise InvalidValueError("standards", "named by the preset, the study or the data", "none", f"column {name!r}")
    return {key: AuditStandard(label=section.labels.get(key, Label(key, key))) for key in keys}


def _standard(key: str, own: AuditStandard, section: AuditsSection, areas: dict[str, Area]) -> Standard:
    usual = ALL if own.area == "all" else Label(own.area, own.area)
    area = areas.setdefault(own.area, Area(own.area, section.labels.get(own.area, usual)))
    return Standard(
        key=key,
        text=own.label,
        area=area,
        subject=own.subject or STAFF,
        measure=own.measure or SEEN,
        unit=_unit(own.unit, section),
        threshold=own.threshold,
        direction=None if own.direction is None else member(Direction, own.direction),
        critical=own.critical,
        weight=own.weight,
        conflict=own.conflict,  # type: ignore[arg-type]
    )


def _unit(key: str | None, section: AuditsSection) -> Unit | None:
    if key is None:
        return None
    if key in section.units:
        own = section.units[key]
        return Unit(
            key=key, label=own.label, low=own.low, high=inf if own.high is None else own.high, is_whole=own.whole
        )
    if key not in UNITS:
        raise UnknownConceptError("unit", key, [*UNITS, *section.units])
    return UNITS[key]


def tokens_of(section: AuditsSection) -> Tokens:
    """Return the words of an audit table: the usual ones and those the study adds."""
    return Tokens(
        yes=(*TOKENS.yes, *section.yes),
        no=(*TOKENS.no, *section.no),
        kept=(*TOKENS.kept, *section.kept),
        failed=(*TOKENS.failed, *section.failed),
        not_applicable=(*TOKENS.not_applicable, *section.not_applicable),
        not_observed=(*TOKENS.not_observed, *section.not_observed),
    )
