"""The customer effort score: how easy customers found it to get what they came for."""

from typing import ClassVar, Final, overload

from attrs import frozen

from servicekit.data._accepted import Data, Values
from servicekit.data._answers import InputPolicy
from servicekit.data._scales import LIKERT_7, Scale
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label
from servicekit.stats.designs._design import Design
from servicekit.stats.scores._mean_score import MeanScore
from servicekit.stats.summaries._tally import Tally
from servicekit.stats.summaries._tally_data import measured

EASE: Final = Label("Customer effort score", "轻松度（CES，分数越高越轻松）")
EFFORT: Final = Label("Customer effort score (high is effort)", "费力度（CES，分数越高越费力）")


class _EffortTitle:
    """The title in Chinese says which way the scale runs: ease where high is easy, effort where high is hard."""

    def __get__(self, score: "CustomerEffortScore | None", owner: type) -> Label:
        return EFFORT if score is not None and not score.tally.scale.higher_is_better else EASE


@frozen(kw_only=True)
class CustomerEffortScore(MeanScore):
    """Mean agreement that the company made it easy (CES 2.0), or mean effort where the scale says high is bad."""

    title: ClassVar[Label] = _EffortTitle()  # type: ignore[assignment]


@overload
def customer_effort_score(
    data: Data | Tally,
    column: str | None = None,
    *,
    by: None = None,
    scale: Scale = LIKERT_7,
    design: Design | None = None,
    counts: str | Values | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> CustomerEffortScore: ...
@overload
def customer_effort_score(
    data: Data | Tally,
    column: str | None = None,
    *,
    by: str | Values,
    scale: Scale = LIKERT_7,
    design: Design | None = None,
    counts: str | Values | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> Groups[CustomerEffortScore]: ...
def customer_effort_score(
    data: Data | Tally,
    column: str | None = None,
    *,
    by: str | Values | None = None,
    scale: Scale = LIKERT_7,
    design: Design | None = None,
    counts: str | Values | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> CustomerEffortScore | Groups[CustomerEffortScore]:
    """Return the customer effort score: the mean of 1-7 agreement that it was easy (7 = least effort).

    Where the question asks for effort (CES 1.0), pass a scale with ``higher_is_better=False``; the value
    stays in the question's own units and ``index`` turns it so that 100 is least effort. Arguments as
    ``mean_score``.

    Source:
        Dixon, Freeman and Toman (2010), Stop trying to delight your customers. Harvard Business Review 88(7/8).

    Example:
        >>> import servicekit as sk
        >>> sk.customer_effort_score([6, 7, 5, 3], scale=sk.LIKERT_7)
        CustomerEffortScore(5.25, [2.876, 6.486], n=4)
    """

    def make(counted: Tally) -> CustomerEffortScore:
        return CustomerEffortScore(tally=counted, level=level)

    return measured(make, data, column, scale, by, {"design": design, "counts": counts, "policy": policy})
