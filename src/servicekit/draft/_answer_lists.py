"""Words of answers in English, German, French, Spanish and Chinese: neutral, families, ladders."""

import re
from typing import Final

from servicekit.data._no_answer import folded

_NEUTRAL: Final = (
    "neutral|neither|undecided|so so|so-so|mixed|it depends|一般|一般般|中立|普通|还行|不一定|无所谓|"
    "無所謂|不确定|teils teils|teils/teils|teils-teils|teils, teils|weder noch|weder/noch|weder-noch|"
    "neutro|neutre|ni uno ni otro|in between|unentschieden|indifferent|indiferente|"
    "ni l'un ni l'autre|没意见|尚可|中性|基本满意|基本同意|基本符合"
)
NEUTRAL: Final = frozenset(folded(word) for word in _NEUTRAL.split("|"))
NEITHER: Final = ("neither ", "weder ", "ni ", "nor ", "既不", "说不上")
FAMILIES: Final[tuple[tuple[str, re.Pattern[str], int], ...]] = tuple(
    (family, re.compile(pattern), sign)
    for family, pattern, sign in (
        ("satisfied", r"satisf|zufrieden|满意|满$|content$|\bhappy|unhappy|contento|heureux|glücklich|开心|高兴", 1),
        ("agree", r"agree|同意|赞同|赞成|认同|zustimm|stimme|zutreff|trifft|accord|acuerdo|einverstanden", 1),
        ("likely", r"likely|probable|wahrscheinlich|可能", 1),
        ("easy", r"\beasy|\beasily|einfach|leicht|facile|fácil|容易|轻松|简单|方便", 1),
        ("easy", r"difficult|\bhard\b|schwierig|schwer|difficile|difícil|困难|费力", -1),
        ("important", r"important|wichtig|重要", 1),
        ("confident", r"confident|有信心", 1),
        ("clear", r"\bclear\b|清楚", 1),
    )
)
STRENGTHS: Final[tuple[tuple[str, float], ...]] = (
    (r"not at all|überhaupt nicht|gar nicht|pas du tout|nada|para nada|一点也不|一点都不|根本不", -4.0),
    (r"not very|not so|not too|nicht sehr|pas très|pas vraiment|no muy|不太|不怎么|不大", -1.0),
    (
        r"extremely|completely|totally|entirely|fully|absolutely|äußerst|extrem|völlig|vollkommen|voll und "
        r"ganz|voll|extrêmement|"
        r"tout à fait|totalement|entièrement|totalmente|completamente|extremadamente|极其|极为|极度|极|完全|绝对",
        4.0,
    ),
    (r"very|strongly|highly|sehr|stark|très|fortement|muy|非常|十分|很|特别", 3.0),
    (r"quite|fairly|ziemlich|assez|bastante|相当", 1.2),
    (r"moderately|mäßig|modérément|moderadamente", 1.1),
    (
        r"somewhat|rather|eher|etwas|teilweise|plutôt|algo|un peu|比较|较|有点|有些|略|slightly agree|"
        r"partly|mostly|tend to",
        1.0,
    ),
    (r"slightly|a little|a bit|wenig|kaum|peu|poco|稍", 0.8),
)
STRENGTH_PATTERNS: Final = tuple(
    (
        re.compile(
            "|".join(
                rf"(?:\b(?:{w})\b)" if w.isascii() or not re.search("[\u3400-\u9fff]", w) else w
                for w in words.split("|")
            )
        ),
        value,
    )
    for words, value in STRENGTHS
)
NEGATION: Final = re.compile(
    r"\b(?:not|no|nicht|kein|keine|pas|never|non)\b|\b(?:dis|un|in|im)(?=satis|agree|likely|happy|important|"
    r"clear|probable|content|"
    r"wahrscheinlich|zufrieden|easy|satisfech|confident)|\bd[ée]s(?=accord|acuerdo)|des(?=acuerdo)|不|"
    r"非(?!常)|未|没|en desacuerdo|ablehn|lehne"
)
QUALITY: Final = (
    "terrible|horrible|awful|worst|极差|糟糕|ungenügend|pésimo|exécrable",
    "very poor|very bad|extremely poor|很差|非常差|sehr schlecht|très mauvais|très mauvaise|muy malo|muy "
    "mala|mangelhaft",
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
    "i like it|like|i like it that way|i would like it|i enjoy it that way|喜欢|很喜欢|我喜欢|i like it very "
    "much|das würde mich sehr freuen|ça me plairait",
    "must be|must-be|it must be that way|i expect it|expect it|it must be|理所当然|应该如此|应当如此|"
    "理应如此|必须有|das setze ich voraus|c'est normal",
    "neutral|i am neutral|i don't care|无所谓|中立|das ist mir egal|ça m'est égal",
    "live with|live with it|i can live with it|i can tolerate it|can tolerate|tolerate it|勉强接受|能忍受|"
    "可以忍受|能接受|das nehme ich gerade noch hin",
    "dislike|i dislike it|i dislike it that way|不喜欢|很不喜欢|我不喜欢|das würde mich sehr stören|ça me dérangerait",
)
EXTENT: Final = (
    "not at all|überhaupt nicht|pas du tout|para nada|完全没有|none at all|to no extent",
    "a little|slightly|a little bit|to a small extent|ein wenig|un peu|un poco|有一点|有一点点|very little",
    "somewhat|moderately|to some extent|etwas|mäßig|moyennement|algo|一般程度|to a moderate extent|a moderate amount",
    "quite a bit|considerably|a lot|very much|very|to a large extent|ziemlich|beaucoup|mucho|bastante|很多|"
    "to a great extent",
    "extremely|a great deal|completely|entirely|to a very large extent|äußerst|sehr|énormément|muchísimo|非常多",
)
EXPECTED: Final = (
    "much worse than expected|far below expectations|far below my expectations|远低于预期|viel schlechter als erwartet",
    "worse than expected|below expectations|below my expectations|did not meet expectations|低于预期|"
    "schlechter als erwartet",
    "as expected|about what i expected|met expectations|met my expectations|meets expectations|符合预期|wie "
    "erwartet|comme prévu",
    "better than expected|above expectations|exceeded expectations|exceeded my expectations|exceeds "
    "expectations|高于预期|超出预期|besser als erwartet",
    "much better than expected|far above expectations|far exceeded expectations|远高于预期|远超预期|viel "
    "besser als erwartet",
)
LADDERS: Final[dict[str, dict[str, float]]] = {
    name: {folded(word): float(place) for place, words in enumerate(steps) for word in words.split("|")}
    for name, steps in (
        ("quality", QUALITY),
        ("expected", EXPECTED),
        ("kano", KANO),
        ("frequency", FREQUENCY),
        ("levels", LEVELS),
        ("extent", EXTENT),
    )
}
