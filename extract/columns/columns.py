"""The columns that texts paraphrase, read by a learned reader each; knows no tagger and no calibration.

"Gray and Metallic" for silver, "Storage Solutions" for a hard drive: no tagger learns such values, for they stand in no
text. Which columns these are is counted: fewer than `MOSTLY_STATED` of their values stand in the text as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from ...kg.categories import category_path
from ...kg.product_rows import possible_attributes, texts_of
from ...kg.splits import drawn, is_held_out
from ...kg.types import FREE_TAG
from ..counts import NUMBERS
from ..matching import Found, word_keys
from ..phrases import Place, ProductText, for_one_column
from .reader import ColumnReader, Reading, learn_column

if TYPE_CHECKING:
    import polars as pl

    from ...kg.schema import Schema
    from ...kg.vocabulary import Vocabulary, WrittenCells
    from ..labelled_text import LabelledText
    from .learned_forms import Cell
    from .value_forms import Sighting

MOSTLY_STATED = 0.8
FEWEST_PRODUCTS, MOST_PRODUCTS, MOST_PRODUCTS_IN_ALL = 50, 1_500, 30_000
"""Products with a known cell from which a column is learned, the most it is learned from, and the most of all columns
together: without that limit a schema of hundreds would be learned for hours."""
MOST_VALUES, LEAST_PROBABILITY = 3, 0.05
_ABOUT_AS_SURE = 0.9
_SHORTEST_BEGINNING = 3


@dataclass(frozen=True)
class Columns:
    """The readers of the paraphrased columns, by attribute."""

    readers: Mapping[str, ColumnReader]

    def find(self, product: Mapping[str, Any], vocabulary: Vocabulary, schema: Schema) -> list[Found]:
        """Return what the columns say of a row of the products table, at most three values each, with probabilities.

        Each value stands at its best place in each text; words that go with it without saying it are a clue.
        One that only all words together tell has no words to quote: it is not found but left to completion.
        """
        text = product_text(product)
        found: list[Found] = []
        for attribute in sorted(self.readers.keys() & possible_attributes(product, schema)):
            reader = self.readers[attribute]
            for reading in reader.read(text)[:MOST_VALUES]:
                if reading.probability >= LEAST_PROBABILITY:
                    value, score = vocabulary.canonical(attribute, reading.value).name, round(reading.probability, 4)
                    says = partial(_says, attribute=attribute, value=value, vocabulary=vocabulary)
                    found += [
                        Found(
                            place.field, place.start, place.end, attribute, value, "column" if said else "clue",
                            score=score,
                        )
                        for place, said in _best_places(reading, text, says)
                    ]  # fmt: skip
        return found


NO_COLUMNS = Columns({})


def product_text(product: Mapping[str, Any]) -> ProductText:
    """Return the texts of a row of the products table as columns read them."""
    return ProductText(product["id"], category_path(product["category"]), texts_of(product))


def learn_columns(
    products: pl.DataFrame, vocabulary: Vocabulary, known: WrittenCells, texts: Sequence[LabelledText]
) -> Columns:
    """Learn to read the paraphrased columns from the products that are not held out.

    `known` are the products' cells, `texts` their texts with their own values laid over them.
    """
    cells = _cells(known, vocabulary)
    paraphrased = _paraphrased(cells, vocabulary, texts)
    rows = products.select("id", "title", "description", "category").iter_rows(named=True)
    rows = (row for row in rows if paraphrased & cells.get(row["id"], {}).keys())
    read = [product_text(row) for row in rows if not is_held_out(row["id"])]
    most = max(FEWEST_PRODUCTS, min(MOST_PRODUCTS, MOST_PRODUCTS_IN_ALL // max(len(paraphrased), 1)))
    readers = {}
    for name in sorted(paraphrased):
        own = [(text, cells[text.product][name]) for text in read if name in cells[text.product]]
        if sum(bool(values) for _, values in own) < FEWEST_PRODUCTS:
            continue
        sample = [own[place] for place in drawn([text.product for text, _ in own], most, "columns")]
        if reader := learn_column(for_one_column(sample, len(read))):
            readers[name] = reader
    return Columns(readers)


def _cells(known: WrittenCells, vocabulary: Vocabulary) -> dict[str, dict[str, Cell]]:
    """Return product → attribute → its values, measures as the catalog prints them; none where the cell is empty."""
    return {
        product: {
            name: tuple(values.values() if vocabulary.attribute(name).kind == "text" else values)
            for name, values in own.items()
        }
        for product, own in known.items()
    }


def _paraphrased(
    cells: Mapping[str, Mapping[str, Cell]], vocabulary: Vocabulary, texts: Sequence[LabelledText]
) -> frozenset[str]:
    """Return the attributes of which too few values stand in the text as the column writes them."""
    filled = Counter(name for own in cells.values() for name, values in own.items() if values)
    stated = Counter(
        name for _, name in {
            (text.product, span.attribute)
            for text in texts
            for span in text.spans
            if vocabulary.is_known(
                span.attribute, vocabulary.canonical(span.attribute, text.text[span.start : span.end]).name
            )
        }
    )  # fmt: skip
    return frozenset(
        name for name, count in filled.items() if name != FREE_TAG and stated[name] < MOSTLY_STATED * count
    )


def _says(one: Sighting, attribute: str, value: str, vocabulary: Vocabulary) -> bool:
    """Say whether the words of a place are a value in some form; a clue says it that holds or abbreviates its name."""
    if one.kind != "clue" or vocabulary.canonical(attribute, one.surface).name == value:
        return True
    name, said = word_keys(value), word_keys(one.surface)
    return bool(name) and (set(name) <= set(said) or _abbreviates("".join(said), name))


def _abbreviates(letters: str, name: Sequence[str]) -> bool:
    """Say whether letters are the initials of a name ("HP" of Hewlett-Packard) or begin it ("Logi" of Logitech).

    A number does not: "three" of "three keys" may count anything.
    """
    initials = "".join(word[0] for word in name)
    begin_it = len(letters) >= _SHORTEST_BEGINNING and letters not in NUMBERS and "".join(name).startswith(letters)
    return begin_it or (len(name) > 1 and letters == initials)


def _best_places(reading: Reading, text: ProductText, says: Callable[[Sighting], bool]) -> list[tuple[Place, bool]]:
    """Return the best place in each text of those about as sure as the surest, and whether it says the value."""
    surest = max((one.certainty for one in reading.places), default=0.0)
    sure = [(says(one), one) for one in reading.places if one.certainty >= _ABOUT_AS_SURE * surest]
    places: dict[str, tuple[Place, bool]] = {}
    for said, one in sorted(sure, key=_rank):
        end = one.place.start + len(one.surface) if one.kind == "number" else one.place.end
        places.setdefault(one.place.field, (replace(one.place, end=end), said))
    return [places[field] for field in text.texts if field in places]


def _rank(found: tuple[bool, Sighting]) -> tuple[bool, float, int, int]:
    """Order the places of a value: those that say it, the most certain, then the shortest, then the first."""
    says, one = found
    return not says, -one.certainty, one.place.end - one.place.start, one.place.start
