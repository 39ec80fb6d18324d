"""A product that is in no graph, by its text alone: its tags, words and text vector as a query; loads no PyTorch.

Tags are found by known values and rules, as a build without training finds them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...kg.errors import NotFoundError
from ...kg.progress import silent
from ..sparse import matrix, unit_rows
from .content import LEAST_PROBABILITY, tag_rarity
from .item_to_item import Queries
from .reasons import TagEvidence, stated
from .word_index import word_index

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from ...kg.settings import Settings
    from ...kg.workspace import Workspace
    from .content import Content

NAME = "text"
"""What the product of a text is called in reasons."""


def text_query(
    workspace: Workspace, settings: Settings, content: Content, text: str
) -> tuple[Queries, dict[tuple[str, str, str], TagEvidence]]:
    """Return a text as a query, and what it says of each of its tags.

    Raises:
        NotFoundError: neither a tag nor a word of it is known.
    """
    evidence = stated(_assertions(workspace, settings, text))
    tags = _tag_row(content, evidence)
    words = word_index(workspace, workspace.table("products")).read([text])
    if not tags.nnz and not words.nnz:
        raise NotFoundError(f"nothing in {text[:60]!r} is known here: no product has one of its words or tags")
    return Queries(tags, words, _text_vector(workspace, content, text), np.zeros((1, 0), np.float32)), evidence


def _text_vector(workspace: Workspace, content: Content, text: str) -> NDArray[np.float32]:
    """Encode a text where training left the encoder in a form that needs no PyTorch; else no columns."""
    from ..text_encoder_onnx import CARD
    from ..text_vectors import product_text, text_vectors

    folder = workspace.models / "completion" / "text-encoder"
    if not content.text.shape[1] or not (folder / CARD).is_file():
        return np.zeros((1, 0), np.float32)
    return text_vectors([product_text(text, "")], str(folder), "cpu", silent)


def _assertions(workspace: Workspace, settings: Settings, text: str) -> pl.DataFrame:
    """Read a title as a build would, and return the evidence table of what is more likely than not."""
    import polars as pl

    from ...extract.calibration import read_calibration
    from ...extract.extraction import CALIBRATION, Extraction, extraction_version
    from ...extract.extractors import Extractors
    from ...kg.tables import table_schema
    from ...kg.triples import assert_triples
    from ...kg.vocabulary import read_vocabulary

    schema, vocabulary = read_vocabulary(workspace)
    folder = workspace.models / "extraction"
    version = extraction_version(folder, vocabulary, schema)
    extraction = Extraction(Extractors(vocabulary, schema), read_calibration(folder / CALIBRATION), schema, version)
    row = {"id": NAME, "title": text, "description": "", "category": [], "attributes": [], "tags": [], "record": "{}"}
    product = pl.DataFrame([row], schema=dict(table_schema("products")))
    assertions = assert_triples(
        product.clear(), extraction.mentions(product, silent), vocabulary, decisions=(),
        min_confidence=min(LEAST_PROBABILITY, settings.assert_confidence), text_version=version,
    )  # fmt: skip
    return assertions.evidence


def _tag_row(content: Content, evidence: dict[tuple[str, str, str], TagEvidence]) -> csr_array:
    columns = {tag: column for column, tag in enumerate(content.tag_names)}
    found = [(columns[tag], entry.sure) for (_, *names), entry in evidence.items() if (tag := tuple(names)) in columns]
    places, sure = np.array([column for column, _ in found], dtype=np.int64), np.array([sure for _, sure in found])
    row = matrix(np.zeros_like(places), places, sure, (1, len(columns)))
    row.data *= tag_rarity(content.tags)[row.indices]
    return unit_rows(row)
