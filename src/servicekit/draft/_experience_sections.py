"""Journeys, questionnaires of usability and ladders in a draft."""

from collections import Counter
from typing import Final

from servicekit.draft._look import Look
from servicekit.draft._page import Page, key, listed, quoted, slug
from servicekit.draft._recognise import Recognised
from servicekit.draft._scale_sections import Scales
from servicekit.draft._word_lists import hits, words_of
from servicekit.experience._instruments import USABILITY_INSTRUMENTS

LEAST_MOMENTS: Final = 3


def moments(survey: Recognised, scales: Scales) -> list[Look]:
    """Return the ratings on one scale whose names are those of touchpoints; none where they make no journey."""
    asked = survey.of("item", "ces", "perception")
    steps = [look for look in asked if _is_moment(look)]
    rated = [look for look in asked if look.role == "perception"]
    if len([look for look in steps if look.role == "perception"]) > len(rated) / 2:
        steps = [look for look in asked if look in rated or look in steps]  # the rest of the pairs is of it, too
    if len(steps) < LEAST_MOMENTS:
        return []
    names = {look.place: scales.name_of(look) for look in steps}
    usual = Counter(names.values()).most_common(1)[0][0]
    steps = [look for look in steps if names[look.place] == usual]
    return steps if len(steps) >= LEAST_MOMENTS else []


def journey_section(page: Page, survey: Recognised, scales: Scales) -> None:
    """Write the moments of a journey, with what was expected of each where it was asked."""
    steps = moments(survey, scales)
    if not steps:
        return
    usual = scales.name_of(steps[0])
    expected = {second: first for first, second in survey.structures.pairs.get("quality", [])}
    page.section(
        "journey",
        f"{len(steps)} ratings of touchpoints by their names; put them in the order in which customers meet them",
        f"按名称识别出{len(steps)}个触点评分；请按顾客经历的先后排列",
        confirm=True,
    )
    page.add(f"scale = {quoted(usual)}")
    outcome = survey.headline
    if outcome is not None and outcome.scale is not None:
        page.add(f"outcome = {quoted(outcome.name)}")
        page.add(f"outcome_scale = {quoted(scales.name_of(outcome))}")
    page.section("journey.touchpoints")
    taken: list[str] = []
    for look in steps:
        own = slug(" ".join(words_of(look.part)), taken, fallback="moment")
        taken.append(own)
        hoped = f", expectation = {quoted(expected[look.name])}" if look.name in expected else ""
        called = f", label = {quoted(look.part)}" if look.part not in (own, look.name) else ""
        page.add(f"{key(own)} = {{ evaluation = {quoted(look.name)}{hoped}{called} }}")


def questionnaire_sections(page: Page, survey: Recognised, scales: Scales) -> None:
    """Write the usability questionnaires, with their items in the order of the printed form."""
    by_name = {look.name: look for look in survey.looks}
    taken: list[str] = []
    for found in survey.structures.questionnaires:
        printed = USABILITY_INSTRUMENTS[found.instrument]
        own = slug(found.instrument, taken)
        taken.append(own)
        how = ("the names of its columns", "列名") if found.by_name else ("the wording of its items", "题目文字")
        page.section(
            f"experience.questionnaires.{own}",
            f"{printed.label.en} by {how[0]}; answers as given, negative items not turned before",
            f"按{how[1]}识别为{printed.label.zh}；答案应为原始作答，反向题未经转换",
            confirm=not found.by_name,
        )
        page.add(f"instrument = {quoted(found.instrument)}")
        page.add(f"scale = {quoted(scales.name_of(by_name[found.columns[0]]))}")
        for name in found.columns:
            scales.name_of(by_name[name])
        page.add(f"items = {listed(found.columns)}")


def _is_moment(look: Look) -> bool:
    return look.scale is not None and look.distinct > 1 and "touchpoint" in hits(look.part)
