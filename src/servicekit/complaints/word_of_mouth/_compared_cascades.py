"""A table of telling of one's own beside those of the sources, each with how it is to be read."""

from attrs import frozen

from servicekit.complaints.word_of_mouth._presets import CASCADES
from servicekit.complaints.word_of_mouth._reach import Reach
from servicekit.foundation._results import Interval
from servicekit.foundation._vocabulary import Label


@frozen(kw_only=True)
class TellingRow:
    """One table of telling.

    Attributes:
        key: "own", or the key of the preset.
        label: Its name.
        people_per_teller: Expected number of people for each first teller, as counted.
        first_tellers: How many start.
        people: Expected number of people in all.
        interval: Central range of that number.
        rounds: Rounds of telling.
        counts_first_tellers: Whether those who start are counted.
        convention: Who is counted, how deep it goes, what the figure is not.
    """

    key: str
    label: Label
    people_per_teller: float
    first_tellers: float
    people: float
    interval: Interval
    rounds: int
    counts_first_tellers: bool
    convention: Label


def rows_beside(own: Reach) -> tuple[TellingRow, ...]:
    """Return one's own table first, then those of the sources."""
    counted = own.cascade.counts_first_tellers
    said = Label(
        f"The first tellers are {'' if counted else 'not '}counted; rounds: {own.cascade.depth}.",
        f"{'计入' if counted else '不计'}最初讲述者；共{own.cascade.depth}轮。",
    )
    presets = ((each.key, each.label, each.reach, each.convention) for each in CASCADES.values())
    return tuple(
        TellingRow(
            key=key,
            label=label,
            people_per_teller=reach.value / reach.generations[0],
            first_tellers=reach.generations[0],
            people=reach.value,
            interval=reach.interval,
            rounds=reach.cascade.depth,
            counts_first_tellers=reach.cascade.counts_first_tellers,
            convention=convention,
        )
        for key, label, reach, convention in (("own", Label("Own table", "自有数据"), own, said), *presets)
    )
