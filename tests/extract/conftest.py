"""A BERT small enough to train in a second, and catalogs with an obvious right answer, made on the fly."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import torch
from kgtag.kg.schema import Attribute, Schema, infer_schema
from kgtag.kg.tables import table_schema
from kgtag.kg.vocabulary import Vocabulary, learn_vocabulary
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

SPECIAL = {
    "unk_token": "[UNK]",
    "cls_token": "[CLS]",
    "sep_token": "[SEP]",
    "pad_token": "[PAD]",
    "mask_token": "[MASK]",
}
WORDS = [
    "red",
    "blue",
    "green",
    "black",
    "white",
    "shoe",
    "shoes",
    "bag",
    "bags",
    "by",
    "acme",
    "zeno",
    "new",
    "and",
    "nothing",
]


def save_tiny_encoder(folder: Path, words: list[str]) -> Path:
    letters = list("abcdefghijklmnopqrstuvwxyz0123456789")
    vocabulary = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *words,
        *letters,
        *(f"##{letter}" for letter in letters),
    ]
    numbers = {piece: number for number, piece in enumerate(dict.fromkeys(vocabulary))}
    tokenizer = Tokenizer(models.WordPiece(numbers, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **SPECIAL).save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(numbers),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=96,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_encoder(tmp_path_factory.mktemp("encoder"), WORDS)


@dataclass(frozen=True, slots=True)
class World:
    products: pl.DataFrame
    schema: Schema
    vocabulary: Vocabulary


def product_row(id: str, title: str, attributes: Mapping[str, Any] | None = None, **rest: Any) -> dict[str, Any]:
    cells = [{"name": name, "values": values} for name, values in (attributes or {}).items()]
    empty = {"description": "", "category": [], "tags": [], "record": "{}", "content": ""}
    return {**empty, "id": id, "title": title, "attributes": cells, **rest}


def make_world(*rows: Mapping[str, Any], schema: Mapping[str, Attribute] | None = None) -> World:
    products = pl.DataFrame([product_row(**row) for row in rows], schema=dict(table_schema("products")), orient="row")
    known = dict(schema) if schema else infer_schema(products)
    return World(products, known, Vocabulary(*learn_vocabulary(products, known), known))


@pytest.fixture
def world() -> Callable[..., World]:
    return make_world
