"""What people do wrong on their first day is answered by one clear sentence, at the command line and in Python."""

import numpy as np
import pytest

import servicekit as sk
from servicekit.cli._commands import main
from servicekit.foundation._errors import InvalidValueError, RecordError

SURVEY = {"overall": [5, 4, 3, 5, 4, 2] * 5, "branch": ["north", "south"] * 15}


def said(capsys):
    out, err = capsys.readouterr()
    assert err.startswith("servicekit: ")
    assert err.count("\n") == 1
    return out + err


@pytest.mark.parametrize("study", ({}, "study.toml", SURVEY, None))
def test_a_study_that_is_none_is_named_with_the_way_to_get_one(study):
    with pytest.raises(InvalidValueError, match=r"study must be a Study, got .*read_study"):
        sk.assess(study, SURVEY)


def test_a_study_without_a_column_says_so():
    with pytest.raises(RecordError, match="no column of the survey is named"):
        sk.assess(sk.Study(), SURVEY)


def test_what_does_not_fit_is_told_in_one_sentence():
    with pytest.raises(RecordError, match=r"^the study does not fit the data, 1 problem: .*did you mean 'branch'"):
        sk.assess(sk.Study(groups=("brunch",)), SURVEY)


def test_a_report_is_made_of_an_assessment_alone():
    with pytest.raises(InvalidValueError, match="what assess returned, or a banner table, got 'dict'"):
        sk.report(SURVEY)


def test_groups_of_shares_are_ranked_as_they_come():
    shares = sk.top_box(SURVEY, "overall", scale=sk.LIKERT_5, by="branch")
    counts = {name: (round((share.value or 0) * share.n), share.n) for name, share in shares.items()}
    first, second = (sk.rank_shares(units, rng=1).units for units in (shares, counts))
    for one, other in zip(first, second, strict=True):
        assert (one.unit, one.value, one.interval, one.rank) == (other.unit, other.value, other.interval, other.rank)
        assert one.own.value == other.own.value


@pytest.mark.parametrize("units", ({"north": 0.7, "south": 0.5}, {"north": "7/9", "south": "8/9"}))
def test_a_ranking_needs_counts_or_shares_with_their_numbers(units):
    with pytest.raises(InvalidValueError, match=r"unit 'north' must be a share, or the answers counted and .* in all"):
        sk.rank_shares(units, rng=np.random.default_rng(1))


def test_a_net_promoter_score_is_no_share_to_be_ranked():
    scores = sk.net_promoter_score({"q": [10, 3, 7, 9], "by": [1, 1, 2, 2]}, "q", by="by")
    with pytest.raises(InvalidValueError, match="must be a share"):
        sk.rank_shares(scores, rng=np.random.default_rng(1))


@pytest.mark.parametrize("rng", (None, -1, 1.5, True))
def test_chance_that_is_neither_a_seed_nor_a_generator_is_refused(rng):
    with pytest.raises(InvalidValueError, match=r"rng must be a numpy\.random\.Generator or a seed"):
        sk.rank_shares({"north": (3, 9), "south": (5, 9)}, rng=rng)


def test_an_unknown_kind_of_frame_is_refused_with_those_there_are():
    with pytest.raises(InvalidValueError, match="one of pandas, polars"):
        sk.to_frame(sk.net_promoter_score([10, 9]), kind="panda")


@pytest.mark.parametrize(
    ("name", "options", "rule"),
    (
        ("answers.csv", ("--encoding", "gbk18030"), "encoding must be one that Python knows"),
        ("answers.csv", ("--delimiter", ";;"), "delimiter must be one character"),
        ("answers.csv", ("--out", "no/such/folder/study.toml"), "cannot use 'no/such/folder/study.toml'"),
        ("answers.xlsx", (), "answers.xlsx is no Excel workbook"),
        ("answers.ods", (), "save it as .xlsx or .csv"),
    ),
)
def test_a_file_that_cannot_be_used_is_one_line(tmp_path, monkeypatch, capsys, name, options, rule):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text("branch,overall\nnorth,5\n", encoding="utf-8")
    assert main(["draft", name, *options]) == 1
    assert rule in said(capsys)


def test_a_column_on_another_scale_asks_whether_the_scale_is_right():
    with pytest.raises(InvalidValueError, match=r"is it the right scale\? answers run from 0 to 10$"):
        sk.top_box({"q": list(range(11)) * 3}, "q", scale=sk.LIKERT_5)


@pytest.mark.parametrize("scale", ("1-5", (1, 5), 5, None))
def test_a_scale_that_is_none_is_refused_with_one_that_would_do(scale):
    with pytest.raises(InvalidValueError, match=r"scale must be a Scale, such as LIKERT_5"):
        sk.top_box([5, 4, 3], scale=scale)


def test_groups_are_printed_one_to_a_line():
    shares = sk.top_box(SURVEY, "overall", scale=sk.LIKERT_5, by="branch")
    lines = str(shares).splitlines()
    assert len(lines) == 2 + len(shares)
    for name, line in zip(shares, lines[2:], strict=True):
        assert line.startswith(f"{name} ")
