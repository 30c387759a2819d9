"""attrs validators of kind: a text that says something, several values, an object of the right class."""

from typing import Any

from servicekit.foundation.checks import Validator
from servicekit.foundation.errors import InvalidValueError, shown


def worded(instance: object, attribute: Any, value: Any) -> None:
    """Refuse anything but a text with something in it."""
    if not isinstance(value, str) or not value.strip():
        name = getattr(attribute, "name", attribute)
        raise InvalidValueError(str(name), "a text that is not empty", value)


def several(instance: object, attribute: Any, value: Any) -> None:
    """Refuse a lone text where several values are meant: it would be taken apart into its letters."""
    if isinstance(value, str):
        name = str(getattr(attribute, "name", attribute))
        raise InvalidValueError(name, "several values, as a tuple", value, hint=f"write ({shown(value)},)")


def of_kind(kind: Any, rule: str, *, hint: str = "") -> Validator:
    """Return a validator that lets only objects of a class pass; ``check`` applies it to an argument.

    Args:
        kind: The class, or several of them.
        rule: What it must be, in the words of the message ("a protocol such as TEN_STEPS").
        hint: What to do about it.
    """

    def validate(instance: object, attribute: Any, value: Any) -> None:
        if not isinstance(value, kind):
            raise InvalidValueError(str(getattr(attribute, "name", attribute)), rule, value, hint=hint)

    return validate
