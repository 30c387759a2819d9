"""Where the figures of a chain come from, as a table."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from servicekit.chain._figures import Figure
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label


@frozen(kw_only=True)
class ProvenanceTable(Result):
    """Where each figure of a chain comes from.

    Attributes:
        figures: Name -> figure.
        labels: Name -> what it is called.
        units: Name -> "share", "count", "money" or "number".
    """

    title = Label("Where the figures come from", "数据来源")
    derived = ("rows",)

    figures: Mapping[str, Figure] = field(hash=False, metadata={"evidence": False})
    labels: Mapping[str, Label] = field(hash=False, metadata={"evidence": False})

    units: Mapping[str, str] = field(hash=False, metadata={"evidence": False})

    @property
    def rows(self) -> tuple[dict[str, Any], ...]:
        """One row a figure: name, label, provenance, unit, value, low, high and source."""
        return tuple(
            {
                "figure": name,
                "label": self.labels[name],
                "provenance": figure.provenance,
                "unit": self.units[name],
                "value": figure.value,
                "low": found.low if (found := figure.interval) else None,
                "high": found.high if found else None,
                "source": figure.source,
            }
            for name, figure in self.figures.items()
        )
