"""Answers to `kgtag complete`: read from the predictions table, or made for products that are in no graph.

Reading what a build stored imports no learned model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from ..kg.predictions import open_predictions, prediction_as_json, predictions_from
from ..kg.stored_files import intact
from ..kg.tables import empty_table
from ..kg.types import FREE_TAG, Extractor, Prediction
from ..kg.wording import goes_with
from .learned_files import TRAIN_ANEW

if TYPE_CHECKING:
    import polars as pl

    from ..extract.extraction import Extraction
    from ..kg.schema import Schema
    from ..kg.settings import Settings
    from ..kg.steps import Voice
    from ..kg.vocabulary import Vocabulary
    from ..kg.workspace import Workspace
    from .completion import Completion
    from .expected import Expected

HELD_APART = 5_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of a product's predictions are asked for; no attributes means all."""

    attributes: tuple[str, ...] = ()
    top: int = 3
    min_probability: float = 0.0
    with_asserted: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A value that a product's text was sure enough to say, with the words of its `field` and who found them there."""

    attribute: str
    value: str
    confidence: float
    field: str
    quote: str
    extractor: Extractor

    @property
    def because(self) -> str:
        """Quote the words; those of a clue only go with the value."""
        if self.extractor == "clue":
            return goes_with(self.quote, self.attribute)
        return f"the {self.field} says “{self.quote}”"


@dataclass(frozen=True, slots=True)
class Answer:
    """One product's predictions: the most usual attributes of its category first, free tags last.

    Of each attribute the most probable value comes first. `read`: what the text of a product that is in no graph says;
    that of others stands in the graph.
    """

    product: str
    title: str
    predictions: tuple[Prediction, ...]
    expected: Expected
    model: str
    read: tuple[Read, ...] | None = None

    @property
    def applicable(self) -> tuple[Prediction, ...]:
        """The predictions of attributes that apply to the product."""
        return tuple(one for one in self.predictions if one.attribute not in self.expected.inapplicable)

    @property
    def untold(self) -> tuple[str, ...]:
        """Attributes that the product should have and that nothing could be predicted of."""
        told = {prediction.attribute for prediction in self.predictions}
        return tuple(name for name in self.expected.missing if name not in told)

    def as_json(self) -> dict[str, Any]:
        """Return the answer in the shape that `kgtag complete --json` promises, with what hardly applies."""
        read = {} if self.read is None else {"read": [_read_as_json(one) for one in self.read]}
        return {
            "product": self.product,
            **read,
            "predictions": [prediction_as_json(prediction) for prediction in self.predictions],
            "missing": [{"attribute": name, "usual": self.expected.usual[name]} for name in self.expected.missing],
            "not_applicable": list(self.expected.inapplicable),
            "model": self.model,
        }


def stored_answers(workspace: Workspace, ids: Sequence[str] | None, wanted: Wanted) -> Iterator[Answer]:
    """Answer from what the last build predicted, for some products or (`None`) all, in the order they are named.

    Raises:
        NotFoundError: a product is not there.
    """
    from ..kg.product_page import require_products
    from ..kg.schema import read_schema
    from .expected import expected_of

    products = workspace.table("products") if ids is None else require_products(workspace, list(ids))
    named = products["id"].to_list() if ids is None else list(dict.fromkeys(ids))
    predictions = workspace.table("predictions") if ids is None else workspace.rows("predictions", "product", named)
    evidence = workspace.table("evidence") if ids is None else workspace.rows("evidence", "head", named)
    schema = read_schema(workspace.schema_path)
    expectations = _expectations(workspace)
    titles, expected = (
        dict(products.select("id", "title").iter_rows()),
        expected_of(products, evidence, predictions, expectations, schema),
    )
    asked = {product: expected[product] for product in named}
    yield from answers_from(predictions, evidence, titles, asked, wanted, schema)


def answers_from(
    predictions: pl.DataFrame,
    evidence: pl.DataFrame,
    titles: Mapping[str, str],
    expected: Mapping[str, Expected],
    wanted: Wanted,
    schema: Schema,
) -> Iterator[Answer]:
    """Pick what is wanted out of a predictions table, product by product in the order of `expected`.

    What is open is told by the products' evidence; unless those that are asserted are ranked too, nothing else is.
    """
    import polars as pl

    if wanted.attributes:
        predictions = predictions.filter(pl.col("attribute").is_in(wanted.attributes))
    if not wanted.with_asserted:
        predictions = open_predictions(predictions, evidence, schema, wanted.min_probability)
    slot_rank = pl.col("rank").rank("ordinal").over("product", "attribute")
    chosen = predictions.filter(slot_rank <= wanted.top).filter(pl.col("probability") >= wanted.min_probability)
    for (product, known), rows in zip(expected.items(), _by_product(chosen, list(expected)), strict=True):
        model = rows["model"][0] if len(rows) else ""
        names = sorted(dict.fromkeys(rows["attribute"]), key=lambda name: (name == FREE_TAG, -known.usual.get(name, 0)))
        place = {name: number for number, name in enumerate(names)}
        ranked = sorted(predictions_from(rows), key=lambda prediction: place[prediction.attribute])
        yield Answer(product, titles[product], tuple(ranked), known.only(wanted.attributes), model)


def _by_product(predictions: pl.DataFrame, products: Sequence[str]) -> Iterator[pl.DataFrame]:
    """Give the rows of each of some products, in their order; only a part of them is held apart at a time."""
    import polars as pl

    nothing = predictions.clear()
    for start in range(0, len(products), HELD_APART):
        part = products[start : start + HELD_APART]
        rows = predictions.filter(pl.col("product").is_in(part)).partition_by(
            "product", as_dict=True, maintain_order=True
        )
        yield from (rows.get((product,), nothing) for product in part)


@dataclass(frozen=True, slots=True)
class Newcomers:
    """What a workspace learned, loaded once, to answer for products that are in no graph.

    Without a `completion` (a build that did not train) it tells what their texts say, and nothing else.
    """

    schema: Schema
    vocabulary: Vocabulary
    extraction: Extraction
    completion: Completion | None
    expectations: pl.DataFrame
    settings: Settings

    @classmethod
    def load(cls, workspace: Workspace, settings: Settings) -> Newcomers:
        """Load schema, vocabulary and models of a workspace."""
        import polars as pl

        from ..extract.extraction import Extraction
        from ..kg.vocabulary import read_vocabulary
        from .completion import Completion

        schema, vocabulary = read_vocabulary(workspace)
        extraction = Extraction.load(workspace.models / "extraction", vocabulary, schema, settings)
        folder = workspace.models / "completion"
        completion = Completion.load(folder) if folder.exists() else None
        expectations = _expectations(workspace) if completion else pl.DataFrame()
        return cls(schema, vocabulary, extraction, completion, expectations, settings)

    def answers(self, products: pl.DataFrame, wanted: Wanted, voice: Voice) -> Iterator[Answer]:
        """Extract, assert and complete some products, as a build would, and answer in their order."""
        from ..kg.triples import assert_triples
        from .expected import expected_of

        mentions = self.extraction.mentions(products, voice.progress)
        assertions = assert_triples(
            products,
            mentions,
            self.vocabulary,
            decisions=(),
            min_confidence=self.settings.assert_confidence,
            text_version=self.extraction.version,
        )
        predictions = empty_table("predictions")
        if self.completion:
            predictions = self.completion.predict(
                products, mentions, assertions.evidence, self.schema, self.settings, voice.progress
            )
        titles = dict(products.select("id", "title").iter_rows())
        expected = expected_of(products, assertions.evidence, predictions, self.expectations, self.schema)
        read = values_read(assertions.evidence, wanted)
        for answer in answers_from(predictions, assertions.evidence, titles, expected, wanted, self.schema):
            yield replace(answer, read=tuple(read.get(answer.product, ())))


def values_read(evidence: pl.DataFrame, wanted: Wanted) -> dict[str, list[Read]]:
    """Return what each product's text says and its cells do not, the surest words for each value."""
    import polars as pl

    value = ["head", "relation", "tail"]
    text = evidence.filter(pl.col("origin") == "text").sort("confidence", descending=True, maintain_order=True)
    text = text.unique(value, keep="first", maintain_order=True)
    cells = evidence.filter(pl.col("origin") == "catalog")
    found: dict[str, list[Read]] = {}
    columns = (*value, "confidence", "field", "quote", "extractor")
    for product, attribute, *rest in text.join(cells, on=value, how="anti").select(columns).sort(value).iter_rows():
        if not wanted.attributes or attribute in wanted.attributes:
            found.setdefault(product, []).append(Read(attribute, *rest))
    return found


def _read_as_json(read: Read) -> dict[str, Any]:
    told = asdict(read)
    return {"attribute": told.pop("attribute"), "tag": told.pop("value"), **told}


def write_predictions(workspace: Workspace, settings: Settings, min_probability: float, voice: Voice) -> int:
    """Put every stored prediction of at least `min_probability` into the graph and return how many there are now."""
    from ..kg.stores.store import open_store
    from .projection import workspace_graph

    with workspace.lock(), closing(open_store(settings)) as store:
        store.check()
        graph = workspace_graph(workspace, settings, min_probability)
        store.write(store.difference(graph, voice.progress), voice.progress)
    return len(graph.edges["PREDICTED_TAG"])


def _expectations(workspace: Workspace) -> pl.DataFrame:
    """Read what the build expected the products of each category to have."""
    import polars as pl

    from .expected import EXPECTATIONS

    path = workspace.models / "completion" / EXPECTATIONS
    with intact(path, TRAIN_ANEW):
        return pl.read_parquet(path)
