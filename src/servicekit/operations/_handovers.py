"""Hand-overs of a chain over posts: where one post has done its part and the next does not take over, and how often."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from attrs import field, frozen

from servicekit.data._accepted import Data
from servicekit.data._frames import read_columns
from servicekit.data._grouping import to_list
from servicekit.foundation._checklist import Checklist
from servicekit.foundation._checks import confidence, instance_of, validate
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import Share


@frozen(kw_only=True)
class Handovers(Result):
    """How often each hand-over of a chain fails.

    Attributes:
        counts: "giver > receiver: step" -> visits in which the giver had done its part, and those in which the
            receiver then did not.
        visits: Visits in the table.
        level: Confidence level.
    """

    title = Label("Hand-overs between posts", "岗位交接")
    derived = ("failed_shares",)

    counts: Mapping[str, tuple[int, int]]
    visits: int
    level: float = field(default=0.95, validator=confidence)

    @property
    def failed_shares(self) -> Mapping[str, Share]:
        """Share of failed hand-overs with the exact interval; without a value where none was reached."""
        name = Label("Failed hand-overs", "交接失败占比")
        return {
            key: Share(count=failed, n=n, level=self.level, method="exact", name=name)
            for key, (n, failed) in self.counts.items()
        }


def handovers(data: Data, chain: Checklist, *, visit: str, step: str, level: float = 0.95) -> Handovers:
    """Count where a visitor was not taken over by the next post.

    Args:
        data: Data frame or mapping of columns, one row for each step done in a visit.
        chain: Steps in their order, each tagged with its post (``tags={"post": ...}``), such as ``RECEPTION_CHAIN``.
        visit: Column that tells visits apart.
        step: Column with the keys of the steps done; steps not done have no row.
        level: Confidence level.

    Raises:
        InvalidValueError: A step of the chain has no post, or a cell is empty.
        UnknownConceptError: A step is none of the chain's.

    Example:
        >>> import servicekit as sk
        >>> rows = {"visit": [1, 1, 2], "step": ["door_told", "door_opened", "door_told"]}
        >>> found = sk.operations.handovers(rows, sk.operations.RECEPTION_CHAIN, visit="visit", step="step")
        >>> found.failed_shares["car_guide > door: door_opened"].value
        0.5
    """
    validate(instance_of(Checklist, "a Checklist, such as RECEPTION_CHAIN"), "chain", chain)
    keys = [each.key for each in chain.steps]
    if without := [each.key for each in chain.steps if not each.tags.get("post")]:
        raise InvalidValueError("steps of a chain", "tagged with their post", without, f"chain {chain.key!r}")
    columns = read_columns(data, [visit, step])
    for name, column in columns.items():
        if not column.present.all():
            raise InvalidValueError(name, "given in every row", None, f"row {int((~column.present).argmax())}")
    done: dict[Any, set[str]] = {}
    for which, what in zip(to_list(columns[visit]), to_list(columns[step]), strict=True):
        if what not in keys:
            raise UnknownConceptError(f"step of {chain.key!r}", what, keys)
        done.setdefault(which, set()).add(what)
    counts: dict[str, tuple[int, int]] = {}
    for giver, receiver in pairwise(chain.steps):
        posts = giver.tags["post"], receiver.tags["post"]
        if posts[0] != posts[1]:
            reached = [steps for steps in done.values() if giver.key in steps]
            failed = sum(receiver.key not in steps for steps in reached)
            counts[f"{posts[0]} > {posts[1]}: {receiver.key}"] = (len(reached), failed)
    return Handovers(counts=counts, visits=len(done), level=level)
