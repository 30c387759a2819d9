"""A Chinese report has one word for the customer; names of frameworks, of the study and of the data keep theirs."""

import io
import re

import pytest
from attrs import evolve

import servicekit as sk
from servicekit.catalogue._catalogue import frameworks
from servicekit.datasets._example import load_example
from servicekit.foundation._markup import text as escaped
from servicekit.reports._html import report
from servicekit.reports._verify import verify

PARTS = ["measures", "expectation", "quality", "groups", "loyalty", "customers"]
NAMES = [one.title.zh for one in frameworks()]
OWN = "客户服务台, “顾客之声” & Co"


@pytest.fixture(scope="module")
def found():
    example = load_example()
    survey = {name: list(values) for name, values in example.survey.items()}
    survey["branch"] = [OWN if branch == "North" else branch for branch in survey["branch"]]
    return sk.assess(evolve(example.study, resamples=40), survey, parts=PARTS, **example.tables)


def with_word(found, word):
    study = evolve(found.study, report=evolve(found.study.report, customer=word))
    return evolve(found, study=study)


def own_words(page, found):
    """Return the page without the names that keep their own word."""
    kept = [*NAMES, OWN, *(source.title for part in found.parts for source in part.sources)]
    for name in sorted(kept, key=len, reverse=True):
        page = page.replace(escaped(name), "").replace(name, "")
    return page


@pytest.mark.parametrize("form", ("html", "markdown", "xlsx"))
@pytest.mark.parametrize(("word", "others"), (("顾客", "客户"), ("客户", "顾客"), ("旅客", "顾客|客户")))
def test_one_word_a_report(found, word, others, form):
    made = with_word(found, word)
    page = report(made, language="zh", form=form)
    if form == "xlsx":
        book = pytest.importorskip("openpyxl").load_workbook(io.BytesIO(page))
        page = "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None)
        page += "\n".join(book.sheetnames)
    assert word in page
    plain = re.sub(r"\\(?=[^\w\s])", "", page) if form == "markdown" else page
    assert re.findall(f".{{0,12}}(?:{others}).{{0,12}}", own_words(plain, found)) == []
    assert OWN in plain or escaped(OWN) in plain


def test_the_results_file_speaks_as_the_page_does(found):
    made = with_word(found, "旅客")
    results = made.to_results()
    assert verify(report(made, language="zh"), results) == ()
    assert any("旅客" in words for words in results["text_zh"] if words)
    assert report(made) == report(found)  # English has its own word


def test_the_default_is_the_word_of_the_standards(found):
    assert found.study.report.customer == "顾客"


@pytest.mark.parametrize("word", ("", "  ", "尊敬的各位顾客朋友"))
def test_what_is_no_word_is_refused(word):
    with pytest.raises(sk.ServiceKitError, match="one word of at most 6 characters") as caught:
        sk.study.study_from_toml(f'[report]\ncustomer = "{word}"\n')
    assert "至多6个字" in caught.value.text("zh")
