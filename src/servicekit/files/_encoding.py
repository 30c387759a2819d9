"""The encoding of a text file: told by its first bytes, else UTF-8, else the one whose reading looks like language."""

import codecs
import re
from contextlib import suppress
from functools import lru_cache
from typing import BinaryIO, Final

from attrs import frozen

from servicekit.foundation._errors import InvalidValueError, RecordError

MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LEGACY: Final = ("gb18030", "big5", "cp1252")
CHUNK: Final = 1 << 20
START: Final = 4096
SAMPLE: Final = 1 << 18
ZEROS: Final = 0.2
CLOSE: Final = 0.8
DAMAGED: Final = 4
FEW: Final = 3
LONG_RUN: Final = 3
LATIN_END, TWO_BYTES_END = "\u024f", "\u0800"
BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
WESTERN: Final = frozenset("äöüßéèêàâçôûîïñóáíúÄÖÜÉÈÊÀÂÇÔÛÎÏÑÓÁÍÚ€’“”„–")
# the commonest characters of written Chinese, those of one script followed by their forms in the other
CHINESE: Final = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方"
    "多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使"
    "情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化"
    "老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反"
    "受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且"
    "权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运"
    "满服务评价客户网店员营柜办理渠道建议质量态度速度环境投诉处受银行总体非常般推荐序号提交答卷时间来源选项性别男女年龄岁"
    "這個們來為國說時會對於著過發後裡當沒動還進樣開從實軍無與長機業將兩間問並應戰頭體見產話給門兒東聲員論處義幾認條係氣題"
    "爾變總電數報結務場計資許統區隊決馬書則聽達強難權設記類據邊張該規萬覺術領確傳師觀讓識帶導爭運滿評價戶網營櫃辦質態環"
    "銀薦號選項歲"
)


@frozen(kw_only=True)
class Encoding:
    """The encoding found.

    Attributes:
        name: As Python calls it.
        runner_up: Another one that fits nearly as well, so that a person should look.
    """

    name: str
    runner_up: str | None = None


def checked_encoding(name: str) -> str:
    """Return the name of an encoding that was asked for, if there is such a one for text."""
    try:
        known = codecs.lookup(name)
        "".encode(name)
    except (LookupError, ValueError, TypeError):
        rule = "one that Python knows, for example 'utf-8', 'gb18030', 'big5' or 'cp1252'"
        raise InvalidValueError("encoding", rule, name) from None
    return "utf-8-sig" if known.name == "utf-8" else name


def find_encoding(name: str, stream: BinaryIO) -> Encoding:
    """Return the encoding of a text.

    Args:
        name: Of the file, for the message.
        stream: Its bytes, from the first on.

    Raises:
        RecordError: It is text in none of the encodings that are tried.
    """
    start = stream.read(START)
    for mark, encoding in MARKS:
        if start.startswith(mark):
            return Encoding(name=encoding)
    if (found := _of_zeros(start)) is not None:
        return Encoding(name=found)
    stream.seek(0)
    fault = first_undecodable("utf-8", stream)
    if fault is not None:
        return _legacy(name, stream, fault)
    stream.seek(0)
    return Encoding(name="utf-8-sig", runner_up="gb18030" if _may_be_chinese(stream.read(SAMPLE)) else None)


def _may_be_chinese(sample: bytes) -> bool:
    """Return whether the few letters of a text, valid as UTF-8 and in no Latin script, are Chinese as GB 2312.

    Two bytes of it can be one letter of UTF-8 by chance: "站" is an Armenian one.
    """
    letters = {letter for letter in sample.decode("utf-8", errors="ignore") if letter > "\x7f"}
    if not 0 < len(letters) <= FEW or not all(LATIN_END < letter < TWO_BYTES_END for letter in letters):
        return False
    try:
        return "".join(letters).encode().decode("gb2312").isalpha()
    except UnicodeDecodeError:
        return False


def first_undecodable(encoding: str, stream: BinaryIO) -> int | None:
    """Return the place of the first byte that does not fit the encoding; None if all do."""
    decoder = codecs.getincrementaldecoder(encoding)()
    read = 0
    while True:
        chunk = stream.read(CHUNK)
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return read + len(chunk) - len(error.object) + error.start
        if not chunk:
            return None
        read += len(chunk)


def _of_zeros(start: bytes) -> str | None:
    if start.count(0) <= ZEROS * len(start):
        return None
    return "utf-16-le" if start[1::2].count(0) >= start[::2].count(0) else "utf-16-be"


def _legacy(name: str, stream: BinaryIO, fault: int) -> Encoding:
    """Score the encodings over the text from the line on that holds the first byte that is not UTF-8."""
    back = max(fault - START, 0)
    stream.seek(back)
    before = stream.read(fault - back)
    stream.seek(back + before.rfind(b"\n") + 1)
    sample = stream.read(SAMPLE)
    if len(sample) == SAMPLE:  # it may end within a character, but not within a line
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    refusal = f"{name} is not UTF-8 at byte {fault}"
    read = sample.decode("utf-8", errors="replace")
    bad = read.count("\ufffd")
    if sum(letter > "\x7f" for letter in read) - bad > DAMAGED * bad:
        raise RecordError(f"{refusal}, though it is elsewhere; it is damaged there")
    scores: dict[str, float] = {}
    for encoding in LEGACY:
        with suppress(UnicodeDecodeError):
            scores[encoding] = _likeness(sample.decode(encoding), encoding)
    ranked = sorted(scores, key=lambda each: -scores[each])
    if not ranked or scores[ranked[0]] <= 0:
        hint = "pass its encoding, for example 'gb18030', 'big5', 'cp1252' or 'shift_jis'"
        raise RecordError(f"{refusal}, and no other encoding fits; if it is text, {hint}")
    close = len(ranked) > 1 and scores[ranked[1]] >= CLOSE * scores[ranked[0]]
    return Encoding(name=ranked[0], runner_up=ranked[1] if close else None)


@lru_cache(maxsize=1 << 14)
def _is_plain(letter: str) -> bool:
    """Return whether GB 2312 or Big5 counts a character among those of daily use; a misreading hits many others."""
    simplified, traditional = letter.encode("gb2312", "ignore"), letter.encode("big5", "ignore")
    return 0xB0 <= max(simplified[:1], default=0) <= 0xD7 or 0xA4 <= max(traditional[:1], default=0) <= 0xC6


def _likeness(text: str, encoding: str) -> float:
    """Return how much a text looks like language: common letters for it, uncommon ones against it.

    A capital with a mark on it has plain letters beside it; among others of its kind it is Chinese, misread.
    """
    score = 0.0
    for run in BEYOND_ASCII.findall(text):
        if encoding == "cp1252" and len(run) > LONG_RUN:  # no word of the West has so many letters with marks in a row
            score -= len(run)
            continue
        for letter in run:
            if letter in CHINESE or (letter in WESTERN and (len(run) == 1 or run.islower() or not letter.isalpha())):
                score += 2
            elif letter.isalpha() and (encoding == "cp1252" or not _is_plain(letter)):
                score -= 0.5
    return score
