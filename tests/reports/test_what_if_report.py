"""The part about changes on the page: a slider that needs no network, and the same as a table without scripts."""

import re

import pytest
from what_if_tables import STUDY, cases

import servicekit as sk


@pytest.fixture(scope="module")
def found():
    study = sk.study.study_from_toml(STUDY.replace("Settle 60 % within two days", "Settle <script>alert(1)</script>"))
    tables = {"complaints": cases(n=300), "transactions": sk.load_example().tables["transactions"]}
    return sk.assess(study, **tables, parts=["what_if"])


@pytest.fixture(scope="module")
def page(found):
    return sk.report(found)


def slider(page):
    return re.search(r'<div class="steps">.*?</details></div>', page, re.S).group()


def test_the_slider_has_21_steps_each_of_them_in_the_table(page, found):
    box = slider(page)
    assert 'type="range" id="knob-0" min="0" max="20" value="20"' in box
    assert box.count("<tr>") == 22
    assert '<div class="knob" hidden>' in box  # shown by the script; without it the table is open
    assert "<details open>" in box
    assert f"{found.part('what_if').curves['faster'].results[-1].value:,.0f} EUR" in box
    assert len(box.encode()) < 40_000


def test_the_page_runs_its_own_script_only_and_names_are_text(page):
    assert page.count("<script") == 1
    assert "alert(1)</script>" not in page
    assert "Settle &lt;script&gt;" in page
    assert "default-src 'none'" in page
    assert "innerHTML" not in page


def test_both_languages_have_tornado_sources_and_what_to_ask(page, found):
    for words in ("What moves the gain of “dear”", "Where the figures come from", "What to find out before deciding"):
        assert words in page
    chinese = sk.report(found, language="zh")
    for words in ("影响“dear”收益的因素", "数据来源", "决定“两天内办结60%”之前应查清什么", "划算的概率", "主观判断"):
        assert words in chinese
