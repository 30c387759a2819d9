"""Every error servicekit raises on purpose; each says what, the rule, what was got, where, and what to do."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Final

if TYPE_CHECKING:
    from servicekit.foundation._vocabulary import Label, Language

NAMESPACE: Final = "servicekit.foundation"
SHOWN: Final = 3
LONGEST: Final = 60
MOST_CHOICES: Final = 30


def format_value(value: object) -> str:
    """Write a value for a message: escaped, shortened, and of many values only the first few with their number."""
    if isinstance(value, list | tuple | set | frozenset):
        first = ", ".join(_one(item) for item in islice(value, SHOWN))
        return f"[{first}, … {len(value)} in all]" if len(value) > SHOWN else f"[{first}]"
    return _one(value)


def _one(value: object) -> str:
    item = getattr(value, "item", None)
    plain = item() if callable(item) and getattr(value, "ndim", None) == 0 else value
    if isinstance(plain, str | bytes):
        plain = plain[:LONGEST]  # escaped, it is longer still
    try:
        text = repr(plain)
    except Exception:  # a whole number of thousands of digits, or a foreign object that cannot describe itself
        text = f"a value of type {type(plain).__name__}"
    # printable whatever it is: a message is one line, and nobody's text may act on the terminal that shows it
    text = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text[: 2 * LONGEST])
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def format_choices(known: Iterable[object]) -> str:
    """Write the keys one may choose from: escaped and, if there are very many, only the first of them."""
    keys = [str(key) for key in known]
    plain = [key if key.isprintable() and 0 < len(key) <= LONGEST else _one(key) for key in keys[:MOST_CHOICES]]
    return ", ".join(plain) + (f", … {len(keys)} in all" if len(keys) > MOST_CHOICES else "")


def suggest(names: Iterable[object], known: Sequence[str]) -> list[str]:
    """Return the known name that each of the given ones most likely meant, where there is one."""
    return [match for name in names for match in get_close_matches(str(name)[:LONGEST], known, n=1, cutoff=0.6)]


def _revived(
    kind: type["ServiceKitError"], message: str, problems: "tuple[str | Label, ...]" = ()
) -> "ServiceKitError":
    error = kind.__new__(kind)
    ServiceKitError.__init__(error, message, problems)
    return error


class ServiceKitError(Exception):
    """Base of every error raised on purpose; it crosses processes with its message, whatever it was about.

    Attributes:
        code: Permanent code of the kind of error, which the page "Errors" of the documentation explains.
        message: What is wrong: name, rule, what was got, where, what to do.
        problems: Each problem by itself, where several were looked for.

    Example:
        >>> import servicekit as sk
        >>> try:
        ...     sk.net_promoter_score([11])
        ... except sk.ServiceKitError as error:
        ...     print(error.code, type(error).__name__)
        SK101 InvalidValueError
    """

    __module__ = NAMESPACE
    code: ClassVar[str] = "SK000"

    def __init_subclass__(cls) -> None:
        if cls.__module__ == __name__:  # a traceback names the path that a user can import
            cls.__module__ = NAMESPACE

    def __init__(self, message: str, problems: "Iterable[str | Label]" = ()) -> None:
        super().__init__(message)
        self.message = message
        self._told = tuple(problems)
        self.problems = tuple(one if isinstance(one, str) else one.en for one in self._told)

    def __reduce__(self) -> tuple[Any, ...]:
        return _revived, (type(self), self.message, self._told)

    def __str__(self) -> str:
        return self.message

    def text(self, language: "Language" = "en") -> str:
        """Return the whole message in one language; ``str`` of an error is always English.

        Args:
            language: "en" or "zh".

        Example:
            >>> import servicekit as sk
            >>> print(sk.foundation.InvalidValueError("answers", "whole numbers from 0 to 10", 11).text("zh"))
            回答应为0至10的整数，实际为11
        """
        from servicekit.foundation._vocabulary import check_language

        if check_language(language) == "en":
            return self.message
        if self.problems:
            return f"{self.head(language)}：{'；'.join(self.each_problem(language))}"
        return self._in_chinese()

    def head(self, language: "Language" = "en") -> str:
        """Return what the message says before the first of several problems."""
        if language == "en":
            return self.message.partition(self.problems[0])[0].rstrip("; :") if self.problems else self.message
        from servicekit.foundation._chinese_errors import head

        return head(self.message)

    def each_problem(self, language: "Language" = "en") -> tuple[str, ...]:
        """Return each problem in one language."""
        if language == "en":
            return self.problems
        from servicekit.foundation._chinese_errors import in_chinese

        return tuple(in_chinese(one) if isinstance(one, str) else one.zh for one in self._told)

    def _in_chinese(self) -> str:
        from servicekit.foundation._chinese_errors import in_chinese

        return in_chinese(self.message)


class InvalidValueError(ServiceKitError, ValueError):
    """A value that breaks a stated rule.

    Args:
        name: What was given, in the caller's words ("ratings").
        rule: What it must be ("whole numbers from 0 to 10").
        got: The offending value or values.
        where: Column and row, if known ("column 'q1', row 3").
        hint: What to do about it.

    Example:
        >>> import servicekit as sk
        >>> print(sk.foundation.InvalidValueError("rating", "a whole number from 0 to 10", 11))
        rating must be a whole number from 0 to 10, got 11
    """

    code = "SK101"

    def __init__(self, name: str, rule: str, got: object = ..., where: str = "", hint: str = "") -> None:
        found = "" if got is ... else f", got {format_value(got)}"
        place = f" ({where})" if where else ""
        advice = f"; {hint}" if hint else ""
        super().__init__(f"{name} must be {rule}{found}{place}{advice}")
        self.parts = (name, rule, got, where, hint)

    def _in_chinese(self) -> str:
        from servicekit.foundation._chinese_errors import broken_rule

        if not hasattr(self, "parts"):  # it came from another process
            return super()._in_chinese()
        name, rule, got, where, hint = self.parts
        return broken_rule(name, rule, "" if got is ... else format_value(got), where, hint)


class ScaleMismatchError(ServiceKitError, ValueError):
    """Summaries of different scales, columns or settings were to be merged or compared.

    Example:
        >>> import servicekit as sk
        >>> sk.foundation.ScaleMismatchError.code
        'SK102'
    """

    code = "SK102"


class NotEnoughDataError(ServiceKitError, ValueError):
    """Too few usable answers to compute anything, where a result that says so cannot be given.

    Example:
        >>> import servicekit as sk
        >>> sk.foundation.NotEnoughDataError.code
        'SK201'
    """

    code = "SK201"


class NotConvergedError(ServiceKitError, ArithmeticError):
    """An iteration that did not settle; its last state is never returned as an answer.

    Example:
        >>> import servicekit as sk
        >>> sk.foundation.NotConvergedError.code
        'SK202'
    """

    code = "SK202"


class ForbiddenEventError(ServiceKitError, ValueError):
    """An event or step that the present state does not allow; the message names those it does.

    Example:
        >>> import servicekit as sk
        >>> sk.foundation.ForbiddenEventError.code
        'SK301'
    """

    code = "SK301"


class RecordError(ServiceKitError, ValueError):
    """A saved file or record that cannot be read as what it claims to be; all problems are listed.

    Example:
        >>> import servicekit as sk
        >>> sk.foundation.RecordError.code
        'SK105'
    """

    code = "SK105"


class MissingExtraError(ServiceKitError, ImportError):
    """An optional dependency is not installed; the message says which extra brings it.

    Example:
        >>> import servicekit as sk
        >>> sk.foundation.MissingExtraError.code
        'SK401'
    """

    code = "SK401"


class MissingColumnError(ServiceKitError, LookupError):
    """A column that the data do not have.

    Example:
        >>> import servicekit as sk
        >>> print(sk.foundation.MissingColumnError(["recomend"], ["recommend"]))
        the data have no column 'recomend'; did you mean 'recommend'?
    """

    code = "SK104"

    def __init__(self, missing: Iterable[str], known: Sequence[str]) -> None:
        names = list(missing)
        near = suggest(names[:SHOWN], known)
        hint = (
            f"did you mean {', '.join(map(format_value, near))}?"
            if near
            else f"the data have {format_value(list(known))}"
        )
        lacking = format_value(names[0]) if len(names) == 1 else format_value(names)
        super().__init__(f"the data have no column {lacking}; {hint}")
        self.parts = (names, list(known))


class UnknownConceptError(ServiceKitError, LookupError):
    """A key that names no concept of a framework.

    Example:
        >>> import servicekit as sk
        >>> print(sk.foundation.UnknownConceptError("tier", "golden", ["silver", "gold"]))
        unknown tier 'golden'; did you mean 'gold'? choose from silver, gold
    """

    code = "SK103"

    def __init__(self, what: str, key: object, known: Sequence[str]) -> None:
        near = suggest([key], known)
        hint = f"did you mean {format_value(near[0])}? " if near else ""
        super().__init__(f"unknown {what} {format_value(key)}; {hint}choose from {format_choices(known)}")
        self.parts = (what, key, list(known))


class ServiceKitWarning(UserWarning):
    """Base of every warning: something legal that a careful analyst would want to hear about.

    Example:
        >>> import servicekit as sk
        >>> issubclass(sk.foundation.ServiceKitWarning, UserWarning)
        True
    """
