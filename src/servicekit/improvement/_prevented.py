"""How many complaints an action prevented: the count of the cause, times its measured fall."""

from typing import Final

from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._reasons import reason_text
from servicekit.foundation._vocabulary import Label
from servicekit.improvement._verified_effect import VerifiedEffect
from servicekit.stats.intervals._estimates import Resampled

PREVENTED: Final = Label("Complaints prevented", "避免的投诉")


def prevented_complaints(count: float, effect: VerifiedEffect) -> Resampled:
    """Return the complaints that an action prevented, from their measured fall, not from a guess.

    Args:
        count: Complaints of the cause to be expected without the action in the time that is looked at, such as the
            cause's own count before it.
        effect: What ``verify_effect`` found for the share of contacts, customers or answers with that complaint, with
            ``higher_is_better=False``.

    Returns:
        Complaints that did not come about, with their interval; below 0 where they rose.

    Raises:
        InvalidValueError: An effect on a figure of which more is better, or one whose fall cannot be told.

    Formula:
        -count × change / rate without the action.

    Example:
        >>> import servicekit as sk
        >>> before = {"late": (90, 900), "price": (40, 900), "staff": (35, 900), "dirt": (30, 900), "noise": (45, 900)}
        >>> after = before | {"late": (30, 900)}
        >>> effect = sk.improvement.verify_effect(before, after, acted=["late"], higher_is_better=False)
        >>> found = sk.improvement.prevented_complaints(90, effect)
        >>> 30 < found.value < 70
        True
        >>> worth = sk.improvement.prevention_value(found, cost=80.0, spent=1500.0)
        >>> worth.value in worth.interval
        True
    """
    checks.validate(checks.non_negative, "count", count)
    checks.validate(checks.instance_of(VerifiedEffect, "what verify_effect found"), "effect", effect)
    if effect.higher_is_better:
        hint = "pass higher_is_better=False to verify_effect"
        raise InvalidValueError("effect", "one on a figure of which less is better", hint=hint)
    fall = effect.relative
    if fall.value is None:
        raise InvalidValueError("effect", "one whose relative change can be told", hint=reason_text(fall.reason))
    draws, level = -count * fall.draws, fall.level
    return Resampled(value=-count * fall.value, draws=draws, n_failed=fall.n_failed, level=level, name=PREVENTED)
