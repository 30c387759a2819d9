"""Counts, several answers, customers who leave, events of cases, and sections that are kept and said."""

import re

import numpy as np
import pytest

import servicekit as sk
from servicekit.foundation._errors import InvalidValueError, RecordError
from servicekit.study._toml import study_from_toml

SCALE = "[scales.five]\nlow = 1\nhigh = 5\n"
OVERALL = '[questions.overall]\ncolumn = "sat"\nkind = "csat"\nscale = "five"\n'


def test_a_table_of_counts_is_the_same_as_one_row_a_person():
    table = {"sat": [1, 3, 5, 5], "site": ["a", "a", "b", "a"], "people": [3, 0, 4, 2]}
    people = {"sat": [1] * 3 + [5] * 6, "site": ["a"] * 3 + ["b"] * 4 + ["a"] * 2}
    whole = study_from_toml(f'counts = "people"\ngroups = ["site"]\n{SCALE}{OVERALL}')
    single = study_from_toml(f'groups = ["site"]\n{SCALE}{OVERALL}')
    counted, rows = sk.assess(whole, table), sk.assess(single, people)
    assert counted.data_quality.rows == rows.data_quality.rows == 9
    assert counted.part("measures").results["overall"] == rows.part("measures").results["overall"]
    assert counted.part("groups").results.keys() == rows.part("groups").results.keys()


@pytest.mark.parametrize("counts", ([1, -1, 2], [1.5, 2, 3], [1, None, 3], [0, 0, 0], ["1", "2", "3"]))
def test_counts_that_are_none_are_refused(counts):
    study = study_from_toml(f'counts = "people"\n{SCALE}{OVERALL}')
    with pytest.raises(InvalidValueError, match="counts"):
        sk.assess(study, {"sat": [1, 2, 3], "people": counts})


MULTI = '[questions.channels]\nkind = "multi"\n'


def shares(text, table):
    found = sk.assess(study_from_toml(text), table).part("choices").results["channels"]
    return {option: (round(share.value * share.n), share.n) for option, share in found.items()}


def test_choices_of_one_cell_and_of_a_column_each_are_counted_alike():
    joined = {"used": ["App; Phone", "App", "Phone;", "Counter"]}
    text = MULTI + 'column = "used"\nseparator = ";"\n'
    assert shares(text, joined) == {"App": (2, 4), "Counter": (1, 4), "Phone": (2, 4)}
    ticks = {"App": ["App", "App", None, ""], "Phone": [1, 0, 1, 0]}
    assert shares(MULTI + 'columns = ["App", "Phone"]\n', ticks) == {"App": (2, 4), "Phone": (2, 4)}


def test_a_choice_has_the_name_that_the_study_gives_it_in_sentence_table_and_picture():
    column = "6、您通过(朋友介绍)"
    labels = f'[labels]\n"{column}" = {{ en = "Friends", zh = "朋友介绍" }}\n'
    study = study_from_toml(f'{labels}{MULTI}columns = ["{column}", "Phone"]\n')
    found = sk.assess(study, {column: [1, 0, 1, 1] * 20, "Phone": [1, 0, 0, 0] * 20})
    assert column in found.part("choices").results["channels"]
    for language, name in (("en", "Friends"), ("zh", "朋友介绍")):
        page = sk.report(found, language=language)
        assert name in page
        assert "您通过" not in re.sub("<[^>]*>", "", page)


def test_blank_cells_were_not_asked():
    text = MULTI + 'column = "used"\nseparator = ";"\n'
    assert shares(text, {"used": ["App;Phone", None, " ", "App"]}) == {"App": (2, 2), "Phone": (1, 2)}


@pytest.mark.parametrize(
    "body",
    (
        'kind = "multi"\n',
        'kind = "multi"\ncolumn = "a"\n',
        'kind = "csat"\ncolumn = "a"\n',
        'kind = "csat"\nscale = "five"\n',
        'kind = "multi"\ncolumns = ["a"]\ncolumn = "b"\nseparator = ";"\n',
    ),
)
def test_questions_that_lack_a_part_are_refused(body):
    with pytest.raises(RecordError):
        study_from_toml(f"{SCALE}[questions.q]\n{body}")


def test_customers_still_there_are_not_counted_as_staying_for_ever():
    table = {"tenure": [1, 2, 2, 3, 4, 5], "churn": ["Yes", "No", "Yes", "No", "Yes", "No"]}
    study = study_from_toml('[churn]\ntenure = "tenure"\nchurned = "churn"\nleft = ["yes"]\n')
    curve = sk.assess(study, churn=table).part("churn").results["retention"]
    assert (curve.n, curve.n_events) == (6, 3)
    # 5/6, then 4/5 of five at risk, then 1/2 of two at risk, by hand
    assert curve.survival.tolist() == pytest.approx([5 / 6, 2 / 3, 2 / 3, 1 / 3, 1 / 3])


def test_groups_of_customers_are_compared():
    rng = np.random.default_rng(5)
    table = {
        "tenure": rng.integers(1, 30, 200).tolist(),
        "churn": rng.integers(0, 2, 200).tolist(),
        "plan": ["a", "b"] * 100,
    }
    text = '[churn]\ntenure = "tenure"\nchurned = "churn"\nleft = ["1"]\nby = ["plan"]\n'
    found = sk.assess(study_from_toml(text), churn=table).part("churn").results
    assert sum(curve.n for curve in found["retention by plan"].values()) == 200
    assert found["log-rank by plan"].p_value is not None


def test_a_negative_tenure_is_refused():
    study = study_from_toml('[churn]\ntenure = "t"\nchurned = "c"\nleft = ["1"]\n')
    with pytest.raises(InvalidValueError, match="tenure"):
        sk.assess(study, churn={"t": [1, -1], "c": [0, 1]})


EVENTS = {
    "case": [1, 2, 1, 2, 3, 1],
    "step": ["open", "open", "work", "close", "open", "close"],
    "at": ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04", "2026-01-04", "2026-01-05"],
}
SECTION = '[events]\ncase = "case"\nactivity = "step"\ntime = "at"\n'


def test_events_of_a_case_become_one_row():
    log = sk.assess(study_from_toml(f'{SECTION}closing = ["close"]\n'), events=EVENTS).part("events").results["log"]
    assert (log.n, log.n_open) == (3, 1)
    days = (log.resolved - log.opened) / np.timedelta64(1, "D")
    assert sorted(days[~np.isnan(days)].tolist()) == [2, 4]


def test_without_closing_events_the_last_one_ends_a_case():
    log = sk.assess(study_from_toml(SECTION), events=EVENTS).part("events").results["log"]
    assert (log.n, log.n_open) == (3, 0)


def test_order_of_events_does_not_matter():
    turned = {name: values[::-1] for name, values in EVENTS.items()}
    study = study_from_toml(SECTION)
    one, other = (sk.assess(study, events=table).part("events").results for table in (EVENTS, turned))
    assert one["time to resolve"].value == other["time to resolve"].value


def test_pairs_of_unequal_length_are_refused():
    with pytest.raises(RecordError, match="as many columns each"):
        study_from_toml(f'{SCALE}[kano]\nscale = "five"\nfunctional = ["f", "g"]\ndysfunctional = ["d"]\n')


def test_labels_of_a_scale_may_be_listed_in_order():
    text = '[scales.words]\nlow = 1\nhigh = 3\nlabels = ["bad", "fair", "good"]\n'
    assert study_from_toml(text).scale("words").words == {"bad": 1, "fair": 2, "good": 3}
    with pytest.raises(RecordError, match="one for each answer"):
        study_from_toml(text.replace('"fair", ', ""))
