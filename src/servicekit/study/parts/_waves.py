"""Waves: has anything changed since the wave before?"""

from typing import Any, Final

from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Groups, Result
from servicekit.foundation._vocabulary import Label, Source
from servicekit.stats._comparison import Comparison, compare
from servicekit.study._formatting import between
from servicekit.study._part import Finding, NotRun, Part
from servicekit.study._study import Study
from servicekit.study._wave_order import wave_order
from servicekit.study.parts._measures import measure, name_of, written_as

KEY: Final = "waves"
NAME: Final = Label("What has changed?", "有什么变化？")
NEEDS: Final = Label("A column of waves with at least two of them.", "一列期次，且至少两期。")
METHOD: Final = Label(
    "Each wave less the one before, with MOVER intervals on the score intervals of the two; p-values adjusted by Holm "
    "for the number of comparisons of a question.",
    "每期减去上一期，以两期得分区间构造MOVER区间；同一题目的多次比较按Holm法校正P值。",
)
SOURCES: Final = (
    Source("Newcombe", 1998, "Interval estimation for the difference between independent proportions. Stat. Med. 17"),
    Source("Holm", 1979, "A simple sequentially rejective multiple test procedure. Scand. J. Statist. 6"),
)


def assess(study: Study, data: Any) -> Part | NotRun:
    """Compare consecutive waves of every question."""
    if study.wave is None or not study.measured:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    results: dict[str, Result | Groups[Any]] = {}
    findings: list[Finding] = []
    for name, question in study.measured.items():
        scale = study.scale(question.scale)
        waves = measure(question, scale, data, by=study.wave, level=study.level, sample=study.sample)
        known = {wave: found for wave, found in waves.items() if wave is not None}
        if len(known) < 2:
            return NotRun(key=KEY, name=NAME, needs=NEEDS, reason=f"waves found: {list(known)}")
        try:
            order = wave_order(known, study.wave, study.wave_order)
        except InvalidValueError as error:  # in an order that nobody stated nothing rises or falls
            return NotRun(key=KEY, name=NAME, needs=NEEDS, reason=str(error))
        waves = Groups(
            waves.by, {wave: waves[wave] for wave in (*order, *(w for w in waves if w is None))}, waves.source
        )
        changes = compare({wave: waves[wave] for wave in order}, pairs="consecutive")
        results[name], results[f"{name}_changes"] = waves, changes
        findings += _findings(name_of(study, name), changes, written_as(next(iter(known.values()))))
    return Part(key=KEY, name=NAME, results=results, findings=tuple(findings), method=METHOD, sources=SOURCES)


def _findings(name: Label, changes: Comparison, written: Any) -> list[Finding]:
    clear = [contrast for contrast in changes.clear() if contrast.value is not None]
    if not clear:
        return [Finding(text=Label(f"{name.en}: no clear change between waves.", f"{name.zh}：各期之间无明显变化。"))]
    findings = []
    for contrast in clear:
        value = contrast.value or 0.0
        text = f"{'+' if value > 0 else ''}{written(value)} {between(contrast.interval, written)}"
        went = ("rose", "上升") if value > 0 else ("fell", "下降")
        findings.append(
            Finding(
                text=Label(
                    f"{name.en} {went[0]} from {contrast.second} to {contrast.first}: {text}.",
                    f"{name.zh}从{contrast.second}到{contrast.first}{went[1]}：{text}。",
                ),
                tone="good" if value > 0 else "bad",
                urgency=0.0 if value > 0 else 1.0,
            )
        )
    return findings
