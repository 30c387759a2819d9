"""Sections of a study: pairs of questions, and tables of customers who leave and of events of cases."""

from attrs import field, frozen

from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import InvalidValueError
from servicekit.study._sections import PLAIN_CLOCK, _on_a_clock


@frozen(kw_only=True)
class KanoSection:
    """Pairs of questions with and without an attribute.

    Attributes:
        functional, dysfunctional: Columns, in the same order.
        scale: Scale of all of them, 1 (like) to 5 (dislike).
    """

    functional: tuple[str, ...]
    dysfunctional: tuple[str, ...]
    scale: str

    def __attrs_post_init__(self) -> None:
        _paired("functional", self.functional, "dysfunctional", self.dysfunctional)


@frozen(kw_only=True)
class ImportanceSection:
    """Pairs of how important something is and how well it is done.

    Attributes:
        importance, performance: Columns, in the same order.
        scale: Scale of all of them.
    """

    importance: tuple[str, ...]
    performance: tuple[str, ...]
    scale: str

    def __attrs_post_init__(self) -> None:
        _paired("importance", self.importance, "performance", self.performance)


@frozen(kw_only=True)
class ChurnSection:
    """A table with one row per customer: how long each has been one, and whether each has left.

    Attributes:
        tenure: Column of the time as a customer.
        churned: Column that says who left.
        left: Its values that mean so ("Yes", "1").
        unit: What tenure counts, for reports.
        by: Columns by which retention is compared.
    """

    tenure: str
    churned: str
    left: tuple[str, ...]
    unit: str = "months"
    by: tuple[str, ...] = ()


@frozen(kw_only=True)
class EventsSection:
    """A log with one row per event of a case.

    Attributes:
        case, activity, time: Columns.
        times: How times are written, and on which clock; ISO 8601 on a plain clock if not given.
        closing: Activities that end a case; if none are given, its last event does.
    """

    case: str
    time: str
    activity: str | None = None
    times: TimeFormat = field(default=PLAIN_CLOCK, converter=_on_a_clock)
    closing: tuple[str, ...] = field(default=())


def _paired(first: str, one: tuple[str, ...], second: str, other: tuple[str, ...]) -> None:
    if len(one) != len(other) or not one:
        raise InvalidValueError(f"{first} and {second}", "as many columns each", f"{len(one)} and {len(other)}")
