"""From a query to ranked products with what speaks for each; reads what a build left, and learns nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ...extract.matching import word_keys
from ..prices import Prices
from .answers import Answer, Item, explained, known_values, lacking
from .compounds import Compounds
from .fulfilment import ENOUGH, UNKNOWN, Facts, Fulfilment
from .inflections import Inflections
from .kinds import Kinds, content
from .query import KindWish, Query, TagWish, Wish
from .relevance import Meaning, Words, query_terms
from .short_values import ShortValues, is_unspaced
from .spelling import corrections, respelt
from .title_numbers import TitleNumbers
from .understanding import Understanding

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...kg.settings import Settings
    from ...kg.workspace import Workspace

    Real = NDArray[np.float64]

LEAST_RELEVANCE = 0.05
"""A product that fulfils nothing and is hardly near in words or meaning is no answer."""


MEANING, NEAR_AS_TEXT = 0.3, 0.5
"""The share of meaning beside words in how near a product is as text, and what that counts beside the wishes; chosen on
the queries of `benchmarks/search.py` that are not reported."""
RELATIVE = 0.5
"""Products that fulfil less than this share of what the best one does are left out."""
_CATEGORY, _EXCLUDED, _TITLE, _TAG, _RANGE = 4.0, 3.0, 2.5, 2.0, 1.9
"""How much a wish weighs: where not all can be fulfilled, the lightest is given up first."""


@dataclass(frozen=True)
class Search:
    """A workspace made ready for queries."""

    facts: Facts
    words: Words
    meaning: Meaning | None
    understanding: Understanding
    device: str

    @classmethod
    def load(cls, workspace: Workspace, settings: Settings) -> Search:
        """Read what a search needs; imports no learned model. Raises WorkspaceError for a broken workspace."""
        import polars as pl

        from ...extract.calibration import read_calibration
        from ...extract.columns.files import read_columns
        from ...extract.extraction import CALIBRATION
        from ...extract.extractors import Extractors
        from ...kg.categories import category_column
        from ...kg.vocabulary import read_vocabulary

        schema, vocabulary = read_vocabulary(workspace)
        text = [pl.col(name).fill_null("") for name in ("title", "description")]
        columns = ["id", "title", "description", "category"]
        products = workspace.table("products", columns).with_columns(*text, category_column())
        folder = workspace.models / "extraction"
        prices, inflections = Prices(workspace), Inflections(products)
        kinds = Kinds(products, inflections)
        understanding = Understanding(
            Extractors(vocabulary, schema, languages=inflections.languages), read_columns(folder),
            read_calibration(folder / CALIBRATION), vocabulary, kinds, Compounds(vocabulary, kinds),
            TitleNumbers(products, workspace, vocabulary), ShortValues(products, workspace, vocabulary), prices,
        )  # fmt: skip
        return cls(
            Facts(workspace, vocabulary, products, prices), Words(products),
            Meaning.load(workspace, products["id"].to_list()), understanding, settings.device,
        )  # fmt: skip

    def answer(self, text: str, top: int, allowed: NDArray[np.bool_] | None = None) -> Answer:
        """Find the `top` products for a query, among those that are `allowed` [products] where that is given."""
        query, relevance = self._understood(text)
        ranked = rank(query.wishes, [self.facts.fulfilment(wish) for wish in query.wishes], relevance, allowed)
        rows = ranked.rows[:top]
        names = self.facts.products["id"].gather(rows).to_list() if len(rows) else []
        matches, known = explained(self.facts, query.wishes, names), known_values(self.facts, query.wishes, names)
        items = tuple(
            Item(
                name,
                self.facts.products["title"][int(row)],
                float(ranked.scores[row]),
                tuple(match for wish, match in matches[name].items() if wish not in missing),
                tuple(lacking(wish, known[name]) for wish in missing),
            )
            for row, name in zip(rows, names, strict=True)
            for missing in [_without(query.wishes, ranked.met[row])]
        )
        none = ranked.full == 0 and not ranked.perhaps and len(rows)
        relaxed = tuple(map(str, _without(query.wishes, ranked.met[rows[0]]))) if none else ()
        return Answer(query, items, ranked.full, ranked.perhaps, relaxed)

    def _understood(self, text: str) -> tuple[Query, Real]:
        """Read a query, once more where a word that no product has is misspelt, and weigh products as text."""
        query = self.understanding.read(text)
        scores, absent = self.words.scores(query_terms(query.meaning))
        unknown = [word for word in map(content, query.about.split()) if _is_unknown(word, absent)]
        spelling = corrections(unknown, self._known_words()) if unknown else {}
        if spelling:
            query = self.understanding.read(respelt(query.text, spelling))
            scores, _ = self.words.scores(query_terms(query.meaning))
        relevance = _scaled(scores)
        if self.meaning is not None:
            cosines = self.meaning.scores(query.meaning, self.device)
            relevance = (1 - MEANING) * relevance + MEANING * _scaled(cosines)
        unused = [f"“{word}”: no product says so" for word in unknown if word not in spelling]
        query = replace(query, text=text, unused=(*query.unused, *unused), respelt=tuple(spelling.items()))
        return query, relevance

    def _known_words(self) -> set[str]:
        """Return the words that name products and tags, in lower case."""
        values = {key for _, surface, _ in self.facts.vocabulary.surfaces() for key in word_keys(surface)}
        return {key for key in values if key.isalpha()} | set(self.words.named())


@dataclass(frozen=True, slots=True)
class Ranked:
    """Products as answers: `rows` from best to worst, `scores` [products], the wishes `met` [products, wishes].

    `full`: how many fulfil all wishes by what is asserted; `None` where there are none. `perhaps`: how many more do.
    """

    rows: NDArray[np.int64]
    scores: Real
    met: NDArray[np.bool_]
    full: int | None
    perhaps: int


def rank(
    wishes: Sequence[Wish],
    fulfilment: Sequence[Fulfilment],
    relevance: Real,
    allowed: NDArray[np.bool_] | None = None,
) -> Ranked:
    """Rank products by the weight of the wishes they fulfil; then what is said before what is predicted.

    Then by how surely they fulfil them, and how near they are as text.

    Args:
        wishes: what is asked.
        fulfilment: how far each product fulfils each of them.
        relevance: how near each product is as text, 0 to 1 [products].
        allowed: the products that may be answered at all [products].
    """
    weights = np.array([_weight(wish) for wish in wishes])
    nothing = np.zeros((len(relevance), 0))
    fulfilled = np.column_stack([nothing, *(one.worth for one in fulfilment)])
    guessed = np.column_stack([nothing, *(one.guessed for one in fulfilment)]).any(axis=1)
    met = fulfilled >= ENOUGH
    weight = met @ weights if len(weights) else np.zeros(len(relevance))
    likely = fulfilled @ weights / max(weights.sum(), 1.0) if len(weights) else np.zeros(len(relevance))
    most = 1 + NEAR_AS_TEXT
    scores = (weight - most * guessed + likely + NEAR_AS_TEXT * relevance) / (weights.sum() + most)
    scores = scores if len(weights) else relevance
    possible = np.ones(len(relevance), dtype=bool) if allowed is None else allowed.copy()
    if len(weights):
        possible &= _worth_showing(wishes, fulfilled, np.where(possible, weight, -1.0))
    else:
        possible &= relevance >= LEAST_RELEVANCE
    rows = np.flatnonzero(possible)
    rows = rows[np.argsort(-scores[rows], kind="stable")]
    complete = met[rows].all(axis=1)
    perhaps = complete & np.column_stack([nothing, *(one.perhaps for one in fulfilment)])[rows].any(axis=1)
    full = int((complete & ~perhaps).sum()) if len(weights) else None
    return Ranked(rows, scores, met, full, int(perhaps.sum()))


def _weight(wish: Wish) -> float:
    if wish.excluded:
        return _EXCLUDED
    if isinstance(wish, TagWish):
        return _TAG
    if isinstance(wish, KindWish):
        return _CATEGORY if wish.named else _TITLE
    return _RANGE


def _worth_showing(wishes: Sequence[Wish], fulfilled: Real, weight: Real) -> NDArray[np.bool_]:
    """Keep what fulfils most: nothing that is excluded or of another category, as long as anything else is left.

    Where some products have all, those that are known to have another tag than the one asked for are left out too.
    """
    kept: NDArray[np.bool_] = (weight > 0) & (weight >= RELATIVE * weight.max(initial=0.0))
    all_met = (kept & (fulfilled >= ENOUGH).all(axis=1)).any()
    for place, wish in enumerate(wishes):
        least = ENOUGH if _is_strict(wish) else UNKNOWN if all_met and isinstance(wish, TagWish) else 0.0
        enough = kept & (fulfilled[:, place] >= least)
        kept = enough if enough.any() else kept
    return kept


def _is_strict(wish: Wish) -> bool:
    return wish.excluded or (isinstance(wish, KindWish) and wish.named)


def _scaled(scores: Real) -> Real:
    """Return scores as shares of the greatest, 0 for negative ones."""
    return np.maximum(scores, 0) / max(float(scores.max(initial=0.0)), 1e-9)


def _is_unknown(word: str, absent: set[str]) -> bool:
    """Say whether no product has a word: of one without spaces, not even two of its characters in a row."""
    terms = query_terms(word)
    if word and is_unspaced(word[0]):
        return bool(terms) and absent.issuperset(terms)
    return not absent.isdisjoint(terms)


def _without(wishes: Sequence[Wish], met: NDArray[np.bool_]) -> list[Wish]:
    return [wish for wish, fulfilled in zip(wishes, met, strict=True) if not fulfilled]
