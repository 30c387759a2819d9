"""Surveys written as 腾讯问卷 and 问卷网 export them, as SPSS and Stata files, and as workbooks of an office."""

from datetime import date, timedelta

import openpyxl
import pandas as pd
import pyreadstat
from survey_texts import TEXTS, WORDS, stamp

TITLES = {
    "en": ("Customer survey, spring", "Mean"),
    "de": ("Kundenbefragung Frühjahr", "Mittelwert"),
    "fr": ("Enquête clients, printemps", "Moyenne"),
    "es": ("Encuesta a clientes, primavera", "Promedio"),
    "zh": ("春季客户满意度调查", "平均值"),
}
DONT_KNOW = {"en": "Don't know", "de": "Weiß nicht", "fr": "Ne sait pas", "es": "NS/NC", "zh": "不清楚"}


def tencent(data, language, labels):
    sat, nps, block, parts, branch, several, choices, comment = TEXTS["zh"]
    meta = ["编号", "开始答题时间", "结束答题时间", "答题时长", "用户类型"]
    items = [f"3.{block}:{part}" for part in parts]
    ticks = [f"5.{several}:{choice}" for choice in choices]
    names = [*meta, f"1.{sat}", f"2.{nps}", *items, f"4.{branch}", *ticks, f"6.{comment}"]
    rows = [names]
    for row in range(len(data["sat"])):
        before = [str(row + 1), stamp(row), stamp(row + 1), f"{40 + row}秒", "普通用户"]
        answers = [labels[data["sat"][row] - 1], str(data["nps"][row]), *(labels[i[row] - 1] for i in data["items"])]
        rows.append([*before, *answers, data["site"][row], *(str(t[row]) for t in data["ticks"]), data["said"][row]])
    return rows, {
        "csat": names[5],
        "nps": names[6],
        "items": items,
        "group": names[10],
        "multi": ticks,
        "text": names[14],
        "id": "编号",
        "duration": "答题时长",
    }


def wenjuan(data, language, labels):
    sat, nps, block, parts, branch, several, choices, comment = TEXTS["zh"]
    meta = ["答题序号", "来源", "开始时间", "提交时间", "答题时长"]
    items = [f"Q3_{place}:{block}——{part}" for place, part in enumerate(parts, 1)]
    names = [*meta, f"Q1:{sat}", f"Q2:{nps}", *items, f"Q4:{branch}", f"Q5:{several}（多选）", f"Q6:{comment}"]
    rows = [names]
    for row in range(len(data["sat"])):
        before = [str(row + 1), ("链接", "二维码")[row % 2], stamp(row), stamp(row + 1), str(40 + row)]
        answers = [labels[data["sat"][row] - 1], str(data["nps"][row]), *(labels[i[row] - 1] for i in data["items"])]
        ticked = "┋".join(choice for choice, tick in zip(choices, data["ticks"], strict=True) if tick[row])
        rows.append([*before, *answers, data["site"][row], ticked, data["said"][row]])
    return rows, {
        "csat": names[5],
        "nps": names[6],
        "items": items,
        "group": names[10],
        "multi": [names[11]],
        "text": names[12],
        "id": "答题序号",
        "duration": "答题时长",
    }


def write_labelled(path, data, language):
    """Write codes with value labels: of satisfaction 9 is declared as missing, of the items 8 is only labelled so."""
    sat, nps, block, parts, branch, several, choices, comment = TEXTS[language]
    rows = len(data["sat"])
    sites = sorted(set(data["site"]))
    columns = {
        "lfdn": (list(range(1001, 1001 + rows)), "ID"),
        "v1": ([9 if row % 17 == 3 else code for row, code in enumerate(data["sat"])], sat),
        "v2": (data["nps"], nps),
    }
    for place, (part, codes) in enumerate(zip(parts, data["items"], strict=True), 1):
        answers = [8 if (row + place) % 19 == 4 else code for row, code in enumerate(codes)]
        columns[f"v3_{place}"] = (answers, f"{block} - {part}")
    columns["v4"] = ([sites.index(site) + 1 for site in data["site"]], branch)
    for place, (choice, ticks) in enumerate(zip(choices, data["ticks"], strict=True), 1):
        columns[f"v5_{place}"] = (ticks, f"{several} - {choice}")
    columns["v6"] = (data["said"], comment)
    ladder = dict(enumerate(WORDS[language], 1))
    words = {"v1": {**ladder, 9: DONT_KNOW[language]}, "v4": dict(enumerate(sites, 1))}
    words |= {f"v3_{place}": {**ladder, 8: DONT_KNOW[language]} for place in (1, 2, 3)}
    frame = pd.DataFrame({name: values for name, (values, _) in columns.items()})
    texts = [text for _, text in columns.values()]
    if path.suffix == ".dta":
        pyreadstat.write_dta(frame, str(path), column_labels=texts, variable_value_labels=words)
    else:
        missing = {"v1": [9]}
        pyreadstat.write_sav(frame, str(path), column_labels=texts, variable_value_labels=words, missing_ranges=missing)
    return {
        "csat": "v1",
        "nps": "v2",
        "items": ["v3_1", "v3_2", "v3_3"],
        "group": "v4",
        "multi": ["v5_1", "v5_2", "v5_3"],
        "text": "v6",
        "id": "lfdn",
    }


def write_workbook(path, data, language):
    """Write typed cells below two titles and a blank row, with a row of means at the end."""
    sat, nps, block, parts, branch, several, choices, comment = TEXTS[language]
    items = [f"{block} [{part}]" for part in parts]
    ticks = [f"{several} [{choice}]" for choice in choices]
    names = ["ID", "Datum" if language == "de" else "Date", sat, nps, *items, branch, *ticks, comment]
    title, mean = TITLES[language]
    book = openpyxl.Workbook()
    page = book.active
    for row in ([title], ["2026"], [], names):
        page.append(row)
    for row in range(len(data["sat"])):
        answers = [data["sat"][row], data["nps"][row], *(codes[row] for codes in data["items"])]
        chosen = [choice if tick[row] else None for choice, tick in zip(choices, data["ticks"], strict=True)]
        day = date(2026, 1, 1) + timedelta(days=row)
        page.append([f"R{row:04}", day, *answers, data["site"][row], *chosen, data["said"][row] or None])
    page.append([mean, None, 3.1, 5.2, 3.0, 3.1, 2.9])
    book.save(path)
    return {
        "csat": sat,
        "nps": nps,
        "items": items,
        "group": branch,
        "multi": ticks,
        "text": comment,
        "id": "ID",
    }


FILES = {".sav": write_labelled, ".dta": write_labelled, ".xlsx": write_workbook}
