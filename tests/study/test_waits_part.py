"""Waits in a study: a real call log, promises, felt time, and the agents that arrivals ask for."""

import json

import numpy as np
import polars as pl
import pytest
from attrs import evolve
from bank_calls import CALLS, PHANTOMS, bank_calls

from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError, RecordError
from servicekit.foundation._records import from_plain, to_plain
from servicekit.reports._html import report
from servicekit.study._assessment import assess
from servicekit.study._study import Study
from servicekit.study._toml import study_from_toml
from servicekit.study.wording._formatting import write, write_difference
from servicekit.waiting._erlang import wait_longer_than

BANK = """
[waits]
times = { pattern = "%H:%M:%S" }
served = ["AGENT"]
abandoned = ["HANG"]
ignored = ["PHANTOM"]
threshold = 20
target_share = 0.8
by = ["type", "priority"]
[waits.columns]
waited = "q_time"
outcome = "outcome"
handling = "ser_time"
entered = "vru_entry"
day = "date"
"""
COUNTER = '[waits]\nunit = "minutes"\n{}\n[waits.columns]\nwaited = "clock"\n'


@pytest.fixture(scope="module")
def calls():
    return pl.DataFrame(bank_calls())


@pytest.fixture(scope="module")
def part(calls):
    return assess(study_from_toml(BANK), waits=calls).part("waits")


def said(part):
    return " ".join(finding.text.en for finding in part.findings)


def test_the_bank_s_log_gives_the_figures_of_its_calls(part, calls):
    log = part.results["log"]
    assert (log.n, log.n_abandoned, log.rejected) == (
        CALLS,
        (calls["outcome"] == "HANG").sum(),
        {"ignored_outcome": PHANTOMS},
    )
    alone = np.quantile(calls.filter(calls["outcome"] == "AGENT")["q_time"], 0.9, method="inverted_cdf")
    early = ((calls["outcome"] == "AGENT") & (calls["q_time"] <= 20)).sum()
    assert part.results["service level"].value == pytest.approx(early / CALLS)
    assert part.results["wait of nine in ten (seconds)"].value > alone
    assert "below the target of 80.0%, for certain" in said(part)
    assert f"Counting only those who were served would say {alone:.0f} for" in said(part)


def test_groups_add_up_to_the_whole_log(part):
    for column in ("type", "priority"):
        assert sum(share.n for share in part.results[f"gave up by {column}"].values()) == CALLS
        assert sum(s.count for s in part.results[f"service level by {column}"].values()) == (
            part.results["service level"].count
        )


def test_agents_are_the_fewest_that_keep_the_promise(part, calls):
    served = calls.filter(calls["outcome"] == "AGENT")
    assert part.results["time of service (seconds)"].value == pytest.approx(served["ser_time"].mean())
    for model in ("Erlang C", "Erlang A"):
        for needed in part.results[f"agents needed ({model})"].values():
            enough = needed.queue
            assert enough.service_level_share >= 0.8
            if needed.value > 1:
                assert needed.one_fewer.service_level_share < 0.8
            assert needed.value in needed.interval
    peak = part.results["agents needed (Erlang C)"]["10:00"]
    load = part.results["arrivals per hour"]["10:00"].mean / 3600 * served["ser_time"].mean()
    late = wait_longer_than(20, load, [peak.value - 1, peak.value], handling_time=served["ser_time"].mean())
    assert late[0] > 0.2 >= late[1]


def test_patience_never_asks_for_more_agents_than_none(part):
    with_patience = part.results["agents needed (Erlang A)"]
    for hour, needed in part.results["agents needed (Erlang C)"].items():
        assert with_patience[hour].value <= needed.value


def test_findings_speak_both_languages_and_figures_survive_json(part):
    for finding in part.findings:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in finding.text.zh)
    json.dumps(part.to_dict(), allow_nan=False)


def asked(n=400, seed=11):
    rng = np.random.default_rng(seed)
    clock, idle = rng.lognormal(2, 0.5, n), rng.integers(0, 2, n)
    felt = clock * 1.1 * 1.5**idle * np.exp(rng.normal(0, 0.3, n))
    return {"clock": clock, "felt": felt, "hoped": np.full(n, 8.0), "idle": idle}


def test_felt_and_expected_waits_are_told_where_customers_were_asked():
    text = COUNTER.format('conditions = { unoccupied = "idle" }') + 'perceived = "felt"\nexpected = "hoped"\n'
    data = asked()
    part = assess(study_from_toml(text), waits=data).part("waits")
    assert 1.5 in part.results["multiplier of felt time"]["unoccupied"].interval
    assert part.results["felt against actual waits"].overestimation_ratio == pytest.approx(
        data["felt"].sum() / data["clock"].sum()
    )
    longer = part.results["wait against expectation"]["longer"]
    assert longer.count == (data["felt"] > 8).sum()
    assert sum(share.count for share in part.results["wait against expectation"].values()) == longer.n == 400
    assert "Nothing to do" in said(part)
    assert "gave up" not in part.results


def test_minutes_and_seconds_say_the_same():
    text = COUNTER.format("threshold = 5.0") + 'perceived = "felt"\n'
    minutes = assess(study_from_toml(text), waits=asked()).part("waits")
    seconds = assess(
        study_from_toml(text.replace('"minutes"', '"seconds"').replace("5.0", "300.0")),
        waits={name: 60 * np.asarray(column) for name, column in asked().items()},
    ).part("waits")
    for name in ("median wait (seconds)", "service level"):
        assert minutes.results[name].value == pytest.approx(seconds.results[name].value)
    for name in ("felt against actual waits",):
        assert minutes.results[name].baseline.value == pytest.approx(seconds.results[name].baseline.value)


def test_without_conditions_the_typical_stretch_alone_is_told():
    part = assess(study_from_toml(COUNTER.format("") + 'perceived = "felt"\n'), waits=asked()).part("waits")
    assert "typically" in said(part)
    few = {name: column[:2] for name, column in asked().items()}
    part = assess(study_from_toml(COUNTER.format("") + 'perceived = "felt"\n'), waits=few).part("waits")
    assert "Felt time was not modelled" in said(part)


def test_arrivals_and_handling_may_be_stated():
    stated = "threshold = 0.5\ntarget_share = 0.8\nhandling = 3.0\nshrinkage_share = 0.3\n"
    stated += "arrivals = { morning = 100, noon = 40 }"
    part = assess(study_from_toml(COUNTER.format(stated)), waits=asked()).part("waits")
    needed = part.results["agents needed (Erlang C)"]
    assert list(needed) == ["morning", "noon"]
    # 5 erlangs: C(7, 5) = 0.324 by Erlang's table, so that 7 agents serve 1 - 0.324 exp(-1/3) = 0.768 within 30 s
    assert evolve(needed["morning"].queue, agents=7).service_level_share == pytest.approx(0.768, abs=0.001)
    assert needed["morning"].value == 8
    assert needed["morning"].scheduled_agents == 12
    assert "agents needed (Erlang A)" not in part.results  # nobody gave up, so patience is not known
    lacking = assess(study_from_toml(COUNTER.format("threshold = 0.5\ntarget_share = 0.8")), waits=asked()).part(
        "waits"
    )
    assert "lacks the time of service" in said(lacking)


def test_outcomes_are_compared_as_written_words():
    text = '[waits]\nserved = ["1"]\nabandoned = ["0"]\n[waits.columns]\nwaited = "s"\noutcome = "o"\n'
    for values in ([1, 0, 1], [1.0, 0.0, 1.0], ["1", "0", "1"]):
        log = assess(study_from_toml(text), waits={"s": [5, 6, 7], "o": values}).part("waits").results["log"]
        assert (log.n_answered, log.n_abandoned) == (2, 1)
    with pytest.raises(InvalidValueError, match="listed as answered or as abandoned"):
        assess(study_from_toml(text), waits={"s": [5, 6], "o": [1, 2]})


def test_beginning_and_end_may_be_text():
    text = '[waits.columns]\nentered = "a"\nleft = "b"\n'
    data = {"a": ["2024-05-01T12:00:00", None], "b": ["2024-05-01T12:00:30", "2024-05-01T12:00:30"]}
    log = assess(study_from_toml(text), waits=data).part("waits").results["log"]
    assert (log.seconds.tolist(), log.missing) == ([30], 1)


@pytest.mark.parametrize(
    ("text", "words"),
    (
        ("[waits.columns]\nentered = 'a'\n", "waited, or entered and left"),
        ("[waits.columns]\nleft = 'a'\n", "waited, or entered and left"),
        ("[waits.columns]\nwaited = 'a'\noutcome = 'b'\n", "outcome together with the values served"),
        ("[waits]\nconditions = { bored = 'x' }\n[waits.columns]\nwaited = 'a'\nperceived = 'b'\n", "unoccupied"),
        ("[waits]\nconditions = { unoccupied = 'x' }\n[waits.columns]\nwaited = 'a'\n", "column perceived"),
        ("[waits]\narrivals = { noon = -1 }\n[waits.columns]\nwaited = 'a'\n", "at least 0"),
        ("[waits.columns]\nwait = 'a'\n", "waited"),
    ),
)
def test_what_a_section_gets_wrong_is_said(text, words):
    with pytest.raises(RecordError, match=words):
        study_from_toml(text)


def test_an_empty_log_and_a_missing_section_are_said():
    study = study_from_toml("[waits.columns]\nwaited = 's'\n")
    with pytest.raises(NotEnoughDataError, match="no wait that can be used"):
        assess(study, waits={"s": []})
    assert from_plain(to_plain(study), Study) == study
    with pytest.raises(NotEnoughDataError, match=r"no \[waits\] in the study"):
        assess(Study(), waits={"s": [1]})


def busy_log(days):
    rng = np.random.default_rng(7)
    came = [(day, hour) for day in range(days) for hour in (9, 10) for _ in range(rng.poisson(rng.gamma(10, 6)))]
    return {
        "came": [f"2024-05-{day + 1:02d} {hour:02d}:{rng.integers(60):02d}" for day, hour in came],
        "clock": rng.exponential(0.5, len(came)).round(2),
    }


def test_agents_may_be_enough_for_a_share_of_days_and_count_some_days_alone():
    stated = "threshold = 0.5\ntarget_share = 0.8\nhandling = 3.0\n{}"
    needed = {}
    for more in ("", "share_of_days = 0.9\n", 'weekdays = ["monday", "tuesday"]\n'):
        study = study_from_toml(COUNTER.format(stated.format(more)) + 'entered = "came"\n')
        results = assess(study, waits=busy_log(28)).part("waits").results
        needed[more[:8]] = results["agents needed (Erlang C)"]["09:00"], results["arrivals per hour"]["09:00"]
    assert needed["share_of"][0].value > needed[""][0].value
    assert needed["share_of"][0].interval is not None
    assert (needed[""][1].days, needed["weekdays"][1].days) == (28, 8)
    one_day = study_from_toml(COUNTER.format(stated.format("share_of_days = 0.9\n")) + 'entered = "came"\n')
    assert "Agents were not planned" in said(assess(one_day, waits=busy_log(1)).part("waits"))
    with pytest.raises(RecordError, match="arrivals that are counted"):
        study_from_toml(COUNTER.format("share_of_days = 0.9\narrivals = { morning = 5 }"))


def test_who_gives_up_more_often_is_a_claim_on_waits():
    """The three shares are 10, 30 and 12 %: the second is named, and not what is left below the average of all."""
    counts = {"phone": (100, 1_000), "chat": (300, 1_000), "desk": (120, 1_000)}
    rows = [(name, int(at < gone)) for name, (gone, n) in counts.items() for at in range(n)]
    log = {
        "seconds": [10 + at % 50 for at in range(len(rows))],
        "how": ["left" if gone else "served" for _, gone in rows],
        "line": [name for name, _ in rows],
    }
    text = "[waits]\nserved = ['served']\nabandoned = ['left']\nby = ['line']\n"
    text += "[waits.columns]\nwaited = 'seconds'\noutcome = 'how'\n"
    found = assess(study_from_toml(text), waits=log)
    (first,) = [one for one in found.decided if one.claim.name == "waits/gave_up/line/chat"]
    assert (first.stands, first.claim.direction, first.claim.good) == (True, 1, -1)
    (told,) = found.first_screen.findings
    assert told.tone == "bad"
    assert told.text.en.startswith("line chat is higher than the others in the share who gave up, for certain: 30.0%")
    assert told.text.en.endswith("(1,000 and 2,000 waits).")
    assert told.text.zh.endswith("（1,000次与2,000次等待）。")
    page = report(found, language="en")
    assert "AAPOR" not in page  # no survey, nothing to disclose of one
    assert "would be satisfied" not in page


def test_lengths_of_time_are_written_to_the_digits_that_matter():
    written = {0: "0", 0.0712: "0.07", 0.994: "0.99", 0.996: "1.0", 4.25: "4.2", 9.96: "10", 231.6: "232"}
    assert {value: write(value, "seconds") for value in written} == written
    assert write_difference(-0.5, "days", sign=True) == "−0.50"
    assert write_difference(12.4, "minutes", sign=True) == "+12"
