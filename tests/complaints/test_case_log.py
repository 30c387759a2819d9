"""Case logs: what cannot be read is refused or counted, what is open stays in, and nothing is turned around."""

import zoneinfo
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from servicekit.complaints.cases._case_log import CaseLog, read_case_log
from servicekit.data._answers import InputPolicy
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import InvalidValueError, MissingColumnError, NotEnoughDataError, UnknownConceptError

PLAIN = TimeFormat(zone=None)
OMIT = InputPolicy(invalid="omit")
NEW_YORK = TimeFormat(zone="America/New_York")


def log_of(rows, times=PLAIN, **settings) -> CaseLog:
    opened, resolved = ([row[i] for row in rows] for i in (0, 1))
    columns = {"opened": "opened", "resolved": "resolved"}
    return read_case_log({"opened": opened, "resolved": resolved}, columns=columns, times=times, **settings)


def hours(log: CaseLog) -> list[float]:
    return ((log.resolved - log.opened) / np.timedelta64(1, "h")).tolist()


def test_an_empty_resolution_is_an_open_case_followed_to_the_last_time_seen():
    log = log_of([("2024-03-01", "2024-03-02"), ("2024-03-01 12:00", ""), ("2024-03-05", None)])  # bad input 112
    assert (log.n, log.n_open, log.extract_is_given) == (3, 2, False)
    assert log.extracted_at == datetime(2024, 3, 5)


def test_times_without_offset_need_a_zone_or_a_plain_clock():  # bad input 92
    with pytest.raises(InvalidValueError, match=r"with an offset, got '2024-03-01 09:00' \(column 'opened', row 0\)"):
        log_of([("2024-03-01 09:00", "2024-03-02 09:00")], TimeFormat())
    mixed = [("2024-03-01 09:00", "2024-03-01 12:00"), ("2024-03-01 09:00", "2024-03-01T12:00-05:00")]
    with pytest.raises(InvalidValueError, match="plain clock"):
        log_of(mixed)
    assert hours(log_of(mixed, NEW_YORK)) == [3, 3]


@pytest.mark.parametrize(("policy", "found"), (("refuse", None), ("shift", 2.0)))
def test_a_local_time_that_the_clock_skipped_is_refused_or_shifted_and_counted(policy, found):  # bad input 93
    rows = [("2024-03-10 02:30", "2024-03-10 05:30")]
    reading = TimeFormat(zone="America/New_York", nonexistent=policy)
    if found is None:
        with pytest.raises(InvalidValueError, match="one that America/New_York has"):
            log_of(rows, reading)
    else:
        log = log_of(rows, reading)
        assert (hours(log), log.settled) == ([found], {"nonexistent": 1})


def test_a_local_time_shown_twice_needs_a_decision():  # bad input 94
    rows = [("2024-11-03 01:30", "2024-11-03 03:00")]
    with pytest.raises(InvalidValueError, match="ambiguous='earlier' or 'later'"):
        log_of(rows, NEW_YORK)
    for policy, found in (("earlier", 2.5), ("later", 1.5)):
        log = log_of(rows, TimeFormat(zone="America/New_York", ambiguous=policy))
        assert (hours(log), log.settled) == ([found], {"ambiguous": 1})


def test_clocks_are_compared_in_utc_over_a_change():  # bad inputs 95 and 96
    assert hours(log_of([("2024-03-09 12:00", "2024-03-10 12:00")], NEW_YORK)) == [23]
    assert hours(log_of([("2024-03-09 12:00", "2024-03-10 12:00")])) == [24]
    shanghai = log_of([("1988-07-01 09:00", "1988-07-01 10:00")], TimeFormat(zone="Asia/Shanghai"))
    assert shanghai.opened[0] == np.datetime64("1988-07-01T00:00")


@pytest.mark.parametrize(
    ("times", "reading", "said"),
    (
        (["2024-06-30 23:59:60"], PLAIN, "leap second"),  # bad input 99
        (["03/04/2024"], PLAIN, "ISO 8601"),  # bad input 103
        (["24-03-04"], PLAIN, "ISO 8601"),  # bad input 104
        (["民國113年3月4日"], PLAIN, "ISO 8601"),  # bad input 104
        (["2024-02-30"], PLAIN, "ISO 8601"),
        ([45351.5], PLAIN, "not guessed to be dates"),  # bad input 102
        ([1709540000000], PLAIN, "not guessed to be dates"),  # bad input 101
        (["3/4/2024"], TimeFormat(zone=None, pattern="%Y-%m-%d"), "of the form"),
    ),
)
def test_what_is_no_certain_time_is_refused(times, reading, said):
    with pytest.raises(InvalidValueError, match=said):
        read_case_log({"opened": times}, columns={"opened": "opened"}, times=reading)


@pytest.mark.parametrize("name", ("Asia/Peking", "../../etc/passwd"))
def test_an_unknown_zone_is_named(name):  # bad input 97
    with pytest.raises(InvalidValueError, match="zone must be a name of the tz database"):
        TimeFormat(zone=name)


def test_unreadable_times_can_be_set_aside_and_are_counted():
    log = log_of([("2024-03-01", None), ("soon", None), (None, "2024-03-02")], policy=OMIT)
    assert (log.n, log.n_rows, log.rejected) == (1, 3, {"missing_opened": 1, "unreadable_time": 1})
    with pytest.raises(InvalidValueError, match="row 0"):
        log_of([(None, "2024-03-02")])
    with pytest.raises(NotEnoughDataError, match="unreadable_time"):
        log_of([("soon", None)], policy=OMIT)


def test_a_case_that_ends_before_it_begins_is_set_aside_and_never_turned_round():  # bad input 105
    log = log_of([("2024-03-02", "2024-03-01"), ("2024-03-01", "2024-03-04")])
    assert (hours(log), log.rejected) == ([72], {"negative_duration": 1})


def test_what_happens_after_the_extract_is_set_aside_beyond_the_skew():  # bad input 114
    rows = [("2024-03-01", "2024-03-02"), ("2024-03-01", "2024-03-03 00:00:20"), ("2024-03-09", None)]
    at = datetime(2024, 3, 3)
    assert log_of(rows, extracted_at=at).rejected == {"after_extract": 2}
    lenient = log_of(rows, extracted_at=at, skew=timedelta(minutes=1))
    assert (lenient.rejected, lenient.extracted_at) == ({"after_extract": 1}, datetime(2024, 3, 3, 0, 0, 20))
    with pytest.raises(InvalidValueError, match="without a zone"):
        log_of(rows, extracted_at=at.replace(tzinfo=UTC))


def test_a_case_number_that_occurs_twice_is_refused_unless_the_source_tells_them_apart():  # bad input 115
    data = {"id": [7, 7], "branch": ["east", "west"], "opened": ["2024-03-01", "2024-03-02"]}
    columns = {"case": "id", "opened": "opened"}
    with pytest.raises(InvalidValueError, match=r"case must be different in every row.*source"):
        read_case_log(data, columns=columns, times=PLAIN)
    assert read_case_log(data, columns={**columns, "source": "branch"}, times=PLAIN).n == 2
    with pytest.raises(InvalidValueError, match="row 1"):
        read_case_log({**data, "id": [7, None]}, columns=columns, times=PLAIN)


def test_a_status_that_contradicts_the_times_is_refused_or_counted():
    data = {
        "opened": ["2024-03-01"] * 4,
        "resolved": ["2024-03-02", None, None, "2024-03-02"],
        "status": ["Closed", "Open", "Closed", "Open"],
    }
    columns = {name: name for name in data}
    with pytest.raises(InvalidValueError, match=r"closed_without_time.*row 2"):
        read_case_log(data, columns=columns, times=PLAIN, closed_statuses=("Closed",))
    log = read_case_log(data, columns=columns, times=PLAIN, policy=OMIT, closed_statuses=("Closed",))
    assert log.rejected == {"closed_without_time": 1, "open_with_time": 1}


def test_columns_are_named_with_known_roles():
    with pytest.raises(MissingColumnError, match="did you mean 'opened'"):
        read_case_log({"opened": ["2024-03-01"]}, columns={"opened": "openedd"}, times=PLAIN)
    with pytest.raises(UnknownConceptError, match="did you mean 'resolved'"):
        read_case_log({"a": ["2024-03-01"]}, columns={"opened": "a", "resolvd": "a"}, times=PLAIN)
    with pytest.raises(InvalidValueError, match="opened"):
        read_case_log({"a": ["2024-03-01"]}, columns={"resolved": "a"}, times=PLAIN)


def test_frames_of_every_kind_give_the_same_log():
    pandas, polars, pyarrow = (pytest.importorskip(name) for name in ("pandas", "polars", "pyarrow"))
    local = {"opened": [datetime(2024, 3, 1, 9), datetime(2024, 3, 9, 9)], "resolved": [datetime(2024, 3, 10, 9), None]}
    place = zoneinfo.ZoneInfo("America/New_York")
    aware = {name: [at and at.replace(tzinfo=place) for at in column] for name, column in local.items()}
    texts = {name: [at and at.isoformat(sep=" ") for at in column] for name, column in local.items()}
    makers = (dict, pandas.DataFrame, polars.DataFrame, pyarrow.table)
    for typed, columns in (("refuse", texts), ("local", local), ("refuse", aware), ("local", aware)):
        reading = TimeFormat(zone="America/New_York", typed=typed)
        for make in makers:
            log = read_case_log(make(columns), columns={name: name for name in columns}, times=reading)
            assert (log.opened[0], log.resolved[0]) == (np.datetime64("2024-03-01T14"), np.datetime64("2024-03-10T13"))
            assert log.n_open == 1


def test_typed_times_are_refused_until_their_zone_is_said():
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"opened": [datetime(2024, 3, 1, 9)]})
    for reading in (NEW_YORK, TimeFormat()):
        with pytest.raises(InvalidValueError, match="typed='utc' if they are UTC"):
            read_case_log(frame, columns={"opened": "opened"}, times=reading)
    assert read_case_log(frame, columns={"opened": "opened"}, times=PLAIN).n == 1
    assert read_case_log(frame, columns={"opened": "opened"}, times=TimeFormat(typed="utc")).n == 1
    aware = frame.with_columns(polars.col("opened").dt.replace_time_zone("Asia/Shanghai"))
    with pytest.raises(InvalidValueError, match="without a zone on a plain clock"):
        read_case_log(aware, columns={"opened": "opened"}, times=PLAIN)
    with pytest.raises(InvalidValueError, match="typed"):
        TimeFormat(typed="local")


def test_groups_are_sorted_and_cases_without_a_group_are_one_of_their_own():
    data = {"opened": ["2024-03-01"] * 3, "site": ["west", None, "east"]}
    log = read_case_log(data, columns={"opened": "opened", "site": "site"}, times=PLAIN)
    assert {level: rows.tolist() for level, rows in log.rows_by("site").items()} == {
        "east": [2],
        "west": [0],
        None: [1],
    }
    with pytest.raises(UnknownConceptError):
        log.rows_by("cause")


def test_new_york_animal_complaints_are_read_whole(real_data):
    pandas = pytest.importorskip("pandas")
    data = pandas.read_csv(real_data / "nyc311_animals_2025.csv")
    columns = {"case": "Unique Key", "opened": "Created Date", "resolved": "Closed Date", "status": "Status"}
    reading = TimeFormat(zone="America/New_York", pattern="%m/%d/%Y %H:%M")
    log = read_case_log(data, columns=columns, times=reading, closed_statuses=("Closed",))
    assert (log.n, log.n_open, log.rejected) == (4969, 277, {})
    assert log.extracted_at == datetime(2025, 3, 14, 5, 20, tzinfo=UTC)
    assert log.to_dict()["n_open"] == 277
