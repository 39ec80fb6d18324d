"""The three extractors side by side: all that is found in a product's text; does not know how far it is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from ..kg.progress import Progress, silent
from .alignment import attributes_of, category_name, texts_of
from .columns import NO_COLUMNS, Columns
from .known_values import KnownValues
from .matching import Found, resolve
from .rules import Rules

if TYPE_CHECKING:
    import polars as pl

    from ..kg.schema import Schema
    from ..kg.vocabulary import Vocabulary
    from .tagger_decoding import Candidate

BATCH = 2_000


class TextTagger(Protocol):
    """What a tagger is, with an encoder or without: texts with their categories in, candidate values out."""

    @property
    def version(self) -> str: ...
    @property
    def threshold(self) -> float: ...
    def tag(self, texts: Sequence[tuple[str, str]], progress: Progress) -> list[list[Candidate]]: ...


class Extractors:
    """Known values, rules and, where trained, the tagger and the readers of columns; what these read it does not."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        schema: Schema,
        tagger: TextTagger | None = None,
        columns: Columns = NO_COLUMNS,
    ) -> None:
        self._vocabulary = vocabulary
        self._schema = schema
        self._tagger = tagger
        self._columns = columns
        self._known_values = KnownValues(vocabulary)
        self._rules = Rules(vocabulary, schema)

    def find(self, products: Sequence[Mapping[str, Any]]) -> list[list[Found]]:
        """Return what all extractors find in each of some rows of the products table."""
        found = self.find_without_model(products)
        return [
            own + tagged + self._columns.find(product, self._vocabulary, self._schema)
            for product, own, tagged in zip(products, found, self._find_by_tagger(products), strict=True)
        ]

    def find_without_model(self, products: Sequence[Mapping[str, Any]]) -> list[list[Found]]:
        """Return what known values and rules find in each of some rows of the products table."""
        return [self._find_in(product) for product in products]

    def named(self, text: str) -> list[tuple[str, str]]:
        """Return every known (attribute, value) that a text is the name of, in any spelling."""
        return self._known_values.named(text)

    def _find_in(self, product: Mapping[str, Any]) -> list[Found]:
        attributes = attributes_of(product, self._schema)
        found: list[Found] = []
        for field, text in texts_of(product).items():
            matches = resolve(match for match in self._known_values.find(text) if match.attribute in attributes)
            found += [
                Found(field, match.start, match.end, match.attribute, match.value, "catalog", match.value)
                for match in matches
            ]
            found += [
                Found(field, rule.start, rule.end, rule.attribute, rule.value, "rule", rule.kind)
                for rule in self._rules.find(text, attributes)
            ]
        return found

    def _find_by_tagger(self, products: Sequence[Mapping[str, Any]]) -> list[list[Found]]:
        found: list[list[Found]] = [[] for _ in products]
        if self._tagger is None:
            return found
        texts = [
            (place, field, text) for place, product in enumerate(products) for field, text in texts_of(product).items()
        ]
        tagged = self._tagger.tag([(text, category_name(products[place])) for place, _, text in texts], silent)
        for (place, field, text), candidates in zip(texts, tagged, strict=True):
            attributes = attributes_of(products[place], self._schema)
            for one in candidates:
                if one.attribute in attributes and one.attribute not in self._columns.readers:
                    value = self._vocabulary.canonical(one.attribute, text[one.start : one.end]).name
                    score = round(one.score, 4)
                    found[place].append(Found(field, one.start, one.end, one.attribute, value, "tagger", score=score))
        return found


def read_batches(
    products: pl.DataFrame,
    find: Callable[[Sequence[Mapping[str, Any]]], list[list[Found]]],
    progress: Progress,
    label: str,
) -> Iterator[tuple[Mapping[str, Any], list[Found]]]:
    """Read products in batches, and hand on each row with what was found in it."""
    with progress(label, len(products), "products") as advance:
        for batch in products.iter_slices(BATCH):
            rows = batch.rows(named=True)
            yield from zip(rows, find(rows), strict=True)
            advance(len(rows))
