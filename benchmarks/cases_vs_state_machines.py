"""Fold the events of 100,000 cases of ten events each, beside python-statemachine and transitions in the same run.

The peers are timed on fewer cases, one machine per case, and their time is scaled up to the same number. It includes
making the machines; making the list of events is not timed for anybody. Ratios are of process time.

    python benchmarks/cases_vs_state_machines.py
"""

import argparse
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

import numpy as np
from statemachine import State, StateMachine
from transitions import Machine

from servicekit.complaints.cases._case import Case
from servicekit.complaints.cases._event_log import replay_events
from servicekit.complaints.cases._events import Event
from servicekit.complaints.cases._states import PATH
from servicekit.data.time._time_columns import TimeFormat

EVENTS = tuple(event.key for event, _ in PATH)
STATES = ("new", *(state.key for _, state in PATH))
START = datetime(2024, 1, 1, tzinfo=UTC)


def seconds(work: Callable[[], object], repeats: int) -> float:
    """Return the best process time of several repeats."""
    found = []
    for _ in range(repeats):
        begun = process_time()
        work()
        found.append(process_time() - begun)
    return min(found)


def machine_class() -> type[StateMachine]:
    """Return the usual way of a case as a class of python-statemachine."""
    last = len(STATES) - 1
    body: dict[str, Any] = {name: State(initial=k == 0, final=k == last) for k, name in enumerate(STATES)}
    for k, event in enumerate(EVENTS):
        body[f"do_{event}"] = body[STATES[k]].to(body[STATES[k + 1]])
    return type("CaseMachine", (StateMachine,), body)


def with_statemachine(cases: int) -> None:
    kind = machine_class()
    for _ in range(cases):
        machine = kind()
        for event in EVENTS:
            machine.send(f"do_{event}")
        assert STATES[-1] in str(machine.configuration_values if hasattr(machine, "configuration_values") else machine)


class Model:
    state: str


def with_transitions(cases: int) -> None:
    rules = [{"trigger": f"do_{event}", "source": STATES[k], "dest": STATES[k + 1]} for k, event in enumerate(EVENTS)]
    for _ in range(cases):
        model = Model()
        Machine(model, states=list(STATES), transitions=rules, initial="new", auto_transitions=False)
        for event in EVENTS:
            getattr(model, f"do_{event}")()
        assert model.state == "closed"


def lists_of_events(cases: int) -> list[list[Event]]:
    return [
        [
            Event(
                case=str(number),
                kind=kind,  # type: ignore[arg-type]
                at=START + timedelta(minutes=step),
                by="desk",
                id=f"{number}/{step}",
                remedy="repair" if kind == "offer" else None,  # type: ignore[arg-type]
            )
            for step, kind in enumerate(EVENTS)
        ]
        for number in range(cases)
    ]


def with_cases(lists: Sequence[Sequence[Event]]) -> None:
    for events in lists:
        assert not Case.of(events).is_open


def columns(cases: int) -> dict[str, Any]:
    """Return the same log as columns, its rows shuffled."""
    order = np.random.default_rng(1).permutation(cases * len(EVENTS))
    minutes = np.tile(np.arange(len(EVENTS)), cases)
    return {
        "case": np.repeat(np.arange(cases), len(EVENTS))[order],
        "at": (np.datetime64("2024-01-01", "us") + minutes * np.timedelta64(1, "m"))[order],
        "event": np.tile(np.array(EVENTS, dtype=object), cases)[order],
    }


def with_log(data: dict[str, Any]) -> None:
    folded = replay_events(data, case="case", at="at", event="event", times=TimeFormat(zone="UTC"))
    assert folded.n_open == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--peer-cases", type=int, default=1_000)
    chosen = parser.parse_args()
    scale = chosen.cases / chosen.peer_cases
    peers = {
        "python-statemachine": seconds(lambda: with_statemachine(chosen.peer_cases), 3) * scale,
        "transitions": seconds(lambda: with_transitions(chosen.peer_cases), 3) * scale,
    }
    data = columns(chosen.cases)
    lists = lists_of_events(chosen.cases)
    own = {
        "fold_log, columns": seconds(lambda: with_log(data), 3),
        "Case.of, one by one": seconds(lambda: with_cases(lists), 2),
    }
    print(
        f"{chosen.cases:,} cases of {len(EVENTS)} events; "
        f"peers timed on {chosen.peer_cases:,} cases and scaled by {scale:g}"
    )
    for name, time in (*peers.items(), *own.items()):
        ratios = "".join(f"   {peer} / this = {peers[peer] / time:6.1f}" for peer in peers if name in own)
        print(f"{name:22}{time:9.2f} s{ratios}")


if __name__ == "__main__":
    main()
