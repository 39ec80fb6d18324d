"""Values that a column has again and again, told by all words of the text: logistic regression over TF-IDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from ..phrases import ProductText

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOTHING, OTHER = "", "\0"
"""What a product has that is known to have no value, and one whose value is too rare to be learned."""
_LEAST_PRODUCTS = 3
_LEAST_TEXTS = 2
_STRENGTH = 20.0


@dataclass(frozen=True)
class ValueClassifier:
    """Log-linear weights `[class, term]` over TF-IDF of the terms; two classes are kept as two rows."""

    classes: tuple[str, ...]
    terms: Mapping[str, int]
    idf: NDArray[np.float32]
    weights: NDArray[np.float32]
    intercepts: NDArray[np.float32]

    def probabilities(self, text: ProductText) -> dict[str, float]:
        """Return the probability of each value, of `NOTHING` and of `OTHER`."""
        import numpy as np

        counts = Counter(self.terms[word] for word in text.words if word in self.terms)
        places = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        vector = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))) * self.idf[places]
        vector /= max(float(np.linalg.norm(vector)), 1e-9)
        scores = self._by_term[places].T @ vector + self.intercepts
        shares = np.exp(scores - scores.max())
        return dict(zip(self.classes, map(float, shares / shares.sum()), strict=True))

    @cached_property
    def _by_term(self) -> NDArray[np.float32]:
        import numpy as np

        return np.ascontiguousarray(self.weights.T)


def common_values(cells: Sequence[tuple[str, ...]]) -> frozenset[str]:
    """Return the values that enough products of a column have to be told by their texts."""
    counts = Counter(value for cell in cells for value in set(cell))
    return frozenset(value for value, count in counts.items() if count >= _LEAST_PRODUCTS)


def learn_classifier(known: Sequence[tuple[ProductText, tuple[str, ...]]], common: frozenset[str]) -> ValueClassifier:
    """Learn to tell the `common` values of a column; of several in one cell the first is learned."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    texts, labels = [text for text, _ in known], [_label(cell, common) for _, cell in known]
    least = _LEAST_TEXTS if _share_a_word(texts) else 1
    vectorizer = TfidfVectorizer(analyzer=attrgetter("words"), sublinear_tf=True, min_df=least, dtype=np.float32)
    matrix = vectorizer.fit_transform(texts)
    terms = {str(term): int(place) for term, place in sorted(vectorizer.vocabulary_.items())}
    classes = tuple(sorted(set(labels)))
    weights, intercepts = np.zeros((len(classes), len(terms)), np.float32), np.zeros(len(classes), np.float32)
    if len(classes) > 1:
        model = LogisticRegression(C=_STRENGTH, max_iter=300).fit(matrix, [classes.index(label) for label in labels])
        rows = slice(len(classes) - len(model.coef_), None)
        weights[rows], intercepts[rows] = model.coef_, model.intercept_
    return ValueClassifier(classes, terms, vectorizer.idf_.astype(np.float32), weights, intercepts)


def _share_a_word(texts: Sequence[ProductText]) -> bool:
    """Say whether a word, or a category, comes in two texts; mostly the second text already tells."""
    seen: set[str] = set()
    for words in (text.words for text in texts):
        if not seen.isdisjoint(words):
            return True
        seen.update(words)
    return False


def _label(cell: tuple[str, ...], common: frozenset[str]) -> str:
    if not cell:
        return NOTHING
    return next((value for value in cell if value in common), OTHER)
