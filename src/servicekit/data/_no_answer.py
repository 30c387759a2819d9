"""Words for "no answer" in surveys and their exports, in English, German, French, Spanish and Chinese."""

from functools import lru_cache
from typing import Final
from unicodedata import normalize

from servicekit.data._han import simplified

_WORDS: Final = (
    "N/A|NA|n.a.|n. a.|#N/A|n/a (not applicable)|nan|null|none|nil|-|--|—|?|.|prefer not to say|"
    "prefer not to answer|rather not say|don't know|dont know|do not know|i don't know|unsure|not sure|unknown|"
    "don't know / not applicable|don't know/not applicable|dk|dk/na|not applicable|no answer|no opinion|no response|"
    "refused|refusal|not used|never used|did not use|have not used|not answered|not asked|not stated|missing|"
    "system missing|skip|skipped|declined|decline to answer|no comment|no experience|not relevant|"
    "cannot say|can't say|can not say|can't rate|unable to rate|"
    "k.a.|k. a.|keine angabe|keine antwort|weiß nicht|weiss nicht|ich weiß nicht|kann ich nicht beurteilen|"
    "kann ich nicht sagen|trifft nicht zu / keine angabe|trifft nicht auf mich zu|nicht genutzt|nie genutzt|"
    "nicht beantwortet|keine meinung|keine erfahrung|möchte ich nicht sagen|weiß ich nicht|"
    "ne sait pas|je ne sais pas|nsp|sans opinion|sans réponse|sans objet|refus|non concerné|non concerné(e)|"
    "ne se prononce pas|"
    "no sabe|no sé|ns/nc|no aplica|no contesta|no sabe / no contesta|no procede|sin respuesta|sin opinión|"
    "不适用|不清楚|不知道|不了解|未使用|未使用过|没用过|没有用过|拒答|拒绝回答|无法评价|无法回答|说不清|未回答|"
    "未作答|未评价|未评|缺失|不方便回答|不便回答|不方便透露|不便透露|不愿回答|不愿透露|不想回答|不想说|不好说|"
    "难说|不确定|保密|跳过|没体验过|未体验|未体验过|没有体验过|未接触|未接触过|没注意|没有注意|没去过|没有印象|"
    "无法判断|不予评价|暂无评价|"
    "(跳过)|(空)"
)


@lru_cache(maxsize=1 << 15)
def folded(answer: str) -> str:
    """Return an answer as it is compared: one case and width, one script of Chinese, no marks at the end."""
    text = normalize("NFKC", answer).casefold().replace("_", " ").replace("’", "'")
    return " ".join(simplified(text).replace("\u200b", "").replace("\ufeff", "").split()).rstrip(".!")


NO_ANSWER: Final = frozenset(_WORDS.split("|"))
_FOLDED: Final = frozenset(folded(word) for word in NO_ANSWER) - {""}


@lru_cache(maxsize=1 << 15)
def is_no_answer(text: str) -> bool:
    """Return whether a text says that there is no answer; of a rating, not of a group, which may be called "NA"."""
    return folded(text) in _FOLDED or text.strip() == "."
