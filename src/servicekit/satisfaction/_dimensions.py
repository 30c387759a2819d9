"""Dimensions of perceived service quality: the five of SERVQUAL, or any others given as data."""

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import field, frozen

from servicekit.foundation._checks import non_negative
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import PARASURAMAN_1988
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F10",
    title=Label("Dimensions of service quality", "服务质量维度"),
    summary=Label(
        "The five aspects on which customers judge a service, from SERVQUAL.", "顾客评判服务的五个方面，出自SERVQUAL。"
    ),
    sources=(PARASURAMAN_1988,),
)
class QualityDimension(Concept):
    """The five dimensions of SERVQUAL.

    Example:
        >>> import servicekit as sk
        >>> str(sk.satisfaction.QualityDimension("tangibles"))
        'Tangibles 有形性'
    """

    TANGIBLES = (
        "tangibles",
        "Tangibles",
        "有形性",
        "Premises, equipment and the look of staff.",
        "场所、设备与员工的外观。",
    )
    RELIABILITY = (
        "reliability",
        "Reliability",
        "可靠性",
        "Doing what was promised, right and on time.",
        "准确、准时地做到所承诺的。",
    )
    RESPONSIVENESS = (
        "responsiveness",
        "Responsiveness",
        "响应性",
        "Helping willingly and promptly.",
        "乐意而迅速地提供帮助。",
    )
    ASSURANCE = (
        "assurance",
        "Assurance",
        "保证性",
        "Knowledge and courtesy that inspire trust.",
        "以专业与礼貌赢得信任。",
    )
    EMPATHY = "empathy", "Empathy", "移情性", "Individual care and attention.", "给予个别的关怀与注意。"


ITEMS_PER_DIMENSION: Final = (4, 5, 4, 4, 5)
"""Items of each dimension in the 22-item questionnaire, in its order."""


@frozen(kw_only=True)
class Dimension:
    """A named set of items.

    Attributes:
        key: Identifier in results and frames.
        label: Its name in both languages.
        items: Columns of the perceptions (SERVPERF), each once.
        expectations: Columns of the expectations of the same items, in the same order; empty for SERVPERF.
        weight: Its importance; weights of all dimensions are scaled to sum to one.

    Example:
        >>> import servicekit as sk
        >>> label = sk.foundation.Label("Speed", "速度")
        >>> sk.satisfaction.Dimension(key="speed", label=label, items=("quick_1", "quick_2")).key
        'speed'
    """

    key: str
    label: Label
    items: tuple[str, ...]
    expectations: tuple[str, ...] = ()
    weight: float = field(default=1.0, validator=non_negative)

    def __attrs_post_init__(self) -> None:
        if not self.items or len(set(self.items)) != len(self.items):
            raise InvalidValueError("items of a dimension", "at least one, each once", list(self.items), self.key)
        if self.expectations and len(self.expectations) != len(self.items):
            rule = f"one for each of the {len(self.items)} items"
            raise InvalidValueError("expectations", rule, len(self.expectations), f"dimension {self.key!r}")


def servqual_dimensions(
    perceptions: Sequence[str],
    expectations: Sequence[str] = (),
    *,
    sizes: Sequence[int] = ITEMS_PER_DIMENSION,
) -> tuple[Dimension, ...]:
    """Return the five standard dimensions over columns in the order of the questionnaire.

    Args:
        perceptions: Columns of the perceptions, 22 of them unless ``sizes`` says otherwise.
        expectations: Columns of the expectations in the same order; none for SERVPERF.
        sizes: Items of each dimension.

    Example:
        >>> import servicekit as sk
        >>> [each.key for each in sk.satisfaction.servqual_dimensions([f"q{n}" for n in range(1, 23)])][:2]
        ['tangibles', 'reliability']
    """
    if sum(sizes) != len(perceptions) or len(sizes) != len(QualityDimension):
        hint = "sizes says how many items each of the five dimensions has"
        raise InvalidValueError("perceptions", f"{sum(sizes)} columns in five dimensions", len(perceptions), hint=hint)
    if len(expectations) not in (0, len(perceptions)):
        raise InvalidValueError("expectations", f"none or {len(perceptions)} columns", len(expectations))
    found: list[Dimension] = []
    start = 0
    for concept, size in zip(QualityDimension, sizes, strict=True):
        stop = start + size
        found.append(
            Dimension(
                key=concept.key,
                label=concept.label,
                items=tuple(perceptions[start:stop]),
                expectations=tuple(expectations[start:stop]),
            )
        )
        start = stop
    return tuple(found)


def dimensions_of(blocks: Mapping[str, Sequence[str] | Mapping[str, str]]) -> tuple[Dimension, ...]:
    """Return dimensions from plain data: key -> perception columns, or key -> {perception: expectation}.

    The five standard keys bring their bilingual names; another key is its own name in both languages.

    Example:
        >>> import servicekit as sk
        >>> [each.key for each in sk.satisfaction.dimensions_of({"speed": ["q1", "q2"]})]
        ['speed']
    """
    if words := [key for key, items in blocks.items() if isinstance(items, str)]:
        raise InvalidValueError(
            "items of a dimension", "a list of columns", blocks[words[0]], f"dimension {words[0]!r}"
        )
    known = {concept.key: concept.label for concept in QualityDimension}
    return tuple(
        Dimension(
            key=key,
            label=known.get(key, Label(key, key)),
            items=tuple(items),
            expectations=tuple(items.values()) if isinstance(items, Mapping) else (),
        )
        for key, items in blocks.items()
    )
