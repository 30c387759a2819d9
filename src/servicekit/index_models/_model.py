"""The model behind a satisfaction index: constructs, the paths between them, and which of them is the index."""

from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

import attrs
from attrs import field, frozen

from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import Concept, Label

Path = tuple[str, str]


@frozen(kw_only=True)
class Construct:
    """Something felt and not seen, measured by one or more questions.

    Attributes:
        key: Permanent name, used in paths and column mappings.
        label: Name in both languages.

    Example:
        >>> import servicekit as sk
        >>> sk.ECSI.constructs[0].key
        'image'
    """

    key: str = field(validator=attrs.validators.min_len(1))
    label: Label

    @classmethod
    def of(cls, concept: Concept) -> "Construct":
        """Make a construct of a framework's concept."""
        return cls(key=concept.key, label=concept.label)


@frozen(kw_only=True)
class IndexModel:
    """Constructs and the paths from cause to effect; cycles, strangers and lonely constructs are refused.

    Attributes:
        constructs: In the order in which results list them.
        paths: Pairs (cause, effect).
        target: The construct whose score is the index.

    Example:
        >>> import servicekit as sk
        >>> len(sk.ECSI.paths)
        12
    """

    constructs: tuple[Construct, ...]
    paths: tuple[Path, ...]
    target: str = "satisfaction"

    def __attrs_post_init__(self) -> None:
        keys = self.keys
        if repeated := sorted({key for key in keys if keys.count(key) > 1}):
            raise InvalidValueError("construct keys", "different from each other", repeated)
        for path in self.paths:
            for key in path:
                if key not in keys:
                    raise UnknownConceptError(f"construct in path {path[0]} -> {path[1]}:", key, keys)
        if self.target not in keys:
            raise UnknownConceptError("target construct", self.target, keys)
        if twice := sorted({" -> ".join(path) for path in self.paths if self.paths.count(path) > 1}):
            raise InvalidValueError("paths", "different from each other", twice)
        if lonely := [key for key in keys if not any(key in path for path in self.paths)]:
            raise InvalidValueError("every construct", "joined to another by a path", lonely)
        self._refuse_cycles()

    def _refuse_cycles(self) -> None:
        try:
            TopologicalSorter({key: self.causes(key) for key in self.keys}).prepare()
        except CycleError as error:
            # graphlib lists each node before the ones that depend on it, which is the direction of the arrows
            raise InvalidValueError("paths", "free of cycles", " -> ".join(error.args[1])) from None

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the constructs in their order."""
        return tuple(construct.key for construct in self.constructs)

    def causes(self, key: str) -> tuple[str, ...]:
        """Return the constructs with a path to this one."""
        return tuple(cause for cause, effect in self.paths if effect == key)

    def label(self, key: str) -> Label:
        """Return the name of a construct in both languages."""
        for construct in self.constructs:
            if construct.key == key:
                return construct.label
        raise UnknownConceptError("construct", key, self.keys)

    def without(self, *keys: str) -> "IndexModel":
        """Return the model with constructs that a survey did not ask about, and their paths, left out."""
        for key in keys:
            self.label(key)
        kept = tuple(construct for construct in self.constructs if construct.key not in keys)
        paths = tuple(path for path in self.paths if not set(path) & set(keys))
        return attrs.evolve(self, constructs=kept, paths=paths)

    def to_text(self) -> str:
        """Return the paths as ``index_model`` reads them, one cause to a line."""
        effects: dict[str, list[str]] = {}
        for cause, effect in self.paths:
            effects.setdefault(cause, []).append(effect)
        return "\n".join(f"{cause} -> {', '.join(names)}" for cause, names in effects.items())


def index_model(text: str, *, target: str = "satisfaction", labels: Mapping[str, Label] | None = None) -> IndexModel:
    """Read a model from arrows between names: ``image, quality -> satisfaction`` on each line.

    Args:
        text: One or more lines ``causes -> effects``, names parted by commas; ``#`` starts a comment.
        target: The construct whose score is the index.
        labels: Names in both languages; a construct without one is called by its key.

    Raises:
        InvalidValueError: A line that is no arrow, a path given twice, or a cycle (which is named).
        UnknownConceptError: The target or a label belongs to no construct.

    Example:
        >>> import servicekit as sk
        >>> sk.index_models.index_model("quality, value -> satisfaction").keys
        ('quality', 'satisfaction', 'value')
    """
    paths: list[Path] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if plain := line.partition("#")[0].strip():
            paths.extend(_arrows(plain, number))
    keys = list(dict.fromkeys(key for path in paths for key in path))
    names = dict(labels or {})
    if strange := [key for key in names if key not in keys]:
        raise UnknownConceptError("construct with a label", strange[0], keys)
    constructs = tuple(Construct(key=key, label=names.get(key, Label(key, key))) for key in keys)
    return IndexModel(constructs=constructs, paths=tuple(paths), target=target)


def _arrows(line: str, number: int) -> Iterable[Path]:
    sides = [[name.strip() for name in side.split(",")] for side in line.split("->")]
    if len(sides) < 2 or not all(name for side in sides for name in side):
        raise InvalidValueError("a line of the model", "'cause, cause -> effect, effect'", line, f"line {number}")
    for left, right in pairwise(sides):
        yield from ((cause, effect) for cause in left for effect in right)


def check_columns(model: IndexModel, columns: Mapping[str, str | Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return the columns of every construct in the model's order, or refuse what is missing, strange or used twice.

    Args:
        model: The model.
        columns: Columns of each construct; a single name for a construct of one item.
    """
    for key in columns:
        model.label(key)
    chosen: dict[str, tuple[str, ...]] = {}
    for key in model.keys:
        names = columns.get(key, ())
        chosen[key] = (names,) if isinstance(names, str) else tuple(names)
        if not chosen[key]:
            hint = f"give its columns, or use model.without({key!r})"
            raise InvalidValueError(f"columns of {key!r}", "at least one", list(chosen[key]), hint=hint)
    used = [name for names in chosen.values() for name in names]
    if twice := sorted({name for name in used if used.count(name) > 1}):
        raise InvalidValueError("columns", "used once each", twice)
    return chosen
