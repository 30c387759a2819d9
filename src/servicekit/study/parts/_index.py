"""Satisfaction index model: the index, what drives it and what follows from it."""

from typing import Any, Final

import numpy as np

from servicekit.foundation._vocabulary import Label
from servicekit.index_models._index import satisfaction_index
from servicekit.index_models._presets import ACSI, ECSI, FORNELL_1996, TENENHAUS_2005
from servicekit.study._formatting import figure, plain, points
from servicekit.study._part import Finding, NotRun, Part, incomplete
from servicekit.study._study import Study

KEY: Final = "index"
NAME: Final = Label("Why, and what follows?", "为何满意，结果如何？")
NEEDS: Final = Label(
    "Items on expectation, quality, value, satisfaction and loyalty (ECSI or ACSI).",
    "期望、质量、价值、满意与忠诚方面的题目（ECSI或ACSI）。",
)
METHOD: Final = Label(
    "PLS path modelling, mode A, path weighting, on complete answers; index 0 to 100 between the ends of the scale; "
    "percentile bootstrap over respondents (or clusters) with fixed starts.",
    "偏最小二乘路径模型（模式A，路径加权），只用完整回答；指数在量表两端之间取0至100；按受访者（或群）做百分位自助法区间。",
)
MODELS: Final = {"ECSI": ECSI, "ACSI": ACSI}


def assess(study: Study, data: Any) -> Part | NotRun:
    """Estimate the index model."""
    section = study.index
    if section is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    model = MODELS[section.model]
    absent = [key for key in model.keys if key not in section.constructs]
    found = satisfaction_index(
        data,
        model.without(*absent) if absent else model,
        columns=section.constructs,
        scale=study.scale(section.scale),
        level=study.level,
        resamples=study.resamples,
        rng=np.random.default_rng(study.seed),
        **study.replication,
    )
    sources = (TENENHAUS_2005 if section.model == "ECSI" else FORNELL_1996,)
    findings = [
        Finding(text=_headline(figure(found, points)), tone="neutral" if found.value is not None else "caution")
    ]
    if found.value is not None:
        findings += _effects(found)
    findings += incomplete(found.n, found.n + found.n_missing)
    return Part(key=KEY, name=NAME, results={"index": found}, findings=tuple(findings), method=METHOD, sources=sources)


def _headline(text: str) -> Label:
    return Label(f"Satisfaction index, 0 to 100: {text}.", f"满意度指数（0至100）：{text}。")


def _effects(found: Any) -> list[Finding]:
    target = found.model.target
    total = {key: effect for key, effect in found.total_effects.items() if key.endswith(f" -> {target}")}
    if not total:
        return []
    name, effect = max(total.items(), key=lambda entry: abs(entry[1].value or 0.0))
    cause = found.model.label(name.split(" -> ")[0])
    text = figure(effect, plain)
    return [
        Finding(
            text=Label(
                f"What moves satisfaction most is {cause.en}: one standard deviation of it moves it by {text}.",
                f"对满意度影响最大的是{cause.zh}：它变动一个标准差，满意度变动{text}。",
            )
        )
    ]
