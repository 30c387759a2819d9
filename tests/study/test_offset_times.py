"""Logs whose times carry offsets, alike or mixed, or none: the study reads them as they are."""

from itertools import cycle

import pytest

import servicekit as sk
from servicekit.foundation import InvalidValueError

OFFSETS = ([""], ["Z"], ["+08:00"], ["+08:00", "+01:00"])


def stamps(offsets, minute):
    return [f"2026-03-{1 + i % 28:02d}T{8 + i % 10:02d}:{minute:02d}:00{o}" for i, o in zip(range(60), cycle(offsets))]


@pytest.mark.parametrize("offsets", OFFSETS)
@pytest.mark.parametrize("kind", ("complaints", "events", "waits", "transactions"))
def test_logs_are_read_with_the_offsets_they_carry(kind, offsets):
    first, last = stamps(offsets, 0), stamps(offsets, 30)
    tables = {
        "complaints": ({"opened": "a", "resolved": "b"}, {"a": first, "b": last}),
        "waits": ({"entered": "a", "left": "b"}, {"a": first, "b": last}),
    }
    sections = sk.study
    match kind:
        case "complaints":
            study = sk.Study(complaints=sections.ComplaintsSection(columns=tables[kind][0], unit="hours"))
            table = tables[kind][1]
        case "waits":
            study, table = sk.Study(waits=sections.WaitsSection(columns=tables[kind][0])), tables[kind][1]
        case "events":
            study = sk.Study(events=sections.EventsSection(case="case", time="at"))
            table = {"case": [*range(60), *range(60)], "at": [*first, *last]}
        case _:
            study = sk.Study(transactions=sections.TransactionsSection(customer="who", date="at"))
            table = {"who": [i % 20 for i in range(60)], "at": first}
    key = {"transactions": "customers"}.get(kind, kind)
    part = sk.assess(study, **{kind: table}).part(key)
    if kind == "complaints":
        assert part.log.n == 60
        assert part.times.value == pytest.approx(0.5)
    if kind == "events":
        assert part.times.value == pytest.approx(0.5 / 24)


def test_a_log_drafted_with_offsets_can_be_assessed():
    table = {
        "Case ID": [f"C-{i:03d}" for i in range(60)],
        "Opened at": stamps(["+08:00"], 0),
        "Closed at": stamps(["Z"], 30),
        "Category": ["bill", "delay"] * 30,
    }
    draft = sk.draft_study(table)
    assert sk.assess(draft, complaints=table).part("complaints").log.n == 60


def test_offsets_beside_plain_times_are_refused():
    table = {"a": stamps(["Z"], 0), "b": stamps([""], 30)}
    study = sk.Study(complaints=sk.study.ComplaintsSection(columns={"opened": "a", "resolved": "b"}))
    with pytest.raises(InvalidValueError, match="with an offset"):
        sk.assess(study, complaints=table)


@pytest.mark.parametrize("offsets", OFFSETS)
def test_waves_of_audits_may_be_times(offsets):
    days = stamps(offsets, 0)
    table = {"site": ["x", "y"] * 30, "item": ["a", "b", "b", "a"] * 15, "kept": ["yes", "no", "yes"] * 20}
    table["when"] = [days[i % 3] for i in range(60)]
    columns = {"site": "site", "standard": "item", "result": "kept", "wave": "when"}
    study = sk.Study(audits=sk.study.AuditsSection(columns=columns, times=sk.TimeFormat()))
    assert len(sk.assess(study, audits=table).part("compliance").by_wave) == 3
