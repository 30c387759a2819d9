"""Tasks of a usability test and stages that customers reach, in a draft."""

import re
from itertools import pairwise
from typing import Final

from servicekit.draft._look import Look
from servicekit.draft._page import Page, listed, quoted, slug
from servicekit.draft._recognise import Recognised
from servicekit.draft._values import YES
from servicekit.draft._word_lists import plain, words_of
from servicekit.foundation._vocabulary import Label

TASK: Final = re.compile(r"(?:task|aufgabe|tâche|tarea|任务)", re.IGNORECASE)
DONE: Final = re.compile(
    r"[ _.-]*(?:success(?:ful)?|complet(?:ed|ion)|done|solved|是否完成|完成|成功)\W*$", re.IGNORECASE
)
TOOK: Final = re.compile(
    r"[ _.-]*(?:time|seconds|secs?|duration|minutes?|mins?|用时|耗时|时间)(?:\W*\(?\w*\)?)?\W*$", re.IGNORECASE
)
STAGE: Final = re.compile(
    r"visit|view|land(?:ed|ing)|search|cart|basket|check_?out|purchas|paid|bought|sign(?:ed)?_?up|regist|subscri|reach"
    r"|stage|step|浏览|访问|加购|购物车|下单|支付|付款|注册|购买|到达",
    re.IGNORECASE,
)
LEAST_STAGES: Final = 3


def usage_sections(page: Page, survey: Recognised) -> None:
    """Write tasks with their success and time, and the stages of a funnel."""
    tasks = _tasks(survey)
    taken: list[str] = []
    for stem, (done, took) in tasks.items():
        own = slug(" ".join(words_of(stem)), taken, fallback="task")
        taken.append(own)
        page.section(f"experience.tasks.{own}", "a task of a usability test, by its name", "按名称识别为可用性测试任务")
        _mark([look for look in (done, took) if look is not None], "a task", "任务")
        if done is not None:
            page.add(f"success = {quoted(done.name)}")
        if took is not None:
            page.add(f"time = {quoted(took.name)}", "in seconds, if nothing else is said", "未注明单位时按秒")
    stages = _stages(survey, {look.name for pair in tasks.values() for look in pair if look is not None})
    if stages:
        page.section(
            "experience",
            "stages that fewer and fewer reached: put them in the order in which customers come to them",
            "到达人数逐段减少的各阶段：请按先后排列",
            confirm=True,
        )
        _mark(stages, "a stage", "阶段")
        page.add(f"funnel = {listed(look.name for look in stages)}")


def _mark(looks: list[Look], en: str, zh: str) -> None:
    for look in looks:
        look.role = "usability"
        look.evidence.append(("usability", Label(en, zh)))


def _tasks(survey: Recognised) -> dict[str, tuple[Look | None, Look | None]]:
    found: dict[str, tuple[Look | None, Look | None]] = {}
    for look in survey.looks:
        name = plain(look.name)
        if not TASK.search(name):
            continue
        if look.is_yes_no and DONE.search(name):
            stem = DONE.sub("", name)
            found[stem] = (look, found.get(stem, (None, None))[1])
        elif look.is_numeric and look.distinct > 2 and TOOK.search(name):
            stem = TOOK.sub("", name)
            found[stem] = (found.get(stem, (None, None))[0], look)
    return {stem: pair for stem, pair in found.items() if TASK.search(stem)}


def _stages(survey: Recognised, taken: set[str]) -> list[Look]:
    """Return neighbouring columns of 1 and 0 with names of stages, each reached by no more than the one before."""
    asked = [
        look for look in survey.looks if look.name not in taken and STAGE.search(plain(look.name)) and _is_flag(look)
    ]
    run = [look for look in asked if look.place - asked[0].place == asked.index(look)]
    if len(run) < LEAST_STAGES or any(_reached(one) < _reached(next_) for one, next_ in pairwise(run)):
        return []
    return run if _reached(run[-1]) < _reached(run[0]) else []


def _is_flag(look: Look) -> bool:
    return look.is_yes_no or (len(look.values) == 1 and next(iter(look.values)).casefold() in YES)


def _reached(look: Look) -> int:
    return sum(count for value, count in look.values.items() if value.casefold() in YES)
