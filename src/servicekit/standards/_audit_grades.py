"""What the weighted score of an audit amounts to; by itself, so that a study can name its cuts without an audit."""

from typing import Final

from servicekit.foundation._bands import Bands
from servicekit.foundation._documents import OF_STANDARDS
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F31",
    title=Label("Audit grades", "检查等级"),
    summary=Label("What the weighted score of an audit amounts to.", "检查加权得分对应的等级。"),
    sources=OF_STANDARDS,
    interpretation=Label(
        "The documents give no cuts; those used here are a house rule to be replaced by one's own.",
        "原文未给出分界；此处分界为内部约定，可自行更换。",
    ),
)
class AuditGrade(Concept):
    """What the weighted score of an audit amounts to."""

    UNACCEPTABLE = (
        "unacceptable",
        "Unacceptable",
        "不合格",
        "The service has to be set right at once.",
        "必须立即整改。",
    )
    WEAK = "weak", "Weak", "较差", "Many standards are not carried out.", "许多标准没有落实。"
    SOUND = "sound", "Sound", "良好", "Most standards are carried out.", "大多数标准得到落实。"
    EXCELLENT = "excellent", "Excellent", "优秀", "Nearly every standard is carried out.", "几乎所有标准都得到落实。"


GRADES: Final = Bands(names=tuple(AuditGrade), cuts=(60, 80, 95))
