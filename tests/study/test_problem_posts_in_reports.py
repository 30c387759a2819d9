"""The kind of problem in a report on complaints: times by kind, and cases at a post that does not solve them."""

import re

import pytest

import servicekit as sk
from servicekit.foundation._errors import InvalidValueError, RecordError
from servicekit.reports._drawn import inline
from servicekit.reports._verify import verify
from servicekit.study import study_from_toml

STUDY = """
[complaints]
by = ["kind"]
posts = { warranty = ["索赔台"], expert = ["车间", "索赔台"] }
[complaints.columns]
case = "号"
opened = "开始"
resolved = "解决"
kind = "类型"
post = "岗位"
"""


def rows(n=60):
    return {
        "号": [f"K{k}" for k in range(n)],
        "开始": [f"2024-03-{1 + k % 20:02}T09:00:00" for k in range(n)],
        "解决": [f"2024-03-{(2 if k % 2 else 6) + k % 20:02}T{9 + k % 7:02}:00:00" for k in range(n)],
        "类型": [("warranty", "expert")[k % 2] for k in range(n)],
        "岗位": ["前台" if k in (0, 4) else "索赔台" for k in range(n)],
    }


@pytest.fixture(scope="module")
def found():
    return sk.assess(study_from_toml(STUDY), complaints=rows())


def test_cases_at_another_post_are_counted_and_named(found):
    part = found.part("complaints")
    shares = {kind.key: (share.count, share.n) for kind, share in part.posts.misplaced_shares.items()}
    assert shares["warranty"] == (2, 30)
    assert shares["expert"] == (0, 30)
    texts = [finding.text for finding in part.findings]
    assert any("Warranty 6.7%" in text.en and "保修索赔6.7%" in text.zh for text in texts)
    assert any(text.en == "They are K0 and K4." for text in texts)


def test_times_are_told_by_kind_in_the_language_of_the_reader(found):
    texts = [finding.text.zh for finding in found.part("complaints").findings]
    assert any("分问题类型看" in text and "保修索赔" in text for text in texts)
    for language in ("en", "zh"):
        page = sk.report(found, language=language)
        assert verify(page, found.to_results()) == ()
    assert "处理岗位不符的投诉" in page
    body = re.sub(r"<style.*?</style>|<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.findall(r">[^<>]*\b(?:warranty|expert|kind)\b[^<>]*<", body)


def test_where_every_case_is_in_its_place_that_is_said():
    data = rows() | {"岗位": ["索赔台"] * 60}
    texts = [f.text.en for f in sk.assess(study_from_toml(STUDY), complaints=data).part("complaints").findings]
    assert "No case lies at a post that does not solve its kind of problem." in texts


@pytest.mark.parametrize(("old", "new"), (('kind = "类型"\n', ""), ("warranty =", "guarantee =")))
def test_posts_without_a_kind_are_refused(old, new):
    with pytest.raises((RecordError, InvalidValueError), match=r"kind and post|ProblemKind"):
        study_from_toml(STUDY.replace(old, new, 1))


def test_a_legend_wider_than_the_picture_stands_in_one_column(found):
    ax = sk.plots.plot(found.part("complaints").backlog)
    assert inline(ax).startswith("<svg")
    legend = ax.get_legend()
    assert legend.get_window_extent().width < ax.figure.bbox.width
