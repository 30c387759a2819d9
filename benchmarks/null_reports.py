"""How often a whole report makes any false claim where nothing is true, and what it finds where something is.

Counts decisions against the truth of the simulated world, not words. Worlds: nothing differs between branches, waves,
dimensions, touchpoints or branches of a tree and nothing drives anything, under fourteen conditions (clusters, weights,
ceilings, tiny samples, small groups, many questions, tied Kano categories, attributes that do the same on both sides,
cases, audits, waits and customers who are alike, ...); and one mixed world in which four things are true.

Run: python benchmarks/null_reports.py [reports per world, 100 if not given]
"""

import sys
from collections.abc import Callable
from datetime import date
from typing import Any, Final

import numpy as np

from servicekit.foundation._vocabulary import Label
from servicekit.improvement import Action, ActionRegister
from servicekit.study import study_from_toml
from servicekit.study._assessment import assess
from servicekit.study._study import Study

BRANCHES: Final = (0.40, 0.25, 0.15, 0.12, 0.08)
TRUE_IN_EVERY_WORLD: Final = ("measures/",)
"""Levels are true here: the share of satisfied customers is 65 %, and not all scores are 0."""
LIMITS: Final = {100: 11, 200: 18, 400: 31, 1000: 67}
"""More false reports than this out of so many: the promise is broken (errs itself in .4 to .7 % at a true 5 %)."""

STUDY: Final = """
seed = 1
resamples = 200
groups = ["branch", "age"]
wave = "wave"
[report]
worth_knowing = 5
[scales.five]
low = 1
high = 5
[scales.ten]
low = 0
high = 10
[questions.overall]
column = "overall"
kind = "csat"
scale = "five"
[questions.recommend]
column = "recommend"
kind = "mean"
scale = "ten"
[questions.easy]
column = "easy"
kind = "mean"
scale = "five"
[drivers]
outcome = "outcome"
outcome_scale = "five"
drivers = ["d0", "d1", "d2", "d3", "d4", "d5"]
scale = "five"
missing = "listwise"
[comments]
columns = ["why"]
examples = 0
[quality]
scale = "five"
[quality.dimensions.tangibles]
items = ["q0"]
[quality.dimensions.reliability]
items = ["q1"]
[quality.dimensions.empathy]
items = ["q2"]
[journey]
scale = "five"
[journey.touchpoints]
first = { evaluation = "d0" }
second = { evaluation = "d1" }
third = { evaluation = "d2" }
last = { evaluation = "d3" }
[expectations.tree]
scale = "five"
columns = { quality = ["d0", "d1"], smile = ["d2", "d3"], recycling = ["d4", "d5"] }
"""

World = dict[str, Any]
BESIDE: Final = ("actions", "complaints", "audits", "waits", "churn")
"""Tables that are no survey."""
TOPICS: Final = ("rude staff", "waited an hour", "too expensive", "dirty", "tasty food, kind staff", "fine", "", "看看")


def _likert(latent: Any, cuts: tuple[float, ...] = (-1.6, -0.9, -0.39, 0.6)) -> Any:
    return 1 + np.searchsorted(cuts, latent)


def survey(
    rng: np.random.Generator,
    n: int,
    *,
    shift: Callable[[World], dict[str, Any]] = lambda _: {},
    cluster_size: int = 0,
    dependent: float = 0.0,
    ceiling: bool = False,
    drives: bool = False,
) -> World:
    """Return answers of n customers in which nothing differs but what ``shift`` adds to the latent answers."""
    common = rng.normal(size=n)
    clusters = np.arange(n) // cluster_size if cluster_size else None
    found: World = {
        "branch": np.array(list("ABCDE"))[rng.choice(5, n, p=BRANCHES)],
        "age": np.array(list("wxyz"))[rng.integers(0, 4, n)],
        "wave": 2021 + rng.integers(0, 3, n),
    }
    if clusters is not None:
        of_cluster = rng.choice(5, clusters.max() + 1, p=BRANCHES)
        found["branch"] = np.array(list("ABCDE"))[of_cluster[clusters]]
        found["shop"] = clusters
    moved = shift(found)

    def latent(name: str) -> Any:
        own = rng.normal(size=n) * np.sqrt(1 - dependent) + common * np.sqrt(dependent)
        if clusters is not None:
            own = np.sqrt(0.8) * own + np.sqrt(0.2) * rng.normal(size=clusters.max() + 1)[clusters]
        return own + moved.get(name, 0.0)

    top = (-2.6, -2.0, -1.5, -0.67) if ceiling else (-1.6, -0.9, -0.39, 0.6)
    for name in ("overall", "easy", "q0", "q1", "q2"):
        found[name] = _likert(latent(name), top)
    found["recommend"] = np.clip(np.rint(7.5 + 2.2 * latent("recommend")), 0, 10).astype(int)
    attributes = np.column_stack([latent(f"d{k}") for k in range(6)])
    for k in range(6):
        found[f"d{k}"] = _likert(attributes[:, k], top)
    pull = 0.35 * attributes[:, 0] + 0.35 * attributes[:, 1] if drives else 0.0
    of_writer = (common if dependent else np.zeros(n)) if clusters is None else clusters % 7
    said = rng.integers(0, len(TOPICS), n) + (np.asarray(of_writer) > 3)
    found["why"] = [TOPICS[place % len(TOPICS)] for place in said.astype(int).tolist()]
    found["outcome"] = _likert(rng.normal(size=n) * (0.87 if drives else 1.0) + pull, top)
    return found


def _plain(n: int, **more: Any) -> Callable[[np.random.Generator], tuple[str, World]]:
    return lambda rng: (STUDY, survey(rng, n, **more))


def _clustered(rng: np.random.Generator) -> tuple[str, World]:
    return STUDY.replace("seed = 1", 'seed = 1\ndesign.clusters = "shop"', 1), survey(rng, 300, cluster_size=5)


def _weighted(rng: np.random.Generator) -> tuple[str, World]:
    data = survey(rng, 300)
    data["w"] = rng.lognormal(0, 0.5, 300)
    return STUDY.replace("seed = 1", 'seed = 1\ndesign.weights = "w"', 1), data


def _many_questions(rng: np.random.Generator) -> tuple[str, World]:
    data = survey(rng, 300)
    more = ""
    for k in range(7):
        data[f"m{k}"] = _likert(rng.normal(size=300))
        more += f'[questions.m{k}]\ncolumn = "m{k}"\nkind = "csat"\nscale = "five"\n'
    return STUDY + more, data


def _small_groups(rng: np.random.Generator) -> tuple[str, World]:
    data = survey(rng, 300)
    data["branch"] = np.array([f"s{k:02d}" for k in rng.integers(0, 30, 300)])
    return STUDY, data


def _many_waves(rng: np.random.Generator) -> tuple[str, World]:
    data = survey(rng, 300)
    data["wave"] = 2001 + rng.integers(0, 12, 300)
    return STUDY, data


def _panel(rng: np.random.Generator) -> tuple[str, World]:
    """The same hundred people in each of three waves."""
    data = survey(rng, 300, cluster_size=3)
    data["wave"] = np.tile([2021, 2022, 2023], 100)
    return STUDY.replace('wave = "wave"', 'wave = "wave"\npanel = "shop"'), data


PRIORITIES: Final = """
[kano]
scale = "five"
functional = ["k0f", "k1f", "k2f", "k3f"]
dysfunctional = ["k0d", "k1d", "k2d", "k3d"]
[importance]
scale = "five"
importance = ["i0", "i1", "i2", "i3"]
performance = ["p0", "p1", "p2", "p3"]
[usage]
usage = "visits"
usage_cut = 3
attitude = "q1"
attitude_scale = "five"
attitude_cut = 4
"""


def _priorities(rng: np.random.Generator, n: int = 300) -> tuple[str, World]:
    """Kano pairs with two categories tied, attributes alike in importance and performance, usage as it comes."""
    data = survey(rng, n)
    common = rng.normal(size=n)
    for k in range(4):
        is_first = rng.random(n) < 0.5  # must-be or one-dimensional, with the same odds
        data[f"k{k}f"], data[f"k{k}d"] = np.where(is_first, 2, 1), np.full(n, 5)
        for name in ("i", "p"):
            data[f"{name}{k}"] = _likert(0.7 * rng.normal(size=n) + 0.7 * common)
    data["visits"] = rng.integers(1, 6, n)
    return STUDY + PRIORITIES, data


def _linear(rng: np.random.Generator) -> tuple[str, World]:
    """Every attribute drives, and does the same below neutral and above it; only such driving is true."""
    data = survey(rng, 300, dependent=0.4)
    pull = sum(data[f"d{k}"] - 3.0 for k in range(6)) * 0.25
    data["outcome"] = 1 + np.searchsorted((-3.0, -1.6, -0.4, 0.9), pull + rng.logistic(size=300))
    return STUDY, data


EVERYTHING: Final = """
[expectations.ladder]
rungs = { basic = "r0", setting = "r1", respect = "r2", beyond = "r3" }
[expectations.sources]
expectation = "recommend"
sources = { past_service = "s0", friends = "s1" }
scale = "ten"
[expectations.needs]
solved = ["n0"]
felt = ["n1"]
scale = "five"
[experience]
funnel = ["f0", "f1", "f2"]
[experience.questionnaires.app]
instrument = "sus"
items = ["u0", "u1", "u2", "u3", "u4", "u5", "u6", "u7", "u8", "u9"]
scale = "five"
by = "branch"
[experience.tasks.pay]
success = "done"
time = "secs"
by = "branch"
[targets.overall]
at_least = 0.6517317
by = 2024-12-31
[targets.easy]
at_least = 3.6871254
by = 2024-12-31
[actions]
owners = ["Li"]
today = 2023-12-31
"""
"""What the other worlds do not ask; the targets are the true figures."""
EXPECTED: Final = ("first", "second", "third", "last")


def everything(rng: np.random.Generator, n: int = 300) -> tuple[str, World]:
    """Ask everything a study may ask; nothing differs, targets are the truth, the worst two branches act in vain."""
    text, data = _priorities(rng, n)
    common = rng.normal(size=n)

    def latent() -> Any:
        return np.sqrt(0.7) * rng.normal(size=n) + np.sqrt(0.3) * common

    for k, moment in enumerate(EXPECTED):
        text = text.replace(f"{moment} = {{ evaluation", f'{moment} = {{ expectation = "e{k}", evaluation')
        data[f"e{k}"] = _likert(latent())
        data[f"r{k}"] = (latent() > (-1.5, -0.7, 0.2, 1)[k]).astype(int)
    for k in range(2):
        data[f"s{k}"] = np.clip(np.rint(7 + 2 * latent()), 0, 10).astype(int)
    is_both = latent() > 0  # solved and felt well: half of the customers
    data["n0"] = np.where(is_both | (latent() > 0), 5, 2)
    data["n1"] = np.where(is_both, 5, np.where((data["n0"] == 5) | (latent() > 0), 2, 5))
    for k in range(10):
        data[f"u{k}"] = _likert(latent() * (-1) ** k)
    data["done"], data["secs"] = (latent() > -1).astype(int), np.exp(3 + 0.6 * latent())
    far = latent()
    data["f0"], data["f1"], data["f2"] = np.ones(n, dtype=int), (far > -0.3).astype(int), (far > 0.5).astype(int)
    data["actions"] = _in_vain(data)
    return text.replace("[journey]", '[journey]\noutcome = "outcome"') + EVERYTHING, data


def _in_vain(data: World) -> ActionRegister:
    """Return a register in which the two branches that did worst in 2021 were trained in 2022."""
    first = data["wave"] == 2021
    rated = {name: data["overall"][first & (data["branch"] == name)] for name in np.unique(data["branch"]).tolist()}
    worst = sorted(rated, key=lambda name: float((rated[name] >= 4).mean()) if len(rated[name]) else 1.0)[:2]
    plan = {"kind": "prevention", "owner": "Li", "due": date(2022, 6, 30), "measure": "overall"}
    action = Action(key="training", label=Label("Training", "培训"), units=tuple(worst), **plan)
    made = ActionRegister(owners=["Li"]).plan(action, by="Li", at=date(2022, 1, 2))
    made = made.record("training", "start", by="Li", at=date(2022, 1, 5))
    return made.record("training", "finish", by="Li", at=date(2022, 12, 1))


TABLES: Final = """
seed = 1
resamples = 200
[complaints]
by = ["site"]
outcome = "how"
returned = "back"
text = "text"
value_per_customer = 200
deadline = 300
target_share = 0.5
[complaints.columns]
opened = "opened"
resolved = "closed"
cause = "type"
[complaints.outcomes]
open = "complained_unresolved"
ok = "complained_resolved"
[audits]
target_share = 0.9
[audits.columns]
site = "site"
standard = "item"
result = "seen"
wave = "month"
visit = "visit"
[waits]
unit = "minutes"
threshold = 5
target_share = 0.6321206
by = ["desk"]
[waits.columns]
waited = "waited"
expected = "hoped"
perceived = "felt"
[waits.conditions]
unoccupied = "idle"
[churn]
tenure = "tenure"
churned = "left"
left = ["1"]
by = ["plan"]
"""
"""What lies beside a survey; targets are the truth."""
LAST_SEEN: Final = np.datetime64("2024-04-10T08:00:00")


def _beside(rng: np.random.Generator) -> tuple[str, World]:
    """Complaints of four sites, audits of five over 20 months, waits at three desks, customers of two plans: alike."""
    n = 300
    hours = np.rint(rng.lognormal(np.log(300), 0.8, n) * 3600).astype("timedelta64[s]")
    opened = np.datetime64("2024-01-01T08:00:00") + rng.integers(0, 90 * 86_400, n).astype("timedelta64[s]")
    cases = {
        "opened": opened.astype(str).tolist(),
        "closed": [str(end) if end < LAST_SEEN else None for end in opened + hours],
        "site": np.array(list("ABCD"))[rng.choice(4, n, p=(0.4, 0.3, 0.2, 0.1))].tolist(),
        "type": np.array(["bill", "staff", "wait"])[rng.choice(3, n, p=(0.4, 0.4, 0.2))].tolist(),
        "how": np.array(["open", "ok"])[rng.integers(0, 2, n)].tolist(),
        "back": (rng.random(n) < 0.6).tolist(),
        "text": [TOPICS[place] or "fine" for place in rng.integers(0, 6, n)],
    }
    visits = [(site, month) for month in range(20) for site in "ABCDE"]
    of_visit = np.repeat(np.clip(rng.normal(0.9, 0.03, len(visits)), 0, 1), 6)
    sheets = {
        "site": [site for site, _ in visits for _ in range(6)],
        "month": [f"{2023 + month // 12}-{month % 12 + 1:02d}" for _, month in visits for _ in range(6)],
        "visit": [f"{site}{month}" for site, month in visits for _ in range(6)],
        "item": [f"s{k}" for _ in visits for k in range(6)],
        "seen": np.where(rng.random(of_visit.size) < of_visit, "yes", "no").tolist(),
    }
    waited = rng.exponential(5.0, n)
    waits = {
        "waited": waited.round(3).tolist(),
        "hoped": (waited * rng.lognormal(0, 0.5, n)).round(3).tolist(),
        "felt": (waited * rng.lognormal(0, 0.3, n)).round(3).tolist(),
        "desk": np.array(list("xyz"))[rng.choice(3, n, p=(0.6, 0.3, 0.1))].tolist(),
        "idle": rng.integers(0, 2, n).tolist(),
    }
    churn = {
        "tenure": rng.integers(1, 40, n).tolist(),
        "left": rng.integers(0, 2, n).tolist(),
        "plan": np.array(["a", "b"])[rng.integers(0, 2, n)].tolist(),
    }
    return TABLES, {"complaints": cases, "audits": sheets, "waits": waits, "churn": churn}


NULLS: Final[dict[str, Callable[[np.random.Generator], tuple[str, World]]]] = {
    "plain, n = 300": _plain(300),
    "dependent questions": _plain(300, dependent=0.6),
    "ceiling": _plain(300, ceiling=True),
    "tiny, n = 40": _plain(40),
    "n = 100": _plain(100),
    "clusters of 5": _clustered,
    "weights, sd 0.5": _weighted,
    "many questions": _many_questions,
    "30 small groups": _small_groups,
    "12 waves": _many_waves,
    "panel of 100 in 3 waves": _panel,
    "tied Kano categories": _priorities,
    "drivers alike": _linear,
    "everything asked": everything,
    "tables beside": _beside,
}
TRUE_THERE: Final = {
    "drivers alike": ("priorities/driver/", "priorities/explained", "excellence/delight/"),
    "everything asked": ("expectations/ladder",),  # rungs that have little to do with each other are no ladder
}
"""What is true in a null world besides levels."""


def _moved(found: World) -> dict[str, Any]:
    """Branch B 12 points lower, the newest wave .25 lower in recommend, dimension q2 .25 lower."""
    return {
        "overall": np.where(found["branch"] == "B", -0.315, 0.0),
        "recommend": np.where(found["wave"] == 2023, -0.25, 0.0),
        "q2": -0.25,
    }


TRUE: Final = {
    "branch": lambda name: name == "groups/branch/overall/B",
    "drivers": lambda name: name in ("priorities/driver/d0", "priorities/driver/d1"),
    "wave": lambda name: name == "waves/change/recommend",
    "worst": lambda name: name == "quality/worst",
}
PARTS: Final = ("measures", "quality", "priorities", "groups", "waves")
"""Parts that the floor of power is for: every further part takes its share of the promise."""
FLOORS: Final = {"branch": 0.48, "drivers": 0.90, "wave": 0.41, "worst": 0.90}
"""Least share found at n = 1,000: ten points below the figures that the procedure had before it was built."""


def claims_of(text: str, data: World, parts: tuple[str, ...] | None = None) -> list[Any]:
    """Return the decided claims of one report, or of some of its parts."""
    study: Study = study_from_toml(text)
    beside = {name: data[name] for name in BESIDE if name in data}
    survey = {name: values for name, values in data.items() if name not in BESIDE}
    return list(assess(study, survey or None, parts=parts, **beside).decided)


def false_claims(text: str, data: World, true: tuple[str, ...] = ()) -> list[str]:
    """Return the names of claims that stand although nothing but levels, and what is named, is true."""
    standing = [one.claim.name for one in claims_of(text, data) if one.stands]
    return [name for name in standing if not name.startswith((*TRUE_IN_EVERY_WORLD, *true))]


def count_false(world: str, reports: int, seed: int) -> tuple[int, list[str]]:
    """Return how many of the reports of a null world make any false claim, and which ones they make."""
    rng = np.random.default_rng(seed)
    made = [false_claims(*NULLS[world](rng), TRUE_THERE.get(world, ())) for _ in range(reports)]
    return sum(bool(names) for names in made), [name for names in made for name in names]


def power(n: int, reports: int, seed: int, parts: tuple[str, ...] | None = PARTS) -> dict[str, float]:
    """Return how often each true claim of the mixed world is found, in reports of some parts or of all."""
    rng = np.random.default_rng(seed)
    found = dict.fromkeys(TRUE, 0.0)
    wanted = {"branch": 1, "drivers": 2, "wave": 1, "worst": 1}
    for _ in range(reports):
        standing = [
            one.claim for one in claims_of(STUDY, survey(rng, n, shift=_moved, drives=True), parts) if one.stands
        ]
        for kind, is_it in TRUE.items():
            hits = [c for c in standing if is_it(c.name) and (kind != "worst" or c.subject.en.lower() == "empathy")]
            found[kind] += len(hits) / wanted[kind] / reports
    return found


def main(reports: int = 100) -> int:
    """Print the tables; the status is 1 where a null world breaks the promise or power is below its floor."""
    limit = LIMITS.get(reports, round(0.05 * reports + 2 * (0.0475 * reports) ** 0.5))
    broken = 0
    print(f"null worlds, {reports} reports each: any false claim (limit {limit})")
    for place, world in enumerate(NULLS):
        bad, names = count_false(world, reports, 1000 + place)
        broken += bad > limit
        print(f"  {world:22} {bad:4d}   {', '.join(sorted(set(names))[:4])}", flush=True)
    for parts, words in ((PARTS, f"reports of {len(PARTS)} parts"), (None, "whole reports")):
        print(f"power in the mixed world, {words} (share found)")
        for n in (300, 1000, 5000):
            shares = power(n, reports, n, parts)
            print(f"  n = {n:5d}  " + "  ".join(f"{kind} {share:.2f}" for kind, share in shares.items()), flush=True)
            if parts and n == 1000:
                short = [kind for kind, floor in FLOORS.items() if shares[kind] < floor - 2 * (0.25 / reports) ** 0.5]
                broken += len(short)
                print(f"  below its floor: {', '.join(short) or 'none'}", flush=True)
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
