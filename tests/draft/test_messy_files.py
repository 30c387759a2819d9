"""Files as people have them: remarks that repeat, words nobody chose, customers who complain twice."""

import pytest

import servicekit as sk

ROWS = 120
WORDS = ("sehr unzufrieden", "eher unzufrieden", "teils/teils", "eher zufrieden", "sehr zufrieden")


def ratings(shift: int, points: int = 5, low: int = 1) -> list[int]:
    return [low + (row * 7 + row // 3 + shift) % points for row in range(ROWS)]


def test_remarks_that_repeat_are_remarks_by_their_name():
    table = {
        "overall": ratings(0),
        "您还有什么意见或建议？": ["等候时间太长了", "工作人员态度很好", "环境有点脏", ""] * 30,
        "reason": ["billing question", "delivery late", "broken on arrival", "other matter"] * 30,
    }
    roles = {column.name: column.role for column in sk.draft_study(table).columns}
    assert roles["您还有什么意见或建议？"] == "text"
    assert roles["reason"] == "group"


def test_words_that_nobody_chose_make_no_scale_of_their_own():
    table = {
        "Wie zufrieden sind Sie insgesamt?": [WORDS[code - 1] for code in ratings(0)],
        "Zufriedenheit mit Wartezeit": [WORDS[code - 1] for code in ratings(1)],
        "Filiale": ["Köln", "München"] * 60,
        "Zufriedenheit mit Freundlichkeit": [WORDS[code - 1] for code in ratings(2, points=4, low=2)],
    }
    study = sk.draft_study(table).study
    assert list(study.scales) == ["satisfied_5"]
    assert study.questions["overall"].label.en == "Overall satisfaction"  # a question is no name for a figure
    assert study.drivers.drivers == ("Zufriedenheit mit Wartezeit", "Zufriedenheit mit Freundlichkeit")
    friendly = sk.assess(study, table).part("priorities")
    assert friendly is not None


def test_a_customer_may_complain_twice():
    cases = {
        "case_no": [f"C{row:04d}" for row in range(ROWS)],
        "received": [f"{1 + row % 28:02d}/03/2024 09:15" for row in range(ROWS)],
        "closed": [f"{1 + row % 28:02d}/03/2024 17:45" for row in range(ROWS)],
        "reason": ["billing", "delay", "staff"] * 40,
        "customer_id": [f"K{row % 50:03d}" for row in range(ROWS)],
    }
    draft = sk.draft_study(cases)
    assert draft.kinds == ("cases",)
    assert draft.study.complaints.columns["customer"] == "customer_id"
    assert sk.assess(draft, complaints=cases).part("complaints") is not None


def test_what_was_expected_of_a_moment_stands_beside_it():
    places = ("booking", "arrival", "check-in", "room", "check-out")
    table = {
        "hotel": ["Lake", "Park"] * 60,
        "overall": ratings(0),
        **{f"{place} (rating)": ratings(at) for at, place in enumerate(places)},
        **{f"{place} (expected)": ratings(at + 2) for at, place in enumerate(places)},
        "expected service overall": ratings(3),
    }
    study = sk.draft_study(table).study
    assert next(iter(study.questions)) == "overall"
    assert study.quality is None
    assert [moment.evaluation for moment in study.journey.touchpoints.values()] == [f"{p} (rating)" for p in places]
    assert study.journey.touchpoints["room"].expectation == "room (expected)"
    assert study.journey.touchpoints["check_in"].label.en == "check-in"
    assert len(set(map(str, study.labels.values()))) == len(study.labels)
    assert set(study.drivers.drivers) == {f"{place} (rating)" for place in places}


def test_a_workbook_that_begins_with_a_page_of_notes_is_read_from_its_data(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "README"
    book.active.append(["Customer survey 2025"])
    book.active.append(["asked in May"])
    data = book.create_sheet("Data")
    data.append(["RESPID", "overall", "region"])
    for row, answer in enumerate(ratings(0)):
        data.append([1000 + row, answer, "NS"[row % 2]])
    book.create_sheet("Codebook").append(["Variable", "Label"])
    book.save(tmp_path / "survey.xlsx")
    table = sk.files.read_table(tmp_path / "survey.xlsx")
    draft = sk.draft_study(table)
    assert {column.name: column.role for column in draft.columns} == {
        "RESPID": "id",
        "overall": "csat",
        "region": "group",
    }
    assert "the sheet 'Data' of 3" in draft.to_toml()
    assert list(sk.files.read_table(tmp_path / "survey.xlsx", sheet="README").columns) == ["Customer survey 2025"]


def test_a_recommendation_in_a_section_of_ratings_keeps_its_own_scale():
    half = [None] * (ROWS // 2)
    table = {
        "V1: Zufriedenheit gesamt": ratings(0, points=6)[: ROWS // 2] + half,
        "V2: Gesamtzufriedenheit": half + ratings(1)[: ROWS // 2],
        "V1: Wartezeit": ratings(2, points=6)[: ROWS // 2] + half,
        "V2: Wartezeit": half + ratings(3)[: ROWS // 2],
        "V2: Weiterempfehlung 0-10": half + ratings(4, points=11, low=0)[: ROWS // 2],
    }
    study = sk.draft_study(table).study
    scales = {question.column: study.scales[question.scale] for question in study.questions.values()}
    assert {column: (scale.low, scale.high) for column, scale in scales.items()} == {
        "V1: Zufriedenheit gesamt": (1, 6),
        "V2: Gesamtzufriedenheit": (1, 5),
        "V1: Wartezeit": (1, 6),
        "V2: Wartezeit": (1, 5),
        "V2: Weiterempfehlung 0-10": (0, 10),
    }


def test_stars_are_a_rating_and_percentages_no_group():
    table = {
        "Overall rating": ["★" * answer + "☆" * (5 - answer) for answer in ratings(0)],
        "Amabilidad (%)": [f"{5 * answer}%" for answer in ratings(1, points=21, low=0)],
        "¿Por qué?": ["", "Espera larga", "Buen trato", ""] * 30,
    }
    draft = sk.draft_study(table)
    assert [column.role for column in draft.columns] == ["csat", "measure", "text"]
    share = sk.assess(draft, table).part("measures").results["overall"]
    assert share.value == pytest.approx(sum(answer >= 4 for answer in ratings(0)) / ROWS)
