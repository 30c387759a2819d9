"""Figures of actions: effects against the room, what is open, late or checked, and every sentence."""

from datetime import date

import attrs
import numpy as np
import pytest
from part_checks import IN_WAVES, THREE_QUESTIONS, alone, passes_of
from scipy.stats import norm

import servicekit as sk
from servicekit.foundation import Label
from servicekit.improvement import Action, ActionRegister, verify_effect
from servicekit.satisfaction import top_box
from servicekit.stats import mean_score
from servicekit.study import study_from_toml
from servicekit.study.parts import _improvement as task

FIVE = sk.LIKERT_5
DAY = "2024-12-31"


def aim(name, rule, question=""):
    asked = f'question = "{question}"\n' if question else ""
    return f"[targets.{name}]\n{asked}{rule}\nby = {DAY}\n"


def part_of(text, data=None, **tables):
    if data is not None:  # what is not asked in a test nobody answered
        data = dict.fromkeys(("sat", "ease", "nps"), [None] * len(next(iter(data.values())))) | data
    return alone("improvement", text, data, **tables)


def world(seed=1, effect=0.35, n=40, up=True):
    """Return three waves of eight branches; the two worst act between the first and the last."""
    rng = np.random.default_rng(seed)
    found = {"branch": [], "w": [], "sat": [], "ease": [], "nps": []}
    for place, wave in enumerate(("2024-01", "2024-03", "2024-05")):
        for unit in range(8):
            acts = unit < 2
            own = 0.6 - 0.2 * acts + effect * acts * (place == 2)
            good = rng.random(n) < own
            found["branch"] += [f"b{unit}"] * n
            found["w"] += [wave] * n
            found["sat"] += np.where(good, 5, 2).tolist()
            found["ease"] += np.where(good == up, 5, 2).tolist()
            found["nps"] += np.where(good, 10, 3).tolist()
    return found


def planned(*keys, measure="overall", due=date(2024, 4, 30), units=("b0", "b1")):
    made = ActionRegister(owners=["Li", "Rossi"])
    for key in keys:
        action = Action(
            key=key,
            label=Label(key.title(), f"做{key}"),
            kind="prevention",
            owner="Li",
            due=due,
            measure=measure,
            expected=0.2,
            units=units,
        )
        made = made.plan(action, by="Rossi", at=date(2024, 2, 1))
    return made


def done(register, *keys):
    for key in keys:
        register = register.record(key, "start", by="Li", at=date(2024, 3, 1))
        register = register.record(key, "finish", by="Li", at=date(2024, 4, 1))
    return register


GROUPED = 'groups = ["branch"]\n' + IN_WAVES
ACTIONS = '[actions]\nowners = ["Li", "Rossi"]\ntoday = 2024-06-01\n'


@pytest.fixture(scope="module")
def acted():
    data, register = world(), done(planned("train", "paint", "sign"), "train")
    return data, register, *part_of(GROUPED + ACTIONS, data, actions=register)


def effect_of(data, measure, **about):
    cells = measure(data, by=["branch", "w"])
    before, after = ({u: one for (u, wave), one in cells.items() if wave == own} for own in ("2024-01", "2024-05"))
    return verify_effect(before, after, acted=("b0", "b1"), expected=0.2, rng=4, **about)


def test_an_effect_is_that_of_the_room_and_tested_by_its_draws(acted):
    data, _, part, decided = acted
    room = effect_of(data, lambda rows, by: top_box(rows, "sat", scale=FIVE, boxes=2, by=by))
    claim, found = decided["effect/train"].claim, part.effects["train"]
    assert (found, dict(part.results["effects of actions"])) == (room, {"Train": room})
    assert claim.evidence.p == pytest.approx(2 * norm.sf(found.value / found.change.draws.std(ddof=1)))
    assert (claim.direction, claim.good, claim.unit, claim.reference.number) == (1, 1, "share", 0.0)
    (said,) = [one for one in part.findings if one.decided is not None]
    points = [f"{100 * value:+.1f}".replace("-", "−") for value in (
        found.value, found.interval.low, found.interval.high, found.naive_change, found.regression)]  # fmt: skip
    assert said.text == Label(
        f"“Train” worked, for certain: Satisfied of b0 and b1 is {points[0]} points ({points[1]} to {points[2]}) from "
        f"where it would be without it. Before against after it moved by {points[3]}, of which {points[4]} came by "
        "itself.",
        f"“做train”可以确定有效：b0和b1的满意率与不采取行动时相比为{points[0]}个百分点（{points[1]}至{points[2]}）。"
        f"前后相比变动{points[3]}，其中{points[4]}是自行回升。",
    )
    assert said.tone == "good"


def test_what_is_open_late_and_unchecked_is_said(acted):
    said = [one.text for one in acted[2].findings]
    assert said[:4] == [
        Label("3 actions as of 2024-06-01: 2 planned, 1 done.", "截至2024-06-01共3项行动：已计划2项、已完成1项。"),
        Label("Open: Paint and Sign.", "尚未完成：做paint和做sign。"),
        Label(
            "Overdue: Paint (Li, due 2024-04-30) and Sign (Li, due 2024-04-30).",
            "已逾期：做paint（Li，应于2024-04-30完成）和做sign（Li，应于2024-04-30完成）。",
        ),
        Label("Done and waiting for a check: Train.", "已完成、等待检验：做train。"),
    ]
    assert [one.is_caution for one in acted[2].findings[:4]] == [False, False, True, False]
    assert len(said) == 5
    assert acted[2].today == date(2024, 6, 1)


@pytest.mark.parametrize(
    ("effect", "up", "verdict", "direction"),
    (
        (0.35, True, "worked", 1),
        (0.35, False, "worked", 1),
        (-0.35, True, "made things worse", -1),
        (0.0, True, None, None),
    ),
)
def test_an_effect_on_a_mean_whichever_way_is_better(effect, up, verdict, direction):
    own = 'column = "ease"\nkind = "mean"\nscale = '
    mark = "[scales.mark]\nlow = 1\nhigh = 5\nhigher_is_better = false\n"
    head = GROUPED if up else GROUPED.replace(own + '"five"\n', own + '"mark"\n' + mark)
    data = world(seed=2, effect=effect, up=up)
    part, decided = part_of(head + ACTIONS, data, actions=done(planned("train", measure="ease"), "train"))
    claim, found = decided["effect/train"].claim, part.effects["train"]
    scale = attrs.evolve(FIVE, higher_is_better=up)
    room = effect_of(data, lambda rows, by: mean_score(rows, "ease", scale=scale, by=by), higher_is_better=up)
    assert (found.value, found.interval, claim.unit) == (room.value, room.interval, "mean")
    assert claim.direction == np.sign(found.value) * (1 if up else -1)
    assert (found.value > 0) == (claim.direction == (1 if up else -1))
    (said,) = [one.text for one in part.findings if one.decided is not None]
    reach = f"{found.detectable_effect:.2f}"
    if verdict is None:
        assert said.en.startswith("Whether “Train” worked cannot be told: ease of b0 and b1 is ")
        assert said.en.endswith(f"; an effect below {reach} points of the scale would often be missed.")
        assert said.zh.endswith(f"；不足{reach}分的效果，多半发现不了。")
    else:
        assert claim.direction == direction
        assert said.en.startswith(
            f"“Train” {verdict}, for certain: ease of b0 and b1 is {found.value:+.2f} points of ".replace("-", "−")
        )


def test_an_effect_on_a_net_promoter_score_is_in_points():
    part, decided = part_of(GROUPED + ACTIONS, world(), actions=done(planned("train", measure="would"), "train"))
    assert decided["effect/train"].claim.unit == "nps"
    (said,) = [one.text.en for one in part.findings if one.decided is not None]
    assert f"{part.effects['train'].value:+.1f} points (" in said


def test_what_the_survey_cannot_tell_is_said_of_what_is_done_alone():
    register = done(planned("train", "paint", "sign", measure="queue"), "train", "paint")
    register = register.record("paint", "check", by="Li", at=date(2024, 5, 2))
    part, decided = part_of(GROUPED + ACTIONS, world(), actions=register)
    assert (part.effects, decided) == ({}, {})
    assert "effects of actions" not in part.results
    assert part.findings[-1].text == Label(
        "Whether these worked the survey cannot tell (no wave before or after, units that are no groups, or too few of "
        "them): Paint and Train.",
        "以下行动是否有效，本次调查无法判断（启动前或完成后没有数据、单位不在分组之中，或单位太少）：做paint和做train。",
    )
    kept = register.record("paint", "keep", by="Li", at=date(2024, 5, 3))
    assert part_of(GROUPED + ACTIONS, world(), actions=kept)[0].findings[-1].text.en.endswith("Paint and Train.")


def difference(first, second):
    return sk.stats.Difference(first=sk.stats.Share(count=first, n=100), second=sk.stats.Share(count=second, n=100))


@pytest.mark.parametrize(
    ("second", "told", "zh"),
    ((50, "not chance", "并非偶然"), (75, "whether it worked could not be told", "当时无法判断是否有效")),
)
@pytest.mark.parametrize("measure", ("queue", ""))
def test_what_the_last_check_with_a_figure_found_is_kept(second, told, zh, measure):
    found = difference(80, second)
    register = done(planned("train", measure=measure), "train")
    register = register.record("train", "check", by="Li", at=date(2024, 5, 2), effect=difference(90, 10))
    register = register.record("train", "check", by="Li", at=date(2024, 5, 4), effect=found)
    register = register.record("train", "check", by="Li", at=date(2024, 5, 6))
    part, _ = part_of(THREE_QUESTIONS + ACTIONS, actions=register)
    value, low, high = (
        f"{end:+.3g}".replace("-", "−") for end in (found.value, found.interval.low, found.interval.high)
    )
    assert part.findings[-1].text == Label(
        f"Train, checked on 2024-05-04: {value} ({low} to {high}) in {measure or 'its figure'}; {told}.",
        f"做train，2024-05-04检验：{measure or '指标'}变化{value}（{low}至{high}），{zh}。",
    )
    assert len(part.findings) == 2


def test_a_check_is_left_out_where_the_survey_tells_the_effect_itself():
    register = done(planned("train"), "train").record(
        "train", "check", by="Li", at=date(2024, 5, 2), effect=difference(80, 50)
    )
    part, decided = part_of(GROUPED + ACTIONS, world(), actions=register)
    assert set(decided) == {"effect/train"}
    assert not any("checked on" in one.text.en for one in part.findings)


def test_a_check_whose_interval_only_touches_zero_tells_nothing():
    found = sk.stats.Average(n=9, mean=1.0, sd=1.0)
    touching = attrs.evolve(found, mean=found.interval.high - 1.0)
    register = done(planned("train", measure="queue"), "train")
    event = register.record("train", "check", by="Li", at=date(2024, 5, 2), effect=touching).events[-1]
    for end, told in ((0.0, "whether it worked could not be told"), (0.001, "not chance")):
        known = attrs.evolve(event, interval=attrs.evolve(event.interval, low=end))
        assert task._checked(attrs.evolve(register, events=(*register.events, known)), {})[0].text.en.endswith(
            f"{told}."
        )
    without = attrs.evolve(event, effect=None)
    (said,) = task._checked(attrs.evolve(register, events=(*register.events, without)), {})
    assert " checked on 2024-05-02: – (" in said.text.en


def test_one_action_alone_and_the_day_of_the_last_step():
    register = planned("train", due=date(2024, 1, 31))
    part, _ = part_of(THREE_QUESTIONS + ACTIONS.replace("today = 2024-06-01\n", ""), actions=register)
    assert part.today == date(2024, 2, 1)
    assert [one.text.en for one in part.findings] == [
        "1 action as of 2024-02-01: 1 planned.",
        "Open: Train.",
        "Overdue: Train (Li, due 2024-01-31).",
    ]
    started = register.record("train", "start", by="Li", at=date(2024, 3, 1))
    part, _ = part_of(THREE_QUESTIONS, actions=started)
    assert part.findings[0].text == Label(
        "1 action as of 2024-03-01: 1 started.", "截至2024-03-01共1项行动：进行中1项。"
    )
    dropped = register.record("train", "drop", by="Li", at=date(2024, 3, 1))
    assert [one.text.en for one in part_of(THREE_QUESTIONS, actions=dropped)[0].findings] == [
        "1 action as of 2024-03-01: 1 dropped."
    ]


def test_the_survey_tells_effects_only_with_waves_and_groups():
    register = done(planned("train"), "train")
    for head in (THREE_QUESTIONS, 'groups = ["branch"]\n' + THREE_QUESTIONS, IN_WAVES):
        part, decided = part_of(head + ACTIONS + aim("overall", "at_least = 0.6"), world(), actions=register)
        assert (part.effects, set(decided)) == ({}, {"target/overall"})
    assert part_of(GROUPED + ACTIONS, actions=register)[0].effects == {}


def test_a_part_that_is_asked_for_nothing_is_not_run(monkeypatch):
    study = study_from_toml(GROUPED + ACTIONS + aim("overall", "at_least = 0.6"))
    none = sk.study.NotRun(key="improvement", name=task.NAME, needs=task.NEEDS)
    no_targets, no_actions = attrs.evolve(study, targets={}), attrs.evolve(study, actions=None)
    nothing = attrs.evolve(no_targets, actions=None)
    assert task.assess(study, {}) == none
    assert task.assess(study, {"actions": ActionRegister(owners=["Li"])}) == none
    assert task.assess(no_targets, {"survey": world()}) == none
    assert [task.is_asked(each) for each in (study, no_targets, no_actions, nothing)] == [True, True, True, False]
    assert list(task.requests(nothing)) == []
    register = done(planned("train"), "train")

    def whole(asked, survey):
        return task.assess(asked, {"survey": survey} | ({"actions": register} if asked.actions else {}))

    for asked in (study, no_targets, no_actions, attrs.evolve(no_actions, wave=None)):
        assert passes_of(monkeypatch, task, asked, world(), whole=whole) == 1
