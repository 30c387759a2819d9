"""Who answers for what: a responsibility matrix in which every duty has exactly one owner."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from attrs import field, frozen

from servicekit.data._frames import Column, read_columns
from servicekit.data._numerals import stripped
from servicekit.foundation._checks import as_tuple
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label

Role = Literal["owner", "helper"]
ROLES: Final = ("owner", "helper")


@frozen
class Post:
    """A post in the organisation.

    Example:
        >>> import servicekit as sk
        >>> sk.operations.Post(key="host", label=sk.foundation.Label("Host", "接待")).key
        'host'
    """

    key: str
    label: Label


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


def _role(instance: object, attribute: Any, value: object) -> None:
    if value not in ROLES:
        raise InvalidValueError("role", "'owner' or 'helper'", value)


@frozen
class Assignment:
    """A duty given to a post, as its owner or as a helper.

    Example:
        >>> import servicekit as sk
        >>> sk.operations.Assignment(duty="greet", post="host").post
        'host'
    """

    duty: str
    post: str
    role: Role = field(default="owner", validator=_role)


@frozen(kw_only=True)
class ResponsibilityMatrix(Result):
    """Duties by posts; gaps and overlaps are named, because both mean that nobody answers.

    Attributes:
        posts, duties: What there is.
        assignments: Who owns and who helps.

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
    every_duty = dict.fromkeys([*(row[0] for row in rows), *as_tuple("duties", duties)])
    every_post = dict.fromkeys([*(row[1] for row in rows if row[1]), *as_tuple("posts", posts)])
    return ResponsibilityMatrix(
        posts=tuple(Post(key, Label(key, key)) for key in every_post),
        duties=tuple(Duty(key, Label(key, key)) for key in every_duty),
        assignments=tuple(Assignment(d, p, r) for d, p, r in rows if p),
    )


POSTS: Final = (
    Post("site_manager", Label("Site manager", "案场管理员")),
    Post("security_leader", Label("Courtesy and security leader", "礼仪安全组领班")),
    Post("car_guide", Label("Car guide", "车辆引导岗")),
    Post("door", Label("Door post", "门童岗")),
    Post("show_area_host", Label("Show-area host", "样板区礼仪岗")),
    Post("patrol", Label("Patrol", "巡逻岗")),
    Post("cleaning_leader", Label("Cleaning leader", "保洁领班")),
    Post("show_flat_cleaner", Label("Show-flat cleaner", "样板房保洁")),
    Post("hall_cleaner", Label("Hall cleaner", "售楼处保洁")),
    Post("outdoor_cleaner", Label("Outdoor cleaner", "外围保洁")),
    Post("show_flat_host", Label("Show-flat host", "样板房接待")),
    Post("hall_host", Label("Hall host", "销售大厅接待")),
)

_OWNED: Final = (
    ("run_the_site", "Run the site and coordinate its affairs", "现场管理与事务协调", "site_manager"),
    ("train_posts", "Train and check all posts", "各岗培训与检查", "site_manager"),
    ("work_with_sales", "Work with sales and fill in where needed", "与销售沟通并协助临时任务", "site_manager"),
    ("oversee_planting", "See that the gardeners keep the plants", "监督绿化养护", "site_manager"),
    ("check_security", "Check safety on the site and the security posts", "安全检查与岗位检查", "security_leader"),
    ("handle_incidents", "Deal with incidents at once", "及时处理突发事件", "security_leader"),
    ("night_rounds", "Walk the rounds at night and check the night posts", "夜间巡逻与检查值班岗", "security_leader"),
    ("stand_in_for_manager", "Stand in for the site manager on rest days", "受托代行案场管理", "security_leader"),
    ("guide_parking", "Guide cars to their places", "引导车辆停放", "car_guide"),
    ("show_the_way", "Filter arrivals, show the way and answer questions", "过滤来人、指路并回答询问", "car_guide"),
    ("umbrella_at_car", "Hold an umbrella at the car in rain and sun", "雨天烈日在车旁撑伞", "car_guide"),
    ("announce_cars", "Tell the door post to prepare for a visitor", "通知门童岗迎接", "car_guide"),
    ("check_cars", "Notice anything unusual about cars", "检查车辆异常", "car_guide"),
    ("turn_back_unaccompanied", "Turn back builders and lone customers", "劝阻施工人员及无销售带领的客户", "car_guide"),
    ("open_the_door", "Open the door, greet and see off", "开门问好与送别", "door"),
    ("tell_sales", "Tell the sales staff that a visitor has come", "提醒销售客户到来", "door"),
    ("keep_umbrellas", "Take and keep umbrellas", "收存雨伞", "door"),
    ("receive_in_show_area", "Meet visitors to the show area and lead them", "样板区迎接与引导", "show_area_host"),
    ("keep_paths_free", "Keep builders off the visitors' paths", "防止施工人员穿行", "show_area_host"),
    ("night_watch", "Keep watch over show area and sales hall at night", "夜间值守样板区及售楼处", "show_area_host"),
    ("patrol_round", "Walk the round at set times and find dangers", "定时巡逻发现隐患", "patrol"),
    ("check_lights", "Check lights and other equipment and report damage", "检查灯具设施并报损", "patrol"),
    ("check_fire_equipment", "Check the fire equipment", "检查消防设施", "patrol"),
    ("place_cleaners", "Place, watch and check the cleaners", "保洁岗位调配监督", "cleaning_leader"),
    ("special_cleaning", "See to windows and other special cleaning", "擦玻璃等专项保洁", "cleaning_leader"),
    ("clean_show_flats", "Clean the show flats and what is in them", "样板房及物品保洁", "show_flat_cleaner"),
    ("clean_hall", "Clean hall, offices and washrooms", "大厅、办公区、卫生间保洁", "hall_cleaner"),
    ("clean_outside", "Clean car park, paths and water features", "停车场、道路、水景保洁", "outdoor_cleaner"),
    ("keep_show_flats", "Manage the show flats and help to receive", "样板房管理与配合接待", "show_flat_host"),
    ("inspect_hall", "Inspect the hall and see that it is clean", "巡视督导大厅环境卫生", "hall_host"),
)  # fmt: skip

_HELPED: Final = (
    ("train_posts", "security_leader"),
    ("train_posts", "cleaning_leader"),
    ("night_rounds", "patrol"),
    ("work_with_sales", "show_flat_host"),
)

PROPERTY_OFFICE: Final = ResponsibilityMatrix(
    posts=POSTS,
    duties=tuple(Duty(key, Label(en, zh)) for key, en, zh, _ in _OWNED),
    assignments=(
        *(Assignment(key, post) for key, _, _, post in _OWNED),
        *(Assignment(duty, post, "helper") for duty, post in _HELPED),
    ),
)
