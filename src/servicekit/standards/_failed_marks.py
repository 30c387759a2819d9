"""Failed marks one by one: where, when and by whom, with the photo and the note that belong to each."""

from collections.abc import Hashable

from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy
from servicekit.data._frames import read_columns
from servicekit.data._grouping import to_list
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._vocabulary import Label
from servicekit.standards._observations import read_rows
from servicekit.standards._outcomes import TOKENS, Tokens
from servicekit.standards._standard import StandardSet


@frozen(kw_only=True)
class FailedMark:
    """One observation in which a standard was not kept.

    Attributes:
        standard: Key of the standard.
        text: What was to be done.
        critical: Whether the standard is critical.
        site, visit, wave, auditor: Where, when and by whom; None where there is no such column.
        result: What the auditor wrote.
        photo, note: References that the auditor gave; None where there is none.
    """

    standard: str
    text: Label
    critical: bool
    site: Hashable
    visit: Hashable
    wave: Hashable
    auditor: Hashable
    result: object
    photo: object
    note: object


def failed_marks(
    data: Data,
    standards: StandardSet,
    *,
    photo: str | None = None,
    note: str | None = None,
    standard: str = "standard",
    site: str = "site",
    result: str = "result",
    auditor: str | None = "auditor",
    wave: str | None = None,
    visit: str | None = None,
    tokens: Tokens = TOKENS,
    times: TimeFormat | None = None,
    policy: InputPolicy | None = None,
) -> tuple[FailedMark, ...]:
    """Return every observation in which a standard was not kept, critical ones first, else in the order of the data.

    Args:
        data: Data frame of any kind or mapping of columns, as for ``audit``.
        standards: The standards that were audited.
        photo, note: Columns that refer to a photo, or say more.
        standard, site, result, auditor, wave, visit, tokens, times, policy: As for ``audit`` and ``visit_compliance``.

    Raises:
        InvalidValueError: A row is bad.

    Example:
        >>> import servicekit as sk
        >>> seen = {"site": ["A"], "standard": ["smile"], "result": ["×"], "auditor": ["Lu"], "photo": ["1.jpg"]}
        >>> [mark.photo for mark in sk.standards.failed_marks(seen, sk.standards.FASHION_RETAIL, photo="photo")]
        ['1.jpg']
    """
    columns = {"standard": standard, "site": site, "result": result, "auditor": auditor, "wave": wave, "visit": visit}
    rows = read_rows(data, standards, columns, tokens, policy, times)
    told = {name: to_list(read_columns(data, [name])[name]) for name in (result, photo, note) if name is not None}
    listed, found = tuple(standards), []
    for place in range(len(rows.kept)):
        if rows.kept[place]:
            continue
        item, row = listed[int(rows.standard[place])], int(rows.row[place])
        found.append(
            FailedMark(
                standard=item.key,
                text=item.text,
                critical=item.critical,
                **{name: axis.levels[int(axis.codes[place])] for name, axis in rows.axes.items()},
                result=told[result][row],
                photo=told[photo][row] if photo else None,
                note=told[note][row] if note else None,
            )
        )
    return tuple(sorted(found, key=lambda mark: not mark.critical))
