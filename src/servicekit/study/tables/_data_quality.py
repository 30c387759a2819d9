"""Data quality: rows, missing and rejected answers by column, found while a study is checked against its data."""

from collections.abc import Mapping
from functools import partial

from attrs import field, frozen

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, read_answers
from servicekit.data._engines import map_reduce
from servicekit.data._frames import Batch, column_names
from servicekit.data._scales import Scale
from servicekit.data._weights import read_weights
from servicekit.foundation._errors import InvalidValueError, MissingColumnError, RecordError, ServiceKitError, suggest
from servicekit.foundation._records import listed
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.study._study import Study


@frozen(kw_only=True)
class ColumnQuality:
    """What was found in one column.

    Attributes:
        answered, missing: Rows with and without an answer.
        rejected: Rows set aside, by reason.
        normalised: Answers written unusually and read all the same.
        problem: The first reason to refuse the column, if any.
    """

    answered: int = 0
    missing: int = 0
    rejected: Mapping[str, int] = field(factory=dict)
    normalised: int = 0
    problem: str = ""

    def __add__(self, other: "ColumnQuality") -> "ColumnQuality":
        reasons = {*self.rejected, *other.rejected}
        return ColumnQuality(
            answered=self.answered + other.answered,
            missing=self.missing + other.missing,
            rejected={
                reason: self.rejected.get(reason, 0) + other.rejected.get(reason, 0) for reason in sorted(reasons)
            },
            normalised=self.normalised + other.normalised,
            problem=self.problem or other.problem,
        )


@frozen(kw_only=True)
class DataQuality(Result):
    """Rows of the file and what became of each column.

    Attributes:
        rows: Rows read.
        columns: Columns that hold answers.
        weight_sum, weight_square_sum: For the effective number of rows; None without weights.

    Example:
        >>> import servicekit as sk
        >>> example = sk.load_example()
        >>> sk.study.check_data(example.study, example.survey).rows
        640
    """

    title = Label("Data quality", "数据质量")
    derived = ("rows", "n_effective", "missing_share", "rejected_count")

    rows: int
    columns: Mapping[str, ColumnQuality]
    weight_sum: float | None = None
    weight_square_sum: float | None = None

    def __add__(self, other: "DataQuality") -> "DataQuality":
        return DataQuality(
            rows=self.rows + other.rows,
            columns={
                name: self.columns.get(name, ColumnQuality()) + other.columns.get(name, ColumnQuality())
                for name in dict.fromkeys((*self.columns, *other.columns))  # weights stand there where they are faulty
            },
            weight_sum=_sum(self.weight_sum, other.weight_sum),
            weight_square_sum=_sum(self.weight_square_sum, other.weight_square_sum),
        )

    @property
    def n_effective(self) -> float:
        """Kish's effective number of rows; the rows themselves without weights."""
        if not self.weight_sum or not self.weight_square_sum:
            return float(self.rows)
        return self.weight_sum**2 / self.weight_square_sum

    @property
    def missing_share(self) -> float | None:
        """Share of missing answers over all columns of answers; None without rows."""
        cells = self.rows * len(self.columns)
        return sum(column.missing for column in self.columns.values()) / cells if cells else None

    @property
    def rejected_count(self) -> int:
        """Answers set aside in all columns."""
        return sum(sum(column.rejected.values()) for column in self.columns.values())


def _sum(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else first + second


def check_data(study: Study, data: Data) -> DataQuality:
    """Hold a study against its data and report every problem at once.

    Raises:
        RecordError: Columns that are not there, scales that are not declared, answers off their scale.

    Example:
        >>> import servicekit as sk
        >>> example = sk.load_example()
        >>> sk.study.check_data(example.study, example.survey).rows
        640
    """
    problems = _in_study(study)
    known = column_names(data)
    problems += [str(MissingColumnError([name], known)) for name in study.uses if name not in known]
    readable = {name: scale for name, scale in study.uses.items() if name in known and scale in ("", *study.scales)}
    quality = DataQuality(rows=0, columns={})
    faulty: list[str] = []
    if readable and study.uses:
        weights = study.design.weights if study.design.weights in readable else None
        rated = tuple((name, study.scale(scale)) for name, scale in readable.items() if scale)
        needed = [*(name for name, _ in rated), *([weights] if weights else [])]
        needed = list(dict.fromkeys(needed)) or list(readable)[:1]  # without either rows are counted
        summarise = partial(_summarise, rated, weights, study.policy)
        quality = map_reduce(data, needed, summarise, _merged, encode=[name for name, _ in rated])
        faulty = [column.problem for column in quality.columns.values() if column.problem]
    if problems:
        raise RecordError(listed("the study", problems + faulty, fault="does not fit the data"), problems + faulty)
    if faulty:
        raise RecordError(listed("the data", faulty, fault="do not fit the study"), faulty)
    return quality


def _merged(first: DataQuality, second: DataQuality) -> DataQuality:
    return first + second


def _in_study(study: Study) -> list[str]:
    if not study.uses:
        return ["no column of the survey is named: add questions, or the sections of other parts"]
    unknown = sorted({*study.uses.values()} - {"", *study.scales})
    problems = [f"scale {name!r} is not declared{_near(name, list(study.scales))}" for name in unknown]
    for name, question in study.measured.items():
        scale = study.scales.get(question.scale)
        if question.kind == "nps" and scale and (scale.low, scale.high, scale.step) != (0, 10, 1):
            problems.append(
                f"question {name!r}: a net promoter score needs a 0-10 scale, {question.scale!r} has {scale.rule}"
            )
    for name, asked in (study.experience.questionnaires if study.experience else {}).items():
        scale = study.scales.get(asked.scale)
        if scale is not None and not asked.fits(scale):
            count = len(asked.printed.scale.categories)
            problems.append(
                f"questionnaire {name!r}: {asked.printed.label.en} has {count} answers in steps of 1, "
                f"{asked.scale!r} has {scale.rule}"
            )
    if study.satisfaction and (scale := study.scales.get(study.satisfaction.scale)) and scale.step is None:
        problems.append("expectation and evaluation need a scale of separate answers")
    return problems


def _near(name: str, known: list[str]) -> str:
    near = suggest([name], known)
    return f"; did you mean {near[0]!r}?" if near else ""


def _summarise(
    rated: tuple[tuple[str, Scale], ...], weighted: str | None, policy: InputPolicy, batch: Batch, first_row: int
) -> DataQuality:
    columns: dict[str, ColumnQuality] = {}
    for name, scale in rated:
        try:
            answers = read_answers(batch[name], scale, policy, first_row=first_row)
        except InvalidValueError as error:
            columns[name] = ColumnQuality(problem=str(error))
            continue
        columns[name] = ColumnQuality(
            answered=answers.answered,
            missing=answers.missing,
            rejected=dict(answers.rejected),
            normalised=answers.normalised,
        )
    rows = len(next(iter(batch.values()))) if batch else 0
    total, squares = None, None
    if weighted is not None:
        try:
            weights = read_weights(batch[weighted].plain, first_row=first_row)
        except ServiceKitError as error:
            columns[weighted] = ColumnQuality(problem=str(error))
        else:
            total, squares = float(weights.sum()), float(weights @ weights)
    return DataQuality(rows=rows, columns=columns, weight_sum=total, weight_square_sum=squares)
