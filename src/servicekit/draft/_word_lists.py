"""Words of headers in English, German, French, Spanish and Chinese, and how a header is cut into words."""

import re
from functools import lru_cache
from typing import Final
from unicodedata import category, normalize

from servicekit.data._han import simplified

MOST_SHORT_WORDS: Final = 4
MOST_SHORT_LETTERS: Final = 10
HAN: Final = re.compile(r"[\u3400-\u9fff]")
PIECES: Final = re.compile(
    r"[A-ZÄÖÜÉÈÀÑ]+(?![a-zäöüßéèêàâçôûîïñóáí])|[A-ZÄÖÜÉÈÀÑ]?[a-zäöüßéèêàâçôûîïñóáí]+|\d+|[^\W\d_]+"
)

GLUED_TO: Final = ("overall", "general", "total")
GLUED: Final = re.compile(r"(?<=^overall)|(?<=^general)(?=satisf|rating|experience)|(?<=^total)(?=satisf|rating)")

# "*" ends a stem; Chinese words count anywhere
LISTS: Final[dict[str, str]] = {
    "recommend": (
        "recommend* nps netpro promoter weiterempf* recommand* recomend* recomiend* 推荐 推薦 empfehlen "
        "empfehle empfiehlst conseilleri* aconsej* 介绍给"
    ),
    "satisfied": "satisf* sat csat zufrieden* satisfait* satisfech* 满意 happy pleased contento contentos contenta",
    "expected": "expected expectation* erwartet erwartung* attendu attente esperado expectativa 期望 期待 预期",
    "overall": (
        "overall general insgesamt gesamt gesamtzufriedenheit global* 总体 整体 综合 ensemble gesamteindruck "
        "gesamturteil gesamtnote gesamtbewertung gesamterlebnis générale général"
    ),
    "effort": "effort ces ease easy difficult aufwand einfach facile fácil esfuerzo 费力 轻松 便捷 容易 省力",
    "experience": "experience erfahrung* erlebnis* expérience experiencia 体验",
    "rating": (
        "rating rate score grade stars bewertung* calificación calificacion puntuación évaluation 评分 评价 打分"
    ),
    "weight": (
        "weight weights wgt wt gewicht gewichtung pondération ponderation peso 权重 加权 gew gewichtungsfaktor "
        "hochrechnungsfaktor 加权系数 poids ponderador"
    ),
    "wave": (
        "wave year quarter month period welle jahr quartal monat vague année annee mois trimestre año mes 年份 "
        "季度 月份 期次 波次"
    ),
    "id": (
        "id respnum respid uuid guid key number no respondent respondentid nummer 编号 序号 卡号 folio lfdn lfd "
        "numero número numéro nr 单号"
    ),
    "group": (
        "branch store region city gender sex age department dept channel filiale geschlecht alter abteilung "
        "agence sexe sexo edad país pays land country site area barea segment market team office location shop "
        "outlet zone district borough county state province education income occupation job role position title "
        "class grade plan contract tier level brand category type status marital nationality race ethnicity "
        "language agency vendor carrier device platform gate terminal day peak live fly hub route sucursal "
        "tienda ciudad género genero región ville région magasin service_type stadt standort markt kanal beruf "
        "niveau bildung einkommen frequency membership method partner 网点 门店 性别 年龄 部门 地区 城市 区域 "
        "渠道 学历 收入 职业 分店 分公司 支行 省份 年级 专业 学院 客户类型 班次"
    ),
    "demographic": "age sex gender day live fly country income education 年龄 性别 学历 收入",
    "comment": (
        "por_qué porqué motivo* pourquoi warum 为什么 为何 "
        "comment* why reason* suggest* feedback bemerkung* kommentar* commentaire* comentario* sugerencia* "
        "remark* note notes verbatim text describe explain anmerkung* verbesser* 建议 意见 原因 评论 评语 留言 "
        "备注 描述 description beschreibung descripción mejorar améliorer verbessern anregung* opinión 想说 补充"
    ),
    "duration": (
        "duration seconds minutes hours wait waiting waited talk dauer durée duree duración duracion tenure time_taken "
        "elapsed wartezeit attente espera min mins 所用时间 等候 分钟 时长 等待 用时 耗时 antigüedad ancienneté "
        "vertragsdauer 秒数 分钟数 通话时长"
    ),
    "dated": "date datum fecha timestamp 日期 时间",
    "opened": (
        "created opened received start submitted submit reported 受理 提交 创建 eingang eingegangen erfasst "
        "apertura alta ouverture ouvert créé creado recibido 登记 报修 来电"
    ),
    "closed": (
        "closed resolved solved end completed closing 办结 关闭 解决 完成 abgeschlossen erledigt gelöst "
        "geschlossen clôture clôturé résolu cierre cerrado resuelto 结案 完结 处理完"
    ),
    "issue": (
        "issue complaint topic type category product reason subject descriptor 投诉 类型 motivo motif grund "
        "anliegen thema asunto sujet tema kategorie catégorie categoría 类别 事由"
    ),
    "case": (
        "complaint complaints ticket case cases incident issue request 投诉 工单 beschwerde* reklamation* "
        "störung réclamation* plainte* reclamo* queja* reclamación incidencia* 客诉 申诉 案件 报修 dossier "
        "vorgang expediente"
    ),
    "status": (
        "status state answered outcome result response resolution disposition 状态 结果 estado statut resultado "
        "résultat ergebnis"
    ),
    "churn": (
        "churn churned attrition exited canceled cancelled left kündigung cancelado 流失 退订 baja abandono "
        "résilié résiliation gekündigt abwanderung abgewandert 离网 销户"
    ),
    "tenure": (
        "tenure 在网时长 在网 months_active membership_length antigüedad ancienneté vertragsdauer 入网时长 入网月数"
    ),
    "counts": "freq frequency count counts n anzahl häufigkeit effectif effectifs frecuencia 人数 频数 次数",
    "personal": (
        "name firstname lastname surname email mail phone mobile address vorname nachname adresse telefon nom "
        "prénom prenom téléphone nombre apellido correo teléfono 姓名 电话 手机 手机号 邮箱 地址 联系方式 "
        "身份证"
    ),
    "customer": (
        "customer client account user member masterid household kunde cliente 客户 会员 用户 custid customerid "
        "kundennummer kundennr kundenid kundenkarte socio abonado adherent abonné"
    ),
    "amount": (
        "amount sales revenue price total spend value sum money betrag umsatz montant importe 金额 销售额 消费 "
        "fee fees cuota cotisation beitrag"
    ),
    "activity": (
        "activity event action step activityid aktivität étape actividad 活动 事件 环节 操作 schritt paso etapa "
        "tarea tâche 步骤 节点"
    ),
    "quantity": (
        "number_of number calls visits tickets orders qty quantity nights reopens replies units cds 数量 次数 "
        "几次 多少次"
    ),
    "stratum": "strata stratum stratification schicht strate estrato 分层",
    "cluster": "cluster psu cluster_id klumpen grappe conglomerado 群 整群",
    "intention": (
        "repurchase reuse return buy_again rebuy renew revisit wiederkauf wiederkommen 再次购买 复购 再次使用 "
        "继续使用 续约"
    ),
    "thing": (
        "price prices staff speed value cleanliness products product food facility facilities waiting "
        "friendliness preis personal prix personnel precio 价格 员工 速度 环境 产品 态度"
    ),
    "queue": (
        "queue wait waiting waited q speed_of_answer answer abandoned abandon vru hold ring 排队 等待 等候 放弃 "
        "attente espera wartezeit warteschlange cola 振铃"
    ),
    "audit": "auditor observer inspector audit shopper standard 检查员 检查 稽核 神秘",
    "several": "apply all_that_apply mehrfachauswahl mehrfachnennung plusieurs varias 多选 可多选",
    "touchpoint": (
        "booking reservation checkin check_in departure boarding cabin meal crew arrival checkout check_out "
        "delivery website app hotline counter reception payment hotel_room order pickup return support "
        "installation invoice billing 预订 值机 登机 收银 配送 客服 官网 热线 柜台 入住 退房 取票"
    ),
    "time_word": "time zeit temps tiempo 时间",
    "other": "other others sonstiges sonstige autre autres otro otra 其他 其它",
}
PHRASES: Final[dict[str, tuple[str, ...]]] = {
    "overall": (
        "en general",
        "in general",
        "all in all",
        "on the whole",
        "alles in allem",
        "im großen und ganzen",
        "en conjunto",
    ),
    "several": (
        "all that apply",
        "select all",
        "tick all",
        "check all",
        "plusieurs réponses",
        "tout ce qui s applique",
        "alles zutreffende",
        "todas las que",
    ),
    "quantity": ("number of", "how many", "anzahl der"),
    "effort": ("how easy", "how difficult", "how hard"),
    "queue": ("speed of answer",),
    "intention": (
        "buy again",
        "come back",
        "stay with",
        "stay a customer",
        "use again",
        "visit again",
        "purchase again",
    ),
    "tenure": ("months active", "months as", "years as", "member for", "customer for"),
    "weight": (
        "factor de expansión",
        "factor de ponderación",
        "facteur de pondération",
        "facteur d extrapolation",
        "weighting factor",
        "expansion factor",
    ),
    "asks": (
        "which",
        "what",
        "where",
        "your",
        "please select",
        "welche",
        "welcher",
        "welches",
        "quel",
        "quelle",
        "cuál",
        "您",
    ),
    "rates": ("please rate", "how would you rate", "bitte bewerten", "请对", "请评价"),
}


@lru_cache(maxsize=1 << 16)
def plain(text: str) -> str:
    """Return a header as it is matched: one width of letters, no invisible marks, single blanks."""
    folded = normalize("NFKC", text)
    if not folded.isascii():
        folded = "".join(letter for letter in folded if category(letter) != "Cf")
    return " ".join(folded.split())


@lru_cache(maxsize=1 << 16)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a header; capitals, digits and underscores part words."""
    pieces = [piece.casefold() for piece in PIECES.findall(simplified(plain(text)))]
    return tuple(
        part for piece in pieces for part in (GLUED.split(piece) if piece.startswith(GLUED_TO) else [piece]) if part
    )


def unaccented(text: str) -> str:
    """Return a text without the marks on its Latin letters, which headers often leave out."""
    return text if text.isascii() else "".join(c for c in normalize("NFD", text) if category(c) != "Mn")


def _pattern(name: str) -> re.Pattern[str]:
    latin: list[str] = []
    han: list[str] = []
    for word in LISTS.get(name, "").split():
        folded = unaccented(word.casefold().replace("_", " "))
        if HAN.search(folded):
            han.append(re.escape(folded))
        else:
            latin.append(re.escape(folded.rstrip("*")) + (r"[^\W\d_]*" if word.endswith("*") else ""))
    for phrase in PHRASES.get(name, ()):
        (han if HAN.search(phrase) else latin).append(re.escape(unaccented(phrase.casefold())))
    parts = [rf"(?:(?<= )(?:{'|'.join(latin)})(?= ))"] if latin else []
    return re.compile("|".join([*parts, *han]))


PATTERNS: Final = {name: _pattern(name) for name in (*LISTS, *(key for key in PHRASES if key not in LISTS))}
WHOLE: Final = {"wave": re.compile(r"^(?:第.*期|期|月|.*(?<![逾分延超期])期数)$")}
"""Lists that a whole header hits whose words mean something else within other words (期 in 期望, 逾期, 分期付款)."""
_BESIDE_WAVE: Final = (
    "survey study of the no number nr id name code visit interview fieldwork data calendar report reporting der des "
    "umfrage befragung enquête encuesta"
)
BESIDE_WAVE: Final = frozenset(_BESIDE_WAVE.split())
BESIDE_WAVE_ZH: Final = re.compile(r"^(?:调查|访问|调研|数据|统计|所属|报告|评价|受访)*|(?:编号|序号|号)$")
PREFIX_OF_NUMBER: Final = re.compile(r"^(?:q(?:uestion)?|frage|item|v)?\s*\d+\s*[.、:)）]?\s*", re.IGNORECASE)


@lru_cache(maxsize=1 << 16)
def hits(text: str) -> frozenset[str]:
    """Return the names of the lists that a header has a word of."""
    spaced = unaccented(" " + " ".join(words_of(text)) + " ")
    found = {name for name, pattern in PATTERNS.items() if pattern.search(spaced)}
    found |= {name for name, pattern in WHOLE.items() if pattern.match("".join(words_of(text)))}
    if "expected" in found:  # what people expect is no time, in whatever words
        found.discard("wave")
    words = [word for word in words_of(text) if not word.isdigit()]
    if words and words[-1] == "all" and len(words) <= MOST_SHORT_WORDS - 1:
        found |= {"overall", "all"}
    return frozenset(found)


@lru_cache(maxsize=1 << 16)
def is_short(text: str) -> bool:
    """Return whether a header is a name of a few words; only there is a word evidence by itself."""
    body = PREFIX_OF_NUMBER.sub("", plain(text))
    if body.endswith("?"):
        return False
    han = len(HAN.findall(body))
    return han <= MOST_SHORT_LETTERS and len(words_of(body)) <= MOST_SHORT_WORDS


@lru_cache(maxsize=1 << 16)
def is_wave_name(text: str) -> bool:
    """Return whether a header says a wave and nothing else: "Survey wave no." does, "waiting period" does not."""
    words = [word for word in words_of(PREFIX_OF_NUMBER.sub("", plain(text))) if not word.isdigit()]
    if words and HAN.search("".join(words)):
        rest = BESIDE_WAVE_ZH.sub("", "".join(words))
        return rest in LISTS["wave"].split() or WHOLE["wave"].match(rest) is not None
    told = [word for word in words if word not in BESIDE_WAVE]
    return bool(told) and all("wave" in hits(word) for word in told)
