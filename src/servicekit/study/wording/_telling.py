"""From parts to what they say: one decision over the claims of all of them, and a sentence for each."""

from collections.abc import Mapping, Sequence

from servicekit.stats.claims._claims import Decided, decide
from servicekit.study._part import Finding, Part
from servicekit.study.sections._sections import ReportSection
from servicekit.study.wording._sentences import say


def tell(parts: Sequence[Part], report: ReportSection) -> tuple[tuple[Part, ...], tuple[Decided, ...]]:
    """Decide over all claims of a report and return its parts with their findings, and the decisions.

    Args:
        parts: Every part of the report; a part alone is a report of its own and has the whole error rate.
        report: How sure the report is to be.
    """
    claims = [claim for part in parts for claim in part.claims]
    decided = decide(claims, alpha=report.alpha, parts=report.weights)
    by_name = {one.claim.name: one for one in decided}
    return tuple(part.told(_findings(part, by_name)) for part in parts), decided


def _findings(part: Part, decided: Mapping[str, Decided]) -> tuple[Finding, ...]:
    findings: list[Finding] = []
    for entry in part.statements:
        if isinstance(entry, Finding):
            findings.append(entry)
        else:
            findings += say([decided[claim.name] for claim in entry])
    return tuple(findings)
