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

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..kg.categories import category_path
from ..kg.product_rows import texts_of
from .columns.column_forms import ColumnForms, OwnSurfaces
from .known_values import FUNCTION_WORDS, KnownValues
from .labelled_text import LabelledText, Span
from .matching import Match, overlap, resolve, word_keys
from .phrases import ProductText
from .rules import Rules

if TYPE_CHECKING:
    import polars as pl

    from ..kg.types import TextField
    from ..kg.vocabulary import Vocabulary, WrittenCells

USUALLY_STATED = 0.5
"""The share of an attribute's known values that stand word for word in the text, from which silence says something."""
_ENOUGH_FOR_FORMS = 10
"""Values that no text says as the column does, from which the forms of a column are learned."""


@dataclass(frozen=True, slots=True)
class _Aligned:
    """A product with its texts, what is known of it, and the matches of its own values in each text."""

    product: str
    category: str
    texts: Mapping[TextField, str]
    cells: OwnSurfaces
    matches: Mapping[TextField, list[Match]]

    def stated(self) -> frozenset[str]:
        """Return the attributes of which a value stands in one of the texts."""
        return frozenset(match.attribute for matches in self.matches.values() for match in matches)


def align(products: pl.DataFrame, vocabulary: Vocabulary, cells: WrittenCells) -> list[LabelledText]:
    """Label every text of every product with what its own `cells` say of it, in the order of the products."""
    known_values, rules = KnownValues(vocabulary), Rules(vocabulary, vocabulary.schema)
    aligned = [_aligned(row, cells.get(row["id"], {}), known_values, rules) for row in products.iter_rows(named=True)]
    aligned = _with_forms(aligned)
    usual = _usually_stated(aligned)
    return [_labelled(product, field, usual) for product in aligned for field in product.texts]


def _aligned(
    row: Mapping[str, Any],
    cells: OwnSurfaces,
    known_values: KnownValues,
    rules: Rules,
) -> _Aligned:
    own = frozenset((attribute, value) for attribute, values in cells.items() for value in values.values())
    texts = texts_of(row)
    matches = {
        field: resolve([*known_values.find_own(text, own), *rules.find_own(text, own)]) for field, text in texts.items()
    }
    return _Aligned(row["id"], category_path(row["category"]), texts, cells, matches)


def _with_forms(aligned: Sequence[_Aligned]) -> list[_Aligned]:
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
    cells = [{name: product.cells[name] for name in product.cells.keys() & wanted} for product in aligned]
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
    absent = empty | {attribute for attribute in unstated if _is_silent(words, product.cells[attribute].values())}
    return LabelledText(product.product, product.texts[field], product.category, spans, absent)


def _is_silent(words: Sequence[str], values: Collection[str]) -> bool:
    """Say whether a text has none of the words of any of the values, nor a value spaced in another way."""
    telling, run = frozenset(words) - FUNCTION_WORDS, "".join(words)
    return not any(telling.intersection(keys) or "".join(keys) in run for keys in map(word_keys, values))
