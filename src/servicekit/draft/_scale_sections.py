"""Scales of a draft: columns answered alike share one, with its words, codes and direction."""

from attrs import define, field

from servicekit.data._no_answer import is_no_answer
from servicekit.data._numerals import casefolded
from servicekit.draft._look import Look
from servicekit.draft._page import Page, quoted, slug, some

NAMED_FAMILIES = frozenset(
    ("satisfied", "agree", "likely", "easy", "important", "quality", "frequency", "levels", "kano")
)


ScaleKey = tuple[int, int, tuple[float, ...], bool, tuple[tuple[float, str], ...]]


@define
class Scales:
    """The scales that a draft needs, by what makes them differ.

    Attributes:
        names: Low, high, codes, direction and labels -> name of the scale.
        members: Name -> its columns.
        missing: Texts that stand for no answer.
        text: Whether numbers written as text occur.
    """

    names: dict[ScaleKey, str] = field(factory=dict)
    members: dict[str, list[Look]] = field(factory=dict)
    missing: list[str] = field(factory=list)
    text: bool = False

    def name_of(self, look: Look) -> str:
        """Return the name of a column's scale, making it if it is new."""
        assert look.scale is not None
        labels = _labels(look)
        falls = look.rises is False or (look.rises is None and look.role == "ces" and asks_for_effort(look))
        found = (look.scale.low, look.scale.high, codes_of(look), falls, tuple(sorted(labels.items())))
        name = self.names.get(found)
        if name is None:
            family = look.words.family if look.words is not None else ""
            stem = (
                f"{family}_{look.scale.points}"
                if family in NAMED_FAMILIES
                else f"from_{look.scale.low}_to_{look.scale.high}"
            )
            name = self.names[found] = slug(stem, self.names.values())
            self.members[name] = []
        if look not in self.members[name]:
            self.members[name].append(look)
            self._note_words(look, labels)
        return name

    def _note_words(self, look: Look, labels: dict[float, str]) -> None:
        known = {casefolded(word) for word in labels.values()}
        for value in (*look.silent, *look.values):
            silent = value in look.silent or value in off_scale_words(look)
            if silent and not is_number(value) and value not in self.missing and casefolded(value) not in known:
                self.missing.append(value)
        if look.profile.is_text_numbers:
            self.text = True

    def write(self, page: Page) -> None:
        """Write a table for each scale."""
        for found, name in self.names.items():
            low, high, codes, falls, labels = found
            looks = self.members[name]
            columns = "1 column" if len(looks) == 1 else f"{len(looks)} columns"
            page.section(
                f"scales.{name}",
                f"{columns}: {some(look.name for look in looks)}",
                f"{len(looks)}列：{some(look.name for look in looks)}",
            )
            self._ends(page, looks, low, high)
            if falls:
                page.add(
                    "higher_is_better = false",
                    "lower answers are better",
                    "数值越低越好",
                    confirm=looks[0].rises is None,
                    weight=2.5,
                )
            elif all(look.rises is None and look.words is None and look.role != "nps" for look in looks):
                en, zh = "higher answers taken to be better", "按数值越高越好处理"
                page.add("", en, zh, confirm=True, weight=1.5)
            if codes:
                self._codes(page, looks, codes)
            if labels:
                self._words(page, looks, labels)

    @staticmethod
    def _ends(page: Page, looks: list[Look], low: int, high: int) -> None:
        seen = sorted({value for look in looks for value in _numbers(look) if low <= value <= high})
        page.add(f"low = {low}")
        if seen and (seen[0] > low or seen[-1] < high):
            en = f"answers seen run from {seen[0]:g} to {seen[-1]:g}; read as {low} to {high}, the usual scale"
            zh = f"实际答案为{seen[0]:g}至{seen[-1]:g}，按常用量表读作{low}至{high}"
            page.add(f"high = {high}", en, zh, confirm=True, weight=2.0)
        else:
            page.add(f"high = {high}")

    @staticmethod
    def _codes(page: Page, looks: list[Look], codes: tuple[float, ...]) -> None:
        counts: dict[float, int] = {}
        for look in looks:
            for code in codes:
                counts[code] = counts.get(code, 0) + look.numbers.get(code, 0)
        shown = ", ".join(f"{code:g} ({count} times)" for code, count in counts.items())
        zh = "、".join(f"{code:g}（{count}次）" for code, count in counts.items())
        listed = ", ".join(f"{code:g}" for code in counts)
        page.add(
            f"missing_codes = [{listed}]",
            f"no answer? {shown}; otherwise they are answers",
            f"表示未作答？{zh}；否则即为答案",
            confirm=True,
            weight=3.0,
        )

    @staticmethod
    def _words(page: Page, looks: list[Look], labels: tuple[tuple[float, str], ...]) -> None:
        look = looks[0]
        certain = look.words is None or look.words.is_certain
        en, zh = (
            ("order from the words", "次序取自词义")
            if look.words is not None
            else ("order from the numbers in front", "次序取自前面的数字")
        )
        if look.codebook:
            en, zh = "labels of the file", "文件自带的标签"
        if look.letters:
            certain, en, zh = False, "codes of letters, taken in their order", "字母代码，按其次序"
        scale = look.scale
        assert scale is not None
        if [code for code, _ in labels] == [float(code) for code in range(scale.low, scale.high + 1)]:
            text = "[" + ", ".join(quoted(word) for _, word in labels) + "]"
        else:
            text = "{ " + ", ".join(f'"{code:g}" = {quoted(word)}' for code, word in labels) + " }"
        page.add(f"labels = {text}", en, zh, confirm=not certain, weight=2.0)


def is_number(text: str) -> bool:
    """Return whether a text is a plain number."""
    return text.lstrip("+-").replace(".", "", 1).isdigit()


def codes_of(look: Look) -> tuple[float, ...]:
    """Return numbers that stand for no answer, as missing codes of a scale."""
    assert look.scale is not None
    if look.anchors is not None and not look.is_numeric:
        return ()
    return tuple(
        code
        for code in dict.fromkeys((*look.scale.codes, *look.declared))
        if not look.scale.low <= code <= look.scale.high
    )


def off_scale_words(look: Look) -> set[str]:
    """Return anchored answers whose number lies off the scale ("9 - Don't know")."""
    if look.anchors is None or look.scale is None:
        return set()
    return {value for value, code in look.anchors.items() if not look.scale.low <= code <= look.scale.high}


def _numbers(look: Look) -> set[float]:
    if look.words is not None:
        return {code for value, code in look.words.codes.items()}
    if look.anchors is not None:
        return set(look.anchors.values())
    return set(look.numbers)


def _labels(look: Look) -> dict[float, str]:
    assert look.scale is not None
    if look.words is not None:
        pairs = [(code, value) for value, code in look.words.codes.items()]
    elif look.anchors is not None:
        pairs = [(code, value) for value, code in look.anchors.items() if not is_number(value)]
    elif look.codebook:
        pairs = list(look.codebook.items())
    else:
        return {}
    found: dict[float, str] = {}
    used: set[str] = set()
    for code, word in sorted(pairs):
        folded = casefolded(word)
        if (
            look.scale.low <= code <= look.scale.high
            and code not in found
            and folded not in used
            and not is_no_answer(word)
        ):
            found[code] = word
            used.add(folded)
    return found


def asks_for_effort(look: Look) -> bool:
    """Return whether a question asks how much effort it was, so that less is better."""
    text = look.text.casefold()
    easy = any(
        word in text for word in ("easy", "ease", "einfach", "leicht", "facile", "fácil", "容易", "轻松", "便捷")
    )
    return not easy and any(
        word in text for word in ("effort", "difficult", "hard", "aufwand", "esfuerzo", "费力", "費力")
    )
