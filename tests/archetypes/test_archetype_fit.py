"""A pure archetype fits itself best with 1 and contradicts nothing; order of practices does not matter."""

from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from servicekit.archetypes._assumptions import LEVELS, TAKEN_FOR_GRANTED
from servicekit.archetypes._contradictions import between_practices, contradictions
from servicekit.archetypes._fit import archetype_fit, fit_to
from servicekit.archetypes._four_archetypes import EXEMPLARS, ServiceArchetype
from servicekit.archetypes._misfits import MISFITS
from servicekit.archetypes._moves import suggested_moves
from servicekit.archetypes._organisation import Described, Organisation, pure
from servicekit.archetypes._practices import Practice, PracticeArea, practice_of
from servicekit.archetypes._process import PROCESS_OF, Process, ProcessTrait
from servicekit.archetypes._profiles import PROFILES
from servicekit.archetypes._schmenner import ServiceProcess, service_process
from servicekit.archetypes._sites import read_sites, site_drift
from servicekit.foundation._errors import InvalidValueError, MissingColumnError, UnknownConceptError

ARCHETYPES = tuple(ServiceArchetype)
LEVEL = st.none() | st.floats(0, 1)
ORGANISATIONS = st.builds(
    Organisation,
    name=st.just("site"),
    practices=st.lists(st.sampled_from(list(Practice)), max_size=10, unique=True),
    process=st.builds(Process, contact=LEVEL, customisation=LEVEL, labour_intensity=LEVEL, standardisation=LEVEL),
)


@pytest.mark.parametrize("archetype", ARCHETYPES)
def test_a_pure_archetype_fits_itself_alone_with_1(archetype: ServiceArchetype) -> None:
    fit = archetype_fit(pure(archetype))
    assert fit[archetype].value == 1
    assert fit.best == (archetype,)
    assert not contradictions(pure(archetype))
    assert not contradictions(pure(archetype), target=archetype)
    assert not suggested_moves(pure(archetype), to=archetype)
    assert not pure(archetype).undescribed


@given(ORGANISATIONS, st.randoms())
def test_fit_does_not_depend_on_the_order_of_practices(organisation: Organisation, random: object) -> None:
    shuffled = list(organisation.practices)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again = Organisation(name="site", practices=shuffled, process=organisation.process)
    assert archetype_fit(again) == archetype_fit(organisation)
    assert contradictions(again) == contradictions(organisation)


@example(
    Organisation(
        name="site",
        practices=["new_hires_personalised"],
        process=Process(contact=None, customisation=1.7e-265, labour_intensity=None, standardisation=None),
    ),
    ServiceArchetype.SERVICE_FACTORY,
)
@given(ORGANISATIONS, st.sampled_from(ARCHETYPES))
def test_moves_end_at_the_archetype_without_contradictions(
    organisation: Organisation, target: ServiceArchetype
) -> None:
    route = suggested_moves(organisation, to=target)
    start = fit_to(organisation, target).value
    climb = [move.similarity_after_share for move in route]
    assert climb == sorted(climb)
    assert len(route) == len(contradictions(organisation, target=target))
    if route:
        assert climb[-1] == 1
        assert route[-1].contradictions_after == 0
    else:
        assert start in (None, 1)


@given(ORGANISATIONS)
def test_similarity_is_a_share_and_absent_only_where_nothing_is_described(organisation: Organisation) -> None:
    fit = archetype_fit(organisation)
    for archetype in ARCHETYPES:
        value = fit[archetype].value
        assert (value is None) == (not organisation.by_area and not organisation.process.known)
        assert value is None or 0 <= value <= 1
        assert len(fit[archetype].reasons) == 10 - len(organisation.undescribed)


def test_every_area_has_one_practice_for_every_archetype() -> None:
    assert len(Practice) == 24
    for practice in Practice:
        assert practice_of(practice.area, practice.archetype) is practice
    assert set(EXEMPLARS) == set(PROCESS_OF) == set(ARCHETYPES)


def test_free_words_count_by_what_they_were_mapped_to() -> None:
    half = Described(
        area=PracticeArea.TRAINING,
        text="a week on the line, then a coach",
        like=(Practice.TRAINING_SERVICE_FACTORY, Practice.TRAINING_PERSONALISED),
    )
    none = Described(area=PracticeArea.RECOVERY, text="a voucher")
    fit = archetype_fit(Organisation(name="x", practices=[half, none]))
    assert fit[ServiceArchetype.SERVICE_FACTORY].value == 0.25
    assert fit[ServiceArchetype.IN_DEPTH].value == 0
    assert set(fit.best) == {ServiceArchetype.SERVICE_FACTORY, ServiceArchetype.PERSONALISED}
    assert "a voucher" in fit[ServiceArchetype.IN_DEPTH].reasons[1]
    assert fit.to_dict()["similarity"]["service_factory"] == 0.25


def test_two_archetypes_in_one_area_and_a_manual_beside_full_responsibility_contradict() -> None:
    mixed = Organisation(
        name="x",
        practices=["support_service_factory", "support_personalised", "recovery_in_depth"],
        process=Process(standardisation="low"),
    )
    found = contradictions(mixed)
    assert {(one.points, one.basis): one.degree_share for one in found} == {
        ((PracticeArea.SUPPORT,), "area"): 0.5,
        ((PracticeArea.SUPPORT, PracticeArea.RECOVERY), "words"): 1.0,
        ((PracticeArea.SUPPORT, PracticeArea.RECOVERY), "types"): 0.25,
        ((PracticeArea.SUPPORT, ProcessTrait.STANDARDISATION), "process"): 1.0,
    }
    assert [one.degree_share for one in found] == [1.0, 1.0, 0.5, 0.25]


def test_every_mix_of_archetypes_shows_contradictions_and_most_by_the_words_of_the_practices() -> None:
    known = {
        frozenset(pair): between_practices(*pair)
        for pair in combinations(Practice, 2)
        if pair[0].archetype is not pair[1].archetype
    }
    assert None not in known.values()
    bases = Counter()
    for mix in product(ARCHETYPES, repeat=6):
        practices = [practice_of(area, archetype) for area, archetype in zip(PracticeArea, mix, strict=True)]
        found = [known[key] for pair in combinations(practices, 2) if (key := frozenset(pair)) in known]
        bases[len(set(mix)), bool(found), any(one.basis == "words" for one in found)] += 1
    assert bases[1, False, False] == 4
    assert {key for key in bases if not key[1]} == {(1, False, False)}
    assert bases[4, True, True] == 1560  # none of the mixes of all four is without one
    assert bases[3, True, False] / 2160 < 0.04


@given(st.sampled_from(list(Practice)), st.sampled_from(list(Practice)))
def test_opposition_of_practices_is_symmetric_and_graded(one: Practice, other: Practice) -> None:
    there, back = between_practices(one, other), between_practices(other, one)
    if one.archetype is other.archetype:
        assert there is None
        assert back is None
    else:
        assert there is not None
        assert back is not None
        assert (there.basis, there.degree_share) == (back.basis, back.degree_share)
        assert 0 < there.degree_share <= 1


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_misfit_grows_with_the_distance_and_never_jumps(one: float, other: float) -> None:
    def degree(level: float) -> float:
        site = Organisation(name="x", practices=["support_service_factory"], process=Process(standardisation=level))
        return sum(found.degree_share for found in contradictions(site))

    assert abs(degree(one) - degree(other)) == pytest.approx(abs(one - other))
    assert degree(1) == 0


def test_practices_speak_with_the_level_of_their_archetype() -> None:
    for practice, said in TAKEN_FOR_GRANTED.items():
        assert all(LEVELS[assumption][practice.archetype] == level for assumption, level in said.items())


def test_a_move_says_which_contradiction_it_ends_or_what_it_goes_with() -> None:
    mixed = Organisation(name="x", practices=["support_service_factory", "recovery_in_depth", "training_in_depth"])
    move = suggested_moves(mixed, to="in_depth")[0]
    assert move.point is PracticeArea.SUPPORT
    assert len(move.solves) == 2
    assert "laid down" in move.why.en
    assert "规定" in move.why.zh
    assert move.tension_after == 0
    vague = Organisation(name="x", practices=[Described(area="training", text="a course"), "recovery_in_depth"])
    move = suggested_moves(vague, to="in_depth")[0]
    assert not move.solves
    assert "Taking it on fully" in move.why.en


def test_worked_profiles_of_firms_are_whole_and_sites_say_what_they_leave_out() -> None:
    best = {key: archetype_fit(profile).best for key, profile in PROFILES.items()}
    for key, archetype in zip(("microsoft", "mckinsey", "disney", "fedex"), ARCHETYPES, strict=True):
        assert best[key] == (archetype,)
        assert archetype_fit(PROFILES[key])[archetype].value == 1
        assert not contradictions(PROFILES[key])
    for key in ("workshop", "fashion_shop", "property_office"):
        assert PROFILES[key].undescribed
        assert contradictions(PROFILES[key])
        assert all(not item.text.isascii() for item in PROFILES[key].practices)


def test_several_raters_give_a_mean_its_interval_and_their_agreement() -> None:
    def seen(rater: str, *practices: str) -> Organisation:
        return Organisation(name="North", practices=practices, rater=rater)

    chain = [practice_of(area, ServiceArchetype.SERVICE_CHAIN).key for area in PracticeArea]
    rated = archetype_fit(
        [seen("a", *chain), seen("b", *chain), seen("c", *chain[:4], "support_in_depth", "recovery_in_depth")]
    )
    found = rated.similarity["service_chain"]
    assert found.value == pytest.approx((1 + 1 + 4 / 6) / 3)
    assert found.interval is not None
    assert found.interval.low < found.value < found.interval.high
    assert set(rated.best_by_rater.values()) == {("service_chain",)}
    assert 0 < rated.agreement.value < 1
    assert rated.agreement.unit_count == 6
    same = archetype_fit([seen("a", *chain), seen("b", *chain)])
    assert same.agreement.value == 1
    assert same.similarity["service_chain"].interval is None  # no difference to judge by
    assert archetype_fit([seen("a")]).similarity["in_depth"].value is None
    assert archetype_fit([seen("a")]).agreement.reason.key == "no_common_unit"
    with pytest.raises(InvalidValueError, match="raters who are named and differ"):
        archetype_fit([seen("a", *chain), seen("a", *chain)])
    with pytest.raises(InvalidValueError, match="one organisation"):
        archetype_fit([seen("a"), Organisation(name="South", rater="b")])


def test_sites_are_read_by_rater() -> None:
    table = {
        "site": ["North"] * 3,
        "by": ["Li", "Wu", "Wu"],
        "practice": ["training_in_depth", "training_in_depth", "recovery_in_depth"],
    }
    read = read_sites(table, rater="by")
    assert [(one.name, one.rater, len(one.practices)) for one in read] == [("North", "Li", 1), ("North", "Wu", 2)]
    with pytest.raises(InvalidValueError, match="rater must be given in every row"):
        read_sites({**table, "by": ["Li", None, "Wu"]}, rater="by")


def test_the_table_of_misfits_suits_the_archetypes() -> None:
    for misfit in MISFITS:
        assert misfit.degree(PROCESS_OF[misfit.practice.archetype].known[misfit.trait]) == 0


@pytest.mark.parametrize(
    ("archetype", "cell"),
    (
        (ServiceArchetype.IN_DEPTH, ServiceProcess.PROFESSIONAL_SERVICE),
        (ServiceArchetype.SERVICE_FACTORY, ServiceProcess.SERVICE_FACTORY),
        (ServiceArchetype.SERVICE_CHAIN, ServiceProcess.PROFESSIONAL_SERVICE),
    ),
)
def test_archetypes_have_a_place_on_the_matrix(archetype: ServiceArchetype, cell: ServiceProcess) -> None:
    assert service_process(PROCESS_OF[archetype]).cell is cell


def test_the_four_corners_of_the_matrix() -> None:
    def corner(labour: str, both: str) -> ServiceProcess | None:
        return service_process(Process(contact=both, customisation=both, labour_intensity=labour)).cell

    assert corner("low", "low") is ServiceProcess.SERVICE_FACTORY
    assert corner("low", "high") is ServiceProcess.SERVICE_SHOP
    assert corner("high", "low") is ServiceProcess.MASS_SERVICE
    assert corner("high", "high") is ServiceProcess.PROFESSIONAL_SERVICE
    unknown = service_process(Process(contact="low"))
    assert unknown.cell is None
    assert unknown.reason.key == "unknown_traits"


def test_sites_that_drift_come_first_with_their_causes() -> None:
    pandas = pytest.importorskip("pandas")
    chain = [practice_of(area, ServiceArchetype.SERVICE_CHAIN).key for area in PracticeArea]
    rows = (
        [("North", key) for key in chain]
        + [("South", key) for key in chain[:2]]
        + [("South", "support_service_factory")]
    )
    data = pandas.DataFrame(rows, columns=["site", "practice"])
    drifts = site_drift(read_sites(data), intended=ServiceArchetype.SERVICE_CHAIN)
    assert list(drifts) == ["South", "North"]
    assert drifts["North"].value == 0
    assert drifts["South"].value == pytest.approx(1 / 3)
    assert not drifts["South"].has_drifted
    assert [cause.point for cause in drifts["South"].causes] == [PracticeArea.SUPPORT]


def test_bad_descriptions_are_refused_with_what_to_do() -> None:
    with pytest.raises(UnknownConceptError, match="did you mean 'training_in_depth'"):
        Organisation(name="x", practices=["training_indepth"])
    with pytest.raises(InvalidValueError, match="practices of the area 'training'"):
        Described(area=PracticeArea.TRAINING, text="x", like=(Practice.SUPPORT_IN_DEPTH,))
    with pytest.raises(InvalidValueError, match=r"did you mean 0\.8"):
        Process(contact=80)
    with pytest.raises(InvalidValueError, match="share from 0 to 1"):
        Process(contact="very")
    with pytest.raises(InvalidValueError, match="named differently"):
        site_drift([Organisation(name="a"), Organisation(name="a")], intended=ServiceArchetype.IN_DEPTH)
    with pytest.raises(MissingColumnError, match="did you mean 'practice'"):  # bad input 43
        read_sites({"site": ["a"], "practice": ["x"]}, practice="practise")
    with pytest.raises(InvalidValueError, match="site must be given in every row"):
        read_sites({"site": ["a", None], "practice": ["training_in_depth"] * 2})


def test_a_site_of_which_nothing_is_known_has_no_drift() -> None:
    empty = site_drift([Organisation(name="new")], intended=ServiceArchetype.IN_DEPTH)["new"]
    assert empty.value is None
    assert empty.has_drifted is None
    assert empty.reason.key == "not_described"


@given(st.sampled_from(ARCHETYPES), st.sampled_from(ARCHETYPES))
def test_an_archetype_may_be_named_by_its_key(one: ServiceArchetype, other: ServiceArchetype) -> None:
    site = pure(one, name="site")
    assert suggested_moves(site, to=other.key) == suggested_moves(site, to=other)
    assert contradictions(site, target=other.key) == contradictions(site, target=other)
    assert archetype_fit(site)[other.key] == archetype_fit(site)[other]
    assert site_drift([site], intended=other.key) == site_drift([site], intended=other)


def test_keys_misspelt_or_not_in_a_list_are_answered() -> None:
    site = pure(ServiceArchetype.IN_DEPTH)
    with pytest.raises(UnknownConceptError, match="did you mean 'service_chain'"):
        suggested_moves(site, to="service_chan")
    with pytest.raises(InvalidValueError, match="practices must be a list, even of one"):
        Organisation(name="x", practices="training_in_depth")
    free = Described(area="training", text="x", like=["training_in_depth"])  # type: ignore[arg-type]
    assert free == Described(area=PracticeArea.TRAINING, text="x", like=(Practice.TRAINING_IN_DEPTH,))


def test_a_practice_without_words_and_a_process_of_no_site_are_refused():
    with pytest.raises(InvalidValueError, match="text must be words that describe the practice"):
        Described(area="new_hires", text=" ")
    with pytest.raises(InvalidValueError, match=r"processes must be those of sites in the data, got \['b'\]"):
        read_sites({"site": ["a"], "practice": [next(iter(Practice)).key]}, processes={"b": next(iter(PROCESS_OF))})
