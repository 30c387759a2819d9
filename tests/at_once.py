"""One test for many small cases: a case each costs more for the machinery of tests than for what it checks."""

from collections.abc import Callable, Iterable
from typing import Any


def for_each(cases: Iterable[Any]) -> Callable[[Callable[[Any], None]], Callable[[], None]]:
    """Return a decorator that makes one test of a check of one case; a failure shows its case as the argument."""
    whole = tuple(cases)
    assert whole

    def decorated(check: Callable[[Any], None]) -> Callable[[], None]:
        def test() -> None:
            for case in whole:
                check(case)

        test.__doc__ = check.__doc__
        return test

    return decorated
