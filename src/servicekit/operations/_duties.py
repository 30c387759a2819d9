"""Who answers for what: a responsibility matrix in which every duty has exactly one owner."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from attrs import field, frozen

from servicekit.data._frames import Column, read_columns
from servicekit.data._numerals import stripped
from servicekit.foundation._checks import listed
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label

Role = Literal["owner", "helper"]
ROLES: Final = ("owner", "helper")


@frozen
class Post:
    """A post in the organisation."""

    key: str
    label: Label


@frozen
class Duty:
    """Something owed to customers or to the house."""

    key: str
    label: Label


def _role(instance: object, attribute: Any, value: object) -> None:
    if value not in ROLES:
        raise InvalidValueError("role", "'owner' or 'helper'", value)


@frozen
class Assignment:
    """A duty given to a post, as its owner or as a helper."""

    duty: str
    post: str
    role: Role = field(default="owner", validator=_role)


@frozen(kw_only=True)
class ResponsibilityMatrix(Result):
    """Duties by posts; gaps and overlaps are named, because both mean that nobody answers.

    Attributes:
        posts, duties: What there is.
        assignments: Who owns and who helps.
    """

    title = Label("Responsibility matrix", "职责矩阵")
    derived = ("is_sound", "gaps", "overlaps", "idle_posts")

    posts: tuple[Post, ...]
    duties: tuple[Duty, ...]
    assignments: tuple[Assignment, ...]

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
        pairs = [(item.duty, item.post) for item in self.assignments]
        if again := sorted({f"{duty} to {post}" for duty, post in pairs if pairs.count((duty, post)) > 1}):
            raise InvalidValueError("assignments", "made once", again)

    def owners(self, duty: str) -> tuple[str, ...]:
        """Return the posts that own a duty."""
        return self._with_role(duty, "owner")

    def helpers(self, duty: str) -> tuple[str, ...]:
        """Return the posts that help with a duty."""
        return self._with_role(duty, "helper")

    def _with_role(self, duty: str, role: Role) -> tuple[str, ...]:
        if duty not in (known := [item.key for item in self.duties]):
            raise UnknownConceptError("duty", duty, known)
        return tuple(item.post for item in self.assignments if item.duty == duty and item.role == role)

    @property
    def gaps(self) -> tuple[str, ...]:
        """Duties without an owner."""
        return tuple(duty.key for duty in self.duties if not self.owners(duty.key))

    @property
    def overlaps(self) -> Mapping[str, tuple[str, ...]]:
        """Duties with more than one owner, and the owners."""
        return {duty.key: owners for duty in self.duties if len(owners := self.owners(duty.key)) > 1}

    @property
    def idle_posts(self) -> tuple[str, ...]:
        """Posts that own nothing."""
        owning = {item.post for item in self.assignments if item.role == "owner"}
        return tuple(post.key for post in self.posts if post.key not in owning)

    @property
    def is_sound(self) -> bool:
        """Whether every duty has exactly one owner."""
        return not self.gaps and not self.overlaps

    def duties_of(self, post: str) -> tuple[Duty, ...]:
        """Return the duties that a post owns."""
        if post not in (known := [item.key for item in self.posts]):
            raise UnknownConceptError("post", post, known)
        return tuple(duty for duty in self.duties if post in self.owners(duty.key))


def _texts(column: Column) -> list[str]:
    cells = zip(column.values.tolist(), column.present.tolist(), strict=True)
    return [stripped(str(entry)) if here else "" for entry, here in cells]


def responsibility_matrix(
    data: Any,
    *,
    duty: str = "duty",
    post: str = "post",
    role: str | None = None,
    duties: Iterable[str] = (),
    posts: Iterable[str] = (),
) -> ResponsibilityMatrix:
    """Read who owns and who helps with which duty from a table with one row for each assignment.

    Args:
        data: Data frame of any kind or mapping of columns.
        duty: Column with the duty; spaces around it do not count.
        post: Column with the post; an empty cell says that nobody has the duty.
        role: Column with "owner" or "helper"; without it every row names an owner.
        duties, posts: Duties and posts there are besides those in the table.

    Raises:
        InvalidValueError: A duty is blank, a role is neither, or an assignment is made twice.
    """
    names = [name for name in (duty, post, role) if name is not None]
    columns = read_columns(data, names)
    cells = {name: _texts(column) for name, column in columns.items()}
    if blank := [row for row, entry in enumerate(cells[duty]) if not entry]:
        raise InvalidValueError("duty", "given in every row", None, f"column {duty!r}, row {blank[0]}")
    roles: list[Any] = cells[role] if role else ["owner"] * len(cells[duty])
    if wrong := [entry for entry in roles if entry not in ROLES]:
        raise InvalidValueError("role", "'owner' or 'helper'", wrong, f"column {role!r}")
    rows = list(zip(cells[duty], cells[post], roles, strict=True))
    every_duty = dict.fromkeys([*(row[0] for row in rows), *listed("duties", duties)])
    every_post = dict.fromkeys([*(row[1] for row in rows if row[1]), *listed("posts", posts)])
    return ResponsibilityMatrix(
        posts=tuple(Post(key, Label(key, key)) for key in every_post),
        duties=tuple(Duty(key, Label(key, key)) for key in every_duty),
        assignments=tuple(Assignment(d, p, r) for d, p, r in rows if p),
    )
