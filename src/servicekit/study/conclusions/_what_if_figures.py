"""Figures of the chain of a study: what its tables give, what its section says, and what is missing."""

from datetime import timedelta
from typing import Any, Final

from servicekit.chain._from_data import PERIOD_DAYS, complaints_over, figures_of_purchases
from servicekit.chain._recovery_stages import FILLS, RETURNS
from servicekit.complaints.cases._case_log import read_case_log
from servicekit.complaints.recovery._outcome_mix import outcome_mix
from servicekit.complaints.recovery._return_rates import return_rates_from
from servicekit.data._accepted import Data
from servicekit.foundation._errors import InvalidValueError
from servicekit.study._study import Study
from servicekit.study.sections._sections import ComplaintsSection
from servicekit.study.sections._what_if_section import OUTCOMES, WhatIfSection
from servicekit.study.tables._case_times import case_times
from servicekit.study.tables._given_tables import Tables
from servicekit.study.tables._purchase_log import observed

YEAR: Final = PERIOD_DAYS["year"]


def gathered(study: Study, section: WhatIfSection, tables: Tables) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return what ``recovery_chain`` takes, and the names of figures that neither tables nor section give.

    Args:
        study: What the columns of the tables mean.
        section: Its figures stand in place of those of the tables.
        tables: The tables beside the survey, by name.
    """
    found: dict[str, Any] = {}
    cases, purchases = tables.get("complaints"), tables.get("transactions")
    if study.complaints is not None and cases is not None:
        found |= _of_cases(study, study.complaints, section, cases)
    elif section.quickly is not None:
        raise InvalidValueError("quickly of [what_if]", "given with a case log under [complaints]", section.quickly)
    if study.transactions is not None and purchases is not None:
        found |= _of_purchases(study, section, purchases)
    found |= {name: entry.figure(name) for name, entry in section.figures.items()}
    missing = tuple(name for name in FILLS if found.get(name) is None)
    returns = {outcome: found.pop(name) for name, outcome in OUTCOMES.items() if name in found}
    return found | {"returns": returns}, missing


def _of_cases(study: Study, section: ComplaintsSection, what_if: WhatIfSection, table: Data) -> dict[str, Any]:
    log = read_case_log(table, columns=section.columns, times=case_times(section, table), policy=study.policy)
    found: dict[str, Any] = {}
    if "complaints" not in what_if.figures:
        found["complaints"] = complaints_over(log, what_if.period)
    if what_if.quickly is not None and what_if.resolved_within is not None:
        short, long = (timedelta(**{section.unit: limit}) for limit in (what_if.quickly, what_if.resolved_within))
        mix = outcome_mix(log, quickly=short, resolved_within=long)
        shares = {"settled": mix.settled, "settled_quickly": mix.settled_quickly}
        found |= {name: share for name, share in shares.items() if share.n}
    if section.outcome is not None and section.returned is not None:
        meanings = dict(section.outcomes) or None
        rates = return_rates_from(table, outcome=section.outcome, returned=section.returned, meanings=meanings)
        found |= {RETURNS[outcome]: share for outcome, share in rates.returned.items()}
    return found


def _of_purchases(study: Study, what_if: WhatIfSection, table: Data) -> dict[str, Any]:
    section = study.transactions
    assert section is not None
    seen = observed(study, section, table)
    found: dict[str, Any] = {"discount_rate": (1 + section.discount) ** (PERIOD_DAYS[what_if.period] / YEAR) - 1}
    share = None if section.amount is None else section.margin_share
    return found | figures_of_purchases(seen.log, period=what_if.period, margin_share=share, until=seen.last)
