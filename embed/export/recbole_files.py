"""The graph and the products' vectors as the atomic files of RecBole (https://recbole.io).

RecBole reads tab-separated files with pandas: white space, `"` and `%` in ids are escaped (`percent_escaped`), and so
is the first character of what pandas takes for a missing value (`NA`). `urllib.parse.unquote` gives the ids back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ...kg.categories import SEPARATOR
from ...kg.graph import EDGE_ENDS, Graph
from ...kg.stored_files import written_whole
from ...kg.wording import counted
from .graphml_files import node_name
from .text import BATCH, number_texts, percent_escaped
from .vector_files import EntityVectors, joined_vectors, write_metadata

if TYPE_CHECKING:
    import polars as pl

    from ...kg.workspace import Workspace

MISSING = frozenset(
    {"#N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>"}
    | {"N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"}
)
"""What pandas reads as a missing value."""


def export_recbole(workspace: Workspace, graph: Graph, out: Path) -> str:
    """Write NAME.kg, NAME.link, NAME.item, NAME.itememb and metadata.json into a folder, NAME being the folder's.

    Relations are `HAS_TAG/Color` and `PREDICTED_TAG/Color`, so that a model can tell what is asserted from what is
    predicted, `IN_CATEGORY` and `SUBCATEGORY_OF`. A product that has none of them is an item without a link.
    """
    items = joined_vectors(workspace.models / "completion").of_products()
    name = out.resolve().name
    _write(out / f"{name}.kg", "head_id:token\trelation_id:token\ttail_id:token", _triples(graph))
    linked = _linked(graph)
    links = (f"{token(product)}\t{node_name('Product', product)}" for product in linked)
    _write(out / f"{name}.link", "item_id:token\tentity_id:token", links)
    _write(out / f"{name}.item", "item_id:token\ttitle:token_seq\tclass:token_seq", _items(graph.nodes["Product"]))
    _write(out / f"{name}.itememb", "iid:token\titem_emb:float_seq", _vectors(items))
    write_metadata(items, out)
    written = counted(len(graph.nodes["Product"]), "item")
    return f"{written}, {len(linked):,} of them linked to the graph"


def token(text: str) -> str:
    """Return a text as one token of RecBole's."""
    escaped = percent_escaped(text)
    return f"%{ord(escaped[0]):02X}{escaped[1:]}" if escaped in MISSING else escaped


def _write(path: Path, header: str, lines: Iterable[str]) -> None:
    with written_whole(path) as file:
        file.write(f"{header}\n".encode())
        file.writelines(f"{line}\n".encode() for line in lines)


def _triples(graph: Graph) -> Iterator[str]:
    attributes = graph.edges["OF_ATTRIBUTE"].rename({"to": "attribute"})
    for kind in ("HAS_TAG", "PREDICTED_TAG"):
        edges = graph.edges[kind].select("from", "to")
        tagged = edges.join(attributes, left_on="to", right_on="from", how="left", maintain_order="left")
        for part in tagged.iter_slices(BATCH):
            for head, tail, attribute in part.iter_rows():
                relation = f"{kind}/{percent_escaped(attribute)}"
                yield f"{node_name('Product', head)}\t{relation}\t{node_name('Tag', tail)}"
    for kind in ("IN_CATEGORY", "SUBCATEGORY_OF"):
        start, end = EDGE_ENDS[kind]
        for part in graph.edges[kind].select("from", "to").iter_slices(BATCH):
            for head, tail in part.iter_rows():
                yield f"{node_name(start, head)}\t{kind}\t{node_name(end, tail)}"


def _linked(graph: Graph) -> pl.Series:
    import polars as pl

    heads = pl.concat([graph.edges[kind]["from"] for kind in ("HAS_TAG", "PREDICTED_TAG", "IN_CATEGORY")])
    products = graph.nodes["Product"]["id"]
    return products.filter(products.is_in(heads.unique().implode()))


def _items(products: pl.DataFrame) -> Iterator[str]:
    for part in products.select("id", "title", "category").iter_slices(BATCH):
        for product, title, category in part.iter_rows():
            levels = (category or "").split(SEPARATOR)
            yield f"{token(product)}\t{_sequence((title or '').split())}\t{_sequence(levels)}"


def _sequence(texts: Iterable[str]) -> str:
    return " ".join(token(text) for text in texts if text)


def _vectors(items: EntityVectors) -> Iterator[str]:
    for rows, vectors in items.batches():
        for product, numbers in zip(items.ids[rows], number_texts(vectors, " "), strict=True):
            yield f"{token(product)}\t{numbers}"
