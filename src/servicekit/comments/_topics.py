"""Topics of comments: eight word lists in English, simplified and traditional Chinese, and how to read one's own."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from servicekit.foundation._errors import InvalidValueError, RecordError
from servicekit.foundation._phrases import Rule
from servicekit.foundation._vocabulary import Concept


class Topic(Concept):
    """What customers write about most; a comment may be about several, or none."""

    STAFF = ("staff", "Staff", "服务人员", "How people treated the customer.", "人员的态度与表现。")
    WAITING = ("waiting", "Waiting", "等候", "How long something took.", "等了多久、快还是慢。")
    PRICE = ("price", "Price", "价格", "What it cost and whether it was worth it.", "花了多少钱、值不值。")
    CLEANLINESS = ("cleanliness", "Cleanliness", "卫生", "How clean the place and things were.", "场所与物品是否干净。")
    PRODUCT = ("product", "Product", "产品", "How good the thing itself was.", "东西本身好不好。")
    DELIVERY = ("delivery", "Delivery", "配送", "How the goods came.", "货是怎样送到的。")
    COMMUNICATION = (
        "communication",
        "Communication",
        "沟通",
        "What was said, answered, promised.",
        "告知、答复与承诺。",
    )
    SOLUTION = ("solution", "Solution", "问题解决", "What was done about a problem.", "出了问题如何处理。")


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split(", "))


TOPIC_RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        rule.key: rule
        for rule in (
            Rule(
                key=Topic.STAFF.key,
                en=_words(
                    "staff, service, waiter, waiters, waitress, waitresses, waitstaff, server, servers, "
                    "employee, employees, manager, receptionist, hostess, bartender, clerk, attitude, "
                    "ignored, friendly, unfriendly, rude, polite, impolite, attentive, helpful, unhelpful"
                ),
                zh=_words(
                    "服务, 态度, 店员, 员工, 前台, 客服, 经理, 老板, 保安, 热情, 礼貌, 周到, 冷淡, 不理, "
                    "服務, 態度, 店員, 員工, 櫃台, 櫃檯, 經理, 老闆, 保全, 熱情, 禮貌, 親切"
                ),
                unless=_words("self service, self-service, 服务区, 服務區, 服务器, 伺服器"),
            ),
            Rule(
                key=Topic.WAITING.key,
                en=_words(
                    "wait, waited, waiting, waits, queue, queued, line up, lined up, long line, slow, "
                    "slowly, minutes, hour, hours, prompt, promptly, quick, quickly, took forever, forever, "
                    "on hold, rushed, seated"
                ),
                zh=_words(
                    "等了, 等候, 等待, 等很久, 等半天, 久等, 排队, 排长队, 等位, 迟迟, 拖延, 没收到, 才收到, "
                    "催了, 效率低, 效率太低, 上菜慢, 送货慢, 送货太慢, 叫了半天, 排隊, 遲遲, 沒收到, 送貨慢"
                ),
                unless=_words("happy hour, 24 hour, can't wait, cannot wait, quick bite"),
            ),
            Rule(
                key=Topic.PRICE.key,
                en=_words(
                    "price, prices, priced, pricey, pricing, overpriced, expensive, cheap, cheaper, cost, "
                    "costs, worth, value, money, bill, fee, fees, charge, charged, affordable, reasonable, "
                    "bargain, ripped off, dollars, bucks, deal, pay, paid"
                ),
                zh=_words(
                    "价格, 价钱, 价位, 贵, 便宜, 性价比, 房价, 收费, 降价, 值得买, 不值, 划算, 实惠, 优惠, "
                    "價格, 價錢, 價位, 貴, CP值, 收費, 降價, 實惠, 優惠, 块钱, 元"
                ),
                unless=_words(
                    "deal with, dealing with, at all costs, worth the trip, worth the wait, 贵宾, 貴賓, "
                    "贵店, 贵公司, 宝贵, 元素, 元旦, 公元, 美元, 单元"
                ),
            ),
            Rule(
                key=Topic.CLEANLINESS.key,
                en=_words(
                    "clean, cleaned, cleaning, cleanliness, unclean, dirty, filthy, dirt, hygiene, hygienic, "
                    "stain, stains, stained, dust, dusty, smell, smelled, smelly, mold, cockroach, "
                    "cockroaches, sticky, spotless, tidy"
                ),
                zh=_words(
                    "干净, 卫生, 脏, 整洁, 清洁, 打扫, 异味, 气味, 霉, 灰尘, 蟑螂, 污渍, 头发, 臭, 乾淨, "
                    "衛生, 髒, 整潔, 清潔, 打掃, 異味, 氣味, 黴, 灰塵, 污漬, 頭髮"
                ),
                unless=_words("卫生间, 衛生間, 心脏, 心臟"),
            ),
            Rule(
                key=Topic.PRODUCT.key,
                en=_words(
                    "food, dish, dishes, menu, meal, taste, tasty, delicious, fresh, portion, portions, "
                    "quality, product, products, broken, defective, faulty, flavor, flavour, cooked, pizza, "
                    "sushi, wine"
                ),
                zh=_words(
                    "质量, 品质, 性能, 做工, 好用, 不好用, 坏了, 破损, 故障, 屏幕, 散热, 味道, 好吃, 难吃, "
                    "菜, 早餐, 设施, 内容, 質量, 品質, 壞了, 破損, 螢幕, 散熱, 難吃, 設施, 內容, 功能"
                ),
                unless=_words("服务质量, 服務品質, 服务品质"),
            ),
            Rule(
                key=Topic.DELIVERY.key,
                en=_words(
                    "delivery, deliveries, delivered, deliver, shipping, shipped, shipment, courier, parcel, "
                    "package, packaging, arrived, carrier, tracking, dispatch, dispatched, takeout"
                ),
                zh=_words(
                    "送货, 发货, 物流, 快递, 配送, 收到货, 收到书, 到货, 包裹, 包装, 送到, 外卖, 寄, 运费, "
                    "送貨, 發貨, 快遞, 收到貨, 到貨, 包裝, 外送, 運費, 宅配"
                ),
            ),
            Rule(
                key=Topic.COMMUNICATION.key,
                en=_words(
                    "told, explain, explained, explanation, informed, information, answer, answered, reply, "
                    "replied, response, respond, responded, email, emails, phone, call, called, promised, "
                    "misleading, notified, communication, unclear"
                ),
                zh=_words(
                    "电话, 告知, 通知, 回复, 答复, 解释, 说明, 沟通, 承诺, 联系, 回答, 询问, 误导, 短信, "
                    "電話, 回覆, 答覆, 解釋, 說明, 溝通, 承諾, 聯絡, 詢問, 誤導, 簡訊"
                ),
                unless=_words("说明书, 說明書, 骚扰电话, 騷擾電話, 电话线, 電話線"),
            ),
            Rule(
                key=Topic.SOLUTION.key,
                en=_words(
                    "refund, refunded, refunds, replace, replaced, replacement, exchange, exchanged, return, "
                    "returned, repair, repaired, fix, fixed, resolved, resolve, solved, solution, "
                    "compensation, apologize, apologized, apology, complaint, complained"
                ),
                zh=_words(
                    "退货, 退款, 换货, 退换, 赔偿, 补偿, 道歉, 维修, 返修, 售后, 解决, 投诉, 处理, 退房费, "
                    "退貨, 換貨, 退換, 賠償, 補償, 維修, 售後, 解決, 投訴, 客訴, 處理"
                ),
                unless=_words("处理器, 處理器"),
            ),
        )
    }
)
"""Word lists by key of the topic; recall and precision of each stand in the how-to page on comments."""


def topic_rules_from_toml(text: str) -> dict[str, Rule]:
    """Read word lists of one's own: a table for each topic with lists ``en``, ``zh`` and ``unless``.

    A ``label`` may stand in it, too: the topic's name in the report of a study.

    Args:
        text: What a TOML file holds. A key of ``Topic`` replaces that list; any other is a topic of its own.

    Returns:
        Key -> words, those of ``TOPIC_RULES`` and those of the text.

    Raises:
        RecordError: The text is no TOML, or a table holds anything but lists of words.

    Example:
        >>> from servicekit.comments import find_topics, topic_rules_from_toml
        >>> rules = topic_rules_from_toml('[parking]\\nen = ["parking"]')
        >>> find_topics("No parking", rules=rules)[0].topic
        'parking'
    """
    import tomllib

    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecordError(f"topics are no TOML: {error}") from None
    found = dict(TOPIC_RULES)
    for key, table in tables.items():
        if not isinstance(table, dict) or not set(table) <= {"en", "zh", "unless", "label"}:
            raise RecordError(f"topic {key!r} must be a table of en, zh and unless, got {table!r}")
        table.pop("label", None)
        for name, words in table.items():
            if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
                raise RecordError(f"{name} of topic {key!r} must be a list of words, got {words!r}")
        found[key] = Rule(key=key, **table)
    return found


def rules_of(rules: Mapping[str, Rule] | None) -> Mapping[str, Rule]:
    """Return the word lists given, or those that ship."""
    if rules is None:
        return TOPIC_RULES
    if not isinstance(rules, Mapping) or not rules or not all(isinstance(rule, Rule) for rule in rules.values()):
        raise InvalidValueError("rules", "a mapping of topic to Rule, at least one", rules)
    return rules
