"""How near products are to a query as text: by its words (BM25) and by its meaning; knows no tag and no wish.

BM25 (Robertson and Zaragoza 2009) over title, category and description, a word of the title counting three times and
one of the category twice. Words are counted by a scan: for a query of a few words that is quicker than an index of all
words is read, and nothing has to be kept in step.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from ...extract.known_values import FUNCTION_WORDS
from ...extract.matching import is_spaced, text_words

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ...kg.workspace import Workspace

FIELDS = {"title": 3.0, "category": 2.0, "description": 1.0}
_SATURATION, _LENGTH = 1.2, 0.75
MOST_TERMS = 24


_ELISION = re.compile(r"(?<!\w)[^\W\d_]{0,7}[cdjlmnqstvu]['’](?=[aeiouyhàâäèéêëîïôöùúûüœæ]\w)", re.IGNORECASE)
"""An article or preposition that has lost its vowel before a word ("d'olive", "l'acqua", "dell'olio")."""
_BASES = "aceinosuyz"
_FORMS = {
    base: base + "".join(
        letter for letter in map(chr, range(0xE0, 0x180)) if letter.islower()
        and unicodedata.normalize("NFD", letter)[0] == base
    )
    for base in _BASES
}  # fmt: skip


def query_terms(text: str) -> list[str]:
    """Return what of a text is looked for: its words in their singular, pairs of neighbours in unspaced scripts."""
    words = text_words(_ELISION.sub(" ", text))
    spaced = [word.key for word in words if is_spaced(word.key[0]) and word.key not in FUNCTION_WORDS]
    apart = [word for word in words if word.key and not is_spaced(word.key[0])]
    pairs = [one.key + other.key for one, other in pairwise(apart) if one.end == other.start]
    return list(dict.fromkeys([*(word for word in spaced if len(word) > 1 or word.isdigit()), *pairs]))[:MOST_TERMS]


def word_pattern(word: str) -> str:
    """Return a regular expression for a word in its singular or plural, in any case and with any accents.

    It is one of Rust's `regex`.
    """
    if not is_spaced(word[0]):
        return re.escape(word)
    forms = (
        f"{_accented(word[:-1])}(?:y|ies)" if word.endswith("y") and len(word) > 3 else f"{_accented(word)}(?:s|es)?"
    )
    return rf"(?i)\b{forms}\b"


def _accented(word: str) -> str:
    return "".join(f"[{_FORMS[letter]}]" if letter in _FORMS else re.escape(letter) for letter in word)


@dataclass(frozen=True)
class Words:
    """The texts of products (columns title, category, description), row by row."""

    texts: pl.DataFrame

    @cached_property
    def _lengths(self) -> NDArray[np.float64]:
        """Return how long each product's texts are, as a share of the mean."""
        fields = [self.texts[name].str.len_chars().to_numpy() * weight for name, weight in FIELDS.items()]
        lengths = np.column_stack(fields).sum(axis=1).astype(np.float64)
        return np.asarray(lengths / max(1.0, float(lengths.sum()) / max(len(lengths), 1)))

    def scores(self, terms: Sequence[str]) -> tuple[NDArray[np.float64], set[str]]:
        """Return the BM25 score of each product [products], and the terms that no product has."""
        total, absent = np.zeros(len(self.texts)), set()
        damping = _SATURATION * (1 - _LENGTH + _LENGTH * self._lengths)
        for term in terms:
            counts = self._counts(term)
            frequency = int((counts > 0).sum())
            if not frequency:
                absent.add(term)
                continue
            rarity = np.log(1 + (len(counts) - frequency + 0.5) / (frequency + 0.5))
            total += rarity * counts * (_SATURATION + 1) / (counts + damping)
        return total, absent

    def named(self) -> list[str]:
        """Return the words of titles and categories, in lower case."""
        import polars as pl

        text = pl.concat_str("title", "category", separator=" ").str.to_lowercase()
        words = self.texts.select(text.str.extract_all(r"\p{L}{4,}").explode().unique().sort())
        return words.to_series().drop_nulls().to_list()

    def _counts(self, term: str) -> NDArray[np.float64]:
        import polars as pl

        pattern = word_pattern(term)
        counted = [pl.col(name).str.count_matches(pattern) * weight for name, weight in FIELDS.items()]
        return self.texts.select(pl.sum_horizontal(counted)).to_series().to_numpy().astype(np.float64)


@dataclass(frozen=True, slots=True)
class Meaning:
    """The text vectors that a build made, and what made them: `rows` [products] point into `vectors`, -1 for none."""

    vectors: NDArray[np.float32]
    rows: NDArray[np.int64]
    encoder: str

    @classmethod
    def load(cls, workspace: Workspace, products: Sequence[str]) -> Meaning | None:
        """Read the vectors of some products; `None` where nothing was trained, or only characters were hashed."""
        import polars as pl
        from safetensors import safe_open

        from ...kg.settings import NO_ENCODER
        from ...kg.stored_files import intact, read_json
        from ..learned_files import TRAIN_ANEW
        from ..text_encoder_onnx import stored_text_encoder

        folder = workspace.models / "completion"
        if not (folder / "completion.json").exists():
            return None
        name = read_json(folder / "completion.json", TRAIN_ANEW).get("encoder", NO_ENCODER)
        if name == NO_ENCODER:
            return None
        encoder = stored_text_encoder(folder / "text-encoder", name)
        with (
            intact(folder / "index", TRAIN_ANEW),
            safe_open(folder / "index" / "index.safetensors", framework="numpy") as stored,
        ):
            vectors = stored.get_tensor("vectors")
            known = pl.read_parquet(folder / "index" / "products.parquet", columns=["product"]).with_row_index("row")
        rows = pl.DataFrame({"product": products}).join(known, on="product", how="left", maintain_order="left")["row"]
        return cls(vectors, rows.cast(pl.Int64).fill_null(-1).to_numpy(), encoder)

    def scores(self, text: str, device: str) -> NDArray[np.float64]:
        """Return the cosine of each product's text with a query's [products]; 0 for those without a vector."""
        from ...kg.progress import silent
        from ..text_vectors import text_vectors

        if not text.strip():
            return np.zeros(len(self.rows))
        vector = text_vectors([text], self.encoder, device, silent)[0]
        cosines = (self.vectors @ vector).astype(np.float64)
        return np.where(self.rows >= 0, cosines[np.maximum(self.rows, 0)], 0.0)
