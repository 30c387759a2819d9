"""What is said of one sort of claim, where it stands and where it fails."""

from attrs import field, frozen

from servicekit.foundation._vocabulary import Label


@frozen
class Sentences:
    """What is said of one sort of claim.

    Attributes:
        up: Where it stands and the figure is higher, or the claim has no direction.
        down: Where it stands and the figure is lower; as ``up`` where None.
        fails: Where it does not stand; nothing where None.
        open: Where it does not stand and none of those compared is left out either; as ``fails`` where None.
    """

    up: Label
    down: Label | None = field(default=None)
    fails: Label | None = field(default=None)
    open: Label | None = field(default=None)
