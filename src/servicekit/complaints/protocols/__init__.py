"""Handling protocols: five of the training literature and one's own, run, printed and audited."""

from servicekit.complaints.protocols._calming_tactics import CALMING_TACTICS
from servicekit.complaints.protocols._card import staff_card
from servicekit.complaints.protocols._compliance import compliance
from servicekit.complaints.protocols._custom import protocol_from, protocol_from_toml
from servicekit.complaints.protocols._resolution_process import RESOLUTION_PROCESS
from servicekit.complaints.protocols._run import start
from servicekit.complaints.protocols._six_prohibitions import SIX_PROHIBITIONS
from servicekit.complaints.protocols._ten_manners import TEN_MANNERS
from servicekit.complaints.protocols._ten_steps import TEN_STEPS

PROTOCOLS = (TEN_STEPS, TEN_MANNERS, SIX_PROHIBITIONS, CALMING_TACTICS, RESOLUTION_PROCESS)
"""The five protocols of the training literature."""

__all__ = (
    "CALMING_TACTICS",
    "PROTOCOLS",
    "RESOLUTION_PROCESS",
    "SIX_PROHIBITIONS",
    "TEN_MANNERS",
    "TEN_STEPS",
    "compliance",
    "protocol_from",
    "protocol_from_toml",
    "staff_card",
    "start",
)
