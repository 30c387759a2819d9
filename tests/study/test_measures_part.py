"""Questions by themselves: each figure is that of the measure's own call, each p that of the test it names."""

import pytest
from one_part import SCALES, alone, claims, texts

import servicekit as sk
from servicekit.data._scales import Scale
from servicekit.foundation import Label
from servicekit.stats import ClaimKind, exact_binomial
from servicekit.stats.claims._claim_tests import equivalence
from servicekit.study import Question, Study, study_from_toml
from servicekit.study.parts import _measures as measures
from servicekit.study.sections._sections import ReportSection
from servicekit.study.wording._formatting import percent, plain, points

FIVE, TEN, MARKS = Scale(low=1, high=5), Scale(low=0, high=10), Scale(low=1, high=6, higher_is_better=False)


def question(kind, scale, more="", key="q"):
    return f'[questions.{key}]\ncolumn = "{key}"\nkind = "{kind}"\nscale = "{scale}"\n{more}'


def measured(kind, scale, answers, more="", head="", **columns):
    return alone(measures, head + SCALES + question(kind, scale, more), {"q": answers, **columns})


def test_each_kind_of_question_has_the_measure_of_its_own_call():
    data = {"a": [5, 4, 2, 1, 5, 3], "b": [10, 9, 3, 7, 0, 8], "w": [1.5, 0.5, 2, 1, 1, 3]}
    text = SCALES + "".join(
        question(kind, scale, more, key)
        for kind, scale, more, key in (
            ("csat", "five", "boxes = 1\n", "a"), ("nps", "ten", "", "b"),
        )
    )  # fmt: skip
    text += '[questions.c]\ncolumn = "a"\nkind = "ces"\nscale = "five"\n'
    text += '[questions.d]\ncolumn = "a"\nkind = "mean"\nscale = "five"\n'
    part = alone(measures, 'design.weights = "w"\nlevel = 0.9\n' + text, data)
    about = {"design": sk.Design(weights="w"), "level": 0.9}
    assert part.measures == {
        "a": sk.top_box(data, "a", scale=FIVE, boxes=1, **about),
        "b": sk.net_promoter_score(data, "b", **about),
        "c": sk.customer_effort_score(data, "a", scale=FIVE, **about),
        "d": sk.mean_score(data, "a", scale=FIVE, **about),
    }
    tables = {table.key: (table.caption, table.result) for table in part.tables()}
    assert tables["b"] == (Label("b", "b"), part.measures["b"])
    assert [type(found) for found in part.measures.values()] == [
        type(found)
        for found in (
            sk.top_box([5], scale=FIVE),
            sk.net_promoter_score([5]),
            sk.customer_effort_score([5], scale=FIVE),
            sk.mean_score([5], scale=FIVE),
        )
    ]


@pytest.mark.parametrize("good", (0, 49, 50, 51, 100))
def test_a_majority_is_tested_by_its_count_and_half_within_the_margin(good):
    found = claims(measured("csat", "five", [5] * good + [1] * (100 - good), head="report.worth_knowing = 8.0\n"))
    level, half = found["majority/q"], found["half/q"]
    assert (level.evidence.p, level.evidence.n) == (exact_binomial(good, 100, against=0.5).p, 100)
    assert level.direction == (1 if good >= 50 else -1)
    assert (level.good, level.kind, level.reference.value) == (1, ClaimKind.LEVEL, 0.5)
    assert level.own == sk.top_box([5] * good + [1] * (100 - good), scale=FIVE)
    assert half.evidence.p == equivalence(good, 100, against=0.5, margin=0.08).p
    assert (half.evidence.n, half.evidence.margin, half.rival) == (100, 0.08, level.name)
    assert (level.reference, half.reference.label.en) == (half.reference, "half")


def test_nobody_satisfied_is_no_count_of_one():
    found = claims(measured("csat", "five", [1] * 100, head="report.worth_knowing = 49.0\n"))
    # a share of 1 % is not rejected by a count of 0, of which every tail above it is 1
    assert found["half/q"].evidence.p == equivalence(0, 100, margin=0.49).p == 1.0 > equivalence(1, 100, margin=0.49).p


def test_half_under_a_design_is_tested_on_the_effective_number_of_answers():
    answers, weights = [5] * 60 + [1] * 60, [1.5, 2.0, 4.0] * 40
    found = measured("csat", "five", answers, head='design.weights = "w"\n', w=weights)
    box = sk.top_box({"q": answers, "w": weights}, "q", scale=FIVE, design=sk.Design(weights="w"))
    size = int(box.n_effective)
    assert size < 120
    assert claims(found)["half/q"].evidence.p == equivalence(round(box.value * size), size, margin=0.05).p
    assert claims(found)["half/q"].evidence.n == 120


def test_of_a_census_half_is_tested_on_the_number_of_answers():
    found = measured("csat", "five", [5] * 51 + [1] * 49, head='design.fpc = "N"\n', N=[100] * 100)
    assert found.measures["q"].n_effective == float("inf")
    assert claims(found)["half/q"].evidence.p == equivalence(51, 100, margin=0.05).p


@pytest.mark.parametrize(
    ("head", "weights", "names"),
    (
        ("report.worth_knowing = 0.0\n", [1.0] * 40, {"majority/q"}),
        ("report.worth_knowing = 50.0\n", [1.0] * 40, {"majority/q"}),
        ("report.worth_knowing = 49.0\n", [1.0] * 40, {"majority/q", "half/q"}),
        ("report.worth_knowing = 0.5\n", [1.0] * 40, {"majority/q", "half/q"}),
        # Kish: (39 + 40.5)² / (39 + 1,640) = 3.8 answers, fewer than ten: nothing is tested
        ("", [1.0] * 39 + [40.5], {"majority/q"}),
    ),
)
def test_half_is_asked_only_within_a_margin_and_where_the_majority_can_be_tested(head, weights, names):
    found = measured("csat", "five", [5, 1] * 20, head='design.weights = "w"\n' + head, w=weights)
    assert claims(found).keys() == names
    assert (claims(found)["majority/q"].evidence.p is None) == (max(weights) > 40)


@pytest.mark.parametrize(
    ("ups", "downs", "direction"), ((30, 12, 1), (12, 30, -1), (20, 20, -1), (101, 100, 1), (1, 0, 1))
)
def test_promoters_against_detractors_is_the_sign_test(ups, downs, direction):
    part = measured("nps", "ten", [10] * ups + [8] * 5 + [0] * downs)
    (claim,) = part.claims
    assert claim.evidence.p == exact_binomial(ups, ups + downs).p
    assert (claim.direction, claim.good, claim.unit, claim.reference.value) == (direction, 1, "nps", 0.0)
    assert claim.own.value == pytest.approx(100 * (ups - downs) / (ups + downs + 5))
    assert claim.name == "measures/promoters/q"


def test_a_mean_is_told_with_its_scale_and_the_way_it_runs():
    answers = [1, 2, 3, 4] * 5  # mean 2.5 of 1 to 5: (2.5 - 1) / 4 = 37.5 of 100; of marks: (6 - 2.5) / 5 = 70
    for kind, scale, en, zh in (
        ("mean", "five", "1 to 5; 37.5 of 100", "1至5分制；折合百分制37.5分"),
        ("mean", "marks", "1 to 6, high is bad; 70.0 of 100", "1至6分制，分数越高越差；折合百分制70.0分"),
        ("ces", "five", "1 to 5, high is easy; 37.5 of 100", "1至5分制，分数越高越轻松；折合百分制37.5分"),
        ("ces", "marks", "1 to 6, high is effort; 70.0 of 100", "1至6分制，分数越高越费力；折合百分制70.0分"),
    ):
        named = 'label = { en = "Ease", zh = "办事" }\n'
        part = measured(kind, scale, answers, named)
        found = part.measures["q"]
        low, high = plain(found.interval.low), plain(found.interval.high)
        assert texts(part) == [
            (
                f"Ease: 2.50 ({low} to {high}) on a scale from {en} (20 answers).",
                f"办事2.50（{low}至{high}），{zh}（20份回答）。",
            )
        ]
        ascii_name = texts(measured(kind, scale, answers, 'label = { en = "Ease", zh = "服务处A" }\n'))
        assert ascii_name[0][1].startswith("服务处A：2.50")


def test_what_has_no_figure_or_no_interval_is_a_caution_with_the_reason():
    for part in (
        measured("csat", "five", [None, None]),
        # a share of two clusters has a value and no interval
        measured("csat", "five", [5, 1, 5, 5], head='design.clusters = "c"\n', c=["a", "a", "a", "a"]),
    ):
        (finding,) = part.findings
        assert finding.is_caution
        assert part.claims == ()
        value, interval = part.measures["q"].value, part.measures["q"].interval
        assert interval is None
        assert finding.text.en.startswith("q: – (" if value is None else "q: 75.0%")
        assert finding.text.zh.startswith("q：–（" if value is None else "q：75.0%")


def test_a_study_without_questions_is_not_run():
    lacking = measures.assess(Study(), {})
    assert lacking.key == "measures"
    assert lacking.needs.en == "At least one question with its column and scale."


def test_units_ways_of_writing_and_the_good_end_follow_from_the_measure():
    share, score = sk.top_box([5], scale=FIVE), sk.net_promoter_score([5])
    mean, mark = sk.mean_score([5], scale=FIVE), sk.mean_score([5], scale=MARKS)
    easy = sk.customer_effort_score([5], scale=MARKS)
    assert [measures.unit_of(each) for each in (share, score, mean, mark)] == ["share", "nps", "mean", "mean"]
    assert [measures.written_as(each) for each in (share, score, mean)] == [percent, points, plain]
    good = [measures.good_direction(each) for each in (share, score, mean, mark, easy)]
    assert good == [1, 1, 1, -1, -1]
    assert measures.good_direction(sk.top_box([5], scale=MARKS)) == 1, "the share of the best answers"
    assert measures.scores_of(share).mean == 1.0


def test_what_is_worth_knowing_is_in_the_units_of_the_measure():
    study = Study(report=ReportSection(worth_knowing=3.0))
    odd = Scale(low=2, high=8)
    assert measures.worth_knowing(study, sk.top_box([5], scale=odd)) == pytest.approx(0.03)
    assert measures.worth_knowing(study, sk.net_promoter_score([5])) == pytest.approx(6.0)
    assert measures.worth_knowing(study, sk.mean_score([5], scale=odd)) == pytest.approx(0.03 * (8 - 2))


NAMED = Label("Own name", "自己的名称")


@pytest.mark.parametrize(
    ("key", "kind", "label", "labels", "name"),
    (
        ("a", "csat", NAMED, {"v": Label("Other", "另一")}, NAMED),
        ("a", "csat", None, {"v": Label("Other", "另一")}, Label("Other", "另一")),
        ("overall", "mean", None, {}, Label("Overall satisfaction", "总体满意度")),
        ("overall", "csat", None, {}, Label("Overall satisfaction", "总体满意率")),
        ("a", "csat", Label("Speed", "速度满意"), {}, Label("Speed", "速度满意率")),
        ("a", "mean", Label("Speed", "速度满意"), {}, Label("Speed", "速度满意")),
        ("wait_time", "mean", None, {}, Label("wait time", "wait time")),
        ("v_", "mean", None, {}, Label("v", "v")),  # without "_" as long as the column: the key says no more
        ("question_12", "mean", None, {}, Label("v", "v")),
    ),
)
def test_a_question_is_called_by_the_first_name_that_somebody_gave(key, kind, label, labels, name):
    question = Question(column="v", kind=kind, scale="five", label=label)
    study = Study(scales={"five": FIVE}, questions={key: question}, labels=labels)
    assert measures.name_of(study, key) == name


@pytest.mark.parametrize(
    ("key", "label", "labels", "name"),
    (
        ("overall", NAMED, {}, NAMED),
        ("overall", None, {}, Label("Overall satisfaction", "总体满意度")),
        ("overall", None, {"v": Label("Other", "另一")}, Label("Other", "另一")),
        ("speed", None, {}, Label("v", "v")),
        ("overall", NAMED, {"w": Label("W", "W")}, NAMED),
    ),
)
def test_an_outcome_is_called_by_the_name_of_its_question(key, label, labels, name):
    own = Question(column="v", kind="mean", scale="five", label=label)
    other = Question(column="x", kind="mean", scale="five", label=Label("Other question", "别题"))
    study = Study(scales={"five": FIVE}, questions={"first": other, "recommend": other, key: own}, labels=labels)
    assert measures.outcome_name(study, "v") == name
    assert measures.outcome_name(study, "nothing") == Label("nothing", "nothing")


RECOMMEND = 'label = { en = "Would recommend", zh = "愿意推荐" }\n'


@pytest.mark.parametrize(("count", "top", "told"), ((20, 7, True), (19, 7, False), (20, 8, False)))
def test_a_score_never_answered_high_is_told_from_twenty_answers_on(count, top, told):
    cautions = [one for one in texts(measured("nps", "ten", [2, 3, *[top] * (count - 2)])) if "lie from" in one[0]]
    assert bool(cautions) is told
    if told:
        assert cautions[0][0].startswith("q: all 20 answers lie from 2 to 7. If it was asked on such a scale")
        assert cautions[0][1].startswith("q：20份回答全部在2至7之间。")


@pytest.mark.parametrize(
    ("low", "high", "step", "told"),
    ((0, 10, 1, False), (0, 10, 0.5, True), (1, 10, 1, True), (0, 11, 1, True), (0, 12, 2, True)),
)
def test_a_question_on_recommending_off_0_to_10_is_no_net_promoter_score(low, high, step, told):
    text = f"[scales.odd]\nlow = {low}\nhigh = {high}\nstep = {step}\n" + question("mean", "odd", RECOMMEND)
    part = alone(measures, text, {"q": [2, 4, 6] * 4})
    assert len(part.findings) == 1 + told
    if told:
        assert part.findings[-1].is_caution
        assert part.findings[-1].text.en.startswith(f"Would recommend was asked on {low} to {high}: that is no net")
        assert part.findings[-1].text.zh.startswith(f"愿意推荐用的是{low}至{high}的量表，不是净推荐值")


def test_cautions_stand_after_all_measures():
    text = SCALES + question("mean", "five", RECOMMEND, key="r") + question("csat", "five", key="s")
    part = alone(measures, text, {"r": [1, 2, 5] * 9, "s": [1, 5, 5] * 9})
    assert [finding.is_caution for finding in part.findings] == [False, False, True]


def test_measures_are_asked_for_question_by_question():
    study = study_from_toml(SCALES + question("mean", "five", key="r") + question("csat", "five", key="s"))
    data = {"r": [1, 2, 5], "s": [1, 5, 5]}
    assert [ask(data) for ask in measures.requests(study)] == list(measures.assess(study, data).measures.values())
