"""The extractors side by side: all that is found in a product's text; does not know how far it is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from ..kg.categories import category_path
from ..kg.product_rows import possible_attributes, texts_of
from ..kg.progress import Progress, silent
from .columns.columns import NO_COLUMNS, Columns
from .known_values import KnownValues
from .labels import Labelled, Labels
from .matching import BOTH_LABELLED, LABELLED, LABELLED_NEW, Found, Places, resolve
from .namesakes import without_namesakes
from .plausibility import is_plausible
from .rules import Rules

if TYPE_CHECKING:
    import polars as pl

    from ..kg.schema import Schema
    from ..kg.vocabulary import Vocabulary
    from .tagger.decoding import Candidate

BATCH = 2_000


class TextTagger(Protocol):
    """What a tagger is, with an encoder or without: texts with their categories in, candidate values out."""

    @property
    def version(self) -> str: ...
    @property
    def threshold(self) -> float: ...
    def tag(self, texts: Sequence[tuple[str, str]], progress: Progress) -> list[list[Candidate]]: ...


class Extractors:
    """Known values, rules and, where trained, the tagger and the readers of columns."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        schema: Schema,
        tagger: TextTagger | None = None,
        columns: Columns = NO_COLUMNS,
        languages: Sequence[str] = (),
    ) -> None:
        """Take what was learned; `languages` are those of the catalog's texts, whose inflected words are read."""
        self._vocabulary = vocabulary
        self._schema = schema
        self._tagger = tagger
        self._columns = columns
        self._known_values = KnownValues(vocabulary, languages)
        self._rules = Rules(vocabulary, schema)
        self._labels = Labels(vocabulary, schema)

    def find(self, products: Sequence[Mapping[str, Any]]) -> list[list[Found]]:
        """Return what all extractors find in each of some rows of the products table."""
        found = self.find_without_model(products)
        return [
            self._unambiguous(
                own + self._plausible([*tagged, *self._columns.find(product, self._vocabulary, self._schema)], product),
                product,
            )
            for product, own, tagged in zip(products, found, self._find_by_tagger(products), strict=True)
        ]

    def find_without_model(self, products: Sequence[Mapping[str, Any]]) -> list[list[Found]]:
        """Return what known values and rules find in each of some rows of the products table."""
        return [self._unambiguous(self._plausible(self._find_in(product), product), product) for product in products]

    def named(self, text: str) -> list[tuple[str, str]]:
        """Return every known (attribute, value) that a text is the name of, in any spelling."""
        return self._known_values.named(text)

    def _plausible(self, found: Sequence[Found], product: Mapping[str, Any]) -> list[Found]:
        """Leave out what the words around it make implausible; a labelled line is taken at its word."""
        texts = texts_of(product)
        return [
            one
            for one in (self._spelt_out(one, texts[one.field]) for one in found)
            if one.case in BOTH_LABELLED
            or is_plausible(one, texts[one.field], self._vocabulary.attribute(one.attribute), self._vocabulary)
        ]

    def _unambiguous(self, found: Sequence[Found], product: Mapping[str, Any]) -> list[Found]:
        return without_namesakes(without_labelled(found), product, texts_of(product), self.named)

    def _spelt_out(self, one: Found, text: str) -> Found:
        """Take the known value that a sign right behind makes of a find: "50+" of 50."""
        end = one.end
        while text[end : end + 1] == "+":
            end += 1
        if end == one.end or one.extractor in ("rule", "clue"):
            return one
        value = self._vocabulary.canonical(one.attribute, text[one.start : end]).name
        return replace(one, end=end, value=value) if self._vocabulary.is_known(one.attribute, value) else one

    def _find_in(self, product: Mapping[str, Any]) -> list[Found]:
        attributes = possible_attributes(product, self._schema)
        found: list[Found] = []
        for field, text in texts_of(product).items():
            found += [
                Found(field, line.start, line.end, line.attribute, line.value, "rule", _case(line))
                for line in self._labels.find(text, attributes)
            ]
            matches = resolve(
                match for match in self._known_values.find(text, product["category"]) if match.attribute in attributes
            )
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
        asked = [(text, category_path(products[place]["category"])) for place, _, text in texts]
        tagged = self._tagger.tag(asked, silent)
        for (place, field, text), candidates in zip(texts, tagged, strict=True):
            attributes = possible_attributes(products[place], self._schema)
            for one in candidates:
                if one.attribute in attributes:
                    value = self._vocabulary.canonical(one.attribute, text[one.start : one.end]).name
                    score = round(one.score, 4)
                    found[place].append(Found(field, one.start, one.end, one.attribute, value, "tagger", score=score))
        return found


def _case(line: Labelled) -> str:
    return LABELLED if line.is_known else LABELLED_NEW


def without_labelled(found: Sequence[Found]) -> list[Found]:
    """Leave out what lies within a labelled line of another attribute: "Contents: 30 pieces" is no pack size."""
    labelled: Places[Found] = Places()
    for one in found:
        if one.case in BOTH_LABELLED:
            labelled.add(one, one.field)
    return [
        one
        for one in found
        if one.case in BOTH_LABELLED
        or all(one.attribute == line.attribute for line in labelled.overlapping(one, one.field))
    ]


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
