"""The words of claims on what goes with satisfaction, what to do first and who is served how."""

from typing import Final

from servicekit.foundation._vocabulary import Label
from servicekit.study.wording._claim_sentences import Sentences

DRIVER: Final = Sentences(
    Label(
        "{s} goes with {outcome} beyond everything else asked, {sure} ({n} of {rows} answers; rated {own} of 100).",
        "同时考虑其他各项之后，{s}仍{sure}与{outcome}有关（{rows}份回答中的{n}份；表现{own}分，满分100）。",
    ),
    Label(
        "{s} goes with worse {outcome} where everything else asked is equal, {sure} ({n} of {rows} answers; "
        "rated {own} of 100).",
        "同时考虑其他各项之后，{s}{sure}与{outcome}反向有关（{rows}份回答中的{n}份；表现{own}分，满分100）。",
    ),
    Label(
        "No attribute can be told from chance in what goes with {outcome} ({n} of {rows} answers).",
        "现有数据看不出哪一项与{outcome}有确定的关系（{rows}份回答中的{n}份）。",
    ),
)
EXPLAINED: Final = Sentences(
    Label(
        "The {k} attributes together explain {own} of the differences in {outcome}, {sure} beyond chance ({n} "
        "of {rows} answers).",
        "这{k}项合起来可以解释{outcome}差异的{own}，{sure}并非偶然（{rows}份回答中的{n}份）。",
    ),
    None,
    Label(
        "The {k} attributes explain nothing of {outcome} that chance would not ({n} of {rows} answers).",
        "这{k}项对{outcome}的解释尚看不出超过偶然波动（{rows}份回答中的{n}份）。",
    ),
)
FIRST: Final = Sentences(
    Label(
        "The attribute that goes most strongly with {outcome} is {s}, {sure}.",
        "与{outcome}关系最强的一项是{s}（{sure}）。",
    ),
    None,
    Label(
        "Which of {set} goes most strongly with {outcome} cannot be told.",
        "{set}中哪一项与{outcome}的关系最强，尚不能判断。",
    ),
    Label(
        "Which of the attributes asked goes most strongly with {outcome} cannot be told.",
        "所问各项中哪一项与{outcome}的关系最强，尚不能判断。",
    ),
)
IMPROVE_FIRST: Final = Sentences(
    Label(
        "{s} matters more and does worse than the average of the {k} attributes asked, {sure}: improve it first.",
        "在所问的{k}项中，{s}的重要性高于平均、表现低于平均（{sure}），建议优先改进。",
    ),
    None,
    Label(
        "Of the {k} attributes asked none surely belongs to “improve first”.",
        "所问的{k}项中，没有哪一项可以确定应优先改进。",
    ),
)
STATED_FIRST: Final = Sentences(
    Label(
        "Customers say that {s} matters more than the average of the {k} attributes asked, and rate it lower, {sure}: "
        "importance {said}, performance {own} of 100.",
        "在所问的{k}项中，顾客认为{s}的重要性高于平均，而评价低于平均（{sure}）：重要性{said}分，表现{own}分，满分100。",
    ),
    None,
    Label(
        "Of the {k} attributes asked none surely is said to matter more and rated lower than the average ({n} of "
        "{rows} answers).",
        "所问的{k}项中，没有哪一项可以确定重要性高于平均而评价低于平均（{rows}份回答中的{n}份）。",
    ),
)
ASYMMETRY: Final = Sentences(
    Label(
        "{s} costs more where it fails than it earns where it shines, {sure}: basic (log-odds of better {outcome} for "
        "a step: {below} below neutral, {above} above; {n} of {rows} answers).",
        "{s}做不好时的损失大于做好时的收益（{sure}），属于必备因素：每一级对{outcome}的作用（对数优势），中性以下{below}，"
        "中性以上{above}（{rows}份回答中的{n}份）。",
    ),
    Label(
        "{s} earns more where it shines than it costs where it fails, {sure}: exciting (log-odds of better {outcome} "
        "for a step: {below} below neutral, {above} above; {n} of {rows} answers).",
        "{s}做好时的收益大于做不好时的损失（{sure}），属于魅力因素：每一级对{outcome}的作用（对数优势），中性以下{below}，"
        "中性以上{above}（{rows}份回答中的{n}份）。",
    ),
    Label(
        "Which attributes cost more where they fail than they earn where they shine, or the other way round, cannot be "
        "told ({n} of {rows} answers).",
        "哪些要素做不好时的损失大于做好时的收益，或者相反，尚不能判断（{rows}份回答中的{n}份）。",
    ),
)
DELIGHT: Final = Sentences(
    Label(
        "{own} of those who give {s} its best answer are delighted, {ref} of the others; with everything else asked "
        "equal {near} to {far} {u} more, {sure} ({n} delighted or merely satisfied).",
        "给“{s}”最高分的顾客中{own}非常满意，其余{ref}；同时考虑其他各项之后，{sure}仍高{near}至{far}{u}（非常满意与一般满意者共{n}人）。",
    ),
    Label(
        "{own} of those who give {s} its best answer are delighted, {ref} of the others; with everything else asked "
        "equal {near} to {far} {u} fewer, {sure} ({n} delighted or merely satisfied).",
        "给“{s}”最高分的顾客中{own}非常满意，其余{ref}；同时考虑其他各项之后，{sure}反而低{near}至{far}{u}（非常满意与一般满意者共{n}人）。",
    ),
    Label(
        "What sets the delighted apart from the merely satisfied cannot be told ({n} of {rows} answers are complete "
        "and one or the other).",
        "非常满意者与一般满意者有何不同，尚不能判断（{rows}份回答中，作答完整且属于这两类的有{n}份）。",
    ),
)
CATEGORY: Final = Sentences(
    Label(
        "{s}: {m}, {sure} ({own} of {n} customers; next {r}, {ref}).",
        "{s}：{sure}属于{m}（{n}位顾客中的{own}；其次为{r}，{ref}）。",
    ),
    None,
    Label(
        "Of no attribute the Kano category is decided ({n} of {rows} answers).",
        "没有哪一项的KANO类别可以确定（{rows}份回答中的{n}份）。",
    ),
)
RESIDUAL: Final = Sentences(
    Label(
        "{group} {s} has more {m} customers than the rest, {sure}: {own} against {ref} ({n} and {n2} "
        "answers{without}).",
        "分{group}看，{s}的{m}{sure}多于其余合计{without}：{own}，其余{ref}（{n}份与{n2}份回答）。",
    ),
    Label(
        "{group} {s} has fewer {m} customers than the rest, {sure}: {own} against {ref} ({n} and {n2} "
        "answers{without}).",
        "分{group}看，{s}的{m}{sure}少于其余合计{without}：{own}，其余{ref}（{n}份与{n2}份回答）。",
    ),
    Label(
        "{group}: in no group can a segment be told to be more or less frequent than in the rest.",
        "分{group}看，尚看不出哪一类顾客在某组中比其余更多或更少。",
    ),
)
BACK_STAGE: Final = Sentences(
    Label(
        "Back stage is rated better than front stage, {sure}: {back} against {front}; {near} to {far} {u} apart ({n} "
        "answers).",
        "后台的评价{sure}好于前台：后台{back}，前台{front}，相差{near}至{far}{u}（{n}份回答）。",
    ),
    Label(
        "Back stage is rated worse than front stage, {sure}: {back} against {front}; {near} to {far} {u} apart ({n} "
        "answers).",
        "后台的评价{sure}不如前台：后台{back}，前台{front}，相差{near}至{far}{u}（{n}份回答）。",
    ),
    Label(
        "Front stage {front}, back stage {back}; which is rated better cannot be told ({n} answers).",
        "前台{front}，后台{back}；哪一方评价更好，尚不能判断（{n}份回答）。",
    ),
)
WHAT_FIRST: Final = Label(
    "Improve {s} first: it goes with {outcome} beyond everything else asked, does worse than the average of the {k} "
    "attributes asked, and {why} ({sure}).",
    "建议先改进{s}：同时考虑其他各项之后，仍与{outcome}有关，表现低于所问{k}项的平均，而且{why}（{sure}）。",
)
"""An attribute of which several claims stand together; it is told by them and needs no test of its own."""
WHY_FIRST: Final = {
    "basic": Label("costs more where it fails than it earns where it shines", "做不好时的损失大于做好时的收益"),
    "exciting": Label("earns more where it shines than it costs where it fails", "做好时的收益大于做不好时的损失"),
    "must_be": Label("customers take it for granted", "顾客视其为理所当然"),
    "one_dimensional": Label("customers want as much of it as they can get", "顾客希望做得越多越好"),
    "attractive": Label("it delights customers", "令顾客惊喜"),
}
NOT_DECIDED: Final = Label(
    "What to improve first is not decided: sure to go with {outcome}: {going} of {k} attributes; sure to matter more "
    "and do worse than the average: none{sided}.",
    "应先改进哪一项，还不能判断：{k}项中有{going}项可以确定与{outcome}有关，"
    "但没有一项可以确定既比平均重要、又比平均做得差{sided}。",
)
SIDED: Final = Label("; sure to be basic or exciting: {sided}", "；可以确定属于必备或魅力因素的有{sided}项")
NONE_GOES: Final = Label(
    "What to improve first is not decided: none of the {k} attributes surely goes with {outcome}{sided}.",
    "应先改进哪一项，还不能判断：{k}项中没有一项可以确定与{outcome}有关{sided}。",
)
STATED_APART: Final = Label(
    " What customers themselves say matters, and rate low, is named apart.", "顾客自述重要而评价低的，另行列出。"
)
KIND_NOT_DECIDED: Final = Label(
    "These data do not decide whether {names} costs more where it fails or earns more where it shines.",
    "{names}是做不好时损失更大，还是做好时收益更大，现有数据还不能判断。",
)
