"""Phrases by which causes of dissatisfaction and kinds of conflict are recognised in free text, as data to add to."""

from typing import Final

from servicekit.foundation._phrases import Rule

REASON_RULES: Final = (
    Rule(
        key="expectation_not_met",
        en=(
            "disappointed",
            "disappointing",
            "not what i expected",
            "expected better",
            "expected more",
            "below expectations",
        ),
        zh=("失望", "和想象的不一样", "没有达到预期", "没达到预期", "与期望不符", "不如预期"),
    ),
    Rule(
        key="already_upset",
        en=("already had a bad day", "bad day already", "was already upset", "already angry when i came"),
        zh=("心情本来就不好", "本来就一肚子火", "来之前就很生气"),
    ),
    Rule(
        key="needs_someone_to_vent_at",
        en=("had to let off steam", "needed to vent", "let it all out on"),
        zh=("出出气", "出口气", "发泄一下", "找人撒气"),
    ),
    Rule(
        key="only_shouting_is_heard",
        en=(
            "unless you shout",
            "unless i shout",
            "only listen when you shout",
            "have to shout to be heard",
            "have to yell",
        ),
        zh=("不嚷嚷就没人理", "不大声就没人理", "不吵就没人管", "不闹就没人管"),
    ),
    Rule(
        key="promise_broken",
        en=(
            "broke their promise",
            "broken promise",
            "broken promises",
            "broke the promise",
            "did not keep your promise",
            "didn't keep your promise",
            "promised to call back",
            "never called back",
            "as promised but",
            "promised but never",
        ),
        zh=("没有兑现", "没兑现", "说话不算数", "不守承诺", "不守信用", "答应的事没做", "承诺没有做到", "言而无信"),
    ),
    Rule(
        key="rude_staff",
        en=("rude", "rudely", "impolite", "unhelpful and cold", "cold and indifferent", "indifferent", "ignored us"),
        zh=("粗鲁", "没礼貌", "没有礼貌", "不礼貌", "冷漠", "冷冰冰", "冷淡", "爱理不理", "爱搭不理", "骂人"),
    ),
    Rule(
        key="contradictory_directions",
        en=(
            "told me different things",
            "contradicted each other",
            "contradictory information",
            "conflicting information",
            "one said one thing",
            "a different answer every time",
        ),
        zh=("说法不一", "说的不一样", "前后矛盾", "一个说东一个说西", "口径不一致", "一人一个说法"),
    ),
    Rule(
        key="feels_bad_attitude",
        en=("bad attitude", "poor attitude", "terrible attitude", "awful attitude", "condescending", "arrogant"),
        zh=("态度差", "态度很差", "态度太差", "态度恶劣", "态度不好", "态度极差", "服务态度有问题", "傲慢"),
    ),
    Rule(
        key="unheard",
        en=(
            "nobody listened",
            "no one listened",
            "did not listen",
            "didn't listen",
            "would not listen",
            "wouldn't listen",
            "wouldn't let me finish",
            "fell on deaf ears",
        ),
        zh=("没人听", "没有人听", "不听我说", "没人理", "没有人理", "不理睬", "打断我"),
    ),
    Rule(
        key="shouting_forces",
        en=("i shouted until", "only gave in when i shouted", "had to make a scene"),
        zh=("闹了才给解决", "吵了才解决", "大闹一场"),
    ),
    Rule(
        key="distrust",
        en=(
            "don't trust",
            "do not trust",
            "dishonest",
            "liars",
            "lied to me",
            "lied to us",
            "scam",
            "rip-off",
            "ripped off",
        ),
        zh=("不信任", "不相信你们", "不诚实", "欺骗", "骗人", "骗子", "忽悠", "坑人"),
    ),
    Rule(
        key="told_no_right_to_anger",
        en=("no right to be angry", "told me to calm down", "no reason to be upset", "shouldn't be upset"),
        zh=("没有权利生气", "没理由生气", "没有理由生气", "有什么好生气"),
    ),
    Rule(
        key="unfriendly_answer",
        en=("unfriendly", "snapped at me", "curt reply", "curt answer", "brusque"),
        zh=("不客气", "语气生硬", "不耐烦", "口气很冲", "语气很差"),
    ),
    Rule(
        key="honesty_questioned",
        en=(
            "accused me of",
            "called me a liar",
            "treated me like a thief",
            "questioned my honesty",
            "did not believe me",
        ),
        zh=("怀疑我", "质疑我", "说我撒谎", "把我当小偷", "不相信我"),
    ),
    Rule(
        key="argument",
        en=("argued with me", "argued with us", "had an argument", "got into an argument", "quarrelled with"),
        zh=("争吵", "吵架", "吵了起来", "和我争论", "跟我争辩", "顶嘴"),
    ),
    Rule(
        key="untrained_staff",
        en=(
            "untrained",
            "incompetent",
            "poorly trained",
            "had no idea",
            "did not know what to do",
            "didn't know what to do",
            "clueless",
        ),
        zh=("不专业", "一问三不知", "业务不熟", "不熟悉业务", "什么都不懂", "缺乏培训"),
    ),
)
"""For ``DissatisfactionReason``."""

INSTANCE_RULES: Final = (
    Rule(
        key="repeated_repairs",
        en=("still not fixed", "still broken", "repaired several times", "repaired again and again", "keeps breaking"),
        zh=("屡修不好", "修不好", "反复修", "修了好几次", "多次维修", "一修再修"),
    ),
    Rule(
        key="not_respected",
        en=("no respect", "disrespectful", "disrespected", "treated like dirt", "looked down on"),
        zh=("不尊重", "不被尊重", "看不起", "瞧不起"),
    ),
    Rule(
        key="treated_unequally",
        en=("unfair", "unfairly", "served before me", "jumped the queue", "treated differently"),
        zh=("不公平", "不平等", "区别对待", "插队", "看人下菜"),
    ),
    Rule(
        key="feeling_cheated",
        en=("cheated", "deceived", "misled", "scam", "ripped off", "rip-off"),
        zh=("被骗", "受骗", "上当", "欺骗", "忽悠"),
    ),
    Rule(
        key="advised_against",
        en=("advised me against", "warned me not to buy", "told me not to buy"),
        zh=("朋友反对我买", "劝我别买", "都说不要买", "朋友反对我购买"),
    ),
    Rule(
        key="new_one_fails",
        en=(
            "brand new and",
            "broke on the first day",
            "faulty from the start",
            "defective out of the box",
            "just bought it and",
        ),
        zh=("刚买就坏", "新车就", "刚买的新", "刚买没几天", "一买回来就坏"),
    ),
    Rule(
        key="same_fault_third_visit",
        en=("third time for the same", "same problem for the third time", "third visit", "same fault again"),
        zh=("第三次来修", "来了三次", "进厂三次", "同样的毛病", "同样的问题又"),
    ),
    Rule(
        key="less_eager_after_sale",
        en=("once they had my money", "after the sale nobody", "friendly until i paid", "after i paid they"),
        zh=("买完就不理", "付完钱就", "售后不如售前", "卖出去就不管", "不如开始时"),
    ),
    Rule(
        key="long_waits",
        en=(
            "waited for hours",
            "long wait",
            "waited too long",
            "waiting for hours",
            "kept me waiting",
            "hours of waiting",
        ),
        zh=("等了很久", "等待很久", "等太久", "等了半天", "等了几个小时", "排队太久"),
    ),
    Rule(
        key="others_claims_granted",
        en=(
            "others got it under warranty",
            "my friend got a refund",
            "others were compensated",
            "his claim was accepted",
        ),
        zh=("别人可以索赔", "朋友可以索赔", "别人都赔了", "为什么我不可以索赔", "别人就能赔"),
    ),
    Rule(
        key="charged_unlike_others",
        en=(
            "others did not have to pay",
            "others didn't have to pay",
            "for others it was free",
            "why do i have to pay",
        ),
        zh=("别人不付费", "别人免费", "为什么我要付费", "别人不用花钱", "凭什么我要付"),
    ),
)
"""For ``CauseInstance``."""

CONFLICT_RULES: Final = (
    Rule(
        key="product_quality",
        en=(
            "defective",
            "broken",
            "faulty",
            "poor quality",
            "not as described",
            "what does it do",
            "is it any good",
            "benefit",
        ),
        zh=("质量问题", "质量差", "坏了", "有瑕疵", "破损", "与描述不符", "有什么用", "有没有效果", "效益"),
    ),
    Rule(
        key="transaction",
        en=(
            "late",
            "delayed",
            "delay",
            "never arrived",
            "wrong order",
            "no information",
            "no clear information",
            "no chance to ask",
            "slow",
            "paperwork",
        ),
        zh=("晚点", "延误", "迟到", "没收到", "发错货", "没有说明", "找不到说明", "没有机会提问", "太慢", "手续繁琐"),
    ),
    Rule(
        key="communication",
        en=(
            "engaged",
            "line is busy",
            "line was busy",
            "no hotline",
            "nobody answers",
            "no one answers",
            "rude",
            "bad attitude",
        ),
        zh=("占线", "打不通", "没人接", "没有热线", "没有统一的号码", "态度差", "态度不好", "粗鲁", "没人理"),
    ),
)
"""For ``ConflictKind``."""
