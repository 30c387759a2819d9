"""Surveys written as survey tools export them: rows of texts, and what each column is."""

from survey_texts import TEXTS, WORDS, stamp


def qualtrics(data, language, labels, *, header_rows=3):
    sat, nps, block, parts, branch, several, choices, comment = TEXTS[language]
    meta = [
        "StartDate",
        "EndDate",
        "Status",
        "Progress",
        "Duration (in seconds)",
        "Finished",
        "RecordedDate",
        "ResponseId",
        "DistributionChannel",
        "UserLanguage",
    ]
    names = [*meta, "Q1", "Q2_NPS_GROUP", "Q2", "Q3_1", "Q3_2", "Q3_3", "Q4", "Q5_1", "Q5_2", "Q5_3", "Q6"]
    texts = [
        *meta[:7],
        "Response ID",
        *meta[8:],
        sat,
        f"{nps} - Group",
        nps,
        *(f"{block} - {part}" for part in parts),
        branch,
        *(f"{several} - {choice}" for choice in choices),
        comment,
    ]
    texts[0], texts[1], texts[6] = "Start Date", "End Date", "Recorded Date"
    rows = [names, texts]
    if header_rows == 3:
        rows.append([f'{{"ImportId":"QID{place}"}}' for place in range(len(names))])
    for row in range(len(data["sat"])):
        score = data["nps"][row]
        group = "Detractor" if score <= 6 else "Passive" if score <= 8 else "Promoter"
        rows.append(
            [
                stamp(row),
                stamp(row + 1),
                "IP Address",
                "100",
                str(60 + row),
                "True",
                stamp(row + 1),
                f"R_{row:06}x",
                "anonymous",
                "EN",
                labels[data["sat"][row] - 1],
                group,
                str(score),
                *(labels[item[row] - 1] for item in data["items"]),
                data["site"][row],
                *(choice if tick[row] else "" for choice, tick in zip(choices, data["ticks"], strict=True)),
                data["said"][row],
            ]
        )
    return rows, {
        "csat": "Q1",
        "nps": "Q2",
        "items": ["Q3_1", "Q3_2", "Q3_3"],
        "group": "Q4",
        "multi": ["Q5_1", "Q5_2", "Q5_3"],
        "text": "Q6",
        "id": "ResponseId",
        "derived": "Q2_NPS_GROUP",
    }


def qualtrics_legacy(data, language, labels):
    return qualtrics(data, language, labels, header_rows=2)


def surveymonkey(data, language, labels):
    sat, nps, block, parts, branch, several, choices, comment = TEXTS[language]
    first = ["Respondent ID", "Collector ID", "Date Created", sat, nps, block, "", "", branch, several, "", "", comment]
    second = ["", "", "", "Response", "Response", *parts, "Response", *choices, "Open-Ended Response"]
    rows = [first, second]
    rows.extend(
        [
            str(118000 + row),
            "4001",
            f"03/{1 + row % 28:02}/2026 10:00",
            labels[data["sat"][row] - 1],
            str(data["nps"][row]),
            *(labels[item[row] - 1] for item in data["items"]),
            data["site"][row],
            *(choice if tick[row] else "" for choice, tick in zip(choices, data["ticks"], strict=True)),
            data["said"][row],
        ]
        for row in range(len(data["sat"]))
    )
    return rows, {
        "csat": sat,
        "nps": nps,
        "items": [f"{block} [{part}]" for part in parts],
        "group": branch,
        "text": comment,
        "multi": [f"{several} [{choice}]" for choice in choices],
        "id": "Respondent ID",
    }


def _one_header(data, language, labels, before, cells, separator, first_id):
    sat, nps, block, parts, branch, several, choices, comment = TEXTS[language]
    rows = [[*before, sat, nps, *(f"{block} [{part}]" for part in parts), branch, several, comment]]
    for row in range(len(data["sat"])):
        ticked = separator.join(c for c, tick in zip(choices, data["ticks"], strict=True) if tick[row])
        rows.append(
            [
                *cells(row),
                labels[data["sat"][row] - 1],
                str(data["nps"][row]),
                *(labels[item[row] - 1] for item in data["items"]),
                data["site"][row],
                ticked,
                data["said"][row],
            ]
        )
    expected = {
        "csat": sat,
        "nps": nps,
        "items": [f"{block} [{part}]" for part in parts],
        "group": branch,
        "text": comment,
        "multi": [several],
    }
    return rows, expected | ({"id": first_id} if first_id else {})


def google_forms(data, language, labels):
    return _one_header(
        data, language, labels, ["Timestamp"], lambda row: [f"2026/03/{1 + row % 28:02} 10:11:{row % 60:02}"], ", ", ""
    )


def microsoft_forms(data, language, labels):
    before = ["ID", "Start time", "Completion time", "Email", "Name"]

    def cells(row):
        return [str(row + 1), f"3/{1 + row % 28}/2026 11:02", f"3/{1 + row % 28}/2026 11:05", "anonymous", ""]

    return _one_header(data, language, labels, before, cells, ";", "ID")


def typeform(data, language, labels):
    rows, expected = _one_header(data, language, labels, ["#"], lambda row: [f"a{row:05}b"], " / ", "#")
    rows[0] = [*rows[0], "Start Date (UTC)", "Submit Date (UTC)", "Network ID"]
    rows[1:] = [[*row, stamp(place), stamp(place), f"n{place:04}"] for place, row in enumerate(rows[1:])]
    return rows, expected


def limesurvey_codes(data, language, labels):
    names = [
        "id",
        "submitdate",
        "lastpage",
        "startlanguage",
        "seed",
        "startdate",
        "datestamp",
        "overallsatisfaction",
        "nps",
        "Q02[SQ001]",
        "Q02[SQ002]",
        "Q02[SQ003]",
        "branch",
        "Q05[A]",
        "Q05[B]",
        "Q05[C]",
        "comments",
    ]
    rows = [
        names,
        *(
            [
                str(row + 1),
                stamp(row),
                "3",
                "en",
                str(91_000_000 + 37 * row),
                stamp(row),
                stamp(row),
                str(data["sat"][row]),
                str(data["nps"][row]),
                *(f"A{item[row]}" for item in data["items"]),
                data["site"][row],
                *("Y" if tick[row] else "" for tick in data["ticks"]),
                data["said"][row],
            ]
            for row in range(len(data["sat"]))
        ),
    ]
    return rows, {
        "csat": "overallsatisfaction",
        "nps": "nps",
        "items": names[9:12],
        "group": "branch",
        "multi": names[13:16],
        "text": "comments",
        "id": "id",
    }


def limesurvey_texts(data, language, labels):
    sat, nps, block, parts, branch, several, choices, comment = TEXTS[language]
    yes, no = {"de": ("Ja", "Nein"), "fr": ("Oui", "Non"), "es": ("Sí", "No"), "zh": ("是", "否")}.get(
        language, ("Yes", "No")
    )
    names = [
        "Response ID",
        "Date submitted",
        "Last page",
        "Start language",
        sat,
        nps,
        *(f"{block} [{part}]" for part in parts),
        branch,
        *(f"{several} [{choice}]" for choice in choices),
        comment,
    ]
    rows = [
        names,
        *(
            [
                str(row + 1),
                stamp(row),
                "3",
                language,
                labels[data["sat"][row] - 1],
                str(data["nps"][row]),
                *(labels[item[row] - 1] for item in data["items"]),
                data["site"][row],
                *(yes if tick[row] else no for tick in data["ticks"]),
                data["said"][row],
            ]
            for row in range(len(data["sat"]))
        ),
    ]
    return rows, {
        "csat": sat,
        "nps": nps,
        "items": names[6:9],
        "group": branch,
        "multi": names[10:13],
        "text": comment,
        "id": "Response ID",
    }


def kobo(data, language, labels):
    names = [
        "_id",
        "_uuid",
        "_submission_time",
        "overall_satisfaction",
        "recommend",
        "rate/speed",
        "rate/staff",
        "rate/hours",
        "branch",
        "channels/counter",
        "channels/phone",
        "channels/app",
        "comment",
        "_index",
    ]
    codes = ["very_dissatisfied", "dissatisfied", "neutral", "satisfied", "very_satisfied"]
    rows = [
        names,
        *(
            [
                str(5000 + row),
                f"u-{row:05}",
                f"2026-03-{1 + row % 28:02}T15:24:29.515+02",
                codes[data["sat"][row] - 1],
                str(data["nps"][row]),
                *(codes[item[row] - 1] for item in data["items"]),
                data["site"][row],
                *("True" if tick[row] else "False" for tick in data["ticks"]),
                data["said"][row],
                str(row + 1),
            ]
            for row in range(len(data["sat"]))
        ),
    ]
    return rows, {
        "csat": "overall_satisfaction",
        "nps": "recommend",
        "items": names[5:8],
        "group": "branch",
        "multi": names[9:12],
        "text": "comment",
        "id": "_id",
    }


def redcap(data, language, labels):
    names = [
        "record_id",
        "redcap_event_name",
        "redcap_repeat_instance",
        "survey_timestamp",
        "overall_satisfaction",
        "recommend",
        "rate_1",
        "rate_2",
        "rate_3",
        "branch",
        "channel___1",
        "channel___2",
        "channel___3",
        "comments",
        "survey_complete",
    ]
    rows = [
        names,
        *(
            [
                str(row + 1),
                "visit_1",
                "1",
                stamp(row),
                str(data["sat"][row]),
                str(data["nps"][row]),
                *(str(item[row]) for item in data["items"]),
                data["site"][row],
                *(str(tick[row]) for tick in data["ticks"]),
                data["said"][row],
                "2",
            ]
            for row in range(len(data["sat"]))
        ),
    ]
    return rows, {
        "csat": "overall_satisfaction",
        "nps": "recommend",
        "items": names[6:9],
        "group": "branch",
        "multi": names[10:13],
        "text": "comments",
        "id": "record_id",
    }


def wjx(data, language, labels):
    sat, nps, block, parts, branch, several, choices, comment = TEXTS["zh"]
    names = [
        "序号",
        "提交答卷时间",
        "所用时间",
        "来源",
        f"1、{sat}",
        f"2、{nps}",
        f"3、{block}:{parts[0]}",
        f"3、{parts[1]}",
        f"3、{parts[2]}",
        f"4、{branch}",
        f"5、{several}({choices[0]})",
        f"5、({choices[1]})",
        f"5、({choices[2]})",
        f"6、{comment}",
    ]
    rows = [
        names,
        *(
            [
                str(row + 1),
                f"2026/3/{1 + row % 28} 10:00:00",
                f"{61 + row}秒",
                "微信",
                labels[data["sat"][row] - 1],
                str(data["nps"][row]),
                *(labels[item[row] - 1] for item in data["items"]),
                data["site"][row],
                *(str(tick[row]) for tick in data["ticks"]),
                data["said"][row],
            ]
            for row in range(len(data["sat"]))
        ),
    ]
    return rows, {
        "csat": names[4],
        "nps": names[5],
        "items": names[6:9],
        "group": names[9],
        "multi": names[10:13],
        "text": names[13],
        "id": "序号",
    }


SHAPES = {
    "Qualtrics": (qualtrics, ("en", "zh", "de", "fr", "es"), ("words",)),
    "Qualtrics, two header rows": (qualtrics_legacy, ("en", "de"), ("words", "numbers")),
    "SurveyMonkey": (surveymonkey, ("en", "zh", "de", "fr", "es"), ("words", "numbers", "anchored")),
    "Google Forms": (google_forms, ("en", "zh", "de", "fr", "es"), ("words", "numbers")),
    "Microsoft Forms": (microsoft_forms, ("en", "zh", "de"), ("words", "numbers")),
    "Typeform": (typeform, ("en", "zh", "es"), ("words", "numbers")),
    "LimeSurvey, codes": (limesurvey_codes, ("en",), ("numbers",)),
    "LimeSurvey, texts": (limesurvey_texts, ("en", "zh", "de", "fr", "es"), ("words",)),
    "KoboToolbox": (kobo, ("en",), ("words",)),
    "REDCap": (redcap, ("en",), ("numbers",)),
    "问卷星": (wjx, ("zh",), ("words", "numbers", "anchored")),
}


def labels_of(language: str, form: str) -> list[str]:
    """Return the five answers as the file writes them."""
    words = WORDS[language]
    if form == "numbers":
        return [str(place + 1) for place in range(5)]
    if form == "anchored":
        return [
            f"{place + 1}.{word}" if language == "zh" else f"{place + 1} - {word}" for place, word in enumerate(words)
        ]
    return words
