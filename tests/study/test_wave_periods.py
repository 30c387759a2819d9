"""Waves by month, quarter or year of a column of times: the same on every engine, in the zone that was said."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import duckdb
import polars as pl
import pytest

import servicekit as sk
from servicekit.foundation._errors import InvalidValueError, MissingColumnError, RecordError

ROWS = 240
AT = [datetime(2025, 11, 3, 9) + timedelta(hours=15 * row) for row in range(ROWS)]
STUDY = """
resamples = 20
wave = "at"
wave_by = "{}"
[scales.five]
low = 1
high = 5
[questions.overall]
column = "q"
kind = "csat"
scale = "five"
"""
FORMS = {
    "month": lambda day: f"{day:%Y-%m}",
    "quarter": lambda day: f"{day.year} Q{(day.month + 2) // 3}",
    "year": lambda day: f"{day.year}",
}


def study(by, head=""):
    return sk.study.study_from_toml(head + STUDY.format(by))


def frame(at=AT):
    return pl.DataFrame({"q": [1 + row % 5 for row in range(ROWS)], "at": at})


def counted(study, data):
    found = sk.assess(study, data, parts=["waves"]).part("waves").waves["overall"]
    return {wave: score.tally.n for wave, score in found.items()}


@pytest.mark.parametrize("by", tuple(FORMS))
@pytest.mark.parametrize(
    "kind",
    (
        pl.DataFrame.lazy,
        pl.DataFrame.to_pandas,
        pl.DataFrame.to_arrow,
        lambda table: duckdb.from_arrow(table.to_arrow()),
        lambda table: table.with_columns(pl.col("at").dt.date()),
        lambda table: table.with_columns(pl.col("at").dt.strftime("%Y-%m-%d %H:%M")),
    ),
)
def test_every_engine_and_form_gives_the_same_waves(by, kind):
    assert counted(study(by), kind(frame())) == dict(Counter(map(FORMS[by], AT)))


def test_texts_are_read_by_their_pattern():
    written = frame([f"{day:%d.%m.%Y}" for day in AT])
    head = 'wave_times = { pattern = "%d.%m.%Y" }\n'
    assert counted(study("month", head), written) == dict(Counter(map(FORMS["month"], AT)))
    with pytest.raises(InvalidValueError, match=r"03\.11\.2025.*column 'at', row 0"):
        sk.assess(study("month"), written)


def test_an_answer_belongs_to_the_day_of_its_own_zone():
    late = [datetime(2026, 1, 31, 22, 30, tzinfo=UTC), datetime(2026, 2, 28, 22, 59, tzinfo=UTC)] * (ROWS // 2)
    rome = frame(late).with_columns(pl.col("at").dt.convert_time_zone("Europe/Rome"))
    assert counted(study("month"), rome) == {"2026-01": ROWS // 2, "2026-02": ROWS // 2}
    shanghai = {"2026-02": ROWS // 2, "2026-03": ROWS // 2}
    assert (
        counted(study("month"), frame(late).with_columns(pl.col("at").dt.convert_time_zone("Asia/Shanghai")))
        == shanghai
    )
    texts = frame([f"{at:%Y-%m-%dT%H:%M}Z" for at in late])
    assert counted(study("month", 'wave_times = { zone = "Asia/Shanghai" }\n'), texts) == shanghai


def test_a_blank_time_is_in_no_wave():
    found = counted(study("year"), frame([None if row % 4 == 0 else at for row, at in enumerate(AT)]))
    assert sum(found.values()) == ROWS - ROWS // 4


def test_the_study_is_kept_as_it_was_asked():
    asked = study("quarter")
    assert sk.assess(asked, frame(), parts=["waves"]).study == asked


def test_what_cannot_be_meant_is_refused():
    with pytest.raises(RecordError, match="wave_by"):
        study("week")
    with pytest.raises(InvalidValueError, match="wave"):
        sk.Study(wave_by="month")
    with pytest.raises((MissingColumnError, RecordError), match="at"):
        sk.assess(study("month"), frame().rename({"at": "when"}))
