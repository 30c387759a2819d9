"""A study drafted for files nobody has described yet: every guess with its evidence, for a person to confirm."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from attrs import field, frozen

from servicekit.data._accepted import Data
from servicekit.data._file_notes import FileNotes, notes_of_frame
from servicekit.data._frames import backend_of, column_names
from servicekit.draft._draft_column import HEAD, DraftColumn, doubt, text_table
from servicekit.draft._kind import KINDS
from servicekit.draft._look import ON_A_SCALE
from servicekit.draft._page import CONFIRM, ROLE_NAMES, Entry, Page, evidence, listed, plain, quoted, some
from servicekit.draft._profile import ColumnProfile, profiles
from servicekit.draft._recognise import Recognised, recognise
from servicekit.draft._scale_sections import Scales
from servicekit.draft._single_choice import tell_single_choices
from servicekit.draft._survey_sections import label_lines, survey_sections, top_lines
from servicekit.draft._table_sections import SECTIONS, table_section
from servicekit.foundation import _markup as markup
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Label, Language
from servicekit.study._study import Study
from servicekit.study._toml import study_from_toml

SURVEYS: Final = ("survey", "frequency", "comments")
SAME_SURVEY: Final = 0.8
BOTH_FROM: Final = 4.0
MOST_CHECKS: Final = 3
FEW_ROWS: Final = 30
CHECK_FIRST: Final = Label("Check first:", "请先核对：")


@frozen(kw_only=True, slots=False)
class Draft:
    """A proposed study, with what speaks for each guess; ``assess`` takes it like a study.

    Attributes:
        columns: Every column of every table.
        kinds: What kind of table each of the tables given is ("survey", "cases", "transactions", ...).
        entries: The lines of the study as TOML with their remarks.
    """

    columns: tuple[DraftColumn, ...]
    kinds: tuple[str, ...]
    entries: tuple[Entry, ...] = field(repr=False)

    def to_toml(self, *, language: Language = "en") -> str:
        """Return the study as TOML; the remarks behind # are in the language named."""
        return "\n".join(entry.written(language) for entry in self.entries).rstrip() + "\n"

    @cached_property
    def study(self) -> Study:
        """The proposed study."""
        return study_from_toml(self.to_toml())

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it that could be assessed."""
        study = self.study
        tables = (study.complaints, study.transactions, study.audits, study.waits, study.churn, study.events)
        survey = (study.questions, study.quality, study.index, study.drivers, study.journey, study.experience)
        return not any(survey) and all(table is None for table in tables)

    @property
    def checks(self) -> tuple[Label, ...]:
        """The three lines most worth checking."""
        unsure: list[tuple[Entry, str]] = []
        section = ""
        for entry in self.entries:
            if entry.text.startswith("[") or (not entry.text and entry.remark is None):
                section = entry.text  # a blank line ends a section
            if entry.confirm and entry.remark:
                unsure.append((entry, section))
        unsure.sort(key=lambda found: -found[0].weight)
        return tuple(_check(*found) for found in unsure[:MOST_CHECKS])

    def summary(self, *, language: Language = "en") -> str:
        """Return a table of columns and roles, and the lines most worth checking, as plain text."""
        text = list(text_table(self.columns, language))
        if self.checks:
            text += ["", CHECK_FIRST.text(language)]
            text += [f"- {check.text(language)}" for check in self.checks]
        return "\n".join(text) + "\n"

    def __str__(self) -> str:
        return self.summary()

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        rows = [
            (column.name, ROLE_NAMES[column.role], f"{column.confidence:.0%}", doubt(column), column.evidence)
            for column in self.columns
        ]
        checks = "".join(f"<li>{markup.text(check)}</li>" for check in self.checks)
        first = f"<p>{markup.text(CHECK_FIRST)}</p><ul>{checks}</ul>"
        return markup.table(HEAD, rows) + (first if checks else "")


def _check(entry: Entry, section: str) -> Label:
    assert entry.remark is not None
    text = plain(entry.text[:80])
    place = "" if text.startswith("[") else plain(section)
    about = some(entry.columns, 3)
    en = "".join(f"{part}: " for part in (f"{place} ({about})" if about else place, text) if part)
    zh = "".join(f"{part}：" for part in (f"{place}（{about}）" if about else place, text) if part)
    return Label(en + plain(entry.remark.en), zh + plain(entry.remark.zh))


def draft_study(*tables: Data) -> Draft:
    """Return a proposed study for tables of unknown columns, every guess with its evidence.

    Every table is read once, whole, for the counts of the values of its columns. Several tables make one draft:
    one survey, and a section for each log beside it; tables with the same columns are taken for waves of one survey.

    Args:
        tables: Frames of any kind or mappings of columns, best as ``read_table`` gave them: then the texts of the
            questions and the value labels of the file are used.

    Returns:
        The draft: ``study``, ``columns``, and ``to_toml()`` for a person to correct.

    Raises:
        InvalidValueError: No table was given, or something that is none.

    Example:
        >>> draft = draft_study({"overall": [5, 4, 3, 2, 1, 99] * 10, "branch": ["North", "South"] * 30})
        >>> [(column.name, column.role, column.missing_codes) for column in draft.columns]
        [('overall', 'csat', (99.0,)), ('branch', 'group', ())]
    """
    if not tables:
        raise InvalidValueError("tables", "at least one table", "none")
    for given in tables:
        if not isinstance(given, Mapping) and backend_of(given) == "none":
            hint = "read_table(path) makes one of a file"
            raise InvalidValueError("table", "a frame or a mapping of columns", type(given).__name__, hint=hint)
    found = _recognised(tables)
    page = Page()
    _head(page, found, [notes_of_frame(table) for table in tables])
    surveys = [table for table in found if table.kind in SURVEYS or table.of("csat", "nps")]
    scales, body = Scales(), Page()
    if surveys:
        survey_sections(body, surveys[0], scales)
    _top(page, found, surveys, scales, body)
    for table in found:
        if table not in surveys[:1]:
            _further(body, table)
            continue
        for kind, points in table.kinds[:2]:  # a log of calls with a rating is both
            if kind not in SURVEYS and points >= BOTH_FROM:
                table_section(body, table, kind)
    if surveys:
        label_lines(body, surveys[0], _used(surveys[0]))
    page.entries += body.entries
    page.add()
    for place, table in enumerate(found):
        _rest(page, table, many=len(found) > 1, place=place, is_first=table in surveys[:1])
    columns = tuple(column for place, table in enumerate(found) for column in _columns(table, place))
    return Draft(columns=columns, kinds=tuple(table.kind for table in found), entries=tuple(page.entries))


def _recognised(tables: tuple[Any, ...]) -> list[Recognised]:
    counted: list[tuple[dict[str, ColumnProfile], FileNotes, list[Any]]] = []
    for table in tables:
        columns, notes = profiles(table), notes_of_frame(table)
        same = next((pair for pair in counted if _same(pair[0], columns)), None)
        if same is None:
            counted.append((columns, notes, [table]))
        else:
            _merge(same[0], columns)
            same[2].append(table)
    found = []
    for columns, notes, read in counted:
        labels, books = notes.labels, notes.codebooks
        made = recognise(columns, labels=labels, codebooks=books, missing=notes.missing, file_name=notes.file_name)
        tell_single_choices(made, [table for table in read if set(columns) <= set(column_names(table))])
        found.append(made)
    return found


def _same(first: Mapping[str, ColumnProfile], second: Mapping[str, ColumnProfile]) -> bool:
    shared = len(set(first) & set(second))
    return len(first) > 1 and shared >= SAME_SURVEY * max(len(first), len(second))


def _merge(first: dict[str, ColumnProfile], second: Mapping[str, ColumnProfile]) -> None:
    for name, profile in second.items():
        first[name] = first[name] + profile if name in first else profile


def _head(page: Page, found: list[Recognised], notes: list[FileNotes]) -> None:
    for table, note in zip(found, notes, strict=False):
        name = plain(note.file_name) or "the table"
        said_en = [
            f"{table.rows:,} rows, {len(table.looks):,} columns",
            KINDS[table.kind].en,
            *(n.en for n in note.notes),
        ]
        said_zh = [f"{table.rows:,}行，{len(table.looks):,}列", KINDS[table.kind].zh, *(n.zh for n in note.notes)]
        if table.tool:
            said_en.append(f"{table.tool} export")
            said_zh.append(f"由{table.tool}导出")
        page.add(
            "",
            f"servicekit looked at {name}: {'; '.join(said_en)}.",
            f"servicekit查看了{name if note.file_name else '该表'}：{'；'.join(said_zh)}。",
        )
        if len(table.kinds) > 1 and table.kinds[1][1] >= table.kinds[0][1] - 2:
            other = KINDS[table.kinds[1][0]]
            file = f"{name}: " if len(found) > 1 else ""
            file_zh = f"{name}：" if len(found) > 1 else ""
            page.add("", f"{file}it could also be {other.en}", f"{file_zh}也可能是{other.zh}", confirm=True, weight=0.8)
        if table.rows < FEW_ROWS:
            page.add(
                "",
                "fewer than 30 rows: kinds of columns can hardly be told",
                "不足30行，难以判断各列的类型",
                confirm=True,
                weight=0.5,
            )
    page.add(
        "",
        f"Nothing is certain until you have confirmed it. Lines marked {CONFIRM.en} first.",
        f"一切以您的确认为准，请先看标有“{CONFIRM.zh}”的行。",
    )


def _top(page: Page, found: list[Recognised], surveys: list[Recognised], scales: Scales, body: Page) -> None:
    named = (surveys or found)[:1]
    stem = named[0].file_name.rsplit(".", 1)[0] if named else ""
    if stem:
        page.add(f"title = {{ en = {quoted(stem)}, zh = {quoted(stem)} }}", "from the file name", "取自文件名")
    else:
        page.add('title = { en = "Untitled survey", zh = "未命名调查" }')
    if surveys:
        top_lines(page, surveys[0])
    if scales.missing:
        page.add(
            f"missing_tokens = {listed(['', *scales.missing])}",
            "texts that stand for no answer" + ("; take out those that are answers" if scales.odd else ""),
            "表示未作答的文字" + ("；若其中有答案，请删去" if scales.odd else ""),
            confirm=bool(scales.odd),
            weight=3.0,
        )
    if scales.text:
        page.add("text = true", "some columns keep their numbers as text", "部分列以文本保存数字")


def _further(body: Page, table: Recognised) -> None:
    if table.kind in ("curve", "summary"):
        body.add()
        body.add(
            "",
            "a table of results, not of answers: there is nothing in it to draft; give it to the function "
            "that takes such figures",
            "这是结果表而非答案，无从起草；请交给接受此类数字的函数",
            confirm=True,
            weight=4.0,
        )
        return
    if not table_section(body, table, table.kind):
        likely = SECTIONS.get(table.kind, "complaints")
        body.add()
        body.add(
            "",
            f"{plain(table.file_name) or 'a table'}: nothing to assess was recognised; where it is a log, write its "
            f"section by hand, such as [{likely}]",
            f"{plain(table.file_name) or '一个表'}：未识别出可评估的内容；若为记录表，请自行写出相应的节，如[{likely}]",
            confirm=True,
            weight=4.0,
        )


def _used(table: Recognised) -> set[str]:
    return {
        look.name
        for look in table.looks
        if look.role
        not in ("meta", "derived", "pii", "empty", "constant", "unknown", "time", "duration", "measure", "activity")
    }


def _rest(page: Page, table: Recognised, *, many: bool, place: int, is_first: bool) -> None:
    where = f" ({plain(table.file_name) or place + 1})" if many else ""
    for role in (
        "multi",
        "time",
        "duration",
        "measure",
        "meta",
        "derived",
        "pii",
        "constant",
        "empty",
        "unknown",
        "id",
    ):
        looks = table.of(role)
        if not looks or (role == "multi" and is_first):
            continue
        name = ROLE_NAMES[role]
        shown = some(look.name for look in looks)
        hidden = "; personal, left out of the draft" if role == "pii" else ""
        hidden_zh = "；涉及个人信息，不写入草稿" if role == "pii" else ""
        page.add("", f"{name.en}{where}: {shown}{hidden}", f"{name.zh}{where}：{shown}{hidden_zh}")
    groups = [look for look in table.of("group") if look.distinct > 50]
    if groups:
        page.add(
            "",
            f"too many values for groups{where}: {some(look.name for look in groups)}",
            f"取值过多，不作分组{where}：{some(look.name for look in groups)}",
        )


def _columns(table: Recognised, place: int) -> list[DraftColumn]:
    found = []
    for look in table.looks:
        en, zh = evidence(look)
        scale = look.scale if look.role in ON_A_SCALE else None
        found.append(
            DraftColumn(
                name=look.name,
                label=look.text if look.label != look.name else look.name,
                role=look.role,
                confidence=round(look.confidence, 2),
                evidence=Label(plain(en), plain(zh)),
                alternatives=look.alternatives,
                low=None if scale is None else float(scale.low),
                high=None if scale is None else float(scale.high),
                missing_codes=() if scale is None else scale.codes,
                table=place,
            )
        )
    return found
