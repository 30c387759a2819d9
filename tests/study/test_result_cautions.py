"""Cautions and missing intervals of figures reach the report, in both languages."""

import numpy as np
import pytest

from servicekit.data._scales import LIKERT_5, ZERO_TO_TEN
from servicekit.stats.designs._design import Design
from servicekit.study._assessment import assess
from servicekit.study._study import Question, Study

N = 120
RNG = np.random.default_rng(0)
SURVEY = {
    "overall": RNG.integers(1, 6, N).tolist(),
    "recommend": RNG.integers(0, 11, N).tolist(),
    "branch": RNG.choice(["North", "South", "West"], N).tolist(),
    "shop": RNG.integers(0, 5, N).tolist(),
    "one": [3000.0] + [1.1] * (N - 1),
    "few": np.exp(RNG.normal(0, 1.9, N)).tolist(),
}


def said(design, parts=("measures", "groups")):
    study = Study(
        scales={"five": LIKERT_5, "ten": ZERO_TO_TEN},
        questions={
            "overall": Question(column="overall", kind="csat", scale="five"),
            "recommend": Question(column="recommend", kind="nps", scale="ten"),
        },
        groups=("branch",),
        design=design or Design(),
    )
    found = assess(study, SURVEY, parts=list(parts))
    return {part.key: [finding.text for finding in part.findings if finding.is_caution] for part in found.parts}


@pytest.mark.parametrize(
    ("design", "en", "zh"),
    (
        (Design(clusters="shop"), "Only 5 clusters", "只有5个群"),
        (Design(weights="few"), "answers count as", "份回答只相当于"),
        (
            Design(weights="one"),
            "no interval, since a single answer carries the weight",
            "没有区间，原因是权重集中于一份回答",
        ),
    ),
)
def test_what_a_design_leaves_uncertain_is_said_of_measures_and_groups(design, en, zh):
    for part, texts in said(design).items():
        found = [text for text in texts if en in text.en]
        assert len(found) == 1, part
        assert zh in found[0].zh
        assert found[0].en.lower().startswith("overall")
        assert "The same holds for" in found[0].en
        assert "以下亦然" in found[0].zh


def test_a_simple_sample_says_nothing_of_its_design_and_no_sentence_lacks_a_number():
    found = said(None)
    assert found["measures"] == []
    assert [text.en.partition(":")[0] for text in found["groups"]] == ["Ranking of branch (shrunk towards the mean)"]
    for design in (None, Design(clusters="shop"), Design(weights="one")):
        study = Study(
            scales={"five": LIKERT_5},
            questions={"overall": Question(column="overall", kind="csat", scale="five")},
            groups=("branch",),
            design=design or Design(),
        )
        for part in assess(study, SURVEY).parts:
            for finding in part.findings:
                assert "–" not in finding.text.en
                assert "–" not in finding.text.zh
