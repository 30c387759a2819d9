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
        odd: Those of them that only sound like it.
        text: Whether numbers written as text occur.
    """

    names: dict[ScaleKey, str] = field(factory=dict)
    members: dict[str, list[Look]] = field(factory=dict)
    missing: list[str] = field(factory=list)
    odd: set[str] = field(factory=set)
    text: bool = False

    def name_of(self, look: Look) -> str:
        """Return the name of a column's scale, making it if it is new."""
        assert look.scale is not None
        labels = _labels(look)
        falls = look.rises is False or (look.rises is None and look.role == "ces" and asks_for_effort(look))
        found = (look.scale.low, look.scale.high, codes_of(look), falls, tuple(sorted(labels.items())))
        name = self.names.get(found) or self._joined(found)
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

    def _joined(self, found: ScaleKey) -> str | None:
        """Return a scale of the same words of which a column shows only some: nobody chose the others there."""
        own = dict(found[4])
        for known, name in self.names.items():
            theirs = dict(known[4])
            both = own | theirs
            agree = known[:4] == found[:4] and all(own[code] == theirs[code] for code in own.keys() & theirs)
            if agree and len(own.keys() & theirs) >= 2 and len(set(map(casefolded, both.values()))) == len(both):
                whole = (*known[:4], tuple(sorted(both.items())))
                self.names = {whole if key == known else key: each for key, each in self.names.items()}
                return name
        return None

    def _note_words(self, look: Look, labels: dict[float, str]) -> None:
        known = {casefolded(word) for word in labels.values()}
        for value in (*look.silent, *look.values):
            silent = value in look.silent or value in off_scale_words(look)
            if silent and not is_number(value) and value not in self.missing and casefolded(value) not in known:
                self.missing.append(value)
                self.odd |= {value} & look.odd_words.keys()
        if look.profile.is_text_numbers:
            self.text = True

    def write(self, page: Page) -> None:
        """Write a table for each scale."""
        for found, name in self.names.items():
            low, high, codes, falls, labels = found
            looks = self.members[name]
            names = [look.name for look in looks]
            columns = "1 column" if len(looks) == 1 else f"{len(looks)} columns"
            page.section(
                f"scales.{name}",
                f"{columns}: {some(names)}",
                f"{len(looks)}列：{some(names)}",
            )
            self._ends(page, looks, low, high)
            if falls:
                page.add(
                    "higher_is_better = false",
                    "lower answers are taken to be better; if higher ones are, write true",
                    "按数值越低越好处理；若越高越好，请改为true",
                    confirm=looks[0].rises is None,
                    weight=2.5,
                    columns=names,
                )
            elif all(look.rises is None and look.words is None and look.role != "nps" for look in looks):
                page.add(
                    "",
                    "higher answers are taken to be better; where 1 is the best, add higher_is_better = false",
                    "按数值越高越好处理；若1为最好，请加一行 higher_is_better = false",
                    confirm=True,
                    weight=1.5,
                    columns=names,
                )
            if codes:
                self._codes(page, looks, codes)
            if labels:
                self._words(page, looks, labels)

    @staticmethod
    def _ends(page: Page, looks: list[Look], low: int, high: int) -> None:
        seen = sorted({value for look in looks for value in _numbers(look) if low <= value <= high})
        page.add(f"low = {low}")
        if seen and (seen[0] > low or seen[-1] < high):
            en = (
                f"answers seen run from {seen[0]:g} to {seen[-1]:g}; read as {low} to {high}, the usual scale: "
                "correct low and high where the questionnaire has others"
            )
            zh = f"实际答案为{seen[0]:g}至{seen[-1]:g}，按常用量表读作{low}至{high}；若问卷量表不同，请改low与high"
            names = [look.name for look in looks]
            page.add(f"high = {high}", en, zh, confirm=True, weight=2.0, columns=names)
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
            f"taken for no answer: {shown}; take those that are answers out of this list, and set low or high so",
            f"视为未作答：{zh}；若其中有答案，请从此处删去，并改low或high将其包括在内",
            confirm=True,
            weight=3.0,
            columns=[look.name for look in looks],
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
        if not certain:
            en, zh = f"{en}: put them from the low end to the high one", f"{zh}：请按由低到高排列"
        names = [look.name for look in looks]
        page.add(f"labels = {text}", en, zh, confirm=not certain, weight=2.0, columns=names)


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
