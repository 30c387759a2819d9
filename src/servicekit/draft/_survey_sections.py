"""The survey in a draft: questions, what may explain them, pairs, index model, groups, sampling design."""

import re
from collections import Counter
from typing import Final

from servicekit.draft._driver_section import driver_section
from servicekit.draft._experience_sections import journey_section, moments, questionnaire_sections
from servicekit.draft._look import Look
from servicekit.draft._page import CONFIRM_BELOW, Page, evidence, key, listed, quoted, slug, some
from servicekit.draft._priority_sections import pair_sections, usage_lines
from servicekit.draft._recognise import Recognised
from servicekit.draft._scale_sections import Scales
from servicekit.draft._siblings import STRONG
from servicekit.draft._single_choice import DOUBTFUL
from servicekit.draft._spellings import spelling_lines, unread_times
from servicekit.draft._structures import Several
from servicekit.draft._time_pattern import is_swappable, time_pattern
from servicekit.draft._usage_sections import usage_sections
from servicekit.draft._word_lists import PREFIX_OF_NUMBER, words_of
from servicekit.study.parts._measures import USUAL_NAMES

NUMBER_OF_QUESTION: Final = re.compile(r"^\s*[Qq]?\d{1,3}\s*[、.:：)）]\s*(?=\S)")
MOST_SINGLE: Final = 15
MOST_LEVELS: Final = 50
MANY_LEVELS: Final = 20
MOST_POINTS: Final = 11
SURE_WAVE: Final = 0.5
"""A wave less sure than this is written out, but not in force."""
SERVQUAL: Final = {
    "tangibles": ("tan", "tang", "tangibles", "有形性", "有形"),
    "reliability": ("rel", "reliability", "可靠性"),
    "responsiveness": ("res", "resp", "responsiveness", "响应性"),
    "assurance": ("ass", "assu", "assurance", "保证性"),
    "empathy": ("emp", "empathy", "移情性"),
}


def top_lines(page: Page, survey: Recognised) -> None:
    """Write the keys that stand above all tables."""
    joined = [found for found in survey.structures.several if found.key]
    parts = {name for found in joined for name in found.columns}
    groups = [look for look in survey.of("group") if look.name not in parts and 2 <= look.distinct <= MOST_LEVELS]
    if groups or joined:
        for look in groups:
            if look.distinct > MANY_LEVELS:
                page.add(
                    "",
                    f"group {look.name}: {look.distinct} levels; take it out of groups if nobody compares so many",
                    f"分组{look.name}：{look.distinct}个取值；若无须比较这么多，请从groups中删去",
                    confirm=True,
                    weight=0.5,
                )
        names = [*(look.name for look in groups), *(found.key for found in joined)]
        page.add(f"groups = {listed(names)}", _counts(groups, joined, "en"), _counts(groups, joined, "zh"))
        for look in groups:
            if look.alternatives:
                page.about("", look)
        spelling_lines(page, groups)
    waves = sorted(survey.of("wave"), key=lambda look: look.confidence < SURE_WAVE)
    for name, looks in (("wave", waves), ("counts", survey.of("count"))):
        for place, look in enumerate(looks):
            guessed = "# " if name == "wave" and look.confidence < SURE_WAVE else ""
            page.about(f"{guessed if place == 0 else '# or: '}{name} = {quoted(look.name)}", look, weight=1.5)
    _design(page, survey)
    identities = [look for look in survey.of("id") if look.profile.answered == survey.rows == look.profile.distinct]
    if identities and survey.rows > 1:
        page.about(f"record_id = {quoted(identities[0].name)}", identities[0])
    unread_times(page, survey.of("time"))
    for look in survey.of("time")[:1]:
        _periods(page, look, is_second=any(look.confidence >= SURE_WAVE for look in waves))


def _periods(page: Page, look: Look, *, is_second: bool) -> None:
    """Offer waves by month of a column of times; they are written out, but not in force."""
    pattern, rivals = time_pattern(look)
    if pattern == "" or is_second:
        return
    page.add(
        f"# wave = {quoted(look.name)}",
        f"{look.distinct} times; without # in front, months are waves",
        f"{look.distinct}个时间；去掉行首的#，即按月分期",
    )
    page.add('# wave_by = "month"', 'or "quarter", "year"', "或“quarter”（季度）、“year”（年）")
    if pattern is not None:
        doubt = ("day and month cannot be told apart in these values", "这些取值无法区分日与月")
        page.add(f"# wave_times = {{ pattern = {quoted(pattern)} }}", *(doubt if is_swappable(pattern, rivals) else ()))


def _design(page: Page, survey: Recognised) -> None:
    """Write how the rows were sampled; of several columns of one kind the first, the others as remarks."""
    parts: list[str] = []
    for role, name in (("weight", "weights"), ("stratum", "strata"), ("cluster", "clusters")):
        for place, look in enumerate(survey.of(role)):
            if place == 0:
                parts.append(f"{name} = {quoted(look.name)}")
                en, zh = evidence(look)
                far = role == "weight" and not 0.5 <= _mean(look) <= 2
                if far:
                    en, zh = (
                        f"{en}; its mean is {_mean(look):.3g}, not about 1",
                        f"{zh}；均值为{_mean(look):.3g}，并非约等于1",
                    )
                page.add(
                    "",
                    f"{name}: {look.name}: {en}",
                    f"{name}：{look.name}：{zh}",
                    confirm=far or look.confidence < CONFIRM_BELOW,
                    weight=2.0,
                )
            else:
                page.add("", f"or {name}: {look.name}", f"或{name}：{look.name}")
    if parts:
        page.add(f"design = {{ {', '.join(parts)} }}")


def _mean(look: Look) -> float:
    rows = sum(look.numbers.values())
    return sum(number * count for number, count in look.numbers.items()) / rows if rows else 0.0


def _counts(groups: list[Look], joined: list[Several], language: str) -> str:
    shown = [(look.name, look.distinct) for look in groups] + [(found.key, len(found.answers)) for found in joined]
    if language == "en":
        return "levels: " + ", ".join(f"{name} {distinct}" for name, distinct in shown[:8])
    return "取值个数：" + "、".join(f"{name} {distinct}" for name, distinct in shown[:8])


def survey_sections(page: Page, survey: Recognised, scales: Scales) -> None:
    """Write all tables about the questions of a survey."""
    body = Page()
    keys: list[str] = []
    _headlines(body, survey, scales, keys)
    drivers = driver_section(body, survey, scales)
    headline = keys[0] if keys else ""
    _single(body, survey, scales, keys, drivers)
    _several(body, survey, keys)
    _comments(body, survey, headline)
    _quality(body, survey, scales)
    _index(body, survey, scales)
    pair_sections(body, survey, scales)
    usage_lines(body, survey, scales)
    journey_section(body, survey, scales)
    questionnaire_sections(body, survey, scales)
    usage_sections(body, survey)
    scales.write(page)
    page.entries += body.entries


def boxes_for(points: int) -> int:
    """Return how many of the best answers are usually counted."""
    return max(1, round(points * 0.4)) if points < 8 else 3


def _question(page: Page, look: Look, name: str, kind: str, scale: str) -> None:
    page.add(f"column = {quoted(look.name)}")
    page.add(f'kind = "{kind}"')
    page.add(f"scale = {quoted(scale)}")
    if kind == "csat" and look.scale is not None:
        boxes = boxes_for(look.scale.points)
        page.add(
            f"boxes = {boxes}",
            f"the best {boxes} of {look.scale.points} answers count as satisfied; write the number your house uses",
            f"{look.scale.points}档中最好的{boxes}档算作满意；请按本单位的口径填写",
            confirm=True,
            weight=1.0,
            columns=[look.name],
        )


def _headlines(page: Page, survey: Recognised, scales: Scales, keys: list[str]) -> None:
    for role, name, kind in (
        ("csat", "overall", "csat"),
        ("overall", "", "csat"),
        ("nps", "recommend", "nps"),
        ("ces", "effort", "ces"),
        ("recommend", "recommend", "mean"),
    ):
        for look in survey.of(role):
            assert look.scale is not None
            own = slug(name or " ".join(words_of(look.part)), keys, fallback="overall")
            keys.append(own)
            usable = kind != "csat" or look.scale.points <= MOST_POINTS
            page.section(f"questions.{own}")
            page.about(f"column = {quoted(look.name)}", look, weight=2.5 if role == "csat" else 1.0)
            rest = Page()
            _question(rest, look, own, kind if usable else "mean", scales.name_of(look))
            page.entries += rest.entries[1:]
            if own in USUAL_NAMES and survey.kind not in ("survey", "comments", "frequency"):
                page.add(
                    f"label = {quoted(look.text)}",
                    "in reports: what the log calls it",
                    "报告中的名称，取自记录表",
                )
            elif own in USUAL_NAMES and _shown(look) != look.name:
                usual = USUAL_NAMES[own]
                page.add(
                    f"label = {{ en = {quoted(usual.en)}, zh = {quoted(usual.zh)} }}",
                    "in reports; without it the text of the question",
                    "报告中的名称；删去则用题目文本",
                )
    for look in survey.of("nps?"):
        assert look.scale is not None
        page.add()
        page.add(
            "",
            f"{look.name}: a rating on 0-10 that may be the question of recommendation; if it is, uncomment:",
            f"{look.name}：0–10评分，可能是推荐意愿题；若是，请取消以下各行的注释：",
            confirm=True,
            weight=3.5,
        )
        for text in (
            "[questions.recommend]",
            f"column = {quoted(look.name)}",
            'kind = "nps"',
            'scale = "from_0_to_10"',
            "[scales.from_0_to_10]",
            "low = 0",
            "high = 10",
        ):
            page.add(f"# {text}")


def _single(page: Page, survey: Recognised, scales: Scales, keys: list[str], drivers: list[Look]) -> None:
    rest = [look for look in survey.of("item") if look not in drivers and look.distinct > 1]
    for look in rest[:MOST_SINGLE]:
        own = slug(" ".join(words_of(look.part)), keys)
        keys.append(own)
        page.section(f"questions.{own}")
        page.about(f"column = {quoted(look.name)}", look)
        page.add('kind = "mean"')
        page.add(f"scale = {quoted(scales.name_of(look))}")
    if left := rest[MOST_SINGLE:]:
        page.add()
        page.add(
            "",
            f"{len(left)} more ratings, to be added if wanted: {some(look.name for look in left)}",
            f"另有{len(left)}个评分题，可按需加入：{some(look.name for look in left)}",
        )


def _several(page: Page, survey: Recognised, keys: list[str]) -> None:
    shown = {look.name for look in survey.of("multi")}
    for found in survey.structures.several:
        label = found.label.strip("：:? ？") if found.label else ""
        if found.key:
            _joined(page, found, PREFIX_OF_NUMBER.sub("", label))
            continue
        columns = [name for name in found.columns if name in shown]
        if not columns:
            continue
        own = slug(" ".join(words_of(found.label or columns[0])), keys, fallback="choices")
        keys.append(own)
        if found.single >= DOUBTFUL:
            doubt = (
                f"one choice in {found.single:.0%} of the rows that have any: or one answer a row, under [joined]",
                f"有作答的行中{found.single:.0%}只选一项：若为单选，请改写到[joined]",
            )
            page.section(f"questions.{own}", *doubt, confirm=True)
        else:
            page.section(f"questions.{own}", "several answers may be given", "可多选")
        page.add('kind = "multi"')
        if found.separator:
            page.add(f"column = {quoted(columns[0])}")
            page.add(f"separator = {quoted(found.separator)}")
        else:
            page.add(f"columns = {listed(columns)}")
        if label and label not in columns and not found.separator:
            page.add(f"label = {quoted(label)}")


def _joined(page: Page, found: Several, label: str) -> None:
    """Write a question with one answer a row as one column, of which groups are made."""
    page.section(
        f"joined.{found.key}",
        f"one choice in {found.rows_with_one:,} of the {found.rows_with_any:,} rows that have any: a group",
        f"有作答的{found.rows_with_any:,}行中，{found.rows_with_one:,}行只选一项：作分组",
    )
    answers = ", ".join(f"{quoted(answer)} = {quoted(column)}" for answer, column in found.answers.items())
    page.add(f"columns = {{ {answers} }}")
    if label:
        page.add(f"label = {quoted(label)}")


def _comments(page: Page, survey: Recognised, headline: str) -> None:
    comments = survey.of("text")
    if not comments:
        return
    page.section("comments", "free text: topics by satisfaction", "开放题：话题与满意程度")
    page.add(f"columns = {listed(look.name for look in comments)}")
    if headline:
        page.add(
            f"rating = {quoted(headline)}",
            "the question that tells who is dissatisfied",
            "据此题判断谁不满意",
        )


def _quality(page: Page, survey: Recognised, scales: Scales) -> None:
    pairs = survey.structures.pairs.get("quality", [])
    by_name = {look.name: look for look in survey.looks}
    told = {look.name for look in moments(survey, scales)}  # what is a moment of a journey is no dimension as well
    pairs = [pair for pair in pairs if by_name[pair[0]].role == "expectation" and pair[1] not in told]
    if not pairs:
        return
    if survey.structures.by_parts:
        page.section(
            "quality",
            f"{len(pairs)} parts asked twice, once as expected: is the other question how it was? If not, delete this",
            f"{len(pairs)}个项目问了两次，其一问期望：另一题是否为实际感受？若否，请删去[quality]",
            confirm=True,
        )
    else:
        page.section(
            "quality",
            f"{len(pairs)} pairs whose names differ only in the words for expectation and perception",
            f"{len(pairs)}对列，列名仅在“期望”与“感知”用词上不同",
        )
    page.add(f"scale = {quoted(scales.name_of(by_name[pairs[0][1]]))}")
    dimensions: dict[str, list[tuple[str, str]]] = {}
    for pair in pairs:
        words = set(words_of(pair[1]))
        found = next(
            (
                d
                for d, names in SERVQUAL.items()
                if words & set(names) or any(n in pair[1] for n in names[1:] if not n.isascii())
            ),
            "all_items",
        )
        dimensions.setdefault(found, []).append(pair)
    for name, members in dimensions.items():
        unsure = name == "all_items"
        page.section(
            f"quality.dimensions.{name}",
            "split into dimensions such as reliability, empathy: one table each" if unsure else "",
            "请按可靠性、移情性等维度拆分，每个维度一个表",
            confirm=unsure,
        )
        page.add(f"items = {listed(perceived for _, perceived in members)}")
        page.add(f"expectations = {listed(expected for expected, _ in members)}")


def _index(page: Page, survey: Recognised, scales: Scales) -> None:
    constructs = survey.structures.constructs
    if not constructs:
        return
    by_name = {look.name: look for look in survey.looks}
    first = next(iter(constructs.values()))[0]
    page.section(
        "index", f"{len(constructs)} constructs by the names of their columns", f"按列名识别出{len(constructs)}个构念"
    )
    page.add('model = "ECSI"')
    page.add(f"scale = {quoted(scales.name_of(by_name[first]))}")
    for name in (name for names in constructs.values() for name in names):
        scales.name_of(by_name[name])
    page.section("index.constructs")
    for construct, names in constructs.items():
        page.add(f"{construct} = {listed(names)}")


def label_lines(page: Page, survey: Recognised, used: set[str]) -> None:
    """Write what a report calls the questions: their texts without number, common stem and question mark."""
    shown = {look.name: _shown(look) for look in survey.looks if look.name in used}
    times = Counter(shown.values())
    whole = {look.name: look.text for look in survey.looks}
    shown = {name: text if times[text] == 1 else whole[name] for name, text in shown.items()}  # no two alike
    texts = {name: text for name, text in shown.items() if text != name}
    if not texts:
        return
    page.section("labels", "texts of the questions, from the file", "题目文本，取自文件")
    for name, text in texts.items():
        page.add(f"{key(name)} = {quoted(text[:300])}")


def _shown(look: Look) -> str:
    is_part = look.siblings > 1 and look.stem is not None and look.stem[0] in STRONG
    text = look.part if is_part and any(letter.isalpha() for letter in look.part) else look.text
    return NUMBER_OF_QUESTION.sub("", text).strip().rstrip("?？:： ") or look.text
