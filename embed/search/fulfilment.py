"""How probably each product fulfils each wish, from what the graph asserts, predicts or saw in text; ranks nothing.

What nothing speaks of is unknown, which is neither yes nor no: a catalog's cells are half empty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ...kg.quantities import Quantity, convert
from .query import KindWish, RangeWish, Tag, TagWish, Wish
from .ranges import Range
from .relevance import query_terms, word_pattern

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ...kg.vocabulary import Vocabulary
    from ...kg.workspace import Workspace
    from ..prices import Prices

    Real = NDArray[np.float64]

ENOUGH = 0.5
"""A product that is more likely to have something than not perhaps has it."""
UNKNOWN, SAID, NOT = 0.1, 0.4, 0.02
"""What a wish is worth that nothing speaks of, whose words the title has, and when another value is known."""
UNNAMED_KIND, OTHER_KIND = 0.9, 0.3
"""A product whose title names the kind, without a category, and in another category."""
NEAR = 0.3
"""The most that a number outside the bounds is worth."""


class Fulfilment(NamedTuple):
    """How probably each product fulfils a wish [products].

    `perhaps`: nothing that is asserted says that it does; `guessed`: and no text either, but a prediction.
    """

    worth: NDArray[np.float64]
    perhaps: NDArray[np.bool_]
    guessed: NDArray[np.bool_]

    @classmethod
    def sure(cls, worth: NDArray[np.float64]) -> Fulfilment:
        """Return what is known without doubt to be worth so much."""
        return cls(worth, np.zeros(len(worth), dtype=bool), np.zeros(len(worth), dtype=bool))


@dataclass(frozen=True)
class Facts:
    """What a workspace knows of its products (columns id, title, category): looked up attribute by attribute."""

    workspace: Workspace
    vocabulary: Vocabulary
    products: pl.DataFrame
    prices: Prices

    def fulfilment(self, wish: Wish) -> Fulfilment:
        """Return how far each product fulfils a wish."""
        wanted = self._fulfilment(replace(wish, excluded=False))
        return Fulfilment.sure(1 - wanted.worth) if wish.excluded else wanted

    def _fulfilment(self, wish: Wish) -> Fulfilment:
        if isinstance(wish, KindWish):
            return Fulfilment.sure(self._of_kind(wish))
        if isinstance(wish, RangeWish) and wish.priced:
            return Fulfilment.sure(self._priced(wish.bounds))
        if isinstance(wish, RangeWish):
            numbers = partial(self._closeness, wish.bounds)
            return self._having(wish.attributes, lambda tag: numbers(*tag) == 1.0, numbers)
        wanted = frozenset(wish.tags)
        having = self._having(tuple({attribute for attribute, _ in wish.tags}), wanted.__contains__)
        said = self._said(wish, UNNAMED_KIND if wish.loose else SAID)
        if wish.loose:
            doubted = said < ENOUGH
            return Fulfilment(np.maximum(having.worth, said), having.perhaps & doubted, having.guessed & doubted)
        return having._replace(worth=np.where(having.worth == UNKNOWN, said, having.worth))

    def matching(self, wish: TagWish | RangeWish) -> Callable[[Tag], bool]:
        """Return what says whether a tag fulfils a wish."""
        if isinstance(wish, RangeWish) and wish.priced:
            prices = {price for price in self.prices.of_products.values() if price}
            held = [price for price in prices if wish.bounds.holds(price.amount_in(wish.bounds.unit))]
            return frozenset((self.prices.column, str(price)) for price in held).__contains__
        if isinstance(wish, RangeWish):
            return lambda tag: tag[0] in wish.attributes and self._closeness(wish.bounds, *tag) == 1.0
        return frozenset(wish.tags).__contains__

    def _priced(self, bounds: Range) -> Real:
        amounts = self.prices.amounts(bounds.unit)
        worth = [
            UNKNOWN if np.isnan(amount) else 1.0 if bounds.holds(amount) else NOT + (NEAR - NOT) * _near(bounds, amount)
            for amount in amounts.tolist()
        ]
        return np.array(worth)

    def _of_kind(self, wish: KindWish) -> Real:
        import polars as pl

        named = pl.all_horizontal([pl.col("title").str.contains(word_pattern(word)) for word in wish.words])
        inside = pl.col("category").is_in(list(wish.categories if wish.named else ()))
        elsewhere = OTHER_KIND if wish.named else UNNAMED_KIND
        worth = (
            pl.when(inside).then(1.0)
            .when(named & (pl.col("category") == "")).then(UNNAMED_KIND)
            .when(named).then(elsewhere)
            .otherwise(NOT)
        )  # fmt: skip
        return self.products.select(worth.alias("worth"))["worth"].to_numpy()

    def _said(self, wish: TagWish, worth: float) -> Real:
        """Return what it is worth that a product's title says what was asked, though as no tag [products]."""
        import polars as pl

        said = [query_terms(quote) for quote in wish.quote.split(" or ")]
        named = pl.any_horizontal(
            pl.all_horizontal(
                [pl.lit(bool(words)), *(pl.col("title").str.contains(word_pattern(word)) for word in words)]
            )
            for words in said
        )
        return self.products.select(pl.when(named).then(worth).otherwise(UNKNOWN).alias("worth"))["worth"].to_numpy()

    def _having(
        self,
        attributes: Sequence[str],
        is_wanted: Callable[[Tag], bool],
        closeness: Callable[[str, str], float] = lambda attribute, value: 0.0,
    ) -> Fulfilment:
        """Return how probably each product has one of the wanted tags of some attributes.

        Asserted tags count with their confidence. Where there are none, predictions of one attribute add up, and a
        mention that was too weak to be asserted counts with its own confidence.
        """
        import polars as pl

        asserted = self._tags("triples", attributes, is_wanted, closeness)
        others = asserted.filter(~pl.col("wanted") & ~pl.col("many"))
        predicted = self._tags("predictions", attributes, is_wanted).filter(pl.col("wanted"))
        slots = predicted.group_by("row", "attribute").agg(
            pl.when(pl.col("many").first()).then(pl.col("sure").max()).otherwise(pl.col("sure").sum().clip(0, 1))
        )
        mentioned = self._tags("mentions", attributes, is_wanted).filter(pl.col("wanted"))
        stated, seen = self._best(asserted.filter(pl.col("wanted")), "sure"), self._best(mentioned, "sure")
        predicted_sum = self._best(slots, "sure")
        contradicted = self._best(others.with_columns(near=NOT + (NEAR - NOT) * pl.col("closeness")), "near")
        likely = np.maximum(UNKNOWN, np.maximum(seen, predicted_sum))
        worth = np.maximum(np.where(contradicted > 0, contradicted, likely), stated)
        perhaps = (worth >= ENOUGH) & (stated == 0)
        return Fulfilment(worth, perhaps, perhaps & (seen < ENOUGH))

    def _tags(
        self,
        table: str,
        attributes: Sequence[str],
        is_wanted: Callable[[Tag], bool],
        closeness: Callable[[str, str], float] = lambda attribute, value: 0.0,
    ) -> pl.DataFrame:
        """Return row, attribute, sure, wanted, many, closeness of what a table says of some attributes."""
        import polars as pl

        names, found = _COLUMNS[table], self.workspace.rows(table, _COLUMNS[table][1], list(attributes))
        if "asserted" in found.columns:
            found = found.filter(~pl.col("asserted"))
        said = found.select(
            id=pl.col(names[0]), attribute=pl.col(names[1]), value=pl.col(names[2]), sure=pl.col(names[3])
        )
        tags = said.select("attribute", "value").unique()
        judged: list[dict[str, Any]] = [
            {
                "attribute": attribute,
                "value": value,
                "wanted": is_wanted((attribute, value)),
                "many": self.vocabulary.attribute(attribute).many,
                "closeness": closeness(attribute, value),
            }
            for attribute, value in tags.iter_rows()
        ]
        schema = {
            "attribute": pl.String,
            "value": pl.String,
            "wanted": pl.Boolean,
            "many": pl.Boolean,
            "closeness": pl.Float64,
        }
        rows = self.products.select("id").with_row_index("row")
        return said.join(pl.DataFrame(judged, schema=schema), on=["attribute", "value"]).join(rows, on="id")

    def _best(self, found: pl.DataFrame, column: str) -> Real:
        worth = np.zeros(len(self.products))
        np.maximum.at(worth, found["row"].to_numpy(), found[column].to_numpy())
        return worth

    def _closeness(self, bounds: Range, attribute: str, value: str) -> float:
        """Return 1 for a value within the bounds, else how near it comes to them; 0 for what is no such number."""
        known = self.vocabulary.canonical(attribute, value)
        number = known.number
        if number is not None and bounds.unit and known.unit and known.unit != bounds.unit:
            converted = convert(Quantity(number, known.unit), bounds.unit)
            number = converted.magnitude if converted else None
        if number is None:
            return 0.0
        if bounds.holds(number):
            return 1.0
        return _near(bounds, number)


def _near(bounds: Range, number: float) -> float:
    """Return how near a number outside the bounds comes to them, less than 1."""
    bound = bounds.high if number >= bounds.high else bounds.low
    return max(0.0, 1 - abs(number - bound) / max(abs(bound), abs(number), 1e-9)) * 0.999


_COLUMNS = {
    "triples": ("head", "relation", "tail", "confidence"),
    "predictions": ("product", "attribute", "value", "probability"),
    "mentions": ("product", "attribute", "value", "confidence"),
}
