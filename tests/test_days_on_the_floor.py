"""Three houses for a month: cases, waits, audit sheets and points, saved and loaded every evening, and the report."""

import csv
import io
import sqlite3
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from attrs import frozen

import servicekit as sk
from servicekit.complaints import (
    Case,
    CaseRules,
    Deadline,
    case_table,
    event_table,
    late_cases,
    read_cases,
    replay_events,
)
from servicekit.data import Elapsed
from servicekit.foundation import Label, dumps, loads
from servicekit.loyalty import ByAge, PointsEntry, PointsLedger, points_liability, settlement
from servicekit.standards import CAR_AFTER_SALES, FASHION_RETAIL, PROPERTY_SALES, audit, audit_score

openpyxl = pytest.importorskip("openpyxl")
RULES = CaseRules()
MONTH = datetime(2026, 3, 2, 9, tzinfo=UTC)
STUDY = """
title = {{ en = "{en}, March", zh = "{zh}，三月" }}

[complaints]
unit = "days"
deadline = 5
times = {{ zone = "UTC" }}
[complaints.columns]
case = "case"
source = "source"
opened = "opened"
acknowledged = "acknowledged"
resolved = "resolved"
withdrawn = "withdrawn"
reopened = "reopened"

[audits]
preset = "{preset}"
[audits.columns]
site = "site"
standard = "standard"
result = "result"
auditor = "auditor"
visit = "visit"

[waits]
threshold = 300
served = ["served"]
abandoned = ["gave up"]
[waits.columns]
waited = "seconds"
outcome = "end"
"""


@frozen
class House:
    """A trade with its standards, the causes its customers name and how its points are earned."""

    key: str
    name: Label
    standards: object
    preset: str
    causes: tuple[str, ...]
    partners: tuple[str, ...]
    offer: str


HOUSES = (
    House(
        "workshop",
        Label("Workshop", "维修站"),
        CAR_AFTER_SALES,
        "car_after_sales",
        ("repeated_repairs", "long_waits"),
        ("workshop", "tyres"),
        "repair",
    ),
    House(
        "shop",
        Label("Fashion shop", "服装店"),
        FASHION_RETAIL,
        "fashion_retail",
        ("rude_staff", "unheard"),
        ("shop", "cafe"),
        "refund",
    ),
    House(
        "office",
        Label("Property office", "售楼处"),
        PROPERTY_SALES,
        "property_sales",
        ("promise_broken", "contradictory_directions"),
        ("office", "movers"),
        "refund",
    ),
)


def overnight(cases, rules):
    """Write the events of all cases to SQLite, close it, and read them back."""
    table = event_table(cases)
    for name in ("at", "until"):
        table[name] = [None if at is None else at.isoformat() for at in table[name]]
    names = ", ".join(f'"{name}"' for name in table)
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE events ({names})")
    places = ", ".join("?" for _ in table)
    connection.executemany(f"INSERT INTO events VALUES ({places})", zip(*table.values(), strict=True))
    connection.commit()
    copy = sqlite3.connect(":memory:")
    connection.backup(copy)
    connection.close()
    rows = copy.execute(f"SELECT {names} FROM events ORDER BY random()").fetchall()
    copy.close()
    columns = dict(zip(table, map(list, zip(*rows, strict=True)), strict=True))
    return list(read_cases(columns, rules=rules).cases)


def through_csv(table):
    """Write a table as CSV and read it back as text, empty cells as nothing."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(table)
    writer.writerows(zip(*table.values(), strict=True))
    rows = list(csv.reader(io.StringIO(out.getvalue())))
    return {name: [row[k] or None for row in rows[1:]] for k, name in enumerate(rows[0])}


def work(case, house, day, step, rng):
    """Carry a case one event further, as its state allows."""
    at = day + timedelta(minutes=7 * step)
    allowed = {kind.key for kind in case.allowed}
    details = {
        "acknowledge": {},
        "hear": {},
        "diagnose": {"causes": (house.causes[int(rng.integers(len(house.causes)))],)},
        "offer": {"remedy": house.offer, "amount": 50.0},
        "accept": {},
        "carry_out": {},
        "verify": {},
        "close": {},
    }
    for kind, said in details.items():
        if kind in allowed and not case.count(kind):
            return case.record(kind, by="Li", at=at, **said)
    return case


@pytest.mark.parametrize("house", HOUSES, ids=[house.key for house in HOUSES])
def test_a_month_in_a_house(house, tmp_path):
    rng = np.random.default_rng(len(house.key))
    cases: list[Case] = []
    ledger = PointsLedger(expiry=ByAge(days=365), partners=house.partners)
    waits: dict[str, list[object]] = {"day": [], "seconds": [], "end": []}
    sheets = []
    saved_ledger = dumps(ledger)
    for number in range(20):
        day = MONTH + timedelta(days=number + 2 * (number // 5))
        # morning: what the evening before left is loaded again
        ledger = loads(saved_ledger, PointsLedger)
        # complaints come in and are worked on, one by two people at once
        for _ in range(int(rng.integers(1, 4))):
            cases.append(Case.open(f"{len(cases) + 1:03d}", by="desk", at=day, source=house.key, rules=RULES))
        for step in range(6):
            cases = [work(case, house, day, step, rng) if rng.random() < 0.8 else case for case in cases]
        told = next((k for k, case in enumerate(cases) if "inform" in {kind.key for kind in case.allowed}), None)
        if told is not None:
            note = day + timedelta(hours=5)
            one = cases[told].record("inform", by="Li", at=note, until=note + timedelta(days=2))
            other = cases[told].record("assign", by="Wu", to="Wu", at=note)
            cases[told] = one.merged(other.events)
            assert cases[told] == other.merged(one.events)
        # customers wait, buy and redeem
        for _ in range(15):
            waited = float(rng.exponential(200))
            waits["day"].append(f"{day:%Y-%m-%d}")
            waits["seconds"].append(round(waited))
            waits["end"].append("served" if waited < 600 else "gave up")
        entries = [
            PointsEntry(
                id=f"{number}-{k}",
                day=day.date(),
                kind="earn",
                member=f"m{int(rng.integers(12))}",
                points=int(rng.integers(10, 90)),
                partner=house.partners[k % 2],
            )
            for k in range(5)
        ]
        ledger = ledger.record(*entries)
        rich = next((e.member for e in entries if ledger.account(e.member, on=day.date()).usable >= 40), None)
        if rich:
            burn = {"member": rich, "points": 40, "partner": house.partners[1]}
            ledger = ledger.record(PointsEntry(id=f"{number}-burn", day=day.date(), kind="burn", **burn))
        # every fifth day an auditor comes with a sheet
        if number % 5 == 4:
            path = tmp_path / f"visit-{number}.xlsx"
            sk.files.write_audit_sheet(house.standards, path, language="zh", site=house.key, visit=str(number))
            book = openpyxl.load_workbook(path)
            keys = {item.key: item for item in house.standards}
            for row in book.active.iter_rows():
                if row[0].value in keys:
                    row[5].value = "√" if rng.random() < 0.85 else "×"
                if row[0].value in ("auditor", "审核员"):
                    row[1].value = "Mo"
            book.save(path)
            sheets.append(path)
        # evening: everything is written down, and nothing is lost
        kept = overnight(cases, RULES)
        assert kept == sorted(cases, key=lambda case: (case.source, case.id))
        cases = kept
        saved_ledger = dumps(ledger)
        assert loads(saved_ledger, PointsLedger) == ledger
        assert PointsLedger.from_table(ledger.to_table(), expiry=ledger.expiry, partners=ledger.partners) == ledger

    # the end of the month: states by folding the rows are those of the cases, and points add up
    end = MONTH + timedelta(days=30)
    folded = replay_events(
        event_table(cases), case="case", source="source", at="at", event="event", sequence="sequence", id="id"
    )
    states = {key: folded.state(place) for place, key in enumerate(folded.cases)}
    assert states == {(case.source, case.id): case.state for case in cases}
    answer = Deadline(
        key="answer", label=Label("Answer", "答复"), stop=("hear", "close"), within=Elapsed(elapsed_minutes=2880)
    )
    late = late_cases(cases, [answer], now=end)
    assert set(late["case"]) <= {case.id for case in cases if case.is_open}
    assert sum(settlement(ledger, price_per_point=0.01).net_points.values()) == 0
    members = {entry.member for entry in ledger.entries}
    balances = sum(ledger.account(member, on=end.date()).balance for member in members)
    earned = sum(entry.points for entry in ledger.entries if entry.kind.key == "earn")
    burned = sum(entry.points for entry in ledger.entries if entry.kind.key == "burn")
    assert balances == earned - burned
    assert points_liability(ledger, on=date(2026, 4, 1), cost_per_point=0.01).upper_bound == pytest.approx(
        balances * 0.01
    )

    # the report, from tables that were files
    marks = sk.files.read_audit_sheet(sheets, standards=house.standards)
    marks = {name: values for name, values in marks.items() if name in ("site", "standard", "result", "visit")}
    marks["auditor"] = ["Mo"] * len(marks["site"])
    score = audit_score(audit(marks, house.standards), by="site")[house.key]
    assert score.interval.low <= score.value <= score.interval.high
    study = sk.study.study_from_toml(STUDY.format(en=house.name.en, zh=house.name.zh, preset=house.preset))
    logged = case_table(cases)
    for name in ("opened", "acknowledged", "resolved", "withdrawn"):
        logged[name] = [None if at is None else at.isoformat() for at in logged.get(name, [None] * len(cases))]
    columns = {name: logged[name] for name in ("case", "source", "opened", "acknowledged", "resolved", "withdrawn")}
    found = sk.assess(
        study,
        complaints=through_csv(columns) | {"reopened": logged["reopened"]},
        audits=through_csv(marks),
        waits={"seconds": waits["seconds"], "end": waits["end"]},
    )
    assert {"complaints", "compliance", "waits"} <= {part.key for part in found.parts}
    page = tmp_path / "march.html"
    page.write_text(sk.report(found), encoding="utf-8")
    assert sk.reports.verify(page.read_text(encoding="utf-8"), found.to_results()) == ()
