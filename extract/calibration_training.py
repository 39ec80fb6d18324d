"""Learning how far each extractor is right, by the catalog's own cells; knows no extractor's insides.

Each step learns from what the one before it says of products that it has not seen (stacking, Wolpert 1992): the tagger
and all rates of products that are not held out, curves of the held-out ones, and what the extractors deserve together
of curves that were learned without the product's fold.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ..kg.categories import category_path
from ..kg.splits import fold_of, held_out_sample, is_held_out
from .agreement import Claim, learn_agreement
from .calibration import (
    PRIOR,
    SCORED,
    Calibration,
    Judged,
    Rates,
    Usage,
    cross_fitted,
    learn_rates,
    learn_score_curves,
)
from .extractors import Extractors, read_batches
from .matching import Found
from .merging import claims, placed, settle

if TYPE_CHECKING:
    import polars as pl

    from ..kg.progress import Progress
    from ..kg.types import Extractor
    from ..kg.vocabulary import Cells

CALIBRATION_PRODUCTS = 5_000
"""Held-out products that the tagger reads to learn how far it is right; more would not move the curves."""


def learn_calibration(
    products: pl.DataFrame, cells: Cells, extractors: Extractors, many: frozenset[str], progress: Progress
) -> Calibration:
    """Learn rates on the products that are not held out, the tagger's curves and all weights on those that are.

    Only products whose cell is known answer anything.
    """
    import polars as pl

    categories = products.select("id", "category").iter_rows()
    judge = Judge(cells, {product: category_path(category) for product, category in categories})
    held_out = pl.Series([is_held_out(product) for product in products["id"]], dtype=pl.Boolean)
    rates = _learn_rates(products.filter(~held_out), extractors, judge, progress)
    sample = pl.Series(held_out_sample(products["id"].to_list(), CALIBRATION_PRODUCTS), dtype=pl.Boolean)
    read = read_batches(products.filter(sample), extractors.find, progress, "weighing all extractors")
    found = {row["id"]: judge.honest(row["id"], found) for row, found in read}
    answers = _answers(found, judge)
    curves = {source: learn_score_curves([answer for _, answer in own]) for source, own in answers.items()}
    folds = {source: cross_fitted(curves[source], own) for source, own in answers.items()}
    calibration = Calibration(*rates, curves, usage=judge.usage(), folds=folds)
    return replace(calibration, agreement=learn_agreement(list(_claims(found, calibration, judge, many))))


class Judge:
    """Answers from the catalog's own cells whether a product has a value; `categories` by product, "" if unknown."""

    def __init__(self, cells: Cells, categories: Mapping[str, str]) -> None:
        self._cells = cells
        self._categories = categories
        self._products: Counter[tuple[str, str]] = Counter()
        self._usage: dict[str, dict[str, Counter[str]]] = {}
        for product, own in cells.items():
            for attribute, values in own.items():
                self._products.update((attribute, value) for value in values)
                if categories[product] and values:
                    used = self._usage.setdefault(categories[product], {})
                    used.setdefault(attribute, Counter()).update(values)

    def answer(self, product: str, attribute: str, value: str) -> bool | None:
        """Say whether the product has the value, `None` where its cell is unknown."""
        values = self._cells.get(product, {}).get(attribute)
        return None if values is None else value in values

    def is_foreign(self, product: str, attribute: str, value: str) -> bool:
        """Say what `Calibration.is_foreign` would say of the product's category, were its cell open."""
        return self._of_others(product).is_foreign(self._categories[product], attribute, value)

    def is_used(self, product: str, attribute: str) -> bool:
        """Say what `Calibration.is_used` would say of the product's category, were its cell open."""
        return self._of_others(product).is_used(self._categories[product], attribute)

    def usage(self) -> Usage:
        """Return what the products of each category are known to have."""
        return {
            category: {attribute: dict(values) for attribute, values in used.items()}
            for category, used in self._usage.items()
        }

    def _of_others(self, product: str) -> Calibration:
        return Calibration(usage=self._usage).without(self._cells.get(product, {}))

    def honest(self, product: str, found: Sequence[Found]) -> list[Found]:
        """Leave out known values that are known from this product's own cell alone: of an open cell they were not."""
        return [
            one
            for one in found
            if one.extractor != "catalog"
            or self._products[one.attribute, one.value] > bool(self.answer(product, one.attribute, one.value))
        ]


def _learn_rates(
    products: pl.DataFrame, extractors: Extractors, judge: Judge, progress: Progress
) -> tuple[Rates, Rates]:
    answers: dict[str, list[tuple[str, str, bool]]] = {"catalog": [], "rule": []}
    for row, found in read_batches(products, extractors.find_without_model, progress, "weighing known values"):
        honest = placed(judge.honest(row["id"], found), partial(judge.is_used, row["id"]))
        once = {(one.extractor, one.attribute, one.case, one.value) for one in honest}
        for extractor, attribute, case, value in once:
            right = judge.answer(row["id"], attribute, value)
            if right is not None:
                answers[extractor].append((attribute, case, right))
    return learn_rates(answers["catalog"], PRIOR), learn_rates(answers["rule"], PRIOR)


def _answers(found: Mapping[str, Sequence[Found]], judge: Judge) -> dict[Extractor, list[tuple[int, Judged]]]:
    """Gather the answers of all that give scores to cells that are known, each with the fold of its product."""
    answers: dict[Extractor, list[tuple[int, Judged]]] = defaultdict(list)
    for product, own in found.items():
        for one in own:
            right = judge.answer(product, one.attribute, one.value)
            if one.extractor in SCORED and right is not None:
                answers[one.extractor].append((fold_of(product), (one.attribute, one.score, right)))
    return dict(answers)


def _claims(
    found: Mapping[str, Sequence[Found]], calibration: Calibration, judge: Judge, many: frozenset[str]
) -> Iterator[tuple[Claim, bool]]:
    """Iterate what all extractors together say of known cells, each weighed by what has not seen the product."""
    for product, own in found.items():
        settled = settle(placed(own, partial(judge.is_used, product)), calibration.blind_to(product))
        for claim in claims(settled, many, partial(judge.is_foreign, product)):
            if (right := judge.answer(product, claim.attribute, claim.value)) is not None:
                yield claim, right
