"""What the documents list as reasons, examples and moments is recognised, said in plain words in either language."""

import pytest

from servicekit.complaints import TEXT_RULES, DissatisfactionReason, classify_all
from servicekit.complaints.causes._causes import CauseInstance
from servicekit.operations import find_vices

REASONS = {
    "expectation_not_met": ("期望没有得到满足", "my expectation was not met"),
    "already_upset": ("来之前就对别的事心存不满", "he was already upset about something else"),
    "needs_someone_to_vent_at": ("想找人出出气", "he needed to vent"),
    "only_shouting_is_heard": ("她觉得除非大声嚷嚷才行", "they only listen when you shout"),
    "promise_broken": ("承诺没有兑现", "the promise: a broken promise"),
    "rude_staff": ("店员冷漠、粗鲁", "the staff were rude"),
    "contradictory_directions": ("两个员工一个指东一个指西", "two people contradicted each other"),
    "feels_bad_attitude": ("觉得同事态度不好", "a bad attitude"),
    "unheard": ("说的话没人理睬", "nobody listened"),
    "shouting_forces": ("以为嚷嚷就能如愿", "they believe that shouting will make us give in"),
    "distrust": ("不信任公司", "I do not trust the company"),
    "told_no_right_to_anger": ("被说没有权利愤怒", "they said there is no right to anger"),
    "unfriendly_answer": ("得到了不客气的答复", "an unfriendly answer"),
    "honesty_questioned": ("诚实受到了质疑", "my honesty was questioned"),
    "argument": ("和同事发生了争论", "there was an argument with staff"),
    "untrained_staff": ("员工没有受过培训", "the staff are not trained for it"),
}
INSTANCES = {
    "advised_against": ("朋友反对我购买", "my friends advised against it"),
    "new_one_fails": ("刚交的新车就出现问题", "brand new and already broken"),
    "same_fault_third_visit": ("同样毛病进厂三次了", "the third time with the same fault"),
    "less_eager_after_sale": ("销售员不如开始时那么积极", "less eager after the sale"),
    "long_waits": ("每次修车都等待很久", "a long wait every time"),
    "others_claims_granted": ("朋友可以索赔，我的车子不可以索赔", "his claim was accepted"),
    "charged_unlike_others": ("别人过了质保期不付费", "others were not charged"),
}
VICES = {
    "indifference": ("对人很冷漠", "they ignored me"),
    "brush_off": ("随便敷衍几句", "I was brushed off"),
    "condescension": ("居高临下地说话", "they talked down to me"),
    "robotism": ("干活像机器人", "如同机器人般", "as if served by robot-like staff"),
    "rule_book": ("只会死抱规章", "rules are rules, they said"),
    "run_around": ("害我东奔西跑", "sent from pillar to post"),
    "not_my_business": ("一副事不关己的样子", "高高挂起", "not my department"),
}
MOMENTS = {
    "transaction": ("网站上无法找到明确的说明", "推销说个不停，没有机会发问"),
    "communication": ("打过去说没有这个号码", "电话总是占线", "手边没有电话"),
}


@pytest.mark.parametrize("reason", REASONS)
def test_reasons_are_recognised(reason):
    for found in classify_all(list(REASONS[reason]), TEXT_RULES["reasons"]):
        assert reason in [concept.key for concept in found.concepts]


@pytest.mark.parametrize("instance", INSTANCES)
def test_examples_are_recognised_under_one_cause(instance):
    chinese, english = classify_all(list(INSTANCES[instance]), TEXT_RULES["instances"])
    assert instance in [concept.key for concept in chinese.concepts]
    assert len({concept.cause for concept in chinese.concepts}) == 1
    assert instance in [concept.key for concept in english.concepts]


def test_a_third_visit_that_repairs_nothing_counts_under_one_cause():
    (found,) = classify_all(["进厂三次了，依旧修不好"], TEXT_RULES["instances"])
    assert {concept.cause.key for concept in found.concepts} == {"product_quality"}


@pytest.mark.parametrize(
    ("rules", "concepts"),
    (("reasons", DissatisfactionReason), ("instances", CauseInstance)),
    ids=("reasons", "instances"),
)
@pytest.mark.parametrize("language", ("en", "zh"))
def test_what_the_catalogue_calls_a_cause_is_recognised_as_it(rules, concepts, language):
    found = classify_all([concept.label.text(language) for concept in concepts], TEXT_RULES[rules])
    assert [concept.key for concept, each in zip(concepts, found, strict=True) if concept not in each.concepts] == []


@pytest.mark.parametrize("vice", VICES)
def test_vices_are_recognised(vice):
    for text in VICES[vice]:
        assert vice in [found.key for found in find_vices(text)]


@pytest.mark.parametrize("kind", MOMENTS)
def test_moments_are_recognised(kind):
    for found in classify_all(list(MOMENTS[kind]), TEXT_RULES["conflicts"]):
        assert kind in [concept.key for concept in found.concepts]
