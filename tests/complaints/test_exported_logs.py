"""Logs as other systems export them become case logs, and a case log survives a table with every stretch of it."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.complaints import event_table, read_activity_log, read_case_log, reopened_share, resolution_time
from servicekit.data import TimeFormat, Window
from servicekit.foundation import InvalidValueError

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
YEARS = Window(first=datetime(2020, 1, 1, tzinfo=UTC), last=datetime(2030, 1, 1, tzinfo=UTC))
PLAIN = {name: name for name in ("case", "activity", "time", "sequence")}


def back(log, *names):
    """Read the table of a log again, with the endings that occur in it."""
    table = event_table(log)
    seen = set(table["activity"])
    if not seen & {"close"}:  # a log in which nothing is ever closed still needs a name for closing
        return None
    return read_activity_log(
        table,
        columns=PLAIN | {name: name for name in names},
        closes=["close"],
        withdraws=["withdraw"] if "withdraw" in seen else [],
        acknowledges=["acknowledge"] if "acknowledge" in seen else [],
        extracted_at=log.extracted_at,
    )


def cannot_be_told(log):
    """Whether an answer falls between stretches, or a case begins or ends twice at one instant."""
    spells, answered = log.spells, log.acknowledged
    for case in range(log.n):
        mine = spells.case == case
        starts, ends = spells.start[mine], spells.end[mine]
        marks = [("start", at) for at in starts[1:]] + [
            (gone, at) for gone, at in zip(spells.withdrawn[mine], ends, strict=True) if not np.isnat(at)
        ]
        if len(set(marks)) < len(marks):
            return True
        at = np.datetime64("NaT", "us") if answered is None else answered[case]
        if not np.isnat(at) and not any(
            start <= at and (np.isnat(end) or at <= end) for start, end in zip(starts, ends, strict=True)
        ):
            return True
    return False


def same(one, other):
    for name in ("case", "start", "end", "withdrawn"):
        left, right = getattr(one.spells, name), getattr(other.spells, name)
        np.testing.assert_array_equal(left, right)
    if one.acknowledged is not None and not np.isnat(one.acknowledged).all():
        np.testing.assert_array_equal(one.acknowledged, other.acknowledged)
    for name in set(one.columns) & set(other.columns):
        np.testing.assert_array_equal(one.columns[name].values, other.columns[name].values)


ACTIVITIES = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from(("open", "answer", "call", "close", "withdraw")),
        st.integers(0, 6),
    ),
    min_size=1,
    max_size=25,
    unique=True,
)


@given(ACTIVITIES)
def test_a_case_log_survives_a_table_with_every_stretch(rows):
    table = {
        "case": [row[0] for row in rows],
        "activity": [row[1] for row in rows],
        "time": [START + timedelta(hours=row[2]) for row in rows],
    }
    names = set(table["activity"])
    if "close" not in names:
        return
    log = read_activity_log(
        table,
        columns={name: name for name in table},
        closes=["close"],
        withdraws=["withdraw"] if "withdraw" in names else [],
        acknowledges=["answer"] if "answer" in names else [],
        ties="row order",
    )
    if cannot_be_told(log):
        with pytest.raises(InvalidValueError, match="use case_table"):
            event_table(log)
    elif (again := back(log)) is not None:
        same(log, again)


def test_an_event_log_of_a_help_desk():
    """Codes as activities, plain local times, several events at one instant: the shape of a process-mining log."""
    rng = np.random.default_rng(8)
    rows = []
    for case in range(2, 400):
        at = datetime(2010, 10, 29, 18) + timedelta(hours=float(rng.uniform(0, 5000)))
        codes = [1, 8, 6] if rng.random() > 0.1 else [1, 8, 6, 9, 6]
        for code in codes:
            rows.append((case, code, f"{at:%Y-%m-%d %H:%M:%S}"))
            at += timedelta(seconds=int(rng.choice([15, 40, 90_000])))
    table = dict(zip(("CaseID", "ActivityID", "CompleteTimestamp"), zip(*rows, strict=True), strict=True))
    log = read_activity_log(
        {name: list(values) for name, values in table.items()},
        columns={"case": "CaseID", "activity": "ActivityID", "time": "CompleteTimestamp"},
        closes=[6],
        times=TimeFormat(zone="UTC"),
        ties="row order",
    )
    assert (log.n, log.n_open) == (398, 0)
    assert 0.05 < reopened_share(log).value < 0.16
    same(log, back(log))
    assert resolution_time(back(log)).value == resolution_time(log).value


def test_the_italian_help_desk_survives_a_table(real_data):
    pandas = pytest.importorskip("pandas")
    rows = pandas.read_csv(real_data / "helpdesk_italy_2017.csv")
    roles = {"case": "CaseID", "activity": "ActivityID", "time": "CompleteTimestamp"}
    log = read_activity_log(rows, columns=roles, closes=[6], times=TimeFormat(zone="Europe/Rome"))
    assert (log.n, log.n_rows, reopened_share(log).count) == (3804, 13_710, 130)
    same(log, back(log))


def test_jira_issues_one_row_each():
    issues = {
        "Issue key": ["SUP-1", "SUP-2", "SUP-3"],
        "Status": ["Done", "In Progress", "Done"],
        "Created": ["02/Mar/26 9:00 AM", "02/Mar/26 1:30 PM", "03/Mar/26 8:15 AM"],
        "Resolved": ["02/Mar/26 3:00 PM", "", "05/Mar/26 8:15 AM"],
        "Component/s": ["billing", "billing", "delivery"],
    }
    log = read_case_log(
        issues,
        columns={"case": "Issue key", "status": "Status", "opened": "Created", "resolved": "Resolved"},
        also=["Component/s"],
        closed_statuses=["Done"],
        times=TimeFormat("%d/%b/%y %I:%M %p", zone="UTC", window=YEARS),
        extracted_at=datetime(2026, 3, 6, tzinfo=UTC),
    )
    assert (log.n, log.n_open) == (3, 1)
    again = read_activity_log(
        event_table(log), columns=PLAIN, also=["Component/s"], closes=["close"], extracted_at=log.extracted_at
    )
    same(log, again)


def test_jira_history_one_row_a_change():
    history = [
        ("SUP-1", "status", "Open", "2026-03-02T09:00:00.000+0000"),  # the creation, written as a change
        ("SUP-1", "assignee", "Li", "2026-03-02T09:10:00.000+0000"),
        ("SUP-1", "status", "Done", "2026-03-02T15:00:00.000+0000"),
        ("SUP-1", "labels", "billing", "2026-03-03T08:00:00.000+0000"),  # would reopen, were it not left out
        ("SUP-2", "status", "Open", "2026-03-02T13:30:00.000+0000"),
        ("SUP-2", "status", "Done", "2026-03-02T14:30:00.000+0000"),
        ("SUP-2", "status", "Reopened", "2026-03-04T10:00:00.000+0000"),
    ]
    changes = [row for row in history if row[1] == "status"]
    table = dict(zip(("key", "field", "toString", "created"), map(list, zip(*changes, strict=True)), strict=True))
    log = read_activity_log(
        table,
        columns={"case": "key", "activity": "toString", "time": "created"},
        closes=["Done"],
        times=TimeFormat("%Y-%m-%dT%H:%M:%S.%f%z"),
    )
    assert (log.n, log.n_open, reopened_share(log).count) == (2, 1, 1)
    same(log, back(log))


def test_zendesk_tickets_with_metrics():
    tickets = {
        "id": [101, 102, 103, 104],
        "status": ["closed", "open", "solved", "closed"],
        "created_at": [f"2026-03-0{day}T09:00:00Z" for day in (1, 2, 3, 4)],
        "first_reply_at": ["2026-03-01T09:20:00Z", None, "2026-03-03T11:00:00Z", "2026-03-04T09:05:00Z"],
        "solved_at": ["2026-03-02T09:00:00Z", None, "2026-03-05T09:00:00Z", "2026-03-04T10:00:00Z"],
        "reopens": [0, 0, 2, 0],
        "group": ["billing", "billing", "returns", "returns"],
    }
    roles = {
        "case": "id",
        "status": "status",
        "opened": "created_at",
        "acknowledged": "first_reply_at",
        "resolved": "solved_at",
        "reopened": "reopens",
        "site": "group",
    }
    log = read_case_log(tickets, columns=roles, closed_statuses=["solved", "closed"])
    assert (log.n, log.n_open) == (4, 1)
    with pytest.raises(InvalidValueError, match="use case_table"):  # how often is known, when is not
        event_table(log)
    assert log.reopenings.tolist() == [0, 0, 2, 0]
    without = {role: name for role, name in roles.items() if role != "reopened"}
    plain = read_case_log(tickets, columns=without, closed_statuses=["solved", "closed"])
    same(plain, back(plain, "site"))


def test_zammad_history_one_row_a_change():
    history = {
        "o_id": [7, 7, 7, 8, 8],
        "history_type": ["created", "updated", "updated", "created", "updated"],
        "history_attribute": ["", "state", "state", "", "state"],
        "value_to": ["new", "open", "closed", "new", "merged"],
        "created_at": [f"2026-03-0{day} 09:00:00 UTC" for day in (1, 2, 3, 1, 2)],
    }
    log = read_activity_log(
        history,
        columns={"case": "o_id", "activity": "value_to", "time": "created_at"},
        closes=["closed"],
        withdraws=["merged"],
        acknowledges=["open"],
        times=TimeFormat("%Y-%m-%d %H:%M:%S UTC", zone="UTC"),
    )
    assert (log.n, log.n_open, log.n_withdrawn) == (2, 0, 1)
    same(log, back(log))
