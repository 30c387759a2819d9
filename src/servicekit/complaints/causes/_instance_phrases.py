"""Phrases by which examples of dissatisfaction and kinds of conflict are recognised in free text, as data to add to."""

from typing import Final

from servicekit.foundation._phrases import Rule

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
        en=("advised me against", "advised against", "warned me not to buy", "told me not to buy"),
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
        en=(
            "third time for the same",
            "third time with the same",
            "same problem for the third time",
            "third visit",
            "same fault again",
        ),
        zh=("第三次来修", "来了三次", "进厂三次", "同样的毛病", "同样的问题又"),
    ),
    Rule(
        key="less_eager_after_sale",
        en=(
            "once they had my money",
            "less eager after",
            "after the sale nobody",
            "friendly until i paid",
            "after i paid they",
        ),
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
            "claims of others were granted",
            "others' claims are granted",
            "others got it under warranty",
            "my friend got a refund",
            "others were compensated",
            "his claim was accepted",
        ),
        zh=(
            "我的朋友都可以索赔",
            "我的车子不可以索赔",
            "别人可以索赔",
            "朋友可以索赔",
            "别人都赔了",
            "为什么我不可以索赔",
            "别人就能赔",
        ),
    ),
    Rule(
        key="charged_unlike_others",
        en=(
            "others were not charged",
            "others did not have to pay",
            "others didn't have to pay",
            "for others it was free",
            "why do i have to pay",
        ),
        zh=(
            "却须花钱",
            "却要花钱",
            "过了质保期不付费",
            "别人不付费",
            "别人免费",
            "为什么我要付费",
            "别人不用花钱",
            "凭什么我要付",
        ),
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
            "no clear explanation",
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
        zh=(
            "没有机会发问",
            "无法找到明确的说明",
            "找不到明确的说明",
            "没有得到满意的答案",
            "晚点",
            "延误",
            "迟到",
            "没收到",
            "发错货",
            "没有说明",
            "找不到说明",
            "没有机会提问",
            "太慢",
            "手续繁琐",
        ),
    ),
    Rule(
        key="communication",
        en=(
            "no such number",
            "number does not exist",
            "engaged",
            "line is busy",
            "line was busy",
            "no hotline",
            "nobody answers",
            "no one answers",
            "rude",
            "bad attitude",
        ),
        zh=(
            "没有这个号码",
            "没有电话",
            "说的太多",
            "说得太多",
            "占线",
            "打不通",
            "没人接",
            "没有热线",
            "没有统一的号码",
            "态度差",
            "态度不好",
            "粗鲁",
            "没人理",
        ),
    ),
)
"""For ``ConflictKind``."""
