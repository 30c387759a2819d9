"""The weighted score of an audit and its grade; a failed critical standard caps the grade."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.foundation._bands import Bands
from servicekit.foundation._checks import confidence, instance_of
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Groups, Interval
from servicekit.foundation._vocabulary import Concept, Label, Source, framework
from servicekit.standards._audit import Audit
from servicekit.standards._compliance import slices
from servicekit.standards._outcomes import FAILED, KEPT
from servicekit.stats._count_interval import share_interval


@framework(
    "F31",
    title=Label("Audit grades", "检查等级"),
    summary=Label("What the weighted score of an audit amounts to.", "检查加权得分对应的等级。"),
    sources=(Source("Training decks on customer service", None, "服务标准与服务落实"),),
    interpretation=Label(
        "The decks give no cuts; those used here are a house rule to be replaced by one's own.",
        "原文未给出分界；此处分界为内部约定，可自行更换。",
    ),
)
class AuditGrade(Concept):
    """What the weighted score of an audit amounts to."""

    UNACCEPTABLE = (
        "unacceptable",
        "Unacceptable",
        "不合格",
        "The service has to be set right at once.",
        "必须立即整改。",
    )
    WEAK = "weak", "Weak", "较差", "Many standards are not carried out.", "许多标准没有落实。"
    SOUND = "sound", "Sound", "良好", "Most standards are carried out.", "大多数标准得到落实。"
    EXCELLENT = "excellent", "Excellent", "优秀", "Nearly every standard is carried out.", "几乎所有标准都得到落实。"


GRADES: Final = Bands(names=tuple(AuditGrade), cuts=(60, 80, 95))


@frozen(kw_only=True)
class AuditScore(Estimate):
    """Weighted share of observations kept, from 0 to 100.

    Attributes:
        kept, failed: Observations of each standard.
        weights: Weight of each standard.
        critical_failed: Failures of critical standards.
        bands: Grades over 0 to 100.
        level: Confidence level.
    """

    title = Label("Audit score", "检查得分")
    derived = ("value", "interval", "reason", "grade", "critical_failed")

    kept: tuple[int, ...]
    failed: tuple[int, ...]
    weights: tuple[float, ...]
    critical_failed: int
    bands: Bands[Any] = field(
        default=GRADES, validator=instance_of(Bands, "Bands of grades"), metadata={"evidence": False}, repr=False
    )
    level: float = field(default=0.95, validator=confidence)

    @property
    def _weighed(self) -> tuple[float, float, float]:
        weights, n = np.array(self.weights), np.array(self.kept) + np.array(self.failed)
        return float(weights @ np.array(self.kept)), float(weights @ n), float(weights**2 @ n)

    @property
    def value(self) -> float | None:
        """100 x sum of weights kept / sum of weights observed."""
        kept, observed, _ = self._weighed
        return 100 * kept / observed if observed else None

    @property
    def interval(self) -> Interval | None:
        """Default interval of a share with Kish's effective number of observations, taken to be independent."""
        kept, observed, squares = self._weighed
        if not observed:
            return None
        effective = observed**2 / squares
        return share_interval(kept / observed * effective, effective, level=self.level).map(lambda share: 100 * share)

    @property
    def reason(self) -> Reason | None:
        """Why there is no score."""
        return None if self._weighed[1] else why(NotEstimable.NO_DATA)

    @property
    def grade(self) -> Any:
        """Grade of the score, the lowest if a critical standard failed; None without a score."""
        if self.value is None:
            return None
        return self.bands.names[0] if self.critical_failed else self.bands.of(self.value)


def _score(audit: Audit, counts: NDArray[np.int64], bands: Bands[Any], level: float) -> AuditScore:
    per_standard = counts.reshape(counts.shape[0], -1, counts.shape[-1]).sum(axis=1)
    critical = np.array([standard.critical for standard in audit.standards])
    return AuditScore(
        kept=tuple(per_standard[:, KEPT].tolist()),
        failed=tuple(per_standard[:, FAILED].tolist()),
        weights=tuple(float(standard.weight) for standard in audit.standards),
        critical_failed=int(per_standard[critical, FAILED].sum()),
        bands=bands,
        level=level,
    )


def audit_score(audit: Audit, *, bands: Bands[Any] = GRADES, level: float = 0.95) -> AuditScore:
    """Return the weighted score of a whole audit, from 0 to 100, with its grade.

    Args:
        audit: Observations that were read.
        bands: Grades over 0 to 100, the lowest first.
        level: Confidence level.

    Formula:
        100 sum(w kept) / sum(w (kept + failed)), w the weight of the standard.

    Example:
        >>> import servicekit as sk
        >>> seen = {"site": ["A"] * 3, "standard": ["smile"] * 3, "result": ["yes", "no", "yes"], "auditor": ["Lu"] * 3}
        >>> seen["wave"] = ["May"] * 3
        >>> audit = sk.standards.audit(seen, sk.standards.FASHION_RETAIL)
        >>> round(sk.standards.audit_score(audit).value, 3)
        66.667
    """
    return _score(audit, audit.counts, bands, level)


def audit_score_by(
    audit: Audit, by: str | Sequence[str], *, bands: Bands[Any] = GRADES, level: float = 0.95
) -> Groups[AuditScore]:
    """Return the weighted score of each group; ``by`` as for ``compliance_by``, the rest as for ``audit_score``.

    Example:
        >>> import servicekit as sk
        >>> seen = {"site": ["A"] * 3, "standard": ["smile"] * 3, "result": ["yes", "no", "yes"], "auditor": ["Lu"] * 3}
        >>> seen["wave"] = ["May"] * 3
        >>> audit = sk.standards.audit(seen, sk.standards.FASHION_RETAIL)
        >>> list(sk.standards.audit_score_by(audit, by="site"))
        ['A']
    """
    names = (by,) if isinstance(by, str) else tuple(by)
    scores = {key: _score(audit, counts, bands, level) for key, counts in slices(audit, names)}
    return Groups(" x ".join(names), scores, audit.source)
