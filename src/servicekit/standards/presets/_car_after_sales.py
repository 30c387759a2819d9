"""Standards of a car dealer's after-sales service, from the arrival of the car to its handover."""

from typing import Final

from servicekit.foundation._documents import AFTER_SALES, under
from servicekit.foundation._vocabulary import Label
from servicekit.standards._standard import (
    ITEMS,
    MINUTES,
    PIECES,
    SECONDS,
    SHARE,
    Area,
    Direction,
    Standard,
    StandardSet,
)

ARRIVAL: Final = Area("arrival", Label("Arrival", "进店"))
RECEPTION: Final = Area("reception", Label("Reception area", "接待区"))
WORKSHOP: Final = Area("workshop", Label("Workshop", "维修车间"))
REPAIR: Final = Area("repair", Label("Repair", "维修保养"))
HANDOVER: Final = Area("handover", Label("Handover", "交车"))

_ADVISER: Final = Label("service adviser", "服务顾问")
_RECEPTION_STAFF: Final = Label("reception staff", "接待人员")
_TECHNICIAN: Final = Label("technician", "维修技师")
_SITE: Final = Label("service site", "服务站")
_PARTS: Final = Label("parts counter", "备件部门")
_LOOK: Final = Label("look", "目测")
_LISTEN: Final = Label("watch and listen", "观察和旁听")
_RECORD: Final = Label("read the job record", "查阅工单记录")
_COUNT: Final = Label("count", "清点")

HANDOVER_PAPERS: Final = (
    Label("order", "委托书"),
    Label("interview sheet", "问诊单"),
    Label("invoice", "结算单"),
    Label("maintenance checklist", "保养检查表"),
    Label("inspection certificate", "检验合格证"),
    Label("test-drive card", "试车单"),
    Label("car keys", "车钥匙"),
    Label("exit pass", "出门条"),
)
EXTRAS: Final = (
    Label("free inspection", "免费检查"),
    Label("free wash", "免费洗车"),
    Label("free engine cleaning", "免费清洗发动机"),
    Label("parts warranty", "备件保修"),
    Label("courtesy car", "代步车"),
    Label("door-to-door service", "上门服务"),
)

CAR_AFTER_SALES: Final = StandardSet(
    key="car_after_sales",
    title=Label("Car after-sales service", "汽车售后服务"),
    sources=(under(AFTER_SALES, "客户满意度管理与提升"),),
    interpretation=Label(
        "What must not touch the floor is read as the three things named: parts, tools, materials. The kind of "
        "conflict a standard answers, its weight and whether it is critical are our reading.",
        "“物不落地”理解为所列的三样：零件、工具、材料。各标准所应对的冲突类型、权重及是否关键为本库的解读。",
    ),
    standards=(
        Standard(
            key="greet_within_10_seconds",
            text=Label("Greet the customer unasked", "主动问候客户"),
            area=ARRIVAL,
            subject=_ADVISER,
            measure=Label("stopwatch from entry to the first word", "从进店到第一句问候计时"),
            unit=SECONDS,
            threshold=10,
            direction=Direction.AT_MOST,
            conflict="communication",
            weight=2,
        ),
        Standard(
            key="open_car_door",
            text=Label("Open the car door for the customer", "为客户打开车门"),
            area=ARRIVAL,
            subject=_ADVISER,
            measure=_LOOK,
            conflict="communication",
        ),
        Standard(
            key="ask_purpose",
            text=Label("Ask what brings the customer here", "询问客户来意"),
            area=ARRIVAL,
            subject=_ADVISER,
            measure=_LISTEN,
            conflict="communication",
        ),
        Standard(
            key="easy_to_drive_in_and_out",
            text=Label("Keep the way in and out clear", "车辆容易驶进驶出"),
            area=ARRIVAL,
            subject=_SITE,
            measure=Label("drive in and out", "试驶进出"),
            conflict="transaction",
        ),
        Standard(
            key="courteous_staff",
            text=Label("Be courteous in word and bearing", "言行举止文明有礼"),
            area=RECEPTION,
            subject=_RECEPTION_STAFF,
            measure=_LISTEN,
            conflict="communication",
            weight=2,
        ),
        Standard(
            key="clean_office_equipment",
            text=Label("Keep office equipment free of dirt", "办公设备保持洁净"),
            area=RECEPTION,
            subject=_RECEPTION_STAFF,
            measure=_LOOK,
            conflict="product_quality",
        ),
        Standard(
            key="protective_covers_ready",
            text=Label("Have protective covers ready for the car", "备好车内防护套"),
            area=RECEPTION,
            subject=_RECEPTION_STAFF,
            measure=_LOOK,
            conflict="product_quality",
        ),
        Standard(
            key="tidy_uniform",
            text=Label("Wear a tidy uniform", "工装穿着整齐"),
            area=WORKSHOP,
            subject=_TECHNICIAN,
            measure=_LOOK,
            conflict="product_quality",
        ),
        Standard(
            key="clean_floor_and_bench",
            text=Label("Keep floor and bench clean at all times", "地面和工作台随时干净"),
            area=WORKSHOP,
            subject=_TECHNICIAN,
            measure=_LOOK,
            conflict="product_quality",
        ),
        Standard(
            key="no_parts_on_floor",
            text=Label("Leave no parts on the floor", "零件不落地"),
            area=WORKSHOP,
            subject=_TECHNICIAN,
            measure=_LOOK,
            conflict="product_quality",
        ),
        Standard(
            key="no_tools_on_floor",
            text=Label("Leave no tools on the floor", "工具不落地"),
            area=WORKSHOP,
            subject=_TECHNICIAN,
            measure=_LOOK,
            conflict="product_quality",
        ),
        Standard(
            key="no_materials_on_floor",
            text=Label("Leave no materials on the floor", "材料不落地"),
            area=WORKSHOP,
            subject=_TECHNICIAN,
            measure=_LOOK,
            conflict="product_quality",
        ),
        Standard(
            key="waste_cleared_at_once",
            text=Label("Clear scrap, oil and empty cans at once", "废件、废油和空瓶随时清走"),
            area=WORKSHOP,
            subject=_TECHNICIAN,
            measure=_LOOK,
            conflict="product_quality",
        ),
        Standard(
            key="work_discussed_and_confirmed",
            text=Label("Discuss the work in detail and have the customer confirm it", "详细说明维修项目并请客户确认"),
            area=REPAIR,
            subject=_ADVISER,
            measure=_LISTEN,
            conflict="communication",
            weight=2,
        ),
        Standard(
            key="order_checked_against_car",
            text=Label("Inspect the car, correct the order and report gaps", "检查车辆、核对工单并反馈遗漏"),
            area=REPAIR,
            subject=_TECHNICIAN,
            measure=_RECORD,
            conflict="transaction",
        ),
        Standard(
            key="fixed_first_time",
            text=Label("Repair so that the car need not come back", "一次修好，不返修"),
            area=REPAIR,
            subject=_TECHNICIAN,
            measure=_RECORD,
            conflict="product_quality",
            critical=True,
            weight=3,
        ),
        Standard(
            key="final_inspection",
            text=Label("Do every item of the order and inspect the finished work", "按工单完成并做完工检查"),
            area=REPAIR,
            subject=_TECHNICIAN,
            measure=_RECORD,
            conflict="product_quality",
            critical=True,
            weight=2,
        ),
        Standard(
            key="parts_fill_rate",
            text=Label("Have the parts that are asked for in stock", "备件充足"),
            area=REPAIR,
            subject=_PARTS,
            measure=Label("lines filled at once over lines asked for", "即时满足行数除以需求行数"),
            unit=SHARE,
            threshold=0.95,
            direction=Direction.AT_LEAST,
            conflict="transaction",
        ),
        Standard(
            key="extras_explained",
            text=Label("Explain what is added free", "说明增值服务"),
            area=REPAIR,
            subject=_ADVISER,
            measure=_COUNT,
            unit=ITEMS,
            threshold=len(EXTRAS),
            direction=Direction.AT_LEAST,
            ticks=EXTRAS,
            conflict="communication",
        ),
        Standard(
            key="car_clean",
            text=Label("Hand the car over clean inside and out", "交车时内外清洁"),
            area=HANDOVER,
            subject=_ADVISER,
            measure=_LOOK,
            conflict="product_quality",
        ),
        Standard(
            key="all_jobs_done",
            text=Label("Confirm that every job was done", "确认维修项目全部完成"),
            area=HANDOVER,
            subject=_ADVISER,
            measure=_RECORD,
            conflict="product_quality",
            weight=2,
        ),
        Standard(
            key="inspection_passed",
            text=Label("Hand over only what passed inspection", "检验合格方可交车"),
            area=HANDOVER,
            subject=_ADVISER,
            measure=_RECORD,
            conflict="product_quality",
            critical=True,
            weight=2,
        ),
        Standard(
            key="papers_ready",
            text=Label("Have every paper and the keys ready", "单据和车钥匙准备齐全"),
            area=HANDOVER,
            subject=_ADVISER,
            measure=_COUNT,
            unit=PIECES,
            threshold=len(HANDOVER_PAPERS),
            direction=Direction.AT_LEAST,
            ticks=HANDOVER_PAPERS,
            conflict="transaction",
        ),
        Standard(
            key="confirmed_15_minutes_before",
            text=Label("Confirm the promised time before it comes", "预计交车时间前确认"),
            area=HANDOVER,
            subject=_ADVISER,
            measure=Label("minutes before the promised time", "早于约定时间的分钟数"),
            unit=MINUTES,
            threshold=15,
            direction=Direction.AT_LEAST,
            conflict="transaction",
        ),
        Standard(
            key="told_when_late",
            text=Label(
                "Tell the customer at once if the time slips, and ask for understanding",
                "不能按时交车时及时告知并请求谅解",
            ),
            area=HANDOVER,
            subject=_ADVISER,
            measure=_RECORD,
            conflict="communication",
            critical=True,
            weight=2,
        ),
    ),
)
