"""Who answers for what: a responsibility matrix in which every duty has exactly one owner."""

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any, Final, Literal

from attrs import field, frozen

from servicekit.data._accepted import Data
from servicekit.data._frames import Column, read_columns
from servicekit.data._numerals import stripped
from servicekit.foundation._checks import as_tuple
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label, Source

Role = Literal["owner", "helper"]
ROLES: Final = ("owner", "helper")
SHIFTS: Final = {"day": Label("day", "白天"), "night": Label("night", "夜间")}
"""Names of shifts that are known in both languages; any other text is a shift too."""


@frozen
class Post:
    """A post in the organisation.

    Attributes:
        key: Permanent identifier.
        label: Its name in both languages.
        stand_in: Key of the post that does its work when nobody is there; empty if nobody is named.

    Example:
        >>> import servicekit as sk
        >>> sk.operations.Post(key="host", label=sk.foundation.Label("Host", "接待")).key
        'host'
    """

    key: str
    label: Label
    stand_in: str = ""


@frozen
class Duty:
    """Something owed to customers or to the house.

    Example:
        >>> import servicekit as sk
        >>> sk.operations.Duty(key="greet", label=sk.foundation.Label("Greet", "问候")).key
        'greet'
    """

    key: str
    label: Label


def _role(instance: object, attribute: object, value: object) -> None:
    if value not in ROLES:
        raise InvalidValueError("role", "'owner' or 'helper'", value)


@frozen
class Assignment:
    """A duty given to a post, as its owner or as a helper.

    Attributes:
        duty, post: Their keys.
        role: "owner" or "helper".
        shift: The part of the day for which it holds, such as "day" or "night"; empty for all of it.

    Example:
        >>> import servicekit as sk
        >>> sk.operations.Assignment(duty="greet", post="host").post
        'host'
    """

    duty: str
    post: str
    role: Role = field(default="owner", validator=_role)
    shift: str = ""


@frozen(kw_only=True)
class ResponsibilityMatrix(Result):
    """Duties by posts; gaps and overlaps are named, because both mean that nobody answers.

    Attributes:
        posts, duties: What there is.
        assignments: Who owns and who helps, in which shift.
        name: What it is the matrix of, for the heading of a card.
        sources: Where it is told; empty for one's own.

    Example:
        >>> import servicekit as sk
        >>> [part.key for part in sk.operations.ServicePart][:1]
        ['organisation']
    """

    title = Label("Responsibility matrix", "职责矩阵")
    derived = ("is_sound", "gaps", "overlaps", "idle_posts")

    posts: tuple[Post, ...]
    duties: tuple[Duty, ...]
    assignments: tuple[Assignment, ...]
    name: Label | None = None
    sources: tuple[Source, ...] = ()

    def __attrs_post_init__(self) -> None:
        for what, keys in (("posts", [p.key for p in self.posts]), ("duties", [d.key for d in self.duties])):
            if repeated := sorted({key for key in keys if keys.count(key) > 1}):
                raise InvalidValueError(what, "different from each other", repeated)
        posts, duties = [post.key for post in self.posts], [duty.key for duty in self.duties]
        for item in self.assignments:
            if item.post not in posts:
                raise UnknownConceptError("post", item.post, posts)
            if item.duty not in duties:
                raise UnknownConceptError("duty", item.duty, duties)
        given = [(item.duty, item.post, item.shift) for item in self.assignments]
        if again := sorted({f"{each[0]} to {each[1]}" for each in given if given.count(each) > 1}):
            raise InvalidValueError("assignments", "made once", again)
        for each in self.posts:
            if each.stand_in and (each.stand_in not in posts or each.stand_in == each.key):
                others = [key for key in posts if key != each.key]
                raise UnknownConceptError(f"stand-in of {each.key!r}", each.stand_in, others)

    def owners(self, duty: str) -> tuple[str, ...]:
        """Return the posts that own a duty."""
        return self._with_role(duty, "owner")

    def helpers(self, duty: str) -> tuple[str, ...]:
        """Return the posts that help with a duty."""
        return self._with_role(duty, "helper")

    def post(self, key: str) -> Post:
        """Return a post by its key."""
        for each in self.posts:
            if each.key == key:
                return each
        raise UnknownConceptError("post", key, [each.key for each in self.posts])

    def shifts_of(self, duty: str, post: str) -> tuple[str, ...]:
        """Return the shifts in which a post owns a duty; an empty text is the whole day."""
        return tuple(i.shift for i in self.assignments if (i.duty, i.post, i.role) == (duty, post, "owner"))

    def _with_role(self, duty: str, role: Role) -> tuple[str, ...]:
        if duty not in (known := [item.key for item in self.duties]):
            raise UnknownConceptError("duty", duty, known)
        found = (item.post for item in self.assignments if item.duty == duty and item.role == role)
        return tuple(dict.fromkeys(found))

    def _clash(self, duty: str) -> bool:
        """Say whether two posts own a duty in the same shift; the whole day meets every shift."""
        owned = [item for item in self.assignments if item.duty == duty and item.role == "owner"]
        return any(
            first.post != second.post and (not first.shift or not second.shift or first.shift == second.shift)
            for first, second in combinations(owned, 2)
        )

    @property
    def gaps(self) -> tuple[str, ...]:
        """Duties without an owner."""
        return tuple(duty.key for duty in self.duties if not self.owners(duty.key))

    @property
    def overlaps(self) -> Mapping[str, tuple[str, ...]]:
        """Duties with more than one owner in the same shift, and the owners."""
        return {duty.key: self.owners(duty.key) for duty in self.duties if self._clash(duty.key)}

    @property
    def idle_posts(self) -> tuple[str, ...]:
        """Posts that own nothing."""
        owning = {item.post for item in self.assignments if item.role == "owner"}
        return tuple(post.key for post in self.posts if post.key not in owning)

    @property
    def is_sound(self) -> bool:
        """Whether every duty has exactly one owner, shift by shift."""
        return not self.gaps and not self.overlaps

    def duties_of(self, post: str) -> tuple[Duty, ...]:
        """Return the duties that a post owns."""
        self.post(post)
        return tuple(duty for duty in self.duties if post in self.owners(duty.key))


def _texts(column: Column) -> list[str]:
    cells = zip(column.values.tolist(), column.present.tolist(), strict=True)
    return [stripped(str(entry)) if here else "" for entry, here in cells]


def responsibility_matrix(
    data: Data,
    *,
    duty: str = "duty",
    post: str = "post",
    role: str | None = None,
    shift: str | None = None,
    stand_ins: Mapping[str, str] | None = None,
    duties: Iterable[str] = (),
    posts: Iterable[str] = (),
) -> ResponsibilityMatrix:
    """Read who owns and who helps with which duty from a table with one row for each assignment.

    Args:
        data: Data frame of any kind or mapping of columns.
        duty: Column with the duty; spaces around it do not count.
        post: Column with the post; an empty cell says that nobody has the duty.
        role: Column with "owner" or "helper"; without it every row names an owner.
        shift: Column with the part of the day ("day", "night", ...); an empty cell means all of it.
        stand_ins: Post -> the post that does its work when nobody is there.
        duties, posts: Duties and posts there are besides those in the table.

    Raises:
        InvalidValueError: A duty is blank, a role is neither, or an assignment is made twice.

    Example:
        >>> import servicekit as sk
        >>> duties = {
        ...     "duty": ["greet", "greet", "call back"],
        ...     "post": ["host", "cashier", None],
        ...     "role": ["owner", "owner", "owner"],
        ... }
        >>> sk.operations.responsibility_matrix(duties, role="role").gaps
        ('call back',)
    """
    names = [name for name in (duty, post, role, shift) if name is not None]
    columns = read_columns(data, names)
    cells = {name: _texts(column) for name, column in columns.items()}
    if blank := [row for row, entry in enumerate(cells[duty]) if not entry]:
        raise InvalidValueError("duty", "given in every row", None, f"column {duty!r}, row {blank[0]}")
    roles: list[Any] = cells[role] if role else ["owner"] * len(cells[duty])
    if wrong := [entry for entry in roles if entry not in ROLES]:
        raise InvalidValueError("role", "'owner' or 'helper'", wrong, f"column {role!r}")
    shifts = cells[shift] if shift else [""] * len(cells[duty])
    rows = list(zip(cells[duty], cells[post], roles, shifts, strict=True))
    every_duty = dict.fromkeys([*(row[0] for row in rows), *as_tuple("duties", duties)])
    if strangers := sorted(set(stand_ins or {}) - {row[1] for row in rows} - set(as_tuple("posts", posts))):
        raise InvalidValueError("stand_ins", "given for posts that there are", strangers)
    every_post = dict.fromkeys([*(row[1] for row in rows if row[1]), *as_tuple("posts", posts)])
    return ResponsibilityMatrix(
        posts=tuple(Post(key, Label(key, key), (stand_ins or {}).get(key, "")) for key in every_post),
        duties=tuple(Duty(key, Label(key, key)) for key in every_duty),
        assignments=tuple(Assignment(d, p, r, s) for d, p, r, s in rows if p),
    )
