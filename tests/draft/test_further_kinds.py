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


FIVE = [5, 4, 3, 2, 1] * (ROWS // 5)


def written(table):
    return [line.partition("  ")[0] for line in sk.draft_study(table).to_toml().splitlines() if line]


def test_pairs_whose_answers_share_no_scale_are_columns_of_their_own():
    table = {f"Expected: Room [{part}]": FIVE for part in ("clean", "quiet", "large")}
    table |= {f"Room [{part}]": [number * 2 for number in FIVE] for part in ("clean", "quiet")}
    found = roles(table | {"Room [large]": [20] * ROWS, "overall": FIVE})
    assert "expectation" not in found.values()
    assert found["overall"] == "csat"


def test_neighbours_in_words_that_form_no_ladder_together_keep_their_own():
    table = {
        "delays": ["never", "often", "always"] * 50,
        "queues": ["never", "frequently", "always"] * 50,  # "often" and "frequently" are one step
        "noise": ["never", "rarely", "sometimes", "often", "always"] * 30,
    }
    study = sk.draft_study(table).study
    scales = {question.column: study.scales[question.scale] for question in study.questions.values()}
    assert [scales[name].high for name in table] == [3, 3, 5]
    assert [label.en for label in scales["delays"].labels.values()] == ["never", "often", "always"]


def test_a_region_may_be_called_na():
    (region,) = [column for column in sk.draft_study({"rated": FIVE, "region": ["NA", "EU", "APAC"] * 50}).columns
                 if column.name == "region"]  # fmt: skip
    assert (region.role, region.evidence.en) == ("group", "3 texts")


@pytest.mark.parametrize(
    ("answers", "lines"),
    (
        (("0 - don't know", "1 - poor", "2 - fair", "3 - good"), {"low = 1", "high = 3"}),
        (("10 - poor", "20 - fair", "300 - good"), {"low = 10", "high = 300"}),
        (
            ("1 - poor", "3 - fair", "5 - good"),
            {'labels = { "1" = "1 - poor", "3" = "3 - fair", "5" = "5 - good" }'},
        ),
    ),
)
def test_numbers_in_front_of_answers_make_the_scale(answers, lines):
    assert lines <= set(written({"quality": [*answers] * 30}))


def test_one_word_beside_no_answer_is_a_group():
    assert roles({"satisfaction": ["1 - poor", "9 - don't know"] * 60}) == {"satisfaction": "group"}


def test_two_rows_lie_on_the_one_scale_that_is_sure():
    found = sk.draft_study({"overall rating (1 = poor, 5 = good)": [1, 5], "speed": [4, 4], "id": [1, 1]})
    assert {column.name: column.role for column in found.columns}["speed"] == "item"
    assert len(found.study.scales) == 1


def test_what_says_neither_better_nor_worse_gives_no_direction():
    (entry,) = [entry for entry in sk.draft_study({"x (1 = blue, 5 = red)": FIVE}).entries
                if entry.remark and "higher answers" in entry.remark.en]  # fmt: skip
    assert entry.confirm
    assert roles({"y (1 = bad, 200 = good)": FIVE}) == {"y (1 = bad, 200 = good)": "group"}


def test_design_columns_are_named_and_further_weights_remarked():
    table = {"overall": FIVE, "weight": RNG.uniform(50, 90, ROWS), "weight2": RNG.uniform(0.5, 1.5, ROWS)}
    lines = written(table | {"stratum": among("a", "b"), "cluster": among("k1", "k2", "k3", "k4")})
    assert 'design = { weights = "weight", strata = "stratum", clusters = "cluster" }' in lines
    assert "# or weights: weight2" in lines
    assert any(line.startswith("# CONFIRM: weights: weight") and "not about 1" in line for line in lines)


def test_usage_is_cut_at_the_middle_of_its_numbers():
    visits = [0, 1, 2, 40, 40] * 30
    assert "# usage_cut = 2" in written({"overall": FIVE, "visits": visits})
    odd = written({"overall": FIVE, "how often do you visit": ["weekly", "now and then", "daily"] * 50})
    assert not any("usage_cut" in line for line in odd)


def test_groups_of_very_many_names_are_left_out_with_a_word():
    cities = [f"city {chr(65 + row % 13)}{chr(65 + row % 9)}" for row in range(240)]
    lines = written({"overall": [5, 4, 3, 2, 1] * 48, "city": cities})
    assert "# too many values for groups: city" in lines
    assert not any(line.startswith("groups") for line in lines)


def test_columns_with_hardly_an_answer_are_empty_or_remarks():
    table = {"overall": FIVE, "note": ["n/a"] * ROWS, "rare": ["a rare remark that is long", *[None] * (ROWS - 1)]}
    assert roles(table) == {"overall": "csat", "note": "empty", "rare": "text"}


def test_names_of_states_are_groups_though_their_words_form_a_ladder():
    table = {"overall": FIVE, "status": ["never", "sometimes", "always"] * 50}
    assert roles(table | {"severity": (["low", "medium", "high", "very high"] * 38)[:ROWS]}) == {
        "overall": "csat", "status": "group", "severity": "group"
    }  # fmt: skip


def test_touchpoints_without_a_question_about_the_whole_are_a_journey_without_outcome():
    lines = written({f"{point} rating": FIVE for point in ("checkin", "cabin", "arrival")})
    assert "[journey.touchpoints]" in lines
    assert not any(line.startswith("outcome") for line in lines)


def test_a_task_may_have_a_success_or_a_time_alone():
    table = {"task1_success": among("yes", "no"), "task2_time": [row * 1.5 for row in range(ROWS)]}
    tasks = sk.draft_study(table | {"task3": among("x", "y"), "overall": FIVE}).study.experience.tasks
    assert {(task.success, task.time) for task in tasks.values()} == {("task1_success", None), (None, "task2_time")}


def test_kano_answers_in_words_pair_as_those_in_numbers_do():
    words = ["I like it", "It must be that way", "I dislike it", "I am neutral"]
    table = {f"{side}_{key}": (words * 38)[:ROWS] for key in "abc" for side in ("functional", "dysfunctional")}
    assert set(roles(table).values()) == {"kano_f", "kano_d"}


def test_shops_with_yes_and_no_are_groups_and_no_choices():
    table = {"overall": FIVE} | {f"{stem}_{name}": among("yes", "no") for stem in ("store", "uses") for name in "abcd"}
    assert {role for name, role in roles(table).items() if name != "overall"} == {"group"}
