"""Results: frozen records that store evidence and derive value and interval from it."""

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from math import inf, isfinite
from typing import Any, ClassVar, Generic, Literal, Self, TypeVar

import attrs
from attrs import field, frozen

from servicekit.foundation import _markup as markup
from servicekit.foundation._cautions import Caution
from servicekit.foundation._checks import confidence
from servicekit.foundation._errors import UnknownConceptError
from servicekit.foundation._lazy import live_in_room
from servicekit.foundation._levels import at_level
from servicekit.foundation._lines import lines_of
from servicekit.foundation._reasons import Reason
from servicekit.foundation._shown import Grid, ends, grids
from servicekit.foundation._vocabulary import Label

Kind = Literal["bounded", "unbounded", "complement"]
Item = TypeVar("Item", bound="Result", covariant=True)
Other = TypeVar("Other", bound="Result")


@frozen(kw_only=True)
class Interval:
    """A confidence set for a figure.

    ``kind`` is "bounded" for [low, high] (an end may be infinite), "unbounded" for the whole line and
    "complement" for everything outside (low, high), as Fieller's method can give.

    Example:
        >>> import servicekit as sk
        >>> 0.3 in sk.foundation.Interval(low=0.2, high=0.4, method="Wilson")
        True
    """

    low: float = field(converter=float)
    high: float = field(converter=float)
    level: float = field(default=0.95, converter=float, validator=confidence)
    method: str
    kind: Kind = "bounded"

    def __contains__(self, value: float) -> bool:
        if self.kind == "complement":
            return value <= self.low or value >= self.high
        return self.low <= value <= self.high

    @property
    def width(self) -> float:
        """Length of the set; infinite unless bounded."""
        return self.high - self.low if self.kind == "bounded" else inf

    def map(self, change: Callable[[float], float]) -> "Interval":
        """Return the interval of a monotone function of the figure."""
        ends = change(self.low), change(self.high)
        return attrs.evolve(self, low=min(ends), high=max(ends))

    def __str__(self) -> str:
        ends = f"{markup.number(self.low)}, {markup.number(self.high)}"
        if self.kind == "unbounded":
            return "(any value)"
        return f"outside ({ends})" if self.kind == "complement" else f"[{ends}]"


def plain(value: Any) -> Any:
    """Turn evidence into what JSON can hold: keys for concepts, lists for tuples, None for what is not finite."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Result):
        return value.to_dict()
    if attrs.has(type(value)):
        return {f.alias or f.name: plain(getattr(value, f.name)) for f in attrs.fields(type(value)) if f.init}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(entry) for entry in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return None if isinstance(value, float) and not isfinite(value) else value


class Result:
    """Anything computed: ``to_dict`` for programs, ``_repr_html_`` for notebooks; plots and frames are functions.

    A subclass is a frozen attrs class. ``title`` names the measure in both languages; a subclass with
    figures beyond its fields lists the names of those properties in ``derived``. One that consists of
    lines - contrasts, units, points, periods - says in ``_lines`` which field or property holds them.

    Example:
        >>> import servicekit as sk
        >>> sorted(sk.net_promoter_score([9, 10, 3]).to_dict())[:2]
        ['cautions', 'evidence']
    """

    __slots__ = ()
    title: ClassVar[Label]
    derived: ClassVar[tuple[str, ...]] = ()
    _lines: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        live_in_room(cls)  # a result is received, not asked for: nobody may have passed the door of its room
        if "__repr__" not in cls.__dict__:  # attrs would list the evidence; at a prompt people want the figures
            cls.__repr__ = next(base.__repr__ for base in cls.__mro__[1:] if "__repr__" in base.__dict__)  # type: ignore[method-assign, assignment]

    def to_dict(self) -> dict[str, Any]:
        """Return the measure's name, its derived figures and the evidence, ready for JSON."""
        figures = {name: plain(getattr(self, name)) for name in self.derived}
        kind: Any = type(self)
        evidence = {
            f.alias: plain(getattr(self, f.name))
            for f in attrs.fields(kind)
            if f.metadata.get("evidence", True) and f.name not in self.derived
        }
        return {"measure": kind.__name__, **figures, "evidence": evidence}

    def at_level(self, level: float) -> Self:
        """Return the same result with its intervals at another confidence level; no data are needed again.

        Args:
            level: Between 0 and 1.

        Raises:
            InvalidValueError: The evidence it holds does not tell its interval at another level.

        Example:
            >>> import servicekit as sk
            >>> share = sk.stats.Share(count=30, n=70)
            >>> share.interval.level, share.at_level(0.9).interval.level
            (0.95, 0.9)
        """
        found: Self = at_level(self, level)
        return found

    def _rows(self) -> list[dict[str, Any]]:
        """Return a row for each line that it consists of; none where it is one line itself."""
        if self._lines:
            return lines_of(self, self._lines)
        return list(getattr(self, "rows")) if "rows" in self.derived else []  # noqa: B009 - of those that have it

    def _shown(self) -> tuple[Grid, ...]:
        """Return the tables that a person sees of it, at a prompt and in a notebook."""
        figures = {name: getattr(self, name) for name in self.derived}
        known = {name: figure for name, figure in figures.items() if name == "value" or not _is_empty(figure)}
        single = {name: _cell(figure) for name, figure in known.items() if not isinstance(figure, Mapping)}
        several = {
            name: {group_name(key): _cell(entry) for key, entry in figure.items()}
            for name, figure in known.items()
            if isinstance(figure, Mapping)
        }
        return grids(single, several)

    def _repr_html_(self) -> str:
        tables = self._shown()
        return "".join(grid.html("" if place else str(self.title)) for place, grid in enumerate(tables))

    def __str__(self) -> str:
        return "\n".join([str(self.title), *(grid.text() for grid in self._shown())])

    def __repr__(self) -> str:
        return str(self)


class SetsAside:
    """A result that says what was set aside in the rows it was read from: ``rejected``, by reason or by column."""

    __slots__ = ()

    @property
    def n_rejected(self) -> int:
        """Rows or answers set aside."""
        return _total(getattr(self, "rejected"))  # noqa: B009 - a field of the class that takes this one in


def _total(counts: Any) -> int:
    return sum(map(_total, counts.values())) if isinstance(counts, Mapping) else int(counts)


class Estimate(Result):
    """A result with one headline figure: ``value`` is None where it cannot be estimated, and ``reason`` says why.

    Example:
        >>> import servicekit as sk
        >>> sk.net_promoter_score([9, 10, 3]).value
        33.333333333333336
    """

    __slots__ = ()
    derived: ClassVar[tuple[str, ...]] = ("value", "interval", "reason")
    _is_share: ClassVar[bool] = False
    """Whether tables write it as per cent."""

    @property
    def value(self) -> float | None:
        """The figure itself."""
        raise NotImplementedError(type(self).__name__)

    @property
    def interval(self) -> Interval | None:
        """How sure we are of it; None where no sampling model exists."""
        return None

    @property
    def reason(self) -> Reason | None:
        """Why there is no value; None where there is one."""
        return None

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """Where the interval may be short of its level; each has a key and a sentence in both languages."""
        return ()

    def __repr__(self) -> str:
        value = "None" if self.value is None else markup.number(self.value)
        parts = [value] if self.interval is None else [value, str(self.interval)]
        parts += [f"n={n:g}"] if isinstance(n := getattr(self, "n", None), int | float) else []
        parts += [f"reason={self.reason.text()!r}"] if self.reason else []
        return f"{type(self).__name__}({', '.join(parts)})"

    def __str__(self) -> str:
        found = f"{markup.number(self.value)} {self.interval or ''}".strip()
        why = self.reason.text() if self.reason else ""
        return f"{self.title}: {found if self.value is not None else f'not estimable ({why})'}"


def _is_empty(value: object) -> bool:
    """Whether a notebook has nothing to show of it."""
    if isinstance(value, Mapping):
        return all(entry is None or (isinstance(entry, Estimate) and entry.value is None) for entry in value.values())
    return value is None or (isinstance(value, tuple | list) and not value)


def _cell(value: object) -> object:
    if isinstance(value, Estimate):
        return "—" if value.value is None else f"{markup.number(value.value)} {value.interval or ''}".strip()
    if isinstance(value, Result):
        return value.title
    if isinstance(value, float):
        return markup.number(value)
    if isinstance(value, tuple | list):
        return ", ".join(str(_cell(entry)) for entry in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_cell(entry)}" for key, entry in value.items())
    return "—" if value is None else value


def group_name(group: object) -> str:
    """Return the name of a group as text; the values of several columns are joined by a stroke."""
    return " / ".join(str(part) for part in group) if isinstance(group, tuple) else str(group)


@frozen(eq=True, repr=False)
class Groups(Mapping[Any, Item], Generic[Item]):
    """The same result for each group of a column or of several, in order of the groups.

    Attributes:
        by: The column that formed the groups; several in a tuple, and then groups are tuples of their values.
        results: Result of each group.
        source: The kind of data frame that came in ("polars", "pandas", ...), so that a frame of that kind can go out.

    Example:
        >>> import servicekit as sk
        >>> groups = sk.net_promoter_score({"score": [9, 3], "shop": ["a", "b"]}, "score", by="shop")
        >>> list(groups)
        ['a', 'b']
    """

    by: str | tuple[str, ...]
    results: Mapping[Any, Item]
    source: str = "none"

    def __getitem__(self, group: object) -> Item:
        try:
            return self.results[group]
        except KeyError:
            raise UnknownConceptError(f"group of {self.by!r}", str(group), [str(key) for key in self.results]) from None

    def __contains__(self, group: object) -> bool:
        return group in self.results

    def __iter__(self) -> Iterator[Any]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def map(self, change: Callable[[Item], Other]) -> "Groups[Other]":
        """Return the groups with a function applied to each result."""
        return Groups(self.by, {group: change(result) for group, result in self.results.items()}, self.source)

    def at_level(self, level: float) -> "Groups[Item]":
        """Return the groups, each at another confidence level, as ``Result.at_level`` does."""
        return attrs.evolve(self, results={group: at_level(result, level) for group, result in self.results.items()})

    def to_dict(self) -> dict[str, Any]:
        """Return group -> the result's own dictionary, ready for JSON."""
        by = self.by if isinstance(self.by, str) else list(self.by)
        return {"by": by, "groups": {group_name(group): result.to_dict() for group, result in self.results.items()}}

    def _shown(self) -> Grid:
        groups, left_out = ends(list(self.results))
        items = {group: self.results[group] for group in groups}
        first = next(iter(items.values()), None)
        # a table within a cell would be unreadable; it is there in each group's own table
        names = [name for name in first.derived if not isinstance(getattr(first, name), Mapping)] if first else []
        names = [n for n in names if n == "value" or not all(_is_empty(getattr(item, n)) for item in items.values())]
        several = not isinstance(self.by, str)
        columns = self.by if isinstance(self.by, tuple) else (self.by,)
        rows = [
            (*(group if several else (group,)), *(_cell(getattr(item, name)) for name in names))
            for group, item in items.items()
        ]
        return Grid((*columns, *names), rows, left_out)

    def _name(self) -> str:
        first = next(iter(self.results.values()), None)
        titles = {str(getattr(entry, "title", "")) for entry in self.results.values()}
        # where each bears the name of its group, the kind of result says what they are
        return str(getattr(first if len(titles) == 1 else type(first), "title", ""))

    def __str__(self) -> str:
        return f"{self._name()}\n{self._shown().text()}".strip()

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return self._shown().html(self._name())
