"""Pictures of the parts about loyalty, customers and complaints."""

from collections.abc import Iterator
from typing import Any, Final

from servicekit.foundation._vocabulary import Label, Language
from servicekit.loyalty.typology._shocks import Shock
from servicekit.plots._attitude_matrix import plot_attitude_matrix
from servicekit.plots._backlog import plot_backlog
from servicekit.plots._control_chart import plot_control_chart
from servicekit.plots._estimates import plot_estimates
from servicekit.plots._lorenz import plot_lorenz
from servicekit.plots._loyalty import plot_loyalty_types
from servicekit.plots._pareto import plot_pareto
from servicekit.plots._satisfaction_curve import plot_satisfaction_curve
from servicekit.plots._survival import plot_survival
from servicekit.plots._value_by_tenure import plot_value_by_tenure
from servicekit.study._part import Part
from servicekit.study._study import Study
from servicekit.study.parts._complaints import UNITS
from servicekit.study.parts._customer_findings import kind_of_money

Pictures = Iterator[tuple[Label, Any]]
TYPES: Final = Label("Why customers stay: the seven types of loyalty", "顾客为何留下：七种忠诚类型")
SHOCKS: Final = Label(
    "Share of repeat business (%) that rests on reasons a shock leaves standing", "不受冲击影响的重复购买占比（%）"
)
MATRIX: Final = Label("Relative attitude and repeat patronage (Dick and Basu)", "相对态度与重复惠顾（Dick与Basu）")
CURVE: Final = Label("Loyalty along satisfaction, with intervals", "忠诚度随满意度的变化（含区间）")
PARTS: Final = Label("Indicators of loyalty, 0 to 100, with intervals", "忠诚度各项指标（0至100，含区间）")
LORENZ: Final = Label("How the turnover is spread over customers (Lorenz curve)", "营业额在客户间的分布（洛伦兹曲线）")
TENURE: Final = Label(
    "per customer by time since the first purchase, those who stopped buying included",
    "按首次购买以来时间（含已停止购买者）的单客",
)
SECOND: Final = Label("Customers who have not bought a second time yet", "尚未再次购买的客户")
BACK: Final = Label("% not back yet", "尚未再次购买（%）")
UNRESOLVED: Final = Label("% not resolved yet", "尚未解决（%）")
RESOLVED: Final = Label("How long cases stay unresolved, with bands", "案例多久未解决（含置信带）")
COMPLIANCE: Final = Label("Cases resolved by the deadline, by week of opening", "按受理周的按期解决占比")
ARRIVALS: Final = Label("Cases opened per week", "每周新增案例")
BACKLOG: Final = Label("Opened, resolved and open cases by week", "每周新增、解决与未结案例")
CAUSES: Final = Label("What the cases are about", "案例事由")
CAUSES_IN_TEXT: Final = Label("What customers complain of in their own words", "顾客自述的投诉原因")
MOST_CURVES: Final = 6
FEWEST_CASES: Final = 10


def loyalty_pictures(study: Study, part: Part, language: Language) -> Pictures:
    """Yield the pictures of the loyalty part."""
    found: dict[str, Any] = dict(part.results)
    if "loyalty types" in found and found["loyalty types"].n:
        yield TYPES, plot_loyalty_types(found["loyalty types"], language=language)
    if shocks := found.get("repeat business after a shock"):
        names = {shock.key: shock.label.text(language) for shock in Shock}
        yield SHOCKS, plot_estimates(shocks, names=names, percent=True, language=language)
    if "attitude and patronage" in found and found["attitude and patronage"].n:
        yield MATRIX, plot_attitude_matrix(found["attitude and patronage"], language=language)
    if "loyalty index" in found:
        parts = found["loyalty index"].parts
        names = {indicator: indicator.label.text(language) for indicator in parts}
        yield PARTS, plot_estimates(parts, names=names, language=language)
    if "satisfaction and loyalty" in found and found["satisfaction and loyalty"].n:
        yield CURVE, plot_satisfaction_curve(found["satisfaction and loyalty"], language=language)


def customer_pictures(study: Study, part: Part, language: Language) -> Pictures:
    """Yield the pictures of the customers part."""
    found: dict[str, Any] = dict(part.results)
    if "concentration" in found and found["concentration"].total:
        yield LORENZ, plot_lorenz(found["concentration"], language=language)
    if "time to second purchase" in found:
        curve = found["time to second purchase"]
        yield SECOND, plot_survival(curve, unit=UNITS["days"], event=BACK, language=language)
    if "money by tenure" in found and study.transactions is not None:
        money = study.transactions.currency or ""
        kind = kind_of_money(study.transactions)
        words = Label(f"{kind.en} {TENURE.en}", f"{TENURE.zh}{kind.zh}")
        yield words, plot_value_by_tenure(found["money by tenure"], currency=money, language=language)


def complaint_pictures(study: Study, part: Part, language: Language) -> Pictures:
    """Yield the pictures of the complaints part."""
    found: dict[str, Any] = dict(part.results)
    about: dict[str, Any] = {"event": UNRESOLVED, "language": language}
    if "time to resolve" in found:
        times = found["time to resolve"]
        yield RESOLVED, plot_survival(times.curve, unit=UNITS[times.unit], **about)
    for name, groups in found.items():
        if name.startswith("time to resolve by "):
            column = study.label(name.removeprefix("time to resolve by "))
            many = sorted(groups.items(), key=lambda entry: -entry[1].n)[:MOST_CURVES]
            curves = {_said(group, language): time.curve for group, time in many if time.n >= FEWEST_CASES}
            if curves:
                words = Label(
                    f"How long cases stay unresolved, by {column.en}", f"案例多久未解决（按{column.zh}）"
                )  # the groups with most cases
                yield words, plot_survival(curves, unit=UNITS[many[0][1].unit], **about)
    if "compliance by week" in found:
        yield COMPLIANCE, plot_control_chart(found["compliance by week"], percent=True, language=language)
    if "arrivals by week" in found and len(found["arrivals by week"].points) > 1:
        yield ARRIVALS, plot_control_chart(found["arrivals by week"], language=language)
    if "backlog" in found:
        yield BACKLOG, plot_backlog(found["backlog"], language=language)
    for name, caption in (("causes", CAUSES), ("causes in the text", CAUSES_IN_TEXT)):
        if name in found:
            yield caption, plot_pareto(found[name], language=language)


def _said(group: Any, language: Language) -> str:
    if group is not None:
        return str(group)
    return "（未填写）" if language == "zh" else "(not given)"
