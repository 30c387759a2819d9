"""What the command line says of itself, in both languages."""

from typing import Final

from servicekit.foundation._vocabulary import Label

ABOUT: Final = Label("Honest assessments of service quality.", "服务质量评估：每个结论都有依据。")
COMMAND: Final = Label("COMMAND", "命令")
FAULTS: Final = {
    2: Label("there is no such file or folder", "没有这个文件或文件夹"),
    13: Label("it may not be read or written", "没有读写权限"),
    17: Label("it exists", "已存在"),
    20: Label("a part of the path is no folder", "路径中有一段不是文件夹"),
    21: Label("it is a folder", "这是文件夹"),
    28: Label("the disk is full", "磁盘已满"),
    30: Label("it may only be read", "只能读取，不能写入"),
    36: Label("its name is too long", "名称过长"),
}
"""What the system refuses, by its number."""
CANNOT_USE: Final = Label("servicekit: cannot use {}: {}", "servicekit：无法使用{}：{}")
ENDED: Final = Label("servicekit: stopped", "servicekit：已中止")
COMMANDS: Final = {
    "assess": Label("assess a survey and the tables beside it and write a report", "评估问卷及配套数据，生成报告"),
    "check": Label(
        "hold a study against its data and tell every problem, without a report",
        "核对调查方案与数据，列出全部问题，不生成报告",
    ),
    "demo": Label("assess the shipped example survey and write a report", "用自带示例生成报告"),
    "verify": Label(
        "write a report anew from its results file and tell where they differ", "用结果文件核对报告，列出不一致之处"
    ),
    "glossary": Label("print every concept of every framework, or what words mean", "查术语"),
    "draft": Label("look at an unknown file and draft a study for you to confirm", "查看陌生的数据文件，起草调查方案"),
}
TABLES: Final = {
    "complaints": Label("a log of complaint cases", "投诉台账"),
    "transactions": Label("a log of purchases", "购买记录"),
    "audits": Label("observations of standards", "服务标准检查记录"),
    "waits": Label("a log of waits", "等待记录"),
    "churn": Label("customers who stay or leave", "顾客去留表"),
    "events": Label("a log of events of cases", "投诉处理记录"),
    "staff": Label("what front line and management answer", "一线员工与管理层的评分"),
    "actions": Label("a register of actions, one row per event", "改进行动清单，每个事件一行"),
}
"""Tables beside a survey by the name of their option."""
SAME_KINDS: Final = Label("{}, of the same kinds of file", "{}，文件类型同上")
LACKING: Final = {
    "--study": Label(
        "a study is needed, which says what each column means: add --study study.toml; "
        "servicekit draft FILE --out study.toml proposes one for your file",
        "缺少说明各列含义的调查方案：请加上 --study study.toml；"
        "可先用 servicekit draft 数据文件 --out study.toml 起草一份",
    ),
    "FILE": Label(
        "name the file to draft a study for: servicekit draft FILE",
        "请写明要起草方案的数据文件：servicekit draft 数据文件",
    ),
    "report": Label(
        "name the report and its results file: servicekit verify report.html results.parquet",
        "请写明报告和结果文件：servicekit verify report.html results.parquet",
    ),
    "results": Label(
        "name the results file, too, which assess --results results.parquet writes: "
        "servicekit verify report.html results.parquet",
        "还请写明结果文件（由 assess --results results.parquet 生成）：servicekit verify report.html results.parquet",
    ),
}
"""What to do where an argument is not given."""
HELPS: Final = {
    "file": Label(
        "survey answers: .csv, .tsv, .xlsx, .parquet, .arrow, .sav or .dta",
        "问卷数据：.csv、.tsv、.xlsx、.parquet、.arrow、.sav或.dta",
    ),
    "files": Label("survey answers, and logs beside them", "问卷数据，以及配套的记录"),
    "study": Label(
        "the study: a TOML file that says which column means what; servicekit draft FILE --out study.toml proposes one",
        "调查方案：说明各列含义的TOML文件；可用 servicekit draft 文件 --out study.toml 起草",
    ),
    "folder": Label(
        "also write the example's survey.csv and study.toml here", "同时把示例的survey.csv和study.toml存到这里"
    ),
    "page": Label("the report, .html", "报告，.html"),
    "results_file": Label("what --results wrote, .parquet or .csv", "--results生成的文件，.parquet或.csv"),
    "words": Label("only what these words mean or name", "只查这些词"),
    "out": Label("where to write the study; the screen by default", "调查方案存放位置（默认显示在屏幕上）"),
    "force": Label("replace an existing file of another kind or a study", "覆盖已有的其他文件或调查方案"),
    "language": Label("language of help and output (default: that of the locale)", "说明与输出的语言（默认随系统）"),
    "report": Label(
        "where to write the report, .html, .md or .xlsx (default: report.html)",
        "报告存放位置，.html、.md或.xlsx（默认report.html）",
    ),
    "json": Label("also write every figure as JSON here", "同时把全部数值存为JSON"),
    "results": Label(
        "also write every figure and sentence as a table here, .parquet or .csv",
        "同时把每个数值和每句话存为表格，.parquet或.csv",
    ),
    "encoding": Label(
        "of a text file, such as gb18030 (default: found by trial)", "文件编码，如gb18030（默认自动识别）"
    ),
    "delimiter": Label("of a text file (default: found by trial)", "文本文件的分隔符（默认自动识别）"),
    "sheet": Label("of a workbook (default: the first)", "工作表名（默认第一张）"),
    "header_row": Label(
        "line or row of the column names (default: the first no title)", "列名所在行（默认第一个不是标题的行）"
    ),
}
"""Help by argument."""
