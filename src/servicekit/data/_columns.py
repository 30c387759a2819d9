"""Columns: values of one batch with the places where there is none, by one rule for what is missing."""

from collections.abc import Hashable, Mapping, Set
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.foundation._errors import InvalidValueError

GLIMPSE: Final = 10_000


@frozen(kw_only=True, eq=False)
class Column:
    """Values of one column of one batch.

    Attributes:
        name: Its name in the data.
        values: Array of any kind, one entry per row; what stands where ``valid`` is False means nothing.
        valid: Where there is a value; None where there is one in every row.
        levels: For a column read as a grouping: the distinct values, of which ``values`` are the positions.
        rejected: For a derived column: which rows were set aside when it was made, by reason; they are not valid,
            and no row has two reasons.
        zone: For typed times that know their time zone: its name; ``values`` are then in UTC. None: a plain clock.
        categories: For a column of ordered categories: all of them, in their order.
        read: What the values were found to mean, by scale and policy, so that several measures of one batch read once.
    """

    name: str
    values: NDArray[Any] = field(repr=False)
    valid: NDArray[np.bool_] | None = field(default=None, repr=False)
    levels: tuple[Hashable, ...] | None = field(default=None, repr=False)
    rejected: Mapping[str, NDArray[np.bool_]] = field(factory=dict, repr=False)
    zone: str | None = None
    categories: tuple[str, ...] | None = field(default=None, repr=False)
    read: dict[Any, Any] = field(factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        return len(self.values)

    @property
    def present(self) -> NDArray[np.bool_]:
        """Where there is a value, as an array in every case."""
        return np.ones(len(self), dtype=bool) if self.valid is None else self.valid

    @property
    def place(self) -> tzinfo | None:
        """The zone of typed times, by its name or by an offset such as "+08:00", which Arrow allows."""
        if self.zone is None:
            return None
        fixed = datetime.strptime(self.zone, "%z").tzinfo if self.zone[:1] in "+-" else None
        return fixed or ZoneInfo(self.zone)

    @property
    def plain(self) -> "Column":
        """The column with its values in place of codes and levels."""
        if self.levels is None:
            return self
        table = np.empty(len(self.levels) + 1, dtype=object)  # one more, so that codes of no level have a place
        table[: len(self.levels)] = self.levels
        return attrs.evolve(self, values=table[self.values.astype(np.intp)], levels=None)

    def rows(self, chosen: "slice | NDArray[Any]") -> "Column":
        """Return some of the rows: a slice, places, or true and false for each."""
        return attrs.evolve(
            self,
            values=self.values[chosen],
            valid=None if self.valid is None else self.valid[chosen],
            rejected={reason: rows[chosen] for reason, rows in self.rejected.items()},
        )


def as_column(name: str, data: object) -> Column:
    """Return anything one-dimensional (list, array, series, Arrow array, generator) as a column.

    NaN, None, NaT, pd.NA and masked entries are missing, by one rule.
    """
    if isinstance(data, Column):
        return data
    if isinstance(data, np.ma.MaskedArray):
        return checked_column(name, np.ma.getdata(data), ~np.ma.getmaskarray(data))
    if isinstance(data, np.ndarray):
        return checked_column(name, data, None)
    is_table = isinstance(data, Mapping) or hasattr(data, "columns")
    if is_table or isinstance(data, str | bytes | Set) or not hasattr(data, "__iter__"):
        hint = "name its column" if is_table else ""
        raise InvalidValueError(name, "a column of values", type(data).__name__, hint=hint)
    if hasattr(data, "to_numpy") or hasattr(data, "__arrow_c_array__") or hasattr(data, "__arrow_c_stream__"):
        return column_of_series(name, data)
    values: Any = data
    return _from_list(name, list(values))


def _from_list(name: str, entries: list[Any]) -> Column:
    missing = [is_missing(entry) for entry in entries]
    kinds = {type(entry) for entry, gone in zip(entries, missing, strict=True) if not gone}
    if kinds in ({int}, {float}, {int, float}):
        kind = np.float64 if float in kinds else np.int64
        numbers = [0 if gone else entry for entry, gone in zip(entries, missing, strict=True)]
        try:
            return checked_column(name, np.asarray(numbers, dtype=kind), ~np.asarray(missing) if any(missing) else None)
        except OverflowError:  # larger than any machine number: left as it is for the scale to refuse
            pass
    values = np.empty(len(entries), dtype=object)
    values[:] = entries
    return checked_column(name, values, None)


def column_of_series(name: str, data: Any, *, encode: bool = False) -> Column:
    """Return a series of any engine as a column, as codes where ``encode`` and its engine can do that fast."""
    import narwhals as nw

    series = nw.from_native(data, series_only=True, pass_through=True)
    if not isinstance(series, nw.Series):
        return _from_list(name, data.to_pylist() if hasattr(data, "to_pylist") else list(data))
    if not len(series):
        return Column(name=name, values=np.empty(0))
    if series.implementation.is_pandas():
        native = series.to_native()
        if isinstance(native.dtype, np.dtype) and native.dtype.kind in "iuf":  # which has no nulls but NaN
            return checked_column(name, native.to_numpy(), None)
    if encode and series.dtype in (nw.String, nw.Categorical, nw.Enum) and (coded := _coded(series)) is not None:
        return Column(
            name=name, values=coded[0], valid=coded[1], levels=coded[2], categories=ordered_categories(series.dtype)
        )
    if series.dtype.is_float():  # every engine writes its nulls as NaN here
        return checked_column(name, np.asarray(series.to_numpy()), None)
    nulls = series.is_null()
    if nulls.any() and series.dtype.is_integer():  # kept whole: as floats the last digits of long ids would be lost
        series = series.fill_null(0)
    valid = None if not nulls.any() else ~nulls.to_numpy().astype(bool)
    zone = series.dtype.time_zone if isinstance(series.dtype, nw.Datetime) else None
    found = checked_column(name, np.asarray(series.to_numpy()), valid, zone=zone)
    categories = ordered_categories(series.dtype)
    return found if categories is None else attrs.evolve(found, categories=categories)


def ordered_categories(dtype: Any) -> tuple[str, ...] | None:
    """Return the categories of an ordered type: an ordered categorical of pandas, an enumeration of polars."""
    return tuple(map(str, dtype.categories)) if type(dtype).__name__ == "Enum" else None


def _coded(series: Any) -> tuple[NDArray[Any], NDArray[np.bool_] | None, tuple[Any, ...]] | None:
    native = series.to_native()
    if series.implementation.is_pandas():
        codes, levels = native.factorize()
        return np.maximum(codes, 0), (codes >= 0) if (codes < 0).any() else None, tuple(levels.tolist())
    if series.implementation.is_polars():
        return _coded_by_polars(native)
    return None


def _coded_by_polars(series: Any) -> tuple[NDArray[Any], NDArray[np.bool_] | None, tuple[Any, ...]]:
    import polars

    categories = series if series.dtype in (polars.Categorical, polars.Enum) else series.cast(polars.Categorical)
    numbers = categories.to_physical()  # of all texts that polars has seen, so there are gaps
    most = numbers.max()
    valid = None if series.null_count() == 0 else series.is_not_null().to_numpy()
    numbers = numbers.fill_null(0 if most is None else most).to_numpy()
    codes, levels = np.empty(0, dtype=np.int64), categories
    for first in (GLIMPSE, len(series)):  # mostly the first rows know every category already
        levels = categories.head(first).drop_nulls().unique()
        place = np.full((most or 0) + 1, -1, dtype=np.int64)
        place[levels.to_physical().to_numpy()] = np.arange(len(levels))
        codes = place[numbers]
        if most is None or codes.min() >= 0:
            break
    return np.maximum(codes, 0), valid, tuple(levels.cast(polars.String).to_list())


def checked_column(
    name: str, values: NDArray[Any], valid: NDArray[np.bool_] | None, *, zone: str | None = None
) -> Column:
    """Return an array as a column; NaN, NaT and None are missing besides what ``valid`` says."""
    if values.ndim != 1:
        raise InvalidValueError(name, "one-dimensional", f"an array of shape {values.shape}")
    missing: NDArray[np.bool_] | None = None
    if values.dtype.kind == "f":
        missing = np.isnan(values)
    elif values.dtype.kind in "mM":
        missing = np.isnat(values)
    elif values.dtype.kind == "O":
        missing = np.fromiter((is_missing(entry) for entry in values), dtype=bool, count=len(values))
        if values.size and all(isinstance(entry, bool | np.bool_) for entry in values[~missing]) and not missing.all():
            values = np.where(missing, False, values).astype(bool)
    if missing is not None and missing.any():
        valid = ~missing if valid is None else valid & ~missing
    return Column(name=name, values=values, valid=valid, zone=zone)


def is_missing(entry: object) -> bool:
    """Return whether one entry stands for no value: None, NaN, NaT, NA or a masked one."""
    if entry is None or type(entry).__name__ in ("NAType", "NaTType", "MaskedConstant"):
        return True
    return isinstance(entry, float | np.floating | np.datetime64 | np.timedelta64 | Decimal) and bool(entry != entry)
