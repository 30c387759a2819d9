"""A classifier from one's own labels: hashed n-grams of characters, logistic, refused below a thousand labels."""

from collections.abc import Sequence
from typing import Any, Final
from unicodedata import normalize
from zlib import crc32

import numpy as np
from attrs import field, frozen
from numpy.random import Generator
from numpy.typing import NDArray

from servicekit.data._vectors import Floats
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.designs._resampling import SEED, Rng, chance
from servicekit.stats.intervals._estimates import Share

FEWEST_LABELS: Final = 1_000
FEWEST_OF_A_KIND: Final = 50
BUCKETS: Final = 1 << 16
FOLDS: Final = 5
PENALTY: Final = 0.1


@frozen(kw_only=True, eq=False)
class CommentClassifier(Result):
    """A classifier of comments with what cross-validation says about it.

    Attributes:
        n, n_positive: Labels it was trained on, and those of them that are 1.
        errors: Share of comments that the other folds' models get wrong at a probability of one half.
        baseline: Share that is wrong if every comment gets the more frequent label.
        recall, precision: Of label 1, cross-validated at one half.
        brier: Mean squared error of the cross-validated probabilities.
        calibration: For tenths of the predicted probability with comments: mean prediction, share of label 1, comments.
        weights: One weight for each hashed n-gram, then the constant.
    """

    title = Label("Classifier of comments", "评论分类器")
    derived = ("is_better_than_guessing",)

    n: int
    n_positive: int
    errors: Share
    baseline: Share
    recall: Share
    precision: Share
    brier: float
    calibration: tuple[tuple[float, float, int], ...]
    weights: Floats = field(repr=False, metadata={"evidence": False})

    @property
    def is_better_than_guessing(self) -> bool:
        """Whether even the upper end of its error lies below the error of always saying the more frequent label."""
        value, interval = self.baseline.value, self.errors.interval
        return value is not None and interval is not None and interval.high < value


def train_classifier(
    comments: Sequence[str], labels: Sequence[int | bool], *, rng: Rng = SEED, level: float = 0.95
) -> CommentClassifier:
    """Train a classifier of comments on one's own labels.

    Args:
        comments: Texts in any language; no words are cut, so that Chinese needs no segmenter.
        labels: 1 or 0 for each (about the topic or not); at least 1,000, and 50 of each kind.
        rng: Seed or generator that deals comments to the five folds; equal texts stay together.
        level: Confidence level.

    Returns:
        The classifier with its cross-validated error and calibration; ``classify_comments`` applies it.

    Raises:
        NotEnoughDataError: There are fewer labels; word lists do better then.
        InvalidValueError: A label is neither 1 nor 0, or the lengths differ.

    Formula:
        Logistic regression on 1- to 3-grams of characters, hashed into 65,536 places, each row of length 1, with a
        quadratic penalty; the share of label 1 is kept by the constant.

    Source:
        Hashing: Weinberger et al. (2009). On 9,678 distinct Chinese reviews n-grams of characters did better than
        words at every number of labels from 100 to 4,000; lists of words did better below 1,000 labels.

    Example:
        >>> import servicekit as sk
        >>> comments = ["the queue was long", "waited an hour", "friendly staff", "lovely people"] * 300
        >>> classifier = sk.comments.train_classifier(comments, [1, 1, 0, 0] * 300)
        >>> classifier.n
        1200
    """
    texts, y = list(comments), np.asarray(list(labels))
    if len(texts) != len(y):
        raise InvalidValueError("labels", f"one for each of the {len(texts)} comments", len(y))
    if not np.isin(y, (0, 1)).all():
        raise InvalidValueError("labels", "1 or 0", next(label for label in y.tolist() if label not in (0, 1)))
    y = y.astype(float)
    kinds = int(y.sum()), int(len(y) - y.sum())
    if len(y) < FEWEST_LABELS or min(kinds) < FEWEST_OF_A_KIND:
        raise NotEnoughDataError(
            f"a classifier needs at least {FEWEST_LABELS:,} labels and {FEWEST_OF_A_KIND} of each kind, got {len(y):,} "
            f"with {kinds[0]} of label 1; with fewer, word lists and calibrated_share say more"
        )
    checks.validate(checks.confidence, "level", level)
    features = _hashed(texts)
    fold = _folds(texts, chance(rng))
    predicted = np.empty(len(y))
    for part in range(FOLDS):
        inside = fold != part
        predicted[~inside] = _probabilities(features[~inside], _fit(features[inside], y[inside]))
    said = predicted >= 0.5
    true = int((said & (y == 1)).sum())
    edges = np.minimum((predicted * 10).astype(int), 9)
    return CommentClassifier(
        n=len(y),
        n_positive=kinds[0],
        errors=Share(count=int((said != (y == 1)).sum()), n=len(y), level=level),
        baseline=Share(count=min(kinds), n=len(y), level=level),
        recall=Share(count=true, n=kinds[0], level=level),
        precision=Share(count=true, n=int(said.sum()), level=level),
        brier=float(((predicted - y) ** 2).mean()),
        calibration=tuple(
            (float(predicted[edges == tenth].mean()), float(y[edges == tenth].mean()), int((edges == tenth).sum()))
            for tenth in range(10)
            if (edges == tenth).any()
        ),
        weights=_fit(features, y),
    )


def classify_comments(classifier: CommentClassifier, comments: Sequence[str]) -> tuple[float, ...]:
    """Return the probability of label 1 for each comment.

    Args:
        classifier: What ``train_classifier`` returned.
        comments: Texts of the kind it was trained on; of another kind its error is unknown.

    Example:
        >>> import servicekit as sk
        >>> comments = ["the queue was long", "waited an hour", "friendly staff", "lovely people"] * 300
        >>> classifier = sk.comments.train_classifier(comments, [1, 1, 0, 0] * 300)
        >>> about_waiting, about_staff = sk.comments.classify_comments(
        ...     classifier, ["a long queue", "such friendly people"]
        ... )
        >>> about_waiting > 0.5 > about_staff
        True
    """
    texts = list(comments)
    return tuple(_probabilities(_hashed(texts), classifier.weights).tolist()) if texts else ()


def _hashed(texts: Sequence[str]) -> Any:
    from scipy.sparse import csr_matrix

    places: dict[str, int] = {}
    columns: list[int] = []
    ends = [0]
    for row, text in enumerate(texts):
        if not isinstance(text, str):
            raise InvalidValueError("comments", "texts", text, f"row {row}")
        folded = f" {' '.join(normalize('NFKC', text).casefold().split())} "
        grams = {folded[i : i + size] for size in (1, 2, 3) for i in range(len(folded) - size + 1)}
        for gram in grams:
            if gram not in places:
                places[gram] = crc32(gram.encode("utf-8", "surrogatepass")) % BUCKETS
        columns += sorted({places[gram] for gram in grams})
        ends.append(len(columns))
    sizes = np.diff(ends)
    values = np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes)
    return csr_matrix((values, np.array(columns), np.array(ends)), shape=(len(texts), BUCKETS))


def _folds(texts: Sequence[str], rng: Generator) -> NDArray[np.int64]:
    first: dict[str, int] = {}
    for text in texts:
        first.setdefault(text, len(first))
    dealt = rng.permutation(len(first)) % FOLDS
    return np.array([dealt[first[text]] for text in texts])


def _fit(features: Any, y: Floats) -> Floats:
    """Minimise the penalised log-likelihood; the constant is not penalised, and what no comment has keeps weight 0."""
    from scipy.optimize import minimize

    sign = 2 * y - 1
    seen = np.unique(features.indices)
    known = features[:, seen]

    def loss(theta: Floats) -> tuple[float, Floats]:
        margin = sign * (known @ theta[:-1] + theta[-1])
        pull = -sign / (1 + np.exp(np.minimum(margin, 500)))
        value = np.logaddexp(0, -margin).sum() + PENALTY / 2 * theta[:-1] @ theta[:-1]
        return float(value), np.append(known.T @ pull + PENALTY * theta[:-1], pull.sum())

    found = minimize(loss, np.zeros(len(seen) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    weights = np.zeros(BUCKETS + 1)
    weights[seen], weights[-1] = found.x[:-1], found.x[-1]
    return weights


def _probabilities(features: Any, weights: Floats) -> Floats:
    linear = np.asarray(features @ weights[:-1] + weights[-1])
    return np.asarray(1 / (1 + np.exp(-np.clip(linear, -500, 500))))
