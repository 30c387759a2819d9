"""The catalogue finds every declared framework, by key and by number."""

import subprocess
import sys

import pytest

import servicekit
from servicekit import catalogue
from servicekit.catalogue._everyday_words import EVERYDAY
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError


def test_frameworks_come_in_order_and_are_tuples():
    found = catalogue.frameworks()
    assert isinstance(found, tuple)
    assert list(found) == sorted(found, key=lambda entry: (entry.number, entry.key))


def test_every_framework_is_found_by_its_key():
    for entry in catalogue.frameworks():
        assert catalogue.find_framework(entry.key) is entry


def test_a_number_finds_its_framework_or_lists_those_that_share_it():
    for entry in catalogue.frameworks():
        siblings = [other for other in catalogue.frameworks() if other.number == entry.number]
        if len(siblings) == 1:
            assert catalogue.find_framework(entry.number) is entry
        else:
            with pytest.raises(InvalidValueError, match=entry.key):
                catalogue.find_framework(entry.number)


def test_an_unknown_framework_is_refused_with_a_suggestion():
    first = catalogue.frameworks()[0]
    with pytest.raises(UnknownConceptError, match=f"did you mean '{first.key}'"):
        catalogue.find_framework(first.key[:-1])


def test_the_glossary_has_one_line_for_every_concept():
    entries = catalogue.glossary()
    assert len(entries) == len(catalogue.concepts()) == sum(len(entry.concepts) for entry in catalogue.frameworks())
    assert len({(entry.framework, entry.key) for entry in entries}) == len(entries)


def test_listing_the_frameworks_needs_no_extra():
    code = (
        "import sys; from servicekit.catalogue import frameworks; frameworks();"
        "print(sorted({'scipy', 'pandas', 'polars', 'matplotlib', 'pyarrow', 'narwhals'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


# words of managers, and where each leads: a call, or a framework
EVERYDAY_WORDS = {
    "满意率": "satisfaction.top_box", "T2B": "satisfaction.top_box", "好评率": "satisfaction.top_box",
    "NPS": "satisfaction.net_promoter_score", "净推荐值": "satisfaction.net_promoter_score",
    "推荐度": "satisfaction.net_promoter_score",
    "CES": "satisfaction.customer_effort_score", "费力度": "satisfaction.customer_effort_score",
    "轻松度": "satisfaction.customer_effort_score", "省心": "satisfaction.customer_effort_score",
    "四分图": "attribute_priority", "象限图": "attribute_priority", "IPA": "attribute_priority",
    "短板": "attribute_priority",
    "必备型": "kano_category", "期望型": "kano_category", "魅力型": "kano_category", "KANO": "kano_category",
    "神秘顾客": "standards.audit", "暗访": "standards.audit", "明访": "standards.audit", "执行率": "standards.audit",
    "工单": "case_state", "投诉单": "case_state", "客诉": "case_state", "12315": "case_state",
    "投诉率": "complaints.complaint_rate", "冰山": "silence_barrier",
    "留存": "loyalty.customer_base", "保持率": "loyalty.customer_base", "流失": "loyalty.customer_base",
    "复购": "loyalty.customer_base", "回头客": "loyalty.customer_base",
    "接通率": "waiting.service_level", "呼损": "waiting.service_level", "座席": "waiting.service_level",
    "坐席": "waiting.service_level",
    "峰终": "experience.journey", "MOT": "experience.journey", "触点": "experience.journey",
    "口碑": "talk", "裂变": "talk", "转介绍": "complaints.reach", "老带新": "complaints.reach",
    "置信区间": "stats.decide", "误差": "stats.decide", "显著": "stats.decide", "样本量": "stats.decide",
    "mystery shopping": "standards.audit", "churn": "loyalty.customer_base", "ticket": "case_state",
    "Touchpoints": "customer_path", "nps": "promoter_group",
}  # fmt: skip


@pytest.mark.parametrize(("word", "leads_to"), EVERYDAY_WORDS.items())
def test_everyday_words_lead_somewhere(word, leads_to):
    found = catalogue.glossary(word)
    first = [entry.key for entry in found if not entry.framework] + [entry.framework for entry in found[:12]]
    assert leads_to in first


def test_what_a_word_leads_to_is_there():
    for thing in EVERYDAY:
        namespace, name = thing.call.split(".")
        assert callable(getattr(getattr(servicekit, namespace), name))
        for key in thing.frameworks:
            catalogue.find_framework(key)


def test_latin_words_are_found_whole_only():
    assert not any("services" in str(entry.meaning) for entry in catalogue.glossary("CES") if not entry.framework)
    assert not any(entry.framework == "satisfaction_effect" for entry in catalogue.glossary("IPA"))
    assert catalogue.glossary("zzzz") == ()
    assert catalogue.glossary("  ") == catalogue.glossary()
