"""Tables of further kinds: tickets, calls, reviews, orders, means, and ratings in unusual clothes."""

import numpy as np
import pytest

import servicekit as sk
from servicekit.data._columns import as_column
from servicekit.data._numerals import money_of_text
from servicekit.foundation import InvalidValueError, RecordError, ServiceKitError
from servicekit.study import study_from_toml

RNG = np.random.default_rng(5)
ROWS = 150
DAYS = [f"2026-03-{1 + row % 28:02} 10:{row % 60:02}" for row in range(ROWS)]


def codes(low, high):
    return RNG.integers(low, high + 1, ROWS).tolist()


def among(*words):
    return RNG.choice(np.array(words, dtype=object), ROWS).tolist()


def roles(table):
    return {column.name: column.role for column in sk.draft_study(table).columns}


def test_a_call_log_with_a_rating_is_both_waits_and_survey():
    table = {
        "Call Id": [f"ID{row:04}" for row in range(ROWS)],
        "Date": ["2021-01-01"] * ROWS,
        "Time": [f"09:{row % 60:02}:58" for row in range(ROWS)],
        "Answered (Y/N)": among("Y", "N"),
        "Speed of answer in seconds": codes(10, 125),
        "AvgTalkDuration": [f"00:0{row % 7}:23" for row in range(ROWS)],
        "Satisfaction rating": codes(1, 5),
    }
    draft = sk.draft_study(table)
    assert draft.study.questions["overall"].column == "Satisfaction rating"
    assert draft.study.waits.columns["waited"] == "Speed of answer in seconds"
    assert draft.study.waits.abandoned == ("N",)
    assert roles(table)["AvgTalkDuration"] == "duration"
    assert {"measures", "waits"} <= {part.key for part in sk.assess(draft, table, waits=table).parts}


def test_names_of_guests_are_personal():
    table = {
        "Guest Name": [f"P{row} Smith" for row in range(ROWS)],
        "Overall Rating": codes(1, 10),
        "Nights": codes(1, 9),
    }
    assert roles(table) == {"Guest Name": "pii", "Overall Rating": "csat", "Nights": "measure"}


def test_money_in_text_is_an_amount_with_its_sign():
    table = {
        "customer_id": [row % 50 for row in range(ROWS)],
        "order_date": [day[:10] for day in DAYS],
        "total": [f"${amount:,}" for amount in codes(10, 5000)],
    }
    draft = sk.draft_study(table)
    assert draft.study.transactions.currency == "$"
    assert sk.assess(draft, transactions=table).part("customers") is not None


@pytest.mark.parametrize(
    ("written", "sign", "decimal"),
    (
        (lambda x: f"€{x:,.2f}", "€", "."),
        (lambda x: f"£{x:,.2f}", "£", "."),
        (lambda x: f"¥{x:,.2f}", "¥", "."),
        (lambda x: f"￥{x:.2f}", "￥", "."),
        (lambda x: f"{x:.2f}元", "元", "."),
        (lambda x: f"RMB {x:,.0f}", "RMB", "."),
        (lambda x: f"{x:,.2f} €".translate(str.maketrans(",.", ".,")), "€", ","),
        (lambda x: f"{x:,.2f} €".translate(str.maketrans(",.", "\u202f,")), "€", ","),
        (lambda x: f"CHF {x:,.2f}".replace(",", "'"), "CHF", "."),
    ),
)
def test_amounts_of_any_money_are_amounts(written, sign, decimal):
    spent = RNG.uniform(5, 30_000, 120).round(2)
    table = {
        "customer_id": [f"K{row % 40:03d}" for row in range(120)],
        "date": [f"2024-{1 + row % 12:02d}-{1 + row % 28:02d}" for row in range(120)],
        "amount": [written(x) for x in spent.tolist()],
    }
    draft = sk.draft_study(table)
    assert (draft.study.transactions.currency, draft.study.transactions.decimal) == (sign, decimal)
    assert sk.assess(draft, transactions=table).part("customers") is not None
    read = money_of_text(as_column("amount", table["amount"]), sign=sign, decimal=decimal).values.tolist()
    assert read == pytest.approx((spent.round(0) if sign == "RMB" else spent).tolist())


AGES = ("under 25", "25 to 44", "45 to 64", "65 and over")


def exploded(yes, odd=()):
    """A single choice in four columns, beside a question to which several may be given; odd rows have two ticks."""
    table = {
        f"How old are you? [{age}]": [
            yes if row * 7 % 4 == place or (row in odd and place < 2) else "Nein" if yes == "Ja" else None
            for row in range(100)
        ]
        for place, age in enumerate(AGES)
    }
    table |= {
        f"Which did you use? [{way}]": ["Ja" if row % step else "Nein" for row in range(100)]
        for way, step in (("phone", 2), ("app", 3), ("desk", 5))
    }
    return table | {"overall satisfaction": [1 + row % 5 for row in range(100)]}


@pytest.mark.parametrize("yes", ("Ja", "tick"))
def test_one_choice_a_row_in_several_columns_is_joined_to_a_group(yes):
    table = exploded(yes)
    draft = sk.draft_study(table)
    assert draft.study.groups == ("how_old_are_you",)
    joined = draft.study.joined["how_old_are_you"]
    assert joined.columns == {age: f"How old are you? [{age}]" for age in AGES}
    assert [column.role for column in draft.columns] == ["group"] * 4 + ["multi"] * 3 + ["csat"]
    assert {column.alternatives for column in draft.columns[:4]} == {("multi",)}
    assert "one choice a row in 100 of 100 rows" in draft.columns[0].evidence.en
    groups = sk.assess(draft, table).part("groups").measures["how_old_are_you"]["overall"]
    plain = [AGES[row * 7 % 4] for row in range(100)]
    alone = sk.top_box({"q": table["overall satisfaction"], "g": plain}, "q", by="g", scale=sk.LIKERT_5, boxes=2)
    assert {age: groups[age].value for age in AGES} == {age: alone[age].value for age in AGES}


def test_a_few_rows_with_two_ticks_have_no_answer_and_more_of_them_make_it_a_doubt():
    few = sk.draft_study(exploded("Ja", odd=(4, 9)))  # row 4 has its own tick among the first two
    assert few.study.joined["how_old_are_you"].columns
    assert few.columns[0].confidence == pytest.approx(0.98)
    many = sk.draft_study(exploded("Ja", odd=range(1, 10)))
    assert not many.study.joined
    asked = [line for line in many.to_toml().splitlines() if "or one answer a row, under [joined]" in line]
    assert len(asked) == 1
    assert asked[0].startswith("[questions.how_old")


def test_columns_are_joined_only_under_a_name_of_their_own():
    text = '[scales.five]\nlow = 1\nhigh = 5\n[questions.q]\ncolumn = "q"\nkind = "mean"\nscale = "five"\n'
    text += '[joined.kind]\ncolumns = { a = "x", b = "y" }\n'
    data = {"q": [1, 5, 3], "x": [1, 0, 1], "y": [0, 1, 1]}
    study = study_from_toml('groups = ["kind"]\n' + text)
    found = sk.assess(study, data)
    assert found.part("measures") is not None
    with pytest.raises(InvalidValueError, match="that the survey has already"):
        sk.assess(study, data | {"kind": ["a", "b", "a"]})
    with pytest.raises(ServiceKitError, match="'y'"):
        sk.assess(study, {"q": [1], "x": [1]})
    with pytest.raises(RecordError, match="at least two, each once"):
        study_from_toml(text.replace('b = "y"', 'b = "x"'))


def test_a_table_of_means_is_one_of_results():
    table = {"Station": [f"s{k}" for k in range(25)], "Avg Satisfaction": RNG.uniform(3, 5, 25).round(2).tolist()}
    assert sk.draft_study(table).kinds == ("curve",)


@pytest.mark.parametrize(
    ("header", "answers", "role", "high", "rises"),
    (
        ("Satisfaction (1 = very satisfied, 5 = very dissatisfied)", codes(1, 5), "csat", 5, False),
        ("rating", among("1 star", "2 stars", "3 stars", "4 stars", "5 stars"), "csat", 5, True),
        (
            "The company made it easy for me to handle my issue",
            among(
                "Strongly disagree",
                "Disagree",
                "Somewhat disagree",
                "Neutral",
                "Somewhat agree",
                "Agree",
                "Strongly agree",
            ),
            "ces",
            7,
            True,
        ),
        (
            "Êtes-vous globalement satisfait ?",
            among("Très satisfait", "Plutôt satisfait", "Plutôt pas satisfait", "Pas du tout satisfait"),
            "csat",
            4,
            True,
        ),
    ),
)
def test_one_question_alone(header, answers, role, high, rises):
    draft = sk.draft_study({header: answers, "region": among("N", "S")})
    assert draft.columns[0].role == role
    scale = next(iter(draft.study.scales.values()))
    assert (scale.high, scale.higher_is_better) == (high, rises)


@pytest.mark.parametrize(
    "header",
    (
        "TermsCondPrices",
        "Choices",
        "Services",
        "Saturday",
        "walls",
        "recall",
        "consider",
        "please",
        "manager",
        "Last page",
    ),
)
def test_words_inside_words_are_no_evidence(header):
    from servicekit.draft._word_lists import hits

    assert not {"effort", "satisfied", "overall", "id", "demographic"} & hits(header)


def test_identities_of_tools_do_not_become_groups():
    table = {
        "score": codes(0, 10),
        "survey_type": ["nps"] * ROWS,
        "created_at": list(range(1_700_000_000, 1_700_000_000 + ROWS)),
    }
    assert roles(table) == {"score": "nps", "survey_type": "constant", "created_at": "time"}


def flags(share):
    return [int(row % 100 < share) for row in range(100)]


def test_tasks_with_their_time_and_stages_of_a_funnel_become_sections():
    table = {
        "overall satisfaction": codes(1, 5)[:100],
        "task 1 - success": flags(80),
        "task 1 - time (s)": [20.0 + row % 17 for row in range(100)],
        "task 2 - success": flags(60),
        "task 2 - time (s)": [40.0 + row % 13 for row in range(100)],
        "visited page": [1] * 100,
        "added to cart": flags(55),
        "purchased": flags(20),
    }
    draft = sk.draft_study(table)
    tasks = draft.study.experience.tasks
    assert {key: (task.success, task.time) for key, task in tasks.items()} == {
        "task_1": ("task 1 - success", "task 1 - time (s)"),
        "task_2": ("task 2 - success", "task 2 - time (s)"),
    }
    assert draft.study.experience.funnel == ("visited page", "added to cart", "purchased")
    assert draft.study.groups == ()
    assert sk.assess(draft, table).part("experience") is not None


def test_flags_that_do_not_fall_from_stage_to_stage_are_no_funnel():
    table = {"overall": codes(1, 5)[:100], "visited shop": flags(30), "visited page": flags(60), "purchased": flags(20)}
    assert sk.draft_study(table).study.experience is None


def test_adjectives_of_a_short_questionnaire_in_chinese():
    pairs = (
        "妨碍的/支持的",
        "复杂的/简单的",
        "低效的/高效的",
        "令人困惑的/清晰的",
        "乏味的/令人兴奋的",
        "无趣的/有趣的",
        "传统的/独创的",
        "常规的/新颖的",
    )
    draft = sk.draft_study({pair: codes(1, 7)[:100] for pair in pairs})
    (found,) = draft.study.experience.questionnaires.values()
    assert (found.instrument, found.items) == ("ueq_s", pairs)
