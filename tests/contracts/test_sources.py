"""Sources have one registry, and whatever names another concept names one that exists."""

import ast
import importlib
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import servicekit as sk
from servicekit.catalogue import frameworks
from servicekit.experience._usability_bands import SUS_GRADES, UEQ_BENCHMARK
from servicekit.foundation import _literature
from servicekit.foundation._documents import DOCUMENTS
from servicekit.foundation._vocabulary import Concept, Source
from servicekit.loyalty.programmes._programme import FIVE_STEPS, STRATEGIES, TACTICS, ProgrammeEffect

ROOT = Path(sk.__file__).parent
REGISTRY = ("foundation/_documents.py", "foundation/_literature.py")
NUMBERS = tuple(f"F{number:02}" for number in range(1, 37) if number not in (19, 29))


def test_a_source_is_written_down_in_the_registry_alone():
    elsewhere = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in ROOT.rglob("*.py")
        if path.relative_to(ROOT).as_posix() not in REGISTRY
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Source"
    ]
    assert elsewhere == []


def test_a_work_is_named_in_one_way():
    works = [thing for thing in vars(_literature).values() if isinstance(thing, Source)]
    titles = [work.title.casefold() for work in (*works, *DOCUMENTS.values())]
    assert sorted(titles) == sorted(set(titles))
    assert list(DOCUMENTS) == ["after_sales", "retail", "service_types", "measurement", "property"]


def test_every_number_of_the_catalogue_has_a_framework():
    found = {entry.number[:3] for entry in frameworks()}
    assert found >= set(NUMBERS)


def test_what_an_outcome_leads_to_exists():
    for consequence in (outcome.consequence for outcome in sk.satisfaction.Disconfirmation):
        assert sk.loyalty.LoyaltyLevel(consequence.loyalty_level)
        assert consequence.word_of_mouth == "none" or sk.complaints.Talk(consequence.word_of_mouth)


def test_what_a_step_of_a_programme_serves_exists():
    for step in (*STRATEGIES.steps, *TACTICS.steps, *FIVE_STEPS.steps):
        assert [ProgrammeEffect(key) for key in step.tags["serves"].split()]


POSTS = {post.key for post in sk.operations.PROPERTY_OFFICE.posts}
REFERS_TO = {
    "iso10002": lambda key: sk.complaints.HandlingStage(key),
    "justice": lambda key: sk.complaints.JusticeKind(key),
    "post": lambda key: key in POSTS,
    "serves": lambda key: ProgrammeEffect(key),
}


def test_what_a_step_of_any_preset_refers_to_exists():
    protocols = sk.complaints.PROTOCOLS.values()
    lists = [part for each in protocols for part in (each.steps, each.manners, each.prohibitions)]
    lists += [
        each.steps for each in (STRATEGIES, TACTICS, FIVE_STEPS, sk.operations.CALL, sk.operations.RECEPTION_CHAIN)
    ]
    tags = [(system, value) for steps in lists for step in steps for system, value in step.tags.items()]
    assert {system for system, _ in tags} == set(REFERS_TO)
    for system, value in tags:
        assert all(REFERS_TO[system](key) for key in value.split()), (system, value)


def test_a_kind_of_problem_is_solved_by_steps_that_exist():
    steps = {step.key for step in sk.complaints.PROTOCOLS["resolution_process"].steps}
    for solver in sk.complaints.PROBLEM_SOLVERS.values():
        assert set(solver.steps) <= steps


def said_in_calls() -> set[str]:
    """Names of enumerations in annotations or bodies of functions, but for methods of the enumeration itself."""
    found: set[str] = set()
    for path in ROOT.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        short = {
            target.id: value.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for targets, values in [(node.targets[0], node.value)]
            for target, value in zip(
                getattr(targets, "elts", [targets]), getattr(values, "elts", [values]), strict=False
            )
            if isinstance(target, ast.Name) and isinstance(value, ast.Name)
        }
        owner = {
            id(method): each.name for each in ast.walk(tree) if isinstance(each, ast.ClassDef) for method in each.body
        }
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            names = {short.get(node.id, node.id) for node in ast.walk(function) if isinstance(node, ast.Name)}
            if isinstance(function.returns, ast.Constant):  # a class written further below
                names |= set(re.findall(r"\w+", str(function.returns.value)))
            found |= names - {owner.get(id(function))}
    return found


CARDS = sk.complaints.PROTOCOLS
BY_KEY = {
    # enumerations whose keys, in order, are those of what a public call takes or returns
    "CalmingTactic": lambda: [step.key for step in CARDS["calming_tactics"].manners],
    "DefusingStep": lambda: [step.key for step in CARDS["ten_steps"].steps],
    "Manner": lambda: [step.key for step in CARDS["ten_steps"].manners],
    "Prohibition": lambda: [step.key for step in CARDS["ten_steps"].prohibitions],
    "ServiceLink": lambda: [link.key for link in sk.operations.FIVE_LINKS],
    "EcsiConstruct": lambda: [construct.key for construct in sk.ECSI.constructs],
    "AcsiConstruct": lambda: [construct.key for construct in sk.ACSI.constructs],
}
IN_FIELDS = {
    # enumerations that a public result or preset holds
    "Talk": lambda: [preset.stream for preset in sk.complaints.CASCADES.values()],
    "UsabilityGrade": lambda: list(SUS_GRADES.names),
    "ExperienceBand": lambda: [name for bands in UEQ_BENCHMARK.values() for name in bands.names],
}


def test_every_set_of_concepts_is_taken_or_returned_by_a_call():
    frameworks()
    said = said_in_calls()
    kinds = {kind.__name__: kind for kind in Concept.__subclasses__() if kind.__module__.startswith("servicekit.")}
    assert set(kinds) - said == set(BY_KEY) | set(IN_FIELDS)
    for name, keys in BY_KEY.items():
        assert keys() == [concept.key for concept in kinds[name]], name
    for name, held in IN_FIELDS.items():
        assert held(), name
        assert all(isinstance(each, kinds[name]) for each in held()), name


def test_every_reading_is_marked_in_both_languages():
    for entry in frameworks():
        if entry.interpretation is not None:
            assert entry.interpretation.en.strip(), entry.key
            assert any("\u4e00" <= character <= "\u9fff" for character in entry.interpretation.zh), entry.key


def test_every_framework_names_its_sources():
    assert [entry.key for entry in frameworks() if not entry.sources] == []


def without_place(sources) -> list[str]:
    """Documents that are named as a source without the heading under which the list or figure stands."""
    authors = {document.author for document in DOCUMENTS.values()}
    return [source.author for source in sources if source.author in authors and not source.place]


def test_every_list_of_a_document_says_under_which_heading_it_stands():
    assert {entry.key: lacking for entry in frameworks() if (lacking := without_place(entry.sources))} == {}
    places = {source.place for entry in frameworks() for source in entry.sources if source.place}
    assert {"等待的心理", "服务恶习", "顾客不满的原因", "客户满意的要素"} <= places
    waiting = next(entry for entry in frameworks() if entry.concepts is sk.waiting.WaitCondition)
    assert waiting.sources[0] == DOCUMENTS["after_sales"]  # one document, whatever the heading


OF_THE_LIBRARY = {
    # scales and units are no claims; rules for words, bands of grades and worked organisations are written here
    "data": {"DAYS", "LIKERT_5", "LIKERT_7", "ONE_TO_TEN", "PERCENT", "YES_NO", "ZERO_TO_TEN"},
    "standards": {"SECONDS", "GRADES"},
    "complaints": {"TEXT_RULES"},
    "comments": {"TOPIC_RULES"},
    "archetypes": {"PROFILES"},
}
STUB_LINE = re.compile(r"^from (servicekit\.[\w.]+) import ([A-Z][A-Z0-9_]+) as ", re.MULTILINE)


def sources_of(thing: object) -> tuple[Source, ...]:
    """Sources that a preset names itself, or those of the concepts it is made of."""
    named = getattr(thing, "sources", None) or getattr(thing, "source", None)
    if named is None and isinstance(thing, Concept):
        named = getattr(type(thing), "framework", None) and thing.framework.sources
    return (named,) if isinstance(named, Source) else tuple(named or ())


def presets() -> dict[str, tuple[str, object]]:
    """Public constants -> the module that defines them, and what they are."""
    found = {}
    for stub in sorted(ROOT.glob("*/__init__.pyi")):
        room = stub.parent.name
        listed = stub.read_text(encoding="utf-8").partition("# reachable")[0]
        for module, name in STUB_LINE.findall(listed):
            if name not in OF_THE_LIBRARY.get(room, ()):
                found[f"{room}.{name}"] = module, getattr(getattr(sk, room), name)
    return found


@pytest.mark.parametrize("name", presets())
def test_every_preset_says_where_it_stands(name):
    module, preset = presets()[name]
    parts = [preset]
    if isinstance(preset, Mapping):
        parts = [*preset, *preset.values()]
    elif isinstance(preset, tuple):
        parts = [preset, *preset]
    found = [source for part in parts for source in sources_of(part)]
    assert without_place(found) == []
    if found:
        return
    beside = [thing for thing in vars(importlib.import_module(module)).values() if isinstance(thing, Source | type)]
    assert any(isinstance(thing, Source) or getattr(thing, "framework", None) for thing in beside), name
