"""A good call: seven keys as a checklist, and four tests by which a call is judged afterwards."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import field, frozen

from servicekit.foundation._checklist import Checklist, Step
from servicekit.foundation._documents import RETAIL, under
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Concept, Label, framework, member
from servicekit.operations._call_parts import WORKED_CALLS, CallPart, WorkedCall


@framework(
    "F34",
    title=Label("Seven keys of a call", "电话沟通的七个要点"),
    summary=Label("What turns a call into a visit.", "使一通电话变成一次到店的要点。"),
    sources=(under(RETAIL, "正确的沟通·关键点"),),
    interpretation=Label(
        "The fifth key, a gap in time to be used promptly, is read as timeliness: call while the news is fresh. That "
        "the pieces are few is another part of the model call.",
        "第五点原文为“利用时间差（及时）”，理解为及时：趁消息新鲜联系顾客。款式数量有限是示范电话中的另一点。",
    ),
)
class CallKey(Concept):
    """Something to do in or after a call."""

    CUSTOMER_NAMES_TIME = (
        "customer_names_time",
        "The customer names the time",
        "引导顾客说出时间",
        "Lead the customer to say when to come; do not dictate it.",
        "引导顾客自己说出到店时间，而不是由我们指定。",
    )
    CHOICE_IN_WINDOW = (
        "choice_in_window",
        "A choice inside our window",
        "在预设时段内选择",
        "Offer times among which either answer suits us.",
        "给出我们预设时段内的选项。",
    )
    VOICE = "voice", "Voice", "语气声音", "Let voice and its rise and fall wake interest.", "用语气和声音起伏引起兴趣。"
    NUMBERS = "numbers", "Numbers", "善用数字", "Say how many and how much.", "用具体数字作引导。"
    TIMELINESS = "timeliness", "Timeliness", "及时性", "Call while the news is fresh.", "趁消息新鲜，及时联系。"
    RECORD = "record", "Record", "做好记录", "Write down what was said and agreed.", "记录沟通内容和约定。"
    FOLLOW_UP = (
        "follow_up",
        "Follow up in time",
        "及时跟进",
        "Do at the agreed time what was agreed.",
        "按约定及时跟进。",
    )


@framework(
    "F34",
    title=Label("Four tests of a call", "检验一通电话的四问"),
    summary=Label("Four questions that show whether a call was good.", "判断一通电话好坏的四个问题。"),
    sources=(under(RETAIL, "促销告知电话沟通案例"),),
)
class CallTest(Concept):
    """A question about a call."""

    FELT_VALUED = (
        "felt_valued",
        "Did the customer feel valued?",
        "顾客感到被重视吗？",
        "The customer noticed that this call was for nobody else.",
        "顾客感到这通电话是专为自己打的。",
    )
    FELT_STANDING = (
        "felt_standing",
        "Did the brand keep its standing?",
        "品牌依然尊贵吗？",
        "The offer did not cheapen the brand.",
        "促销没有降低品牌的尊贵感。",
    )
    ANSWER_FORESEEN = (
        "answer_foreseen",
        "Was the answer foreseen?",
        "预料到顾客的回答吗？",
        "What the customer was likely to answer had been thought of.",
        "事先想过顾客最可能怎样回答。",
    )
    AIM_REACHED = (
        "aim_reached",
        "Was the aim reached?",
        "达到目的了吗？",
        "After the answer the aim of the call was reached.",
        "顾客回答之后，沟通的目的达到了。",
    )


_KEYS: Final = tuple(CallKey)
CALL: Final = Checklist(
    key="call",
    title=Label("A call to a customer", "给顾客的一通电话"),
    steps=tuple(
        Step(
            key=key.key,
            label=key.meaning,
            # a record is made of what was said, and follow-up keeps to the record
            after=tuple(k.key for k in _KEYS[:5])
            if key is CallKey.RECORD
            else ("record",)
            if key is CallKey.FOLLOW_UP
            else (),
        )
        for key in _KEYS
    ),
    sources=(under(RETAIL, "正确的沟通·关键点"),),
)


@frozen(kw_only=True)
class CallReview(Result):
    """How a call did in the four tests; a test nobody answered is not passed.

    Attributes:
        answers: Test -> passed, failed, or not answered.
        parts: What a worked case says, part by part; empty for one's own calls.
    """

    title = Label("Review of a call", "电话复盘")
    derived = ("passed_count", "failed", "unanswered", "is_good")

    answers: Mapping[CallTest, bool | None]
    parts: Mapping[CallPart, Label] = field(factory=dict, hash=False)

    @property
    def passed_count(self) -> int:
        """Tests that were passed, of four."""
        return sum(answer is True for answer in self.answers.values())

    @property
    def failed(self) -> tuple[str, ...]:
        """Keys of the tests that were failed."""
        return tuple(test.key for test, answer in self.answers.items() if answer is False)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Keys of the tests that nobody answered."""
        return tuple(test.key for test, answer in self.answers.items() if answer is None)

    @property
    def is_good(self) -> bool:
        """Whether all four tests were passed."""
        return self.passed_count == len(CallTest)


def call_review(answers: Mapping[Any, bool | None] | WorkedCall) -> CallReview:
    """Judge a call by the four tests.

    Args:
        answers: Test, or its key, to True, False or None; tests left out are not answered. Or "poor" and "model", the
            document's two calls as worked cases; that the first passes none and the second all is a reading.

    Raises:
        UnknownConceptError: A key names no test, or there is no such worked case.
        InvalidValueError: An answer is not True, False or None.

    Example:
        >>> import servicekit as sk
        >>> sk.operations.call_review({}).title.en
        'Review of a call'
        >>> [sk.operations.call_review(case).passed_count for case in ("poor", "model")]
        [0, 4]
    """
    if isinstance(answers, str):
        if answers not in WORKED_CALLS:
            raise UnknownConceptError("worked case of a call", answers, list(WORKED_CALLS))
        case = WORKED_CALLS[answers]
        return CallReview(answers=dict.fromkeys(CallTest, case.passes), parts=case.parts)
    read: dict[CallTest, bool | None] = dict.fromkeys(CallTest)
    for key, answer in answers.items():
        if answer is not None and not isinstance(answer, bool):
            raise InvalidValueError("answer", "True, False or None", answer, f"test {key!s}")
        read[member(CallTest, key)] = answer
    return CallReview(answers=read)
