"""A study that asks a survey for everything, and a survey that answers: made by a seeded generator."""

from typing import Any

import numpy as np

from servicekit.study._study import Study
from servicekit.study._toml import study_from_toml

PARTS = (
    "measures", "expectation", "quality", "index", "priorities", "sides", "excellence", "importance", "kano", "usage",
    "journey", "experience", "expectations", "groups", "waves", "loyalty", "choices", "comments",
)  # fmt: skip
DESIGNS = {
    "plain": "",
    "weighted": 'design = { weights = "weight" }\n',
    "clustered": 'design = { weights = "weight", strata = "region", clusters = "village" }\n',
}
STUDY = """
groups = ["branch", "segment"]
adjust_for = ["age"]
wave = "wave"
record_id = "id"
resamples = 40

[scales]
five = { low = 1, high = 5 }
seven = { low = 1, high = 7 }
ten = { low = 0, high = 10, true_zero = true }

[questions]
overall = { column = "overall", kind = "csat", scale = "five" }
recommend = { column = "recommend", kind = "nps", scale = "ten" }
effort = { column = "effort", kind = "ces", scale = "seven" }
speed = { column = "speed", kind = "mean", scale = "five" }
channels = { column = "channels", kind = "multi", separator = ";" }
products = { columns = ["has_card", "has_loan"], kind = "multi" }

[drivers]
outcome = "overall"
outcome_scale = "five"
drivers = ["speed", "staff", "price"]
scale = "five"

[importance]
importance = ["imp_speed", "imp_staff"]
performance = ["speed", "staff"]
scale = "five"

[kano]
functional = ["app_there", "desk_there"]
dysfunctional = ["app_not", "desk_not"]
scale = "five"
attributes = ["app", "desk"]

[satisfaction]
expectation = "hoped"
evaluation = "received"
scale = "ten"

[quality]
scale = "seven"
[quality.dimensions]
reliability = { items = ["rel_1", "rel_2"], expectations = ["rel_1e", "rel_2e"], stage = "back" }
empathy = { items = ["emp_1", "emp_2"], expectations = ["emp_1e", "emp_2e"], stage = "front" }

[expectations]
ladder = { rungs = { basic = "works", setting = "pleasant", respect = "respected" }, scale = "five", met_from = 4 }
sources = { expectation = "hoped", sources = { past_service = "last_time", friends = "heard" }, scale = "ten" }
needs = { solved = ["works"], felt = ["pleasant", "respected"], scale = "five" }
[expectations.tree]
scale = "five"
outcome = "overall"
[[expectations.tree.branches]]
key = "product"
weight = 0.6
items = ["works", "price"]
[[expectations.tree.branches]]
key = "people"
weight = 0.4
items = ["respected", "staff"]

[journey]
scale = "five"
outcome = "overall"
[journey.touchpoints]
booking = { evaluation = "booking", expectation = "booking_e", reached = "has_booked" }
arrival = { evaluation = "arrival" }
leaving = { evaluation = "leaving" }

[experience]
funnel = ["aware", "tried", "uses"]
questionnaires = { app = { instrument = "umux_lite", items = ["ease_1", "ease_2"], scale = "seven", by = "device" } }
tasks = { pay = { success = "paid", time = "seconds", by = "device" } }

[comments]
columns = ["why"]
rating = "recommend"

[loyalty]
attitude_cut = 4
patronage_cut = 6
[loyalty.evidence]
repeat_share = { column = "of_ten", scale = "ten" }
attitude = { column = "better", scale = "five" }
alternatives = { column = "others", scale = "five" }
[loyalty.indicators]
brand_care = { column = "cares", scale = "five" }
tolerance = { column = "forgives", scale = "five" }
[loyalty.link]
satisfaction = { column = "overall", scale = "five" }
loyalty = { column = "recommend", scale = "ten" }
loyal_threshold = 9

[usage]
usage = "visits"
usage_cut = 4
attitude = "recommend"
attitude_cut = 9
attitude_scale = "ten"
satisfaction = "overall"
satisfaction_scale = "five"

[index]
model = "ECSI"
scale = "ten"
[index.constructs]
image = ["image_1", "image_2"]
expectation = ["exp_1", "exp_2"]
quality = ["qual_1", "qual_2"]
value = ["val_1", "val_2"]
satisfaction = ["sat_1", "sat_2", "sat_3"]
complaints = ["comp_1"]
loyalty = ["loy_1", "loy_2"]

[targets.overall]
at_least = 0.7
by = 2025-06-30

[actions]
owners = ["Lee"]
"""
RATED = {
    5: (
        "overall", "speed", "staff", "price", "imp_speed", "imp_staff", "app_there", "app_not", "desk_there",
        "desk_not", "works", "pleasant", "respected", "booking", "booking_e", "arrival", "leaving", "better", "others",
        "cares", "forgives",
    ),
    7: ("effort", "rel_1", "rel_2", "rel_1e", "rel_2e", "emp_1", "emp_2", "emp_1e", "emp_2e", "ease_1", "ease_2"),
    10: (
        "recommend", "hoped", "received", "last_time", "heard", "of_ten", "image_1", "image_2", "exp_1", "exp_2",
        "qual_1", "qual_2", "val_1", "val_2", "sat_1", "sat_2", "sat_3", "comp_1", "loy_1", "loy_2",
    ),
}  # fmt: skip


def whole_study(design: str = "plain") -> Study:
    """Return the study under one of ``DESIGNS``."""
    return study_from_toml(DESIGNS[design] + STUDY)


def whole_survey(rows: int = 400, seed: int = 1, missing: float = 0.05) -> dict[str, Any]:
    """Return answers to every question of the study.

    Args:
        rows: Respondents.
        seed: Of the generator.
        missing: Share of ratings that were left out.
    """
    rng = np.random.default_rng(seed)
    felt = rng.normal(size=rows)
    survey: dict[str, Any] = {"id": [f"r{row:05d}" for row in range(rows)]}
    for high, names in RATED.items():
        low = 0 if high == 10 else 1
        for name in names:
            drawn = (low + high) / 2 + (high - low) / 5 * (felt + rng.normal(size=rows))
            answers = np.clip(np.rint(drawn), low, high).astype(int).tolist()
            there = rng.random(rows) >= missing
            survey[name] = [answer if here else None for answer, here in zip(answers, there, strict=True)]
    chosen = {
        "branch": ["North", "South", "East"],
        "segment": ["private", "business"],
        "wave": ["2024-1", "2024-2", "2024-3"],
        "age": ["young", "old"],
        "device": ["phone", "desk"],
        "region": ["hill", "plain"],
        "why": ["The staff was rude", "Waited too long", "All fine", "等了很久", None],
        "channels": ["App;Phone", "App", "Phone", "Desk;App", ""],
    }
    survey |= {name: [levels[k] for k in rng.integers(0, len(levels), rows)] for name, levels in chosen.items()}
    survey["village"] = [f"{region} {k}" for region, k in zip(survey["region"], rng.integers(0, 9, rows), strict=True)]
    survey["weight"] = (rng.integers(32, 96, rows) / 64).tolist()
    survey |= {name: rng.integers(0, 2, rows).tolist() for name in ("has_card", "has_loan", "has_booked", "paid")}
    reached = rng.integers(0, 4, rows)
    survey |= {name: (reached > k).astype(int).tolist() for k, name in enumerate(("aware", "tried", "uses"))}
    survey["seconds"] = np.rint(np.exp(rng.normal(4, 0.5, rows))).tolist()
    survey["visits"] = rng.integers(0, 9, rows).tolist()
    return survey
