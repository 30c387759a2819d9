"""Remedies: what may be offered to set a complaint right."""

from typing import Final

from servicekit.foundation._documents import AFTER_SALES, under
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F15",
    title=Label("Remedies", "补救方式"),
    summary=Label("What may be offered to set a complaint right.", "为解决投诉可以提供的补救。"),
    sources=(under(AFTER_SALES, "客户投诉的处理"),),
)
class Remedy(Concept):
    """Kind of offer.

    Example:
        >>> import servicekit as sk
        >>> str(sk.complaints.Remedy("apology"))
        'Apology 道歉'
    """

    APOLOGY = "apology", "Apology", "道歉", "Saying sorry, in person or in writing.", "当面或书面致歉。"
    EXPLANATION = "explanation", "Explanation", "解释说明", "Telling how it came about.", "说明事情的由来。"
    REPAIR = "repair", "Repair or redo", "返修重做", "Doing the work again, right this time.", "重新把事情做好。"
    REPLACEMENT = "replacement", "Replacement", "更换", "Giving another one for it.", "换一件给客户。"
    REFUND = "refund", "Refund", "退款", "Giving the price back, in full or in part.", "全部或部分退还价款。"
    COMPENSATION = "compensation", "Compensation", "赔偿", "Paying for the harm done.", "赔偿造成的损失。"
    GOODWILL = (
        "goodwill",
        "Gesture of goodwill",
        "额外关怀",
        "Something extra that is not owed.",
        "额外给予客户的心意。",
    )


FREE: Final = (Remedy.APOLOGY, Remedy.EXPLANATION)
"""Remedies that cost no money: an offer of them needs no amount."""
