"""The five protocols that come with the library, by key."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from servicekit.complaints.protocols._calming_tactics import CALMING_TACTICS
from servicekit.complaints.protocols._protocol import Protocol
from servicekit.complaints.protocols._resolution_process import RESOLUTION_PROCESS
from servicekit.complaints.protocols._six_prohibitions import SIX_PROHIBITIONS
from servicekit.complaints.protocols._ten_manners import TEN_MANNERS
from servicekit.complaints.protocols._ten_steps import TEN_STEPS

PROTOCOLS: Final[Mapping[str, Protocol]] = MappingProxyType(
    {each.key: each for each in (TEN_STEPS, TEN_MANNERS, SIX_PROHIBITIONS, CALMING_TACTICS, RESOLUTION_PROCESS)}
)
"""Every protocol that comes with the library, by its key."""
