"""A Chinese report has one word for the customer; names of frameworks, of the study and of the data keep theirs."""

import io
import re
from types import SimpleNamespace

import pytest
from attrs import evolve, frozen

import servicekit as sk
from servicekit.catalogue._catalogue import frameworks
from servicekit.datasets._example import load_example
from servicekit.foundation._markup import text as escaped
from servicekit.foundation._vocabulary import Label, Source
from servicekit.reports._html import report
from servicekit.reports._verify import verify
from servicekit.study._part import Part, Table
from servicekit.study.wording._customer_word import customer_word

WORD = Label("x", "某")
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


class TestOneWord:
    """What is put in place of the library's word, and what keeps its own."""

    STUDY = sk.study.study_from_toml(
        'seed = 1\ntitle = { en = "X", zh = "客户服务客户部" }\n[report]\ncustomer = "旅客"\n[labels]\n'
        'q = { en = "Service", zh = "客户服务" }\nr = { en = "Customer", zh = "顾客" }\n'
        '"顾客数 & 人" = { en = "n", zh = "数" }\n'
    )

    def spoken(self, text, *parts):
        return customer_word(self.STUDY, parts)(text)

    def test_both_words_become_that_of_the_study(self):
        assert self.spoken("顾客和客户都是人。") == "旅客和旅客都是人。"

    def test_what_stands_in_the_study_keeps_its_word_longest_first(self):
        assert self.spoken("客户服务客户部的客户") == "客户服务客户部的旅客"
        assert self.spoken("客户服务好，客户满意") == "客户服务好，旅客满意"
        assert self.spoken("顾客") == "旅客"  # a label that is the bare word says nothing of its own
        assert self.spoken("顾客数 & 人") == "顾客数 & 人"  # a name of a column
        assert self.spoken("顾客数 &amp; 人") == "顾客数 &amp; 人"

    def test_names_of_frameworks_keep_theirs(self):
        (title, *_) = [name for name in NAMES if "顾客" in name or "客户" in name]
        assert self.spoken(f"{title}：顾客") == f"{title}：旅客"

    def test_groups_sources_and_quotations_keep_theirs(self):
        share = sk.stats.Share(count=1, n=2)

        @frozen(kw_only=True)
        class Quoting(Part):
            made: dict
            examples: dict

            def tables(self):
                yield Table(key="t", caption=WORD, result=self.made)
                yield Table(key="u", caption=WORD, result=share)

        quoted = SimpleNamespace(text="客户代表很好")
        part = Quoting(
            key="p", name=WORD, method=WORD, made={"大客户": share, 3: share, "别的": share},
            sources=(Source(author="A", year=2020, title="顾客之书"),), examples={"good": {"x": (quoted,)}, "bad": ()},
        )  # fmt: skip
        for text in ("大客户", "顾客之书", "客户代表很好"):
            assert self.spoken(f"{text}，客户", part) == f"{text}，旅客"
            assert self.spoken(text) != text
