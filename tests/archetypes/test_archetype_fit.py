"""A pure archetype fits itself best with 1 and contradicts nothing; order of practices does not matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.archetypes._contradictions import CLASHES, MISFITS, contradictions, contradictions_with
from servicekit.archetypes._fit import archetype_fit, fit_to
from servicekit.archetypes._four_archetypes import EXEMPLARS, ServiceArchetype
from servicekit.archetypes._moves import suggested_moves
from servicekit.archetypes._organisation import Described, Organisation, pure
from servicekit.archetypes._practices import Practice, PracticeArea, practice_of
from servicekit.archetypes._process import PROCESS_OF, Process, ProcessTrait
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
    assert not contradictions_with(pure(archetype), archetype)
    assert not suggested_moves(pure(archetype), to=archetype)
    assert not pure(archetype).undescribed


@given(ORGANISATIONS, st.randoms())
def test_fit_does_not_depend_on_the_order_of_practices(organisation: Organisation, random: object) -> None:
    shuffled = list(organisation.practices)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again = Organisation(name="site", practices=shuffled, process=organisation.process)
    assert archetype_fit(again) == archetype_fit(organisation)
    assert contradictions(again) == contradictions(organisation)


@given(ORGANISATIONS, st.sampled_from(ARCHETYPES))
def test_moves_end_at_the_archetype_without_contradictions(
    organisation: Organisation, target: ServiceArchetype
) -> None:
    route = suggested_moves(organisation, to=target)
    start = fit_to(organisation, target).value
    climb = [move.similarity_after_share for move in route]
    assert climb == sorted(climb)
    assert len(route) == len(contradictions_with(organisation, target))
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
    assert [c.points for c in found] == [
        (PracticeArea.SUPPORT,),
        (PracticeArea.SUPPORT, PracticeArea.RECOVERY),
        (PracticeArea.SUPPORT, ProcessTrait.STANDARDISATION),
    ]


def test_the_tables_of_contradictions_never_speak_of_one_archetype() -> None:
    assert all(clash.one.archetype is not clash.other.archetype for clash in CLASHES)
    for misfit in MISFITS:
        assert not misfit.arises(PROCESS_OF[misfit.practice.archetype].known[misfit.trait])


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
    assert contradictions_with(site, other.key) == contradictions_with(site, other)
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
