"""A handling protocol: ordered steps, manners to keep and prohibitions to respect beside them."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from attrs import frozen

from servicekit.complaints.protocols._stages import SYSTEMS, HandlingStage, JusticeKind
from servicekit.foundation._checklist import Checklist, Step
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import Concept, Label, Source, member

Named = TypeVar("Named", bound=Concept)


@frozen(kw_only=True)
class Protocol:
    """How staff handle a complaint.

    Attributes:
        key: Permanent identifier.
        title: Its name in both languages.
        steps: What to do; each may wait for others.
        manners: How to behave throughout.
        prohibitions: What not to do at any moment.
        principle: The rule above the rules, if there is one.
        sources: Where it comes from.

    Example:
        >>> import servicekit as sk
        >>> len(sk.complaints.PROTOCOLS["ten_steps"].steps)
        10
    """

    record_version = 1

    key: str
    title: Label
    steps: tuple[Step, ...] = ()
    manners: tuple[Step, ...] = ()
    prohibitions: tuple[Step, ...] = ()
    principle: Label | None = None
    sources: tuple[Source, ...] = ()

    def __attrs_post_init__(self) -> None:
        keys = [step.key for step in self.everything]
        if not keys:
            raise InvalidValueError("protocol", "given steps, manners or prohibitions", self.key)
        if repeated := sorted({key for key in keys if keys.count(key) > 1}):
            raise InvalidValueError("keys", "different from each other", repeated, f"protocol {self.key!r}")
        for step in self.everything:
            for system, tag in step.tags.items():
                if system not in SYSTEMS:
                    raise UnknownConceptError(f"tag of {step.key!r}", system, list(SYSTEMS))
                member(SYSTEMS[system], tag)
        if waiting := [rule.key for rule in self.rules if rule.after]:
            raise InvalidValueError("manners and prohibitions", "free of preconditions", waiting)
        _ = self.checklist  # refuses unknown preconditions and cycles

    @property
    def rules(self) -> tuple[Step, ...]:
        """Manners and prohibitions: what is observed rather than done."""
        return (*self.manners, *self.prohibitions)

    @property
    def everything(self) -> tuple[Step, ...]:
        """Steps, manners and prohibitions."""
        return (*self.steps, *self.rules)

    @property
    def checklist(self) -> Checklist:
        """The steps with their preconditions."""
        return Checklist(key=self.key, title=self.title, steps=self.steps, sources=self.sources)

    def serving(self, system: str) -> Mapping[str, tuple[Step, ...]]:
        """Return for each stage or kind of justice the steps and rules that serve it, none included.

        Args:
            system: "iso10002" or "justice".
        """
        if system not in SYSTEMS:
            raise UnknownConceptError("system", system, list(SYSTEMS))
        return {
            kind.key: tuple(s for s in self.everything if s.tags.get(system) == kind.key) for kind in SYSTEMS[system]
        }


def steps_of(
    concepts: Iterable[Named],
    *,
    stages: Mapping[Named, HandlingStage],
    justice: Mapping[Named, JusticeKind],
    optional: Iterable[Named] = (),
    critical: Iterable[Named] = (),
    evidence: Mapping[Named, Label] | None = None,
) -> tuple[Step, ...]:
    """Return a step for each concept, named as the concept is and marked with what it serves."""
    left, grave, shown = set(optional), set(critical), evidence or {}
    return tuple(
        Step(
            key=concept.key,
            label=concept.label,
            meaning=concept.meaning,
            required=concept not in left,
            critical=concept in grave,
            evidence=shown.get(concept),
            tags={"iso10002": stages[concept].key, "justice": justice[concept].key},
        )
        for concept in concepts
    )
