"""What signatures of public calls say: a kind that can be named is named, and Any has a reason."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import servicekit

ROOT = Path(servicekit.__file__).parent
NAME = re.compile(r"^from (servicekit[\w.]*) import (?:\(\s*)?(\w+) as \2\b", re.MULTILINE)
ANY = re.compile(r"\bAny\b")
# a mapping is invariant in its key and an array in its numbers: "whatever the groups are" has no other spelling
OPEN = re.compile(r"\bMapping\[Any, |\bNDArray\[Any\]")

PLAIN = "plain data, as JSON has them"
FRAME = "a data frame of the kind that came in or was asked for"
DETAILS = "whatever the words of the sentence take: numbers, names, labels, intervals"
REASONS = {
    ("foundation", "to_plain"): PLAIN,
    ("foundation", "Result.to_dict"): PLAIN,
    ("foundation", "Groups.to_dict"): PLAIN,
    ("operations", "Profile.export"): PLAIN,
    ("chain", "ProvenanceTable.rows"): PLAIN,
    ("files", "to_frame"): FRAME,
    ("files", "read_table"): FRAME,
    ("files", "figures_frame"): FRAME,
    ("loyalty", "type_frame"): FRAME,
    ("value", "customer_table"): FRAME,
    ("stats", "Claim.details"): DETAILS,
    ("plots", "plot_pareto"): "causes of any classification: the chart is invariant in them",
    ("study", "ComplaintsPart.text_causes"): "causes of any classification",
    ("study", "Part.results"): "results of any kind, by their key",
    ("study", "QualityPart.stages"): "scores of any kind, by stage",
    ("study", "Assessment.to_results"): "cells of any kind",
    ("study", "Study.sample"): "arguments that are handed on by name",
    ("study", "Study.replication"): "arguments that are handed on by name",
    ("data", "Column.read"): "answers kept by scale and policy, which lie above columns",
}


def public() -> dict[str, set[str]]:
    """Return the names that the stubs offer, by the file that has them."""
    found: dict[str, set[str]] = {}
    for stub in ROOT.glob("*/__init__.pyi"):
        for home, name in NAME.findall(stub.read_text(encoding="utf-8")):
            found.setdefault("/".join(home.split(".")[1:]) + ".py", set()).add(name)
    return found


def signatures(node: ast.FunctionDef | ast.ClassDef, name: str) -> Iterator[tuple[str, str, ast.expr | None]]:
    """Yield every annotation of a function, or of a class and its public methods, with who has it and of what."""
    if isinstance(node, ast.FunctionDef):
        about = node.args
        for each in (*about.posonlyargs, *about.args, *about.kwonlyargs, about.vararg, about.kwarg):
            if each is not None:
                yield name, each.arg, each.annotation
        yield name, "return", node.returns
        return
    for part in node.body:
        if isinstance(part, ast.AnnAssign) and not ast.unparse(part.target).startswith("_"):
            yield f"{name}.{ast.unparse(part.target)}", "field", part.annotation
        elif isinstance(part, ast.FunctionDef) and not part.name.startswith("_"):
            yield from signatures(part, f"{name}.{part.name}")


def unnamed() -> dict[tuple[str, str], set[str]]:
    """Return which public calls and fields say Any where a kind could be named, and at which of their parts."""
    found: dict[tuple[str, str], set[str]] = {}
    for file, names in public().items():
        for node in ast.parse((ROOT / file).read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in names:
                for name, part, annotation in signatures(node, node.name):
                    if annotation is not None and ANY.search(OPEN.sub("", ast.unparse(annotation))):
                        found.setdefault((file.partition("/")[0], name), set()).add(part)
    return found


def test_any_stands_only_where_no_kind_can_be_named():
    assert {place: parts for place, parts in unnamed().items() if place not in REASONS} == {}


def test_every_reason_is_still_needed():
    assert sorted(REASONS.keys() - unnamed().keys()) == []
