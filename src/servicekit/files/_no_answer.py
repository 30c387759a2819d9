"""Words for "no answer" in surveys and their exports, in English, Chinese, German, French and Spanish."""

import unicodedata
from typing import Final

from servicekit.files._raw_table import BLANK

_WORDS: Final = (
    "n/a|na|n.a.|n. a.|#n/a|nan|null|none|-|--|—|?|prefer not to say|prefer not to answer|rather not say|don't know|"
    "do not know|dont know|dk|dk/na|don't know / not applicable|don't know/not applicable|not applicable|no answer|"
    "no opinion|no response|refused|refusal|not used|never used|not asked|missing|unsure|not sure|unknown|can't say|"
    "cannot say|can't rate|unable to rate|system missing|"
    "k.a.|k. a.|keine angabe|weiß nicht|weiss nicht|kann ich nicht beurteilen|trifft nicht zu|keine antwort|"
    "ne sait pas|je ne sais pas|nsp|sans opinion|non concerné|sans réponse|refus|ne se prononce pas|"
    "no sabe|ns/nc|no aplica|no contesta|no sabe / no contesta|sin respuesta|"
    "不适用|不清楚|不知道|不了解|未使用|没用过|拒答|拒绝回答|无法评价|说不清|未回答|缺失|(跳过)|(空)|"
    "不適用|沒用過|拒絕回答|無法評價|說不清|不瞭解"
)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("’", "'").strip(BLANK).casefold()


NO_ANSWER: Final = frozenset(_plain(word) for word in _WORDS.split("|"))


def is_no_answer(text: str) -> bool:
    """Return whether a text says that there is no answer; of a rating, not of a group, which may be called "NA"."""
    return _plain(text) in NO_ANSWER
