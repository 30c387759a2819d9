"""Questionnaires of usability and user experience: which items, which are negative, how answers become a score."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from servicekit.data._scales import LIKERT_5, LIKERT_7, Scale
from servicekit.experience._usability_bands import SUS_GRADES, UEQ_BENCHMARK
from servicekit.foundation import _checks as checks
from servicekit.foundation._bands import Bands
from servicekit.foundation._documents import part_of
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import (
    BROOKE_1996,
    FINSTAD_2010,
    LAUGWITZ_2008,
    LEWIS_2013,
    LEWIS_2015,
    SAURO_2016,
    SCHREPP_2017,
    SCHREPP_2017_SHORT,
)
from servicekit.foundation._vocabulary import Concept, Label, Source

SOFTWARE: Final = Label(
    "Found with software, websites and devices, not with services between people.",
    "数据来自软件、网站和设备，并非人与人之间的服务。",
)


@frozen(kw_only=True)
class UsabilityInstrument:
    """One questionnaire with its scoring key.

    Attributes:
        key: Permanent key.
        label: Its name.
        scale: Scale of every item; the ends are those of the printed form.
        scales: Positions of the items of each scale, counted from 1.
        names: Names of the scales.
        negative: Positions of the items whose high answers are bad; they are turned before they are added up.
        lowest, highest: What a score can be.
        bands: Bands of the mean of a scale, where they are published.
        sources: Publications of the items, the key and the bands.

    Example:
        >>> import servicekit as sk
        >>> sk.experience.USABILITY_INSTRUMENTS["sus"].negative
        (2, 4, 6, 8, 10)
    """

    key: str = field(validator=checks.non_blank_text)
    label: Label
    scale: Scale
    scales: Mapping[str, tuple[int, ...]] = field(hash=False)
    names: Mapping[str, Label] = field(hash=False)
    negative: tuple[int, ...] = ()
    lowest: float
    highest: float
    bands: Mapping[str, Bands[Concept]] = field(factory=dict, hash=False)
    sources: tuple[Source, ...]

    def __attrs_post_init__(self) -> None:
        used = sorted(place for places in self.scales.values() for place in places)
        if used != list(range(1, len(used) + 1)):
            raise InvalidValueError("positions of items", "each item once, from 1 upwards", used)
        if foreign := sorted(set(self.negative) - set(used)):
            raise InvalidValueError("negative items", f"positions from 1 to {len(used)}", foreign)

    @property
    def size(self) -> int:
        """Number of items."""
        return sum(len(places) for places in self.scales.values())


_SUS: Final = UsabilityInstrument(
    key="sus",
    label=Label("System Usability Scale (SUS)", "系统可用性量表（SUS）"),
    scale=LIKERT_5,
    scales={"usability": tuple(range(1, 11))},
    names={"usability": Label("Usability", "可用性")},
    negative=(2, 4, 6, 8, 10),
    lowest=0,
    highest=100,
    bands={"usability": SUS_GRADES},
    sources=(
        BROOKE_1996,
        part_of(SAURO_2016, SOFTWARE.en, SOFTWARE.zh),
    ),
)
_UMUX: Final = UsabilityInstrument(
    key="umux",
    label=Label("Usability Metric for User Experience (UMUX)", "用户体验可用性指标（UMUX）"),
    scale=LIKERT_7,
    scales={"usability": (1, 2, 3, 4)},
    names={"usability": Label("Usability", "可用性")},
    negative=(2, 4),
    lowest=0,
    highest=100,
    sources=(part_of(FINSTAD_2010, SOFTWARE.en, SOFTWARE.zh),),
)
_UMUX_LITE: Final = UsabilityInstrument(
    key="umux_lite",
    label=Label("UMUX-LITE", "UMUX-LITE简式量表"),
    scale=LIKERT_7,
    scales={"usability": (1, 2)},
    names={"usability": Label("Usability", "可用性")},
    lowest=0,
    highest=100,
    sources=(
        part_of(LEWIS_2013, SOFTWARE.en, SOFTWARE.zh),
        LEWIS_2015,
    ),
)
_UEQ: Final = UsabilityInstrument(
    key="ueq",
    label=Label("User Experience Questionnaire (UEQ)", "用户体验问卷（UEQ）"),
    scale=LIKERT_7,
    scales={
        "attractiveness": (1, 12, 14, 16, 24, 25),
        "perspicuity": (2, 4, 13, 21),
        "efficiency": (9, 20, 22, 23),
        "dependability": (8, 11, 17, 19),
        "stimulation": (5, 6, 7, 18),
        "novelty": (3, 10, 15, 26),
    },
    names={
        "attractiveness": Label("Attractiveness", "吸引力"),
        "perspicuity": Label("Perspicuity", "易懂性"),
        "efficiency": Label("Efficiency", "效率"),
        "dependability": Label("Dependability", "可靠性"),
        "stimulation": Label("Stimulation", "激励性"),
        "novelty": Label("Novelty", "新颖性"),
    },
    negative=(3, 4, 5, 9, 10, 12, 17, 18, 19, 21, 23, 24, 25),  # half of the items of every scale, as the handbook says
    lowest=-3,
    highest=3,
    bands=UEQ_BENCHMARK,
    sources=(
        LAUGWITZ_2008,
        part_of(SCHREPP_2017, SOFTWARE.en, SOFTWARE.zh),
    ),
)
_UEQ_S: Final = UsabilityInstrument(
    key="ueq_s",
    label=Label("Short User Experience Questionnaire (UEQ-S)", "用户体验问卷简版（UEQ-S）"),
    scale=LIKERT_7,
    scales={"pragmatic": (1, 2, 3, 4), "hedonic": (5, 6, 7, 8)},
    names={"pragmatic": Label("Pragmatic quality", "实用品质"), "hedonic": Label("Hedonic quality", "享乐品质")},
    lowest=-3,
    highest=3,
    sources=(part_of(SCHREPP_2017_SHORT, SOFTWARE.en, SOFTWARE.zh),),
)

USABILITY_INSTRUMENTS: Final[Mapping[str, UsabilityInstrument]] = MappingProxyType(
    {each.key: each for each in (_SUS, _UMUX, _UMUX_LITE, _UEQ, _UEQ_S)}
)
"""Questionnaires by key: "sus", "umux", "umux_lite", "ueq", "ueq_s"."""
