"""The tables of a study by name, for parts that read several."""

from typing import TypedDict

from servicekit.data._accepted import Data
from servicekit.improvement._register import ActionRegister


class Tables(TypedDict, total=False):
    """The survey and the tables beside it, as far as they were given."""

    survey: Data | None
    complaints: Data | None
    transactions: Data | None
    audits: Data | None
    waits: Data | None
    churn: Data | None
    events: Data | None
    staff: Data | None
    actions: Data | ActionRegister | None
