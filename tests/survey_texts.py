"""Texts, words of answers and random answers of a survey, in five languages."""

import numpy as np

WORDS = {
    "en": ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied", "Very satisfied"],
    "zh": ["非常不满意", "不满意", "一般", "满意", "非常满意"],
    "de": ["Sehr unzufrieden", "Unzufrieden", "Teils/teils", "Zufrieden", "Sehr zufrieden"],
    "fr": ["Très insatisfait", "Insatisfait", "Neutre", "Satisfait", "Très satisfait"],
    "es": ["Muy insatisfecho", "Insatisfecho", "Neutral", "Satisfecho", "Muy satisfecho"],
}
TEXTS = {
    "en": (
        "Overall, how satisfied are you with our service?",
        "How likely are you to recommend us to a friend?",
        "Please rate the following",
        ("Speed", "Helpfulness", "Opening hours"),
        "Which branch did you visit?",
        "Which channels did you use? (all that apply)",
        ("Counter", "Phone", "App"),
        "Anything you would like to add?",
    ),
    "zh": (
        "您对本次服务的总体满意度？",
        "您有多大可能向亲友推荐我们？",
        "请对以下方面评价",
        ("办理速度", "服务态度", "营业时间"),
        "您办理业务的网点",
        "您使用过哪些渠道？",
        ("柜台", "电话", "手机"),
        "您还有什么建议？",
    ),
    "de": (
        "Wie zufrieden sind Sie insgesamt mit uns?",
        "Wie wahrscheinlich ist eine Weiterempfehlung?",
        "Bitte bewerten Sie",
        ("Tempo", "Freundlichkeit", "Sauberkeit"),
        "Welche Filiale haben Sie besucht?",
        "Welche Wege haben Sie genutzt? (Mehrfachauswahl)",
        ("Schalter", "Telefon", "App"),
        "Weitere Kommentare",
    ),
    "fr": (
        "Globalement, êtes-vous satisfait de notre service ?",
        "Nous recommanderiez-vous à un proche ?",
        "Veuillez évaluer",
        ("Rapidité", "Amabilité", "Propreté"),
        "Quelle agence avez-vous visitée ?",
        "Quels canaux avez-vous utilisés ? (plusieurs réponses)",
        ("Guichet", "Téléphone", "App"),
        "Commentaires",
    ),
    "es": (
        "En general, ¿cuál es su satisfacción con el servicio?",
        "¿Nos recomendaría a un amigo?",
        "Por favor valore",
        ("Rapidez", "Amabilidad", "Limpieza"),
        "¿Cuál sucursal visitó?",
        "¿Qué canales usó? (varias respuestas)",
        ("Ventanilla", "Teléfono", "App"),
        "Comentarios",
    ),
}
SITES = ("North", "Canal", "Market")
ITEMS = 3


def answers(rng: np.random.Generator, rows: int) -> dict[str, list]:
    """Return codes: satisfaction and items 1-5, recommendation 0-10, branch, ticks, comment; every answer occurs."""

    def codes(low: int, high: int) -> list[int]:
        drawn = [*range(low, high + 1), *rng.integers(low, high + 1, rows - (high - low + 1)).tolist()]
        return [drawn[place] for place in rng.permutation(rows)]

    ticks = [rng.integers(0, 2, rows).tolist() for _ in range(3)]
    said = [f"please look at point {row} again" if rng.random() < 0.4 else "" for row in range(rows)]
    sites = [SITES[place] for place in rng.integers(0, 3, rows)]
    return {
        "sat": codes(1, 5),
        "nps": codes(0, 10),
        "items": [codes(1, 5) for _ in range(ITEMS)],
        "site": sites,
        "ticks": ticks,
        "said": said,
    }


def stamp(row: int) -> str:
    return f"2026-03-{1 + row % 28:02} 10:{row % 60:02}:00"
