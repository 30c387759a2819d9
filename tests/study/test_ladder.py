"""The ladder: a rung is done only where the question of its generation is answered."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

import servicekit as sk
from servicekit.foundation._vocabulary import Label
from servicekit.improvement import Action, ActionRegister
from servicekit.study import Generation, study_from_toml
from servicekit.study._part import NotRun
from servicekit.study.conclusions._generations import LADDER
from servicekit.study.conclusions._ladder import ACTIONS as NO_ACTIONS
from servicekit.study.conclusions._ladder import (
    COMPLETE,
    CUTS,
    LACKS,
    SECTION,
    TOUCHPOINTS,
    TWO_WAVES,
    RungState,
    evidence_of,
    ladder,
    recommended,
)

N = 240
RNG = np.random.default_rng(8)
LATENT = RNG.normal(size=N)
ITEMS = tuple(f"i{place}{which}" for place in range(7) for which in "ab")
SURVEY = {
    name: np.clip(np.rint(3.4 + 0.8 * LATENT + RNG.normal(size=N)), 1, 5).tolist()
    for name in ("sat", "d0", "d1", "d2", "d3", "ease", "k0f", "k0d", "k1f", "k1d", *ITEMS)
} | {
    "visits": RNG.integers(1, 9, N).tolist(),
    "wave": ["2024-01", "2024-02", "2024-06"] * (N // 3),
    "unit": [f"u{row // 3 % 10}" for row in range(N)],
}
FIVE = "resamples = 50\n[scales.five]\nlow = 1\nhigh = 5\n"
OVERALL = '[questions.overall]\ncolumn = "sat"\nkind = "csat"\nscale = "five"\n'
EASY = '[questions.ease]\ncolumn = "ease"\nkind = "ces"\nscale = "five"\n'
DRIVERS = '[drivers]\noutcome = "sat"\noutcome_scale = "five"\ndrivers = ["d0", "d1", "d2", "d3"]\nscale = "five"\n'
PERCEIVED = '[quality]\nscale = "five"\n[quality.dimensions.empathy]\nitems = ["d0", "d1"]\n'
CONSTRUCTS = ("image", "expectation", "quality", "value", "satisfaction", "complaints", "loyalty")
INDEX = '[index]\nmodel = "ECSI"\nscale = "five"\n[index.constructs]\n' + "".join(
    f'{name} = ["i{place}a", "i{place}b"]\n' for place, name in enumerate(CONSTRUCTS)
)
KANO = '[kano]\nscale = "five"\nfunctional = ["k0f", "k1f"]\ndysfunctional = ["k0d", "k1d"]\n'
USAGE = '[usage]\nusage = "visits"\nusage_cut = 4\nattitude = "d0"\nattitude_scale = "five"\nattitude_cut = 4\n'
TYPES = (
    "[loyalty.evidence]\ntrust = { column = 'd0', scale = 'five' }\nattitude = { column = 'd1', scale = 'five' }\n"
    "repeat_share = { column = 'd2', scale = 'five' }\n"
)
JOURNEY = '[journey]\nscale = "five"\n[journey.touchpoints]\na = { evaluation = "d0" }\nb = { evaluation = "d1" }\n'
TARGET = "[targets.overall]\nat_least = 0.6\nby = 2024-12-31\n"
ACTIONS = '[actions]\nowners = ["Li"]\ntoday = 2024-09-01\n'
WAVES_OF = "# waves\n"
WHY = Label("why", "原因")
WAVES = 'wave = "wave"\ngroups = ["unit"]\n'
AUDITS = '[audits]\n[audits.columns]\nsite = "site"\nstandard = "item"\nresult = "seen"\n'
SHEETS = {"site": ["n", "s"] * 10, "item": ["greet", "receipt"] * 10, "seen": ["yes", "no"] * 10}


def register():
    """Return a register of one action of three units that was taken between the waves."""
    plan = {"kind": "prevention", "owner": "Li", "due": date(2024, 3, 30), "measure": "overall"}
    action = Action(key="training", label=Label("Training", "培训"), units=("u0", "u1", "u2"), **plan)
    made = ActionRegister(owners=["Li"]).plan(action, by="Li", at=date(2024, 2, 1))
    made = made.record("training", "start", by="Li", at=date(2024, 2, 5))
    return made.record("training", "finish", by="Li", at=date(2024, 3, 1))


def states(text, survey=SURVEY, **tables):
    found = sk.assess(study_from_toml(text), survey, **tables)
    return {rung.generation.key: (rung.state, rung.lacks) for rung in found.ladder}


MANAGED = WAVES + FIVE + OVERALL + TARGET + ACTIONS
ANSWERED = (
    (Generation.COMPLIANCE, AUDITS, {"survey": None, "audits": SHEETS}),
    (Generation.PERCEIVED_QUALITY, FIVE + PERCEIVED, {}),
    (Generation.INDEX_MODEL, FIVE + INDEX, {}),
    (Generation.DISSATISFACTION, FIVE + DRIVERS, {}),
    (Generation.SHORTFALLS, FIVE + DRIVERS, {}),
    (Generation.KANO, FIVE + KANO, {}),
    (Generation.USAGE_AND_ATTITUDE, FIVE + USAGE, {}),
    (Generation.EXCELLENCE, FIVE + DRIVERS, {}),
    (Generation.EXPERIENCE, FIVE + JOURNEY, {}),
    (Generation.MANAGEMENT, MANAGED, {"actions": register()}),
)
BLANK = {name: [None] * N for name in SURVEY}
ONE_QUESTION = {"survey": {**BLANK, "sat": SURVEY["sat"]}}
ONE_RATED = {"survey": {**SURVEY, "d1": [None] * N}}


def first(rows):
    return {"survey": {name: values[:rows] for name, values in SURVEY.items()}}


NOT_ANSWERED = (
    ("nothing could be looked at", Generation.COMPLIANCE, FIVE + OVERALL + AUDITS,
     {"audits": {**SHEETS, "seen": ["n/a"] * 20}}, "partly"),
    ("standards alone", Generation.COMPLIANCE, FIVE + OVERALL + AUDITS, {}, "missing"),
    ("one overall question", Generation.PERCEIVED_QUALITY, FIVE + OVERALL, {}, "missing"),
    ("nobody answered", Generation.PERCEIVED_QUALITY, FIVE + PERCEIVED, {"survey": BLANK}, "partly"),
    ("one overall question", Generation.INDEX_MODEL, FIVE + OVERALL, {}, "missing"),
    ("nobody answered", Generation.INDEX_MODEL, FIVE + INDEX + OVERALL, ONE_QUESTION, "partly"),
    ("one overall question", Generation.DISSATISFACTION, FIVE + OVERALL, {}, "missing"),
    ("20 answers", Generation.DISSATISFACTION, FIVE + DRIVERS, first(20), "partly"),
    ("one overall question", Generation.SHORTFALLS, FIVE + OVERALL, {}, "missing"),
    ("4 answers", Generation.SHORTFALLS, FIVE + DRIVERS, first(4), "partly"),
    ("ratings, no pairs", Generation.KANO, FIVE + DRIVERS, {}, "missing"),
    ("types of loyalty alone", Generation.USAGE_AND_ATTITUDE, FIVE + TYPES, {}, "missing"),
    ("nobody answered", Generation.USAGE_AND_ATTITUDE, FIVE + USAGE + OVERALL, ONE_QUESTION, "partly"),
    ("20 answers", Generation.EXCELLENCE, FIVE + DRIVERS, first(20), "partly"),
    ("one question on effort", Generation.EXPERIENCE, FIVE + OVERALL + EASY, {}, "missing"),
    ("one touchpoint was rated", Generation.EXPERIENCE, FIVE + JOURNEY, ONE_RATED, "partly"),
    ("two waves without a target", Generation.MANAGEMENT, WAVES + FIVE + OVERALL, {}, "missing"),
    ("a target in one wave", Generation.MANAGEMENT, FIVE + OVERALL + TARGET, {}, "missing"),
    ("a target and waves, nothing was done", Generation.MANAGEMENT, WAVES + FIVE + OVERALL + TARGET, {}, "partly"),
    ("a target for waits", Generation.MANAGEMENT,
     WAVES + FIVE + OVERALL + '[waits]\nthreshold = 5\ntarget_share = 0.8\n[waits.columns]\nwaited = "w"\n',
     {"waits": {"w": [1.0, 9.0] * 20}}, "missing"),
    ("every answer in one wave", Generation.MANAGEMENT, MANAGED,
     {"survey": {**SURVEY, "wave": ["2024-01"] * N}, "actions": register()}, "partly"),
)  # fmt: skip


@pytest.mark.parametrize(("generation", "text", "tables"), ANSWERED, ids=[each[0].key for each in ANSWERED])
def test_the_least_that_answers_a_generation_is_done(generation, text, tables):
    assert states(text, **tables)[generation.key] == ("done", None)


@pytest.mark.parametrize(
    ("why", "generation", "text", "tables", "state"),
    NOT_ANSWERED,
    ids=[f"{generation.key}: {why}" for why, generation, *_ in NOT_ANSWERED],
)
def test_what_nearly_answers_a_generation_is_not_done(why, generation, text, tables, state):
    found, lacks = states(text, **tables)[generation.key]
    assert found == state, why
    assert lacks is not None


def test_a_study_on_one_question_answers_no_generation():
    found = states(FIVE + OVERALL)
    assert {state for state, _ in found.values()} == {"missing"}


class TestWithoutParts:
    """What evidence alone makes of the ladder, where no part ran."""

    def test_what_could_be_run_is_partly_there(self):
        rungs = ladder([], [NotRun(key="kano", name=WHY, needs=WHY, reason=WHY)], ["kano", "audits", "staff"])
        found = {rung.generation: (rung.state, rung.lacks) for rung in rungs}
        assert found[Generation.KANO] == ("partly", WHY)
        assert found[Generation.COMPLIANCE] == ("partly", SECTION)
        assert found[Generation.SHORTFALLS] == ("partly", SECTION)
        assert found[Generation.EXCELLENCE] == ("missing", LADDER[Generation.EXCELLENCE].needs)
        assert {rung.generation: rung.call for rung in rungs} == {one: rung.call for one, rung in LADDER.items()}

    @pytest.mark.parametrize(
        ("text", "there"),
        (
            (OVERALL, []), (OVERALL + WAVES_OF, []), (OVERALL + WAVES_OF + TARGET, ["waves"]), (OVERALL + TARGET, []),
            (PERCEIVED, ["quality"]), (INDEX, ["index"]), (DRIVERS, ["drivers"]), (KANO, ["kano"]), (USAGE, ["usage"]),
            (TYPES, []), (JOURNEY, ["touchpoints"]),
        ),
    )  # fmt: skip
    def test_what_a_study_makes_possible(self, text, there):
        wave = WAVES if WAVES_OF in text else ""
        study = study_from_toml(wave + FIVE + text.replace(WAVES_OF, ""))
        assert evidence_of(study, ["audits"]) == [*there, "audits"]


class TestRecommended:
    def rungs(self, *states):
        return tuple(
            RungState(generation=generation, call="x", state=state, lacks=None if state == "done" else WHY)
            for generation, state in zip(Generation, (*states, *["missing"] * 10), strict=False)
        )

    def test_no_stage_no_recommendation(self):
        assert recommended(None, self.rungs("done")) is None

    def test_the_aim_is_what_the_stage_asks_for_and_each_builds_on_those_before(self):
        found = recommended("reducing_dissatisfaction", self.rungs("done", "missing", "partly", "done", "done"))
        assert (found.aim, found.now, found.lacks) == (Generation.DISSATISFACTION, Generation.DISSATISFACTION, None)
        assert found.open_before == (Generation.PERCEIVED_QUALITY, Generation.INDEX_MODEL)
        lower = recommended("reducing_dissatisfaction", self.rungs("done", "partly", "missing", "missing", "done"))
        assert (lower.now, lower.lacks) == (Generation.PERCEIVED_QUALITY, WHY)
        first = recommended("setting_standards", self.rungs("missing", "done"))
        assert (first.aim, first.now, first.open_before) == (Generation.COMPLIANCE, None, ())


class TestEnough:
    """The least that answers a question, and just less."""

    @pytest.mark.parametrize(
        ("key", "enough", "short"),
        (
            ("quality", {"quality": {"n": 2}}, {"quality": {"n": 1}}),
            ("kano", {"kano": {"n": 1}}, {"kano": {"n": 0}}),
            ("usage", {"segments": {"n": 1}}, {"segments": {"n": 0}}),
            ("experience", {"touchpoints": 2}, {"touchpoints": 1}),
            ("priorities", {"coefficients": {}}, {"coefficients": None}),
            ("index", {"index": {"value": 0.0}}, {"index": {"value": None}}),
            ("compliance", {"whole": {"value": 0.0}}, {"whole": {"value": None}}),
        ),
    )
    def test_the_border(self, key, enough, short):
        def of(fields):
            return SimpleNamespace(
                **{name: SimpleNamespace(**one) if isinstance(one, dict) else one for name, one in fields.items()}
            )

        assert LACKS[key](of(enough)) is None
        assert LACKS[key](of(short)) is not None

    def test_two_waves_and_one_effect(self):
        known, none = SimpleNamespace(value=0.0), SimpleNamespace(value=None)

        def lacks(waves, effects):
            made = {f"q{k}": {str(j): each for j, each in enumerate(groups)} for k, groups in enumerate(waves)}
            return LACKS["improvement"](SimpleNamespace(waves=made, effects=dict(enumerate(effects))))

        assert lacks([[known, none], [known, known]], [none, known]) is None
        assert lacks([[known, none], [known]], [known]) == lacks([], [known]) == TWO_WAVES
        assert lacks([[known, known]], [none]) == lacks([[known, known]], []) == NO_ACTIONS

    def test_two_touchpoints(self):
        def lacks(*values):
            moments = {k: SimpleNamespace(score=SimpleNamespace(value=value)) for k, value in enumerate(values)}
            return LACKS["journey"](SimpleNamespace(journey=SimpleNamespace(moments=moments)))

        assert lacks(0.0, None, 3.0) is None
        assert lacks(0.0, None) == lacks() == TOUCHPOINTS

    def test_usage_by_loyalty(self):
        def lacks(conditions):
            return LACKS["loyalty"](SimpleNamespace(conditions=conditions))

        assert lacks(SimpleNamespace(n=1)) is None
        assert lacks(SimpleNamespace(n=0)) == lacks(None) == CUTS

    def test_a_generation_is_done_where_one_of_its_parts_answers(self):
        open_one = SimpleNamespace(key="usage", segments=SimpleNamespace(n=0))
        done = SimpleNamespace(key="loyalty", conditions=SimpleNamespace(n=3))

        def state(*parts):
            rungs = ladder(parts, [], ["usage"])
            return next((one.state, one.lacks) for one in rungs if one.generation is Generation.USAGE_AND_ATTITUDE)

        assert state(open_one, done) == state(done, open_one) == ("done", None)
        assert state(open_one) == ("partly", COMPLETE)
