"""A concept with the details that its sentence names; it travels with a result and is said when it is read."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from servicekit.foundation._vocabulary import Concept, Label, Language


@frozen(kw_only=True)
class Detailed:
    """A concept whose meaning is a sentence into which details are put.

    Attributes:
        kind: The concept.
        details: Numbers that its sentence names.
    """

    kind: Concept
    details: Mapping[str, Any] = field(factory=dict, hash=False)

    @property
    def key(self) -> str:
        """Permanent key of the concept."""
        return self.kind.key

    @property
    def label(self) -> Label:
        """The sentence in both languages."""
        return Label(self.text("en"), self.text("zh"))

    def text(self, language: Language = "en") -> str:
        """Return the sentence in one language."""
        return self.kind.meaning.text(language).format(**self.details)

    def __str__(self) -> str:
        return str(self.label)
