"""Public holidays from the package ``holidays``, as the plain dates that opening hours are made of."""

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import frozen

from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._extras import require


@frozen(kw_only=True)
class PublicHolidays:
    """Days off of a country over whole years.

    Attributes:
        first, last: The dates covered, both included.
        holidays: Date -> name.
        worked: Weekend days worked in exchange for a bridge day, where a country moves working days.
    """

    first: date
    last: date
    holidays: Mapping[date, str]
    worked: tuple[date, ...]


def public_holidays(
    country: str, years: Iterable[int], *, subdivision: str | None = None, language: str | None = None
) -> PublicHolidays:
    """Return the public holidays of a country.

    Args:
        country: Code such as "CN", "IT" or "US".
        years: The years wanted, without a gap.
        subdivision: Code of a state or province, where holidays differ.
        language: Of the names; the country's own if None.

    Raises:
        MissingExtraError: The extra "calendars" is not installed.
        InvalidValueError: A country, subdivision or year for which the package knows no holidays.

    Example:
        >>> import servicekit as sk
        >>> sk.files.public_holidays("IT", [2024]).__class__.__name__
        'PublicHolidays'
    """
    package = require("holidays", extra="calendars")
    wanted = sorted(set(years))
    if not wanted or wanted != list(range(wanted[0], wanted[-1] + 1)):
        raise InvalidValueError("years", "years without a gap", wanted)
    try:
        known = package.country_holidays(country, subdiv=subdivision, years=wanted, language=language)
    except NotImplementedError as error:
        raise InvalidValueError("country", "one the package 'holidays' knows", country, hint=str(error)) from None
    if not known.start_year <= wanted[0] <= wanted[-1] <= known.end_year:
        rule = f"from {known.start_year} to {known.end_year}, for which the holidays of {country} are known"
        raise InvalidValueError("years", rule, wanted)
    days = {day: str(name) for day, name in sorted(known.items()) if day.year in wanted}
    worked = tuple(sorted(day for day in getattr(known, "weekend_workdays", ()) if day.year in wanted))
    return PublicHolidays(first=date(wanted[0], 1, 1), last=date(wanted[-1], 12, 31), holidays=days, worked=worked)
