"""The shipped example: a survey of a service centre with five branches, made by a seeded generator.

People come with an expectation, meet the service of their branch, and answer from both. Quality differs
between branches and rises from the first wave to the second at one of them; answers of the dimensions,
overall satisfaction and recommendation share what the person felt, so the relations that real surveys
show are there, and known. Some people skip questions. The same seed gives the same survey everywhere.
"""

from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
from attrs import field, frozen

from servicekit.data._vectors import Floats
from servicekit.files._output import check_output, write_text
from servicekit.loyalty.typology._rules import EVIDENCE, READING_RULES, TYPES
from servicekit.loyalty.typology._seven_types import LoyaltyType
from servicekit.study._study import Study
from servicekit.study._toml import study_from_toml

QUESTIONS: Final = {
    "repeat_share": "errands_here",
    "attitude": "better_here",
    "alternatives": "others_near",
    "switching_cost": "trouble_to_change",
    "price_sensitivity": "price_decides",
    "reward_dependence": "points_decide",
    "trust": "trust_us",
}
"""Evidence of loyalty -> column of the example survey; the first on 0-10, the others on 1-5."""
REASONS: Final = {
    LoyaltyType.MONOPOLY: 0.08,
    LoyaltyType.HABIT: 0.17,
    LoyaltyType.LATENT: 0.08,
    LoyaltyType.CONVENIENCE: 0.21,
    LoyaltyType.PRICE: 0.14,
    LoyaltyType.INCENTIVE: 0.10,
    LoyaltyType.TRUST: 0.22,
}
SEED: Final = 20241107
SKIPPED_SHARE: Final = 0.006
CUSTOMERS: Final = 520
FIRST_DAY: Final = date(2023, 1, 2)
WEEKS: Final = 104


def loyalty_answers(felt: Floats, seed: int) -> dict[str, list[int | None]]:
    """Return the answers to the questions on loyalty, one row per respondent.

    Args:
        felt: How good the service felt to each.
        seed: Seed of the generator, which is another one than the survey's.
    """
    rng = np.random.default_rng([seed, 1])
    odds = np.log([REASONS[kind] for kind in TYPES])[:, None] + np.zeros_like(felt)
    odds[TYPES.index(LoyaltyType.TRUST)] += 0.9 * felt
    reason = np.argmax(odds + rng.gumbel(size=odds.shape), axis=0)
    lean = np.array([[READING_RULES.signs[kind].get(item, 0) for item in EVIDENCE] for kind in TYPES], dtype=float)
    columns: dict[str, list[int | None]] = {}
    for place, item in enumerate(EVIDENCE):
        says = 0.62 * lean[reason, place] + rng.normal(0, 0.45, len(felt))
        if item.key in ("attitude", "trust"):
            says += 0.25 * felt
        low, high = (0, 10) if item.key == "repeat_share" else (1, 5)
        answers = np.clip(np.rint((low + high) / 2 + says * (high - low) / 2), low, high).astype(int).tolist()
        skipped = (rng.random(len(felt)) < SKIPPED_SHARE).tolist()
        columns[QUESTIONS[item.key]] = [None if skip else cell for cell, skip in zip(answers, skipped, strict=True)]
    return columns


def example_transactions(seed: int = SEED) -> dict[str, list[Any]]:
    """Return two years of purchases as columns: customer, date (ISO text) and amount.

    Args:
        seed: Seed of the generator.
    """
    rng = np.random.default_rng([seed, 2])
    rows: list[tuple[int, str, float]] = []
    for customer in range(1, CUSTOMERS + 1):
        week, rate, leaving = rng.uniform(0, 40), rng.gamma(0.8, 0.16), rng.beta(0.9, 5.0)
        mean = 240 / rng.gamma(4, 1)
        while week < WEEKS:
            day = FIRST_DAY + timedelta(days=int(7 * week))
            rows.append((customer, day.isoformat(), round(mean * rng.gamma(5, 0.2) + 0.01, 2)))
            if rng.random() < leaving:
                break
            week += rng.exponential(1 / rate)
    rows.sort(key=lambda row: (row[1], row[0]))
    return dict(zip(("customer", "date", "amount"), map(list, zip(*rows, strict=True)), strict=True))


def example_tables(seed: int = SEED) -> dict[str, dict[str, list[Any]]]:
    """Return the tables beside the example survey by the names under which ``assess`` takes them."""
    return {"transactions": example_transactions(seed)}


ROWS: Final = 640
BRANCHES: Final = ("Canal", "Harbour", "Market", "North", "Station")
BRANCH_SHARE: Final = (0.30, 0.08, 0.26, 0.21, 0.15)
BRANCH_EFFECT: Final = (0.15, 0.45, -0.45, 0.0, 0.10)
DIMENSIONS: Final = {
    "tangibles": (0.35, 0.15),
    "reliability": (-0.30, 0.55),
    "responsiveness": (-0.55, 0.45),
    "assurance": (0.20, 0.35),
    "empathy": (-0.10, 0.40),
}
"""For each dimension: how it does against the others, and how much it counts for satisfaction."""
ITEMS: Final = 3
MISSING_SHARE: Final = 0.006


def _rated(feeling: Floats, low: int, high: int, centre: float, spread: float) -> Floats:
    return np.clip(np.rint(centre + spread * feeling), low, high)


def example_survey(seed: int = SEED, rows: int = ROWS) -> dict[str, list[Any]]:
    """Return the example survey as columns.

    Args:
        seed: Seed of the generator.
        rows: Respondents.
    """
    rng = np.random.default_rng(seed)
    branch = rng.choice(len(BRANCHES), size=rows, p=BRANCH_SHARE)
    wave = rng.integers(0, 2, rows)
    mood = rng.normal(0, 0.7, rows)
    lift = np.where((branch == 2) & (wave == 1), 0.4, 0.0)
    service = np.asarray(BRANCH_EFFECT)[branch] + lift + mood
    columns: dict[str, Any] = {
        "id": np.arange(1, rows + 1),
        "branch": np.asarray(BRANCHES)[branch],
        "wave": np.where(wave == 0, "2024-H1", "2024-H2"),
        # smaller branches were oversampled; weights bring each branch back to its share of customers
        "weight": np.round(np.asarray(BRANCH_SHARE)[branch] * len(BRANCHES) * rng.uniform(0.8, 1.2, rows), 3),
    }
    felt = np.zeros(rows)
    hoped = rng.normal(0, 0.6, rows)
    for name, (level, count) in DIMENSIONS.items():
        dimension = service + level + rng.normal(0, 0.45, rows)
        felt += count * dimension
        for item in range(1, ITEMS + 1):
            columns[f"{name}_{item}"] = _rated(dimension + rng.normal(0, 0.5, rows), 1, 7, 5.0, 1.0)
            columns[f"{name}_{item}_expected"] = _rated(hoped + rng.normal(0, 0.5, rows), 1, 7, 5.8, 0.8)
    felt = felt / sum(count for _, count in DIMENSIONS.values()) + rng.normal(0, 0.35, rows)
    columns["overall"] = _rated(felt, 1, 5, 3.9, 0.85)
    columns["recommend"] = _rated(felt + rng.normal(0, 0.4, rows), 0, 10, 7.7, 2.0)
    columns["effort"] = _rated(felt + rng.normal(0, 0.7, rows), 1, 7, 5.0, 1.1)
    columns["expected"] = _rated(hoped + rng.normal(0, 0.3, rows), 0, 10, 7.6, 1.2)
    columns["received"] = _rated(felt + rng.normal(0, 0.3, rows), 0, 10, 7.2, 1.6)
    columns |= _index_items(rng, felt, hoped, rows)
    answers = [name for name in columns if name not in ("id", "branch", "wave", "weight")]
    skipped = rng.random((rows, len(answers))) < MISSING_SHARE
    found: dict[str, list[Any]] = {}
    for name, values in columns.items():
        cells = values.tolist()
        if name in answers:
            gone = skipped[:, answers.index(name)]
            cells = [None if skip else int(cell) for cell, skip in zip(cells, gone, strict=True)]
        found[name] = cells
    return found | loyalty_answers(felt, seed)


def _index_items(rng: np.random.Generator, felt: Floats, hoped: Floats, rows: int) -> dict[str, Floats]:
    image = 0.6 * felt + rng.normal(0, 0.6, rows)
    value = 0.6 * felt + 0.2 * image + rng.normal(0, 0.6, rows)
    content = 0.6 * felt + 0.25 * value + 0.2 * image + rng.normal(0, 0.35, rows)
    handled = 0.5 * content + rng.normal(0, 0.7, rows)
    loyal = 0.6 * content + 0.2 * image + rng.normal(0, 0.5, rows)
    blocks = {"image": image, "expectation": 0.4 * image + hoped, "quality": felt, "value": value}
    blocks |= {"satisfaction": content, "complaints": handled, "loyalty": loyal}
    sizes = {"complaints": 1, "value": 2}
    return {
        f"{name}_{item}": _rated(feeling + rng.normal(0, 0.45, rows), 1, 10, 7.2, 1.7)
        for name, feeling in blocks.items()
        for item in range(1, sizes.get(name, 3) + 1)
    }


def example_study() -> str:
    """Return the study of the example survey as commented TOML."""
    return (files("servicekit.datasets") / "example_study.toml").read_text(encoding="utf-8")


@frozen(kw_only=True)
class Example:
    """A shipped example: what ``assess`` takes.

    Attributes:
        survey: Column -> answers, one per respondent; None where a question was skipped.
        study: Which column means what.
        tables: Tables beside the survey, by the names under which ``assess`` takes them.
    """

    survey: dict[str, list[object]] = field(repr=False)
    study: Study
    tables: dict[str, dict[str, list[object]]] = field(repr=False)


def load_example(seed: int = SEED) -> Example:
    """Return the shipped example: a survey of five branches of a service centre, its study, two years of purchases.

    Args:
        seed: Seed of the generator that makes the answers; the same seed gives the same example everywhere.

    Example:
        >>> import servicekit as sk
        >>> example = sk.load_example()
        >>> sk.net_promoter_score(example.survey, "recommend").n
        636
        >>> sorted(example.tables)
        ['transactions']
    """
    return Example(survey=example_survey(seed), study=study_from_toml(example_study()), tables=example_tables(seed))


def write_example(folder: str | Path, seed: int = SEED, *, replace: bool = False) -> tuple[Path, ...]:
    """Write survey.csv, study.toml and a file for each table beside the survey; return the paths in this order.

    Args:
        folder: Where to write them; it is made if it is not there.
        seed: Seed of the generator that makes the answers.
        replace: Whether files of these names that hold something else are replaced.

    Raises:
        InvalidValueError: A file of such a name holds something else; nothing is written then.

    Example:
        >>> from tempfile import mkdtemp
        >>> import servicekit as sk
        >>> paths = sk.datasets.write_example(mkdtemp())
        >>> [path.name for path in paths][:2]
        ['survey.csv', 'study.toml']
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    texts = {"survey.csv": _text(example_survey(seed)), "study.toml": example_study()}
    texts |= {f"{name}.csv": _text(columns) for name, columns in example_tables(seed).items()}
    lacking = {target / name: text for name, text in texts.items() if not _holds(target / name, text)}
    for path in lacking:
        check_output(path, replaces=None if replace else ())
    for path, text in lacking.items():
        write_text(path, text)
    return tuple(target / name for name in texts)


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def _text(columns: dict[str, list[Any]]) -> str:
    lines = [",".join(columns)]
    lines += [
        ",".join("" if cell is None else str(cell) for cell in row) for row in zip(*columns.values(), strict=True)
    ]
    return "\n".join(lines) + "\n"
