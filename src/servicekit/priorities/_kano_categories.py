"""Kano's categories and the tables that turn a pair of answers into one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._literature import BERGER_1993, KANO_1984
from servicekit.foundation._vocabulary import Concept, Label, framework

KANO: Final = KANO_1984
BERGER: Final = BERGER_1993


@framework(
    "F10",
    title=Label("Kano model", "KANO模型"),
    summary=Label(
        "Tells what customers take for granted from what delights them.", "区分顾客视为理所当然的与令其惊喜的属性。"
    ),
    sources=(KANO, BERGER),
)
class KanoCategory(Concept):
    """How customers feel with an attribute and without it; the order is that of ties.

    Example:
        >>> import servicekit as sk
        >>> str(sk.priorities.KanoCategory("must_be"))
        'Must-be 必备型'
    """

    MUST_BE = (
        "must_be",
        "Must-be",
        "必备型",
        "Missed where it lacks, not noticed where it is.",
        "没有会不满，有了也不会更满意。",
    )
    ONE_DIMENSIONAL = (
        "one_dimensional",
        "One-dimensional",
        "期望型",
        "The more, the better; the less, the worse.",
        "做得越好越满意，做得越差越不满。",
    )
    ATTRACTIVE = (
        "attractive",
        "Attractive",
        "魅力型",
        "Delights where it is, not missed where it lacks.",
        "有了会惊喜，没有也不会不满。",
    )
    INDIFFERENT = "indifferent", "Indifferent", "无差异型", "Makes no difference.", "有没有都无所谓。"
    REVERSE = "reverse", "Reverse", "反向型", "Customers prefer to be without it.", "有了反而不满。"
    QUESTIONABLE = (
        "questionable",
        "Questionable",
        "可疑结果",
        "The two answers contradict each other.",
        "两个回答相互矛盾。",
    )


LETTERS: Final = dict(zip("MOAIRQ", KanoCategory, strict=True))
KANO_TABLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "berger": "QAAAO RIIIM RIIIM RIIIM RRRRQ",
        "pouliot": "QAAAO RQIIM RIIIM RIIQM RRRRQ",
    }
)
"""Evaluation tables by name: five rows for the answers with the attribute (like, must be, neutral, live with,
dislike), in each the category for the same five answers without it. "berger" is the usual table, "pouliot" takes two
times "must be" and two times "live with" for contradictions (F. Pouliot in Berger et al. 1993)."""


def evaluation_table(table: str) -> NDArray[np.intp]:
    """Return the place of the category of each of the 25 pairs of answers.

    Args:
        table: Name of a preset, or 25 of the letters M, O, A, I, R and Q in rows.

    Raises:
        UnknownConceptError: Neither.
    """
    letters = KANO_TABLES.get(table, table).replace(" ", "").upper()
    if len(letters) != 25:
        if table.isalpha() and len(table) < 25:
            raise UnknownConceptError("Kano table", table, list(KANO_TABLES))
        raise InvalidValueError("table", "25 letters, five for each answer with the attribute", table)
    if strange := sorted(set(letters) - set(LETTERS)):
        raise InvalidValueError("table", "of the letters M, O, A, I, R and Q", strange)
    return np.array(["MOAIRQ".index(letter) for letter in letters], dtype=np.intp)
