"""Ready-made chains as they are saved and loaded; the same seed then gives the same bits."""

from collections.abc import Callable, Mapping
from typing import Final

from attrs import frozen

from servicekit.chain._chain import Chain
from servicekit.chain._figures import Figure
from servicekit.chain._recovery_chain import PRESET, chain_of_figures
from servicekit.chain._satisfaction_chain import PRESET as SATISFACTION
from servicekit.chain._satisfaction_chain import satisfaction_chain_of
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError

MADE: Final[Mapping[str, Callable[[Mapping[str, Figure], str], Chain]]] = {
    PRESET: chain_of_figures,
    SATISFACTION: satisfaction_chain_of,
}
"""Ready-made chain -> how it is made of its figures."""


@frozen(kw_only=True)
class ChainRecord:
    """A ready-made chain as it is saved and loaded.

    Attributes:
        preset: Key of the ready-made chain.
        period: What one period is.
        figures: Name -> figure.

    Example:
        >>> import servicekit as sk
        >>> share = sk.stats.Share
        >>> chain = sk.chain.recovery_chain(
        ...     complaints=400,
        ...     complaint_rate=0.4,
        ...     settled=share(count=140, n=200),
        ...     settled_quickly=share(count=40, n=140),
        ...     returns=sk.complaints.return_rates(
        ...         {
        ...             "did_not_complain": (18, 60),
        ...             "complained_unresolved": (6, 20),
        ...             "complained_resolved": (33, 50),
        ...             "complained_resolved_quickly": (27, 30),
        ...         }
        ...     ),
        ...     retention=share(count=160, n=200),
        ...     margin=100,
        ...     discount_rate=0.1,
        ...     hearers_per_lost=0.9,
        ...     deterred_share=sk.chain.assumed(0, 0.01, 0.05),
        ... )
        >>> saved = sk.foundation.dumps(sk.chain.chain_record(chain))
        >>> sk.foundation.loads(saved, sk.chain.ChainRecord).preset
        'recovery'
    """

    preset: str
    period: str
    figures: Mapping[str, Figure]


def chain_record(chain: Chain) -> ChainRecord:
    """Return what ``foundation.dumps`` saves of a ready-made chain.

    Args:
        chain: From ``recovery_chain``; the formulas of one's own chain cannot be saved.

    Example:
        >>> from servicekit import chain, complaints, foundation
        >>> rates = complaints.RETURN_PRESETS["tarp_over_100_dollars"]
        >>> made = chain.recovery_chain(complaints=40, complaint_rate=0.4, settled=0.8, settled_quickly=0.25,
        ...     returns=rates, retention=0.8, margin=100, discount_rate=0.1)
        >>> text = foundation.dumps(chain.chain_record(made))
        >>> again = chain.chain_from(foundation.loads(text, chain.ChainRecord))
        >>> again.figures == made.figures
        True
    """
    if chain.preset not in MADE:
        raise InvalidValueError(
            "chain", "a ready-made one, whose formulas are the library's", chain.preset or "own stages"
        )
    return ChainRecord(preset=chain.preset, period=chain.period, figures=dict(chain.figures))


def chain_from(record: ChainRecord) -> Chain:
    """Return the chain of a saved record; the same seed then gives the same bits.

    Args:
        record: From ``foundation.loads(text, ChainRecord)``.

    Example:
        >>> import servicekit as sk
        >>> share = sk.stats.Share
        >>> chain = sk.chain.recovery_chain(
        ...     complaints=400,
        ...     complaint_rate=0.4,
        ...     settled=share(count=140, n=200),
        ...     settled_quickly=share(count=40, n=140),
        ...     returns=sk.complaints.return_rates(
        ...         {
        ...             "did_not_complain": (18, 60),
        ...             "complained_unresolved": (6, 20),
        ...             "complained_resolved": (33, 50),
        ...             "complained_resolved_quickly": (27, 30),
        ...         }
        ...     ),
        ...     retention=share(count=160, n=200),
        ...     margin=100,
        ...     discount_rate=0.1,
        ...     hearers_per_lost=0.9,
        ...     deterred_share=sk.chain.assumed(0, 0.01, 0.05),
        ... )
        >>> saved = sk.foundation.dumps(sk.chain.chain_record(chain))
        >>> again = sk.chain.chain_from(sk.foundation.loads(saved, sk.chain.ChainRecord))
        >>> again.run(draws=1000)["loss"].value == chain.run(draws=1000)["loss"].value
        True
    """
    if record.preset not in MADE:
        raise UnknownConceptError("ready-made chain", record.preset, list(MADE))
    return MADE[record.preset](record.figures, record.period)
