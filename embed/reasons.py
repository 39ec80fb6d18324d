"""Why a candidate is ranked where it is: sentences about products and tags that exist, ordered by what they did.

How much a kind of evidence did is what the score loses when its features are set to "nothing is known" (deletion).
Words and tags that go with a value are a reason only if they mean something, and if chance alone would rarely bring
them together so often. What the text denies is none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import betainc

from ..extract.denial import is_denied
from ..extract.known_values import FUNCTION_WORDS
from ..kg.scripts import HAN, is_unspaced
from ..kg.types import Reason, tag_id
from ..kg.wording import goes_with
from .features import FAMILIES, absent
from .sparse import only, values_at
from .statistics import given, priors
from .terms import joined, name_places, placed_words, words

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from .candidates import Knowledge, Surroundings
    from .features import Columns
    from .queries import Queries
    from .ranker import Ranker
    from .statistics import Given, Pairs

MOST_REASONS = 3
LEAST_EFFECT = 0.05
"""Log-odds; evidence that moves the score less is a reason only if it is `STRONG`."""
STRONG = 0.5
"""Share of the products pointed at that have the tag."""
ASKED_NEIGHBOURS = 10
SHOWN_NEIGHBOURS = 5
CHANCE = 0.05
"""Words or tags are a reason if so many of their products have the value by chance in fewer cases than that."""
SHORTEST_WORD = 3
"""Shorter words are units and syllables."""
ONLY = "the only other product"
WORDING = ("terms", "openings")
_HAN = re.compile(f"[{HAN}]")
_SIGNS = re.compile(r"(?<=\d)[+%]")


class Quote(NamedTuple):
    """Words of a product's `field`; `says`: they say the value, and do not only go with it."""

    field: str
    surface: str
    says: bool = True


Quotes = Mapping[tuple[str, str, str], Quote]
"""(product, attribute, value) → what the text says of it."""


@dataclass(frozen=True, slots=True)
class Explainer:
    """Everything that reasons for some pairs are taken from."""

    knowledge: Knowledge
    queries: Queries
    around: Surroundings
    pairs: Pairs
    quotes: Quotes

    def reasons(self, ranker: Ranker, columns: Columns) -> list[tuple[Reason, ...]]:
        """Return at most three reasons a pair, the one that did most first."""
        effects = family_effects(ranker, columns)
        sentences = self._sentences(columns)
        return [
            tuple(self._ordered(row, {name: effects[name][row] for name in effects}, sentences))
            for row in range(len(self.pairs))
        ]

    def _ordered(self, row: int, effects: Mapping[str, float], sentences: _Sentences) -> list[Reason]:
        """Return what moved the score, and then what speaks for the candidate though others say the same."""
        found: list[Reason] = []
        for name in sorted(effects, key=lambda name: (name == "embedding", -effects[name], name)):
            if effects[name] <= -LEAST_EFFECT:
                continue
            reason, strength = sentences.of(name, row) or (None, 0.0)
            counts = effects[name] >= LEAST_EFFECT or strength >= STRONG
            if reason is not None and counts and reason not in found:
                found.append(reason)
        return found[:MOST_REASONS]

    def _sentences(self, columns: Columns) -> _Sentences:
        index, pairs = self.knowledge.index, self.pairs
        prior = priors(index, pairs)
        contexts = {
            name: given(
                self._meaning_something(name), together, pairs, prior, index.counts,
                index.tags.attribute_of if name == "tags" else None, self.knowledge.single if name == "tags" else None,
            )
            for name, together in self.knowledge.together.items()
        }  # fmt: skip
        near = self.around.neighbours["meaning"].rows[pairs.rows, :ASKED_NEIGHBOURS]
        tags = np.repeat(pairs.columns, near.shape[1])
        has = values_at(index.asserted, np.maximum(near, 0).ravel(), tags).reshape(near.shape) > 0
        denied = values_at(self.around.denied, pairs.rows, pairs.columns) > 0
        return _Sentences(self, contexts, prior, near, has & (near >= 0), columns["embedding.place"] >= 1, denied)

    def _meaning_something(self, name: str) -> csr_array:
        """Return a context of the queries without the words that a person would take for no reason."""
        context = self.queries.contexts[name]
        if name not in WORDING:
            return context
        names, present = getattr(self.knowledge.index.readers, name).names, np.unique(context.indices)
        telling = np.zeros(context.shape[1], dtype=bool)
        telling[present] = [means_something(names[symbol]) for symbol in present]
        return only(context, telling[context.indices])


def family_effects(ranker: Ranker, columns: Columns) -> dict[str, NDArray[np.float64]]:
    """Return for each family of features how much the score of each row falls without it."""
    table = np.column_stack([columns[name] for name in ranker.features])
    whole = ranker.scores(table)
    return {family: whole - ranker.scores(_without(family, table, columns, ranker)) for family in FAMILIES}


def _without(family: str, table: NDArray[np.float32], columns: Columns, ranker: Ranker) -> NDArray[np.float32]:
    changed = table.copy()
    for place, name in enumerate(ranker.features):
        source = name.removesuffix(".gap")
        if source.split(".")[0] not in FAMILIES[family]:
            continue
        changed[:, place] -= columns[source] - absent(source, columns)
    return changed


@dataclass(frozen=True, slots=True)
class _Sentences:
    """What was found for each pair.

    `contexts`: what its query's words and tags say. `prior` [pairs]: how common the tag is in its attribute. `near`
    [pairs, k]: the most similar products, `has` which of them have the tag. `first_embedded` [pairs]: whether the graph
    embedding ranks it first. `denied` [pairs]: whether the text denies it.
    """

    explainer: Explainer
    contexts: Mapping[str, Given]
    prior: NDArray[np.float32]
    near: NDArray[np.int64]
    has: NDArray[np.bool_]
    first_embedded: NDArray[np.bool_]
    denied: NDArray[np.bool_]

    def of(self, family: str, row: int) -> tuple[Reason, float] | None:
        """Put one family's evidence for a pair into words, with its strength; `None` if there is none to point at."""
        if self.denied[row] and family in ("text", "wording"):
            return None
        if family == "text":
            return self._named(row)
        if family == "neighbours":
            return self._neighbours(row)
        if family == "embedding":
            return self._embedded(row)
        return self._together(row, family)

    def _named(self, row: int) -> tuple[Reason, float] | None:
        found = self._quoted(row)
        if found is None:
            return None
        if not found.says:
            return self._going_with(found.surface, row)
        return Reason("text", f"the {found.field} says “{found.surface}”"), 1.0

    def _quoted(self, row: int) -> Quote | None:
        """Return what the text says of a pair, rather than what only goes with it."""
        queries, index, query = self.explainer.queries, self.explainer.knowledge.index, self.explainer.pairs.rows[row]
        attribute, value = index.tags.tags[self.explainer.pairs.columns[row]]
        found = self.explainer.quotes.get((queries.texts.ids[query], attribute, value))
        if found is not None and found.says:
            return found
        texts = {"title": queries.texts.titles[query], "description": queries.texts.descriptions[query]}
        return quote(value, texts, denying=attribute in index.denying) or found

    def _going_with(self, surface: str, row: int) -> tuple[Reason, float]:
        """Say how many products with some words have the tag, where they are counted."""
        index, pairs = self.explainer.knowledge.index, self.explainer.pairs
        symbol = index.readers.terms.columns.get(" ".join(words(surface)))
        if symbol is not None:
            together, symbols = self.explainer.knowledge.together["terms"], np.array([symbol])
            both = int(values_at(together.tags, symbols, pairs.columns[[row]])[0] - pairs.own[row])
            seen = int(values_at(together.attributes, symbols, pairs.attributes[[row]])[0] - pairs.own_slot[row])
            if both > 0:
                return self._said("terms", symbol, _share(both, seen), row), both / seen
        return Reason("text", goes_with(surface, index.tags.tags[pairs.columns[row]][0])), 0.0

    def _neighbours(self, row: int) -> tuple[Reason, float] | None:
        names = tuple(self.explainer.knowledge.index.products[place] for place in self.near[row][self.has[row]])
        if not names:
            return None
        asked = np.count_nonzero(self.near[row] >= 0)
        shown = ", ".join(names[:SHOWN_NEIGHBOURS]) + (", …" if len(names) > SHOWN_NEIGHBOURS else "")
        verb = "has" if len(names) == 1 else "have"
        text = f"{len(names)} of the {asked} most similar products {verb} it ({shown})"
        return Reason("neighbours", text, names), len(names) / asked

    def _embedded(self, row: int) -> tuple[Reason, float] | None:
        if not self.first_embedded[row]:
            return None
        model = self.explainer.knowledge.index.graph.model
        return Reason("embedding", f"the graph embedding ({model}) puts it before all other candidates"), 0.0

    def _together(self, row: int, family: str) -> tuple[Reason, float] | None:
        name = max(FAMILIES[family] & self.contexts.keys(), key=lambda name: (self.contexts[name].most[row], name))
        found = self.contexts[name]
        both, seen = int(found.both[row]), int(found.seen[row])
        if both <= 0:
            return None
        if name in WORDING and self._is_name(name, int(found.symbol[row]), row):
            return self._named(row)
        if name != "categories" and _by_chance(both, seen, float(self.prior[row])) > CHANCE:
            return None
        return self._said(name, int(found.symbol[row]), _share(both, seen), row), both / seen

    def _is_name(self, name: str, symbol: int, row: int) -> bool:
        """Say whether words that go with a tag are but words of the tag's own name."""
        index = self.explainer.knowledge.index
        said = getattr(index.readers, name).names[symbol]
        return set(said.split()) <= set(words(index.tags.tags[self.explainer.pairs.columns[row]][1]))

    def _said(self, name: str, symbol: int, share: str, row: int) -> Reason:
        verb = "has" if share == ONLY else "have"
        index = self.explainer.knowledge.index
        if name == "tags":
            attribute, value = index.tags.tags[symbol]
            return Reason(
                "co-occurrence", f"{share} with {attribute}: {value} {verb} it", tags=(tag_id(attribute, value),)
            )
        said = getattr(index.readers, name).names[symbol]
        if name == "categories":
            return Reason("popularity", f"{share} in {said} {verb} it")
        where = (
            "whose title starts with" if name == "openings" else "with the words" if " " in said else "with the word"
        )
        written = _spellings(self.explainer.queries.texts.read(self.explainer.pairs.rows[row])).get(said, said)
        return Reason("text", f"{share} {where} “{written}” {verb} it")


def _by_chance(both: int, seen: int, share: float) -> float:
    """Return how often so many or more of the `seen` have what a `share` of all has (the binomial's upper tail)."""
    return float(betainc(both, seen - both + 1, share))


@lru_cache(maxsize=16)
def _spellings(text: str) -> Mapping[str, str]:
    """Map the words of a text, and pairs of them, to how it first writes them."""
    read, placed = placed_words(text)
    pairs = ((f"{one.word} {other.word}", one.start, other.end) for one, other in pairwise(placed))
    found: dict[str, str] = {}
    for said, start, end in chain(placed, pairs):
        found.setdefault(said, _written(read, start, end))
    return found


def _written(read: str, start: int, end: int) -> str:
    """Return what stands at characters `[start, end)` on one line, with the sign of its number ("50+")."""
    signs = _SIGNS.match(read, end)
    return " ".join(read[start : signs.end() if signs else end].split())


def means_something(said: str) -> bool:
    """Say whether words tell a person something: one has letters and is no unit or function word.

    In scripts without spaces a pair of characters may be cut out of a word: only two Chinese ones pass for one.
    """
    parts = said.split()
    if any(map(is_unspaced, parts)):
        return len(parts) > 1 and all(map(_HAN.match, parts))
    return any(len(part) >= SHORTEST_WORD and part not in FUNCTION_WORDS and not part.isdecimal() for part in parts)


def _share(both: int, seen: int) -> str:
    if seen == 1:
        return ONLY
    return f"all {seen} products" if both == seen else f"{both} of {seen} products"


def quotes_of(mentions: pl.DataFrame) -> Quotes:
    """Return each (product, attribute, value)'s first mention: words that say it before others, titles first."""
    import polars as pl

    says = pl.col("extractor") != "clue"
    slot = ["product", "attribute", "value"]
    ordered = mentions.sort(*slot, says, "field", "start", descending=[False] * 3 + [True, True, False])
    first = ordered.unique(slot, keep="first", maintain_order=True).select(*slot, "field", "surface", says)
    return {(product, attribute, value): Quote(*quote) for product, attribute, value, *quote in first.iter_rows()}


def quote(value: str, texts: Mapping[str, str], *, denying: bool) -> Quote | None:
    """Find a name in a product's texts (by field), as it stands there, where it speaks for the product.

    That is where it is not denied, or for an attribute that denials speak of (`denying`), where it is. A "yes" that
    stands anywhere says nothing.
    """
    name = joined(value)
    if not name or name in FUNCTION_WORDS:
        return None
    for field, text in texts.items():
        read, _ = placed_words(text)
        for place in name_places({name}, text) if name in joined(text) else ():
            if is_denied(read, place.start, place.end) == denying:
                return Quote(field, _written(read, place.start, place.end))
    return None
