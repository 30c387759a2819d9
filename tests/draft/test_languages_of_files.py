"""Files in German, French, Spanish and both scripts of Chinese, in shapes of offices: every column is told."""

from random import Random

import pytest

import servicekit as sk

ROWS = 120


def among(chance, *words):
    return [chance.choice(words) for _ in range(ROWS)]


def remarks(chance, text):
    return [text.format(row) if chance.random() < 0.4 else "" for row in range(ROWS)]


def days(form, step=1):
    return [
        form.format(y=2026, m=1 + step * row // 28 % 12, d=1 + step * row % 28, h=row % 24, s=row % 60)
        for row in range(ROWS)
    ]


def canteen(chance):
    marks = ("sehr gut", "gut", "befriedigend", "ausreichend", "mangelhaft")
    dishes = ("Suppe", "Salat", "Hauptgericht")
    return {
        "ID": ("id", list(range(1, ROWS + 1))),
        "Startzeit": ("time", days("{d:02}.{m:02}.{y} {h:02}:{s:02}")),
        "Wie zufrieden sind Sie mit der Kantine insgesamt?": ("csat", among(chance, *range(1, 7))),
        "Wie wahrscheinlich ist es, dass Sie die Kantine Kollegen empfehlen?": ("nps", among(chance, *range(11))),
        "Auswahl der Speisen": ("item", among(chance, *marks)),
        "Sauberkeit": ("item", among(chance, *marks)),
        "Was essen Sie meistens?": (
            "multi",
            ["".join(f"{dish};" for dish in dishes if chance.random() < 0.5) for _ in range(ROWS)],
        ),
        "Abteilung": ("group", among(chance, "Vertrieb", "Produktion", "IT")),
        "Anregungen": ("text", remarks(chance, "mehr Auswahl an Tag {}, bitte")),
    }


def clinic(chance):
    ladder = ("Muy malo", "Malo", "Regular", "Bueno", "Muy bueno")
    rated = "¿Cómo valora los siguientes aspectos?"
    return {
        "Marca temporal": ("time", days("{d:02}/{m:02}/{y} {h:02}:{s:02}:00")),
        "¿Qué tan satisfecho está con la atención recibida?": ("csat", among(chance, *range(1, 6))),
        "Del 0 al 10, ¿con qué probabilidad nos recomendaría?": ("nps", among(chance, *range(11))),
        f"{rated} [Puntualidad]": ("item", among(chance, *ladder)),
        f"{rated} [Trato del personal]": ("item", among(chance, *ladder)),
        "¿En qué centro fue atendido?": ("group", among(chance, "Norte", "Sur", "Playa")),
        "¿Qué podríamos mejorar?": ("text", remarks(chance, "esperé {} minutos de más")),
        "Factor de expansión": ("weight", [0.5 + row / ROWS for row in range(ROWS)]),
    }


def hospital(chance):
    ladder = ("非常不滿意", "不滿意", "普通", "滿意", "非常滿意", "未使用")
    return {
        "問卷編號": ("id", [f"A{row:04}" for row in range(ROWS)]),
        "看診科別": ("group", among(chance, "內科", "外科", "小兒科")),
        "年齡層": ("group", among(chance, "20歲以下", "21-40歲", "41-60歲", "61歲以上")),
        "掛號流程": ("item", among(chance, *ladder)),
        "醫師說明": ("item", among(chance, *ladder)),
        "候診環境": ("item", among(chance, *ladder)),
        "整體而言，您對本院服務的滿意程度": ("csat", among(chance, *ladder[:5])),
        "您是否願意推薦本院給親友": ("recommend", among(chance, "非常不願意", "不願意", "普通", "願意", "非常願意")),
        "其他建議": ("text", remarks(chance, "候診{}分鐘太久，希望改善叫號")),
    }


def airport_buttons(chance):
    return {
        "Date": ("time", days("{d:02}/{m:02}/{y}")),
        "Terminal": ("group", among(chance, "T1 security", "T2 security", "T2 toilets")),
        "Feedback": ("csat", among(chance, "Very happy", "Happy", "Unhappy", "Very unhappy")),
        "Follow-up": ("group", among(chance, "", "Cleanliness", "Waiting time", "Staff")),
    }


def grievances(chance):
    return {
        "案件編號": ("id", [f"C2026{row:04}" for row in range(ROWS)]),
        "受理日期": ("time", days("{y}/{m:02}/{d:02}")),
        "結案日期": ("time", days("{y}/{m:02}/{d:02}", 2)),
        "客訴類別": ("group", among(chance, "延誤", "行李", "票務")),
        "處理狀態": ("group", among(chance, "已結案", "處理中")),
        "嚴重程度": ("group", among(chance, "高", "中", "低")),
        "客訴內容": ("text", [f"航班延誤{row}小時，無人說明原因" for row in range(ROWS)]),
    }


def tickets(chance):
    return {
        "Ticket ID": ("id", [5000 + row for row in range(ROWS)]),
        "Status": ("group", among(chance, "Solved", "Closed", "Open")),
        "Group": ("group", among(chance, "Billing", "Tech")),
        "Requester": ("pii", [f"Person {row}" for row in range(ROWS)]),
        "Created at": ("time", days("{y}-{m:02}-{d:02} {h:02}:{s:02}")),
        "Solved at": ("time", days("{y}-{m:02}-{d:02} {h:02}:{s:02}", 2)),
        "Satisfaction Score": ("csat", among(chance, "Good", "Good", "Bad", "Offered", "Unoffered")),
        "Full resolution time in minutes": ("duration", [20 + 7 * row for row in range(ROWS)]),
    }


def receipts(chance):
    return {
        "Bon-Nr": ("id", [90_001 + row for row in range(ROWS)]),
        "Kundennummer": ("id", [f"K{chance.randint(1, 40):03}" for _ in range(ROWS)]),
        "Datum": ("time", days("{d:02}.{m:02}.{y}")),
        "Filiale": ("group", among(chance, "Ost", "West")),
        "Betrag": ("measure", [round(chance.uniform(2, 90), 2) for _ in range(ROWS)]),
    }


def leavers(chance):
    return {
        "cliente_id": ("id", list(range(ROWS))),
        "antigüedad_meses": ("duration", [chance.randint(1, 72) for _ in range(ROWS)]),
        "plan": ("group", among(chance, "básico", "plus", "total")),
        "baja": ("outcome", among(chance, "sí", "no", "no")),
    }


def handling(chance):
    return {
        "工单号": ("id", [f"GD{row // 3:04}" for row in range(ROWS)]),
        "环节": ("activity", [("登记", "分派", "处理")[row % 3] for row in range(ROWS)]),
        "操作时间": ("time", days("{y}-{m:02}-{d:02} {h:02}:{s:02}")),
        "处理组": ("group", among(chance, "一线", "二线")),
    }


def calls(chance):
    return {
        "no_appel": ("id", list(range(ROWS))),
        "heure_arrivee": ("time", days("{y}-{m:02}-{d:02} {h:02}:{s:02}")),
        "attente_secondes": ("duration", [chance.randint(0, 400) for _ in range(ROWS)]),
        "issue": ("group", among(chance, "répondu", "répondu", "abandonné")),
    }


def reviews(chance):
    return {
        "Review Submit Date": ("time", days("{y}-{m:02}-{d:02}T{h:02}:{s:02}:00Z")),
        "Device": ("group", among(chance, "phone", "tablet")),
        "Star Rating": ("csat", among(chance, *range(1, 6))),
        "Review Text": ("text", remarks(chance, "crashes after update number {}")),
    }


def restaurant(chance):
    marks = tuple(f"{mark}/5" for mark in range(1, 6))
    return {
        "Date de visite": ("time", days("{d:02}/{m:02}/{y}")),
        "Restaurant": ("group", among(chance, "Bastille", "Opéra")),
        "Accueil": ("item", among(chance, *marks)),
        "Cuisine": ("item", among(chance, *marks)),
        "Rapport qualité-prix": ("item", among(chance, *marks)),
        "Note globale": ("csat", among(chance, *marks)),
    }


def ward(chance):
    asked = "(1 = sehr gut, 6 = ungenügend)"
    return {
        "Station": ("group", among(chance, "3A", "4B", "Chirurgie")),
        f"Aufnahme {asked}": ("item", among(chance, *range(1, 7))),
        f"Pflege {asked}": ("item", among(chance, *range(1, 7))),
        f"Gesamteindruck {asked}": ("csat", among(chance, *range(1, 7))),
    }


def counter_of_the_city(chance):
    return {
        "办件编号": ("id", [f"BJ{20_260_000 + row}" for row in range(ROWS)]),
        "事项名称": ("group", among(chance, "社保转移", "居住证", "公积金提取")),
        "评价时间": ("time", days("{y}-{m:02}-{d:02} {h:02}:{s:02}")),
        "评价结果": ("csat", among(chance, "非常满意", "满意", "基本满意", "不满意", "非常不满意", "未评价")),
        "申请人电话": ("pii", [f"139{row:08}" for row in range(ROWS)]),
    }


def queue_tickets(chance):
    return {
        "號碼牌": ("id", [f"A{row:03}" for row in range(ROWS)]),
        "取號時間": ("time", days("{y}-{m:02}-{d:02} {h:02}:{s:02}")),
        "等候分鐘": ("duration", [chance.randint(0, 50) for _ in range(ROWS)]),
        "業務別": ("group", among(chance, "存款", "貸款")),
    }


def trams(chance):
    return {
        "id_repondant": ("id", list(range(ROWS))),
        "ligne": ("group", among(chance, "T1", "T2", "Bus 4")),
        "q_ponctualite": ("item", among(chance, *range(11))),
        "q_proprete": ("item", among(chance, *range(11))),
        "q_satisfaction_generale": ("csat", among(chance, *range(11))),
        "q_recommandation": ("nps", among(chance, *range(11))),
        "poids": ("weight", [0.5 + row / ROWS for row in range(ROWS)]),
        "date_enquete": ("time", days("{d:02}/{m:02}/{y}")),
    }


def gym(chance):
    return {
        "Member No": ("id", [f"M{1000 + row}" for row in range(ROWS)]),
        "Joined": ("time", days("{y}-{m:02}-{d:02}")),
        "Months as member": ("duration", [chance.randint(1, 60) for _ in range(ROWS)]),
        "Membership type": ("group", among(chance, "Off-peak", "Full")),
        "Monthly fee": ("measure", among(chance, 19.9, 34.9, 49.9)),
        "Cancelled": ("outcome", among(chance, "Y", "N", "N")),
    }


FILES = {
    trams: "survey",
    gym: "churn",
    reviews: "survey",
    restaurant: "survey",
    ward: "survey",
    counter_of_the_city: "survey",
    queue_tickets: "waits",
    canteen: "survey",
    clinic: "survey",
    hospital: "survey",
    airport_buttons: "survey",
    grievances: "cases",
    tickets: "cases",
    receipts: "transactions",
    leavers: "churn",
    handling: "events",
    calls: "waits",
}


@pytest.mark.parametrize(("make", "kind"), FILES.items(), ids=lambda value: getattr(value, "__name__", value))
def test_every_column_and_the_kind_of_table_are_told(make, kind):
    table = make(Random(7))
    draft = sk.draft_study({name: values for name, (_, values) in table.items()})
    assert {column.name: column.role for column in draft.columns} == {name: role for name, (role, _) in table.items()}
    assert draft.kinds == (kind,)
    assert not draft.is_empty


def test_marks_of_school_fall_and_carry_their_words():
    study = sk.draft_study({name: values for name, (_, values) in ward(Random(7)).items()}).study
    scale = study.scale(study.questions["overall"].scale)
    assert (scale.low, scale.high, scale.higher_is_better) == (1, 6, False)
    assert len(study.scales) == 1


def test_nearly_satisfied_is_the_middle_of_five():
    study = sk.draft_study({name: values for name, (_, values) in counter_of_the_city(Random(7)).items()}).study
    labels = study.scale(study.questions["overall"].scale).labels
    assert [labels[code].zh for code in range(1, 6)] == ["非常不满意", "不满意", "基本满意", "满意", "非常满意"]


def test_a_file_of_few_different_characters_is_read(tmp_path):
    table = {name: values for name, (_, values) in queue_tickets(Random(7)).items()}
    lines = [",".join(table), *(",".join(map(str, row)) for row in zip(*table.values(), strict=True))]
    for encoding in ("big5", "gb18030", "utf-8"):
        path = tmp_path / "tickets.csv"
        path.write_text("\n".join(lines), encoding=encoding)
        assert list(sk.read_table(path).columns) == list(table)


def test_amounts_with_a_sign_and_a_decimal_comma_are_read():
    table = {name: values for name, (_, values) in receipts(Random(7)).items()}
    amounts = table["Betrag"]
    table["Betrag"] = [f"{amount:.2f} €".replace(".", ",") for amount in amounts]
    draft = sk.draft_study(table)
    assert draft.study.transactions.currency == "€"
    found = sk.assess(draft.study, transactions=table, parts=["customers"]).part("customers")
    assert found is not None


def test_thumbs_of_a_ticket_system_are_a_scale_of_two():
    table = {name: values for name, (_, values) in tickets(Random(7)).items()}
    study = sk.draft_study(table).study
    scale = study.scale(study.questions["overall"].scale)
    assert (scale.low, scale.high) == (1, 2)
    assert {"Offered", "Unoffered"} <= set(study.missing_tokens)
    asked = [score for score in table["Satisfaction Score"] if score in ("Good", "Bad")]
    found = sk.assess(study, table, complaints=table).part("measures").results["overall"]
    assert found.value == pytest.approx(asked.count("Good") / len(asked))
