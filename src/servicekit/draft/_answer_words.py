"""Answers in words: how good or strong each is, in English, German, French, Spanish and Chinese."""

import re
from functools import lru_cache
from typing import Final
from unicodedata import normalize

from attrs import frozen

NO_ANSWER: Final = frozenset(
    word.casefold()
    for word in (
        "N/A|NA|n.a.|n.a|#N/A|n/a (not applicable)|nan|null|none|nil|-|--|—|?|.|prefer not to say|prefer not to answer|rather not say|"
        "don't know|dont know|do not know|don’t know|i don't know|don't know / not applicable|dk|not applicable|no answer|no opinion|no response|"
        "refused|not used|never used|did not use|have not used|not sure|unsure|unknown|not answered|not stated|missing|cannot say|can't say|"
        "can not say|k.a.|k. a.|keine angabe|weiß nicht|weiss nicht|ich weiß nicht|kann ich nicht beurteilen|kann ich nicht sagen|"
        "trifft nicht auf mich zu|nicht genutzt|nie genutzt|ne sait pas|je ne sais pas|sans opinion|non concerné|"
        "non concerné(e)|ne se prononce pas|nsp|no sabe|no sé|ns/nc|no aplica|no contesta|no procede|不适用|不適用|不清楚|不知道|不了解|"
        "未使用|未使用过|没用过|没有用过|沒用過|拒答|拒绝回答|无法评价|無法評價|说不清|(跳过)|（跳过）|(空)|（空）"
    ).split("|")
)
NEUTRAL: Final = frozenset(
    (
        "neutral|neither|undecided|so so|so-so|mixed|it depends|一般|一般般|中立|普通|还行|不一定|无所谓|無所謂|不确定|teils teils|"
        "teils/teils|teils-teils|teils, teils|weder noch|weder/noch|weder-noch|neutro|neutre|ni uno ni otro|in between|unentschieden|indifferent|"
        "indiferente|ni l'un ni l'autre|没意见|尚可|中性|基本满意吗"
    ).split("|")
)
NEITHER: Final = ("neither ", "weder ", "ni ", "nor ", "既不", "说不上")
FAMILIES: Final[tuple[tuple[str, re.Pattern[str], int], ...]] = tuple(
    (family, re.compile(pattern), sign)
    for family, pattern, sign in (
        ("satisfied", r"satisf|zufrieden|满意|滿意|满$|滿$|content$", 1),
        ("agree", r"agree|同意|赞同|赞成|認同|认同|zustimm|stimme|zutreff|trifft|accord|acuerdo|einverstanden", 1),
        ("likely", r"likely|probable|wahrscheinlich|可能", 1),
        ("easy", r"\beasy|\beasily|einfach|leicht|facile|fácil|容易|轻松|简单", 1),
        ("easy", r"difficult|\bhard\b|schwierig|schwer|difficile|difícil|困难|困難|费力|費力", -1),
        ("important", r"important|wichtig|重要", 1),
        ("confident", r"confident|有信心", 1),
        ("clear", r"\bclear\b|清楚", 1),
    )
)
STRENGTHS: Final[tuple[tuple[str, float], ...]] = (
    (r"not at all|überhaupt nicht|gar nicht|pas du tout|nada|para nada|一点也不|一点都不|根本不", -4.0),
    (r"not very|not so|not too|nicht sehr|pas très|pas vraiment|no muy|不太|不怎么|不大", -1.0),
    (r"extremely|completely|totally|entirely|fully|absolutely|äußerst|extrem|völlig|vollkommen|voll und ganz|voll|extrêmement|"
     r"tout à fait|totalement|entièrement|totalmente|completamente|extremadamente|极其|极为|极度|极|完全|绝对", 4.0),
    (r"very|strongly|highly|sehr|stark|très|fortement|muy|非常|十分|很|特别", 3.0),
    (r"quite|fairly|ziemlich|assez|bastante|相当", 1.2),
    (r"moderately|mäßig|modérément|moderadamente", 1.1),
    (r"somewhat|rather|eher|etwas|teilweise|plutôt|algo|un peu|比较|比較|较|較|有点|有些|略|slightly agree|partly|mostly|tend to", 1.0),
    (r"slightly|a little|a bit|wenig|kaum|peu|poco|稍", 0.8),
)  # fmt: skip
STRENGTH_PATTERNS: Final = tuple(
    (re.compile("|".join(rf"(?:\b(?:{w})\b)" if w.isascii() or not re.search("[\u3400-\u9fff]", w) else w
                         for w in words.split("|"))), value)
    for words, value in STRENGTHS
)  # fmt: skip
NEGATION: Final = re.compile(
    r"\b(?:not|no|nicht|kein|keine|pas|never|non)\b|\b(?:dis|un|in|im)(?=satis|agree|likely|happy|important|clear|probable|content|"
    r"wahrscheinlich|zufrieden|easy|satisfech|confident)|\bd[ée]s(?=accord|acuerdo)|des(?=acuerdo)|不|非(?!常)|未|没|en desacuerdo|ablehn|lehne"
)
QUALITY: Final = (
    "terrible|horrible|awful|worst|极差|糟糕|ungenügend|pésimo|exécrable",
    "very poor|very bad|extremely poor|很差|非常差|sehr schlecht|très mauvais|très mauvaise|muy malo|muy mala|mangelhaft",
    "poor|bad|unsatisfactory|差|较差|不好|schlecht|mauvais|mauvaise|malo|mala|ausreichend",
    "below average|below standard|unterdurchschnittlich|fairly poor|fairly bad",
    "fair|average|ok|okay|acceptable|moderate|adequate|regular|mittel|mittelmäßig|befriedigend|durchschnittlich|moyen|"
    "moyenne|passable|一般|中等|中|及格|合格",
    "above average|fairly good|überdurchschnittlich|assez bien|assez bon|较好|比较好",
    "good|gut|bon|bonne|bien|bueno|buena|好|良好|良|great",
    "very good|really good|sehr gut|très bon|très bonne|très bien|muy bueno|muy buena|muy bien|很好|非常好",
    "excellent|ausgezeichnet|hervorragend|excelente|优秀|优|极好|best|superb|exzellent",
    "outstanding|exceptional|perfect|world class|卓越|完美",
)
FREQUENCY: Final = (
    "never|nie|niemals|jamais|nunca|从不|从来不|从未|從不|not at any time",
    "almost never|hardly ever|very rarely|fast nie|presque jamais|casi nunca|几乎不|极少|very seldom",
    "rarely|seldom|selten|rarement|rara vez|raramente|很少|infrequently",
    "occasionally|once in a while|gelegentlich|de temps en temps|ocasionalmente|de vez en cuando|偶尔",
    "sometimes|manchmal|ab und zu|parfois|a veces|有时|有時|有时候|about half the time",
    "often|frequently|oft|häufig|souvent|a menudo|frecuentemente|经常|常常|時常",
    "usually|most of the time|meistens|meist|d'habitude|normalmente|la plupart du temps|通常|大多数时候|大多时候",
    "very often|very frequently|sehr oft|très souvent|muy a menudo|很经常",
    "almost always|nearly always|fast immer|presque toujours|casi siempre|几乎总是",
    "always|immer|toujours|siempre|总是|總是|每次|一直",
)
LEVELS: Final = (
    "very low|sehr niedrig|sehr gering|très faible|muy bajo|很低|非常低",
    "low|niedrig|gering|faible|bajo|baja|低",
    "medium|moderate|mittel|moyen|moyenne|medio|media|中|中等|middle",
    "high|hoch|élevé|élevée|alto|alta|fort|高",
    "very high|sehr hoch|très élevé|muy alto|很高|非常高",
)
KANO: Final = (
    "i like it|like|i like it that way|i would like it|i enjoy it that way|喜欢|很喜欢|我喜欢|i like it very much|das würde mich sehr freuen|ça me plairait",
    "must be|must-be|it must be that way|i expect it|expect it|it must be|理所当然|应该如此|应当如此|理应如此|必须有|das setze ich voraus|c'est normal",
    "neutral|i am neutral|i don't care|无所谓|中立|das ist mir egal|ça m'est égal",
    "live with|live with it|i can live with it|i can tolerate it|can tolerate|tolerate it|勉强接受|能忍受|可以忍受|能接受|das nehme ich gerade noch hin",
    "dislike|i dislike it|i dislike it that way|不喜欢|很不喜欢|我不喜欢|das würde mich sehr stören|ça me dérangerait",
)
EXTENT: Final = (
    "not at all|überhaupt nicht|pas du tout|para nada|完全没有|none at all|to no extent",
    "a little|slightly|a little bit|to a small extent|ein wenig|un peu|un poco|有一点|有一点点|very little",
    "somewhat|moderately|to some extent|etwas|mäßig|moyennement|algo|一般程度|to a moderate extent|a moderate amount",
    "quite a bit|considerably|a lot|very much|very|to a large extent|ziemlich|beaucoup|mucho|bastante|很多|to a great extent",
    "extremely|a great deal|completely|entirely|to a very large extent|äußerst|sehr|énormément|muchísimo|非常多",
)
EXPECTED: Final = (
    "much worse than expected|far below expectations|far below my expectations|远低于预期|viel schlechter als erwartet",
    "worse than expected|below expectations|below my expectations|did not meet expectations|低于预期|schlechter als erwartet",
    "as expected|about what i expected|met expectations|met my expectations|meets expectations|符合预期|wie erwartet|comme prévu",
    "better than expected|above expectations|exceeded expectations|exceeded my expectations|exceeds expectations|高于预期|超出预期|besser als erwartet",
    "much better than expected|far above expectations|far exceeded expectations|远高于预期|远超预期|viel besser als erwartet",
)
LADDERS: Final[dict[str, dict[str, float]]] = {
    name: {word.casefold(): float(place) for place, words in enumerate(steps) for word in words.split("|")}
    for name, steps in (
        ("quality", QUALITY),
        ("expected", EXPECTED),
        ("kano", KANO),
        ("frequency", FREQUENCY),
        ("levels", LEVELS),
        ("extent", EXTENT),
    )
}
SYMMETRIC: Final = ("satisfied", "agree", "likely", "easy")
LONGEST: Final = 60
BRACKET_AT_END: Final = re.compile(r"\s*[\(（\[][^()（）]*[\)）\]]\s*$")
ENOUGH: Final = 0.9


@frozen(kw_only=True)
class WordScale:
    """A ladder of answers in words.

    Attributes:
        codes: Answer as written -> its number on the scale.
        points: Number of steps; the scale runs from 1.
        family: Which ladder it is.
        is_certain: Whether the order is known rather than guessed.
    """

    codes: dict[str, float]
    points: int
    family: str
    is_certain: bool = True


@lru_cache(maxsize=1 << 15)
def folded(answer: str) -> str:
    """Return an answer as it is compared."""
    text = normalize("NFKC", answer).casefold().replace("_", " ").replace("’", "'").strip()
    return " ".join(text.split()).rstrip(".!")


@lru_cache(maxsize=1 << 15)
def is_no_answer(answer: str) -> bool:
    """Return whether a text says that there is no answer."""
    return folded(answer) in NO_ANSWER or answer.strip().casefold() in NO_ANSWER


def is_neutral(text: str) -> bool:
    """Return whether a folded answer stands in the middle."""
    return text in NEUTRAL or text.startswith(NEITHER)


@lru_cache(maxsize=1 << 15)
def polarity(answer: str) -> tuple[str, float] | None:
    """Return the family of an answer and how far it is for (positive) or against; None where no family is known."""
    if len(answer) > LONGEST:
        return None
    text = BRACKET_AT_END.sub("", folded(answer)) or folded(answer)
    if is_neutral(text):
        return "", 0.0
    for family, pattern, sign in FAMILIES:
        if pattern.search(text):
            strength = next((value for words, value in STRENGTH_PATTERNS if words.search(text)), 2.0)
            if strength < 0:
                return family, strength * sign
            negative = bool(NEGATION.search(text))
            return family, strength * sign * (-1 if negative else 1)
    return None


def halves(answer: str) -> list[str]:
    """Return the answer itself and, where it is written in two languages, each of them."""
    return [answer, *(part for part in re.split(r"\s*/\s*|\s*\|\s*", answer) if part and part != answer)]


def word_scale(values: dict[str, int]) -> WordScale | None:
    """Return the ladder that the answers form, if at least nine of ten rows fit one."""
    if not 2 <= len(values) <= 30 or any(len(value) > LONGEST for value in values):
        return None
    if all(folded(value) in ("yes", "no", "true", "false", "0", "1") for value in values):
        return None
    if not all(any(letter.isalpha() for letter in value) for value in values):
        return None
    for find in (_fixed, _by_polarity, _by_stem):
        if (found := find(values)) is not None:
            return found
    return None


def _fixed(values: dict[str, int]) -> WordScale | None:
    total = sum(values.values())
    for name, words in LADDERS.items():
        ranks: dict[str, float] = {}
        for value in values:
            for part in halves(value):
                text = BRACKET_AT_END.sub("", folded(part)) or folded(part)
                if text in words:
                    ranks[value] = words[text]
                    break
                if name not in ("levels", "kano") and is_neutral(text):
                    ranks[value] = 4.0 if name == "quality" else 2.0
                    break
        steps = sorted(set(ranks.values()))
        if sum(values[value] for value in ranks) < ENOUGH * total or len(steps) < 2 or len(ranks) < len(values):
            continue
        if name == "levels" and len(steps) < 3 and not {"low", "high"} <= {folded(value) for value in values}:
            continue
        if len(steps) < len(ranks):
            return None
        if name == "kano":
            return WordScale(codes={value: rank + 1 for value, rank in ranks.items()}, points=5, family=name)
        codes = {value: float(steps.index(rank) + 1) for value, rank in ranks.items()}
        return WordScale(codes=codes, points=len(steps), family=name, is_certain=name != "levels")
    return None


def _by_polarity(values: dict[str, int]) -> WordScale | None:
    total = sum(values.values())
    scores: dict[str, tuple[str, float]] = {}
    for value in values:
        found = next((known for part in halves(value) if (known := polarity(part)) is not None), None)
        if found is not None:
            scores[value] = found
    families = {family for family, _ in scores.values() if family}
    if len(families) != 1 or len(scores) < len(values) or sum(values[v] for v in scores) < ENOUGH * total:
        return None
    family = families.pop()
    numbers = {value: score for value, (_, score) in scores.items()}
    if len(set(numbers.values())) < 2 or len(set(numbers.values())) < len(numbers):
        return None
    places = _places(numbers, family)
    return WordScale(codes=places[0], points=places[1], family=family)


def _places(scores: dict[str, float], family: str) -> tuple[dict[str, float], int]:
    """Return the number of each answer and the number of steps; a side that nobody chose is completed."""
    negative = sorted(-score for score in scores.values() if score < 0)
    positive = sorted(score for score in scores.values() if score > 0)
    rising = sorted(scores.values())
    one_sided = family not in SYMMETRIC or (len(positive) >= 3 and len(negative) <= 1)
    if one_sided or not negative or (len(scores) > 5 and 0.0 not in scores.values()):
        if not negative and family in SYMMETRIC and len(positive) <= 2 and not one_sided:
            side = max(len(positive), 2) if positive[-1:] != [2.0] else len(positive)
            return {v: float(side + 1 + (positive.index(s) + 1 if s else 0)) for v, s in scores.items()}, 2 * side + 1
        return {value: float(rising.index(score) + 1) for value, score in scores.items()}, len(rising)
    strengths = sorted({*map(_level, negative), *map(_level, positive)})
    side = max(len(strengths), len(negative), len(positive))
    has_middle = 0.0 in scores.values()
    if len(strengths) < side:  # two strengths that one level holds: counted from the middle outwards
        strengths = []
    even = not has_middle and (len(scores) == 2 * side or side == 1)
    points = 2 * side + (0 if even else 1)
    middle = (points + 1) / 2
    codes: dict[str, float] = {}
    for value, score in scores.items():
        own = positive if score > 0 else negative
        if score == 0:
            codes[value] = middle
            continue
        step = (strengths.index(_level(abs(score))) if strengths else own.index(abs(score))) + 1
        shift = step - (0.5 if even else 0.0)
        codes[value] = middle + (shift if score > 0 else -shift)
    return codes, points


def _level(strength: float) -> float:
    """Return strengths that pair across the middle ("not very" with "somewhat") as one."""
    return 1.0 if strength <= 1.2 else 4.0 if strength >= 4 else strength


def _by_stem(values: dict[str, int]) -> WordScale | None:
    """Return the ladder "not at all X, not very X, somewhat X, X, very X" of one unknown word X."""
    scores: dict[str, float] = {}
    stems: set[str] = set()
    for value in values:
        text = BRACKET_AT_END.sub("", folded(value)) or folded(value)
        if is_neutral(text):
            scores[value] = 0.0
            continue
        score, stem = 2.0, text
        for pattern, strength in STRENGTH_PATTERNS:
            if found := pattern.search(text):
                score, stem = strength, (text[: found.start()] + text[found.end() :]).strip()
                break
        else:
            if text.startswith(("not ", "nicht ", "pas ", "no ", "不")):
                score, stem = -2.0, re.sub(r"^(?:not|nicht|pas|no)\s|^不", "", text).strip()
        if score > 0 and NEGATION.search(stem):
            score, stem = -score, NEGATION.sub("", stem).strip()
        scores[value] = score
        stems.add(stem)
    if len(stems) != 1 or not next(iter(stems)) or len(scores) < 3 or len(set(scores.values())) < len(scores):
        return None
    rising = sorted(scores.values())
    return WordScale(
        codes={v: float(rising.index(s) + 1) for v, s in scores.items()},
        points=len(rising),
        family=f"x:{next(iter(stems))}",
    )


NUMBER_FIRST: Final = re.compile(r"^\s*[\(（\[]?\s*(-?\d{1,3})\s*[\)）\]]?\s*[-–—.．、:：=]*\s*(\D.*)$", re.DOTALL)
NUMBER_LAST: Final = re.compile(r"^(\D.*?)\s*[\(（\[]\s*(\d{1,3})\s*[\)）\]]$", re.DOTALL)
STARS: Final = frozenset(("star", "stars", "★", "星", "分", "point", "points", "sterne", "étoiles", "estrellas", "/5", "/10"))  # fmt: skip
LETTER_CODE: Final = re.compile(r"^A0?(\d{1,2})$")


@lru_cache(maxsize=1 << 15)
def anchor(answer: str) -> tuple[float, str] | None:
    """Return number and words of an answer such as "1 - poor", "5.非常满意" or "good (4)"; None for any other."""
    if found := NUMBER_FIRST.match(answer):
        words = found[2].strip()
        return (float(found[1]), words) if words and not words[0].isdigit() else None
    if found := NUMBER_LAST.match(answer):
        return float(found[2]), found[1].strip()
    return None


def anchored(values: dict[str, int]) -> tuple[dict[str, float], dict[float, str]] | None:
    """Return the numbers of answers that carry them, and the words by number; None where they are no such answers."""
    if not 2 <= len(values) <= 40:
        return None
    codes: dict[str, float] = {}
    words: dict[float, str] = {}
    for value in values:
        if value.isdigit():
            codes[value] = float(value)
        elif (found := anchor(value)) is not None:
            codes[value] = found[0]
            words[found[0]] = found[1]
    total = sum(values.values())
    if len(codes) < len(values) or not words or sum(values[value] for value in codes) < 0.95 * total:
        return None
    plain = {value: code for value, code in codes.items() if not value.isdigit()}
    if len(set(plain.values())) < len(plain):
        return None
    texts = {folded(word) for word in words.values()}
    if texts <= STARS:
        return codes, {}
    if len(texts) < min(2, len(words)) or (len(texts) == 1 and len(codes) > 2 and len(words) > 1):
        return None
    return codes, words


def is_rated(words: dict[float, str]) -> bool:
    """Return whether at least one of the words of numbered answers is one of a ladder."""
    return any(
        polarity(word) is not None or any(folded(word) in ladder for ladder in LADDERS.values()) for word in words.values()
    )


def points_up(words: dict[float, str]) -> bool | None:
    """Return whether the better words have the higher numbers; None where the words do not tell."""
    scored = []
    for number, word in sorted(words.items()):
        known = polarity(word)
        if known is not None and known[0]:
            scored.append((number, known[1]))
            continue
        for name in ("quality", "expected", "frequency"):
            if folded(word) in LADDERS[name]:
                scored.append((number, LADDERS[name][folded(word)] - 4))
                break
    if len(scored) >= 2 and scored[0][1] != scored[-1][1]:
        return scored[0][1] < scored[-1][1]
    return None
