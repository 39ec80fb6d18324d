"""The catalog's cells laid over its text: what a tagger can learn without hand labels; knows no model.

What is taught of an attribute by one text (a title or a description) of a product:

- the product's own values stand in the text, as the column writes them or in a form that the catalog's other products
  teach ("HP" for Hewlett-Packard, 4 3/4" for 12.1 cm): they are its spans;
- the cell is known to be empty: absent;
- the cell has a value, and no text of the product has it or any of its words: absent, if the attribute is one whose
  values usually stand in the text (`USUALLY_STATED`), because then its absence is the exception that it looks like;
- anything else is unknown: the cell is unknown; the value stands in the product's other text; words of it stand there
  ("Conair" of "Conair Corporation", "Mont Blanc" for "Montblanc"), so that the text may well name it; or its values are
  usually paraphrased.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..kg.categories import category_path, is_inside
from ..kg.vocabulary import absent_cells, canonical_cells
from .columns.column_forms import ColumnForms, OwnSurfaces
from .known_values import FUNCTION_WORDS, KnownValues
from .labelled_text import LabelledText, Span
from .matching import Match, overlap, resolve, word_keys
from .phrases import ProductText
from .rules import Rules

if TYPE_CHECKING:
    import polars as pl

    from ..kg.schema import Schema
    from ..kg.types import TextField
    from ..kg.vocabulary import Vocabulary

FIELDS: tuple[TextField, ...] = ("title", "description")
USUALLY_STATED = 0.5
"""The share of an attribute's known values that stand word for word in the text, from which silence says something."""
_ENOUGH_FOR_FORMS = 10
"""Values that no text says as the column does, from which the forms of a column are learned."""

Cells = dict[str, dict[str, frozenset[str]]]
"""Product → attribute → its canonical values; none where the cell is known to be empty."""


@dataclass(frozen=True, slots=True)
class _Aligned:
    """A product with its texts, what is known of it, and the matches of its own values in each text."""

    product: str
    category: str
    texts: Mapping[TextField, str]
    cells: Mapping[str, frozenset[str]]
    matches: Mapping[TextField, list[Match]]

    def stated(self) -> frozenset[str]:
        """Return the attributes of which a value stands in one of the texts."""
        return frozenset(match.attribute for matches in self.matches.values() for match in matches)


def known_cells(products: pl.DataFrame, vocabulary: Vocabulary, schema: Schema) -> Cells:
    """Return what the catalog itself knows of each product; unknown cells are not listed."""
    values: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for product, attribute, value, *_ in canonical_cells(products, vocabulary).iter_rows():
        values[product][attribute].add(value)
    for product, attribute in absent_cells(products, schema).iter_rows():
        values[product].setdefault(attribute, set())
    return {product: {name: frozenset(own) for name, own in cells.items()} for product, cells in values.items()}


def texts_of(product: Mapping[str, Any]) -> dict[TextField, str]:
    """Return the text fields of a row of the products table that are not empty, title first."""
    return {field: product[field] for field in FIELDS if product[field]}


def align(products: pl.DataFrame, vocabulary: Vocabulary, schema: Schema) -> list[LabelledText]:
    """Label every text of every product with what its own cells say of it, in the order of the products."""
    known_values, rules = KnownValues(vocabulary), Rules(vocabulary, schema)
    cells = known_cells(products, vocabulary, schema)
    aligned = [_aligned(row, cells.get(row["id"], {}), known_values, rules) for row in products.iter_rows(named=True)]
    aligned = _with_forms(aligned, _own_surfaces(products, vocabulary))
    usual = _usually_stated(aligned)
    return [_labelled(product, field, usual) for product in aligned for field in product.texts]


def _aligned(
    row: Mapping[str, Any],
    cells: Mapping[str, frozenset[str]],
    known_values: KnownValues,
    rules: Rules,
) -> _Aligned:
    own = frozenset((attribute, value) for attribute, values in cells.items() for value in values)
    texts = texts_of(row)
    matches = {
        field: resolve([*known_values.find_own(text, own), *rules.find_own(text, own)]) for field, text in texts.items()
    }
    return _Aligned(row["id"], category_name(row), texts, cells, matches)


def _own_surfaces(products: pl.DataFrame, vocabulary: Vocabulary) -> dict[str, dict[str, dict[str, str]]]:
    """Return product → attribute → its values as the cell writes them → their canonical values."""
    own: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for product, attribute, value, surface, _ in canonical_cells(products, vocabulary).iter_rows():
        own[product][attribute][surface] = value
    return own


def _with_forms(aligned: Sequence[_Aligned], surfaces: Mapping[str, OwnSurfaces]) -> list[_Aligned]:
    """Look once more for values that no text says as the column does, by the forms in which texts say such values.

    Forms are learned of attributes with enough such values only.
    """
    stated = [product.stated() for product in aligned]
    open_cells = Counter(
        name
        for product, found in zip(aligned, stated, strict=True)
        for name, values in product.cells.items()
        if values and name not in found
    )
    wanted = {name for name, count in open_cells.items() if count >= _ENOUGH_FOR_FORMS}
    if not wanted:
        return list(aligned)
    cells = [
        {name: surfaces.get(product.product, {}).get(name, {}) for name in product.cells.keys() & wanted}
        for product in aligned
    ]
    forms = ColumnForms.learn(wanted, [_text(product) for product in aligned], cells)
    return [
        _also_stated(product, forms, {name: own[name] for name in own.keys() & forms.attributes() - found})
        for product, own, found in zip(aligned, cells, stated, strict=True)
    ]


def _text(product: _Aligned) -> ProductText:
    return ProductText(product.product, product.category, product.texts)


def _also_stated(product: _Aligned, forms: ColumnForms, own: OwnSurfaces) -> _Aligned:
    """Add what is said in other forms, but not where another attribute's value stands: that explains the words."""
    if not any(own.values()):
        return product
    found = forms.find_own(_text(product), own)
    matches = {
        field: resolve([*known, *(one for one in found[field] if not any(overlap(one, other) for other in known))])
        for field, known in product.matches.items()
    }
    return replace(product, matches=matches)


def attributes_of(product: Mapping[str, Any], schema: Schema) -> frozenset[str]:
    """Return the attributes that a row of the products table can have: all, if its category is not known."""
    path = category_path(product["category"])
    of_category = frozenset(
        name for name, attribute in schema.items() if not attribute.categories or is_inside(path, attribute.categories)
    )
    is_known = bool(path) and any(is_inside(path, attribute.categories) for attribute in schema.values())
    return of_category if is_known else frozenset(schema)


def category_name(product: Mapping[str, Any]) -> str:
    """Return the category of a row of the products table as the tagger reads it."""
    return category_path(product["category"])


def _usually_stated(aligned: Sequence[_Aligned]) -> frozenset[str]:
    """Return the attributes whose known values stand in the text at least as often as `USUALLY_STATED`."""
    known: Counter[str] = Counter()
    stated: Counter[str] = Counter()
    for product in aligned:
        known.update(attribute for attribute, values in product.cells.items() if values)
        stated.update(product.stated())
    return frozenset(attribute for attribute, count in known.items() if stated[attribute] >= USUALLY_STATED * count)


def _labelled(product: _Aligned, field: TextField, usual: frozenset[str]) -> LabelledText:
    spans = tuple(Span(match.start, match.end, match.attribute) for match in product.matches[field])
    empty = frozenset(attribute for attribute, values in product.cells.items() if not values)
    unstated = (usual & product.cells.keys()) - product.stated() - empty
    words = [key for text in product.texts.values() if unstated for key in word_keys(text)]
    absent = empty | {attribute for attribute in unstated if _is_silent(words, product.cells[attribute])}
    return LabelledText(product.product, product.texts[field], product.category, spans, absent)


def _is_silent(words: Sequence[str], values: frozenset[str]) -> bool:
    """Say whether a text has none of the words of any of the values, nor a value spaced in another way."""
    telling, run = frozenset(words) - FUNCTION_WORDS, "".join(words)
    return not any(telling.intersection(keys) or "".join(keys) in run for keys in map(word_keys, values))
