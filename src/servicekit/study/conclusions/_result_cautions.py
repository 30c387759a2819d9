"""Cautions of figures, brought into the part of the report that shows them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from servicekit.foundation._cautions import Caution
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason
from servicekit.foundation._results import Estimate, Groups, Result
from servicekit.foundation._vocabulary import Label
from servicekit.study._part import Finding, Part
from servicekit.study.wording._sentences import caution, listed

DEEPEST: Final = 3
OF_DESIGN: Final = frozenset(
    (
        NotEstimable.SINGLE_UNIT,
        NotEstimable.TOO_FEW_CLUSTERS,
        NotEstimable.GROUP_IS_ONE_CLUSTER,
        NotEstimable.ONE_RESPONDENT,
        NotEstimable.NO_FREEDOM,
    )
)
"""Reasons of the sampling design, for which a figure has no interval."""


def with_cautions(part: Part) -> Part:
    """Return a part that also says why some of its intervals may be short of their level.

    Args:
        part: What was computed; each kind of caution is said once, with the figures that it concerns.
    """
    found: dict[str, list[tuple[Label, Caution | Reason]]] = {}
    for table in part.tables():
        name = table.caption
        for where, one in _cautions(table.result, DEEPEST, table.names):
            own = Label(f"{name.en}, {where.en}", f"{name.zh}（{where.zh}）") if where is not None else name
            entries = found.setdefault(one.key, [])
            if own not in [known for known, _ in entries]:
                entries.append((own, one))
    return attrs.evolve(part, statements=(*part.statements, *(_said(entries) for entries in found.values())))


def _said(entries: list[tuple[Label, Caution | Reason]]) -> Finding:
    """Return one sentence: what the caution says of the first figure, and which others it concerns."""
    name, one = entries[0]
    text = Label(f"{name.en}: {one.text('en')}", f"{name.zh}：{one.text('zh')}")
    if isinstance(one, Reason):
        text = Label(
            f"{name.en}: no interval, since {one.text('en')}.", f"{name.zh}：没有区间，原因是{one.text('zh')}。"
        )
    if len(entries) > 1:
        others = [other for other, _ in entries[1:]]
        also = Label(f" The same holds for {listed(others, 'en', joint='and')}.", f"以下亦然：{listed(others, 'zh')}。")
        text = Label(text.en + also.en, text.zh + also.zh)
    return caution(text)


def _cautions(result: Any, depth: int, names: Mapping[str, Label]) -> Iterator[tuple[Label | None, Caution | Reason]]:
    """Yield the cautions of a result and of the estimates in it, with the name of the group, if there is one."""
    if isinstance(result, Groups | Mapping):
        for key, item in result.items():
            for where, one in _cautions(item, depth, names):
                yield where if where is not None else _named(key, item, names), one
        return
    if not isinstance(result, Result) or not depth:
        return
    own: tuple[Caution | Reason, ...] = tuple(getattr(result, "cautions", ()))
    if isinstance(result, Estimate) and result.value is not None and result.interval is None:
        reason = result.reason
        own = (*own, reason) if reason is not None and reason.kind in OF_DESIGN else own
    yield from ((None, one) for one in own)
    if own:  # what is inside says the same again
        return
    for name in dict.fromkeys((*(a.name for a in attrs.fields(type(result))), *result.derived)):
        value = getattr(result, name)
        if isinstance(value, Estimate) or (isinstance(value, Mapping) and not isinstance(value, Groups)):
            yield from _cautions(value, depth - 1, names)


def _named(key: object, item: object, names: Mapping[str, Label]) -> Label | None:
    """Return what readers call a group: as the table names it, else as the concept or figure is called."""
    if key is None:
        return None
    for found in (
        names.get(key) if isinstance(key, str) else None,
        getattr(key, "label", None),
        getattr(item, "name", None),
    ):
        if isinstance(found, Label):
            return found
    return Label(str(key), str(key))
