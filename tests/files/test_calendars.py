"""Public holidays of the package ``holidays`` as opening hours take them."""

from datetime import date

import pytest

from servicekit.data.time._opening_hours import DAYS, OpeningHours
from servicekit.files._holidays import public_holidays
from servicekit.foundation._errors import InvalidValueError

pytest.importorskip("holidays")


def test_holidays_become_closed_days_and_moved_working_days_open_ones():
    china = public_holidays("CN", [2024])
    hours = OpeningHours(
        zone="Asia/Shanghai",
        week=dict.fromkeys(DAYS[:5], "09:00-18:00"),
        first=china.first,
        last=china.last,
        holidays=china.holidays,
        special=dict.fromkeys(china.worked, "09:00-18:00"),
    )
    assert hours.on(date(2024, 2, 12)) == ()
    assert date(2024, 2, 4) in china.worked  # a Sunday worked before the Spring Festival
    assert hours.on(date(2024, 2, 4)) == hours.on(date(2024, 2, 5))


def test_names_may_be_asked_for_in_a_language():
    assert public_holidays("IT", [2024], language="en_US").holidays[date(2024, 1, 6)] == "Epiphany"


@pytest.mark.parametrize(("country", "years"), (("ZZ", [2024]), ("IT", [2024, 2026]), ("IT", []), ("IT", [3000])))
def test_what_is_not_known_is_refused(country, years):  # bad input 113
    with pytest.raises(InvalidValueError):
        public_holidays(country, years)


def test_only_the_years_asked_for_are_covered():
    found = public_holidays("DE", [2024, 2025], subdivision="BY")
    assert (found.first, found.last) == (date(2024, 1, 1), date(2025, 12, 31))
    assert {day.year for day in found.holidays} == {2024, 2025}
