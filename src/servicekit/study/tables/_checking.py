"""A study held against its data before anything is computed: every problem of every table at once."""

from servicekit.data._accepted import Data
from servicekit.foundation._chinese_errors import in_chinese
from servicekit.foundation._errors import RecordError, ServiceKitError
from servicekit.foundation._records import listed
from servicekit.foundation._vocabulary import Label
from servicekit.study._part import NotRun, Part
from servicekit.study._part_tasks import TABLE_PARTS
from servicekit.study._study import Study
from servicekit.study.parts import _improvement as improvement
from servicekit.study.parts import _internal_gaps as internal_gaps
from servicekit.study.tables._data_quality import check_data


def check_study(study: Study, data: Data | None = None, **tables: Data) -> tuple[Label, ...]:
    """Return what was found in order, one sentence for each table.

    Args:
        study: What the columns mean.
        data: Survey answers; None without a survey.
        tables: The tables beside the survey, by the names under which ``assess`` takes them.

    Raises:
        RecordError: Something does not fit; ``problems`` lists every problem.
    """
    said: list[Label] = []
    problems: list[str | Label] = []
    if data is not None:
        try:
            quality = check_data(study, data)
        except RecordError as error:
            problems += error.problems or (str(error),)
        else:
            rows, columns = quality.rows, len(quality.columns)
            said.append(
                Label(f"survey: {rows:,} rows, {columns} columns of answers", f"问卷：{rows:,}行，{columns}列回答")
            )
    for name, table in tables.items():
        try:
            part = _read(study, name, table)
        except ServiceKitError as error:
            problems.append(Label(f"{name}: {error}", f"{in_chinese(name)}：{error.text('zh')}"))
            continue
        if isinstance(part, NotRun):
            silent = Label("the study says nothing of this table", "调查方案没有说明这张表")
            problems.append(
                Label(f"{name}: {silent.en}; {part.needs.en}", f"{in_chinese(name)}：{silent.zh}；{part.needs.zh}")
            )
        else:
            said.append(Label(f"{name}: can be read as the study says", f"{in_chinese(name)}：可按调查方案读取"))
    if problems:
        told = [one if isinstance(one, str) else one.en for one in problems]
        raise RecordError(listed("the study", told, fault="does not fit the data"), problems)
    return tuple(said)


def _read(study: Study, name: str, table: Data) -> Part | NotRun:
    if name in TABLE_PARTS:
        return TABLE_PARTS[name].assess(study, table)
    if name == "staff":
        return internal_gaps.read(study, table)
    return improvement.assess(study, {"actions": table} if name == "actions" else {})
