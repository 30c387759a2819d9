"""More rows of the same answers never make a guess less sure."""

import numpy as np
import pytest
from exported_files import tencent, wenjuan
from exported_surveys import google_forms, kobo, labels_of, limesurvey_codes, limesurvey_texts, redcap, typeform, wjx
from survey_texts import answers

import servicekit as sk

SHAPES = (
    (google_forms, "fr", "words"),
    (google_forms, "en", "numbers"),
    (typeform, "es", "numbers"),
    (limesurvey_codes, "en", "numbers"),
    (limesurvey_texts, "de", "words"),
    (kobo, "en", "words"),
    (redcap, "en", "numbers"),
    (wjx, "zh", "anchored"),
    (tencent, "zh", "words"),
    (wenjuan, "zh", "numbers"),
)


def first(data, rows):
    return {
        name: [part[:rows] for part in values] if isinstance(values[0], list) else values[:rows]
        for name, values in data.items()
    }


def drafted(shape, data, language, form):
    rows, _ = shape(data, language, labels_of(language, form))
    table = {name: [row[place] or None for row in rows[1:]] for place, name in enumerate(rows[0])}
    return {column.name: column for column in sk.draft_study(table).columns}


@pytest.mark.parametrize(("shape", "language", "form"), SHAPES)
@pytest.mark.parametrize("seed", (1, 2))
def test_more_answers_never_lower_a_confidence(shape, language, form, seed):
    data = answers(np.random.default_rng(seed), 320)
    before: dict[str, sk.draft.DraftColumn] = {}
    for rows in (40, 80, 160, 320):
        found = drafted(shape, first(data, rows), language, form)
        for name, column in before.items():
            if found[name].role == column.role:
                assert found[name].confidence >= column.confidence, (name, rows)
        before = found


def test_a_numbered_name_alone_ties_no_texts_to_a_rating():
    words = ["Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"]
    found = []
    for rows in (80, 400):
        table = {
            "Q1": [words[row % 5] for row in range(rows)],
            "Q4": [("North", "South", "East")[row % 3] for row in range(rows)],
            "Q6": [f"word{row % 70}" if row % 2 else None for row in range(rows)],
        }
        found.append(sk.draft_study(table).columns[0])
    assert {column.role for column in found} == {"csat"}
    assert found[0].confidence == found[1].confidence
