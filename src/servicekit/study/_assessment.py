"""Assessment: every measurement that the data allow, what it says, and what could not be run for want of data."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol, cast

import attrs
from attrs import field, frozen

from servicekit.data._accepted import Data
from servicekit.data._frames import materialise_streams
from servicekit.data._summaries import Summaries
from servicekit.foundation import _markup as markup
from servicekit.foundation._checks import as_tuple
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError, UnknownConceptError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.improvement._register import ActionRegister
from servicekit.stats.claims._claims import Decided
from servicekit.study._part import Finding, NotRun, Part, nothing_to_report
from servicekit.study._part_tasks import JOINT_PARTS, SURVEY_AND_TABLES, SURVEY_PARTS, TABLE_PARTS, PartTask, TablePart
from servicekit.study._plan import second_pass, study_plan, table_held
from servicekit.study._study import Study
from servicekit.study.conclusions._first_screen import FirstScreen, first_screen
from servicekit.study.conclusions._generations import LADDER, Generation, feasible_generations
from servicekit.study.conclusions._ladder import Recommended, RungState, evidence_of, ladder, recommended
from servicekit.study.conclusions._printed import sentences
from servicekit.study.conclusions._result_cautions import with_cautions
from servicekit.study.conclusions._results_rows import COLUMNS, result_rows
from servicekit.study.tables._counts import people_of
from servicekit.study.tables._data_quality import DataQuality, check_data
from servicekit.study.tables._given_tables import Tables
from servicekit.study.tables._joined_columns import joined
from servicekit.study.tables._wave_periods import by_period
from servicekit.study.wording._customer_word import customer_word
from servicekit.study.wording._sentences import fact
from servicekit.study.wording._telling import tell

Progress = Callable[[int, int, Label], None]


@frozen(kw_only=True)
class Assessment(Result):
    """What a study of real data found.

    Attributes:
        study: What the columns meant.
        data_quality: Rows, missing and rejected answers of the survey.
        tables: Names of the tables beside the survey that were given.
        parts: What was measured.
        not_run: What could not be measured, with the data it would need.

    Example:
        >>> import servicekit as sk
        >>> example = sk.load_example()
        >>> assessment = sk.assess(example.study, example.survey)
        >>> len(assessment.parts) > 3
        True
    """

    title = Label("Assessment of a service", "服务评估")
    derived = ("first_screen", "generations")

    study: Study
    data_quality: DataQuality
    tables: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    not_run: tuple[NotRun, ...] = ()
    decided: tuple[Decided, ...] = field(default=(), repr=False, metadata={"evidence": False})

    def __repr__(self) -> str:
        parts = ", ".join(part.key for part in self.parts)
        return f"Assessment({self.study.title.en!r}, rows={self.data_quality.rows}, parts: {parts})"

    def __str__(self) -> str:
        screen = self.first_screen
        said = [finding.text.en for finding in (*screen.urgent, *screen.findings)]
        lines = [f"{place}. {sentence}" for place, sentence in enumerate(said, start=1)]
        return "\n".join([self.study.title.en, screen.opening.en, *lines])

    def _repr_html_(self) -> str:
        screen = self.first_screen
        title = f"<h3>{markup.text(self.study.title.en)}</h3><p><b>{markup.text(screen.opening.en)}</b></p>"
        first = "".join(f"<li>{markup.text(finding.text.en)}</li>" for finding in (*screen.urgent, *screen.findings))
        title += f"<ol>{first}</ol>" if first else ""
        parts = ""
        for part in self.parts:
            said = "".join(f"<li>{markup.text(finding.text.en)}</li>" for finding in part.findings)
            parts += f"<h4>{markup.text(part.name.en)}</h4><ul>{said}</ul>"
        lacking = (
            markup.table(("Question", "It would need"), [(part.name.en, part.needs.en) for part in self.not_run])
            if self.not_run
            else ""
        )
        return title + parts + lacking

    def part(self, key: str) -> Part | None:
        """Return a part by its key; None where it was not run."""
        return next((part for part in self.parts if part.key == key), None)

    @property
    def first_screen(self) -> FirstScreen:
        """What is sure and pressing; where nothing is, that these data do not decide, and how many answers would."""
        cautions = [finding for part in self.parts if part.key == "priorities" for finding in part.findings]
        return first_screen(self.study, self.parts, self.decided, [f for f in cautions if f.is_caution])

    @property
    def first(self) -> tuple[Finding, ...]:
        """The findings of the first screen: claims that stand, by the customers they concern, then by certainty."""
        return self.first_screen.findings

    def to_results(self) -> dict[str, list[Any]]:
        """Return every figure and every sentence of the report as the columns of a table, one row each.

        A sentence holds places for its numbers (``text_en``, ``text_zh``); each number is a row of its own, whose id is
        that of the sentence, ``#`` and its place.

        Example:
            >>> import servicekit as sk
            >>> example = sk.load_example()
            >>> columns = sk.assess(example.study, example.survey, parts=["measures"]).to_results()
            >>> columns["id"][0], round(columns["value"][0], 4)
            ('measures/overall/Satisfied customers (CSAT, top box)', 0.6286)
        """
        said = sentences(self.parts, self.first_screen)
        rows = list(result_rows(self.parts, self.decided, said))
        spoken = customer_word(self.study, self.parts)
        for row in rows:
            row.update({name: spoken(row[name]) for name in ("text_zh", "reason_zh") if row[name]})
        return {name: [row[name] for row in rows] for name in COLUMNS}

    @property
    def generations(self) -> dict[str, bool]:
        """Which of the ten generations of measurement the data allow."""
        there = set(feasible_generations(evidence_of(self.study, self.tables)))
        return {generation.key: generation in there for generation in Generation}

    @property
    def ladder(self) -> tuple[RungState, ...]:
        """How far the report answers each of the ten generations, and what the others would take.

        Example:
            >>> import servicekit as sk
            >>> example = sk.load_example()
            >>> rungs = sk.assess(example.study, example.survey, parts=["quality", "kano"]).ladder
            >>> rungs[1].generation.key, rungs[1].state, rungs[5].generation.key, rungs[5].state
            ('perceived_quality', 'done', 'kano', 'missing')
        """
        return ladder(self.parts, self.not_run, evidence_of(self.study, self.tables))

    @property
    def recommended(self) -> Recommended | None:
        """The generation that suits the stage of the organisation; None where ``[report] stage`` names none."""
        return recommended(self.study.report.stage, self.ladder)

    def is_answered(self, generation: Generation) -> bool:
        """Return whether the report answers the question of a generation, not only runs something near it.

        Args:
            generation: One of the ten.
        """
        return any(rung.generation is generation and rung.state == "done" for rung in self.ladder)

    @property
    def next_steps(self) -> tuple[tuple[Generation, Label], ...]:
        """Generations out of reach and the data that would bring each within it."""
        return tuple((g, LADDER[g].needs) for g in Generation if not self.generations[g.key])


class Drafted(Protocol):
    """What carries a study: a draft that nobody has corrected yet."""

    @property
    def study(self) -> Study:
        """The study proposed."""
        ...


def assess(
    study: Study | Drafted,
    data: Data | None = None,
    *,
    complaints: Data | None = None,
    transactions: Data | None = None,
    audits: Data | None = None,
    waits: Data | None = None,
    churn: Data | None = None,
    events: Data | None = None,
    staff: Data | None = None,
    actions: Data | ActionRegister | None = None,
    parts: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Assessment:
    """Run every part of a study that the data allow.

    Args:
        study: What the columns mean; a draft stands for the study it proposes.
        data: Survey answers: a frame of any kind, eager or lazy, or a mapping of columns; None without a survey.
        complaints, transactions, audits, waits, churn, events: The tables beside the survey, as far as there are any.
        staff: What front line and management answer to the questions that customers were asked.
        actions: An ``ActionRegister``, or the table of its events; the report then ends with the plan.
        parts: Keys of the parts to run ("measures", "groups", "complaints", ...); all if None. Parts that run share the
            error rate of the report, so fewer parts show more.
        progress: Called with (parts done, parts in all, name of the next one); for programs that show progress.

    Raises:
        RecordError: The study does not fit the data; every problem is listed.
        NotEnoughDataError: There are no data, or nothing could be computed from them.

    Example:
        >>> import servicekit as sk
        >>> example = sk.load_example()
        >>> assessment = sk.assess(example.study, example.survey)
        >>> len(assessment.parts) > 3
        True
    """
    study = asked = _study_of(study)
    data = materialise_streams(data)
    beside = (complaints, transactions, audits, waits, churn, events, staff)
    given: dict[str, Data | None] = {
        name: materialise_streams(table) for name, table in zip((*TABLE_PARTS, "staff"), beside, strict=True)
    }
    actions = actions if isinstance(actions, ActionRegister) else materialise_streams(actions)
    if data is None and actions is None and all(table is None for table in given.values()):
        raise NotEnoughDataError("there is nothing to assess: give survey answers or another table")
    tables = {name: table for name, table in given.items() if name in TABLE_PARTS}
    wanted = _wanted(parts)
    survey_parts = [task for task in SURVEY_PARTS if task.KEY in wanted]
    tables = {name: table for name, table in tables.items() if TABLE_PARTS[name].KEY in wanted}
    joint_parts = [task for task in JOINT_PARTS if task.KEY in wanted]
    steps = 1 + len(survey_parts) + len(tables) + len(joint_parts)
    _tell(progress, 0, steps, DataQuality.title)
    if data is not None:
        study, data = _read_once(study, data, wanted)
    quality = check_data(study, data) if data is not None else DataQuality(rows=0, columns={})
    done: list[Part | NotRun] = []
    for task in survey_parts:
        _tell(progress, len(done) + 1, steps, task.NAME)
        done.append(_run(task, partial(task.assess, study, data), data) if data is not None else task.absent())
    held: dict[str, Data | None] = {}
    for name, table in tables.items():
        _tell(progress, len(done) + 1, steps, TABLE_PARTS[name].NAME)
        held[name] = None if table is None else table_held(getattr(study, name), table)
        done.append(_part(TABLE_PARTS[name], study, held[name]))
    all_tables = cast("Tables", {**given, **held, "survey": data, "actions": actions})
    for joint in joint_parts:
        _tell(progress, len(done) + 1, steps, joint.NAME)
        done.append(_run(joint, partial(joint.assess, study, all_tables), None))
    run = tuple(part for part in done if isinstance(part, Part))
    not_run = tuple(part for part in done if isinstance(part, NotRun))
    if not run:
        raise nothing_to_report(part for part in not_run if part.key not in _absent(study, given, data))
    told, decided = tell(tuple(map(with_cautions, run)), study.report)
    return Assessment(
        study=asked,
        data_quality=quality,
        tables=tuple(name for name, table in {**given, "actions": actions}.items() if table is not None),
        parts=told,
        not_run=not_run,
        decided=decided,
    )


def _study_of(study: Study | Drafted) -> Study:
    """Return the study given, or the one that a draft proposes."""
    found = study if isinstance(study, Study) else getattr(study, "study", study)
    if not isinstance(found, Study):
        hint = "read_study(path) makes one of a file; the study comes first, then the data"
        raise InvalidValueError("study", "a Study", type(study).__name__, hint=hint)
    return found


def _read_once(study: Study, data: Data, wanted: Sequence[str]) -> tuple[Study, Summaries]:
    """Return the study of periods and joined choices, and what its parts ask of the survey, read in one pass."""
    study, data = by_period(study.as_panel, people_of(study, data))
    study, data = joined(study, data)
    asking = [task for task in (*SURVEY_PARTS, *SURVEY_AND_TABLES) if task.KEY in wanted]
    summaries = study_plan(study, data, asking).fold(data)
    second_pass(study, summaries, asking)
    return study, summaries


def _absent(study: Study, given: Mapping[str, Data | None], data: Data | None) -> set[str]:
    """Return the keys of parts for which there are no data, or that the study does not ask for."""
    absent = {task.KEY for name, task in TABLE_PARTS.items() if given.get(name) is None}
    absent |= {task.KEY for task in SURVEY_PARTS} if data is None else set()
    return absent | {task.KEY for task in JOINT_PARTS if not task.is_asked(study)}


def _wanted(parts: Sequence[str] | None) -> tuple[str, ...]:
    known = tuple(task.KEY for task in (*SURVEY_PARTS, *TABLE_PARTS.values(), *JOINT_PARTS))
    for key in parts or ():
        if key not in known:
            raise UnknownConceptError("part of an assessment", key, known)
    return known if parts is None else tuple(as_tuple("parts", parts))


def _part(task: TablePart, study: Study, data: Data | None) -> Part | NotRun:
    return _run(task, partial(task.assess, study, data), data)


def _run(task: PartTask, assess: Callable[[], Part | NotRun], data: Data | None) -> Part | NotRun:
    """Return a part, noting where it looked at a sample; where the data do not suffice, why it could not be run."""
    if isinstance(data, Summaries):
        data.is_sampled = False
    try:
        part = assess()
    except NotEnoughDataError as lack:
        reason = Label(f"the data do not suffice: {lack}", "数据不足，无法计算")
        return NotRun(key=task.KEY, name=task.NAME, needs=task.NEEDS, reason=reason)
    if isinstance(part, Part) and isinstance(data, Summaries) and data.is_sampled and data.sample is not None:
        return attrs.evolve(part, statements=(*part.statements, _sampled(len(data.sample.ranks), data.sample.read)))
    return part


def _sampled(rows: int, of: int) -> Finding:
    return fact(
        Label(
            f"What needs single answers uses a random sample of {rows:,} of the {of:,} rows.",
            f"需要逐份回答的计算，只用{of:,}份回答中随机抽取的{rows:,}份。",
        )
    )


def _tell(progress: Progress | None, done: int, steps: int, name: Label) -> None:
    if progress is not None:
        progress(done, steps, name)
