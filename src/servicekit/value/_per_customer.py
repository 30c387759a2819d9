"""A figure for each customer, with the interval that the uncertainty of a model's parameters gives it."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._frames import to_frame
from servicekit.data._vectors import Floats
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError, UnknownConceptError
from servicekit.foundation._results import Interval, Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._intervals import normal_quantile
from servicekit.stats.intervals._likelihood import Maximum, sensitivity, standard_errors
from servicekit.value._histories import Compressed, PurchaseHistories

Scale = Literal["log", "logit"]
METHODS: Final[dict[Scale, str]] = {"log": "delta method on the logarithm", "logit": "delta method on the log odds"}


@frozen(kw_only=True)
class PerCustomer(Result):
    """A figure of each customer; the intervals tell how sure the average of customers alike is, not one's own fate.

    Attributes:
        customers: Identifiers.
        values, low, high: One number per customer, in the order of ``customers``.
        level: Confidence level.
        method: How the intervals were made.
        scale: Where the figure is nearly normal: "log" for what is above 0, "logit" for probabilities.
        total_error: Standard error of the sum over all customers.
    """

    customers: NDArray[np.generic] = field(repr=False, eq=False, metadata={"evidence": False})
    values: Floats = field(repr=False, eq=False, metadata={"evidence": False})
    low: Floats = field(repr=False, eq=False, metadata={"evidence": False})
    high: Floats = field(repr=False, eq=False, metadata={"evidence": False})
    level: float
    method: str
    scale: Scale
    total_error: float

    title = Label("Figure per customer", "逐位顾客的数值")
    derived = ("n_customers", "total", "mean")

    def __len__(self) -> int:
        return len(self.values)

    @property
    def n_customers(self) -> int:
        """Number of customers."""
        return len(self)

    @property
    def total(self) -> float:
        """Sum over all customers; ``outlook.of_base`` gives it with its interval."""
        return float(self.values.sum())

    @property
    def mean(self) -> float | None:
        """Mean over all customers; None without any."""
        return self.total / len(self) if len(self) else None

    def __getitem__(self, customer: object) -> tuple[float, Interval]:
        found = np.flatnonzero(self.customers == customer)
        if not found.size:
            raise UnknownConceptError("customer", customer, [str(name) for name in self.customers[:3]])
        row = int(found[0])
        interval = Interval(low=self.low[row], high=self.high[row], level=self.level, method=self.method)
        return float(self.values[row]), interval


def per_customer(
    function: Callable[[Floats], Floats],
    maximum: Maximum,
    histories: PurchaseHistories,
    rows: Compressed,
    *,
    level: float,
    scale: Scale,
) -> PerCustomer:
    """Spread figures of distinct histories over the customers that share them.

    Args:
        function: Parameters -> figure of each distinct history.
        maximum: The estimated parameters.
        histories: The customers.
        rows: Their distinct histories.
        level: Confidence level.
        scale: Where the figure is nearly normal: "log" for what is above 0, "logit" for probabilities.
    """
    values, slopes = require_finite(*sensitivity(function, maximum))
    low, high = transformed_interval(values, standard_errors(slopes, maximum), level=level, scale=scale)
    at = rows.position
    return PerCustomer(
        customers=histories.customers,
        values=values[at],
        low=low[at],
        high=high[at],
        level=level,
        method=METHODS[scale],
        scale=scale,
        total_error=float(standard_errors(rows.weight @ slopes, maximum)),
    )


def require_finite(values: Floats, slopes: Floats) -> tuple[Floats, Floats]:
    """Return figures and slopes as they are, or refuse what a fit at the edge of possible parameters cannot tell."""
    if not (np.isfinite(values).all() and np.isfinite(slopes).all()):
        raise NotEnoughDataError("the fitted parameters are too extreme to tell figures of customers from them")
    return values, slopes


def transformed_interval(values: Floats, errors: Floats, *, level: float, scale: Scale) -> tuple[Floats, Floats]:
    """Return the ends of intervals made on a scale on which they cannot leave the possible values."""
    from scipy.special import expit, logit

    z = normal_quantile(level)
    inner = (values > 0) if scale == "log" else (values > 0) & (values < 1)
    safe = np.where(inner, values, 0.5)
    if scale == "log":
        reach = z * errors / safe
        low, high = safe * np.exp(-reach), safe * np.exp(reach)
    else:
        reach = z * errors / (safe * (1 - safe))
        low, high = expit(logit(safe) - reach), expit(logit(safe) + reach)
    return np.where(inner, low, values), np.where(inner, high, values)


def customer_table(figures: Mapping[str, PerCustomer], *, kind: str = "polars") -> Any:
    """Return figures per customer side by side as a data frame.

    Args:
        figures: Name -> figure; each gives columns name, name_low and name_high.
        kind: Kind of data frame ("polars", "pandas", "pyarrow", ...), or "mapping" for a dictionary of lists.

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> histories = sk.value.purchase_histories(log)
        >>> buying = sk.value.bg_nbd(histories)
        >>> alive = sk.value.probability_alive(buying, histories)
        >>> list(sk.value.customer_table({"alive": alive}, kind="mapping"))
        ['customer', 'alive', 'alive_low', 'alive_high']
    """
    if not figures:
        raise InvalidValueError("figures", "at least one figure per customer", "none")
    first = next(iter(figures.values()))
    if other := [name for name, figure in figures.items() if not np.array_equal(figure.customers, first.customers)]:
        raise InvalidValueError("figures", "figures of the same customers in the same order", other)
    table: dict[str, list[Any]] = {"customer": first.customers.tolist()}
    for name, figure in figures.items():
        table |= {
            name: figure.values.tolist(),
            f"{name}_low": figure.low.tolist(),
            f"{name}_high": figure.high.tolist(),
        }
    return to_frame(table, kind)
