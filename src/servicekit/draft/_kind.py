"""What kind of table it is: a survey, a log of cases, events, purchases or waits, a table of counts or of results."""

from typing import Final

from servicekit.draft._look import Look
from servicekit.draft._outcome_words import ends_waits
from servicekit.foundation._vocabulary import Label

KINDS: Final[dict[str, Label]] = {
    "survey": Label("a survey, one row a respondent", "问卷，每行一位受访者"),
    "frequency": Label("a table of counts, one row a combination of answers", "频数表，每行一种答案组合"),
    "churn": Label("a churn table, one row a customer", "流失表，每行一位客户"),
    "cases": Label("a log of cases, one row a case", "工单记录，每行一件"),
    "events": Label("an event log, one row an event", "事件记录，每行一个事件"),
    "transactions": Label("a log of purchases, one row a purchase", "交易记录，每行一笔"),
    "summary": Label("a summary of purchases, one row a customer", "交易汇总，每行一位客户"),
    "waits": Label("a log of waits or calls, one row a contact", "等待或来电记录，每行一次"),
    "audit": Label("audit marks, one row a check", "检查记录，每行一次检查"),
    "curve": Label("a table of results, not of answers", "结果表，而非答案"),
    "comments": Label("a table of comments", "意见表"),
}
FEW_ROWS: Final = 30
MEANS: Final = frozenset(
    ("avg", "average", "mean", "median", "pct", "percent", "moyenne", "mittelwert", "平均", "均值")
)
RESULTS: Final = frozenset(("id", "group", "measure", "wave", "count", "constant"))


def kinds_of_table(looks: list[Look], rows: int) -> list[tuple[str, float]]:
    """Return the kinds that a table may be, most points first."""
    roles = [look.role for look in looks]
    with_role = {role: [look for look in looks if look.role == role] for role in set(roles)}
    times = with_role.get("time", [])
    points = dict.fromkeys(KINDS, 0.0)
    ratings = sum(roles.count(r) for r in ("item", "csat", "overall", "nps", "ces", "recommend", "nps?", "ecsi"))
    ratings += sum(
        roles.count(r)
        for r in ("expectation", "perception", "importance", "performance", "kano_f", "kano_d", "usability")
    )
    points["survey"] = min(6.0, 1.2 * ratings) + 2.0 * bool({"csat", "nps", "overall"} & set(roles))
    ids = with_role.get("id", [])
    if not ratings and roles.count("group") >= 3 and "measure" not in roles:
        points["survey"] += 1.5
    others = [look for look in looks if look.role not in ("count", "empty", "constant")]
    if (
        roles.count("count") == 1
        and others
        and not ids
        and not times
        and all(len(look.values) <= 20 for look in others)
    ):
        points["frequency"] = 9.0
    if "outcome" in roles:
        # a fee of each customer, each once, makes no log of purchases
        points["churn"] = 5.0 + 3.0 * any("tenure" in look.short_hits for look in looks)
    dated = [look for look in times if look.clocks < 0.5]  # a time of day alone opens no case
    _of_logs(looks, dated, ids, rows, points)
    headers = set().union(*(look.short_hits for look in looks)) if looks else set()
    if "audit" in headers and not ratings:
        points["audit"] = 5.0
    measures = with_role.get("measure", [])
    if rows <= FEW_ROWS and len(looks) <= 6 and not ratings and not ids and not times and measures:
        points["curve"] = 3.0
    means = [look for look in measures if MEANS & set(look.last_words)]
    if means and rows <= 10 * FEW_ROWS and not ratings and not times and all(look.role in RESULTS for look in looks):
        points["curve"] = 4.0
    if roles.count("text") >= 1 and not ratings and not times and rows >= 5:
        points["comments"] = 2.0
    ranked = sorted(points.items(), key=lambda entry: -entry[1])
    return [(kind, number) for kind, number in ranked if number > 0] or [("survey", 0.0)]


def _of_logs(looks: list[Look], times: list[Look], ids: list[Look], rows: int, points: dict[str, float]) -> None:
    names = [look.short_hits for look in looks]
    repeated = [look for look in ids if look.answered and look.distinct < 0.9 * look.answered]
    statuses = [
        look for look in looks if look.role in ("group", "activity", "constant") and "status" in look.short_hits
    ]
    closed = [look for look in times if "closed" in look.short_hits]
    issue = any("issue" in found for found in names)
    word = any("case" in found for found in names)
    customers_aside = [look for look in repeated if "customer" not in look.short_hits]  # who may complain again
    if times and (closed or statuses) and not customers_aside:
        points["cases"] = 3.0 + 2.0 * bool(closed) + 1.5 * issue + 1.0 * bool(statuses) + 2.0 * word
    elif times and word and not customers_aside:
        points["cases"] = 4.0
    activities = [look for look in looks if look.role == "activity"]
    if repeated and times and activities:
        points["events"] = 8.0
    amounts = [look for look in looks if "amount" in look.short_hits and look.role in ("measure", "item")]
    customers = [look for look in looks if look.role == "id" and ("customer" in look.short_hits or look in repeated)]
    if times and amounts and customers and (repeated or any("customer" in look.short_hits for look in customers)):
        points["transactions"] = 7.0
    plain = {" ".join(look.last_words) for look in looks}
    if {"frequency", "recency"} <= plain:
        points["summary"] = 9.0
    queue = sum("queue" in found for found in names)
    waits = [look for look in looks if look.role == "duration" and "queue" in look.hits]
    if waits:
        points["waits"] = 4.0 + 0.6 * queue
    elif len(times) > 1 and any(look.role == "group" and ends_waits(look.values) for look in looks):
        points["waits"] = 10.0  # from when to when; a case that was opened is not given up
