"""Small faults that may be put into a module: a comparison, a number, a sign, an operator, a branch, a statement."""

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

SOURCE: Final = Path(__file__).parents[1] / "src" / "servicekit"
FLAGS: Final = ("strict", "repr", "hash", "eq", "slots", "kw_only")
"""Keywords of zip and of fields that hold no figure."""
COMPARED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
REVERSED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
}
COUNTED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
}


@dataclass(frozen=True)
class Mutant:
    """One fault: the place of a node in the walk over a module, and what becomes of it."""

    module: str
    place: int
    kind: str
    line: int
    shown: str


def _skipped(tree: ast.Module) -> set[int]:
    """Return the nodes that are not run, or that say nothing of a figure: annotations, docstrings, imports."""
    found: set[int] = set()
    for node in ast.walk(tree):
        outside: list[ast.AST | None] = []
        if isinstance(node, ast.FunctionDef):
            of_arguments = (*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs)
            outside = [node.returns, *node.decorator_list, *(each.annotation for each in of_arguments)]
        elif isinstance(node, ast.AnnAssign):
            outside = [node.annotation]
        elif isinstance(node, ast.ClassDef):
            outside = [*node.decorator_list, *node.bases]
        elif _says_nothing(node):
            outside = [node]
        found.update(id(inner) for each in outside if each is not None for inner in ast.walk(each))
    return found


def _says_nothing(node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.keyword(arg=arg):
            return arg in FLAGS
        case ast.Subscript(value=ast.Name(id=name)):
            return name in ("Literal", "Final", "tuple", "dict", "list", "Mapping")
        case _:
            return False


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)


def kinds_of(node: ast.AST) -> Iterator[str]:
    """Yield the faults that a node may have."""
    match node:
        case ast.Compare(ops=[op]):
            if type(op) in COMPARED:
                yield "compare"
            if type(op) in REVERSED:
                yield "reverse"
        case ast.BoolOp():
            yield "and/or"
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield "sign"
        case ast.BinOp(op=op, left=left, right=right):
            is_text = any(
                isinstance(side, ast.JoinedStr | ast.Constant) and not _is_number(side) for side in (left, right)
            )
            if type(op) in COUNTED and not is_text:
                yield "arithmetic"
        case ast.Constant(value=bool()):
            yield "truth"
        case ast.Constant() if _is_number(node):
            yield "number"
        case ast.IfExp():
            yield "branch"
        case ast.If():
            yield "branch"
        case ast.AugAssign() | ast.Raise() | ast.Continue():
            yield "statement"
        case ast.Expr(value=ast.Call()):
            yield "statement"
        case _:
            return


def mutate(node: Any, kind: str) -> ast.AST:
    """Return the node with the fault."""
    if kind == "compare":
        node.ops = [COMPARED[type(node.ops[0])]()]
    elif kind == "reverse":
        node.ops = [REVERSED[type(node.ops[0])]()]
    elif kind == "and/or":
        node.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
    elif kind == "sign":
        return node.operand
    elif kind == "arithmetic":
        node.op = COUNTED[type(node.op)]()
    elif kind == "truth":
        node.value = not node.value
    elif kind == "number":
        node.value = node.value + 1 if isinstance(node.value, int) else node.value * 1.5 + 0.01
    elif kind == "branch" and isinstance(node, ast.IfExp):
        node.body, node.orelse = node.orelse, node.body
    elif kind == "branch":
        node.test = ast.UnaryOp(op=ast.Not(), operand=node.test)
    else:
        return ast.Pass()
    return node


class Changed(ast.NodeTransformer):
    """Puts the fault of a kind into one node."""

    def __init__(self, target: ast.AST, kind: str) -> None:
        self.target, self.kind = target, kind

    def visit(self, node: ast.AST) -> Any:
        """Change the one node, leave all others."""
        if node is self.target:
            return ast.copy_location(mutate(node, self.kind), node)
        return self.generic_visit(node)


def mutants_of(module: str) -> list[Mutant]:
    """Return every mutant of a module."""
    tree = ast.parse((SOURCE / module).read_text())
    skipped, found = _skipped(tree), []
    for place, node in enumerate(ast.walk(tree)):
        if id(node) in skipped:
            continue
        for kind in kinds_of(node):
            changed = ast.unparse(ast.fix_missing_locations(mutate(deepcopy(node), kind))).split("\n")[0]
            shown = f"{ast.unparse(node).splitlines()[0][:70]}  ->  {changed[:70]}"
            found.append(Mutant(module, place, kind, node.lineno, shown))  # type: ignore[attr-defined]
    return found
