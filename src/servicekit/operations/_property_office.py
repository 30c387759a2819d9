"""The posts of a property sales office: what each owes, by day and by night, and how a visitor is handed on."""

from typing import Final

from servicekit.foundation._checklist import Checklist, Step, in_sequence
from servicekit.foundation._documents import PROPERTY, under
from servicekit.foundation._vocabulary import Label
from servicekit.operations._duties import Assignment, Duty, Post, ResponsibilityMatrix

POSTS: Final = (
    Post("site_manager", Label("Site manager", "案场管理员"), "security_leader"),
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

_NIGHT: Final = frozenset(("night_rounds", "night_watch"))
_DAY: Final = frozenset(("receive_in_show_area",))


def _shift(duty: str) -> str:
    return "night" if duty in _NIGHT else "day" if duty in _DAY else ""


PROPERTY_OFFICE: Final = ResponsibilityMatrix(
    name=Label("Property sales office", "房产销售案场"),
    posts=POSTS,
    duties=tuple(Duty(key, Label(en, zh)) for key, en, zh, _ in _OWNED),
    assignments=(
        *(Assignment(key, post, "owner", _shift(key)) for key, _, _, post in _OWNED),
        *(Assignment(duty, post, "helper", _shift(duty)) for duty, post in _HELPED),
    ),
    sources=(under(PROPERTY, "各岗职责"),),
)


def _received(key: str, post: str, en: str, zh: str) -> Step:
    return Step(key=key, label=Label(en, zh), tags={"post": post})


RECEPTION_CHAIN: Final = Checklist(
    key="reception_chain",
    title=Label("Reception of a visitor, post by post", "案场整体接待流程"),
    steps=in_sequence(
        (
            _received("car_parked", "car_guide", "Guide the car and show the way", "引导停车并指路"),
            _received("door_told", "car_guide", "Tell the door post", "通知门童岗"),
            _received("door_opened", "door", "Open the door and greet", "开门问好"),
            _received("sales_told", "door", "Tell the sales staff", "提醒销售人员"),
            _received("hall_received", "hall_host", "Receive in the hall", "销售大厅接待"),
            _received("show_area_led", "show_area_host", "Lead to the show area", "样板区迎接引导"),
            _received("show_flat_received", "show_flat_host", "Help to receive in the show flat", "样板房配合接待"),
            _received("seen_off", "door", "Open the door and see off", "开门欢送"),
        )
    ),
    sources=(under(PROPERTY, "案场整体接待服务流程"),),
)
"""The order of the posts is read from their duties: the slide that drew the chain has lost its picture."""
