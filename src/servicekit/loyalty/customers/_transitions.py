"""Movement between states from one period to the next: a Markov chain with its uncertainty."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, Invalid, as_policy
from servicekit.data._columns import Column
from servicekit.data._frames import read_columns
from servicekit.data._vectors import vector
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, reason_text, why
from servicekit.foundation._results import Interval, Result
from servicekit.foundation._vocabulary import Concept, Label, member
from servicekit.stats.designs._resampling import SEED, Rng, chance
from servicekit.stats.intervals._estimates import Resampled, Share

State = TypeVar("State", bound=Concept)
UNKNOWN: Final = -1
REJECTED: Final = -2
TINY: Final = np.finfo(float).tiny


def _square(counts: ArrayLike) -> tuple[tuple[int, ...], ...]:
    rows = [vector("counts", row, low=0, whole=True).astype(int) for row in np.asarray(counts)]
    return tuple(tuple(row.tolist()) for row in rows)


@frozen(kw_only=True)
class Transitions(Result, Generic[State]):
    """Counts of moves between states, and the chain they estimate.

    Attributes:
        states: The states.
        counts: Moves from each state (row) to each state (column).
        missing: Pairs of periods in which a state was not known.
        rejected: Pairs set aside, by reason.
        level: Confidence level.
        effective: For each start the number of independent moves that would tell as much, where customers moved more
            than once (moves of one customer are alike); None: as many as counted.
        impossible: Moves that cannot happen, as pairs; no posterior draw has them.

    Example:
        >>> import servicekit as sk
        >>> tiers = {"spring": ["basic", "basic", "gold"], "autumn": ["basic", "silver", "gold"]}
        >>> moves = sk.loyalty.transitions(tiers, periods=["spring", "autumn"], states=sk.loyalty.Tier)
        >>> moves.title.en
        'Transitions'
    """

    title = Label("Transitions", "状态转移")
    derived = ("probabilities", "stationary", "reason")

    states: tuple[State, ...]
    counts: tuple[tuple[int, ...], ...] = field(converter=_square)
    missing: int = 0
    rejected: Mapping[str, int] = field(factory=dict, hash=False)
    level: float = field(default=0.95, validator=checks.confidence)
    effective: tuple[float, ...] | None = None
    impossible: tuple[tuple[State, State], ...] = ()

    def __attrs_post_init__(self) -> None:
        size = len(self.states)
        if len(self.counts) != size or any(len(row) != size for row in self.counts):
            raise InvalidValueError("counts", f"a square of {size} by {size}", [len(row) for row in self.counts])

    @cached_property
    def shares(self) -> dict[State, dict[State, Share]]:
        """From each state, the share that moved to each, with its interval; n=0 where nobody started there."""
        sizes = self.effective or (None,) * len(self.states)
        return {
            start: {
                end: Share(count=count, n=sum(row), n_effective=size or None, level=self.level)
                for end, count in zip(self.states, row, strict=True)
            }
            for start, row, size in zip(self.states, self.counts, sizes, strict=True)
        }

    @property
    def probabilities(self) -> dict[State, dict[State, float | None]]:
        """Estimated transition probabilities; each row sums to one, or is None where nobody started."""
        return {start: {end: share.value for end, share in row.items()} for start, row in self.shares.items()}

    def expected_periods(self, state: State | str) -> tuple[float, Interval] | None:
        """Return how many periods a stay in a state lasts on average, with interval; infinite if nobody ever left.

        Formula:
            1 / (1 - p), p the share that stays; the interval is that of p, transformed.
        """
        place = member(type(self.states[0]), state)
        stay = self.shares[place][place]
        if stay.value is None or stay.interval is None:
            return None
        return _stay(stay.value), stay.interval.map(_stay)

    @property
    def seen(self) -> tuple[State, ...]:
        """States in which somebody was seen."""
        ever = np.array(self.counts)
        return tuple(state for state, n in zip(self.states, ever.sum(axis=0) + ever.sum(axis=1), strict=True) if n)

    @cached_property
    def stationary(self) -> dict[State, float] | None:
        """Shares of the states seen that would no longer change if the moves stayed as they are; else ``reason``."""
        if self.reason is not None:
            return None
        return dict(zip(self.seen, stationary_of(self._among_seen()).tolist(), strict=True))

    def _among_seen(self) -> NDArray[np.float64]:
        at = [self.states.index(state) for state in self.seen]
        return np.array(self.counts, dtype=float)[np.ix_(at, at)]

    @property
    def reason(self) -> Reason | None:
        """Why there is no one stationary distribution."""
        if not self.seen:
            return why(NotEstimable.NO_MOVES)
        moves = self._among_seen()
        if empty := [state.key for state, row in zip(self.seen, moves, strict=True) if not row.any()]:
            return why(NotEstimable.NEVER_LEFT, names=empty)
        return None if closed_groups(moves > 0) == 1 else why(NotEstimable.CLOSED_GROUPS)


def _stay(share: float) -> float:
    return float("inf") if share >= 1 else 1 / (1 - share)


def closed_groups(moves: NDArray[np.bool_]) -> int:
    """Return the number of groups of states that, once entered, are never left."""
    reach = moves | np.eye(len(moves), dtype=bool)
    for _ in range(len(moves).bit_length()):
        reach = (reach.astype(int) @ reach.astype(int)) > 0
    mutual = reach & reach.T
    closed = [frozenset(np.flatnonzero(mutual[i])) for i in range(len(moves)) if not (reach[i] & ~mutual[i]).any()]
    return len(set(closed))


def stationary_of(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the stationary distribution of the chain whose moves are in proportion to the counts."""
    chain = counts / counts.sum(axis=-1, keepdims=True)
    size = counts.shape[-1]
    # pi (P - I) = 0 with one equation, which depends on the others, replaced by sum(pi) = 1
    system = np.swapaxes(chain, -1, -2) - np.eye(size)
    system[..., -1, :] = 1.0
    right = np.zeros((*counts.shape[:-2], size, 1))
    right[..., -1, 0] = 1.0
    shares = np.linalg.solve(system, right)[..., 0].clip(min=0)
    return np.asarray(shares / shares.sum(axis=-1, keepdims=True))


def stationary_shares(
    transitions: Transitions[State], *, rng: Rng = SEED, draws: int = 2000, prior: float = 0.5
) -> dict[State, Resampled]:
    """Return the stationary shares of the states seen, with intervals from the Dirichlet posterior of each row.

    Args:
        transitions: The counted moves; where there is no one stationary distribution it says why.
        rng: Seed or generator of the draws.
        draws: Draws from the posterior.
        prior: Dirichlet weight of each possible move before any was seen; 0.5 is Jeffreys'.

    Raises:
        NotEnoughDataError: There is no one stationary distribution.
    """
    checks.validate(checks.positive, "prior", prior)
    checks.validate(checks.whole_positive, "draws", draws)
    source = chance(rng)
    points = transitions.stationary
    if points is None:
        raise NotEnoughDataError(f"no stationary shares: {reason_text(transitions.reason)}")
    at = [transitions.states.index(state) for state in points]
    counts = np.array(transitions.counts, dtype=float)[np.ix_(at, at)]
    if transitions.effective is not None:
        counts *= np.array(transitions.effective)[at, None] / counts.sum(axis=1, keepdims=True)
    possible = [[(start, end) not in transitions.impossible for end in points] for start in points]
    weights = counts + prior * np.array(possible)
    drawn = stationary_of(np.maximum(source.standard_gamma(weights, size=(draws, *weights.shape)), TINY))
    return {
        state: Resampled(value=share, draws=drawn[:, place], level=transitions.level, name=state.label)
        for place, (state, share) in enumerate(points.items())
    }


def forecast(transitions: Transitions[State], *, start: Mapping[Any, float], periods: int) -> dict[State, float]:
    """Return the shares of the states after some periods if the moves stay as they were.

    Args:
        transitions: The counted moves; every state with a start share must have been left or kept by someone.
        start: Share of each state now; together 1. States not named have none.
        periods: Whole number of periods.

    Example:
        >>> from datetime import date
        >>> import servicekit as sk
        >>> ledger = sk.loyalty.PointsLedger(partners=["cafe", "shop"]).record(
        ...     sk.loyalty.PointsEntry(
        ...         id="1", day=date(2026, 1, 5), kind="earn", member="ann", points=120, partner="shop"
        ...     ),
        ...     sk.loyalty.PointsEntry(
        ...         id="2", day=date(2026, 2, 1), kind="burn", member="ann", points=50, partner="cafe"
        ...     ),
        ... )
        >>> bands = sk.loyalty.tier_bands(silver_from=100, gold_from=500)
        >>> standing = [
        ...     sk.loyalty.tier_shares(
        ...         ledger, bands=bands, start=date(2026 + year, 1, 1), end=date(2027 + year, 1, 1)
        ...     )
        ...     for year in (0, 1)
        ... ]
        >>> moves = sk.loyalty.tier_movement(*standing)
        >>> shares = sk.loyalty.forecast(moves, start={"silver": 1.0}, periods=1)
        >>> round(sum(shares.values()), 9)
        1.0
    """
    checks.validate(checks.whole, "periods", periods)
    kind = type(transitions.states[0])
    shares = {member(kind, state): share for state, share in start.items()}
    for state, share in shares.items():
        checks.validate(checks.share, f"start of {state.key}", share)
    now = np.array([shares.get(state, 0.0) for state in transitions.states])
    if abs(now.sum() - 1) > 1e-9:
        raise InvalidValueError("start", "shares that add up to 1", float(now.sum()))
    counts = np.array(transitions.counts, dtype=float)
    leaving = counts.sum(axis=1, keepdims=True)
    # where nobody was seen to start, nothing is known: such a state must not be reached
    chain = np.divide(counts, leaving, out=np.full_like(counts, np.nan), where=leaving > 0)
    for _ in range(periods):
        if np.isnan(chain[now > 0]).any():
            raise InvalidValueError("transitions", "known from every state reached", transitions.reason)
        now = np.where(now > 0, now, 0) @ np.nan_to_num(chain)
    return dict(zip(transitions.states, now.tolist(), strict=True))


def transitions(
    data: Data,
    *,
    periods: Sequence[str],
    states: type[State],
    level: float = 0.95,
    policy: InputPolicy | None = None,
) -> Transitions[State]:
    """Count the moves between states in a data frame with one row per customer and one column per period.

    Args:
        data: Any data frame or mapping of columns.
        periods: Columns of states (concepts or their keys) in the order of time; neighbouring pairs are pooled.
        states: The enumeration of the states.
        level: Confidence level.
        policy: Its ``invalid`` refuses an unknown key, or omits the pair.

    Example:
        >>> import servicekit as sk
        >>> tiers = {"spring": ["basic", "basic", "gold"], "autumn": ["basic", "silver", "gold"]}
        >>> moves = sk.loyalty.transitions(tiers, periods=["spring", "autumn"], states=sk.loyalty.Tier)
        >>> moves.title.en
        'Transitions'
    """
    invalid = as_policy(policy).invalid
    if len(periods) < 2 or len(set(periods)) < len(periods):
        raise InvalidValueError("periods", "at least two different columns in the order of time", list(periods))
    columns = read_columns(data, periods)
    places = np.stack([_places(columns[name], states, invalid) for name in periods], axis=1)
    return counted_moves(places, states, level=level)


def counted_moves(
    places: NDArray[Any],
    states: type[State],
    *,
    level: float = 0.95,
    impossible: tuple[tuple[State, State], ...] = (),
) -> Transitions[State]:
    """Count the moves of customers over periods; neighbouring pairs are pooled.

    Args:
        places: Position of the state, customers x periods; ``UNKNOWN`` and ``REJECTED`` where there is none.
        states: The enumeration of the states.
        level: Confidence level.
        impossible: Moves that cannot happen.
    """
    size = len(states)
    before, after = places[:, :-1].ravel().astype(int), places[:, 1:].ravel().astype(int)
    rejected = (before == REJECTED) | (after == REJECTED)
    missing = ~rejected & ((before == UNKNOWN) | (after == UNKNOWN))
    good = ~(rejected | missing)
    who = np.repeat(np.arange(len(places)), places.shape[1] - 1)[good]
    move = before[good] * size + after[good]
    return Transitions(
        states=tuple(states),
        counts=np.bincount(move, minlength=size * size).reshape(size, size),
        missing=int(missing.sum()),
        rejected={"unknown_state": int(rejected.sum())} if rejected.any() else {},
        level=level,
        effective=_effective(who, move, len(places), size) if places.shape[1] > 2 else None,
        impossible=impossible,
    )


def _effective(who: NDArray[np.intp], move: NDArray[np.intp], customers: int, size: int) -> tuple[float, ...]:
    """Return the effective number of moves from each state, with customers as clusters (mean design effect)."""
    each = np.bincount(who * size * size + move, minlength=customers * size * size).reshape(customers, size, size)
    found = []
    for start in range(size):
        moves = each[:, start].astype(float)
        moves = moves[moves.any(axis=1)]
        own, n, clusters = moves.sum(axis=1), float(moves.sum()), len(moves)
        share = moves.sum(axis=0) / max(n, 1.0)
        alone = n * float(share @ (1 - share))
        if clusters < 2 or alone <= 0:
            found.append(float(clusters))
            continue
        joint = clusters / (clusters - 1) * float(((moves - own[:, None] * share) ** 2).sum())
        found.append(n / max(joint / alone, 1.0))
    return tuple(found)


def _places(column: Column, states: type[State], invalid: Invalid) -> NDArray[np.intp]:
    known: dict[Any, int] = {state.key: place for place, state in enumerate(states)}
    known |= {state: place for place, state in enumerate(states)}
    places = np.full(len(column), UNKNOWN)
    for row in np.flatnonzero(column.present).tolist():
        entry = column.values[row]
        if entry not in known and invalid == "raise":
            rule = f"one of {', '.join(state.key for state in states)}"
            raise InvalidValueError("states", rule, entry, f"column {column.name!r}, row {row}")
        places[row] = known.get(entry, REJECTED)
    return places
