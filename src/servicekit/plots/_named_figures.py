"""Results of several figures that have no picture of their own: their figures by names that readers know."""

from collections.abc import Mapping

from servicekit.complaints.cases._due_calls import DueCalls
from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Label, Language
from servicekit.loyalty.causes._satisfaction_link import LoyaltyLink
from servicekit.loyalty.causes._trust import TrustBesideSatisfaction
from servicekit.loyalty.programmes._care_vouchers import CareVouchers

IN_TIME = Label("calls made in time", "按时回访或确认")
AGAIN = {
    "called": Label("opened again, where called", "重新打开（已回访）"),
    "not_called": Label("opened again, where not called", "重新打开（未回访）"),
}
REDEEMED = Label("redeemed", "已使用")
VALID_FOR = Label("redeemed, valid for {} days", "已使用（有效期{}天）")
RETURNED = Label("came back, redeemers – others", "再次光顾：使用者减其余")
BEYOND = Label("trust less satisfaction", "信任与满意之差")


def of_calls(result: DueCalls, language: Language) -> Mapping[str, Estimate]:
    """Return the share of calls made in time, what was said, and the share of cases opened again."""
    found: dict[str, Estimate] = {IN_TIME.text(language): result.in_time}
    found |= {str(answer): share for answer, share in result.answers.items()}
    return found | {AGAIN[key].text(language): share for key, share in result.reopened.items()}


def of_vouchers(result: CareVouchers, language: Language) -> Mapping[str, Estimate]:
    """Return the share redeemed, in all and by validity, and who came back."""
    found: dict[str, Estimate] = {REDEEMED.text(language): result.redemption}
    if len(result.by_validity) > 1:
        found |= {VALID_FOR.text(language).format(days): share for days, share in result.by_validity.items()}
    return found if result.returned is None else found | {RETURNED.text(language): result.returned}


def of_trust(result: TrustBesideSatisfaction, language: Language) -> Mapping[str, Estimate]:
    """Return the parts of loyalty's variance that go with satisfaction and with trust, and their difference."""
    links = {link.key: link.label.text(language) for link in LoyaltyLink}
    found: dict[str, Estimate] = {links[key]: part for key, part in result.importance.estimates.items()}
    return found | {BEYOND.text(language): result.difference}
