"""Events of an action register as a table and back: one row per event, so that they survive in any file format."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from servicekit.data._accepted import Data
from servicekit.data._columns import is_missing
from servicekit.data._frames import column_names, read_columns
from servicekit.data._grouping import to_list
from servicekit.data.time._dates import day_numbers
from servicekit.foundation._errors import InvalidValueError, ServiceKitError
from servicekit.foundation._results import Interval
from servicekit.foundation._vocabulary import Label
from servicekit.improvement._action import Action
from servicekit.improvement._steps import ActionEvent, ActionStep

SEPARATOR: Final = ";"
_EVENT: Final = ("action", "step", "at", "by")
_PLAN: Final = ("label", "label_zh", "kind", "owner", "due", "units")
_MAY_LACK: Final = ("note", "causes", "measure", "expected", "cost", "effect", "low", "high", "level", "method")
_TEXTS: Final = (
    "action",
    "step",
    "by",
    "note",
    "label",
    "label_zh",
    "kind",
    "owner",
    "units",
    "causes",
    "measure",
    "method",
)
_EPOCH: Final = date(1970, 1, 1).toordinal()


def event_columns(events: Iterable[ActionEvent]) -> dict[str, list[Any]]:
    """Return a column for each detail of an event; what an event does not have is None."""
    rows = [_row(event) for event in events]
    return {name: [row.get(name) for row in rows] for name in (*_EVENT, *_PLAN, *_MAY_LACK)}


def _row(event: ActionEvent) -> Mapping[str, Any]:
    row: dict[str, Any] = {name: getattr(event, name) for name in ("action", "at", "by", "effect")}
    row |= {"step": event.step.key, "note": event.note or None}
    if event.plan is not None:
        plan = event.plan
        row |= {name: getattr(plan, name) for name in ("owner", "due", "expected", "cost")}
        row |= {"label": plan.label.en, "label_zh": plan.label.zh, "kind": plan.kind.key}
        row |= {"units": _joined("unit", plan.units), "causes": _joined("cause", plan.causes)}
        row |= {"measure": plan.measure or None}
    if event.interval is not None:
        row |= {name: getattr(event.interval, name) for name in ("low", "high", "level", "method")}
    return row


def _joined(what: str, names: tuple[str, ...]) -> str | None:
    for name in names:
        if SEPARATOR in name or name != name.strip():
            raise InvalidValueError(what, f"named without {SEPARATOR!r} and outer blanks to stand in a table", name)
    return SEPARATOR.join(names) or None


def read_events(data: Data) -> list[ActionEvent]:
    """Return the events that a table holds.

    Args:
        data: Data frame of any kind, or mapping of columns, as ``event_columns`` writes it; dates may be ISO text.

    Raises:
        InvalidValueError: A row that is no event; it is named.
    """
    known = set(column_names(data))
    wanted = [*_EVENT, *_PLAN, *(name for name in _MAY_LACK if name in known)]
    table = read_columns(data, wanted)
    columns: dict[str, list[Any]] = {}
    for name, column in table.items():
        if name in ("at", "due"):
            days, problems = day_numbers(column)
            if (problems > 1).any():
                row = int((problems > 1).argmax())
                raise InvalidValueError(f"column {name!r}", "dates or ISO text", to_list(column)[row], f"row {row}")
            columns[name] = [
                None if problem else date.fromordinal(_EPOCH + day)
                for day, problem in zip(days.tolist(), problems.tolist(), strict=True)
            ]
        else:
            columns[name] = [None if is_missing(entry) else entry for entry in to_list(column)]
    return [_event({name: values[row] for name, values in columns.items()}, row) for row in range(len(columns["at"]))]


def _event(given: Mapping[str, Any], row: int) -> ActionEvent:
    texts = {name: str(given[name]).strip() if given.get(name) is not None else "" for name in _TEXTS}
    numbers: Any = {name: given.get(name) for name in ("expected", "cost", "effect", "low", "high", "level")}
    common: Any = {"at": given["at"], **{name: texts[name] for name in ("action", "step", "by", "note")}}
    try:
        if texts["step"] == ActionStep.PLAN.key:
            plan = Action(
                key=texts["action"],
                label=Label(texts["label"], texts["label_zh"] or texts["label"]),
                kind=texts["kind"],
                owner=texts["owner"],
                due=given["due"],
                units=_split(texts["units"]),
                causes=_split(texts["causes"]),
                measure=texts["measure"],
                expected=numbers["expected"],
                cost=numbers["cost"],
            )
            return ActionEvent(plan=plan, **common)
        interval = None
        if numbers["low"] is not None:
            ends = {name: numbers[name] for name in ("low", "high", "level")}
            interval = Interval(method=texts["method"], **ends)
        return ActionEvent(effect=numbers["effect"], interval=interval, **common)
    except ServiceKitError as error:
        raise InvalidValueError(f"row {row}", "an event of an action register", hint=str(error)) from None


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(SEPARATOR) if part.strip())
