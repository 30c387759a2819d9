"""One answer a row that a file writes in several columns, of which one is ticked."""

from collections.abc import Mapping

from attrs import frozen

from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Label

FEWEST_ANSWERS = 2


@frozen(kw_only=True)
class JoinedSection:
    """A column made of several: in each row the answer whose column is ticked.

    Attributes:
        columns: Answer -> its column, at least two. A row with no tick, or with more than one, has no answer.
        label: Name of the question in reports; its key if None.
    """

    columns: Mapping[str, str]
    label: Label | None = None

    def __attrs_post_init__(self) -> None:
        if len(self.columns) < FEWEST_ANSWERS or len(set(self.columns.values())) < len(self.columns):
            raise InvalidValueError("columns of [joined]", "at least two, each once", sorted(self.columns.values()))
