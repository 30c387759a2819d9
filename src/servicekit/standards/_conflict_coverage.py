"""Which kinds of conflict with the customer a set of standards answers, and where it leaves holes."""

from collections.abc import Mapping

from attrs import frozen

from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.standards._standard import CONFLICT_KINDS, StandardSet


@frozen(kw_only=True)
class ConflictsAnswered(Result):
    """Standards by area and by kind of conflict (product quality, transaction, communication)."""

    title = Label("Conflicts covered by standards", "服务标准对冲突的覆盖")
    derived = ("by_kind", "holes", "area_holes", "unassigned")

    standards: StandardSet

    @property
    def matrix(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Area -> kind of conflict -> keys of the standards there."""
        return {
            area.key: {
                kind: tuple(s.key for s in self.standards if s.area == area and s.conflict == kind)
                for kind in CONFLICT_KINDS
            }
            for area in self.standards.areas
        }

    @property
    def by_kind(self) -> Mapping[str, int]:
        """Number of standards for each kind of conflict."""
        return {kind: sum(s.conflict == kind for s in self.standards) for kind in CONFLICT_KINDS}

    @property
    def holes(self) -> tuple[str, ...]:
        """Kinds of conflict that no standard answers."""
        return tuple(kind for kind, count in self.by_kind.items() if not count)

    @property
    def area_holes(self) -> tuple[tuple[str, str], ...]:
        """Area and kind where no standard answers; not each of them needs one, but each is worth a thought."""
        return tuple((area, kind) for area, kinds in self.matrix.items() for kind, keys in kinds.items() if not keys)

    @property
    def unassigned(self) -> tuple[str, ...]:
        """Keys of the standards of which nobody has said what kind of conflict they answer."""
        return tuple(standard.key for standard in self.standards if standard.conflict is None)


def conflicts_answered(standards: StandardSet) -> ConflictsAnswered:
    """Return which kinds of conflict a set of standards answers.

    Args:
        standards: The set; standards must answer every kind of conflict with the customer.

    Example:
        >>> import servicekit as sk
        >>> sk.standards.conflicts_answered(sk.standards.CAR_AFTER_SALES).holes
        ()
    """
    return ConflictsAnswered(standards=standards)
