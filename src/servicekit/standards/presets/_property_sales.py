"""Standards of a property sales office: five basics, four goals and what each post owes the visitor."""

from typing import Final

from servicekit.foundation._documents import PROPERTY, under
from servicekit.foundation._vocabulary import Label
from servicekit.standards._standard import Area, ConflictKey, Standard, StandardSet

BASICS: Final = Area("basics", Label("Five basics", "五项基本要求"))
GOALS: Final = Area("goals", Label("Four goals", "四个目标"))
ARRIVAL: Final = Area("arrival", Label("Arrival", "到访"))
HALL: Final = Area("hall", Label("Sales hall", "销售大厅"))
SHOW_FLATS: Final = Area("show_flats", Label("Show flats", "样板房"))
GROUNDS: Final = Area("grounds", Label("Grounds and safety", "外围与安全"))

_LOOK: Final = Label("look", "目测")
_LISTEN: Final = Label("watch and listen", "观察和旁听")
_ASK: Final = Label("ask the visitor", "询问来访客户")
_RECORD: Final = Label("read the log", "查阅记录")
_ALL: Final = Label("every post", "所有岗位")


def _standard(
    key: str,
    area: Area,
    subject: Label,
    en: str,
    zh: str,
    conflict: ConflictKey,
    *,
    measure: Label = _LOOK,
    critical: bool = False,
) -> Standard:
    text = Label(en, zh)
    return Standard(
        key=key, text=text, area=area, subject=subject, measure=measure, conflict=conflict, critical=critical
    )


PROPERTY_SALES: Final = StandardSet(
    key="property_sales",
    title=Label("Property sales office", "房产销售案场"),
    sources=(under(PROPERTY, "案场服务目标"),),
    interpretation=Label(
        "The kind of conflict a standard answers, its weight and whether it is critical are our reading.",
        "各标准所应对的冲突类型、权重及是否关键为本库的解读。",
    ),
    standards=(
        _standard("smile", BASICS, _ALL, "Smile at every visitor", "对每位来访者微笑", "communication"),
        _standard("warmth", BASICS, _ALL, "Speak warmly", "热情说话", "communication", measure=_LISTEN),
        _standard("initiative", BASICS, _ALL, "Offer help before it is asked for", "主动提供帮助", "communication"),
        _standard("standardised", BASICS, _ALL, "Follow the standard of the post", "按岗位规范服务", "transaction"),
        _standard("heart", BASICS, _ALL, "Attend to the visitor, not to the routine", "用心待客", "communication"),
        _standard(
            "setting",
            GOALS,
            Label("sales office", "案场"),
            "Keep it tidy, warm and in order",
            "整洁、温馨、有序",
            "product_quality",
        ),
        _standard(
            "careful_service",
            GOALS,
            Label("sales office", "案场"),
            "Serve with care for detail",
            "服务细致贴心",
            "communication",
            measure=_ASK,
        ),
        _standard(
            "dignity",
            GOALS,
            Label("sales office", "案场"),
            "Let every visitor feel honoured",
            "让每位来访者感到尊贵",
            "communication",
            measure=_ASK,
        ),
        _standard(
            "confidence",
            GOALS,
            Label("sales office", "案场"),
            "Let the visitor leave with more confidence in buying",
            "增强客户购房信心",
            "product_quality",
            measure=_ASK,
        ),
        _standard(
            "guide_parking",
            ARRIVAL,
            Label("car guide", "车辆引导岗"),
            "Guide the car to its place and show the way",
            "引导停车并指路",
            "transaction",
        ),
        _standard(
            "filter_visitors",
            ARRIVAL,
            Label("car guide", "车辆引导岗"),
            "Courteously turn back builders and customers whom no salesperson accompanies",
            "礼貌劝阻施工人员和无销售人员带领的客户进入样板区",
            "transaction",
        ),
        _standard(
            "umbrella",
            ARRIVAL,
            Label("car guide", "车辆引导岗"),
            "Hold an umbrella in rain and glaring sun",
            "雨天烈日为客户撑伞",
            "communication",
        ),
        _standard(
            "open_the_door",
            ARRIVAL,
            Label("door post", "门童岗"),
            "Open the door and greet everyone who comes or goes",
            "为进出客户开门问好",
            "communication",
        ),
        _standard(
            "announce_visitor",
            ARRIVAL,
            Label("door post", "门童岗"),
            "Tell the sales staff that a visitor has come",
            "提醒销售人员客户到来",
            "communication",
        ),
        _standard(
            "umbrellas_kept",
            ARRIVAL,
            Label("door post", "门童岗"),
            "Take and keep visitors' umbrellas in rain and sun",
            "帮助客户收存雨伞",
            "transaction",
        ),
        _standard(
            "hall_inspected",
            HALL,
            Label("hall host", "销售大厅接待"),
            "Walk the hall and see that it stays clean and pleasant",
            "巡视督导大厅环境卫生",
            "product_quality",
        ),
        _standard(
            "hall_clean",
            HALL,
            Label("hall cleaner", "售楼处保洁"),
            "Keep hall, offices and washrooms clean",
            "大厅、办公区、卫生间清洁",
            "product_quality",
        ),
        _standard(
            "show_area_escort",
            SHOW_FLATS,
            Label("show-area host", "样板区礼仪岗"),
            "Meet visitors and lead them through the show area",
            "迎接并引导客户参观样板区",
            "communication",
        ),
        _standard(
            "paths_free",
            SHOW_FLATS,
            Label("show-area host", "样板区礼仪岗"),
            "Keep builders from crossing the visitors' paths",
            "防止施工人员随意穿行通道",
            "transaction",
            critical=True,
        ),
        _standard(
            "show_flat_hosted",
            SHOW_FLATS,
            Label("show-flat host", "样板房接待"),
            "Look after the show flat and support the sales staff",
            "管理样板房并配合销售接待",
            "communication",
        ),
        _standard(
            "show_flat_clean",
            SHOW_FLATS,
            Label("show-flat cleaner", "样板房保洁"),
            "Keep the rooms and everything in them clean",
            "样板房室内及物品清洁",
            "product_quality",
        ),
        _standard(
            "patrol_on_time",
            GROUNDS,
            Label("patrol", "巡逻岗"),
            "Walk the round at the set times and report dangers",
            "按路线时间巡逻并报告隐患",
            "transaction",
            measure=_RECORD,
            critical=True,
        ),
        _standard(
            "equipment_checked",
            GROUNDS,
            Label("patrol", "巡逻岗"),
            "Check lights and fire equipment and report damage",
            "检查灯具和消防设施并报损",
            "product_quality",
            measure=_RECORD,
            critical=True,
        ),
        _standard(
            "grounds_clean",
            GROUNDS,
            Label("outdoor cleaner", "外围保洁"),
            "Keep car park, paths and water features clean",
            "停车场、道路、水景清洁",
            "product_quality",
        ),
        _standard(
            "posts_checked",
            GROUNDS,
            Label("security leader", "礼仪安全组领班"),
            "Check the posts and act on incidents at once",
            "检查各岗并及时处理突发事件",
            "transaction",
            measure=_RECORD,
        ),
        _standard(
            "special_cleaning_done",
            GROUNDS,
            Label("cleaning leader", "保洁领班"),
            "Place and check the cleaners and see to the windows",
            "调配检查保洁岗并完成擦玻璃",
            "product_quality",
            measure=_RECORD,
        ),
        _standard(
            "site_coordinated",
            GOALS,
            Label("site manager", "案场管理员"),
            "Train, check and coordinate all posts with the sales team",
            "培训检查各岗并与销售协调",
            "communication",
            measure=_RECORD,
        ),
    ),
)
