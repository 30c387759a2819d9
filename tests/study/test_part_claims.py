"""What each part says of small data whose truth is plain, word for word and in its tone."""

import numpy as np
import pytest

import servicekit as sk
from servicekit.study import Question, Study, study_from_toml
from servicekit.study.parts._measures import name_of
from servicekit.study.wording._candidates import against_rivals

SCALES = "seed = 1\nresamples = 50\n[scales.five]\nlow = 1\nhigh = 5\n[scales.ten]\nlow = 0\nhigh = 10\n"
CSAT = '[questions.q]\ncolumn = "q"\nkind = "csat"\nscale = "five"\nlabel = { en = "Satisfied", zh = "总体满意" }\n'
NPS = '[questions.q]\ncolumn = "q"\nkind = "nps"\nscale = "ten"\n'


def told(text, data=None, key="measures", **tables):
    part = sk.assess(study_from_toml(text), data, **tables).part(key)
    said = [(finding.tone, finding.text.en, finding.text.zh) for finding in part.findings]
    return [entry for entry in said if not entry[1].startswith("Ranking of")]  # a caution of few groups


def answers(good, bad):
    return [5] * good + [1] * bad


@pytest.mark.parametrize(
    ("good", "bad", "tone", "en", "zh"),
    (
        (80, 20, "good", "more than half are satisfied, for certain", "可以确定半数以上的顾客满意"),
        (20, 80, "bad", "fewer than half are satisfied, for certain", "可以确定满意的顾客不到一半"),
        (61, 39, "good", "more than half are satisfied, fairly surely", "基本可以确定半数以上的顾客满意"),
        (60, 40, "neutral", "these answers cannot tell", "是否过半尚不能判断"),
    ),
)
def test_majorities(good, bad, tone, en, zh):
    ((found, first, second),) = told(SCALES + CSAT, {"q": answers(good, bad)})
    assert found == tone
    assert en in first
    assert zh in second
    assert first.startswith(f"Satisfied: {good}.0% (")
    assert second.startswith(f"总体满意率{good}.0%（")
    assert "100 answers" in first


@pytest.mark.parametrize(
    ("data", "tone", "en"),
    (
        ([10] * 40 + [7] * 10 + [0] * 10, "good", "promoters are more than detractors, for certain"),
        ([10] * 10 + [7] * 10 + [0] * 40, "bad", "detractors are more than promoters, for certain"),
        ([10] * 10 + [7] * 10 + [0] * 12, "neutral", "cannot be told"),
    ),
)
def test_promoters(data, tone, en):
    ((found, text, _),) = told(SCALES + NPS, {"q": data})
    assert found == tone
    assert en in text


def test_a_low_group_is_named_against_the_others_and_leaves_them():
    data = {
        "q": answers(50, 50) + answers(70, 30) + answers(68, 32) + answers(71, 29),
        "g": list("D" * 100 + "A" * 100 + "B" * 100 + "C" * 100),
    }
    found = told('groups = ["g"]\n' + SCALES + CSAT, data, "groups")
    (claim,) = [entry for entry in found if entry[0] != "neutral"]
    assert claim[0] == "bad"
    assert claim[1].startswith("g D is lower than the others in Satisfied, for certain: 50.0% against 69.7%; ")
    assert claim[1].endswith("points less (100 and 300 answers).")
    assert claim[2].startswith("分g看，D的总体满意率可以确定低于其余合计：50.0%，其余69.7%，低")
    high = {"q": answers(95, 5) + answers(60, 40) + answers(60, 40), "g": list("A" * 100 + "B" * 100 + "C" * 100)}
    tone, en, zh = told('groups = ["g"]\n' + SCALES + CSAT, high, "groups")[0]
    assert tone == "good"
    assert "g A is higher than the others" in en
    assert "高于其余合计" in zh


def test_groups_that_cannot_be_told_apart_say_what_would_be_missed():
    data = {"q": answers(30, 20) + answers(31, 19), "g": list("A" * 50 + "B" * 50)}
    ((tone, en, zh),) = told('groups = ["g"]\n' + SCALES + CSAT, data, "groups")
    assert tone == "neutral"
    assert "none can be told from the others in Satisfied" in en
    assert "would often be missed" in en
    assert "看不出哪一个与其余不同" in zh


def test_groups_below_five_answers_count_among_the_others():
    data = {"q": answers(60, 40) + answers(0, 100) + [1, 1, 1], "g": list("A" * 100 + "B" * 100 + "C" * 3)}
    found = told('groups = ["g"]\n' + SCALES + CSAT, data, "groups")
    assert not any(" C is" in en for _, en, _ in found)
    assert found[-1][:2] == (
        "caution",
        "g: fewer than 5 answers in C, which count among the others and are not compared.",
    )


WAVES = 'wave = "w"\n' + SCALES + CSAT


@pytest.mark.parametrize(
    ("first", "last", "tone", "verb", "zh"), ((80, 50, "bad", "fell", "降至"), (50, 80, "good", "rose", "升至"))
)
def test_the_newest_wave_against_the_one_before(first, last, tone, verb, zh):
    data = {"q": answers(first, 100 - first) + answers(last, 100 - last), "w": ["Q4 2023"] * 100 + ["Q1 2024"] * 100}
    ((found, en, second),) = told('wave_order = ["Q4 2023", "Q1 2024"]\n' + WAVES, data, "waves")
    assert found == tone
    assert en.startswith(f"Satisfied {verb} from {first}.0% (Q4 2023) to {last}.0% (Q1 2024), for certain: by ")
    assert zh in second


def test_waves_alike_are_unchanged_only_within_a_margin_that_is_shown():
    few = {"q": answers(60, 40) * 2, "w": [1] * 100 + [2] * 100}
    ((_, en, zh),) = told(WAVES, few, "waves")
    assert "whether it went up or down cannot be told" in en
    assert "尚不能判断" in zh
    many = {"q": answers(60, 40) * 80, "w": [1] * 4000 + [2] * 4000}
    ((tone, en, zh),) = told(WAVES, many, "waves")
    assert tone == "neutral"
    assert "is unchanged from 1 (60.0%) to 2 (60.0%): within 5.0 points, for certain" in en
    assert "基本持平" in zh


def test_a_drift_over_four_waves_is_a_trend():
    data = {
        "q": [a for good in (80, 70, 60, 50) for a in answers(good, 100 - good)],
        "w": [w for w in range(2020, 2024) for _ in range(100)],
    }
    found = told(WAVES, data, "waves")
    assert [tone for tone, _, _ in found] == ["neutral", "bad"]
    assert "falls over the 4 waves from 2020 to 2023, for certain: by about −10.0 points a wave" in found[1][1]


QUALITY = (
    SCALES
    + '[quality]\nscale = "five"\n'
    + "".join(f'[quality.dimensions.{d}]\nitems = ["{d}"]\nlabel = "{d}"\n' for d in "abc")
)


def test_best_and_worst_are_named_against_every_rival_or_left_open():
    data = {"a": [5, 4] * 30, "b": [3, 3] * 30, "c": [1, 2] * 30}
    worst, best = told(QUALITY, data, "quality")
    assert worst[1].startswith("c is rated worst, for certain: 1.50 (60 answers); the next, b, is ")
    assert best[1].startswith("a is rated best, for certain: 4.50 (60 answers); the next, b, is ")
    assert {worst[0], best[0]} == {"neutral"}
    even = {"a": [5, 1, 3] * 20, "b": [1, 5, 3] * 20, "c": [3, 3, 3] * 20}
    assert [en for _, en, _ in told(QUALITY, even, "quality")] == [
        "Which dimension is rated worst cannot be told (60 answers).",
        "Which dimension is rated best cannot be told (60 answers).",
    ]


PAIR = SCALES + '[satisfaction]\nexpectation = "e"\nevaluation = "v"\nscale = "ten"\n'


@pytest.mark.parametrize(("step", "tone", "word"), ((-2, "bad", "below"), (2, "good", "above")))
def test_experience_against_expectation(step, tone, word):
    e = [5, 6, 4, 5, 7] * 10
    found = told(PAIR, {"e": e, "v": [x + step + k % 2 * step // 2 for k, x in enumerate(e)]}, "expectation")
    assert [entry[0] for entry in found[:2]] == [tone, tone]
    assert f"lies {word} expectation, for certain" in found[1][1]
    assert "100.0%" in found[0][1]


WAIT = "[waits]\nthreshold = 20\ntarget_share = 0.8\n[waits.columns]\nwaited = 's'\n"


@pytest.mark.parametrize(
    ("kept", "tone", "en"),
    (
        (950, "good", "the target of 80.0% is reached"),
        (600, "bad", "below the target of 80.0%"),
        (805, "neutral", "cannot be told"),
    ),
)
def test_a_promise_of_service_is_held_against_its_target(kept, tone, en):
    found = told(WAIT, key="waits", waits={"s": [10] * kept + [30] * (1000 - kept)})
    assert [(t, en in text) for t, text, _ in found if "80.0%" in text and "served within" in text] == [(tone, True)]


def test_a_subject_is_the_most_frequent_only_where_it_beats_the_next():
    study = "[complaints.columns]\nopened = 'o'\nresolved = 'r'\ncause = 'c'\n"

    def log(first, second):
        n = first + second
        return {"o": ["2024-01-01T10:00"] * n, "r": ["2024-01-01T12:00"] * n, "c": ["bill"] * first + ["line"] * second}

    clear = [en for _, en, _ in told(study, key="complaints", complaints=log(60, 20)) if "most frequent" in en]
    assert clear == ["The most frequent subject of a complaint is bill, for certain: 75.0%; the next, line: 25.0%."]
    open_ = [en for _, en, _ in told(study, key="complaints", complaints=log(22, 20)) if "most frequent" in en]
    assert open_ == ["Which subject of a complaint is the most frequent cannot be told."]
    half = [en for _, en, _ in told(study, key="complaints", complaints=log(22, 20)) if en.startswith("Half")]
    assert "would say" not in half[0]  # none is open: nothing to leave out


def test_a_good_rating_goes_with_a_good_mark_where_1_is_the_best_mark():
    marks = "[scales.mark]\nlow = 1\nhigh = 5\nhigher_is_better = false\n"
    text = (
        SCALES
        + marks
        + CSAT
        + '[drivers]\noutcome = "m"\noutcome_scale = "mark"\nscale = "five"\ndrivers = ["a", "b"]\n'
    )
    base = [1, 2, 3, 4, 5] * 40
    data = {
        "q": base,
        "m": [6 - x for x in base],
        "a": [min(5, max(1, x + (k % 3) - 1)) for k, x in enumerate(base)],
        "b": np.random.default_rng(2).integers(1, 6, 200).tolist(),
    }
    named = [(tone, en) for tone, en, _ in told(text, data, "priorities") if en.startswith("a goes with")]
    assert [en.startswith("a goes with m beyond everything else asked, for certain") for _, en in named] == [True]
    turned = told(text, data | {"m": base}, "priorities")
    assert any(en.startswith("a goes with worse m where") for _, en, _ in turned)


def test_a_stage_is_worse_or_better_whichever_end_is_best():
    text = SCALES.replace("high = 5", "high = 5\nhigher_is_better = false") + (
        '[quality]\nscale = "five"\n'
        '[quality.dimensions.f]\nitems = ["a"]\nlabel = "f"\nstage = "front"\n'
        '[quality.dimensions.k]\nitems = ["b"]\nlabel = "k"\nstage = "back"\n'
    )
    found = told(text, {"a": [2, 1] * 40, "b": [4, 3, 3, 4] * 20}, "quality")
    assert found[0][1].startswith("Back stage is rated worse than front stage, for certain: 3.50 against 1.50")
    ends = [en for _, en, _ in found if en.startswith(("k is rated worst", "f is rated best"))]
    assert len(ends) == 2
    assert ends[0].endswith("better.")
    assert ends[1].endswith("worse.")


def test_what_drives_nothing_is_not_named_and_n_is_told():
    text = SCALES + CSAT + '[drivers]\noutcome = "q"\noutcome_scale = "five"\nscale = "five"\ndrivers = ["a", "b"]\n'
    base = [1, 2, 3, 4, 5] * 20
    data = {
        "q": base,
        "a": [min(5, max(1, x + (k % 3) - 1)) for k, x in enumerate(base)],
        "b": np.random.default_rng(2).integers(1, 6, 100).tolist(),
    }
    data["b"][:50] = [None] * 50
    found = told(text, data, "priorities")
    named = [en for _, en, _ in found if "goes with" in en]
    assert len(named) == 1
    assert named[0].startswith("a goes with Satisfied beyond everything else asked, for certain (50 of 100 answers")
    assert any(tone == "caution" and "Only 50 of 100" in en for tone, en, _ in found)


def test_a_second_low_group_is_held_against_those_not_named_before_it():
    data = {
        "q": answers(100, 200) + answers(150, 150) + answers(225, 75) + answers(225, 75),
        "g": list("D" * 300 + "C" * 300 + "A" * 300 + "B" * 300),
    }
    found = told('groups = ["g"]\n' + SCALES + CSAT, data, "groups")
    first, second = [en for tone, en, _ in found if tone == "bad"]
    assert "g D is lower" in first
    assert "33.3% against 66.7%" in first
    assert "g C is lower" in second
    assert "50.0% against 75.0%" in second
    assert "(300 and 600 answers; without D, named already)" in second


def test_all_subjects_that_may_be_the_most_frequent_are_named():
    study = "[complaints.columns]\nopened = 'o'\nresolved = 'r'\ncause = 'c'\n"
    causes = ["bill"] * 30 + ["line"] * 22 + ["shop"] * 22 + ["app"] * 3
    log = {"o": ["2024-01-01T10:00"] * 77, "r": ["2024-01-01T12:00"] * 77, "c": causes}
    found = [en for _, en, _ in told(study, key="complaints", complaints=log) if "most frequent" in en]
    assert found == ["The most frequent subject of a complaint is one of bill, line or shop; which cannot be told."]


def test_who_is_left_out_shares_the_error_rate_of_the_whole_report():
    rng = np.random.default_rng(0)
    hours = rng.exponential(np.repeat([400, 300, 130], 50))
    opened = np.datetime64("2026-03-02T00:00") + rng.integers(0, 900, 150).astype("timedelta64[h]")
    log = {"o": opened, "r": opened + (60 * hours).astype(int).astype("timedelta64[m]")}
    log |= {"p": np.repeat(["A", "B", "C"], 50)} | {name: rng.choice(["x", "y", "z"], 150) for name in "qsuv"}
    text = "[complaints]\nby = {}\n[complaints.columns]\nopened = 'o'\nresolved = 'r'\n"

    def by(*columns):
        found = told(text.format([*columns]), key="complaints", complaints=log)
        return [en for _, en, _ in found if "longest time" in en]

    assert by("p") == ["p with the longest time to resolution is one of A or B; which cannot be told."]
    # asked alone u leaves one out as well; among five the 5 % are shared, and what leaves nobody out names nobody
    assert "is one of" in by("u")[0]
    assert by(*"pqsuv") == [
        "p with the longest time to resolution is one of A or B; which cannot be told.",
        *(f"By {name}: which has the longest time to resolution cannot be told." for name in "qsuv"),
    ]


def test_a_rival_is_left_out_at_the_part_of_the_error_rate_that_its_claim_has():
    names = tuple(sk.foundation.Label(name, name) for name in "abcd")
    found = against_rivals(names, [0.001, 0.01, 0.5])
    assert found.p_values == (1.0, 0.0015, 0.015, 0.75)
    assert [len(found.left(error)) for error in (0.05, 0.01, 0.001)] == [2, 3, 4]
    assert [name.en for name in against_rivals(names, [0.001, 0.004, 0.002]).left(0.05)] == ["a", "c"]


@pytest.mark.parametrize(
    ("key", "column", "said"),
    (
        ("overall", "Q7ALL", "Overall satisfaction"),
        ("q_9_all", "Q9ALL", "Q9ALL"),
        ("waiting", "v12", "waiting"),
        ("question_2", "Q7", "Q7"),
        ("please_rate_1_7_2", "Please rate (1-7): speed", "Please rate (1-7): speed"),
        ("question", "您对速度的评价", "您对速度的评价"),
    ),
)
def test_a_question_without_a_label_has_its_usual_name_or_that_of_the_file(key, column, said):
    question = Question(column=column, kind="csat", scale="rating", boxes=2)
    study = Study(scales={"rating": sk.LIKERT_5}, questions={key: question})
    assert name_of(study, key).en == said
    assert name_of(study, key).zh == {"overall": "总体满意率"}.get(key, said)
