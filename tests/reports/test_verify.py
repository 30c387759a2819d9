"""A report and its results file are held against each other: what is changed in either is found."""

import re

import pytest

from servicekit.cli._commands import main
from servicekit.datasets._example import load_example
from servicekit.files._results import write_results
from servicekit.files._tables import read_table
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import LANGUAGES
from servicekit.reports._html import report
from servicekit.reports._verify import verify
from servicekit.study._assessment import assess
from servicekit.study.conclusions._results_rows import form_of, parsed, written
from servicekit.study.wording._formatting import write


@pytest.fixture(scope="module")
def example():
    found = load_example()
    return assess(found.study, found.survey, **found.tables)


@pytest.fixture(scope="module")
def pages(example):
    return {language: report(example, language=language) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_untouched_report_agrees_with_its_results(example, pages, language):
    assert verify(pages[language], example.to_results()) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_digit_that_is_changed_in_the_page_is_found(example, pages, language):
    page, results = pages[language], example.to_results()
    marked = list(re.finditer(r'data-r="[^"]*" data-s="[a-z]+">(?:<b>|<span>)?[^<\d]*(\d)', page))
    assert len(marked) > 300
    for place in (found.start(1) for found in marked[:: max(len(marked) // 40, 1)]):
        other = str((int(page[place]) + 1) % 10)
        assert verify(page[:place] + other + page[place + 1 :], results), page[place - 40 : place + 10]


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_digit_that_is_changed_anywhere_on_the_page_is_found(example, pages, language):
    page, results = pages[language], example.to_results()
    body = page.index("<main")
    places = [found.start() for found in re.finditer(r"\d", page) if found.start() > body]
    for place in places[:: max(len(places) // 60, 1)]:
        other = str((int(page[place]) + 1) % 10)
        assert verify(page[:place] + other + page[place + 1 :], results), page[place - 40 : place + 10]
    assert [one.key for one in verify(page.replace('name="checksum"', 'name="no"'), results)] == ["page"]
    assert verify(page.replace("\n", "\r\n"), results) == ()
    closed = re.sub(r"<(meta|br)([^>]*)>", r"<\1\2/>", page)  # as XML writes them: no figure is read elsewhere
    assert [one.key for one in verify(closed, results)] == ["page"]


def test_figures_of_a_map_are_in_the_results(example, pages):
    results = example.to_results()
    kinds = {key.split("/")[1] for key in results["id"] if key.startswith("picture:priorities/")}
    assert kinds == {"importance", "performance", "held"}
    shares = [v for k, v in zip(results["id"], results["value"], strict=True) if k.startswith("picture:priorities/imp")]
    assert sum(shares) == pytest.approx(1.0)
    values = [v for v in results["value"] if v is not None]
    known = {write(value, unit) for value in values for unit in ("share", "index")} | {
        f"{100 * v:.0f}%" for v in values
    }
    for language in LANGUAGES:
        points = re.findall(r'<ol class="small">(.*?)</ol>', pages[language], flags=re.S)
        shown = [n for said in points for n in re.findall(r"\d+\.?\d*%?", re.sub("<[^>]*>", " ", said))]
        assert len(shown) == 3 * len(shares)
        assert [number for number in shown if number not in known] == []


def test_a_figure_that_is_changed_in_the_results_is_found(example, pages):
    results = example.to_results()
    numbers = [
        place for place, value in enumerate(results["value"]) if value and results["statistic"][place] != "claim"
    ]
    for place in numbers[:: max(len(numbers) // 40, 1)]:
        value = list(results["value"])
        value[place] = value[place] * 2 + 1.1
        found = verify(pages["en"], {**results, "value": value})
        key, _, number = results["id"][place].partition("#")
        words = results["text_en"][results["id"].index(key)] if number and key in results["id"] else None
        hidden = results["publishable"][place] == "no" or (bool(words) and f"⟦{number}⟧" not in words)
        assert bool(found) != hidden, results["id"][place]


def test_a_sentence_that_is_taken_out_or_put_in_is_found(example, pages):
    page, results = pages["en"], example.to_results()
    fewer = re.sub(r'<p class="claim" data-r="sentence:groups/0".*?</p>', "", page)
    assert [one.key for one in verify(fewer, results)] == ["sentence:groups/0"]
    more = page.replace('data-r="sentence:groups/0"', 'data-r="sentence:groups/99"')
    assert {one.key for one in verify(more, results)} >= {"sentence:groups/99"}


@pytest.mark.parametrize("ending", ("parquet", "csv"))
def test_the_file_says_the_same_as_the_assessment(example, pages, tmp_path, ending, capsys):
    path, page = tmp_path / f"results.{ending}", tmp_path / "report.html"
    write_results(path, example)
    assert verify(pages["en"], read_table(path)) == ()
    page.write_text(pages["en"], encoding="utf-8")
    assert main(["verify", str(page), str(path)]) == 0
    page.write_text(pages["en"].replace("46.1%", "45.1%"), encoding="utf-8")
    assert main(["verify", str(page), str(path)]) == 1
    assert "45.1%" in capsys.readouterr().out


def test_every_number_of_a_sentence_is_a_row(example):
    results = example.to_results()
    known = set(results["id"])
    assert len(known) == len(results["id"])
    for key, statistic, words in zip(results["id"], results["statistic"], results["text_en"], strict=True):
        if statistic == "sentence":
            assert not re.search(r"\d", re.sub(r"⟦\d+⟧|[A-Za-z]+\d+|\d+[A-Za-z]+", "", words)), words
            assert all(f"{key}#{place}" in known for place in re.findall(r"⟦(\d+)⟧", words))


def test_numbers_are_written_as_they_were_read():
    for printed in ("62.9%", "−3.7", "+16.3", "8,727", "0.00", "5", "−0.69"):
        assert written(parsed(printed), form_of(printed)) == printed


def test_what_is_no_report_is_refused(example):
    with pytest.raises(InvalidValueError, match="a report with marked figures"):
        verify("<html lang='en'></html>", example.to_results())
    with pytest.raises(InvalidValueError, match="a column 'id'"):
        verify(report(example), {"a": [1]})


UNITS = ("share", "nps", "mean", "index", "effect")


@pytest.mark.parametrize("language", ("en", "zh"))
def test_every_figure_of_a_picture_and_of_a_tile_is_in_the_results(example, pages, language):
    results = example.to_results()
    values = [value for name in ("value", "low", "high") for value in results[name] if value is not None]
    known = {write(sign * value, unit) for value in values for sign in (1, -1) for unit in UNITS}
    known |= {words.rstrip("%") for words in known}
    page = pages[language]
    cells = re.findall(r'<td class="fig">(.*?)</td>', page)
    cells += re.findall(r'<li class="tile">.*?(<b>.*?</b>\s*<span>[^<]*</span>)', page)
    shown = [
        n
        for cell in cells
        for n in re.findall(r"[−+]?\d[\d,]*\.?\d*%?", re.sub('<span class="why">.*?</span>|<[^>]*>', " ", cell))
    ]
    assert len(shown) > 100
    assert [number for number in shown if number not in known] == []
