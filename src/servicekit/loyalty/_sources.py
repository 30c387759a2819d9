"""Where the loyalty frameworks come from."""

from typing import Final

from servicekit.foundation._vocabulary import Source

DECK: Final = Source("Customer satisfaction measurement deck", None, "Module four: raising customer satisfaction")
