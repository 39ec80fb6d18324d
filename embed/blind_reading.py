"""What the text of held-out products says to those who do not know their cells: completion asks its questions of it.

A value that stands in one product's cell alone is in the vocabulary because of that cell; where the cell is empty, as
in all slots that completion serves, only a tagger can find it. So held-out products are read once more, with a
vocabulary without such values, and what they have is not counted among what their category has.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..extract.alignment import known_cells
from ..extract.extraction import Extraction
from ..kg.types import held_out_sample
from ..kg.vocabulary import Vocabulary
from .learning import MOST_PRODUCTS

if TYPE_CHECKING:
    import polars as pl

    from ..kg.progress import Progress
    from ..kg.schema import Schema
    from ..kg.settings import Settings


def read_blindly(
    products: pl.DataFrame,
    tags: pl.DataFrame,
    aliases: pl.DataFrame,
    schema: Schema,
    folder: Path,
    settings: Settings,
    progress: Progress,
) -> pl.DataFrame:
    """Return the mentions table of the held-out products, read without what only their own cells know.

    Args:
        products: the products table.
        tags: the tags table, with how many products have each value.
        aliases: the aliases table.
        schema: the attributes.
        folder: what extraction has learned.
        settings: `device` is used.
        progress: told how many products are read.
    """
    import polars as pl

    asked = products.filter(pl.Series(held_out_sample(products["id"].to_list(), MOST_PRODUCTS), dtype=pl.Boolean))
    tag = ["attribute", "value"]
    cells = known_cells(asked, Vocabulary(tags, aliases, schema), schema)
    stated = [(name, value) for own in cells.values() for name, values in own.items() for value in values]
    own = pl.DataFrame(stated, schema=dict.fromkeys(tag, pl.String), orient="row").unique()
    known_by_one = tags.filter(pl.col("products") <= 1).join(own, on=tag, how="semi")
    others = Vocabulary(
        tags.join(known_by_one, on=tag, how="anti", maintain_order="left"),
        aliases.join(known_by_one, on=tag, how="anti", maintain_order="left"),
        schema,
    )
    return Extraction.load(folder, others, schema, settings).mentions(asked, progress, cells)
