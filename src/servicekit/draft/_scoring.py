"""What speaks for each role of a column, in points; the highest wins, and the margin is how sure that is."""

from typing import Final

from servicekit.draft import _values as of
from servicekit.draft._look import ALMOST_ALL, Look
from servicekit.draft._scale_guess import scale_in_text
from servicekit.draft._siblings import STRONG
from servicekit.draft._word_lists import is_wave_name
from servicekit.foundation._vocabulary import Label

TIE: Final = 1.2
FULL_MARGIN: Final = 3.0
FEW_PERCENTAGES: Final = 5
MOST_GROUPS: Final = 60
ENOUGH_ROWS: Final = 11
MOST_RATED: Final = 21
MANY_EACH: Final = 5
FEW_ROWS: Final = 10
LEAST_LARGE: Final = 100
RATING_SCALES: Final = frozenset([(1, 5), (1, 7), (1, 10), (0, 10)])
ENDS_OF_IDS: Final = ("id", "nummer", "号", "号码")
NOT_IDS: Final = frozenset(
    [
        "paid",
        "bid",
        "grid",
        "madrid",
        "covid",
        "said",
        "valid",
        "void",
        "avoid",
        "android",
        "liquid",
        "solid",
        "rapid",
        "mid",
        "kid",
        "lid",
        "hybrid",
        "afraid",
        "aid",
        "unpaid",
        "prepaid",
        "型号",
    ]
)


def score(look: Look, sure_scales: frozenset[tuple[int, int]]) -> None:
    """Give a column its points; ``sure_scales`` are those of ratings that nothing can be said against."""
    look.scores, look.evidence = {}, []
    if look.profile.answered == 0:
        _add(look, "empty", 9, "no entries", "没有内容")
        return
    if not look.answered:
        _add(look, "empty", 6, "only words for no answer", "只有表示未作答的词")
        return
    _times(look)
    _names(look)
    _sizes(look)
    _texts(look)
    _group(look)
    _rating(look, sure_scales)
    _single(look)


def decide(look: Look) -> None:
    """Take the role with the most points."""
    ranked = sorted(look.scores.items(), key=lambda entry: -entry[1])
    if not ranked or ranked[0][1] <= 0:
        look.role, look.confidence = "unknown", 0.0
        return
    role, best = ranked[0]
    look.role = role  # type: ignore[assignment]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    look.confidence = min(1.0, (best - max(second, 0.0)) / FULL_MARGIN)
    look.alternatives = tuple(name for name, points in ranked[1:] if points > 0 and best - points <= TIE)


def add(look: Look, role: str, points: float) -> None:
    """Add points to a role."""
    look.scores[role] = look.scores.get(role, 0.0) + points


def _add(look: Look, role: str, points: float, en: str = "", zh: str = "") -> None:
    add(look, role, points)
    if en:
        look.evidence.append((role, Label(en, zh)))


def _times(look: Look) -> None:
    days = look.distinct
    if look.dates >= ALMOST_ALL:
        _add(look, "time", 5, f"{days} dates or times", f"{days}个日期或时间")
    elif look.clocks >= ALMOST_ALL:
        _add(look, "time", 4, f"{days} clock times", f"{days}个时刻")
    elif look.is_numeric and look.is_whole and {"opened", "closed", "dated", "wave"} & look.short_hits:
        if of.share(look.values, of.COMPACT_DATE) >= ALMOST_ALL and min(look.numbers) >= 10_000:
            _add(look, "time", 5, "dates written as one number", "以整数书写的日期")
        elif {"opened", "dated"} & look.short_hits and min(look.numbers) > 1e8:
            _add(look, "time", 4, "seconds since 1970", "1970年以来的秒数")
    if look.waves >= ALMOST_ALL and look.dates < ALMOST_ALL:
        _add(look, "wave", 5, "months, quarters or waves", "月份、季度或调查波次")
    elif "wave" in look.short_hits and look.distinct <= MOST_GROUPS and _holds_digits(look):
        if is_wave_name(look.name):
            _add(look, "wave", 5, "its name says a wave", "列名表示波次")
        elif look.scale is None or look.scale.ends not in RATING_SCALES:
            _add(look, "wave", 3.2, "its name says a wave", "列名表示波次")
    if {"duration", "tenure"} & look.short_hits and look.is_numeric and look.distinct > 13:
        _add(look, "duration", 4, "a length of time by its name", "列名表示时长")
    elif "duration" in look.hits and look.is_numeric and look.distinct > 13:
        _add(look, "duration", 2.6)
    last = look.last_words[-1:] if look.is_short else ()
    timed = bool(last) and last[0] in ("time", "zeit", "temps", "tiempo") and look.is_numeric and look.distinct > 13
    if timed and not {"opened", "closed", "dated"} & look.short_hits and look.dates < ALMOST_ALL:
        _add(look, "duration", 3.5, "a length of time by its name", "列名表示时长")
    if look.clocks >= ALMOST_ALL and "duration" in look.short_hits:
        _add(look, "duration", 6, "lengths of time", "时长")
    if (look.with_unit >= ALMOST_ALL and look.distinct > 3) or (
        "duration" in look.short_hits and of.share(look.values, of.SHORT_UNIT) >= ALMOST_ALL
    ):
        _add(look, "duration", 5, "numbers with a unit of time", "带时间单位的数")


def _holds_digits(look: Look) -> bool:
    return all(any(letter.isdigit() for letter in value) for value in list(look.values)[:30]) and not (
        look.is_numeric and not look.is_whole
    )


def _names(look: Look) -> None:
    short = look.short_hits
    if look.is_numeric and look.numbers and min(look.numbers) >= 0:
        if "weight" in short:
            _add(look, "weight", 1.5 if look.is_whole else 6.0, "its name says weight", "列名表示权重")
        if "counts" in short and look.is_whole:
            _add(look, "count", 3.5, "a number of people by its name", "列名表示人数")
    if "stratum" in short:
        _add(look, "stratum", 4, "its name says stratum", "列名表示分层")
    if "cluster" in short:
        _add(look, "cluster", 4, "its name says cluster", "列名表示整群")
    if "churn" in short and len(look.values) == 2:
        _add(look, "outcome", 9, "two values and a name that says who left", "两种取值，列名表示流失")
    if "activity" in short and 2 <= look.distinct <= MOST_GROUPS:
        add(look, "activity", 2.0)
    if look.is_text or len(look.numbers) > 50:
        emails = of.share(look.values, of.EMAIL)
        if emails >= 0.5:
            _add(look, "pii", 12, "e-mail addresses", "电子邮箱")
        elif of.share(look.values, of.PHONE) >= 0.8 and look.dates < 0.5 and look.distinct > ENOUGH_ROWS:
            if "personal" in look.hits or look.is_text:
                _add(look, "pii", 8, "telephone numbers", "电话号码")
        elif "personal" in short and look.distinct > max(2, 0.3 * look.answered):
            _add(look, "pii", 7.0 if look.mean_length <= 40 else 4.5, "personal by its name", "列名表示个人信息")


def _sizes(look: Look) -> None:
    distinct, rows = look.distinct, look.answered
    name = look.last_words
    numeric = look.is_numeric
    if name == ("unnamed", "0"):
        _add(look, "id", 5, "a running number", "行号")
    unique = rows > ENOUGH_ROWS and distinct >= 0.995 * rows and (not look.spaced_share > 0.1)
    whole = numeric and look.is_whole
    named = look.scores.get("duration", 0.0) >= 3 or "amount" in look.short_hits  # lengths of time may all differ
    if unique and not named and (whole or look.is_text) and look.mean_length <= 40:
        _add(look, "id", 4, "different in every row", "每行不同")
    if "id" in look.short_hits and distinct > 0.2 * rows and (whole or look.is_text):
        _add(look, "id", 3, "its name says so", "列名表示编号")
    ends_in_id = bool(name) and name[-1].endswith(ENDS_OF_IDS) and name[-1] not in NOT_IDS
    if ends_in_id and look.is_short and (whole or look.is_text) and distinct > 5:
        add(look, "id", 3)
    if "customer" in look.short_hits and distinct > 30 and (whole or look.is_text):
        _add(look, "id", 2 + 1.5 * (distinct > MOST_GROUPS), "customers by its name", "列名表示客户")
    coded = look.is_text and distinct > MOST_RATED and of.share(look.values, of.CODE) >= ALMOST_ALL
    if coded:
        _add(look, "id", 2.5, "letters and numbers as in a code", "字母加数字的编码")
    if "case" in look.short_hits and look.dates < ALMOST_ALL and distinct > 30 and (whole or coded):
        add(look, "id", 1.5)
    if (
        ends_in_id
        and numeric
        and "activity" not in look.short_hits
        and distinct <= MOST_RATED
        and rows / max(distinct, 1) >= MANY_EACH
    ):
        add(look, "group", 1.2)  # the number of an agent
    if look.is_text and of.share(look.values, of.MONEY) >= ALMOST_ALL and distinct > 3:
        _add(look, "measure", 5, "amounts of money", "金额")
    if numeric:
        if not look.is_whole and distinct > 5:
            _add(look, "measure", 3, f"{distinct} numbers", f"{distinct}个数")
        elif distinct > 13:
            _add(look, "measure", 2.5, f"{distinct} numbers", f"{distinct}个数")
        elif not look.is_whole and look.scale is None:
            add(look, "measure", 1.5)
        elif look.is_whole and look.scale is None and look.numbers and max(look.numbers) > LEAST_LARGE and distinct > 2:
            add(look, "measure", 2.0)
        if "quantity" in look.hits and look.is_whole:
            add(look, "measure", 2.5)
            add(look, "item", -3)
        if "amount" in look.short_hits and distinct > 5:
            add(look, "measure", 1.5)


def _texts(look: Look) -> None:
    if not look.is_text or look.dates >= ALMOST_ALL or look.clocks >= ALMOST_ALL:
        return
    rows = look.answered
    if of.share(look.values, of.MONEY) >= ALMOST_ALL:
        return
    if look.spaced_share > 0.5 and look.distinct > 0.5 * rows and rows >= 2:
        _add(look, "text", 3.5, "sentences, most of them different", "句子，大多各不相同")
    if "comment" in look.hits and look.distinct > 0.3 * rows and not look.is_rating:
        _add(look, "text", 3.5, "a comment by its name", "列名表示意见")
    elif "comment" in look.hits and not {"issue", "group"} & look.short_hits and look.words is None:
        wordy = look.spaced_share > 0.3 or look.mean_length > 6
        if wordy and not look.is_rating and not look.is_yes_no:  # few remarks, often repeated
            _add(look, "text", 4.5, "a comment by its name", "列名表示意见")
    if "other" in look.hits and rows < 0.7 * look.profile.rows and not look.is_yes_no and look.distinct > 1:
        add(look, "text", 3)
    if rows < 0.6 * look.profile.rows and look.distinct > 0.6 * rows and look.distinct > 2 and not look.is_rating:
        add(look, "text", 2.6)
    if look.mean_length > 30 and look.distinct > 0.3 * rows:
        add(look, "text", 1.5)
    if look.distinct > 0.6 * rows and look.spaced_share > 0.2 and look.distinct > MOST_GROUPS:
        add(look, "text", 2.0)


def _group(look: Look) -> None:
    distinct, rows = look.distinct, look.answered
    named = _named_group(look)
    if look.is_text and distinct > FEW_PERCENTAGES and of.share(look.values, of.PERCENT) >= ALMOST_ALL:
        _add(look, "measure", 3.0, "percentages", "百分数")
        return
    if look.is_text and look.dates < ALMOST_ALL and look.clocks < ALMOST_ALL and look.with_unit < ALMOST_ALL:
        few = 2 <= distinct <= MOST_GROUPS and (rows / distinct >= 1.6 or (named and distinct <= 8))
        if few and look.mean_length <= 80:
            _add(look, "group", 2.6, f"{distinct} texts", f"{distinct}种文字")
        elif distinct <= 400 and rows / distinct >= 10 and look.mean_length <= 40:
            _add(look, "group", 1.5, f"{distinct} texts", f"{distinct}种文字")
        if distinct > MOST_GROUPS and named and distinct <= 4_000 and rows / max(distinct, 1) >= 1.6:
            _add(look, "group", 2.8, f"{distinct} texts", f"{distinct}种文字")
    elif look.is_numeric and look.is_whole and distinct >= 2 and look.dates < ALMOST_ALL:
        if named and distinct <= MOST_GROUPS:
            _add(look, "group", 3.4, f"{distinct} numbers and a name of a group", f"{distinct}个数，列名表示分组")
        elif distinct <= 15:
            add(look, "group", 1.4)
    if look.is_yes_no and distinct == 2:
        add(look, "group", 2.5 if not look.is_text else 0.6)
    if named and look.is_text:
        add(look, "group", 1.2)
    if {"status", "issue"} & look.short_hits and look.is_text and distinct <= 400:
        add(look, "group", 0.8 if distinct <= MOST_GROUPS else 2.6)


def _named_group(look: Look) -> bool:
    """Return whether a word of a group counts: in short names, or in questions that ask which, what, where."""
    if look.siblings >= 3 and look.stem is not None:
        return "demographic" in look.short_hits
    if "group" in look.short_hits:
        return True
    asks = "group" in look.hits and "asks" in look.hits
    return asks and not {"satisfied", "recommend", "effort", "rating"} & look.hits


def _rating(look: Look, sure_scales: frozenset[tuple[int, int]]) -> None:
    scale = look.scale
    if scale is None:
        return
    in_words = look.words is not None or look.anchors is not None or bool(look.codebook)
    two = len(look.values) == 2 and not in_words
    if look.is_yes_no:
        return
    shown = f"answers on {scale.low}-{scale.high}"
    _add(look, "item", 3.5 if in_words else 1.0, shown, f"答案在{scale.low}–{scale.high}上")
    if look.siblings >= 3 or look.is_run:
        add(look, "item", 2.2)
    elif look.siblings == 2:
        add(look, "item", 0.8 + 0.8 * (look.stem is not None and look.stem[0] in STRONG))
    if look.rises is not None or _scale_named(look):
        add(look, "item", 2.0)
    if scale.ends in sure_scales and not in_words:
        add(look, "item", 1.2)
    if two and look.profile.rows >= FEW_ROWS:
        add(look, "item", -1.0)
    family = look.words.family if look.words is not None else ""
    rated = {"satisfied", "rating", "rates", "overall", "recommend", "effort"} & look.hits
    if family == "levels" and look.siblings < 3 and not rated:
        add(look, "item", -3.0)
    if _named_group(look) and family not in ("satisfied", "agree"):
        add(look, "item", -1.6 - 2.5 * (family == "levels"))
    if "stratum" in look.short_hits:
        add(look, "item", -2.0)
    sorts = {"status", "issue"} & look.short_hits or {"severity", "priority", "risk"} & set(look.last_words)
    if sorts and family in ("levels", "frequency"):
        add(look, "item", -3.0)
        add(look, "group", 1.0)
    if {"satisfied", "recommend", "effort", "rating", "rates"} & look.hits:
        add(look, "item", 2.2)
    if {"overall", "experience"} & look.hits:
        add(look, "item", 1.5)
    if look.letters:
        add(look, "item", -1.0)


def _scale_named(look: Look) -> bool:
    return scale_in_text(look.text)[0] is not None


def _single(look: Look) -> None:
    """Weigh columns of one value: a tick, a rare remark, or a constant."""
    if look.distinct != 1:
        return
    value = next(iter(look.values), "")
    if look.answered < 0.2 * look.profile.rows and look.mean_length > 15 and " " in value:
        add(look, "text", 4)
    elif look.profile.rows < FEW_ROWS and look.is_numeric:
        add(look, "constant", 1.0)
    else:
        _add(look, "constant", 6, "one value in all rows", "各行取值相同")
