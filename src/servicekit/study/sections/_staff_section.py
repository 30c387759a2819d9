"""The section of a study about staff: front line and management answer the questions that customers were asked."""

from collections.abc import Mapping

from attrs import field, frozen

from servicekit.foundation._checks import confidence
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError


@frozen(kw_only=True)
class StaffSection:
    """A table beside the survey, one row a member of staff, given to ``assess`` as ``staff=``.

    Attributes:
        role: Its column that says who answers.
        front_line, management: Values of that column for the two sides; rows with other values are left out and
            counted.
        attributes: Columns of ratings that stand in both tables under the same name.
        scale: Name of their scale.
        target: Mean answer of customers that is aimed at.
        serves: Attribute -> standards of the audits that serve it; an attribute that is not named has none.
        kept_from: Share from which standards count as kept.
        by: Column of units in the survey, by which the distance from the target is told, too.
    """

    role: str
    front_line: tuple[str, ...]
    management: tuple[str, ...]
    attributes: tuple[str, ...]
    scale: str
    target: float
    serves: Mapping[str, tuple[str, ...]] = field(factory=dict, hash=False)
    kept_from: float = field(default=0.9, validator=confidence)
    by: str | None = None

    def __attrs_post_init__(self) -> None:
        sides = (*self.front_line, *self.management)
        if not self.front_line or not self.management or len(set(sides)) < len(sides):
            raise InvalidValueError(
                "front_line and management", "values of the column of roles, each on one side", sides
            )
        if not self.attributes or len(set(self.attributes)) < len(self.attributes):
            raise InvalidValueError("attributes", "columns, each once", list(self.attributes))
        for attribute in self.serves:
            if attribute not in self.attributes:
                raise UnknownConceptError("attribute of [staff] serves", attribute, list(self.attributes))

    @property
    def uses(self) -> dict[str, str]:
        """Columns of the survey and the name of their scale; "" for the column of units."""
        units = {} if self.by is None else {self.by: ""}
        return {**units, **dict.fromkeys(self.attributes, self.scale)}
