"""What the text of held-out products says to those who do not know their cells: completion asks its questions of it.

A value that stands in one product's cell alone is in the vocabulary because of that cell; where the cell is empty, as
in all slots that completion serves, only a tagger can find it. So held-out products are read once more, with a
vocabulary without such values, and what they have is not counted among what their category has.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..extract.extraction import Extraction
from ..kg.splits import held_out_sample
from ..kg.vocabulary import Vocabulary, known_cells, written_cells
from .learning import MOST_PRODUCTS

if TYPE_CHECKING:
    import polars as pl

    from ..kg.progress import Progress
    from ..kg.schema import Schema
    from ..kg.settings import Settings
    from ..kg.vocabulary import Cells


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
    tags, aliases, cells = without_own(asked, tags, aliases, schema)
    extraction = Extraction.load(folder, Vocabulary(tags, aliases, schema), schema, settings)
    return extraction.mentions(asked, progress, cells)


def without_own(
    asked: pl.DataFrame, tags: pl.DataFrame, aliases: pl.DataFrame, schema: Schema
) -> tuple[pl.DataFrame, pl.DataFrame, Cells]:
    """Take out of tags and aliases what is known by the cell of one product alone, of those asked; return their cells.

    The arguments are those of `read_blindly`.
    """
    import polars as pl

    tag = ["attribute", "value"]
    cells = known_cells(written_cells(asked, Vocabulary(tags, aliases, schema)))
    stated = [(name, value) for own in cells.values() for name, values in own.items() for value in values]
    own = pl.DataFrame(stated, schema=dict.fromkeys(tag, pl.String), orient="row").unique()
    known_by_one = tags.filter(pl.col("products") <= 1).join(own, on=tag, how="semi")
    tags, aliases = (table.join(known_by_one, on=tag, how="anti", maintain_order="left") for table in (tags, aliases))
    return tags, aliases, cells
