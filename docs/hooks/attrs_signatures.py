"""Griffe extension: show an attrs class with the signature its fields give it, without importing the package."""

from collections.abc import Iterator
from typing import Any

from griffe import Attribute, Class, Expr, ExprCall, Extension, Function, Module, Parameter, ParameterKind, Parameters

_CLASSES = {f"{package}.{name}" for package in ("attrs", "attr") for name in ("define", "frozen", "mutable")}
_FIELDS = {"attrs.field", "attr.field"}


def _decorator(cls: Class) -> Expr | None:
    for decorator in cls.decorators:
        if isinstance(decorator.value, Expr) and decorator.value.canonical_path in _CLASSES:
            return decorator.value
    return None


def _arguments(call: object) -> dict[str, Any]:
    if not isinstance(call, ExprCall):
        return {}
    return {argument.name: argument.value for argument in call.arguments if hasattr(argument, "name")}


def _is_field(member: object) -> bool:
    """Tell a field from a class variable and a property."""
    if not isinstance(member, Attribute) or member.annotation is None or "property" in member.labels:
        return False
    return "class-attribute" not in member.labels or "instance-attribute" in member.labels


def _default(field: Attribute, options: dict[str, Any], *, has_options: bool) -> Any:
    if "factory" in options:
        factory = options["factory"]
        return getattr(factory, "body", None) or ExprCall(function=factory, arguments=[])
    return options.get("default") if has_options else field.value


def _parameters(cls: Class) -> Iterator[Parameter]:
    all_by_keyword = str(_arguments(_decorator(cls)).get("kw_only")) == "True"
    for field in list(cls.members.values()):
        if not _is_field(field):
            continue
        has_options = isinstance(field.value, ExprCall) and field.value.canonical_path in _FIELDS
        options = _arguments(field.value) if has_options else {}
        field.labels.discard("class-attribute")
        default = _default(field, options, has_options=has_options)
        field.value = default  # the call of attrs.field says nothing to a reader
        if str(options.get("init")) == "False":
            continue
        by_keyword = all_by_keyword or str(options.get("kw_only")) == "True"
        yield Parameter(
            str(options["alias"]).strip("'\"") if "alias" in options else field.name.lstrip("_"),
            annotation=field.annotation,
            kind=ParameterKind.keyword_only if by_keyword else ParameterKind.positional_or_keyword,
            default=default,
        )


def _give_signature(cls: Class) -> None:
    found: dict[str, Parameter] = {}
    for parent in reversed(cls.mro()):
        if _decorator(parent) is not None and "__init__" in parent.members:
            found |= {each.name: each for each in parent.members["__init__"].parameters if each.name != "self"}
    found |= {each.name: each for each in _parameters(cls)}
    ordered = sorted(found.values(), key=lambda each: each.kind is ParameterKind.keyword_only)
    receiver = Parameter("self", kind=ParameterKind.positional_or_keyword)
    signature = Parameters(receiver, *ordered)
    cls.set_member("__init__", Function("__init__", parent=cls, returns="None", parameters=signature))


class AttrsSignatures(Extension):
    """Give every attrs class of a package an ``__init__`` made of its fields, parents first."""

    def on_package(self, *, pkg: Module, **_: Any) -> None:
        """Walk the package once it is loaded."""
        self._seen: set[str] = set()
        self._walk(pkg)

    def _walk(self, thing: Module | Class) -> None:
        if thing.canonical_path in self._seen:
            return
        self._seen.add(thing.canonical_path)
        if isinstance(thing, Class) and _decorator(thing) is not None and "__init__" not in thing.members:
            for parent in thing.mro():
                self._walk(parent)
            _give_signature(thing)
        for member in list(thing.members.values()):
            if not member.is_alias and (member.is_module or member.is_class):
                self._walk(member)
