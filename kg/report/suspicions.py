"""What in the graph deserves a second look: values that contradict each other, far numbers, likely misspellings.

Nothing here is sure to be wrong: each finding says what is unusual about it, and a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..categories import category_column
from ..misspellings import LONGEST, MUCH_MORE, one_letter_apart
from ..tables import TRIPLE
from ..vocabulary import Vocabulary

if TYPE_CHECKING:
    import polars as pl

    from ..schema import Schema

NEARLY_ALWAYS = 0.95
"""The share of an attribute's products that must have one value, for two to contradict each other."""
LEAST_NUMBERS = 8
FENCES = 3.0
"""Widths of the middle half (on a logarithmic scale) beyond it where a number is far out (Tukey's outer fence)."""
LEAST_FACTOR = 3.0
_SHORTEST = 5


@dataclass(frozen=True, slots=True)
class Said:
    """A value with the best of what it rests on: `origin` is the catalog, the text or a decision."""

    value: str
    confidence: float
    origin: str
    field: str
    quote: str
    extractor: str | None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A product's values, the surest first, of an attribute of which nearly every product has one."""

    product: str
    attribute: str
    values: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class FarNumber:
    """A number far from those of its attribute and category: `middle` is their median, of `of` products."""

    product: str
    attribute: str
    value: str
    category: str
    middle: float
    unit: str | None
    of: int


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A value that one product has and that is one edit from a value that many have."""

    product: str
    attribute: str
    value: str
    frequent: str
    products: int


def contradictions(triples: pl.DataFrame, evidence: pl.DataFrame, schema: Schema) -> list[Contradiction]:
    """Find products with several values of an attribute of which at least `NEARLY_ALWAYS` have one, and may have one.

    An attribute that may have many values, by the schema, contradicts nothing.
    """
    import polars as pl

    slots = triples.group_by("head", "relation").len("tags")
    single = slots.group_by("relation").agg((pl.col("tags") == 1).mean().alias("share"))
    many = [name for name, attribute in schema.items() if attribute.many]
    usual = single.filter((pl.col("share") >= NEARLY_ALWAYS) & ~pl.col("relation").is_in(many))
    several = slots.filter(pl.col("tags") > 1).join(usual, on="relation", how="semi")
    best = (
        evidence.join(several, on=["head", "relation"], how="semi")
        .sort("relation", "head", "confidence", "tail", "origin", "field", "start",
              descending=[False, False, True, False, False, False, False])
        .unique(TRIPLE, keep="first", maintain_order=True)
    )  # fmt: skip
    found: dict[tuple[str, str], list[Said]] = {}
    for head, relation, *said in best.select(*TRIPLE, *Said.__slots__[1:]).iter_rows():
        found.setdefault((head, relation), []).append(Said(*said))
    return [Contradiction(*slot, tuple(values)) for slot, values in found.items()]


def far_numbers(triples: pl.DataFrame, products: pl.DataFrame, vocabulary: Vocabulary) -> list[FarNumber]:
    """Find numbers beyond the outer fences of their attribute and category, and `LEAST_FACTOR` from the median.

    Sizes spread by factors, so logarithms are compared. Only numbers in the attribute's usual unit above zero count,
    and only where at least `LEAST_NUMBERS` products of the category have one.
    """
    import polars as pl

    place = ["attribute", "category"]
    measured = (
        triples.rename({"head": "product", "relation": "attribute", "tail": "value"})
        .join(_numbers(triples, vocabulary), on=["attribute", "value"])
        .join(products.select(pl.col("id").alias("product"), category_column()), on="product")
        .with_columns(pl.col("number").log().alias("size"))
    )
    quarter = [pl.col("size").quantile(share, "linear").over(place).alias(name) for share, name in _QUARTERS]
    measured = measured.with_columns(*quarter, pl.len().over(place).alias("of"))
    width = pl.col("high") - pl.col("low")
    outside = (pl.col("size") > pl.col("high") + FENCES * width) | (pl.col("size") < pl.col("low") - FENCES * width)
    distance = (pl.col("size") - pl.col("middle")).abs()
    far = measured.filter(outside & (distance.exp() >= LEAST_FACTOR) & (pl.col("of") >= LEAST_NUMBERS))
    shown = far.sort(distance.round(9), "attribute", "product", "value", descending=[True, False, False, False]).select(
        "product", "attribute", "value", "category", pl.col("middle").exp().round_sig_figs(4), "unit", "of"
    )
    return [FarNumber(*row) for row in shown.iter_rows()]


_QUARTERS = ((0.25, "low"), (0.5, "middle"), (0.75, "high"))


def _numbers(triples: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """Return (attribute, value, number, unit) of the values that are sizes in the attribute's usual unit."""
    import polars as pl

    rows = []
    for attribute, value in triples.select("relation", "tail").unique().iter_rows():
        described = vocabulary.attribute(attribute)
        if described.kind in ("quantity", "number"):
            read = vocabulary.canonical(attribute, value)
            if read.number and read.number > 0 and read.unit == described.unit:
                rows.append((attribute, value, read.number, read.unit))
    schema = {"attribute": pl.String, "value": pl.String, "number": pl.Float64, "unit": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def near_misses(triples: pl.DataFrame, schema: Schema) -> list[NearMiss]:
    """Find values of one product that are a letter away from a value that at least `MUCH_MORE` products have.

    Numbers, and words that differ in a digit ("Bluetooth 5.2", "Bluetooth 5.3"), are values of their own.
    """
    import polars as pl

    kinds = {name: attribute.kind for name, attribute in schema.items()}
    counted = triples.group_by("relation", "tail").agg(pl.len().alias("products"), pl.col("head").min())
    found = []
    for (attribute,), part in sorted(counted.partition_by("relation", as_dict=True).items(), key=lambda pair: pair[0]):
        if kinds.get(attribute, "text") == "text":
            counts = dict(part.select("tail", "products").sort("tail").iter_rows())
            heads = dict(part.select("tail", "head").iter_rows())
            for rare, frequent in _one_edit_apart(counts):
                found.append(NearMiss(heads[rare], attribute, rare, frequent, counts[frequent]))
    return found


def _one_edit_apart(counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Pair values of one product with the only frequent value that is one edit away and has the same digits."""
    from rapidfuzz.distance import OSA

    letters = {value: value.casefold() for value in counts if _SHORTEST <= len(value) <= LONGEST}
    rare = {value: own for value, own in letters.items() if counts[value] == 1}
    frequent = {value: own for value, own in letters.items() if counts[value] >= MUCH_MORE}
    for value, near in one_letter_apart(rare, frequent):
        close = [other for other in near if OSA.distance(letters[value], letters[other]) == 1]
        same = [other for other in close if _digits(other) == _digits(value)]
        if len(same) == 1:
            yield value, same[0]


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())
