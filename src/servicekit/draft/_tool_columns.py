"""Columns that survey and ticket tools write by themselves."""

from typing import Final

from servicekit.draft._look import Look
from servicekit.draft._word_lists import plain
from servicekit.foundation._vocabulary import Label

LEAST: Final = 3
# role -> names, parted by bars; matched without case
NAMES: Final[dict[str, str]] = {
    "time": (
        "startdate|enddate|recordeddate|start date|end date|recorded date|start date (utc)|submit date (utc)|"
        "date created|date modified|"
        "submitdate|startdate|datestamp|date submitted|date started|date last action|date de soumission|date "
        "de lancement|"
        "date de la dernière action|datum abgeschickt|datum gestartet|datum letzte aktivität|"
        "_submission_time|submissiondate|start_time|end_time|"
        "start time|completion time|last modified time|timestamp|zeitstempel|carimbo de data/hora|marca "
        "temporal|horodateur|时间戳记|"
        "提交答卷时间|开始时间|结束时间|开始答题时间|结束答题时间|created at|solved at|updated at|created_at|"
        "assigned at|due at|created|updated|resolved|"
        "response date|survey completed|today"
    ),
    "id": (
        "responseid|response id|respondent id|respondentid|id de la réponse|antwort id|_id|_uuid|record_id|"
        "ticket id|issue key|issue id|"
        "序号|答题序号|答卷编号|network id|#|meta/instanceid|_index|response_id|token"
    ),
    "duration": (
        "duration (in seconds)|所用时间|答题时长|first reply time in minutes|full resolution time in minutes|"
        "total time|temps total|"
        "first reply time in minutes within business hours|full resolution time in minutes within business "
        "hours|interview time|interviewzeit|"
        "gesamtzeit|time taken|first resolution time in minutes"
    ),
    "meta": (
        "status|progress|finished|distributionchannel|distribution channel|userlanguage|user language|"
        "collector id|collectorid|"
        "externalreference|external data reference|locationlatitude|locationlongitude|response type|lastpage|"
        "last page|dernière page|letzte seite|"
        "startlanguage|start language|langue de départ|start-sprache|startsprache|seed|tête de série|"
        "zufallsstartwert|refurl|referrer url|来源|来源详情|"
        "redcap_event_name|redcap_repeat_instrument|redcap_repeat_instance|_parent_index|_validation_status|"
        "_notes|_status|_tags|__version__|"
        "_submitted_by|deviceid|simserial|imei|custom data 1|survey_type|tags|用户类型|自定义字段|总分|"
        "start-language|user id|subscriberid"
    ),
    "pii": (
        "ipaddress|ip address|ip-address|ipaddr|adresse ip|ip-adresse|来自ip|recipientlastname|"
        "recipientfirstname|recipientemail|recipient last name|requester|requester name|requester email|submitter|"
        "recipient first name|recipient email|email address|first name|last name|email|name|地理位置|ip"
    ),
}
ROLE_OF: Final = {name: role for role, names in NAMES.items() for name in names.split("|")}
FIRST_COLUMNS: Final = frozenset(
    ("timestamp", "zeitstempel", "carimbo de data/hora", "marca temporal", "horodateur", "时间戳记")
)
TICKET_TOOLS: Final = frozenset(("Zendesk", "Jira"))
"""Tools whose exports are cases, not answers."""
MARKS: Final[dict[str, tuple[frozenset[str], int]]] = {
    "Qualtrics": (
        frozenset(
            [
                "startdate",
                "enddate",
                "recordeddate",
                "responseid",
                "distributionchannel",
                "userlanguage",
                "ipaddress",
                "finished",
                "progress",
            ]
        ),
        3,
    ),
    "SurveyMonkey": (
        frozenset(("respondent id", "collector id", "date created", "ip address", "custom data 1", "email address")),
        2,
    ),
    "LimeSurvey": (
        frozenset(
            [
                "submitdate",
                "lastpage",
                "startlanguage",
                "datestamp",
                "startdate",
                "seed",
                "last page",
                "start language",
                "date submitted",
                "response id",
                "date last action",
                "dernière page",
                "langue de départ",
                "date de soumission",
                "id de la réponse",
                "antwort id",
                "letzte seite",
                "datum abgeschickt",
            ]
        ),
        3,
    ),
    "Microsoft Forms": (frozenset(("start time", "completion time", "email", "name", "last modified time")), 3),
    "Typeform": (frozenset(("#", "start date (utc)", "submit date (utc)", "network id")), 2),
    "KoboToolbox": (
        frozenset(
            ["_id", "_uuid", "_submission_time", "_index", "_validation_status", "_parent_index", "meta/instanceid"]
        ),
        2,
    ),
    "REDCap": (frozenset(["record_id", "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance"]), 2),
    "问卷星": (frozenset(["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自ip"]), 2),
    "腾讯问卷 / 问卷网": (
        frozenset(["开始时间", "答题序号", "开始答题时间", "结束答题时间", "答题时长", "用户类型", "自定义字段"]),
        2,
    ),
    "Zendesk": (
        frozenset(
            (
                "ticket id",
                "created at",
                "solved at",
                "satisfaction score",
                "first reply time in minutes",
                "reopens",
                "replies",
            )
        ),
        3,
    ),
    "Jira": (frozenset(("issue key", "issue id", "issue type", "summary", "created", "resolved", "updated")), 4),
}


def tool_of(names: list[str]) -> str:
    """Return the tool whose columns stand among the names; empty where none is known."""
    there = [plain(name).casefold() for name in names]
    if there and there[0] in FIRST_COLUMNS:
        return "Google Forms"
    found = [
        (len(marks.intersection(there)), tool)
        for tool, (marks, least) in MARKS.items()
        if len(marks.intersection(there)) >= least
    ]
    return max(found, key=lambda entry: entry[0])[1] if found else ""


def mark_tool_columns(looks: list[Look], tool: str) -> None:
    """Give known columns of a tool their roles, if enough of them are there."""
    known = [(look, ROLE_OF[key]) for look in looks if (key := plain(look.name).casefold()) in ROLE_OF]
    if tool == "Google Forms" and looks:
        _mark(looks[0], "time", tool)
    for look in looks:
        name = plain(look.name)
        if name.endswith(("_NPS_GROUP", " - Group", "NPS GROUP")) or (
            tool == "Qualtrics" and name.endswith((" - Topics", " - Sentiment"))
        ):
            look.scores["derived"] = 12.0
            look.evidence.append(("derived", Label("computed by the tool", "由工具计算得出")))
        if tool == "Qualtrics" and name.endswith("_TEXT"):
            look.scores["text"] = 12.0
            look.evidence.append(("text", Label("words beside the choice “other”", "“其他”选项的文字")))
        if tool == "LimeSurvey" and name.casefold().startswith(
            ("group time", "question time", "durée pour", "gruppenzeit", "fragenzeit", "temps total")
        ):
            _mark(look, "duration", tool)
        if tool == "REDCap" and name.endswith("_complete"):
            _mark(look, "meta", tool)
        if tool == "问卷星" and name == "来自IP":
            _mark(look, "pii", tool)
    if not tool or tool == "Google Forms" or (len(known) < LEAST and tool != "问卷星"):
        return
    for look, role in known:
        plain_name = plain(look.name).casefold()
        if tool in ("Zendesk", "Jira") and plain_name in ("status", "tags"):
            continue
        if plain_name in ("name", "email") and tool not in ("Microsoft Forms", "SurveyMonkey", "Qualtrics"):
            continue
        if plain_name == "id" and tool != "Microsoft Forms":
            continue
        _mark(look, role, tool)


def _mark(look: Look, role: str, tool: str) -> None:
    if not look.profile.answered and role not in ("meta", "pii"):
        return
    look.scores[role] = 12.0
    look.evidence.append((role, Label(f"known column of {tool}", f"{tool}的固定列")))
