"""Sources have one registry, and whatever names another concept names one that exists."""

import ast
from pathlib import Path

import servicekit as sk
from servicekit.catalogue import frameworks
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


def used_outside_their_own_body() -> set[str]:
    """Names that code loads anywhere but in the body of the class of that name."""
    found: set[str] = set()
    for path in ROOT.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = {
            id(node): owner.name
            for owner in ast.walk(tree)
            if isinstance(owner, ast.ClassDef)
            for node in ast.walk(owner)
        }
        found |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and inside.get(id(node)) != node.id}
    return found


def test_every_set_of_concepts_is_taken_or_returned_by_something():
    frameworks()
    idle = {kind.__name__ for kind in Concept.__subclasses__() if kind.__module__.startswith("servicekit.")}
    assert idle - used_outside_their_own_body() == set()
